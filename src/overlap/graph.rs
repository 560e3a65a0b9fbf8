//! The overlap graph: organisations, their units and products, and the functions these spend on. Bipartite by design:
//! providers of a function meet at its node, and no clique of them is ever built.

use std::collections::BTreeMap;

use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;
use petgraph::{Direction, Graph as Petgraph};

use crate::ledger::{Layer, Pool, ReturnFacts, SpendCategory};
use crate::money::{Fte, Money};
use crate::taxonomy::{FunctionId, Taxonomy};

/// A node of the graph. Organisations are indices into the facts, units and products into those of the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// An organisation.
    Organisation(u32),
    /// A unit of it: a provider of the staff layer.
    Unit {
        /// Whose.
        organisation: u32,
        /// Which.
        unit: u32,
    },
    /// A product it pays for: a provider of the systems layer.
    Product {
        /// Whose.
        organisation: u32,
        /// Which.
        product: u32,
    },
    /// A function.
    Function(FunctionId),
}

/// An edge of the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// From an organisation to its unit or product.
    Has,
    /// From a unit or product to a function.
    Spends(Spend),
}

/// What a provider spends on a function, of one pool and category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spend {
    /// What kind of cost.
    pub pool: Pool,
    /// Its category.
    pub category: SpendCategory,
    /// How much.
    pub cost: Money,
    /// The staff that come with it.
    pub fte: Fte,
    /// Of the cost: of roles whose staff are not declared.
    pub without_fte: Money,
}

/// The type of the graph: nodes are added in a fixed order and never removed, so indices are stable.
pub type Graph = Petgraph<Node, Edge>;

/// The graph, and its functions by id.
pub struct OverlapGraph {
    /// Nodes and edges.
    pub graph: Graph,
    functions: Vec<NodeIndex>,
}

impl OverlapGraph {
    /// Builds the graph of the facts, which are in the order of the organisations' ids.
    pub fn new(facts: &[ReturnFacts], taxonomy: &Taxonomy) -> Self {
        let mut graph = Graph::new();
        let functions: Vec<NodeIndex> = taxonomy.iter().map(|(id, _)| graph.add_node(Node::Function(id))).collect();
        for (organisation, facts) in (0_u32..).zip(facts) {
            let root = graph.add_node(Node::Organisation(organisation));
            let mut providers: BTreeMap<Node, NodeIndex> = BTreeMap::new();
            for ((provider, function, pool, category), (cost, fte, without_fte)) in spending(organisation, facts) {
                let from = *providers.entry(provider).or_insert_with(|| {
                    let node = graph.add_node(provider);
                    graph.add_edge(root, node, Edge::Has);
                    node
                });
                graph.add_edge(
                    from,
                    functions[function.index()],
                    Edge::Spends(Spend { pool, category, cost, fte, without_fte }),
                );
            }
        }
        Self { graph, functions }
    }

    /// The providers of a function, with what each spends on it.
    pub fn providers(&self, function: FunctionId) -> impl Iterator<Item = (Node, Spend)> {
        self.graph.edges_directed(self.functions[function.index()], Direction::Incoming).filter_map(|edge| {
            match edge.weight() {
                Edge::Spends(spend) => Some((self.graph[edge.source()], *spend)),
                Edge::Has => None,
            }
        })
    }
}

type SpendKey = (Node, FunctionId, Pool, SpendCategory);

/// The costs of one return, summed by provider, function, pool and category.
fn spending(organisation: u32, facts: &ReturnFacts) -> BTreeMap<SpendKey, (Money, Fte, Money)> {
    let mut sums: BTreeMap<SpendKey, (Money, Fte, Money)> = BTreeMap::new();
    for cost in &facts.costs {
        let provider = match (cost.pool.layer(), cost.product) {
            (Layer::Systems, Some(product)) => Node::Product { organisation, product },
            _ => Node::Unit { organisation, unit: cost.unit },
        };
        let sum = sums.entry((provider, cost.function, cost.pool, cost.category)).or_default();
        sum.0 += cost.amount;
        sum.1 += cost.fte;
        if cost.pool == Pool::Roles && cost.fte == Fte(0) {
            sum.2 += cost.amount;
        }
    }
    sums
}

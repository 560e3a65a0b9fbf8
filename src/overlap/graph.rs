//! The overlap graph: organisations, their units and products, and the functions these spend on. Bipartite by design:
//! providers of a function meet at its node, and no clique of them is ever built.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;
use petgraph::{Direction, Graph as Petgraph};
use rayon::prelude::*;

use super::leaving::Left;
use crate::ledger::{Cost, Layer, Pool, ReturnFacts, SpendCategory};
use crate::money::{Fte, Money};
use crate::returns::Kind;
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
    pub amounts: Amounts,
}

/// A cost, the staff that come with it, and what of both is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amounts {
    /// All of it.
    pub cost: Money,
    /// The staff that come with it.
    pub fte: Fte,
    /// Of the cost: what is compared, that is all but what left the comparison.
    pub compared: Money,
    /// The staff that come with what is compared.
    pub compared_fte: Fte,
    /// Of the compared: held by declared processes.
    pub by_processes: Money,
    /// Of the compared: what nobody says the kind of. See [`of_unknown_kind`].
    pub unknown: Money,
}

impl AddAssign for Amounts {
    fn add_assign(&mut self, other: Self) {
        self.cost += other.cost;
        self.fte += other.fte;
        self.compared += other.compared;
        self.compared_fte += other.compared_fte;
        self.by_processes += other.by_processes;
        self.unknown += other.unknown;
    }
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
    /// Builds the graph of the facts, which are in the order of the organisations' ids, and of what leaves of each.
    pub fn new(facts: &[ReturnFacts], left: &[Left], taxonomy: &Taxonomy) -> Self {
        // At most: room that is not used costs nothing, and a growing list is copied again and again.
        let providers: usize = facts.iter().map(|facts| facts.units.len() + facts.products.len()).sum();
        let costs: usize = facts.iter().map(|facts| facts.costs.len()).sum();
        let mut graph = Graph::with_capacity(taxonomy.len() + facts.len() + providers, providers + costs);
        let functions: Vec<NodeIndex> = taxonomy.iter().map(|(id, _)| graph.add_node(Node::Function(id))).collect();
        // Some at a time, so that not all sums stand beside the graph; the next are summed up while these are put into it.
        let mut chunks = (0_u32..).step_by(SUMMED).zip(facts.chunks(SUMMED).zip(left.chunks(SUMMED)));
        let mut sums = || {
            let (first, (facts, left)) = chunks.next()?;
            let bodies: Vec<_> = (first..).zip(facts.iter().zip(left)).collect();
            let sums = bodies.into_par_iter().map(|(number, (facts, left))| (number, spending(number, facts, left)));
            Some(sums.collect::<Vec<_>>())
        };
        let mut summed = sums();
        while let Some(bodies) = summed {
            let add = || bodies.into_iter().for_each(|(number, sums)| add(&mut graph, &functions, number, sums));
            ((), summed) = rayon::join(add, &mut sums);
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

/// Puts an organisation into a graph, with its providers and what they spend.
fn add(graph: &mut Graph, functions: &[NodeIndex], organisation: u32, spending: BTreeMap<SpendKey, Amounts>) {
    let root = graph.add_node(Node::Organisation(organisation));
    let mut last: Option<(Node, NodeIndex)> = None;
    for ((provider, function, pool, category), amounts) in spending {
        // What a provider spends stands together.
        let known = last.filter(|(node, _)| *node == provider).map(|(_, index)| index);
        let from = known.unwrap_or_else(|| {
            let node = graph.add_node(provider);
            graph.add_edge(root, node, Edge::Has);
            node
        });
        last = Some((provider, from));
        graph.add_edge(from, functions[function.index()], Edge::Spends(Spend { pool, category, amounts }));
    }
}

/// Organisations whose costs are summed up side by side.
const SUMMED: usize = 256;

type SpendKey = (Node, FunctionId, Pool, SpendCategory);

/// The costs of one return, summed by provider, function, pool and category.
fn spending(organisation: u32, facts: &ReturnFacts, left: &Left) -> BTreeMap<SpendKey, Amounts> {
    let mut sums: BTreeMap<SpendKey, Amounts> = BTreeMap::new();
    for (place, cost) in facts.costs.iter().enumerate() {
        let provider = match (cost.pool.layer(), cost.product) {
            (Layer::Systems, Some(product)) => Node::Product { organisation, product: product.number() },
            _ => Node::Unit { organisation, unit: cost.unit },
        };
        let key = (provider, cost.function, cost.pool, cost.category);
        *sums.entry(key).or_default() += amounts(facts, cost, left.compared(place, cost));
    }
    sums
}

/// Whether nobody says of what kind a cost is, so that neither posts nor a budget can be said to fall with it: it is known
/// from a process total only, of a role without staff, or other cost that nobody calls supplies.
pub fn of_unknown_kind(facts: &ReturnFacts, cost: &Cost) -> bool {
    match cost.pool {
        Pool::Unspecified => true,
        Pool::Roles => cost.fte == Fte(0),
        Pool::Other => !facts.items[cost.item as usize].supplies,
        Pool::Systems => false,
    }
}

fn amounts(facts: &ReturnFacts, cost: &Cost, compared: Money) -> Amounts {
    let when = |condition: bool| if condition { compared } else { Money::ZERO };
    Amounts {
        cost: cost.amount,
        fte: cost.fte,
        compared,
        compared_fte: cost.fte.part(compared, cost.amount),
        by_processes: when(facts.items[cost.mapped_by as usize].kind == Kind::Process),
        unknown: when(of_unknown_kind(facts, cost)),
    }
}

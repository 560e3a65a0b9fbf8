//! The overlap graph as rows: who declares what, what it is linked to, and the functions it maps to; and three projections
//! of that onto pairs. Providers of a function meet at its node, or at its largest provider: never each with each.

mod drawing;

use serde::Serialize;

use super::manifest::Manifest;
use crate::ledger::{Coverage, ReturnFacts};
use crate::money::Money;
use crate::overlap::{Basis, Overlap};
use crate::taxonomy::Taxonomy;
use crate::words::words;
use drawing::Drawing;

words! {
    /// Which graph.
    #[derive(Default, clap::ValueEnum)]
    pub enum GraphView {
        /// Organisations, items, products and functions.
        #[default]
        Items = "items",
        /// Organisations and the functions they spend on.
        Functions = "functions",
        /// Organisations, each joined to the largest one on what it duplicates.
        Organisations = "organisations",
        /// Organisations and the products they pay for.
        Products = "products",
    }
}

/// What of a graph is wanted.
#[derive(Debug, Clone, Default)]
pub struct GraphCut {
    /// Edges with less cost are left out, and nodes that nothing joins any more.
    pub min_cost: Money,
    /// Only what is around this organisation, item, product, function or group.
    pub around: Option<String>,
}

/// What a graph is made of.
pub struct GraphSource<'a> {
    /// In the order of the organisations' ids.
    pub facts: &'a [ReturnFacts],
    /// The list of functions.
    pub taxonomy: &'a Taxonomy,
    /// What was measured.
    pub overlap: &'a Overlap,
    /// Below this a provider was not counted.
    pub floor: Money,
}

/// A graph, `dupaudit.graph/1`.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct GraphRows {
    /// `dupaudit.graph/1`.
    pub schema: &'static str,
    /// Whether everything that was found was read and counted.
    pub complete: bool,
    /// Which graph.
    pub view: GraphView,
    /// The currency of every amount.
    pub currency: String,
    /// The twelve months that the returns speak of.
    pub period: String,
    /// On which basis cost counts as duplicated.
    pub basis: Basis,
    /// What it was made with and of.
    #[serde(flatten)]
    pub manifest: Manifest,
    /// What was read and mapped.
    pub coverage: Coverage,
    /// What the cut left out.
    pub left_out: LeftOut,
    /// In the order of kinds and ids.
    pub nodes: Vec<GraphNode>,
    /// In the order of source, target and kind.
    pub edges: Vec<GraphEdge>,
}

/// What a cut left out of a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
pub struct LeftOut {
    /// Nodes.
    pub nodes: usize,
    /// Edges.
    pub edges: usize,
    /// The cost of those edges.
    pub cost: Money,
    /// Of that: what counts as duplicated.
    pub duplicated: Money,
}

words! {
    /// What a node stands for.
    pub enum NodeKind {
        /// A body.
        Organisation = "organisation",
        /// A process, role or system.
        Item = "item",
        /// What one or more bodies pay for.
        Product = "product",
        /// A function of the list.
        Function = "function",
    }
}

words! {
    /// What an edge says.
    pub enum Way {
        /// An organisation has the item.
        Declares = "declares",
        /// A role or system is linked to the process.
        Links = "links",
        /// An item is on the function.
        MapsTo = "maps-to",
        /// An organisation pays for the product.
        PaysFor = "pays-for",
        /// An organisation duplicates what the largest provider does.
        Duplicates = "duplicates",
    }
}

/// A node.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct GraphNode {
    /// `KIND:ID`, unique in the graph.
    pub id: String,
    /// organisation, item, product or function.
    pub kind: NodeKind,
    /// Its name.
    pub label: String,
    /// What it belongs to: an organisation's type, an item's kind, a product's vendor, a function's group.
    pub group: String,
    /// Its cost, the same in every view: of an item its own, of a product what is paid for it, of an organisation and of a
    /// function what it has of administrative and managerial cost.
    pub cost: Money,
    /// Of the cost: what counts as duplicated.
    pub duplicated: Money,
}

/// An edge.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct GraphEdge {
    /// The node it comes from.
    pub source: String,
    /// The node it goes to.
    pub target: String,
    /// declares, links, maps-to, pays-for, or duplicates: from an organisation to the largest provider.
    pub kind: Way,
    /// Its cost.
    pub cost: Money,
    /// The cost again, under the name that programs for graphs look for.
    pub weight: Money,
    /// Of the cost: what counts as duplicated. Null where the edge is on the way to the one that says so.
    pub duplicated: Option<Money>,
    /// How sure the mapping behind it is, weighted by cost. Null where there is none.
    pub confidence: Option<f64>,
}

/// Makes the nodes and edges of a view, and cuts them.
///
/// # Errors
/// There is nothing by the name that the cut wants to be around.
pub fn graph_rows(
    source: &GraphSource<'_>,
    view: GraphView,
    cut: &GraphCut,
) -> Result<(Vec<GraphNode>, Vec<GraphEdge>, LeftOut), String> {
    let drawing = Drawing::of(source, view);
    let around = cut.around.as_deref().map(|name| drawing.around(name, view)).transpose()?;
    Ok(drawing.cut(view, cut.min_cost, around.as_ref()))
}

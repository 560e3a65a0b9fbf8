//! What is done more than once, within and between organisations.

mod basis;
mod graph;
mod measure;

pub use basis::{Basis, Duplicated, duplicated, effective_providers};
pub use graph::{Edge, Graph, Node, OverlapGraph, Spend};
pub use measure::{Attribution, ByBasis, FunctionKind, FunctionMeasure, OrganisationMeasure, Overlap, measure};
pub(crate) use measure::{Set, comparison_set, counts, home};

//! What is done more than once, within and between organisations.

mod attribution;
mod basis;
mod cuts;
mod function;
mod graph;
mod leaving;
mod measure;
mod sets;

pub use basis::{Basis, Duplicated, duplicated, effective_providers};
pub use cuts::Cuts;
pub use graph::{Amounts, Edge, Graph, Node, OverlapGraph, Spend};
pub use leaving::{Difference, Excepted, Excluded, Left, Standing, attributes, last_day, leaving};
pub use measure::{Attribution, ByBasis, FunctionKind, FunctionMeasure, OrganisationMeasure, Overlap, measure};
pub use sets::{Set, comparison_set, counts, home};

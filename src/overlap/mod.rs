//! What is done more than once, within and between organisations.

mod attribution;
mod basis;
mod benchmark;
mod cuts;
mod doubts;
mod function;
mod graph;
mod leaving;
mod measure;
mod providers;
mod sets;
mod unit_costs;

pub use basis::{Basis, Duplicated, duplicated, effective_providers};
pub use benchmark::{Benchmark, Caution, Grade, Peer, QUARTILE, benchmark, unit_cost};
pub use cuts::Cuts;
pub use doubts::{doubts, exception_doubts, names};
pub use graph::{Amounts, Edge, Graph, Node, OverlapGraph, Spend};
pub use leaving::{Difference, Excepted, Excluded, Left, Standing, attributes, covers, last_day, leaving};
pub use measure::{Attribution, ByBasis, FunctionKind, FunctionMeasure, OrganisationMeasure, Overlap, measure};
pub use providers::{ProviderKey, Providers, by_line};
pub use sets::{Set, comparison_set, counts, home};
pub use unit_costs::{BodyUnitCost, UnitCosts};

//! The finished result: sorted, immutable, and the same for every format.

mod assemble;
mod comparison;
mod explain;
mod model;
mod short;

pub use assemble::{Audit, assemble};
pub use comparison::{BenchmarkRow, CutsRow, ExceptionRow, ExcludedRow, ProcessCut, RoleCut, SystemCut};
pub use explain::{Below, Claimed, Explaining, FunctionExplained, ItemExplained, Line, OutOfScope, ProviderLine};
pub use model::{
    AttributionRow, Bases, CoverageRow, FindingRow, FunctionRow, OrganisationRow, Report, SavingsRow, ScenarioValue,
    Totals, YearRow,
};
pub use short::{headline, percent, short, staff};

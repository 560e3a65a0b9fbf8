//! The finished result: sorted, immutable, and the same for every format.

mod assemble;
mod by_list;
mod comparison;
mod model;
mod short;

pub use assemble::{Audit, assemble};
pub use by_list::{ByList, ByListRow, by_list};
pub use comparison::{BenchmarkRow, CutsRow, ExceptionRow, ExcludedRow, ProcessCut, RoleCut, SystemCut};
pub use model::{
    AttributionRow, Bases, CoverageRow, FindingRow, FunctionRow, OrganisationRow, Report, SavingsRow, ScenarioValue,
    Totals, YearRow,
};
pub use short::{headline, percent, short, staff};

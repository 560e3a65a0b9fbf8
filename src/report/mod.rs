//! The finished result: sorted, immutable, and the same for every format.

mod assemble;
mod baseline;
mod by_list;
mod check;
mod comparison;
mod explain;
mod items;
mod model;
mod money_json;
mod saved;
mod savings;
mod short;
pub mod tables;

pub use assemble::{Audit, assemble, scenario_values};
pub use baseline::{Baseline, BaselineAccount, Sifted};
pub use by_list::{ByList, ByListRow, by_list};
pub use check::{Bar, Check, CheckedReturn, Counts, Outcome};
pub use comparison::{BenchmarkRow, CutsRow, ExceptionRow, ExcludedRow, ProcessCut, RoleCut, SystemCut};
pub use explain::{Below, Claimed, Explaining, FunctionExplained, ItemExplained, Line, OutOfScope, ProviderLine};
pub use items::{ItemPart, ItemRow, items};
pub use model::{
    AnalyticRow, AttributionRow, Bases, CoverageRow, FindingRow, FunctionRow, OrganisationRow, RelatedRow, Report,
    ScenarioValue, Totals,
};
pub use saved::{OrganisationCase, Saved, SavedError, SavingsReport};
pub use savings::{
    CaseRow, DriverRow, NextRow, PresetRow, ProgrammeRow, ReferenceClassRow, Savings, SavingsRow, SensitivityRow,
    SwitchingRow, Workings, YearRow, savings,
};
pub use short::{headline, percent, short, staff};

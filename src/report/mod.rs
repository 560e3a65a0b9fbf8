//! The finished result: sorted, immutable, and the same for every format.

mod assemble;
mod model;
mod money_json;
mod saved;
mod savings;
mod short;

pub use assemble::{Audit, assemble, scenario_values};
pub use model::{
    AnalyticRow, AttributionRow, Bases, CoverageRow, FindingRow, FunctionRow, OrganisationRow, Report, ScenarioValue,
    Totals,
};
pub use saved::{Saved, SavedError};
pub use savings::{
    CaseRow, DriverRow, NextRow, PresetRow, ProgrammeRow, ReferenceClassRow, Savings, SavingsRow, SensitivityRow,
    SwitchingRow, YearRow, savings,
};
pub use short::{headline, percent, short, staff};

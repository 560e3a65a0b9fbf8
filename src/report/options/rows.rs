//! The rows of `dupaudit.options/1`: today, each option, its successors and what becomes of it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::claims::ClaimRow;
use super::parts::{ContractRow, CubeRow, ItsCostRow, ItsFunctionRow, MemberRow, SharedThenRow, SuccessorRow};
use crate::ledger::Coverage;
use crate::money::Money;
use crate::overlap::Basis;
use crate::reorganisation::Verdict;
use crate::report::day::Day;
use crate::report::manifest::Manifest;
use crate::report::model::{FindingRow, ScenarioValue};
use crate::report::unsaid::UnsaidRow;
use crate::savings::Conclusion;
use crate::table::rows;

/// Options of a reorganisation side by side, `dupaudit.options/1`.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct OptionsReport {
    /// `dupaudit.options/1`.
    pub schema: &'static str,
    /// Whether everything that was found was read and counted, and every option is sound.
    pub complete: bool,
    /// What the options are called.
    pub name: Option<String>,
    /// The currency of every amount.
    pub currency: String,
    /// The twelve months that the returns speak of.
    pub period: String,
    /// What counts as duplicated.
    pub basis: Basis,
    /// Below this amount a provider is not counted.
    pub provider_floor: Money,
    /// What it was made with and of.
    #[serde(flatten)]
    pub manifest: Manifest,
    /// A hash of the file of options.
    pub options_sha256: String,
    /// Every assumption.
    pub scenario: BTreeMap<String, ScenarioValue>,
    /// What was read and mapped.
    pub coverage: Coverage,
    /// The organisations as they are: no option.
    pub today: TodayRow,
    /// The sound options, in the order of their file.
    pub options: Vec<ChoiceRow>,
    /// Every two options in the same simulations, today among them. Empty without enough data.
    pub odds: Vec<OddsRow>,
    /// What the order of the options depends on, most first, then what it is under other assumptions.
    pub depends: Vec<DependsRow>,
    /// Published figures beside those here.
    pub claims: Vec<ClaimRow>,
    /// What cannot be said, and why.
    pub cannot_say: Vec<UnsaidRow>,
    /// What a reader should know or mend.
    pub findings: Vec<FindingRow>,
    /// What each option makes of each cost. For tables: the other rows are its sums.
    #[serde(skip)]
    pub cube: Vec<CubeRow>,
}

rows! {
    /// The organisations as they are.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct TodayRow {
        pub organisations: usize => "Organisations", "How many there are.";
        pub cost: Money => "Cost", "What they spend in all.";
        pub in_scope: Money => "In scope", "Of it: administrative and managerial cost.";
        pub duplicated: Money => "Duplicated", "What is duplicated, as `audit` says.";
        pub within: Money => "Within", "Of the duplicated: within organisations.";
        pub between: Money => "Between", "Duplicated cost between organisations.";
        pub shared: usize => "Shared", "Functions that some of them run together, each arrangement apart.";
    }

    /// What an option makes of the duplicated cost: today, and what division adds, less what joining removes, is what remains.
    @[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
    pub struct DuplicatedRow {
        pub today: Money => "Duplicated today".key("duplicated_today"), "Duplicated cost today.";
        pub added_by_division: Money => "Added by division",
            "Duplicated cost that is added if one unit or product becomes several.";
        pub removed: Money => "Removed by joining",
            "Duplicated between organisations that become one: what joining can remove.";
        pub remaining: Money => "Remaining", "Today, and what is added, less what is removed.";
        pub within: Money => "Within successors", "Duplicated cost within successors: removed, and within one member.";
        pub between: Money => "Between successors", "Duplicated cost between successors: what stays.";
        pub within_members: Money => "Within members",
            "Of what is within successors: within one member, so that no reorganisation is needed to remove it.";
    }

    /// An option.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct ChoiceRow("options", "Options", 1) {
        pub id: String => "Option id".wide(16), "Id of the option.";
        pub name: String => "Option".wide(30), "Its name.";
        pub about: Option<String> => "About".wide(40), "What it is, as its file says.";
        pub vesting: Day => "Vesting day", "The day on which its successors begin.";
        pub bodies: usize => "Successors", "How many bodies there then are.";
        pub duplicated: DuplicatedRow = columns, "What it makes of the duplicated cost.";
        pub gross_annual: Money => "Target a year", "Planned saving of a year at full run: the target share of what is removed.";
        pub realised_annual: Money => "Estimated a year", "The part expected to be delivered.";
        pub p10: Money => "9 in 10 chance", "Estimated saving a year: 9 in 10 simulations reach it.";
        pub p50: Money => "Even chance", "Estimated saving a year: half of the simulations reach it.";
        pub p90: Money => "1 in 10 chance", "Estimated saving a year: 1 in 10 simulations reaches it.";
        pub division_annual: Money => "Division a year", "The extra cost a year of divided units and products.";
        pub one_off: Option<Money> => "One-off", "Exits, set-up and dual running over the horizon.";
        pub exits: Option<Money> => "Exits", "Of the one-off cost: people leaving.";
        pub setup: Option<Money> => "Set-up", "Of it: setting up what is joined.";
        pub setup_division: Option<Money> => "Set-up of division", "Of it: setting up what is divided.";
        pub dual_running: Option<Money> => "Dual running", "Of it: old and new side by side.";
        pub npv: Option<Money> => "Net present value", "Over the horizon; empty without enough data.";
        pub npv_p10: Option<Money> => "Value: 9 in 10 chance", "Net present value: with nine chances in ten at least this.";
        pub npv_p50: Option<Money> => "Value: even chance", "Net present value: as likely above as below.";
        pub npv_p90: Option<Money> => "Value: 1 in 10 chance", "Net present value: with one chance in ten at least this.";
        pub npv_positive: Option<f64> => "Value above zero",
            "The part of the simulations in which the net present value is above zero.";
        pub payback_year: Option<u32> => "Payback year",
            "First year from which the cumulative net stays above zero; empty if none.";
        pub payback_label: Option<String> => "Payback in", "The same as a financial year.";
        pub conclusion: Conclusion => "Conclusion", "The verdict.";
        pub reason: Option<String> => "Reason".wide(40), "Why there is not enough data, where there is not.";
        pub shared_kept: usize => "Shared, kept", "Functions that stay shared, or whose members become one.";
        pub shared_cut: usize => "Shared, cut", "Functions that are shared today and are divided.";
        pub contracts_end: usize => "Contracts that end", "Contracts that end by the vesting day.";
        pub contracts_run_on: usize => "Contracts that run on", "Contracts that end after it.";
        pub contracts_unknown: usize => "Contracts without end", "Contracts whose end no return says.";
        pub successors: Vec<SuccessorRow>, "Its successors, in the order of their ids.";
        pub members: Vec<MemberRow>, "Who goes where.";
        pub functions: Vec<ItsFunctionRow>, "What it makes of each function.";
        pub years: Vec<ItsYearRow>, "Year 0 to the horizon.";
        pub costs: Vec<ItsCostRow>, "The one-off cost in lines; empty without enough data.";
        pub shared: Vec<SharedThenRow>, "What becomes of each function that is run together today.";
        pub contracts: Vec<ContractRow>, "Contracts that end by the vesting day.";
    }

    /// A year of an option, in prices of the period.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct ItsYearRow("years", "Years", 2) {
        @[serde(skip)]
        pub option: String => "Option id".wide(16), "Id of the option.";
        pub year: u32 => "Year".wide(8), "Counted from 0: the year before the first vesting day.";
        pub label: String => "Financial year".wide(14), "The financial year.";
        pub gross: Money => "Target", "The target saving of the year.";
        pub realised: Money => "Estimated", "The part expected to be delivered.";
        pub cashable: Option<Money> => "Cash-releasing", "The part of that by which budgets fall.";
        pub division: Money => "Division", "The extra cost of divided units and products.";
        pub exits: Option<Money> => "Exits", "Cost of people leaving.";
        pub setup: Option<Money> => "Set-up", "Cost of setting up what is joined, optimism bias included.";
        pub setup_division: Option<Money> => "Set-up of division", "Cost of setting up what is divided, likewise.";
        pub dual_running: Option<Money> => "Dual running", "Cost of old and new side by side, likewise.";
        pub net: Option<Money> => "Net", "Cash-releasing saving less division and one-off costs.";
        pub cumulative_net: Option<Money> => "Cumulative net", "Net up to and including the year.";
        pub present_value: Option<Money> => "Present value", "Net in year-0 worth.";
    }

    /// Two options in the same simulations.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct OddsRow("odds", "Odds", 2) {
        pub first: String => "First id".wide(16), "Id of the first option; today is no option.";
        pub second: String => "Second id".wide(16), "Id of the second.";
        pub first_name: String => "First".wide(30), "Name of the first.";
        pub second_name: String => "Second".wide(30), "Name of the second.";
        pub first_more: f64 => "First is worth more".share(), "The part of the simulations in which the first is worth more.";
        pub second_more: f64 => "Second is worth more".share(), "The same of the second.";
        pub verdict: Verdict => "Verdict".wide(20),
            "first, second, same, or cannot-be-told-apart: neither is worth more in 80 of 100 simulations.";
    }

    /// What an assumption does to the order of the options.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct DependsRow("depends", "What the order depends on", 1) {
        pub what: String => "Assumption".wide(24), "A key of the scenario or the cost of division, a tenth higher; division at the delivery rate; or a preset.";
        pub first: String => "Then first".wide(16), "Id of the option that is then worth most.";
        pub first_name: String => "Name".wide(30), "Its name.";
        pub lead: Money => "Lead", "By how much the two options that are worth most as it is are then apart.";
        pub change: Money => "Change", "The same less what they are apart as it is.";
    }
}

//! The rows below an option: its successors, members, functions, arrangements, contracts and costs.

use serde::Serialize;

use crate::ledger::{Layer, Pool, SpendCategory};
use crate::money::Money;
use crate::report::day::Day;
use crate::savings::OneOff;
use crate::table::{Reference, rows};
use crate::words::words;

const OPTION: Reference = Reference { columns: &["option"], table: "options", to: &["id"] };

words! {
    /// What becomes of a function that organisations run together.
    pub enum Kept {
        /// All who run it go into one successor, or none of them changes.
        Kept = "kept",
        /// They go into several.
        Cut = "cut",
    }
}

rows! {
    /// A successor of an option.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct SuccessorRow("successors", "Successors", 2, [OPTION]) {
        @[serde(skip)]
        pub option: String => "Option id".wide(16), "Id of the option.";
        pub id: String => "Successor id".key("successor").wide(20), "Id of the successor.";
        pub name: String => "Successor".wide(30), "Its name.";
        pub organisations: usize => "Organisations", "How many organisations, whole or in part, go into it.";
        pub unchanged: bool => "Unchanged", "Whether it is one whole organisation.";
        pub cost: Money => "Cost", "What they spend in all.";
        pub in_scope: Money => "In scope", "Of it: administrative and managerial cost.";
        pub duplicated: Money => "Duplicated", "Duplicated within it.";
        pub removed: Money => "Removed by joining", "Of it: between its members, so that joining can remove it.";
        pub added_by_division: Money => "Added by division", "What division adds to the duplicated cost, on its part.";
        pub gross_annual: Money => "Target a year", "The target saving of a year in full effect.";
        pub realised_annual: Money => "Estimated a year", "The part expected to be delivered.";
        pub division_annual: Money => "Division a year", "The extra cost a year of its part of divided units and products.";
        pub one_off: Option<Money> => "One-off", "Exits, set-up and dual running over the horizon.";
        pub npv: Option<Money> => "Net present value", "Over the horizon; empty without enough data.";
        pub residents: Option<f64> => "Residents",
            "Population that its districts and unitary authorities declare; empty where one declares none.";
        pub dwellings: Option<f64> => "Dwellings", "The same of dwellings.";
        pub net_a_resident: Option<Money> => "Net a resident", "Estimated saving less division a year, for each resident.";
        pub net_a_dwelling: Option<Money> => "Net a dwelling", "The same for each dwelling.";
    }

    /// What goes into a successor.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct MemberRow("members", "Members", 3, [OPTION]) {
        @[serde(skip)]
        pub option: String => "Option id".wide(16), "Id of the option.";
        pub successor: String => "Successor id".wide(20), "Id of the successor.";
        pub organisation: String => "Organisation id".wide(16), "Id of the organisation.";
        pub name: String => "Organisation".wide(34), "Its name.";
        pub share: f64 => "Share".share(), "Of what the organisation spends: what goes into this successor.";
        pub cost: Money => "Cost", "The same in money, to the penny.";
        pub in_scope: Money => "In scope", "Of it: administrative and managerial cost.";
    }

    /// What an option makes of a function.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct ItsFunctionRow("option_functions", "Functions", 2, [OPTION]) {
        @[serde(skip)]
        pub option: String => "Option id".wide(16), "Id of the option.";
        pub code: String => "Function code".key("function").wide(32), "Code of the function.";
        pub label: String => "Function".wide(36), "Its name.";
        pub cost: Money => "Cost", "Administrative and managerial cost.";
        pub today: Money => "Duplicated today".key("duplicated_today"), "Duplicated cost today.";
        pub added_by_division: Money => "Added by division", "What division adds.";
        pub removed: Money => "Removed by joining", "What joining can remove.";
        pub remaining: Money => "Remaining", "Today, and what is added, less what is removed.";
    }

    /// A line of the one-off cost of an option over the horizon.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct ItsCostRow("costs", "One-off cost in lines", 2, [OPTION]) {
        @[serde(skip)]
        pub option: String => "Option id".wide(16), "Id of the option.";
        pub line: OneOff => "Line".wide(18), "What is paid for.";
        pub about: &'static str => "What it is".wide(60), "What it is.";
        pub amount: Option<Money> => "Amount", "Optimism bias included; empty where it is not known.";
    }

    /// What becomes of a function that organisations run together today.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct SharedThenRow("shared", "Shared services", 0, [OPTION]) {
        @[serde(skip)]
        pub option: String => "Option id".wide(16), "Id of the option.";
        pub function: String => "Function code".wide(32), "Code of the function.";
        pub label: String => "Function".wide(36), "Its name.";
        pub organisations: Vec<String> => "Organisation ids".wide(30), "Ids of those that run it together.";
        pub successors: Vec<String> => "Successor ids".wide(30), "Ids of the successors that they go into.";
        pub then: Kept => "Then".wide(8), "kept or cut.";
    }

    /// A contract that ends by the vesting day of an option; earliest first.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct ContractRow("contracts", "Contracts", 0, [OPTION]) {
        @[serde(skip)]
        pub option: String => "Option id".wide(16), "Id of the option.";
        pub contract_end: Day => "Contract end", "When the contract ends.";
        pub organisation: String => "Organisation id".wide(16), "Id of the organisation.";
        pub name: String => "Organisation".wide(34), "Its name.";
        pub product: String => "Product".wide(30), "What it pays for.";
        pub vendor: Option<String> => "Supplier".wide(24), "From whom.";
        pub cost: Money => "A year", "What it pays.";
        pub successors: Vec<String> => "Successor ids".wide(30), "Ids of the successors that it goes into.";
    }

    /// What an option makes of a cost: one row for every organisation or part of one, function, kind of cost, category and end of
    /// contract. Of today, the organisation is its own successor.
    @[derive(Debug, Clone)]
    pub struct CubeRow("cube", "Cube", 0) {
        pub option: String => "Option id".wide(16), "Id of the option; today is no option.";
        pub successor: String => "Successor id".wide(20), "Id of the successor.";
        pub organisation: String => "Organisation id".wide(16), "Id of the organisation.";
        pub function: String => "Function code".wide(32), "Code of the function.";
        pub layer: Layer => "Layer".wide(10), "staff or systems.";
        pub pool: Pool => "Kind of cost".wide(13), "roles, other, systems, or unspecified.";
        pub category: SpendCategory => "Category".wide(15), "administrative or managerial.";
        pub contract_end: Option<Day> => "Contract end", "When the contracts behind it end, where that is known.";
        pub cost: Money => "Cost", "What is spent.";
        pub duplicated: Money => "Duplicated", "Its part of the duplicated cost before anything is joined.";
        pub added_by_division: Money => "Added by division", "What division adds, on its part.";
        pub removed: Money => "Removed by joining", "What of it joining can remove.";
    }
}

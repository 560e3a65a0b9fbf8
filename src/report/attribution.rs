//! Each organisation's part of each function's duplicated cost: the lines that savings are made of.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::assemble::Audit;
use super::day::Day;
use crate::ledger::{Layer, Pool, SpendCategory};
use crate::money::{MilliFte, Money};
use crate::overlap::Attribution;
use crate::savings::{Stake, base_year};
use crate::table::{Reference, rows};

pub(super) const ORGANISATION: Reference =
    Reference { columns: &["organisation"], table: "organisations", to: &["id"] };
pub(super) const FUNCTION: Reference = Reference { columns: &["function"], table: "functions", to: &["code"] };

rows! {
    /// An organisation's part of a function's duplicated cost, by kind of cost, category and end of contract.
    // Of all audited bodies there are more than a million rows: texts are shared, words and staff are numbers.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct AttributionRow("attribution", "Attribution", 0, [FUNCTION, ORGANISATION]) {
        @[serde(serialize_with = "shared")]
        @[schemars(with = "String")]
        pub function: Arc<str> => "Function".wide(32), "Code of the function.";
        @[serde(serialize_with = "shared")]
        @[schemars(with = "String")]
        pub organisation: Arc<str> => "Organisation id".wide(14), "Id of the organisation.";
        pub layer: Layer => "Cost type".wide(10), "staff or systems; they are compared separately.";
        pub pool: Pool => "Kind of cost".wide(13),
            "roles, other, systems, or unspecified (known from a process total only).";
        pub category: SpendCategory => "Category".wide(15), "administrative or managerial.";
        pub contract_end: Option<Day> => "Contract end", "When the contracts behind it end, where that is known.";
        pub cost: Money => "Cost", "What the organisation spends.";
        pub duplicated: Money => "Duplicated", "The duplicated part.";
        pub reorganisation: Money => "With the reorganisation",
            "The part of duplicated cost between organisations that become one; not in any saving.";
        pub duplicated_without_fte: Money => "Without staff", "The part of duplicated cost in roles without declared staff.";
        pub unknown_kind: Money => "Of unknown kind",
            "The part of duplicated cost of unknown kind: posts or purchases. It is not cash-releasing.";
        pub fte: MilliFte => "Duplicated staff", "Staff behind the duplicated cost.";
        pub reckoned_fte: MilliFte => "Reckoned staff",
            "Staff that the cost of unknown kind would pay, at the median cost of a post: only the cost of exits follows it.";
        pub lag: u32 => "Lag".unit("years"), "Years by which it saves later than the phase line.";
    }
}

pub(super) fn shared<S: Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    text.as_ref().serialize(serializer)
}

/// The rows, in the order of function, organisation, pool, category, contract end.
pub(super) fn attribution(audit: &Audit<'_>, stakes: &[Stake], ends: &[Money]) -> Vec<AttributionRow> {
    let organisations: Vec<Arc<str>> = audit.facts.iter().map(|facts| facts.organisation.id.as_str().into()).collect();
    let functions: Vec<Arc<str>> = audit.taxonomy.iter().map(|(_, function)| function.code.as_str().into()).collect();
    let row = |((row, stake), ends): ((&Attribution, &Stake), &Money)| AttributionRow {
        organisation: Arc::clone(&organisations[row.organisation as usize]),
        function: Arc::clone(&functions[row.function.index()]),
        layer: row.pool.layer(),
        pool: row.pool,
        category: row.category,
        cost: row.cost,
        duplicated: row.duplicated,
        reorganisation: *ends,
        duplicated_without_fte: row.without_fte(),
        unknown_kind: row.unknown,
        fte: MilliFte(stake.milli_fte),
        reckoned_fte: MilliFte(stake.reckoned),
        lag: audit.scenario.lag(row.pool, row.contract_end, base_year(&audit.period)),
        contract_end: row.contract_end.map(Day),
    };
    audit.overlap.attribution.iter().zip(stakes).zip(ends).map(row).collect()
}

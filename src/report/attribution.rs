//! Each organisation's part of each function's duplicated cost: the lines that savings are made of.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::assemble::{Audit, base_year};
use super::day::Day;
use crate::ledger::{Layer, Pool, SpendCategory};
use crate::money::{MilliFte, Money};
use crate::overlap::Attribution;
use crate::savings::Stake;

/// One organisation's part of one function's duplicated cost.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct AttributionRow {
    // Of all audited bodies there are more than a million rows: texts are shared, words and staff are numbers.
    #[serde(serialize_with = "shared")]
    #[schemars(with = "String")]
    pub organisation: Arc<str>,
    #[serde(serialize_with = "shared")]
    #[schemars(with = "String")]
    pub function: Arc<str>,
    pub layer: Layer,
    pub pool: Pool,
    pub category: SpendCategory,
    pub cost: Money,
    pub duplicated: Money,
    pub duplicated_without_fte: Money,
    pub fte: MilliFte,
    pub lag: u32,
    /// When the contracts behind it end, where that is known: another scenario's lag follows from it.
    pub contract_end: Option<Day>,
}

pub(super) fn shared<S: Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    text.as_ref().serialize(serializer)
}

/// The rows, in the order of function, organisation, pool, category, contract end.
pub(super) fn attribution(audit: &Audit<'_>, stakes: &[Stake]) -> Vec<AttributionRow> {
    let organisations: Vec<Arc<str>> = audit.facts.iter().map(|facts| facts.organisation.id.as_str().into()).collect();
    let functions: Vec<Arc<str>> = audit.taxonomy.iter().map(|(_, function)| function.code.as_str().into()).collect();
    let row = |(row, stake): (&Attribution, &Stake)| AttributionRow {
        organisation: Arc::clone(&organisations[row.organisation as usize]),
        function: Arc::clone(&functions[row.function.index()]),
        layer: row.pool.layer(),
        pool: row.pool,
        category: row.category,
        cost: row.cost,
        duplicated: row.duplicated,
        duplicated_without_fte: row.duplicated_without_fte,
        fte: MilliFte(stake.milli_fte),
        lag: audit.scenario.lag(row.pool, row.contract_end, base_year(&audit.period)),
        contract_end: row.contract_end.map(Day),
    };
    audit.overlap.attribution.iter().zip(stakes).map(row).collect()
}

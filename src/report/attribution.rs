//! Each organisation's part of each function's duplicated cost: the lines that savings are made of.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Serialize, Serializer};

use super::assemble::{Audit, base_year, milli};
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
    #[serde(serialize_with = "layer_word")]
    #[schemars(with = "String")]
    pub layer: Layer,
    #[serde(serialize_with = "pool_word")]
    #[schemars(with = "String")]
    pub pool: Pool,
    #[serde(serialize_with = "category_word")]
    #[schemars(with = "String")]
    pub category: SpendCategory,
    pub cost: Money,
    pub duplicated: Money,
    pub duplicated_without_fte: Money,
    #[serde(serialize_with = "thousandths")]
    #[schemars(with = "f64")]
    pub fte: MilliFte,
    pub lag: u32,
    /// When the contracts behind it end, where that is known: another scenario's lag follows from it.
    #[serde(serialize_with = "day")]
    #[schemars(with = "Option<String>")]
    pub contract_end: Option<Date>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde asks for it
pub(super) fn layer_word<S: Serializer>(layer: &Layer, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(layer.word())
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde asks for it
fn pool_word<S: Serializer>(pool: &Pool, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(pool.word())
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde asks for it
fn category_word<S: Serializer>(category: &SpendCategory, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(category.word())
}

pub(super) fn shared<S: Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    text.as_ref().serialize(serializer)
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde asks for it
pub(super) fn thousandths<S: Serializer>(fte: &MilliFte, serializer: S) -> Result<S::Ok, S::Error> {
    milli(fte.0).serialize(serializer)
}

#[allow(clippy::trivially_copy_pass_by_ref, clippy::ref_option)] // as serde asks for it
fn day<S: Serializer>(day: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
    day.map(|day| day.to_string()).serialize(serializer)
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
        contract_end: row.contract_end,
    };
    audit.overlap.attribution.iter().zip(stakes).map(row).collect()
}

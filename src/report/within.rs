//! Who within an organisation runs the same function: its units and products, to go and talk to.

use serde::Serialize;

use super::assemble::{Audit, milli};
use crate::ledger::Layer;
use crate::money::Money;
use crate::overlap::SideBySide;

/// A unit or product that runs a function beside others of its own organisation.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct WithinRow {
    /// Code of the function.
    pub function: String,
    /// Id of the organisation.
    pub organisation: String,
    /// staff or systems: each is compared apart.
    pub layer: &'static str,
    /// Id of the unit, `-` for none; of a product its name.
    pub provider: String,
    /// Its name.
    pub name: String,
    /// Staff on the function.
    #[schemars(with = "f64")]
    pub fte: serde_json::Value,
    /// What it spends on the function.
    pub cost: Money,
    /// Its part, by cost, of what counts as duplicated of the organisation.
    pub duplicated: Money,
    /// Of the duplicated: what the organisation repeats within itself.
    pub within: Money,
}

/// In the order of function, organisation, layer, and the costliest first.
pub(super) fn within(audit: &Audit<'_>) -> Vec<WithinRow> {
    let row = |row: &SideBySide| {
        let facts = &audit.facts[row.organisation as usize];
        let (provider, name) = match row.layer {
            Layer::Staff => {
                let unit = &facts.units[row.provider as usize];
                let unplaced = if unit == "-" { "no unit declared" } else { unit };
                (unit, facts.unit_names.get(unit).map_or(unplaced, String::as_str))
            }
            Layer::Systems => {
                let product = &facts.products[row.provider as usize].name;
                (product, product.as_str())
            }
        };
        WithinRow {
            function: audit.taxonomy.get(row.function).code.clone(),
            organisation: facts.organisation.id.clone(),
            layer: row.layer.word(),
            provider: provider.clone(),
            name: name.to_owned(),
            fte: milli(row.fte.milli()),
            cost: row.cost,
            duplicated: row.duplicated,
            within: row.within,
        }
    };
    audit.overlap.side_by_side.iter().map(row).collect()
}

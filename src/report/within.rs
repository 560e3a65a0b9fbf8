//! Who within an organisation runs the same function: its units and products, to go and talk to.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::assemble::Audit;
use super::attribution::{FUNCTION, ORGANISATION, shared};
use crate::ledger::Layer;
use crate::money::{MilliFte, Money};
use crate::overlap::SideBySide;
use crate::table::rows;

// As of the attribution there can be a million rows: texts are shared.
rows! {
    /// A unit or product that runs a function beside others of its own organisation.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct WithinRow("within", "Within organisations", 0, [FUNCTION, ORGANISATION]) {
        @[serde(serialize_with = "shared")]
        @[schemars(with = "String")]
        pub function: Arc<str> => "Function".wide(32), "Code of the function.";
        @[serde(serialize_with = "shared")]
        @[schemars(with = "String")]
        pub organisation: Arc<str> => "Organisation id".wide(14), "Id of the organisation.";
        pub layer: Layer => "Cost type".wide(10), "staff or systems; they are compared separately.";
        @[serde(serialize_with = "shared")]
        @[schemars(with = "String")]
        pub provider: Arc<str> => "Unit or product".wide(14), "Id of the unit, `-` for none; of a product its name.";
        @[serde(serialize_with = "shared")]
        @[schemars(with = "String")]
        pub name: Arc<str> => "Name".wide(32), "Its name.";
        pub fte: MilliFte => "Staff", "Staff on the function.";
        pub cost: Money => "Cost", "Its cost of the function.";
        pub duplicated: Money => "Duplicated", "Its part, by cost, of the organisation's duplicated cost.";
        pub within: Money => "Within", "Duplicated cost inside the organisation.";
    }
}

/// In the order of function, organisation, layer, and the costliest first.
pub(super) fn within(audit: &Audit<'_>) -> Vec<WithinRow> {
    let organisations: Vec<Arc<str>> = audit.facts.iter().map(|facts| facts.organisation.id.as_str().into()).collect();
    let functions: Vec<Arc<str>> = audit.taxonomy.iter().map(|(_, function)| function.code.as_str().into()).collect();
    let mut known: FxHashMap<(u32, Layer, u32), [Arc<str>; 2]> = FxHashMap::default();
    let named = |row: &SideBySide| {
        let facts = &audit.facts[row.organisation as usize];
        let (provider, name) = match row.layer {
            Layer::Staff => {
                let unit = &facts.units[row.provider as usize];
                let unplaced = if unit == "-" { "no unit declared" } else { unit };
                (unit.as_str(), facts.unit_name(row.provider).unwrap_or(unplaced))
            }
            Layer::Systems => {
                let product = &facts.products[row.provider as usize].name;
                (product.as_str(), product.as_str())
            }
        };
        [provider, name].map(Arc::from)
    };
    let row = |row: &SideBySide| {
        let key = (row.organisation, row.layer, row.provider);
        let [provider, name] = known.entry(key).or_insert_with(|| named(row)).clone();
        WithinRow {
            function: Arc::clone(&functions[row.function.index()]),
            organisation: Arc::clone(&organisations[row.organisation as usize]),
            layer: row.layer,
            provider,
            name,
            fte: row.fte,
            cost: row.cost,
            duplicated: row.duplicated,
            within: row.within,
        }
    };
    audit.overlap.side_by_side.iter().map(row).collect()
}

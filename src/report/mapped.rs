//! Every item with its function, how sure that is, and why: the result of `map`.

use std::cmp::Reverse;

use serde::Serialize;

use super::manifest::Manifest;
use crate::ledger::{Coverage, ItemFact, ReturnFacts};
use crate::mapping::Source;
use crate::money::Money;
use crate::returns::Kind;
use crate::table::{Cell, rows};
use crate::taxonomy::Taxonomy;

/// The mappings of items.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct MapReport {
    /// `dupaudit.map/1`.
    pub schema: &'static str,
    /// What it was made with and of.
    #[serde(flatten)]
    pub manifest: Manifest,
    /// What was read and mapped.
    pub coverage: Coverage,
    /// The costliest first.
    pub items: Vec<MappedRow>,
    /// The currency of the first return.
    #[serde(skip)]
    pub currency: String,
}

rows! {
    /// One process, role or system, and the function it was mapped to.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct MappedRow("mappings", "Mappings", 3) {
        pub organisation: String => "Organisation id".wide(14), "Id of the organisation.";
        pub kind: Kind => "Kind".wide(10), "process, role or system.";
        pub id: String => "Id".wide(20), "Its id within the return.";
        pub text: String => "Item".wide(44), "Its name or title, as declared.";
        pub unit: Option<String> => "Unit".wide(14), "Id of its unit, where it has one.";
        pub unit_name: Option<String> => "Unit name".wide(30), "The name of the unit, if it differs from the id.";
        pub cost: Money => "Cost",
            "For a process, its total, or the cost linked to it if that is more or there is no total. For a role or system, its cost.";
        pub currency: String => "Currency".wide(9), "The currency of the cost.";
        pub source: Source => "Mapped by".wide(11), "declared (in the return), decision (by a person), mapper or none.";
        pub function: Option<String> => "Function".wide(36),
            "Code of its largest function, or of a group where only that is clear.";
        pub label: Option<String> => "Name of the function".wide(44), "The name of that function.";
        pub functions: Vec<MappedFunction>, "Every function it was mapped to.";
            + shares(row): String = shares(row) => "All functions".wide(40),
                "Every function it was mapped to, with shares where there are several.";
        pub confidence: f64 => "Confidence".share(), "The confidence of the mapping; 0 without a function.";
        pub reason: String => "Reason".wide(60), "Why it was mapped so.";
        pub alternatives: Vec<Alternative>, "Other possible functions, the likeliest first.";
            + second(row): Option<&str> = other(row, 0) => "Or".wide(36), "What else it might be.";
            + third(row): Option<&str> = other(row, 1) => "Or else".wide(36), "The next that it might be.";
        pub comparable: bool => "Comparable", "No where a person decided that it is not comparable.";
    }
}

/// One function of an item.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct MappedFunction {
    pub code: String,
    pub share: f64,
    pub confidence: f64,
}

/// What else an item might be.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct Alternative {
    pub code: String,
    pub confidence: f64,
}

fn shares(row: &MappedRow) -> Cell<'_> {
    match &row.functions[..] {
        [] => Cell::Empty,
        [one] if one.share >= 1.0 => Cell::from(&one.code),
        several => {
            several.iter().map(|one| format!("{} {}", one.code, one.share)).collect::<Vec<_>>().join("; ").into()
        }
    }
}

fn other(row: &MappedRow, place: usize) -> Option<&str> {
    row.alternatives.get(place).map(|other| other.code.as_str())
}

impl MappedRow {
    /// The item with its organisation and kind, as `explain` takes it.
    pub fn place(&self) -> String {
        format!("{}/{}/{}", self.organisation, self.kind, self.id)
    }
}

/// Every item of every return, the costliest first.
pub fn mapped(facts: &[ReturnFacts], taxonomy: &Taxonomy) -> Vec<MappedRow> {
    let items = facts.iter().flat_map(|facts| facts.items.iter().map(move |item| (facts, item)));
    let mut rows: Vec<MappedRow> = items.map(|(facts, item)| row(facts, item, taxonomy)).collect();
    rows.sort_by(|a, b| {
        let name = |row: &MappedRow| (Reverse(row.cost), row.kind);
        name(a).cmp(&name(b)).then_with(|| (&a.organisation, &a.id).cmp(&(&b.organisation, &b.id)))
    });
    rows
}

fn row(facts: &ReturnFacts, item: &ItemFact, taxonomy: &Taxonomy) -> MappedRow {
    let largest = item.mapping.largest();
    let code = |id| taxonomy.get(id).code.clone();
    let unit = facts.units.get(item.unit as usize).filter(|unit| *unit != "-");
    MappedRow {
        organisation: facts.organisation.id.clone(),
        kind: item.kind,
        id: item.id.to_string(),
        text: item.text.to_string(),
        unit: unit.cloned(),
        unit_name: facts.unit_name(item.unit).map(str::to_owned),
        cost: item.whole(),
        currency: facts.organisation.currency.clone(),
        source: item.mapping.source,
        function: largest.map(|claim| code(claim.function)),
        label: largest.map(|claim| taxonomy.get(claim.function).label.clone()),
        functions: item
            .mapping
            .claims
            .iter()
            .map(|claim| MappedFunction {
                code: code(claim.function),
                share: claim.share.as_f64(),
                confidence: claim.confidence.as_f64(),
            })
            .collect(),
        confidence: largest.map_or(0.0, |claim| claim.confidence.as_f64()),
        reason: item.reason().to_owned(),
        alternatives: item
            .mapping
            .alternatives
            .iter()
            .map(|(id, confidence)| Alternative { code: code(*id), confidence: confidence.as_f64() })
            .collect(),
        comparable: item.mapping.comparable,
    }
}

//! The front line, measured by the rules of the headline: a table of its own, in no total and without an estimate of savings.

use serde::Serialize;

use super::assemble::bases;
use super::model::Bases;
use crate::ledger::{ReturnFacts, SpendCategory};
use crate::money::Money;
use crate::overlap::{Basis, FunctionMeasure, measure_beside};
use crate::table::rows;
use crate::taxonomy::Taxonomy;

rows! {
    /// One frontline function that bodies run apart. Nothing of it is in the headline or in an estimate.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct FrontlineFunctionRow("frontline", "Front line", 1) {
        pub code: String => "Code".wide(32), "Stable code of the function.";
        pub label: String => "Function".wide(36), "Its name.";
        pub organisations: usize => "Organisations", "Organisations that spend on it.";
        pub providers: usize => "Units", "Units at or above the floor.";
        pub products: Option<usize> => "Products",
            "Products at or above the floor; empty where its organisations declare no system.";
        pub cost: Money => "Cost", "Frontline cost and its management, staff and systems.";
        pub duplicated: Bases = columns, "Duplicated cost, on every basis.";
        pub within: Money => "Within", "Duplicated cost within organisations, on the basis of the report.";
        pub between: Money => "Between", "Duplicated cost between organisations.";
    }
}

/// Measures the first `ours` of the facts on the front line beside the others; the most duplicated function first.
pub fn frontline(
    facts: &[ReturnFacts],
    ours: usize,
    taxonomy: &Taxonomy,
    basis: Basis,
    floor: Money,
) -> Vec<FrontlineFunctionRow> {
    let of_front_line: Vec<ReturnFacts> = facts.iter().map(of_front_line).collect();
    let measured = measure_beside(&of_front_line, ours, taxonomy, basis, floor);
    let mut rows: Vec<FrontlineFunctionRow> = measured.functions.iter().map(|measure| row(measure, taxonomy)).collect();
    rows.sort_by(|a, b| (b.within + b.between).cmp(&(a.within + a.between)).then_with(|| a.code.cmp(&b.code)));
    rows
}

/// Facts in which the front line stands where administration does, and nothing else is left.
fn of_front_line(facts: &ReturnFacts) -> ReturnFacts {
    let mut facts = facts.clone();
    facts.costs.retain(|cost| matches!(cost.category, SpendCategory::Frontline | SpendCategory::FrontlineManagement));
    for cost in &mut facts.costs {
        cost.category = SpendCategory::Administrative;
    }
    facts
}

fn row(measure: &FunctionMeasure, taxonomy: &Taxonomy) -> FrontlineFunctionRow {
    let function = taxonomy.get(measure.function);
    FrontlineFunctionRow {
        code: function.code.clone(),
        label: function.label.clone(),
        organisations: measure.organisations,
        providers: measure.providers,
        products: measure.systems_declared.then_some(measure.products),
        cost: measure.cost,
        duplicated: bases(&measure.duplicated),
        within: measure.within,
        between: measure.between,
    }
}

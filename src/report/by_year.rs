//! The saving of each year by organisation, function and cost type.

use std::collections::BTreeMap;
use std::io;

use super::attribution::{FUNCTION, ORGANISATION};
use super::model::Report;
use crate::ledger::Layer;
use crate::money::{Money, share_out};
use crate::savings::What;
use crate::table::{EachOf, rows};

rows! {
    /// What one year saves and costs on the part of one organisation in the duplicated cost of a function. The rows of a year
    /// add up to the year. The target follows the steps of the plan; everything else is shared out by the target.
    pub(super) struct ByYearRow("savings_by_year", "Savings by year", 0, [FUNCTION, ORGANISATION]) {
        scenario: String => "Assumptions".wide(14), "The set of assumptions.";
        year: u32 => "Year".wide(8), "Counted from 0: by default the year after the period.";
        label: String => "Financial year".wide(14), "The financial year.";
        organisation: Option<String> => "Organisation id".wide(14),
            "Id of the organisation; empty for all parts that are too small to be listed.";
        organisation_name: Option<String> => "Organisation".wide(32), "Its name.";
        function: Option<String> => "Function".wide(32), "Code of the function.";
        function_label: Option<String> => "Function name".wide(36), "Its name.";
        layer: Layer => "Cost type".wide(10), "staff or systems.";
        gross: Money => "Target saving", "The target saving of the year.";
        realised: Money => "Estimated saving", "The part expected to be delivered.";
        cashable: Option<Money> => "Cash-releasing", "The part of the estimated saving by which budgets fall.";
        one_off: Option<Money> => "One-off cost", "Exits, set-up and dual running.";
        net: Option<Money> => "Net", "Cash-releasing saving less the one-off cost.";
        present_value: Option<Money> => "Present value", "Net in year-0 worth.";
    }
}

/// Who saves on what: organisation, function, cost type.
type Part<'r> = (Option<&'r str>, Option<&'r str>, &'static str);

/// The rows, by year, organisation, function and cost type.
pub(super) fn savings_by_year(report: &Report, each: EachOf<'_, ByYearRow>) -> io::Result<()> {
    let layer = |what: What| if what == What::Systems { Layer::Systems } else { Layer::Staff };
    let mut parts: BTreeMap<Part<'_>, (Layer, Vec<Money>)> = BTreeMap::new();
    let years = &report.savings.years;
    for step in &report.plan {
        let layer = layer(step.what);
        let part = (step.organisation.as_deref(), step.function.as_deref(), layer.word());
        let (_, added) = parts.entry(part).or_insert_with(|| (layer, vec![Money::ZERO; years.len()]));
        if let Some(added) = added.get_mut(step.year as usize) {
            *added += step.money;
        }
    }
    let mut reached: Vec<Money> = vec![Money::ZERO; parts.len()];
    let full: Vec<i64> = parts.values().map(|(_, added)| added.iter().copied().sum::<Money>().0.max(0)).collect();
    for (place, year) in years.iter().enumerate() {
        for (reached, (_, added)) in reached.iter_mut().zip(parts.values()) {
            *reached += added[place];
        }
        let weights: Vec<i64> = reached.iter().map(|amount| amount.0.max(0)).collect();
        // Before anything is saved, the one-off cost follows what will be saved.
        let weights = if weights.iter().any(|weight| *weight > 0) { &weights } else { &full };
        let shared = |amount: Money| share_out(amount, weights);
        let known = |amount: Option<Money>| amount.map(shared);
        let case = &year.case;
        let (gross, realised) = (shared(year.gross), shared(year.realised));
        let [cashable, one_off, value] = [case.cashable, case.one_off(), case.present_value].map(known);
        for (number, ((organisation, function, _), (layer, _))) in parts.iter().enumerate() {
            let of = |amounts: &Option<Vec<Money>>| amounts.as_ref().map(|amounts| amounts[number]);
            let (cashable, one_off) = (of(&cashable), of(&one_off));
            each(&ByYearRow {
                scenario: report
                    .scenario
                    .get("preset")
                    .map_or_else(String::new, |preset| preset.value.as_str().unwrap_or_default().to_owned()),
                year: year.year,
                label: year.label.clone(),
                organisation: organisation.map(str::to_owned),
                organisation_name: organisation.map(|id| report.name_of(id).to_owned()),
                function: function.map(str::to_owned),
                function_label: function.map(|code| report.label_of(code).to_owned()),
                layer: *layer,
                gross: gross[number],
                realised: realised[number],
                cashable,
                one_off,
                net: cashable.zip(one_off).map(|(saving, cost)| saving - cost),
                present_value: of(&value),
            })?;
        }
    }
    Ok(())
}

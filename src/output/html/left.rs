//! What left the comparison, and on whose word.

use super::Section;
use super::organisations::OnlyTable;
use super::pick::{Pick, Values};
use super::table::{Cell, Column};
use super::view::View;
use crate::report::short;

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    let report = view.report;
    let reasons = report.excluded().reasons();
    let said: Vec<String> = (reasons.iter())
        .filter(|(amount, _)| amount.is_positive())
        .map(|(amount, why)| format!("{} {why}", short(*amount, &report.currency)))
        .collect();
    if said.is_empty() && report.exceptions.is_empty() {
        return Ok(None);
    }
    let lead = if said.is_empty() {
        "Nothing left the comparison.".to_owned()
    } else {
        format!("Cost in scope that is not compared: {}.", said.join("; "))
    };
    let place = |row: &Values<'_>| Cell::place(row);
    let table = Pick {
        table: "exceptions",
        caption: "Declared exceptions".to_owned(),
        columns: &["about", "organisation", "reason", "note", "until", "standing", "amount"],
        largest: Some("amount"),
        more: vec![(Column::code("Declared in", "File, line and column."), &place)],
        leads: None,
    }
    .table(view);
    Section::of("left", "Not compared", &OnlyTable::of(lead, table))
}

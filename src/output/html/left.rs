//! What left the comparison, and on whose word.

use super::organisations::OnlyTable;
use super::table::{Cell, Column, Row, Table};
use super::view::View;
use super::{ROWS, Section, left_out};
use crate::money::Money;
use crate::report::{ExceptionRow, ExcludedRow, short};

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    let report = view.report;
    let sum = |of: fn(&ExcludedRow) -> Money| report.organisations.iter().map(|row| of(&row.excluded)).sum::<Money>();
    let reasons = [
        (sum(|left| left.exceptions), "by declared exceptions and decisions"),
        (sum(|left| left.failure_demand), "as failure demand (remove its cause first)"),
        (sum(|left| left.like_for_like), "because the figures were drawn up in another way"),
    ];
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
        format!("Administrative and managerial cost that counts as nobody's duplicate: {}.", said.join("; "))
    };
    let mut rows: Vec<&ExceptionRow> = report.exceptions.iter().collect();
    rows.sort_by(|a, b| {
        b.amount
            .cmp(&a.amount)
            .then_with(|| (&a.organisation, &a.path, a.line).cmp(&(&b.organisation, &b.path, b.line)))
    });
    let cells = |row: &&ExceptionRow| {
        Row::new(vec![
            Cell::text(&row.about),
            Cell::text(view.name(&row.organisation)),
            Cell::Text(row.reason.replace('-', " ")),
            Cell::known(row.note.as_deref()),
            Cell::text(row.until.as_deref().unwrap_or("no end")),
            Cell::text(row.standing),
            view.money(row.amount),
            Cell::Text(format!("{}:{}", row.path, row.line)),
        ])
    };
    let table = Table {
        id: "exceptions",
        caption: "Declared exceptions".to_owned(),
        columns: vec![
            Column::text("Exception for", "an item, a unit or a function"),
            Column::text("Organisation", ""),
            Column::text("Reason", ""),
            Column::text("Note", ""),
            Column::text("Until", ""),
            Column::text("Standing", "holds, expired or unused"),
            view.money_column("Amount", "what it keeps out; of an expired one, what it no longer does"),
            Column::text("Declared in", "file and line"),
        ],
        rows: rows.iter().take(ROWS).map(cells).collect(),
        note: left_out(ROWS, rows.len(), "exceptions"),
    };
    Section::of("left", "Left out of the comparison", &OnlyTable { lead, table })
}

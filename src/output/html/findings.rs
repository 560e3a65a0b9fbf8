//! What stands in the way of a better answer, with its place.

use askama::Template;

use super::Section;
use super::pick::{Pick, Values};
use super::table::{Cell, Column, Table};
use super::view::View;
use crate::output::next::{steps, unsaid};

#[derive(Template)]
#[template(path = "html/findings.html")]
struct Findings {
    unsaid: Vec<String>,
    next: Vec<String>,
    table: Table,
}

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    let findings = &view.report.findings;
    let (unsaid, next) = (unsaid(view.report), steps(view.report));
    if findings.is_empty() && next.is_empty() && unsaid.is_empty() {
        return Ok(None);
    }
    let place = |row: &Values<'_>| Cell::place(row);
    let table = Pick {
        table: "findings",
        caption: "Findings, the worst first".to_owned(),
        columns: &["severity", "code", "message", "help"],
        largest: None,
        more: vec![(Column::code("Where", "File, line and column."), &place)],
        leads: None,
    }
    .table(view);
    Section::of("findings", "Warnings and notes", &Findings { unsaid, next, table })
}

impl Findings {
    fn has_table(&self) -> bool {
        !self.table.rows.is_empty()
    }
}

//! What stands in the way of a better answer, with its place.

use askama::Template;

use super::table::{Cell, Column, Row, Table};
use super::view::View;
use super::{ROWS, Section, left_out};
use crate::report::FindingRow;

#[derive(Template)]
#[template(path = "html/findings.html")]
struct Findings {
    next: Vec<String>,
    table: Table,
}

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    let findings = &view.report.findings;
    let next = view.words.next();
    if findings.is_empty() && next.is_empty() {
        return Ok(None);
    }
    let row = |finding: &FindingRow| {
        Row::new(vec![
            Cell::text(finding.severity),
            Cell::text(finding.code),
            Cell::text(&finding.message),
            Cell::text(finding.help.as_deref().unwrap_or_default()),
            Cell::Text(finding.place().unwrap_or_default()),
        ])
    };
    let table = Table {
        id: "findings-table",
        caption: "Findings, the worst first".to_owned(),
        columns: vec![
            Column::text("Severity", ""),
            Column::text("Rule", "`dupaudit explain RULE` says more"),
            Column::text("What", ""),
            Column::text("What to do", ""),
            Column::text("Where", "file, line and column"),
        ],
        rows: findings.iter().take(ROWS).map(row).collect(),
        note: left_out(ROWS, findings.len(), "findings"),
    };
    Section::of("findings", "What to mend next", &Findings { next, table })
}

impl Findings {
    fn has_table(&self) -> bool {
        !self.table.rows.is_empty()
    }
}

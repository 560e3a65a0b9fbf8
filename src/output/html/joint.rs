//! What bodies already run together.

use super::Section;
use super::organisations::OnlyTable;
use super::pick::Pick;
use super::view::View;
use crate::output::terminal_joint::said;

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    if view.report.shared.is_empty() {
        return Ok(None);
    }
    let lead = said(view.report).unwrap_or_else(|| "Nothing is run together yet in the period.".to_owned());
    let table = Pick {
        table: "shared",
        caption: "Functions that several organisations run together".to_owned(),
        columns: &[
            "function",
            "organisations",
            "host",
            "since",
            "in_effect",
            "cost",
            "duplicated",
            "recharged",
            "counted_twice",
        ],
        largest: Some("cost"),
        more: Vec::new(),
        leads: None,
    }
    .table(view);
    Section::of("shared", "Already shared", &OnlyTable::of(lead, table))
}

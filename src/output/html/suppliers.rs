//! What bodies say that they pay suppliers, beside what these say.

use super::Section;
use super::organisations::OnlyTable;
use super::pick::Pick;
use super::view::View;
use crate::output::terminal_suppliers::{both_sides, margins};

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    let Some(text) = both_sides(view.report) else { return Ok(None) };
    let lead = [Some(text), margins(view.report)].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let table = Pick {
        table: "supplied",
        caption: "Payments from both sides".to_owned(),
        columns: &["organisation", "supplier", "function", "product", "paid", "charged", "difference", "account"],
        largest: None,
        more: Vec::new(),
        leads: None,
    }
    .table(view);
    Section::of("suppliers", "Suppliers, from both sides", &OnlyTable::of(lead, table))
}

//! Organisations that become one, and what goes with that.

use super::Section;
use super::organisations::OnlyTable;
use super::pick::Pick;
use super::view::View;
use crate::output::reorganised::said;

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    let said = said(view.report);
    if said.is_empty() {
        return Ok(None);
    }
    let table = Pick {
        table: "reorganisations",
        caption: "Organisations that become one".to_owned(),
        columns: &["successors", "organisations", "until", "duplicated"],
        largest: Some("duplicated"),
        more: Vec::new(),
        leads: None,
    }
    .table(view);
    Section::of("reorganised", "Comes with the reorganisation", &OnlyTable::of(said.join(" "), table))
}

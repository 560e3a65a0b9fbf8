//! The one-off cost in lines.

use super::Section;
use super::organisations::OnlyTable;
use super::pick::Pick;
use super::view::View;

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    if view.report.savings.costs.is_empty() {
        return Ok(None);
    }
    let table = Pick {
        table: "costs",
        caption: "What the one-off cost is made of".to_owned(),
        columns: &["line", "about", "amount", "in_value"],
        largest: None,
        more: Vec::new(),
        leads: None,
    }
    .table(view);
    let lead = "Client cost and stranded overhead are not in the net present value: they arise only where one organisation runs a function \
                for others."
        .to_owned();
    Section::of("costs", "One-off cost", &OnlyTable::of(lead, table))
}

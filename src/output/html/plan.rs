//! What goes when.

use super::Section;
use super::organisations::OnlyTable;
use super::pick::Pick;
use super::view::View;

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    if view.report.plan.is_empty() {
        return Ok(None);
    }
    let table = Pick {
        table: "plan",
        caption: "Steps of the target saving, the largest first".to_owned(),
        columns: &["function", "organisation", "name", "label", "what", "count", "money", "waits_for", "contract_end"],
        largest: Some("money"),
        more: Vec::new(),
        leads: None,
    }
    .table(view);
    let lead = "Each row is what one year saves at one unit or product, beyond the year before. Money and counts \
        are targets: the rows up to a year add up to its target saving. Posts wait for people to leave, systems for \
        the end of their \
                contracts."
        .to_owned();
    Section::of("plan", "What goes when", &OnlyTable { lead, table })
}

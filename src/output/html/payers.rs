//! Who pays and who gains.

use super::Section;
use super::organisations::OnlyTable;
use super::pick::Pick;
use super::view::View;
use crate::output::payers::Payers;

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    let Some(payers) = Payers::of(view.report) else { return Ok(None) };
    let mut columns = vec!["name", "gross_annual", "realised_annual", "cash_releasing", "one_off", "npv"];
    if view.report.hosts.is_empty() {
        columns.push("id");
    } else {
        columns.extend(["host_npv", "host_of", "host_one_off", "host_client", "host_stranded", "id"]);
    }
    let table = Pick {
        table: "payers",
        caption: "Every organisation's part of the case".to_owned(),
        columns: &columns,
        largest: Some("gross_annual"),
        more: Vec::new(),
        leads: None,
    }
    .table(view);
    let lead = payers.said().join(" ");
    Section::of("payers", "Who pays and who gains", &OnlyTable { lead, table })
}

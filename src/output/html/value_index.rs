//! The public value index with its parts, by id and never by rank.

use super::Section;
use super::organisations::OnlyTable;
use super::pick::Pick;
use super::view::View;
use crate::output::terminal_value::{cautions, front_line};

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    let found = &view.report.value_index;
    if !found.rows.iter().any(|row| row.outcome_rank.is_some()) {
        return Ok(None);
    }
    let mut table = Pick {
        table: "value_index",
        caption: "Public value index, by id".to_owned(),
        columns: &[
            "id",
            "level",
            "bodies",
            "frontline_share",
            "unduplicated_share",
            "outcome_rank",
            "coverage",
            "index",
            "cautions",
        ],
        largest: None,
        more: Vec::new(),
        leads: None,
    }
    .table(view);
    table.note = cautions(&found.rows);
    let lead =
        [Some(found.about.to_owned()), front_line(view.report)].into_iter().flatten().collect::<Vec<_>>().join(" ");
    Section::of("value", "Public value index", &OnlyTable::of(lead, table))
}

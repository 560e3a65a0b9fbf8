//! The options side by side.

use super::Section;
use super::organisations::OnlyTable;
use super::pick::Pick;
use super::view::View;

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    if !view.report.savings.gross_annual.is_positive() {
        return Ok(None);
    }
    let table = Pick {
        table: "options",
        caption: "Doing nothing, the best quartile, the plan and each delivery model".to_owned(),
        columns: &[
            "option",
            "about",
            "target",
            "gross_annual",
            "realised_annual",
            "one_off",
            "npv",
            "npv_positive",
            "payback_year",
            "missing",
        ],
        largest: None,
        more: Vec::new(),
        leads: None,
    }
    .table(view);
    let lead = format!(
        "Every option takes its saving from the same duplicated cost and bears the same kinds of cost: set-up, dual running and exits. \
         All have the same discounting over {}.",
        view.words.horizon()
    );
    Section::of("options", "Options side by side", &OnlyTable::of(lead, table))
}

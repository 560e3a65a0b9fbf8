//! Unit costs beside each other.

use super::Section;
use super::organisations::OnlyTable;
use super::pick::Pick;
use super::view::View;

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    if view.report.benchmarks.is_empty() {
        return Ok(None);
    }
    let table = Pick {
        table: "benchmarks",
        caption: "Unit costs, the largest gaps first".to_owned(),
        columns: &[
            "function",
            "organisation",
            "measure",
            "cost",
            "volume",
            "unit_cost",
            "median",
            "frontier",
            "gap",
            "cautions",
            "stands_in",
        ],
        largest: Some("gap"),
        more: Vec::new(),
        leads: None,
    }
    .table(view);
    let lead = format!(
        "Unit costs are {} for one unit. A benchmark raises a question and answers none: a higher unit cost may buy more. Figures with a \
         caution must not be used for a decision.",
        view.report.currency
    );
    Section::of("benchmarks", "Unit costs compared", &OnlyTable::of(lead, table))
}

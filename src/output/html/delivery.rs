//! Other ways to run a function, and what was published of them.

use askama::Template;

use super::Section;
use super::pick::Pick;
use super::table::Table;
use super::view::View;

#[derive(Template)]
#[template(path = "html/delivery.html")]
struct Delivery {
    lead: String,
    models: Table,
    cases: Table,
}

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    if view.report.delivery.is_empty() {
        return Ok(None);
    }
    let models = Pick {
        table: "delivery_models",
        caption: "Every function that several spend on, the costliest first".to_owned(),
        columns: &[
            "label",
            "model",
            "cost",
            "adoption",
            "saving",
            "likely",
            "npv",
            "payback_year",
            "prudent_npv",
            "platform_may_cost",
        ],
        largest: Some("cost"),
        more: Vec::new(),
        leads: None,
    };
    let cases = Pick {
        table: "published_cases",
        caption: "What was published of functions of this audit".to_owned(),
        columns: &[
            "about",
            "cost",
            "claimed_share",
            "claimed",
            "prudent_share",
            "prudent",
            "allowed",
            "grade",
            "source",
        ],
        largest: None,
        more: Vec::new(),
        leads: None,
    };
    let lead = format!(
        "These are alternatives to the phased reduction, one function at a time. Do not add the two together. The \
         cost is the whole function, duplicated or not. Target and estimated savings are for a year in full effect. \
         Net present value is the estimated saving less set-up, dual running and exits over {}. The estimate uses \
         {} assumptions, and the last value prudent ones. The cost of a platform is not known, so its row shows the \
         most it could cost a year before the estimated saving is zero. The assumptions of each model are mostly \
         judgement.",
        view.words.horizon(),
        view.words.preset(),
    );
    let body = Delivery { lead, models: models.table(view), cases: cases.table(view) };
    Section::of("delivery", "Other delivery models", &body)
}

impl Delivery {
    /// Whether anything was published of functions here.
    fn has_cases(&self) -> bool {
        !self.cases.rows.is_empty()
    }
}

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
        "Another way to the same money, one function at a time: never to be added to the phased reduction. The cost is that of the whole \
         function, duplicated or not; plan and likely are a year at full adoption, net present value is likely less set-up, dual running and exits over {}. \
         The estimate stands in the {} scenario, the last value on prudent assumptions. What a platform costs is not known here: its row says how \
         much a year it may cost before nothing is likely to be left. `dupaudit savings REPORT.json --model NAME --function CODE` shows the years and \
         what each model rests on, which is mostly judgement.",
        view.words.horizon(),
        view.words.preset(),
    );
    let body = Delivery { lead, models: models.table(view), cases: cases.table(view) };
    Section::of("delivery", "Other ways to run it", &body)
}

impl Delivery {
    /// Whether anything was published of functions here.
    fn has_cases(&self) -> bool {
        !self.cases.rows.is_empty()
    }
}

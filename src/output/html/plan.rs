//! What goes when.

use std::collections::BTreeMap;

use super::Section;
use super::organisations::OnlyTable;
use super::pick::Pick;
use super::view::View;
use crate::money::Money;
use crate::output::svg::{Lane, Timeline};
use crate::savings::What;

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
    let drawing = timeline(view);
    let lead =
        "Each column of the chart is what one year adds to the target saving, for the functions with most. Each \
        row of the table is the same at one unit or product. Money and counts are targets: the rows up to a year add \
        up to its target saving. Posts wait for people to leave, systems for the end of their contracts."
            .to_owned();
    Section::of("plan", "What goes when", &OnlyTable { lead, drawing, table })
}

/// Functions in the chart.
const LANES: usize = 12;

/// How each kind of step looks, in the order of [`What`]'s words below.
const CLASSES: [&str; 3] = ["between", "within", "goes"];

/// What each year takes out, by function and kind.
fn timeline(view: &View<'_>) -> String {
    let report = view.report;
    let years: Vec<&str> = report.savings.years.iter().map(|year| year.label.as_str()).collect();
    let mut lanes: BTreeMap<&str, Vec<Vec<Money>>> = BTreeMap::new();
    for step in &report.plan {
        let Some(place) = years.iter().position(|label| *label == step.label) else { continue };
        let kind = match step.what {
            What::Posts => 0,
            What::Systems => 1,
            What::Other => 2,
        };
        let function = step.function.as_deref().unwrap_or_default();
        let lane = lanes.entry(function).or_insert_with(|| vec![vec![Money::ZERO; CLASSES.len()]; years.len()]);
        lane[place][kind] += step.money;
    }
    let sum = |lane: &[Vec<Money>]| lane.iter().flatten().copied().sum::<Money>();
    let mut lanes: Vec<_> = lanes.into_iter().collect();
    lanes.sort_by(|(a, left), (b, right)| sum(right).cmp(&sum(left)).then_with(|| a.cmp(b)));
    lanes.truncate(LANES);
    let lanes = lanes.into_iter().map(|(code, years)| {
        let name = if code.is_empty() { "small steps of all functions" } else { view.label(code) };
        Lane { name, years }
    });
    let chart = Timeline {
        title: "What goes when: the addition to the target saving of each year, by function",
        years: years.clone(),
        classes: &CLASSES,
        lanes: lanes.collect(),
        shown: &|amount| view.words.about(amount),
    };
    format!("{LEGEND}{}", chart.draw())
}

const LEGEND: &str = "<figcaption><p class=\"legend\">\
    <span><svg class=\"swatch\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"between\" width=\"100%\" height=\"100%\"/></svg> posts</span> \
    <span><svg class=\"swatch\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"within\" width=\"100%\" height=\"100%\"/></svg> systems</span> \
    <span><svg class=\"swatch\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"goes\" width=\"100%\" height=\"100%\"/></svg> other cost</span></p></figcaption>";

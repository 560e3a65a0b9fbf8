//! Year by year: the estimated saving with its range, and what it costs first.

use askama::Template;

use super::Section;
use super::pick::Pick;
use super::table::Table;
use super::view::View;
use crate::money::{Money, divide_half_even};
use crate::output::svg::{Mark, Plot};
use crate::report::YearRow;

#[derive(Template)]
#[template(path = "html/phases.html")]
struct Phases {
    lead: String,
    saving: String,
    net: Option<String>,
    net_about: String,
    table: Table,
    rests_on: String,
}

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    let savings = &view.report.savings;
    if !savings.gross_annual.is_positive() {
        return Ok(None);
    }
    let about = about_net(view);
    let body = Phases {
        lead: view.words.in_short(),
        saving: saving(view),
        net: net(view, &about),
        net_about: about,
        table: table(view),
        rests_on: view.saving_rests_on(),
    };
    Section::of("phases", format!("Year by year: a target of {:.0}%", savings.target * 100.0), &body)
}

/// The plan, what is likely, and between which amounts.
fn saving(view: &View<'_>) -> String {
    let (words, savings) = (&view.words, &view.report.savings);
    let years = &savings.years;
    let band = |year: &YearRow| {
        [savings.p10, savings.p90].map(|end| in_proportion(end, year.realised, savings.realised_annual))
    };
    let about = format!(
        "The target is {} a year in full effect, and the estimate {}. In 8 of 10 simulations it is between {} and \
         {}, from {} and in full by {}.",
        words.about(savings.gross_annual),
        words.about(savings.realised_annual),
        words.about(savings.p10),
        words.about(savings.p90),
        words.first_year(),
        words.full_run()
    );
    Plot {
        title: "Saving a year: target, estimate and range",
        about: &about,
        years: years.iter().map(|year| year.label.as_str()).collect(),
        marks: vec![
            Mark::Band("band", years.iter().map(|year| band(year).into()).collect()),
            Mark::Line("plan", years.iter().map(|year| year.gross).collect()),
            Mark::Line("likely", years.iter().map(|year| year.realised).collect()),
        ],
        shown: &|amount| round(view, amount),
    }
    .draw()
}

/// A round amount of a scale, without the decimals it does not need: `£6m`, `£2.5m`.
fn round(view: &View<'_>, amount: Money) -> String {
    let text = view.words.cell(amount);
    let end = text.find(|letter: char| "kmb".contains(letter)).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    if number.contains('.') { format!("{}{unit}", number.trim_end_matches('0').trim_end_matches('.')) } else { text }
}

/// The range of full run in a year that has only part of it: draws differ in size, not in time.
fn in_proportion(end: Money, part: Money, whole: Money) -> Money {
    if whole == Money::ZERO {
        return Money::ZERO;
    }
    let product = i128::from(end.0) * i128::from(part.0);
    Money(divide_half_even(product, i128::from(whole.0)))
}

/// Net of each year, and of all years up to it.
fn net(view: &View<'_>, about: &str) -> Option<String> {
    let years = &view.report.savings.years;
    let amounts = |of: fn(&YearRow) -> Option<Money>| years.iter().map(of).collect::<Option<Vec<Money>>>();
    let plot = Plot {
        title: "Net saving: each year, and all years up to it",
        about,
        years: years.iter().map(|year| year.label.as_str()).collect(),
        marks: vec![
            Mark::Columns("gain", "cost", amounts(|year| year.case.net)?),
            Mark::Line("likely", amounts(|year| year.case.cumulative_net)?),
        ],
        shown: &|amount| round(view, amount),
    };
    Some(plot.draw())
}

fn about_net(view: &View<'_>) -> String {
    let (words, savings) = (&view.words, &view.report.savings);
    let deepest = savings.years.iter().filter_map(|year| Some((year.case.cumulative_net?, &year.label))).min();
    let Some((depth, label)) = deepest else { return String::new() };
    let last = savings.years.last().and_then(|year| year.case.cumulative_net).unwrap_or_default();
    let down = if depth < Money::ZERO {
        format!("{} down at its deepest, in {label}; ", words.about(Money(-depth.0)))
    } else {
        String::new()
    };
    format!("{down}{} after {}, in prices of the base year.", words.about(last), words.horizon())
}

fn table(view: &View<'_>) -> Table {
    const SAID: [&str; 4] = ["label", "cumulative", "gross", "realised"];
    const CASE: [&str; 9] = [
        "cashable",
        "non_cashable",
        "exits",
        "setup",
        "dual_running",
        "net",
        "cumulative_net",
        "present_value",
        "net_nominal",
    ];
    let savings = &view.report.savings;
    let columns = if savings.reason.is_none() { [&SAID[..], &CASE[..]].concat() } else { SAID.to_vec() };
    let mut table = Pick {
        table: "years",
        caption: format!(
            "Year by year, {} assumptions, basis: {}, prices of the base year",
            view.words.preset(),
            savings.basis.name()
        ),
        columns: &columns,
        largest: None,
        more: Vec::new(),
        leads: None,
    }
    .table(view);
    let known = "Target: the target saving. Estimated: the part expected to be delivered.";
    table.note = Some(match &savings.reason {
        Some(reason) => format!("{known} There is not enough data for net saving and payback: {reason}."),
        None => format!(
            "{known} Cash-releasing: what budgets fall by; the rest is time released. Exits: the cost of posts that \
             end. Dual running: old and new together. Net: cash-releasing less exits, set-up and dual running. \
             Present value: later years count for less. Cash terms: in the prices of each year."
        ),
    });
    table
}

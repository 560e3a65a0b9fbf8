//! How sure it is: the range, the presets side by side, where it turns, and what others planned and achieved.

use askama::Template;

use super::Section;
use super::pick::{Pick, Values};
use super::table::{Cell, Column, Table};
use super::view::View;
use crate::output::svg::range_bar;

#[derive(Template)]
#[template(path = "html/scenarios.html")]
struct Scenarios {
    paragraphs: Vec<String>,
    table: Table,
    programmes: Table,
}

/// What a table of scenarios shows.
pub(super) const COLUMNS: [&str; 9] =
    ["name", "p10", "p50", "p90", "npv_p10", "npv_p50", "npv_p90", "payback_year", "conclusion"];

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    if !view.report.savings.gross_annual.is_positive() {
        return Ok(None);
    }
    let words = &view.words;
    let paragraphs = [Some(words.range()), words.turns(), words.reference()].into_iter().flatten().collect();
    Section::of(
        "scenarios",
        "How certain is this?",
        &Scenarios { paragraphs, table: presets(view), programmes: programmes(view) },
    )
}

fn presets(view: &View<'_>) -> Table {
    let savings = &view.report.savings;
    let most = savings.scenarios.iter().map(|preset| preset.p90).max().unwrap_or_default();
    let range = |row: &Values<'_>| Cell::Drawn(range_bar(row.money("p10"), row.money("p50"), row.money("p90"), most));
    let mut table = Pick {
        table: "scenarios",
        caption: format!("The same audit under other assumptions, basis: {}", savings.basis.name()),
        columns: &COLUMNS,
        largest: None,
        more: vec![(Column::text("Range", "From the 9 in 10 to the 1 in 10 chance, with the even chance."), &range)],
        leads: None,
    }
    .table(view);
    let here = view.words.preset().replace('-', " ");
    table.mark(|name| name == here, "this report");
    table.note = Some(format!(
        "Manifesto: plain arithmetic, everything is delivered at no cost. From optimistic to central to prudent, \
         less is delivered and costs rise further above plan. All have the target of {} a year. The first three \
         chances are the estimated saving of a year in full effect. The value is the net present value over {}. \
         No payback year: not within those years.",
        view.words.about(savings.gross_annual),
        view.words.horizon()
    ));
    table
}

fn programmes(view: &View<'_>) -> Table {
    let mut table = Pick {
        table: "programmes",
        caption: "What published programmes planned and achieved".to_owned(),
        columns: &["programme", "measure", "figure", "status", "source", "evidence"],
        largest: None,
        more: Vec::new(),
        leads: None,
    }
    .table(view);
    table.note = Some(
        "Publisher: its own page was read. Quoted: press or a copy elsewhere; the original was not opened.".to_owned(),
    );
    table
}

impl Scenarios {
    /// Shown only where there is something to compare with.
    fn has_programmes(&self) -> bool {
        !self.programmes.rows.is_empty()
    }
}

//! How sure it is: the range, the presets side by side, where it turns, and what others planned and achieved.

use askama::Template;

use super::Section;
use super::table::{Cell, Column, Row, Table};
use super::view::View;
use crate::output::svg::range_bar;

#[derive(Template)]
#[template(path = "html/scenarios.html")]
struct Scenarios {
    paragraphs: Vec<String>,
    table: Table,
    programmes: Table,
}

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    if !view.report.savings.gross_annual.is_positive() {
        return Ok(None);
    }
    let words = &view.words;
    let paragraphs = [Some(words.range()), words.turns(), words.reference()].into_iter().flatten().collect();
    Section::of(
        "scenarios",
        "How sure is that?",
        &Scenarios { paragraphs, table: presets(view), programmes: programmes(view) },
    )
}

fn presets(view: &View<'_>) -> Table {
    let savings = &view.report.savings;
    let most = savings.scenarios.iter().map(|preset| preset.p90.max(preset.realised_annual)).max().unwrap_or_default();
    let rows = savings.scenarios.iter().map(|preset| {
        let name = if preset.name == view.words.preset() {
            format!("{} (this report)", preset.name)
        } else {
            preset.name.to_owned()
        };
        let paid = match (preset.npv, preset.payback_year) {
            (_, Some(year)) => Cell::text(format!("year {year}")),
            (Some(_), None) => Cell::text("never"),
            (None, None) => Cell::Unknown,
        };
        Row::new(vec![
            Cell::Text(name),
            view.money(preset.gross_annual),
            view.money(preset.realised_annual),
            view.money(preset.p10),
            view.money(preset.p90),
            Cell::Drawn(range_bar(preset.p10, preset.realised_annual, preset.p90, most)),
            view.known(preset.npv),
            paid,
        ])
    });
    Table {
        id: "presets",
        caption: format!("The same audit under other assumptions, basis {}", savings.basis),
        columns: vec![
            Column::text("Assumptions", ""),
            view.money_column("Gross", "a year at full run, the plan"),
            view.money_column("Likely", "a year at full run"),
            view.money_column("Low", "9 in 10 chance of at least this much"),
            view.money_column("High", "1 in 10 chance of this much or more"),
            Column::text("Range", "from low to high, with what is likely"),
            view.money_column("NPV", "net present value"),
            Column::text("Paid back", ""),
        ],
        rows: rows.collect(),
        note: Some(format!(
            "Gross, likely, low and high: a year at full run. NPV: net present value over {} years; never: not paid back within them.",
            view.words.horizon()
        )),
    }
}

fn programmes(view: &View<'_>) -> Table {
    let rows = view.report.savings.reference_class.programmes.iter().map(|row| {
        Row::new(vec![
            Cell::text(row.programme),
            Cell::text(row.measure),
            Cell::text(row.figure),
            Cell::text(row.status),
            Cell::text(format!("{} ({})", row.source, row.evidence)),
        ])
    });
    Table {
        id: "programmes",
        caption: "What published programmes planned and achieved".to_owned(),
        columns: vec![
            Column::text("Programme", ""),
            Column::text("Measure", ""),
            Column::text("Figure", "as published"),
            Column::text("Status", ""),
            Column::text("Source", "publisher: its own page was read; quoted: press or a copy elsewhere"),
        ],
        rows: rows.collect(),
        note: Some(
            "Publisher: its own page was read. Quoted: press or a copy elsewhere; the original was not opened."
                .to_owned(),
        ),
    }
}

impl Scenarios {
    /// Shown only where there is something to compare with.
    fn has_programmes(&self) -> bool {
        !self.programmes.rows.is_empty()
    }
}

//! What the saving rests on: every parameter with its source.

use askama::Template;

use super::Section;
use super::table::{Cell, Column, Row, Table};
use super::view::View;
use crate::output::savings_words::{cited, shown};

#[derive(Template)]
#[template(path = "html/assumptions.html")]
struct Assumptions {
    most: Table,
    all: Table,
}

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    if !view.report.savings.gross_annual.is_positive() {
        return Ok(None);
    }
    Section::of("assumptions", "What it rests on", &Assumptions { most: most(view), all: all(view) })
}

fn most(view: &View<'_>) -> Table {
    let cased = view.report.savings.reason.is_none();
    let rows = view.words.assumptions().into_iter().map(|[name, value, change, source]| {
        let mut cells = vec![Cell::Text(name), Cell::Text(value)];
        cells.extend(cased.then_some(Cell::Text(change)));
        cells.push(Cell::Text(source));
        Row::new(cells)
    });
    let mut columns = vec![Column::text("Assumption", ""), Column::text("Value", "")];
    columns.extend(
        cased.then(|| Column::text("A tenth more: NPV", "what a tenth more of it does to the net present value")),
    );
    columns.push(Column::text("Source", ""));
    Table {
        id: "assumptions-most",
        caption: "The assumptions that move the result most".to_owned(),
        columns,
        rows: rows.collect(),
        note: None,
    }
}

fn all(view: &View<'_>) -> Table {
    let rows = view.report.scenario.iter().map(|(key, parameter)| {
        Row::new(vec![
            Cell::text(key),
            Cell::Text(shown(&parameter.value, &parameter.unit, &view.report.currency)),
            Cell::text(&parameter.unit),
            Cell::Text(cited(parameter)),
            Cell::text(&parameter.set_by),
        ])
    });
    Table {
        id: "assumptions-all",
        caption: "Every parameter".to_owned(),
        columns: vec![
            Column::text("Key", "as in settings"),
            Column::text("Value", ""),
            Column::text("Unit", ""),
            Column::text("Source", ""),
            Column::text("Set by", ""),
        ],
        rows: rows.collect(),
        note: None,
    }
}

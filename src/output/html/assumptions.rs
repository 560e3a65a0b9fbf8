//! What the saving depends on most, and every parameter with its source.

use askama::Template;

use super::Section;
use super::minus;
use super::organisations::OnlyTable;
use super::pick::Pick;
use super::table::{Cell, Column, Row, Table};
use super::view::View;

#[derive(Template)]
#[template(path = "html/assumptions.html")]
struct Assumptions {
    most: Table,
}

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    if !view.report.savings.gross_annual.is_positive() {
        return Ok(None);
    }
    Section::of("assumptions", "Assumptions that matter most", &Assumptions { most: most(view) })
}

/// Every parameter, for the appendix.
pub(super) fn parameters(view: &View<'_>) -> askama::Result<Option<Section>> {
    if !view.report.savings.gross_annual.is_positive() {
        return Ok(None);
    }
    let lead = "What was assumed, with its source and who set it.".to_owned();
    Section::of("parameters", "Every parameter", &OnlyTable::of(lead, all(view)))
}

fn most(view: &View<'_>) -> Table {
    let cased = view.report.savings.reason.is_none();
    let rows = view.words.assumptions().into_iter().map(|[name, value, change, source]| {
        let mut cells = vec![Cell::Text(name), Cell::Text(value)];
        cells.extend(cased.then_some(Cell::Text(minus(&change))));
        cells.push(Cell::Text(source));
        Row::new(cells)
    });
    let mut columns = vec![Column::text("Assumption", ""), Column::text("Value", "")];
    columns.extend(cased.then(|| Column::text("NPV if 10% higher", "net present value if it is 10% higher")));
    columns.push(Column::text("Source", ""));
    Table {
        id: "assumptions-most".to_owned(),
        caption: "The assumptions that move the result most".to_owned(),
        columns,
        rows: rows.collect(),
        note: None,
    }
}

fn all(view: &View<'_>) -> Table {
    Pick {
        table: "assumptions",
        caption: "Every parameter".to_owned(),
        columns: &["key", "value", "unit", "source", "vintage", "set_by"],
        largest: None,
        more: Vec::new(),
        leads: None,
    }
    .table(view)
}

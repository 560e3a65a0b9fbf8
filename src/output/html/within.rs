//! The units and products of one organisation that run the same function.

use super::table::{Cell, Column, Row, Table};
use super::view::View;
use crate::ledger::Layer;
use crate::report::WithinRow;

/// Who runs it, with whom to talk. Nothing where one unit does it alone.
pub(super) fn units(view: &View<'_>, id: &str, body: &str, rows: &[WithinRow]) -> Option<Table> {
    // Of one organisation alone all that is counted is within it.
    let shared = view.alone().is_none() || view.report.totals.between.is_positive();
    let row = |row: &WithinRow| {
        let is_staff = row.layer == Layer::Staff;
        let mut cells = vec![
            Cell::text(if is_staff { row.name.to_string() } else { format!("{} (product)", row.name) }),
            if is_staff { Cell::decimal(row.fte.as_f64(), 1) } else { Cell::Unknown },
            view.money(row.cost),
            view.money(row.duplicated),
        ];
        cells.extend(shared.then(|| view.money(row.within)));
        Row::new(cells)
    };
    let mut columns = vec![
        Column::text("Unit or product", "By its name, as declared. Staff and products are compared separately."),
        Column::number("Staff, FTE", "Full-time equivalents on this function."),
        view.money_column("Cost", "Its cost of this function."),
        view.money_column("Duplicated", "Its part, by cost, of the organisation's duplicated cost."),
    ];
    columns.extend(shared.then(|| view.money_column("Within", "The part of duplicated cost inside the organisation.")));
    (!rows.is_empty()).then(|| Table {
        id: id.to_owned(),
        caption: format!("Who runs it at {body}: who to talk to"),
        columns,
        rows: rows.iter().map(row).collect(),
        note: Some(
            "Duplicated cost is shared between them by cost. It does not show which one should change.".to_owned(),
        ),
    })
}

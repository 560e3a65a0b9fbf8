//! Every organisation with its part.

use askama::Template;

use super::table::{Cell, Column, Row, Table};
use super::view::View;
use super::{ROWS, Section, left_out};
use crate::report::{OrganisationRow, percent};

#[derive(Template)]
#[template(path = "html/only_table.html")]
pub(super) struct OnlyTable {
    pub(super) lead: String,
    pub(super) table: Table,
}

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    let mut rows: Vec<&OrganisationRow> = view.report.organisations.iter().collect();
    if rows.is_empty() {
        return Ok(None);
    }
    rows.sort_by(|a, b| b.duplicated.cmp(&a.duplicated).then_with(|| a.id.cmp(&b.id)));
    let cells = |row: &&OrganisationRow| {
        Row::new(vec![
            Cell::text(&row.name),
            Cell::text(&row.id),
            Cell::known(row.kind.as_deref()),
            view.money(row.total),
            view.money(row.in_scope),
            view.money(row.duplicated),
            Cell::text(percent(row.duplicated, row.in_scope)),
            view.money(row.within),
            view.money(row.between),
            Cell::json(&row.duplicated_fte),
            view.known(row.npv),
        ])
    };
    let table = Table {
        id: "organisations-table",
        caption: "Every organisation, by duplicated cost".to_owned(),
        columns: vec![
            Column::text("Organisation", ""),
            Column::text("Id", "as declared"),
            Column::text("Type", "as declared"),
            view.money_column("Total", "everything it spends in the period"),
            view.money_column("In scope", "administrative and managerial cost, compared"),
            view.money_column("Duplicated", "its part, on the basis of this audit"),
            Column::number("Share", "of its cost in scope that is duplicated"),
            view.money_column("Within", "of it: inside the organisation"),
            view.money_column("Between", "of it: with others"),
            Column::number("Dup. FTE", "full-time equivalents behind it"),
            view.money_column("NPV", "its part of the net present value: scenario, basis and range as in the headline"),
        ],
        rows: rows.iter().take(ROWS).map(cells).collect(),
        note: left_out(ROWS, rows.len(), "organisations"),
    };
    let lead = "A part is a share of what several spend on the same function. It does not say that this organisation is the one to stop."
        .to_owned();
    Section::of("organisations", "Organisations", &OnlyTable { lead, table })
}

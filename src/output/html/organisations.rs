//! Every organisation with its part.

use askama::Template;

use super::Section;
use super::functions::told_apart;
use super::pick::{Pick, Values};
use super::table::{Cell, Column, Table};
use super::view::View;

#[derive(Template)]
#[template(path = "html/only_table.html")]
pub(super) struct OnlyTable {
    pub(super) lead: String,
    /// A chart above the table, as SVG; nothing where there is none.
    pub(super) drawing: String,
    pub(super) table: Table,
}

impl OnlyTable {
    pub(super) fn of(lead: String, table: Table) -> Self {
        Self { lead, drawing: String::new(), table }
    }
}

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    if view.report.organisations.is_empty() {
        return Ok(None);
    }
    if !view.words.duplicated.is_positive() {
        return only_costs(view);
    }
    // One alone would say the headline again.
    if view.alone().is_some() && view.report.peers.is_none() {
        return Ok(None);
    }
    let share = |row: &Values<'_>| Cell::part(row.money("duplicated"), row.money("in_scope"));
    let mut table = Pick {
        table: "organisations",
        caption: "Every organisation, by duplicated cost".to_owned(),
        columns: &told_apart(
            view,
            &["name", "in_scope", "duplicated", "within", "between", "duplicated_fte", "npv", "total", "type"],
        ),
        largest: Some("duplicated"),
        more: vec![(Column::number("Share", "Duplicated of the cost in scope."), &share)],
        leads: None,
    }
    .table(view);
    table.last_to(3);
    let mut lead = "A part is a share of what several spend on the same function. It does not show that this \
        organisation should change."
        .to_owned();
    if view.report.savings.npv.is_some() {
        lead += &format!(" Net present value: its part. {}", view.saving_rests_on());
    }
    Section::of("organisations", "Organisations", &OnlyTable::of(lead, table))
}

/// Where nothing is duplicated: what they spend.
fn only_costs(view: &View<'_>) -> askama::Result<Option<Section>> {
    let table = Pick {
        table: "organisations",
        caption: "Every organisation, by cost in scope".to_owned(),
        columns: &["name", "total", "in_scope", "unmapped", "unitemised", "type"],
        largest: Some("in_scope"),
        more: Vec::new(),
        leads: None,
    }
    .table(view);
    let lead = "In scope is administration and management. No duplicated cost was found.".to_owned();
    Section::of("organisations", "Organisations", &OnlyTable::of(lead, table))
}

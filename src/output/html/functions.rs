//! Duplicated cost by function: bars for the largest, a table of all.

use askama::Template;

use super::Section;
use super::bars::{Bar, Bars};
use super::organisations::OnlyTable;
use super::pick::{Pick, Values};
use super::table::{Cell, Column, Table};
use super::view::View;
use crate::money::{Money, count_of};
use crate::output::svg::{Part, bar};
use crate::overlap::Basis;
use crate::report::{FunctionRow, short};

/// Columns of every function, those that matter most first.
const EVERYBODY: [&str; 9] =
    ["label", "cost", "duplicated", "within", "between", "duplicated_fte", "organisations", "providers", "products"];

/// The same of one organisation, which has nothing between itself and others.
const ALONE: [&str; 6] = ["label", "cost", "duplicated", "duplicated_fte", "providers", "products"];

/// Bars that a person compares.
const BARS: usize = 12;

#[derive(Template)]
#[template(path = "html/functions.html")]
struct Functions {
    basis: String,
    bars: Bars,
    /// One organisation has nothing between itself and others.
    alone: bool,
    table: Table,
    by_list: Option<Table>,
}

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    if view.report.functions.is_empty() {
        return Ok(None);
    }
    if !view.words.duplicated.is_positive() {
        return only_costs(view);
    }
    let body = Functions {
        basis: format!("Duplicated cost is {}.", view.report.savings.basis.about()),
        bars: bars(view),
        alone: is_alone(view),
        table: table(view),
        by_list: by_list(view),
    };
    Section::of("functions", "Duplicated cost by function", &body)
}

/// Whether there is nobody beside the only organisation, and so nothing between them.
fn is_alone(view: &View<'_>) -> bool {
    view.alone().is_some() && !view.report.totals.between.is_positive()
}

/// Whether anything is duplicated within an organisation. Where no unit is declared that is not known: nothing is said of it.
pub(super) fn is_split(view: &View<'_>) -> bool {
    view.report.totals.within.is_positive()
}

/// Where nothing is duplicated: what is spent.
fn only_costs(view: &View<'_>) -> askama::Result<Option<Section>> {
    let table = Pick {
        table: "functions",
        caption: "Every function in scope, by cost".to_owned(),
        columns: if view.alone().is_some() {
            &["label", "cost", "fte"]
        } else {
            &["label", "cost", "fte", "organisations", "kind"]
        },
        largest: Some("cost"),
        more: Vec::new(),
        leads: None,
    }
    .table(view);
    let lead = "No duplicated cost was found.".to_owned();
    Section::of("functions", "Cost by function", &OnlyTable::of(lead, table))
}

fn bars(view: &View<'_>) -> Bars {
    let rows = view.by_duplicated();
    let currency = view.report.currency.as_str();
    let most = rows.first().map_or(Money::ZERO, |(_, row)| view.on_basis(&row.duplicated));
    let parts = |within: Money, between: Money| match (between.is_positive(), within.is_positive()) {
        _ if is_alone(view) || !is_split(view) => String::new(),
        (true, false) => "all between organisations".to_owned(),
        (false, _) => "all within one organisation".to_owned(),
        (true, true) => {
            format!("{} between organisations, {} within", short(between, currency), short(within, currency))
        }
    };
    let mut bars: Vec<Bar> = rows
        .iter()
        .take(BARS)
        .map(|(place, row)| Bar {
            to: Some(super::detail::anchor(*place)),
            drawn: bar(
                &[
                    Part { from: Money::ZERO, length: row.between, class: "between" },
                    Part { from: row.between, length: row.within, class: "within" },
                ],
                most,
            ),
            parts: parts(row.within, row.between),
            ..Bar::of(row.label.as_str(), view.on_basis(&row.duplicated), currency)
        })
        .collect();
    let rest = rows.get(BARS..).unwrap_or_default();
    if !rest.is_empty() {
        let sum = |of: &dyn Fn(&FunctionRow) -> Money| rest.iter().map(|(_, row)| of(row)).sum::<Money>();
        let label = format!("{} together", count_of(rest.len(), "more function"));
        let (within, between) = (sum(&|row| row.within), sum(&|row| row.between));
        // Their bar would dwarf the others, and is the length of none of them.
        let amount = sum(&|row| view.on_basis(&row.duplicated));
        bars.push(Bar { parts: parts(within, between), ..Bar::of(label, amount, currency) });
    }
    Bars { class: "", rows: bars }
}

fn table(view: &View<'_>) -> Table {
    let share = |row: &Values<'_>| Cell::part(row.money("duplicated"), row.money("cost"));
    let columns: &[&'static str] = if is_alone(view) { &ALONE } else { &EVERYBODY };
    let mut table = Pick {
        table: "functions",
        caption: "Every function in scope, by duplicated cost".to_owned(),
        columns: &told_apart(view, columns),
        largest: Some("duplicated"),
        more: vec![(Column::number("Share", "Duplicated of the cost."), &share)],
        leads: Some(&|row| view.detail_of(row.text("code"))),
    }
    .table(view);
    table.last_to(3);
    // As the sentences call them, and shorter.
    for column in table.columns.iter_mut().filter(|column| column.title == "Organisations") {
        "Organisations".clone_into(&mut column.title);
    }
    table
}

/// The columns without those of within and between, where nothing is told apart.
pub(super) fn told_apart(view: &View<'_>, columns: &[&'static str]) -> Vec<&'static str> {
    columns.iter().copied().filter(|column| is_split(view) || !["within", "between"].contains(column)).collect()
}

/// The functions under another list, where one was asked for.
fn by_list(view: &View<'_>) -> Option<Table> {
    let by = view.report.report_by.as_ref()?;
    let basis = match view.report.savings.basis {
        Basis::All => "duplicated_all",
        Basis::Hhi => "duplicated_hhi",
        Basis::Excess => "duplicated_excess",
    };
    let mut table = Pick {
        table: "other_list",
        caption: format!("The same under {} {}", by.list, by.version),
        columns: &["label", "code", "organisations", "cost", basis, "from", "split"],
        largest: Some(basis),
        more: Vec::new(),
        leads: None,
    }
    .table(view);
    table.note = Some(format!(
        "Measured under {} and summed by its crosswalk; a function with several codes there is split evenly between them.",
        view.report.taxonomy.id
    ));
    Some(table)
}

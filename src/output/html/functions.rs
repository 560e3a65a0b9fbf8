//! Duplicated cost by function: bars for the largest, a table of all.

use askama::Template;

use super::table::{Cell, Column, Row, Table};
use super::view::View;
use super::{ROWS, Section, left_out};
use crate::money::Money;
use crate::output::svg::{Part, bar};
use crate::report::{FunctionRow, percent};

/// Bars that a person compares.
const BARS: usize = 12;

#[derive(Template)]
#[template(path = "html/functions.html")]
struct Functions {
    basis: String,
    bars: Vec<Bar>,
    table: Table,
    by_list: Option<Table>,
}

struct Bar {
    label: String,
    /// Where its organisations are.
    to: Option<String>,
    bar: String,
    value: String,
    shown: String,
    exact: String,
    parts: String,
}

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    if view.report.functions.is_empty() {
        return Ok(None);
    }
    let basis = view.report.savings.basis;
    let about = basis.parse::<crate::overlap::Basis>().map_or("", crate::overlap::Basis::about);
    let body = Functions {
        basis: format!("Counted is {about} (basis: {basis})."),
        bars: bars(view),
        table: table(view),
        by_list: by_list(view),
    };
    Section::of("functions", "Duplicated cost by function", &body)
}

fn bars(view: &View<'_>) -> Vec<Bar> {
    let rows = view.by_duplicated();
    let most = rows.first().map_or(Money::ZERO, |(_, row)| view.on_basis(&row.duplicated));
    let drawn = |label: String, to: Option<String>, amount: Money, within: Money, between: Money| Bar {
        label,
        to,
        bar: bar(
            &[
                Part { from: Money::ZERO, length: between, class: "between" },
                Part { from: between, length: within, class: "within" },
            ],
            most,
        ),
        value: amount.to_json().to_string(),
        shown: crate::report::short(amount, &view.report.currency),
        exact: amount.exact(&view.report.currency),
        parts: format!(
            "{} between bodies, {} within",
            crate::report::short(between, &view.report.currency),
            crate::report::short(within, &view.report.currency)
        ),
    };
    let mut bars: Vec<Bar> = rows
        .iter()
        .take(BARS)
        .map(|(place, row)| {
            let to = Some(super::detail::anchor(*place));
            drawn(row.label.clone(), to, view.on_basis(&row.duplicated), row.within, row.between)
        })
        .collect();
    let rest = rows.get(BARS..).unwrap_or_default();
    if !rest.is_empty() {
        let sum = |of: &dyn Fn(&FunctionRow) -> Money| rest.iter().map(|(_, row)| of(row)).sum::<Money>();
        let amount = sum(&|row| view.on_basis(&row.duplicated));
        let label = format!("{} more functions together", rest.len());
        let (within, between) = (sum(&|row| row.within), sum(&|row| row.between));
        // Their bar would dwarf the others, and is the length of none of them.
        bars.push(Bar { bar: String::new(), ..drawn(label, None, amount, within, between) });
    }
    bars
}

fn table(view: &View<'_>) -> Table {
    let mut rows: Vec<(usize, &FunctionRow)> = view.report.functions.iter().enumerate().collect();
    rows.sort_by(|(_, a), (_, b)| {
        view.on_basis(&b.duplicated).cmp(&view.on_basis(&a.duplicated)).then_with(|| a.code.cmp(&b.code))
    });
    let cells = |(place, row): &(usize, &FunctionRow)| {
        let amount = view.on_basis(&row.duplicated);
        let label = if amount.is_positive() {
            Cell::link(&row.label, super::detail::anchor(*place))
        } else {
            Cell::text(&row.label)
        };
        Row::new(vec![
            label,
            Cell::text(&row.code),
            Cell::text(row.kind),
            Cell::count(row.organisations),
            Cell::count(row.providers),
            Cell::count(row.products),
            view.money(row.cost),
            view.money(amount),
            Cell::text(percent(amount, row.cost)),
            view.money(row.within),
            view.money(row.between),
            view.money(row.staff),
            view.money(row.systems),
            Cell::json(&row.cuts.roles.duplicated_fte),
        ])
    };
    Table {
        id: "functions-table",
        caption: "Every function in scope, by duplicated cost".to_owned(),
        columns: vec![
            Column::text("Function", ""),
            Column::text("Code", "in the list of functions"),
            Column::text(
                "What it is",
                "duplication: the same function in the same comparison set; overlap: the same function; fragmentation: the same group of functions",
            ),
            Column::number("Bodies", "organisations that spend on it"),
            Column::number("Providers", "units with staff on it, at or above the floor"),
            Column::number("Products", "systems paid for, each body apart"),
            view.money_column("Cost", "a year, administrative and managerial, staff and systems"),
            view.money_column("Duplicated", "a year, on the basis of this audit"),
            Column::number("Share", "of the cost that is duplicated"),
            view.money_column("Within", "of it: inside single organisations"),
            view.money_column("Between", "of it: between organisations"),
            view.money_column("Staff", "of it: processes and roles"),
            view.money_column("Systems", "of it: systems"),
            Column::number("Dup. FTE", "full-time equivalents behind the duplicated cost"),
        ],
        rows: rows.iter().take(ROWS).map(cells).collect(),
        note: left_out(ROWS, rows.len(), "functions"),
    }
}

/// The functions under another list, where one was asked for.
fn by_list(view: &View<'_>) -> Option<Table> {
    let by = view.report.report_by.as_ref()?;
    let mut rows: Vec<_> = by.functions.iter().collect();
    rows.sort_by(|a, b| {
        let amount = |row: &crate::report::ByListRow| view.on_basis(&row.duplicated);
        (a.code.is_none(), amount(b), &a.code).cmp(&(b.code.is_none(), amount(a), &b.code))
    });
    let cells = |row: &&crate::report::ByListRow| {
        let cells = vec![
            Cell::text(format!("{}{}", row.label, if row.split { " *" } else { "" })),
            Cell::known(row.code.as_deref()),
            Cell::count(row.organisations),
            view.money(row.cost),
            view.money(view.on_basis(&row.duplicated)),
        ];
        if row.code.is_none() { Row::rest(cells) } else { Row::new(cells) }
    };
    Some(Table {
        id: "by-list",
        caption: format!("The same under {} {}", by.list, by.version),
        columns: vec![
            Column::text("Function", ""),
            Column::text("Code", ""),
            Column::number("Bodies", "organisations that spend on it"),
            view.money_column("Cost", "a year"),
            view.money_column("Duplicated", "a year, on the basis of this audit"),
        ],
        rows: rows.iter().take(ROWS).map(cells).collect(),
        note: Some(format!(
            "Measured under {} and summed by its crosswalk. * holds part of a function that has several codes there, split evenly between them.",
            view.report.taxonomy.id
        )),
    })
}

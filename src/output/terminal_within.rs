//! Who within an organisation runs the same function, for people: units and products to go and talk to.

use std::cmp::Reverse;
use std::io::{self, Write};

use super::place::wrap;
use super::table::{Align, Column, write_table};
use crate::ledger::Layer;
use crate::money::{Money, count_of};
use crate::report::{Report, WithinRow, short};

/// Rows that a person reads; a function that has begun is finished.
const ROWS: usize = 15;

/// Writes the section, if an organisation repeats something within itself.
///
/// # Errors
/// The writer refuses.
pub(super) fn write_within(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    let mut groups: Vec<&[WithinRow]> = report.within.chunk_by(is_one_function).collect();
    if groups.is_empty() {
        return Ok(());
    }
    // Stable: what repeats as much stays in the order of the report.
    groups.sort_by_key(|rows| Reverse(sum(rows)));
    let many = report.organisations.len() > 1;
    let mut cells = Vec::new();
    let mut shown = 0;
    for rows in &groups {
        if shown > 0 && cells.len() + rows.len() > ROWS {
            break;
        }
        shown += 1;
        cells.extend(rows.iter().enumerate().map(|(place, row)| line(report, row, place == 0, many)));
    }
    writeln!(out, "\nWho runs the same within one organisation")?;
    let mut columns: Vec<Column<'_>> = vec![("Function", Align::Left)];
    columns.extend(many.then_some(("Organisation", Align::Left)));
    columns.extend([
        ("Unit or product", Align::Left),
        ("FTE", Align::Right),
        ("Cost", Align::Right),
        ("Duplicated", Align::Right),
    ]);
    write_table(out, width, &columns, cells)?;
    let rest = &groups[shown..];
    if !rest.is_empty() {
        let amount = short(rest.iter().map(|rows| sum(rows)).sum(), &report.currency);
        writeln!(out, " and {} more with {amount}; the HTML page and `within` in the JSON list all", rest.len())?;
    }
    let text = format!(
        "Duplicated: the function's duplicated cost inside the organisation, shared between units or products by \
         cost. It does not show which one should change. Each organisation defines its own units: if each were one \
         unit, {} would be duplicated in all, instead of {}.",
        short(report.totals.as_one_unit, &report.currency),
        short(report.totals.within + report.totals.between, &report.currency),
    );
    out.write_all(wrap(&text, usize::from(width), "").as_bytes())
}

/// The function that an organisation repeats most within itself, in a sentence.
pub(super) fn largest(report: &Report) -> Option<String> {
    // Stable: of equals, the first of the report.
    let rows = report
        .within
        .chunk_by(is_one_function)
        .rev()
        .max_by_key(|rows| sum(rows))
        .filter(|rows| sum(rows).is_positive())?;
    let what = match rows[0].layer {
        Layer::Staff => "unit",
        Layer::Systems => "product",
    };
    Some(format!(
        "Inside one: {} runs {} in {}. They cost {}, and {} is duplicated.",
        report.name_of(&rows[0].organisation),
        report.label_of(&rows[0].function),
        count_of(rows.len(), what),
        short(rows.iter().map(|row| row.cost).sum(), &report.currency),
        short(sum(rows), &report.currency)
    ))
}

/// Whether two rows are of one function and layer of one organisation.
fn is_one_function(a: &WithinRow, b: &WithinRow) -> bool {
    (&a.function, &a.organisation, a.layer) == (&b.function, &b.organisation, b.layer)
}

fn sum(rows: &[WithinRow]) -> Money {
    rows.iter().map(|row| row.within).sum()
}

/// A unit or product; function and organisation are said once.
fn line(report: &Report, row: &WithinRow, is_first: bool, many: bool) -> Vec<String> {
    let once = |text: &str| if is_first { text.to_owned() } else { String::new() };
    let mut cells = vec![once(report.label_of(&row.function))];
    cells.extend(many.then(|| once(report.name_of(&row.organisation))));
    cells.extend([
        row.name.to_string(),
        match row.layer {
            Layer::Staff => format!("{:.1}", row.fte.as_f64()),
            Layer::Systems => "–".to_owned(),
        },
        short(row.cost, &report.currency),
        short(row.within, &report.currency),
    ]);
    cells
}

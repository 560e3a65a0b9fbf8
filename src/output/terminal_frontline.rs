//! The text report: the front line, where it was asked for.

use std::io::{self, Write};

use super::place::wrap;
use super::table::{Align, write_table};
use super::terminal::of_basis;
use crate::money::{Money, count_of};
use crate::report::{FrontlineFunctionRow, Report, short};

/// Functions that are shown.
const SHOWN: usize = 10;

/// Writes the frontline functions that several run apart.
pub(super) fn write_frontline(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    let Some(rows) = &report.frontline else { return Ok(()) };
    writeln!(out, "\nFront line")?;
    let amount = |row: &FrontlineFunctionRow| of_basis(&row.duplicated, report.savings.basis);
    let duplicated: Vec<&FrontlineFunctionRow> = rows.iter().filter(|row| amount(row).is_positive()).collect();
    let total: Money = duplicated.iter().map(|row| amount(row)).sum();
    let cost: Money = rows.iter().map(|row| row.cost).sum();
    let sentence = format!(
        "By the same rules, {} of the {} spent at the front line is duplicated. It is in no figure above, and no saving is \
         estimated from it.",
        short(total, &report.currency),
        short(cost, &report.currency)
    );
    out.write_all(wrap(&sentence, usize::from(width), "").as_bytes())?;
    if duplicated.is_empty() {
        return Ok(());
    }
    let cell = |row: &&FrontlineFunctionRow| {
        vec![
            row.label.clone(),
            row.organisations.to_string(),
            (row.providers + row.products.unwrap_or_default()).to_string(),
            short(row.cost, &report.currency),
            short(amount(row), &report.currency),
        ]
    };
    let columns = [
        ("Function", Align::Left),
        ("Bodies", Align::Right),
        ("Providers", Align::Right),
        ("Cost", Align::Right),
        ("Duplicated", Align::Right),
    ];
    write_table(out, width, &columns, duplicated.iter().take(SHOWN).map(cell).collect())?;
    if duplicated.len() > SHOWN {
        let rest: Money = duplicated[SHOWN..].iter().map(|row| amount(row)).sum();
        let more = count_of(duplicated.len() - SHOWN, "more function");
        writeln!(out, " and {more} with {}", short(rest, &report.currency))?;
    }
    Ok(())
}

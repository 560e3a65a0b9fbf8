//! The text report: the front line, where it was asked for.

use std::io::{self, Write};

use super::document::{Block, write_text};
use super::front::{FunctionLine, function_table};
use super::place::wrap;
use super::terminal::{of_basis, section};
use crate::money::Money;
use crate::report::{FrontlineFunctionRow, Report, short};

/// Writes the frontline functions that several run apart.
pub(super) fn write_frontline(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    let Some(rows) = &report.frontline else { return Ok(()) };
    section(out, "Front line")?;
    let amount = |row: &FrontlineFunctionRow| of_basis(&row.duplicated, report.savings.basis);
    let duplicated: Vec<&FrontlineFunctionRow> = rows.iter().filter(|row| amount(row).is_positive()).collect();
    let total: Money = duplicated.iter().map(|row| amount(row)).sum();
    let cost: Money = rows.iter().map(|row| row.cost).sum();
    let sentence = format!(
        "By the same rules, {} of the {} spent at the front line is duplicated. The figures above do not include \
         it, and no saving is estimated from it.",
        short(total, &report.currency),
        short(cost, &report.currency)
    );
    out.write_all(wrap(&sentence, usize::from(width), "").as_bytes())?;
    if duplicated.is_empty() {
        return Ok(());
    }
    let lines = duplicated.iter().map(|row| FunctionLine {
        label: &row.label,
        organisations: row.organisations,
        cost: row.cost,
        duplicated: amount(row),
    });
    let table = function_table(&report.currency, &lines.collect::<Vec<_>>());
    write_text(out, width, &[Block::Table(table)])
}

//! The one-off cost in lines, for people.

use std::io::{self, Write};

use super::place::wrap;
use super::savings_words::Words;
use super::table::{Align, write_table};
use crate::money::Money;
use crate::savings::{CostLine, OneOff};

/// How to read the lines of the one-off cost.
const COSTS: &str = "The lines above the total are in the net present value. The two below it are not: they arise only where one \
organisation runs a function for others.";

/// A line of the one-off cost as people call it.
pub(super) fn cost_line(line: OneOff) -> &'static str {
    match line {
        OneOff::Exits => "Redundancy and pension strain",
        OneOff::Redundancy => "Redundancy",
        OneOff::PensionStrain => "Pension strain",
        OneOff::It => "IT",
        OneOff::Programme => "Programme",
        OneOff::Fixed => "Programme, fixed part",
        OneOff::Closure => "Closing down",
        OneOff::Contracts => "Contract breaks",
        OneOff::DualRunning => "Dual running",
        OneOff::Client => "Retained client cost",
        OneOff::Stranded => "Stranded overhead",
        OneOff::Division => "Set-up of division",
    }
}

/// Writes the section, if there is a case.
///
/// # Errors
/// The writer refuses.
pub(super) fn write_one_off(out: &mut dyn Write, width: u16, words: &Words<'_>) -> io::Result<()> {
    if words.savings.costs.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nOne-off cost")?;
    let row = |row: &CostLine| {
        let amount = row.amount.map_or_else(|| "?".to_owned(), |amount| words.cell(amount));
        vec![cost_line(row.line).to_owned(), amount, row.about.to_owned()]
    };
    let (inside, beside): (Vec<_>, Vec<_>) = words.savings.costs.iter().partition(|row| row.in_value);
    let total: Money = inside.iter().filter_map(|row| row.amount).sum();
    let mut rows: Vec<_> = inside.into_iter().map(row).collect();
    rows.push(vec!["Total".to_owned(), words.cell(total), format!("over {}, optimism bias included", words.horizon())]);
    rows.extend(beside.into_iter().map(row));
    let columns = [("Line", Align::Left), ("Amount", Align::Right), ("What it is", Align::Left)];
    write_table(out, width, &columns, rows)?;
    out.write_all(wrap(COSTS, usize::from(width), "").as_bytes())
}

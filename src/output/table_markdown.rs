//! One table as Markdown, for documents and comments: cells are literal, numbers stand at the right.

use std::io::{self, Write};

use super::brief::literal;
use crate::report::Report;
use crate::table::{Cell, Kind, Table};

/// Writes a table of a report under its title.
///
/// # Errors
/// The writer refuses.
pub fn write_markdown_table(out: &mut dyn Write, table: &dyn Table<Report>, report: &Report) -> io::Result<()> {
    let columns = table.columns();
    writeln!(out, "# {}\n\n{} Amounts in {}.\n", table.title(), table.about(), literal(&report.currency))?;
    if report.coverage.withheld.is_some() {
        writeln!(
            out,
            "Redacted: names of small posts and of units are hashed, and the pay of small posts is averaged.\n"
        )?;
    }
    let row = |out: &mut dyn Write, cells: Vec<String>| writeln!(out, "| {} |", cells.join(" | "));
    row(out, columns.iter().map(|column| column.title.to_owned()).collect())?;
    let right = |kind| !matches!(kind, Kind::Text | Kind::Date | Kind::Flag);
    row(out, columns.iter().map(|column| if right(column.kind) { "---:" } else { "---" }.to_owned()).collect())?;
    table.rows(report, &mut |cells| row(out, cells.iter().map(words).collect()))
}

fn words(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => literal(text),
        Cell::Money(amount) => amount.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Count(count) => count.to_string(),
        Cell::Date(day) => day.to_string(),
        Cell::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
    }
}

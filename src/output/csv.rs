//! One table as CSV (RFC 4180), for programs: UTF-8 without a byte order mark, which many readers would take for a part of
//! the first column's name; those who open tables in Excel get a workbook.
//!
//! Amounts are plain decimals (`1234.50`), shares are decimals, days are ISO 8601, flags `true` and `false`, and nothing is
//! an empty field. A text that a spreadsheet might take for a formula has a `'` before it, and so has one that begins with
//! `'`: whoever wants the text back takes one leading `'` away. Numbers are never changed.

use std::borrow::Cow;
use std::io::{self, Write};

use super::text::{looks_like_formula, one_line};
use crate::table::{Cell, Table, Tabulated};

/// Writes a table of a report, its head included.
///
/// # Errors
/// The writer refuses.
pub fn write_csv<S>(out: &mut dyn Write, table: &dyn Table<S>, report: &S) -> io::Result<()> {
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    csv.write_record(table.columns().iter().map(|column| column.key))?;
    table.rows(report, &mut |cells| {
        for cell in cells {
            csv.write_field(&*field(cell))?;
        }
        // Ends the record.
        Ok(csv.write_record(None::<&[u8]>)?)
    })?;
    csv.flush()
}

/// Writes the table of a name, which may end in `.csv`; nothing where there is none of that name.
///
/// # Errors
/// The writer refuses.
pub fn write_csv_table<S: Tabulated>(out: &mut dyn Write, name: &str, report: &S) -> io::Result<()> {
    S::table(name.strip_suffix(".csv").unwrap_or(name)).map_or(Ok(()), |table| write_csv(out, table, report))
}

fn field<'a>(cell: &'a Cell<'_>) -> Cow<'a, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) => {
            let text = one_line(text);
            if looks_like_formula(&text) || text.starts_with('\'') { Cow::Owned(format!("'{text}")) } else { text }
        }
        Cell::Money(amount) => Cow::Owned(amount.plain()),
        Cell::Number(number) => Cow::Owned(number.to_string()),
        Cell::Count(count) => Cow::Owned(count.to_string()),
        Cell::Date(day) => Cow::Owned(day.to_string()),
        Cell::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
    }
}

//! A table of facts as CSV (RFC 4180, UTF-8). Nothing is an empty field.
//!
//! A text that a spreadsheet might take for a formula has a `'` before it, and so has one that begins with `'`, and the
//! empty text. A text with line breaks or control characters is a `'` and the text as a string of JSON. Reading takes away
//! what writing put there, so that every text comes back as it went.

use std::borrow::Cow;
use std::io::{self, Read, Write};

use super::Problem;
use crate::ledger::exchange::{Cell, Each, Kind, Table};
use crate::output::text::{looks_like_formula, one_line};

pub(super) fn write(
    out: &mut dyn Write,
    table: &Table,
    rows: &mut dyn FnMut(Each<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    csv.write_record(table.columns.iter().map(|column| column.key))?;
    rows(&mut |cells| {
        for cell in &cells {
            csv.write_field(&*field(cell))?;
        }
        Ok(csv.write_record(None::<&[u8]>)?)
    })?;
    csv.flush()
}

fn field(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Null => Cow::Borrowed(""),
        Cell::Text(text) if text.starts_with('"') || matches!(one_line(text), Cow::Owned(_)) => {
            Cow::Owned(escaped(text))
        }
        Cell::Text(text) if text.is_empty() || text.starts_with('\'') || looks_like_formula(text) => {
            Cow::Owned(format!("'{text}"))
        }
        Cell::Text(text) => Cow::Borrowed(text),
        Cell::Number(number) => Cow::Owned(number.to_string()),
        Cell::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
    }
}

/// A text as a string of JSON in which nothing acts, behind a `'`.
fn escaped(text: &str) -> String {
    let mut out = String::from("'");
    for letter in serde_json::Value::from(text).to_string().chars() {
        if one_line(letter.encode_utf8(&mut [0; 4])).starts_with(letter) {
            out.push(letter);
        } else {
            out += &format!("\\u{:04x}", u32::from(letter));
        }
    }
    out
}

/// The text of a field that has one.
fn text_of(field: &str) -> Option<String> {
    match field.strip_prefix('\'') {
        None => Some(field.to_owned()),
        Some(text) if text.starts_with('"') => serde_json::from_str(text).ok(),
        Some(text) => Some(text.to_owned()),
    }
}

pub(super) fn read(
    file: impl Read,
    table: &Table,
    each: &mut dyn FnMut(Vec<Cell>) -> Result<(), String>,
) -> Result<(), Problem> {
    let mut csv = csv::Reader::from_reader(file);
    let head = csv.headers().map_err(Problem::of)?;
    if !head.iter().eq(table.columns.iter().map(|column| column.key)) {
        return Err(Problem::of(format!("the columns are not those of the table `{}`", table.name)));
    }
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    loop {
        row += 1;
        if !csv.read_record(&mut record).map_err(|error| Problem::at(row, error))? {
            return Ok(());
        }
        let cells = table.columns.iter().zip(&record).map(|(column, text)| {
            cell(column.kind, text).map_err(|expected| {
                let text: String = text.chars().take(60).collect();
                Problem::at(row, format!("`{}` is `{text}`; {expected} is expected", column.key))
            })
        });
        let cells = cells.collect::<Result<_, _>>()?;
        each(cells).map_err(|what| Problem::at(row, what))?;
    }
}

/// The cell of a field, or what is expected instead.
fn cell(kind: Kind, text: &str) -> Result<Cell, &'static str> {
    if text.is_empty() {
        return Ok(Cell::Null);
    }
    match kind {
        Kind::Text => text_of(text).map(Cell::Text).ok_or("text"),
        Kind::Number => text.parse().map(Cell::Number).map_err(|_| "a whole number"),
        Kind::Flag => text.parse().map(Cell::Flag).map_err(|_| "true or false"),
    }
}

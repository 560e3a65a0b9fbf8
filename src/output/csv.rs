//! One table as CSV (RFC 4180): UTF-8 without a byte order mark, which many readers would take for a part of the first
//! column's name; those who open tables in Excel get a workbook.
//!
//! Amounts are plain decimals (`1234.50`), shares are decimals, days are ISO 8601, flags `true` and `false`, and nothing is
//! an empty field. Numbers are never changed. Texts have one of two styles: [`plain`] or [`exact`].

use std::borrow::Cow;
use std::io::{self, Write};

use super::text::{looks_like_formula, one_line};
use crate::table::{Cell, Stamped, Table, Tabulated};

/// Writes a table of a report for people and programs, its head included. A table on its own that is `redacted` has a column
/// that says so; in a folder the table of coverage says it.
///
/// # Errors
/// The writer refuses.
pub fn write_csv<S: Tabulated>(
    out: &mut dyn Write,
    table: &dyn Table<S>,
    report: &S,
    redacted: bool,
) -> io::Result<()> {
    write_styled(out, &Stamped(table), report, plain, redacted).map(|_| ())
}

/// Writes the table of a name, which may end in `.csv`; nothing where there is none of that name.
///
/// # Errors
/// The writer refuses.
pub fn write_csv_table<S: Tabulated>(out: &mut dyn Write, name: &str, report: &S, redacted: bool) -> io::Result<()> {
    S::table(name.strip_suffix(".csv").unwrap_or(name)).map_or(Ok(()), |table| write_csv(out, table, report, redacted))
}

/// Writes a table with its head, its texts in a style, and says how many rows it has.
pub(super) fn write_styled<S>(
    out: &mut dyn Write,
    table: &dyn Table<S>,
    source: &S,
    style: fn(&str) -> Cow<'_, str>,
    redacted: bool,
) -> io::Result<u64> {
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    let columns = table.columns();
    csv.write_record(columns.iter().map(|column| column.key).chain(redacted.then_some("redacted")))
        .map_err(of_writer)?;
    let mut rows = 0;
    table.rows(source, &mut |cells| {
        rows += 1;
        for cell in cells {
            let field = if let Cell::Text(text) = cell { style(text) } else { cell.plain() };
            csv.write_field(&*field).map_err(of_writer)?;
        }
        if redacted {
            csv.write_field("true").map_err(of_writer)?;
        }
        // Ends the record.
        csv.write_record(None::<&[u8]>).map_err(of_writer)
    })?;
    csv.flush()?;
    Ok(rows)
}

/// The error of the writer below, as it was: one who reads no more is no failure.
fn of_writer(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A text for people and programs: on one line. One that a spreadsheet might take for a formula has a `'` before it.
fn plain(text: &str) -> Cow<'_, str> {
    let text = one_line(text);
    if looks_like_formula(&text) { Cow::Owned(format!("'{text}")) } else { text }
}

/// A text that comes back as it went. What [`plain`] puts a `'` before has one, and so have the empty text and a text that
/// begins with `'`: whoever wants the text back takes one leading `'` away. A text with line breaks or control characters is a `'` and the text as a string of JSON in which nothing acts.
pub(super) fn exact(text: &str) -> Cow<'_, str> {
    if !text.starts_with('"') && matches!(one_line(text), Cow::Borrowed(_)) {
        return match text {
            "" => Cow::Borrowed("'"),
            text if text.starts_with('\'') => Cow::Owned(format!("'{text}")),
            text => plain(text),
        };
    }
    let mut out = String::from("'");
    for letter in serde_json::Value::from(text).to_string().chars() {
        if one_line(letter.encode_utf8(&mut [0; 4])).starts_with(letter) {
            out.push(letter);
        } else {
            out += &format!("\\u{:04x}", u32::from(letter));
        }
    }
    Cow::Owned(out)
}

/// The text that is written [`exact`]ly in a field; nothing where it was not written so.
pub(super) fn text_of(field: &str) -> Option<Cow<'_, str>> {
    match field.strip_prefix('\'') {
        None => Some(Cow::Borrowed(field)),
        Some(text) if text.starts_with('"') => serde_json::from_str(text).ok().map(Cow::Owned),
        Some(text) => Some(Cow::Borrowed(text)),
    }
}

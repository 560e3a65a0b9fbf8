//! A table of facts as lines, each a JSON object. Nothing is `null`.

use std::io::{self, BufRead, Read, Write};

use serde_json::{Map, Value};

use super::Problem;
use crate::ledger::exchange::{Cell, Each, Kind, Table};

/// The longest line that is read: the facts of one return, which may have 16 MiB itself.
const LONGEST: u64 = 1 << 29;

pub(super) fn write(
    out: &mut dyn Write,
    table: &Table,
    rows: &mut dyn FnMut(Each<'_>) -> io::Result<()>,
) -> io::Result<()> {
    rows(&mut |cells| {
        object(out, table, &cells)?;
        out.write_all(b"\n")
    })
}

/// One row as an object, its columns in their order.
pub(super) fn object(out: &mut dyn Write, table: &Table, cells: &[Cell]) -> io::Result<()> {
    for (place, (column, cell)) in table.columns.iter().zip(cells).enumerate() {
        write!(out, "{}\"{}\":", if place == 0 { '{' } else { ',' }, column.key)?;
        match cell {
            Cell::Null => out.write_all(b"null")?,
            Cell::Text(text) => serde_json::to_writer(&mut *out, text)?,
            Cell::Number(number) => write!(out, "{number}")?,
            Cell::Flag(flag) => write!(out, "{flag}")?,
        }
    }
    out.write_all(b"}")
}

pub(super) fn read(
    file: impl BufRead,
    table: &Table,
    each: &mut dyn FnMut(Vec<Cell>) -> Result<(), String>,
) -> Result<(), Problem> {
    for (line, row) in Lines(file).zip(1..) {
        let line = line.map_err(|error| Problem::at(row, error))?;
        let object: Map<String, Value> = serde_json::from_slice(&line).map_err(|error| Problem::at(row, error))?;
        let cells = cells(table, object).map_err(|what| Problem::at(row, what))?;
        each(cells).map_err(|what| Problem::at(row, what))?;
    }
    Ok(())
}

/// The cells of an object that has the columns of a table and nothing else.
pub(super) fn cells(table: &Table, mut object: Map<String, Value>) -> Result<Vec<Cell>, String> {
    let mut cells = Vec::with_capacity(table.columns.len());
    for column in table.columns {
        let value = object.remove(column.key).ok_or_else(|| format!("`{}` is missing", column.key))?;
        let expected = match column.kind {
            Kind::Text => "text",
            Kind::Number => "a whole number",
            Kind::Flag => "true or false",
        };
        cells.push(match (column.kind, value) {
            (_, Value::Null) => Cell::Null,
            (Kind::Text, Value::String(text)) => Cell::Text(text),
            (Kind::Flag, Value::Bool(flag)) => Cell::Flag(flag),
            (Kind::Number, Value::Number(number)) => match number.as_i64() {
                Some(number) => Cell::Number(number),
                None => return Err(format!("`{}` is {number}; {expected} is expected", column.key)),
            },
            (_, other) => {
                let found: String = other.to_string().chars().take(60).collect();
                return Err(format!("`{}` is {found}; {expected} is expected", column.key));
            }
        });
    }
    match object.keys().next() {
        Some(key) => Err(format!("`{}` is no column of `{}`", key.chars().take(60).collect::<String>(), table.name)),
        None => Ok(cells),
    }
}

/// The lines of a file, without their ends.
pub(super) struct Lines<R>(pub(super) R);

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut line = Vec::new();
        match (&mut self.0).take(LONGEST).read_until(b'\n', &mut line) {
            Err(error) => Some(Err(error)),
            Ok(0) => None,
            Ok(length) if length as u64 == LONGEST => Some(Err(io::Error::other("the line is longer than 512 MiB"))),
            Ok(_) => {
                if line.last() == Some(&b'\n') {
                    line.pop();
                }
                Some(Ok(line))
            }
        }
    }
}

//! A table of facts as lines, each a JSON object. Nothing is `null`.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};

use serde_json::{Map, Value};

use super::{Problem, Taker};
use crate::ledger::exchange::FactTable;
use crate::table::{Cell, Column, Table};

/// The longest line that is read: the facts of one return, which may have 16 MiB itself.
const LONGEST: u64 = 1 << 29;

/// Writes a table, and says how many rows it has.
pub(super) fn write<S>(out: &mut dyn Write, table: &dyn Table<S>, source: &S) -> io::Result<u64> {
    let columns = table.columns();
    let mut rows = 0;
    table.rows(source, &mut |cells| {
        rows += 1;
        object(out, &columns, cells)?;
        out.write_all(b"\n")
    })?;
    Ok(rows)
}

/// One row as an object, its columns in their order.
pub(super) fn object(out: &mut dyn Write, columns: &[Column], cells: &[Cell<'_>]) -> io::Result<()> {
    for (place, (column, cell)) in columns.iter().zip(cells).enumerate() {
        write!(out, "{}\"{}\":", if place == 0 { '{' } else { ',' }, column.key)?;
        match cell {
            Cell::Empty => out.write_all(b"null")?,
            Cell::Text(_) | Cell::Date(_) => serde_json::to_writer(&mut *out, &cell.plain())?,
            number_or_flag => out.write_all(number_or_flag.plain().as_bytes())?,
        }
    }
    out.write_all(b"}")
}

pub(super) fn read(file: File, table: &FactTable, each: Taker<'_>) -> Result<(), Problem> {
    for (line, row) in Lines(BufReader::new(file)).zip(1..) {
        let line = line.map_err(|error| Problem::at(row, error))?;
        let object: Map<String, Value> = serde_json::from_slice(&line).map_err(|error| Problem::at(row, error))?;
        take(table, object, each).map_err(|what| Problem::at(row, what))?;
    }
    Ok(())
}

/// Hands over the cells of an object that has the columns of a table and nothing else.
pub(super) fn take(table: &FactTable, mut object: Map<String, Value>, each: Taker<'_>) -> Result<(), String> {
    let mut cells = Vec::with_capacity(table.columns.len());
    for column in table.columns {
        let value = object.remove(column.key).ok_or_else(|| format!("`{}` is missing", column.key))?;
        cells.push(match value {
            Value::Null => Cell::Empty,
            Value::String(text) => Cell::from(text),
            Value::Bool(flag) => Cell::Flag(flag),
            Value::Number(number) => match number.as_i64() {
                Some(whole) => Cell::Count(whole),
                None => Cell::Number(number.as_f64().unwrap_or(f64::INFINITY)),
            },
            Value::Array(_) | Value::Object(_) => return Err(format!("`{}` is more than one value", column.key)),
        });
    }
    match object.keys().next() {
        Some(key) => Err(format!(
            "`{}` is not a column of \
            `{}`",
            key.chars().take(60).collect::<String>(),
            table.name
        )),
        None => each(&mut cells),
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

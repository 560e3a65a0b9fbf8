//! A table of facts as CSV, read back.

use std::fs::File;

use super::{Problem, Taker};
use crate::ledger::exchange::FactTable;
use crate::output::csv::text_of;
use crate::table::{Cell, Column, Kind};

pub(super) fn read(file: File, table: &FactTable, each: Taker<'_>) -> Result<(), Problem> {
    let mut csv = csv::Reader::from_reader(file);
    let head = csv.headers().map_err(Problem::of)?;
    if !head.iter().eq(table.columns.iter().map(|column| column.key)) {
        return Err(Problem::other_columns(table));
    }
    let mut record = csv::StringRecord::new();
    for row in 1.. {
        if !csv.read_record(&mut record).map_err(|error| Problem::at(row, error))? {
            break;
        }
        let cells = table.columns.iter().zip(&record).map(|(column, field)| cell(column, field));
        let mut cells: Vec<Cell<'_>> = cells.collect::<Result<_, _>>().map_err(|what| Problem::at(row, what))?;
        each(&mut cells).map_err(|what| Problem::at(row, what))?;
    }
    Ok(())
}

/// The cell of a field. What is not of the column's kind stays a text, which the column will refuse.
fn cell<'a>(column: &Column, field: &'a str) -> Result<Cell<'a>, String> {
    Ok(match column.kind {
        _ if field.is_empty() => Cell::Empty,
        Kind::Count => field.parse().map_or(field.into(), Cell::Count),
        Kind::Flag => field.parse().map_or(field.into(), Cell::Flag),
        _ => Cell::Text(text_of(field).ok_or_else(|| format!("`{}` was not written by dupaudit", column.key))?),
    })
}

//! A table as sheets: typed cells, a head that stays, a filter.

use std::io;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::book::{Look, cell_text, pounds};
use crate::table::{Cell, Column, Kind, Stamped, Table, Tabulated};

/// Rows that a sheet can hold, its head included.
const MOST: u32 = 1_048_576;

/// Writes a table. One with more rows than a sheet can hold goes on in another.
pub(super) fn push<S: Tabulated>(
    workbook: &mut Workbook,
    table: &dyn Table<S>,
    report: &S,
    look: &Look,
) -> Result<(), XlsxError> {
    let table = Stamped(table);
    let columns = table.columns();
    let formats: Vec<Format> = columns.iter().map(|column| format(column, look)).collect();
    let mut sheets = vec![begin(workbook, table.title(), &columns, look)?];
    let mut next = 1;
    let written = table.rows(report, &mut |cells| {
        if next == MOST {
            let title = format!("{} ({})", table.title(), sheets.len() + 1);
            sheets.push(begin(workbook, &title, &columns, look).map_err(io::Error::other)?);
            next = 1;
        }
        let Some(sheet) = sheets.last_mut() else { return Ok(()) };
        for ((place, cell), format) in (0..).zip(cells).zip(&formats) {
            write(sheet, next, place, cell, format).map_err(io::Error::other)?;
        }
        next += 1;
        Ok(())
    });
    written.map_err(XlsxError::IoError)?;
    let last = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let count = sheets.len();
    for (place, mut sheet) in sheets.into_iter().enumerate() {
        let rows = if place + 1 < count { MOST } else { next };
        sheet.autofilter(0, 0, rows - 1, last)?;
        workbook.push_worksheet(sheet);
    }
    Ok(())
}

/// A sheet with its head. It keeps one row in memory at a time.
fn begin(workbook: &mut Workbook, title: &str, columns: &[Column], look: &Look) -> Result<Worksheet, XlsxError> {
    let mut sheet = workbook.new_worksheet_with_constant_memory()?;
    sheet.set_name(title)?;
    for (place, column) in (0..).zip(columns) {
        sheet.set_column_width(place, column.width)?;
    }
    sheet.set_row_height(0, 32)?;
    for (place, column) in (0..).zip(columns) {
        sheet.write_string_with_format(0, place, column.title, &look.head)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(sheet)
}

fn format(column: &Column, look: &Look) -> Format {
    match column.kind {
        Kind::Text => look.text.clone(),
        Kind::Money => look.money.clone(),
        Kind::Share => look.percent.clone(),
        Kind::Number(decimals) => Look::number(decimals),
        Kind::Count => look.count.clone(),
        Kind::Date => look.day.clone(),
        Kind::Flag => Format::new(),
    }
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell<'_>, format: &Format) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => sheet.write_string_with_format(row, column, cell_text(text), format)?,
        Cell::Money(amount) => sheet.write_number_with_format(row, column, pounds(*amount), format)?,
        Cell::Number(number) => sheet.write_number_with_format(row, column, *number, format)?,
        #[allow(clippy::cast_precision_loss)]
        Cell::Count(count) => sheet.write_number_with_format(row, column, *count as f64, format)?,
        Cell::Flag(flag) => sheet.write_boolean(row, column, *flag)?,
        // Excel knows no day before 1900: then its text.
        Cell::Date(day) if day.year() < 1900 => sheet.write_string(row, column, day.to_string())?,
        Cell::Date(day) => sheet.write_datetime_with_format(row, column, day, format)?,
    };
    Ok(())
}

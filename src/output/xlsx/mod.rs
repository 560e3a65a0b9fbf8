//! A workbook: what a director reads first, the phases as formulas, then every table.
//!
//! Text is written as text, whatever it looks like, and amounts as numbers; nothing becomes a formula or a day by accident.
//! The bytes follow from the report alone.

mod book;
mod live;
mod notes;
mod options;
mod phases;
mod sheet;
mod summary;

use std::fs::File;
use std::io::{self, Seek, Write};

use rust_xlsxwriter::{DocProperties, Workbook, XlsxError};

use book::Look;

use super::text::one_line;
use crate::report::tables::TABLES;
use crate::report::{OptionsReport, Report};
use crate::table::Tabulated;

/// Writes a workbook.
///
/// # Errors
/// The writer refuses, or there is no room for a temporary file.
pub fn write_xlsx(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let mut workbook = Workbook::new();
    // A national audit's sheets and the whole file go through the disk: a ZIP needs to go back in its file.
    let mut file = tempfile::tempfile()?;
    fill(&mut workbook, &mut file, report).map_err(refused)?;
    file.rewind()?;
    io::copy(&mut file, out)?;
    Ok(())
}

/// Writes a result as a workbook: its tables, and nothing else.
///
/// # Errors
/// As of [`write_xlsx`].
pub fn write_tables_xlsx<S: Tabulated>(out: &mut dyn Write, report: &S) -> io::Result<()> {
    write_workbook(out, report, |_, _| Ok(()))
}

/// Some sheets, and behind them every table.
fn write_workbook<S: Tabulated>(
    out: &mut dyn Write,
    report: &S,
    first: impl FnOnce(&mut Workbook, &Look) -> Result<(), XlsxError>,
) -> io::Result<()> {
    let mut workbook = Workbook::new();
    let mut file = tempfile::tempfile()?;
    workbook.set_properties(&properties(one_line(&report.title()).into_owned(), report.period(), report.schema()));
    let look = Look::new(report.currency());
    first(&mut workbook, &look).map_err(refused)?;
    let tables = S::tables().iter().try_for_each(|table| sheet::push(&mut workbook, *table, report, &look));
    tables.and_then(|()| workbook.save_to_writer(&mut file)).map_err(refused)?;
    file.rewind()?;
    io::copy(&mut file, out)?;
    Ok(())
}

/// Writes options of a reorganisation as a workbook: a sheet for each, then the tables.
///
/// # Errors
/// As of [`write_xlsx`].
pub fn write_options_xlsx(out: &mut dyn Write, report: &OptionsReport) -> io::Result<()> {
    write_workbook(out, report, |workbook, look| options::push(workbook, report, look))
}

fn fill(workbook: &mut Workbook, file: &mut File, report: &Report) -> Result<(), XlsxError> {
    let look = Look::new(&report.currency);
    let title = format!("Duplication audit {}", one_line(&report.period));
    workbook.set_properties(&properties(title, &report.period, report.schema));
    let summary = summary::sheet(report, &look)?;
    workbook.push_worksheet(summary);
    phases::push(workbook, report, &look)?;
    workbook.push_worksheet(notes::sheet(report, &look)?);
    for table in TABLES {
        sheet::push(workbook, table, report, &look)?;
    }
    workbook.save_to_writer(file)
}

/// Nothing of the day on which it is written: the same report gives the same file.
fn properties(title: String, period: &str, schema: &str) -> DocProperties {
    let year = period.get(..4).and_then(|year| year.parse().ok()).filter(|year| (1900..=9999).contains(year));
    let created = jiff::civil::date(year.unwrap_or(2000), 1, 1).at(0, 0, 0, 0);
    DocProperties::new()
        .set_title(title)
        .set_author("dupaudit")
        .set_comment(format!("dupaudit {}, {schema}", env!("CARGO_PKG_VERSION")))
        .set_creation_datetime(&created)
}

fn refused(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other),
    }
}

//! JSON, as docs/formats.md section 2 describes it.

use std::io::{self, Write};

use serde::Serialize;

use crate::report::{MapReport, Report, SavingsReport};

/// Writes a report.
///
/// # Errors
/// The writer refuses.
pub fn write_json(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    pretty(out, report)
}

/// Writes another scenario of a saved report.
///
/// # Errors
/// The writer refuses.
pub fn write_savings_json(out: &mut dyn Write, report: &SavingsReport) -> io::Result<()> {
    pretty(out, report)
}

/// Writes the mappings of items.
///
/// # Errors
/// The writer refuses.
pub fn write_map_json(out: &mut dyn Write, report: &MapReport) -> io::Result<()> {
    pretty(out, report)
}

pub(super) fn pretty(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

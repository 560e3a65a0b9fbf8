//! JSON, as docs/formats.md section 2 describes it.

use std::io::{self, Write};

use serde::Serialize;

use super::mapping::MappedRow;
use crate::ledger::Coverage;
use crate::report::{Manifest, Report, SavingsReport};

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

/// The mappings of items.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Map<'a> {
    schema: &'static str,
    #[serde(flatten)]
    manifest: &'a Manifest,
    coverage: &'a Coverage,
    items: &'a [MappedRow],
}

/// Writes the mappings of items.
///
/// # Errors
/// The writer refuses.
pub fn write_map_json(
    out: &mut dyn Write,
    manifest: &Manifest,
    coverage: &Coverage,
    items: &[MappedRow],
) -> io::Result<()> {
    pretty(out, &Map { schema: "dupaudit.map/1", manifest, coverage, items })
}

pub(super) fn pretty(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

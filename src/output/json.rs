//! JSON, as DESIGN.md section 8 describes it.

use std::io::{self, Write};

use serde::Serialize;

use super::mapping::MappedRow;
use crate::report::{CoverageRow, FindingRow, Manifest, Report, SavingsReport};

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
    coverage: &'a CoverageRow,
    items: &'a [MappedRow],
}

/// Writes the mappings of items.
///
/// # Errors
/// The writer refuses.
pub fn write_map_json(
    out: &mut dyn Write,
    manifest: &Manifest,
    coverage: &CoverageRow,
    items: &[MappedRow],
) -> io::Result<()> {
    pretty(out, &Map { schema: "dupaudit.map/1", manifest, coverage, items })
}

/// What an import read and made.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ImportSummary {
    /// Rows read.
    pub rows: usize,
    /// Of them: left out.
    pub rows_skipped: usize,
    /// Roles made of the rest.
    pub roles: usize,
    /// Organisations they belong to.
    pub organisations: usize,
}

/// The account of an import.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Import<'a> {
    schema: &'static str,
    #[serde(flatten)]
    summary: &'a ImportSummary,
    findings: &'a [FindingRow],
}

/// Writes the account of an import.
///
/// # Errors
/// The writer refuses.
pub fn write_import_json(out: &mut dyn Write, summary: &ImportSummary, findings: &[FindingRow]) -> io::Result<()> {
    pretty(out, &Import { schema: "dupaudit.import/1", summary, findings })
}

pub(super) fn pretty(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

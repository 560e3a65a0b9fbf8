//! The front page of an audit on a terminal, with the tables and findings that were asked for or must be seen.

use std::io::{self, Write};

use super::document::write_text;
use super::findings::write_findings;
use super::front::{Reader, answer, reliance, what_next, whereabouts};
use super::terminal::by_list;
use super::terminal_frontline::write_frontline;
use crate::finding::Severity;
use crate::report::{FindingRow, Report};

/// Errors of one kind that are shown.
const ERRORS: usize = 3;

/// Writes the page below its first line.
pub(super) fn write_first_page(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    write_text(out, width, &answer(report))?;
    write_text(out, width, &whereabouts(report))?;
    by_list(out, width, report)?;
    write_frontline(out, width, report)?;
    write_text(out, width, &reliance(report))?;
    write_text(out, width, &what_next(report, Reader::Officer))?;
    // What could not be read or counted stands on the front page.
    let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let errors: Vec<FindingRow> = errors.cloned().collect();
    if errors.is_empty() { Ok(()) } else { write_findings(out, width, &errors, ERRORS) }
}

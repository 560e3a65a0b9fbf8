//! What cannot be said, and what to declare next.

use std::io::{self, Write};

use super::place::{clean, wrap};
use super::terminal::words;
use crate::report::Report;

/// What to declare next, a sentence each: what is worth most, then what narrows the range.
pub(super) fn steps(report: &Report) -> Vec<String> {
    let says = report.declare_next.iter().map(|row| row.says.clone());
    says.chain(words(report).narrowing()).collect()
}

/// What cannot be said, a sentence each.
pub(super) fn unsaid(report: &Report) -> Vec<String> {
    report.cannot_say.iter().map(|row| format!("{}: not enough data ({}).", row.what, row.why)).collect()
}

/// Writes both for people.
///
/// # Errors
/// The writer refuses.
pub(super) fn write_next(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    let width = usize::from(width);
    if !report.cannot_say.is_empty() {
        writeln!(out, "\nNot enough data for")?;
        for row in &report.cannot_say {
            let text = wrap(&clean(&format!("{}: {}.", row.what, row.why)), width, "  ");
            writeln!(out, "- {}", text.trim())?;
        }
    }
    let steps = steps(report);
    if !steps.is_empty() {
        writeln!(out, "\nData to add next")?;
        for (number, step) in (1..).zip(steps) {
            let text = wrap(&clean(&step), width, "   ");
            writeln!(out, "{number}. {}", text.trim())?;
        }
    }
    Ok(())
}

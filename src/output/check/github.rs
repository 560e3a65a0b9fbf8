//! Annotations of GitHub Actions. A step shows the first ten of each level and drops the rest without a word, so the
//! totals come first, and what does not fit is summed up by code.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::super::place::clean;
use crate::finding::Severity;
use crate::report::{Check, FindingRow, Outcome};

/// What a step shows of each level.
const LIMIT: usize = 10;

/// The most characters of a message.
const LONG: usize = 1000;

pub(super) fn write(out: &mut dyn Write, check: &Check) -> io::Result<()> {
    let headline = match check.outcome {
        Outcome::Passed => "notice",
        Outcome::Failed | Outcome::Incomplete | Outcome::NothingFound => "error",
    };
    let closing: Vec<String> = check.closing().lines().map(clean).collect();
    let totals = format!("{}\n{}", check.headline(), closing.join("\n"));
    writeln!(out, "::{headline} title=dupaudit::{}", data(&totals))?;
    for (severity, command) in [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "notice")]
    {
        let findings: Vec<&FindingRow> = check.findings.iter().filter(|finding| finding.severity == severity).collect();
        level(out, command, &findings, LIMIT - usize::from(headline == command))?;
    }
    Ok(())
}

/// Writes what is found of one level in at most `room` annotations.
fn level(out: &mut dyn Write, command: &str, findings: &[&FindingRow], room: usize) -> io::Result<()> {
    if findings.len() <= room {
        for finding in findings {
            annotation(out, command, finding, &text(finding))?;
        }
        return Ok(());
    }
    let mut by_code: BTreeMap<&str, Vec<&FindingRow>> = BTreeMap::new();
    for finding in findings {
        by_code.entry(finding.code.word()).or_default().push(finding);
    }
    let codes: Vec<_> = by_code.into_values().collect();
    let fits = if codes.len() <= room { room } else { room - 1 };
    for all in &codes[..codes.len().min(fits)] {
        let text = match all.as_slice() {
            [one] => text(one),
            several => format!("{} times; the first: {}", several.len(), text(several[0])),
        };
        annotation(out, command, all[0], &text)?;
    }
    if codes.len() > fits {
        let rest: Vec<String> = codes[fits..].iter().map(|all| format!("{} × {}", all.len(), all[0].code)).collect();
        writeln!(out, "::{command} title=dupaudit::{}", data(&format!("And {}.", rest.join(", "))))?;
    }
    Ok(())
}

fn text(finding: &FindingRow) -> String {
    let mut text = clean(&finding.message);
    if let Some(help) = &finding.help {
        text.push_str("\nTo fix it: ");
        text.push_str(&clean(help));
    }
    text
}

fn annotation(out: &mut dyn Write, command: &str, finding: &FindingRow, text: &str) -> io::Result<()> {
    let mut properties = String::new();
    if let Some(path) = &finding.at.path {
        let _ = write!(properties, "file={},", property(&clean(path)));
    }
    for (key, number) in [("line", finding.at.line), ("endLine", finding.at.end_line)] {
        if let Some(number) = number {
            let _ = write!(properties, "{key}={number},");
        }
    }
    // Columns of a place over several lines are refused.
    if finding.at.end_line.is_none_or(|end| Some(end) == finding.at.line) {
        for (key, number) in [("col", finding.at.column), ("endColumn", finding.at.end_column)] {
            if let Some(number) = number {
                let _ = write!(properties, "{key}={number},");
            }
        }
    }
    let short: String = text.chars().take(LONG).collect();
    let cut = if short.len() < text.len() { "…" } else { "" };
    writeln!(out, "::{command} {properties}title={}::{}{cut}", property(finding.code.word()), data(&short))
}

/// A text behind the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text between the two `::`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

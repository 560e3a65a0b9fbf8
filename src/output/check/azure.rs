//! Issues of Azure Pipelines: a command a finding, which the page of a run shows with its place. Azure knows errors and
//! warnings only, so a note is a line of the log.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::super::place::clean;
use crate::finding::Severity;
use crate::report::{Check, FindingRow, Outcome};

pub(super) fn write(out: &mut dyn Write, check: &Check) -> io::Result<()> {
    for finding in &check.findings {
        one(out, finding)?;
    }
    if check.outcome == Outcome::Passed {
        writeln!(out, "{}", check.headline())?;
    } else {
        writeln!(out, "##vso[task.logissue type=error]{}", data(&check.headline()))?;
    }
    check.closing().lines().try_for_each(|line| writeln!(out, "{}", clean(line)))
}

fn one(out: &mut dyn Write, finding: &FindingRow) -> io::Result<()> {
    let mut text = clean(&finding.message);
    if let Some(help) = &finding.help {
        text.push_str("\nTo fix it: ");
        text.push_str(&clean(help));
    }
    let kind = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => {
            let place = finding.at.text().map(|place| format!("{}: ", clean(&place))).unwrap_or_default();
            return writeln!(out, "{place}note[{}] {}", finding.code, text.replace('\n', " "));
        }
    };
    let mut properties = format!("type={kind};");
    if let Some(path) = &finding.at.path {
        let _ = write!(properties, "sourcepath={};", property(&clean(path)));
    }
    for (key, number) in [("linenumber", finding.at.line), ("columnnumber", finding.at.column)] {
        if let Some(number) = number {
            let _ = write!(properties, "{key}={number};");
        }
    }
    writeln!(out, "##vso[task.logissue {properties}code={}]{}", finding.code, data(&text))
}

/// A text behind the bracket.
fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text within the brackets.
fn property(text: &str) -> String {
    data(text).replace(';', "%3B").replace(']', "%5D")
}

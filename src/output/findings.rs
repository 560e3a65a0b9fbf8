//! Findings for people: what, where, and what to do.

use std::io::{self, Write};

use super::place::{clean, wrap};
use crate::finding::Code;
use crate::report::FindingRow;

/// Writes findings in their order, at most `most` of each code; the rest is counted.
///
/// # Errors
/// The writer refuses.
pub fn write_findings(out: &mut dyn Write, width: u16, findings: &[FindingRow], most: usize) -> io::Result<()> {
    let mut shown: Vec<(Code, usize)> = Vec::new();
    for finding in findings {
        let seen = match shown.iter_mut().find(|(code, _)| *code == finding.code) {
            Some((_, seen)) => {
                *seen += 1;
                *seen
            }
            None => {
                shown.push((finding.code, 1));
                1
            }
        };
        if seen <= most {
            one(out, width, finding)?;
        }
    }
    for (code, seen) in shown.into_iter().filter(|(_, seen)| *seen > most) {
        writeln!(out, "  … and {} more of {code}", seen - most)?;
    }
    Ok(())
}

/// What a person reads of a message; JSON has it whole.
pub(super) fn shortened(message: &str) -> String {
    const LONG: usize = 400;
    match message.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}… (--format json has the whole text)", &message[..end]),
        None => message.to_owned(),
    }
}

fn one(out: &mut dyn Write, width: u16, finding: &FindingRow) -> io::Result<()> {
    let width = usize::from(width);
    match finding.at.text() {
        Some(place) => writeln!(out, "{}[{}] {}", finding.severity, finding.code, clean(&place))?,
        None => writeln!(out, "{}[{}]", finding.severity, finding.code)?,
    }
    out.write_all(wrap(&shortened(&clean(&finding.message)), width, "    ").as_bytes())?;
    if let Some(help) = &finding.help {
        out.write_all(wrap(&format!("→ {}", clean(help)), width, "    ").as_bytes())?;
    }
    Ok(())
}

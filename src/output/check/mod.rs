//! The formats of a check. Each shows the same findings in the same order and says the same headline and coverage.

mod azure;
mod concise;
mod github;
mod gitlab;
mod html;
mod junit;
mod markdown;
mod sarif;
mod terminal;

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::format::CheckFormat;
use crate::finding::Code;
use crate::report::{Check, FindingRow};

/// The most findings of one code that a terminal and a page show with their lines.
const MOST: usize = 10;

/// Writes a check in a format. Text has at most `width` columns, and colours if they are wanted.
///
/// # Errors
/// The writer refuses.
pub fn write_check(out: &mut dyn Write, check: &Check, format: CheckFormat, look: Look) -> io::Result<()> {
    match format {
        CheckFormat::Text => terminal::write(out, check, look),
        CheckFormat::Concise => concise::write(out, check),
        CheckFormat::Json => super::json::pretty(out, check),
        CheckFormat::Sarif => sarif::write(out, check),
        CheckFormat::Github => github::write(out, check),
        CheckFormat::Gitlab => gitlab::write(out, check),
        CheckFormat::Azure => azure::write(out, check),
        CheckFormat::Junit => junit::write(out, check),
        CheckFormat::Markdown => markdown::write(out, check),
        CheckFormat::Html => html::write(out, check),
    }
}

/// How text looks.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Columns.
    pub width: u16,
    /// Whether there are colours.
    pub colour: bool,
}

/// The findings whose lines a format shows: the first of each code, and of each file and code where the format goes by
/// files.
pub fn shown(findings: &[FindingRow], by_file: bool) -> Vec<FindingRow> {
    let mut seen: BTreeMap<(Option<&str>, Code), usize> = BTreeMap::new();
    findings
        .iter()
        .filter(|finding| {
            let path = finding.at.path.as_deref().filter(|_| by_file);
            let seen = seen.entry((path, finding.code)).or_default();
            *seen += 1;
            *seen <= MOST
        })
        .cloned()
        .collect()
}

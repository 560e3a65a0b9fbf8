//! A page for the person who owns the spreadsheet: what is wrong where, in plain words, and how to fix it. Needs no
//! script and nothing from elsewhere; prints.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use askama::Template;

use super::super::place::clean;
use super::MOST;
use super::terminal::{Marked, end};
use crate::finding::{Code, Severity};
use crate::report::{Check, FindingRow, Outcome};

/// Files that are shown in full; of the others the page counts what was found.
const FILES: usize = 200;

#[derive(Template)]
#[template(path = "check/page.html")]
struct Page {
    outcome: &'static str,
    headline: String,
    coverage: Vec<String>,
    errors: usize,
    warnings: usize,
    notes: usize,
    files: Vec<FileGroup>,
    rest: Vec<Rest>,
    version: &'static str,
}

/// What was found in one file.
struct FileGroup {
    path: String,
    of: String,
    rules: Vec<RuleGroup>,
}

/// What was found in one file of one kind.
struct RuleGroup {
    severity: Severity,
    word: &'static str,
    code: Code,
    about: &'static str,
    entries: Vec<Entry>,
    more: usize,
}

struct Entry {
    place: String,
    message: String,
    help: Option<String>,
    line: Option<[String; 3]>,
    related: Vec<String>,
}

/// A file that is counted only.
struct Rest {
    path: String,
    errors: usize,
    warnings: usize,
    notes: usize,
}

pub(super) fn write(out: &mut dyn Write, check: &Check) -> io::Result<()> {
    let mut by_file: BTreeMap<Option<&str>, Vec<&FindingRow>> = BTreeMap::new();
    for finding in &check.findings {
        by_file.entry(finding.at.path.as_deref()).or_default().push(finding);
    }
    let mut by_file: Vec<_> = by_file.into_iter().collect();
    // Findings are sorted worst first, so the first of a file is its worst; the order of the names stays within.
    by_file.sort_by_key(|(_, findings)| Reverse(findings[0].severity));
    let rest = by_file.split_off(by_file.len().min(FILES));
    let page = Page {
        outcome: match check.outcome {
            Outcome::Passed => "passed",
            Outcome::Failed => "failed",
            Outcome::Incomplete | Outcome::NothingFound => "unknown",
        },
        headline: check.headline(),
        coverage: check.closing().lines().map(clean).collect(),
        errors: check.counts.error,
        warnings: check.counts.warning,
        notes: check.counts.note,
        files: by_file.into_iter().map(|(path, findings)| file(check, path, &findings)).collect(),
        rest: rest.into_iter().map(|(path, findings)| counted(path, &findings)).collect(),
        version: check.manifest.tool.version,
    };
    let text = page.render().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

fn named(path: Option<&str>) -> String {
    path.map_or_else(|| "The check as a whole".to_owned(), clean)
}

fn counted(path: Option<&str>, findings: &[&FindingRow]) -> Rest {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    Rest {
        path: named(path),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        notes: count(Severity::Note),
    }
}

fn file(check: &Check, path: Option<&str>, findings: &[&FindingRow]) -> FileGroup {
    let mut of: Vec<String> =
        findings.iter().filter_map(|finding| finding.organisation.as_deref().map(clean)).collect();
    of.sort();
    of.dedup();
    let mut rules: Vec<RuleGroup> = Vec::new();
    for finding in findings {
        let known = rules.iter().position(|rule| rule.code == finding.code && rule.severity == finding.severity);
        let place = known.unwrap_or_else(|| {
            rules.push(rule(finding));
            rules.len() - 1
        });
        if rules[place].entries.len() < MOST {
            rules[place].entries.push(entry(check, finding));
        } else {
            rules[place].more += 1;
        }
    }
    FileGroup { path: named(path), of: of.join(", "), rules }
}

fn rule(finding: &FindingRow) -> RuleGroup {
    let word = match finding.severity {
        Severity::Error => "Errors: fix these",
        Severity::Warning => "Warnings: check these",
        Severity::Note => "Notes",
    };
    RuleGroup {
        severity: finding.severity,
        word,
        code: finding.code,
        about: finding.code.about(),
        entries: Vec::new(),
        more: 0,
    }
}

fn entry(check: &Check, finding: &FindingRow) -> Entry {
    let at = |line: Option<u32>, column: Option<u32>| match (line, column) {
        (Some(line), Some(column)) => format!("Line {line}, column {column}"),
        _ => "The whole file".to_owned(),
    };
    let excerpt = check.excerpt(finding.at.path.as_deref(), finding.at.line, finding.at.column);
    let line = excerpt.map(|excerpt| {
        let Marked { text, mark } = Marked::of(excerpt, finding.at.column.unwrap_or(1), end(finding));
        [text[..mark.start].to_owned(), text[mark.clone()].to_owned(), text[mark.end..].to_owned()]
    });
    let item = finding.item.as_deref().map(|item| format!(" · {}", clean(item))).unwrap_or_default();
    let related = finding.related.iter().map(|other| {
        let path = other.at.path.as_deref().filter(|path| Some(*path) != finding.at.path.as_deref());
        let path = path.map(|path| format!("{}, ", clean(path))).unwrap_or_default();
        format!("{}: {path}{}", clean(&other.message), at(other.at.line, other.at.column).to_lowercase())
    });
    Entry {
        place: at(finding.at.line, finding.at.column) + &item,
        message: clean(&finding.message),
        help: finding.help.as_deref().map(clean),
        line,
        related: related.collect(),
    }
}

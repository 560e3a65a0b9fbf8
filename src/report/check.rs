//! The finished result of a check: the same for every format.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufReader;

use serde::Serialize;

use super::baseline::BaselineAccount;
use super::manifest::Manifest;
use super::model::FindingRow;
use super::since::Since;
use crate::finding::{Code, Finding, Severity};
use crate::ledger::{Coverage, Gathered};
use crate::money::count_of;
use crate::returns::NotRead;
use crate::source::{Excerpt, Position, excerpts};
use crate::words::words;

/// What a check found, `dupaudit.check/1`.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Check {
    /// `dupaudit.check/1`.
    pub schema: &'static str,
    /// Whether everything that was found could be read, and no return was rejected that a baseline does not know.
    pub complete: bool,
    /// How it ended.
    pub outcome: Outcome,
    /// With which the process ends, whatever the format.
    pub exit_code: u8,
    /// From which severity on findings fail it; null where none does.
    pub fail_on: Option<Severity>,
    /// What it was made with and of.
    #[serde(flatten)]
    pub manifest: Manifest,
    /// What was read, and what was not.
    pub coverage: Coverage,
    /// Files and documents that were not read as returns.
    pub not_read: Vec<NotReadRow>,
    /// How many findings there are.
    pub counts: Counts,
    /// How many findings more there would be, by code, had the settings not turned them off; left out where there are none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub turned_off: BTreeMap<&'static str, usize>,
    /// How many of the findings that are counted are not listed, by code; left out where all are.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub not_listed: BTreeMap<&'static str, usize>,
    /// What a baseline leaves out of them; left out where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineAccount>,
    /// What changed since the returns of another time; left out where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<Since>,
    /// The returns that hold no error, in the order of their organisations.
    pub returns: Vec<CheckedReturn>,
    /// Worst first.
    pub findings: Vec<FindingRow>,
    #[serde(skip)]
    closing: String,
    #[serde(skip)]
    is_unread: bool,
    #[serde(skip)]
    excerpts: BTreeMap<(String, Position), Excerpt>,
}

words! {
    /// How a check ended.
    pub enum Outcome: listed {
        /// Everything was read, and nothing is at or above the bar.
        Passed = "passed",
        /// Something is.
        Failed = "failed",
        /// Something was not read, so that no more can be said.
        Incomplete = "incomplete",
        /// Nothing was found that could be a return.
        NothingFound = "nothing-found",
    }
}

/// How many findings there are.
#[derive(Debug, Clone, Default, Serialize, schemars::JsonSchema)]
pub struct Counts {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Notes.
    pub note: usize,
    /// By code.
    pub by_code: BTreeMap<&'static str, usize>,
}

/// A return that holds no error.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub struct CheckedReturn {
    /// The organisation it is of.
    pub organisation: String,
    /// The organisation's name.
    pub name: String,
    /// The file.
    pub path: String,
    /// The line on which it begins.
    pub line: u32,
}

/// How a check ended.
#[derive(Debug, Clone)]
pub struct Ending {
    /// What was read, what it is compared with included.
    pub coverage: Coverage,
    /// From which severity on findings fail it. None is never.
    pub fail_on: Option<Severity>,
    /// With which the process will end.
    pub exit_code: u8,
}

impl Check {
    /// Finishes the result of what was gathered. `findings` are those that the settings and the
    /// baseline leave, in their order.
    pub fn of(gathered: &Gathered, manifest: Manifest, findings: Vec<FindingRow>, ending: &Ending) -> Self {
        let coverage = gathered.coverage;
        let currency = gathered.currency();
        let mut counts = Counts::default();
        for finding in &findings {
            *counts.of_mut(finding.severity) += 1;
            *counts.by_code.entry(finding.code.word()).or_default() += 1;
        }
        let mut returns: Vec<CheckedReturn> = gathered
            .facts
            .iter()
            .map(|facts| CheckedReturn {
                organisation: facts.organisation.id.clone(),
                name: facts.organisation.name.clone(),
                path: facts.path.to_string(),
                line: facts.line,
            })
            .collect();
        returns.sort();
        let fails = |finding: &FindingRow| ending.fail_on.is_some_and(|least| finding.fails(least));
        let outcome = outcome(&ending.coverage, findings.iter().any(fails));
        Self {
            schema: "dupaudit.check/1",
            complete: !ending.coverage.is_incomplete(),
            outcome,
            exit_code: ending.exit_code,
            fail_on: ending.fail_on,
            manifest,
            closing: coverage.line(currency),
            is_unread: ending.coverage.unread,
            coverage,
            not_read: gathered.not_read.iter().map(NotReadRow::from).collect(),
            counts,
            turned_off: BTreeMap::new(),
            not_listed: BTreeMap::new(),
            baseline: None,
            against: None,
            returns,
            excerpts: kept(&gathered.findings),
            findings,
        }
    }

    /// Puts beside it what a baseline knows and what changed.
    #[must_use]
    pub fn beside(mut self, baseline: Option<BaselineAccount>, against: Option<Since>) -> Self {
        if let Some(baseline) = &baseline {
            self.closing = format!("{}\n{}", baseline.line(), self.closing);
        }
        Self { baseline, against, ..self }
    }

    /// Says what the settings turned off: not to be shown is not the same as not to be there.
    #[must_use]
    pub fn without(mut self, turned_off: BTreeMap<&'static str, usize>) -> Self {
        if !turned_off.is_empty() {
            let codes: Vec<String> = turned_off.iter().map(|(code, count)| format!("{count} of {code}")).collect();
            self.closing = format!("Turned off: {}\n{}", codes.join(", "), self.closing);
        }
        Self { turned_off, ..self }
    }

    /// Lists at most `most` findings of one code in one file; 0 lists all. The counts and how the check ends stay those of
    /// all findings.
    #[must_use]
    pub fn listing(mut self, most: usize) -> Self {
        if most == 0 {
            return self;
        }
        let mut seen: BTreeMap<(Option<String>, Code), usize> = BTreeMap::new();
        let mut not_listed: BTreeMap<&'static str, usize> = BTreeMap::new();
        self.findings.retain(|finding| {
            let seen = seen.entry((finding.at.path.clone(), finding.code)).or_default();
            *seen += 1;
            if *seen > most {
                *not_listed.entry(finding.code.word()).or_default() += 1;
            }
            *seen <= most
        });
        if !not_listed.is_empty() {
            let codes: Vec<String> = not_listed.iter().map(|(code, count)| format!("{count} of {code}")).collect();
            self.closing = format!(
                "Counted but not listed: {} (--max-findings {most}, for each file and code)\n{}",
                codes.join(", "),
                self.closing
            );
        }
        Self { not_listed, ..self }
    }

    /// Names what was not read: some files of each reason, or `all` of them.
    #[must_use]
    pub fn naming(mut self, all: bool) -> Self {
        if !self.not_read.is_empty() {
            self.closing = format!("{}\n{}", passed_over(&self.not_read, all), self.closing);
        }
        self
    }

    /// Whether a finding is at or above the bar.
    pub fn fails(&self, finding: &FindingRow) -> bool {
        self.fail_on.is_some_and(|least| finding.fails(least))
    }

    /// How it ended, in a sentence.
    pub fn headline(&self) -> String {
        let found = format!("Found {}", self.found());
        match self.outcome {
            Outcome::Passed
                if self.findings.is_empty() && self.baseline.as_ref().is_some_and(|known| known.known > 0) =>
            {
                "Passed. There are no new findings.".to_owned()
            }
            Outcome::Passed if self.findings.is_empty() => "Passed. There are no findings.".to_owned(),
            Outcome::Passed => format!("Passed. {found}."),
            Outcome::Failed => {
                format!(
                    "Failed. {found}. Findings of severity {} and above fail this \
                    check.",
                    self.fail_on.unwrap_or(Severity::Error)
                )
            }
            Outcome::Incomplete if self.is_old_incomplete() => format!(
                "Incomplete: a return to compare with could not be read, so the comparison leaves it out. {found}."
            ),
            Outcome::Incomplete if !self.is_unread => {
                let count = self.coverage.returns_rejected;
                let what = if count == 1 {
                    "1 return was rejected".to_owned()
                } else {
                    format!("{count} returns were rejected")
                };
                format!("Incomplete: {what}. {found}.")
            }
            Outcome::Incomplete => {
                format!("Incomplete: a file could not be read, so this check leaves it out. {found}.")
            }
            Outcome::NothingFound if self.coverage.returns + self.coverage.returns_rejected > 0 => {
                format!("Not everything was checked: one of the paths holds no return. {found}.")
            }
            Outcome::NothingFound if self.findings.is_empty() => {
                "Nothing was checked: nothing was found that could be a return.".to_owned()
            }
            Outcome::NothingFound => {
                format!("Nothing was checked: nothing was found that could be a return. {found}.")
            }
        }
    }

    /// Whether it is only the returns it is compared with that were not read.
    fn is_old_incomplete(&self) -> bool {
        self.against.as_ref().is_some_and(|since| !since.complete) && !self.findings.iter().any(Self::is_unread)
    }

    /// `3 errors, 2 warnings and 1 note`.
    pub fn found(&self) -> String {
        let Counts { error, warning, note, .. } = &self.counts;
        format!("{}, {} and {}", count_of(*error, "error"), count_of(*warning, "warning"), count_of(*note, "note"))
    }

    /// The lines that end every face: what a baseline left out, and what was read.
    pub fn closing(&self) -> &str {
        &self.closing
    }

    /// Whether something was not read.
    pub fn is_partly_unread(&self) -> bool {
        self.is_unread
    }

    /// Whether a finding says that something was not read.
    pub fn is_unread(finding: &FindingRow) -> bool {
        const UNREAD: [Code; 6] = [
            Code::UnreadableFile,
            Code::NotUtf8,
            Code::DocumentTooLarge,
            Code::InvalidSyntax,
            Code::TooDeep,
            Code::AliasExpansion,
        ];
        UNREAD.contains(&finding.code)
    }

    /// Reads the lines that `findings` and what they relate to point at, once a file. Those that cannot be read again
    /// stay without.
    pub fn read_excerpts<'a>(&mut self, findings: impl IntoIterator<Item = &'a FindingRow>) {
        let mut wanted: BTreeMap<&str, BTreeSet<Position>> = BTreeMap::new();
        for finding in findings {
            let own = (finding.at.path.as_deref(), finding.at.line, finding.at.column);
            let others = finding.related.iter().map(|other| (other.at.path.as_deref(), other.at.line, other.at.column));
            for place in std::iter::once(own).chain(others) {
                if let (Some(path), Some(line), Some(column)) = place {
                    wanted.entry(path).or_default().insert(Position { line, column });
                }
            }
        }
        for (path, places) in wanted {
            let Ok(file) = File::open(path) else { continue };
            let places: Vec<Position> = places.into_iter().collect();
            let Ok(lines) = excerpts(BufReader::new(file), &places) else { continue };
            for (place, excerpt) in places.into_iter().zip(lines) {
                if let Some(excerpt) = excerpt {
                    // What was kept comes from what was checked; a file may have changed since.
                    self.excerpts.entry((path.to_owned(), place)).or_insert(excerpt);
                }
            }
        }
    }

    /// The line at a place, where it is known.
    pub fn excerpt(&self, path: Option<&str>, line: Option<u32>, column: Option<u32>) -> Option<&Excerpt> {
        self.excerpts.get(&(path?.to_owned(), Position { line: line?, column: column? }))
    }
}

impl Counts {
    fn of_mut(&mut self, severity: Severity) -> &mut usize {
        match severity {
            Severity::Error => &mut self.error,
            Severity::Warning => &mut self.warning,
            Severity::Note => &mut self.note,
        }
    }
}

fn outcome(coverage: &Coverage, fails: bool) -> Outcome {
    if coverage.unread {
        Outcome::Incomplete
    } else if coverage.is_incomplete() {
        if fails { Outcome::Failed } else { Outcome::Incomplete }
    } else if coverage.is_nothing() {
        Outcome::NothingFound
    } else if fails {
        Outcome::Failed
    } else {
        Outcome::Passed
    }
}

/// A file, or a document of one, that was not read as a return.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct NotReadRow {
    /// As the user would name it; a folder ends in `/`.
    pub path: String,
    /// The line on which the document begins, where others of the file were read.
    pub line: Option<u32>,
    /// Why, in a few words.
    pub reason: &'static str,
}

impl From<&NotRead> for NotReadRow {
    fn from(file: &NotRead) -> Self {
        Self { path: file.path.to_string(), line: file.line, reason: file.why.words() }
    }
}

impl NotReadRow {
    /// The file, and the line where that matters, on one line.
    pub fn place(&self) -> String {
        let name: String =
            self.path.chars().map(|letter| if letter.is_control() { '\u{FFFD}' } else { letter }).collect();
        self.line.map_or_else(|| name.clone(), |line| format!("{name}:{line}"))
    }
}

/// What was not read, for people: a line of all reasons, or a line a file.
fn passed_over(rows: &[NotReadRow], all: bool) -> String {
    const SHOWN: usize = 3;
    if all {
        let lines: Vec<String> = rows.iter().map(|row| format!("Not read: {} ({})", row.place(), row.reason)).collect();
        return lines.join("\n");
    }
    let mut by_reason: BTreeMap<&str, Vec<&NotReadRow>> = BTreeMap::new();
    for row in rows {
        by_reason.entry(row.reason).or_default().push(row);
    }
    let reasons = by_reason.into_iter().map(|(reason, rows)| {
        let mut names: Vec<String> = rows.iter().take(SHOWN).map(|row| row.place()).collect();
        if rows.len() > SHOWN {
            names.push("…".to_owned());
        }
        format!("{} ({reason}: {})", count_of(rows.len(), "file"), names.join(", "))
    });
    format!("Not read: {}", reasons.collect::<Vec<_>>().join("; "))
}

/// The lines that were kept because they cannot be read again.
fn kept(findings: &[Finding]) -> BTreeMap<(String, Position), Excerpt> {
    findings
        .iter()
        .filter_map(|finding| {
            Some(((finding.path.as_deref()?.to_owned(), finding.position?), finding.excerpt.clone()?))
        })
        .collect()
}

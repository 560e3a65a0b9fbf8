//! The baseline, `dupaudit: baseline/1`: findings that were there when checking began, so that only new ones count.
//!
//! It can only shrink by itself: an entry whose finding is gone is reported, because it would hide the finding's return.
//! What could not be read is never in it, and what it knows of a rejected return still rejects the return.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};

use super::model::FindingRow;
use crate::finding::{Code, Finding, Fingerprint, Severity};
use crate::money::plural;
use crate::source::{Position, Route, parse_tree, words_of};

/// What a file says at its top.
const HEAD: &str = "dupaudit: baseline/1
# Findings that `dupaudit check --baseline` knows already, so that only new ones count.
# `--update-baseline` takes out those that are gone. Made by `--write-baseline`.
";

/// Findings of files and documents that could not be read. Nobody can know what else they hold, so none may be known.
const UNREAD: [Code; 8] = [
    Code::UnreadableFile,
    Code::NotUtf8,
    Code::DocumentTooLarge,
    Code::InvalidSyntax,
    Code::TooDeep,
    Code::AliasExpansion,
    Code::NotAReturn,
    Code::StaleBaseline,
];

/// Known findings, each with the number of its occurrences.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: BTreeMap<Fingerprint, Entry>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    count: usize,
    /// Where it stands in the file.
    line: u32,
}

/// What a baseline made of the findings of a run.
#[derive(Debug)]
pub struct Sifted {
    /// Findings that the baseline does not know, in their order.
    pub new: Vec<FindingRow>,
    /// How many there were of each.
    pub account: BaselineAccount,
    /// The baseline without what is gone.
    pub left: Baseline,
    /// One note for each entry with something gone.
    pub stale: Vec<FindingRow>,
}

/// How many findings a baseline knew.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct BaselineAccount {
    /// Findings that it does not know.
    pub new: usize,
    /// Findings that it knows. They are neither listed nor counted in the exit code.
    pub known: usize,
    /// Of the known: errors. They keep their returns out of every audit all the same.
    pub known_errors: usize,
    /// Findings that it knows and that are no longer there.
    pub gone: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a baseline, which begins with `dupaudit: baseline/1`")]
struct Written {
    dupaudit: String,
    #[serde(default)]
    findings: Option<Vec<WrittenEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEntry {
    #[serde(default)]
    organisation: String,
    code: String,
    #[serde(default)]
    at: String,
    #[serde(default = "one")]
    count: usize,
}

fn one() -> usize {
    1
}

impl Baseline {
    /// What a run found, as a baseline.
    pub fn of(findings: &[FindingRow]) -> Self {
        let mut entries: BTreeMap<Fingerprint, Entry> = BTreeMap::new();
        for finding in findings.iter().filter(|finding| can_be_known(finding)) {
            entries.entry(finding.fingerprint.clone()).or_insert(Entry { count: 0, line: 0 }).count += 1;
        }
        Self { entries }
    }

    /// How many findings it knows.
    pub fn len(&self) -> usize {
        self.entries.values().map(|entry| entry.count).sum()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read, or is not as a baseline is written: the message names line and column.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let name = path.display();
        let text = fs::read_to_string(path).with_context(|| format!("the baseline {name} could not be read"))?;
        Self::parse(&text).with_context(|| format!("the baseline {name} cannot be used"))
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let file: Written = serde_yaml::from_str(text).map_err(|error| {
            let place = error.location().map_or_else(String::new, |at| format!("{}:{}: ", at.line(), at.column()));
            anyhow::anyhow!("{place}{}", words_of(&error))
        })?;
        if file.dupaudit != "baseline/1" {
            bail!("it says `dupaudit: {}`, not `dupaudit: baseline/1`", file.dupaudit);
        }
        let tree = parse_tree(text).ok();
        let line = |index| tree.as_ref().map_or(1, |tree| tree.find(&Route::item("findings", index)).line);
        let mut entries: BTreeMap<Fingerprint, Entry> = BTreeMap::new();
        for (index, WrittenEntry { organisation, code, at, count }) in
            file.findings.unwrap_or_default().into_iter().enumerate()
        {
            let fingerprint = Fingerprint { organisation, code, at };
            // Two branches that were merged may both have brought an entry.
            let entry = entries.entry(fingerprint).or_insert(Entry { count: 0, line: line(index) });
            entry.count = entry.count.max(count);
        }
        Ok(Self { entries })
    }

    /// The text of a file: sorted, an entry a line, so that version control shows what came and went.
    pub fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        text.push_str(if self.entries.is_empty() { "findings: []\n" } else { "findings:\n" });
        for (Fingerprint { organisation, code, at }, entry) in &self.entries {
            // Text in JSON is text in YAML, whatever stands in it.
            let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
            let mut line = format!("  - {{organisation: {}, code: {code}, at: {}", quoted(organisation), quoted(at));
            if entry.count > 1 {
                // Writing to a text cannot fail.
                let _ = write!(line, ", count: {}", entry.count);
            }
            text.push_str(&line);
            text.push_str("}\n");
        }
        text
    }

    /// Tells new findings from known ones. `covered` are the organisations whose returns were read and not rejected:
    /// what is missing of others was not looked for, and is not gone. `path` is the file of the baseline, for the notes.
    pub fn sift(&self, findings: Vec<FindingRow>, covered: &BTreeSet<&str>, path: &str) -> Sifted {
        let mut seen: BTreeMap<Fingerprint, usize> = BTreeMap::new();
        let mut account = BaselineAccount::default();
        let mut new = Vec::new();
        for finding in findings {
            let allowed = self.entries.get(&finding.fingerprint).map_or(0, |entry| entry.count);
            let count = seen.entry(finding.fingerprint.clone()).or_default();
            *count += 1;
            if *count <= allowed && can_be_known(&finding) {
                account.known += 1;
                account.known_errors += usize::from(finding.severity == Severity::Error);
            } else {
                new.push(finding);
            }
        }
        account.new = new.len();
        let mut left = self.clone();
        let mut stale = Vec::new();
        for (fingerprint, entry) in &self.entries {
            let there = seen.get(fingerprint).copied().unwrap_or_default().min(entry.count);
            let looked_for = fingerprint.organisation.is_empty() || covered.contains(fingerprint.organisation.as_str());
            if there == entry.count || !looked_for {
                continue;
            }
            account.gone += entry.count - there;
            stale.push(stale_entry(fingerprint, entry, there, path));
            if there == 0 {
                left.entries.remove(fingerprint);
            } else if let Some(entry) = left.entries.get_mut(fingerprint) {
                entry.count = there;
            }
        }
        Sifted { new, account, left, stale }
    }
}

fn can_be_known(finding: &FindingRow) -> bool {
    !UNREAD.contains(&finding.code)
}

fn stale_entry(fingerprint: &Fingerprint, entry: &Entry, there: usize, path: &str) -> FindingRow {
    let Fingerprint { organisation, code, at } = fingerprint;
    let of = if organisation.is_empty() { String::new() } else { format!(" of `{organisation}`") };
    let at = if at.is_empty() { String::new() } else { format!(" at `{at}`") };
    let message = match there {
        0 => format!("the finding `{code}`{of}{at} is gone"),
        _ => format!(
            "the finding `{code}`{of}{at} was there {} {}, and is there {there}",
            entry.count,
            plural(entry.count, "time")
        ),
    };
    let mut finding = Finding::new(Code::StaleBaseline, message)
        .help("run once with --update-baseline, so that it is new should it come back")
        .position(Position { line: entry.line, column: 1 });
    finding.path = Some(path.into());
    FindingRow::from(&finding)
}

impl BaselineAccount {
    /// The line for people: `Baseline: 2 new, 12 known (3 errors: their returns stay rejected), 1 gone`.
    pub fn line(&self) -> String {
        let errors = match self.known_errors {
            0 => String::new(),
            1 => " (1 an error: it still rejects its return)".to_owned(),
            several => format!(" ({several} of them errors: they still reject their returns)"),
        };
        format!("Baseline: {} new, {} known{errors}, {} gone", self.new, self.known, self.gone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(code: Code, organisation: &str, at: &str) -> FindingRow {
        let mut finding = Finding::new(code, "words").organisation(organisation);
        finding.named = Some(at.to_owned());
        FindingRow::from(&finding)
    }

    #[test]
    fn a_second_occurrence_is_new_and_a_missing_one_is_gone() {
        let known =
            [row(Code::UnknownUnit, "A", "x"), row(Code::UnknownUnit, "A", "x"), row(Code::WrongType, "B", "y")];
        let baseline = Baseline::parse(&Baseline::of(&known).text()).expect("a baseline");
        assert_eq!(baseline.len(), 3);
        let covered = BTreeSet::from(["A", "B"]);

        let more = [&known[..], &known[..1]].concat();
        let sifted = baseline.sift(more, &covered, "b.yaml");
        assert_eq!((sifted.account.new, sifted.account.known, sifted.account.gone), (1, 3, 0));
        assert!(sifted.stale.is_empty());

        let sifted = baseline.sift(known[..1].to_vec(), &covered, "b.yaml");
        assert_eq!((sifted.account.new, sifted.account.known, sifted.account.gone), (0, 1, 2));
        assert_eq!((sifted.left.len(), sifted.stale.len()), (1, 2));

        let unread = baseline.sift(Vec::new(), &BTreeSet::from(["A"]), "b.yaml");
        assert_eq!((unread.account.gone, unread.left.len()), (2, 1), "B was not looked at, so nothing of it is gone");
    }

    #[test]
    fn what_could_not_be_read_is_never_known() {
        let rows = [row(Code::InvalidSyntax, "", ""), row(Code::NotAReturn, "", "")];
        assert!(Baseline::of(&rows).is_empty());
        let text = format!("{HEAD}findings:\n  - {{code: invalid-syntax}}\n  - {{code: not-a-return}}\n");
        let sifted = Baseline::parse(&text).expect("a baseline").sift(rows.to_vec(), &BTreeSet::new(), "b.yaml");
        assert_eq!((sifted.new.len(), sifted.account.known), (2, 0));
    }

    #[test]
    fn hostile_ids_come_back_as_they_were() {
        let rows = [row(Code::UnknownUnit, "a: \"b\" # é\n- c", "roles[\u{7}{x}].unit=~")];
        let baseline = Baseline::of(&rows);
        let again = Baseline::parse(&baseline.text()).expect("a baseline");
        assert!(again.entries.keys().eq(baseline.entries.keys()), "{}", baseline.text());
    }
}

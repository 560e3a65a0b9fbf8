//! The file of a baseline, `dupaudit: baseline/1`: findings that were there when checking began, and the returns that they
//! reject.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;

use super::Fingerprint;
use crate::source::{Route, from_yaml, note_read, parse_tree, read_text};

/// What a file says at its top.
const HEAD: &str = "dupaudit: baseline/1
# Known findings for `dupaudit check --baseline`, so only new ones count.
# `--update-baseline` removes findings that are gone. Made by `--write-baseline`.
# Amounts are in pence, thousandths of a full-time equivalent or millionths of a share: with more, a finding is new.
";

/// Known findings, and the returns that they reject.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    /// An entry for each thing that findings speak of.
    pub entries: BTreeMap<Fingerprint, Known>,
    /// Returns that were rejected, each as it was.
    pub rejected: Vec<RejectedReturn>,
}

/// What is known of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// How often it is found.
    pub count: usize,
    /// How much of it there is at most.
    pub amount: i64,
    /// Where it stands in the file.
    pub line: u32,
}

/// A return that was rejected: by its organisation, or by its file where it names none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RejectedReturn {
    /// The organisation.
    #[serde(default)]
    pub organisation: String,
    /// The file.
    #[serde(default)]
    pub file: String,
    /// A hash of everything in it but what is known to be wrong.
    pub sha256: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a baseline, which begins with `dupaudit: baseline/1`")]
struct Written {
    dupaudit: String,
    #[serde(default)]
    findings: Option<Vec<WrittenEntry>>,
    #[serde(default)]
    rejected: Option<Vec<RejectedReturn>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEntry {
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    file: String,
    code: String,
    #[serde(default)]
    at: String,
    #[serde(default = "one")]
    count: usize,
    #[serde(default)]
    amount: i64,
}

fn one() -> usize {
    1
}

impl Baseline {
    /// How many things it knows.
    pub fn len(&self) -> usize {
        self.entries.values().map(|known| known.count).sum()
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
        note_read(path);
        let text = read_text(path).with_context(|| format!("the baseline {name} could not be read"))?;
        Self::parse(&text).with_context(|| format!("the baseline {name} cannot be used"))
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// What is wrong, with line and column.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let file: Written = from_yaml(text)?;
        if file.dupaudit != "baseline/1" {
            bail!("it begins with `dupaudit: {}`, not `dupaudit: baseline/1`", file.dupaudit);
        }
        let tree = parse_tree(text).ok();
        let line = |index| tree.as_ref().map_or(1, |tree| tree.find(&Route::item("findings", index)).line);
        let mut entries: BTreeMap<Fingerprint, Known> = BTreeMap::new();
        for (index, written) in file.findings.unwrap_or_default().into_iter().enumerate() {
            let WrittenEntry { organisation, file, code, at, count, amount } = written;
            let new = Known { count: 0, amount, line: line(index) };
            // Two branches that were merged may both have brought an entry.
            let known = entries.entry(Fingerprint { organisation, file, code, at }).or_insert(new);
            (known.count, known.amount) = (known.count.max(count), known.amount.max(amount));
        }
        Ok(Self { entries, rejected: file.rejected.unwrap_or_default() })
    }

    /// The text of a file: sorted, an entry a line, so that version control shows what came and went.
    pub fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        text.push_str(if self.entries.is_empty() { "findings: []\n" } else { "findings:\n" });
        for (Fingerprint { organisation, file, code, at }, known) in &self.entries {
            let mut line = format!("  - {{{}, code: {code}, at: {}", owner(organisation, file), quoted(at));
            // Writing to a text cannot fail.
            if known.count > 1 {
                let _ = write!(line, ", count: {}", known.count);
            }
            if known.amount > 0 {
                let _ = write!(line, ", amount: {}", known.amount);
            }
            text.push_str(&line);
            text.push_str("}\n");
        }
        if !self.rejected.is_empty() {
            text.push_str("rejected:\n");
        }
        for RejectedReturn { organisation, file, sha256 } in &self.rejected {
            let _ = writeln!(text, "  - {{{}, sha256: {}}}", owner(organisation, file), quoted(sha256));
        }
        text
    }
}

fn owner(organisation: &str, file: &str) -> String {
    let (key, name) = if file.is_empty() { ("organisation", organisation) } else { ("file", file) };
    format!("{key}: {}", quoted(name))
}

/// Text in JSON is text in YAML, whatever stands in it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_ids_come_back_as_they_were() {
        let at = Fingerprint {
            organisation: "a: \"b\" # é\n- c".to_owned(),
            file: String::new(),
            code: "unknown-unit".to_owned(),
            at: "roles[\u{7}{x}].unit=~".to_owned(),
        };
        let mut baseline = Baseline::default();
        baseline.entries.insert(at, Known { count: 2, amount: 5, line: 6 });
        let sha256 = "ab".to_owned();
        baseline.rejected.push(RejectedReturn { organisation: String::new(), file: "x {y}.yaml".to_owned(), sha256 });
        assert_eq!(Baseline::parse(&baseline.text()).expect("a baseline"), baseline, "{}", baseline.text());
    }
}

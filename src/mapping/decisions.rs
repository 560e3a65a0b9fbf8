//! Recorded rulings of people: which function a text belongs to, who says so, since when, and why.
//!
//! A ruling holds for the items it names. Where several do, the one that says most about an item goes first; where those
//! differ among themselves, none is applied, so that the order of files and entries never decides.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::Texts;
use super::decision_file::{self, Entry};
use super::ruling::{Found, Level, Ruled, Ruling, describe, grounds, resolve};
use super::taught::Taught;
use super::text::{is_vague, normalise, stem, words};
use crate::finding::{Code, Finding};
use crate::returns::{Kind, Period};
use crate::source::{Position, sha256};
use crate::taxonomy::{FunctionId, Taxonomy};

/// Marks of a ruling, set while items are mapped.
const USED: u8 = 1;
const EXPIRED: u8 = 2;

/// Every ruling of every file of decisions.
#[derive(Default)]
pub struct Decisions {
    rulings: Vec<Ruling>,
    by_label: FxHashMap<(Kind, String), Vec<usize>>,
    taught: Option<Taught>,
    /// What is wrong with the files themselves.
    findings: Vec<Finding>,
    /// A hash of all files, whatever their order and names. None without a file.
    pub sha256: Option<String>,
}

/// An item as rulings name it.
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    /// The name of its unit; empty if it has none.
    pub(super) unit: &'a str,
    /// The id of its unit; empty if it has none.
    pub(super) unit_id: &'a str,
    pub(super) organisation: &'a str,
    pub(super) period: &'a Period,
}

/// Exactly which items a ruling is about: kind, label, unit, organisation.
type Exactly<'d> = (Kind, &'d str, Option<&'d str>, Option<&'d str>);

impl Decisions {
    /// Reads files of decisions.
    ///
    /// # Errors
    /// A file cannot be read, or is not as decisions are written.
    pub fn read(paths: &[PathBuf], taxonomy: &Taxonomy) -> anyhow::Result<Self> {
        let mut hashes = Vec::new();
        let mut decisions = Self::default();
        let mut lessons: Vec<(Entry, Option<FunctionId>)> = Vec::new();
        for path in paths {
            let file = decision_file::read(path)?;
            hashes.push(sha256(&file.text));
            let name: Arc<str> = path.to_string_lossy().into();
            for (entry, position) in file.entries {
                decisions.add(&entry, position, &name, taxonomy, &mut lessons);
            }
        }
        if !paths.is_empty() {
            hashes.sort();
            decisions.sha256 = Some(sha256(hashes.join("\n")));
        }
        decisions.mark_contradictions();
        decisions.taught = Taught::new(lessons.iter().map(|(entry, function)| (texts(entry), *function)));
        Ok(decisions)
    }

    fn add(
        &mut self,
        entry: &Entry,
        position: Position,
        path: &Arc<str>,
        taxonomy: &Taxonomy,
        lessons: &mut Vec<(Entry, Option<FunctionId>)>,
    ) {
        let what = describe(entry);
        let verdict = match resolve(entry, taxonomy) {
            Ok(verdict) => verdict,
            Err(code) => {
                let finding = Finding::new(
                    Code::StaleDecision,
                    format!("the decision on {what} names the function `{code}`, which {} does not have", taxonomy.id),
                )
                .help("decide again, or take the entry out; it is not applied");
                self.findings.push(placed(finding, path, position, &what));
                return;
            }
        };
        let label = (entry.kind, normalise(&entry.text));
        self.by_label.entry(label).or_default().push(self.rulings.len());
        // A ruling for a while, or for the place it names only, teaches nothing about similar items.
        if entry.until.is_none()
            && let Ruled::Functions(claims) = &verdict
        {
            match claims.as_slice() {
                [] => lessons.push((entry.clone(), None)),
                several => lessons.extend(several.iter().map(|claim| (entry.clone(), Some(claim.function)))),
            }
        }
        self.rulings.push(Ruling {
            unit: entry.unit.as_deref().map(normalise),
            organisation: entry.organisation.clone(),
            verdict,
            comparable: entry.comparable,
            until: entry.until,
            contradicted: false,
            grounds: grounds(entry),
            path: Arc::clone(path),
            position,
            what,
            marks: AtomicU8::new(0),
        });
    }

    /// Rulings on exactly the same items that say different things: none of them is applied.
    fn mark_contradictions(&mut self) {
        let mut same: BTreeMap<Exactly<'_>, Vec<usize>> = BTreeMap::new();
        // Sorted by the map; the order of the hash table moves nothing.
        #[allow(clippy::iter_over_hash_type)]
        for ((kind, label), numbers) in &self.by_label {
            for number in numbers {
                let ruling = &self.rulings[*number];
                let key = (*kind, label.as_str(), ruling.unit.as_deref(), ruling.organisation.as_deref());
                same.entry(key).or_default().push(*number);
            }
        }
        let mut contradicted = Vec::new();
        for numbers in same.into_values() {
            let first = &self.rulings[numbers[0]];
            if numbers.iter().all(|number| self.rulings[*number].says_what(first)) {
                continue;
            }
            for number in &numbers {
                let ruling = &self.rulings[*number];
                let mut others: Vec<String> =
                    numbers.iter().filter(|other| *other != number).map(|other| self.rulings[*other].place()).collect();
                others.sort();
                let finding = Finding::new(
                    Code::ContradictingDecisions,
                    format!("the decision on {} is contradicted at {}", ruling.what, others.join(", ")),
                )
                .help("keep one of them; none is applied");
                self.findings.push(placed(finding, &ruling.path, ruling.position, &ruling.what));
            }
            contradicted.extend(numbers);
        }
        for number in contradicted {
            self.rulings[number].contradicted = true;
        }
    }

    /// Whether there is any ruling.
    pub fn is_empty(&self) -> bool {
        self.rulings.is_empty()
    }

    /// What past rulings on similar items say.
    pub(super) fn taught(&self) -> Option<&Taught> {
        self.taught.as_ref()
    }

    /// The ruling that says most about an item.
    pub(super) fn find(&self, item: &Named<'_>) -> Option<Found<'_>> {
        // Most returns are mapped without decisions.
        if self.by_label.is_empty() {
            return None;
        }
        let numbers = self.by_label.get(&(item.kind, normalise(item.text)))?;
        let units = [normalise(item.unit), normalise(item.unit_id)];
        let begins = item.period.first_day().unwrap_or(Date::MIN);
        let level = |number: &usize| self.rulings[*number].level(&units, item.organisation);
        let (expired, valid): (Vec<usize>, Vec<usize>) =
            numbers.iter().partition(|number| self.rulings[**number].until.is_some_and(|until| until < begins));
        for number in expired {
            self.rulings[number].marks.fetch_or(EXPIRED, Ordering::Relaxed);
        }
        let nearest = valid.iter().map(level).min()?;
        if nearest >= Level::OtherUnit && is_vague_text(item.text) {
            return None;
        }
        let (first, rest) = {
            let mut found = valid.into_iter().filter(|number| level(number) == nearest);
            (found.next()?, found.collect::<Vec<_>>())
        };
        let ruling = &self.rulings[first];
        let agree = rest.iter().all(|number| self.rulings[*number].says_what(ruling));
        for number in rest.iter().chain([&first]) {
            self.rulings[*number].marks.fetch_or(USED, Ordering::Relaxed);
        }
        (agree && !ruling.contradicted).then(|| Found {
            ruled: &ruling.verdict,
            comparable: ruling.comparable,
            number: NonZeroU32::MIN.saturating_add(u32::try_from(first).unwrap_or(u32::MAX)),
            elsewhere: nearest >= Level::OtherUnit,
        })
    }

    /// Who ruled, when and why.
    pub(super) fn grounds(&self, number: NonZeroU32) -> Option<&str> {
        self.rulings.get(number.get() as usize - 1).map(|ruling| ruling.grounds.as_str())
    }

    /// What is wrong with the decisions, after everything was mapped.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = self.findings.clone();
        for ruling in &self.rulings {
            let marks = ruling.marks.load(Ordering::Relaxed);
            if marks & EXPIRED != 0 {
                let until = ruling.until.map(|until| until.to_string()).unwrap_or_default();
                let finding = Finding::new(
                    Code::ExpiredDecision,
                    format!("the decision on {} held until {until}, before the period of the return", ruling.what),
                )
                .help("decide again, or take the entry out; it is not applied");
                findings.push(placed(finding, &ruling.path, ruling.position, &ruling.what));
            } else if marks & USED == 0 && !ruling.contradicted {
                let finding =
                    Finding::new(Code::UnusedDecision, format!("no item needed the decision on {}", ruling.what))
                        .help("take it out if the item is gone");
                findings.push(placed(finding, &ruling.path, ruling.position, &ruling.what));
            }
        }
        findings.sort_by(Finding::order);
        findings
    }
}

fn texts(entry: &Entry) -> Texts<'_> {
    Texts { name: &entry.text, unit: entry.unit.as_deref().unwrap_or_default(), ..Texts::default() }
}

fn placed(mut finding: Finding, path: &Arc<str>, position: Position, what: &str) -> Finding {
    finding.named = Some(what.to_owned());
    finding.path = Some(Arc::clone(path));
    finding.position(position)
}

/// Whether no word of a text says what it is about: a ruling on `Team leader` holds where it was made.
pub fn is_vague_text(text: &str) -> bool {
    words(text).all(|word| is_vague(stem(&word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::{DEFAULT, load};

    /// Decisions read from files of these entries, one file a list.
    fn decisions(files: &[&[&str]]) -> (Decisions, Taxonomy, tempfile::TempDir) {
        let taxonomy = load(DEFAULT).expect("the built-in list");
        let folder = tempfile::tempdir().expect("a folder");
        let paths: Vec<PathBuf> = files
            .iter()
            .enumerate()
            .map(|(number, entries)| {
                let path = folder.path().join(format!("{number}.yaml"));
                let lines: Vec<String> = entries
                    .iter()
                    .map(|entry| format!("  - {{kind: role, by: Ada, on: 2025-04-01, {entry}}}"))
                    .collect();
                let text = format!("dupaudit: decisions/1\ndecisions:\n{}\n", lines.join("\n"));
                std::fs::write(&path, text).expect("written");
                path
            })
            .collect();
        let decisions = Decisions::read(&paths, &taxonomy).expect("decisions");
        (decisions, taxonomy, folder)
    }

    /// The function and confidence that decisions give an item; `none` where they give it none.
    fn ruled(decisions: &Decisions, taxonomy: &Taxonomy, text: &str, unit: &str, organisation: &str) -> Option<String> {
        let period = Period("2025-26".to_owned());
        let item = Named { kind: Kind::Role, text, unit, unit_id: "", organisation, period: &period };
        let mapping = decisions.find(&item)?.mapping()?;
        Some(mapping.claims.first().map_or("none".to_owned(), |claim| {
            format!("{} {}", taxonomy.get(claim.function).code, claim.confidence.as_f64())
        }))
    }

    const LEVELS: [&str; 6] = [
        "text: Widget clerk, function: hr.payroll",
        "text: widget CLERK, organisation: A, function: hr.pensions",
        "text: Widget clerk, unit: Front desk, function: hr.reward",
        "text: Widget clerk, unit: Front desk, organisation: A, function: hr.learning, confidence: 0.8",
        "text: Gadget clerk, organisation: A, function: legal.advice",
        "text: Team leader, organisation: A, none: true",
    ];

    #[test]
    fn the_ruling_that_says_most_about_an_item_goes_first_whatever_the_order() {
        let mut turned = LEVELS;
        turned.reverse();
        for files in [[&LEVELS[..], &[]], [&turned[..3], &turned[3..]]] {
            let (decisions, taxonomy, _folder) = decisions(&files);
            for (text, unit, organisation, said) in [
                ("Widget-clerk", "Front Desk", "A", Some("hr.learning 0.8")),
                ("Widget clerk", "Back office", "A", Some("hr.pensions 1")),
                ("Widget clerk", "Front desk", "B", Some("hr.reward 1")),
                ("Widget clerk", "", "B", Some("hr.payroll 1")),
                ("Gadget clerk", "", "B", Some("legal.advice 0.9")),
                ("Team leader", "", "A", Some("none")),
                ("Team leader", "", "B", None),
                ("Clerk", "", "A", None),
            ] {
                assert_eq!(
                    ruled(&decisions, &taxonomy, text, unit, organisation).as_deref(),
                    said,
                    "{text}, {unit}, {organisation}"
                );
            }
        }
    }

    #[test]
    fn what_is_wrong_with_decisions_is_found_in_its_place() {
        let (decisions, taxonomy, _folder) = decisions(&[
            &["text: Widget clerk, function: hr.payroll", "text: Old clerk, function: hr.payrol"],
            &[
                "text: Widget clerk, none: true",
                "text: Gadget clerk, function: hr.payroll, until: 2025-03-31",
                "text: Spare clerk, function: hr.payroll",
            ],
        ]);
        assert_eq!(ruled(&decisions, &taxonomy, "Widget clerk", "", "A"), None, "neither of the two is applied");
        assert_eq!(ruled(&decisions, &taxonomy, "Gadget clerk", "", "A"), None, "it held until the day before");
        let found: Vec<(&str, u32)> = decisions
            .findings()
            .iter()
            .map(|finding| (finding.code.word(), finding.position.map_or(0, |at| at.line)))
            .collect();
        assert_eq!(
            found,
            [
                ("contradicting-decisions", 3),
                ("stale-decision", 4),
                ("contradicting-decisions", 3),
                ("expired-decision", 4),
                ("unused-decision", 5),
            ]
        );
    }

    #[test]
    fn rulings_teach_about_similar_items_and_how_often_alone_teaches_nothing() {
        let (decisions, taxonomy, _folder) = decisions(&[&[
            "text: Zorb inspector, function: property.security",
            "text: Senior zorb inspector, function: property.security",
            "text: Quib handler, function: hr.payroll",
        ]]);
        let lessons = |name| decisions.taught().expect("lessons").lessons(&Texts { name, ..Texts::default() });
        let best = lessons("Zorb inspection manager").into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
        assert_eq!(best.map(|(function, _)| taxonomy.get(function).code.as_str()), Some("property.security"));
        assert!(lessons("Nothing of the kind").is_empty());
    }
}

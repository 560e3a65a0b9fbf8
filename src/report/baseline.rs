//! What a baseline makes of the findings of a run.
//!
//! It can only shrink by itself: an entry whose finding is gone is reported, because it would hide the finding's return.
//! What could not be read is never in it, nor what is missing, nor what is beyond the findings that are listed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::model::FindingRow;
use crate::finding::{Baseline, Code, Finding, Fingerprint, Known, Severity, Stage};
use crate::money::plural;
use crate::source::Position;

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
    /// Entries, with their number, of which something is no longer there.
    pub gone: usize,
}

/// What a run found, as a baseline.
pub fn baseline_of(findings: &[FindingRow]) -> Baseline {
    let mut baseline = Baseline::default();
    for (entry, amount) in findings.iter().filter(|finding| can_be_known(finding)).flat_map(FindingRow::entries) {
        let known = baseline.entries.entry(entry).or_insert(Known { count: 0, amount: 0, line: 0 });
        (known.count, known.amount) = (known.count + 1, known.amount.max(amount));
    }
    baseline
}

/// Tells new findings from known ones. `covered` are the organisations whose returns were read and not rejected: what is
/// missing of others was not looked for, and is not gone. `path` is the file of the baseline, for the notes.
pub fn sift(baseline: &Baseline, findings: Vec<FindingRow>, covered: &BTreeSet<&str>, path: &str) -> Sifted {
    let mut seen: BTreeMap<Fingerprint, Known> = BTreeMap::new();
    let mut account = BaselineAccount::default();
    let mut new = Vec::new();
    for finding in findings {
        let mut is_known = can_be_known(&finding);
        for (entry, amount) in finding.entries() {
            let allowed = baseline.entries.get(&entry);
            let seen = seen.entry(entry).or_insert(Known { count: 0, amount: 0, line: 0 });
            (seen.count, seen.amount) = (seen.count + 1, seen.amount.max(amount));
            is_known &= allowed.is_some_and(|known| seen.count <= known.count && amount <= known.amount);
        }
        if is_known {
            account.known += 1;
            account.known_errors += usize::from(finding.severity == Severity::Error);
        } else {
            new.push(finding);
        }
    }
    account.new = new.len();
    let mut left = baseline.clone();
    let mut stale = Vec::new();
    for (fingerprint, known) in &baseline.entries {
        let there = seen.get(fingerprint).copied().unwrap_or(Known { count: 0, amount: 0, line: 0 });
        let looked_for = fingerprint.organisation.is_empty() || covered.contains(fingerprint.organisation.as_str());
        let count = there.count.min(known.count);
        if let Some(entry) = left.entries.get_mut(fingerprint).filter(|_| count > 0) {
            (entry.count, entry.amount) = (count, known.amount.min(there.amount));
        }
        if count == known.count || !looked_for {
            continue;
        }
        account.gone += known.count - count;
        stale.push(stale_entry(fingerprint, known, count, path));
        if count == 0 {
            left.entries.remove(fingerprint);
        }
    }
    left.rejected.retain(|rejected| !covered.contains(rejected.organisation.as_str()));
    Sifted { new, account, left, stale }
}

/// Nobody can know what else stands where something was not read, is missing, or is not listed.
fn can_be_known(finding: &FindingRow) -> bool {
    const NEVER: [Code; 4] =
        [Code::StaleBaseline, Code::MissingReturn, Code::TooFewReturns, Code::ChangedWhileRejected];
    finding.code.stage() != Stage::Reading && !NEVER.contains(&finding.code) && !finding.is_rest
}

fn stale_entry(fingerprint: &Fingerprint, known: &Known, there: usize, path: &str) -> FindingRow {
    let Fingerprint { organisation, file, code, at } = fingerprint;
    let owner = if organisation.is_empty() { file } else { organisation };
    let of = if owner.is_empty() { String::new() } else { format!(" of `{owner}`") };
    let at = if at.is_empty() { String::new() } else { format!(" at `{at}`") };
    let message = match there {
        0 => format!("the finding `{code}`{of}{at} is gone"),
        _ => format!(
            "the finding `{code}`{of}{at} was there {} {}, and is there {there}",
            known.count,
            plural(known.count, "time")
        ),
    };
    let mut finding = Finding::new(Code::StaleBaseline, message)
        .help("run once with --update-baseline; if it comes back, it is then new")
        .position(Position { line: known.line, column: 1 });
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

    fn row(code: Code, organisation: &str, at: &str, extent: &[(&str, i64)]) -> FindingRow {
        let mut finding = Finding::new(code, "words").organisation(organisation);
        finding.named = Some(at.to_owned());
        finding.extent = extent.iter().map(|(thing, amount)| ((*thing).to_owned(), *amount)).collect();
        FindingRow::from(&finding)
    }

    fn known(rows: &[FindingRow]) -> Baseline {
        Baseline::parse(&baseline_of(rows).text()).expect("a baseline")
    }

    fn new(baseline: &Baseline, rows: &[FindingRow]) -> usize {
        sift(baseline, rows.to_vec(), &BTreeSet::new(), "b.yaml").account.new
    }

    #[test]
    fn a_second_occurrence_is_new_and_a_missing_one_is_gone() {
        let x = row(Code::UnknownUnit, "A", "x", &[]);
        let rows = [x.clone(), x.clone(), row(Code::WrongType, "B", "y", &[])];
        let baseline = known(&rows);
        assert_eq!((baseline.len(), new(&baseline, &[&rows[..], &rows[..1]].concat())), (3, 1));

        let sifted = sift(&baseline, vec![x], &BTreeSet::from(["A", "B"]), "b.yaml");
        assert_eq!((sifted.account.new, sifted.account.known, sifted.account.gone), (0, 1, 2));
        assert_eq!((sifted.left.len(), sifted.stale.len()), (1, 2));

        let unread = sift(&baseline, Vec::new(), &BTreeSet::from(["A"]), "b.yaml");
        assert_eq!((unread.account.gone, unread.left.len()), (2, 1), "B was not looked at, so nothing of it is gone");
    }

    #[test]
    fn growth_is_new_and_an_improvement_never_is() {
        let of = |things: &[(&str, i64)]| row(Code::Unmapped, "A", "first", things);
        let baseline = known(&[of(&[("roles[a]", 500), ("roles[b]", 20)])]);
        for same in [&[("roles[a]", 500), ("roles[b]", 20)][..], &[("roles[b]", 20)], &[("roles[a]", 499)]] {
            assert_eq!(new(&baseline, &[of(same)]), 0, "{same:?}");
        }
        for more in [&[("roles[a]", 501)][..], &[("roles[c]", 1)], &[("roles[a]", 1), ("roles[b]", 1), ("roles[c]", 1)]]
        {
            assert_eq!(new(&baseline, &[of(more)]), 1, "{more:?}");
        }
        let above = |amount| row(Code::ItemisedAboveTotal, "A", "organisation.total", &[("", amount)]);
        let baseline = known(&[above(1000)]);
        assert_eq!([999, 1000, 1001].map(|amount| new(&baseline, &[above(amount)])), [0, 0, 1]);
    }

    #[test]
    fn what_could_not_be_read_or_is_not_listed_is_never_known() {
        let mut rest = row(Code::UnknownUnit, "A", "x", &[]);
        rest.is_rest = true;
        let missing = row(Code::MissingReturn, "Z", "", &[]);
        let rows = [row(Code::InvalidSyntax, "", "", &[]), row(Code::NotAReturn, "", "", &[]), rest, missing];
        assert!(baseline_of(&rows).is_empty());
        let text = baseline_of(&[]).text().replace("[]", "\n  - {code: invalid-syntax}\n  - {code: not-a-return}");
        assert_eq!(new(&Baseline::parse(&text).expect("a baseline"), &rows), 4);
    }
}

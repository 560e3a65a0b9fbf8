//! `check --baseline`: a body that begins with a hundred findings can hold the line at once, and mend them in time.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::finding::{Baseline, Code, Finding, RejectedReturn};
use crate::ledger::{Gathered, RejectedAt};
use crate::money::plural;
use crate::output::Target;
use crate::progress::say;
use crate::report::{BaselineAccount, FindingRow, Sifted, baseline_of, sift};
use crate::returns::{Input, STANDARD_INPUT, read_documents};
use crate::source::{Position, essence, tidy};

/// Which findings are known already.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Adopting {
    /// Findings that are known already, from --write-baseline: only others are listed and count
    #[arg(long, value_name = "FILE", conflicts_with_all = ["write_baseline", "redact"])]
    baseline: Option<PathBuf>,
    /// Take out of the baseline what is gone; nothing is added
    #[arg(long, requires = "baseline")]
    update_baseline: bool,
    /// Write what is found now as a baseline
    #[arg(long, value_name = "FILE", conflicts_with = "redact")]
    write_baseline: Option<PathBuf>,
}

/// The files of a baseline, read and opened before the long part of a run.
pub(super) struct Adoption {
    known: Option<(Baseline, String)>,
    target: Option<(Target, String)>,
}

impl Adopting {
    /// Reads the baseline, and opens the one that is to be written.
    pub(super) fn open(&self) -> anyhow::Result<Adoption> {
        let mut adoption = Adoption { known: None, target: None };
        if let Some(path) = &self.baseline {
            adoption.known = Some((Baseline::read(path)?, path.display().to_string()));
        }
        if let Some(path) = self.write_baseline.as_ref().or(self.baseline.as_ref().filter(|_| self.update_baseline)) {
            let target = if self.update_baseline { Target::over(path)? } else { Target::open(path)? };
            adoption.target = Some((target, path.display().to_string()));
        }
        Ok(adoption)
    }
}

impl Adoption {
    /// The findings that are new, and how many there were of each kind. Writes the baseline where that was asked for, and
    /// says of how many rejected returns it knows all that rejects them.
    pub(super) fn sift(
        self,
        findings: Vec<FindingRow>,
        gathered: &mut Gathered,
    ) -> anyhow::Result<(Vec<FindingRow>, Option<BaselineAccount>)> {
        let covered = gathered.facts.iter().map(|facts| facts.organisation.id.clone()).collect::<Vec<_>>();
        let covered = covered.iter().map(String::as_str).collect();
        let Some((known, path)) = self.known else {
            let Some((target, path)) = self.target else { return Ok((findings, None)) };
            let mut baseline = baseline_of(&findings);
            let rejected = rejected(gathered, &baseline).into_iter();
            baseline.rejected = rejected.filter_map(|(_, rejected)| rejected).collect();
            baseline.rejected.sort();
            target.write(|out| out.write_all(baseline.text().as_bytes()))?;
            say(&format!("{} {} written to {path}", baseline.len(), plural(baseline.len(), "finding")));
            let Sifted { mut new, account, .. } = sift(&baseline, findings, &covered, &path);
            new.extend(accept(gathered, &baseline, &new));
            return Ok((new, Some(account)));
        };
        let Sifted { mut new, account, left, stale } = sift(&known, findings, &covered, &path);
        let changed = accept(gathered, &known, &new);
        new.extend(changed);
        match self.target {
            Some((target, path)) => {
                target.write(|out| out.write_all(left.text().as_bytes()))?;
                let gone = account.gone;
                say(&format!("{gone} {} taken out of {path}, {} left", plural(gone, "finding"), left.len()));
            }
            None => new.extend(stale),
        }
        Ok((new, Some(account)))
    }
}

/// Counts the rejected returns that a baseline knows. A finding of each that it knew otherwise, and that nothing new is
/// said of: under known errors nobody looks at the rest.
fn accept(gathered: &mut Gathered, baseline: &Baseline, new: &[FindingRow]) -> Vec<FindingRow> {
    let mut left = baseline.rejected.clone();
    let mut changed = Vec::new();
    for (at, rejected) in rejected(gathered, baseline) {
        let is_of = |finding: &&FindingRow| match &at.organisation {
            Some(id) => finding.organisation.as_deref() == Some(id),
            None => finding.at.path.as_deref() == Some(&*at.path),
        };
        let is_new = new.iter().filter(is_of).any(|finding| finding.code.rejects());
        let place = rejected.and_then(|rejected| left.iter().position(|known| *known == rejected));
        match place {
            Some(place) if !is_new => {
                left.swap_remove(place);
                gathered.coverage.returns_rejected_as_known += 1;
            }
            _ if is_new => {}
            _ => {
                let message = "the return is rejected by what the baseline knows, and was not rejected or not the same \
                               when that was written";
                let mut finding = Finding::new(Code::ChangedWhileRejected, message)
                    .help("fix what rejects it, or review the change and write the baseline again")
                    .position(Position { line: at.line, column: 1 });
                finding.path = Some(at.path);
                finding.organisation = at.organisation;
                changed.push(FindingRow::from(&finding));
            }
        }
    }
    changed
}

/// Every rejected return with what a baseline knows it by: everything that it says but for what is known to be wrong. None
/// of standard input, which cannot be read again.
fn rejected(gathered: &Gathered, baseline: &Baseline) -> Vec<(RejectedAt, Option<RejectedReturn>)> {
    let mut by_file: BTreeMap<&Arc<str>, Vec<&RejectedAt>> = BTreeMap::new();
    for at in &gathered.rejected {
        by_file.entry(&at.path).or_default().push(at);
    }
    let mut all = Vec::new();
    for (path, mut returns) in by_file {
        if **path != *STANDARD_INPUT {
            let input = Input { path: Some((&**path).into()), name: Arc::clone(path) };
            for document in read_documents(&input).flatten() {
                let Some(place) = returns.iter().position(|at| at.line == document.first_line) else { continue };
                let at = returns.swap_remove(place);
                let organisation = at.organisation.as_deref().map(tidy).unwrap_or_default().into_owned();
                let file = if organisation.is_empty() { path.to_string() } else { String::new() };
                let own = baseline.entries.keys();
                let own = own.filter(|entry| entry.organisation == organisation && entry.file == file);
                let sha256 = essence(&document, &own.map(|entry| entry.at.as_str()).collect());
                all.push((at.clone(), Some(RejectedReturn { organisation, file, sha256 })));
            }
        }
        all.extend(returns.into_iter().map(|at| (at.clone(), None)));
    }
    all
}

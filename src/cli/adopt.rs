//! `check --baseline`: a body that begins with a hundred findings can hold the line at once, and mend them in time.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::ledger::Gathered;
use crate::money::plural;
use crate::output::Target;
use crate::progress::say;
use crate::report::{Baseline, BaselineAccount, FindingRow, Sifted};

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
            adoption.target = Some((Target::open(path)?, path.display().to_string()));
        }
        Ok(adoption)
    }
}

impl Adoption {
    /// The findings that are new, and how many there were of each kind. Writes the baseline where that was asked for.
    pub(super) fn sift(
        self,
        findings: Vec<FindingRow>,
        gathered: &Gathered,
    ) -> anyhow::Result<(Vec<FindingRow>, Option<BaselineAccount>)> {
        let Some((known, path)) = self.known else {
            let Some((target, path)) = self.target else { return Ok((findings, None)) };
            let baseline = Baseline::of(&findings);
            target.write(|out| out.write_all(baseline.text().as_bytes()))?;
            say(&format!("{} {} written to {path}", baseline.len(), plural(baseline.len(), "finding")));
            let Sifted { new, account, .. } = baseline.sift(findings, &BTreeSet::new(), &path);
            return Ok((new, Some(account)));
        };
        let covered = gathered.facts.iter().map(|facts| facts.organisation.id.as_str()).collect();
        let Sifted { mut new, account, left, stale } = known.sift(findings, &covered, &path);
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

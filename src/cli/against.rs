//! `check --against`: what changed since the returns that were accepted last.

use std::path::PathBuf;

use super::options::Session;
use crate::finding::Finding;
use crate::ledger::{Gathered, Strictness, gather};
use crate::mapping::Mapper;
use crate::overlap::exception_doubts;
use crate::report::{FindingRow, Since};
use crate::returns::find;

/// What the returns are compared with.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Against {
    /// Show what changed since these returns, a file or a folder: totals, items, findings
    #[arg(long, value_name = "OLD")]
    against: Option<PathBuf>,
}

impl Against {
    /// Compares, and adds a note for each large change. Both sets of returns are read by the same rules.
    pub(super) fn compare(
        &self,
        session: &Session,
        mapper: &Mapper<'_>,
        gathered: &mut Gathered,
    ) -> anyhow::Result<Option<Since>> {
        let Some(path) = &self.against else { return Ok(None) };
        let found = find(std::slice::from_ref(path), &session.ignore()?)?;
        let mut old = gather(found, &session.taxonomy, mapper, Strictness::Usual, &|| {});
        for facts in &old.facts {
            old.findings.extend(exception_doubts(facts, &session.taxonomy));
        }
        old.settle();
        let complete = !old.coverage.unread && old.coverage.returns_rejected == 0 && old.coverage.returns > 0;
        // What belongs to no return, such as a decision, is the same for both.
        let of_returns = |findings: &[Finding]| {
            let rows = findings.iter().filter(|finding| finding.organisation.is_some()).map(FindingRow::from);
            session.by_rules(rows.collect())
        };
        let findings = (of_returns(&old.findings), of_returns(&gathered.findings));
        let since = Since::of(&old.facts, &gathered.facts, (&findings.0, &findings.1), complete, &session.taxonomy);
        gathered.findings.extend(since.large_changes(&gathered.facts));
        Ok(Some(since))
    }
}

//! `check --against`: what changed since the returns that were accepted last.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::demand::missing_return;
use super::options::Session;
use crate::finding::{Finding, Severity};
use crate::ledger::{Gathered, Strictness, gather};
use crate::mapping::Mapper;
use crate::output::clean;
use crate::overlap::exception_doubts;
use crate::progress::say;
use crate::report::{FindingRow, Since};
use crate::returns::{Input, STANDARD_INPUT, find, read_documents};
use crate::source::{Places, Position, Route, folded};

/// What the returns are compared with.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Against {
    /// Show what changed since these returns (files or folders): totals, items, findings. Fail if an organisation
    /// no longer has a return
    #[arg(long, value_name = "OLD")]
    against: Vec<PathBuf>,
}

impl Against {
    /// Compares, and adds a note for each large change. Both sets of returns are read by the same rules.
    pub(super) fn compare(
        &self,
        session: &Session,
        mapper: &Mapper<'_>,
        gathered: &mut Gathered,
    ) -> anyhow::Result<Option<Since>> {
        if self.against.is_empty() {
            return Ok(None);
        }
        let found = find(&self.against, &session.search()?)?;
        let mut old = gather(found, &session.taxonomy, mapper, Strictness::Usual, &|| {});
        for facts in &old.facts {
            old.findings.extend(exception_doubts(facts, &session.taxonomy));
        }
        session.settle(&mut old);
        // Of an old return that was rejected it is known whose it is, which is enough to see that it is there now.
        let now: BTreeSet<String> = ids(gathered).collect();
        let gone = |id: &String| !now.contains(&folded(id));
        let old_ids: Vec<Option<String>> = old.rejected.iter().map(|at| at.organisation.clone()).collect();
        let is_told = old_ids.iter().all(|id| id.as_ref().is_some_and(|id| !gone(id)));
        let complete = !old.coverage.unread && is_told && old.coverage.returns + old_ids.len() > 0;
        // What belongs to no return, such as a decision, is the same for both.
        let of_returns = |findings: &[Finding]| {
            findings.iter().filter(|finding| finding.organisation.is_some()).map(FindingRow::from).collect::<Vec<_>>()
        };
        let mut now = gathered.findings.clone();
        session.levels.settle(&mut now);
        let findings = (of_returns(&old.findings), of_returns(&now));
        let since = Since::of(&old.facts, &gathered.facts, (&findings.0, &findings.1), complete, &session.taxonomy);
        let mut changes = since.large_changes(&gathered.facts);
        place(&mut changes);
        gathered.findings.extend(changes);
        let rejected_and_gone = old_ids.iter().flatten().filter(|id| gone(id));
        let missing: BTreeSet<&String> = since.returns_missing.iter().chain(rejected_and_gone).collect();
        let missing: Vec<Finding> =
            missing.into_iter().map(|id| missing_return(gathered, id, "it had one before")).collect();
        gathered.findings.extend(missing);
        if !complete || !old_ids.is_empty() {
            let paths: Vec<String> = self.against.iter().map(|path| path.display().to_string()).collect();
            report(&old, &paths.join(", "));
        }
        Ok(Some(since))
    }
}

/// The organisations of all returns, also of those that were rejected.
fn ids(gathered: &Gathered) -> impl Iterator<Item = String> {
    let accepted = gathered.facts.iter().map(|facts| folded(&facts.organisation.id));
    accepted.chain(gathered.rejected.iter().filter_map(|at| at.organisation.as_deref().map(folded)))
}

/// Says which of the old returns could not be compared with, and why. They are in no result: what is wrong with them is not
/// what is wrong with the new ones.
fn report(old: &Gathered, path: &str) {
    const SHOWN: usize = 5;
    let errors = || old.findings.iter().filter(|finding| finding.severity == Severity::Error).map(FindingRow::from);
    for row in errors().take(SHOWN) {
        let place = row.at.text().unwrap_or_else(|| path.to_owned());
        say(&clean(&format!("not compared with: {place}: {} ({})", row.message, row.code)));
    }
    match errors().count() {
        0 => say(&clean(&format!("not compared with: {path}: there is no return in it"))),
        count if count > SHOWN => say(&format!("and {} more; `dupaudit check` lists them", count - SHOWN)),
        _ => {}
    }
}

/// Gives findings the place of what they are about: facts know only where the return begins, so that its file is read once
/// more, which is worth it for the few that changed much.
fn place(findings: &mut [Finding]) {
    let mut wanted: BTreeMap<Arc<str>, BTreeMap<u32, Vec<&mut Finding>>> = BTreeMap::new();
    for finding in findings {
        if let (Some(path), Some(Position { line, .. })) = (finding.path.clone(), finding.position)
            && &*path != STANDARD_INPUT
        {
            wanted.entry(path).or_default().entry(line).or_default().push(finding);
        }
    }
    for (path, mut by_line) in wanted {
        let input = Input { path: Some((&*path).into()), name: path };
        for document in read_documents(&input).flatten() {
            let Some(findings) = by_line.remove(&document.first_line) else { continue };
            let total = Route::root().key("organisation").key("total");
            let routes: Vec<&Route> = findings.iter().map(|finding| finding.route.as_ref().unwrap_or(&total)).collect();
            let places = Places::of(&document).find_all(&routes);
            for (finding, place) in findings.into_iter().zip(places) {
                (finding.position, finding.end) = (Some(place.span.start), Some(place.span.end));
            }
        }
    }
}

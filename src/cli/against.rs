//! `check --against`: what changed since the returns that were accepted last.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::options::Session;
use crate::finding::{Finding, Severity};
use crate::ledger::{Gathered, Strictness, gather};
use crate::mapping::Mapper;
use crate::output::clean;
use crate::overlap::exception_doubts;
use crate::progress::say;
use crate::report::{FindingRow, Since};
use crate::returns::{Input, STANDARD_INPUT, find, read_documents};
use crate::source::{Places, Position, Route};

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
        session.settle(&mut old);
        let complete = old.coverage.is_complete();
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
        if !complete {
            report(&old, &path.display().to_string());
        }
        Ok(Some(since))
    }
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

//! What came of each document, put together: the facts, the findings, and what was covered.

use std::sync::Arc;

use super::exchange::FactTable;
use super::gather::Gathered;
use super::reading::{Outcome, What};
use crate::finding::{Code, Finding};
use crate::returns::Input;
use crate::source::Position;

/// Facts that lie among returns.
fn facts_row(table: &FactTable, input: &Input, line: u32) -> Finding {
    let message = format!("this is no return: these are facts, rows of the table `{}`", table.name);
    let mut finding = Finding::new(Code::NotAReturn, message)
        .help(
            "facts are read with `--facts FOLDER`, or with `--peers FOLDER` to compare with them; take them out of the returns, or \
             name them under `ignore:` in dupaudit.yaml",
        )
        .position(Position { line, column: 1 });
    finding.path = Some(Arc::clone(&input.name));
    finding
}

/// What all documents of the inputs gave, in the order of the inputs, as one.
pub(super) fn collect(
    outcomes: Vec<((usize, usize), Outcome)>,
    inputs: &[Input],
    ignored: usize,
    unfollowed: Vec<Finding>,
) -> Gathered {
    let mut gathered = Gathered { findings: unfollowed, ..Gathered::default() };
    let files = inputs.len();
    // The file of which it was said last that it holds facts.
    let mut told = None;
    // By file: whether something in it was refused, and whether something in it was of use.
    let mut refused = vec![false; files];
    let mut used = vec![false; files];
    let mut skipped = vec![false; files];
    let mut mapping = vec![false; files];
    let mut hashes = Vec::with_capacity(outcomes.len());
    gathered.coverage.unread = !gathered.findings.is_empty();
    let unfollowed = gathered.findings.len();
    for ((file, _), outcome) in outcomes {
        hashes.extend(outcome.hash);
        match outcome.what {
            What::Facts(facts, findings) => {
                used[file] = true;
                gathered.facts.push(*facts);
                gathered.findings.extend(findings);
            }
            What::HandedOn => used[file] = true,
            What::Skipped => skipped[file] = true,
            What::Mapping => mapping[file] = true,
            What::Foreign(finding) => {
                refused[file] = true;
                gathered.findings.push(finding);
            }
            What::FactsRow(table, line) => {
                if told.replace(file) != Some(file) {
                    gathered.findings.push(facts_row(table, &inputs[file], line));
                }
                refused[file] = true;
            }
            What::Unread(finding) => {
                refused[file] = true;
                gathered.coverage.unread = true;
                gathered.findings.push(finding);
            }
            What::Rejected(findings) => {
                used[file] = true;
                gathered.coverage.returns_rejected += 1;
                gathered.findings.extend(findings);
            }
        }
    }
    hashes.sort();
    gathered.documents = hashes;
    let coverage = &mut gathered.coverage;
    // A mapping file of an import is no file that anybody would miss.
    let is_mapping = |file: &usize| mapping[*file] && !skipped[*file] && !used[*file] && !refused[*file];
    coverage.files_found = files - (0..files).filter(is_mapping).count() + ignored + unfollowed;
    coverage.files_rejected = refused.iter().filter(|refused| **refused).count() + unfollowed;
    coverage.files_skipped =
        (0..files).filter(|file| skipped[*file] && !used[*file] && !refused[*file]).count() + ignored;
    coverage.files_read = coverage.files_found - coverage.files_rejected - coverage.files_skipped;
    gathered
}

//! What came of each document, put together: the facts, the findings, and what was covered.

use std::sync::Arc;

use super::exchange::FactTable;
use super::gather::{Gathered, RejectedAt};
use super::reading::{Outcome, What};
use crate::finding::{Code, Finding};
use crate::returns::{Found, Input, Named, NotRead, Own, Why};
use crate::source::Position;

/// Facts that lie among returns.
fn facts_row(table: &FactTable, input: &Input, line: u32) -> Finding {
    let message = format!("this is not a return: these are fact tables, rows of `{}`", table.name);
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
pub(super) fn collect(outcomes: Vec<((usize, usize), Outcome)>, found: Found) -> (Gathered, Vec<Input>) {
    let Found { inputs, findings: unfollowed, not_read, named } = found;
    let ignored = not_read.iter().filter(|file| file.why == Why::Ignored).count();
    let mut gathered = Gathered { findings: unfollowed, not_read, ..Gathered::default() };
    let files = inputs.len();
    // The file of which it was said last that it holds facts.
    let mut told = None;
    // By file: whether something in it was refused, and whether something in it was of use.
    let mut refused = vec![false; files];
    let mut used = vec![false; files];
    let mut own: Vec<Option<Own>> = vec![None; files];
    let mut own_documents = Vec::new();
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
            What::Own(which, line) => {
                own[file] = Some(which);
                own_documents.push((file, which, line));
            }
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
            What::Rejected(findings, line) => {
                used[file] = true;
                let organisation = findings.iter().find_map(|finding| finding.organisation.clone());
                gathered.rejected.push(RejectedAt { path: Arc::clone(&inputs[file].name), line, organisation });
                gathered.coverage.returns_rejected += 1;
                gathered.findings.extend(findings);
            }
        }
    }
    hashes.sort();
    gathered.documents = hashes;
    for (file, which, line) in own_documents {
        let line = (used[file] || refused[file]).then_some(line);
        gathered.not_read.push(NotRead { path: Arc::clone(&inputs[file].name), line, why: Why::Own(which) });
    }
    gathered.not_read.sort();
    gathered.not_read.dedup();
    for Named { path, inputs } in named.iter().filter(|named| !named.inputs.iter().any(|file| used[*file])) {
        gathered.coverage.paths_without_return += 1;
        if unfollowed == 0 && !inputs.iter().any(|file| refused[*file]) {
            gathered.findings.push(no_return(path, !inputs.is_empty()));
        }
    }
    let coverage = &mut gathered.coverage;
    let only = |file: &usize| own[*file].filter(|_| !used[*file] && !refused[*file]);
    // A mapping file of an import is no file that anybody would miss.
    let is_mapping = |file: &usize| only(file) == Some(Own::Import);
    coverage.files_found = files - (0..files).filter(is_mapping).count() + ignored + unfollowed;
    coverage.files_rejected = refused.iter().filter(|refused| **refused).count() + unfollowed;
    coverage.files_skipped =
        (0..files).filter(|file| only(file).is_some_and(|own| own != Own::Import)).count() + ignored;
    coverage.files_read = coverage.files_found - coverage.files_rejected - coverage.files_skipped;
    (gathered, inputs)
}

/// A path that was named and yields nothing.
fn no_return(path: &Arc<str>, has_files: bool) -> Finding {
    let what = if has_files { "what is there is something else" } else { "there is no file that could be one" };
    let mut finding = Finding::new(Code::NoReturn, format!("{path} holds no return: {what}"))
        .help("correct the path, or leave it out; `--show-files` shows why a file was not read");
    finding.path = Some(Arc::clone(path));
    finding
}

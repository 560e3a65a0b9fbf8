//! What came of each document, put together: the facts, the findings, and what was covered.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::batches::MOST;
use super::exchange::FactTable;
use super::gather::{Gathered, RejectedAt};
use super::reading::{Outcome, What};
use crate::finding::{Code, Finding};
use crate::money::{agree, count_of, plural};
use crate::returns::{Found, Input, Named, NotRead, Own, Why};
use crate::source::Position;

/// Of how many documents of one file that are refused for one reason each has a finding of its own.
const TOLD: usize = 100;

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

/// What the documents of the inputs gave, taken in their order.
pub(super) struct Collector {
    gathered: Gathered,
    /// What each file gave.
    files: Vec<FileSoFar>,
    /// Documents that are files of ours and no returns: the file, what it is, the line.
    own_documents: Vec<(usize, Own, u32)>,
    /// Findings that say that a link was not followed.
    unfollowed: usize,
}

/// What a file gave so far.
#[derive(Default, Clone)]
struct FileSoFar {
    /// Something in it was refused.
    refused: bool,
    /// Something in it was of use.
    used: bool,
    /// It is a file of ours, or a document of it is.
    own: Option<Own>,
    /// It was said that it holds facts.
    has_facts: bool,
    /// Documents that were refused, by code.
    refusals: BTreeMap<Code, Refusals>,
}

/// How many documents of a file are refused for one reason.
#[derive(Default, Clone, Copy)]
struct Refusals {
    /// With a finding of their own.
    told: usize,
    /// Without one.
    more: usize,
}

impl FileSoFar {
    /// Counts a document that is refused, and says whether it has a finding of its own.
    fn refuses(&mut self, code: Code) -> bool {
        self.refused = true;
        let refusals = self.refusals.entry(code).or_default();
        let is_told = refusals.told < TOLD;
        *(if is_told { &mut refusals.told } else { &mut refusals.more }) += 1;
        is_told
    }
}

impl Collector {
    /// Begins with what was found at the paths that were named.
    pub(super) fn of(found: &mut Found) -> Self {
        let findings = std::mem::take(&mut found.findings);
        let not_read = std::mem::take(&mut found.not_read);
        let unfollowed = findings.len();
        let mut gathered = Gathered { findings, not_read, ..Gathered::default() };
        gathered.coverage.unread = unfollowed > 0;
        let files = vec![FileSoFar::default(); found.inputs.len()];
        Self { gathered, files, own_documents: Vec::new(), unfollowed }
    }

    /// Takes what a document of an input gave.
    pub(super) fn take(&mut self, file: usize, input: &Input, outcome: Outcome) {
        let (gathered, so_far) = (&mut self.gathered, &mut self.files[file]);
        gathered.documents.extend(outcome.hash);
        match outcome.what {
            What::Facts(facts, findings) => {
                so_far.used = true;
                gathered.facts.push(*facts);
                gathered.findings.extend(findings);
            }
            What::HandedOn => so_far.used = true,
            What::Own(which, line) => {
                so_far.own = Some(which);
                self.own_documents.push((file, which, line));
            }
            What::Foreign(finding) => {
                if so_far.refuses(finding.code) {
                    gathered.findings.push(finding);
                }
            }
            What::Junk(count) => {
                so_far.refused = true;
                if count >= MOST {
                    gathered.coverage.unread = true;
                    gathered.findings.push(not_read_on(input));
                } else if !so_far.has_facts {
                    so_far.refusals.entry(Code::NotAReturn).or_default().more += count;
                }
            }
            What::FactsRow(table, line) => {
                so_far.refused = true;
                if !std::mem::replace(&mut so_far.has_facts, true) {
                    gathered.findings.push(facts_row(table, input, line));
                }
            }
            What::Unread(finding) => {
                gathered.coverage.unread = true;
                if so_far.refuses(finding.code) {
                    gathered.findings.push(finding);
                }
            }
            What::Rejected(findings, line) => {
                so_far.used = true;
                let organisation = findings.iter().find_map(|finding| finding.organisation.clone());
                gathered.rejected.push(RejectedAt { path: Arc::clone(&input.name), line, organisation });
                gathered.coverage.returns_rejected += 1;
                gathered.findings.extend(findings);
            }
        }
    }

    /// Everything as one, once the last document is taken.
    pub(super) fn finish(self, found: Found) -> (Gathered, Vec<Input>) {
        let Self { mut gathered, files, own_documents, unfollowed } = self;
        let Found { inputs, named, .. } = found;
        gathered.documents.sort();
        for (so_far, input) in files.iter().zip(&inputs) {
            let refusals = so_far.refusals.iter().filter(|(_, refusals)| refusals.more > 0);
            gathered.findings.extend(refusals.map(|(code, refusals)| untold(*code, *refusals, input)));
        }
        let ignored = gathered.not_read.iter().filter(|file| file.why == Why::Ignored).count();
        for (file, which, line) in own_documents {
            let line = (files[file].used || files[file].refused).then_some(line);
            gathered.not_read.push(NotRead { path: Arc::clone(&inputs[file].name), line, why: Why::Own(which) });
        }
        gathered.not_read.sort();
        gathered.not_read.dedup();
        for Named { path, inputs } in named.iter().filter(|named| !named.inputs.iter().any(|file| files[*file].used)) {
            gathered.coverage.paths_without_return += 1;
            if unfollowed == 0 && !inputs.iter().any(|file| files[*file].refused) {
                gathered.findings.push(no_return(path, !inputs.is_empty()));
            }
        }
        let coverage = &mut gathered.coverage;
        let only = |file: &FileSoFar| file.own.filter(|_| !file.used && !file.refused);
        // A mapping file of an import is no file that anybody would miss.
        let mappings = files.iter().filter(|file| only(file) == Some(Own::Import)).count();
        let own = files.iter().filter(|file| only(file).is_some_and(|own| own != Own::Import)).count();
        coverage.files_found = files.len() - mappings + ignored + unfollowed;
        coverage.files_rejected = files.iter().filter(|file| file.refused).count() + unfollowed;
        coverage.files_skipped = own + ignored;
        coverage.files_read = coverage.files_found - coverage.files_rejected - coverage.files_skipped;
        (gathered, inputs)
    }
}

/// What is said of the documents of a file that have no finding of their own.
fn untold(code: Code, Refusals { told, more }: Refusals, input: &Input) -> Finding {
    let message = if told == 0 {
        format!("{} of this file {} no return", count_of(more, "document"), agree(more, "is", "are"))
    } else {
        format!(
            "{more} more {} of this file {} like the {told} named",
            plural(more, "document"),
            agree(more, "is", "are")
        )
    };
    let mut finding = Finding::new(code, message).help("correct the documents, or take them out, and check again");
    finding.path = Some(Arc::clone(&input.name));
    finding
}

/// A file that is not read to its end.
fn not_read_on(input: &Input) -> Finding {
    let message = format!("{MOST} documents of this file are no returns, so the rest of it is not read");
    let mut finding =
        Finding::new(Code::UnreadableFile, message).help("take them out, or name the file under `ignore:`");
    finding.path = Some(Arc::clone(&input.name));
    finding
}

/// A path that was named and yields nothing.
fn no_return(path: &Arc<str>, has_files: bool) -> Finding {
    let what = if has_files { "what is there is something else" } else { "there is no file that could be one" };
    let mut finding = Finding::new(Code::NoReturn, format!("{path} holds no return: {what}"))
        .help("correct the path, or leave it out; `--show-files` shows why a file was not read");
    finding.path = Some(Arc::clone(path));
    finding
}

//! Safe mends, made in the text itself: what is not mended stays as it is, byte by byte.
//!
//! A mend is kept only if the document, read again, no longer has the finding and has no other one in its place. Text that
//! is not written as it reads (with escapes, over several lines, under an alias) is left to a person.

use std::collections::BTreeSet;

use super::check::check;
use super::lines::{Lines, replaced};
use super::load::{Loaded, load};
use crate::finding::{Code, Finding, Mend};
use crate::source::{Content, Document, Framing, Node, Position, Route, Step, parse_tree, placed};
use crate::taxonomy::Taxonomy;

/// A mend can bring to light what could not be seen before it: a key, then its value, then what it refers to.
const ROUNDS: usize = 4;

/// Readings of a document that the search for the mends that can be kept may take in one round, and the bytes that these
/// may read: of a document at the limit only a few.
const TRIALS: usize = 64;
const TRIAL_BYTES: usize = 64 << 20;

/// A mend that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What it mends.
    pub code: Code,
    /// The line of the file, from 1.
    pub line: u32,
    /// As it was, without quotes.
    pub found: String,
    /// As it is.
    pub meant: String,
}

/// A file with its mends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The whole of it.
    pub bytes: Vec<u8>,
    /// In the order of the lines.
    pub edits: Vec<Edit>,
}

/// Mends every return of a file. None where nothing can be mended.
pub fn fix(bytes: &[u8], framing: Framing, taxonomy: &Taxonomy) -> Option<Fixed> {
    let mut fixed = Fixed { bytes: Vec::with_capacity(bytes.len()), edits: Vec::new() };
    let mut copied = 0;
    for (document, place) in placed(bytes, framing).flatten() {
        if let Some((text, edits)) = mend(document, taxonomy) {
            fixed.bytes.extend_from_slice(&bytes[copied..place.start]);
            fixed.bytes.extend_from_slice(text.as_bytes());
            fixed.edits.extend(edits);
            copied = place.end;
        }
    }
    fixed.bytes.extend_from_slice(&bytes[copied..]);
    (!fixed.edits.is_empty()).then_some(fixed)
}

/// Gives the findings of a document that have none the names by which they are known again, and takes the mends away that
/// would not be kept.
pub fn recognise(document: &Document, taxonomy: &Taxonomy, findings: &mut [Finding]) {
    let needs_name = |finding: &Finding| finding.named.is_none();
    let is_numbered = |finding: &Finding| finding.route.as_ref().is_some_and(Route::is_numbered);
    let needs_tree = findings.iter().any(|finding| needs_name(finding) && is_numbered(finding));
    let tree = if needs_tree { parse_tree(&document.text).ok() } else { None };
    for finding in findings.iter_mut().filter(|finding| needs_name(finding)) {
        finding.named = finding.route.as_ref().map(|route| match &tree {
            Some(tree) if route.is_numbered() => tree.name(route),
            _ => route.to_string(),
        });
    }
    if findings.iter().any(|finding| finding.mend.is_some()) {
        let kept = Round::of(document, taxonomy).map(|round| round.kept(taxonomy)).unwrap_or_default();
        let kept: BTreeSet<_> = kept.iter().map(Change::mends).collect();
        for finding in findings {
            if finding.route.as_ref().is_none_or(|route| !kept.contains(&(finding.code, route))) {
                finding.mend = None;
            }
        }
    }
}

/// The text of a document with its mends.
fn mend(mut document: Document, taxonomy: &Taxonomy) -> Option<(String, Vec<Edit>)> {
    let mut edits = Vec::new();
    for _ in 0..ROUNDS {
        let Some(round) = Round::of(&document, taxonomy) else { break };
        let kept = round.kept(taxonomy);
        if kept.is_empty() {
            break;
        }
        edits.extend(kept.iter().map(|change| Edit {
            code: change.code,
            line: change.line + document.first_line - 1,
            found: change.found.clone(),
            meant: change.meant.clone(),
        }));
        document.text = changed(&document.text, &kept);
    }
    edits.sort_by_key(|edit| edit.line);
    (!edits.is_empty()).then_some((document.text, edits))
}

/// A finding and the edit that would mend it.
#[derive(Debug, Clone)]
struct Change {
    code: Code,
    /// The way to the finding.
    from: Route,
    /// The way to the same value afterwards: another one where a key is mended.
    to: Route,
    /// The bytes of the document that are replaced.
    start: usize,
    end: usize,
    line: u32,
    found: String,
    meant: String,
}

impl Change {
    /// What it mends: a finding by its code and route.
    fn mends(&self) -> (Code, &Route) {
        (self.code, &self.from)
    }

    fn of(finding: &Finding, tree: &Node, document: &Document, lines: &Lines<'_>) -> Option<Self> {
        let Mend { found, meant } = finding.mend.clone()?;
        let from = finding.route.clone()?;
        let (position, is_key) = place(finding.code, &from, tree, &found)?;
        let to = match from.split_last() {
            Some((parent, _)) if is_key => parent.key(&meant),
            _ => from.clone(),
        };
        let start = lines.byte(position)?;
        // A truth value is one without quotes only.
        let bare = finding.code == Code::WrongType;
        let (start, end) = token(&document.text, start, &found, &meant, bare, document.json)?;
        Some(Self { code: finding.code, from, to, start, end, line: position.line, found, meant })
    }
}

/// A document, what is wrong with it, and what could be mended.
struct Round<'d> {
    document: &'d Document,
    stage: Stage,
    findings: Vec<Finding>,
    changes: Vec<Change>,
}

/// How far a document was read: what is wrong with the references is seen only when the shape is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Shape,
    References,
}

impl<'d> Round<'d> {
    fn of(document: &'d Document, taxonomy: &Taxonomy) -> Option<Self> {
        let (stage, findings) = findings(document, taxonomy)?;
        if findings.iter().all(|finding| finding.mend.is_none()) {
            return None;
        }
        let tree = parse_tree(&document.text).ok()?;
        let lines = Lines::of(&document.text);
        let change = |finding| Change::of(finding, &tree, document, &lines);
        let mut changes: Vec<Change> = findings.iter().filter_map(change).collect();
        changes.sort_by_key(|change| change.start);
        // Two findings about one text are one mend, or a doubt.
        changes.dedup_by(|next, first| next.start < first.end);
        Some(Self { document, stage, findings, changes })
    }

    /// The changes that do what they should, in the order of the text.
    fn kept(&self, taxonomy: &Taxonomy) -> Vec<Change> {
        let mut kept = Vec::new();
        let mut trials = (TRIAL_BYTES / self.document.text.len().max(1)).clamp(2, TRIALS);
        self.grow(&mut kept, &self.changes, taxonomy, &mut trials);
        kept
    }

    /// Takes all of `more` if they can be kept together, else each half on its own.
    fn grow(&self, kept: &mut Vec<Change>, more: &[Change], taxonomy: &Taxonomy, trials: &mut usize) {
        if more.is_empty() || *trials == 0 {
            return;
        }
        *trials -= 1;
        let all: Vec<Change> = kept.iter().chain(more).cloned().collect();
        if self.holds(&all, taxonomy) {
            *kept = all;
        } else if more.len() > 1 {
            let (first, second) = more.split_at(more.len() / 2);
            self.grow(kept, first, taxonomy, trials);
            self.grow(kept, second, taxonomy, trials);
        }
    }

    /// Whether the document with these changes has lost their findings and gained none.
    fn holds(&self, changes: &[Change], taxonomy: &Taxonomy) -> bool {
        let text = changed(&self.document.text, changes);
        let after = Document { text, ..self.document.clone() };
        let Some((stage, left)) = findings(&after, taxonomy) else { return false };
        let known: BTreeSet<_> = self.findings.iter().map(|old| (old.code, &old.route, &old.message)).collect();
        let mended: BTreeSet<_> = changes.iter().map(Change::mends).collect();
        left.iter().all(|finding| {
            if known.contains(&(finding.code, &finding.route, &finding.message)) {
                return finding.route.as_ref().is_none_or(|route| !mended.contains(&(finding.code, route)));
            }
            let steps = |change: &Change| finding.route.as_ref().and_then(|route| route.beyond(&change.to));
            let nearest = changes.iter().filter_map(steps).min();
            // What was hidden before is no fault of the mend: what is wrong with the entries under a key that was not
            // known, or with the references of a text whose shape was not right.
            let hidden = match nearest {
                Some(steps) => steps >= 2,
                None => stage == Stage::References && self.stage == Stage::Shape,
            };
            hidden || finding.mend.is_some() && nearest.is_some()
        })
    }
}

/// What is wrong with a return; none of what is no return.
fn findings(document: &Document, taxonomy: &Taxonomy) -> Option<(Stage, Vec<Finding>)> {
    match load(document) {
        Loaded::Return(declared) => Some((Stage::References, check(&declared, taxonomy))),
        Loaded::Broken(findings) => Some((Stage::Shape, findings)),
        Loaded::Own(_) | Loaded::Foreign(_) | Loaded::Unparsed(_) => None,
    }
}

/// Where the text of a finding stands, and whether it is a key.
fn place(code: Code, route: &Route, tree: &Node, found: &str) -> Option<(Position, bool)> {
    let (parent, last) = route.split_last()?;
    let parent = tree.at(&parent)?;
    let key = || match (&parent.content, last) {
        (Content::Mapping(entries), Step::Key(name)) => {
            entries.iter().find(|(key, _)| key.text == *name && key.text == found).map(|(key, _)| (key.position, true))
        }
        _ => None,
    };
    if code == Code::UnknownKey {
        return key();
    }
    let reads = |node: &&Node| node.text() == Some(found);
    let value = tree.at(route).filter(reads).or_else(|| match &parent.content {
        // Names with shares may be written as a list, or as one name.
        Content::List(nodes) => nodes.iter().find(reads),
        _ => Some(parent).filter(reads),
    });
    value.map(|node| (node.position, false)).or_else(key)
}

/// The bytes of a text that stands at `start` as it reads, if `meant` can stand there as well.
fn token(text: &str, start: usize, found: &str, meant: &str, bare: bool, json: bool) -> Option<(usize, usize)> {
    let rest = text.get(start..)?;
    if found.is_empty() || found.contains(['\n', '\r']) || meant.contains(char::is_control) {
        return None;
    }
    let quote = rest.chars().next().filter(|first| ['"', '\''].contains(first));
    if let Some(quote) = quote {
        let inside = rest[1..].strip_prefix(found).is_some_and(|rest| rest.starts_with(quote));
        let end = start + found.len() + 2;
        return match bare {
            _ if !inside || meant.contains(['\\', '"', '\'']) => None,
            true => Some((start, end)),
            false => Some((start + 1, end - 1)),
        };
    }
    let ends = |next: char| next.is_whitespace() || matches!(next, ',' | ':' | ']' | '}');
    let whole = rest.strip_prefix(found)?.chars().next().is_none_or(ends);
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | '/');
    let safe = meant.starts_with(|first: char| first.is_alphanumeric() || first == '-') && meant.chars().all(plain);
    let number = meant.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
    (whole && safe && (!json || bare || number)).then_some((start, start + found.len()))
}

/// The text with changes, which are in its order and do not touch each other.
fn changed(text: &str, changes: &[Change]) -> String {
    replaced(text, changes.iter().map(|change| (change.start..change.end, change.meant.as_str())))
}

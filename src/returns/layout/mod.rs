//! One layout for returns, so that what changed in a file is what a diff of it shows. Comments stay; a document of which
//! that cannot be said is refused and left as it is.

mod comments;
mod read;
mod tree;
mod write;

use super::load::{Loaded, load};
use super::model::Return;
use crate::source::{Document, Framing, placed};

pub(super) use tree::{Content, Entry, Scalar, Value};

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layout {
    /// It is laid out as it should be.
    Same,
    /// The whole of it, laid out.
    Changed(Vec<u8>),
    /// There is no return in YAML in it.
    Other,
    /// It is left as it is.
    Refused(Refusal),
}

/// Why a document is not laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The line of the file, from 1.
    pub line: u32,
    /// The reason, for a sentence that begins with the place.
    pub why: String,
}

impl Refusal {
    fn new(line: u32, why: impl Into<String>) -> Self {
        Self { line, why: why.into() }
    }
}

/// Lays out every return of a file. One that is refused refuses the file.
pub fn lay_out(bytes: &[u8], framing: Framing) -> Layout {
    if framing != Framing::Yaml {
        return Layout::Other;
    }
    let mut out = Vec::with_capacity(bytes.len());
    let (mut copied, mut returns) = (0, 0);
    for placed in placed(bytes, framing) {
        let (document, range) = match placed {
            Ok(placed) => placed,
            Err(line) => {
                return Layout::Refused(Refusal::new(
                    line,
                    "the text could not be read; run `dupaudit \
                check` to see why",
                ));
            }
        };
        match load(&document) {
            Loaded::Return(_) => {}
            Loaded::Own(_) | Loaded::Foreign(_) => continue,
            Loaded::Unparsed(_) | Loaded::Broken(_) => {
                let why = "only a return without errors of its shape is laid out; check lists them";
                return Layout::Refused(Refusal::new(document.first_line, why));
            }
        }
        returns += 1;
        match canonical(&document) {
            Ok(text) => {
                out.extend_from_slice(&bytes[copied..range.start]);
                out.extend_from_slice(text.as_bytes());
                copied = range.end;
            }
            Err(refusal) => return Layout::Refused(refusal),
        }
    }
    out.extend_from_slice(&bytes[copied..]);
    match returns {
        0 => Layout::Other,
        _ if out == bytes => Layout::Same,
        _ => Layout::Changed(out),
    }
}

/// A document, laid out: it reads as before and has every comment that it had.
fn canonical(document: &Document) -> Result<String, Refusal> {
    let parsed = Parsed::of(document)?;
    let text = parsed.write();
    let refused = |why: &str| Err(Refusal::new(document.first_line, why));
    let after = Document { text, ..document.clone() };
    match (load(document), load(&after)) {
        // What is declared has no other form by which it could be compared than all of it.
        (Loaded::Return(before), Loaded::Return(after)) if format!("{before:?}") == format!("{after:?}") => {}
        _ => return refused("laid out, it would not read as it does"),
    }
    if !comments::kept(&document.text, &after.text) {
        return refused("a comment in it would be lost");
    }
    Ok(after.text)
}

/// A document as a tree with its comments.
pub(super) struct Parsed {
    pub(super) root: Value,
    /// Comments before everything else.
    pub(super) header: Vec<String>,
    /// Whether it begins with `---`.
    pub(super) marked: bool,
    /// Whether its lines end as those of Windows do.
    carriage: bool,
}

impl Parsed {
    /// Reads a document that is a return.
    pub(super) fn of(document: &Document) -> Result<Self, Refusal> {
        let carriage = document.text.lines().next().is_some() && document.text.contains("\r\n");
        let text = document.text.replace("\r\n", "\n");
        let mut root = read::read(&text)
            .map_err(|refusal| Refusal { line: refusal.line.saturating_add(document.first_line - 1), ..refusal })?;
        let mut header = match &mut root.content {
            Content::Mapping(entries) => entries.first_mut().map(|first| std::mem::take(&mut first.leading)),
            _ => None,
        }
        .unwrap_or_default();
        root.arrange(Some(Return::PART));
        if let Content::Mapping(entries) = &mut root.content
            && let Some(first) = entries.first_mut()
        {
            header.append(&mut first.leading);
        }
        Ok(Self { root, header, marked: text.starts_with("---"), carriage })
    }

    /// The text of it.
    pub(super) fn write(&self) -> String {
        let text = write::write(self);
        if self.carriage { text.replace('\n', "\r\n") } else { text }
    }
}

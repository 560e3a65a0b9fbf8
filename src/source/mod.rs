//! Text as it was submitted, and the way back from a value to its line and column.

mod documents;
mod essence;
mod excerpt;
mod limits;
mod marks;
mod places;
mod plain;
mod reads;
mod spelling;
mod tree;
mod typed;

use std::fmt;

use sha2::{Digest, Sha256};

pub use documents::{DOCUMENT_LIMIT, Document, Documents, Framing, Unreadable, placed};
pub use essence::essence;
pub use excerpt::{Excerpt, excerpts};
pub use limits::{check_json_limits, check_limits};
pub use places::{Found, Places};
pub use reads::{note_read, read_text, was_read};
pub use spelling::{folded, is_invisible, looks, scripts, tidy};
pub use tree::{Content, Key, Node, SyntaxError, parse_tree};
pub use typed::{Misread, from_yaml};

/// What a parser says is wrong, without the place, which is told apart, and without the long texts it quotes.
pub fn words_of(error: &impl fmt::Display) -> String {
    const QUOTED: usize = 40;
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let (Some(start), Some(end)) = (message.find('"'), message.rfind('"')) else { return message.to_owned() };
    match message[start..end].char_indices().nth(QUOTED) {
        Some((length, _)) => format!("{}…{}", &message[..start + length], &message[end..]),
        None => message.to_owned(),
    }
}

/// The SHA-256 of bytes, in hexadecimal.
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The way from the top of a document to one value: `roles[3].cost`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Route(Vec<Step>);

/// One step of a [`Route`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Into a mapping, by its key.
    Key(String),
    /// Into a list, by its place from 0.
    Index(usize),
}

impl Route {
    /// The document itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// One of the lists of a return and an item in it: `roles[3]`.
    pub fn item(list: &str, index: usize) -> Self {
        Self(vec![Step::Key(list.to_owned()), Step::Index(index)])
    }

    /// Its steps, from the top of the document.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Whether it goes into a list, so that it changes when entries are put in another order.
    pub fn is_numbered(&self) -> bool {
        self.0.iter().any(|step| matches!(step, Step::Index(_)))
    }

    /// The way to what holds the value, and the last step from there.
    pub fn split_last(&self) -> Option<(Self, &Step)> {
        self.0.split_last().map(|(last, before)| (Self(before.to_vec()), last))
    }

    /// How many steps it goes beyond another way; none if it goes elsewhere.
    pub fn beyond(&self, other: &Self) -> Option<usize> {
        self.0.strip_prefix(other.0.as_slice()).map(<[Step]>::len)
    }

    /// One step further, into a mapping.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.0.push(Step::Key(key.into()));
        self
    }

    /// One step further, into a list.
    #[must_use]
    pub fn index(mut self, index: usize) -> Self {
        self.0.push(Step::Index(index));
        self
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if place == 0 => write!(f, "{key}")?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// A line and a column of a file, both from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
}

impl Position {
    /// The place in the file of a place in one of its documents.
    #[must_use]
    pub fn below(self, first_line: u32) -> Self {
        Self { line: self.line.saturating_add(first_line.saturating_sub(1)), ..self }
    }
}

/// From where to where something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Its first character.
    pub start: Position,
    /// Behind its last character.
    pub end: Position,
}

impl Span {
    /// The beginning of a text.
    const START: Self = Self { start: Position { line: 1, column: 1 }, end: Position { line: 1, column: 1 } };

    /// The place in the file of a place in one of its documents.
    #[must_use]
    pub fn below(self, first_line: u32) -> Self {
        Self { start: self.start.below(first_line), end: self.end.below(first_line) }
    }
}

//! A document as a tree that knows its comments.

use crate::returns::parts::{Key, Part};

/// A value with what is said below it.
#[derive(Debug, Clone)]
pub(in crate::returns) struct Value {
    pub(in crate::returns) content: Content,
    /// Comments after the last thing in it; an empty one is a blank line.
    pub(in crate::returns) foot: Vec<String>,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(in crate::returns) enum Content {
    Scalar(Scalar),
    List(Vec<Entry>),
    Mapping(Vec<Entry>),
}

/// A text, a number, nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::returns) struct Scalar {
    pub(in crate::returns) text: String,
    pub(in crate::returns) style: Style,
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::returns) enum Style {
    /// Without quotes: what it says decides what it is.
    Plain,
    /// With quotes or as a block: text.
    Text,
}

/// An entry of a list, or of a mapping: then it has a key.
#[derive(Debug, Clone)]
pub(in crate::returns) struct Entry {
    /// Comments on lines of their own before it; an empty one is a blank line.
    pub(in crate::returns) leading: Vec<String>,
    pub(in crate::returns) key: Option<Scalar>,
    pub(in crate::returns) value: Value,
    /// The comment on its line.
    pub(in crate::returns) trailing: Option<String>,
}

impl Scalar {
    pub(in crate::returns) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: Style::Plain }
    }

    /// Whether it is an unquoted nothing.
    pub(in crate::returns) fn is_null(&self) -> bool {
        self.style == Style::Plain && matches!(self.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }
}

impl Entry {
    /// The text of its key; nothing in a list.
    pub(in crate::returns) fn name(&self) -> &str {
        self.key.as_ref().map_or("", |key| key.text.as_str())
    }

    fn has_comment(&self) -> bool {
        !self.leading.iter().all(String::is_empty) || self.trailing.is_some() || self.value.has_comment()
    }
}

impl Value {
    /// Whether a comment stands anywhere inside.
    pub(in crate::returns) fn has_comment(&self) -> bool {
        !self.foot.iter().all(String::is_empty)
            || match &self.content {
                Content::Scalar(_) => false,
                Content::List(entries) | Content::Mapping(entries) => entries.iter().any(Entry::has_comment),
            }
    }

    /// The value of a key.
    pub(in crate::returns) fn get(&self, key: &str) -> Option<&Self> {
        match &self.content {
            Content::Mapping(entries) => entries.iter().find(|entry| entry.name() == key).map(|entry| &entry.value),
            _ => None,
        }
    }

    /// The entries of a list or a mapping.
    pub(in crate::returns) fn entries_mut(&mut self) -> &mut [Entry] {
        match &mut self.content {
            Content::Scalar(_) => &mut [],
            Content::List(entries) | Content::Mapping(entries) => entries,
        }
    }

    /// The text of a scalar that says something.
    pub(in crate::returns) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(scalar) if !scalar.is_null() => Some(&scalar.text),
            _ => None,
        }
    }

    /// Puts the keys into the order of the format, and comments where a block can have them.
    pub(super) fn arrange(&mut self, part: Option<&Part>) {
        match &mut self.content {
            Content::Scalar(_) => {}
            Content::List(entries) => {
                for entry in entries {
                    entry.value.arrange(part);
                    // A comment before the first key of an entry stands before the entry.
                    if let Content::Mapping(inner) = &mut entry.value.content
                        && let Some(first) = inner.first_mut()
                    {
                        entry.leading.append(&mut first.leading);
                    }
                }
            }
            Content::Mapping(entries) => {
                let keys = part.map_or(&[][..], |part| part.keys);
                entries.sort_by_key(|entry| keys.iter().position(|key| key.name == entry.name()).unwrap_or(keys.len()));
                for entry in entries {
                    let key = part.and_then(|part| part.key(entry.name()));
                    entry.value.arrange(key.and_then(Key::part));
                }
            }
        }
    }
}

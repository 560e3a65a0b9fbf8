//! Changes to a text in place: where its lines begin, and the text with some of its bytes replaced.

use std::ops::Range;

use crate::source::Position;

/// A text and the bytes at which its lines begin.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(end, _)| end + 1)).collect();
        Self { text, starts }
    }

    /// The byte at which a line begins.
    pub(super) fn start(&self, line: u32) -> Option<usize> {
        self.starts.get(line.checked_sub(1)? as usize).copied()
    }

    /// From line and column to the byte.
    pub(super) fn byte(&self, at: Position) -> Option<usize> {
        let start = self.start(at.line)?;
        let column = at.column.checked_sub(1)? as usize;
        let found = self.text.get(start..)?.char_indices().nth(column);
        Some(found.map_or(self.text.len(), |(byte, _)| start + byte))
    }
}

/// A text with other words in place of some bytes, in the order of the text.
pub(super) fn replaced<'c>(text: &str, changes: impl Iterator<Item = (Range<usize>, &'c str)>) -> String {
    let mut out = String::with_capacity(text.len() + 1024);
    let mut copied = 0;
    for (range, words) in changes {
        out.push_str(&text[copied..range.start]);
        out.push_str(words);
        copied = range.end;
    }
    out.push_str(&text[copied..]);
    out
}

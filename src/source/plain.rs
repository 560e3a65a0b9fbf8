//! The marks of texts that are laid out plainly, as most returns are and all JSON is: found line by line, without a parser.
//!
//! What is accepted reads here as it reads in the parser, mark by mark, which a test compares. Everything else (text over
//! several lines, anchors, tags, tabs, a key without a value) is left to the parser.

use std::borrow::Cow;

use super::marks::{Mark, Wanted};
use super::{Position, Span};

/// The text is not laid out plainly: ask the parser.
pub(super) struct NotPlain;

/// Nesting beyond this is for the parser to refuse.
const DEEP: usize = 64;

/// A parser refuses keys that are much longer.
const LONGEST_KEY: usize = 128;

/// Line breaks to some readers of YAML and not to others, and the mark of the byte order.
const UNCLEAR: [char; 4] = ['\u{85}', '\u{2028}', '\u{2029}', '\u{FEFF}'];

/// Hands out the marks of a text with their places, until no more are wanted. Some may have been handed out before it
/// turns out that the text is not plain.
pub(super) fn read<'a>(text: &'a str, take: &mut dyn FnMut(Mark<'a>, Span) -> Wanted) -> Result<(), NotPlain> {
    if !text.is_ascii() && text.contains(UNCLEAR) {
        return Err(NotPlain);
    }
    let done = if text.trim_ascii_start().starts_with(['{', '[']) { whole(text, take) } else { lines(text, take) };
    done.map(|_| ()).ok_or(NotPlain)
}

/// Reads a text that is one list or mapping in brackets. None: not plain.
fn whole<'a>(text: &'a str, take: &mut dyn FnMut(Mark<'a>, Span) -> Wanted) -> Option<Wanted> {
    let mut within = Brackets::at(text, 1, 1);
    within.skip();
    if !within.value(0, take)? {
        return Some(false);
    }
    within.skip();
    within.rest.is_empty().then_some(true)
}

/// A list or a mapping by indentation.
struct Block {
    indent: usize,
    is_list: bool,
}

/// Reads a text line by line.
fn lines<'a>(text: &'a str, take: &mut dyn FnMut(Mark<'a>, Span) -> Wanted) -> Option<Wanted> {
    let mut open: Vec<Block> = Vec::new();
    // The last line was a key without a value: that comes with the next one.
    let mut waits = false;
    let mut wanted = true;
    let has_carriages = text.contains('\r');
    // Asked of the whole text: not one byte after the other, as long as it might be the last.
    let is_odd = |byte: u8| byte < b' ' || byte == 0x7F;
    let has_odd = text.bytes().fold(false, |odd, byte| odd | is_odd(byte) & !matches!(byte, b'\n' | b'\r'));
    for (number, line) in (1..).zip(text.split('\n')) {
        let line = if has_carriages { line.strip_suffix('\r').unwrap_or(line) } else { line };
        let content = line.trim_start_matches(' ');
        if has_carriages && line.contains('\r') {
            return None;
        }
        if content.is_empty() || content.starts_with('#') || number == 1 && line == "---" {
            continue;
        }
        let indent = line.len() - content.len();
        if has_odd && line.bytes().any(is_odd) || line.starts_with("---") || line.starts_with("...") {
            return None;
        }
        let is_entry = content.starts_with("- ");
        if !waits {
            // A deeper line continues the one before.
            if open.last().is_some_and(|block| indent > block.indent) {
                return None;
            }
            if !wanted {
                return Some(false);
            }
            let ends = |block: &Block| block.indent > indent || block.indent == indent && block.is_list && !is_entry;
            while open.len() > 1 && open.last().is_some_and(ends) {
                open.pop();
                wanted &= take(Mark::End(None), Span::START);
            }
        }
        let mut row = Row { line, number, at: indent };
        match open.last() {
            Some(block) if !waits => {
                if block.indent != indent || block.is_list != is_entry {
                    return None;
                }
            }
            Some(block) if indent < block.indent || indent == block.indent && !is_entry => return None,
            None if indent > 0 => return None,
            block => {
                let mut start = Row { ..row };
                if block.is_some_and(|block| block.indent == indent) {
                    // The parser lets a list that is no deeper than its key begin with its first entry.
                    start.at += 1;
                    start.skip();
                }
                open.push(Block { indent, is_list: is_entry });
                wanted &= take(if is_entry { Mark::List(0) } else { Mark::Mapping(0) }, start.here());
            }
        }
        if open.len() > DEEP {
            return None;
        }
        if is_entry {
            row.at += 1;
            row.skip();
            if key(row.rest()).is_none() {
                waits = false;
                wanted &= row.value(take)?;
                continue;
            }
            open.push(Block { indent: row.at, is_list: false });
            wanted &= take(Mark::Mapping(0), row.here());
        }
        let key = key(row.rest())?;
        wanted &= take(Mark::Scalar { text: Cow::Borrowed(key), plain: true, anchor: 0 }, row.span(key.len()));
        row.at += key.len() + 1;
        row.skip();
        waits = row.rest().is_empty() || row.rest().starts_with('#');
        if !waits {
            wanted &= row.value(take)?;
        }
    }
    if waits || open.is_empty() {
        return None;
    }
    while wanted && open.pop().is_some() {
        wanted = take(Mark::End(None), Span::START);
    }
    Some(wanted)
}

/// The key that a text begins with: a word, a colon, and white space or the end of the line.
fn key(text: &str) -> Option<&str> {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let length = text.bytes().take_while(is_letter).count();
    let first = text.bytes().next()?;
    let ends = matches!(text.as_bytes()[length..], [b':'] | [b':', b' ', ..]);
    (ends && length <= LONGEST_KEY && (first.is_ascii_alphanumeric() || first == b'_')).then(|| &text[..length])
}

/// A line, and how far it is read.
struct Row<'a> {
    line: &'a str,
    number: u32,
    at: usize,
}

impl<'a> Row<'a> {
    fn rest(&self) -> &'a str {
        &self.line[self.at..]
    }

    fn skip(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches(' ').len();
    }

    fn position(&self, at: usize) -> Position {
        Position { line: self.number, column: narrow(length(&self.line[..at])).saturating_add(1) }
    }

    fn here(&self) -> Span {
        self.span(0)
    }

    /// The place of the next `bytes`.
    fn span(&self, bytes: usize) -> Span {
        let start = self.position(self.at);
        let columns = narrow(length(&self.line[self.at..self.at + bytes]));
        Span { start, end: Position { column: start.column.saturating_add(columns), ..start } }
    }

    /// The value that is the rest of the line, but for a comment.
    fn value(&mut self, take: &mut dyn FnMut(Mark<'a>, Span) -> Wanted) -> Option<Wanted> {
        let rest = self.rest();
        let (mark, length) = match rest.as_bytes().first()? {
            b'{' | b'[' => {
                let mut within = Brackets::at(rest, self.number, self.position(self.at).column);
                let wanted = within.value(0, take)?;
                // Where no more is wanted it was left in the middle.
                return (!wanted || is_over(within.rest)).then_some(wanted);
            }
            b'"' | b'\'' => {
                let (text, length) = quoted(rest)?;
                (Mark::Scalar { text, plain: false, anchor: 0 }, length)
            }
            _ => {
                // One byte is found much faster than two.
                let text = if rest.contains('#') { rest.split(" #").next().unwrap_or(rest) } else { rest };
                let text = text.trim_end_matches(' ');
                if !begins_plain(text) || text.ends_with(':') || text.contains(':') && text.contains(": ") {
                    return None;
                }
                (Mark::Scalar { text: Cow::Borrowed(text), plain: true, anchor: 0 }, text.len())
            }
        };
        let span = self.span(length);
        is_over(&rest[length..]).then(|| take(mark, span))
    }
}

/// Whether nothing follows but white space and a comment.
fn is_over(rest: &str) -> bool {
    let trimmed = rest.trim_start_matches(' ');
    trimmed.is_empty() || trimmed.len() < rest.len() && trimmed.starts_with('#')
}

/// Whether a text without quotes may begin so.
fn begins_plain(text: &str) -> bool {
    match text.as_bytes() {
        [b'-', rest @ ..] => rest.first().is_some_and(u8::is_ascii_digit),
        [
            b'?' | b':' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"'
            | b'%' | b'@' | b'`',
            ..,
        ]
        | [] => false,
        [first, ..] => *first > b' ',
    }
}

/// The text in the quotes that `rest` begins with, on one line, and how many bytes it takes with them.
fn quoted(rest: &str) -> Option<(Cow<'_, str>, usize)> {
    let bytes = rest.as_bytes();
    let quote = bytes[0];
    let (mut at, mut escapes) = (1, false);
    loop {
        match *bytes.get(at)? {
            b'\\' if quote == b'"' => {
                escapes = true;
                at += 2;
            }
            byte if byte == quote => {
                if quote == b'"' || bytes.get(at + 1) != Some(&quote) {
                    break;
                }
                escapes = true;
                at += 2;
            }
            byte if byte < b' ' || byte == 0x7F => return None,
            _ => at += 1,
        }
    }
    let text = match (escapes, quote) {
        (false, _) => Cow::Borrowed(&rest[1..at]),
        (true, b'\'') => Cow::Owned(rest[1..at].replace("''", "'")),
        // What JSON escapes means the same in YAML; what only YAML has is left to its parser.
        (true, _) => Cow::Owned(serde_json::from_str(&rest[..=at]).ok()?),
    };
    Some((text, at + 1))
}

/// A text in brackets, and how far it is read.
struct Brackets<'a> {
    rest: &'a str,
    line: u32,
    column: u32,
}

impl<'a> Brackets<'a> {
    fn at(rest: &'a str, line: u32, column: u32) -> Self {
        Self { rest, line, column }
    }

    fn here(&self) -> Position {
        Position { line: self.line, column: self.column }
    }

    /// Goes on by so many bytes of one line; hands out their place.
    fn pass(&mut self, bytes: usize) -> Span {
        let start = self.here();
        let (passed, rest) = self.rest.split_at(bytes);
        self.column = self.column.saturating_add(narrow(length(passed)));
        self.rest = rest;
        Span { start, end: self.here() }
    }

    /// Passes white space.
    fn skip(&mut self) {
        while let [byte @ (b' ' | b'\t' | b'\n'), ..] | [byte @ b'\r', b'\n', ..] = self.rest.as_bytes() {
            if *byte == b'\n' {
                (self.line, self.column) = (self.line.saturating_add(1), 1);
            } else {
                self.column = self.column.saturating_add(1);
            }
            self.rest = &self.rest[1..];
        }
    }

    /// A list, a mapping, or what is neither. None: not plain.
    fn value(&mut self, depth: usize, take: &mut dyn FnMut(Mark<'a>, Span) -> Wanted) -> Option<Wanted> {
        if depth > DEEP {
            return None;
        }
        let (mark, closing) = match self.rest.as_bytes().first()? {
            b'{' => (Mark::Mapping(0), '}'),
            b'[' => (Mark::List(0), ']'),
            _ => return self.scalar(take),
        };
        let is_mapping = closing == '}';
        if !take(mark, self.pass(1)) {
            return Some(false);
        }
        self.skip();
        let mut first = true;
        while !self.rest.starts_with(closing) {
            if !std::mem::take(&mut first) {
                if !self.rest.starts_with(',') {
                    return None;
                }
                self.pass(1);
                self.skip();
            }
            if is_mapping {
                let is_quoted = self.rest.starts_with(['"', '\'']);
                if self.rest.starts_with(['{', '[']) {
                    return None;
                }
                let start = self.rest.len();
                if !self.scalar(take)? {
                    return Some(false);
                }
                if start - self.rest.len() > LONGEST_KEY {
                    return None;
                }
                if is_quoted {
                    self.skip();
                }
                // Behind a word the colon is one only with white space.
                let is_colon = match self.rest.as_bytes() {
                    [b':', b' ', ..] => true,
                    [b':', ..] => is_quoted,
                    _ => false,
                };
                if !is_colon {
                    return None;
                }
                self.pass(1);
                self.skip();
            }
            if !self.value(depth + 1, take)? {
                return Some(false);
            }
            self.skip();
        }
        let end = self.pass(1);
        Some(take(Mark::End(Some(end.end)), end))
    }

    fn scalar(&mut self, take: &mut dyn FnMut(Mark<'a>, Span) -> Wanted) -> Option<Wanted> {
        if self.rest.starts_with(['"', '\'']) {
            let (text, length) = quoted(self.rest)?;
            let span = self.pass(length);
            return Some(take(Mark::Scalar { text, plain: false, anchor: 0 }, span));
        }
        let ends = |byte: &u8| matches!(byte, b',' | b'[' | b']' | b'{' | b'}' | b':' | b'#') || *byte < b' ';
        let length = self.rest.bytes().position(|byte| ends(&byte)).unwrap_or(self.rest.len());
        let text = self.rest[..length].trim_end_matches(' ');
        if !begins_plain(text) || text.contains('\x7F') {
            return None;
        }
        let span = self.pass(text.len());
        // White space before the colon of a key is unusual: the parser knows.
        Some(take(Mark::Scalar { text: Cow::Borrowed(text), plain: true, anchor: 0 }, span))
    }
}

/// How many characters.
fn length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

fn narrow(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

//! From the text of a document to its tree, each comment at the entry that it speaks of.

use std::ops::Range;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span};

use super::Refusal;
use super::comments::{Remark, remarks};
use super::tree::{Content, Entry, Scalar, Style, Value};
use crate::source::parse_tree;

/// Reads a document whose lines end with `\n` alone.
pub(super) fn read(text: &str) -> Result<Value, Refusal> {
    let (mut parts, texts) = outline(text)?;
    let remarks = remarks(text, &texts);
    attach(&mut parts, &remarks);
    if !parts.lost.is_empty() {
        return Err(Refusal::new(line(parts.lost[0]), "a comment here belongs to nothing that could be moved with it"));
    }
    Ok(parts.build(0))
}

/// The comments and blank lines of a document.
pub(super) fn comments(text: &str) -> Result<Vec<Remark>, Refusal> {
    outline(text).map(|(_, texts)| remarks(text, &texts))
}

/// A list, a mapping, or a scalar as it stands in the text. Children follow their parents.
struct Part {
    /// The part that holds it; itself for the root.
    parent: usize,
    key: Option<Scalar>,
    kind: Kind,
    /// Its entry begins here: the key, the dash, or the value.
    start: usize,
    start_line: usize,
    /// The column of the entry, from 0.
    column: usize,
    /// The characters between its brackets; a block has none.
    flow: Option<Range<usize>>,
    leading: Vec<String>,
    trailing: Option<String>,
    foot: Vec<String>,
}

enum Kind {
    Scalar(Scalar),
    List,
    Mapping,
}

/// Something on a line that a comment behind it speaks of.
struct Token {
    at: usize,
    last_line: usize,
    part: usize,
}

/// Why a document with anchors stays as it is.
const ALIASES: &str = "anchors and aliases are not laid out; write the values out";

/// A document as it stands in its text.
#[derive(Default)]
struct Outline {
    parts: Vec<Part>,
    tokens: Vec<Token>,
    /// Lines of comments that found no place.
    lost: Vec<usize>,
}

fn line(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Every part of a document, and the ranges of characters in which `#` is no comment.
fn outline(text: &str) -> Result<(Outline, Vec<Range<usize>>), Refusal> {
    if text.contains('\r') {
        return Err(Refusal::new(1, "it has carriage returns that end no line"));
    }
    // Bounds of nesting and of aliases are kept there.
    parse_tree(text).map_err(|_| Refusal::new(1, "another reader of YAML refuses it (often because of a tab)"))?;
    let mut pass =
        Pass { letters: text.chars().collect(), found: Outline::default(), texts: Vec::new(), open: Vec::new() };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| Refusal::new(line(error.marker().line()), "this is not YAML"))?;
        if matches!(event, Event::DocumentEnd) {
            break;
        }
        pass.take(event, span)?;
    }
    pass.texts.sort_by_key(|range| range.start);
    Ok((pass.found, pass.texts))
}

/// A pass over the events of a document.
struct Pass {
    letters: Vec<char>,
    found: Outline,
    texts: Vec<Range<usize>>,
    /// The lists and mappings that are open, each with the key whose value comes next.
    open: Vec<Open>,
}

struct Open {
    part: usize,
    key: Option<(Scalar, Marker)>,
}

impl Pass {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Refusal> {
        let at = span.start;
        let plain = |anchor: usize, tagged: bool| match (anchor, tagged) {
            (0, false) => Ok(()),
            (0, true) => Err(Refusal::new(line(at.line()), "tags (`!…`) are not laid out; take them away")),
            _ => Err(Refusal::new(line(at.line()), ALIASES)),
        };
        match event {
            Event::Alias(_) => Err(Refusal::new(line(at.line()), ALIASES)),
            Event::Scalar(words, style, anchor, tag) => {
                plain(anchor, tag.is_some())?;
                self.scalar(words.into_owned(), style, span)
            }
            Event::SequenceStart(anchor, tag) => {
                plain(anchor, tag.is_some())?;
                self.container(Kind::List, at)
            }
            Event::MappingStart(anchor, tag) => {
                plain(anchor, tag.is_some())?;
                self.container(Kind::Mapping, at)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(Open { part, .. }) = self.open.pop() else { return Ok(()) };
                if let Some(flow) = &mut self.found.parts[part].flow {
                    flow.end = at.index();
                    self.found.tokens.push(Token { at: at.index(), last_line: at.line(), part });
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn scalar(&mut self, text: String, style: ScalarStyle, span: Span) -> Result<(), Refusal> {
        let at = span.start;
        let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        let style = if style == ScalarStyle::Plain { Style::Plain } else { Style::Text };
        let scalar = Scalar { text, style };
        if is_block {
            let Some(Open { key: Some((_, key)), .. }) = self.open.last() else {
                return Err(Refusal::new(line(at.line()), "there is a block of text in a list here"));
            };
            self.texts.push(block(&self.letters, at.index(), at.line() > key.line(), key.col()));
        } else if style == Style::Text {
            self.texts.push(at.index()..span.end.index());
        }
        if self.awaits_key()
            && let Some(open) = self.open.last_mut()
        {
            open.key = Some((scalar, at));
            return Ok(());
        }
        let is_written = !scalar.text.is_empty() || scalar.style == Style::Text;
        let part = self.add(Kind::Scalar(scalar), at, None);
        // Behind a block a comment can only stand on the line of its key.
        if is_written && !is_block {
            let inside = &self.letters[at.index().min(self.letters.len())..span.end.index().min(self.letters.len())];
            let last = inside.iter().rposition(|letter| !letter.is_whitespace()).unwrap_or_default();
            let last_line = at.line() + newlines(&inside[..last]);
            self.found.tokens.push(Token { at: at.index(), last_line, part });
        }
        Ok(())
    }

    fn container(&mut self, kind: Kind, at: Marker) -> Result<(), Refusal> {
        if self.awaits_key() {
            return Err(Refusal::new(line(at.line()), "a list or a mapping is a key here"));
        }
        let bracket = if matches!(kind, Kind::List) { '[' } else { '{' };
        let is_flow = self.letters.get(at.index()) == Some(&bracket);
        let part = self.add(kind, at, is_flow.then(|| at.index()..self.letters.len()));
        if is_flow {
            self.found.tokens.push(Token { at: at.index(), last_line: at.line(), part });
        }
        self.open.push(Open { part, key: None });
        Ok(())
    }

    /// Whether what comes next is a key.
    fn awaits_key(&self) -> bool {
        let is_mapping = |open: &Open| matches!(self.found.parts[open.part].kind, Kind::Mapping);
        self.open.last().is_some_and(|open| open.key.is_none() && is_mapping(open))
    }

    /// Adds a value to what is open.
    fn add(&mut self, kind: Kind, at: Marker, flow: Option<Range<usize>>) -> usize {
        let number = self.found.parts.len();
        let parent = self.open.last().map_or(number, |open| open.part);
        let (key, place) = self.open.last_mut().and_then(|open| open.key.take()).unzip();
        let holder = self.found.parts.get(parent);
        let in_block_list = holder.is_some_and(|part| matches!(part.kind, Kind::List) && part.flow.is_none());
        let (start, column, start_line) = match place {
            Some(key) => (key.index(), key.col(), key.line()),
            None if in_block_list => dash(&self.letters, at.index())
                .map_or((at.index(), at.col(), at.line()), |(index, column, up)| (index, column, at.line() - up)),
            None => (at.index(), at.col(), at.line()),
        };
        if let Some(key) = place {
            self.found.tokens.push(Token { at: key.index(), last_line: key.line(), part: number });
        }
        self.found.parts.push(Part {
            parent,
            key,
            kind,
            start,
            start_line,
            column,
            flow,
            leading: Vec::new(),
            trailing: None,
            foot: Vec::new(),
        });
        number
    }
}

fn newlines(letters: &[char]) -> usize {
    letters.iter().filter(|letter| **letter == '\n').count()
}

/// The dash before a value: its place, its column, and how many lines above it stands.
fn dash(letters: &[char], value: usize) -> Option<(usize, usize, usize)> {
    let before = &letters[..value.min(letters.len())];
    let index = before.iter().rposition(|letter| !letter.is_whitespace())?;
    if before[index] != '-' {
        return None;
    }
    let column = before[..index].iter().rev().take_while(|letter| **letter != '\n').count();
    Some((index, column, newlines(&before[index..])))
}

/// The characters of a block scalar. `at` is on its first line if it is `below` its sign, else on the line of the sign;
/// `column` is that of its key.
fn block(letters: &[char], at: usize, below: bool, column: usize) -> Range<usize> {
    let at = at.min(letters.len());
    let line_end = |from: usize| letters[from..].iter().position(|letter| *letter == '\n').map(|end| from + end + 1);
    let start =
        if below { letters[..at].iter().rposition(|letter| *letter == '\n').map(|end| end + 1) } else { line_end(at) };
    let start = start.unwrap_or(letters.len());
    let mut end = start;
    while end < letters.len() {
        let next = line_end(end).unwrap_or(letters.len());
        let content = &letters[end..next];
        let indent = content.iter().take_while(|letter| **letter == ' ').count();
        if content.iter().any(|letter| !letter.is_whitespace()) && indent <= column {
            break;
        }
        end = next;
    }
    // Blank lines at its end are kept as such.
    start..end.max(start)
}

/// Gives each comment to the part that it speaks of.
fn attach(found: &mut Outline, remarks: &[Remark]) {
    let mut order: Vec<usize> = (0..found.parts.len()).filter(|part| found.parts[*part].parent != *part).collect();
    order.sort_by_key(|part| (found.parts[*part].start, *part));
    found.tokens.sort_by_key(|token| token.at);
    let mut blank = false;
    for (index, remark) in remarks.iter().enumerate() {
        let last = found.tokens.partition_point(|token| token.at < remark.at).checked_sub(1);
        let behind = last.map(|last| &found.tokens[last]).filter(|token| token.last_line == remark.line);
        if let (false, Some(token)) = (remark.alone, behind) {
            let part = &mut found.parts[token.part];
            match part.trailing {
                None => part.trailing = Some(remark.text.clone()),
                Some(_) => part.leading.push(remark.text.clone()),
            }
            continue;
        }
        let next = order.get(order.partition_point(|part| found.parts[*part].start < remark.at)).copied();
        if remark.text.is_empty() {
            // Before a comment the blank line is that of the comment.
            let before_entry = remarks
                .get(index + 1)
                .is_none_or(|other| !other.alone || next.is_some_and(|next| found.parts[next].start < other.at));
            match next {
                Some(next) if before_entry => found.parts[next].leading.push(String::new()),
                _ => blank = true,
            }
            continue;
        }
        let Some(place) = place(found, remark, last, next) else {
            found.lost.push(remark.line);
            continue;
        };
        if std::mem::take(&mut blank) {
            place.push(String::new());
        }
        place.push(remark.text.clone());
    }
}

/// Where a comment on a line of its own belongs.
fn place<'f>(
    found: &'f mut Outline,
    remark: &Remark,
    last: Option<usize>,
    next: Option<usize>,
) -> Option<&'f mut Vec<String>> {
    // Between brackets it stays between them.
    let around = found
        .parts
        .iter()
        .rposition(|part| part.flow.as_ref().is_some_and(|flow| flow.start < remark.at && remark.at < flow.end));
    if let Some(around) = around {
        let end = found.parts[around].flow.as_ref()?.end;
        return match next.filter(|next| found.parts[*next].start < end) {
            Some(next) => Some(&mut found.parts[next].leading),
            None => Some(&mut found.parts[around].foot),
        };
    }
    if let Some(next) = next
        && (remark.column <= found.parts[next].column || last.is_none() || found.parts[next].start_line == remark.line)
    {
        return Some(&mut found.parts[next].leading);
    }
    // Further in than what follows: it ends the innermost block that it can belong to.
    let mut part = found.tokens[last?].part;
    let is_nothing = matches!(&found.parts[part].kind, Kind::Scalar(scalar) if scalar.is_null());
    if is_nothing && found.parts[part].key.is_some() && remark.column > found.parts[part].column {
        return Some(&mut found.parts[part].foot);
    }
    loop {
        let parent = found.parts[part].parent;
        // The entries of a block stand in one column.
        if found.parts[parent].flow.is_none() && found.parts[part].column <= remark.column || parent == part {
            return Some(&mut found.parts[parent].foot);
        }
        part = parent;
    }
}

impl Outline {
    /// The value that a part is, with everything in it.
    fn build(mut self, root: usize) -> Value {
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); self.parts.len()];
        for (number, part) in self.parts.iter().enumerate() {
            if part.parent != number {
                children[part.parent].push(number);
            }
        }
        if self.parts.is_empty() {
            return Value { content: Content::Scalar(Scalar::plain("")), foot: Vec::new() };
        }
        self.value(root, &children)
    }

    /// At most 64 levels deep.
    fn value(&mut self, number: usize, children: &[Vec<usize>]) -> Value {
        let entries = |parts: &mut Self| -> Vec<Entry> {
            let entry = |child: &usize| Entry {
                value: parts.value(*child, children),
                leading: std::mem::take(&mut parts.parts[*child].leading),
                key: parts.parts[*child].key.take(),
                trailing: parts.parts[*child].trailing.take(),
            };
            children[number].iter().map(entry).collect()
        };
        let content = match &self.parts[number].kind {
            Kind::Scalar(scalar) => Content::Scalar(scalar.clone()),
            Kind::List => Content::List(entries(self)),
            Kind::Mapping => Content::Mapping(entries(self)),
        };
        Value { content, foot: std::mem::take(&mut self.parts[number].foot) }
    }
}

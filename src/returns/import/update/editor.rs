//! Changes to the text of a return.

use std::collections::{BTreeMap, BTreeSet};

use super::matching::figure;
use super::{NotUpdated, alike, no};
use crate::returns::import::draft::{Draft, DraftItem, name_key, printable, scalar, unit_text};
use crate::returns::lines::{Lines, replaced};
use crate::returns::model::{Kind, Return};
use crate::source::{Content, Node, Route};

/// A replacement of bytes of the text.
struct Change {
    start: usize,
    end: usize,
    text: String,
}

/// Changes to a text, made from its end to its beginning.
pub(super) struct Editor<'t> {
    text: &'t str,
    tree: &'t Node,
    lines: Lines<'t>,
    newline: &'static str,
    changes: Vec<Change>,
    tail: String,
}

impl<'t> Editor<'t> {
    pub(super) fn new(text: &'t str, tree: &'t Node) -> Self {
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Self { text, tree, lines: Lines::of(text), newline, changes: Vec::new(), tail: String::new() }
    }

    /// Ids of the draft's units in the return: of one with the same name, else of a new one.
    pub(super) fn units(&mut self, declared: &Return, draft: &Draft) -> Result<BTreeMap<String, String>, NotUpdated> {
        let mut names: BTreeMap<String, &str> = BTreeMap::new();
        for unit in &declared.units {
            names.entry(alike(&unit.name)).or_insert(unit.id.as_str());
        }
        let mut ids: BTreeSet<&str> = declared.units.iter().map(|unit| unit.id.as_str()).collect();
        let mut units = BTreeMap::new();
        let mut new = String::new();
        for (id, name) in &draft.units {
            let known = names.get(&alike(name)).copied().or_else(|| ids.contains(id.as_str()).then_some(id.as_str()));
            match known {
                Some(known) => units.insert(id.clone(), known.to_owned()),
                None => {
                    ids.insert(id);
                    new.push_str(&unit_text(id, name, "  "));
                    units.insert(id.clone(), id.clone())
                }
            };
        }
        self.append("units", &new)?;
        Ok(units)
    }

    /// Writes the figures of an item where they differ. True if one does.
    pub(super) fn figures(&mut self, kind: Kind, index: usize, item: &DraftItem) -> Result<bool, NotUpdated> {
        let Some(node) = self.tree.at(&Route::item(kind.list(), index)) else {
            return no("it uses aliases");
        };
        let mut changed = false;
        for (key, said) in &item.figures {
            match node.get(key) {
                Some(value) if value.text().is_some_and(|text| figure(text) == figure(said)) => continue,
                Some(value) if value.is_null() => return no(format!("`{key}` of `{}` is empty: take it out", item.id)),
                Some(value) => self.replace(value, said.clone())?,
                None => self.insert(node, key, said)?,
            }
            changed = true;
        }
        Ok(changed)
    }

    /// Gives an item the name that the tables have for it, and its grade and unit, which are part of what it is known by;
    /// and what they say in words and it does not say yet. True if its text changes.
    pub(super) fn rename(&mut self, kind: Kind, index: usize, item: &DraftItem) -> Result<bool, NotUpdated> {
        let Some(node) = self.tree.at(&Route::item(kind.list(), index)) else { return no("it uses aliases") };
        let mut changed = false;
        let name = (name_key(kind), item.name.clone());
        for (key, said) in std::iter::once(&name).chain(&item.texts) {
            let is_known_by = matches!(*key, "name" | "title" | "grade" | "unit");
            match node.get(key) {
                Some(value) if !is_known_by || value.text().is_some_and(|text| text.trim() == printable(said)) => {
                    continue;
                }
                Some(value) => self.replace(value, scalar(said))?,
                None => self.insert(node, key, &scalar(said))?,
            }
            changed = true;
        }
        Ok(changed)
    }

    /// Writes another value where one stands on a single line.
    fn replace(&mut self, value: &Node, text: String) -> Result<(), NotUpdated> {
        let places = self.lines.byte(value.position).zip(self.lines.byte(value.end));
        let Some((start, end)) = places.filter(|_| value.position.line == value.end.line) else {
            return no("a value that changes is written over several lines");
        };
        // What stands behind a quote may be counted to it, a comment included.
        let end = start + quoted(&self.text[start..end]).unwrap_or(end - start);
        self.changes.push(Change { start, end, text });
        Ok(())
    }

    /// Takes an entry of a list out, if it has lines of its own.
    pub(super) fn cut(&mut self, entry: &Node) -> Option<()> {
        let begin = self.lines.byte(entry.position)?;
        let start = self.lines.start(entry.position.line)?;
        // A text over several lines ends where the next line begins, or the first word in it.
        let last = begin + self.text.get(begin..self.lines.byte(entry.end)?)?.trim_end().len();
        let end = self.text[last..].find('\n').map_or(self.text.len(), |end| last + end + 1);
        let has_own_lines = self.text.get(start..begin)?.trim() == "-" && begin < end;
        has_own_lines.then(|| self.changes.push(Change { start, end, text: String::new() }))
    }

    /// Writes a key behind the first one of a mapping.
    fn insert(&mut self, node: &Node, key: &str, figure: &str) -> Result<(), NotUpdated> {
        let cannot = || NotUpdated("it is written in a way that cannot be changed in place".to_owned());
        let Content::Mapping(entries) = &node.content else { return no("it uses aliases") };
        let (name, first) = entries.first().ok_or_else(cannot)?;
        let start = self.lines.byte(node.position).ok_or_else(cannot)?;
        let end = self.lines.byte(first.end).ok_or_else(cannot)?;
        let text = if self.text[start..].starts_with('{') {
            format!(", {key}: {figure}")
        } else {
            if first.end.line != name.position.line || first.text().is_none() {
                return Err(cannot());
            }
            let indent = " ".repeat(name.position.column.saturating_sub(1) as usize);
            format!("{}{indent}{key}: {figure}", self.newline)
        };
        // In a block a comment may follow on the line: the key goes to the next.
        let at = if text.starts_with(',') { end } else { self.line_end(first.end.line) };
        self.changes.push(Change { start: at, end: at, text });
        Ok(())
    }

    /// The end of a line, before its break.
    fn line_end(&self, line: u32) -> usize {
        let start = self.lines.start(line).unwrap_or(self.text.len());
        let end = self.text[start..].find('\n').map_or(self.text.len(), |end| start + end);
        start + self.text[start..end].trim_end_matches('\r').len()
    }

    /// Writes entries at the end of a list. `entries` stand at an indent of two.
    pub(super) fn append(&mut self, list: &str, entries: &str) -> Result<(), NotUpdated> {
        if entries.is_empty() {
            return Ok(());
        }
        let cannot =
            || NotUpdated(format!("its `{list}` are written in brackets, to which nothing can be added in place"));
        let Some(node) = self.tree.get(list) else {
            self.tail.push_str(&format!("{list}:\n{entries}"));
            return Ok(());
        };
        let (indent, line) = match &node.content {
            Content::List(items) => {
                let start = self.lines.byte(node.position).ok_or_else(cannot)?;
                let last = items.last().filter(|_| self.text[start..].starts_with('-')).ok_or_else(cannot)?;
                // A text over several lines ends where the next line begins.
                let line = if last.end.column <= 1 { last.end.line - 1 } else { last.end.line };
                (node.position.column as usize - 1, line)
            }
            Content::Scalar { .. } if node.is_null() => (2, node.position.line),
            _ => return Err(cannot()),
        };
        let mut text = String::new();
        for line in entries.lines() {
            text.push_str(self.newline);
            text.push_str(&" ".repeat(indent));
            text.push_str(&line[2..]);
        }
        let at = self.line_end(line);
        self.changes.push(Change { start: at, end: at, text });
        Ok(())
    }

    /// The text with its changes.
    pub(super) fn finish(mut self) -> String {
        // Of changes at one place the later is further down: a list's new entries stand behind the keys of its last one.
        self.changes.sort_by_key(|change| change.start);
        let changes = self.changes.iter().map(|change| (change.start..change.end, change.text.as_str()));
        let mut out = replaced(self.text, changes);
        if !self.tail.is_empty() {
            if !out.ends_with('\n') {
                out.push_str(self.newline);
            }
            out.push_str(&self.tail.replace('\n', self.newline));
        }
        out
    }
}

/// How long a value in quotes is.
fn quoted(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|sign| matches!(sign, '"' | '\''))?;
    let mut signs = text.char_indices().skip(1).peekable();
    while let Some((at, sign)) = signs.next() {
        let is_escape =
            sign == '\\' && quote == '"' || sign == quote && signs.peek().is_some_and(|(_, next)| *next == quote);
        if is_escape {
            signs.next();
        } else if sign == quote {
            return Some(at + 1);
        }
    }
    None
}

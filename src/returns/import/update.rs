//! A return that is there already, brought up to date in its own text: what a person added or wrote differently stays,
//! comments included.
//!
//! An item is the same if it has the same id, else if it has the same name, unit and grade. Of such an item only figures
//! change: cost, staff, volume, the end of a contract. What the tables do not have stays as it is and is told.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, DraftItem, item_text, unit_text};
use crate::money::{MilliFte, Money};
use crate::returns::load::{Loaded, load};
use crate::returns::model::{Item, Kind, Return};
use crate::source::{Content, Document, Documents, Framing, Node, Position, Route, parse_tree};

/// A return brought up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Updated {
    /// Its text.
    pub text: String,
    /// Items that are new.
    pub added: usize,
    /// Items with a figure that changed.
    pub changed: usize,
    /// Ids of items of the tables' kinds that the tables do not have.
    pub missing: Vec<String>,
}

/// Why a return is left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotUpdated(pub String);

impl std::fmt::Display for NotUpdated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

fn no<T>(why: impl Into<String>) -> Result<T, NotUpdated> {
    Err(NotUpdated(why.into()))
}

/// A replacement of bytes of the text.
struct Change {
    start: usize,
    end: usize,
    text: String,
}

/// Brings the text of a return up to date.
///
/// # Errors
/// It is no single return in YAML, is of another body, period or currency, or is written in a way that cannot be changed
/// in place.
pub fn update(text: &str, draft: &Draft) -> Result<Updated, NotUpdated> {
    let mut documents = Documents::new(text.as_bytes(), Framing::Yaml);
    let (Some(Ok(document)), None) = (documents.next(), documents.next()) else {
        return no("it does not hold one return alone");
    };
    let Loaded::Return(declared) = load(&document) else {
        return no("it is no return that can be read: see `dupaudit check`");
    };
    same(&declared, draft)?;
    let Ok(tree) = parse_tree(text) else { return no("it cannot be changed in place") };
    let mut editor = Editor::new(text, &tree);
    let units = editor.units(&declared, draft)?;
    let mut updated = Updated { text: String::new(), added: 0, changed: 0, missing: Vec::new() };
    let kinds: BTreeSet<Kind> = draft.items.iter().map(|item| item.kind).collect();
    for kind in kinds {
        let matches = matched(&declared, draft, kind, &units);
        let mut new = String::new();
        let taken: BTreeSet<&str> = declared.items().filter(|item| item.kind == kind).map(|item| item.id).collect();
        let mut ids: BTreeSet<String> = taken.iter().map(|id| (*id).to_owned()).collect();
        for item in draft.items.iter().filter(|item| item.kind == kind) {
            match matches.get(item.id.as_str()) {
                Some(index) => updated.changed += usize::from(editor.figures(kind, *index, item)?),
                None => {
                    let mut item = item.clone();
                    for (key, text) in &mut item.texts {
                        if *key == "unit" {
                            text.clone_from(&units[text.as_str()]);
                        }
                    }
                    let plain = item.id.clone();
                    let mut count = 1;
                    while !ids.insert(item.id.clone()) {
                        count += 1;
                        item.id = format!("{plain}-{count}");
                    }
                    new.push_str(&item_text(&item, "  "));
                    updated.added += 1;
                }
            }
        }
        editor.append(kind.list(), &new)?;
        let matched: BTreeSet<usize> = matches.values().copied().collect();
        let missing = declared.items().filter(|item| item.kind == kind && !matched.contains(&item.index));
        updated.missing.extend(missing.map(|item| item.id.to_owned()));
    }
    updated.text = editor.finish();
    verify(&declared, &updated)?;
    Ok(updated)
}

/// Whether the return is the one that the tables are about.
fn same(declared: &Return, draft: &Draft) -> Result<(), NotUpdated> {
    if declared.organisation.id != draft.id {
        return no(format!("it is of `{}`, and the tables are of `{}`", declared.organisation.id, draft.id));
    }
    if declared.period.0 != draft.period {
        return no(format!("it is of {}, and the tables are of {}", declared.period.0, draft.period));
    }
    let currency = draft.currency.as_deref().unwrap_or("GBP");
    if declared.currency() != currency {
        return no(format!("it is in {}, and the tables are in {currency}", declared.currency()));
    }
    Ok(())
}

/// What is left of a name when spelling and signs do not count.
fn alike(text: &str) -> String {
    let words: String = text.chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Which items of the draft are which of the return: by id, then by name, unit and grade where that is one only.
fn matched<'d>(
    declared: &Return,
    draft: &'d Draft,
    kind: Kind,
    units: &BTreeMap<String, String>,
) -> BTreeMap<&'d str, usize> {
    let ids: BTreeMap<&str, usize> =
        declared.items().filter(|item| item.kind == kind).map(|item| (item.id, item.index)).collect();
    let mut matches = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for item in draft.items.iter().filter(|item| item.kind == kind) {
        if let Some(index) = ids.get(item.id.as_str()) {
            matches.insert(item.id.as_str(), *index);
            taken.insert(*index);
        }
    }
    let grade = |item: &Item<'_>| match kind {
        Kind::Role => declared.roles.get(item.index).and_then(|role| role.grade.as_deref()).unwrap_or_default(),
        Kind::Process | Kind::System => "",
    };
    let mut labels: BTreeMap<(String, &str, String), Vec<usize>> = BTreeMap::new();
    for item in declared.items().filter(|item| item.kind == kind && !taken.contains(&item.index)) {
        let label = (alike(item.text), item.unit.unwrap_or_default(), alike(grade(&item)));
        labels.entry(label).or_default().push(item.index);
    }
    for item in draft.items.iter().filter(|item| item.kind == kind) {
        let unit = item.text("unit").and_then(|unit| units.get(unit)).map_or("", String::as_str);
        let label = (alike(&item.name), unit, alike(item.text("grade").unwrap_or_default()));
        if !matches.contains_key(item.id.as_str())
            && let Some(indices) = labels.get_mut(&label)
            && let [index] = indices.as_slice()
        {
            matches.insert(item.id.as_str(), *index);
            indices.clear();
        }
    }
    matches
}

/// Nothing that was there is gone, and the text is a return still.
fn verify(before: &Return, updated: &Updated) -> Result<(), NotUpdated> {
    let document = Document { text: updated.text.clone(), first_line: 1, json: false };
    let wrong = || NotUpdated("it is written in a way that cannot be changed in place".to_owned());
    let Loaded::Return(after) = load(&document) else { return Err(wrong()) };
    let ids = |declared: &Return| -> Vec<(Kind, String, String)> {
        declared.items().map(|item| (item.kind, item.id.to_owned(), item.text.to_owned())).collect()
    };
    let (old, new) = (ids(before), ids(&after));
    let kept: BTreeSet<_> = new.iter().collect();
    let is_whole = old.iter().all(|item| kept.contains(item)) && new.len() == old.len() + updated.added;
    if is_whole { Ok(()) } else { Err(wrong()) }
}

/// Changes to a text, made from its end to its beginning.
struct Editor<'t> {
    text: &'t str,
    tree: &'t Node,
    lines: Vec<usize>,
    newline: &'static str,
    changes: Vec<Change>,
    tail: String,
}

impl<'t> Editor<'t> {
    fn new(text: &'t str, tree: &'t Node) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(ends.map(|(end, _)| end + 1)).collect();
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Self { text, tree, lines, newline, changes: Vec::new(), tail: String::new() }
    }

    /// From line and column to the byte.
    fn byte(&self, at: Position) -> Option<usize> {
        let start = *self.lines.get(at.line.checked_sub(1)? as usize)?;
        let rest = self.text.get(start..)?;
        let column = at.column.checked_sub(1)? as usize;
        Some(rest.char_indices().nth(column).map_or(self.text.len(), |(byte, _)| start + byte))
    }

    /// Ids of the draft's units in the return: of one with the same name, else of a new one.
    fn units(&mut self, declared: &Return, draft: &Draft) -> Result<BTreeMap<String, String>, NotUpdated> {
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
    fn figures(&mut self, kind: Kind, index: usize, item: &DraftItem) -> Result<bool, NotUpdated> {
        let Some(node) = self.tree.at(&Route::item(kind.list(), index)) else {
            return no("it uses aliases");
        };
        let mut changed = false;
        for (key, figure) in &item.figures {
            match node.get(key) {
                Some(value) if value.text().is_some_and(|text| is_same(text, figure)) => continue,
                Some(value) if value.is_null() => return no(format!("`{key}` of `{}` is empty: take it out", item.id)),
                Some(value) => {
                    let (Some(start), Some(end)) = (self.byte(value.position), self.byte(value.end)) else {
                        return no("it cannot be changed in place");
                    };
                    self.changes.push(Change { start, end, text: figure.clone() });
                }
                None => self.insert(node, key, figure)?,
            }
            changed = true;
        }
        Ok(changed)
    }

    /// Writes a key behind the first one of a mapping.
    fn insert(&mut self, node: &Node, key: &str, figure: &str) -> Result<(), NotUpdated> {
        let cannot = || NotUpdated("it is written in a way that cannot be changed in place".to_owned());
        let Content::Mapping(entries) = &node.content else { return no("it uses aliases") };
        let (name, first) = entries.first().ok_or_else(cannot)?;
        let start = self.byte(node.position).ok_or_else(cannot)?;
        let end = self.byte(first.end).ok_or_else(cannot)?;
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
        let start = self.lines.get(line.saturating_sub(1) as usize).copied().unwrap_or(self.text.len());
        let end = self.text[start..].find('\n').map_or(self.text.len(), |end| start + end);
        start + self.text[start..end].trim_end_matches('\r').len()
    }

    /// Writes entries at the end of a list. `entries` stand at an indent of two.
    fn append(&mut self, list: &str, entries: &str) -> Result<(), NotUpdated> {
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
                let start = self.byte(node.position).ok_or_else(cannot)?;
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
    fn finish(mut self) -> String {
        // Of changes at one place the later is further down: a list's new entries stand behind the keys of its last one.
        self.changes.sort_by_key(|change| change.start);
        let mut out = String::with_capacity(self.text.len() + 1024);
        let mut copied = 0;
        for change in &self.changes {
            out.push_str(&self.text[copied..change.start]);
            out.push_str(&change.text);
            copied = change.end;
        }
        out.push_str(&self.text[copied..]);
        if !self.tail.is_empty() {
            if !out.ends_with('\n') {
                out.push_str(self.newline);
            }
            out.push_str(&self.tail.replace('\n', self.newline));
        }
        out
    }
}

/// Whether two ways to write a figure mean the same.
fn is_same(one: &str, other: &str) -> bool {
    let money = |text: &str| Money::parse(text).ok();
    let staff = |text: &str| MilliFte::parse(text).ok();
    one.trim() == other
        || money(one).is_some() && money(one) == money(other)
        || staff(one).is_some() && staff(one) == staff(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(items: Vec<DraftItem>) -> Draft {
        let units = BTreeMap::from([("hr".to_owned(), "HR".to_owned()), ("it".to_owned(), "IT".to_owned())]);
        Draft { period: "2025-26".into(), id: "a".into(), name: "A".into(), units, items, ..Draft::default() }
    }

    fn role(id: &str, name: &str, unit: &str, cost: &str) -> DraftItem {
        let (texts, figures) =
            (vec![("unit", unit.to_owned())], vec![("fte", "2.000".to_owned()), ("cost", cost.to_owned())]);
        DraftItem { kind: Kind::Role, id: id.into(), name: name.into(), texts, figures }
    }

    const RETURN: &str = "\
# Ours.
dupaudit: 1
period: 2025-26
organisation: {id: a, name: A}
units:
  - {id: people, name: HR}     # renamed
roles:
  - id: boss
    title: Head of HR          # by hand
    unit: people
    fte: 1
    cost: 50_000
    function: hr.strategy
  # Below: from payroll.
  - {id: clerk, title: Clerk, fte: 2.0}
  - id: extra
    title: Volunteer
    description: |
      Over
      two lines
# The end.
";

    #[test]
    fn what_a_person_wrote_stays() {
        let items = vec![
            role("head-of-hr", "Head of  HR", "hr", "60000.00"),
            role("clerk", "Payroll clerk", "hr", "41000.00"),
            role("developer", "Developer", "it", "90000.00"),
        ];
        let updated = update(RETURN, &draft(items.clone())).expect("an update");
        let meant = RETURN
            .replace("    fte: 1\n    cost: 50_000\n", "    fte: 2.000\n    cost: 60000.00\n")
            .replace("{id: clerk, title", "{id: clerk, cost: 41000.00, title")
            .replace("name: HR}     # renamed\n", "name: HR}     # renamed\n  - id: it\n    name: IT\n")
            .replace(
                "two lines\n",
                "two lines\n  - id: developer\n    title: Developer\n    unit: it\n    fte: 2.000\n    cost: 90000.00\n",
            );
        assert_eq!(updated.text, meant);
        assert_eq!((updated.added, updated.changed, updated.missing), (1, 2, vec!["extra".to_owned()]));
        let again = update(&meant, &draft(items)).expect("an update");
        assert_eq!((again.text, again.added, again.changed), (meant, 0, 0));
    }

    #[test]
    fn lists_that_are_not_there_are_made() {
        let text = "dupaudit: 1\r\nperiod: 2025-26\r\norganisation: {id: a, name: A}\r\nroles:\r\nunits:";
        let updated = update(text, &draft(vec![role("clerk", "Clerk", "hr", "1.00")])).expect("an update");
        let meant = text.replace(
            "roles:",
            "roles:\r\n  - id: clerk\r\n    title: Clerk\r\n    unit: hr\r\n    fte: 2.000\r\n    cost: 1.00",
        ) + "\r\n  - id: hr\r\n    name: HR\r\n  - id: it\r\n    name: IT";
        assert_eq!(updated.text, meant);
    }

    #[test]
    fn what_cannot_be_changed_is_left() {
        let text = "dupaudit: 1\nperiod: 2025-26\norganisation: {id: a, name: A}\n";
        let one = || draft(vec![role("clerk", "Clerk", "hr", "1.00")]);
        for (text, why) in [
            (text.replace("2025-26", "2024-25"), "it is of 2024-25, and the tables are of 2025-26"),
            (text.replace("id: a", "id: b"), "it is of `b`, and the tables are of `a`"),
            (format!("{text}---\n{text}"), "it does not hold one return alone"),
            (format!("{text}currency: CAD\n"), "it is in CAD, and the tables are in GBP"),
            (
                format!("{text}roles: [{{id: x, title: X}}]\n"),
                "its `roles` are written in brackets, to which nothing can be added in place",
            ),
            ("# nothing\n".to_owned(), "it does not hold one return alone"),
        ] {
            assert_eq!(update(&text, &one()), Err(NotUpdated(why.to_owned())), "{text}");
        }
    }
}

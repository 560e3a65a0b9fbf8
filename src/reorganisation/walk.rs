//! Reads a small YAML file of ours entry by entry, and says where something cannot be read.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::finding::{Code, Finding, nearest};
use crate::money::Share;
use crate::source::{Content, Node, Position, Span, SyntaxError, parse_tree};

/// What was found on the way.
#[derive(Default)]
pub(super) struct Walk {
    pub(super) findings: Vec<Finding>,
}

/// The entries of a mapping, each key once.
pub(super) struct Entries<'n> {
    by_key: BTreeMap<&'n str, &'n Node>,
    /// Keys that are likely to be meant by unknown ones: they are not missed as well.
    meant: Vec<String>,
    at: Position,
}

impl<'n> Entries<'n> {
    pub(super) fn get(&self, key: &str) -> Option<&'n Node> {
        self.by_key.get(key).copied().filter(|node| !node.is_null())
    }
}

impl Walk {
    /// Adds a finding.
    pub(super) fn wrong(&mut self, at: Position, message: &str, help: &str) {
        let finding = Finding::new(Code::InvalidOptions, message).position(at);
        self.findings.push(if help.is_empty() { finding } else { finding.help(help) });
    }

    fn wrong_at(&mut self, span: Span, message: &str, help: &str) {
        self.findings.push(Finding::new(Code::InvalidOptions, message).span(span).help(help));
    }

    /// The document, where it is one of this version.
    pub(super) fn document(&mut self, text: &str, version: &str) -> Option<Node> {
        let help = format!("write YAML that begins with `dupaudit: {version}`");
        let root = match parse_tree(text) {
            Ok(root) => root,
            Err(error) => {
                let help =
                    if matches!(error, SyntaxError::Invalid { .. }) { help.as_str() } else { "shorten the file" };
                self.wrong(error.position(), &error.to_string(), help);
                return None;
            }
        };
        match root.get("dupaudit").map(|node| (node.text().unwrap_or_default().to_owned(), node.position)) {
            Some((said, _)) if said == version => Some(root),
            Some((said, at)) => {
                self.wrong(
                    at,
                    &format!("`dupaudit: {said}` is not a file of options"),
                    &format!("write `dupaudit: {version}`"),
                );
                None
            }
            None => {
                self.wrong(root.position, "the file does not say what it is", &help);
                None
            }
        }
    }

    /// The entries of a mapping, of which these keys are known.
    pub(super) fn entries<'n>(&mut self, node: &'n Node, what: &str, known: &[&str]) -> Entries<'n> {
        let mut found = Entries { by_key: BTreeMap::new(), meant: Vec::new(), at: node.position };
        let Content::Mapping(entries) = &node.content else {
            self.wrong_at(node.span(), &format!("{what} is no mapping"), &format!("write keys: {}", known.join(", ")));
            return found;
        };
        for (key, value) in entries {
            let name = key.text.as_str();
            if !known.contains(&name) {
                let help = match nearest(name, known.iter().copied()) {
                    Some(meant) => {
                        found.meant.push(meant.to_owned());
                        format!("did you mean `{meant}`?")
                    }
                    None => format!("use {}", known.join(", ")),
                };
                self.wrong_at(key.span(), &format!("{what} has no key `{name}`"), &help);
            } else if found.by_key.insert(name, value).is_some() {
                self.wrong_at(key.span(), &format!("`{name}` is used twice in {what}"), "remove one of them");
            }
        }
        found
    }

    /// The value of a key that must be there.
    pub(super) fn required<'n>(&mut self, entries: &Entries<'n>, key: &str, what: &str) -> Option<&'n Node> {
        let found = entries.get(key);
        if found.is_none() && !entries.meant.iter().any(|meant| meant == key) {
            self.wrong(entries.at, &format!("{what} has no `{key}`"), &format!("add `{key}:`"));
        }
        found
    }

    /// The text of a key that must be there.
    pub(super) fn required_text(&mut self, entries: &Entries<'_>, key: &str, what: &str) -> Option<String> {
        let node = self.required(entries, key, what)?;
        self.text(node, key)
    }

    /// A text that is not empty.
    pub(super) fn text(&mut self, node: &Node, key: &str) -> Option<String> {
        let text = node.text().map(str::trim).filter(|text| !text.is_empty());
        if text.is_none() {
            self.wrong_at(node.span(), &format!("`{key}` takes a text"), "write it on the same line");
        }
        text.map(str::to_owned)
    }

    /// The entries of a list.
    pub(super) fn list<'n>(&mut self, node: &'n Node, key: &str) -> &'n [Node] {
        match &node.content {
            Content::List(entries) => entries,
            _ => {
                self.wrong_at(node.span(), &format!("`{key}` takes a list"), "write its entries with `- `, or in [ ]");
                &[]
            }
        }
    }

    /// A list of texts, each with its place.
    pub(super) fn texts(&mut self, node: &Node, key: &str) -> Vec<(String, Position)> {
        let entries = self.list(node, key);
        entries.iter().filter_map(|entry| Some((self.text(entry, key)?, entry.position))).collect()
    }

    /// A day.
    pub(super) fn date(&mut self, node: &Node, key: &str) -> Option<Date> {
        let found = node.text().and_then(|text| text.trim().parse().ok());
        if found.is_none() {
            self.wrong_at(node.span(), &format!("`{key}` takes a day"), "write it as 2028-04-01");
        }
        found
    }

    /// A share of one whole.
    pub(super) fn share(&mut self, node: &Node, key: &str) -> Option<Share> {
        let found = node.text().and_then(|text| Share::parse(text).ok());
        if found.is_none() {
            self.wrong_at(node.span(), &format!("`{key}` takes a share from 0 to 1"), "write it as 0.35");
        }
        found
    }

    /// Shares by name, each with its place.
    pub(super) fn shares(&mut self, node: &Node, key: &str) -> Vec<(String, Share, Position)> {
        let Content::Mapping(entries) = &node.content else {
            self.wrong_at(node.span(), &format!("`{key}` takes a mapping"), "write it as {libraries: 0.5}");
            return Vec::new();
        };
        let mut found: Vec<(String, Share, Position)> = Vec::new();
        for (name, value) in entries {
            if found.iter().any(|(known, ..)| *known == name.text) {
                self.wrong_at(name.span(), &format!("`{}` is used twice in `{key}`", name.text), "remove one of them");
            } else if let Some(share) = self.share(value, &name.text) {
                found.push((name.text.clone(), share, name.position));
            }
        }
        found
    }

    /// Says which ids are used before, and hands out the places of those.
    pub(super) fn doubled<'i>(&mut self, ids: impl Iterator<Item = (&'i str, Position)>, what: &str) -> Vec<Position> {
        let mut known: Vec<&str> = Vec::new();
        let mut doubled = Vec::new();
        for (id, at) in ids {
            if known.contains(&id) {
                self.wrong(at, &format!("two {what}s have the id `{id}`"), "give each its own id");
                doubled.push(at);
            }
            known.push(id);
        }
        doubled
    }
}

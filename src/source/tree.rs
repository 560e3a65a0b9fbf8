//! A document as a tree whose every value knows its place. Read only when something has to be pointed at.

use rustc_hash::FxHashMap;

use super::marks::{Mark, place_of, walk};
use super::{Position, Route, Span, Step};

/// The deepest nesting that is read.
const LEVELS: usize = 64;

/// The most bytes that aliases may make of one document.
const EXPANSION: usize = super::DOCUMENT_LIMIT;

/// Keys whose values name something else of the return, of its taxonomy or of the audit.
pub(super) const REFERENCES: [&str; 8] = ["item", "unit", "function", "to", "with", "host", "measure", "from"];

/// A value and where it stands.
#[derive(Debug)]
pub struct Node {
    /// Where it begins.
    pub position: Position,
    /// Behind its last character.
    pub end: Position,
    /// What it is.
    pub content: Content,
}

/// What a [`Node`] is.
#[derive(Debug)]
pub enum Content {
    /// Text, a number, a date, nothing: whatever is no list and no mapping.
    Scalar {
        /// As written, without quotes.
        text: String,
        /// Written without quotes, so that `12` is a number and `~` is nothing.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A mapping in the order of the file, doubled keys included.
    Mapping(Vec<(Key, Node)>),
    /// A reference to an anchor.
    Alias,
}

/// A key of a mapping.
#[derive(Debug)]
pub struct Key {
    /// As written, without quotes.
    pub text: String,
    /// Where it begins.
    pub position: Position,
    /// Behind its last character.
    pub end: Position,
}

impl Key {
    /// From where to where it stands.
    pub fn span(&self) -> Span {
        Span { start: self.position, end: self.end }
    }
}

/// Why a text has no tree.
#[derive(Debug, PartialEq, Eq)]
pub enum SyntaxError {
    /// Not YAML.
    Invalid {
        /// Where the parser gave up.
        position: Position,
        /// Its words.
        message: String,
    },
    /// Nested deeper than 64 levels.
    TooDeep {
        /// Where level 65 begins.
        position: Position,
    },
    /// Aliases that would make more of the document than a document may be.
    Expansion {
        /// Where the document begins.
        position: Position,
    },
}

impl Node {
    /// Where the value at the end of `route` stands, or the nearest one on the way that exists.
    pub fn find(&self, route: &Route) -> Position {
        let mut node = self;
        for step in &route.0 {
            match node.child(step) {
                Some(next) => node = next,
                None => break,
            }
        }
        node.position
    }

    /// From where to where it stands.
    pub fn span(&self) -> Span {
        Span { start: self.position, end: self.end }
    }

    /// The value at the end of `route`, where there is one.
    pub fn at(&self, route: &Route) -> Option<&Self> {
        route.0.iter().try_fold(self, |node, step| node.child(step))
    }

    /// The way to a value in words that stay when entries move: `roles[ct-officer].cost`. An entry is named by its id, or
    /// by what it refers to; a value that refers to something is part of the name.
    pub fn name(&self, route: &Route) -> String {
        let along = |length: usize| route.0[..length].iter().try_fold(self, |node, step| node.child(step));
        let own = |depth| along(depth + 1).map(Self::own_name).unwrap_or_default();
        name(route, own, along(route.0.len()).and_then(Self::text))
    }

    /// What an entry of a list is told apart by, wherever it stands.
    fn own_name(&self) -> String {
        let own = self.text().or_else(|| self.get("id").and_then(Self::text));
        own_name(own, REFERENCES.iter().filter_map(|key| self.get(key).and_then(Self::text)))
    }

    /// The value one step further.
    fn child(&self, step: &Step) -> Option<&Self> {
        match (&self.content, step) {
            (Content::List(nodes), Step::Index(index)) => nodes.get(*index),
            (Content::Mapping(_), Step::Key(key)) => self.get(key),
            _ => None,
        }
    }

    /// The value of a key, where this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match &self.content {
            Content::Mapping(entries) => entries.iter().find(|(name, _)| name.text == key).map(|(_, node)| node),
            _ => None,
        }
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// An unquoted nothing: empty, `~` or `null`.
    pub fn is_null(&self) -> bool {
        matches!(&self.content, Content::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }
}

/// What an entry of a list is told apart by: itself or its id, or else what it refers to.
pub(super) fn own_name<'a>(own: Option<&str>, references: impl Iterator<Item = &'a str>) -> String {
    own.map_or_else(|| references.collect::<Vec<_>>().join("/"), str::to_owned)
}

/// As of [`Node::name`], from what the entries on the way are told apart by, and from the text at its end.
pub(super) fn name<T: AsRef<str>>(route: &Route, own: impl Fn(usize) -> T, value: Option<&str>) -> String {
    let mut name = String::new();
    for (depth, step) in route.0.iter().enumerate() {
        match step {
            Step::Key(key) => {
                if depth > 0 {
                    name.push('.');
                }
                name.push_str(key);
            }
            Step::Index(_) => {
                name.push('[');
                name.push_str(own(depth).as_ref());
                name.push(']');
            }
        }
    }
    if let (Some(Step::Key(key)), Some(value)) = (route.0.last(), value)
        && REFERENCES.contains(&key.as_str())
    {
        name.push('=');
        name.push_str(value);
    }
    name
}

/// Reads the first document of `text`.
///
/// # Errors
/// The text is no YAML, is nested too deep, or grows too large by its aliases.
pub fn parse_tree(text: &str) -> Result<Node, SyntaxError> {
    let (builder, read) = walk(text, Builder::default, |builder, mark, span| {
        if builder.root.is_none() {
            builder.root = builder.take(mark, span).transpose();
        }
        builder.root.is_none()
    });
    if let Some(root) = builder.root {
        return root;
    }
    read.map_err(|error| {
        let position = place_of(&error);
        match error.info() {
            // The parser has a limit of its own, far beyond ours.
            "recursion limit exceeded" => SyntaxError::TooDeep { position },
            message => SyntaxError::Invalid { position, message: message.to_owned() },
        }
    })?;
    // A text without a value reads as an empty one.
    let Span { start, end } = Span::START;
    Ok(Node { position: start, end, content: Content::Scalar { text: String::new(), plain: true } })
}

/// Containers that are open, innermost last.
#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    /// Bytes that an anchored value stands for.
    anchors: FxHashMap<usize, usize>,
    /// What came out.
    root: Option<Result<Node, SyntaxError>>,
}

struct Open {
    node: Node,
    /// The key whose value comes next.
    key: Option<Key>,
    anchor: usize,
    /// Bytes of everything inside, aliases counted in full.
    size: usize,
}

impl Builder {
    fn take(&mut self, mark: Mark<'_>, span: Span) -> Result<Option<Node>, SyntaxError> {
        match mark {
            Mark::Scalar { text, plain, anchor } => {
                let size = text.len() + 1;
                self.anchored(anchor, size);
                let content = Content::Scalar { text: text.into_owned(), plain };
                self.close(Node { position: span.start, end: span.end, content }, size)
            }
            Mark::Alias(anchor) => {
                let size = self.anchors.get(&anchor).copied().unwrap_or(1);
                self.close(Node { position: span.start, end: span.end, content: Content::Alias }, size)
            }
            Mark::List(anchor) => self.open(span, Content::List(Vec::new()), anchor),
            Mark::Mapping(anchor) => self.open(span, Content::Mapping(Vec::new()), anchor),
            Mark::End(behind) => {
                let Some(mut open) = self.open.pop() else { return Ok(None) };
                open.node.end = behind.unwrap_or(open.node.end);
                self.anchored(open.anchor, open.size);
                self.close(open.node, open.size)
            }
        }
    }

    fn anchored(&mut self, anchor: usize, size: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, size);
        }
    }

    fn open(&mut self, span: Span, content: Content, anchor: usize) -> Result<Option<Node>, SyntaxError> {
        if self.open.len() >= LEVELS {
            return Err(SyntaxError::TooDeep { position: span.start });
        }
        self.open.push(Open {
            node: Node { position: span.start, end: span.end, content },
            key: None,
            anchor,
            size: 1,
        });
        Ok(None)
    }

    /// Puts a finished value into the container that is open, or hands it out as the root.
    fn close(&mut self, node: Node, size: usize) -> Result<Option<Node>, SyntaxError> {
        let Some(open) = self.open.last_mut() else { return Ok(Some(node)) };
        open.size = open.size.saturating_add(size);
        open.node.end = open.node.end.max(node.end);
        if open.size > EXPANSION {
            return Err(SyntaxError::Expansion { position: open.node.position });
        }
        match (&mut open.node.content, open.key.take()) {
            (Content::List(nodes), _) => nodes.push(node),
            (Content::Mapping(entries), Some(key)) => entries.push((key, node)),
            (Content::Mapping(_), None) => {
                let (position, end) = (node.position, node.end);
                let text = match node.content {
                    Content::Scalar { text, .. } => text,
                    // A list or a mapping as a key: nothing in a return is called that.
                    _ => "?".to_owned(),
                };
                open.key = Some(Key { text, position, end });
            }
            _ => {}
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_knows_its_place() {
        let tree = parse_tree("roles:\n  - id: a\n    cost: 1\n  - {id: é, cost: \"2\"}\n").expect("yaml");
        let Content::List(roles) = &tree.get("roles").expect("roles").content else { panic!("a list") };
        let second = &roles[1];
        assert_eq!(second.position, Position { line: 4, column: 5 });
        let cost = second.get("cost").expect("cost");
        assert_eq!((cost.position, cost.text()), (Position { line: 4, column: 19 }, Some("2")));
        assert_eq!(cost.end, Position { line: 4, column: 22 });
        assert_eq!(tree.end, second.end, "a block ends with what stands last in it");
        assert_eq!(tree.name(&Route::item("roles", 1).key("cost")), "roles[é].cost");
        let text = "exceptions:\n  - {item: a, reason: other}\n  - {unit: u}\n";
        let tree = parse_tree(text).expect("yaml");
        assert_eq!(tree.name(&Route::item("exceptions", 1).key("unit")), "exceptions[u].unit=u");
        assert_eq!(tree.name(&Route::item("exceptions", 9).key("unit")), "exceptions[].unit");
    }

    #[test]
    fn depth_and_aliases_are_bounded() {
        let deep = "[".repeat(10_000);
        assert!(matches!(parse_tree(&deep), Err(SyntaxError::TooDeep { .. })));
        let mut bomb = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for level in 1..12 {
            let inner = format!("*a{}, ", level - 1).repeat(9);
            bomb += &format!("a{level}: &a{level} [{}]\n", inner.trim_end_matches(", "));
        }
        assert!(matches!(parse_tree(&bomb), Err(SyntaxError::Expansion { .. })));
    }
}

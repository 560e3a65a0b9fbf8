//! A document as a tree whose every value knows its place. Read only when something has to be pointed at.

use std::fmt;

use saphyr_parser::ScanError;

use super::limits::Limits;
use super::marks::{Mark, place_of, walk};
use super::{Position, Route, Span, Step};

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
        /// Where the list or mapping begins that grows too large.
        position: Position,
    },
    /// A text is longer than 64 KiB.
    TooLong {
        /// Where it begins.
        position: Position,
    },
    /// More than 1.5 million values.
    TooMany {
        /// Where the first one stands that is too many.
        position: Position,
    },
}

impl SyntaxError {
    /// What the parser said.
    pub(super) fn of(error: &ScanError, position: Position) -> Self {
        match error.info() {
            // The parser has a limit of its own, far beyond ours.
            "recursion limit exceeded" => Self::TooDeep { position },
            message => Self::Invalid { position, message: message.to_owned() },
        }
    }

    /// Where it is.
    pub fn position(&self) -> Position {
        match self {
            Self::Invalid { position, .. }
            | Self::TooDeep { position }
            | Self::Expansion { position }
            | Self::TooLong { position }
            | Self::TooMany { position } => *position,
        }
    }
}

/// What is wrong, without the place.
impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Invalid { message, .. } => return write!(f, "this is not YAML: {message}"),
            Self::TooDeep { .. } => "this is nested deeper than 64 levels",
            Self::Expansion { .. } => "the aliases in here make more than 16 MiB of the document",
            Self::TooLong { .. } => "this text is longer than 64 KiB",
            Self::TooMany { .. } => "this document has more than 1.5 million values",
        })
    }
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
    read.map_err(|error| SyntaxError::of(&error, place_of(&error)))?;
    // A text without a value reads as an empty one.
    let Span { start, end } = Span::START;
    Ok(Node { position: start, end, content: Content::Scalar { text: String::new(), plain: true } })
}

/// Containers that are open, innermost last.
#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    limits: Limits,
    /// What came out.
    root: Option<Result<Node, SyntaxError>>,
}

struct Open {
    node: Node,
    /// The key whose value comes next.
    key: Option<Key>,
}

impl Builder {
    fn take(&mut self, mark: Mark<'_>, span: Span) -> Result<Option<Node>, SyntaxError> {
        self.limits.count(&mark, span)?;
        let node = |content| Node { position: span.start, end: span.end, content };
        let closed = match mark {
            Mark::Scalar { text, plain, .. } => node(Content::Scalar { text: text.into_owned(), plain }),
            Mark::Alias(_) => node(Content::Alias),
            Mark::List(_) => {
                self.open.push(Open { node: node(Content::List(Vec::new())), key: None });
                return Ok(None);
            }
            Mark::Mapping(_) => {
                self.open.push(Open { node: node(Content::Mapping(Vec::new())), key: None });
                return Ok(None);
            }
            Mark::End(behind) => {
                let Some(mut open) = self.open.pop() else { return Ok(None) };
                open.node.end = behind.unwrap_or(open.node.end);
                open.node
            }
        };
        Ok(self.close(closed))
    }

    /// Puts a finished value into the container that is open, or hands it out as the root.
    fn close(&mut self, node: Node) -> Option<Node> {
        let Some(open) = self.open.last_mut() else { return Some(node) };
        open.node.end = open.node.end.max(node.end);
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
        None
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
}

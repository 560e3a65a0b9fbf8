//! From routes to places, in one pass over a document that ends as soon as every route is found.

use std::borrow::Cow;
use std::ops::Range;

use super::marks::{Mark, walk};
use super::tree::{REFERENCES, name, own_name};
use super::{Document, Position, Route, Span, Step};

/// The places of one document, looked for when a finding first needs one.
#[derive(Debug, Clone, Copy)]
pub struct Places<'a> {
    document: &'a Document,
}

impl<'a> Places<'a> {
    /// Those of a document. Reads nothing yet.
    pub fn of(document: &'a Document) -> Self {
        Self { document }
    }

    /// Where in its file the value at the end of `route` begins, or the nearest one on the way that exists.
    pub fn find(self, route: &Route) -> Position {
        self.find_all(&[route]).first().map_or(Span::START.start, |found| found.span.start)
    }

    /// The same for several routes in one pass, with their ends and names. Reads no further than it must: what stands in
    /// the head of a return costs nothing but the head.
    pub fn find_all(self, routes: &[&Route]) -> Vec<Found> {
        locate(self.document, routes)
    }
}

/// What is found at the end of a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// From where to where the value stands, or the nearest one on the way that exists.
    pub span: Span,
    /// The way in words that stay when entries move, as of [`Node::name`](super::Node::name).
    pub name: String,
}

fn locate(document: &Document, routes: &[&Route]) -> Vec<Found> {
    let mut sorted: Vec<usize> = (0..routes.len()).collect();
    sorted.sort_by_key(|index| routes[*index]);
    let steps: Vec<&[Step]> = sorted.iter().map(|index| routes[*index].0.as_slice()).collect();
    // A text that is no YAML has been told so; what was found before the end of sense stays.
    let (mut pass, read) = walk(
        &accepted(document),
        || Pass::over(&steps),
        |pass, mark, span| {
            pass.take(mark, span);
            pass.left > 0 || pass.open.iter().any(|open| open.own.is_some())
        },
    );
    pass.break_off();
    let mut found = vec![Found { span: Span::START, name: String::new() }; routes.len()];
    for (index, place) in sorted.into_iter().zip(pass.places) {
        let own = |depth| place.entries.iter().find(|(at, _)| *at == depth).map_or("", |(_, own)| own.as_str());
        let name =
            if read.is_ok() { name(routes[index], own, place.value.as_deref()) } else { routes[index].to_string() };
        found[index] = Found { span: place.span.below(document.first_line), name };
    }
    found
}

/// The text with what only the parser refuses written otherwise, in the same number of characters.
fn accepted(document: &Document) -> Cow<'_, str> {
    let text = document.text.as_str();
    if document.json || !text.contains('\t') { Cow::Borrowed(text) } else { Cow::Owned(text.replace('\t', " ")) }
}

/// What is known of one route.
#[derive(Clone)]
struct Place {
    /// Of the value nearest to the end of the route so far.
    span: Span,
    /// Nothing nearer will come.
    done: bool,
    /// Entries of lists on the way, by the step that leads into them, and what they are told apart by.
    entries: Vec<(usize, String)>,
    /// The text at the end of the route.
    value: Option<String>,
}

impl Place {
    const NONE: Self = Self { span: Span::START, done: false, entries: Vec::new(), value: None };
}

/// A list or a mapping that is open.
struct Open {
    /// The routes that lead into it: a range of the sorted ones.
    routes: Range<usize>,
    start: Position,
    /// Behind the last thing in it.
    end: Position,
    holds: Holds,
    /// Of an entry of a list that routes lead into: the texts that it is told apart by.
    own: Option<Box<Own>>,
}

/// The id of an entry and what it refers to, as far as read, and which of them comes next.
#[derive(Default)]
struct Own {
    texts: [Option<String>; 1 + REFERENCES.len()],
    next: Option<usize>,
}

impl Own {
    /// Which text the value of a key is.
    fn place(key: &str) -> Option<usize> {
        if key == "id" { Some(0) } else { REFERENCES.iter().position(|name| *name == key).map(|place| place + 1) }
    }

    /// Takes a key or a value of the entry.
    fn take(&mut self, is_key: bool, text: Option<&str>) {
        if is_key {
            self.next = text.and_then(Self::place).filter(|place| self.texts[*place].is_none());
        } else if let Some(place) = self.next.take() {
            self.texts[place] = text.map(str::to_owned);
        }
    }

    fn name(&self) -> String {
        own_name(self.texts[0].as_deref(), self.texts[1..].iter().flatten().map(String::as_str))
    }
}

enum Holds {
    /// A list, and the number of entries so far.
    Entries(usize),
    /// A mapping that waits for a key.
    Key,
    /// A mapping that waits for the value of the key before it: the routes that lead there.
    Value(Range<usize>),
}

/// A [`Step`], its key borrowed. In the same order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Next<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Next<'a> {
    fn of(step: &'a Step) -> Self {
        match step {
            Step::Key(key) => Self::Key(key),
            Step::Index(index) => Self::Index(*index),
        }
    }
}

/// Whether a route ends at a link by name, as `processes: {ct: 0.5}` and `processes: [ct]` have them: what is wrong there
/// is wrong with the name.
fn is_link(route: &[Step]) -> bool {
    matches!(route, [_, .., Step::Key(list), Step::Key(_)] if list == "processes" || list == "functions")
}

struct Pass<'a> {
    /// Sorted, so that the routes through one value stand together.
    routes: &'a [&'a [Step]],
    places: Vec<Place>,
    left: usize,
    open: Vec<Open>,
}

impl<'a> Pass<'a> {
    fn over(routes: &'a [&'a [Step]]) -> Self {
        let places = vec![Place::NONE; routes.len()];
        Self { left: routes.len(), routes, places, open: Vec::new() }
    }

    fn take(&mut self, mark: Mark<'_>, span: Span) {
        match mark {
            Mark::Scalar { text, .. } => self.leaf(span, Some(&text)),
            Mark::Alias(_) => self.leaf(span, None),
            Mark::List(_) => self.begin(span, Holds::Entries(0)),
            Mark::Mapping(_) => self.begin(span, Holds::Key),
            Mark::End(behind) => {
                let Some(open) = self.open.pop() else { return };
                if let Some(own) = open.own {
                    self.entry(open.routes.clone(), &own.name());
                }
                let end = behind.unwrap_or(open.end);
                self.finish(open.routes, Span { start: open.start, end });
                self.leave(end);
            }
        }
    }

    /// No more comes: what is open is as near as it gets.
    fn break_off(&mut self) {
        while let Some(open) = self.open.pop() {
            self.finish(open.routes, Span { start: open.start, end: open.end });
        }
    }

    /// The entry of the innermost list that is open is told apart by `own`.
    fn entry(&mut self, routes: Range<usize>, own: &str) {
        let depth = self.open.len() - 1;
        for place in &mut self.places[routes] {
            if !place.entries.iter().any(|(at, _)| *at == depth) {
                place.entries.push((depth, own.to_owned()));
            }
        }
    }

    fn begin(&mut self, span: Span, holds: Holds) {
        let is_entry = matches!(self.open.last(), Some(Open { holds: Holds::Entries(_), .. }));
        let routes = self.enter(None, span);
        let own = (is_entry && matches!(holds, Holds::Key) && !routes.is_empty()).then(Box::default);
        self.open.push(Open { routes, start: span.start, end: span.end, holds, own });
    }

    fn leaf(&mut self, span: Span, text: Option<&str>) {
        let is_key = matches!(self.open.last(), Some(Open { holds: Holds::Key, .. }));
        let is_entry = matches!(self.open.last(), Some(Open { holds: Holds::Entries(_), .. }));
        if let Some(own) = self.open.last_mut().and_then(|open| open.own.as_mut()) {
            own.take(is_key, text);
        }
        let routes = self.enter(text, span);
        if !is_key {
            if is_entry {
                self.entry(routes.clone(), text.unwrap_or_default());
            }
            let depth = self.open.len();
            for index in routes.clone().filter(|index| self.routes[*index].len() == depth) {
                self.places[index].value = self.places[index].value.take().or(text.map(str::to_owned));
            }
            self.finish(routes, span);
        }
        self.leave(span.end);
    }

    /// The routes that lead into the value that begins. Of a key: into its value.
    fn enter(&mut self, text: Option<&str>, span: Span) -> Range<usize> {
        let depth = self.open.len();
        let Some(open) = self.open.last_mut() else { return 0..self.routes.len() };
        let within = open.routes.clone();
        if within.is_empty() {
            open.holds = match &open.holds {
                Holds::Key => Holds::Value(0..0),
                Holds::Value(_) => Holds::Key,
                Holds::Entries(number) => Holds::Entries(*number),
            };
            return 0..0;
        }
        match std::mem::replace(&mut open.holds, Holds::Key) {
            Holds::Entries(number) => {
                open.holds = Holds::Entries(number + 1);
                if let Some(text) = text {
                    let routes = self.through(within.clone(), depth - 1, Next::Key(text));
                    self.finish(routes, span);
                }
                self.through(within, depth - 1, Next::Index(number))
            }
            Holds::Key => {
                let mut value = 0..0;
                if let Some(text) = text {
                    value = self.through(within, depth - 1, Next::Key(text));
                    let ends = |route: &&[Step]| route.len() == depth && is_link(route);
                    if self.routes[value.clone()].first().is_some_and(ends) {
                        self.finish(value.clone(), span);
                    }
                }
                if let Some(open) = self.open.last_mut() {
                    open.holds = Holds::Value(value);
                }
                0..0
            }
            Holds::Value(routes) => routes,
        }
    }

    /// A value has ended: what stands around it reaches at least as far.
    fn leave(&mut self, end: Position) {
        if let Some(open) = self.open.last_mut() {
            open.end = open.end.max(end);
        }
    }

    /// Of the routes `within`, which share their first steps, those whose next step is `step`.
    fn through(&self, within: Range<usize>, depth: usize, step: Next<'_>) -> Range<usize> {
        let routes = &self.routes[within.clone()];
        let from = routes.partition_point(|route| route.get(depth).is_none_or(|next| Next::of(next) < step));
        let to =
            from + routes[from..].partition_point(|route| route.get(depth).is_none_or(|next| Next::of(next) <= step));
        within.start + from..within.start + to
    }

    /// A value has ended: the routes into it that are not found yet end here.
    fn finish(&mut self, routes: Range<usize>, span: Span) {
        for place in &mut self.places[routes] {
            if !place.done {
                (place.span, place.done) = (span, true);
                self.left -= 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse_tree;
    use super::*;

    fn document(text: &str) -> Document {
        Document { text: text.to_owned(), first_line: 11, json: false }
    }

    /// The text between the two ends of a place, on one line.
    fn found(text: &str, route: &Route) -> (u32, String) {
        let span = locate(&document(text), &[route])[0].span;
        let line = text.lines().nth(span.start.line as usize - 11).expect("a line");
        let same = span.start.line == span.end.line;
        let length = if same { span.end.column - span.start.column } else { u32::MAX };
        (span.start.line, line.chars().skip(span.start.column as usize - 1).take(length as usize).collect())
    }

    const TEXT: &str = "dupaudit: 1\norganisation: {id: K, name: \"Ké\"} # c\nroles:\n  - id: a\n    cost: 12 # c\n    \
                        processes: {ct: 0.5, x: 1}\n  - id: b\n    processes: [ct, 'x']\n    unit: u\n    cost: [\n      1]\n  - unit: u\n    \
                        function: f\nroles: no\n";

    #[test]
    fn a_route_ends_at_its_value_or_at_the_last_one_on_the_way() {
        let role = |index| Route::item("roles", index);
        for (route, line, text) in [
            (Route::root().key("organisation"), 12, "{id: K, name: \"Ké\"}"),
            (Route::root().key("organisation").key("name"), 12, "\"Ké\""),
            (Route::root().key("organisation").key("total"), 12, "{id: K, name: \"Ké\"}"),
            (role(0).key("cost"), 15, "12"),
            (role(0), 14, "id: a"),
            (role(0).key("processes").key("ct"), 16, "ct"),
            (role(1).key("processes").key("x"), 18, "'x'"),
            (role(1).key("processes").index(0), 18, "ct"),
            (role(1).key("cost"), 20, "["),
            (role(7), 14, "- id: a"),
        ] {
            assert_eq!(found(TEXT, &route), (line, text.to_owned()), "{route}");
        }
    }

    #[test]
    fn all_routes_at_once_are_found_where_each_is_alone() {
        let routes: Vec<Route> = (0..3)
            .flat_map(|index| {
                let role = Route::item("roles", index);
                [
                    role.clone(),
                    role.clone().key("processes").key("x"),
                    role.clone().key("processes").index(1),
                    role.clone().key("cost"),
                    role.clone().key("unit"),
                    role.key("gone"),
                ]
            })
            .chain([Route::root(), Route::root().key("organisation").key("id"), Route::root().key("none")])
            .collect();
        let together = locate(&document(TEXT), &routes.iter().collect::<Vec<_>>());
        let tree = parse_tree(TEXT).expect("yaml");
        for (route, found) in routes.iter().zip(together) {
            assert_eq!(found, locate(&document(TEXT), &[route])[0], "{route}");
            assert_eq!(found.name, tree.name(route));
        }
    }

    #[test]
    fn a_text_that_breaks_off_has_the_places_before_the_break() {
        let spans = locate(&document("a: 1\nb: [1, {\n"), &[&Route::root().key("a"), &Route::root().key("b")]);
        assert_eq!(spans[0].span.start, Position { line: 11, column: 4 });
        assert_eq!(spans[1].span.start, Position { line: 12, column: 4 }, "the list that is open");
        let json = Document { text: r#"{"a": "\ud83d\ude00 x", "b": 1}"#.to_owned(), first_line: 1, json: true };
        assert_eq!(Places::of(&json).find(&Route::root().key("b")).column, 30);
        assert_eq!(found("a: {b:\t1}\nc:\td\n", &Route::root().key("c")), (12, "d".to_owned()));
    }
}

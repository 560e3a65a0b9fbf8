//! `options.yaml`: the options of a reorganisation as written, with the place of each entry.

use jiff::civil::Date;

use super::walk::{Entries, Walk};
use crate::finding::Finding;
use crate::money::Share;
use crate::source::Position;

/// What a file says at its top.
pub(super) const VERSION: &str = "options/1";

/// A file as written.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// What it is called.
    pub name: Option<String>,
    /// Ids of organisations that no option changes, and their places.
    pub unchanged: Vec<(String, Position)>,
    /// The options.
    pub options: Vec<WrittenOption>,
}

/// An option as written.
#[derive(Debug, Clone)]
pub struct WrittenOption {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is, and who proposes it.
    pub about: Option<String>,
    /// The day on which the successors begin.
    pub vesting: Date,
    /// Names of published claims about it, and their places.
    pub claims: Vec<(String, Position)>,
    /// The bodies that take the place of today's.
    pub successors: Vec<WrittenSuccessor>,
    /// Where it stands.
    pub at: Position,
}

/// A successor as written.
#[derive(Debug, Clone)]
pub struct WrittenSuccessor {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What goes into it.
    pub members: Vec<WrittenMember>,
}

/// A member as written.
#[derive(Debug, Clone)]
pub struct WrittenMember {
    /// The id of the organisation.
    pub id: String,
    /// How much of it.
    pub part: Part,
    /// Where it stands.
    pub at: Position,
}

/// How much of an organisation goes into a successor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// A declared share, and other shares of some functions or groups.
    Share(Share, Vec<(String, Share, Position)>),
    /// As much as this figure of the other members says.
    By(Measure),
}

/// What an organisation is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The residents of the districts in each successor.
    Population,
    /// Their dwellings.
    Dwellings,
}

impl Measure {
    const ALL: [Self; 2] = [Self::Population, Self::Dwellings];

    /// Its word, which is the name of the driver in returns.
    pub fn word(self) -> &'static str {
        match self {
            Self::Population => "population",
            Self::Dwellings => "dwellings",
        }
    }
}

/// Reads the text of a file. What cannot be read is a finding with its place, and the option that it stands in is left out.
pub fn read(text: &str) -> (Written, Vec<Finding>) {
    let mut walk = Walk::default();
    let Some(root) = walk.document(text, VERSION) else { return (Written::default(), walk.findings) };
    let top = walk.entries(&root, "the file", &["dupaudit", "name", "vesting", "unchanged", "options"]);
    let vesting = top.get("vesting").and_then(|node| walk.date(node, "vesting"));
    let mut written = Written {
        name: top.get("name").and_then(|node| walk.text(node, "name")),
        unchanged: top.get("unchanged").map(|node| walk.texts(node, "unchanged")).unwrap_or_default(),
        options: Vec::new(),
    };
    let Some(options) = walk.required(&top, "options", "the file") else { return (written, walk.findings) };
    for node in walk.list(options, "options") {
        let before = walk.findings.len();
        let option = self::option(&mut walk, node, (vesting, top.get("vesting").is_some()));
        // An option of which a part could not be read would be another option.
        written.options.extend(option.filter(|_| walk.findings.len() == before));
    }
    let ids = written.options.iter().map(|option| (option.id.as_str(), option.at));
    let doubled = walk.doubled(ids, "option");
    written.options.retain(|option| !doubled.contains(&option.at));
    (written, walk.findings)
}

fn option(
    walk: &mut Walk,
    node: &crate::source::Node,
    (of_all, is_for_all): (Option<Date>, bool),
) -> Option<WrittenOption> {
    let keys = ["id", "name", "about", "vesting", "claims", "successors"];
    let entries = walk.entries(node, "an option", &keys);
    let id = walk.required_text(&entries, "id", "an option");
    let own = entries.get("vesting").and_then(|node| walk.date(node, "vesting"));
    let successors: Vec<(WrittenSuccessor, Position)> = match walk.required(&entries, "successors", "an option") {
        Some(list) => {
            let nodes = walk.list(list, "successors");
            nodes.iter().filter_map(|node| Some((successor(walk, node)?, node.position))).collect()
        }
        None => Vec::new(),
    };
    walk.doubled(successors.iter().map(|(one, at)| (one.id.as_str(), *at)), "successor");
    let vesting = own.or(of_all);
    if entries.get("vesting").is_none() && !is_for_all {
        walk.wrong(
            node.position,
            "an option has no `vesting`",
            "add `vesting: 2028-04-01`, the day on which its successors begin",
        );
    }
    let id = id?;
    if id == super::TODAY {
        walk.wrong(
            node.position,
            "`today` is the id of the organisations as they are",
            "choose another id for the option",
        );
    }
    Some(WrittenOption {
        name: entries.get("name").and_then(|node| walk.text(node, "name")).unwrap_or_else(|| id.clone()),
        about: entries.get("about").and_then(|node| walk.text(node, "about")),
        vesting: vesting?,
        claims: entries.get("claims").map(|node| walk.texts(node, "claims")).unwrap_or_default(),
        successors: successors.into_iter().map(|(one, _)| one).collect(),
        at: node.position,
        id,
    })
}

fn successor(walk: &mut Walk, node: &crate::source::Node) -> Option<WrittenSuccessor> {
    let entries = walk.entries(node, "a successor", &["id", "name", "members"]);
    let id = walk.required_text(&entries, "id", "a successor");
    let list = walk.required(&entries, "members", "a successor");
    let nodes = list.map(|list| walk.list(list, "members"));
    if let Some(list) = list.filter(|_| nodes.is_some_and(<[_]>::is_empty)) {
        walk.wrong(list.position, "a successor has no members", "list the ids of the organisations that go into it");
    }
    let members = nodes.unwrap_or_default().iter().filter_map(|node| member(walk, node)).collect();
    let id = id?;
    let name = entries.get("name").and_then(|node| walk.text(node, "name")).unwrap_or_else(|| id.clone());
    Some(WrittenSuccessor { id, name, members })
}

fn member(walk: &mut Walk, node: &crate::source::Node) -> Option<WrittenMember> {
    let at = node.position;
    if node.text().is_some() {
        return Some(WrittenMember { id: walk.text(node, "members")?, part: Part::Whole, at });
    }
    let entries = walk.entries(node, "a member", &["id", "share", "by", "functions"]);
    let id = walk.required_text(&entries, "id", "a member");
    let part = part(walk, &entries, at)?;
    Some(WrittenMember { id: id?, part, at })
}

fn part(walk: &mut Walk, entries: &Entries<'_>, at: Position) -> Option<Part> {
    match (entries.get("share"), entries.get("by"), entries.get("functions")) {
        (None, None, None) => Some(Part::Whole),
        (Some(share), None, functions) => {
            let share = walk.share(share, "share");
            let functions = functions.map(|node| walk.shares(node, "functions")).unwrap_or_default();
            Some(Part::Share(share?, functions))
        }
        (None, Some(by), None) => {
            let word = walk.text(by, "by")?;
            let found = Measure::ALL.into_iter().find(|measure| measure.word() == word);
            if found.is_none() {
                walk.wrong(by.position, &format!("`by: {word}` is no measure"), "write population or dwellings");
            }
            found.map(Part::By)
        }
        _ => {
            let help = "give `share`, or `by`; `functions` stands beside `share`";
            walk.wrong(at, "a member says in two ways how much of it is meant", help);
            None
        }
    }
}

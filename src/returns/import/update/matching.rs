//! Which items of the tables are which of the return.

use std::collections::{BTreeMap, BTreeSet};

use super::alike;
use crate::money::{Money, parse_decimal};
use crate::returns::import::draft::{Draft, DraftItem};
use crate::returns::model::{Item, Kind, Return};
use crate::source::{Node, Route};

/// An item of the return that one of the draft is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    /// Its place in its list.
    pub(super) index: usize,
    /// Whether it is known by its figures alone, and has another name in the tables.
    pub(super) is_renamed: bool,
}

/// By id of the draft: by the same id, then by name, unit and grade, then by unit and figures; each where that is one only.
pub(super) fn matched<'d>(
    declared: &Return,
    tree: &Node,
    draft: &'d Draft,
    kind: Kind,
    units: &BTreeMap<String, String>,
) -> BTreeMap<&'d str, Match> {
    let ids: BTreeMap<&str, usize> =
        declared.items().filter(|item| item.kind == kind).map(|item| (item.id, item.index)).collect();
    let mut matches = BTreeMap::new();
    let mut taken = BTreeSet::new();
    let known = |index| Match { index, is_renamed: false };
    for item in draft.items.iter().filter(|item| item.kind == kind) {
        if let Some(index) = ids.get(item.id.as_str()) {
            matches.insert(item.id.as_str(), known(*index));
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
    let unit = |item: &DraftItem| item.text("unit").and_then(|unit| units.get(unit)).map_or("", String::as_str);
    for item in draft.items.iter().filter(|item| item.kind == kind) {
        let label = (alike(&item.name), unit(item), alike(item.text("grade").unwrap_or_default()));
        if !matches.contains_key(item.id.as_str())
            && let Some(indices) = labels.get_mut(&label)
            && let [index] = indices.as_slice()
        {
            matches.insert(item.id.as_str(), known(*index));
            taken.insert(*index);
            indices.clear();
        }
    }
    let left = declared.items().filter(|item| item.kind == kind && !taken.contains(&item.index));
    let left: Vec<(usize, &str)> = left.map(|item| (item.index, item.unit.unwrap_or_default())).collect();
    let unnamed = draft.items.iter().filter(|item| item.kind == kind && !matches.contains_key(item.id.as_str()));
    let unnamed: Vec<(&DraftItem, &str)> = unnamed.map(|item| (item, unit(item))).collect();
    for (id, index) in renamed(&left, &unnamed, tree, kind) {
        matches.insert(id, Match { index, is_renamed: true });
    }
    matches
}

/// Items of one unit with the same figures, on both sides.
#[derive(Default)]
struct Sides<'d> {
    /// Places in the list of the return.
    declared: Vec<usize>,
    /// Ids of the draft.
    drafted: Vec<&'d str>,
}

/// Items that nothing but their name tells apart: one of the return and one of the draft in the same unit with the same
/// figures, and no other like them. Where a person corrects which column is the name, every item is such a one.
fn renamed<'d>(
    left: &[(usize, &str)],
    unnamed: &[(&'d DraftItem, &str)],
    tree: &Node,
    kind: Kind,
) -> Vec<(&'d str, usize)> {
    // A return may say more of an item than the tables do: only what they say is compared.
    let mut by_keys: BTreeMap<Vec<&str>, Vec<(&'d DraftItem, &str)>> = BTreeMap::new();
    for (item, unit) in unnamed.iter().filter(|(item, _)| costs(item)) {
        let keys = item.figures.iter().map(|(key, _)| *key).collect();
        by_keys.entry(keys).or_default().push((item, unit));
    }
    let mut claims: BTreeMap<usize, Vec<&'d str>> = BTreeMap::new();
    for (keys, items) in by_keys {
        let mut sides: BTreeMap<(&str, Vec<Figure>), Sides<'d>> = BTreeMap::new();
        for (index, unit) in left {
            let node = tree.at(&Route::item(kind.list(), *index));
            let said = |key: &&str| node.and_then(|node| node.get(key)).and_then(Node::text).map(figure);
            if let Some(figures) = keys.iter().map(said).collect::<Option<Vec<_>>>() {
                sides.entry((unit, figures)).or_default().declared.push(*index);
            }
        }
        for (item, unit) in items {
            let figures = item.figures.iter().map(|(_, text)| figure(text)).collect();
            sides.entry((unit, figures)).or_default().drafted.push(&item.id);
        }
        for alike in sides.into_values() {
            if let [index] = alike.declared.as_slice() {
                claims.entry(*index).or_default().extend(alike.drafted);
            }
        }
    }
    claims.into_iter().filter_map(|(index, ids)| if let [id] = ids[..] { Some((id, index)) } else { None }).collect()
}

/// Whether an item costs something. Figures without money are alike too easily.
fn costs(item: &DraftItem) -> bool {
    let is_cost = |key: &str| matches!(key, "cost" | "total" | "other");
    item.figures.iter().any(|(key, text)| is_cost(key) && Money::parse(text).is_ok_and(Money::is_positive))
}

/// A figure as it is compared.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Figure {
    Number(i128),
    /// A date, or what is no figure.
    Text(String),
}

/// What a text says, however it is written: `50_000` is `50000.00`.
pub(super) fn figure(text: &str) -> Figure {
    let text = text.trim();
    parse_decimal(text, 9).map_or_else(|_| Figure::Text(text.to_owned()), Figure::Number)
}

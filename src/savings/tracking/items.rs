//! Items of two rounds recognised: the same under another name or id, on another function, come or gone.

use std::collections::BTreeMap;

use crate::ledger::{ItemFact, ReturnFacts};
use crate::mapping::normalise;
use crate::money::Money;
use crate::returns::Kind;
use crate::taxonomy::FunctionId;
use crate::words::words;

/// An item that came, went, was renamed, or is on another function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemChange {
    /// Which body: an index into the facts of both rounds.
    pub organisation: u32,
    /// What kind of item.
    pub kind: Kind,
    /// In the first round.
    pub before: Option<ItemThen>,
    /// In the second.
    pub after: Option<ItemThen>,
}

/// An item in one round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemThen {
    /// Its id.
    pub id: String,
    /// Its name or title.
    pub text: String,
    /// Its largest function.
    pub function: Option<FunctionId>,
    /// Every pound that the ledger holds for it.
    pub cost: Money,
}

words! {
    /// What changed of an item.
    pub enum Changed {
        /// It was not there before.
        Entered = "entered",
        /// It is not there any more.
        Left = "left",
        /// Its words.
        Text = "text",
        /// Its id.
        Id = "id",
        /// Its largest function.
        Function = "function",
    }
}

/// What became of the items of bodies that are in both rounds, in the order of bodies, kinds and ids.
pub fn item_changes(old: &[ReturnFacts], new: &[ReturnFacts]) -> Vec<ItemChange> {
    (0..).zip(old.iter().zip(new)).flat_map(|(body, (old, new))| of_body(body, old, new)).collect()
}

/// An item is the same where its kind and id are; otherwise where its words and unit are, and no other's.
fn of_body(organisation: u32, old: &ReturnFacts, new: &ReturnFacts) -> Vec<ItemChange> {
    let (then, now) = (states(old), states(new));
    let mut before: BTreeMap<(Kind, &str), usize> = ids(old);
    let mut pairs: Vec<(Option<usize>, Option<usize>)> = Vec::new();
    let mut unknown = Vec::new();
    for (key, place) in ids(new) {
        match before.remove(&key) {
            Some(was) => pairs.push((Some(was), Some(place))),
            None => unknown.push(place),
        }
    }
    let mut by_words = words(old, before.values().copied());
    for (key, places) in words(new, unknown.into_iter()) {
        let was = by_words.remove(&key).unwrap_or_default();
        match (&was[..], &places[..]) {
            ([was], [place]) => pairs.push((Some(*was), Some(*place))),
            _ => {
                pairs.extend(was.into_iter().map(|was| (Some(was), None)));
                pairs.extend(places.into_iter().map(|place| (None, Some(place))));
            }
        }
    }
    pairs.extend(by_words.into_values().flatten().map(|was| (Some(was), None)));
    let mut changes: Vec<ItemChange> = pairs
        .into_iter()
        .map(|(was, is)| ItemChange {
            organisation,
            kind: is.map_or_else(|| old.items[was.unwrap_or_default()].kind, |place| new.items[place].kind),
            before: was.map(|place| then[place].clone()),
            after: is.map(|place| now[place].clone()),
        })
        .filter(|change| !change.changed().is_empty())
        .collect();
    changes.sort_by(|a, b| (a.kind, a.id()).cmp(&(b.kind, b.id())));
    changes
}

impl ItemChange {
    /// What changed of it.
    pub fn changed(&self) -> Vec<Changed> {
        match (&self.before, &self.after) {
            (None, _) => vec![Changed::Entered],
            (_, None) => vec![Changed::Left],
            (Some(before), Some(after)) => {
                let changed = [
                    (Changed::Text, before.text != after.text),
                    (Changed::Id, before.id != after.id),
                    (Changed::Function, before.function != after.function),
                ];
                changed.into_iter().filter_map(|(what, is)| is.then_some(what)).collect()
            }
        }
    }

    fn id(&self) -> &str {
        self.after.as_ref().or(self.before.as_ref()).map_or("", |item| &item.id)
    }
}

fn ids(facts: &ReturnFacts) -> BTreeMap<(Kind, &str), usize> {
    facts.items.iter().enumerate().map(|(place, item)| ((item.kind, &*item.id), place)).collect()
}

/// Some items by kind, words and unit.
fn words(facts: &ReturnFacts, places: impl Iterator<Item = usize>) -> BTreeMap<(Kind, String, &str), Vec<usize>> {
    let mut words: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for place in places {
        let ItemFact { kind, text, unit, .. } = &facts.items[place];
        words.entry((*kind, normalise(text), facts.units[*unit as usize].as_str())).or_default().push(place);
    }
    words
}

fn states(facts: &ReturnFacts) -> Vec<ItemThen> {
    let mut costs = vec![Money::ZERO; facts.items.len()];
    let placed = facts.costs.iter().map(|cost| (cost.item, cost.amount));
    for (item, amount) in placed.chain(facts.loose.iter().map(|loose| (loose.item, loose.amount))) {
        costs[item as usize] += amount;
    }
    let items = facts.items.iter().zip(costs).map(|(item, cost)| ItemThen {
        id: item.id.to_string(),
        text: item.text.to_string(),
        function: item.mapping.largest().map(|claim| claim.function),
        cost,
    });
    items.collect()
}

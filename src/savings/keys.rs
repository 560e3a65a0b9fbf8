//! What decides whether a mapping holds in a draw, and what else its label might be.

use std::cmp::Reverse;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::draw::fnv1a64;
use crate::ledger::{Cost, ReturnFacts};
use crate::mapping::{Source, normalise};
use crate::money::Share;
use crate::taxonomy::{FunctionId, Taxonomy};

/// An alternative that is less likely counts as no function: it would double the cells and move nothing.
const LEAST: Share = Share(20_000);

/// What else a label might be, likeliest first.
pub(super) type Others = Vec<(FunctionId, Share)>;

/// What decides whether a mapping holds in a draw: the hash of the label and the function, and whether a person ruled on
/// it. A decision shares the luck of its label and has its own confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub(super) hash: u64,
    pub(super) decided: bool,
    /// Part of the hash already; beside it so that keys of other functions can be told without it.
    pub(super) function: FunctionId,
}

impl Key {
    /// The key of a label on a function.
    pub(super) fn new(label: &str, (function, code): (FunctionId, &str), decided: bool) -> Self {
        Self { hash: fnv1a64(["map:", label, ">", code]), decided, function }
    }
}

/// What costs hang on.
pub(super) struct Keys<'a> {
    pub(super) taxonomy: &'a Taxonomy,
}

impl<'a> Keys<'a> {
    pub(super) fn new(taxonomy: &'a Taxonomy) -> Self {
        Self { taxonomy }
    }

    /// The key of a cost. None: it holds in every draw, because the organisation or a person is sure of it. A line of several
    /// functions that was given one has a key all the same, for what it carries can be asked.
    pub(super) fn key(&self, facts: &ReturnFacts, cost: &Cost) -> Option<Key> {
        let item = &facts.items[cost.mapped_by as usize];
        let is_sure = item.mapping.source == Source::Declared || cost.confidence == Share::WHOLE;
        if is_sure && !item.catch_all {
            return None;
        }
        let code = &self.taxonomy.get(cost.function).code;
        let decided = is_sure || item.mapping.source == Source::Decision;
        Some(Key::new(&normalise(&item.text), (cost.function, code), decided))
    }

    /// The keys of the costs of a return. A process has many costs and one label.
    pub(super) fn of(&self, one: &'a ReturnFacts) -> impl FnMut(&Cost) -> Option<Key> {
        let mut keys: FxHashMap<(u32, FunctionId), Option<Key>> = FxHashMap::default();
        move |cost| *keys.entry((cost.mapped_by, cost.function)).or_insert_with(|| self.key(one, cost))
    }
}

/// What else each label might be: of several readings of it, the one that is surest of something else.
pub(super) fn others(facts: &[ReturnFacts], keys: &Keys<'_>) -> FxHashMap<Key, Others> {
    let order = |others: &Others| others.iter().map(|(id, likely)| (*likely, Reverse(*id))).collect::<Vec<_>>();
    let keep = |all: &mut FxHashMap<Key, Others>, key: Key, others: Others| {
        let known = all.entry(key).or_default();
        if order(known) < order(&others) {
            *known = others;
        }
    };
    let each = facts.par_iter().map(|one| {
        let mut found: FxHashMap<Key, Others> = FxHashMap::default();
        for cost in &one.costs {
            let item = &one.items[cost.mapped_by as usize];
            let others =
                item.mapping.alternatives.iter().filter(|(id, likely)| *id != cost.function && *likely >= LEAST);
            let others: Others = others.copied().collect();
            if item.mapping.source == Source::Mapper
                && !others.is_empty()
                && let Some(key) = keys.key(one, cost)
            {
                keep(&mut found, key, others);
            }
        }
        found
    });
    each.reduce(FxHashMap::default, |mut all, more| {
        #[allow(clippy::iter_over_hash_type)] // the surest of each key is kept, in any order
        for (key, others) in more {
            keep(&mut all, key, others);
        }
        all
    })
}

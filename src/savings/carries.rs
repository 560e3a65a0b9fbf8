//! What much of the duplicated cost rests on without being sure: a mapping, a line of several functions, a function that too
//! few bodies share to tell an outlier (docs/model.md section 16.12).

use std::collections::BTreeMap;

use super::cells::{Cells, Doubts};
use super::keys::{Key, Keys};
use super::verdict::Carrier;
use crate::ledger::ReturnFacts;
use crate::money::Money;
use crate::overlap::{Outlier, Overlap, Set, Sets};
use crate::taxonomy::{FunctionId, Taxonomy};

/// Bodies of a comparison set from which on an outlier can be told.
const ENOUGH: usize = 5;

/// Something that carries more than a tenth of the duplicated cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carry {
    /// What it is.
    pub what: Carrier,
    /// The item, or the largest of several: organisation and place. None for a function.
    pub item: Option<(u32, u32)>,
    /// On which function.
    pub function: FunctionId,
    /// The duplicated cost less what it would be without these pounds.
    pub carries: Money,
}

/// What carries more than a tenth of the duplicated cost, most first.
pub fn carries(
    facts: &[ReturnFacts],
    taxonomy: &Taxonomy,
    overlap: &Overlap,
    (cells, doubts): (&Cells, &Doubts),
    found: Money,
) -> Vec<Carry> {
    let keys = Keys::new(taxonomy);
    let mut all = thin(facts, taxonomy, overlap);
    all.extend(mappings(facts, &keys, cells, doubts));
    all.extend(overlap.outliers.iter().map(|outlier| outlying(facts, outlier)));
    all.retain(|one| i128::from(one.carries.0) * 10 > i128::from(found.0));
    all.sort_by_key(|one| (std::cmp::Reverse(one.carries), one.what, one.function, one.item));
    all
}

/// Of each function, what is duplicated in comparison sets that are too small to tell an outlier.
fn thin(facts: &[ReturnFacts], taxonomy: &Taxonomy, overlap: &Overlap) -> Vec<Carry> {
    let mut sets: BTreeMap<(FunctionId, Set<'_>), (Money, Vec<u32>)> = BTreeMap::new();
    let compared = Sets::of(facts, taxonomy);
    for row in &overlap.attribution {
        let set = compared.set(row.function, row.organisation);
        let (duplicated, bodies) = sets.entry((row.function, set)).or_default();
        *duplicated += row.duplicated;
        if !bodies.contains(&row.organisation) && bodies.len() < ENOUGH {
            bodies.push(row.organisation);
        }
    }
    let mut by_function: BTreeMap<FunctionId, Money> = BTreeMap::new();
    for ((function, _), (duplicated, _)) in sets.into_iter().filter(|(_, (_, bodies))| bodies.len() < ENOUGH) {
        *by_function.entry(function).or_default() += duplicated;
    }
    let carry = |(function, carries)| Carry { what: Carrier::ThinFunction, item: None, function, carries };
    by_function.into_iter().map(carry).collect()
}

/// A cost far from those of the peers, at the costliest item behind it.
fn outlying(facts: &[ReturnFacts], outlier: &Outlier) -> Carry {
    let item = outlier.costliest_item(&facts[outlier.organisation as usize]);
    let item = item.map(|item| (outlier.organisation, item));
    Carry { what: Carrier::Outlier, item, function: outlier.function, carries: outlier.carries }
}

/// Labels that nobody confirmed, and lines of several functions that were given one.
fn mappings(facts: &[ReturnFacts], keys: &Keys<'_>, cells: &Cells, doubts: &Doubts) -> Vec<Carry> {
    let carried = cells.carried(doubts);
    // Where each stands: of several items the costliest, of equals the first.
    let mut items: BTreeMap<Key, (Money, u32, u32)> = BTreeMap::new();
    for (organisation, one) in (0_u32..).zip(facts) {
        for cost in one.costs.iter().filter(|cost| carried.iter().any(|(key, _)| key.function == cost.function)) {
            if let Some(key) = keys.key(one, cost).filter(|key| carried.iter().any(|(known, _)| known == key)) {
                let item = items.entry(key).or_insert((Money::ZERO, organisation, cost.mapped_by));
                if cost.amount > item.0 {
                    *item = (cost.amount, organisation, cost.mapped_by);
                }
            }
        }
    }
    let carry = |(key, carries): (Key, Money)| {
        let (_, organisation, item) = *items.get(&key)?;
        let is_catch_all = facts[organisation as usize].items[item as usize].catch_all;
        let what = if is_catch_all { Carrier::CatchAll } else { Carrier::Mapping };
        let counts = what == Carrier::CatchAll || !key.decided;
        counts.then_some(Carry { what, item: Some((organisation, item)), function: key.function, carries })
    };
    carried.into_iter().filter_map(carry).collect()
}

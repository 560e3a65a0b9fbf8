//! Duplicated cost today and under an option, by the rules of every audit (docs/model.md section 16.25).
//!
//! The parts of divided organisations are measured as bodies of their own: what that adds is what division adds. Then only parts of
//! one successor are compared with each other: what is duplicated there and not within one of them is what joining can remove.

use std::collections::BTreeMap;

use super::divide::{Parts, divide};
use super::joining::{SharedThen, kept};
use super::plan::Planned;
use crate::ledger::{Layer, ReturnFacts};
use crate::money::{Money, share_out};
use crate::overlap::{Attribution, Basis, Joints, Overlap, joints, measure_in_groups, measure_joint};
use crate::taxonomy::{FunctionId, Taxonomy};

/// How is measured.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The functions.
    pub taxonomy: &'a Taxonomy,
    /// What counts as duplicated.
    pub basis: Basis,
    /// Below this a provider is not counted.
    pub floor: Money,
}

/// The organisations as they are.
#[derive(Debug, Clone)]
pub struct Today {
    /// What is measured of them.
    pub overlap: Overlap,
    /// What they run together.
    pub joints: Joints,
}

impl Today {
    /// Measures them.
    pub fn of(facts: &[ReturnFacts], rules: Rules<'_>) -> Self {
        let joints = joints(facts, rules.taxonomy);
        let overlap = measure_joint(facts, facts.len(), rules.taxonomy, rules.basis, rules.floor, &joints);
        Self { overlap, joints }
    }

    /// What is duplicated.
    pub fn duplicated(&self, basis: Basis) -> Money {
        self.overlap.duplicated.get(basis)
    }
}

/// What an option makes of the duplicated cost.
#[derive(Debug, Clone)]
pub struct Measured {
    /// Who goes where.
    pub parts: Parts,
    /// What becomes of what is run together today.
    pub shared: Vec<SharedThen>,
    /// Of the parts, everybody compared.
    pub divided: Overlap,
    /// Of the parts, only those of one successor compared with each other.
    pub joined: Overlap,
    /// Of the parts, each alone.
    pub alone: Overlap,
    /// By row of the attribution of [`Self::joined`]: what joining can remove.
    pub removed: Vec<Money>,
    /// The same: what division adds, less where a part is below the floor.
    pub added: Vec<Money>,
    /// Of each function and layer: what division adds.
    pub added_by_function: BTreeMap<(FunctionId, Layer), Money>,
}

/// Measures an option.
pub fn measure(facts: &[ReturnFacts], today: &Today, option: &Planned, rules: Rules<'_>) -> Measured {
    let Rules { taxonomy, basis, floor } = rules;
    let parts = divide(facts, option);
    let (joints, shared) = kept(&today.joints, &parts, option);
    let each: Vec<u32> = (0..).take(parts.facts.len()).collect();
    let divided = measure_joint(&parts.facts, parts.facts.len(), taxonomy, basis, floor, &joints);
    let in_groups = |groups: &[u32]| measure_in_groups(&parts.facts, taxonomy, (basis, floor), &joints, groups);
    let (joined, alone) = rayon::join(|| in_groups(&parts.successor), || in_groups(&each));
    let removed = removed(&joined.attribution, &alone.attribution);
    let added_by_function = added_by_function(&today.overlap, &divided);
    let touched = Touched::of(&parts, &shared);
    let added = added(&joined.attribution, &added_by_function, &touched);
    Measured { parts, shared, divided, joined, alone, removed, added, added_by_function }
}

impl Measured {
    /// What division adds.
    pub fn added_by_division(&self) -> Money {
        self.added_by_function.values().copied().sum()
    }

    /// What joining can remove.
    pub fn removed(&self) -> Money {
        self.removed.iter().copied().sum()
    }
}

/// What of each row is duplicated among the parts of a successor, and not within one of them. Both have a row for every cost of
/// every part, in the same order.
fn removed(joined: &[Attribution], alone: &[Attribution]) -> Vec<Money> {
    let mut removed: Vec<Money> = joined.iter().map(|row| row.duplicated).collect();
    let mut first = 0;
    for rows in joined.chunk_by(|a, b| (a.function, a.organisation) == (b.function, b.organisation)) {
        for layer in [Layer::Staff, Layer::Systems] {
            let places = || (first..first + rows.len()).filter(|place| joined[*place].pool.layer() == layer);
            let own: Money = places().map(|place| alone[place].duplicated).sum();
            let weights: Vec<i64> = places().map(|place| joined[place].duplicated.0).collect();
            for (place, kept) in places().zip(share_out(own, &weights)) {
                removed[place] -= kept;
            }
        }
        first += rows.len();
    }
    removed
}

/// What division adds on each function and layer.
fn added_by_function(today: &Overlap, divided: &Overlap) -> BTreeMap<(FunctionId, Layer), Money> {
    let mut added: BTreeMap<(FunctionId, Layer), Money> = BTreeMap::new();
    let mut add = |overlap: &Overlap, sign: i64| {
        for measure in &overlap.functions {
            for (layer, amount) in [(Layer::Staff, measure.staff), (Layer::Systems, measure.systems)] {
                *added.entry((measure.function, layer)).or_default() += Money(sign * amount.0);
            }
        }
    };
    add(divided, 1);
    add(today, -1);
    added.retain(|_, amount| *amount != Money::ZERO);
    added
}

/// Which parts division touches: those of divided organisations, and on a function that was run together those who no longer do.
struct Touched<'a> {
    is_divided: &'a [bool],
    cut: BTreeMap<FunctionId, Vec<u32>>,
    body: &'a [u32],
}

impl<'a> Touched<'a> {
    fn of(parts: &'a Parts, shared: &[SharedThen]) -> Self {
        let mut cut: BTreeMap<FunctionId, Vec<u32>> = BTreeMap::new();
        for one in shared.iter().filter(|one| one.is_cut) {
            cut.entry(one.function).or_default().extend(&one.bodies);
        }
        Self { is_divided: &parts.is_divided, cut, body: &parts.body }
    }

    fn has(&self, row: &Attribution) -> bool {
        let part = row.organisation as usize;
        let cut = self.cut.get(&row.function).filter(|_| row.pool.layer() == Layer::Staff);
        self.is_divided[part] || cut.is_some_and(|bodies| bodies.contains(&self.body[part]))
    }
}

/// What division adds, on the rows that it touches by their cost.
fn added(
    rows: &[Attribution],
    by_function: &BTreeMap<(FunctionId, Layer), Money>,
    touched: &Touched<'_>,
) -> Vec<Money> {
    let mut added = vec![Money::ZERO; rows.len()];
    for ((function, layer), amount) in by_function {
        let from = rows.partition_point(|row| row.function < *function);
        let here = rows[from..].iter().take_while(|row| row.function == *function);
        let places: Vec<usize> =
            (from..).zip(here).filter(|(_, row)| row.pool.layer() == *layer).map(|(at, _)| at).collect();
        let meant: Vec<usize> = places.iter().copied().filter(|place| touched.has(&rows[*place])).collect();
        let meant = if meant.is_empty() { places } else { meant };
        let weights: Vec<i64> = meant.iter().map(|place| rows[*place].cost.0).collect();
        for (place, part) in meant.iter().zip(share_out(*amount, &weights)) {
            added[*place] = part;
        }
    }
    added
}

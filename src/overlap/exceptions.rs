//! Which declared exceptions name a cost, by the rule of [`covers`](super::covers). They are looked up by what they name,
//! so that the work does not grow with exceptions times costs.

use std::collections::BTreeMap;

use smallvec::SmallVec;

use crate::ledger::{Cost, ExceptionFact, ReturnFacts};
use crate::money::Money;
use crate::taxonomy::{FunctionId, Taxonomy};

/// The pounds that the exceptions of a return name, cost by cost.
pub(super) struct Naming {
    /// By exception: of one that holds, the pounds that no earlier one has; of an expired one, all it names.
    named: Vec<Money>,
    targets: Vec<Target>,
    items: Places<u32>,
    units: Places<u32>,
    functions: Places<FunctionId>,
}

/// The exceptions that name one and the same.
#[derive(Default)]
struct Target {
    /// The first of them that holds.
    holds: Option<usize>,
    expired: Vec<usize>,
    /// Every pound of it.
    amount: Money,
}

/// Targets by what they name, in order.
type Places<K> = Vec<(K, usize)>;

impl Naming {
    pub(super) fn of(facts: &ReturnFacts, expired: impl Fn(&ExceptionFact) -> bool) -> Self {
        let mut by_target: BTreeMap<_, Target> = BTreeMap::new();
        for (index, exception) in facts.exceptions.iter().enumerate() {
            let target = by_target.entry((&exception.items, exception.unit, exception.function)).or_default();
            if expired(exception) {
                target.expired.push(index);
            } else {
                target.holds.get_or_insert(index);
            }
        }
        let (mut items, mut units, mut functions) = (Places::new(), Places::new(), Places::new());
        for (place, (of_items, unit, function)) in by_target.keys().enumerate() {
            items.extend(of_items.iter().map(|item| (*item, place)));
            units.extend(unit.map(|unit| (unit, place)));
            functions.extend(function.map(|function| (function, place)));
        }
        items.sort_unstable();
        units.sort_unstable();
        functions.sort_unstable();
        let named = vec![Money::ZERO; facts.exceptions.len()];
        Self { named, targets: by_target.into_values().collect(), items, units, functions }
    }

    /// Counts a cost where it is named. Whether an exception that holds names it: of several the first has it.
    pub(super) fn names(&mut self, cost: &Cost, taxonomy: &Taxonomy) -> bool {
        if self.targets.is_empty() {
            return false;
        }
        let items = [cost.item, cost.mapped_by].into_iter().flat_map(|item| at(&self.items, item));
        let above = std::iter::successors(Some(cost.function), |function| taxonomy.get(*function).parent);
        let functions = above.flat_map(|function| at(&self.functions, function));
        let mut places: SmallVec<[usize; 4]> = items.chain(at(&self.units, cost.unit)).chain(functions).collect();
        places.sort_unstable();
        places.dedup();
        let mut first: Option<usize> = None;
        for place in places {
            let target = &mut self.targets[place];
            target.amount += cost.amount;
            first = first.into_iter().chain(target.holds).min();
        }
        if let Some(first) = first {
            self.named[first] += cost.amount;
        }
        first.is_some()
    }

    /// The pounds of each exception, in their order.
    pub(super) fn into_named(mut self) -> Vec<Money> {
        for target in &self.targets {
            for expired in &target.expired {
                self.named[*expired] = target.amount;
            }
        }
        self.named
    }
}

fn at<K: Ord + Copy>(places: &Places<K>, key: K) -> impl Iterator<Item = usize> + '_ {
    let start = places.partition_point(|(known, _)| *known < key);
    places[start..].iter().take_while(move |(known, _)| *known == key).map(|(_, place)| *place)
}

//! The sums that a draw of the mapping needs: what each provider spends on each function, by the label that put it there.
//!
//! Items of one label share one fate: a wrong rule is wrong everywhere. Independent draws over thousands of items would
//! shrink the range to nothing.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use super::draw::{Draw, fnv1a64};
use crate::ledger::{Cost, Layer, ReturnFacts};
use crate::mapping::{Source, normalise};
use crate::money::{Money, Share};
use crate::overlap::{Basis, Left, Set, comparison_set, counts, duplicated, home};
use crate::taxonomy::{FunctionId, Scope, Taxonomy};

/// What decides whether a mapping holds in a draw: the hash of the label and the function, and whether a person ruled on
/// it. A decision shares the luck of its label and has its own confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) hash: u64,
    decided: bool,
}

impl Key {
    /// The key of a label on a function.
    pub(super) fn new(label: &str, code: &str, decided: bool) -> Self {
        Self { hash: fnv1a64(&format!("map:{label}>{code}")), decided }
    }
}

/// The key of a cost. None: it holds in every draw, because the organisation or a person is sure of it.
pub(super) fn key_of(facts: &ReturnFacts, cost: &Cost, taxonomy: &Taxonomy) -> Option<Key> {
    let item = &facts.items[cost.mapped_by as usize];
    if item.mapping.source == Source::Declared || cost.confidence == Share::WHOLE {
        return None;
    }
    let decided = item.mapping.source == Source::Decision;
    Some(Key::new(&normalise(&item.text), &taxonomy.get(cost.function).code, decided))
}

/// Pounds of one key at one provider.
#[derive(Debug, Clone, Copy)]
struct Part {
    /// 0 holds always; otherwise one above the place among the keys.
    key: u32,
    amount: Money,
}

#[derive(Debug, Clone)]
struct Provider {
    parts: Range<usize>,
    /// Pounds without a unit.
    unplaced: bool,
}

/// A key, how likely it is to hold, and what it moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Doubt {
    pub(super) key: Key,
    /// How likely it holds.
    pub(super) likely: f64,
    /// What it puts into the duplicated cost, pro rata, in pence.
    pub(super) duplicated: f64,
}

impl Doubt {
    /// What it adds to the variance of the duplicated cost, in square pence.
    pub(super) fn variance(&self) -> f64 {
        self.likely * (1.0 - self.likely) * self.duplicated * self.duplicated
    }
}

/// The cells of an audit, by comparison set, organisation and provider.
#[derive(Debug, Clone)]
pub struct Cells {
    basis: Basis,
    floor: Money,
    parts: Vec<Part>,
    providers: Vec<Provider>,
    organisations: Vec<Range<usize>>,
    /// Of each of them: whether it is measured, or only compared with.
    ours: Vec<bool>,
    sets: Vec<Range<usize>>,
    keys: Vec<(Key, f64)>,
}

/// One pound's place before the sums: comparison set, organisation, provider and key.
type Place<'a> = (FunctionId, Layer, Set<'a>, u32, u32, bool, Option<Key>);

/// Pence, and pence times confidence in ppm.
type Weighed = (Money, i128);

impl Cells {
    /// Sums up what is compared of the facts, as `left` is in their order. The first `ours` of them are measured, the others
    /// are what they are compared with.
    pub fn new(
        facts: &[ReturnFacts],
        left: &[Left],
        ours: usize,
        taxonomy: &Taxonomy,
        basis: Basis,
        floor: Money,
    ) -> Self {
        let parts: Vec<BTreeMap<Place<'_>, Weighed>> = (0_u32..)
            .zip(facts.iter().zip(left))
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|(organisation, (one, left))| {
                let mut sums: BTreeMap<Place<'_>, Weighed> = BTreeMap::new();
                for (place, cost) in one.costs.iter().enumerate().filter(|(_, cost)| cost.category.in_scope()) {
                    let compared = left.compared(place, cost);
                    if taxonomy.get(cost.function).scope == Scope::Exempt || !compared.is_positive() {
                        continue;
                    }
                    let set = comparison_set(facts, taxonomy, cost.function, organisation);
                    let layer = cost.pool.layer();
                    let unplaced = layer == Layer::Staff && one.units[cost.unit as usize] == "-";
                    let provider = cost.product.filter(|_| layer == Layer::Systems).unwrap_or(cost.unit);
                    let place =
                        (cost.function, layer, set, organisation, provider, unplaced, key_of(one, cost, taxonomy));
                    let sum = sums.entry(place).or_default();
                    sum.0 += compared;
                    sum.1 += i128::from(compared.0) * i128::from(cost.confidence.0);
                }
                sums
            })
            .collect();
        let mut sums: Vec<(Place<'_>, Weighed)> = parts.into_iter().flatten().collect();
        sums.par_sort_unstable_by_key(|(place, _)| *place);
        Self::from_sums(basis, floor, ours, &sums)
    }

    /// From sums in the order of their places.
    fn from_sums(basis: Basis, floor: Money, ours: usize, sums: &[(Place<'_>, Weighed)]) -> Self {
        let mut weights: BTreeMap<Key, (i128, i128)> = BTreeMap::new();
        for ((.., key), (amount, weighed)) in sums {
            if let Some(key) = key {
                let weight = weights.entry(*key).or_default();
                weight.0 += i128::from(amount.0);
                weight.1 += weighed;
            }
        }
        let keys: Vec<(Key, f64)> =
            weights.into_iter().map(|(key, (amount, weighed))| (key, mean(amount, weighed))).collect();
        let place = |key: &Option<Key>| match key {
            None => 0,
            Some(key) => {
                let found = keys.binary_search_by_key(key, |(key, _)| *key).unwrap_or_default();
                u32::try_from(found + 1).expect("there are fewer labels than items")
            }
        };
        let mut all = Self {
            basis,
            floor,
            parts: Vec::with_capacity(sums.len()),
            providers: Vec::new(),
            organisations: Vec::new(),
            ours: Vec::new(),
            sets: Vec::new(),
            keys: Vec::new(),
        };
        for set in sums.chunk_by(|(a, _), (b, _)| (a.0, a.1, a.2) == (b.0, b.1, b.2)) {
            let first_organisation = all.organisations.len();
            for organisation in set.chunk_by(|(a, _), (b, _)| a.3 == b.3) {
                let first_provider = all.providers.len();
                for provider in organisation.chunk_by(|(a, _), (b, _)| a.4 == b.4) {
                    let first_part = all.parts.len();
                    all.parts.extend(
                        provider.iter().map(|((.., key), (amount, _))| Part { key: place(key), amount: *amount }),
                    );
                    all.providers.push(Provider { parts: first_part..all.parts.len(), unplaced: provider[0].0.5 });
                }
                all.organisations.push(first_provider..all.providers.len());
                all.ours.push((organisation[0].0.3 as usize) < ours);
            }
            all.sets.push(first_organisation..all.organisations.len());
        }
        all.keys = keys;
        all
    }

    /// How many there are: what a draw takes grows with it.
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// Whether nothing is in scope.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The duplicated cost of each draw.
    pub(super) fn simulate(&self, seed: u64, draws: u32) -> Vec<Money> {
        (0..draws)
            .into_par_iter()
            .map_init(
                || (Vec::new(), Vec::new()),
                |(holds, costs), number| {
                    let draw = Draw::new(seed, number);
                    holds.clear();
                    holds.push(true);
                    holds.extend(self.keys.iter().map(|(key, likely)| draw.uniform(key.hash) < *likely));
                    self.duplicated(holds, costs)
                },
            )
            .collect()
    }

    /// The duplicated cost where only some keys hold.
    fn duplicated(&self, holds: &[bool], costs: &mut Vec<Money>) -> Money {
        let mut sum = Money::ZERO;
        for set in &self.sets {
            let ours = &self.ours[set.clone()];
            if !ours.contains(&false) {
                costs.clear();
                for organisation in &self.organisations[set.clone()] {
                    self.standing(organisation, |part| holds[part.key as usize], costs);
                }
                costs.retain(|cost| counts(*cost, self.floor));
                sum += self.basis.amount(costs);
            } else if ours.contains(&true) {
                sum += self.of_ours(set, holds);
            }
        }
        sum
    }

    /// What of a set is attributed to ours.
    fn of_ours(&self, set: &Range<usize>, holds: &[bool]) -> Money {
        let by_organisation: Vec<Vec<Money>> = (self.organisations[set.clone()].iter())
            .map(|organisation| {
                let mut costs = Vec::new();
                self.standing(organisation, |part| holds[part.key as usize], &mut costs);
                costs.retain(|cost| counts(*cost, self.floor));
                costs
            })
            .collect();
        self.basis.amount_of(&by_organisation, |place| self.ours[set.start + place])
    }

    /// Adds what each provider of an organisation spends; pounds without a unit join the largest named one.
    fn standing(&self, providers: &Range<usize>, holds: impl Fn(&Part) -> bool, costs: &mut Vec<Money>) {
        let from = costs.len();
        let providers = &self.providers[providers.clone()];
        costs.extend(providers.iter().map(|provider| {
            self.parts[provider.parts.clone()].iter().filter(|part| holds(part)).map(|part| part.amount).sum::<Money>()
        }));
        let Some(nowhere) = providers.iter().position(|provider| provider.unplaced) else { return };
        let standing = &mut costs[from..];
        if let Some(home) = home(standing.iter().copied().enumerate().filter(|(place, _)| *place != nowhere)) {
            let unplaced = std::mem::take(&mut standing[nowhere]);
            standing[home] += unplaced;
        }
    }

    /// What each key moves: the duplicated cost attributed to its pounds, pro rata. The first is what always holds.
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn doubts(&self) -> (f64, Vec<Doubt>) {
        let mut moved = vec![0.0; self.keys.len() + 1];
        let mut costs = Vec::new();
        for set in &self.sets {
            let mut kept: Vec<(Vec<Money>, Vec<&Provider>)> = Vec::new();
            let mut ours = Vec::new();
            for (organisation, is_ours) in self.organisations[set.clone()].iter().zip(&self.ours[set.clone()]) {
                costs.clear();
                self.standing(organisation, |_| true, &mut costs);
                let providers = &self.providers[organisation.clone()];
                let large: Vec<bool> = costs.iter().map(|cost| counts(*cost, self.floor)).collect();
                // What was unplaced counts where its new home does.
                let homed = |place: usize| providers[place].unplaced && costs[place] == Money::ZERO;
                let any = large.contains(&true);
                let members = (0..providers.len()).filter(|place| large[*place] || homed(*place) && any);
                let members: Vec<&Provider> = members.map(|place| &providers[place]).collect();
                costs.retain(|cost| counts(*cost, self.floor));
                if !costs.is_empty() {
                    kept.push((costs.clone(), members));
                    ours.push(*is_ours);
                }
            }
            let by_organisation: Vec<Vec<Money>> = kept.iter().map(|(costs, _)| costs.clone()).collect();
            let result = duplicated(self.basis, &by_organisation);
            let attributed = result.attributed.into_iter().zip(ours);
            for ((costs, members), (part, _)) in kept.iter().zip(attributed).filter(|(_, (_, is_ours))| *is_ours) {
                let whole = costs.iter().copied().sum::<Money>().0 as f64;
                for cell in members.iter().flat_map(|provider| &self.parts[provider.parts.clone()]) {
                    moved[cell.key as usize] += part.0 as f64 * cell.amount.0 as f64 / whole;
                }
            }
        }
        let doubts = self.keys.iter().zip(&moved[1..]);
        let doubts = doubts.map(|((key, likely), moved)| Doubt { key: *key, likely: *likely, duplicated: *moved });
        (moved[0], doubts.collect())
    }
}

/// The cost-weighted mean of confidences in ppm.
#[allow(clippy::cast_precision_loss)]
fn mean(amount: i128, weighed: i128) -> f64 {
    if amount == 0 { 0.0 } else { weighed as f64 / amount as f64 / 1e6 }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    impl Cells {
        /// The duplicated cost with every mapping that is claimed.
        pub(in super::super) fn full(&self) -> Money {
            self.duplicated(&vec![true; self.keys.len() + 1], &mut Vec::new())
        }
    }

    /// Organisation, unit, function, key, pence and confidence in ppm.
    pub(in super::super) type Item = (String, String, String, String, i64, u32);

    /// Cells of items in any order.
    pub(in super::super) fn cells(basis: Basis, floor: Money, items: impl IntoIterator<Item = Item>) -> Cells {
        let items: Vec<Item> = items.into_iter().collect();
        let number = |of: fn(&Item) -> &String| {
            let names: std::collections::BTreeSet<&String> = items.iter().map(of).collect();
            names.into_iter().cloned().zip(0_u32..).collect::<BTreeMap<String, u32>>()
        };
        let (organisations, units, functions) =
            (number(|item| &item.0), number(|item| &item.1), number(|item| &item.2));
        let mut sums: BTreeMap<Place<'_>, Weighed> = BTreeMap::new();
        for (organisation, unit, function, key, pence, sure) in &items {
            let function = FunctionId(u16::try_from(functions[function]).unwrap());
            let (label, code) = key.split_once('>').unwrap_or((key, "f"));
            let place = (
                function,
                Layer::Staff,
                Set::Everyone,
                organisations[organisation],
                units[unit],
                false,
                Some(Key::new(label, code, false)),
            );
            let sum = sums.entry(place).or_default();
            sum.0 += Money(*pence);
            sum.1 += i128::from(*pence) * i128::from(*sure);
        }
        Cells::from_sums(basis, floor, usize::MAX, &sums.into_iter().collect::<Vec<_>>())
    }

    /// A unit-less role beside two named units follows the larger one, and in a draw without that the other.
    #[test]
    fn pounds_without_a_unit_follow_the_largest_unit_that_is_left() {
        let place = |unit, unplaced, label| {
            (FunctionId(0), Layer::Staff, Set::Everyone, 0, unit, unplaced, Some(Key::new(label, "f", false)))
        };
        let sum = |pounds: i64| (Money(pounds * 100), i128::from(pounds) * 100 * 800_000);
        let mut sums = vec![
            (place(0, true, "loose"), sum(30_000)),
            (place(1, false, "north"), sum(50_000)),
            (place(2, false, "south"), sum(40_000)),
        ];
        sums.sort_by_key(|(place, _)| *place);
        let cells = Cells::from_sums(Basis::Excess, Money(1_000_000), usize::MAX, &sums);
        let holds = |labels: &[&str]| {
            let mut holds = vec![true];
            holds.extend(
                cells.keys.iter().map(|(key, _)| labels.iter().any(|label| Key::new(label, "f", false) == *key)),
            );
            cells.duplicated(&holds, &mut Vec::new())
        };
        assert_eq!(holds(&["loose", "north", "south"]), Money(4_000_000));
        assert_eq!(holds(&["loose", "south"]), Money::ZERO);
        assert_eq!(holds(&["north", "south"]), Money(4_000_000));
        assert_eq!(holds(&["loose", "north"]), Money::ZERO);
    }
}

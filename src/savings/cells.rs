//! The sums that a draw of the mapping needs: what each provider spends on each function, by the label that put it there.
//!
//! Items of one label share one fate: a wrong rule is wrong everywhere. Independent draws over thousands of items would
//! shrink the range to nothing.

use std::collections::BTreeSet;
use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::keys::{Key, Keys, Others, others};
use super::range::MOST_DRAWN;
use crate::ledger::{Cost, Layer, ProductId, ReturnFacts, SpendCategory};
use crate::money::{Money, Share};
use crate::overlap::{Basis, Left, Set, Sets, counts, duplicated, home};
use crate::taxonomy::{FunctionId, Scope, Taxonomy};

/// One of the things that may become of a key: between which ends its number must lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fate {
    pub(super) hash: u64,
    pub(super) from: f64,
    pub(super) to: f64,
}

/// Pounds of one key at one provider, where the key has one fate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// 0 holds always; otherwise one above the place among the fates: first that each key's mapping holds, then alternatives.
    pub(super) key: u32,
    pub(super) amount: Money,
}

#[derive(Debug, Clone)]
pub(super) struct Provider {
    pub(super) parts: Range<usize>,
    /// Pounds without a unit.
    pub(super) unplaced: bool,
}

/// Organisations that are compared with each other on one function and layer.
#[derive(Debug, Clone)]
pub(super) struct ComparisonSet {
    pub(super) organisations: Range<usize>,
    pub(super) measured: Measured,
}

/// Which organisations of a set are measured, and not only compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measured {
    All,
    Some,
    None,
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

/// What rests on mappings that may be wrong.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Doubts {
    /// Pence that are duplicated in every draw.
    pub(super) certain: f64,
    /// In the order of the keys.
    pub(super) each: Vec<Doubt>,
}

/// The cells of an audit, by comparison set, organisation and provider.
#[derive(Debug, Clone)]
pub struct Cells {
    pub(super) basis: Basis,
    pub(super) floor: Money,
    pub(super) parts: Vec<Part>,
    pub(super) providers: Vec<Provider>,
    pub(super) organisations: Vec<Range<usize>>,
    /// Of each of them: whether it is measured, or only compared with.
    pub(super) ours: Vec<bool>,
    pub(super) sets: Vec<ComparisonSet>,
    pub(super) keys: Vec<(Key, f64)>,
    /// That the mapping holds, of each key; then the alternatives that are measured.
    pub(super) fates: Vec<Fate>,
}

/// A cost before the sums: where it is compared, and what it hangs on.
#[derive(Debug, Clone, Copy)]
struct Line {
    function: FunctionId,
    layer: Layer,
    /// The group of bodies that are compared, and the comparison set in it: everyone, then those with a name in the order of
    /// the names, then organisations alone.
    set: (u32, u32),
    organisation: u32,
    provider: u32,
    unplaced: bool,
    /// And whether it is the mapping, 0, or which of the alternatives, from 1.
    key: Option<(Key, u8)>,
    amount: Money,
    confidence: Share,
}

impl Line {
    fn set(&self) -> (FunctionId, Layer, (u32, u32)) {
        (self.function, self.layer, self.set)
    }

    fn place(&self) -> impl Ord + use<> {
        (self.set(), self.organisation, self.provider, self.key)
    }
}

impl Cells {
    /// Sums up what is compared of the facts, as `left` is in their order. The first `ours` of them are measured, the others
    /// are what they are compared with. What else a label might be is in it where so many `draws` of all that can be made.
    pub fn new(
        facts: &[ReturnFacts],
        left: &[Left],
        ours: usize,
        taxonomy: &Taxonomy,
        measuring: (Basis, Money),
        draws: u32,
    ) -> Self {
        Self::in_groups(facts, left, ours, taxonomy, measuring, draws, None)
    }

    /// The same where only bodies of one group are compared with each other.
    pub fn in_groups(
        facts: &[ReturnFacts],
        left: &[Left],
        ours: usize,
        taxonomy: &Taxonomy,
        (basis, floor): (Basis, Money),
        draws: u32,
        groups: Option<&[u32]>,
    ) -> Self {
        let organisations = facts.iter().map(|facts| &facts.organisation);
        let names = organisations.flat_map(|one| [one.family(), one.region.as_deref()]).flatten();
        let names: Vec<&str> = names.collect::<BTreeSet<_>>().into_iter().collect();
        let number = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        let set = |set: Set<'_>| match set {
            Set::Everyone => 0,
            Set::Named(name) => 1 + number(names.partition_point(|known| *known < name)),
            Set::Alone(organisation) => 1 + number(names.len()) + organisation,
            Set::Duty(None) => u32::MAX,
            Set::Duty(Some(name)) => u32::MAX - 1 - number(names.partition_point(|known| *known < name)),
        };
        let sets = Sets::of(facts, taxonomy).in_groups(groups);
        let known = Keys::new(taxonomy);
        let line = |organisation: u32, function: FunctionId, cost: &Cost, key: Option<(Key, u8)>, amount: Money| {
            let layer = cost.pool.layer();
            let units = &facts[organisation as usize].units;
            let provider = cost.product.filter(|_| layer == Layer::Systems).map_or(cost.unit, ProductId::number);
            // What bodies run together is one provider of the first of them.
            let together = left[organisation as usize].together(function, layer);
            let (group, compared) = sets.compared(function, organisation);
            Line {
                function,
                layer,
                set: (group, set(compared)),
                organisation: together.map_or(organisation, |together| together.lead),
                provider: if together.is_some() { 0 } else { provider },
                unplaced: together.is_none() && layer == Layer::Staff && units[cost.unit as usize] == "-",
                key,
                amount,
                confidence: cost.confidence,
            }
        };
        let lines = facts.par_iter().zip(left).enumerate().flat_map_iter(|(place, (one, left))| {
            let organisation = number(place);
            let mut key_of = known.of(one);
            let in_scope = one.costs.iter().enumerate().filter(|(_, cost)| cost.category.in_scope());
            let lines = in_scope.filter_map(|(place, cost)| {
                let compared = left.compared(place, cost);
                let counts = taxonomy.get(cost.function).scope != Scope::Exempt && compared.is_positive();
                counts.then(|| line(organisation, cost.function, cost, key_of(cost).map(|key| (key, 0)), compared))
            });
            merged(lines.collect())
        });
        let mut lines: Vec<Line> = lines.collect();
        let draws = draws as usize;
        let others = if draws > 0 && lines.len().saturating_mul(draws) <= MOST_DRAWN {
            others(facts, &known)
        } else {
            FxHashMap::default()
        };
        if !others.is_empty() {
            let elsewhere = facts.par_iter().zip(left).enumerate().flat_map_iter(|(place, (one, left))| {
                let (mut moved, mut key_of) = (Vec::new(), known.of(one));
                // Bodies that are compared with nobody are so wherever their pounds go.
                let costs = one.costs.iter().enumerate().filter(|_| left.differences.is_empty());
                for (at, cost) in costs {
                    let compared = left.compared(at, cost);
                    let judged = |item: u32| !one.items[item as usize].mapping.comparable;
                    let stays = !compared.is_positive() || judged(cost.item) || judged(cost.mapped_by);
                    let Some(key) = key_of(cost).filter(|_| !stays) else { continue };
                    let own = taxonomy.get(cost.function).category.and_then(|leaf| cost.category.own(leaf));
                    for (which, (function, _)) in (1..).zip(others.get(&key).map_or(&[][..], Vec::as_slice)) {
                        let other = taxonomy.get(*function);
                        let is_measured = other.is_leaf && other.scope != Scope::Exempt;
                        if is_measured && other.category.is_some_and(|leaf| SpendCategory::of(leaf, own).in_scope()) {
                            moved.push(line(number(place), *function, cost, Some((key, which)), compared));
                        }
                    }
                }
                merged(moved)
            });
            let elsewhere: Vec<Line> = elsewhere.collect();
            if (lines.len() + elsewhere.len()).saturating_mul(draws) <= MOST_DRAWN {
                lines.extend(elsewhere);
            }
        }
        Self::from_lines(basis, floor, ours, lines, &others)
    }

    fn from_lines(
        basis: Basis,
        floor: Money,
        ours: usize,
        mut lines: Vec<Line>,
        others: &FxHashMap<Key, Others>,
    ) -> Self {
        lines.par_sort_unstable_by_key(Line::place);
        let keys = keys(&lines);
        let number = |key: Key| keys.binary_search_by_key(&key, |(key, _)| *key).unwrap_or_default();
        let mut elsewhere: Vec<(Key, u8)> =
            lines.iter().filter_map(|line| line.key.filter(|(_, of)| *of > 0)).collect();
        elsewhere.par_sort_unstable();
        elsewhere.dedup();
        let numbered = |key: Option<(Key, u8)>| {
            let place = key.map_or(0, |(key, of)| match of {
                0 => number(key) + 1,
                _ => keys.len() + 1 + elsewhere.binary_search(&(key, of)).unwrap_or_default(),
            });
            u32::try_from(place).unwrap_or(u32::MAX)
        };
        let holds = keys.iter().map(|(key, likely)| Fate { hash: key.hash, from: 0.0, to: *likely });
        let moves = elsewhere.iter().map(|(key, of)| {
            let before = others.get(key).map_or(&[][..], |others| &others[..usize::from(*of)]);
            let ends = before.iter().map(|(_, likely)| likely.as_f64());
            let (last, from) = (ends.clone().next_back().unwrap_or_default(), ends.rev().skip(1).sum::<f64>());
            let from = keys[number(*key)].1 + from;
            Fate { hash: key.hash, from, to: from + last }
        });
        let fates = holds.chain(moves).collect();
        let mut all = Self {
            basis,
            floor,
            parts: Vec::with_capacity(lines.len()),
            providers: Vec::new(),
            organisations: Vec::new(),
            ours: Vec::new(),
            sets: Vec::new(),
            keys: Vec::new(),
            fates,
        };
        for set in lines.chunk_by(|a, b| a.set() == b.set()) {
            let first_organisation = all.organisations.len();
            for organisation in set.chunk_by(|a, b| a.organisation == b.organisation) {
                let first_provider = all.providers.len();
                for provider in organisation.chunk_by(|a, b| a.provider == b.provider) {
                    let first_part = all.parts.len();
                    all.parts.extend(provider.chunk_by(|a, b| a.key == b.key).map(|part| Part {
                        key: numbered(part[0].key),
                        amount: part.iter().map(|line| line.amount).sum(),
                    }));
                    all.providers.push(Provider { parts: first_part..all.parts.len(), unplaced: provider[0].unplaced });
                }
                all.organisations.push(first_provider..all.providers.len());
                all.ours.push((organisation[0].organisation as usize) < ours);
            }
            let measured = &all.ours[first_organisation..];
            let measured = match (measured.contains(&true), measured.contains(&false)) {
                (true, true) => Measured::Some,
                (true, false) => Measured::All,
                (false, _) => Measured::None,
            };
            all.sets.push(ComparisonSet { organisations: first_organisation..all.organisations.len(), measured });
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

    /// Whether pounds are where their mapping puts them, and not where an alternative would.
    pub(super) fn is_mapped(&self, part: &Part) -> bool {
        part.key as usize <= self.keys.len()
    }

    /// Adds what each provider of an organisation spends; pounds without a unit join the largest named one.
    pub(super) fn standing(&self, providers: &Range<usize>, holds: impl Fn(&Part) -> bool, costs: &mut Vec<Money>) {
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

    /// What each key moves: the duplicated cost attributed to its pounds, pro rata.
    pub fn doubts(&self) -> Doubts {
        let mut moved = vec![0.0; self.keys.len() + 1];
        let by_set: Vec<Vec<(u32, f64)>> = self.sets.par_iter().map(|set| self.moved(set)).collect();
        // One after the other in their order: sums of floats depend on it.
        for (key, pence) in by_set.into_iter().flatten() {
            moved[key as usize] += pence;
        }
        let each = self.keys.iter().zip(&moved[1..]);
        let each = each.map(|((key, likely), moved)| Doubt { key: *key, likely: *likely, duplicated: *moved });
        Doubts { certain: moved[0], each: each.collect() }
    }

    /// The keys of a comparison set with the pence that each moves, cell by cell.
    #[allow(clippy::cast_precision_loss)]
    fn moved(&self, set: &ComparisonSet) -> Vec<(u32, f64)> {
        if set.measured == Measured::None {
            return Vec::new();
        }
        let mut costs = Vec::new();
        let mut members: Vec<(Vec<&Provider>, bool)> = Vec::new();
        let mut by_organisation = Vec::new();
        let organisations = self.organisations[set.organisations.clone()].iter();
        for (organisation, is_ours) in organisations.zip(&self.ours[set.organisations.clone()]) {
            costs.clear();
            self.standing(organisation, |part| self.is_mapped(part), &mut costs);
            let providers = &self.providers[organisation.clone()];
            let large: Vec<Money> = costs.iter().copied().filter(|cost| counts(*cost, self.floor)).collect();
            if large.is_empty() {
                continue;
            }
            // What was unplaced counts where its new home does.
            let homed = |place: usize| providers[place].unplaced && costs[place] == Money::ZERO;
            let counted = (0..providers.len()).filter(|place| counts(costs[*place], self.floor) || homed(*place));
            members.push((counted.map(|place| &providers[place]).collect(), *is_ours));
            by_organisation.push(large);
        }
        let attributed = duplicated(self.basis, &by_organisation).attributed;
        let mut moved = Vec::new();
        for (((members, _), costs), part) in
            members.iter().zip(&by_organisation).zip(attributed).filter(|(((_, is_ours), _), _)| *is_ours)
        {
            let whole = costs.iter().copied().sum::<Money>().0 as f64;
            let cells = members.iter().flat_map(|provider| &self.parts[provider.parts.clone()]);
            let cells = cells.filter(|cell| self.is_mapped(cell));
            moved.extend(cells.map(|cell| (cell.key, part.0 as f64 * cell.amount.0 as f64 / whole)));
        }
        moved
    }
}

/// One line where several say the same of other pounds, as those of the posts behind one process do: fewer are sorted among
/// those of everybody.
fn merged(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_unstable_by_key(|line| (line.place(), line.confidence));
    lines.dedup_by(|line, kept| {
        let same = (line.place(), line.confidence) == (kept.place(), kept.confidence);
        if same {
            kept.amount += line.amount;
        }
        same
    });
    lines
}

/// Every key once, in order, and how likely it holds: the mean confidence of its pounds.
fn keys(lines: &[Line]) -> Vec<(Key, f64)> {
    // Of what is nowhere in scope as mapped, the first alternative that is.
    let mut weights: FxHashMap<Key, (u8, i128, i128)> = FxHashMap::default();
    for line in lines {
        if let Some((key, of)) = line.key {
            let weight = weights.entry(key).or_insert((of, 0, 0));
            if of < weight.0 {
                *weight = (of, 0, 0);
            }
            if of == weight.0 {
                weight.1 += i128::from(line.amount.0);
                weight.2 += i128::from(line.amount.0) * i128::from(line.confidence.0);
            }
        }
    }
    let mut keys: Vec<(Key, f64)> =
        weights.into_iter().map(|(key, (_, amount, weighed))| (key, mean(amount, weighed))).collect();
    keys.sort_unstable_by_key(|(key, _)| *key);
    keys
}

/// The cost-weighted mean of confidences in ppm.
#[allow(clippy::cast_precision_loss)]
fn mean(amount: i128, weighed: i128) -> f64 {
    if amount == 0 { 0.0 } else { weighed as f64 / amount as f64 / 1e6 }
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeMap;

    use super::*;

    impl Cells {
        /// The duplicated cost with every mapping that is claimed.
        pub(in super::super) fn full(&self) -> Money {
            self.duplicated_where(&vec![true; self.keys.len() + 1])
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
        let lines = items.iter().map(|(organisation, unit, function, key, pence, sure)| {
            let (label, code) = key.split_once('>').unwrap_or((key, "f"));
            Line {
                function: FunctionId(u16::try_from(functions[function]).unwrap()),
                layer: Layer::Staff,
                set: (0, 0),
                organisation: organisations[organisation],
                provider: units[unit],
                unplaced: false,
                key: Some((Key::new(label, (FunctionId(0), code), false), 0)),
                amount: Money(*pence),
                confidence: Share(*sure),
            }
        });
        Cells::from_lines(basis, floor, usize::MAX, lines.collect(), &FxHashMap::default())
    }

    /// A unit-less role beside two named units follows the larger one, and in a draw without that the other.
    #[test]
    fn pounds_without_a_unit_follow_the_largest_unit_that_is_left() {
        let key = |label: &str| Key::new(label, (FunctionId(0), "f"), false);
        let line = |provider, unplaced, label, pounds: i64| Line {
            function: FunctionId(0),
            layer: Layer::Staff,
            set: (0, 0),
            organisation: 0,
            provider,
            unplaced,
            key: Some((key(label), 0)),
            amount: Money(pounds * 100),
            confidence: Share(800_000),
        };
        let lines = [line(0, true, "loose", 30_000), line(1, false, "north", 50_000), line(2, false, "south", 40_000)];
        let cells =
            Cells::from_lines(Basis::Excess, Money(1_000_000), usize::MAX, lines.to_vec(), &FxHashMap::default());
        let holds = |labels: &[&str]| {
            let mut holds = vec![true];
            holds.extend(cells.keys.iter().map(|(known, _)| labels.iter().any(|label| key(label) == *known)));
            cells.duplicated_where(&holds)
        };
        assert_eq!(holds(&["loose", "north", "south"]), Money(4_000_000));
        assert_eq!(holds(&["loose", "south"]), Money::ZERO);
        assert_eq!(holds(&["north", "south"]), Money(4_000_000));
        assert_eq!(holds(&["loose", "north"]), Money::ZERO);
    }
}

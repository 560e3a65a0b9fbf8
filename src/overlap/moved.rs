//! What would count as duplicated of a function if some of its cost had moved between bodies.

use std::collections::BTreeMap;

use super::basis::{Basis, duplicated};
use super::leaving::Left;
use super::providers::{ProviderKey, Providers};
use super::sets::{Set, Sets, counts};
use super::sides::{Member, Sides};
use crate::ledger::{Layer, ReturnFacts};
use crate::money::{Money, share_out};
use crate::taxonomy::{FunctionId, Scope, Taxonomy};

/// Cost that moves. Where it comes from nobody or goes to nobody, the other body is not in the audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Whence: an index into the facts.
    pub from: Option<u32>,
    /// Whither.
    pub to: Option<u32>,
    /// How much.
    pub amount: Money,
}

/// What is measured alike: the list of functions, the basis and the floor.
#[derive(Debug, Clone, Copy)]
pub struct Measuring<'a> {
    /// The list of functions.
    pub taxonomy: &'a Taxonomy,
    /// What counts as duplicated.
    pub basis: Basis,
    /// Below this a provider does not count.
    pub floor: Money,
}

/// The provider that a moved team or product is where it joins none.
const OF_ITS_OWN: u32 = u32::MAX;

/// What moves bring each body off its duplicated cost of a function; below nothing, on it. The staff that move join the
/// largest unit of the body that takes them, and systems its largest product; where `stays_apart` says of a body that it
/// has more providers afterwards than it had, they stay by themselves.
pub fn moved(
    facts: &[ReturnFacts],
    left: &[Left],
    function: FunctionId,
    moves: &[Move],
    measuring: Measuring<'_>,
    stays_apart: impl Fn(u32, Layer) -> bool,
) -> BTreeMap<u32, Money> {
    if measuring.taxonomy.get(function).scope == Scope::Exempt {
        return BTreeMap::new();
    }
    let spent = facts.iter().zip(left).map(|(facts, left)| {
        let spent = Providers::of(facts, left, function).spent.into_iter();
        spent.map(|(key, (_, compared))| (key, compared)).collect::<Spent>()
    });
    let mut spent: Vec<Spent> = spent.collect();
    let measure = |spent: &[Spent]| attributed(facts, left, function, spent, measuring);
    let before = measure(&spent);
    for one in moves {
        let parts = match one.from {
            Some(from) => take(&mut spent[from as usize], one.amount),
            None => vec![(Layer::Staff, one.amount)],
        };
        if let Some(to) = one.to {
            for (layer, amount) in parts {
                let apart = stays_apart(to, layer);
                put(&mut spent[to as usize], layer, amount, apart);
            }
        }
    }
    let after = measure(&spent);
    let of = |found: &BTreeMap<u32, Money>, body: u32| found.get(&body).copied().unwrap_or_default();
    let bodies = before.keys().chain(after.keys());
    let changes = bodies.map(|body| (*body, of(&before, *body) - of(&after, *body)));
    changes.filter(|(_, change)| *change != Money::ZERO).collect()
}

/// What each provider of a body puts into the comparison.
type Spent = BTreeMap<ProviderKey, Money>;

/// Takes an amount, or all there is, off providers by what they spend.
fn take(spent: &mut Spent, amount: Money) -> Vec<(Layer, Money)> {
    let all: Money = spent.values().copied().sum();
    let weights: Vec<i64> = spent.values().map(|cost| cost.0).collect();
    let parts = share_out(amount.min(all), &weights);
    let taken = spent.iter_mut().zip(parts).map(|(((layer, _), cost), part)| {
        *cost -= part;
        (*layer, part)
    });
    taken.filter(|(_, part)| part.is_positive()).collect()
}

fn put(spent: &mut Spent, layer: Layer, amount: Money, apart: bool) {
    let of_layer = spent.iter().filter(|((of, _), cost)| *of == layer && cost.is_positive());
    let largest = of_layer.max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map(|(key, _)| *key);
    let key = largest.filter(|_| !apart).unwrap_or((layer, OF_ITS_OWN));
    *spent.entry(key).or_default() += amount;
}

/// What counts as duplicated of each body, both layers together.
fn attributed(
    facts: &[ReturnFacts],
    left: &[Left],
    function: FunctionId,
    spent: &[Spent],
    measuring: Measuring<'_>,
) -> BTreeMap<u32, Money> {
    let sets_of = Sets::of(facts, measuring.taxonomy);
    let mut sets: BTreeMap<(Layer, Set<'_>), Vec<Member>> = BTreeMap::new();
    for (body, spent) in (0_u32..).zip(spent) {
        let set = sets_of.set(function, body);
        for layer in [Layer::Staff, Layer::Systems] {
            let together = left[body as usize].together(function, layer);
            let floor = if together.is_some_and(|with| counts(with.compared, measuring.floor)) {
                Money::ZERO
            } else {
                measuring.floor
            };
            let costs = spent.iter().filter(|((of, _), cost)| *of == layer && counts(**cost, floor));
            let costs: Vec<Money> = costs.map(|(_, cost)| *cost).collect();
            if !costs.is_empty() {
                sets.entry((layer, set)).or_default().push(Member { organisation: body, costs });
            }
        }
    }
    let mut found: BTreeMap<u32, Money> = BTreeMap::new();
    for ((layer, _), members) in sets {
        let lead = |body: u32| left[body as usize].together(function, layer).map(|with| with.lead);
        let sides = Sides::of(members.into_iter(), lead);
        for (body, (_, part)) in sides.shares(&duplicated(measuring.basis, &sides.costs)) {
            *found.entry(body).or_default() += part;
        }
    }
    found
}

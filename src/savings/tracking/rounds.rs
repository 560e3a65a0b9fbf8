//! From two rounds of facts to the bridge of each body and function.

use std::collections::{BTreeMap, BTreeSet};

use super::bridge::{Bridge, Cell};
use super::deflator::Deflator;
use super::transfers::{Bodies, Transfers, transfers};
use crate::finding::Finding;
use crate::ledger::{Layer, ReturnFacts};
use crate::money::Money;
use crate::overlap::{Measuring, Move, Overlap, Providers, counts, moved, volumes};
use crate::savings::{Scenario, Schedule};
use crate::taxonomy::{FunctionId, Taxonomy};

/// The largest sum of the totals of a round: with it, every sum of bridges fits.
pub const MOST_COMPARED: Money = Money(i64::MAX / 64);

/// One round of returns.
#[derive(Debug, Clone, Copy)]
pub struct Round<'a> {
    /// In the order of the organisations' ids: the same organisations in both rounds.
    pub facts: &'a [ReturnFacts],
    /// What was measured of them.
    pub overlap: &'a Overlap,
    /// Bodies of this round only.
    pub alone: &'a [ReturnFacts],
    /// What would be measured of it if bodies ran together what they did in the other round, where that is not the same.
    pub shared_as_before: Option<&'a Overlap>,
}

/// What the plan wants.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// Its parameters.
    pub scenario: &'a Scenario,
    /// The year of the plan that the second round speaks of; the first may be year 0 or before.
    pub year: i64,
    /// The year in which the first round begins: contracts that have ended by then wait for nothing.
    pub base: i16,
}

/// The bridge of one body and one function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tracked {
    /// Which body: an index into the facts.
    pub organisation: u32,
    /// Which function.
    pub function: FunctionId,
    /// What became of it.
    pub bridge: Bridge,
}

/// A body and a function.
pub(super) type Key = (u32, FunctionId);

/// The bridges of every body and function, in this order, and what could not be placed.
pub fn track(
    old: Round<'_>,
    new: Round<'_>,
    measuring: Measuring<'_>,
    deflator: Deflator,
    plan: Plan<'_>,
) -> (Vec<Tracked>, Vec<Finding>) {
    let taxonomy = measuring.taxonomy;
    let (before, after) = (spent(old.facts), spent(new.facts));
    let (stock_before, stock_after) = (duplicated(old.overlap), duplicated(new.overlap));
    let with_lags = planned(old.overlap, taxonomy, plan, true);
    let planned = planned(old.overlap, taxonomy, plan, false);
    let (then, now) = (volumes(old.facts, taxonomy), volumes(new.facts, taxonomy));
    let most = |key: &Key| before.get(key).copied().unwrap_or_default() + after.get(key).copied().unwrap_or_default();
    let bodies = Bodies { compared: new.facts, alone: new.alone };
    let mut found = transfers(&bodies, taxonomy, &|key| {
        if bodies.is_compared(key.0) { i128::from(most(key).0) * 10 } else { i128::from(MOST_COMPARED.0) }
    });
    let moved = by_transfers(old, new, &found, deflator, measuring);
    let shared = new.shared_as_before.map_or_else(BTreeMap::new, duplicated);

    let keys = before.keys().chain(after.keys()).copied().chain(found.keys());
    let keys: BTreeSet<Key> = keys.chain(moved.keys().copied()).collect();
    let tracked = keys.into_iter().map(|key| {
        let (organisation, function) = key;
        let amount = |amounts: &BTreeMap<Key, Money>| amounts.get(&key).copied().unwrap_or_default();
        let volume = |volumes: &BTreeMap<FunctionId, crate::overlap::Volumes>| {
            volumes.get(&function).and_then(|bodies| bodies.get(&organisation)).copied()
        };
        let cell = Cell {
            before: amount(&before),
            after: amount(&after),
            volumes: volume(&then).zip(volume(&now)).map(|(then, now)| [then, now]),
            perimeter: amount(&found.bridged),
            disputed: amount(&found.disputed),
            duplicated_before: amount(&stock_before),
            duplicated_after: amount(&stock_after),
            by_transfers: amount(&moved),
            by_sharing: if shared.is_empty() { Money::ZERO } else { amount(&shared) - amount(&stock_after) },
            least: measuring.floor,
            planned: amount(&planned),
            planned_with_lags: amount(&with_lags),
        };
        Tracked { organisation, function, bridge: Bridge::of(&cell, deflator) }
    });
    let tracked = tracked.collect();
    (tracked, std::mem::take(&mut found.findings))
}

/// Administrative and managerial cost.
fn spent(facts: &[ReturnFacts]) -> BTreeMap<Key, Money> {
    let mut spent = BTreeMap::new();
    for (body, facts) in (0..).zip(facts) {
        for cost in facts.costs.iter().filter(|cost| cost.category.in_scope()) {
            *spent.entry((body, cost.function)).or_default() += cost.amount;
        }
    }
    spent
}

fn duplicated(overlap: &Overlap) -> BTreeMap<Key, Money> {
    let mut duplicated = BTreeMap::new();
    for row in &overlap.attribution {
        *duplicated.entry((row.organisation, row.function)).or_default() += row.duplicated;
    }
    duplicated
}

/// The phase line: rounded once for each body, function and wave. With lags, systems wait for their contracts as they do in
/// the business case, and the rounding is once more for each lag.
fn planned(overlap: &Overlap, taxonomy: &Taxonomy, plan: Plan<'_>, with_lags: bool) -> BTreeMap<Key, Money> {
    let schedule: Schedule = plan.scenario.schedule();
    let mut stakes: BTreeMap<(Key, u32), Money> = BTreeMap::new();
    for row in &overlap.attribution {
        let ids = std::iter::successors(Some(row.function), |id| taxonomy.get(*id).parent);
        let wave = plan.scenario.wave(ids.map(|id| taxonomy.get(id).code.as_str()), row.category);
        let lag = if with_lags { plan.scenario.lag(row.pool, row.contract_end, plan.base) } else { 0 };
        *stakes.entry(((row.organisation, row.function), wave + lag)).or_default() += row.duplicated;
    }
    let mut planned = BTreeMap::new();
    for ((key, later), stake) in stakes {
        *planned.entry(key).or_default() += schedule.of(stake, plan.year - i64::from(later));
    }
    planned
}

/// What moves bring each body off its duplicated cost, by function, in the prices of the first round.
fn by_transfers(
    old: Round<'_>,
    new: Round<'_>,
    found: &Transfers,
    deflator: Deflator,
    measuring: Measuring<'_>,
) -> BTreeMap<Key, Money> {
    let mut all = BTreeMap::new();
    for (function, moves) in &found.moves {
        let moves: Vec<Move> = moves.iter().map(|one| Move { amount: deflator.real(one.amount), ..*one }).collect();
        let providers = |round: Round<'_>, body: u32, layer: Layer| {
            let (facts, left) = (&round.facts[body as usize], &round.overlap.left[body as usize]);
            let spent = Providers::of(facts, left, *function).spent;
            spent.iter().filter(|((of, _), (_, compared))| *of == layer && counts(*compared, measuring.floor)).count()
        };
        // Who has no more units than before has put those that came among them.
        let apart = |body: u32, layer: Layer| providers(new, body, layer) > providers(old, body, layer);
        let changes = moved(old.facts, &old.overlap.left, *function, &moves, measuring, apart);
        all.extend(changes.into_iter().map(|(body, change)| ((body, *function), change)));
    }
    all
}

/// The shares of cost without a function or on the front line in two rounds, where they rose by more than two points.
pub fn shunted(old: &[ReturnFacts], new: &[ReturnFacts]) -> Option<[f64; 2]> {
    let of = |facts: &[ReturnFacts]| {
        let sums = facts.iter().map(|facts| {
            let buckets = &facts.organisation.buckets;
            [buckets.unmapped + buckets.frontline, facts.organisation.services()]
        });
        sums.fold([0_i128; 2], |sum, [away, total]| [sum[0] + i128::from(away.0), sum[1] + i128::from(total.0)])
    };
    let ([away_before, before], [away_after, after]) = (of(old), of(new));
    // Cross-multiplied, so that nothing is rounded: the sums of a nation squared fit into 128 bits.
    let rose = (away_after * before - away_before * after) * 50 > before * after;
    #[allow(clippy::cast_precision_loss)]
    let share = |away: i128, total: i128| away as f64 / total as f64;
    (before > 0 && after > 0 && rose).then(|| [share(away_before, before), share(away_after, after)])
}

//! From two rounds of facts to the bridge of each body and function.

use std::collections::{BTreeMap, BTreeSet};

use super::bridge::{Bridge, Cell};
use super::deflator::Deflator;
use crate::finding::{Code, Finding};
use crate::ledger::ReturnFacts;
use crate::money::Money;
use crate::overlap::{Overlap, volumes};
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
type Key = (u32, FunctionId);

/// The bridges of every body and function, in this order, and what could not be placed.
pub fn track(
    old: Round<'_>,
    new: Round<'_>,
    taxonomy: &Taxonomy,
    deflator: Deflator,
    plan: Plan<'_>,
) -> (Vec<Tracked>, Vec<Finding>) {
    let (before, after) = (spent(old.facts), spent(new.facts));
    let (stock_before, stock_after) = (duplicated(old.overlap), duplicated(new.overlap));
    let with_lags = planned(old.overlap, taxonomy, plan, true);
    let planned = planned(old.overlap, taxonomy, plan, false);
    let (then, now) = (volumes(old.facts, taxonomy), volumes(new.facts, taxonomy));
    let most = |key: &Key| before.get(key).copied().unwrap_or_default() + after.get(key).copied().unwrap_or_default();
    let (moved, findings) = moved(new.facts, taxonomy, &|key| i128::from(most(key).0) * 10);

    let keys: BTreeSet<Key> = before.keys().chain(after.keys()).chain(moved.keys()).copied().collect();
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
            perimeter: amount(&moved),
            duplicated_before: amount(&stock_before),
            duplicated_after: amount(&stock_after),
            planned: amount(&planned),
            planned_with_lags: amount(&with_lags),
        };
        Tracked { organisation, function, bridge: Bridge::of(&cell, deflator) }
    });
    (tracked.collect(), findings)
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

/// What moved in, less what moved out, as far as it can be placed and is within `most`.
fn moved(
    facts: &[ReturnFacts],
    taxonomy: &Taxonomy,
    most: &dyn Fn(&Key) -> i128,
) -> (BTreeMap<Key, Money>, Vec<Finding>) {
    let mut sums: BTreeMap<Key, i128> = BTreeMap::new();
    let mut findings = Vec::new();
    let mut leave = |facts: &ReturnFacts, code: &str, why: &str| {
        let id = &facts.organisation.id;
        let message = format!("a transfer of `{id}` on `{code}` is not counted: {why}");
        let finding = Finding::new(Code::ImplausibleTransfer, message)
            .help("declare it on the function itself, with the cost that moved")
            .organisation(id);
        findings.push(Finding { path: Some(facts.path.clone()), ..finding });
    };
    for (body, facts) in (0..).zip(facts) {
        for transfer in &facts.transfers {
            let Some(function) = transfer.function else { continue };
            let known = taxonomy.get(function);
            if known.is_leaf {
                let net = i128::from(transfer.moved_in.0) - i128::from(transfer.moved_out.0);
                *sums.entry((body, function)).or_default() += net;
            } else {
                leave(facts, &known.code, "it names a group of functions");
            }
        }
    }
    let mut moved = BTreeMap::new();
    for (key, sum) in sums {
        match i64::try_from(sum) {
            Ok(sum) if i128::from(sum).abs() <= most(&key) => {
                moved.insert(key, Money(sum));
            }
            _ => leave(
                &facts[key.0 as usize],
                &taxonomy.get(key.1).code,
                "it is more than ten times what was spent on it in both rounds",
            ),
        }
    }
    (moved, findings)
}

/// The shares of cost without a function or on the front line in two rounds, where they rose by more than two points.
pub fn shunted(old: &[ReturnFacts], new: &[ReturnFacts]) -> Option<[f64; 2]> {
    let of = |facts: &[ReturnFacts]| {
        let sums = facts.iter().map(|facts| {
            let buckets = &facts.organisation.buckets;
            [buckets.unmapped + buckets.frontline, facts.organisation.total]
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

//! An organisation's part of a function's duplicated cost, cut by pool and category, and that of systems by contract end.

use std::collections::BTreeMap;

use jiff::civil::Date;
use litemap::LiteMap;

use super::function::{Parts, compared};
use super::measure::Attribution;
use crate::ledger::{Layer, ReturnFacts};
use crate::money::{Money, share_out};
use crate::taxonomy::FunctionId;

/// What one organisation spends on one layer of a function.
pub(super) struct Spent<'a> {
    pub(super) organisation: u32,
    pub(super) function: FunctionId,
    pub(super) layer: Layer,
    /// Every provider.
    pub(super) all: &'a LiteMap<u32, Parts>,
    /// Those at or above the floor: only they take part.
    pub(super) kept: &'a [(u32, &'a Parts)],
}

/// Cuts an organisation's part of the duplicated cost. Every cost has a row, also where nothing of it is duplicated.
pub(super) fn cut(facts: &ReturnFacts, spent: &Spent<'_>, attributed: Money) -> Vec<Attribution> {
    let kept = sum(spent.kept.iter().map(|(_, parts)| *parts));
    let weights: Vec<i64> = kept.values().map(|part| part.compared.0).collect();
    let whole = compared(&kept);
    let duplicated: LiteMap<_, _> = kept.keys().copied().zip(share_out(attributed, &weights)).collect();
    let mut rows = Vec::new();
    for ((pool, category), all) in sum(spent.all.values()) {
        let key = (pool, category);
        let part = kept.get(&key).copied().unwrap_or_default();
        let duplicated = duplicated.get(&key).copied().unwrap_or_default();
        let row = Attribution {
            organisation: spent.organisation,
            function: spent.function,
            pool,
            category,
            contract_end: None,
            cost: all.cost,
            duplicated,
            unknown: share_out(duplicated, &[part.unknown.0, (part.compared - part.unknown).0])[0],
            fte: part.compared_fte.part(attributed, whole),
        };
        if spent.layer == Layer::Systems {
            rows.extend(by_contract_end(facts, &row, spent));
        } else {
            rows.push(row);
        }
    }
    rows
}

/// Splits the systems' part by the pounds of the products whose contracts end on the same day.
fn by_contract_end(facts: &ReturnFacts, row: &Attribution, spent: &Spent<'_>) -> Vec<Attribution> {
    let mut ends: BTreeMap<Option<Date>, (Money, Money)> = BTreeMap::new();
    for (product, parts) in spent.all {
        let Some(part) = parts.get(&(row.pool, row.category)) else { continue };
        let end = ends.entry(facts.products[*product as usize].contract_end).or_default();
        end.0 += part.cost;
        if spent.kept.iter().any(|(provider, _)| provider == product) {
            end.1 += part.compared;
        }
    }
    let weights: Vec<i64> = ends.values().map(|(_, kept)| kept.0).collect();
    let duplicated = share_out(row.duplicated, &weights);
    ends.iter()
        .zip(duplicated)
        .map(|((end, (cost, _)), duplicated)| Attribution {
            contract_end: *end,
            cost: *cost,
            duplicated,
            ..row.clone()
        })
        .collect()
}

/// The parts of several providers together.
fn sum<'a>(providers: impl Iterator<Item = &'a Parts>) -> Parts {
    let mut sums = Parts::new();
    for (key, part) in providers.flatten() {
        *sums.entry(*key).or_default() += *part;
    }
    sums
}

//! Who could run a function for all of its comparison set (docs/model.md section 16.18).

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::measure::Overlap;
use super::outliers::{Driver, Drivers};
use super::sets::Sets;
use crate::ledger::ReturnFacts;
use crate::money::Money;
use crate::taxonomy::{FunctionId, Taxonomy};

/// In larger sets nobody runs a function for everybody.
const MOST: usize = 100;

/// A body of a set that one of them could run a function for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hosting {
    /// The function.
    pub function: FunctionId,
    /// The body: an index into the facts.
    pub organisation: u32,
    /// The body that would run it: the largest that is no outlier, of equals the first.
    pub host: u32,
    /// What the body spends on it and is compared.
    pub cost: Money,
    /// By what all of the set are measured.
    pub driver: Driver,
    /// How large the body is by it, in millionths.
    pub size: i64,
}

/// Of each function that bodies spend on side by side, the bodies of each comparison set whose sizes are known, in the order of
/// function, host and body. The first `ours` of the facts are measured.
pub fn hosts(all: &[ReturnFacts], ours: usize, taxonomy: &Taxonomy, overlap: &Overlap) -> Vec<Hosting> {
    let (sets, drivers) = (Sets::of(all, taxonomy), Drivers::of(all, taxonomy));
    let outliers: BTreeSet<(FunctionId, u32)> =
        overlap.outliers.iter().map(|one| (one.function, one.organisation)).collect();
    let mut members: BTreeMap<(FunctionId, _), BTreeSet<u32>> = BTreeMap::new();
    for row in
        overlap.attribution.iter().filter(|row| row.duplicated.is_positive() && (row.organisation as usize) < ours)
    {
        members.entry((row.function, sets.set(row.function, row.organisation))).or_default().insert(row.organisation);
    }
    members.retain(|_, bodies| (2..=MOST).contains(&bodies.len()));
    let wanted: BTreeSet<u32> = members.values().flatten().copied().collect();
    let costs: BTreeMap<u32, BTreeMap<FunctionId, Money>> =
        wanted.into_par_iter().map(|body| (body, costs(&all[body as usize], &overlap.left[body as usize]))).collect();
    let mut found = Vec::new();
    for ((function, _), bodies) in members {
        let bodies: Vec<u32> = bodies.into_iter().collect();
        let Some((driver, sizes)) = drivers.sizes(function, &bodies) else { continue };
        let sound = bodies.iter().zip(&sizes).filter(|(body, _)| !outliers.contains(&(function, **body)));
        let Some((host, _)) = sound.rev().max_by_key(|(_, size)| **size) else { continue };
        let cost = |body: u32| costs.get(&body).and_then(|costs| costs.get(&function)).copied().unwrap_or_default();
        found.extend(bodies.iter().zip(&sizes).map(|(body, size)| Hosting {
            function,
            organisation: *body,
            host: *host,
            cost: cost(*body),
            driver,
            size: *size,
        }));
    }
    found.sort_by_key(|one| (one.function, one.host, one.organisation));
    found
}

/// What a body spends on each function and is compared.
fn costs(facts: &ReturnFacts, left: &super::leaving::Left) -> BTreeMap<FunctionId, Money> {
    let mut sums: BTreeMap<FunctionId, Money> = BTreeMap::new();
    for (place, cost) in facts.costs.iter().enumerate().filter(|(_, cost)| cost.category.in_scope()) {
        *sums.entry(cost.function).or_default() += left.compared(place, cost);
    }
    sums
}

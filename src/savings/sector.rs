//! From the audited bodies to a sector: their cost scaled to all bodies of a type, less the largest provider, with a range from a
//! seeded bootstrap (docs/model.md section 16.23). In no total.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::draw::{Draw, fnv1a64, percentiles};
use crate::ledger::{Layer, ReturnFacts};
use crate::money::{Money, divide_half_even};
use crate::overlap::{Overlap, Providers, joints};
use crate::taxonomy::{FunctionId, Scope, Taxonomy};

/// Fewer audited bodies say nothing of a sector.
pub const FEWEST: usize = 15;

/// With fewer the result is an illustration.
pub const ILLUSTRATION: usize = 30;

/// A sector that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sector {
    /// The type of its bodies.
    pub kind: String,
    /// How many there are.
    pub bodies: u64,
    /// How many people live in its areas, in millionths, where that is given.
    pub population: Option<u64>,
}

/// What is reckoned of a sector, on one function or on all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectorSum {
    /// Which function. None: all.
    pub function: Option<FunctionId>,
    /// What is compared, scaled.
    pub cost: Money,
    /// The same less the largest provider of each layer.
    pub duplicated: Money,
    /// Its range.
    pub percentiles: [Money; 3],
}

/// What is reckoned of a sector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectorFound {
    /// Audited bodies of the type.
    pub audited: usize,
    /// Whether it is scaled by population and not by bodies.
    pub by_head: bool,
    /// All functions first.
    pub sums: Vec<SectorSum>,
}

/// The audited bodies of a type: indices into the facts.
pub fn audited(facts: &[ReturnFacts], kind: &str) -> Vec<u32> {
    let of_kind = |facts: &ReturnFacts| facts.organisation.kind.as_deref() == Some(kind);
    (0_u32..).zip(facts).filter(|(_, facts)| of_kind(facts)).map(|(body, _)| body).collect()
}

/// Bodies that are drawn together, and how much of the sector they are.
struct Cluster {
    bodies: u64,
    population: u64,
    /// What they put into the comparison of each function and layer, and their largest provider of it.
    spent: BTreeMap<(FunctionId, Layer), (Money, Money)>,
}

/// How much of a sector was drawn, to how much it is scaled.
#[derive(Clone, Copy)]
struct Scale {
    of: u64,
    to: u64,
}

impl Scale {
    fn times(self, amount: Money) -> Money {
        Money(divide_half_even(i128::from(amount.0) * i128::from(self.to), i128::from(self.of.max(1))))
    }
}

/// Reckons a sector. Fewer audited bodies than [`FEWEST`] are for the caller to refuse.
pub fn sector(
    facts: &[ReturnFacts],
    overlap: &Overlap,
    taxonomy: &Taxonomy,
    floor: Money,
    (seed, draws): (u64, u32),
    sector: &Sector,
) -> SectorFound {
    let bodies = audited(facts, &sector.kind);
    let clusters = clusters(facts, overlap, taxonomy, floor, &bodies);
    let all_declare = clusters.iter().all(|cluster| cluster.population > 0) && !clusters.is_empty();
    let population = sector.population.filter(|_| all_declare && bodies.iter().all(|body| heads(facts, *body) > 0));
    let scale = |drawn: &[u32]| {
        let sum =
            |of: fn(&Cluster) -> u64| clusters.iter().zip(drawn).map(|(one, times)| of(one) * u64::from(*times)).sum();
        match population {
            Some(people) => Scale { of: sum(|cluster| cluster.population), to: people },
            None => Scale { of: sum(|cluster| cluster.bodies), to: sector.bodies },
        }
    };
    let keys: BTreeSet<(FunctionId, Layer)> =
        clusters.iter().flat_map(|cluster| cluster.spent.keys().copied()).collect();
    let reckon = |drawn: &[u32]| -> BTreeMap<FunctionId, (Money, Money)> {
        let mut sums: BTreeMap<(FunctionId, Layer), (Money, Money)> = BTreeMap::new();
        for (cluster, times) in clusters.iter().zip(drawn).filter(|(_, times)| **times > 0) {
            for (key, (spent, largest)) in &cluster.spent {
                let sum = sums.entry(*key).or_default();
                sum.0 += Money(spent.0 * i64::from(*times));
                sum.1 = sum.1.max(*largest);
            }
        }
        let scale = scale(drawn);
        let mut found: BTreeMap<FunctionId, (Money, Money)> = BTreeMap::new();
        for ((function, _), (spent, largest)) in sums {
            let cost = scale.times(spent);
            let sum = found.entry(function).or_default();
            sum.0 += cost;
            sum.1 += (cost - largest).max(Money::ZERO);
        }
        found
    };
    let point = reckon(&vec![1; clusters.len()]);
    let draw = |number: u32| {
        let mut drawn = vec![0_u32; clusters.len()];
        for place in 0..clusters.len() {
            drawn[picked(seed, number, &sector.kind, place, clusters.len())] += 1;
        }
        reckon(&drawn)
    };
    let drawn: Vec<BTreeMap<FunctionId, (Money, Money)>> = (0..draws).into_par_iter().map(draw).collect();
    let functions: BTreeSet<FunctionId> = keys.into_iter().map(|(function, _)| function).collect();
    let sum = |function: Option<FunctionId>| {
        let of = |found: &BTreeMap<FunctionId, (Money, Money)>| match function {
            Some(function) => found.get(&function).copied().unwrap_or_default(),
            None => found.values().fold((Money::ZERO, Money::ZERO), |sum, part| (sum.0 + part.0, sum.1 + part.1)),
        };
        let (cost, duplicated) = of(&point);
        let values: Vec<Money> = drawn.iter().map(|found| of(found).1).collect();
        let percentiles = if values.is_empty() { [duplicated; 3] } else { percentiles(values) };
        SectorSum { function, cost, duplicated, percentiles }
    };
    let sums = std::iter::once(None).chain(functions.into_iter().map(Some)).map(sum).collect();
    SectorFound { audited: bodies.len(), by_head: population.is_some(), sums }
}

/// Which cluster a draw takes at a place.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn picked(seed: u64, number: u32, kind: &str, place: usize, many: usize) -> usize {
    let hash = fnv1a64(["sector:", kind, ":", &place.to_string()]);
    let place = (Draw::new(seed, number).uniform(hash) * many as f64).floor() as usize;
    place.min(many - 1)
}

fn heads(facts: &[ReturnFacts], body: u32) -> u64 {
    let drivers = &facts[body as usize].organisation.drivers;
    let population = drivers.iter().find(|(name, _)| name.eq_ignore_ascii_case("population"));
    population.map_or(0, |(_, population)| u64::try_from(population.0).unwrap_or(0))
}

/// What a body spends on each function and layer, and its largest provider.
type OfFunctions = BTreeMap<(FunctionId, Layer), (Money, Money)>;

/// Bodies that run something together are drawn together; each other body alone.
fn clusters(
    facts: &[ReturnFacts],
    overlap: &Overlap,
    taxonomy: &Taxonomy,
    floor: Money,
    bodies: &[u32],
) -> Vec<Cluster> {
    let mut of: BTreeMap<u32, u32> = bodies.iter().map(|body| (*body, *body)).collect();
    let joints = joints(facts, taxonomy);
    for joint in joints.values().flatten() {
        let mut members = joint.members.iter().filter(|member| of.contains_key(member)).copied();
        let Some(first) = members.next() else { continue };
        for member in members.collect::<Vec<_>>() {
            let (from, to) = (of[&member].max(of[&first]), of[&member].min(of[&first]));
            of.values_mut().filter(|one| **one == from).for_each(|one| *one = to);
        }
    }
    let spent: Vec<(u32, OfFunctions)> =
        bodies.par_iter().map(|body| (*body, spent(facts, overlap, taxonomy, floor, *body))).collect();
    let mut clusters: BTreeMap<u32, Cluster> = BTreeMap::new();
    for (body, spent) in spent {
        let cluster =
            clusters.entry(of[&body]).or_insert_with(|| Cluster { bodies: 0, population: 0, spent: BTreeMap::new() });
        cluster.bodies += 1;
        cluster.population += heads(facts, body);
        let left = &overlap.left[body as usize];
        for ((function, layer), (cost, largest)) in spent {
            let together = left.together(function, layer).is_some();
            let sum = cluster.spent.entry((function, layer)).or_default();
            sum.0 += cost;
            // What bodies run together is one provider: all of theirs.
            sum.1 = if together { sum.1 + cost } else { sum.1.max(largest) };
        }
    }
    clusters.into_values().collect()
}

/// What a body puts into the comparison of each function and layer, and its largest provider. Where others are no part of the
/// comparison, what is duplicated within the body stands for its cost, and no provider is taken off.
fn spent(
    facts: &[ReturnFacts],
    overlap: &Overlap,
    taxonomy: &Taxonomy,
    floor: Money,
    body: u32,
) -> BTreeMap<(FunctionId, Layer), (Money, Money)> {
    let (facts, left) = (&facts[body as usize], &overlap.left[body as usize]);
    let mut found: BTreeMap<(FunctionId, Layer), (Money, Money)> = BTreeMap::new();
    for (function, providers) in Providers::by_function(facts, left) {
        let scope = taxonomy.get(function).scope;
        if scope == Scope::Exempt {
            continue;
        }
        let mut kept: BTreeMap<Layer, (Money, Money)> = BTreeMap::new();
        for (key, (_, compared)) in &providers.spent {
            if providers.keeps(*key, *compared, floor) {
                let sum = kept.entry(key.0).or_default();
                sum.0 += *compared;
                sum.1 = sum.1.max(*compared);
            }
        }
        for (layer, (cost, largest)) in kept {
            let alone = matches!(scope, Scope::OrgOnly | Scope::SameRegion);
            let part = if alone { (cost - largest, Money::ZERO) } else { (cost, largest) };
            found.insert((function, layer), part);
        }
    }
    found
}

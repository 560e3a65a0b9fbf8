//! Functions benchmarked over their comparison sets: whose volume counts, and what stands in for one that is missing.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::benchmark::{Benchmark, Caution, Grade, Peer, QUARTILE, benchmark};
use super::leaving::Left;
use super::measure::Attribution;
use super::sets::Sets;
use crate::ledger::{OrganisationFact, ReturnFacts, same_unit};
use crate::mapping::normalise;
use crate::money::{Money, ONE};
use crate::returns::Quantity;
use crate::taxonomy::{FunctionId, Scope, Taxonomy};

/// The benchmark of one function over all its comparison sets.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitCosts {
    /// What the volume counts: the function's unit, or what stands in for it.
    pub measure: String,
    /// Whether something stands in for the volume. Then the grade is C at best.
    pub stands_in: bool,
    /// The worst of its sets.
    pub grade: Grade,
    /// What is spent above the frontier, where some set has one.
    pub frontier: Option<Money>,
    /// Bodies with a volume, in the order of the facts.
    pub bodies: Vec<BodyUnitCost>,
}

/// One body in the benchmark of a function.
#[derive(Debug, Clone, PartialEq)]
pub struct BodyUnitCost {
    /// Which: an index into the facts.
    pub organisation: u32,
    /// Its cost and volume.
    pub peer: Peer,
    /// Why it is not compared.
    pub cautions: Vec<Caution>,
    /// What it spends above the frontier.
    pub gap: Option<Money>,
    /// The unit cost in the middle of its set: cost and volume of that body.
    pub median: Option<Peer>,
    /// The unit cost at the frontier of its set: cost and volume of that body.
    pub frontier: Option<Peer>,
}

impl UnitCosts {
    /// Of the first bodies only, beside all. None where none of them has a volume, unless no body has one.
    pub(super) fn of_first(mut self, ours: usize) -> Option<Self> {
        let all = self.bodies.len();
        self.bodies.retain(|body| (body.organisation as usize) < ours);
        if self.bodies.len() < all {
            self.frontier = self.frontier.map(|_| self.bodies.iter().filter_map(|body| body.gap).sum());
        }
        (!self.bodies.is_empty() || all == 0).then_some(self)
    }
}

/// By body.
pub type Volumes = BTreeMap<u32, Quantity>;

/// The benchmarks of every transactional function with cost. The attribution says what each body spends.
pub(super) fn unit_costs(
    facts: &[ReturnFacts],
    taxonomy: &Taxonomy,
    left: &[Left],
    attribution: &[Attribution],
) -> BTreeMap<FunctionId, UnitCosts> {
    let volumes = volumes(facts, taxonomy);
    let nothing = Volumes::new();
    let sets = Sets::of(facts, taxonomy);
    let of_function = attribution.par_chunk_by(|a, b| a.function == b.function);
    of_function
        .filter_map(|rows| {
            let function = rows[0].function;
            let volumes = volumes.get(&function).unwrap_or(&nothing);
            one((facts, &sets), taxonomy, left, function, rows, volumes).map(|found| (function, found))
        })
        .collect()
}

fn one(
    (facts, of): (&[ReturnFacts], &Sets<'_>),
    taxonomy: &Taxonomy,
    left: &[Left],
    function: FunctionId,
    rows: &[Attribution],
    volumes: &Volumes,
) -> Option<UnitCosts> {
    let unit = taxonomy.get(function).volume_unit.as_ref()?;
    if taxonomy.get(function).scope == Scope::Exempt {
        return None;
    }
    let mut costs: BTreeMap<u32, Money> = volumes.keys().map(|body| (*body, Money::ZERO)).collect();
    for row in rows {
        *costs.entry(row.organisation).or_default() += row.cost;
    }
    // A volume that belongs to a cost which is compared in part only would make the body look cheap.
    costs.retain(|body, _| {
        let excluded = left[*body as usize].functions.get(&function).copied().unwrap_or_default();
        excluded.like_for_like + excluded.exceptions == Money::ZERO
    });
    let sets = |volumes: &dyn Fn(u32) -> Option<Quantity>| {
        let mut sets: BTreeMap<_, Vec<(u32, Peer)>> = BTreeMap::new();
        for (body, cost) in &costs {
            let peer = Peer { cost: *cost, volume: volumes(*body) };
            sets.entry(of.set(function, *body)).or_default().push((*body, peer));
        }
        sets.into_values().collect::<Vec<_>>()
    };
    let native = compare(sets(&|body| volumes.get(&body).copied()), unit.clone(), false);
    if native.grade < Grade::D {
        return Some(native);
    }
    let group = &taxonomy.get(taxonomy.group(function)).code;
    let instead = stand_in(group)
        .map(|(name, of)| compare(sets(&|body| of(&facts[body as usize].organisation)), name.to_owned(), true));
    Some(instead.filter(|instead| instead.grade < Grade::D).unwrap_or(native))
}

/// Benchmarks each set and adds them up.
fn compare(sets: Vec<Vec<(u32, Peer)>>, measure: String, stands_in: bool) -> UnitCosts {
    let mut all = UnitCosts { measure, stands_in, grade: Grade::A, frontier: None, bodies: Vec::new() };
    if sets.is_empty() {
        all.grade = Grade::D;
    }
    for set in sets {
        let peers: Vec<Peer> = set.iter().map(|(_, peer)| *peer).collect();
        let Benchmark { cautions, median, frontier, gaps, grade, .. } = benchmark(&peers, QUARTILE);
        // What stands in for a volume is good for a median and not for a quartile.
        let frontier = frontier.filter(|_| !stands_in);
        all.grade = all.grade.max(if stands_in { grade.max(Grade::C) } else { grade });
        if frontier.is_some() {
            let gap: Money = gaps.iter().flatten().copied().sum();
            all.frontier = Some(all.frontier.unwrap_or_default() + gap);
        }
        let bodies = set.into_iter().zip(cautions).zip(gaps);
        all.bodies.extend(bodies.filter(|((_, cautions), _)| cautions[..] != [Caution::VolumeMissing]).map(
            |(((organisation, peer), cautions), gap)| BodyUnitCost {
                organisation,
                peer,
                cautions,
                gap: gap.filter(|_| frontier.is_some()),
                median: median.map(|place| peers[place]),
                frontier: frontier.map(|place| peers[place]),
            },
        ));
    }
    all.bodies.sort_by_key(|body| body.organisation);
    all
}

/// How much of each function each body did: of processes with at least half of their weight on it whose unit is the
/// function's, the largest and not the sum, because two processes of one function see the same cases.
pub fn volumes(facts: &[ReturnFacts], taxonomy: &Taxonomy) -> BTreeMap<FunctionId, Volumes> {
    let of_body = |facts: &ReturnFacts| {
        let mut counted = Vec::new();
        for volume in &facts.volumes {
            let mapping = &facts.items[volume.item as usize].mapping;
            for claim in mapping.claims.iter().filter(|claim| claim.share.0 * 2 >= ONE) {
                let unit = taxonomy.get(claim.function).volume_unit.as_deref();
                if unit.zip(volume.unit.as_deref()).is_some_and(|(unit, given)| same_unit(unit, given)) {
                    counted.push((claim.function, volume.volume));
                }
            }
        }
        counted
    };
    let counted: Vec<Vec<(FunctionId, Quantity)>> = facts.par_iter().map(of_body).collect();
    let mut volumes: BTreeMap<FunctionId, Volumes> = BTreeMap::new();
    for (body, counted) in (0_u32..).zip(counted) {
        for (function, volume) in counted {
            let largest = volumes.entry(function).or_default().entry(body).or_insert(volume);
            *largest = (*largest).max(volume);
        }
    }
    volumes
}

/// Reads what stands in for a volume.
type StandIn = fn(&OrganisationFact) -> Option<Quantity>;

/// What stands in for missing volumes of a group of functions (docs/model.md section 3).
fn stand_in(group: &str) -> Option<(&'static str, StandIn)> {
    match group {
        "hr" => Some(("headcount", |body| driver(body, &["headcount"]))),
        "it" => Some(("ICT users", |body| driver(body, &["ict users", "it users", "users"]))),
        // Pounds of gross spending, in the millionths that quantities are kept in.
        "finance" => Some(("gross spending", |body| body.services().0.checked_mul(10_000).map(Quantity))),
        _ => None,
    }
}

pub(super) fn driver(body: &OrganisationFact, names: &[&str]) -> Option<Quantity> {
    body.drivers.iter().find(|(name, _)| names.contains(&normalise(name).as_str())).map(|(_, value)| *value)
}

//! From the facts to duplicated cost, by function and by organisation.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rayon::prelude::*;

use super::basis::{Basis, Ours};
use super::cuts::{Cuts, cuts};
use super::function::{Measured, Room};
use super::graph::OverlapGraph;
use super::joint::{Joints, joints};
use super::leaving::{Excluded, Left, leaving};
use super::outliers::{Drivers, Outlier};
use super::sets::Sets;
use super::side_by_side::SideBySide;
use super::unit_costs::{UnitCosts, unit_costs};
use crate::ledger::{Pool, ReturnFacts, SpendCategory};
use crate::money::{Fte, Money};
use crate::taxonomy::{FunctionId, Taxonomy};
use crate::words::words;

words! {
    /// What repetition a function shows, in the words of the US GAO.
    pub enum FunctionKind {
        /// Two or more providers in one comparison set.
        Duplication = "duplication",
        /// Two or more organisations on the function.
        Overlap = "overlap",
        /// Two or more organisations in its group.
        Fragmentation = "fragmentation",
        /// One organisation.
        Single = "single",
    }
}

/// The same amount on every basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ByBasis {
    /// Everything that two or more spend.
    pub all: Money,
    /// All but the largest.
    pub excess: Money,
    /// By the effective number.
    pub hhi: Money,
}

impl ByBasis {
    /// On one basis.
    pub fn get(&self, basis: Basis) -> Money {
        match basis {
            Basis::All => self.all,
            Basis::Excess => self.excess,
            Basis::Hhi => self.hhi,
        }
    }

    /// Adds what is attributed to our part of each side of a comparison set; without `ours`, all of it.
    pub(super) fn add(&mut self, costs: &[Vec<Money>], ours: Option<&Ours<'_>>) {
        self.all += Basis::All.amount_of(costs, ours);
        self.excess += Basis::Excess.amount_of(costs, ours);
        self.hhi += Basis::Hhi.amount_of(costs, ours);
    }
}

/// One function.
#[derive(Debug, Clone, PartialEq)]
pub struct FunctionMeasure {
    /// Which.
    pub function: FunctionId,
    /// What repetition it shows.
    pub kind: FunctionKind,
    /// Organisations that spend on it.
    pub organisations: usize,
    /// Providers of the staff layer at or above the floor.
    pub providers: usize,
    /// Their effective number. None where several comparison sets have some.
    pub effective_providers: Option<f64>,
    /// Providers of the systems layer at or above the floor.
    pub products: usize,
    /// Whether any of the organisations on it declares a system.
    pub systems_declared: bool,
    /// Administrative and managerial cost of both layers.
    pub cost: Money,
    /// Paid for it to bodies outside the audit.
    pub bought_outside: Money,
    /// Of the cost: of providers below the floor.
    pub below_floor: Money,
    /// Staff on it.
    pub fte: Fte,
    /// Duplicated, on every basis.
    pub duplicated: ByBasis,
    /// Of the duplicated on the chosen basis: within organisations.
    pub within: Money,
    /// Between organisations.
    pub between: Money,
    /// On the staff layer.
    pub staff: Money,
    /// On the systems layer.
    pub systems: Money,
    /// Of the staff layer's: salaries and on-costs.
    pub roles_duplicated: Money,
    /// Of the staff layer's: held by declared processes. A cut across the same pounds, never added to the others.
    pub processes_duplicated: Money,
    /// Duplicated staff.
    pub duplicated_fte: Fte,
    /// What is declared more than once.
    pub cuts: Cuts,
    /// Of the cost: what left the comparison.
    pub excluded: Excluded,
    /// The benchmark, where the function has a volume unit and is compared.
    pub unit_costs: Option<UnitCosts>,
    /// Duplicated on the chosen basis, without the pounds of outliers.
    pub without_outliers: Money,
    /// Duplicated on the chosen basis, if each body were one unit.
    pub as_one_unit: Money,
}

impl FunctionMeasure {
    /// What is spent above the frontier of unit costs.
    pub fn frontier(&self) -> Option<Money> {
        self.unit_costs.as_ref().and_then(|found| found.frontier)
    }
}

/// One organisation's part of one function's duplicated cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// Which organisation: an index into the facts.
    pub organisation: u32,
    /// Which function.
    pub function: FunctionId,
    /// What kind of cost.
    pub pool: Pool,
    /// Its category.
    pub category: SpendCategory,
    /// When the contracts behind it end, for systems.
    pub contract_end: Option<Date>,
    /// What the organisation spends.
    pub cost: Money,
    /// What of it counts as duplicated.
    pub duplicated: Money,
    /// Of the duplicated: what nobody says the kind of.
    pub unknown: Money,
    /// Duplicated staff.
    pub fte: Fte,
}

impl Attribution {
    /// Of the duplicated: cost of roles whose staff are not declared.
    pub fn without_fte(&self) -> Money {
        if self.pool == Pool::Roles { self.unknown } else { Money::ZERO }
    }
}

/// One organisation's sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OrganisationMeasure {
    /// Administrative and managerial cost.
    pub in_scope: Money,
    /// Of it: on functions that are never compared.
    pub exempt: Money,
    /// Of it: of providers below the floor.
    pub below_floor: Money,
    /// Its part of the duplicated cost.
    pub duplicated: Money,
    /// Of the duplicated: among its own units and products.
    pub within: Money,
    /// Of the duplicated: shared with others.
    pub between: Money,
    /// Of the duplicated: on the staff layer.
    pub staff: Money,
    /// Duplicated staff.
    pub fte: Fte,
    /// On functions that it is alone on for want of an attribute.
    pub uncompared: Money,
    /// Of the duplicated: known from process totals only.
    pub unspecified: Money,
    /// Of what is in scope: what left the comparison.
    pub excluded: Excluded,
}

/// The measured overlap of a set of facts.
#[derive(Debug, Clone, Default)]
pub struct Overlap {
    /// Functions with administrative or managerial cost, in the order of their codes.
    pub functions: Vec<FunctionMeasure>,
    /// In the order of function, organisation, pool, category, contract end.
    pub attribution: Vec<Attribution>,
    /// Providers that have others of their own organisation beside them: by function, organisation, layer, and cost.
    pub side_by_side: Vec<SideBySide>,
    /// In the order of the facts.
    pub organisations: Vec<OrganisationMeasure>,
    /// All functions together.
    pub duplicated: ByBasis,
    /// On the chosen basis, within organisations.
    pub within: Money,
    /// Between organisations.
    pub between: Money,
    /// What left the comparison, in the order of the facts.
    pub left: Vec<Left>,
    /// Bodies whose cost of a function is far from the others', in the order of function and organisation.
    pub outliers: Vec<Outlier>,
}

/// Functions that are measured side by side.
const MEASURED: usize = 16;

/// Measures what the facts show, on every basis, and cuts it on the chosen one.
pub fn measure(facts: &[ReturnFacts], taxonomy: &Taxonomy, basis: Basis, floor: Money) -> Overlap {
    measure_beside(facts, facts.len(), taxonomy, basis, floor)
}

/// The same of the first `ours` of the facts beside the others: those are compared with, and no pound of theirs is in any
/// sum. How many organisations, providers and products there are, and what a function shows, is said of all.
pub fn measure_beside(facts: &[ReturnFacts], ours: usize, taxonomy: &Taxonomy, basis: Basis, floor: Money) -> Overlap {
    measure_joint(facts, ours, taxonomy, basis, floor, &joints(facts, taxonomy))
}

/// The same where bodies run together what `joints` say, whatever they declare.
pub fn measure_joint(
    facts: &[ReturnFacts],
    ours: usize,
    taxonomy: &Taxonomy,
    basis: Basis,
    floor: Money,
    joints: &Joints,
) -> Overlap {
    measure_left(facts, ours, taxonomy, basis, floor, leaving(facts, taxonomy, joints), None)
}

/// The same of all bodies, where only those of one group are compared with each other. `groups` is in the order of the facts.
pub fn measure_in_groups(
    facts: &[ReturnFacts],
    taxonomy: &Taxonomy,
    (basis, floor): (Basis, Money),
    joints: &Joints,
    groups: &[u32],
) -> Overlap {
    let left = leaving(facts, taxonomy, joints);
    measure_left(facts, facts.len(), taxonomy, basis, floor, left, Some(groups))
}

/// The same without the pounds of outliers.
pub fn measure_without_outliers(
    facts: &[ReturnFacts],
    taxonomy: &Taxonomy,
    basis: Basis,
    floor: Money,
    of: &Overlap,
) -> Overlap {
    let mut left = leaving(facts, taxonomy, &joints(facts, taxonomy));
    for outlier in &of.outliers {
        let place = outlier.organisation as usize;
        left[place].leave_out(&facts[place], outlier.function);
    }
    measure_left(facts, of.left.len(), taxonomy, basis, floor, left, None)
}

fn measure_left(
    facts: &[ReturnFacts],
    ours: usize,
    taxonomy: &Taxonomy,
    basis: Basis,
    floor: Money,
    mut left: Vec<Left>,
    groups: Option<&[u32]>,
) -> Overlap {
    let graph = OverlapGraph::new(facts, &left, taxonomy);
    let cuts = cuts(&facts[..ours], taxonomy);
    let outside = bought_outside(&facts[..ours], taxonomy);
    let is_ours = |organisation: u32| (organisation as usize) < ours;
    let (sets, drivers) = (Sets::of(facts, taxonomy).in_groups(groups), Drivers::of(facts, taxonomy));
    let room = Room { facts, left: &left, ours, taxonomy, sets, basis, floor, drivers: &drivers };
    let functions: Vec<FunctionId> =
        taxonomy.iter().filter(|(_, function)| function.is_leaf).map(|(id, _)| id).collect();
    let mut overlap = Overlap { organisations: vec![OrganisationMeasure::default(); ours], ..Overlap::default() };
    let mut spenders: BTreeMap<FunctionId, Vec<bool>> = BTreeMap::new();
    // Some at a time: what each body spends on each function is as much as all costs, and only its sums stay.
    for functions in functions.chunks(MEASURED) {
        let measured = functions.par_iter().filter_map(|function| room.function(&graph, *function));
        for mut one in measured.collect::<Vec<Measured>>() {
            let id = one.measure.function;
            let spenders = spenders.entry(taxonomy.group(id)).or_insert_with(|| vec![false; facts.len()]);
            one.organisations.keys().for_each(|organisation| spenders[*organisation as usize] = true);
            one.measure.cuts = cuts[id.index()];
            one.measure.bought_outside = outside[id.index()];
            for left in &left[..ours] {
                one.measure.excluded.add(left.functions.get(&id).unwrap_or(&Excluded::default()));
            }
            overlap.duplicated.all += one.measure.duplicated.all;
            overlap.duplicated.excess += one.measure.duplicated.excess;
            overlap.duplicated.hhi += one.measure.duplicated.hhi;
            overlap.within += one.measure.within;
            overlap.between += one.measure.between;
            for (organisation, part) in one.organisations.into_iter().filter(|(organisation, _)| is_ours(*organisation))
            {
                overlap.organisations[organisation as usize].add(&part);
            }
            overlap.functions.push(one.measure);
            overlap.attribution.append(&mut one.attribution);
            overlap.side_by_side.append(&mut one.side_by_side);
            overlap.outliers.extend(one.outliers.into_iter().filter(|outlier| is_ours(outlier.organisation)));
        }
    }
    // Its edges are as many as the costs: not kept beside what follows.
    drop(graph);
    for measure in &mut overlap.functions {
        let spenders = spenders.get(&taxonomy.group(measure.function)).map_or(&[][..], Vec::as_slice);
        let group = spenders.iter().filter(|spends| **spends).count();
        measure.kind = match measure.kind {
            FunctionKind::Duplication => FunctionKind::Duplication,
            _ if measure.organisations >= 2 => FunctionKind::Overlap,
            _ if group >= 2 => FunctionKind::Fragmentation,
            _ => FunctionKind::Single,
        };
    }
    for (organisation, left) in overlap.organisations.iter_mut().zip(&left) {
        organisation.excluded = left.excluded;
    }
    let mut unit_costs = unit_costs(facts, taxonomy, &left, &overlap.attribution);
    for function in &mut overlap.functions {
        function.unit_costs = unit_costs.remove(&function.function).and_then(|found| found.of_first(ours));
    }
    overlap.attribution.retain(|row| is_ours(row.organisation));
    left.truncate(ours);
    overlap.left = left;
    overlap
}

impl Overlap {
    /// Duplicated on the chosen basis, without the pounds of outliers.
    pub fn without_outliers(&self) -> Money {
        self.functions.iter().map(|function| function.without_outliers).sum()
    }

    /// Whether outliers carry so much of the duplicated cost that it must be said without them: more than a tenth.
    pub fn outliers_matter(&self) -> bool {
        let duplicated = self.within + self.between;
        (duplicated - self.without_outliers()).0 * 10 > duplicated.0
    }

    /// What is spent above the frontiers of unit costs. None where no function has one.
    pub fn frontier(&self) -> Option<Money> {
        let mut gaps = self.functions.iter().filter_map(FunctionMeasure::frontier).peekable();
        gaps.peek()?;
        Some(gaps.sum())
    }
}

impl OrganisationMeasure {
    fn add(&mut self, part: &Self) {
        self.in_scope += part.in_scope;
        self.exempt += part.exempt;
        self.below_floor += part.below_floor;
        self.duplicated += part.duplicated;
        self.within += part.within;
        self.between += part.between;
        self.staff += part.staff;
        self.fte += part.fte;
        self.uncompared += part.uncompared;
        self.unspecified += part.unspecified;
    }
}

/// Recharges to bodies that are not in the audit, by function.
fn bought_outside(facts: &[ReturnFacts], taxonomy: &Taxonomy) -> Vec<Money> {
    let inside: BTreeSet<&str> = facts.iter().map(|facts| facts.organisation.id.as_str()).collect();
    let mut outside = vec![Money::ZERO; taxonomy.len()];
    for recharge in
        facts.iter().flat_map(|facts| &facts.recharges).filter(|recharge| !inside.contains(recharge.to.as_str()))
    {
        if let Some(function) = recharge.function {
            outside[function.index()] += recharge.amount;
        }
    }
    outside
}

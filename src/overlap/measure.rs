//! From the graph to duplicated cost, by function and by organisation.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rayon::prelude::*;

use super::basis::{Basis, Duplicated, duplicated, effective_providers};
use super::graph::{Node, OverlapGraph, Spend};
use crate::ledger::{Layer, Pool, ReturnFacts, SpendCategory};
use crate::money::{Fte, Money, share_out};
use crate::returns::Kind;
use crate::taxonomy::{FunctionId, Scope, Taxonomy};

/// What repetition a function shows, in the words of the US GAO.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FunctionKind {
    /// Two or more providers in one comparison set.
    Duplication,
    /// Two or more organisations on the function.
    Overlap,
    /// Two or more organisations in its group.
    Fragmentation,
    /// One organisation.
    Single,
}

impl FunctionKind {
    /// The word for it in every format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Duplication => "duplication",
            Self::Overlap => "overlap",
            Self::Fragmentation => "fragmentation",
            Self::Single => "single",
        }
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

    fn add(&mut self, costs: &[Vec<Money>]) {
        let flat: Vec<Money> = costs.iter().flatten().copied().collect();
        self.all += Basis::All.amount(&flat);
        self.excess += Basis::Excess.amount(&flat);
        self.hhi += Basis::Hhi.amount(&flat);
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
    /// Processes with at least half of their weight on it.
    pub processes: usize,
    /// Roles with at least half of their weight on it.
    pub roles: usize,
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
    /// Of the duplicated: cost of roles whose staff are not declared.
    pub duplicated_without_fte: Money,
    /// Duplicated staff.
    pub fte: Fte,
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
    /// Duplicated staff.
    pub fte: Fte,
    /// On functions that it is alone on for want of an attribute.
    pub uncompared: Money,
    /// Of the duplicated: known from process totals only.
    pub unspecified: Money,
}

/// The measured overlap of a set of facts.
#[derive(Debug, Clone, Default)]
pub struct Overlap {
    /// Functions with administrative or managerial cost, in the order of their codes.
    pub functions: Vec<FunctionMeasure>,
    /// In the order of function, organisation, pool, category, contract end.
    pub attribution: Vec<Attribution>,
    /// In the order of the facts.
    pub organisations: Vec<OrganisationMeasure>,
    /// All functions together.
    pub duplicated: ByBasis,
    /// On the chosen basis, within organisations.
    pub within: Money,
    /// Between organisations.
    pub between: Money,
}

/// Measures what the facts show, on every basis, and cuts it on the chosen one.
pub fn measure(facts: &[ReturnFacts], taxonomy: &Taxonomy, basis: Basis, floor: Money) -> Overlap {
    let graph = OverlapGraph::new(facts, taxonomy);
    let counts = item_counts(facts, taxonomy);
    let outside = bought_outside(facts, taxonomy);
    let room = Room { facts, taxonomy, basis, floor };
    let functions: Vec<FunctionId> =
        taxonomy.iter().filter(|(_, function)| function.is_leaf).map(|(id, _)| id).collect();
    let measured: Vec<Measured> =
        functions.par_iter().filter_map(|function| room.function(&graph, *function)).collect();
    let group_organisations = spenders_by_group(&measured, taxonomy);

    let mut overlap =
        Overlap { organisations: vec![OrganisationMeasure::default(); facts.len()], ..Overlap::default() };
    for mut one in measured {
        let id = one.measure.function;
        let group = group_organisations.get(&taxonomy.group(id)).map_or(0, BTreeSet::len);
        one.measure.kind = match one.measure.kind {
            FunctionKind::Duplication => FunctionKind::Duplication,
            _ if one.measure.organisations >= 2 => FunctionKind::Overlap,
            _ if group >= 2 => FunctionKind::Fragmentation,
            _ => FunctionKind::Single,
        };
        (one.measure.processes, one.measure.roles) = counts[id.index()];
        one.measure.bought_outside = outside[id.index()];
        overlap.duplicated.all += one.measure.duplicated.all;
        overlap.duplicated.excess += one.measure.duplicated.excess;
        overlap.duplicated.hhi += one.measure.duplicated.hhi;
        overlap.within += one.measure.within;
        overlap.between += one.measure.between;
        for (organisation, part) in one.organisations {
            overlap.organisations[organisation as usize].add(&part);
        }
        overlap.functions.push(one.measure);
        overlap.attribution.append(&mut one.attribution);
    }
    overlap
}

impl OrganisationMeasure {
    fn add(&mut self, part: &Self) {
        self.in_scope += part.in_scope;
        self.exempt += part.exempt;
        self.below_floor += part.below_floor;
        self.duplicated += part.duplicated;
        self.within += part.within;
        self.between += part.between;
        self.fte += part.fte;
        self.uncompared += part.uncompared;
        self.unspecified += part.unspecified;
    }
}

/// What one function gives.
struct Measured {
    measure: FunctionMeasure,
    organisations: BTreeMap<u32, OrganisationMeasure>,
    attribution: Vec<Attribution>,
}

/// Who is compared with whom on one function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Set<'a> {
    Everyone,
    Named(&'a str),
    Alone(u32),
}

/// The comparison set of an organisation on a function.
pub(crate) fn comparison_set<'a>(
    facts: &'a [ReturnFacts],
    taxonomy: &Taxonomy,
    function: FunctionId,
    organisation: u32,
) -> Set<'a> {
    let fact = &facts[organisation as usize].organisation;
    match taxonomy.get(function).scope {
        Scope::Any => Set::Everyone,
        Scope::SameType => fact.family().map_or(Set::Alone(organisation), Set::Named),
        Scope::SameRegion => fact.region.as_deref().map_or(Set::Alone(organisation), Set::Named),
        Scope::OrgOnly | Scope::Exempt => Set::Alone(organisation),
    }
}

/// Whether what a provider spends makes it one.
pub(crate) fn counts(cost: Money, floor: Money) -> bool {
    cost >= floor.max(Money(1))
}

/// The provider that pounds without a unit join: the largest of those named, of equals the first.
pub(crate) fn home<P: Copy + Ord>(named: impl Iterator<Item = (P, Money)>) -> Option<P> {
    named.max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).map(|(provider, _)| provider)
}

/// What one provider spends on one function, by pool and category.
type Parts = BTreeMap<(Pool, SpendCategory), (Money, Fte, Money)>;

/// Organisation by organisation, what each provider (unit or product) spends.
type Providers = BTreeMap<u32, BTreeMap<u32, Parts>>;

/// What is the same for every function.
struct Room<'a> {
    facts: &'a [ReturnFacts],
    taxonomy: &'a Taxonomy,
    basis: Basis,
    floor: Money,
}

impl<'a> Room<'a> {
    fn function(&self, graph: &OverlapGraph, function: FunctionId) -> Option<Measured> {
        let mut layers: BTreeMap<Layer, BTreeMap<Set<'a>, Providers>> = BTreeMap::new();
        let mut found = Measured { measure: empty(function), organisations: BTreeMap::new(), attribution: Vec::new() };
        for (node, spend) in graph.providers(function).filter(|(_, spend)| spend.category.in_scope()) {
            let (organisation, provider) = match node {
                Node::Unit { organisation, unit } => (organisation, unit),
                Node::Product { organisation, product } => (organisation, product),
                Node::Organisation(_) | Node::Function(_) => continue,
            };
            let set = self.set(function, organisation);
            let providers = layers.entry(spend.pool.layer()).or_default().entry(set).or_default();
            add(providers.entry(organisation).or_default().entry(provider).or_default(), &spend);
            found.measure.cost += spend.cost;
            found.measure.fte += spend.fte;
            let part = found.organisations.entry(organisation).or_default();
            part.in_scope += spend.cost;
            if self.taxonomy.get(function).scope == Scope::Exempt {
                part.exempt += spend.cost;
            } else if self.lacks_attribute(function, organisation) {
                part.uncompared += spend.cost;
            }
        }
        if found.measure.cost == Money::ZERO {
            return None;
        }
        found.measure.organisations = found.organisations.len();
        let mut staffed_sets = Vec::new();
        for (layer, sets) in layers {
            for (_, mut providers) in sets {
                if layer == Layer::Staff {
                    self.unplaced_joins_largest(&mut providers);
                }
                let staff = self.measure_set(function, layer, &providers, &mut found);
                if layer == Layer::Staff && !staff.is_empty() {
                    staffed_sets.push(staff);
                }
            }
        }
        if let [costs] = &staffed_sets[..] {
            found.measure.effective_providers = effective_providers(costs);
        }
        Some(found)
    }

    /// Measures one comparison set on one layer, and hands out the costs of its providers.
    fn measure_set(
        &self,
        function: FunctionId,
        layer: Layer,
        providers: &Providers,
        found: &mut Measured,
    ) -> Vec<Money> {
        let exempt = self.taxonomy.get(function).scope == Scope::Exempt;
        let kept: BTreeMap<u32, Vec<(u32, &Parts, Money)>> = providers
            .iter()
            .map(|(organisation, providers)| {
                let costs = providers.iter().map(|(provider, parts)| (*provider, parts, sum(parts)));
                (*organisation, costs.filter(|(_, _, cost)| counts(*cost, self.floor)).collect::<Vec<_>>())
            })
            .collect();
        let costs: Vec<Vec<Money>> = kept
            .values()
            .filter(|costs| !costs.is_empty())
            .map(|costs| costs.iter().map(|(_, _, cost)| *cost).collect())
            .collect();
        let flat: Vec<Money> = costs.iter().flatten().copied().collect();
        *if layer == Layer::Staff { &mut found.measure.providers } else { &mut found.measure.products } += flat.len();
        let result = if exempt {
            let nothing = vec![Money::ZERO; costs.len()];
            Duplicated { within: nothing.clone(), attributed: nothing, ..Duplicated::default() }
        } else {
            found.measure.duplicated.add(&costs);
            if flat.len() >= 2 {
                found.measure.kind = FunctionKind::Duplication;
            }
            for (organisation, all) in providers {
                let small = all.values().map(sum).filter(|cost| !counts(*cost, self.floor)).sum();
                found.measure.below_floor += small;
                found.organisations.entry(*organisation).or_default().below_floor += small;
            }
            duplicated(self.basis, &costs)
        };
        found.measure.within += result.within.iter().copied().sum();
        found.measure.between += result.between;
        *if layer == Layer::Staff { &mut found.measure.staff } else { &mut found.measure.systems } += result.total;

        let mut shares = result.within.iter().zip(&result.attributed);
        for (organisation, kept) in &kept {
            let (within, attributed) = if kept.is_empty() {
                (Money::ZERO, Money::ZERO)
            } else {
                shares.next().map_or((Money::ZERO, Money::ZERO), |(within, attributed)| (*within, *attributed))
            };
            let part = found.organisations.entry(*organisation).or_default();
            part.duplicated += attributed;
            part.within += within;
            part.between += attributed - within;
            let rows = self.cut(*organisation, function, layer, &providers[organisation], kept, attributed);
            part.fte += rows.iter().map(|row| row.fte).sum();
            part.unspecified += rows.iter().filter(|row| row.pool == Pool::Unspecified).map(|row| row.duplicated).sum();
            found.attribution.extend(rows);
        }
        flat
    }

    /// Cuts an organisation's part by pool and category, and that of systems by contract end. Only providers at or above
    /// the floor take part.
    fn cut(
        &self,
        organisation: u32,
        function: FunctionId,
        layer: Layer,
        all: &BTreeMap<u32, Parts>,
        kept: &[(u32, &Parts, Money)],
        attributed: Money,
    ) -> Vec<Attribution> {
        let mut parts: Parts = BTreeMap::new();
        for (key, part) in kept.iter().flat_map(|(_, parts, _)| parts.iter()) {
            add_part(parts.entry(*key).or_default(), part);
        }
        let weights: Vec<i64> = parts.values().map(|(cost, _, _)| cost.0).collect();
        let whole: Money = kept.iter().map(|(_, _, cost)| *cost).sum();
        let duplicated: BTreeMap<_, _> = parts.keys().copied().zip(share_out(attributed, &weights)).collect();
        // Every cost has a row, also where nothing of it is duplicated.
        let mut spent: Parts = BTreeMap::new();
        for (key, part) in all.values().flat_map(BTreeMap::iter) {
            add_part(spent.entry(*key).or_default(), part);
        }
        let mut rows = Vec::new();
        for ((pool, category), (cost, _, _)) in spent {
            let key = (pool, category);
            let (kept_cost, fte, without_fte) = parts.get(&key).copied().unwrap_or_default();
            let row = Attribution {
                organisation,
                function,
                pool,
                category,
                contract_end: None,
                cost,
                duplicated: duplicated.get(&key).copied().unwrap_or_default(),
                duplicated_without_fte: Money::ZERO,
                fte: fte.part(attributed, whole),
            };
            let without = share_out(row.duplicated, &[without_fte.0, (kept_cost - without_fte).0]);
            let row = Attribution { duplicated_without_fte: without[0], ..row };
            if layer == Layer::Systems {
                rows.extend(self.by_contract_end(&row, all, kept));
            } else {
                rows.push(row);
            }
        }
        rows
    }

    /// Splits the systems' part by the pounds of the products whose contracts end on the same day.
    fn by_contract_end(
        &self,
        row: &Attribution,
        all: &BTreeMap<u32, Parts>,
        kept: &[(u32, &Parts, Money)],
    ) -> Vec<Attribution> {
        let products = &self.facts[row.organisation as usize].products;
        let mut ends: BTreeMap<Option<Date>, (Money, Money)> = BTreeMap::new();
        for (product, parts) in all {
            let Some((cost, _, _)) = parts.get(&(row.pool, row.category)) else { continue };
            let end = ends.entry(products[*product as usize].contract_end).or_default();
            end.0 += *cost;
            if kept.iter().any(|(provider, _, _)| provider == product) {
                end.1 += *cost;
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

    /// Pounds without a unit are no provider beside named units: they join the largest, of equals the first.
    fn unplaced_joins_largest(&self, providers: &mut Providers) {
        for (organisation, units) in providers {
            let Ok(nowhere) = self.facts[*organisation as usize].units.binary_search_by(|unit| unit.as_str().cmp("-"))
            else {
                continue;
            };
            let nowhere = u32::try_from(nowhere).unwrap_or(u32::MAX);
            let named = units.iter().filter(|(unit, _)| **unit != nowhere);
            let Some(home) = home(named.map(|(unit, parts)| (*unit, sum(parts)))) else { continue };
            let Some(unplaced) = units.remove(&nowhere) else { continue };
            let largest = units.entry(home).or_default();
            for (key, part) in unplaced {
                add_part(largest.entry(key).or_default(), &part);
            }
        }
    }

    fn set(&self, function: FunctionId, organisation: u32) -> Set<'a> {
        comparison_set(self.facts, self.taxonomy, function, organisation)
    }

    fn lacks_attribute(&self, function: FunctionId, organisation: u32) -> bool {
        let scope = self.taxonomy.get(function).scope;
        matches!(scope, Scope::SameType | Scope::SameRegion)
            && matches!(self.set(function, organisation), Set::Alone(_))
    }
}

fn empty(function: FunctionId) -> FunctionMeasure {
    FunctionMeasure {
        function,
        kind: FunctionKind::Single,
        organisations: 0,
        providers: 0,
        effective_providers: None,
        products: 0,
        processes: 0,
        roles: 0,
        cost: Money::ZERO,
        bought_outside: Money::ZERO,
        below_floor: Money::ZERO,
        fte: Fte(0),
        duplicated: ByBasis::default(),
        within: Money::ZERO,
        between: Money::ZERO,
        staff: Money::ZERO,
        systems: Money::ZERO,
    }
}

fn sum(parts: &Parts) -> Money {
    parts.values().map(|(cost, _, _)| *cost).sum()
}

fn add(parts: &mut Parts, spend: &Spend) {
    add_part(parts.entry((spend.pool, spend.category)).or_default(), &(spend.cost, spend.fte, spend.without_fte));
}

fn add_part(into: &mut (Money, Fte, Money), part: &(Money, Fte, Money)) {
    into.0 += part.0;
    into.1 += part.1;
    into.2 += part.2;
}

/// Processes and roles with at least half of their weight on each function.
fn item_counts(facts: &[ReturnFacts], taxonomy: &Taxonomy) -> Vec<(usize, usize)> {
    let mut counts = vec![(0, 0); taxonomy.len()];
    for item in facts.iter().flat_map(|facts| &facts.items) {
        for claim in item.mapping.claims.iter().filter(|claim| claim.share.0 * 2 >= crate::money::ONE) {
            match item.kind {
                Kind::Process => counts[claim.function.index()].0 += 1,
                Kind::Role => counts[claim.function.index()].1 += 1,
                Kind::System => {}
            }
        }
    }
    counts
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

/// Organisations that spend on some function of each group.
fn spenders_by_group(measured: &[Measured], taxonomy: &Taxonomy) -> BTreeMap<FunctionId, BTreeSet<u32>> {
    let mut groups: BTreeMap<FunctionId, BTreeSet<u32>> = BTreeMap::new();
    for one in measured {
        groups.entry(taxonomy.group(one.measure.function)).or_default().extend(one.organisations.keys());
    }
    groups
}

//! The duplicated cost of one function: layer by layer, comparison set by comparison set, provider by provider.

use std::collections::BTreeMap;

use litemap::LiteMap;

use super::attribution::{Spent, cut};
use super::basis::{Basis, duplicated, effective_providers};
use super::graph::{Amounts, Node, OverlapGraph, Spend};
use super::leaving::Left;
use super::measure::{Attribution, ByBasis, FunctionKind, FunctionMeasure, OrganisationMeasure};
use super::outliers::{Drivers, Outlier};
use super::sets::{Set, Sets, counts, home};
use super::side_by_side::{SideBySide, side_by_side};
use super::sides::{Member, Sides};
use crate::ledger::{Layer, Pool, ReturnFacts, SpendCategory};
use crate::money::{Fte, Money, share_out};
use crate::taxonomy::{FunctionId, Scope, Taxonomy};

/// What one function gives.
pub(super) struct Measured {
    pub(super) measure: FunctionMeasure,
    pub(super) organisations: LiteMap<u32, OrganisationMeasure>,
    pub(super) attribution: Vec<Attribution>,
    pub(super) side_by_side: Vec<SideBySide>,
    pub(super) outliers: Vec<Outlier>,
}

/// What one provider spends on one function, by pool and category.
pub(super) type Parts = LiteMap<(Pool, SpendCategory), Amounts>;

/// Organisation by organisation, what each provider (unit or product) spends.
type Providers = LiteMap<u32, LiteMap<u32, Parts>>;

/// What is the same for every function.
pub(super) struct Room<'a> {
    pub(super) facts: &'a [ReturnFacts],
    /// What leaves of each, and what it runs with others.
    pub(super) left: &'a [Left],
    /// So many of the facts are measured; the others are what they are compared with.
    pub(super) ours: usize,
    pub(super) taxonomy: &'a Taxonomy,
    pub(super) sets: Sets<'a>,
    pub(super) basis: Basis,
    pub(super) floor: Money,
    /// What bodies are measured against, to see which are far from the others.
    pub(super) drivers: &'a Drivers,
}

impl<'a> Room<'a> {
    pub(super) fn function(&self, graph: &OverlapGraph, function: FunctionId) -> Option<Measured> {
        let mut layers: BTreeMap<Layer, BTreeMap<(u32, Set<'a>), Providers>> = BTreeMap::new();
        let mut found = Measured {
            measure: empty(function),
            organisations: LiteMap::new(),
            attribution: Vec::new(),
            side_by_side: Vec::new(),
            outliers: Vec::new(),
        };
        let spending = graph.providers(function).filter(|(_, spend)| spend.category.in_scope());
        let mut spending: Vec<(u32, u32, Spend)> = spending
            .filter_map(|(node, spend)| match node {
                Node::Unit { organisation, unit } => Some((organisation, unit, spend)),
                Node::Product { organisation, product } => Some((organisation, product, spend)),
                Node::Organisation(_) | Node::Function(_) => None,
            })
            .collect();
        // What is the same for all of a body is asked once. The graph hands out last what was put in last.
        spending.reverse();
        spending.sort_by_key(|(organisation, ..)| *organisation);
        for spending in spending.chunk_by(|one, next| one.0 == next.0) {
            let organisation = spending[0].0;
            let mut all = Amounts::default();
            let mut of_layers: LiteMap<Layer, LiteMap<u32, Parts>> = LiteMap::new();
            for (_, provider, spend) in spending {
                let parts = of_layers.entry(spend.pool.layer()).or_default().entry(*provider).or_default();
                *parts.entry((spend.pool, spend.category)).or_default() += spend.amounts;
                all += spend.amounts;
            }
            let set = self.sets.compared(function, organisation);
            for (layer, providers) in of_layers {
                layers.entry(layer).or_default().entry(set).or_default().insert(organisation, providers);
            }
            if self.is_ours(organisation) {
                found.measure.cost += all.cost;
                found.measure.fte += all.fte;
            }
            let part = found.organisations.entry(organisation).or_default();
            part.in_scope += all.cost;
            if self.taxonomy.get(function).scope == Scope::Exempt {
                part.exempt += all.cost;
            } else if self.sets.lacks_attribute(function, organisation) {
                part.uncompared += all.compared;
            }
        }
        if found.measure.cost == Money::ZERO {
            return None;
        }
        found.measure.organisations = found.organisations.len();
        found.measure.systems_declared =
            found.organisations.keys().any(|organisation| !self.facts[*organisation as usize].products.is_empty());
        let mut spent: BTreeMap<(u32, Set<'_>), BTreeMap<u32, Money>> = BTreeMap::new();
        for (set, providers) in layers.values().flatten() {
            let spent = spent.entry(*set).or_default();
            for (organisation, providers) in providers {
                *spent.entry(*organisation).or_default() += providers.values().map(compared).sum();
            }
        }
        if self.taxonomy.get(function).scope != Scope::Exempt {
            found.outliers = spent.values().flat_map(|spent| self.drivers.outliers(function, spent)).collect();
        }
        let mut staffed_sets = Vec::new();
        for (layer, sets) in layers {
            for (_, mut providers) in sets {
                if layer == Layer::Staff {
                    self.unplaced_joins_largest(&mut providers);
                }
                let costs = self.measure_set(function, layer, &providers, &mut found);
                if layer == Layer::Staff && !costs.is_empty() {
                    staffed_sets.push(costs);
                }
            }
        }
        if let [costs] = &staffed_sets[..] {
            found.measure.effective_providers = effective_providers(costs);
        }
        found.attribution.sort_by_key(|row| (row.organisation, row.pool, row.category, row.contract_end));
        // Stable: the costliest of an organisation and layer stay first.
        found.side_by_side.sort_by_key(|row| (row.organisation, row.layer));
        Some(found)
    }

    fn is_ours(&self, organisation: u32) -> bool {
        (organisation as usize) < self.ours
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
        let is_kept = |organisation: u32, parts: &Parts| self.keeps(function, layer, organisation, compared(parts));
        let kept: Vec<Vec<(u32, &Parts)>> = providers
            .iter()
            .map(|(organisation, all)| {
                let all = all.iter().map(|(provider, parts)| (*provider, parts));
                all.filter(|(_, parts)| is_kept(*organisation, parts)).collect()
            })
            .collect();
        let members = providers.keys().zip(&kept).filter(|(_, kept)| !kept.is_empty());
        let members: Vec<Member> = members
            .map(|(organisation, kept)| Member {
                organisation: *organisation,
                costs: kept.iter().map(|(_, parts)| compared(parts)).collect(),
            })
            .collect();
        let lead = |organisation| self.lead(function, layer, organisation);
        let sides = Sides::of(members.iter().cloned(), lead);
        let flat = sides.costs.concat();
        *if layer == Layer::Staff { &mut found.measure.providers } else { &mut found.measure.products } += flat.len();
        let shares = if exempt {
            LiteMap::new()
        } else {
            let ours =
                |side: usize, amount: Money| sides.part_of(side, amount, |organisation| self.is_ours(organisation));
            let everybody = self.ours >= self.facts.len();
            let before = found.measure.duplicated.get(self.basis);
            found.measure.duplicated.add(&sides.costs, if everybody { None } else { Some(&ours) });
            if flat.len() >= 2 && providers.keys().any(|organisation| self.is_ours(*organisation)) {
                found.measure.kind = FunctionKind::Duplication;
            }
            for (organisation, all) in providers {
                let small = all.values().filter(|parts| !is_kept(*organisation, parts)).map(compared).sum();
                if self.is_ours(*organisation) {
                    found.measure.below_floor += small;
                }
                found.organisations.entry(*organisation).or_default().below_floor += small;
            }
            let counted = found.measure.duplicated.get(self.basis) - before;
            found.measure.as_one_unit += match layer {
                Layer::Staff => self.as_one_unit(function, providers),
                Layer::Systems => counted,
            };
            self.without_outliers(&members, lead, counted, found);
            sides.shares(&duplicated(self.basis, &sides.costs))
        };
        for ((organisation, all), kept) in providers.iter().zip(&kept) {
            let (within, attributed) = shares.get(organisation).copied().unwrap_or_default();
            let spent = Spent { organisation: *organisation, function, layer, all, kept };
            let rows = cut(&self.facts[*organisation as usize], &spent, attributed);
            let part = found.organisations.entry(*organisation).or_default();
            part.duplicated += attributed;
            part.within += within;
            part.between += attributed - within;
            let fte: Fte = rows.iter().map(|row| row.fte).sum();
            let of_pool = |pool: Pool| rows.iter().filter(|row| row.pool == pool).map(|row| row.duplicated).sum();
            part.fte += fte;
            if layer == Layer::Staff {
                part.staff += attributed;
            }
            part.unspecified += of_pool(Pool::Unspecified);
            if self.is_ours(*organisation) {
                let measure = &mut found.measure;
                measure.within += within;
                measure.between += attributed - within;
                *if layer == Layer::Staff { &mut measure.staff } else { &mut measure.systems } += attributed;
                measure.duplicated_fte += fte;
                measure.roles_duplicated += of_pool(Pool::Roles);
                if layer == Layer::Staff {
                    measure.processes_duplicated += by_processes(kept, attributed);
                }
            }
            if self.is_ours(*organisation) {
                found.side_by_side.extend(side_by_side((*organisation, function, layer), kept, attributed, within));
            }
            found.attribution.extend(rows);
        }
        flat
    }

    /// What would be duplicated of staff if each body were one unit: how units are drawn decides what is within a body.
    fn as_one_unit(&self, function: FunctionId, providers: &Providers) -> Money {
        let costs = providers.iter().map(|(organisation, units)| (*organisation, units.values().map(compared).sum()));
        let kept = costs.filter(|(organisation, cost)| self.keeps(function, Layer::Staff, *organisation, *cost));
        let members = kept.map(|(organisation, cost)| Member { organisation, costs: vec![cost] });
        self.ours_of(&Sides::of(members, |organisation| self.lead(function, Layer::Staff, organisation)))
    }

    /// Whether a provider is at or above the floor: of what bodies run together, all of it.
    fn keeps(&self, function: FunctionId, layer: Layer, organisation: u32, cost: Money) -> bool {
        match self.left[organisation as usize].together(function, layer) {
            Some(together) => counts(cost, Money::ZERO) && counts(together.compared, self.floor),
            None => counts(cost, self.floor),
        }
    }

    /// The first of the bodies with which a body runs a function together.
    fn lead(&self, function: FunctionId, layer: Layer, organisation: u32) -> Option<u32> {
        self.left[organisation as usize].together(function, layer).map(|together| together.lead)
    }

    /// What is attributed to our bodies of a comparison set.
    fn ours_of(&self, sides: &Sides) -> Money {
        let is_ours = |organisation| self.is_ours(organisation);
        self.basis.amount_of(&sides.costs, Some(&|side, amount| sides.part_of(side, amount, is_ours)))
    }

    /// What each outlier carries, and what is duplicated without any of them, where `counted` is with all.
    fn without_outliers(
        &self,
        members: &[Member],
        lead: impl Fn(u32) -> Option<u32>,
        counted: Money,
        found: &mut Measured,
    ) {
        let without = |is_out: &dyn Fn(u32) -> bool| {
            let kept = members.iter().filter(|member| !is_out(member.organisation)).cloned();
            self.ours_of(&Sides::of(kept, &lead))
        };
        let is_here = |outlier: &&mut Outlier| members.iter().any(|one| one.organisation == outlier.organisation);
        let mut here = Vec::new();
        for outlier in found.outliers.iter_mut().filter(is_here) {
            outlier.carries += counted - without(&|organisation| organisation == outlier.organisation);
            here.push(outlier.organisation);
        }
        found.measure.without_outliers +=
            if here.is_empty() { counted } else { without(&|organisation| here.contains(&organisation)) };
    }

    /// Pounds without a unit are no provider beside named units: they join the largest, of equals the first.
    fn unplaced_joins_largest(&self, providers: &mut Providers) {
        for (organisation, units) in providers.iter_mut().filter(|(_, units)| units.len() > 1) {
            let Ok(nowhere) = self.facts[*organisation as usize].units.binary_search_by(|unit| unit.as_str().cmp("-"))
            else {
                continue;
            };
            let nowhere = u32::try_from(nowhere).unwrap_or(u32::MAX);
            let named = units.iter().filter(|(unit, _)| **unit != nowhere);
            let named = named.map(|(unit, parts)| (*unit, compared(parts)));
            let Some(home) = home(named.filter(|(_, cost)| cost.is_positive())) else { continue };
            let Some(unplaced) = units.remove(&nowhere) else { continue };
            let largest = units.entry(home).or_default();
            for (key, part) in unplaced {
                *largest.entry(key).or_default() += part;
            }
        }
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
        systems_declared: false,
        cost: Money::ZERO,
        bought_outside: Money::ZERO,
        below_floor: Money::ZERO,
        fte: Fte::default(),
        duplicated: ByBasis::default(),
        within: Money::ZERO,
        between: Money::ZERO,
        staff: Money::ZERO,
        systems: Money::ZERO,
        roles_duplicated: Money::ZERO,
        processes_duplicated: Money::ZERO,
        duplicated_fte: Fte::default(),
        cuts: super::cuts::Cuts::default(),
        excluded: super::leaving::Excluded::default(),
        unit_costs: None,
        without_outliers: Money::ZERO,
        as_one_unit: Money::ZERO,
    }
}

/// What a provider puts into the comparison.
pub(super) fn compared(parts: &Parts) -> Money {
    parts.values().map(|part| part.compared).sum()
}

/// Of a body's duplicated cost: what declared processes hold.
fn by_processes(kept: &[(u32, &Parts)], attributed: Money) -> Money {
    let parts = || kept.iter().flat_map(|(_, parts)| parts.values());
    let held: Money = parts().map(|part| part.by_processes).sum();
    let rest: Money = parts().map(|part| part.compared - part.by_processes).sum();
    share_out(attributed, &[held.0, rest.0])[0]
}

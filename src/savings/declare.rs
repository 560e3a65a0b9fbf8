//! What each body could declare next, and how many pounds that would change: nothing is guessed, each amount is one that the
//! facts hold already and cannot use.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::ledger::{Cost, Layer, Pool, ReturnFacts, TotalSource, Why};
use crate::money::{MilliFte, Money};
use crate::overlap::{Attribution, Overlap, Set, Sets, Volumes, by_line, volumes};
use crate::returns::Kind;
use crate::taxonomy::{FunctionId, Scope, Taxonomy};
use crate::words::words;

/// With fewer others there is no benchmark.
const PEERS: usize = 4;

words! {
    /// What to declare.
    pub enum Field {
        /// The control total.
        Total = "total",
        /// The roles and systems behind process totals.
        Roles = "roles",
        /// Staff of roles.
        Fte = "fte",
        /// What kind of cost the other cost of processes is.
        OtherIs = "other_is",
        /// The function of items.
        Function = "function",
        /// The type, or the family.
        Type = "type",
        /// The region.
        Region = "region",
        /// The volume of a function.
        Volume = "volume",
        /// Units, and the unit of each item.
        Units = "units",
        /// What roles cost.
        Cost = "cost",
        /// Anything that is spent.
        Items = "items",
        /// Systems with their cost.
        Systems = "systems",
        /// What the work achieves.
        Outcomes = "outcomes",
    }
}

words! {
    /// What that changes.
    pub enum Effect {
        /// Process totals beyond the items are counted: the total of the body rises by the amount.
        Counted = "counted",
        /// Duplicated cost of unknown kind gets one: so much less of it is `unspecified`.
        Cashable = "cashable",
        /// Duplicated pay can be counted in posts: so much less of it is without staff.
        Posts = "posts",
        /// Pounds get a function: so much less is unmapped.
        Mapped = "mapped",
        /// Pounds are compared with those of others of the type or region.
        Compared = "compared",
        /// A unit cost beside those of peers can be said of the amount.
        Benchmarked = "benchmarked",
        /// Whether the amount is duplicated within the body can be said.
        Within = "within",
        /// What kind of cost the amount is can be said.
        Kind = "kind",
        /// Staff get a cost.
        Priced = "priced",
        /// Anything at all can be said of the amount.
        Itemised = "itemised",
        /// Something can be said that is about no known pounds.
        Sayable = "sayable",
    }
}

impl Effect {
    /// Whether a figure moves by the amount; else something can be said of it that could not.
    fn moves(self) -> bool {
        matches!(self, Self::Counted | Self::Cashable | Self::Posts | Self::Mapped | Self::Compared)
    }
}

/// One thing to declare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declare {
    /// What.
    pub field: Field,
    /// What that changes.
    pub effect: Effect,
    /// How many pounds: see the effect. Nothing where the pounds are not known, as of staff without cost.
    pub amount: Money,
    /// By item: what of the amount rests on it. Empty where it is about the whole body.
    pub items: BTreeMap<u32, Money>,
    /// The item to begin with: the one with most of the amount; of equals the first.
    pub first: Option<u32>,
    /// Of volumes: of which function.
    pub function: Option<FunctionId>,
    /// Of volumes: how many others have one.
    pub peers: usize,
    /// Of roles without cost: their staff.
    pub fte: MilliFte,
}

impl Declare {
    fn new(field: Field, effect: Effect, amount: Money) -> Self {
        Self {
            field,
            effect,
            amount,
            items: BTreeMap::new(),
            first: None,
            function: None,
            peers: 0,
            fte: MilliFte::default(),
        }
    }

    fn of_items(field: Field, effect: Effect, items: BTreeMap<u32, Money>) -> Self {
        let amount = items.values().copied().sum();
        Self { first: most(&items), items, ..Self::new(field, effect, amount) }
    }

    /// What is worth most stands first: what moves a figure by more than a trifle, then what makes something sayable, each by
    /// the pounds; of equals, in the order of the fields.
    pub fn order(&self, other: &Self, trifle: Money) -> std::cmp::Ordering {
        let key = |one: &Self| (one.effect.moves() && one.amount >= trifle, one.amount, one.effect != Effect::Sayable);
        key(other).cmp(&key(self)).then(self.field.cmp(&other.field)).then(self.function.cmp(&other.function))
    }
}

/// What each body could declare next, in the order of the facts, the most valuable first. Less than `floor` is a trifle.
pub fn declare_next(facts: &[ReturnFacts], taxonomy: &Taxonomy, overlap: &Overlap, floor: Money) -> Vec<Vec<Declare>> {
    let mut rows: Vec<Vec<&Attribution>> = vec![Vec::new(); facts.len()];
    for row in &overlap.attribution {
        rows[row.organisation as usize].push(row);
    }
    let measured = Measured::of(facts, taxonomy, overlap);
    let all = facts.par_iter().zip(&rows).enumerate().map(|(number, (own, rows))| {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let body =
            Body { number, facts: own, others: facts.len() > 1, rows, measured: &measured, taxonomy, overlap, floor };
        let mut found = body.found();
        found.retain(|one| one.amount.is_positive() || one.fte.0 > 0 || one.effect == Effect::Sayable);
        found.sort_by(|a, b| a.order(b, floor));
        found
    });
    all.collect()
}

/// The item with most; of equals the first.
fn most<T: Ord + Copy>(items: &BTreeMap<u32, T>) -> Option<u32> {
    items.iter().rev().max_by_key(|(_, size)| **size).map(|(item, _)| *item)
}

struct Body<'a> {
    number: u32,
    facts: &'a ReturnFacts,
    /// Whether there are others.
    others: bool,
    /// Its part of the attribution.
    rows: &'a [&'a Attribution],
    measured: &'a Measured<'a>,
    taxonomy: &'a Taxonomy,
    overlap: &'a Overlap,
    floor: Money,
}

impl Body<'_> {
    fn found(&self) -> Vec<Declare> {
        let mut found = vec![
            self.behind_totals(),
            self.other_of_unknown_kind(),
            self.without_staff(),
            self.without_function(),
            self.without_cost(),
        ];
        let organisation = &self.facts.organisation;
        if organisation.total_source != TotalSource::Declared {
            found.push(Declare::new(Field::Total, Effect::Counted, organisation.not_admitted));
        }
        if self.others {
            if organisation.family().is_none() {
                found.push(Declare::new(Field::Type, Effect::Compared, self.on(Scope::SameType)));
            }
            if organisation.region.is_none() {
                found.push(Declare::new(Field::Region, Effect::Compared, self.on(Scope::SameRegion)));
            }
        }
        found.extend(self.volume());
        if self.facts.units.len() == 1 {
            found.push(Declare::new(Field::Units, Effect::Within, self.staff_layer()));
        }
        found.push(Declare::new(Field::Items, Effect::Itemised, organisation.buckets.unitemised));
        found.extend(self.missing().into_iter().map(|field| Declare::new(field, Effect::Sayable, Money::ZERO)));
        found
    }

    /// What is not there at all, so that its pounds are not known.
    fn missing(&self) -> Vec<Field> {
        let organisation = &self.facts.organisation;
        let has = |kind: Kind| self.facts.items.iter().any(|item| item.kind == kind);
        let uncounted = |(cost, _): (&Cost, Money)| {
            self.taxonomy.get(cost.function).volume_unit.is_some() && !self.measured.has(cost.function, self.number)
        };
        let without_total = organisation.total_source != TotalSource::Declared;
        let missing = [
            (Field::Total, without_total && organisation.not_admitted == Money::ZERO),
            (Field::Roles, !has(Kind::Role)),
            (Field::Type, organisation.family().is_none()),
            (Field::Volume, self.compared().any(uncounted)),
            (Field::Systems, !has(Kind::System)),
            (Field::Outcomes, self.facts.outcomes.is_empty()),
        ];
        missing.into_iter().filter(|(_, missing)| *missing).map(|(field, _)| field).collect()
    }

    /// Costs in scope, with what of each is compared.
    fn compared(&self) -> impl Iterator<Item = (&Cost, Money)> {
        let left = &self.overlap.left[self.number as usize];
        let in_scope = self.facts.costs.iter().enumerate().filter(|(_, cost)| cost.category.in_scope());
        in_scope.map(|(place, cost)| (cost, left.compared(place, cost)))
    }

    fn on(&self, scope: Scope) -> Money {
        self.compared()
            .filter(|(cost, _)| self.taxonomy.get(cost.function).scope == scope)
            .map(|(_, amount)| amount)
            .sum()
    }

    fn staff_layer(&self) -> Money {
        let compared = self.compared().filter(|(cost, _)| self.taxonomy.get(cost.function).scope != Scope::Exempt);
        compared.filter(|(cost, _)| cost.pool.layer() == Layer::Staff).map(|(_, amount)| amount).sum()
    }

    /// What each item puts into the duplicated cost of a kind.
    fn duplicated(&self, pool: Pool) -> BTreeMap<u32, Money> {
        let rows: Vec<&Attribution> = self.rows.iter().filter(|row| row.pool == pool).copied().collect();
        let mut items = BTreeMap::new();
        if rows.iter().any(|row| row.duplicated.is_positive()) {
            let parts = by_line(self.facts, &self.overlap.left[self.number as usize], &rows, self.floor);
            for (cost, part) in self.facts.costs.iter().zip(parts).filter(|(_, part)| part.is_positive()) {
                *items.entry(cost.item).or_default() += part;
            }
        }
        items
    }

    /// Cost that is known from process totals only: of the duplicated, else of all.
    fn behind_totals(&self) -> Declare {
        let duplicated = self.duplicated(Pool::Unspecified);
        if !duplicated.is_empty() {
            return Declare::of_items(Field::Roles, Effect::Cashable, duplicated);
        }
        let mut items = BTreeMap::new();
        for (cost, amount) in self.compared().filter(|(cost, _)| cost.pool == Pool::Unspecified) {
            *items.entry(cost.item).or_default() += amount;
        }
        Declare::of_items(Field::Roles, Effect::Kind, items)
    }

    /// Duplicated other cost that nobody says the kind of.
    fn other_of_unknown_kind(&self) -> Declare {
        let is_unknown = |item: u32| !self.facts.items[item as usize].supplies;
        let items = self.duplicated(Pool::Other).into_iter().filter(|(item, _)| is_unknown(*item)).collect();
        Declare::of_items(Field::OtherIs, Effect::Cashable, items)
    }

    /// Duplicated pay of roles whose staff are not declared.
    fn without_staff(&self) -> Declare {
        let amount = self.rows.iter().map(|row| row.without_fte()).sum::<Money>();
        if amount == Money::ZERO {
            return Declare::new(Field::Fte, Effect::Posts, amount);
        }
        let silent = |item: u32| self.facts.items[item as usize].fte.0 == 0;
        let items: BTreeMap<u32, Money> =
            self.duplicated(Pool::Roles).into_iter().filter(|(item, _)| silent(*item)).collect();
        Declare { first: most(&items), items, ..Declare::new(Field::Fte, Effect::Posts, amount) }
    }

    fn without_function(&self) -> Declare {
        let mut items = BTreeMap::new();
        for loose in self.facts.loose.iter().filter(|loose| matches!(loose.why, Why::NoFunction | Why::Group(_))) {
            *items.entry(loose.item).or_default() += loose.amount;
        }
        Declare::of_items(Field::Function, Effect::Mapped, items)
    }

    fn without_cost(&self) -> Declare {
        let roles = (0..).zip(&self.facts.items).filter(|(_, item)| item.kind == Kind::Role);
        let staff: BTreeMap<u32, MilliFte> = roles
            .filter(|(_, item)| item.cost == Money::ZERO && item.fte.0 > 0)
            .map(|(place, item)| (place, item.fte))
            .collect();
        let fte = MilliFte(staff.values().map(|fte| fte.0).sum());
        let items = staff.keys().map(|item| (*item, Money::ZERO)).collect();
        Declare { items, first: most(&staff), fte, ..Declare::new(Field::Cost, Effect::Priced, Money::ZERO) }
    }

    /// The function on which it spends most of those where enough others of its comparison set have a volume, and it has none.
    fn volume(&self) -> Option<Declare> {
        let mut spent: BTreeMap<FunctionId, Money> = BTreeMap::new();
        for row in self.rows {
            *spent.entry(row.function).or_default() += row.cost;
        }
        let possible = spent.into_iter().filter_map(|(function, amount)| {
            let set = self.measured.sets.set(function, self.number);
            let peers = self.measured.peers.get(&(function, set)).copied().unwrap_or_default();
            let open = peers >= PEERS && !self.measured.has(function, self.number) && amount.is_positive();
            open.then_some((function, amount, peers))
        });
        let (function, amount, peers) = possible.max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)))?;
        Some(Declare { function: Some(function), peers, ..Declare::new(Field::Volume, Effect::Benchmarked, amount) })
    }
}

/// Who has a volume on which function.
struct Measured<'a> {
    /// How many bodies of each comparison set have a unit cost that can be used, where volumes are compared.
    peers: BTreeMap<(FunctionId, Set<'a>), usize>,
    sets: Sets<'a>,
    /// Who declares one.
    volumes: BTreeMap<FunctionId, Volumes>,
}

impl<'a> Measured<'a> {
    fn of(facts: &'a [ReturnFacts], taxonomy: &'a Taxonomy, overlap: &Overlap) -> Self {
        let sets = Sets::of(facts, taxonomy);
        let mut peers = BTreeMap::new();
        for measure in &overlap.functions {
            let Some(unit_costs) = measure.unit_costs.as_ref().filter(|found| !found.stands_in) else { continue };
            for body in unit_costs.bodies.iter().filter(|body| body.cautions.is_empty()) {
                let set = sets.set(measure.function, body.organisation);
                *peers.entry((measure.function, set)).or_default() += 1;
            }
        }
        Self { peers, sets, volumes: volumes(facts, taxonomy) }
    }

    fn has(&self, function: FunctionId, body: u32) -> bool {
        self.volumes.get(&function).is_some_and(|bodies| bodies.contains_key(&body))
    }
}

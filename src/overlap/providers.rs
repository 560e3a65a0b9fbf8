//! The walk back: the providers of one body on one function, and what each line of cost puts into the duplicated cost.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::leaving::Left;
use super::measure::Attribution;
use super::sets::{counts, home};
use crate::ledger::{Cost, Layer, Pool, ProductId, ReturnFacts, SpendCategory};
use crate::money::{Fte, Money, share_out};
use crate::taxonomy::FunctionId;

/// A provider of a body: the layer, and the unit or product.
pub type ProviderKey = (Layer, u32);

/// What the providers of one body spend on one function.
#[derive(Debug, Clone, Default)]
pub struct Providers {
    /// The cost in scope, and what of it is compared.
    pub spent: BTreeMap<ProviderKey, (Money, Money)>,
    /// Where pounds without a unit went: from which provider to which.
    joined: Option<(ProviderKey, ProviderKey)>,
    /// What all bodies together put into the comparison of the staff layer, where they run it together.
    together: Option<Money>,
}

impl Providers {
    /// Sums up the lines of one body on one function.
    pub fn of(facts: &ReturnFacts, left: &Left, function: FunctionId) -> Self {
        let lines = facts.costs.iter().enumerate();
        let lines = lines.filter(|(_, cost)| cost.function == function && cost.category.in_scope());
        let mut all = Self { together: left.together.get(&function).map(|with| with.compared), ..Self::default() };
        lines.for_each(|(place, cost)| all.add(cost, left.compared(place, cost)));
        all.at_home(facts)
    }

    /// The same for every function that one body spends on.
    pub fn by_function(facts: &ReturnFacts, left: &Left) -> BTreeMap<FunctionId, Self> {
        let mut all: BTreeMap<FunctionId, Self> = BTreeMap::new();
        for (place, cost) in facts.costs.iter().enumerate().filter(|(_, cost)| cost.category.in_scope()) {
            let providers = all.entry(cost.function).or_insert_with(|| Self {
                together: left.together.get(&cost.function).map(|with| with.compared),
                ..Self::default()
            });
            providers.add(cost, left.compared(place, cost));
        }
        all.into_iter().map(|(function, providers)| (function, providers.at_home(facts))).collect()
    }

    fn add(&mut self, cost: &Cost, compared: Money) {
        let spent = self.spent.entry(key(cost)).or_default();
        spent.0 += cost.amount;
        spent.1 += compared;
    }

    /// The same with the pounds that have no unit at the largest named one.
    fn at_home(mut self, facts: &ReturnFacts) -> Self {
        let unplaced = |key: &ProviderKey| key.0 == Layer::Staff && facts.units[key.1 as usize] == "-";
        let named = self.spent.iter().filter(|(key, _)| key.0 == Layer::Staff && !unplaced(key));
        let home = home(named.map(|(key, (_, compared))| (*key, *compared)).filter(|(_, cost)| cost.is_positive()));
        if let (Some(nowhere), Some(home)) = (self.spent.keys().copied().find(unplaced), home) {
            let (cost, compared) = self.spent.remove(&nowhere).unwrap_or_default();
            let largest = self.spent.entry(home).or_default();
            largest.0 += cost;
            largest.1 += compared;
            self.joined = Some((nowhere, home));
        }
        self
    }

    /// The provider that a line belongs to.
    pub fn provider(&self, cost: &Cost) -> ProviderKey {
        match self.joined {
            Some((nowhere, home)) if key(cost) == nowhere => home,
            _ => key(cost),
        }
    }

    /// Whether the provider of a line is at or above the floor.
    pub fn counts(&self, cost: &Cost, floor: Money) -> bool {
        let key = self.provider(cost);
        self.spent.get(&key).is_some_and(|(_, compared)| self.keeps(key, *compared, floor))
    }

    /// Whether what a provider puts into the comparison is at or above the floor: of a function that bodies run together,
    /// what all of them do.
    pub fn keeps(&self, (layer, _): ProviderKey, compared: Money, floor: Money) -> bool {
        match self.together.filter(|_| layer == Layer::Staff) {
            Some(all) => counts(compared, Money::ZERO) && counts(all, floor),
            None => counts(compared, floor),
        }
    }
}

fn key(cost: &Cost) -> ProviderKey {
    (
        cost.pool.layer(),
        cost.product.filter(|_| cost.pool.layer() == Layer::Systems).map_or(cost.unit, ProductId::number),
    )
}

/// A kind of cost of one body, as the attribution tells them apart.
pub type KindOfCost = (FunctionId, Pool, SpendCategory, Option<Date>);

/// What each provider of one body puts into the comparison of each kind of cost, and the staff behind it.
pub fn placed(facts: &ReturnFacts, left: &Left, floor: Money) -> BTreeMap<KindOfCost, BTreeMap<u32, (Money, Fte)>> {
    let providers = Providers::by_function(facts, left);
    let mut found: BTreeMap<KindOfCost, BTreeMap<u32, (Money, Fte)>> = BTreeMap::new();
    for (place, cost) in facts.costs.iter().enumerate().filter(|(_, cost)| cost.category.in_scope()) {
        let Some(own) = providers.get(&cost.function).filter(|own| own.counts(cost, floor)) else { continue };
        let product = cost.product.filter(|_| cost.pool.layer() == Layer::Systems);
        let end = product.and_then(|product| facts.products[product.index()].contract_end);
        let kind = (cost.function, cost.pool, cost.category, end);
        let part = found.entry(kind).or_default().entry(own.provider(cost).1).or_default();
        part.0 += left.compared(place, cost);
        part.1 += cost.fte;
    }
    found
}

/// What each line of cost of a body puts into the duplicated cost, in the order of [`ReturnFacts::costs`]. `rows` is the
/// body's part of the attribution; its amounts are handed out to the penny, by what is compared.
pub fn by_line(facts: &ReturnFacts, left: &Left, rows: &[&Attribution], floor: Money) -> Vec<Money> {
    let mut parts = vec![Money::ZERO; facts.costs.len()];
    let mut providers: BTreeMap<FunctionId, Providers> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.duplicated.is_positive()) {
        let providers = providers.entry(row.function).or_insert_with(|| Providers::of(facts, left, row.function));
        let end = |cost: &Cost| cost.product.and_then(|product| facts.products[product.index()].contract_end);
        let lines: Vec<usize> = (0..facts.costs.len())
            .filter(|place| {
                let cost = &facts.costs[*place];
                (cost.function, cost.pool, cost.category) == (row.function, row.pool, row.category)
                    && (row.pool.layer() == Layer::Staff || end(cost) == row.contract_end)
                    && providers.counts(cost, floor)
            })
            .collect();
        let weights: Vec<i64> = lines.iter().map(|place| left.compared(*place, &facts.costs[*place]).0).collect();
        for (place, part) in lines.into_iter().zip(share_out(row.duplicated, &weights)) {
            parts[place] += part;
        }
    }
    parts
}

//! Who provides one function, and what is counted of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Explaining, reasons};
use crate::ledger::{Layer, SpendCategory};
use crate::money::Money;
use crate::overlap::{Basis, Excluded, Grade, ProviderKey, Providers, Set, Sets};
use crate::report::model::Bases;
use crate::taxonomy::{Category, FunctionId, Scope};

/// One function, `dupaudit.explain/1`.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct FunctionExplained {
    pub code: String,
    pub label: String,
    pub definition: String,
    #[schemars(with = "Option<String>")]
    pub category: Option<Category>,
    pub scope: Scope,
    pub currency: String,
    pub basis: Basis,
    pub provider_floor: Money,
    pub cost: Money,
    pub bought_outside: Money,
    pub excluded: Excluded,
    pub duplicated: Option<Bases>,
    pub grade: Option<Grade>,
    /// By comparison set, layer and cost.
    pub providers: Vec<ProviderLine>,
    /// Cost on the function that is out of scope, by category.
    pub out_of_scope: Vec<OutOfScope>,
    /// Of a group: the functions below it that money is spent on.
    pub below: Vec<Below>,
}

/// A provider of a function, and what is counted of it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct ProviderLine {
    /// Who is compared: `everyone`, a family or region, or one body alone.
    pub comparison: String,
    pub layer: Layer,
    pub organisation: String,
    pub name: String,
    /// The unit or product.
    pub provider: String,
    /// The name of the unit, where that says more than its id.
    pub unit_name: Option<String>,
    pub cost: Money,
    pub compared: Money,
    pub counted: bool,
    pub why: String,
}

/// Frontline cost on an administrative or managerial function, or all cost on a frontline one.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct OutOfScope {
    pub organisation: String,
    pub category: SpendCategory,
    pub cost: Money,
}

/// A function of a group.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct Below {
    pub code: String,
    pub label: String,
    pub cost: Money,
    pub duplicated: Money,
}

/// A provider before it is put into words.
struct Provider<'a> {
    /// Only providers of one comparison set and layer are compared.
    group: (Set<'a>, Layer),
    organisation: u32,
    key: ProviderKey,
    cost: Money,
    compared: Money,
    /// Whether it takes part, and who stands for it.
    kept: bool,
    side: (u32, Option<ProviderKey>),
}

impl Explaining<'_> {
    /// Walks a function back to its providers.
    pub fn function(&self, function: FunctionId) -> FunctionExplained {
        let entry = self.taxonomy.get(function);
        let measure = self.overlap.functions.iter().find(|measure| measure.function == function);
        let below = self
            .overlap
            .functions
            .iter()
            .filter(|measure| measure.function != function && self.taxonomy.is_within(measure.function, function));
        let below: Vec<Below> = below
            .map(|measure| Below {
                code: self.taxonomy.get(measure.function).code.clone(),
                label: self.taxonomy.get(measure.function).label.clone(),
                cost: measure.cost,
                duplicated: measure.duplicated.get(self.basis),
            })
            .collect();
        FunctionExplained {
            code: entry.code.clone(),
            label: entry.label.clone(),
            definition: entry.definition.clone(),
            category: entry.category,
            scope: entry.scope,
            currency: self.currency.to_owned(),
            basis: self.basis,
            provider_floor: self.floor,
            cost: measure.map_or_else(|| below.iter().map(|below| below.cost).sum(), |measure| measure.cost),
            bought_outside: measure.map_or(Money::ZERO, |measure| measure.bought_outside),
            excluded: measure.map(|measure| measure.excluded).unwrap_or_default(),
            duplicated: measure.map(|measure| Bases {
                all: measure.duplicated.all,
                excess: measure.duplicated.excess,
                hhi: measure.duplicated.hhi,
                frontier: measure.frontier(),
            }),
            grade: measure.and_then(|measure| measure.unit_costs.as_ref()).map(|found| found.grade),
            providers: self.providers(function),
            out_of_scope: self.out_of_scope(function),
            below,
        }
    }

    fn providers(&self, function: FunctionId) -> Vec<ProviderLine> {
        let mut found: Vec<Provider<'_>> = Vec::new();
        let sets = Sets::of(self.facts, self.taxonomy);
        for (organisation, (facts, left)) in (0_u32..).zip(self.facts.iter().zip(&self.overlap.left)) {
            let set = sets.set(function, organisation);
            let providers = Providers::of(facts, left, function);
            found.extend(providers.spent.iter().map(|(key, (cost, compared))| Provider {
                group: (set, key.0),
                organisation,
                key: *key,
                cost: *cost,
                compared: *compared,
                kept: providers.keeps(*key, *compared, self.floor),
                side: left.together(function, key.0).map_or((organisation, Some(*key)), |with| (with.lead, None)),
            }));
        }
        found.sort_by(|a, b| {
            a.group.cmp(&b.group).then(b.cost.cmp(&a.cost)).then((a.organisation, a.key).cmp(&(b.organisation, b.key)))
        });
        let mut peers: BTreeMap<(Set<'_>, Layer), BTreeSet<_>> = BTreeMap::new();
        for row in found.iter().filter(|row| row.kept) {
            peers.entry(row.group).or_default().insert(row.side);
        }
        let line = |row: &Provider<'_>| {
            let Provider { group: (set, layer), organisation, key, cost, compared, .. } = *row;
            let facts = &self.facts[organisation as usize];
            let peers = peers.get(&row.group).map_or(0, BTreeSet::len);
            let why = self.why_counted(function, row, peers);
            ProviderLine {
                comparison: match set {
                    Set::Everyone => "everyone".to_owned(),
                    Set::Named(name) => name.to_owned(),
                    Set::Duty(None) => "all with the duty".to_owned(),
                    Set::Duty(Some(family)) => format!("{family}, of those with the duty"),
                    Set::Alone(_) => format!("{} alone", facts.organisation.id),
                },
                layer,
                organisation: facts.organisation.id.clone(),
                name: facts.organisation.name.clone(),
                unit_name: (layer == Layer::Staff).then(|| facts.unit_name(key.1).map(str::to_owned)).flatten(),
                provider: match layer {
                    Layer::Staff => facts.units[key.1 as usize].clone(),
                    Layer::Systems => facts.products[key.1 as usize].name.clone(),
                },
                cost,
                compared,
                counted: why.is_none(),
                why: why.unwrap_or_else(|| self.counted(function, organisation, cost, compared)),
            }
        };
        found.iter().map(line).collect()
    }

    /// Why a provider is not counted, if it is not.
    fn why_counted(&self, function: FunctionId, row: &Provider<'_>, peers: usize) -> Option<String> {
        let Provider { organisation, cost, compared, .. } = *row;
        if self.taxonomy.get(function).scope == Scope::Exempt {
            return Some("never compared: the function is exempt".to_owned());
        }
        if row.kept {
            return (peers < 2).then(|| "alone in its comparison set".to_owned());
        }
        let left = &self.overlap.left[organisation as usize];
        Some(if compared == cost {
            format!("below the floor of {}", self.floor)
        } else {
            format!("{} left the comparison: {}", cost - compared, reasons(left, function))
        })
    }

    /// What of a counted provider is counted.
    fn counted(&self, function: FunctionId, organisation: u32, cost: Money, compared: Money) -> String {
        if compared == cost {
            return "counted".to_owned();
        }
        let left = &self.overlap.left[organisation as usize];
        format!("counted with {compared}; the rest left the comparison: {}", reasons(left, function))
    }

    fn out_of_scope(&self, function: FunctionId) -> Vec<OutOfScope> {
        let mut rows: Vec<OutOfScope> = Vec::new();
        for facts in self.facts {
            let mut sums = BTreeMap::new();
            for cost in facts.costs.iter().filter(|cost| cost.function == function && !cost.category.in_scope()) {
                *sums.entry(cost.category).or_insert(Money::ZERO) += cost.amount;
            }
            rows.extend(sums.into_iter().map(|(category, cost)| OutOfScope {
                organisation: facts.organisation.id.clone(),
                category,
                cost,
            }));
        }
        rows
    }
}

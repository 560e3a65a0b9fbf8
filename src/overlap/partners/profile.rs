//! What a body could share: its cost on each function and layer, once it has put its own house in order.

use rayon::prelude::*;

use crate::ledger::{Layer, ReturnFacts};
use crate::money::Money;
use crate::overlap::{Left, Providers, Sets, counts};
use crate::taxonomy::{FunctionId, Scope, Taxonomy};

/// A function on one of its layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dimension {
    /// Which function.
    pub function: FunctionId,
    /// Which layer.
    pub layer: Layer,
    /// Whether by those who have the task by law: they share it with one another only.
    pub duty: bool,
}

/// What a body spends on one dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spent {
    /// On what.
    pub on: Dimension,
    /// With whom it may be shared: with anybody, or with bodies of one family or region.
    pub scope: Scope,
    /// How much, after the body's own consolidation.
    pub amount: Money,
}

/// What one body could share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile<'a> {
    /// Which: an index into the facts.
    pub organisation: u32,
    /// Whom it is compared with on functions of the scope `same_type`.
    pub family: Option<&'a str>,
    /// Its region.
    pub region: Option<&'a str>,
    /// By dimension, in their order; nothing at or below zero.
    pub spent: Vec<Spent>,
}

impl Profile<'_> {
    /// All of it, whomever it could be shared with.
    pub fn total(&self) -> Money {
        self.spent.iter().map(|spent| spent.amount).sum()
    }

    /// On which attributes two bodies agree.
    pub(super) fn meets(&self, other: &Self) -> Meeting {
        Meeting {
            family: self.family.is_some() && self.family == other.family,
            region: self.region.is_some() && self.region == other.region,
        }
    }
}

/// On which attributes two bodies agree. That decides what they may share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meeting {
    pub(super) family: bool,
    pub(super) region: bool,
}

impl Meeting {
    /// Whether what has this scope may be shared.
    pub(super) fn shares(self, scope: Scope) -> bool {
        match scope {
            Scope::Any => true,
            Scope::SameType => self.family,
            Scope::SameRegion => self.region,
            Scope::OrgOnly | Scope::Exempt => false,
        }
    }
}

/// The profiles of all bodies, in the order of the facts.
///
/// On each function and layer a body counts with its largest provider: what its other units and products spend is its
/// own to save. So what two bodies have in common is to the penny what they spend twice between them on the basis
/// `excess`. What left the comparison and providers below the floor are not in it.
pub fn profiles<'a>(facts: &'a [ReturnFacts], taxonomy: &Taxonomy, left: &[Left], floor: Money) -> Vec<Profile<'a>> {
    let all = (0_u32..).zip(facts.iter().zip(left)).collect::<Vec<_>>();
    let sets = Sets::of(facts, taxonomy);
    all.into_par_iter()
        .map(|(organisation, (facts, left))| Profile {
            organisation,
            family: facts.organisation.family(),
            region: facts.organisation.region.as_deref(),
            spent: spent(organisation, facts, (taxonomy, &sets), left, floor),
        })
        .collect()
}

fn spent(
    organisation: u32,
    facts: &ReturnFacts,
    (taxonomy, sets): (&Taxonomy, &Sets<'_>),
    left: &Left,
    floor: Money,
) -> Vec<Spent> {
    let mut all = Vec::new();
    for (function, providers) in Providers::by_function(facts, left) {
        let scope = taxonomy.get(function).scope;
        if matches!(scope, Scope::OrgOnly | Scope::Exempt) {
            continue;
        }
        let duty = sets.has_duty(function, organisation);
        let scope = if duty && !sets.by_family(function) { Scope::Any } else { scope };
        for layer in [Layer::Staff, Layer::Systems] {
            let of_layer = providers.spent.iter().filter(|((of, _), _)| *of == layer);
            let largest = of_layer.map(|(_, (_, compared))| *compared).filter(|cost| counts(*cost, floor)).max();
            all.extend(largest.map(|amount| Spent { on: Dimension { function, layer, duty }, scope, amount }));
        }
    }
    all
}

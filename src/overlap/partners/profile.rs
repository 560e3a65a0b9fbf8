//! What a body could share: its cost on each function and layer, once it has put its own house in order.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::ledger::{Layer, ReturnFacts};
use crate::money::Money;
use crate::overlap::{Left, Providers, Sets};
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
    /// Functions whose staff layer it runs together with others, each with the first of these bodies.
    pub together: BTreeMap<FunctionId, u32>,
}

impl Profile<'_> {
    /// All of it, whomever it could be shared with.
    pub fn total(&self) -> Money {
        self.spent.iter().map(|spent| spent.amount).sum()
    }

    /// Who stands for it on a dimension: the first of those with whom it runs it, or itself.
    pub(super) fn side(&self, on: Dimension) -> u32 {
        let lead = self.together.get(&on.function).filter(|_| on.layer == Layer::Staff);
        lead.copied().unwrap_or(self.organisation)
    }

    /// Whether it already runs a dimension with another body: then the two cannot share it once more.
    pub(super) fn runs(&self, on: Dimension, other: &Self) -> bool {
        let lead = self.together.get(&on.function).filter(|_| on.layer == Layer::Staff);
        lead.is_some_and(|lead| other.together.get(&on.function) == Some(lead))
    }

    /// Whether two bodies already run something together.
    pub(super) fn runs_with(&self, other: &Self) -> bool {
        self.together.iter().any(|(function, lead)| other.together.get(function) == Some(lead))
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
            together: left.together.iter().map(|(function, with)| (*function, with.lead)).collect(),
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
            let kept = of_layer.filter(|(key, (_, compared))| providers.keeps(**key, *compared, floor));
            let kept = kept.map(|(_, (_, compared))| *compared);
            // Units that work for one provider are one.
            let amount = if left.together(function, layer).is_some() { Some(kept.sum()) } else { kept.max() };
            all.extend(amount.filter(|amount| amount.is_positive()).map(|amount| Spent {
                on: Dimension { function, layer, duty },
                scope,
                amount,
            }));
        }
    }
    all
}

//! Who is compared with whom, and who counts as a provider.

use crate::ledger::ReturnFacts;
use crate::money::Money;
use crate::taxonomy::{FunctionId, Scope, Taxonomy};

/// Who is compared with whom on one function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Set<'a> {
    /// Every body.
    Everyone,
    /// The bodies of one family or region.
    Named(&'a str),
    /// One body and nobody else.
    Alone(u32),
}

/// The comparison set of an organisation on a function. A body that lacks the attribute by which the function compares is
/// a set of its own.
pub fn comparison_set<'a>(
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

/// Whether an organisation is alone on a function for want of an attribute only.
pub(super) fn lacks_attribute(
    facts: &[ReturnFacts],
    taxonomy: &Taxonomy,
    function: FunctionId,
    organisation: u32,
) -> bool {
    matches!(taxonomy.get(function).scope, Scope::SameType | Scope::SameRegion)
        && matches!(comparison_set(facts, taxonomy, function, organisation), Set::Alone(_))
}

/// Whether who spends this much is a provider.
pub fn counts(cost: Money, floor: Money) -> bool {
    cost >= floor.max(Money(1))
}

/// The unit that pounds without a unit join: the largest, of equals the first.
pub fn home<T: Ord + Copy>(named: impl Iterator<Item = (T, Money)>) -> Option<T> {
    named.max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).map(|(unit, _)| unit)
}

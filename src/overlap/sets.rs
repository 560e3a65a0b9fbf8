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
    /// The bodies that have the task by law: all, or those of one family.
    Duty(Option<&'a str>),
    /// One body and nobody else.
    Alone(u32),
}

/// The comparison sets of some bodies (docs/model.md sections 1 and 16.3).
#[derive(Debug, Clone)]
pub struct Sets<'a> {
    facts: &'a [ReturnFacts],
    taxonomy: &'a Taxonomy,
    /// By function: whether every body with the duty declares a family.
    by_family: Vec<bool>,
    /// The group of each body, where bodies of different groups are not compared.
    groups: Option<&'a [u32]>,
}

impl<'a> Sets<'a> {
    /// Those of all bodies of an audit.
    pub fn of(facts: &'a [ReturnFacts], taxonomy: &'a Taxonomy) -> Self {
        let mut by_family = vec![true; taxonomy.len()];
        let duties: Vec<_> = taxonomy.iter().filter(|(_, function)| !function.duty.is_empty()).collect();
        for body in facts.iter().map(|facts| &facts.organisation).filter(|body| body.family.is_none()) {
            for (id, function) in &duties {
                by_family[id.index()] &= !function.is_duty_of(body.kind.as_deref());
            }
        }
        Self { facts, taxonomy, by_family, groups: None }
    }

    /// The same where only bodies of one group are compared with each other; without groups, everybody as usual.
    #[must_use]
    pub fn in_groups(self, groups: Option<&'a [u32]>) -> Self {
        Self { groups, ..self }
    }

    /// Whom an organisation is compared with on a function: its group, and its set within that.
    pub fn compared(&self, function: FunctionId, organisation: u32) -> (u32, Set<'a>) {
        let group = self.groups.map_or(0, |groups| groups[organisation as usize]);
        (group, self.set(function, organisation))
    }

    /// The comparison set of an organisation on a function. A body that lacks the attribute by which the function compares
    /// is a set of its own.
    pub fn set(&self, function: FunctionId, organisation: u32) -> Set<'a> {
        let body = &self.facts[organisation as usize].organisation;
        match self.taxonomy.get(function).scope {
            Scope::Any => Set::Everyone,
            Scope::SameType if self.has_duty(function, organisation) => {
                Set::Duty(body.family.as_deref().filter(|_| self.by_family(function)))
            }
            Scope::SameType => body.family().map_or(Set::Alone(organisation), Set::Named),
            Scope::SameRegion => body.region.as_deref().map_or(Set::Alone(organisation), Set::Named),
            Scope::OrgOnly | Scope::Exempt => Set::Alone(organisation),
        }
    }

    /// Whether an organisation has the task of a function by law, and is compared with all who have it.
    pub fn has_duty(&self, function: FunctionId, organisation: u32) -> bool {
        let function = self.taxonomy.get(function);
        let kind = self.facts[organisation as usize].organisation.kind.as_deref();
        function.scope == Scope::SameType && function.is_duty_of(kind)
    }

    /// Whether those who have the task by law are compared by their families.
    pub fn by_family(&self, function: FunctionId) -> bool {
        self.by_family[function.index()]
    }

    /// Whether an organisation is alone on a function for want of an attribute only.
    pub(super) fn lacks_attribute(&self, function: FunctionId, organisation: u32) -> bool {
        matches!(self.taxonomy.get(function).scope, Scope::SameType | Scope::SameRegion)
            && matches!(self.set(function, organisation), Set::Alone(_))
    }
}

/// Whether who spends this much is a provider.
pub fn counts(cost: Money, floor: Money) -> bool {
    cost >= floor.max(Money(1))
}

/// The unit that pounds without a unit join: the largest, of equals the first.
pub fn home<T: Ord + Copy>(named: impl Iterator<Item = (T, Money)>) -> Option<T> {
    named.max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).map(|(unit, _)| unit)
}

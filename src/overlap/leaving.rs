//! What leaves every comparison, and why: figures drawn up in another way, declared exceptions, and failure demand
//! (docs/model.md section 4a). The pounds stay in the cost of their function; only the comparison does without them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rayon::prelude::*;

use super::exceptions::Naming;
use super::joint::{Joints, Together, put_together};
use crate::ledger::{Cost, ExceptionFact, Layer, ReturnFacts};
use crate::money::Money;
use crate::returns::{Accounting, Gross, Inclusion, Period};
use crate::taxonomy::{FunctionId, Scope, Taxonomy};
use crate::words::words;

/// The pounds of one body that left the comparison, by reason. No pound is in two of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Excluded {
    /// The body's figures were drawn up in another way than most.
    pub like_for_like: Money,
    /// Duplication that is right to keep, as returns declare it, and what decisions call not comparable.
    pub exceptions: Money,
    /// Work caused by something done badly before: remove the cause first.
    pub failure_demand: Money,
}

impl Excluded {
    /// All reasons together.
    pub fn sum(&self) -> Money {
        self.like_for_like + self.exceptions + self.failure_demand
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.like_for_like += other.like_for_like;
        self.exceptions += other.exceptions;
        self.failure_demand += other.failure_demand;
    }
}

words! {
    /// How a declared exception stands.
    pub enum Standing {
        /// Its pounds are out of the comparison.
        Holds = "holds",
        /// Its last day is before the last day of the period: its pounds are compared again.
        Expired = "expired",
        /// It names nothing that would be compared.
        Unused = "unused",
    }
}

/// A declared exception and the pounds it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Excepted {
    /// Its place in [`ReturnFacts::exceptions`].
    pub index: usize,
    /// How it stands.
    pub standing: Standing,
    /// The pounds it keeps out of the comparison; of an expired one, those it no longer does.
    pub amount: Money,
}

/// An accounting attribute on which a body differs from most: its name, the body's value, and that of most.
pub type Difference = (&'static str, &'static str, &'static str);

/// What leaves of one body.
#[derive(Debug, Clone, Default)]
pub struct Left {
    /// By reason.
    pub excluded: Excluded,
    /// The same by function.
    pub functions: BTreeMap<FunctionId, Excluded>,
    /// Every declared exception.
    pub exceptions: Vec<Excepted>,
    /// On what its accounts differ from most.
    pub differences: Vec<Difference>,
    /// Functions that it runs together with others: there it is a part of one provider.
    pub together: BTreeMap<FunctionId, Together>,
    /// What leaves of each cost, in the order of [`ReturnFacts::costs`]. Empty where nothing leaves.
    costs: Vec<Money>,
}

impl Left {
    /// With whom it runs a function together on a layer: systems stay products.
    pub fn together(&self, function: FunctionId, layer: Layer) -> Option<&Together> {
        self.together.get(&function).filter(|_| layer == Layer::Staff)
    }

    /// What of a cost is compared; `place` is its place in [`ReturnFacts::costs`].
    pub fn compared(&self, place: usize, cost: &Cost) -> Money {
        cost.amount - self.costs.get(place).copied().unwrap_or_default()
    }
}

/// What leaves of each body, in the order of the facts, and what it runs together with others.
pub fn leaving(facts: &[ReturnFacts], taxonomy: &Taxonomy, joints: &Joints) -> Vec<Left> {
    let usual = usual(facts);
    let mut all: Vec<Left> = facts.par_iter().map(|facts| left(facts, taxonomy, &usual)).collect();
    put_together(facts, &mut all, joints);
    all
}

/// How each exception of a return stands.
pub(super) fn standing(facts: &ReturnFacts, taxonomy: &Taxonomy) -> Vec<Excepted> {
    if facts.exceptions.is_empty() { Vec::new() } else { left(facts, taxonomy, &[None; 3]).exceptions }
}

fn left(facts: &ReturnFacts, taxonomy: &Taxonomy, usual: &[Option<&'static str>; 3]) -> Left {
    let end = last_day(&facts.organisation.period);
    let expired = |exception: &ExceptionFact| exception.until.zip(end).is_some_and(|(until, end)| until < end);
    let mut left = Left { differences: differences(&facts.organisation.accounting, usual), ..Left::default() };
    let mut naming = Naming::of(facts, expired);
    let mut costs = Vec::new();
    for (place, cost) in facts.costs.iter().enumerate() {
        if !cost.category.in_scope() || taxonomy.get(cost.function).scope == Scope::Exempt {
            continue;
        }
        let mut excluded = Excluded::default();
        // What a person judged not comparable leaves as if the return had said so itself.
        let judged = |item: u32| !facts.items[item as usize].mapping.comparable;
        if naming.names(cost, taxonomy) || judged(cost.item) || judged(cost.mapped_by) {
            excluded.exceptions = cost.amount;
        }
        let rest = cost.amount - excluded.sum();
        if !left.differences.is_empty() {
            excluded.like_for_like = rest;
        } else if let Some(share) = facts.items[cost.mapped_by as usize].failure_demand {
            excluded.failure_demand = rest.times(share);
        }
        if excluded.sum().is_positive() {
            costs.resize(place, Money::ZERO);
            costs.push(excluded.sum());
            left.excluded.add(&excluded);
            left.functions.entry(cost.function).or_default().add(&excluded);
        }
    }
    left.costs = costs;
    let standing = |exception: &ExceptionFact, amount: Money| match (expired(exception), amount.is_positive()) {
        (true, _) => Standing::Expired,
        (false, true) => Standing::Holds,
        (false, false) => Standing::Unused,
    };
    left.exceptions = facts
        .exceptions
        .iter()
        .zip(naming.into_named())
        .enumerate()
        .map(|(index, (exception, amount))| Excepted { index, standing: standing(exception, amount), amount })
        .collect();
    left
}

/// Whether an exception names a cost: by its item or the process that holds it, its unit, or its function or group.
pub fn covers(exception: &ExceptionFact, cost: &Cost, taxonomy: &Taxonomy) -> bool {
    exception.items.iter().any(|item| [cost.item, cost.mapped_by].contains(item))
        || exception.unit == Some(cost.unit)
        || exception.function.is_some_and(|function| taxonomy.is_within(cost.function, function))
}

/// The accounting attributes with what a body says of them.
pub fn attributes(accounting: &Accounting) -> [(&'static str, Option<&'static str>); 3] {
    let inclusion = |value: Option<Inclusion>| {
        value.map(|value| match value {
            Inclusion::Included => "included",
            Inclusion::Excluded => "excluded",
        })
    };
    let gross = accounting.recharges.map(|value| match value {
        Gross::Gross => "gross",
        Gross::Net => "net",
    });
    [("on_costs", inclusion(accounting.on_costs)), ("recharges", gross), ("vat", inclusion(accounting.vat))]
}

/// What most bodies say of each attribute: by count, of equals the one with more money, then the first.
fn usual(facts: &[ReturnFacts]) -> [Option<&'static str>; 3] {
    [0, 1, 2].map(|attribute| {
        let mut counts: BTreeMap<&'static str, (usize, Money)> = BTreeMap::new();
        for facts in facts {
            if let (_, Some(value)) = attributes(&facts.organisation.accounting)[attribute] {
                let count = counts.entry(value).or_default();
                count.0 += 1;
                count.1 += facts.organisation.total;
            }
        }
        counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0))).map(|(value, _)| value)
    })
}

fn differences(accounting: &Accounting, usual: &[Option<&'static str>; 3]) -> Vec<Difference> {
    let both = attributes(accounting).into_iter().zip(usual);
    both.filter_map(|((name, own), usual)| own.zip(*usual).map(|(own, usual)| (name, own, usual)))
        .filter(|(_, own, usual)| own != usual)
        .collect()
}

/// The last day of a period: of the financial year, of the calendar year, or the day of a snapshot. Exceptions are held
/// against it and not against today, so that a report is the same on every day.
pub fn last_day(period: &str) -> Option<Date> {
    Period(period.to_owned()).last_day()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_end() {
        let day = |period| last_day(period).map(|day| day.to_string());
        assert_eq!(day("2025-26").as_deref(), Some("2026-03-31"));
        assert_eq!(day("2025").as_deref(), Some("2025-12-31"));
        assert_eq!(day("2025-09-30").as_deref(), Some("2025-09-30"));
    }
}

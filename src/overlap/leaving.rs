//! What leaves every comparison, and why: figures drawn up in another way, declared exceptions, and failure demand
//! (docs/model.md section 4a). The pounds stay in the cost of their function; only the comparison does without them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;

use super::exceptions::Naming;
use super::joint::{Joints, Together, put_together};
use crate::ledger::{Cost, ExceptionFact, Layer, ReturnFacts};
use crate::money::Money;
use crate::returns::{Accounting, Gross, Inclusion, Period};
use crate::table::rows;
use crate::taxonomy::{FunctionId, Scope, Taxonomy};
use crate::words::words;

rows! {
    /// The pounds of one body that left the comparison, by reason. No pound is in two of them.
    @[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
    pub struct Excluded {
        pub like_for_like: Money => "Accounts differ".key("excluded_like_for_like"),
            "The part in scope on another accounting basis.";
        pub exceptions: Money => "Exceptions".key("excluded_exceptions"),
            "The part in scope under a declared exception or a decision.";
        pub failure_demand: Money => "Failure demand".key("excluded_failure_demand"),
            "The part in scope that is failure demand.";
        pub once: Money => "Paid once".key("excluded_once"),
            "The part in scope that is paid once, or belongs to other years.";
        pub officers: Money => "Named officers".key("excluded_officers"),
            "The part in scope for statutory officers.";
    }
}

impl Excluded {
    /// All reasons together.
    pub fn sum(&self) -> Money {
        self.reasons().iter().map(|(amount, _)| *amount).sum()
    }

    /// Each amount, and why it left the comparison, in words.
    pub fn reasons(&self) -> [(Money, &'static str); 5] {
        [
            (self.exceptions, "by exceptions and decisions"),
            (self.failure_demand, "as failure demand"),
            (self.like_for_like, "because the figures were drawn up in another way"),
            (self.once, "because it is paid once, or belongs to other years"),
            (self.officers, "because the law names the officer in each organisation"),
        ]
    }

    /// Adds what left of another body or function.
    pub fn add(&mut self, other: &Self) {
        self.like_for_like += other.like_for_like;
        self.exceptions += other.exceptions;
        self.failure_demand += other.failure_demand;
        self.once += other.once;
        self.officers += other.officers;
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

    /// Takes what a body spends on a function out of the comparison too; no reason counts it.
    pub(super) fn leave_out(&mut self, facts: &ReturnFacts, function: FunctionId) {
        self.costs.resize(facts.costs.len(), Money::ZERO);
        for (left, cost) in self.costs.iter_mut().zip(&facts.costs).filter(|(_, cost)| cost.function == function) {
            *left = cost.amount;
        }
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
    if facts.exceptions.is_empty() { Vec::new() } else { left(facts, taxonomy, &[None; 4]).exceptions }
}

fn left(facts: &ReturnFacts, taxonomy: &Taxonomy, usual: &[Option<&'static str>; 4]) -> Left {
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
        if left.differences.is_empty() {
            let (item, placed_by) = (&facts.items[cost.item as usize], &facts.items[cost.mapped_by as usize]);
            excluded.officers = item.officer.map_or(Money::ZERO, |share| rest.times(share));
            let rest = rest - excluded.officers;
            let yearly = item.yearly(rest).min(placed_by.yearly(rest));
            excluded.once = rest - yearly;
            excluded.failure_demand = placed_by.failure_demand.map_or(Money::ZERO, |share| yearly.times(share));
        } else {
            excluded.like_for_like = rest;
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
pub fn attributes(accounting: &Accounting) -> [(&'static str, Option<&'static str>); 4] {
    let inclusion = |value: Option<Inclusion>| {
        value.map(|value| match value {
            Inclusion::Included => "included",
            Inclusion::Excluded => "excluded",
        })
    };
    let gross = |value: Option<Gross>| {
        value.map(|value| match value {
            Gross::Gross => "gross",
            Gross::Net => "net",
        })
    };
    [
        ("on_costs", inclusion(accounting.on_costs)),
        ("recharges", gross(accounting.recharges)),
        ("vat", inclusion(accounting.vat)),
        ("income", gross(accounting.income)),
    ]
}

/// What most bodies say of each attribute: by count, of equals the one with more money, then the first.
fn usual(facts: &[ReturnFacts]) -> [Option<&'static str>; 4] {
    [0, 1, 2, 3].map(|attribute| {
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

fn differences(accounting: &Accounting, usual: &[Option<&'static str>; 4]) -> Vec<Difference> {
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

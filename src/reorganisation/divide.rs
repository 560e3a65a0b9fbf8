//! From the facts of today's organisations to those of the parts that go into successors: every pound goes to exactly one, to the
//! penny.

use std::collections::BTreeMap;

use super::plan::{Planned, Weight};
use crate::ledger::{Buckets, Cost, Loose, ReturnFacts};
use crate::money::{Fte, Money, share_out};
use crate::taxonomy::FunctionId;

/// The parts of an option, in the order of the organisations and, of one organisation, of the successors' ids.
#[derive(Debug, Clone)]
pub struct Parts {
    /// Their facts. A part of a divided organisation has the id `organisation/successor`.
    pub facts: Vec<ReturnFacts>,
    /// Of each: the organisation that it is of, an index into today's facts.
    pub body: Vec<u32>,
    /// Of each: the successor that it goes into, an index into those of the option.
    pub successor: Vec<u32>,
    /// Of each: whether it is a part of a divided organisation.
    pub is_divided: Vec<bool>,
}

/// The parts of an option.
pub fn divide(facts: &[ReturnFacts], option: &Planned) -> Parts {
    let mut going: BTreeMap<u32, Vec<(u32, Option<&Weight>)>> = BTreeMap::new();
    for (place, successor) in (0_u32..).zip(&option.successors) {
        for member in &successor.members {
            going.entry(member.body).or_default().push((place, member.weight.as_ref()));
        }
    }
    let mut parts = Parts { facts: Vec::new(), body: Vec::new(), successor: Vec::new(), is_divided: Vec::new() };
    for (body, places) in going {
        let one = &facts[body as usize];
        let weights: Option<Vec<&Weight>> = places.iter().map(|(_, weight)| *weight).collect();
        let made = match weights {
            Some(weights) => {
                let ids = places.iter().map(|(place, _)| option.successors[*place as usize].id.as_str());
                Splitting { weights }.parts(one, ids)
            }
            None => vec![one.clone()],
        };
        for ((place, weight), facts) in places.into_iter().zip(made) {
            parts.facts.push(facts);
            parts.body.push(body);
            parts.successor.push(place);
            parts.is_divided.push(weight.is_some());
        }
    }
    parts
}

/// How one organisation is divided.
struct Splitting<'w> {
    weights: Vec<&'w Weight>,
}

impl Splitting<'_> {
    /// Splits an amount that is on a function, or on none.
    fn split(&self, amount: Money, function: Option<FunctionId>) -> Vec<Money> {
        let of = |weight: &&Weight| {
            function.and_then(|function| weight.functions.get(&function)).copied().unwrap_or(weight.all)
        };
        let own: Vec<i64> = self.weights.iter().map(of).collect();
        // No part has a weight of it: then what holds for the rest.
        if own.iter().all(|weight| *weight == 0) {
            return share_out(amount, &self.weights.iter().map(|weight| weight.all).collect::<Vec<_>>());
        }
        share_out(amount, &own)
    }

    fn parts<'i>(&self, whole: &ReturnFacts, ids: impl Iterator<Item = &'i str>) -> Vec<ReturnFacts> {
        let mut parts: Vec<ReturnFacts> = ids.map(|id| part(whole, id)).collect();
        for cost in &whole.costs {
            let mut staff = cost.fte;
            let last = self.weights.len() - 1;
            for (place, (part, amount)) in
                parts.iter_mut().zip(self.split(cost.amount, Some(cost.function))).enumerate()
            {
                // Staff follow their pounds; the last part has what is left.
                let fte = if place == last { staff } else { cost.fte.part(amount, cost.amount) };
                staff = Fte(staff.0 - fte.0);
                if amount != Money::ZERO {
                    part.costs.push(Cost { amount, fte, ..cost.clone() });
                }
            }
        }
        for loose in &whole.loose {
            for (part, amount) in parts.iter_mut().zip(self.split(loose.amount, None)) {
                if amount != Money::ZERO {
                    part.loose.push(Loose { amount, ..loose.clone() });
                }
            }
        }
        for (place, item) in whole.items.iter().enumerate() {
            for (part, cost) in parts.iter_mut().zip(self.split(item.cost, None)) {
                part.items[place].cost = cost;
            }
        }
        macro_rules! amounts {
            ($list:ident, $function:expr) => {
                for (place, one) in whole.$list.iter().enumerate() {
                    for (part, amount) in parts.iter_mut().zip(self.split(one.amount, $function(one))) {
                        part.$list[place].amount = amount;
                    }
                }
            };
        }
        amounts!(income, |one: &crate::ledger::IncomeFact| one.function);
        amounts!(recharges, |one: &crate::ledger::RechargeFact| one.function);
        amounts!(sales, |one: &crate::ledger::SaleFact| one.function);
        self.sums(whole, &mut parts);
        parts
    }

    /// Where the pounds of each part are, and its total.
    fn sums(&self, whole: &ReturnFacts, parts: &mut [ReturnFacts]) {
        let before = &whole.organisation;
        let loose: Money = whole.loose.iter().map(|loose| loose.amount).sum();
        let split = |amount: Money| self.split(amount, None);
        let recharged = split(before.buckets.recharge_out);
        let unitemised = split(before.buckets.unitemised);
        let unmapped = split(before.buckets.unmapped - loose);
        let [group_only, not_admitted] = [split(before.group_only), split(before.not_admitted)];
        let [itemised, unpriced] = [split(Money(before.fte_itemised.0)), split(Money(before.unpriced_fte.0))];
        for (place, part) in parts.iter_mut().enumerate() {
            let mut buckets = Buckets {
                recharge_out: recharged[place],
                unitemised: unitemised[place],
                unmapped: unmapped[place] + part.loose.iter().map(|loose| loose.amount).sum(),
                ..Buckets::default()
            };
            for cost in &part.costs {
                *buckets.of(cost.category) += cost.amount;
            }
            let organisation = &mut part.organisation;
            organisation.total = buckets.sum();
            organisation.buckets = buckets;
            organisation.group_only = group_only[place];
            organisation.not_admitted = not_admitted[place];
            organisation.fte_itemised.0 = itemised[place].0;
            organisation.unpriced_fte.0 = unpriced[place].0;
            part.weigh();
        }
    }
}

/// A part without its pounds. What describes the organisation as a whole, such as volumes and outcomes, is not divided.
fn part(whole: &ReturnFacts, successor: &str) -> ReturnFacts {
    let mut organisation = whole.organisation.clone();
    organisation.id = format!("{}/{successor}", organisation.id);
    organisation.drivers.clear();
    organisation.fte = None;
    ReturnFacts {
        organisation,
        costs: Vec::new(),
        loose: Vec::new(),
        volumes: Vec::new(),
        outcomes: Vec::new(),
        transfers: Vec::new(),
        ..whole.clone()
    }
}

//! What to declare next so that the range narrows or the case can be said.

use std::collections::BTreeMap;

use super::cells::{Cells, Doubt, Key, key_of};
use super::range::pence;
use crate::ledger::{Pool, ReturnFacts};
use crate::money::Money;
use crate::overlap::Overlap;
use crate::taxonomy::{FunctionId, Scope, Taxonomy};

/// Labels worth a person's ruling that are named.
const LABELS: usize = 3;

/// One thing to declare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// Which field: `function`, `fte` or `roles`.
    pub field: &'static str,
    /// For which item: `organisation/kind/id`, the one with most money.
    pub item: String,
    /// Its name or title.
    pub text: String,
    /// The function it counts on.
    pub function: FunctionId,
    /// How many items are like it.
    pub items: usize,
    /// The duplicated cost that rests on them.
    pub duplicated: Money,
    /// By how much the range of the duplicated cost, 10% to 90%, narrows. Nothing for what decides whether the case can be
    /// said.
    pub narrows: Money,
}

/// What to declare next: first what stands in the way of the case, then what moves the range most.
pub fn next_steps(facts: &[ReturnFacts], taxonomy: &Taxonomy, overlap: &Overlap, cells: &Cells) -> Vec<Next> {
    let rates = rates(facts, overlap);
    let mut roles = Group::default();
    let mut staff = Group::default();
    let (_, doubts) = cells.doubts();
    let worst = worst(doubts);
    let mut labels: BTreeMap<Key, Group> = BTreeMap::new();
    for (organisation, one) in (0_u32..).zip(facts) {
        for (place, cost) in one.costs.iter().enumerate().filter(|(_, cost)| cost.category.in_scope()) {
            let compared = overlap.left[organisation as usize].compared(place, cost);
            if taxonomy.get(cost.function).scope == Scope::Exempt || !compared.is_positive() {
                continue;
            }
            let rate = rates.get(&(organisation, cost.function, cost.pool)).copied().unwrap_or_default();
            match cost.pool {
                Pool::Unspecified => roles.add(organisation, cost.item, cost.function, compared, rate),
                Pool::Roles if cost.fte.0 == 0 => staff.add(organisation, cost.item, cost.function, compared, rate),
                _ => {}
            }
            if let Some(key) = key_of(one, cost, taxonomy)
                && worst.iter().any(|(doubt, _)| doubt.key == key)
            {
                labels.entry(key).or_default().add(organisation, cost.mapped_by, cost.function, compared, rate);
            }
        }
    }
    // What decides whether the case can be said goes first where it is more than a trifle.
    let found: Money = overlap.organisations.iter().map(|sums| sums.duplicated).sum();
    let whole = [("roles", roles), ("fte", staff)].into_iter().filter_map(|(field, group)| group.step(field, facts));
    let whole = whole.filter(|step| i128::from(step.duplicated.0) * 20 >= i128::from(found.0));
    let doubtful = worst.iter().filter_map(|(doubt, narrows)| {
        let step = labels.remove(&doubt.key)?.step("function", facts)?;
        Some(Next { narrows: *narrows, ..step })
    });
    whole.chain(doubtful).filter(|step| step.duplicated.is_positive()).collect()
}

/// The labels that move the range most, with what a ruling on each alone takes off it.
fn worst(mut doubts: Vec<Doubt>) -> Vec<(Doubt, Money)> {
    const BETWEEN: f64 = 2.0 * 1.281_551_565_544_600_4;
    doubts.sort_by(|a, b| b.variance().total_cmp(&a.variance()).then(a.key.cmp(&b.key)));
    let all: f64 = doubts.iter().map(Doubt::variance).sum();
    doubts
        .into_iter()
        .take(LABELS)
        .filter(|doubt| doubt.variance() > 0.0)
        .map(|doubt| {
            let narrows = BETWEEN * (all.sqrt() - (all - doubt.variance()).max(0.0).sqrt());
            (doubt, pence(narrows))
        })
        .collect()
}

/// Duplicated pence per penny compared, by organisation, function and pool: all that an attribution says about one item.
#[allow(clippy::cast_precision_loss)]
fn rates(facts: &[ReturnFacts], overlap: &Overlap) -> BTreeMap<(u32, FunctionId, Pool), f64> {
    let mut sums: BTreeMap<(u32, FunctionId, Pool), (Money, Money)> = BTreeMap::new();
    for (organisation, (one, left)) in (0_u32..).zip(facts.iter().zip(&overlap.left)) {
        for (place, cost) in one.costs.iter().enumerate().filter(|(_, cost)| cost.category.in_scope()) {
            sums.entry((organisation, cost.function, cost.pool)).or_default().1 += left.compared(place, cost);
        }
    }
    for row in &overlap.attribution {
        sums.entry((row.organisation, row.function, row.pool)).or_default().0 += row.duplicated;
    }
    sums.into_iter().map(|(place, (duplicated, cost))| (place, duplicated.0 as f64 / cost.0.max(1) as f64)).collect()
}

/// Items of one kind of gap, with what rests on each.
#[derive(Default)]
struct Group {
    items: BTreeMap<(u32, u32), (f64, FunctionId)>,
}

impl Group {
    #[allow(clippy::cast_precision_loss)]
    fn add(&mut self, organisation: u32, item: u32, function: FunctionId, compared: Money, rate: f64) {
        self.items.entry((organisation, item)).or_insert((0.0, function)).0 += compared.0 as f64 * rate;
    }

    fn step(&self, field: &'static str, facts: &[ReturnFacts]) -> Option<Next> {
        // Of equals, the first.
        let largest = self.items.iter().rev().max_by(|a, b| a.1.0.total_cmp(&b.1.0))?;
        let ((organisation, item), (_, function)) = largest;
        let one = &facts[*organisation as usize];
        let item = &one.items[*item as usize];
        Some(Next {
            field,
            item: format!("{}/{}/{}", one.organisation.id, item.kind, item.id),
            text: item.text.clone(),
            function: *function,
            items: self.items.len(),
            duplicated: pence(self.items.values().map(|(part, _)| part).sum()),
            narrows: Money::ZERO,
        })
    }
}

//! What to declare next so that the range narrows or the case can be said.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::cells::{Doubt, Doubts};
use super::keys::{Key, Keys};
use super::range::pence;
use crate::ledger::{Pool, ReturnFacts};
use crate::money::Money;
use crate::overlap::{Attribution, Left, Overlap, of_unknown_kind};
use crate::taxonomy::{FunctionId, Scope, Taxonomy};

/// Labels worth a person's ruling that are named.
const LABELS: usize = 3;

/// One thing to declare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// Which field: `function`, `fte`, `roles` or `other_is`.
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
pub fn next_steps(facts: &[ReturnFacts], taxonomy: &Taxonomy, overlap: &Overlap, doubts: &Doubts) -> Vec<Next> {
    let worst = worst(doubts.each.clone());
    let mut rows: Vec<Vec<&Attribution>> = vec![Vec::new(); facts.len()];
    for row in &overlap.attribution {
        rows[row.organisation as usize].push(row);
    }
    let keys = Keys::new(taxonomy);
    let gaps: Vec<Gaps> = (facts.par_iter().zip(&overlap.left).zip(rows))
        .map(|((facts, left), rows)| Gaps::of(facts, left, &rates(facts, left, &rows), &worst, &keys))
        .collect();
    let Gaps { roles, staff, other, mut labels } = Gaps::of_all(gaps);
    // What decides whether the case can be said goes first where it is more than a trifle.
    let found: Money = overlap.organisations.iter().map(|sums| sums.duplicated).sum();
    let whole = [("roles", roles), ("fte", staff), ("other_is", other)]
        .into_iter()
        .filter_map(|(field, group)| group.step(field, facts));
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

/// Duplicated pence per penny compared, by function and pool: all that an attribution says about one item.
type Rates = BTreeMap<(FunctionId, Pool), f64>;

/// The rates of one organisation.
#[allow(clippy::cast_precision_loss)]
fn rates(facts: &ReturnFacts, left: &Left, rows: &[&Attribution]) -> Rates {
    let mut sums: BTreeMap<(FunctionId, Pool), (Money, Money)> = BTreeMap::new();
    for (place, cost) in facts.costs.iter().enumerate().filter(|(_, cost)| cost.category.in_scope()) {
        sums.entry((cost.function, cost.pool)).or_default().1 += left.compared(place, cost);
    }
    for row in rows {
        sums.entry((row.function, row.pool)).or_default().0 += row.duplicated;
    }
    sums.into_iter().map(|(on, (duplicated, cost))| (on, duplicated.0 as f64 / cost.0.max(1) as f64)).collect()
}

/// What is missing, of one organisation or of all.
#[derive(Default)]
struct Gaps {
    /// Process totals without the roles behind them.
    roles: Group,
    /// Roles without staff.
    staff: Group,
    /// Other cost that nobody calls supplies.
    other: Group,
    /// The labels that move the range most.
    labels: BTreeMap<Key, Group>,
}

impl Gaps {
    /// Those of one organisation.
    fn of(facts: &ReturnFacts, left: &Left, rates: &Rates, worst: &[(Doubt, Money)], keys: &Keys<'_>) -> Self {
        let mut gaps = Self::default();
        for (place, cost) in facts.costs.iter().enumerate().filter(|(_, cost)| cost.category.in_scope()) {
            let compared = left.compared(place, cost);
            if keys.taxonomy.get(cost.function).scope == Scope::Exempt || !compared.is_positive() {
                continue;
            }
            let rate = rates.get(&(cost.function, cost.pool)).copied().unwrap_or_default();
            match cost.pool {
                Pool::Unspecified => gaps.roles.add(cost.item, cost.function, compared, rate),
                Pool::Other if of_unknown_kind(facts, cost) => gaps.other.add(cost.item, cost.function, compared, rate),
                Pool::Roles if cost.fte.0 == 0 => gaps.staff.add(cost.item, cost.function, compared, rate),
                _ => {}
            }
            if worst.iter().any(|(doubt, _)| doubt.key.function == cost.function)
                && let Some(key) = keys.key(facts, cost)
                && worst.iter().any(|(doubt, _)| doubt.key == key)
            {
                gaps.labels.entry(key).or_default().add(cost.mapped_by, cost.function, compared, rate);
            }
        }
        gaps
    }

    /// Those of all organisations together, each in its place.
    fn of_all(each: Vec<Self>) -> Self {
        let mut all = Self::default();
        for (organisation, gaps) in (0_u32..).zip(each) {
            all.roles.join(organisation, gaps.roles);
            all.staff.join(organisation, gaps.staff);
            all.other.join(organisation, gaps.other);
            for (key, group) in gaps.labels {
                all.labels.entry(key).or_default().join(organisation, group);
            }
        }
        all
    }
}

/// Items of one kind of gap by organisation, with what rests on each.
#[derive(Default)]
struct Group {
    items: BTreeMap<(u32, u32), (f64, FunctionId)>,
}

impl Group {
    /// Of an organisation that has no place yet.
    #[allow(clippy::cast_precision_loss)]
    fn add(&mut self, item: u32, function: FunctionId, compared: Money, rate: f64) {
        self.items.entry((0, item)).or_insert((0.0, function)).0 += compared.0 as f64 * rate;
    }

    fn join(&mut self, organisation: u32, group: Self) {
        self.items.extend(group.items.into_iter().map(|((_, item), rests)| ((organisation, item), rests)));
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
            text: item.text.to_string(),
            function: *function,
            items: self.items.len(),
            duplicated: pence(self.items.values().map(|(part, _)| part).sum()),
            narrows: Money::ZERO,
        })
    }
}

//! Results that may leave the house: pay and names of small posts are taken out of the facts before anything is measured, so
//! that nothing after it, whatever the format, can show them.
//!
//! Pay is averaged, as statistical offices do it (microaggregation): an organisation's small posts stand in the order of
//! their pay, neighbours form groups of at least the threshold, and every post of a group gets its group's pay a full-time
//! equivalent. Totals of organisations stay exact to the penny; what is measured of functions moves a little.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::Finding;
use crate::ledger::{Gathered, ReturnFacts, Why, Withheld};
use crate::money::{MilliFte, Money, share_out};
use crate::returns::Kind;
use crate::source::{Position, sha256};

/// What is to be withheld.
#[derive(Debug, Clone)]
pub struct Redaction {
    /// Roles with less staff than this are small posts.
    pub below: MilliFte,
    /// What names are hashed with. Without one it is made of the returns, so that only who holds them can try names.
    pub salt: Option<String>,
}

/// Withholds names and pay of small posts, names of units, places in files and the wording of findings; counts them in the
/// coverage. What a finding says without its values stays.
pub fn redact(gathered: &mut Gathered, redaction: &Redaction) {
    let salt = redaction.salt.clone().unwrap_or_else(|| own_salt(&gathered.facts));
    let names = Names { salt: &salt };
    let currency = gathered.currency();
    let mut withheld = Withheld { below: redaction.below, salt: names.mark(), ..Withheld::default() };
    for facts in gathered.facts.iter_mut().chain(&mut gathered.suppliers) {
        let small: Vec<usize> = (0..facts.items.len()).filter(|item| is_small(facts, *item, redaction.below)).collect();
        withheld.roles += small.len();
        withheld.fte.0 += small.iter().map(|item| facts.items[*item].fte.0).sum::<i64>();
        if facts.organisation.currency == currency {
            withheld.cost += small.iter().map(|item| facts.items[*item].cost).sum();
        }
        withheld.alone += usize::from(!average(facts, &small, redaction.below));
        withheld.units += names.hide(facts, &small);
    }
    withheld.findings = gathered.findings.len();
    gathered.findings.iter_mut().for_each(shorten);
    gathered.coverage.withheld = Some(withheld);
}

/// Roles whose staff are not declared may be one person's.
fn is_small(facts: &ReturnFacts, item: usize, below: MilliFte) -> bool {
    facts.items[item].kind == Kind::Role && facts.items[item].fte < below
}

/// A hash of what no redacted result shows.
fn own_salt(facts: &[ReturnFacts]) -> String {
    let bodies: Vec<String> = facts
        .iter()
        .map(|facts| {
            let items = facts.items.iter().map(|item| format!("{}\n{}\n{}\n", item.id, item.text, item.cost.0));
            sha256(format!("{}\n{}", facts.organisation.id, items.collect::<String>()))
        })
        .collect();
    sha256(bodies.join("\n"))
}

/// Gives names that say nothing, the same to the same.
struct Names<'a> {
    salt: &'a str,
}

impl Names<'_> {
    fn hash(&self, what: &str, text: &str) -> String {
        let mut hash = sha256(format!("{}\n{what}\n{text}", self.salt));
        hash.truncate(10);
        hash
    }

    /// By which results with the same salt are known, without saying it.
    fn mark(&self) -> u32 {
        u32::from_str_radix(&self.hash("salt", "")[..8], 16).unwrap_or_default()
    }

    /// Hides what tells small posts and units apart, and where they stand. Says how many units had a name.
    fn hide(&self, facts: &mut ReturnFacts, small: &[usize]) -> usize {
        let body = facts.organisation.id.clone();
        for item in small {
            let item = &mut facts.items[*item];
            item.id = format!("post-{}", self.hash("id", &format!("{body}\n{}", item.id))).into();
            // Not by organisation: the same post elsewhere stays the same post.
            item.text = format!("post {}", self.hash("title", &item.text.trim().to_lowercase())).into();
        }
        for item in &mut facts.items {
            // Reasons quote titles, and who decided.
            item.grounds = None;
            item.position = Position { line: 1, column: 1 };
        }
        let named: Vec<&mut String> = facts.units.iter_mut().filter(|unit| *unit != "-").collect();
        let units = named.len();
        for unit in named {
            *unit = format!("unit-{}", self.hash("unit", &format!("{body}\n{unit}")));
        }
        facts.unit_names.clear();
        facts.path = Arc::from(body);
        facts.line = 1;
        for exception in &mut facts.exceptions {
            exception.note = None;
            exception.position = Position { line: 1, column: 1 };
        }
        let recharges = facts.recharges.iter_mut().map(|recharge| &mut recharge.position);
        let sales = facts.sales.iter_mut().map(|sale| &mut sale.position);
        let shared = facts.shared.iter_mut().map(|shared| &mut shared.position);
        for position in
            recharges.chain(sales).chain(shared).chain(facts.vendors.iter_mut().map(|vendor| &mut vendor.position))
        {
            *position = Position { line: 1, column: 1 };
        }
        units
    }
}

/// Keeps what a finding is, and of whom; its words quote values.
fn shorten(finding: &mut Finding) {
    let organisation = finding.organisation.take();
    let severity = finding.severity;
    *finding = Finding::new(finding.code, finding.code.about());
    finding.severity = severity;
    finding.organisation = organisation;
}

/// Averages the pay of small posts. Says whether every one of them found company: a body may have too few staff for that.
fn average(facts: &mut ReturnFacts, small: &[usize], below: MilliFte) -> bool {
    // Staff that are not declared are taken for one person's.
    let weight = |facts: &ReturnFacts, item: usize| match facts.items[item].fte.0 {
        0 => 1000,
        fte => fte,
    };
    let mut posts: Vec<usize> = small.iter().copied().filter(|item| facts.items[*item].cost.is_positive()).collect();
    if posts.is_empty() {
        return true;
    }
    let staff = |facts: &ReturnFacts, posts: &[usize]| posts.iter().map(|item| weight(facts, *item)).sum::<i64>();
    if staff(facts, &posts) < below.0 || posts.len() < 2 {
        // The smallest of the other roles makes up the number.
        let others = (0..facts.items.len()).filter(|item| {
            let fact = &facts.items[*item];
            fact.kind == Kind::Role && fact.cost.is_positive() && !posts.contains(item)
        });
        posts.extend(others.min_by_key(|item| (facts.items[*item].fte, *item)));
    }
    let pay = |item: usize| i128::from(facts.items[item].cost.0) * 1_000_000 / i128::from(weight(facts, item));
    posts.sort_by_key(|item| (pay(*item), *item));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for item in posts {
        open.push(item);
        if staff(facts, &open) >= below.0 && open.len() > 1 {
            groups.push(std::mem::take(&mut open));
        }
    }
    match groups.last_mut() {
        Some(last) => last.extend(open),
        None => groups.push(open),
    }
    let mut company = true;
    let mut instead = BTreeMap::new();
    for group in groups {
        company &= group.len() > 1 && staff(facts, &group) >= below.0;
        let whole: Money = group.iter().map(|item| facts.items[*item].cost).sum();
        let weights: Vec<i64> = group.iter().map(|item| weight(facts, *item)).collect();
        for (item, cost) in group.into_iter().zip(share_out(whole, &weights)) {
            instead.insert(item, cost);
        }
    }
    pay_instead(facts, &instead);
    company
}

/// Gives items another cost: their lines grow and shrink with it, and the buckets with the lines.
fn pay_instead(facts: &mut ReturnFacts, instead: &BTreeMap<usize, Money>) {
    let mut amounts: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
    let costs = facts.costs.iter().map(|line| (line.item as usize, line.amount));
    for (item, amount) in costs.chain(facts.loose.iter().map(|line| (line.item as usize, line.amount))) {
        if instead.contains_key(&item) {
            amounts.entry(item).or_default().push(amount.0);
        }
    }
    let mut parts: BTreeMap<usize, std::vec::IntoIter<Money>> =
        amounts.into_iter().map(|(item, amounts)| (item, share_out(instead[&item], &amounts).into_iter())).collect();
    let mut next = |item: u32| parts.get_mut(&(item as usize)).and_then(Iterator::next);
    let organisation = &mut facts.organisation;
    for line in &mut facts.costs {
        let part = next(line.item).unwrap_or(line.amount);
        *organisation.buckets.of(line.category) += part - line.amount;
        line.amount = part;
    }
    for line in &mut facts.loose {
        let part = next(line.item).unwrap_or(line.amount);
        organisation.buckets.unmapped += part - line.amount;
        if matches!(line.why, Why::Group(_)) {
            organisation.group_only += part - line.amount;
        }
        line.amount = part;
    }
    for (item, cost) in instead {
        facts.items[*item].cost = *cost;
    }
    facts.weigh();
}

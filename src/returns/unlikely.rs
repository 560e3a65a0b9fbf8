//! Money and staff that are possible and hardly meant.

use super::model::{Kind, Return, Role};
use crate::finding::{Code, Finding, Findings};
use crate::money::{Money, agree, likely_pay, pay_around, plural};
use crate::source::Route;
use crate::taxonomy::Category;

/// By how much a total is out that was written in pounds above items written in thousands, or the other way round.
const THOUSANDS: std::ops::RangeInclusive<i128> = 300..=3_000;

/// A full-time equivalent in thousandths.
const ONE_POST: i64 = 1000;

/// Looks for money and staff that are hardly meant.
pub(super) fn unlikely(declared: &Return, findings: &mut Findings) {
    match roles_in_thousands(declared).or_else(|| items_in_thousands(declared)) {
        Some(finding) => findings.push(finding),
        None => cost_per_fte(declared, findings),
    }
    findings.extend(zero_cost(declared));
    findings.extend(identifiable_pay(declared));
}

/// The roles that have both cost and staff, with their place and the pence a full-time equivalent costs.
fn priced(declared: &Return) -> impl Iterator<Item = (usize, &Role, i128)> {
    declared.roles.iter().enumerate().filter_map(|(index, role)| {
        let (cost, fte) = (role.cost?, role.fte?);
        (cost.is_positive() && fte.0 > 0).then(|| (index, role, i128::from(cost.0) * 1000 / i128::from(fte.0)))
    })
}

/// With fewer roles a median says nothing.
const FEWEST_FOR_MEDIAN: usize = 5;

/// Pence that a full-time equivalent costs where nothing is odd, in the currency of the return. Where no bounds are published
/// for it, they lie around the median of the return's own roles.
fn likely(declared: &Return) -> Option<std::ops::RangeInclusive<i128>> {
    let bounds = likely_pay(declared.currency()).or_else(|| {
        let mut each: Vec<i128> = priced(declared).map(|(_, _, each)| each).collect();
        let middle = each.len().checked_sub(FEWEST_FOR_MEDIAN).map(|_| each.len() / 2)?;
        Some(pay_around(pounds(*each.select_nth_unstable(middle).1)))
    })?;
    Some(i128::from(bounds.start().0)..=i128::from(bounds.end().0))
}

/// Roles most of which cost a thousandth of what is likely: that has one cause.
fn roles_in_thousands(declared: &Return) -> Option<Finding> {
    let likely = likely(declared)?;
    let in_thousands = |each: i128| likely.contains(&(each * 1000));
    let small = || priced(declared).filter(|(_, _, each)| in_thousands(*each));
    let (index, role, each) = small().next()?;
    let count = small().count();
    if count < 2 || count * 2 < priced(declared).count() {
        return None;
    }
    let message = format!(
        "{count} roles cost a thousandth of what people cost, the first of them, `{}`, {} a full-time equivalent: the amounts \
         look as if they were in thousands",
        role.title.trim_end(),
        pounds(each).exact(declared.currency())
    );
    let finding = in_thousands_at(message, Route::item(Kind::Role.list(), index).key("cost")).item(&role.id);
    Some(finding.each(small().map(|(_, role, _)| (Kind::Role.named(&role.id), 0))))
}

/// Roles that cost too little or too much.
fn cost_per_fte(declared: &Return, findings: &mut Findings) {
    let Some(likely) = likely(declared) else { return };
    for (index, role, each) in priced(declared).filter(|(_, _, each)| !likely.contains(each)) {
        let each_costs = pounds(each).exact(declared.currency());
        let message = format!("`{}` costs {each_costs} a full-time equivalent", role.title.trim_end());
        findings.push(
            Finding::new(Code::UnlikelyCostPerFte, message)
                .help("check `cost`, the whole group's for the whole period, against `fte`; thousands are easily lost")
                .at(Route::item(Kind::Role.list(), index).key("cost"))
                .amount(pounds((likely.start() - each).max(each - likely.end())).0)
                .item(&role.id),
        );
    }
}

/// Items that together cost about a thousandth of the declared total, and no role that speaks against it.
fn items_in_thousands(declared: &Return) -> Option<Finding> {
    let total = declared.organisation.total?;
    if likely(declared).is_some_and(|likely| priced(declared).any(|(_, _, each)| likely.contains(&each))) {
        return None;
    }
    // Wide, because what is beyond a sum is a finding of its own and does not end the check.
    let sum = |amounts: &mut dyn Iterator<Item = Money>| amounts.map(|amount| i128::from(amount.0)).sum::<i128>();
    let items = sum(&mut declared.items().filter_map(|item| item.cost));
    let itemised = items.max(sum(&mut declared.processes.iter().filter_map(|process| process.total)));
    if itemised <= 0 || !THOUSANDS.contains(&(i128::from(total.0) / itemised)) {
        return None;
    }
    let currency = declared.currency();
    let message = format!(
        "the items cost {} and the declared total is {}: the items look as if they were in thousands",
        pounds(itemised).exact(currency),
        total.exact(currency)
    );
    Some(in_thousands_at(message, Route::root().key("organisation").key("total")))
}

fn in_thousands_at(message: String, route: Route) -> Finding {
    Finding::new(Code::PoundsInThousands, message).help("write every amount in whole pounds").at(route)
}

/// Roles with staff that are said to cost nothing.
fn zero_cost(declared: &Return) -> Option<Finding> {
    let nothing = |role: &Role| role.cost == Some(Money::ZERO) && role.fte.is_some_and(|fte| fte.0 > 0);
    rolled_up(declared, nothing, |count, first| {
        let message = format!(
            "{count} {} with staff {} nothing, the first `{first}`",
            plural(count, "role"),
            agree(count, "costs", "cost")
        );
        Finding::new(Code::ZeroCost, message).help("write what they cost, or take `cost` out if it is not known")
    })
}

/// Roles that are one post, so that their cost is one person's pay. That of managers is published in any case.
fn identifiable_pay(declared: &Return) -> Option<Finding> {
    let one_post = |role: &Role| {
        role.fte.is_some_and(|fte| (1..=ONE_POST).contains(&fte.0))
            && role.cost.is_some_and(Money::is_positive)
            && role.category != Some(Category::Managerial)
    };
    rolled_up(declared, one_post, |count, first| {
        let message = format!(
            "{count} {} 1 FTE or less, so the cost shows what one person costs: `{first}`",
            agree(count, "role is", "roles are"),
        );
        Finding::new(Code::IdentifiablePay, message)
            .help("group single posts into one role before the return is published")
    })
}

/// One finding for all roles of a kind, at the cost of the first.
fn rolled_up(
    declared: &Return,
    counts: impl Fn(&Role) -> bool,
    finding: impl FnOnce(usize, &str) -> Finding,
) -> Option<Finding> {
    let (index, first) = declared.roles.iter().enumerate().find(|(_, role)| counts(role))?;
    let count = declared.roles.iter().filter(|role| counts(role)).count();
    let finding = finding(count, &first.title);
    let finding = finding.at(Route::item(Kind::Role.list(), index).key("cost")).item(&first.id);
    let all = declared.roles.iter().filter(|role| counts(role));
    Some(finding.each(all.map(|role| (Kind::Role.named(&role.id), 0))))
}

/// Pence that a sum of one return was divided into.
fn pounds(pence: i128) -> Money {
    Money(i64::try_from(pence).unwrap_or(i64::MAX))
}

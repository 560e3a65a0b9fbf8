//! Amounts that are possible one by one, and together beyond what any body spends: nothing after this point can be more
//! than its sums hold.

use super::model::Return;
use crate::finding::{Code, Finding};
use crate::money::Money;
use crate::source::Route;

/// An amount and where it stands: list, place in it, key.
type Amount = (&'static str, usize, &'static str, Money);

/// Points at the amounts with which the costs of a return, or the totals of its processes, go beyond what one amount may
/// be.
pub(super) fn beyond(declared: &Return) -> impl Iterator<Item = Finding> {
    let (processes, roles) = (declared.processes.iter().enumerate(), declared.roles.iter().enumerate());
    let (systems, recharges) = (declared.systems.iter().enumerate(), declared.recharges.iter().enumerate());
    let other = processes.clone().map(|(index, process)| ("processes", index, "other", process.other));
    let roles = roles.map(|(index, role)| ("roles", index, "cost", role.cost));
    let systems = systems.map(|(index, system)| ("systems", index, "cost", system.cost));
    let recharges = recharges.map(|(index, recharge)| ("recharges", index, "amount", Some(recharge.amount)));
    let sales = declared.sales.iter().enumerate().map(|(index, sale)| ("sales", index, "amount", Some(sale.amount)));
    let totals = processes.map(|(index, process)| ("processes", index, "total", process.total));
    let said = |(list, index, key, amount): (_, _, _, Option<Money>)| Some((list, index, key, amount?));
    let costs = first_beyond(other.chain(roles).chain(systems).chain(recharges).filter_map(said));
    let totals = first_beyond(totals.filter_map(said));
    let sales = first_beyond(sales.filter_map(said));
    let point = |what: &'static str| {
        let most = Money::LARGEST.exact(declared.currency());
        move |(list, index, key): (&str, usize, &str)| {
            Finding::new(Code::InvalidValue, format!("with this amount {what} add up to more than {most}"))
                .help("check the amounts: pence may have been taken for pounds, or the same may stand there many times")
                .at(Route::item(list, index).key(key))
        }
    };
    let costs = costs.map(point("the costs")).into_iter();
    costs.chain(totals.map(point("the process totals"))).chain(sales.map(point("the sales")))
}

/// The amount that is one too many.
fn first_beyond(amounts: impl Iterator<Item = Amount>) -> Option<(&'static str, usize, &'static str)> {
    let mut sum = Money::ZERO;
    for (list, index, key, amount) in amounts {
        // Two amounts within the limit are far from the limit of their type.
        sum += amount;
        if sum > Money::LARGEST {
            return Some((list, index, key));
        }
    }
    None
}

//! Whether facts add up: they may come from anybody.

use super::items::MOST_MFTE;
use crate::ledger::facts::{ReturnFacts, SpendCategory, Why};
use crate::money::{Fte, Money, ONE, Share};

/// Every pound is in one place: what the tables say of an organisation is what its row says.
pub(super) fn add_up(facts: &ReturnFacts) -> Result<(), String> {
    let organisation = &facts.organisation;
    let sum = |amounts: &mut dyn Iterator<Item = Money>| amounts.map(|amount| i128::from(amount.0)).sum::<i128>();
    let same = |what: &str, amounts: i128, stated: Money| {
        if amounts == i128::from(stated.0) {
            return Ok(());
        }
        Err(format!("{what} add up to {amounts} pence, and {} are stated", stated.0))
    };
    let named = organisation.buckets.named();
    same("the buckets", sum(&mut named.iter().map(|(_, amount)| *amount)), organisation.total)?;
    for (name, amount) in &named[..SpendCategory::ALL.len()] {
        let costs = facts.costs.iter().filter(|cost| cost.category.word() == *name).map(|cost| cost.amount);
        same(&format!("costs of the category {name}"), sum(&mut costs.into_iter()), *amount)?;
    }
    same(
        "amounts without a function",
        sum(&mut facts.loose.iter().map(|loose| loose.amount)),
        organisation.buckets.unmapped,
    )?;
    let groups = facts.loose.iter().filter(|loose| matches!(loose.why, Why::Group(_))).map(|loose| loose.amount);
    same("amounts known to a group", sum(&mut groups.into_iter()), organisation.group_only)?;
    let items = sum(&mut facts.items.iter().map(|item| item.cost));
    let recharges = sum(&mut facts.recharges.iter().map(|recharge| recharge.amount));
    let sold = sum(&mut facts.sales.iter().map(|sale| sale.amount));
    let moved = sum(&mut facts.transfers.iter().flat_map(|transfer| [transfer.moved_in, transfer.moved_out]));
    let income = sum(&mut facts.income.iter().map(|income| income.amount));
    if [items, recharges, sold, moved, income].iter().any(|sum| *sum > i128::from(i64::MAX / 4)) {
        return Err("its amounts are more than can be added up".to_owned());
    }
    let staff = facts.costs.iter().map(|cost| cost.fte.0 / Fte::PER_MILLI).sum::<i128>();
    if staff > i128::from(MOST_MFTE)
        || facts.items.iter().map(|item| i128::from(item.fte.0)).sum::<i128>() > i128::from(MOST_MFTE)
    {
        return Err("its staff are more than can be added up".to_owned());
    }
    let shares = |share: &Share| share.0 <= ONE;
    debug_assert!(facts.items.iter().filter_map(|item| item.failure_demand.as_ref()).all(shares));
    Ok(())
}

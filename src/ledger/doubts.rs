//! What a reader should know about the facts of one return beyond its sums.

use std::collections::BTreeMap;

use super::facts::{Cost, ItemFact, ReturnFacts, SpendCategory};
use super::volume::same_unit;
use crate::finding::{Code, Finding};
use crate::mapping::Claim;
use crate::money::{Money, ONE, agree, plural};
use crate::returns::Kind;
use crate::source::Route;
use crate::taxonomy::{FunctionId, Scope, Taxonomy};

/// Everything that the facts of one return give reason to doubt.
pub(super) fn doubts(facts: &ReturnFacts, taxonomy: &Taxonomy) -> Vec<Finding> {
    [frontline_on_administrative(facts, taxonomy), missing_volume(facts, taxonomy)].into_iter().flatten().collect()
}

/// Cost of roles that call themselves frontline on administrative functions: it leaves the scope of the reduction.
fn frontline_on_administrative(facts: &ReturnFacts, taxonomy: &Taxonomy) -> Option<Finding> {
    let away = |cost: &&Cost| cost.category == SpendCategory::FrontlineAdministration;
    let mut by_item: BTreeMap<(u32, FunctionId), Money> = BTreeMap::new();
    for cost in facts.costs.iter().filter(away) {
        *by_item.entry((cost.item, cost.function)).or_default() += cost.amount;
    }
    let (costliest, _) = by_item.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)))?;
    let amount = by_item.values().copied().sum::<Money>().exact(&facts.organisation.currency);
    let mut roles: Vec<u32> = by_item.keys().map(|(item, _)| *item).collect();
    roles.dedup();
    let (role, function) = (&facts.items[costliest.0 as usize], &taxonomy.get(costliest.1).code);
    let message = format!(
        "{amount} of {} {} declared frontline {} on administrative or managerial functions and out of scope; the costliest is \
         `{}` on `{function}`",
        roles.len(),
        plural(roles.len(), "role"),
        agree(roles.len(), "is", "are"),
        role.text,
    );
    Some(
        Finding::new(Code::FrontlineOnAdministrative, message)
            .help("take `category: frontline` out where the work serves the body itself, or correct the function")
            .at(Route::item(Kind::Role.list(), role.index as usize).key("category"))
            .item(&*role.id)
            .each(by_item.iter().map(|((item, function), amount)| {
                let (id, code) = (&facts.items[*item as usize].id, &taxonomy.get(*function).code);
                (format!("{}/{code}", Kind::Role.named(id)), amount.0)
            })),
    )
}

/// Functions that could be benchmarked if somebody said how much of them was done.
fn missing_volume(facts: &ReturnFacts, taxonomy: &Taxonomy) -> Option<Finding> {
    let mut costs: BTreeMap<FunctionId, Money> = BTreeMap::new();
    for cost in facts.costs.iter().filter(|cost| cost.category.in_scope()) {
        let function = taxonomy.get(cost.function);
        if function.volume_unit.is_some() && function.scope != Scope::Exempt {
            *costs.entry(cost.function).or_default() += cost.amount;
        }
    }
    for volume in &facts.volumes {
        let item = &facts.items[volume.item as usize];
        let counted = |function: &FunctionId| {
            let unit = taxonomy.get(*function).volume_unit.as_deref();
            volume.volume.0 > 0 && unit.zip(volume.unit.as_deref()).is_some_and(|(unit, given)| same_unit(unit, given))
        };
        for function in item.mapping.claims.iter().filter(|claim| is_half(claim)).map(|claim| claim.function) {
            if costs.contains_key(&function) && counted(&function) {
                costs.remove(&function);
            }
        }
    }
    let (function, _) = costs.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)))?;
    let amount = costs.values().copied().sum::<Money>().exact(&facts.organisation.currency);
    let (code, unit) =
        (&taxonomy.get(*function).code, taxonomy.get(*function).volume_unit.as_deref().unwrap_or_default());
    let message = format!(
        "{} {} with {amount} without a volume, so that unit costs cannot be compared; the costliest is `{code}` ({unit})",
        costs.len(),
        plural(costs.len(), "function"),
    );
    let finding = Finding::new(Code::MissingVolume, message)
        .help(format!("add `volume:` and `volume_unit: {unit}` to the process"))
        .each(costs.keys().map(|function| (taxonomy.get(*function).code.clone(), 0)));
    let process = facts.items.iter().find(|item| item.kind == Kind::Process && on(item, *function));
    Some(match process {
        Some(process) => finding.at(Route::item(Kind::Process.list(), process.index as usize)).item(&*process.id),
        None => finding.at(Route::root().key("organisation")),
    })
}

/// Whether at least half of an item is on a function.
fn on(item: &ItemFact, function: FunctionId) -> bool {
    item.mapping.claims.iter().any(|claim| claim.function == function && is_half(claim))
}

fn is_half(claim: &Claim) -> bool {
    claim.share.0 * 2 >= ONE
}

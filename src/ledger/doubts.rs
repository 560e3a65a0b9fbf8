//! What a reader should know about the facts of one return beyond its sums.

use std::collections::BTreeMap;

use super::facts::{Cost, ItemFact, ReturnFacts, SpendCategory};
use super::volume::same_unit;
use crate::finding::{Code, Finding};
use crate::mapping::Claim;
use crate::money::{Money, ONE, agree, plural};
use crate::returns::{Kind, Return};
use crate::source::Route;
use crate::taxonomy::{Function, FunctionId, Meant, Scope, Taxonomy};

/// Everything that the facts of one return give reason to doubt.
pub(super) fn doubts(declared: &Return, facts: &ReturnFacts, taxonomy: &Taxonomy) -> Vec<Finding> {
    let doubts = [
        unknown_type(declared, facts, taxonomy),
        frontline_on_administrative(facts, taxonomy),
        missing_volume(facts, taxonomy),
    ];
    doubts.into_iter().flatten().collect()
}

/// A word for the type of the body that means no type, or one of several: it is compared with bodies of the same word only.
fn unknown_type(declared: &Return, facts: &ReturnFacts, taxonomy: &Taxonomy) -> Option<Finding> {
    let organisation = &declared.organisation;
    let kind = organisation.kind.as_deref().filter(|kind| !kind.trim().is_empty())?;
    let (what, help) = match taxonomy.types.meant(kind) {
        Meant::Type(_) => return None,
        Meant::OneOf(kinds) => (format!("may mean {}", kinds.join(" or ")), "write which of them it is".to_owned()),
        Meant::Unknown(near) => {
            let meant = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            (
                "is not a known type of \
                organisation"
                    .to_owned(),
                format!("{meant}`dupaudit taxonomy types` lists the types"),
            )
        }
    };
    // With a family it leaves only the comparison of those who have the task by law.
    let leaves = |function: &Function| {
        function.scope == Scope::SameType && (organisation.family.is_none() || !function.duty.is_empty())
    };
    let away = facts.costs.iter().filter(|cost| cost.category.in_scope() && leaves(taxonomy.get(cost.function)));
    let away: Money = away.map(|cost| cost.amount).sum();
    let message = format!(
        "the type `{kind}` {what}: {} on functions that compare organisations of one type is compared only with \
         organisations of the same word",
        away.exact(&facts.organisation.currency)
    );
    let at = Route::root().key("organisation").key("type");
    Some(Finding::new(Code::UnknownType, message).help(help).at(at).amount(away.0))
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
        "{amount} in {} {} declared frontline {} for administrative or managerial work, and out of scope; the \
         largest is `{}` (`{function}`)",
        roles.len(),
        plural(roles.len(), "role"),
        agree(roles.len(), "is", "are"),
        role.text,
    );
    Some(
        Finding::new(Code::FrontlineOnAdministrative, message)
            .help("remove `category: frontline` if the work supports the organisation itself, or correct `function:`")
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
        "{} {} ({amount}) without a volume, so unit costs cannot be compared; the largest is `{code}` ({unit})",
        costs.len(),
        plural(costs.len(), "function"),
    );
    let finding = Finding::new(Code::MissingVolume, message)
        .help(format!(
            "add `volume:` and `volume_unit:` to each process. Here the unit is `{unit}`; `dupaudit \
            taxonomy show CODE` gives the others"
        ))
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

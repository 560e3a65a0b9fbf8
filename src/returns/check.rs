//! What can be wrong with a return whose shape is right: identity, references, signs and shares.

use std::collections::BTreeMap;

use super::model::{Item, Kind, Return, Status};
use super::scalars::Shares;
use super::sums;
use crate::finding::{Code, Finding, nearest, surely};
use crate::money::{Money, ONE};
use crate::source::Route;
use crate::taxonomy::Taxonomy;

/// Checks everything that one return can be checked for on its own. Errors reject it.
pub fn check(declared: &Return, taxonomy: &Taxonomy) -> Vec<Finding> {
    let mut findings = Vec::new();
    identity(declared, &mut findings);
    duplicates(declared, &mut findings);
    for item in declared.items() {
        references(declared, taxonomy, &item, &mut findings);
    }
    other_references(declared, taxonomy, &mut findings);
    links(declared, &mut findings);
    amounts(declared, &mut findings);
    findings.extend(sums::beyond(declared));
    unlikely(declared, &mut findings);
    for finding in &mut findings {
        finding.organisation = Some(declared.organisation.id.clone());
    }
    findings
}

/// Texts that YAML makes of nothing.
fn is_blank(text: &str) -> bool {
    matches!(text.trim(), "" | "~" | "null" | "Null" | "NULL")
}

fn identity(declared: &Return, findings: &mut Vec<Finding>) {
    let mut reserved = Vec::new();
    let mut need = |text: &str, route: Route, what: &str| {
        if is_blank(text) {
            findings.push(Finding::new(Code::MissingKey, format!("{what} is empty")).help("fill it in").at(route));
        }
    };
    let organisation = Route::root().key("organisation");
    need(&declared.organisation.id, organisation.clone().key("id"), "the id of the organisation");
    need(&declared.organisation.name, organisation.key("name"), "the name of the organisation");
    for item in declared.items() {
        let route = Route::item(item.kind.list(), item.index);
        let text_key = if item.kind == Kind::Role { "title" } else { "name" };
        need(item.id, route.clone().key("id"), &format!("the id of a {}", item.kind));
        need(item.text, route.key(text_key), &format!("the {text_key} of the {} `{}`", item.kind, item.id));
    }
    for (index, unit) in declared.units.iter().enumerate() {
        let route = Route::item("units", index);
        need(&unit.id, route.clone().key("id"), "the id of a unit");
        need(&unit.name, route.key("name"), &format!("the name of the unit `{}`", unit.id));
        if unit.id == "-" {
            reserved.push(
                Finding::new(Code::InvalidValue, "a unit may not be called `-`: that stands for no unit")
                    .help("give it another id")
                    .at(Route::item("units", index).key("id")),
            );
        }
    }
    findings.append(&mut reserved);
}

fn duplicates(declared: &Return, findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let units = declared.units.iter().enumerate().map(|(index, unit)| ("units", unit.id.as_str(), index));
    let items = declared.items().map(|item| (item.kind.list(), item.id, item.index));
    for (list, id, index) in units.chain(items) {
        if let Some(first) = seen.insert((list, id), index) {
            findings.push(
                Finding::new(
                    Code::DuplicateId,
                    format!("the id `{id}` stands twice in `{list}` (first as number {})", first + 1),
                )
                .help("give each entry an id of its own")
                .at(Route::item(list, index).key("id"))
                .related(Route::item(list, first).key("id"), "first used here")
                .item(id),
            );
        }
    }
}

fn references(declared: &Return, taxonomy: &Taxonomy, item: &Item<'_>, findings: &mut Vec<Finding>) {
    let route = || Route::item(item.kind.list(), item.index);
    if let Some(unit) = item.unit.filter(|unit| !declared.units.iter().any(|known| known.id == **unit)) {
        findings.push(unknown_unit(declared, unit, route().key("unit")).item(item.id));
    }
    if let Some(code) = item.function {
        findings.extend(
            unknown_function(declared, taxonomy, code, route().key("function")).map(|finding| finding.item(item.id)),
        );
    }
    if item.function.is_some() && item.functions.is_some() {
        findings.push(
            Finding::new(Code::InvalidValue, format!("`{}` gives both `function` and `functions`", item.id))
                .help("keep one of the two")
                .at(route().key("functions"))
                .item(item.id),
        );
    }
    if let Some(shares) = item.functions {
        for (code, _) in &shares.0 {
            let found = unknown_function(declared, taxonomy, code, route().key("functions").key(code));
            findings.extend(found.map(|finding| finding.item(item.id)));
        }
        findings.extend(too_much(shares, route().key("functions")).map(|finding| finding.item(item.id)));
    }
}

fn other_references(declared: &Return, taxonomy: &Taxonomy, findings: &mut Vec<Finding>) {
    let mut function = |code: Option<&str>, list: &str, index: usize| {
        let route = || Route::item(list, index).key("function");
        findings.extend(code.and_then(|code| unknown_function(declared, taxonomy, code, route())));
    };
    for (index, recharge) in declared.recharges.iter().enumerate() {
        function(recharge.function.as_deref(), "recharges", index);
    }
    for (index, outcome) in declared.outcomes.iter().enumerate() {
        function(outcome.function.as_deref(), "outcomes", index);
    }
    for (index, transfer) in declared.transfers.iter().enumerate() {
        function(Some(&transfer.function), "transfers", index);
    }
    for (index, exception) in declared.exceptions.iter().enumerate() {
        function(exception.function.as_deref(), "exceptions", index);
    }
    for (index, exception) in declared.exceptions.iter().enumerate() {
        let route = Route::item("exceptions", index);
        let named = [&exception.item, &exception.unit, &exception.function].into_iter().flatten().count();
        if named != 1 {
            findings.push(
                Finding::new(Code::MissingKey, "an exception names one of `item`, `unit` and `function`")
                    .help("write one exception for each thing it is about")
                    .at(route.clone()),
            );
        }
        if let Some(unit) =
            exception.unit.as_deref().filter(|unit| !declared.units.iter().any(|known| known.id == **unit))
        {
            findings.push(unknown_unit(declared, unit, route.clone().key("unit")));
        }
        if let Some(name) = &exception.item {
            let names = |item: &Item<'_>| item.id == name || format!("{}/{}", item.kind, item.id) == *name;
            if !declared.items().any(|item| names(&item)) {
                let finding = Finding::new(Code::InvalidValue, format!("there is no item `{name}` for this exception"));
                let finding = match nearest(name, declared.items().map(|item| item.id)) {
                    Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                    None => finding.help("name an item by its id"),
                };
                let meant = surely(name, declared.items().map(|item| item.id));
                findings.push(finding.mend(name, meant).at(route.key("item")));
            }
        }
    }
}

fn links(declared: &Return, findings: &mut Vec<Finding>) {
    let roles = declared.roles.iter().enumerate().map(|(index, role)| (Kind::Role, index, &role.id, &role.processes));
    let systems =
        declared.systems.iter().enumerate().map(|(index, system)| (Kind::System, index, &system.id, &system.processes));
    for (kind, index, id, shares) in roles.chain(systems) {
        let Some(shares) = shares else { continue };
        let route = || Route::item(kind.list(), index).key("processes");
        for (number, (process, _)) in shares.0.iter().enumerate() {
            if number > 0 && shares.0[number - 1].0 == *process {
                findings.push(
                    Finding::new(Code::DuplicateId, format!("`{id}` is linked to `{process}` twice"))
                        .help("name each process once")
                        .at(route())
                        .item(id),
                );
            } else if !declared.processes.iter().any(|known| known.id == *process) {
                let finding = Finding::new(Code::UnknownProcess, format!("there is no process `{process}`"));
                let finding = match nearest(process, declared.processes.iter().map(|known| known.id.as_str())) {
                    Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                    None => finding.help("declare it under `processes:`, or take the link out"),
                };
                let meant = surely(process, declared.processes.iter().map(|known| known.id.as_str()));
                let finding = finding.mend(process, meant).at(route().key(process)).item(id);
                findings.push(if declared.processes.is_empty() {
                    finding
                } else {
                    finding.related(Route::item("processes", 0), "the processes are declared here")
                });
            }
        }
        findings.extend(too_much(shares, route()).map(|finding| finding.item(id)));
    }
}

fn amounts(declared: &Return, findings: &mut Vec<Finding>) {
    let mut not_below_nothing = |amount: Option<Money>, route: Route, item: Option<&str>| {
        if let Some(amount) = amount.filter(|amount| *amount < Money::ZERO) {
            let mut finding =
                Finding::new(Code::NegativeAmount, format!("{} is below nothing", amount.exact(declared.currency())))
                    .help("declare what was spent; leave refunds and corrections out")
                    .at(route);
            finding.item = item.map(str::to_owned);
            findings.push(finding);
        }
    };
    not_below_nothing(declared.organisation.total, Route::root().key("organisation").key("total"), None);
    for (index, process) in declared.processes.iter().enumerate() {
        let route = || Route::item("processes", index);
        not_below_nothing(process.total, route().key("total"), Some(&process.id));
        not_below_nothing(process.other, route().key("other"), Some(&process.id));
    }
    for (index, role) in declared.roles.iter().enumerate() {
        not_below_nothing(role.cost, Route::item("roles", index).key("cost"), Some(&role.id));
    }
    for (index, system) in declared.systems.iter().enumerate() {
        not_below_nothing(system.cost, Route::item("systems", index).key("cost"), Some(&system.id));
    }
    for (index, recharge) in declared.recharges.iter().enumerate() {
        not_below_nothing(Some(recharge.amount), Route::item("recharges", index).key("amount"), None);
    }
    for (index, transfer) in declared.transfers.iter().enumerate() {
        not_below_nothing(transfer.moved_in, Route::item("transfers", index).key("in"), None);
        not_below_nothing(transfer.moved_out, Route::item("transfers", index).key("out"), None);
    }
}

/// Amounts that are possible and hardly meant.
fn unlikely(declared: &Return, findings: &mut Vec<Finding>) {
    // Pence a full-time equivalent, salaries and on-costs.
    const LEAST: i128 = 1_500_000;
    const MOST: i128 = 25_000_000;
    for (index, role) in declared.roles.iter().enumerate() {
        let (Some(cost), Some(fte)) = (role.cost, role.fte) else { continue };
        if declared.currency() != "GBP" || !cost.is_positive() || fte.0 <= 0 {
            continue;
        }
        let (pence, fte) = (i128::from(cost.0) * 1000, i128::from(fte.0));
        if pence < LEAST * fte || pence > MOST * fte {
            let each = Money(i64::try_from(pence / fte).unwrap_or(i64::MAX));
            let message = format!("`{}` costs {each} a full-time equivalent", role.title);
            findings.push(
                Finding::new(Code::UnlikelyCostPerFte, message)
                    .help("check `cost`, the whole group's for the whole period, against `fte`; thousands are easily lost")
                    .at(Route::item(Kind::Role.list(), index).key("cost"))
                    .item(&role.id),
            );
        }
    }
    for (index, system) in declared.systems.iter().enumerate() {
        if let Some(cost) = system.cost.filter(|cost| system.status == Some(Status::Retired) && cost.is_positive()) {
            findings.push(
                Finding::new(Code::RetiredSystemCosts, format!("`{}` is retired and costs {cost}", system.name))
                    .help("end the contract, or correct `status`; until then the cost counts like any other")
                    .at(Route::item(Kind::System.list(), index).key("status"))
                    .item(&system.id),
            );
        }
    }
}

fn too_much(shares: &Shares, route: Route) -> Option<Finding> {
    let sum = shares.sum();
    // A sum is at most a few thousand wholes: the division below is for printing only.
    #[allow(clippy::cast_precision_loss)]
    let wholes = sum as f64 / f64::from(ONE);
    (sum > u64::from(ONE)).then(|| {
        Finding::new(Code::SharesAboveOne, format!("the shares add up to {wholes}, which is more than 1"))
            .help("lower them until they add up to at most 1")
            .at(route)
    })
}

fn unknown_unit(declared: &Return, unit: &str, route: Route) -> Finding {
    let finding = Finding::new(Code::UnknownUnit, format!("there is no unit `{unit}`")).at(route);
    let finding = finding.mend(unit, surely(unit, declared.units.iter().map(|known| known.id.as_str())));
    match nearest(unit, declared.units.iter().map(|known| known.id.as_str())) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.help("declare it under `units:`, or take it out"),
    }
}

fn unknown_function(declared: &Return, taxonomy: &Taxonomy, code: &str, route: Route) -> Option<Finding> {
    let list = declared.taxonomy.as_deref().unwrap_or(crate::taxonomy::DEFAULT);
    // Codes of another list are translated; those that cannot be are left to the mapper.
    if list != taxonomy.id || taxonomy.find(code).is_some() {
        return None;
    }
    let finding = Finding::new(Code::UnknownFunction, format!("`{code}` is no function of {}", taxonomy.id)).at(route);
    let codes = || taxonomy.iter().map(|(_, function)| function.code.as_str());
    let finding = finding.mend(code, surely(code, codes()));
    Some(match nearest(code, codes()) {
        Some(meant) => finding.help(format!("did you mean `{meant}`? `dupaudit taxonomy search TEXT` finds codes")),
        None => finding.help("`dupaudit taxonomy search TEXT` finds codes; without `function` the text is mapped"),
    })
}

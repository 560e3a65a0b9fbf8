//! What can be wrong with a return whose shape is right: identity, references, signs and shares.

use foldhash::{HashMap, HashSet};

use super::blank::is_blank;
use super::dates::dates;
use super::empty::empty;
use super::items_by_id::ItemsById;
use super::model::{Item, Kind, Return};
use super::personal::personal;
use super::scalars::Shares;
use super::sums;
use super::unlikely::unlikely;
use crate::finding::{Code, Finding, Findings, nearest, surely, without_consequences};
use crate::money::{Money, ONE};
use crate::source::Route;
use crate::taxonomy::Taxonomy;

/// Checks everything that one return can be checked for on its own. Errors reject it.
pub fn check(declared: &Return, taxonomy: &Taxonomy) -> Vec<Finding> {
    let mut findings = Findings::default();
    identity(declared, &mut findings);
    duplicates(declared, &mut findings);
    let units: HashSet<&str> = declared.units.iter().map(|unit| unit.id.as_str()).collect();
    for item in declared.items() {
        references(declared, taxonomy, &units, &item, &mut findings);
    }
    other_references(declared, taxonomy, &units, &mut findings);
    links(declared, &mut findings);
    amounts(declared, &mut findings);
    findings.extend(sums::beyond(declared));
    unlikely(declared, &mut findings);
    empty(declared, &mut findings);
    dates(declared, &mut findings);
    personal(declared, &mut findings);
    let mut findings = findings.into_vec();
    without_consequences(&mut findings);
    for finding in &mut findings {
        finding.organisation = Some(declared.organisation.id.clone());
    }
    findings
}

fn identity(declared: &Return, findings: &mut Findings) {
    let mut need = |text: &str, route: &dyn Fn() -> Route, what: &dyn Fn() -> String| {
        if is_blank(text) {
            findings
                .push(Finding::new(Code::MissingKey, format!("{} is empty", what())).help("fill it in").at(route()));
        }
    };
    let organisation = |key: &'static str| Route::root().key("organisation").key(key);
    need(&declared.organisation.id, &|| organisation("id"), &|| "the id of the organisation".to_owned());
    need(&declared.organisation.name, &|| organisation("name"), &|| "the name of the organisation".to_owned());
    for item in declared.items() {
        let route = |key: &'static str| Route::item(item.kind.list(), item.index).key(key);
        let text_key = if item.kind == Kind::Role { "title" } else { "name" };
        need(item.id, &|| route("id"), &|| format!("the id of a {}", item.kind));
        need(item.text, &|| route(text_key), &|| format!("the {text_key} of the {} `{}`", item.kind, item.id));
    }
    for (index, unit) in declared.units.iter().enumerate() {
        let route = |key: &'static str| Route::item("units", index).key(key);
        need(&unit.id, &|| route("id"), &|| "the id of a unit".to_owned());
        need(&unit.name, &|| route("name"), &|| format!("the name of the unit `{}`", unit.id));
    }
    for (index, _) in declared.units.iter().enumerate().filter(|(_, unit)| unit.id == "-") {
        findings.push(
            Finding::new(Code::InvalidValue, "a unit may not be called `-`: that stands for no unit")
                .help("give it another id")
                .at(Route::item("units", index).key("id")),
        );
    }
}

fn duplicates(declared: &Return, findings: &mut Findings) {
    let mut seen: HashMap<(&str, &str), usize> = HashMap::default();
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

fn references(declared: &Return, taxonomy: &Taxonomy, units: &HashSet<&str>, item: &Item<'_>, findings: &mut Findings) {
    let route = || Route::item(item.kind.list(), item.index);
    if let Some(unit) = item.unit.filter(|unit| !units.contains(unit)) {
        findings.push_with(Code::UnknownUnit, || unknown_unit(declared, unit, route().key("unit")).item(item.id));
    }
    if let Some(code) = item.function.filter(|code| is_unknown(declared, taxonomy, code)) {
        let route = || route().key("function");
        findings.push_with(Code::UnknownFunction, || unknown_function(taxonomy, code, route()).item(item.id));
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
        for (code, _) in shares.0.iter().filter(|(code, _)| is_unknown(declared, taxonomy, code)) {
            let route = || route().key("functions").key(code);
            findings.push_with(Code::UnknownFunction, || unknown_function(taxonomy, code, route()).item(item.id));
        }
        findings.extend(too_much(shares, || route().key("functions")).map(|finding| finding.item(item.id)));
    }
}

fn other_references(declared: &Return, taxonomy: &Taxonomy, units: &HashSet<&str>, findings: &mut Findings) {
    let mut function = |code: Option<&str>, list: &str, index: usize| {
        if let Some(code) = code.filter(|code| is_unknown(declared, taxonomy, code)) {
            let route = || Route::item(list, index).key("function");
            findings.push_with(Code::UnknownFunction, || unknown_function(taxonomy, code, route()));
        }
    };
    for (index, recharge) in declared.recharges.iter().enumerate() {
        function(recharge.function.as_deref(), "recharges", index);
    }
    for (index, sale) in declared.sales.iter().enumerate() {
        function(sale.function.as_deref(), "sales", index);
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
    let mut items = None;
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
        if let Some(unit) = exception.unit.as_deref().filter(|unit| !units.contains(unit)) {
            findings.push_with(Code::UnknownUnit, || unknown_unit(declared, unit, route.clone().key("unit")));
        }
        if let Some(name) = &exception.item
            && items.get_or_insert_with(|| ItemsById::of(declared)).named(name).is_empty()
        {
            findings.push_with(Code::InvalidValue, || unknown_item(declared, name, route.key("item")));
        }
    }
}

fn links(declared: &Return, findings: &mut Findings) {
    let roles = declared.roles.iter().enumerate().map(|(index, role)| (Kind::Role, index, &role.id, &role.processes));
    let systems =
        declared.systems.iter().enumerate().map(|(index, system)| (Kind::System, index, &system.id, &system.processes));
    let processes: HashSet<&str> = declared.processes.iter().map(|process| process.id.as_str()).collect();
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
            } else if !processes.contains(process.as_str()) {
                let route = || route().key(process);
                findings.push_with(Code::UnknownProcess, || unknown_process(declared, process, route()).item(id));
            }
        }
        findings.extend(too_much(shares, route).map(|finding| finding.item(id)));
    }
}

fn amounts(declared: &Return, findings: &mut Findings) {
    let mut not_below_nothing = |amount: Option<Money>, route: &dyn Fn() -> Route, item: Option<&str>| {
        if let Some(amount) = amount.filter(|amount| *amount < Money::ZERO) {
            let mut finding =
                Finding::new(Code::NegativeAmount, format!("{} is below nothing", amount.exact(declared.currency())))
                    .help("declare what was spent; leave refunds and corrections out")
                    .at(route());
            finding.item = item.map(str::to_owned);
            findings.push(finding);
        }
    };
    not_below_nothing(declared.organisation.total, &|| Route::root().key("organisation").key("total"), None);
    for (index, process) in declared.processes.iter().enumerate() {
        let route = || Route::item("processes", index);
        not_below_nothing(process.total, &|| route().key("total"), Some(&process.id));
        not_below_nothing(process.other, &|| route().key("other"), Some(&process.id));
    }
    for (index, role) in declared.roles.iter().enumerate() {
        not_below_nothing(role.cost, &|| Route::item("roles", index).key("cost"), Some(&role.id));
    }
    for (index, system) in declared.systems.iter().enumerate() {
        not_below_nothing(system.cost, &|| Route::item("systems", index).key("cost"), Some(&system.id));
    }
    for (index, recharge) in declared.recharges.iter().enumerate() {
        not_below_nothing(Some(recharge.amount), &|| Route::item("recharges", index).key("amount"), None);
    }
    for (index, sale) in declared.sales.iter().enumerate() {
        not_below_nothing(Some(sale.amount), &|| Route::item("sales", index).key("amount"), None);
    }
    for (index, transfer) in declared.transfers.iter().enumerate() {
        not_below_nothing(transfer.moved_in, &|| Route::item("transfers", index).key("in"), None);
        not_below_nothing(transfer.moved_out, &|| Route::item("transfers", index).key("out"), None);
    }
}

fn too_much(shares: &Shares, route: impl Fn() -> Route) -> Option<Finding> {
    let sum = shares.sum();
    // A sum is at most a few thousand wholes: the division below is for printing only.
    #[allow(clippy::cast_precision_loss)]
    let wholes = sum as f64 / f64::from(ONE);
    (sum > u64::from(ONE)).then(|| {
        Finding::new(Code::SharesAboveOne, format!("the shares add up to {wholes}, which is more than 1"))
            .help("lower them until they add up to at most 1")
            .at(route())
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

fn unknown_item(declared: &Return, name: &str, route: Route) -> Finding {
    let ids = || declared.items().map(|item| item.id);
    let finding = Finding::new(Code::InvalidValue, format!("there is no item `{name}` for this exception")).at(route);
    let finding = finding.mend(name, surely(name, ids()));
    match nearest(name, ids()) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.help("name an item by its id"),
    }
}

fn unknown_process(declared: &Return, process: &str, route: Route) -> Finding {
    let ids = || declared.processes.iter().map(|known| known.id.as_str());
    let finding = Finding::new(Code::UnknownProcess, format!("there is no process `{process}`")).at(route);
    let finding = finding.mend(process, surely(process, ids()));
    let finding = match nearest(process, ids()) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.help("declare it under `processes:`, or take the link out"),
    };
    if declared.processes.is_empty() {
        finding
    } else {
        finding.related(Route::item("processes", 0), "the processes are declared here")
    }
}

/// Codes of another list are translated; those that cannot be are left to the mapper.
fn is_unknown(declared: &Return, taxonomy: &Taxonomy, code: &str) -> bool {
    let list = declared.taxonomy.as_deref().unwrap_or(crate::taxonomy::DEFAULT);
    list == taxonomy.id && taxonomy.find(code).is_none()
}

fn unknown_function(taxonomy: &Taxonomy, code: &str, route: Route) -> Finding {
    let finding = Finding::new(Code::UnknownFunction, format!("`{code}` is no function of {}", taxonomy.id)).at(route);
    let codes = || taxonomy.iter().map(|(_, function)| function.code.as_str());
    let finding = finding.mend(code, surely(code, codes()));
    match nearest(code, codes()) {
        Some(meant) => finding.help(format!("did you mean `{meant}`? `dupaudit taxonomy search TEXT` finds codes")),
        None => finding.help("`dupaudit taxonomy search TEXT` finds codes; without `function` the text is mapped"),
    }
}

//! What is declared and holds nothing: a return without items or figures, and units without items.

use foldhash::HashSet;

use super::model::Return;
use super::parts::{Said, walk};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::source::Route;

/// Looks for what holds nothing.
pub(super) fn empty(declared: &Return, findings: &mut Findings) {
    findings.extend(empty_return(declared));
    findings.extend(empty_units(declared));
}

/// A return in which there is nothing to check: whoever sees it pass must not think that something was.
fn empty_return(declared: &Return) -> Option<Finding> {
    let Return { processes, roles, systems, recharges, sales, .. } = declared;
    let items = processes.len() + roles.len() + systems.len();
    let total = declared.organisation.total;
    let holds_nothing = items + recharges.len() + sales.len() == 0;
    let (message, help) = if holds_nothing {
        let message = match total {
            Some(total) => {
                format!("no process, role or system shows what the {} is spent on", total.exact(declared.currency()))
            }
            None => "the return declares no process, role or system: there was nothing to check".to_owned(),
        };
        (message, "fill in `processes`, `roles` and `systems`; `dupaudit init` proposes the usual ones")
    } else {
        let mut has_figure = false;
        walk(declared, &mut |place, _, said| {
            has_figure |= matches!(said, Said::Amount(_) | Said::Staff) && !has_figure && place.item().is_some();
        });
        if has_figure || total.is_some() || recharges.len() + sales.len() > 0 {
            return None;
        }
        let message = match items {
            1 => "the only item of the return has neither cost nor staff".to_owned(),
            _ => format!("none of the {items} items of the return has a cost or staff"),
        };
        (message, "add `cost:` to roles and systems, `total:` to processes, or the `total:` of the organisation")
    };
    let mut finding = Finding::new(Code::EmptyReturn, message).help(help).at(Route::root().key("organisation"));
    if holds_nothing && total.is_none() {
        // A header is no return: nothing of the body was checked.
        finding.severity = Severity::Error;
    }
    Some(finding)
}

/// Units that no item belongs to.
fn empty_units(declared: &Return) -> Option<Finding> {
    let used: HashSet<&str> = declared.items().filter_map(|item| item.unit).collect();
    let empty = || declared.units.iter().enumerate().filter(|(_, unit)| !used.contains(unit.id.as_str()));
    let (index, first) = empty().next()?;
    let message = match empty().count() {
        1 => format!("no item belongs to the unit `{}`", first.id),
        count => format!("no item belongs to {count} of the units, the first of them `{}`", first.id),
    };
    let finding = Finding::new(Code::EmptyUnit, message)
        .help("add `unit:` to the items that belong to it, declare its items, or take it out")
        .each(empty().map(|(_, unit)| (format!("units[{}]", unit.id), 0)));
    Some(finding.at(Route::item("units", index)))
}

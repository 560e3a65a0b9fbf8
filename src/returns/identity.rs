//! Whose a return is, and of when: ids and types are read without what nobody sees in them, periods by their months.

use std::borrow::Cow;

use super::model::Return;
use crate::finding::{Code, Finding};
use crate::source::{Route, tidy};

/// Names the period by its months, and makes the id and the type of the organisation tidy, and the ids of those it speaks of. Says what had to change.
pub fn tidy_ids(declared: &mut Return) -> Vec<Finding> {
    let (mut early, mut findings) = (Vec::new(), Vec::new());
    let mut read = |text: &mut String, as_what: fn(&str) -> Cow<'_, str>, route: Route| {
        let meant = as_what(text).into_owned();
        if meant != *text {
            let finding = Finding::new(Code::UntidyId, format!("`{text}` is read as `{meant}`"));
            findings.push(finding.help(format!("write `{meant}`")).at(route));
            *text = meant;
        }
    };
    match declared.year_starts {
        Some(starts) => declared.period = declared.period.beginning(starts).unwrap_or(declared.period.clone()),
        None => early.extend(declared.period.ends_in().map(|year| {
            let message = format!("`FY{year}` does not show in which months the year begins and ends");
            Finding::new(Code::InvalidValue, message)
                .help("add `year_starts:`, such as `year_starts: 10-01`, or write both days, such as 2025-10-01/2026-09-30")
                .at(Route::root().key("period"))
        })),
    }
    let organisation = |key: &str| Route::root().key("organisation").key(key);
    read(&mut declared.organisation.id, tidy, organisation("id"));
    if let Some(kind) = &mut declared.organisation.kind {
        read(kind, tidy, organisation("type"));
    }
    if let Some(successor) = &mut declared.organisation.successor {
        read(successor, tidy, organisation("successor"));
    }
    for (index, recharge) in declared.recharges.iter_mut().enumerate() {
        read(&mut recharge.to, tidy, Route::item("recharges", index).key("to"));
    }
    for (index, sale) in declared.sales.iter_mut().enumerate() {
        read(&mut sale.to, tidy, Route::item("sales", index).key("to"));
    }
    for (index, shared) in declared.shared.iter_mut().enumerate() {
        let route = Route::item("shared", index);
        for (place, with) in shared.with.iter_mut().enumerate() {
            read(with, tidy, route.clone().key("with").index(place));
        }
        if let Some(host) = &mut shared.host {
            read(host, tidy, route.key("host"));
        }
    }
    for (index, transfer) in declared.transfers.iter_mut().enumerate() {
        if let Some(with) = &mut transfer.with {
            read(with, tidy, Route::item("transfers", index).key("with"));
        }
    }
    early.extend(findings);
    early
}

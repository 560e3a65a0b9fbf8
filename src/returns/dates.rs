//! Dates that are possible and hardly meant, and systems that are paid for after their end.

use jiff::civil::Date;

use super::model::{Kind, Return, Status, System};
use super::parts::{Said, walk};
use crate::finding::{Code, Finding, Findings};
use crate::source::Route;

/// Years that returns are made for.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2060;

/// Years from the period in which a contract or an exception may end.
const AWAY: i16 = 30;

/// Looks for dates that are hardly meant, and for what is paid after its end.
pub(super) fn dates(declared: &Return, findings: &mut Findings) {
    let period = &declared.period;
    if period.first_day().is_none() {
        return;
    }
    if !YEARS.contains(&period.year()) {
        let message = format!("the period is {}", period.0);
        findings.push(
            Finding::new(Code::UnlikelyDate, message)
                .help("write the twelve months that the figures are of, such as 2025-26")
                .at(Route::root().key("period")),
        );
        // What is far from a wrong period may well be right.
        return;
    }
    let is_far = |date: Date| (date.year() - period.year()).abs() > AWAY;
    let far = |date: Date, route: Route| {
        Finding::new(Code::UnlikelyDate, format!("{date} is more than {AWAY} years away from the period, {}", period.0))
            .help("check the year")
            .at(route)
    };
    walk(declared, &mut |place, key, said| match said {
        Said::Date(date) if is_far(*date) => {
            let finding = far(*date, place.route().key(key.name));
            findings.push(Finding { item: place.item().map(str::to_owned), ..finding });
        }
        _ => {}
    });
    findings.extend(end(declared).map(|(finding, key)| finding.at(Route::root().key("organisation").key(key))));
    for (index, system) in declared.systems.iter().enumerate() {
        let route = || Route::item(Kind::System.list(), index);
        if let Some(end) = system.contract_end.filter(|end| !is_far(*end)) {
            findings.extend(contract(declared, system, end).map(|finding| finding.at(route().key("contract_end"))));
        }
        if let Some(cost) = system.cost.filter(|cost| system.status == Some(Status::Retired) && cost.is_positive()) {
            let message =
                format!("`{}` is retired and costs {}", system.name.trim_end(), cost.exact(declared.currency()));
            findings.push(
                Finding::new(Code::RetiredSystemCosts, message)
                    .help("end the contract, or correct `status`; until then the cost counts like any other")
                    .at(route().key("status"))
                    .item(&system.id),
            );
        }
    }
}

/// What an organisation says of its own end, and cannot be so; under which key.
fn end(declared: &Return) -> Option<(Finding, &'static str)> {
    let organisation = &declared.organisation;
    let id = organisation.id.as_str();
    let finding = |message: String, help: &str| Finding::new(Code::UnclearSuccessor, message).help(help);
    match (organisation.until, organisation.successor.as_deref()) {
        (_, Some(successor)) if successor == id => {
            let message = format!("`{id}` is named as its own successor");
            Some((finding(message, "name the organisation that takes its place, or remove `successor`"), "successor"))
        }
        (None, Some(successor)) => {
            let message =
                format!("`{id}` has the successor `{successor}` and no day from which on: nothing follows from it");
            Some((finding(message, "add `until:`, the day from which on the organisation is no more"), "successor"))
        }
        (Some(until), _) if declared.period.first_day().is_some_and(|first| until <= first) => {
            let message = format!(
                "`{id}` was no more from {until} on, and its figures are of {}: nothing follows from it",
                declared.period.0
            );
            Some((finding(message, "correct the day, or take the return out"), "until"))
        }
        _ => None,
    }
}

/// A system that is paid for although its contract ended: before the period, or in it if the system is said to be live.
fn contract(declared: &Return, system: &System, end: Date) -> Option<Finding> {
    let (first, last) = (declared.period.first_day()?, declared.period.last_day()?);
    let cost = system.cost.filter(|cost| cost.is_positive())?.exact(declared.currency());
    let is_over = match system.status {
        Some(Status::Live) => end < last,
        Some(Status::Retiring) | None => end < first,
        // That it still costs is a finding of its own.
        Some(Status::Retired) => false,
    };
    let message = || {
        format!("`{}` costs {cost} in {}, and its contract ended on {end}", system.name.trim_end(), declared.period.0)
    };
    is_over.then(|| {
        Finding::new(Code::ContractEnded, message())
            .help("write the end of the contract that is running now, or `status: retired`")
            .item(&system.id)
    })
}

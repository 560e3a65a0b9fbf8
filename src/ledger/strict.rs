//! What `--strict` demands: declared functions, totals and volumes. It rejects nothing; the check fails.

use super::facts::ReturnFacts;
use crate::finding::{Code, Finding, Severity};
use crate::mapping::Source;
use crate::money::Money;
use crate::returns::{Item, Return};
use crate::source::Route;

/// How much a return must say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Strictness {
    /// What cannot be done without.
    #[default]
    Usual,
    /// A function for every item, a control total, and volumes.
    Strict,
}

/// Adds what is demanded and missing, and makes errors of what is a note otherwise.
pub(super) fn demand(declared: &Return, facts: &ReturnFacts, findings: &mut Vec<Finding>) {
    let has_no_total = |finding: &Finding| finding.code == Code::NoControlTotal;
    if declared.organisation.total.is_none() && !findings.iter().any(has_no_total) {
        findings.push(
            Finding::new(Code::NoControlTotal, "the organisation has no `total:`, so missing cost cannot be detected")
                .help("add `organisation: {total: …}`, everything spent in the period")
                .at(Route::root().key("organisation")),
        );
    }
    findings.extend(undeclared_function(declared, facts));
    for finding in findings.iter_mut() {
        if matches!(finding.code, Code::NoControlTotal | Code::MissingVolume | Code::EmptyReturn) {
            finding.severity = Severity::Error;
        }
    }
}

/// One finding for all items without a function of their own, at the costliest.
fn undeclared_function(declared: &Return, facts: &ReturnFacts) -> Option<Finding> {
    let silent = || declared.items().zip(&facts.items).filter(|(_, fact)| fact.mapping.source != Source::Declared);
    let rank = |item: &Item<'_>| (item.whole().unwrap_or_default(), std::cmp::Reverse((item.kind, item.index)));
    let (costliest, _) = silent().max_by_key(|(item, _)| rank(item))?;
    let cost: Money = silent().filter_map(|(item, _)| item.whole()).sum();
    let message = match silent().count() {
        1 => format!("1 item ({}) declares no function: `{}`", cost.exact(declared.currency()), costliest.text),
        count => format!(
            "{count} items ({}) declare no function; the costliest is `{}`",
            cost.exact(declared.currency()),
            costliest.text
        ),
    };
    Some(
        Finding::new(Code::UndeclaredFunction, message)
            .help("add `function:`; `dupaudit map` proposes one for each item")
            .each(silent().map(|(item, _)| (item.kind.named(item.id), 0)))
            .at(Route::item(costliest.kind.list(), costliest.index))
            .item(costliest.id),
    )
}

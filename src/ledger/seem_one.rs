//! Organisations that seem to be one and the same: ids that look alike, and returns that are copies of one another.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::facts::ReturnFacts;
use crate::finding::{Code, Finding, Related};
use crate::returns::Kind;
use crate::source::{Position, Route, folded, looks, scripts};

/// Looks for organisations that seem to be one. Each finding stands at the later one and points at the earlier.
pub(super) fn seem_one(facts: &[ReturnFacts]) -> Vec<Finding> {
    let mut findings = copies(facts);
    // Within one script nothing looks alike that matters: most ids need no closer look.
    if facts.iter().any(|facts| !facts.organisation.id.is_ascii()) {
        findings.extend(look_alike(facts));
    }
    findings
}

fn look_alike(facts: &[ReturnFacts]) -> Vec<Finding> {
    let mut by_look: BTreeMap<String, Vec<&ReturnFacts>> = BTreeMap::new();
    let mut findings = Vec::new();
    for facts in facts {
        let id = &facts.organisation.id;
        let mut others = Vec::new();
        for look in looks(id) {
            let same = by_look.entry(look).or_default();
            others.extend(same.iter().copied().filter(|other| scripts(&other.organisation.id) != scripts(id)));
            same.push(facts);
        }
        if let Some(other) = others.first() {
            let message =
                format!("the id `{id}` looks like `{}`, with letters of another script", other.organisation.id);
            let help = "if both are one organisation, keep one return. If not, give one of them another id";
            findings.push(between(Code::LookAlikeId, message, help, facts, other));
        }
    }
    findings
}

fn copies(facts: &[ReturnFacts]) -> Vec<Finding> {
    let letters = |text: &str| folded(text).chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
    let mut by_name: BTreeMap<String, Vec<&ReturnFacts>> = BTreeMap::new();
    for facts in facts {
        by_name.entry(letters(&facts.organisation.name)).or_default().push(facts);
    }
    let mut findings = Vec::new();
    for same_name in by_name.into_values().filter(|all| all.len() > 1) {
        let mut known: BTreeMap<Vec<(Kind, String)>, &ReturnFacts> = BTreeMap::new();
        for facts in same_name {
            let mut items: Vec<_> = facts.items.iter().map(|item| (item.kind, letters(&item.text))).collect();
            items.sort();
            let first = *known.entry(items).or_insert(facts);
            if !std::ptr::eq(first, facts) {
                let (id, other) = (&facts.organisation.id, &first.organisation.id);
                let message = format!("`{id}` has the name and the items of `{other}`: both count");
                let help = "if both are one organisation, keep one return. If not, show the difference in the names";
                findings.push(between(Code::CopiedReturn, message, help, facts, first));
            }
        }
    }
    findings
}

fn between(code: Code, message: String, help: &str, facts: &ReturnFacts, other: &ReturnFacts) -> Finding {
    let start = |facts: &ReturnFacts| Position { line: facts.line, column: 1 };
    let mut finding = Finding::new(code, message)
        .help(help)
        .at(Route::root().key("organisation").key("id"))
        .position(start(facts))
        .organisation(&facts.organisation.id);
    finding.path = Some(Arc::clone(&facts.path));
    finding.named = Some(format!("organisation.id={}", other.organisation.id));
    finding.related = vec![Related {
        message: "the other return".to_owned(),
        path: Some(Arc::clone(&other.path)),
        position: Some(start(other)),
        end: None,
        route: finding.route.clone(),
    }];
    finding
}

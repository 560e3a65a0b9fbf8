//! What a reader should know about the comparison: who and what left it, and which unit costs say nothing.

use super::basis::Basis;
use super::benchmark::{Caution, unit_cost};
use super::leaving::{Excepted, Standing, attributes, last_day, standing};
use super::measure::Overlap;
use super::unit_costs::{BodyUnitCost, UnitCosts};
use crate::finding::{Code, Finding};
use crate::ledger::{ExceptionFact, ReturnFacts};
use crate::money::{Money, Share, agree, plural};
use crate::source::{Position, Route};
use crate::taxonomy::Taxonomy;

/// The findings of a measured overlap. `target` is the share of the duplicated cost that is to be taken out.
pub fn doubts(
    facts: &[ReturnFacts],
    taxonomy: &Taxonomy,
    overlap: &Overlap,
    basis: Basis,
    target: Share,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (facts, left) in facts.iter().zip(&overlap.left) {
        if !left.differences.is_empty() {
            findings.push(unlike(facts, left));
        }
        for excepted in &left.exceptions {
            findings.extend(exception(facts, excepted, taxonomy));
        }
    }
    findings.extend(undeclared(facts));
    for function in &overlap.functions {
        let code = &taxonomy.get(function.function).code;
        if let Some(unit_costs) = &function.unit_costs {
            let flagged = unit_costs.bodies.iter().filter(|body| !body.cautions.is_empty());
            findings.extend(flagged.map(|body| unlikely(&facts[body.organisation as usize], body, unit_costs, code)));
        }
    }
    findings.extend(stretch(taxonomy, overlap, basis, target));
    findings
}

fn unlike(facts: &ReturnFacts, left: &super::leaving::Left) -> Finding {
    let differences = left.differences.iter().map(|(name, own, usual)| format!("`{name}: {own}`, not {usual} as most"));
    let id = &facts.organisation.id;
    let message = format!(
        "the accounts of `{id}` are {}: {} leaves every comparison",
        differences.collect::<Vec<_>>().join(" and "),
        left.excluded.like_for_like
    );
    at_return(facts, Finding::new(Code::UnlikeAccounts, message))
        .help("restate the figures as most declare them, or correct `accounting:`")
}

/// One note for all returns that leave open what others say of their accounts.
fn undeclared(facts: &[ReturnFacts]) -> Option<Finding> {
    if facts.len() < 2 {
        return None;
    }
    let silent =
        |facts: &&ReturnFacts| attributes(&facts.organisation.accounting).iter().any(|(_, value)| value.is_none());
    let first = facts.iter().find(silent)?;
    let count = facts.iter().filter(silent).count();
    let mut missing = attributes(&first.organisation.accounting).to_vec();
    missing.retain(|(_, value)| value.is_none());
    let names: Vec<String> = missing.iter().map(|(name, _)| format!("`{name}`")).collect();
    let message = format!(
        "{count} of {} {} {}; the first is `{}`, which does not say {}",
        facts.len(),
        plural(facts.len(), "return"),
        agree(
            count,
            "leaves open how its figures were drawn up, and is compared as if like the others",
            "leave open how their figures were drawn up, and are compared as if like the others"
        ),
        first.organisation.id,
        names.join(", "),
    );
    Some(
        at_return(first, Finding::new(Code::UndeclaredAccounts, message))
            .help("add `accounting: {on_costs: included, recharges: gross, vat: excluded}`, as it is"),
    )
}

/// Exceptions of one return that no longer hold, or name nothing that would be compared: it takes no other return to see.
pub fn exception_doubts(facts: &ReturnFacts, taxonomy: &Taxonomy) -> Vec<Finding> {
    let excepted = standing(facts, taxonomy);
    excepted.iter().filter_map(|excepted| exception(facts, excepted, taxonomy)).collect()
}

fn exception(facts: &ReturnFacts, excepted: &Excepted, taxonomy: &Taxonomy) -> Option<Finding> {
    let declared = &facts.exceptions[excepted.index];
    let what = names(facts, declared, taxonomy);
    let finding = match excepted.standing {
        Standing::Holds => return None,
        Standing::Expired => {
            let until = declared.until.map(|day| day.to_string()).unwrap_or_default();
            let end = last_day(&facts.organisation.period).map(|day| day.to_string()).unwrap_or_default();
            let message = format!(
                "the exception for {what} held until {until}, and the period ends on {end}: {} is compared again",
                excepted.amount.exact(&facts.organisation.currency)
            );
            Finding::new(Code::ExpiredException, message).help("renew it with a new `until:`, or take it out")
        }
        Standing::Unused => Finding::new(
            Code::UnusedException,
            format!("the exception for {what} keeps nothing out of the comparison: nothing it names was compared"),
        )
        .help("take it out, or name what it is meant for"),
    };
    Some(Finding {
        position: Some(declared.position),
        route: Some(Route::item("exceptions", declared.index as usize)),
        named: Some(format!("exceptions[{}]", what.replace('`', ""))),
        ..at_return(facts, finding)
    })
}

/// What an exception is about, in words.
pub fn names(facts: &ReturnFacts, exception: &ExceptionFact, taxonomy: &Taxonomy) -> String {
    let items = exception.items.iter().map(|item| &facts.items[*item as usize]);
    let items = items.map(|item| format!("`{}/{}`", item.kind, item.id));
    let unit = exception.unit.map(|unit| format!("the unit `{}`", facts.units[unit as usize]));
    let function = exception.function.map(|function| format!("`{}`", taxonomy.get(function).code));
    let all: Vec<String> = items.chain(unit).chain(function).collect();
    if all.is_empty() { "a function of another list".to_owned() } else { all.join(" and ") }
}

fn unlikely(facts: &ReturnFacts, body: &BodyUnitCost, unit_costs: &UnitCosts, code: &str) -> Finding {
    let why: Vec<String> =
        body.cautions.iter().map(|caution| format!("{} ({})", caution.about(), caution.code())).collect();
    let each = match body.cautions[..] {
        [Caution::ZeroCost] => String::new(),
        _ => format!(": {:.2} a unit", unit_cost(&body.peer)),
    };
    let message = format!(
        "`{}` is not benchmarked on `{code}` by {}{each}: {}",
        facts.organisation.id,
        unit_costs.measure,
        why.join("; ")
    );
    at_return(facts, Finding::new(Code::UnlikelyUnitCost, message))
        .help("check the cost and the volume against what the others declare")
}

/// Where the target asks for more than everybody at the best quarter's unit cost would give.
fn stretch(taxonomy: &Taxonomy, overlap: &Overlap, basis: Basis, target: Share) -> Option<Finding> {
    let beyond = |function: &&super::measure::FunctionMeasure| {
        function.frontier().is_some_and(|gap| function.duplicated.get(basis).times(target) > gap)
    };
    let functions: Vec<_> = overlap.functions.iter().filter(beyond).collect();
    let first = functions
        .iter()
        .max_by_key(|function| (function.duplicated.get(basis), std::cmp::Reverse(function.function)))?;
    let sum =
        |of: &dyn Fn(&super::measure::FunctionMeasure) -> Money| functions.iter().map(|one| of(one)).sum::<Money>();
    let message = format!(
        "on {} with a benchmark the target of {} is more than the {} that everybody at the best quarter's unit cost would give, as \
         on `{}`: that needs a new operating model, best practice alone does not reach it",
        if functions.len() == 1 { "the function".to_owned() } else { format!("{} functions", functions.len()) },
        sum(&|one| one.duplicated.get(basis).times(target)),
        sum(&|one| one.frontier().unwrap_or_default()),
        taxonomy.get(first.function).code,
    );
    Some(
        Finding::new(Code::BeyondBestPractice, message)
            .help("read `duplicated.frontier` beside the basis, function by function"),
    )
}

/// A finding about a return as a whole.
fn at_return(facts: &ReturnFacts, finding: Finding) -> Finding {
    let mut finding = finding.position(Position { line: facts.line, column: 1 }).organisation(&facts.organisation.id);
    finding.path = Some(facts.path.clone());
    finding
}

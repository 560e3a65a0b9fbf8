//! What a reader should know about the comparison: who and what left it, and which unit costs say nothing.

use super::basis::Basis;
use super::benchmark::{Caution, unit_cost};
use super::income::mostly_paid;
use super::leaving::{Excepted, Standing, attributes, last_day, standing};
use super::measure::Overlap;
use super::outliers::Outlier;
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
    findings.extend(facts.iter().flat_map(|facts| mostly_paid(facts, taxonomy, overlap)));
    let flagged = |outlier: &&Outlier| {
        let of = |body: &BodyUnitCost| body.organisation == outlier.organisation && !body.cautions.is_empty();
        let measure = overlap.functions.iter().find(|measure| measure.function == outlier.function);
        measure.and_then(|measure| measure.unit_costs.as_ref()).is_some_and(|found| found.bodies.iter().any(of))
    };
    let (in_unit_cost, far): (Vec<&Outlier>, Vec<&Outlier>) = overlap.outliers.iter().partition(flagged);
    findings.extend(far.into_iter().map(|outlier| far_from_others(facts, outlier, taxonomy)));
    findings.extend(undeclared(facts));
    for function in &overlap.functions {
        let code = &taxonomy.get(function.function).code;
        if let Some(unit_costs) = &function.unit_costs {
            let flagged = unit_costs.bodies.iter().filter(|body| !body.cautions.is_empty());
            findings.extend(flagged.map(|body| {
                let is_it = |outlier: &&&Outlier| {
                    (outlier.function, outlier.organisation) == (function.function, body.organisation)
                };
                let carries = in_unit_cost.iter().find(is_it).map(|outlier| outlier.carries);
                unlikely(&facts[body.organisation as usize], body, unit_costs, code, carries)
            }));
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
    let open =
        |facts: &ReturnFacts| attributes(&facts.organisation.accounting).map(|(name, value)| (name, value.is_none()));
    // Few declare income at all: only where one says how it is drawn up, the others leave something open.
    let said = facts.iter().any(|facts| facts.organisation.accounting.income.is_some());
    let missing = |facts: &ReturnFacts| {
        open(facts).into_iter().filter(|(name, open)| *open && (said || *name != "income")).map(|(name, _)| name)
    };
    let silent = |facts: &&ReturnFacts| missing(facts).next().is_some();
    let first = facts.iter().find(silent)?;
    let count = facts.iter().filter(silent).count();
    let names: Vec<String> = missing(first).map(|name| format!("`{name}`")).collect();
    let message = format!(
        "{count} of {} {} {}; the first is `{}`, which does not declare {}",
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
    Some(at_return(first, Finding::new(Code::UndeclaredAccounts, message)).help(
        "add `accounting:` and state how your own figures were prepared, for example `accounting: \
                {on_costs: included, recharges: gross, vat: excluded}`",
    ))
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

fn unlikely(
    facts: &ReturnFacts,
    body: &BodyUnitCost,
    unit_costs: &UnitCosts,
    code: &str,
    carries: Option<Money>,
) -> Finding {
    let why: Vec<String> =
        body.cautions.iter().map(|caution| format!("{} ({})", caution.about(), caution.code())).collect();
    let each = match body.cautions[..] {
        [Caution::ZeroCost] => String::new(),
        _ => format!(" ({:.2} a unit)", unit_cost(&body.peer)),
    };
    let carries = carries
        .map(|amount| format!("; {} of the duplicated cost depends on it", amount.exact(&facts.organisation.currency)));
    let message = format!(
        "`{}`, `{code}`: not benchmarked by {}{each}, because {}{}",
        facts.organisation.id,
        unit_costs.measure,
        why.join("; "),
        carries.unwrap_or_default(),
    );
    at_return(facts, Finding::new(Code::UnlikelyUnitCost, message))
        .help("check the cost and the volume against what the others declare")
}

/// A cost far from those of the others, at the costliest item behind it.
fn far_from_others(facts: &[ReturnFacts], outlier: &Outlier, taxonomy: &Taxonomy) -> Finding {
    let facts = &facts[outlier.organisation as usize];
    let item = outlier.costliest_item(facts).map(|item| &facts.items[item as usize]);
    let currency = &facts.organisation.currency;
    let message = format!(
        "`{}` spends {} on `{}`, {:.1} times the median of its peers by {}{}; {} of the duplicated cost depends on it",
        facts.organisation.id,
        outlier.cost.exact(currency),
        taxonomy.get(outlier.function).code,
        outlier.ratio,
        outlier.driver,
        item.map(|item| format!(", mostly for `{}`", item.text)).unwrap_or_default(),
        outlier.carries.exact(currency),
    );
    let mut finding = Finding::new(Code::Outlier, message)
        .help(
            "check the amount, and what the line holds that the others' do not: services sold, costs of several years",
        )
        .amount(outlier.carries.0);
    finding.route = item.map(|item| Route::item(item.kind.list(), item.index as usize));
    finding.item = item.map(|item| item.id.to_string());
    at_return(facts, finding)
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
        "on {} with a benchmark, the target of {} is more than the {} that the best quartile's unit cost would \
         save, as on `{}`. That needs a new way of working",
        if functions.len() == 1 { "the function".to_owned() } else { format!("{} functions", functions.len()) },
        sum(&|one| one.duplicated.get(basis).times(target)),
        sum(&|one| one.frontier().unwrap_or_default()),
        taxonomy.get(first.function).code,
    );
    Some(
        Finding::new(Code::BeyondBestPractice, message)
            .help("compare `duplicated.frontier` with the duplicated cost, function by function"),
    )
}

/// A finding about a return as a whole.
pub(super) fn at_return(facts: &ReturnFacts, finding: Finding) -> Finding {
    let mut finding = finding.position(Position { line: facts.line, column: 1 }).organisation(&facts.organisation.id);
    finding.path = Some(facts.path.clone());
    finding
}

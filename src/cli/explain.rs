//! `explain`: where the pounds of an item went, who provides a function, or what a finding means.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::bail;

use super::Exit;
use super::measuring::Measuring;
use super::options::{Reading, Session};
use super::outputs::{Outputs, Writing};
use super::rules::ONE_RULE;
use crate::finding::{Code, Rule, nearest, rules};
use crate::ledger::{ItemFact, ReturnFacts};
use crate::output::{
    Figure, PlainFormat, RuleRow, Term, write_explained_function, write_explained_item, write_explained_json,
    write_facts, write_facts_json, write_figure, write_rule, write_rules, write_rules_json, write_term,
};
use crate::overlap::measure;
use crate::progress::say;
use crate::report::{Audit, Explaining, Origin, assemble};
use crate::returns::{Input, STANDARD_INPUT, read_documents};
use crate::savings::{Fact, Scenario, facts, find_fact};
use crate::source::{Places, Position, Route};
use crate::taxonomy::Taxonomy;

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// An item such as E07000117/role/ct-officer, an organisation, a function, a rule, a year or a term. `rules` lists
    /// every rule, and `parameter` every assumption
    target: String,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    writing: Writing<PlainFormat>,
    #[command(flatten)]
    measuring: Measuring,
}

/// Explains an item, a function or a finding.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    if args.target == "parameter" {
        reads_nothing(args)?;
        return parameters(args);
    }
    if args.target == "rules" {
        return every_rule(args);
    }
    let session = Session::open(&args.reading)?;
    let (basis, floor) = (args.measuring.basis(&session)?, args.measuring.floor(&session)?);
    let outputs = Outputs::open(&args.writing)?.then(next(&args.target));
    if let Some(code) = Code::find(&args.target) {
        reads_nothing(args)?;
        let rule = Rule::of(code);
        outputs.write(|out, format, width| match format {
            PlainFormat::Text => write_rule(out, width, rule),
            PlainFormat::Json => write_explained_json(out, "finding", &Origin::tool(), &RuleRow::from(rule)),
        })?;
        return Ok(Exit::Done);
    }
    let function = session.taxonomy.find(&args.target);
    let term = if function.is_some() { None } else { Term::find(&args.target) };
    if let Some(term) = term.as_ref().filter(|term| !args.reading.is_given() || !Figure::is_figure(term)) {
        reads_nothing(args)?;
        outputs.write(|out, format, width| match format {
            PlainFormat::Text => write_term(out, width, term),
            PlainFormat::Json => write_explained_json(out, "term", &Origin::tool(), term),
        })?;
        return Ok(Exit::Done);
    }
    let mapper = session.mapper(&args.reading, None)?.explaining();
    let mut gathered = session.gather(&args.reading, &mapper)?;
    let (currency, period) = args.measuring.select(&session, &mut gathered)?;
    session.settle(&mut gathered);
    let manifest = session.manifest(&gathered, &mapper);
    let exit = session.exit(&gathered.coverage, &gathered.findings);
    if gathered.facts.is_empty() {
        let missing = "no returns were read";
        if function.is_none() && !args.target.contains('/') {
            bail!("{missing}, and {}", unknown(&args.target, &[], &session.taxonomy));
        }
        say(&format!("{missing}: name files or folders with returns"));
        return Ok(exit);
    }
    let overlap = measure(&gathered.facts, &session.taxonomy, basis, floor);
    let explaining = Explaining {
        facts: &gathered.facts,
        taxonomy: &session.taxonomy,
        overlap: &overlap,
        basis,
        floor,
        currency: &currency,
    };
    if let Some(function) = function {
        let explained = explaining.function(function);
        outputs.write(|out, format, width| match format {
            PlainFormat::Text => write_explained_function(out, width, &explained),
            PlainFormat::Json => write_explained_json(out, "function", &Origin::from(&manifest), &explained),
        })?;
        return Ok(exit);
    }
    if !args.target.contains('/') {
        let scenario = Scenario::from_keys(&session.settings.scenario, &BTreeMap::new())?;
        let audit = Audit {
            facts: &gathered.facts,
            beside: None,
            suppliers: &gathered.suppliers,
            coverage: gathered.coverage,
            findings: gathered.findings,
            levels: &session.levels,
            taxonomy: &session.taxonomy,
            overlap: &overlap,
            basis,
            floor,
            scenario: &scenario,
            sectors: Vec::new(),
            currency,
            period,
            manifest,
            host: None,
        };
        explain_report(audit, &args.target, term, outputs)?;
        return Ok(exit);
    }
    let Some((organisation, item)) = find(&args.target, &gathered.facts) else {
        if find(&args.target, &gathered.suppliers).is_some() {
            bail!("{}", of_supplier(&args.target));
        }
        bail!("{}", unknown(&args.target, &gathered.facts, &session.taxonomy));
    };
    let facts = &gathered.facts[organisation];
    let at = place(facts, &facts.items[item]);
    let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
    let explained = explaining.item(number(organisation), number(item), at);
    outputs.write(|out, format, width| match format {
        PlainFormat::Text => write_explained_item(out, width, &explained),
        PlainFormat::Json => write_explained_json(out, "item", &Origin::from(&manifest), &explained),
    })?;
    Ok(exit)
}

/// Explains an organisation, a year or a headline figure from a whole audit.
fn explain_report(
    audit: Audit<'_>,
    target: &str,
    term: Option<Term>,
    outputs: Outputs<PlainFormat>,
) -> anyhow::Result<()> {
    let (facts, taxonomy, origin) = (audit.facts, audit.taxonomy, Origin::from(&audit.manifest));
    let report = assemble(audit);
    let organisation = report.organisations.iter().find(|row| row.id == target).map(Figure::Organisation);
    let year = || report.savings.years.iter().find(|row| row.label == target).map(Figure::Year);
    let Some(figure) = organisation.or_else(year).or_else(|| term.map(Figure::Term)) else {
        bail!("{}", unknown(target, facts, taxonomy));
    };
    outputs.write(|out, format, width| match (format, &figure) {
        (PlainFormat::Text, figure) => write_figure(out, width, &report, figure),
        (PlainFormat::Json, Figure::Organisation(row)) => write_explained_json(out, "organisation", &origin, row),
        (PlainFormat::Json, Figure::Year(row)) => write_explained_json(out, "year", &origin, row),
        (PlainFormat::Json, Figure::Term(term)) => write_explained_json(out, "term", &origin, term),
    })
}

/// Refuses what is said of returns where none are read.
fn reads_nothing(args: &Args) -> anyhow::Result<()> {
    let Reading { facts, decisions, fail_on, allow_incomplete, withholding, .. } = &args.reading;
    for (is_given, option) in [
        (!facts.is_empty(), "--facts"),
        (!decisions.is_empty(), "--decisions"),
        (fail_on.is_some(), "--fail-on"),
        (*allow_incomplete, "--allow-incomplete"),
        (withholding.redact, "--redact"),
    ] {
        if is_given {
            bail!("`explain {}` reads no returns: leave out {option}", args.target);
        }
    }
    Ok(())
}

/// Shows facts with their sources.
fn parameters(args: &Args) -> anyhow::Result<Exit> {
    let names: Vec<String> = args.reading.paths().iter().map(|path| path.display().to_string()).collect();
    let all = names.is_empty() || names == ["."];
    let mut found: Vec<&Fact> = facts().iter().filter(|_| all).collect();
    for name in names.iter().filter(|_| !all) {
        let Some(fact) = find_fact(name) else {
            match nearest(name, facts().iter().map(|fact| fact.name.as_str())) {
                Some(meant) => bail!("there is no parameter `{name}`; did you mean `{meant}`?"),
                None => bail!("there is no parameter `{name}`; `dupaudit explain parameter` lists them"),
            }
        };
        found.push(fact);
    }
    Outputs::open(&args.writing)?.write(|out, format, width| match format {
        PlainFormat::Json => write_facts_json(out, &found),
        PlainFormat::Text => write_facts(out, width, &found),
    })?;
    Ok(Exit::Done)
}

/// The name of an item among all returns.
fn name(facts: &ReturnFacts, item: &ItemFact) -> String {
    format!("{}/{}/{}", facts.organisation.id, item.kind, item.id)
}

fn find(target: &str, all: &[ReturnFacts]) -> Option<(usize, usize)> {
    let mut places = all.iter().enumerate().filter(|(_, facts)| target.starts_with(&facts.organisation.id));
    places.find_map(|(place, facts)| {
        facts.items.iter().position(|item| name(facts, item) == target).map(|item| (place, item))
    })
}

/// Lists every rule.
fn every_rule(args: &Args) -> anyhow::Result<Exit> {
    reads_nothing(args)?;
    let rules = rules();
    Outputs::open(&args.writing)?.then(ONE_RULE).write(|out, format, width| match format {
        PlainFormat::Text => write_rules(out, width, &rules),
        PlainFormat::Json => write_rules_json(out, &rules),
    })?;
    Ok(Exit::Done)
}

/// Why the cost of an item of a supplier is not explained.
fn of_supplier(item: &str) -> String {
    format!(
        "`{item}` belongs to a supplier. Its cost is not in any total and is not compared. `dupaudit map` shows its \
         function"
    )
}

/// The command that most people run next.
fn next(target: &str) -> &'static str {
    match (Code::find(target), Term::find(target)) {
        (Some(_), _) => "`dupaudit check` shows what it is about in your returns.",
        (None, Some(_)) => "`dupaudit audit --full` shows every figure.",
        (None, None) => "`dupaudit map` lists every item with its function.",
    }
}

/// Says that there is no such thing, and what could have been meant.
fn unknown(target: &str, all: &[ReturnFacts], taxonomy: &Taxonomy) -> String {
    let items: Vec<String> = all.iter().flat_map(|facts| facts.items.iter().map(|item| name(facts, item))).collect();
    let codes = taxonomy.iter().map(|(_, function)| function.code.as_str());
    let bodies = all.iter().map(|facts| facts.organisation.id.as_str());
    let terms: Vec<&str> = Term::all().flat_map(|term| term.names()).collect();
    let names =
        items.iter().map(String::as_str).chain(bodies).chain(codes).chain(Code::ALL.iter().map(|code| code.word()));
    match nearest(target, names.chain(terms)) {
        Some(meant) => format!("there is no `{target}`; did you mean `{meant}`?"),
        None => format!(
            "there is no `{target}`. Name an item (ORGANISATION/KIND/ID), an organisation, a function, a rule, a year or a term; \
             `dupaudit map` lists items and functions"
        ),
    }
}

/// Where an item stands: the document is read once more, because facts do not keep its text.
fn place(facts: &ReturnFacts, item: &ItemFact) -> Position {
    let start = Position { line: facts.line, column: 1 };
    if &*facts.path == STANDARD_INPUT {
        return start;
    }
    let input = Input { name: Arc::clone(&facts.path), path: Some((&*facts.path).into()) };
    let mut documents = read_documents(&input).flatten();
    let document = documents.find(|document| document.first_line == facts.line);
    document.map_or(start, |document| Places::of(&document).find(&Route::item(item.kind.list(), item.index as usize)))
}

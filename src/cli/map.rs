//! `map`: every item with its function, how sure that is, and why.

use super::Exit;
use super::options::{Outputs, Reading, Session, Writing};
use super::review::{self, Subject};
use crate::ledger::{ItemFact, ReturnFacts};
use crate::mapping::{Mapper, Texts};
use crate::output::{Alternative, Format, MappedFunction, MappedRow, write_findings, write_map, write_map_json};
use crate::report::{CoverageRow, FindingRow};
use crate::taxonomy::Taxonomy;

/// Arguments of `map`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    writing: Writing,
    #[command(flatten)]
    review: review::Reviewing,
}

/// Maps the items of returns.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let session = Session::open(&args.reading)?;
    let outputs = Outputs::open(&args.writing)?.without(Format::Markdown)?;
    let mapper = session.mapper(&args.reading, args.review.file())?;
    let mut gathered = session.gather(&args.reading, &mapper)?;
    gathered.settle();
    if let Some(path) = &args.review.review {
        let currency = gathered.facts.first().map_or("GBP", |facts| facts.organisation.currency.as_str());
        let (facts, taxonomy, width) = (gathered.facts.as_slice(), &session.taxonomy, outputs.width());
        return review::run(&args.review, path, &Subject { facts, mapper: &mapper, taxonomy, currency, width });
    }
    let rows: Vec<MappedRow> = gathered
        .facts
        .iter()
        .flat_map(|facts| facts.items.iter().map(|item| row(facts, item, &mapper, &session.taxonomy)))
        .collect();
    let findings = session.by_rules(gathered.findings.iter().map(FindingRow::from).collect());
    let coverage = CoverageRow::from(&gathered.coverage);
    let currency = gathered.facts.first().map_or("GBP", |facts| facts.organisation.currency.as_str());
    outputs.write(|out, format, width| match format {
        Format::Json => write_map_json(out, &rows),
        Format::Text | Format::Markdown => {
            write_map(out, width, currency, &rows)?;
            writeln!(out)?;
            let errors: Vec<FindingRow> =
                findings.iter().filter(|finding| finding.severity == "error").cloned().collect();
            write_findings(out, width, &errors, usize::MAX)?;
            writeln!(out, "{}", coverage.line(currency))
        }
    })?;
    Ok(session.exit(&gathered.coverage, &findings, true))
}

fn row(facts: &ReturnFacts, item: &ItemFact, mapper: &Mapper<'_>, taxonomy: &Taxonomy) -> MappedRow {
    let largest = item.mapping.largest();
    let code = |id| taxonomy.get(id).code.clone();
    MappedRow {
        organisation: facts.organisation.id.clone(),
        kind: item.kind.word(),
        id: item.id.clone(),
        text: item.text.clone(),
        cost: item.cost,
        source: item.mapping.source.word(),
        function: largest.map(|claim| code(claim.function)),
        functions: item
            .mapping
            .claims
            .iter()
            .map(|claim| MappedFunction {
                code: code(claim.function),
                share: claim.share.as_f64(),
                confidence: claim.confidence.as_f64(),
            })
            .collect(),
        confidence: largest.map_or(0.0, |claim| claim.confidence.as_f64()),
        reason: mapper.reason(&Texts { name: &item.text, ..Texts::default() }, &item.mapping),
        alternatives: item
            .mapping
            .alternatives
            .iter()
            .map(|(id, confidence)| Alternative { code: code(*id), confidence: confidence.as_f64() })
            .collect(),
        comparable: item.mapping.comparable,
    }
}

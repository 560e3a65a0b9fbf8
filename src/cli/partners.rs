//! `partners`: who could share with whom, and how.

use std::collections::BTreeSet;

use anyhow::bail;
use clap::builder::PossibleValuesParser;

use super::Exit;
use super::measuring::Measuring;
use super::options::{Reading, Session, tell_errors};
use super::outputs::{Outputs, Writing};
use crate::finding::nearest;
use crate::ledger::ReturnFacts;
use crate::output::{
    PartnersFormat, write_csv_table, write_partners, write_partners_html, write_partners_json, write_tables_xlsx,
};
use crate::overlap::measure;
use crate::overlap::partners::Rules;
use crate::report::tables::PARTNERS_TABLES;
use crate::report::{PartnersReport, RulesRow, Sharing};

/// Arguments of `partners`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    writing: Writing<PartnersFormat>,
    #[command(flatten)]
    measuring: Measuring,
    /// Show one organisation
    #[arg(long = "for", value_name = "ID")]
    of: Option<String>,
    /// Only organisations of this type or family
    #[arg(long = "type", value_name = "TYPE", conflicts_with = "any_type")]
    kind: Option<String>,
    /// Also organisations of different types
    #[arg(long)]
    any_type: bool,
    /// Only organisations of one region
    #[arg(long)]
    same_region: bool,
    /// Leave these organisations out
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    exclude: Vec<String>,
    /// Organisations that must not be paired, as ID,ID. Can be repeated
    #[arg(long, value_name = "ID,ID")]
    apart: Vec<String>,
    /// The most partners for each organisation
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    top: u16,
    /// The most members of a group
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(2..=100))]
    group_size: u16,
    /// Show only functions that one shared component could serve, with their marks
    #[arg(long)]
    parts: bool,
    /// The table that CSV shows; `-o DIR/` writes each to a file
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(PARTNERS_TABLES.map(|table| table.name())))]
    table: Option<String>,
}

/// Looks for partners.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let session = Session::open(&args.reading)?;
    let (basis, floor) = (args.measuring.basis(&session)?, args.measuring.floor(&session)?);
    let outputs =
        Outputs::open(&args.writing)?.then("`dupaudit audit` estimates what sharing could save, and at what cost.");
    if args.table.is_some() && !outputs.any(|format| format == PartnersFormat::Csv, false) {
        bail!("--table is for CSV: add --format csv, or -o FILE.csv");
    }
    let mapper = session.mapper(&args.reading, None)?;
    let mut gathered = session.gather(&args.reading, &mapper)?;
    let (currency, period) = args.measuring.select(&session, &mut gathered)?;
    session.settle(&mut gathered);
    let (facts, taxonomy) = (&gathered.facts, &session.taxonomy);
    let rules = rules(args, &session, facts)?;
    let kind = args.kind.as_deref().map(|kind| taxonomy.types.canonical(kind));
    let kind = kind.as_deref();
    let out = out(args, kind, &session, facts)?;
    let of = args.of.as_ref().map(|id| index(facts, id)).transpose()?;

    let overlap = measure(facts, taxonomy, basis, floor);
    let takes_part = |body: u32| {
        let organisation = &facts[body as usize].organisation;
        !out.contains(&body)
            && (kind.is_none() || organisation.kind.as_deref() == kind || organisation.family() == kind)
    };
    let sharing = Sharing::new(facts, taxonomy, &overlap, floor, &period).only(takes_part);
    let (partners, groups) = sharing.pairs_and_groups(&rules, of);
    let report = PartnersReport {
        schema: "dupaudit.partners/1",
        complete: gathered.coverage.is_complete(),
        currency,
        period,
        manifest: session.manifest(&gathered, &mapper),
        rules: RulesRow::from(&rules),
        coverage: gathered.coverage,
        organisations: sharing.organisations(),
        nearest: of.filter(|_| partners.is_empty()).map_or_else(Vec::new, |of| sharing.nearest(&rules, of)),
        partners,
        groups,
        products: sharing.products(),
        parts: sharing.parts(),
    };
    let exit = session.exit(&gathered.coverage, &gathered.findings);
    tell_errors(&gathered.findings)?;
    let table = args.table.as_deref().unwrap_or("partners");
    outputs.write_with(
        |out, format, width| match format {
            PartnersFormat::Text => write_partners(out, width, &report, args.of.as_deref(), args.parts),
            PartnersFormat::Json => write_partners_json(out, &report),
            PartnersFormat::Html => write_partners_html(out, &report, args.of.as_deref()),
            PartnersFormat::Csv => write_csv_table(out, table, &report, report.coverage.withheld.is_some()),
            PartnersFormat::Xlsx => write_tables_xlsx(out, &report),
        },
        |out, name| write_csv_table(out, name, &report, false),
    )?;
    Ok(exit)
}

/// Who may be paired with whom.
fn rules(args: &Args, session: &Session, facts: &[ReturnFacts]) -> anyhow::Result<Rules> {
    let mut apart = BTreeSet::new();
    let given = args.apart.iter().map(|ids| ids.split(',').map(str::to_owned).collect::<Vec<_>>());
    for ids in given.chain(session.settings.partners.apart.iter().cloned()) {
        let [a, b] = &ids[..] else {
            bail!("--apart: `{}` is not a pair of organisations, such as ID,ID", ids.join(","));
        };
        let (a, b) = (index(facts, a)?, index(facts, b)?);
        apart.insert((a.min(b), a.max(b)));
    }
    Ok(Rules {
        top: usize::from(args.top),
        members: usize::from(args.group_size),
        same_type: !args.any_type,
        same_region: args.same_region,
        apart,
        ..Rules::default()
    })
}

/// The bodies that take no part.
fn out(args: &Args, kind: Option<&str>, session: &Session, facts: &[ReturnFacts]) -> anyhow::Result<BTreeSet<u32>> {
    let named = args.exclude.iter().chain(&session.settings.partners.exclude);
    let out = named.map(|id| index(facts, id)).collect::<anyhow::Result<_>>()?;
    if let Some(kind) = kind {
        let known = || {
            let bodies = facts.iter().map(|facts| &facts.organisation);
            bodies.flat_map(|body| [body.kind.as_deref(), body.family.as_deref()]).flatten()
        };
        if !known().any(|name| name == kind) {
            bail!("no organisation has the type `{kind}`{}", meant(kind, known()));
        }
    }
    Ok(out)
}

/// The index of a body among the facts.
fn index(facts: &[ReturnFacts], id: &str) -> anyhow::Result<u32> {
    let id = id.trim();
    match facts.binary_search_by(|facts| facts.organisation.id.as_str().cmp(id)) {
        Ok(place) => Ok(u32::try_from(place)?),
        Err(_) => {
            let ids = facts.iter().map(|facts| facts.organisation.id.as_str());
            bail!("no organisation has the id `{id}`{}", meant(id, ids))
        }
    }
}

fn meant<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(given, known).map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

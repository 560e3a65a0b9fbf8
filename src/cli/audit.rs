//! `audit`: the main job, from returns to a report.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::builder::PossibleValuesParser;

use super::Exit;
use super::measuring::Measuring;
use super::options::{Reading, Session};
use super::outputs::{Outputs, Writing, pairs};
use crate::finding::{Code, nearest};
use crate::ledger::{Gathered, ReturnFacts, select};
use crate::output::exchange::read_facts;
use crate::output::{
    AuditFormat, Folder, Licence, published_files, unpublishable, write_brief, write_csv, write_html, write_json,
    write_markdown_table, write_published, write_report, write_sqlite, write_xlsx,
};
use crate::overlap::{measure, measure_beside};
use crate::report::tables::{FUNCTIONS, TABLES, table};
use crate::report::{Audit, Beside, CUBE_BASES, Report, assemble, by_list, cube, frontline, items};
use crate::savings::{FEWEST, Scenario, Sector, audited};
use crate::table::Table;
use crate::taxonomy::{self, Taxonomy};

/// Arguments of `audit`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    writing: Writing<AuditFormat>,
    #[command(flatten)]
    measuring: Measuring,
    /// The set of assumptions: manifesto, optimistic, central, prudent or local-government
    #[arg(long, value_name = "NAME", help_heading = "Assumptions")]
    preset: Option<String>,
    /// The share of duplicated cost that the plan aims to save
    #[arg(long, value_name = "SHARE", help_heading = "Assumptions")]
    target: Option<String>,
    /// Years until the target is reached
    #[arg(long, value_name = "N", help_heading = "Assumptions", hide_short_help = true)]
    years: Option<String>,
    /// How the target is reached: linear, front-loaded, s-curve, or
    /// a list of cumulative shares
    #[arg(long, value_name = "SHAPE", help_heading = "Assumptions", hide_short_help = true)]
    shape: Option<String>,
    /// Also show the functions under another function list: a name or a file
    #[arg(long, value_name = "LIST", help_heading = "Fact tables and other organisations", hide_short_help = true)]
    report_by: Option<String>,
    /// The table for CSV and Markdown; `-o DIR/` writes each table to a CSV file
    #[arg(long, value_name = "NAME", hide_short_help = true, value_parser = PossibleValuesParser::new(TABLES.map(Table::name)))]
    table: Option<String>,
    /// Also measure the front line, in a table of its own
    #[arg(long, value_name = "WHAT", hide_short_help = true)]
    include: Vec<Include>,
    /// Show all years, functions, assumptions, sources and findings
    #[arg(long, help_heading = "Output")]
    full: bool,
    /// Set an assumption, as in the settings. Can be repeated
    #[arg(long, value_name = "KEY=VALUE", help_heading = "Assumptions")]
    set: Vec<String>,
    /// Compare with other organisations' fact tables. Their figures are not reported or added to your totals. Can
    /// be repeated
    #[arg(long, value_name = "FACTS", help_heading = "Fact tables and other organisations", hide_short_help = true)]
    peers: Vec<PathBuf>,
    /// Scale the audited organisations of a type to their sector: TYPE=NUMBER or TYPE=NUMBER:POPULATION. Can be
    /// repeated
    #[arg(long, value_name = "TYPE=N", help_heading = "Fact tables and other organisations", hide_short_help = true)]
    sector: Vec<String>,
    /// The organisation that runs each function for the others, in who pays and who gains
    #[arg(long, value_name = "ID", help_heading = "Assumptions", hide_short_help = true)]
    host: Option<String>,
    /// Write the redacted tables as open data to a folder: CSV, their description as a data package, and a page for citizens
    #[arg(long, value_name = "DIR/", help_heading = "Output", hide_short_help = true, requires = "redact")]
    publish: Option<PathBuf>,
    /// The licence of the published tables
    #[arg(
        long,
        value_name = "NAME",
        help_heading = "Output",
        hide_short_help = true,
        default_value = "ogl",
        requires = "publish"
    )]
    licence: Licence,
    /// Demand a function for every item, a total for every organisation, and volumes
    #[arg(long, hide_short_help = true)]
    strict: bool,
}

/// A sector that the audited bodies can be scaled to.
fn sector(text: &str, facts: &[ReturnFacts], taxonomy: &Taxonomy) -> anyhow::Result<Sector> {
    let wrong = || {
        anyhow::anyhow!(
            "--sector: `{text}` is not TYPE=NUMBER or TYPE=NUMBER:POPULATION, such as \
            district-council=164"
        )
    };
    let (kind, numbers) = text.rsplit_once('=').ok_or_else(wrong)?;
    let (bodies, population) =
        numbers.split_once(':').map_or((numbers, None), |(bodies, people)| (bodies, Some(people)));
    let number = |text: &str| {
        text.replace([',', '_'], "").parse::<u64>().ok().filter(|number| (1..=1_000_000_000).contains(number))
    };
    let bodies = number(bodies).ok_or_else(wrong)?;
    let population = population.map(|people| number(people).ok_or_else(wrong)).transpose()?;
    let kind = taxonomy.types.canonical(kind);
    let found = audited(facts, &kind).len();
    if found < FEWEST {
        bail!("--sector: {found} of type `{kind}` were audited; a sector needs at least {FEWEST}");
    }
    if bodies < found as u64 {
        bail!("--sector: {found} of type `{kind}` were audited, and the sector has {bodies}");
    }
    Ok(Sector { kind, bodies, population: population.map(|people| people * 1_000_000) })
}

/// What is measured beside the headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Include {
    /// Frontline functions and their management.
    Frontline,
}

/// Runs an audit.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let session = Session::open(&args.reading)?;
    let scenario = scenario(args, &session)?;
    let basis = args.measuring.basis(&session)?;
    let floor = args.measuring.floor(&session)?;
    let list = args.report_by.as_deref().map(taxonomy::load).transpose()?;
    let mut outputs = Outputs::open(&args.writing)?;
    if args.full {
        outputs = outputs.then("`dupaudit partners` shows who could share.");
    }

    if args.table.is_some() && !outputs.any(AuditFormat::has_table, false) {
        bail!("--table is for CSV and Markdown: add --format csv, or -o FILE.csv");
    }
    let chosen = args.table.as_deref().and_then(table);
    let of_items = chosen.is_some_and(Table::is_of_items);
    let wants_items =
        args.publish.is_some() || outputs.any(|format| format.has_items() || of_items && format.has_table(), true);
    let mapper = session.mapper(&args.reading, None)?;
    // Reasons and lines of items take longer than the mapping: only for those who read them.
    let mapper = if wants_items { mapper.explaining() } else { mapper };
    let mut gathered = session.gather_strictly(&args.reading, &mapper, args.strict)?;
    let (currency, period) = args.measuring.select(&session, &mut gathered)?;
    session.settle(&mut gathered);
    let manifest = session.manifest(&gathered, &mapper);
    let ours = gathered.facts.len();
    let peers = if args.peers.is_empty() { None } else { peers(args, &session, &mut gathered, &currency, &period)? };
    let (facts, taxonomy) = (&gathered.facts[..ours], &session.taxonomy);
    let sectors = args.sector.iter().map(|text| sector(text, facts, taxonomy)).collect::<anyhow::Result<Vec<_>>>()?;
    if let Some(id) = args.host.as_deref().filter(|id| facts.iter().all(|facts| facts.organisation.id != *id)) {
        let known = facts.iter().map(|facts| facts.organisation.id.as_str());
        let meant = nearest(id, known).map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
        bail!("--host: there is no organisation `{id}` in the audit{meant}");
    }
    let overlap = measure_beside(&gathered.facts, ours, taxonomy, basis, floor);
    let all = peers.as_ref().map(|_| measure(&gathered.facts, taxonomy, basis, floor));
    let mut report = assemble(Audit {
        facts,
        beside: peers.zip(all.as_ref()).map(|(returns_sha256, overlap)| Beside {
            all: &gathered.facts,
            overlap,
            returns_sha256,
        }),
        suppliers: &gathered.suppliers,
        coverage: gathered.coverage,
        findings: gathered.findings,
        levels: &session.levels,
        taxonomy: &session.taxonomy,
        overlap: &overlap,
        basis,
        floor,
        scenario: &scenario,
        sectors,
        currency,
        period,
        manifest,
        host: args.host.as_deref(),
    });
    report.report_by = list.map(|list| by_list(&report, &session.taxonomy, &list));
    report.frontline =
        args.include.contains(&Include::Frontline).then(|| frontline(&gathered.facts, ours, taxonomy, basis, floor));
    report.items = wants_items.then(|| items(facts, &session.taxonomy, &overlap, floor));
    report.cube = wants_items.then(|| {
        let on = |basis| measure_beside(&gathered.facts, ours, taxonomy, basis, floor);
        let [all, excess, hhi] = CUBE_BASES.map(on);
        cube(facts, taxonomy, [&all, &excess, &hhi], floor)
    });
    let exit = session.exit(&gathered.coverage, &report.findings);
    let is_page = |format| matches!(format, AuditFormat::Html | AuditFormat::Markdown | AuditFormat::Xlsx);
    let outputs = if exit == Exit::NothingFound { outputs.without(is_page) } else { outputs };
    if let Some(path) = &args.publish {
        publish(path, &report, args.licence)?;
    }
    let file = |name: &str| name.strip_suffix(".csv").and_then(table);
    outputs.write_with(
        |out, format, width| write(out, format, width, &report, chosen, args.full),
        |out, name| file(name).map_or(Ok(()), |table| write_csv(out, table, &report, false)),
    )?;
    // What is known of a nation takes a second to be given back piece by piece; the end of the process does that at once.
    std::mem::forget((report, overlap, gathered.facts));
    Ok(exit)
}

/// Writes the tables for the public, unless somebody's pay could be worked out of them.
fn publish(path: &Path, report: &Report, licence: Licence) -> anyhow::Result<()> {
    if let Some(why) = unpublishable(report) {
        bail!("--publish {}: {why}", path.display());
    }
    let mut folder = Folder::open(path, published_files())?;
    folder.fill(&|out, name| write_published(out, name, report, licence))?;
    folder.put()
}

/// Puts the facts of others behind those of the audit. Hands out the hash of their documents, if any could be read.
fn peers(
    args: &Args,
    session: &Session,
    gathered: &mut Gathered,
    currency: &str,
    period: &str,
) -> anyhow::Result<Option<String>> {
    let mut peers = Gathered::default();
    for path in &args.peers {
        peers.join(read_facts(path, &session.taxonomy)?);
    }
    // What else was found there is for them to mend.
    peers.findings.retain(|finding| finding.code == Code::UnreadableFile);
    peers.reconcile();
    // Whoever is in the audit itself is no peer.
    peers.facts.retain(|facts| {
        let id = &facts.organisation.id;
        gathered.facts.binary_search_by(|ours| ours.organisation.id.cmp(id)).is_err()
    });
    if select(&mut peers, Some(currency), Some(period)).is_err() || peers.facts.is_empty() && !peers.coverage.unread {
        bail!("--peers: there are no fact tables of others in {currency} for {period}");
    }
    gathered.coverage.unread |= peers.coverage.unread;
    gathered.findings.append(&mut peers.findings);
    let sha256 = (!peers.facts.is_empty()).then(|| peers.returns_sha256());
    gathered.facts.append(&mut peers.facts);
    Ok(sha256)
}

fn write(
    out: &mut dyn Write,
    format: AuditFormat,
    width: u16,
    report: &Report,
    chosen: Option<&dyn Table<Report>>,
    full: bool,
) -> io::Result<()> {
    match (format, chosen) {
        (AuditFormat::Text, _) => write_report(out, width, report, full),
        (AuditFormat::Json, _) => write_json(out, report),
        (AuditFormat::Markdown, None) => write_brief(out, report),
        (AuditFormat::Markdown, Some(table)) => write_markdown_table(out, table, report),
        (AuditFormat::Html, _) => write_html(out, report),
        (AuditFormat::Csv, _) => {
            write_csv(out, chosen.unwrap_or(FUNCTIONS), report, report.coverage.withheld.is_some())
        }
        (AuditFormat::Xlsx, _) => write_xlsx(out, report),
        (AuditFormat::Sqlite, _) => write_sqlite(out, report),
    }
}

fn scenario(args: &Args, session: &Session) -> anyhow::Result<Scenario> {
    let mut keys = Vec::new();
    let flags = [("preset", &args.preset), ("target", &args.target), ("years", &args.years), ("shape", &args.shape)];
    for (key, value) in flags {
        keys.extend(value.as_ref().map(|value| format!("{key}={value}")));
    }
    keys.extend(args.set.iter().cloned());
    Ok(Scenario::from_keys(&session.settings.scenario, &pairs(&keys)?)?)
}

//! `options`: what if today's organisations become others.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::builder::PossibleValuesParser;

use super::Exit;
use super::measuring::Measuring;
use super::options::{Reading, Session, tell_errors};
use super::outputs::{Outputs, Writing, pairs};
use crate::finding::Finding;
use crate::output::{
    OptionsFormat, write_csv_table, write_options, write_options_html, write_options_json, write_options_xlsx,
    write_tables_sqlite,
};
use crate::reorganisation::{Basis, Planned, Rules, Today, Worth, first_year, measure, plan, read};
use crate::report::tables::OPTIONS_TABLES;
use crate::report::{Options, OptionsReport, options_report};
use crate::savings::{Pay, Scenario, base_year};
use crate::source::{note_read, read_text, sha256};

/// Arguments of `options`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    writing: Writing<OptionsFormat>,
    #[command(flatten)]
    measuring: Measuring,
    /// The options: a YAML file that begins with `dupaudit: options/1`
    #[arg(long, value_name = "FILE", help_heading = "Reorganisation")]
    options: PathBuf,
    /// The assumptions: manifesto, optimistic, central, prudent or local-government
    #[arg(long, value_name = "NAME", help_heading = "Assumptions")]
    preset: Option<String>,
    /// The share of what joining can remove that is taken out
    #[arg(long, value_name = "SHARE", help_heading = "Assumptions")]
    target: Option<String>,
    /// Years until then
    #[arg(long, value_name = "N", help_heading = "Assumptions", hide_short_help = true)]
    years: Option<String>,
    /// Set an assumption, as in the settings. Can be repeated
    #[arg(long, value_name = "KEY=VALUE", help_heading = "Assumptions")]
    set: Vec<String>,
    /// The table that CSV shows; `-o DIR/` writes each to a file
    #[arg(long, value_name = "NAME", hide_short_help = true, value_parser = PossibleValuesParser::new(OPTIONS_TABLES.map(|table| table.name())))]
    table: Option<String>,
}

/// Sets options side by side.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let session = Session::open(&args.reading)?;
    let (basis, floor) = (args.measuring.basis(&session)?, args.measuring.floor(&session)?);
    let scenario = scenario(args, &session)?;
    let text = text(&args.options)?;
    let outputs = Outputs::open(&args.writing)?
        .then("add `-o options.html`, `-o options.xlsx` or `-o FOLDER/` to read each option in full.");
    if args.table.is_some() && !outputs.any(|format| format == OptionsFormat::Csv, false) {
        bail!("--table is for CSV: add --format csv, or -o FILE.csv");
    }
    let mapper = session.mapper(&args.reading, None)?;
    let mut gathered = session.gather(&args.reading, &mapper)?;
    let (currency, period) = args.measuring.select(&session, &mut gathered)?;
    session.settle(&mut gathered);
    let facts = &gathered.facts;

    let path: Arc<str> = args.options.to_string_lossy().replace('\\', "/").into();
    let (written, mut doubts) = read(&text);
    let (planned, unsound) = plan(&written, facts, &session.taxonomy);
    doubts.extend(unsound);
    for finding in &mut doubts {
        finding.path = Some(path.clone());
    }
    doubts.sort_by(Finding::order);

    let rules = Rules { taxonomy: &session.taxonomy, basis, floor };
    let today = Today::of(facts, rules);
    let scenario = begun(scenario, &planned, &period).with_exit_cost(Pay::of(facts).exit_cost(&currency));
    let of_all = Basis::new(facts, &today, rules, &scenario, &currency, &period);
    let found = planned.into_iter().map(|option| {
        let measured = measure(facts, &today, &option, rules);
        let worth = Worth::of(&of_all, &option, &measured);
        (option, measured, worth)
    });
    let report = options_report(Options {
        basis: &of_all,
        name: written.name.clone(),
        found: found.collect(),
        sound: doubts.is_empty(),
        findings: gathered.findings.iter().cloned().chain(doubts.iter().cloned()).collect(),
        coverage: gathered.coverage,
        manifest: session.manifest(&gathered, &mapper),
        options_sha256: sha256(&text),
        levels: &session.levels,
        path,
    });
    let exit = session.exit(&gathered.coverage, &report.findings);
    tell_errors(&gathered.findings)?;
    tell_errors(&doubts)?;
    let table = args.table.as_deref().unwrap_or("options");
    outputs.write_with(
        |out, format, width| write(out, format, width, &report, table),
        |out, name| write_csv_table(out, name, &report, false),
    )?;
    Ok(exit)
}

fn write(
    out: &mut dyn Write,
    format: OptionsFormat,
    width: u16,
    report: &OptionsReport,
    table: &str,
) -> io::Result<()> {
    match format {
        OptionsFormat::Text => write_options(out, width, report),
        OptionsFormat::Json => write_options_json(out, report),
        OptionsFormat::Html => write_options_html(out, report),
        OptionsFormat::Csv => write_csv_table(out, table, report, report.coverage.withheld.is_some()),
        OptionsFormat::Sqlite => write_tables_sqlite(out, report),
        OptionsFormat::Xlsx => write_options_xlsx(out, report),
    }
}

fn text(path: &Path) -> anyhow::Result<String> {
    note_read(path);
    read_text(path).with_context(|| format!("the options {} could not be read", path.display()))
}

fn scenario(args: &Args, session: &Session) -> anyhow::Result<Scenario> {
    let flags = [("preset", &args.preset), ("target", &args.target), ("years", &args.years)];
    let flags = flags.into_iter().filter_map(|(key, value)| value.as_ref().map(|value| format!("{key}={value}")));
    let keys: Vec<String> = flags.chain(args.set.iter().cloned()).collect();
    Ok(Scenario::from_keys(&session.settings.scenario, &pairs(&keys)?)?)
}

/// Year 1 begins with the first vesting day, unless a person says otherwise.
fn begun(scenario: Scenario, options: &[Planned], period: &str) -> Scenario {
    let first = options.iter().map(|option| first_year(option.vesting)).min();
    let usual = scenario.first_year(base_year(period));
    if scenario.start.is_some() { scenario } else { scenario.starting(first.unwrap_or(usual)) }
}

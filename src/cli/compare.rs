//! `compare`: two rounds of returns, held against each other and against the plan.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::builder::PossibleValuesParser;

use super::Exit;
use super::measuring::{Cutting, chosen_currency, currency_code};
use super::options::{Reading, Session};
use super::outputs::{Outputs, Writing, pairs};
use crate::finding::{Finding, Severity};
use crate::ledger::{Gathered, ReturnFacts, select};
use crate::mapping::{Decisions, Mapper};
use crate::money::{Money, plural};
use crate::output::{
    CompareFormat, write_compare, write_compare_html, write_compare_json, write_csv_table, write_tables_xlsx,
};
use crate::overlap::Basis;
use crate::overlap::{Joints, Overlap, joints, measure, measure_joint};
use crate::report::tables::COMPARE_TABLES;
use crate::report::{Claim, CompareReport, Comparison, DeflatorFrom, Manifest, Side, compare, series};
use crate::savings::Scenario;
use crate::savings::tracking::{Deflator, MOST_COMPARED};
use crate::taxonomy::FunctionId;

/// Arguments of `compare`.
#[derive(Debug, clap::Args)]
#[command(override_usage = "dupaudit compare [OPTIONS] <OLD> <NEW> [LATER]...", mut_arg("paths", |paths| {
    paths
        .value_names(["OLD", "NEW"])
        .num_args(2..)
        .required(true)
        .default_values(Vec::<&str>::new())
        .help("Two or more sets of returns, the oldest first: a file or a folder each")
}))]
pub(super) struct Args {
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    writing: Writing<CompareFormat>,
    #[command(flatten)]
    cutting: Cutting,
    /// The currency to compare, where returns differ
    #[arg(long, value_name = "CODE", value_parser = currency_code)]
    currency: Option<String>,
    /// Prices of the newer set over prices of the older, such as 1.0506, or gdp for HM Treasury's GDP deflators
    /// [default: the assumed inflation]
    #[arg(long, value_name = "RATIO|gdp")]
    deflator: Option<String>,
    /// The plan: manifesto, optimistic, central or prudent
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
    /// The share of the duplicated cost to be taken out
    #[arg(long, value_name = "SHARE")]
    target: Option<String>,
    /// Years until then
    #[arg(long, value_name = "N")]
    years: Option<String>,
    /// linear, front-loaded, s-curve, or a list of cumulative shares
    #[arg(long, value_name = "SHAPE")]
    shape: Option<String>,
    /// Set an assumption, as in the settings. Can be repeated
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// The mapping decisions of the older set. The effect of new decisions is then shown separately
    #[arg(long, value_name = "FILE")]
    decisions_old: Vec<PathBuf>,
    /// Claimed reductions, to list next to the measured ones: CSV with organisation, function and amount
    #[arg(long, value_name = "FILE")]
    claims: Option<PathBuf>,
    /// The table that CSV shows; `-o DIR/` writes each to a file
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(COMPARE_TABLES.map(|table| table.name())))]
    table: Option<String>,
}

/// Compares two rounds.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    if !args.reading.facts.is_empty() {
        bail!("`compare` needs returns: name OLD and NEW instead of --facts");
    }
    let sets = &args.reading.paths;
    let [first, .., last] = &sets[..] else { bail!("name at least two sets of returns, the oldest first: OLD NEW") };
    if sets.len() > 2 && args.deflator.as_deref().is_some_and(|ratio| ratio != "gdp") {
        bail!(
            "--deflator RATIO is for two sets of returns: for more, use gdp or `--set deflator=SHARE`, the change of a year"
        );
    }
    let session = Session::open(&args.reading)?;
    let (basis, floor) = (args.cutting.basis(&session)?, args.cutting.floor(&session)?);
    let scenario = scenario(args, &session)?;
    let outputs =
        Outputs::open(&args.writing)?.then("`dupaudit explain ITEM RETURNS` shows where the pounds of an item are.");
    if args.table.is_some() && !outputs.any(|format| format == CompareFormat::Csv, false) {
        bail!("--table is for CSV: add --format csv, or -o FILE.csv");
    }
    let claims = args.claims.as_deref().map(|path| claims(path, &session)).transpose()?.unwrap_or_default();
    let mapper = session.mapper(&args.reading, None)?;
    let comparing = Comparing { args, session: &session, mapper: &mapper, scenario: &scenario, basis, floor };
    let (mut report, mut exit) = comparing.of(first, last, claims)?;
    let mut since_first = Vec::new();
    let mut since_before = Vec::new();
    for (place, pair) in sets.windows(2).enumerate() {
        let mut compared = |old: &PathBuf, new: &PathBuf| -> anyhow::Result<CompareReport> {
            let (report, ended) = comparing.of(old, new, Vec::new())?;
            exit = exit.min(ended);
            Ok(report)
        };
        if sets.len() > 2 {
            since_before.push(compared(&pair[0], &pair[1])?);
            if place + 2 < sets.len() {
                since_first.push(compared(first, &pair[1])?);
            }
        }
    }
    report.series = series(&report, &since_first, &since_before);
    let table = args.table.as_deref().unwrap_or("functions");
    outputs.write_with(
        |out, format, width| write(out, format, width, &report, table),
        |out, name| write_csv_table(out, name, &report, false),
    )?;
    Ok(exit)
}

/// What every comparison of one run shares.
struct Comparing<'a> {
    args: &'a Args,
    session: &'a Session,
    mapper: &'a Mapper<'a>,
    scenario: &'a Scenario,
    basis: Basis,
    floor: Money,
}

impl Comparing<'_> {
    /// Two sets of returns, read and compared, and how that ends.
    fn of(&self, old: &PathBuf, new: &PathBuf, claims: Vec<Claim>) -> anyhow::Result<(CompareReport, Exit)> {
        let Self { args, session, mapper, scenario, basis, floor } = *self;
        let read = |path: &PathBuf, mapper: &Mapper<'_>| read(path, mapper, args, session);
        let (mut then, mut now) = (read(old, mapper)?, read(new, mapper)?);
        if then.currency != now.currency {
            bail!("the older set is in {}, the newer in {}: choose one with --currency", then.currency, now.currency);
        }
        let (ids, late) = (ids(&then.gathered.facts), ids(&now.gathered.facts));
        let (left, entered) = (then.keep(&late), now.keep(&ids));
        let measured = |facts: &[ReturnFacts]| measure(facts, &session.taxonomy, basis, floor);
        let (overlap_then, overlap_now) = (measured(&then.gathered.facts), measured(&now.gathered.facts));

        let under_old_decisions = if args.decisions_old.is_empty() {
            None
        } else {
            let decisions = Decisions::read(&args.decisions_old, &session.taxonomy)?;
            let mut earlier = read(old, &Mapper::new(&session.taxonomy).with_decisions(decisions))?;
            earlier.keep(&late);
            Some(sums(&measured(&earlier.gathered.facts)))
        };
        // What bodies declare to share since the first round is told apart.
        let [shared_then, shared_now] = [&then, &now].map(|round| joints(&round.gathered.facts, &session.taxonomy));
        let bodies = now.gathered.facts.len();
        let shared_as_before = (members(&shared_then) != members(&shared_now))
            .then(|| measure_joint(&now.gathered.facts, bodies, &session.taxonomy, basis, floor, &shared_then));
        let findings = then.findings().into_iter().chain(now.findings()).collect();
        let (deflator, deflator_from) = deflator(args, scenario, &then, &now)?;
        let report = compare(Comparison {
            deflator,
            deflator_from,
            old: then.side(&overlap_then, &left),
            new: Side { shared_as_before: shared_as_before.as_ref(), ..now.side(&overlap_now, &entered) },
            under_old_decisions,
            taxonomy: &session.taxonomy,
            basis,
            floor,
            scenario,
            claims,
            findings,
            levels: &session.levels,
            currency: now.currency.clone(),
        });
        let exits = [&then, &now].map(|round| session.exit(&round.gathered.coverage, &report.findings));
        Ok((report, exits.into_iter().min().unwrap_or(Exit::Done)))
    }
}

fn write(
    out: &mut dyn Write,
    format: CompareFormat,
    width: u16,
    report: &CompareReport,
    table: &str,
) -> io::Result<()> {
    match format {
        CompareFormat::Text => write_compare(out, width, report),
        CompareFormat::Json => write_compare_json(out, report),
        CompareFormat::Html => write_compare_html(out, report),
        CompareFormat::Csv => {
            let redacted = [&report.old, &report.new].iter().any(|round| round.coverage.withheld.is_some());
            write_csv_table(out, table, report, redacted)
        }
        CompareFormat::Xlsx => write_tables_xlsx(out, report),
    }
}

/// One round as it was read.
struct ReadRound {
    gathered: Gathered,
    currency: String,
    period: String,
    manifest: Manifest,
}

fn read(path: &PathBuf, mapper: &Mapper<'_>, args: &Args, session: &Session) -> anyhow::Result<ReadRound> {
    let mut gathered = session.gather_from(std::slice::from_ref(path), &args.reading, mapper, false)?;
    let currency = chosen_currency(args.currency.as_ref(), session)?;
    let (currency, period) = match select(&mut gathered, currency.as_deref(), None) {
        Ok(chosen) => chosen,
        Err(several) => bail!("the returns are in {}: choose one with --currency", several.0.join(" and ")),
    };
    session.settle(&mut gathered);
    if gathered.coverage.cost_total > MOST_COMPARED {
        bail!("the totals of {} are too large to be compared", path.display());
    }
    let manifest = session.manifest(&gathered, mapper);
    Ok(ReadRound { gathered, currency, period, manifest })
}

impl ReadRound {
    /// Keeps the bodies that the other round has as well, and hands out the others.
    fn keep(&mut self, other: &BTreeSet<String>) -> Vec<ReturnFacts> {
        let all = std::mem::take(&mut self.gathered.facts);
        let (kept, left) = all.into_iter().partition(|facts| other.contains(&facts.organisation.id));
        self.gathered.facts = kept;
        left
    }

    /// What says why something was not read or not counted. All else is the business of `check`.
    fn findings(&self) -> Vec<Finding> {
        use crate::finding::Code::{OtherCurrency, OtherPeriod};
        let counts = |finding: &&Finding| {
            finding.severity == Severity::Error || [OtherCurrency, OtherPeriod].contains(&finding.code)
        };
        self.gathered.findings.iter().filter(counts).cloned().collect()
    }

    fn side<'a>(&'a self, overlap: &'a Overlap, alone: &'a [ReturnFacts]) -> Side<'a> {
        Side {
            facts: &self.gathered.facts,
            overlap,
            shared_as_before: None,
            alone,
            coverage: self.gathered.coverage,
            period: self.period.clone(),
            manifest: self.manifest.clone(),
        }
    }
}

/// Who runs what together, whoever says so.
fn members(joints: &Joints) -> Vec<(FunctionId, &[u32])> {
    let all = joints.iter().flat_map(|(function, joints)| joints.iter().map(|joint| (*function, &*joint.members)));
    all.collect()
}

fn ids(facts: &[ReturnFacts]) -> BTreeSet<String> {
    facts.iter().map(|facts| facts.organisation.id.clone()).collect()
}

/// Administrative and managerial cost, and what of it counts as duplicated.
fn sums(overlap: &Overlap) -> (Money, Money) {
    let cost = overlap.functions.iter().map(|function| function.cost).sum();
    (cost, overlap.attribution.iter().map(|row| row.duplicated).sum())
}

fn scenario(args: &Args, session: &Session) -> anyhow::Result<Scenario> {
    let flags = [("preset", &args.preset), ("target", &args.target), ("years", &args.years), ("shape", &args.shape)];
    let flags = flags.into_iter().filter_map(|(key, value)| value.as_ref().map(|value| format!("{key}={value}")));
    let keys: Vec<String> = flags.chain(args.set.iter().cloned()).collect();
    Ok(Scenario::from_keys(&session.settings.scenario, &pairs(&keys)?)?)
}

fn deflator(
    args: &Args,
    scenario: &Scenario,
    then: &ReadRound,
    now: &ReadRound,
) -> anyhow::Result<(Deflator, DeflatorFrom)> {
    let (old, new) = (then.period.as_str(), now.period.as_str());
    if !old.is_empty() && !new.is_empty() && new < old {
        bail!("the first set is for {old} and the second for {new}: name the older first");
    }
    if args.deflator.as_deref() == Some("gdp") {
        if now.currency != "GBP" {
            bail!("--deflator gdp: these are prices in pounds, and the returns are in {}", now.currency);
        }
        let [first, last] = Deflator::gdp_years().unwrap_or_default();
        let found = Deflator::gdp(old, new);
        let found =
            found.with_context(|| format!("--deflator gdp: the series has the years {first} to {last} only"))?;
        return Ok((found, DeflatorFrom::Series));
    }
    if let Some(text) = &args.deflator {
        let found = Deflator::parse(text);
        let found = found.with_context(|| format!("--deflator {text}: write a ratio from 0.1 to 10, or gdp"))?;
        return Ok((found, DeflatorFrom::Person));
    }
    let year = |period: &str| period.get(..4).and_then(|year| year.parse::<u32>().ok()).unwrap_or_default();
    let years = if old.is_empty() || new.is_empty() { 0 } else { year(new).saturating_sub(year(old)) };
    let found = Deflator::over(scenario.deflator, years).with_context(|| {
        format!("in {years} {} prices rise more than tenfold: give the ratio with --deflator", plural(years, "year"))
    })?;
    Ok((found, DeflatorFrom::Rise))
}

/// Reads claims; each names an organisation, a function or none, and an amount.
fn claims(path: &Path, session: &Session) -> anyhow::Result<Vec<Claim>> {
    let name = path.display();
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(path)
        .with_context(|| format!("{name} cannot be read"))?;
    let head = reader.headers().with_context(|| format!("{name} cannot be read"))?.clone();
    let column = |key: &str| {
        let place = head.iter().position(|known| known.eq_ignore_ascii_case(key));
        place.with_context(|| format!("{name} has no column `{key}`: it takes organisation, function and amount"))
    };
    let (organisation, function, amount) = (column("organisation")?, column("function")?, column("amount")?);
    let mut claims = Vec::new();
    for record in reader.records() {
        let record = record.with_context(|| format!("{name} cannot be read"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |place: usize| record.get(place).unwrap_or_default();
        let code = Some(field(function)).filter(|code| !code.is_empty());
        if let Some(code) = code.filter(|code| session.taxonomy.find(code).is_none()) {
            bail!("{name}, line {line}: there is no function `{code}`");
        }
        let amount =
            Money::parse(field(amount)).map_err(|error| anyhow::anyhow!("{name}, line {line}: amount {error}"))?;
        claims.push(Claim { organisation: field(organisation).to_owned(), function: code.map(str::to_owned), amount });
    }
    Ok(claims)
}

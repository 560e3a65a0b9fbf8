//! `audit`: the main job, from returns to a report.

use anyhow::bail;

use super::Exit;
use super::options::{Outputs, Reading, Session, Writing, pairs};
use crate::ledger::select;
use crate::money::Money;
use crate::output::{Format, write_json, write_report};
use crate::overlap::{Basis, measure};
use crate::report::{Audit, Report, assemble};
use crate::savings::Scenario;

/// Arguments of `audit`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    writing: Writing,
    /// What counts as duplicated: all, excess or hhi
    #[arg(long, value_name = "BASIS")]
    basis: Option<Basis>,
    /// Below this amount a provider is not counted
    #[arg(long, value_name = "AMOUNT")]
    provider_floor: Option<String>,
    /// The currency to audit, where returns differ
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
    /// The period to audit, where returns differ
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    /// The share of the duplicated cost to be taken out
    #[arg(long, value_name = "SHARE")]
    target: Option<String>,
    /// Years until then
    #[arg(long, value_name = "N")]
    years: Option<String>,
    /// linear, front-loaded, s-curve, or a list of cumulative shares
    #[arg(long, value_name = "SHAPE")]
    shape: Option<String>,
    /// Any key of the scenario, as in settings; may be given several times
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
}

/// Runs an audit.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let session = Session::open(&args.reading)?;
    let scenario = scenario(args, &session)?;
    let basis = basis(args, &session)?;
    let floor = floor(args, &session)?;
    let outputs = Outputs::open(&args.writing)?;

    let mapper = session.mapper(&args.reading)?;
    let mut gathered = session.gather(&args.reading, &mapper)?;
    let settings = &session.settings;
    let currency = args.currency.as_deref().or(settings.currency.as_deref());
    let period = args.period.as_deref().or(settings.period.as_deref());
    let (currency, period) = match select(&mut gathered, currency, period) {
        Ok(chosen) => chosen,
        Err(several) => bail!("the returns are in {}: choose one with --currency", several.0.join(" and ")),
    };
    gathered.settle();
    let overlap = measure(&gathered.facts, &session.taxonomy, basis, floor);
    let mut report = assemble(Audit {
        facts: &gathered.facts,
        coverage: gathered.coverage,
        findings: gathered.findings,
        taxonomy: &session.taxonomy,
        overlap: &overlap,
        basis,
        floor,
        scenario: &scenario,
        currency,
        period,
        returns_sha256: gathered.returns_sha256,
        decisions_sha256: mapper.decisions().sha256.clone(),
        settings_sha256: settings.sha256.clone(),
    });
    report.findings = session.by_rules(report.findings);
    let exit = session.exit(&gathered.coverage, &report.findings, true);
    outputs.write(|out, format, width| write(out, format, width, &report))?;
    Ok(exit)
}

fn write(out: &mut dyn std::io::Write, format: Format, width: u16, report: &Report) -> std::io::Result<()> {
    match format {
        Format::Text => write_report(out, width, report),
        Format::Json => write_json(out, report),
    }
}

fn scenario(args: &Args, session: &Session) -> anyhow::Result<Scenario> {
    let mut keys = Vec::new();
    for (key, value) in [("target", &args.target), ("years", &args.years), ("shape", &args.shape)] {
        keys.extend(value.as_ref().map(|value| format!("{key}={value}")));
    }
    keys.extend(args.set.iter().cloned());
    Ok(Scenario::from_keys(&session.settings.scenario, &pairs(&keys)?)?)
}

fn basis(args: &Args, session: &Session) -> anyhow::Result<Basis> {
    match (args.basis, &session.settings.basis) {
        (Some(basis), _) => Ok(basis),
        (None, Some(word)) => word.parse().map_err(|error: String| anyhow::anyhow!("settings: basis: {error}")),
        (None, None) => Ok(Basis::default()),
    }
}

fn floor(args: &Args, session: &Session) -> anyhow::Result<Money> {
    let Some(text) = args.provider_floor.as_ref().or(session.settings.provider_floor.as_ref()) else {
        return Ok(Money(1_000_000));
    };
    match Money::parse(text) {
        Ok(floor) if floor >= Money::ZERO => Ok(floor),
        Ok(_) => bail!("the provider floor may not be below nothing"),
        Err(error) => bail!("the provider floor `{text}` {error}"),
    }
}

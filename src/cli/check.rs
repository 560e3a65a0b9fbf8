//! `check`: what is wrong with returns, without auditing them.

use super::Exit;
use super::adopt::Adopting;
use super::options::{Outputs, Reading, Session, Writing};
use crate::output::{CheckFormat, shown, write_check};
use crate::overlap::exception_doubts;
use crate::report::{Bar, Check, FindingRow};

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    writing: Writing<CheckFormat>,
    #[command(flatten)]
    adopting: Adopting,
}

/// Runs a check.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let session = Session::open(&args.reading)?;
    let adoption = args.adopting.open()?;
    let outputs = Outputs::open(&args.writing)?;
    let mapper = session.mapper(&args.reading, None)?;
    let mut gathered = session.gather(&args.reading, &mapper)?;
    for facts in &gathered.facts {
        gathered.findings.extend(exception_doubts(facts, &session.taxonomy));
    }
    gathered.settle();
    let findings = session.by_rules(gathered.findings.iter().map(FindingRow::from).collect());
    let (findings, baseline) = adoption.sift(findings, &gathered)?;
    let exit = session.exit(&gathered.coverage, &findings, false);
    let bar = Bar { fail_on: session.bar(), exit_code: exit.code() };
    let mut check = Check::of(&gathered, findings, baseline, bar);
    if outputs.any(|format| matches!(format, CheckFormat::Text | CheckFormat::Html), false) {
        check.read_excerpts(&shown(&check.findings, outputs.any(|format| format == CheckFormat::Html, false)));
    }
    outputs.write_styled(|out, format, look| write_check(out, &check, format, look))?;
    Ok(exit)
}

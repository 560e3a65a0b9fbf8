//! `check`: what is wrong with returns, without auditing them.

use super::Exit;
use super::options::{Outputs, Reading, Session, Writing};
use crate::output::{CheckFormat, shown, write_check};
use crate::report::{Bar, Check, FindingRow};

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    writing: Writing<CheckFormat>,
}

/// Runs a check.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let session = Session::open(&args.reading)?;
    let outputs = Outputs::open(&args.writing)?;
    let mapper = session.mapper(&args.reading, None)?;
    let mut gathered = session.gather(&args.reading, &mapper)?;
    gathered.settle();
    let findings = session.by_rules(gathered.findings.iter().map(FindingRow::from).collect());
    let exit = session.exit(&gathered.coverage, &findings, false);
    let mut check = Check::of(&gathered, findings, Bar { fail_on: session.bar(), exit_code: exit.code() });
    if outputs.wants(CheckFormat::Text) || outputs.wants(CheckFormat::Html) {
        check.read_excerpts(&shown(&check.findings, outputs.wants(CheckFormat::Html)));
    }
    outputs.write_with(|out, format, look| write_check(out, &check, format, look))?;
    Ok(exit)
}

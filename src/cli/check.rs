//! `check`: what is wrong with returns, without auditing them.

use super::Exit;
use super::adopt::Adopting;
use super::against::Against;
use super::demand::Demanding;
use super::fix::Fixing;
use super::options::{Reading, Session, rule};
use super::outputs::{Outputs, Writing};
use crate::finding::Code;
use crate::ledger::Coverage;
use crate::output::{CheckFormat, shown, write_check};
use crate::overlap::exception_doubts;
use crate::report::{Check, Ending, FindingRow};

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    writing: Writing<CheckFormat>,
    /// Demand a function for every item, a total for every organisation, and volumes
    #[arg(long)]
    strict: bool,
    /// List every file that was not read, with the reason
    #[arg(long)]
    show_files: bool,
    /// In JSON, SARIF, JUnit and concise text, list at most N findings of one code in one file; 0 lists all. The counts and
    /// the exit code are of all
    #[arg(long, value_name = "N", default_value_t = 1000, hide_short_help = true)]
    max_findings: usize,
    /// Report only these rules, separated by commas. What keeps a return out of the audit is always reported
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = rule, hide_short_help = true)]
    select: Vec<Code>,
    /// Leave out these rules, separated by commas. What keeps a return out of the audit is always reported
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = rule, hide_short_help = true)]
    ignore: Vec<Code>,
    #[command(flatten)]
    demanding: Demanding,
    #[command(flatten)]
    adopting: Adopting,
    #[command(flatten)]
    against: Against,
    #[command(flatten)]
    fixing: Fixing,
}

/// Runs a check.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let mut session = Session::open(&args.reading)?;
    session.levels.limit(&args.select, &args.ignore);
    let demands = args.demanding.open(&session.settings)?;
    let adoption = args.adopting.open()?;
    let outputs = Outputs::open(&args.writing)?;
    args.fixing.run(&args.reading, &session)?;
    let mapper = session.mapper(&args.reading, None)?;
    let mut gathered = session.gather_strictly(&args.reading, &mapper, args.strict || session.settings.strict)?;
    for facts in &gathered.facts {
        gathered.findings.extend(exception_doubts(facts, &session.taxonomy));
    }
    let since = args.against.compare(&session, &mapper, &mut gathered)?;
    gathered.findings.extend(demands.missing(&gathered));
    gathered.settle();
    let off = session.levels.turned_off(&gathered.findings);
    session.levels.settle(&mut gathered.findings);
    let manifest = session.manifest(&gathered, &mapper);
    let findings: Vec<FindingRow> = gathered.findings.iter().map(FindingRow::from).collect();
    let (findings, baseline) = adoption.sift(findings, &mut gathered)?;
    // Old returns that could not be read leave a comparison as incomplete as new ones do.
    let unread = gathered.coverage.unread || since.as_ref().is_some_and(|since| !since.complete);
    let coverage = Coverage { unread, ..gathered.coverage };
    let exit = session.exit(&coverage, &findings);
    if args.fixing.diff {
        return Ok(exit);
    }
    let ending = Ending { coverage, fail_on: session.bar(), exit_code: exit.code() };
    let mut check =
        Check::of(&gathered, manifest, findings, &ending).beside(baseline, since).without(off).naming(args.show_files);
    if outputs.any(|format| matches!(format, CheckFormat::Text | CheckFormat::Html), false) {
        check.read_excerpts(&shown(&check.findings, outputs.any(|format| format == CheckFormat::Html, false)));
    }
    let next = if exit == Exit::Done {
        "`dupaudit audit` measures duplication in these returns."
    } else {
        "`dupaudit explain CODE` explains a finding and how to fix it."
    };
    let listed = outputs.any(CheckFormat::lists_findings, false).then(|| check.clone().listing(args.max_findings));
    let shown = |format: CheckFormat| listed.as_ref().filter(|_| format.lists_findings()).unwrap_or(&check);
    outputs.then(next).write_styled(|out, format, look| write_check(out, shown(format), format, look))?;
    Ok(exit)
}

//! `facts`: what returns amount to, as tables for other programs and for audits elsewhere.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use anyhow::bail;

use super::Exit;
use super::options::{Reading, Session, tell_errors};
use crate::finding::{Code, Finding, Severity};
use crate::ledger::{Coverage, Gathered, Strictness, stream};
use crate::mapping::Mapper;
use crate::output::exchange::{FactsFormat, Made, write_end, write_folder, write_return};
use crate::progress::say;
use crate::returns::find;

/// Arguments of `facts`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    reading: Reading,
    /// Write one file for each table, and a manifest, to this folder [default: one line for each return, on
    /// standard output]
    #[arg(long, short, value_name = "DIR/")]
    output: Option<PathBuf>,
    /// Format of the files
    #[arg(long = "as", value_name = "FORMAT", default_value = "parquet", requires = "output")]
    format: FactsFormat,
    /// Demand a function for every item, a total for every organisation, and volumes
    #[arg(long)]
    strict: bool,
}

/// Writes facts.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let session = Session::open(&args.reading)?;
    // Whoever reads facts wants to know why, and where.
    let mapper = session.mapper(&args.reading, None)?.explaining();
    let Some(path) = &args.output else { return streamed(args, &session, &mapper) };
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    if !path.is_dir()
        && ["csv", "parquet", "json", "jsonl", "ndjson", "xlsx", "sqlite", "txt"].contains(&ending.as_str())
    {
        bail!(
            "-o {}: facts are several tables and need a folder. Name one, such as -o facts/ --as csv, or redirect standard \
             output for one line a return",
            path.display()
        );
    }
    let mut gathered = session.gather_strictly(&args.reading, &mapper, args.strict)?;
    let made = Made::from(&session.manifest(&gathered, &mapper));
    write_folder(path, args.format, &gathered, &session.taxonomy, &made)?;
    session.settle(&mut gathered);
    end(&session, &gathered.coverage, gathered.findings)
}

/// One line a return, as they are read.
fn streamed(args: &Args, session: &Session, mapper: &Mapper<'_>) -> anyhow::Result<Exit> {
    let reading = &args.reading;
    if !reading.facts.is_empty() {
        bail!("--facts cannot be written as a stream: name a folder with -o DIR/ to combine fact tables");
    }
    if reading.withholding.redact && !reading.withholding.has_salt() {
        bail!("returns are redacted one by one here, and names need one salt for all: give it with --redact-salt");
    }
    let strictness = if args.strict { Strictness::Strict } else { Strictness::Usual };
    let found = find(&reading.paths(), &session.search()?)?;
    let bar = session.bar().unwrap_or(Severity::Error);
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut returns, mut coverage, mut findings) = (0, Coverage::default(), Vec::new());
    // What all lines were made of, for the last one.
    let mut whole = Gathered::default();
    let mut left = stream(found, &session.taxonomy, mapper, strictness, &mut |part| {
        let mut part = Session::withhold(part, &reading.withholding);
        write_return(&mut out, &part, &session.taxonomy, &Made::from(&session.manifest(&part, mapper)))?;
        whole.documents.extend_from_slice(&part.documents);
        returns += 1;
        session.settle(&mut part);
        coverage.join(&part.coverage);
        // Only what may decide the exit code stays.
        findings.extend(part.findings.iter().filter(|finding| finding.severity >= bar).cloned());
        Ok(())
    })?;
    left.coverage.settings = session.used(&left.not_read);
    // Whether a decision is of use only the whole can say, and this may be a part.
    left.findings
        .extend(mapper.decisions().findings().into_iter().filter(|finding| finding.code != Code::UnusedDecision));
    let left = Session::withhold(left, &reading.withholding);
    whole.documents.extend_from_slice(&left.documents);
    whole.documents.sort();
    write_end(&mut out, returns, &left, &session.taxonomy, &Made::from(&session.manifest(&whole, mapper)))?;
    out.flush()?;
    coverage.join(&left.coverage);
    findings.extend(left.findings);
    end(session, &coverage, findings)
}

/// Says what was read and what rejects, and how the run ends.
fn end(session: &Session, coverage: &Coverage, mut findings: Vec<Finding>) -> anyhow::Result<Exit> {
    session.levels.settle(&mut findings);
    tell_errors(&findings)?;
    say(&coverage.line(coverage.currency.unwrap_or("GBP")));
    Ok(session.exit(coverage, &findings))
}

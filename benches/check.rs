//! How much longer it takes to check returns than to parse them, on every core:
//! `cargo bench --bench check -- FOLDER`, or without a folder the county of the examples, many times over.
//!
//! Parsing is reading the files into the types; checking is that, every rule, the mapping of every item, the ledger, and the
//! places of what was found. Each is run by turns, and the fastest run of each counts, so that what else the machine does
//! weighs on both.

#![allow(clippy::print_stdout)] // what a benchmark is for

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dupaudit::ledger::{Strictness, gather};
use dupaudit::mapping::Mapper;
use dupaudit::returns::{Found, Loaded, find, load, read_documents};
use dupaudit::taxonomy::{self, DEFAULT};
use globset::GlobSet;
use rayon::prelude::*;

const RUNS: usize = 7;
const COPIES: usize = 200;

fn main() -> anyhow::Result<()> {
    // Cargo adds `--bench` of its own.
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let made = tempfile::tempdir()?;
    let folder = match folder {
        Some(folder) => PathBuf::from(folder),
        None => multiplied(made.path())?,
    };
    let search = || find(std::slice::from_ref(&folder), &GlobSet::empty());
    let taxonomy = taxonomy::load(DEFAULT)?;
    let (mut parsing, mut checking) = (Duration::MAX, Duration::MAX);
    let (mut returns, mut findings) = (0, 0);
    for _ in 0..RUNS {
        let (found, start) = (search()?, Instant::now());
        returns = parse(&found);
        parsing = parsing.min(start.elapsed());
        let (found, start) = (search()?, Instant::now());
        let mapper = Mapper::new(&taxonomy);
        let mut gathered = gather(found, &taxonomy, &mapper, Strictness::Usual, &|| {});
        gathered.settle();
        checking = checking.min(start.elapsed());
        findings = gathered.findings.len();
    }
    let ratio = checking.as_secs_f64() / parsing.as_secs_f64();
    println!(
        "{returns} returns, {findings} findings: parsed in {parsing:.1?}, checked in {checking:.1?}: {ratio:.2} times"
    );
    Ok(())
}

/// Reads every return and drops it.
fn parse(found: &Found) -> usize {
    let documents = found.inputs.iter().flat_map(read_documents);
    let is_return = |document| matches!(document, Ok(document) if matches!(load(&document), Loaded::Return(_)));
    documents.par_bridge().filter_map(|document| is_return(document).then_some(())).count()
}

/// The returns of the county, each many times under other ids.
fn multiplied(folder: &Path) -> anyhow::Result<PathBuf> {
    let county = [PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/county"))];
    for input in find(&county, &GlobSet::empty())?.inputs {
        let Some(path) = input.path else { continue };
        let text = fs::read_to_string(&path)?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        for copy in 0..COPIES {
            let text = text.replacen("\n  id: ", &format!("\n  id: {copy}-"), 1);
            fs::write(folder.join(format!("{stem}-{copy}.yaml")), text)?;
        }
    }
    Ok(folder.to_owned())
}

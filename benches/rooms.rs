//! Where the time of an audit goes, room by room, on every core: `cargo bench --bench rooms -- FOLDER`, or without a folder
//! the county of the examples, many times over. With `--parse` the files are only read into the types, once, and dropped.
//!
//! Checking is reading, parsing, every rule, the mapping of every item, the ledger, and the places of what was found. The
//! fastest run of each counts, so that what else the machine does weighs on all.

#![allow(clippy::print_stdout)] // what a benchmark is for

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dupaudit::ledger::{Gathered, Strictness, allocate, gather, select};
use dupaudit::mapping::{Known, Mapper};
use dupaudit::money::Money;
use dupaudit::output::{write_json, write_report};
use dupaudit::overlap::{Basis, measure};
use dupaudit::report::{Audit, Manifest, assemble};
use dupaudit::returns::{Found, Loaded, Return, Search, check, find, load, read_documents};
use dupaudit::savings::Scenario;
use dupaudit::source::Document;
use dupaudit::taxonomy::{self, DEFAULT, Taxonomy};

use rayon::prelude::*;

/// That of the binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const RUNS: usize = 5;
const COPIES: usize = 200;

fn main() -> anyhow::Result<()> {
    // Cargo adds `--bench` of its own.
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let made = tempfile::tempdir()?;
    let folder = match folder {
        Some(folder) => PathBuf::from(folder),
        None => multiplied(made.path())?,
    };
    let search = || find(std::slice::from_ref(&folder), &Search::default());
    if std::env::args().any(|argument| argument == "--parse") {
        let (found, start) = (search()?, Instant::now());
        let returns = parse(&found);
        println!("{returns} returns parsed in {:.3} s", start.elapsed().as_secs_f64());
        return Ok(());
    }
    let taxonomy = taxonomy::load(DEFAULT)?;
    let mapper = Mapper::new(&taxonomy);
    let mut rooms = Rooms::default();
    for _ in 0..RUNS {
        let found = search()?;
        rooms.time("parse", || parse(&found));
        parts(&found, &taxonomy, &mapper, &mut rooms);
        let mut gathered = rooms.time("check", || {
            let mut gathered = gather(found, &taxonomy, &mapper, Strictness::Usual, &|| {});
            gathered.settle();
            gathered
        });
        after(&mut gathered, &taxonomy, &mapper, &mut rooms)?;
    }
    rooms.print();
    Ok(())
}

/// The fastest run of each room.
#[derive(Default)]
struct Rooms(Vec<(&'static str, Duration)>);

impl Rooms {
    fn time<T>(&mut self, room: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let done = work();
        let took = start.elapsed();
        match self.0.iter_mut().find(|(known, _)| *known == room) {
            Some((_, least)) => *least = (*least).min(took),
            None => self.0.push((room, took)),
        }
        done
    }

    fn print(&self) {
        let of =
            |room| self.0.iter().find(|(known, _)| *known == room).map_or(f64::NAN, |(_, took)| took.as_secs_f64());
        let parse = of("parse");
        for (room, took) in &self.0 {
            println!(
                "{room:<24} {:>9.1} ms {:>6.2} times the parse",
                took.as_secs_f64() * 1e3,
                took.as_secs_f64() / parse
            );
        }
        let whole: f64 = ["check", "overlap", "savings and report", "write text"].map(of).iter().sum();
        println!("{:<24} {:>9.1} ms {:>6.2} times the parse", "whole audit", whole * 1e3, whole / parse);
    }
}

/// Reads every return and drops it.
fn parse(found: &Found) -> usize {
    let documents = found.inputs.iter().flat_map(read_documents);
    documents.par_bridge().filter_map(|document| parsed(&document.ok()?).map(drop)).count()
}

fn parsed(document: &Document) -> Option<Return> {
    match load(document) {
        Loaded::Return(declared) => Some(*declared),
        _ => None,
    }
}

/// What checking consists of, one after the other.
fn parts(found: &Found, taxonomy: &Taxonomy, mapper: &Mapper<'_>, rooms: &mut Rooms) {
    let documents: Vec<Document> =
        rooms.time("  read", || found.inputs.iter().flat_map(read_documents).flatten().collect());
    let returns: Vec<Return> = rooms.time("  load", || documents.par_iter().filter_map(parsed).collect());
    rooms.time("  rules", || returns.par_iter().map(|declared| check(declared, taxonomy).len()).sum::<usize>());
    let mappings: Vec<_> = rooms.time("  map", || {
        let mapped = returns.par_iter().with_min_len(16);
        mapped.map_init(Known::default, |known, declared| mapper.map_return(declared, known)).collect()
    });
    rooms.time("  ledger", || {
        let pairs = returns.par_iter().zip(mappings);
        pairs.filter(|(declared, mappings)| allocate(declared, mappings.clone(), taxonomy).is_ok()).count()
    });
}

/// What comes after the facts.
fn after(gathered: &mut Gathered, taxonomy: &Taxonomy, mapper: &Mapper<'_>, rooms: &mut Rooms) -> anyhow::Result<()> {
    let (currency, period) = select(gathered, None, None).map_err(|several| anyhow::anyhow!("{:?}", several.0))?;
    let (basis, floor, scenario) = (Basis::default(), Money(1_000_000), Scenario::default());
    let overlap = rooms.time("overlap", || measure(&gathered.facts, taxonomy, basis, floor));
    let manifest = Manifest::new(taxonomy, mapper, gathered, None);
    let report = rooms.time("savings and report", || {
        assemble(Audit {
            beside: None,
            facts: &gathered.facts,
            suppliers: &gathered.suppliers,
            coverage: gathered.coverage,
            findings: std::mem::take(&mut gathered.findings),
            levels: &dupaudit::finding::Levels::default(),
            taxonomy,
            overlap: &overlap,
            basis,
            floor,
            sectors: Vec::new(),
            scenario: &scenario,
            currency,
            period,
            manifest,
            host: None,
        })
    });
    rooms.time("write text", || write_report(&mut io::sink(), 100, &report, false))?;
    rooms.time("write JSON", || write_json(&mut io::sink(), &report))?;
    Ok(())
}

/// The returns of the county, each many times under other ids.
fn multiplied(folder: &Path) -> anyhow::Result<PathBuf> {
    let county = [PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/county"))];
    for input in find(&county, &Search::default())?.inputs {
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

//! Facts come back as they went, in every format, and damaged ones never pass for whole.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::json;

use super::manifest::{FolderManifest, TableFile};
use super::{FactsFormat, Made, read_facts, write_end, write_folder, write_return};
use crate::ledger::exchange::{FactTable, Facts, tables};
use crate::ledger::{Gathered, Strictness, gather, stream};
use crate::mapping::Mapper;
use crate::report::Manifest;
use crate::returns::{Search, find};
use crate::source::sha256;
use crate::table::Table;
use crate::taxonomy::{self, Taxonomy};

const FORMATS: [FactsFormat; 3] = [FactsFormat::Parquet, FactsFormat::Csv, FactsFormat::Ndjson];

fn default_taxonomy() -> Taxonomy {
    taxonomy::load(taxonomy::DEFAULT).expect("the default list")
}

fn read_returns(path: &Path, taxonomy: &Taxonomy) -> (Gathered, Made) {
    let mapper = Mapper::new(taxonomy).explaining();
    let found = find(&[path.to_owned()], &Search::default()).expect("returns");
    let gathered = gather(found, taxonomy, &mapper, Strictness::Usual, &|| {});
    let made = Made::from(&Manifest::new(taxonomy, &mapper, &gathered, None));
    (gathered, made)
}

fn write_stream(returns: &Path, file: &Path, taxonomy: &Taxonomy) {
    let mapper = Mapper::new(taxonomy).explaining();
    let made = Made::from(&Manifest::new(taxonomy, &mapper, &Gathered::default(), None));
    let found = find(&[returns.to_owned()], &Search::default()).expect("returns");
    let (mut out, mut count) = (Vec::new(), 0);
    let left = stream(found, taxonomy, &mapper, Strictness::Usual, &mut |part| {
        count += 1;
        write_return(&mut out, &part, taxonomy, &made)
    })
    .expect("memory takes it");
    write_end(&mut out, count, &left, taxonomy, &made).expect("memory takes it");
    fs::write(file, out).expect("written");
}

/// The cells of every row of every table.
fn all_rows(gathered: &Gathered, taxonomy: &Taxonomy) -> Vec<Vec<String>> {
    let facts = Facts { gathered, taxonomy };
    let of = |table: &FactTable| {
        let mut all = Vec::new();
        let written = table.rows(&facts, &mut |cells| {
            all.push(format!("{cells:?}"));
            Ok(())
        });
        written.expect("memory takes it");
        all
    };
    tables().map(of).collect()
}

/// The same in an order that does not depend on how returns were put together.
fn settled(mut gathered: Gathered, taxonomy: &Taxonomy) -> Vec<Vec<String>> {
    gathered.reconcile();
    gathered.findings.sort_by(crate::finding::Finding::order);
    all_rows(&gathered, taxonomy)
}

/// Texts as hostile as returns can hold them.
fn text() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "=",
        "+",
        "-",
        "@",
        "'",
        "\"",
        ",",
        ";",
        "\n",
        "\r\n",
        "\t",
        "\u{0}",
        "\u{1b}[2J",
        "\u{202e}",
        "é",
        "北",
        "payroll",
        " ",
    ];
    prop::collection::vec(prop::sample::select(PIECES), 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn facts_come_back_as_they_went(
        texts in prop::collection::vec(text(), 8),
        costs in prop::collection::vec(0_i64..1_000_000_000, 6),
        share in 1_u32..1_000_000,
    ) {
        let pounds = |place: usize| format!("{}.{:02}", costs[place] / 100, costs[place] % 100);
        let share = f64::from(share) / 1e6;
        let declared = |id: &str, turn: usize| json!({
            "dupaudit": 1, "period": "2025-26",
            "organisation": {"id": id, "name": texts[turn], "type": "council", "region": texts[0],
                "drivers": {texts[1].clone(): 1.5, "population": 94_600}},
            "accounting": {"vat": "excluded", "recharges": "net"},
            "units": [{"id": "u", "name": texts[2]}],
            "processes": [{"id": "p", "name": format!("Payroll {}", texts[3]), "unit": "u", "functions": {"hr.payroll": share, "hr": 0},
                "other": pounds(turn), "volume": 43, "volume_unit": texts[4], "failure_demand": 0.3}],
            "roles": [{"id": "r", "title": texts[5], "fte": "3.333", "cost": pounds(2 + turn), "processes": {"p": 0.7}},
                {"id": "s", "title": "Payroll officer", "fte": "0.1", "cost": 5000}],
            "systems": [{"id": "p", "name": texts[6], "product": texts[7], "vendor": "", "cost": pounds(4 + turn),
                "contract_end": "2027-03-31", "processes": ["p"]}],
            "recharges": [{"to": texts[6], "function": "hr.payroll", "amount": 4}],
            "outcomes": [{"measure": texts[7], "kind": "rate", "value": 0.957, "better": "higher"}],
            "sales": [{"to": "x", "function": "hr.payroll", "product": texts[2], "amount": 5}],
            "transfers": [{"function": "hr.payroll", "out": 2, "with": "x"}],
            "exceptions": [{"item": "p", "reason": "other", "note": texts[1]}, {"unit": "u", "reason": "resilience", "until": "2027-01-01"}],
        });
        let taxonomy = default_taxonomy();
        let folder = tempfile::tempdir().expect("a folder");
        let returns = folder.path().join("returns");
        fs::create_dir(&returns).expect("a folder");
        let lines = format!("{}\n{}\n{{\"dupaudit\": 1}}\n", declared("=A", 0), declared("'B", 1));
        fs::write(returns.join("two.ndjson"), lines).expect("written");
        let (gathered, made) = read_returns(&returns, &taxonomy);
        prop_assert!(gathered.facts.len() <= 2);
        let expected = all_rows(&gathered, &taxonomy);
        for format in FORMATS {
            let path = folder.path().join(format.ending());
            write_folder(&path, format, &gathered, &taxonomy, &made).expect("written");
            let back = read_facts(&path, &taxonomy).expect("facts");
            prop_assert_eq!(&all_rows(&back, &taxonomy), &expected, "{:?}", format);
        }
        let file = folder.path().join("stream");
        write_stream(&returns, &file, &taxonomy);
        let back = read_facts(&file, &taxonomy).expect("facts");
        prop_assert_eq!(settled(back, &taxonomy), settled(gathered, &taxonomy));
    }
}

/// Positions and bytes that are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % most.max(1)
    }

    /// The bytes with one changed, or without their end.
    fn damage(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        let place = self.below(bytes.len());
        if self.below(4) == 0 {
            bytes.truncate(place);
        } else if let Some(byte) = bytes.get_mut(place) {
            *byte ^= 1 << self.below(8);
        }
        bytes
    }
}

fn county() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/county")
}

/// That facts are refused, or are what they were.
fn is_refused_or_same(path: &Path, taxonomy: &Taxonomy, expected: &[Vec<String>], what: &str) {
    match read_facts(path, taxonomy) {
        Err(_) => {}
        Ok(facts) if facts.coverage.unread => {
            assert!(facts.facts.is_empty() && !facts.findings.is_empty(), "{what}");
        }
        Ok(facts) => assert!(settled(facts, taxonomy) == expected, "{what}: read, and other than it was"),
    }
}

#[test]
fn damaged_facts_never_pass_for_whole() {
    let taxonomy = default_taxonomy();
    let (gathered, made) = read_returns(&county(), &taxonomy);
    let folder = tempfile::tempdir().expect("a folder");
    let mut chance = Chance(7);
    let file = folder.path().join("stream");
    write_stream(&county(), &file, &taxonomy);
    let written: Vec<(PathBuf, PathBuf)> = FORMATS
        .iter()
        .map(|format| {
            let path = folder.path().join(format.ending());
            write_folder(&path, *format, &gathered, &taxonomy, &made).expect("written");
            path
        })
        .flat_map(|path| {
            let files = fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("a file").path());
            files.map(|file| (path.clone(), file)).collect::<Vec<_>>()
        })
        .chain([(file.clone(), file)])
        .collect();
    let expected = settled(gathered, &taxonomy);
    for (path, file) in written {
        let whole = fs::read(&file).expect("readable");
        for _ in 0..4 {
            let bytes = chance.damage(&whole);
            fs::write(&file, &bytes).expect("written");
            is_refused_or_same(&path, &taxonomy, &expected, &file.display().to_string());
        }
        fs::write(&file, whole).expect("written");
        is_refused_or_same(&path, &taxonomy, &expected, "mended");
    }
}

/// A manifest that vouches for changed files, as somebody who makes facts up would write it.
fn vouch(path: &Path, made: &Made, format: FactsFormat, counts: &[u64]) {
    let tables = tables().zip(counts).map(|(table, rows)| {
        let name = format.file(table);
        let hash = sha256(fs::read(path.join(&name)).expect("readable"));
        TableFile::new(table, name, *rows, hash)
    });
    let manifest = FolderManifest::new(made.clone(), format.ending(), tables.collect());
    fs::write(path.join("manifest.json"), serde_json::to_vec(&manifest).expect("JSON")).expect("written");
}

#[test]
fn made_up_facts_are_refused_or_add_up() {
    let taxonomy = default_taxonomy();
    let (gathered, made) = read_returns(&county(), &taxonomy);
    let counts: Vec<u64> = all_rows(&gathered, &taxonomy).iter().map(|rows| rows.len() as u64).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let mut chance = Chance(11);
    for format in FORMATS {
        let path = folder.path().join(format.ending());
        write_folder(&path, format, &gathered, &taxonomy, &made).expect("written");
        for table in tables() {
            let file = path.join(format.file(table));
            let whole = fs::read(&file).expect("readable");
            for _ in 0..5 {
                fs::write(&file, chance.damage(&whole)).expect("written");
                vouch(&path, &made, format, &counts);
                if let Ok(facts) = read_facts(&path, &taxonomy) {
                    for facts in &facts.facts {
                        assert_eq!(facts.organisation.buckets.sum(), facts.organisation.total);
                    }
                    drop(all_rows(&facts, &taxonomy));
                }
            }
            fs::write(&file, &whole).expect("written");
        }
    }
}

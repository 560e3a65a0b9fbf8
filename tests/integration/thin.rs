//! Returns with only roles, only systems, only a ledger, only totals, or only one total: every command makes sense of them, and
//! what a report asks to be declared next changes just what it says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use dupaudit::money::Money;
use rayon::prelude::*;
use serde_json::Value;

use crate::every_output::every_output;

/// File, and what `explain` is asked about.
const THIN: [(&str, &str); 5] = [
    ("roles", "R/role/pay"),
    ("systems", "S/system/pay"),
    ("ledger", "L/process/ct"),
    ("totals", "T/process/ct"),
    ("total", "hr.payroll"),
];

fn thin(name: &str) -> String {
    let file: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/thin").join(format!("{name}.yaml"));
    fs::read_to_string(file).expect("a return")
}

fn dupaudit(arguments: &[&str], at: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dupaudit")).args(arguments).current_dir(at).output().expect("the binary runs")
}

/// What a person would shake the head at.
fn absurd(text: &str) -> Vec<String> {
    let phrases = [
        "£0 of £0",
        "0 of 0 ",
        " 0 organisations",
        " 0 bodies",
        "NaN",
        "inf%",
        "Worth it",
        "Not worth it",
        "all £0",
        "of the £0",
        "in the £0",
        "£0.00 is",
        "each of 0",
        "save £0",
        "£0 to £0",
        "by £0:",
        "from £0",
        "no year on",
        "likely to come true (–",
        "has no partner",
        "which 0.00",
        "<tbody></tbody>",
        "<tbody>\n</tbody>",
    ];
    let lines: Vec<&str> = text.lines().collect();
    let said = phrases.iter().filter(|phrase| text.contains(*phrase)).map(|phrase| (*phrase).to_owned());
    // A rule under a head with nothing below it; a heading with nothing below it.
    let rule = |line: &str| line.chars().count() > 8 && line.trim_start().chars().all(|letter| letter == '─');
    let empty = lines.windows(2).filter(|pair| rule(pair[0]) && pair[1].trim().is_empty());
    let capitals = |line: &str| line.chars().all(|letter| letter.is_ascii_uppercase() || letter == ' ');
    let title = |line: &str| line.len() > 4 && capitals(line) || line.starts_with("## ");
    let none = |next: &[&str]| title(next[0]) && next[1].is_empty() && (title(next[2]) || next[2].is_empty());
    let bare = lines.windows(3).filter(|next| none(next));
    let empty = empty.map(|pair| format!("an empty table: {}", pair[0]));
    said.chain(one_of_many(text)).chain(empty).chain(bare.map(|next| format!("nothing below {}", next[0]))).collect()
}

/// Counts of one with the noun of many: `1 roles`, `1 more functions`.
fn one_of_many(text: &str) -> Vec<String> {
    let nouns = "bodies claims draws edges errors exceptions files findings functions items labels lines members nodes notes \
                 organisations partners peers posts returns roles rows suppliers systems units warnings years";
    let counts = nouns.split_whitespace().flat_map(|noun| [format!("1 {noun}"), format!("1 more {noun}")]);
    let begins =
        |at: usize| !text[..at].ends_with(|before: char| before.is_alphanumeric() || matches!(before, ',' | '.'));
    counts.filter(|count| text.match_indices(count.as_str()).any(|(at, _)| begins(at))).collect()
}

/// Every command that reads returns, in every format, whole and redacted.
#[test]
fn nothing_reads_absurdly() {
    let look = |(name, target): &(&str, &str)| {
        let mut wrong = Vec::new();
        let (name, target) = (*name, *target);
        let returns = tempfile::tempdir().expect("a folder");
        fs::write(returns.path().join("return.yaml"), thin(name)).expect("written");
        // Of small posts, a redacted result has other names.
        let redacted = if name == "roles" { "hr.payroll" } else { target };
        for (target, more) in [(target, &[][..]), (redacted, &["--redact"])] {
            for written in every_output(returns.path(), target, more) {
                let Some(text) = written.text().filter(|_| written.format != "json") else { continue };
                wrong.extend(absurd(&text).into_iter().map(|what| format!("{name}: {}: {what}", written.name())));
            }
        }
        wrong
    };
    let wrong: Vec<String> = THIN.par_iter().flat_map(look).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What needs no returns, or two rounds of them: a year later, everything a little dearer.
#[test]
fn savings_and_rounds_of_little() {
    let mut wrong = Vec::new();
    for (name, _) in THIN {
        let at = tempfile::tempdir().expect("a folder");
        let later = thin(name).replace("2025-26", "2026-27").replace("000", "100");
        for (round, text) in [("old", thin(name)), ("new", later)] {
            fs::create_dir(at.path().join(round)).expect("a folder");
            fs::write(at.path().join(round).join("return.yaml"), text).expect("written");
        }
        let audit = dupaudit(&["audit", "old", "--quiet", "-o", "report.json"], at.path());
        assert!(audit.status.success(), "{}", String::from_utf8_lossy(&audit.stderr));
        for arguments in [
            &["savings", "report.json"][..],
            &["savings", "report.json", "--compare"],
            &["savings", "report.json", "--set", "horizon=1"],
            &["savings", "report.json", "--format", "json"],
            &["compare", "old", "new"],
            &["compare", "old", "new", "--format", "json"],
            &["compare", "old", "new", "--format", "csv"],
            &["compare", "old", "new", "-o", "rounds.xlsx"],
            &["check", "new", "--against", "old"],
        ] {
            let output = dupaudit(arguments, at.path());
            let said = String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8");
            assert_eq!(output.status.code(), Some(0), "{name} {arguments:?}: {said}");
            wrong.extend(absurd(&said).into_iter().map(|what| format!("{name}: {arguments:?}: {what}\n{said}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn audit(documents: &[String]) -> Value {
    let at = tempfile::tempdir().expect("a folder");
    fs::write(at.path().join("returns.yaml"), documents.join("---\n")).expect("written");
    let output = dupaudit(&["audit", "returns.yaml", "--quiet", "--format", "json"], at.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn pence(amount: &Value) -> i64 {
    Money::parse(&amount.to_string()).expect("an amount").0
}

fn organisation<'r>(report: &'r Value, id: &str) -> &'r Value {
    report["organisations"].as_array().expect("rows").iter().find(|row| row["id"] == id).expect("the organisation")
}

/// What an organisation is told to declare, with what effect.
fn told<'r>(report: &'r Value, id: &str, effect: &str) -> &'r Value {
    let rows = organisation(report, id)["declare_next"].as_array().expect("rows");
    rows.iter().find(|row| row["effect"] == effect).unwrap_or_else(|| panic!("{id} is not told of {effect}: {rows:#?}"))
}

/// What an organisation has duplicated in a pool, and what of it is pay without staff.
fn duplicated(report: &Value, id: &str, pool: &str) -> (i64, i64) {
    let rows = report["attribution"].as_array().expect("rows").iter();
    let rows = rows.filter(|row| row["organisation"] == id && row["pool"] == pool);
    rows.fold((0, 0), |sum, row| (sum.0 + pence(&row["duplicated"]), sum.1 + pence(&row["duplicated_without_fte"])))
}

fn body(id: &str, head: &str, lists: &str) -> String {
    format!("dupaudit: 1\nperiod: 2025-26\norganisation: {{id: {id}, name: Body {id}{head}}}\n{lists}")
}

const PEER: &str =
    "roles:\n  - {id: ct, title: Council tax officer, function: revenues.council-tax, fte: 9, cost: 500_000}\n";
const DISTRICT: &str = ", type: district-council, region: North";

/// Declaring the roles behind a total makes just that much of the duplicated cost known by kind.
#[test]
fn roles_behind_a_total() {
    let total = |more: &str| {
        format!(
            "processes:\n  - {{id: ct, name: Council tax billing, function: revenues.council-tax, total: 400_000}}\n{more}"
        )
    };
    let peer = body("P", DISTRICT, PEER);
    let before = audit(&[body("A", DISTRICT, &total("")), peer.clone()]);
    let row = told(&before, "A", "cashable");
    assert_eq!((&row["field"], &row["item"]), (&"roles".into(), &"A/process/ct".into()));
    let roles = "roles:\n  - {id: o, title: Council tax officer, fte: 10, cost: 400_000, processes: ct}\n";
    let after = audit(&[body("A", DISTRICT, &total(roles)), peer]);
    assert_eq!(pence(&row["amount"]), duplicated(&before, "A", "unspecified").0);
    assert!(pence(&row["amount"]) > 0);
    assert_eq!(duplicated(&after, "A", "unspecified").0, 0);
    assert_eq!(duplicated(&after, "A", "roles"), (pence(&row["amount"]), 0));
    assert_eq!(organisation(&before, "A")["duplicated"], organisation(&after, "A")["duplicated"]);
    assert_eq!(before["declare_next"][0]["effect"], "cashable", "it is worth most of all");
}

/// Declaring the staff of pay makes just that much of the duplicated cost countable in posts.
#[test]
fn staff_of_pay() {
    let roles = |fte: &str| {
        format!(
            "roles:\n  - {{id: o, title: Council tax officer, function: revenues.council-tax, cost: 210_000{fte}}}\n"
        )
    };
    let peer = body("P", DISTRICT, PEER);
    let before = audit(&[body("A", DISTRICT, &roles("")), peer.clone()]);
    let row = told(&before, "A", "posts");
    let after = audit(&[body("A", DISTRICT, &roles(", fte: 6")), peer]);
    assert_eq!(duplicated(&before, "A", "roles").1, pence(&row["amount"]));
    assert!(pence(&row["amount"]) > 0);
    assert_eq!(duplicated(&after, "A", "roles").1, 0);
}

/// Declaring functions takes just that much out of the unmapped.
#[test]
fn functions_of_items() {
    let before = audit(&[thin("roles")]);
    let row = told(&before, "R", "mapped");
    let after = audit(&[thin("roles").replace("title: Officer,", "title: Officer, function: hr.payroll,")]);
    let unmapped = |report: &Value| pence(&organisation(report, "R")["buckets"]["unmapped"]);
    assert_eq!(unmapped(&before) - unmapped(&after), pence(&row["amount"]));
    assert_eq!((unmapped(&after), row["items"].as_u64()), (0, Some(1)));
}

/// Declaring a total lets just that much of process totals count.
#[test]
fn a_control_total() {
    let lists = "processes:\n  - {id: ct, name: Council tax billing, function: revenues.council-tax, total: 400_000}\n\
                 roles:\n  - {id: o, title: Council tax officer, fte: 3, cost: 110_000, processes: ct}\n";
    let before = audit(&[body("A", "", lists)]);
    let row = told(&before, "A", "counted");
    assert_eq!(row["field"], "total");
    let after = audit(&[body("A", ", total: 400_000", lists)]);
    let mapped = |report: &Value| pence(&report["coverage"]["cost_mapped"]);
    assert_eq!(mapped(&after) - mapped(&before), pence(&row["amount"]));
    assert_eq!(pence(&row["amount"]), 29_000_000);
}

/// Declaring the type compares just that much with others.
#[test]
fn a_type() {
    let peer = body("P", DISTRICT, PEER);
    let lists = PEER.replace("500_000", "200_000");
    let before = audit(&[body("A", ", region: North", &lists), peer.clone()]);
    let row = told(&before, "A", "compared");
    assert_eq!((&row["field"], pence(&row["amount"])), (&"type".into(), 20_000_000));
    let after = audit(&[body("A", DISTRICT, &lists), peer]);
    let between = |report: &Value| pence(&report["totals"]["between"]);
    assert_eq!((between(&before), between(&after)), (0, 20_000_000), "all of the smaller is compared, and so repeated");
}

/// Declaring a volume gives a unit cost of just that much, beside those of the peers.
#[test]
fn a_volume() {
    let lists = |volume: &str| {
        format!(
            "processes:\n  - {{id: ct, name: Council tax billing, function: revenues.council-tax{volume}}}\n\
             roles:\n  - {{id: o, title: Council tax officer, fte: 3, cost: 110_000, processes: ct}}\n"
        )
    };
    let volume = ", volume: 20_000, volume_unit: dwellings";
    let peers: Vec<String> = (1..=5).map(|number| body(&format!("P{number}"), DISTRICT, &lists(volume))).collect();
    let with = |own: &str| {
        let mut all = peers.clone();
        all.push(body("A", &format!("{DISTRICT}, total: 110_000, fte: 3"), &lists(own)));
        audit(&all)
    };
    let (before, after) = (with(""), with(volume));
    let row = told(&before, "A", "benchmarked");
    assert_eq!((row["peers"].as_u64(), &row["function"]), (Some(5), &"revenues.council-tax".into()));
    let of = |report: &Value| -> Vec<i64> {
        let rows = report["benchmarks"].as_array().expect("rows").iter();
        rows.filter(|row| row["organisation"] == "A").map(|row| pence(&row["cost"])).collect()
    };
    assert_eq!((of(&before), of(&after)), (vec![], vec![pence(&row["amount"])]));
}

/// Everybody is told of something and never of more than three things; one body is all there is.
#[test]
fn three_things_each() {
    for (name, _) in THIN {
        let report = audit(&[thin(name)]);
        let all = report["declare_next"].as_array().expect("rows");
        assert_eq!(all.len(), 3, "{name}: {all:#?}");
        assert!(!report["cannot_say"].as_array().expect("rows").is_empty(), "{name}");
        let says = |rows: &Value| -> Vec<String> {
            rows.as_array().expect("rows").iter().map(|row| row["says"].to_string()).collect()
        };
        assert_eq!(says(&report["organisations"][0]["declare_next"]), says(&report["declare_next"]), "{name}");
    }
}

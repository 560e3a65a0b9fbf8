//! Two runs that differ in anything that went in can be told apart by their results.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use clap::ValueEnum;
use dupaudit::output::ResultSchema;
use serde_json::Value;

fn run(folder: &Path, arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(arguments)
        .args(["--format", "json"])
        .current_dir(folder)
        .output()
        .expect("the binary runs");
    assert!(!output.stdout.is_empty(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

const RETURN: &str = "\
dupaudit: 1
period: 2025-26
organisation: {id: A, name: Somewhere, type: district-council, total: 2000}
roles:
  - {id: clerk, title: Payroll clerk, cost: 1000}
";

const DECISION: &str = "\
dupaudit: decisions/1
decisions:
  - {kind: role, text: Payroll clerk, function: hr.payroll, by: me, on: 2026-01-01, why: known}
";

/// What went in, changed one at a time; each change shows in the hash of its own and in no other.
#[test]
fn every_input_has_a_hash_of_its_own() {
    for command in
        [&["audit", "returns"][..], &["check", "returns"], &["map", "returns"], &["explain", "A/role/clerk", "returns"]]
    {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
        fs::create_dir(folder.path().join("returns")).expect("a folder");
        write("returns/a.yaml", RETURN);
        let mut last = run(folder.path(), command);
        assert_eq!(last["tool"]["name"], "dupaudit");
        assert_eq!(last["taxonomy"]["id"], "public-functions");
        let mut changes = |what: &str, arguments: &[&str]| {
            let next = run(folder.path(), &[command, arguments].concat());
            let (before, after) = (&last["inputs"], &next["inputs"]);
            let hashes = before.as_object().expect("hashes").keys();
            let changed: Vec<&String> = hashes.filter(|key| before[key.as_str()] != after[key.as_str()]).collect();
            assert_eq!(changed, [&format!("{what}_sha256")], "{command:?}");
            last = next;
        };
        write("returns/a.yaml", &RETURN.replace("1000", "1001"));
        changes("returns", &[]);
        write("dupaudit.yaml", "dupaudit: settings/1\nfail_on: never\n");
        changes("settings", &[]);
        write("decisions.yaml", DECISION);
        changes("decisions", &["--decisions", "decisions.yaml"]);
        let first = run(folder.path(), command);
        let other = run(folder.path(), &[command, &["--taxonomy", "cofog"]].concat());
        assert_ne!(first["taxonomy"]["sha256"], other["taxonomy"]["sha256"], "{command:?}");
        assert_ne!(first["inputs"]["mapper_sha256"], other["inputs"]["mapper_sha256"], "{command:?}");
        assert!(other["inputs"]["mapper_sha256"].is_string());
    }
}

#[test]
fn a_scenario_names_the_report_it_came_from() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.yaml"), RETURN).expect("written");
    run(folder.path(), &["audit", "a.yaml", "-o", "one.json"]);
    run(folder.path(), &["audit", "a.yaml", "-o", "two.json", "--set", "target=0.3"]);
    let report: Value = serde_json::from_slice(&fs::read(folder.path().join("one.json")).expect("read")).expect("JSON");
    let one = run(folder.path(), &["savings", "one.json"]);
    let two = run(folder.path(), &["savings", "two.json"]);
    assert_eq!((&one["inputs"], &one["taxonomy"]), (&report["inputs"], &report["taxonomy"]));
    assert_eq!(one["inputs"], two["inputs"]);
    assert_ne!(one["report_sha256"], two["report_sha256"]);
}

/// Whatever a command writes as JSON says what made it and of what; what did not go in is null, and never missing.
#[test]
fn every_result_in_json_has_the_manifest() {
    const COUNTY: &str = "examples/county";
    const SCOTLAND: &str = "examples/scotland-council-tax";
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (report, labels) = (at("report.json"), at("labels.csv"));
    let (organograms, table) = (at("organograms"), at("table"));
    let (old, new) = (format!("{SCOTLAND}/2010-11"), format!("{SCOTLAND}/2020-21"));
    fs::write(&labels, "text,code\nPayroll clerk,hr.payroll\nParking warden,none\n").expect("written");
    let platform = ["--model", "platform-claim", "--platform-cost", "8.5m"];
    // The inputs that go into each: returns, decisions aside, mapper.
    let commands: Vec<(Vec<&str>, &[&str])> = vec![
        (vec!["audit", COUNTY, "-o", &report], &["returns", "mapper"]),
        (vec!["check", COUNTY], &["returns", "mapper"]),
        (vec!["map", COUNTY], &["returns", "mapper"]),
        (vec!["map", "--evaluate", &labels], &["mapper"]),
        (vec!["savings", &report], &["returns", "mapper"]),
        ([&["savings", &report, "--function", "hr.payroll"][..], &platform].concat(), &["returns", "mapper"]),
        ([&["savings", "--cost", "1.11bn"][..], &platform].concat(), &[]),
        (vec!["savings", "--cost", "1.11bn", "--model", "sell"], &[]),
        (vec!["savings", "--cases"], &[]),
        (vec!["partners", COUNTY], &["returns", "mapper"]),
        (
            vec!["options", "examples/lancashire-council-tax", "--options", "examples/lancashire-options/options.yaml"],
            &["returns", "mapper"],
        ),
        (vec!["compare", &old, &new], &[]),
        (vec!["graph", COUNTY], &["returns", "mapper"]),
        (vec!["explain", "X07000001/role/cex", COUNTY], &["returns", "mapper"]),
        (vec!["explain", "hr.payroll", COUNTY], &["returns", "mapper"]),
        (vec!["explain", "unknown-key"], &[]),
        (vec!["explain", "parameter", "exit_cost"], &[]),
        (vec!["rules"], &[]),
        (vec!["import", "organogram", "examples/organograms/junior-2011-09-30.csv", "-o", &organograms], &[]),
        (
            vec![
                "import",
                "table",
                "examples/tables/payroll.csv",
                "-o",
                &table,
                "--organisation",
                "a",
                "--name",
                "A",
                "--period",
                "2025-26",
            ],
            &[],
        ),
    ];
    let mut seen = BTreeSet::new();
    for (command, given) in commands {
        let result = run(root, &command);
        seen.insert(result["schema"].as_str().expect("a schema").to_owned());
        assert_eq!(result["tool"]["name"], "dupaudit", "{command:?}");
        assert!(result.as_object().expect("an object").contains_key("taxonomy"), "{command:?}");
        // Of a comparison each side has inputs of its own.
        let sides = if command[0] == "compare" { vec![&result["old"], &result["new"]] } else { vec![&result] };
        for side in sides {
            let inputs = side["inputs"].as_object().unwrap_or_else(|| panic!("{command:?} has no inputs"));
            let keys: Vec<&str> = inputs.keys().map(String::as_str).collect();
            assert_eq!(keys, ["decisions_sha256", "mapper_sha256", "returns_sha256", "settings_sha256"], "{command:?}");
            for input in given {
                assert!(inputs[&format!("{input}_sha256")].is_string(), "{command:?}: {input}");
                assert!(result["taxonomy"]["sha256"].is_string(), "{command:?}");
            }
        }
        if command[0] == "import" {
            assert!(result["tables_sha256"].is_string(), "{command:?}");
        }
    }
    let all: BTreeSet<String> = ResultSchema::value_variants()
        .iter()
        .filter_map(|schema| Some(format!("dupaudit.{}/1", schema.to_possible_value()?.get_name())))
        .collect();
    assert_eq!(seen, all, "a result that no command here writes");
}

/// Facts on standard output: each return has its own hash, and the end that of all of them.
#[test]
fn lines_of_facts_have_the_manifest() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("returns")).expect("a folder");
    for id in ["A", "B"] {
        let text = RETURN.replace("id: A", &format!("id: {id}"));
        fs::write(folder.path().join(format!("returns/{id}.yaml")), text).expect("written");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(["facts", "returns"])
        .current_dir(folder.path())
        .output()
        .expect("the binary runs");
    let lines: Vec<Value> =
        String::from_utf8_lossy(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let hash = |line: &Value| line["made"]["inputs"]["returns_sha256"].as_str().expect("a hash").to_owned();
    assert_eq!(lines.len(), 3);
    assert_eq!(BTreeSet::from([hash(&lines[0]), hash(&lines[1]), hash(&lines[2])]).len(), 3);
    assert_eq!(hash(&lines[2]), run(folder.path(), &["map", "returns"])["inputs"]["returns_sha256"]);
}

//! Two runs that differ in anything that went in can be told apart by their results.

use std::fs;
use std::path::Path;
use std::process::Command;

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
organisation: {id: A, name: Somewhere, type: council, total: 2000}
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

//! What counts as duplicated: a file of `tests/what_counts` holds returns, the figures of their audit to the penny by JSON pointer,
//! and codes that are found, or are not.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// How the figures come about.
    about: String,
    /// One or more returns.
    returns: String,
    /// Further arguments of the audit.
    #[serde(default)]
    arguments: Vec<String>,
    expect: BTreeMap<String, Value>,
    #[serde(default)]
    findings: Vec<String>,
    #[serde(default)]
    not_found: Vec<String>,
}

#[test]
fn figures_are_as_worked_out_by_hand() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/what_counts");
    let mut read = 0;
    for file in fs::read_dir(&folder).expect("the folder") {
        let file = file.expect("a file").path();
        let name = file.display();
        let case: Case = serde_yaml::from_str(&fs::read_to_string(&file).expect("text"))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let scratch = tempfile::tempdir().expect("a folder");
        let returns = scratch.path().join("returns.yaml");
        fs::write(&returns, &case.returns).expect("written");
        let run = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
            .arg("audit")
            .arg(&returns)
            .args(["--format", "json"])
            .args(&case.arguments)
            .output();
        let run = run.expect("a run");
        let report: Value = serde_json::from_slice(&run.stdout)
            .unwrap_or_else(|error| panic!("{name}: {error}: {}", String::from_utf8_lossy(&run.stderr)));
        for (pointer, expected) in &case.expect {
            let found = report.pointer(pointer).unwrap_or_else(|| panic!("{name} has no {pointer}"));
            assert!(same(found, expected), "{name}: {pointer} is {found}, not {expected}: {}", case.about);
        }
        let codes: Vec<&str> = report["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .filter_map(|found| found["code"].as_str())
            .collect();
        for code in &case.findings {
            assert!(codes.contains(&code.as_str()), "{name}: {code} is not among {codes:?}");
        }
        for code in &case.not_found {
            assert!(!codes.contains(&code.as_str()), "{name}: {code} was found");
        }
        read += 1;
    }
    assert!(read >= 6, "only {read} cases were read");
}

/// Amounts are numbers in the JSON; YAML may write them with underscores, which makes them texts.
fn same(found: &Value, expected: &Value) -> bool {
    let number = |value: &Value| match value {
        Value::String(text) => text.replace('_', "").parse::<f64>().ok(),
        other => other.as_f64(),
    };
    match (number(found), number(expected)) {
        (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
        _ => found == expected,
    }
}

//! No sum over two currencies, and periods that are equal by their months (docs/model.md section 16.20).

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dupaudit"));
    command.args(arguments).arg("--isolated").current_dir(folder).output().expect("the binary runs")
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// Returns of a body each: its id, the head of its return, and what its payroll costs.
fn returns(bodies: &[(&str, &str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (id, head, cost) in bodies {
        let text = format!(
            "dupaudit: 1\n{head}\norganisation: {{id: {id}, name: Body {id}, type: county}}\nroles:\n\
             - {{id: pay, title: Payroll officer, function: hr.payroll, fte: 3, cost: {cost}}}\n"
        );
        std::fs::write(folder.path().join(format!("{id}.yaml")), text).expect("written");
    }
    folder
}

#[test]
fn the_case_of_a_currency_does_not_matter_and_other_words_are_errors() {
    let folder = returns(&[
        ("a", "period: 2025-26\ncurrency: usd", "100_000.10"),
        ("b", "period: 2025-26\ncurrency: USD", "\"$90,000\""),
    ]);
    let report = json(&run(folder.path(), &["audit", "--format", "json", "--currency", "Usd"]));
    assert_eq!(report["currency"], "USD");
    assert_eq!(report["totals"]["duplicated"]["excess"].to_string(), "90000");
    for (word, meant) in [("£", "`GBP`"), ("euro", "`EUR`"), ("GPB", "`GBP`"), ("$", "`USD`")] {
        let folder = returns(&[("a", &format!("period: 2025-26\ncurrency: {word}"), "\"£100,000\"")]);
        let check = json(&run(folder.path(), &["check", "--format", "json"]));
        let findings = check["findings"].as_array().expect("findings");
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert_eq!((&findings[0]["code"], &findings[0]["line"]), (&"invalid-value".into(), &3.into()));
        assert!(findings[0]["message"].as_str().is_some_and(|message| message.contains(meant)), "{findings:?}");
    }
}

#[test]
fn no_command_adds_two_currencies() {
    let folder = returns(&[
        ("a", "period: 2025-26", "100_000.10"),
        ("b", "period: 2025-26", "90_000"),
        ("c", "period: 2025-26\ncurrency: eur", "800_000"),
    ]);
    for command in ["audit", "partners", "graph"] {
        let output = run(folder.path(), &[command]);
        assert_eq!(output.status.code(), Some(2), "{command}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("EUR and GBP"), "{command}");
    }
    for command in ["check", "map"] {
        let coverage = &json(&run(folder.path(), &[command, "--format", "json"]))["coverage"];
        assert_eq!(coverage["cost_total"].to_string(), "190000.10", "{command}");
        assert_eq!(coverage["returns_other_currency"], 1, "{command}");
        assert_eq!(coverage["returns"], 3, "{command}");
    }
    let facts = run(folder.path(), &["facts"]);
    let said = String::from_utf8_lossy(&facts.stderr).into_owned();
    assert!(said.contains("£190k") && said.contains("1 return in another currency"), "{said}");
    let report = json(&run(folder.path(), &["audit", "--format", "json", "--currency", "gbp"]));
    assert_eq!(report["coverage"]["cost_total"].to_string(), "190000.10");
    assert_eq!(report["totals"]["duplicated"]["excess"].to_string(), "90000");
}

#[test]
fn periods_are_equal_by_their_months() {
    for (one, other) in [
        ("period: 2025-26", "period: 2025-04-01/2026-03-31"),
        ("period: 2025/26", "period: FY2026\nyear_starts: 04-01"),
        ("period: FY2025-26", "period: fy26\nyear_starts: April"),
        ("period: 2025", "period: 2025-01-01/2025-12-31"),
        ("period: 2025", "period: FY 2025\nyear_starts: 1 January"),
        ("period: 2025-10-01/2026-09-30", "period: FY2026\nyear_starts: 10-01"),
        ("period: 2025-07-01/2026-06-30", "period: 2025-26\nyear_starts: 1st July"),
    ] {
        let folder = returns(&[("a", one, "100_000"), ("b", other, "60_000")]);
        let report = json(&run(folder.path(), &["audit", "--format", "json"]));
        assert_eq!(report["totals"]["duplicated"]["excess"].to_string(), "60000", "{one} {other}");
        assert_eq!(report["organisations"].as_array().map(Vec::len), Some(2), "{one} {other}");
    }
    let folder = returns(&[("a", "period: 2025-26", "100_000"), ("b", "period: FY2026\nyear_starts: 10-01", "60_000")]);
    let report = json(&run(folder.path(), &["audit", "--format", "json", "--period", "2025-10-01/2026-09-30"]));
    assert_eq!(
        (&report["period"], report["organisations"].as_array().map(Vec::len)),
        (&"2025-10-01/2026-09-30".into(), Some(1))
    );
}

#[test]
fn other_than_twelve_months_is_an_error() {
    for head in [
        "period: 2025-27",
        "period: 2025-10-01/2026-03-31",
        "period: 2025-10-01/2026-10-01",
        "period: 2025-10",
        "period: 2025-Q3",
        "period: FY2026",
        "period: FY2026\nyear_starts: 02-29",
        "period: FY2026\nyear_starts: soon",
    ] {
        let folder = returns(&[("a", head, "100_000")]);
        let output = run(folder.path(), &["check", "--format", "json"]);
        let check = json(&output);
        assert_eq!(check["outcome"], "failed", "{head} {check}");
        let findings = check["findings"].as_array().expect("findings");
        assert!(findings.iter().all(|finding| finding["code"] == "invalid-value"), "{head} {findings:?}");
    }
}

//! `explain`: where the pounds of an item went, to the penny, who provides a function, and what a finding means.

use std::process::{Command, Output};

use serde_json::{Value, json};

fn explain(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(["explain", "--quiet"])
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/county"))
        .output()
        .expect("the binary runs")
}

fn explained(target: &str) -> Value {
    let output = explain(&[target, "--format", "json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn pence(amount: &Value) -> i64 {
    dupaudit::money::Money::parse(&amount.to_string()).expect("an amount").0
}

fn sum(rows: &Value, key: &str) -> i64 {
    rows.as_array().expect("rows").iter().map(|row| pence(&row[key])).sum()
}

#[test]
fn the_pounds_of_a_role_are_followed_to_the_penny() {
    let role = explained("X07000003/role/ben-off");
    // 420,700 linked to a process that is capped: 391,779.47 stay with it, the rest is unmapped.
    assert_eq!((pence(&role["cost"]), sum(&role["lines"], "amount")), (42_070_000, 42_070_000));
    assert_eq!(sum(&role["lines"], "duplicated"), pence(&role["duplicated"]));
    let lines = &role["lines"];
    assert_eq!((&lines[0]["process"], &lines[0]["function"]), (&json!("bens"), &json!("revenues.benefits")));
    assert_eq!((&lines[1]["function"], pence(&lines[1]["amount"])), (&Value::Null, 2_892_053));
    assert_eq!((&role["path"], &role["line"]), (&json!("districts/dunnockford.yaml"), &json!(63)));
    assert_eq!(role["schema"], "dupaudit.explain/1");
}

#[test]
fn what_is_not_counted_says_why() {
    let line = |target: &str| explained(target)["lines"][0].clone();
    let excepted = line("X07000001/role/emerg");
    assert_eq!((&excepted["duplicated"], pence(&excepted["excluded"])), (&json!(0), 4_780_000));
    assert_eq!(excepted["why"], "left the comparison: exception, resilience");
    assert_eq!(line("X07000001/role/planner")["why"], "frontline administration: out of scope");
}

#[test]
fn a_function_names_its_providers() {
    let function = explained("revenues.council-tax");
    let out_of_scope = function["out_of_scope"].as_array().expect("rows");
    assert!(out_of_scope.is_empty());
    assert_eq!(sum(&function["providers"], "cost"), pence(&function["cost"]));
    let staff: Vec<i64> = function["providers"]
        .as_array()
        .expect("rows")
        .iter()
        .filter(|row| row["layer"] == "staff")
        .map(|row| pence(&row["compared"]))
        .collect();
    assert_eq!(staff.len(), 3);
    assert!(function["providers"].as_array().expect("rows").iter().all(|row| row["counted"] == true));
    // All but the largest, layer by layer.
    let systems: Vec<i64> = function["providers"]
        .as_array()
        .expect("rows")
        .iter()
        .filter(|row| row["layer"] == "systems")
        .map(|row| pence(&row["compared"]))
        .collect();
    let excess = |costs: &[i64]| costs.iter().sum::<i64>() - costs.iter().max().expect("a provider");
    assert_eq!(excess(&staff) + excess(&systems), pence(&function["duplicated"]["excess"]));
}

#[test]
fn findings_are_explained_and_unknown_names_meet_a_suggestion() {
    let code = explain(&["expired-exception", "no-such-folder"]);
    assert!(code.status.success() && !code.stdout.is_empty(), "a finding needs no returns");
    for (unknown, meant) in [
        ("revenues.council-tx", "`revenues.council-tax`"),
        ("X07000001/role/emer", "`X07000001/role/emerg`"),
        ("expired-exceptio", "`expired-exception`"),
    ] {
        let output = explain(&[unknown]);
        assert_eq!(output.status.code(), Some(2), "{unknown}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(meant), "{unknown}");
    }
}

/// Terms, and what an audit shows of a figure, an organisation and a year.
#[test]
fn a_term_an_organisation_and_a_year_are_explained() {
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_dupaudit"))
            .arg("explain")
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("the binary runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    assert!(run(&["Cash-releasing"]).starts_with("cash-releasing\n  The part of the estimated saving"));
    let county = "examples/county";
    let parts = |text: &str, from: &str| -> dupaudit::money::Money {
        let rows = text.lines().skip_while(|line| !line.starts_with(from)).skip(2);
        let rows = rows.take_while(|line| !line.trim_start().starts_with("Total"));
        rows.map(|row| dupaudit::money::Money::parse(row.rsplit("  ").next().expect("an amount")).expect("pounds"))
            .sum()
    };
    let body = run(&["X07000001", county]);
    assert_eq!(parts(&body, "Where each pound of the total is"), dupaudit::money::Money(1_315_000_000), "{body}");
    let json = |target: &str| -> serde_json::Value {
        serde_json::from_str(&run(&[target, county, "--format", "json"])).expect("JSON")
    };
    assert_eq!(json("2028-29")["target"], "year");
    assert_eq!(json("2028-29")["year"], 2);
    assert_eq!(json("X07000001")["id"], "X07000001");
    assert!(run(&["npv", county]).contains("Present value"));
}

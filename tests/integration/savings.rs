//! Scenarios from a saved report: the figures that an audit under the same scenario gives, and no others.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the binary runs")
}

fn json(arguments: &[&str]) -> Value {
    let output = run(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn with<'a>(first: &[&'a str], keys: &[&'a str]) -> Vec<&'a str> {
    let keys = keys.iter().flat_map(|key| ["--set", key]);
    first.iter().copied().chain(keys).collect()
}

fn saved(folder: &Path, returns: &str, keys: &[&str]) -> String {
    let path = folder.join("report.json").to_string_lossy().into_owned();
    assert!(run(&with(&["audit", returns, "--quiet", "-o", &path], keys)).status.success());
    path
}

/// The values of the parameters, whoever set them.
fn values(report: &Value) -> Vec<(&String, &Value)> {
    report["scenario"].as_object().expect("parameters").iter().map(|(key, entry)| (key, &entry["value"])).collect()
}

#[test]
fn a_saved_report_gives_what_an_audit_gives() {
    let scenarios: [&[&str]; 9] = [
        &[],
        &["preset=prudent"],
        &["preset=manifesto", "target=0.3"],
        &["system_lag=3"],
        &["start=2028-29"],
        &["waves={hr: 1, administrative: 2, hr.payroll: 0}"],
        &["target=0.25", "shape=[0.05, 0.25]", "years=2"],
        &["exit_cost=20000.55", "whole_posts=false", "discount={5: 0.04, 30: 0.03}", "horizon=15", "deflator=0.03"],
        &["realisation=0.9", "realisation_range=[0.1, 0.8]", "attrition=0", "optimism_bias=100%"],
    ];
    let folder = tempfile::tempdir().expect("a folder");
    for returns in ["examples/county", "examples/lancashire-council-tax"] {
        let report = saved(folder.path(), returns, &[]);
        for keys in scenarios {
            let audit = json(&with(&["audit", returns, "--quiet", "--format", "json"], keys));
            let again = json(&with(&["savings", &report, "--format", "json"], keys));
            assert_eq!(again["schema"], "dupaudit.savings/1");
            assert_eq!(audit["savings"], again["savings"], "{returns} {keys:?}");
            assert_eq!(values(&audit), values(&again), "{returns} {keys:?}");
            let npvs = |report: &Value| -> Vec<Value> {
                report["organisations"].as_array().expect("rows").iter().map(|row| row["npv"].clone()).collect()
            };
            assert_eq!(npvs(&audit), npvs(&again), "{returns} {keys:?}");
        }
    }
}

#[test]
fn what_a_person_set_stays_set_and_a_worked_out_range_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = ["target=0.2", "simulations=0", "exit_cost=1000"];
    let report = saved(folder.path(), "examples/county", &first);
    let audit =
        json(&with(&["audit", "examples/county", "--quiet", "--format", "json", "--preset", "prudent"], &first));
    let again = json(&["savings", &report, "--format", "json", "--preset", "prudent"]);
    assert_eq!(audit["savings"]["method"], "analytic");
    assert_eq!(audit["savings"], again["savings"]);
}

#[test]
fn what_the_audit_decided_cannot_be_changed_afterwards() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = saved(folder.path(), "examples/county", &[]);
    for key in ["basis=all", "provider_floor=0", "seed=1", "simulations=10"] {
        let output = run(&["savings", &report, "--set", key]);
        assert_eq!(output.status.code(), Some(2), "{key}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("run the audit again"), "{key}");
    }
    for key in ["basis=excess", "provider_floor=10000", "seed=20180328"] {
        assert!(run(&["savings", &report, "--set", key]).status.success(), "{key} is what it was");
    }
    assert_eq!(run(&["savings", "README.md"]).status.code(), Some(2));
}

#[test]
fn presets_stand_side_by_side_and_each_is_what_it_is_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = saved(folder.path(), "examples/county", &[]);
    let all = json(&["savings", &report, "--format", "json"]);
    let presets = all["savings"]["scenarios"].as_array().expect("presets");
    assert_eq!(presets.len(), 5);
    for preset in presets {
        let alone =
            json(&["savings", &report, "--format", "json", "--preset", preset["name"].as_str().expect("a name")]);
        for key in ["npv", "payback_year", "gross_annual", "realised_annual", "p10", "p90"] {
            assert_eq!(alone["savings"][key], preset[key], "{key} of {}", preset["name"]);
        }
    }
    let text = String::from_utf8(run(&["savings", &report, "--compare", "--width", "80"]).stdout).expect("text");
    for name in ["manifesto", "optimistic", "central*", "prudent", "local-government"] {
        assert!(text.contains(name), "{text}");
    }
}

/// Every preset on every example: a figure lies inside its range, or the text gives the median and says that the figure holds if
/// every mapping is right.
#[test]
fn no_figure_stands_beside_a_range_that_does_not_hold_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut seen = 0;
    for returns in ["examples/county", "examples/lancashire-council-tax", "examples/scotland-council-tax/2020-21"] {
        let report = saved(folder.path(), returns, &[]);
        for preset in ["manifesto", "optimistic", "central", "prudent", "local-government"] {
            let json = json(&["savings", &report, "--format", "json", "--preset", preset]);
            let text = run(&["savings", &report, "--preset", preset, "--width", "1000"]).stdout;
            let text = String::from_utf8(text).expect("text");
            let savings = &json["savings"];
            let amount = |key: &str| savings[key].as_f64();
            assert!(amount("p10") <= amount("p50") && amount("p50") <= amount("p90"), "{returns} {preset}");
            let figures = [("realised_annual", "p10", "p90"), ("npv", "npv_p10", "npv_p90")];
            let held = figures.map(|(key, low, high)| amount(low) <= amount(key) && amount(key) <= amount(high));
            let told = text.contains("if every mapping is right)");
            assert!(held == [true; 2] || told, "{returns} {preset}: {savings}");
            seen += 1;
            if let Some(positive) = amount("npv_positive") {
                let sure = savings["carries"].as_array().expect("rows").iter().all(|row| {
                    row["carries"].as_f64().expect("an amount") * 3.0 <= json["duplicated"].as_f64().expect("an amount")
                });
                let expected = match positive {
                    share if share <= 0.2 => "not-worth-it",
                    share if share >= 0.8 && sure => "worth-it",
                    _ => "finely-balanced",
                };
                assert_eq!(savings["conclusion"], expected, "{returns} {preset}");
            }
        }
    }
    assert_eq!(seen, 15);
}

/// A county of two bodies, one of which is called after an attack.
#[test]
fn a_brief_takes_nothing_in_it_for_mark_up() {
    let folder = tempfile::tempdir().expect("a folder");
    for (id, name) in [("X1", "'<img src=x onerror=alert(1)> [pay](http://e.example)'"), ("X2", "Other")] {
        let text = format!(
            "dupaudit: 1\nperiod: 2025-26\norganisation: {{id: {id}, name: {name}, type: borough, total: 900000}}\nroles:\n  - {{id: r, \
             title: '<img src=x onerror=alert(1)> payroll officer [pay](http://e.example)', cost: 300000, function: hr.payroll}}\n"
        );
        std::fs::write(folder.path().join(format!("{id}.yaml")), text).expect("written");
    }
    let brief = folder.path().join("brief.md");
    let path = brief.to_string_lossy().into_owned();
    let output = run(&["audit", &folder.path().to_string_lossy(), "--quiet", "-o", &path]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let brief = std::fs::read_to_string(brief).expect("the brief");
    for part in ["## Summary", "Not enough data:", "## How far you can rely on this", "## What to do next", "onerror"] {
        assert!(brief.contains(part), "{part} is missing from {brief}");
    }
    assert!(brief.contains("&lt;img") && brief.contains("\\[pay\\]"), "{brief}");
    assert!(!brief.contains("<img") && !brief.contains("http:"), "{brief}");
}

/// Where every function is declared no draw can differ from what was measured: units left open, providers below the floor,
/// an exception, several products and a body of another family included.
#[test]
fn draws_of_what_is_certain_are_what_was_measured() {
    let folder = tempfile::tempdir().expect("a folder");
    let returns = [
        "organisation: {id: X1, name: One, type: borough, region: North, total: 2000000}
units: [{id: hr, name: HR}, {id: care, name: Care}]
processes:
  - {id: pay, name: Payroll, unit: hr, function: hr.payroll, other: 20000, total: 260000}
roles:
  - {id: a, title: A, unit: hr, cost: 120000, fte: 3, processes: {pay: 0.8}, function: hr.recruitment}
  - {id: b, title: B, cost: 90000, fte: 2, functions: {hr.payroll: 0.5, revenues.council-tax: 0.5}}
  - {id: c, title: C, unit: care, cost: 9000, fte: 0.2, function: hr.payroll}
  - {id: d, title: D, unit: care, cost: 70000, fte: 2, function: hr.payroll}
  - {id: e, title: E, unit: care, cost: 80000, fte: 2, function: governance.internal-audit}
systems:
  - {id: s, name: Alpha, cost: 30000, processes: [pay]}
  - {id: t, name: Beta, cost: 25000, function: hr.payroll}
exceptions: [{function: governance.internal-audit, reason: segregation-of-duties}]",
        "organisation: {id: X2, name: Two, type: borough, region: North, total: 900000}
roles:
  - {id: a, title: A, cost: 150000, fte: 4, function: hr.payroll}
  - {id: b, title: B, cost: 60000, fte: 1, functions: {revenues.council-tax: 1.0}}
  - {id: e, title: E, cost: 50000, fte: 1, function: governance.internal-audit}
systems: [{id: s, name: alpha, cost: 41000, function: hr.payroll}]",
        "organisation: {id: X3, name: Three, type: trust, total: 900000}
roles:
  - {id: a, title: A, cost: 110000, fte: 3, function: hr.payroll}
  - {id: b, title: B, cost: 65000, fte: 1, function: revenues.council-tax}
  - {id: e, title: E, cost: 50000, fte: 1, function: governance.internal-audit}",
    ];
    for (number, text) in returns.iter().enumerate() {
        let text = format!("dupaudit: 1\nperiod: 2025-26\n{text}\n");
        std::fs::write(folder.path().join(format!("{number}.yaml")), text).expect("written");
    }
    let path = folder.path().to_string_lossy().into_owned();
    for basis in ["all", "excess", "hhi"] {
        let report =
            json(&["audit", &path, "--quiet", "--format", "json", "--basis", basis, "--set", "simulations=20"]);
        let totals = &report["totals"];
        let found = &totals["duplicated"][basis];
        assert_ne!(found.to_string(), "0");
        let draws = totals["simulated"].as_array().expect("draws");
        assert!(draws.len() == 20 && draws.iter().all(|draw| draw == found), "{basis}: {found} is not {draws:?}");
        for key in ["p10", "p50", "p90"] {
            assert_eq!(&totals[key], found, "{basis}: {key}");
            assert_eq!(&totals["analytic"][key], found, "{basis}: analytic {key}");
        }
    }
}

/// Where an audit knows of nobody else, a delivery model speaks for itself alone, and says so; the keys stay.
#[test]
fn a_model_of_what_nobody_else_does_speaks_for_itself_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = |report: &str| {
        let asked = ["savings", report, "--model", "joint", "--function", "hr.payroll"];
        let text = String::from_utf8(run(&asked).stdout).expect("text");
        let page = String::from_utf8(run(&[&asked[..], &["--format", "html"]].concat()).stdout).expect("text");
        (
            text.split_whitespace().collect::<Vec<_>>().join(" "),
            page,
            json(&[&asked[..], &["--format", "json"]].concat()),
        )
    };
    let (text, page, result) = model(&saved(folder.path(), "examples/county/county-council.yaml", &[]));
    assert!(text.contains(" By the model alone, worth it by year "), "{text}");
    assert!(text.contains("The audit finds no duplication between organisations on this function"), "{text}");
    assert!(page.contains("class=\"verdict open\"") && page.contains("y the model alone, worth it by year"));
    assert_eq!((&result["conclusion"], &result["service"]["between"]), (&"worth it".into(), &0.into()));
    let (text, page, result) = model(&saved(folder.path(), "examples/county", &[]));
    assert!(text.contains(" Worth it by year ") && !text.contains("model alone"), "{text}");
    assert!(page.contains("class=\"verdict good\""));
    assert!(result["service"]["between"].as_f64().is_some_and(|between| between > 0.0));
    let without = json(&["savings", "--cost", "4m", "--model", "joint", "--format", "json"]);
    assert!(without["service"]["between"].is_null());
}

/// Each preset: the lines add up to what the years cost, and a fixed part lowers the value by what it costs, discounted.
#[test]
fn the_one_off_cost_stands_in_lines_and_may_have_a_fixed_part() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = saved(folder.path(), "examples/county", &[]);
    let pence = |value: &Value| {
        let text = value.as_number().expect("an amount").to_string();
        dupaudit::money::Money::parse(&text).expect("pence").0
    };
    for preset in ["preset=central", "preset=local-government", "preset=prudent", "preset=manifesto"] {
        let of = |keys: &[&str]| json(&with(&["savings", &report, "--format", "json"], keys));
        let lines = |found: &Value| -> Vec<(String, i64)> {
            let rows = found["savings"]["costs"].as_array().expect("lines").iter();
            let inside = rows.filter(|row| row["in_value"] == true);
            inside.map(|row| (row["line"].as_str().expect("a word").to_owned(), pence(&row["amount"]))).collect()
        };
        let spent = |found: &Value| -> i64 {
            let years = found["savings"]["years"].as_array().expect("years").iter();
            years.map(|year| pence(&year["exits"]) + pence(&year["setup"]) + pence(&year["dual_running"])).sum()
        };
        let plain = of(&[preset]);
        assert_eq!(lines(&plain).iter().map(|(_, amount)| amount).sum::<i64>(), spent(&plain), "{preset}");
        let strain = lines(&plain).iter().any(|(line, _)| line == "pension-strain");
        assert_eq!(strain, preset == "preset=local-government", "{preset}");
        let fixed = of(&[preset, "setup_fixed=1m", "optimism_bias=0", "setup_profile=[1]"]);
        let bare = of(&[preset, "optimism_bias=0", "setup_profile=[1]"]);
        assert!(lines(&fixed).contains(&("programme-fixed".to_owned(), 100_000_000)), "{preset}");
        assert_eq!(lines(&fixed).iter().map(|(_, amount)| amount).sum::<i64>(), spent(&fixed), "{preset}");
        // All of it is paid in year 0, of which nothing is discounted.
        assert_eq!(pence(&bare["savings"]["npv"]) - pence(&fixed["savings"]["npv"]), 100_000_000, "{preset}");
        let parts = fixed["organisations"].as_array().expect("organisations").iter();
        assert_eq!(parts.map(|part| pence(&part["npv"])).sum::<i64>(), pence(&fixed["savings"]["npv"]), "{preset}");
    }
}

#[test]
fn a_seller_is_no_customer_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = saved(folder.path(), "examples/county", &[]);
    let sell = ["savings", &report, "--model", "sell", "--function", "revenues.council-tax", "--format", "json"];
    let cost = |more: &[&str]| json(&[&sell[..], more].concat())["cost"].as_f64().expect("an amount");
    let audit: Value = serde_json::from_str(&std::fs::read_to_string(&report).expect("a report")).expect("JSON");
    let rows = audit["attribution"].as_array().expect("rows").iter();
    let own = rows.filter(|row| row["organisation"] == "X07000001" && row["function"] == "revenues.council-tax");
    let own: f64 = own.map(|row| row["cost"].as_f64().expect("an amount")).sum();
    assert!(own > 0.0);
    assert!((cost(&[]) - cost(&["--seller", "X07000001"]) - own).abs() < 0.005);
    let wrong = run(&[&sell[..], &["--seller", "X0700001"]].concat());
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("did you mean `X07000001`?"));
}

//! Functions that bodies already run together (docs/model.md section 16.4): one provider, to the penny.

use std::path::Path;
use std::process::Command;

use dupaudit::ledger::{ReturnFacts, SharedFact, allocate};
use dupaudit::mapping::{Known, Mapper};
use dupaudit::money::Money;
use dupaudit::overlap::{Basis, Joints, Overlap, measure, measure_joint};
use dupaudit::source::Position;
use dupaudit::taxonomy::Taxonomy;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::worked_input::{declared, taxonomy};

fn said(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(arguments)
        .args(["--quiet", "--allow-incomplete"])
        .current_dir(folder)
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn audit(returns: &[String]) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("returns.yaml"), returns.join("---\n")).expect("written");
    let report = said(folder.path(), &["audit", "--format", "json", "returns.yaml"]);
    let report: Value = serde_json::from_slice(&report).expect("JSON");
    // Facts carry it as well.
    std::fs::write(folder.path().join("facts.ndjson"), said(folder.path(), &["facts", "returns.yaml"]))
        .expect("written");
    let of_facts = said(folder.path(), &["audit", "--format", "json", "--facts", "facts.ndjson"]);
    let of_facts: Value = serde_json::from_slice(&of_facts).expect("JSON");
    for key in ["shared", "totals", "organisations", "attribution", "partners"] {
        assert_eq!(report[key], of_facts[key], "{key}");
    }
    report
}

/// A council that pays staff and a system for payroll.
fn body(id: &str, payroll: &str, more: &str) -> String {
    format!(
        "dupaudit: 1\nperiod: 2025-26\norganisation: {{id: {id}, name: Body {id}, type: council, total: 1_000_000}}\n\
         accounting: {{on_costs: included, recharges: gross, vat: excluded}}\n\
         roles:\n  - {{id: pay, title: Payroll officer, function: hr.payroll, fte: 2, cost: {payroll}}}\n\
         systems:\n  - {{id: s, name: Payroll of {id}, function: hr.payroll, cost: 20_000}}\n{more}"
    )
}

fn with(bodies: &str, more: &str) -> String {
    format!("shared:\n  - {{function: hr.payroll, with: [{bodies}]{more}}}\n")
}

fn codes(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().expect("findings").iter();
    let codes = findings.filter_map(|finding| finding["code"].as_str());
    codes.filter(|code| code.starts_with("shared-")).collect()
}

/// Docs/model.md works this out: A 100,000.01 and B 60,000.00 run payroll together beside C with 150,000.00.
#[test]
fn what_two_bodies_run_together_is_one_provider_to_the_penny() {
    let report = audit(&[
        body("A", "100_000.01", &with("B", ", host: A, since: 2011-07-01")),
        body("B", "60_000", &with("A", ", host: A, since: 2011-07-01")),
        body("C", "150_000", ""),
    ]);
    let function = &report["functions"][0];
    assert_eq!(function["staff"], 150_000, "160,000.01 of the two and 150,000.00: all but the largest");
    assert_eq!(function["systems"], 40_000, "systems stay products");
    assert_eq!(function["providers"], 2);
    let staff = report["attribution"].as_array().expect("rows").iter().filter(|row| row["pool"] == "roles");
    let staff: Vec<&Value> = staff.map(|row| &row["duplicated"]).collect();
    assert_eq!(json!(staff).to_string(), "[48387.10,29032.26,72580.64]");
    let shared = json!([{
        "function": "hr.payroll", "organisations": ["A", "B"], "host": "A", "since": "2011-07-01", "in_effect": true,
        "cost": 160_000.01, "duplicated": 77_419.36, "recharged": 0, "counted_twice": 60_000,
    }]);
    assert_eq!(report["shared"], shared);
    assert_eq!(report["totals"]["already_shared"], 10_000.01, "A, B and C apart: 310,000.01 less 150,000.00");
    assert_eq!(codes(&report), ["shared-counted-twice"]);
    let pairs = report["partners"].as_array().expect("pairs");
    let pair = pairs.iter().find(|pair| pair["a"] == "A" && pair["b"] == "B").expect("they share systems");
    assert_eq!(pair["shared"], 20_000, "the system, and not the staff that they share already");
}

#[test]
fn several_declarations_that_meet_make_one_provider() {
    let both = [with("B", ""), with("C", "")];
    let report = audit(&[
        body("A", "50_000", &both[0]),
        body("B", "40_000", &both[1]),
        body("C", "30_000", ""),
        body("D", "60_000", "shared: [{function: hr, with: [C], since: 2026-04-01}]\n"),
    ]);
    assert_eq!(report["functions"][0]["staff"], 60_000, "120,000 of three bodies, and D, which joins after the period");
    assert_eq!(report["shared"].as_array().map(Vec::len), Some(2));
    assert_eq!(report["shared"][1]["in_effect"], false);
}

#[test]
fn what_the_others_do_not_say_and_what_cannot_be_is_found() {
    let found = |a: &str, b: &str| {
        let report = audit(&[body("A", "50_000", a), body("B", "40_000", b), body("C", "30_000", "")]);
        codes(&report).into_iter().map(str::to_owned).collect::<Vec<_>>().join(" ")
    };
    let recharge = "recharges: [{to: A, function: hr.payroll, amount: 5_000}]\n";
    assert_eq!(found(&with("B", ""), ""), "shared-unconfirmed shared-counted-twice");
    assert_eq!(found(&with("B", ""), recharge), "", "a recharge confirms it, and says who bears what");
    assert_eq!(found("shared: [{function: hr, with: [B]}]\n", &with("A", "")), "shared-counted-twice");
    assert_eq!(found(&with("B", ", host: C"), recharge), "shared-contradiction");
    assert_eq!(found(&with("B, Z", ""), recharge), "shared-contradiction");
    assert_eq!(found(&with("A", ""), ""), "shared-contradiction");
    let other_host = format!("{recharge}{}", with("A", ", host: B"));
    assert_eq!(found(&with("B", ", host: A"), &other_host), "shared-contradiction");
    let other_day = format!("{recharge}{}", with("A", ", since: 2012-01-01"));
    assert_eq!(found(&with("B", ", since: 2011-01-01"), &other_day), "shared-contradiction");
}

pub(crate) fn functions() -> Taxonomy {
    taxonomy([("a", "A", "any"), ("t", "A", "same_type")])
}

pub(crate) type Draw = Vec<(bool, Vec<(bool, bool, i64)>)>;

/// Bodies of two types with roles in two units and on two functions.
pub(crate) fn bodies() -> impl Strategy<Value = Draw> {
    let role = (any::<bool>(), any::<bool>(), prop_oneof![1_i64..1000, 1_i64..100_000_000]);
    prop::collection::vec((any::<bool>(), prop::collection::vec(role, 1..5)), 2..6)
}

pub(crate) fn facts(bodies: &Draw, shared: &[(usize, usize, bool)], taxonomy: &Taxonomy) -> Vec<ReturnFacts> {
    let made = bodies.iter().enumerate().map(|(number, (kind, roles))| {
        let roles = roles.iter().enumerate().map(|(role, (unit, function, cost))| {
            let (unit, function) = (if *unit { "x" } else { "y" }, if *function { "a" } else { "t" });
            json!({"id": format!("r{role}"), "unit": unit, "cost": cost, "mfte": 1000, "functions": {function: 1_000_000}})
        });
        let kind = if *kind { "one" } else { "other" };
        let input = json!({"id": format!("o{number}"), "type": kind, "roles": roles.collect::<Vec<_>>()});
        let declared = declared(&input);
        let mappings = Mapper::new(taxonomy).map_return(&declared, &mut Known::default());
        let mut facts = allocate(&declared, mappings, taxonomy).expect("a return that adds up").0;
        let mine = shared.iter().filter(|(by, ..)| by % bodies.len() == number);
        facts.shared = (0..)
            .zip(mine)
            .map(|(index, (_, other, function))| SharedFact {
                function: taxonomy.find(if *function { "a" } else { "t" }),
                with: vec![format!("o{}", other % bodies.len())],
                host: None,
                since: None,
                index,
                position: Position { line: 1, column: 1 },
            })
            .collect();
        facts
    });
    made.collect()
}

fn adds_up(overlap: &Overlap, basis: Basis) -> Result<(), TestCaseError> {
    let sum = overlap.duplicated.get(basis);
    prop_assert_eq!(overlap.attribution.iter().map(|row| row.duplicated).sum::<Money>(), sum);
    prop_assert_eq!(overlap.within + overlap.between, sum);
    prop_assert_eq!(overlap.organisations.iter().map(|body| body.duplicated).sum::<Money>(), sum);
    for body in &overlap.organisations {
        prop_assert!(Money::ZERO <= body.within && Money::ZERO <= body.between && body.duplicated <= body.in_scope);
        prop_assert_eq!(body.within + body.between, body.duplicated);
    }
    for row in &overlap.attribution {
        prop_assert!(Money::ZERO <= row.duplicated && row.duplicated <= row.cost);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_run_together_adds_up_and_is_never_more_duplicated(
        bodies in bodies(),
        shared in prop::collection::vec((0_usize..6, 0_usize..6, any::<bool>()), 0..5),
        floor in prop_oneof![Just(0_i64), 0_i64..1_000_000],
    ) {
        let taxonomy = functions();
        let facts = facts(&bodies, &shared, &taxonomy);
        for basis in Basis::ALL {
            let found = measure(&facts, &taxonomy, basis, Money(floor));
            adds_up(&found, basis)?;
            let apart = measure_joint(&facts, facts.len(), &taxonomy, basis, Money(floor), &Joints::new());
            adds_up(&apart, basis)?;
            if floor == 0 {
                for of in Basis::ALL {
                    prop_assert!(found.duplicated.get(of) <= apart.duplicated.get(of));
                }
            }
            let ours = measure_joint(&facts, 1, &taxonomy, basis, Money(floor), &dupaudit::overlap::joints(&facts, &taxonomy));
            prop_assert_eq!(ours.duplicated.get(basis), found.organisations[0].duplicated, "beside peers, the same part");
        }
    }
}

//! Services that moved between two rounds (docs/model.md section 16.17), from both sides.

use std::process::Command;

use dupaudit::ledger::{ReturnFacts, TransferFact};
use dupaudit::money::Money;
use dupaudit::overlap::{Basis, Measuring, measure};
use dupaudit::savings::Scenario;
use dupaudit::savings::tracking::{Bridge, Deflator, Plan, Round, track};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::sharing::{bodies, facts, functions};

/// Compares bodies that each spend so much on payroll in either round, and say more in the second.
fn compare(bodies: &[(&str, u32, u32, &str)], arguments: &[&str]) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let document = |period: &str, id: &str, cost: u32, more: &str| {
        let role = |cost| {
            format!("roles:\n  - {{id: p, title: Payroll officer, function: hr.payroll, fte: 2, cost: {cost}}}\n")
        };
        let roles = if cost > 0 { role(cost) } else { String::new() };
        format!(
            "dupaudit: 1\nperiod: {period}\norganisation: {{id: {id}, name: {id}, type: council, total: 900_000}}\n{roles}{more}"
        )
    };
    let old = bodies.iter().map(|(id, before, ..)| document("2025-26", id, *before, ""));
    let new = bodies.iter().map(|(id, _, after, more)| document("2026-27", id, *after, more));
    for (name, round) in [("old.yaml", old.collect::<Vec<_>>()), ("new.yaml", new.collect::<Vec<_>>())] {
        std::fs::write(folder.path().join(name), round.join("---\n")).expect("written");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args([
            "compare",
            "--format",
            "json",
            "--quiet",
            "--deflator",
            "1",
            "--set",
            "start=2026-27",
            "old.yaml",
            "new.yaml",
        ])
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .expect("the binary runs");
    assert!(!output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn moved(list: &str) -> String {
    format!("transfers: [{list}]\n")
}

/// Perimeter, what is disputed, and the measured reduction of each body.
fn bridged(report: &Value) -> Vec<[i64; 3]> {
    let pounds = |row: &Value, key: &str| row[key].as_i64().expect("whole pounds");
    let rows = report["organisations"].as_array().expect("rows").iter();
    rows.map(|row| {
        let disputed = pounds(row, "disputed");
        [pounds(row, "perimeter"), disputed, pounds(row, "efficiency") - disputed]
    })
    .collect()
}

fn disputes(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().expect("findings").iter();
    let disputes = findings.filter(|finding| finding["code"] == "disputed-transfer");
    disputes.map(|finding| finding["message"].as_str().expect("words")).collect()
}

/// Docs/model.md works this out: payroll moves from W to C, and C says that more came in than W says went out.
#[test]
fn the_smaller_of_two_amounts_is_bridged_and_the_rest_is_disputed() {
    let (out, into) =
        (moved("{function: hr.payroll, out: 58000, with: C}"), moved("{function: hr.payroll, in: 90000, with: W}"));
    let report = compare(&[("C", 400_000, 458_000, &into), ("W", 58_000, 0, &out)], &[]);
    assert_eq!(bridged(&report), [[58_000, 0, 0], [-58_000, 0, 0]]);
    let said = disputes(&report);
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("58,000.00 moved out") && said[0].contains("90,000.00 moved in"), "{said:?}");
    let totals = &report["totals"];
    assert_eq!(totals["duplicated_before"], 58_000);
    assert_eq!(totals["duplicated_after"], 0);
    assert_eq!(totals["stock_transferred"], 58_000, "both were providers, and one is");
    assert_eq!(totals["stock_reduction"], 0, "nothing of it is delivered");
    assert_eq!(totals["planned"], 2_412.8, "4.16% of the 58,000.00");
    assert_eq!((&totals["delivered"], &totals["status"]), (&Value::Null, &Value::Null), "a plan below the floor");
    let all = compare(&[("C", 400_000, 458_000, &into), ("W", 58_000, 0, &out)], &["--provider-floor", "2000"]);
    assert_eq!(all["totals"]["delivered"], 0.0);
}

#[test]
fn what_one_side_alone_says_is_no_reduction() {
    let out = moved("{function: hr.payroll, out: 58000, with: C}");
    let report = compare(&[("C", 400_000, 458_000, ""), ("W", 58_000, 0, &out)], &[]);
    assert_eq!(bridged(&report), [[0, 0, -58_000], [0, 58_000, 0]], "C rose, and W says itself that it moved");
    assert!(disputes(&report)[0].contains("`C` does not declare it"));
    let into = moved("{function: hr.payroll, in: 58000, with: W}");
    let report = compare(&[("C", 400_000, 400_000, &into), ("W", 58_000, 58_000, "")], &[]);
    assert_eq!(bridged(&report), [[0, 0, 0], [0, 0, 0]], "what did not move is no efficiency of who says so");
    assert_eq!(disputes(&report).len(), 1);
    let report = compare(
        &[("C", 400_000, 400_000, &into), ("W", 58_000, 58_000, &moved("{function: hr.payroll, in: 9000, with: C}"))],
        &[],
    );
    assert_eq!(bridged(&report), [[0, 0, 0], [0, 0, 0]], "two that both received something");
    assert_eq!(disputes(&report).len(), 2);
}

#[test]
fn what_both_say_within_a_hundredth_is_agreed() {
    let sides = |out: u32, into: u32| {
        let (out, into) = (
            format!("{{function: hr.payroll, out: {out}, with: C}}"),
            format!("{{function: hr.payroll, in: {into}, with: W}}"),
        );
        let report = compare(&[("C", 400_000, 458_000, &moved(&into)), ("W", 58_000, 0, &moved(&out))], &[]);
        (bridged(&report)[0][0], disputes(&report).len())
    };
    assert_eq!(sides(58_000, 58_000), (58_000, 0));
    assert_eq!(sides(57_420, 58_000), (57_420, 0));
    assert_eq!(sides(57_419, 58_000), (57_419, 1));
}

#[test]
fn several_bodies_outsiders_and_groups_are_told_apart() {
    let into = moved("{function: hr.payroll, in: 30000, with: V}, {function: hr.payroll, in: 20000, with: W}");
    let report = compare(
        &[
            ("C", 400_000, 450_000, &into),
            ("V", 90_000, 60_000, &moved("{function: hr.payroll, out: 30000, with: C}")),
            ("W", 58_000, 38_000, &moved("{function: hr.payroll, out: 20000}")),
            ("X", 50_000, 40_000, &moved("{function: hr.payroll, out: 10000, with: Agency}")),
        ],
        &[],
    );
    assert_eq!(bridged(&report), [[50_000, 0, 0], [-30_000, 0, 0], [-20_000, 0, 0], [-10_000, 0, 0]]);
    assert_eq!(
        disputes(&report),
        [""; 0],
        "who names nobody may mean the one that names it, and an outsider cannot be asked"
    );
    let group = moved("{function: hr, out: 20000, with: C}");
    let report = compare(&[("C", 400_000, 420_000, ""), ("W", 58_000, 38_000, &group)], &[]);
    let codes = report["findings"].as_array().expect("findings").iter().map(|finding| &finding["code"]);
    assert!(codes.into_iter().any(|code| code == "implausible-transfer"));
    assert_eq!(bridged(&report)[1], [0, 0, 20_000]);
}

#[test]
fn what_is_shared_from_now_on_is_no_reduction_either() {
    let shared = "shared: [{function: hr.payroll, with: [C], since: 2026-04-01}]\n";
    let report = compare(&[("C", 80_000, 80_000, ""), ("D", 70_000, 70_000, ""), ("W", 60_000, 60_000, shared)], &[]);
    let totals = &report["totals"];
    assert_eq!(totals["duplicated_before"], 130_000);
    assert_eq!(totals["duplicated_after"], 70_000, "140,000 of two beside 70,000");
    assert_eq!((&totals["stock_shared"], &totals["stock_reduction"]), (&json!(60_000), &json!(0)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_bridge_stays_exact_and_what_moves_inside_adds_up_to_nothing(
        old in bodies(),
        entries in prop::collection::vec((0_usize..6, 0_usize..6, any::<bool>(), 0_i64..100_000_000, 0_i64..100_000_000), 0..6),
        ppm in 900_000_i128..1_100_000,
    ) {
        let taxonomy = functions();
        let before = facts(&old, &[], &taxonomy);
        let mut after: Vec<ReturnFacts> = before.clone();
        for (by, other, function, moved_in, moved_out) in entries {
            let with = Some(after[other % old.len()].organisation.id.clone());
            let function = taxonomy.find(if function { "a" } else { "t" });
            let (moved_in, moved_out) = (Money(moved_in), Money(moved_out));
            after[by % old.len()].transfers.push(TransferFact { function, moved_in, moved_out, with });
        }
        let measuring = Measuring { taxonomy: &taxonomy, basis: Basis::Excess, floor: Money(0) };
        let [then, now] = [&before, &after].map(|facts| measure(facts, &taxonomy, measuring.basis, measuring.floor));
        let round = |facts, overlap| Round { facts, overlap, alone: &[], shared_as_before: None };
        let scenario = Scenario::default();
        let plan = Plan { scenario: &scenario, year: 1, base: 2025 };
        let deflator = Deflator::from_ppm(ppm).expect("a ratio");
        let (tracked, _) = track(round(&before, &then), round(&after, &now), measuring, deflator, plan);
        let total: Bridge = tracked.iter().map(|one| one.bridge).sum();
        prop_assert_eq!(total.before + total.price + total.volume + total.perimeter - total.efficiency, total.after);
        prop_assert_eq!(total.perimeter, Money::ZERO);
        prop_assert!(tracked.iter().all(|one| one.bridge.disputed >= Money::ZERO));
        let fell = total.duplicated_before - deflator.real(total.duplicated_after);
        prop_assert!((fell - total.stock_reduction - total.by_transfers - total.by_sharing).0.abs() <= i64::try_from(tracked.len()).unwrap());
    }
}

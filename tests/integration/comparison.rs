//! What leaves the comparison, what is declared more than once, and what unit costs say: cases small enough for a pocket
//! calculator.

use std::fmt::Write;
use std::process::Command;

use serde_json::{Value, json};

/// Audits returns, each with its own document, and hands out the report.
fn audit(returns: &[String]) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("returns.yaml"), returns.join("---\n")).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(["audit", "--format", "json", "--quiet", "--allow-incomplete", "returns.yaml"])
        .current_dir(folder.path())
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// A body with a team for payroll and one for treasury, and whatever else it says.
fn body(id: &str, payroll: u32, more: &str) -> String {
    format!(
        "dupaudit: 1\nperiod: 2025-26\norganisation: {{id: {id}, name: Body {id}, type: district-council, total: 1_000_000}}\n\
         units: [{{id: a, name: A}}, {{id: b, name: B}}]\n\
         roles:\n  - {{id: pay, title: Payroll officer, unit: a, function: hr.payroll, fte: 2, cost: {payroll}}}\n  \
         - {{id: cash, title: Treasury officer, unit: b, function: finance.treasury, fte: 1, cost: 50_000}}\n{more}"
    )
}

fn organisation<'r>(report: &'r Value, id: &str) -> &'r Value {
    report["organisations"].as_array().expect("rows").iter().find(|row| row["id"] == id).expect("the organisation")
}

fn function<'r>(report: &'r Value, code: &str) -> &'r Value {
    report["functions"].as_array().expect("rows").iter().find(|row| row["code"] == code).expect("the function")
}

/// The findings of a code.
fn findings<'r>(report: &'r Value, code: &str) -> Vec<&'r Value> {
    report["findings"].as_array().expect("rows").iter().filter(|row| row["code"] == code).collect()
}

fn excluded(like_for_like: u32, exceptions: u32, failure_demand: u32) -> Value {
    json!({"like_for_like": like_for_like, "exceptions": exceptions, "failure_demand": failure_demand, "once": 0, "officers": 0})
}

#[test]
fn nothing_leaves_by_itself() {
    let report = audit(&[body("A", 100_000, ""), body("B", 80_000, "")]);
    assert_eq!(function(&report, "hr.payroll")["duplicated"]["excess"], 80_000);
    assert_eq!(organisation(&report, "A")["excluded"], excluded(0, 0, 0));
    assert_eq!(report["exceptions"], json!([]));
}

#[test]
fn figures_drawn_up_in_another_way_leave_every_comparison() {
    let accounts = |vat: &str| format!("accounting: {{on_costs: included, recharges: gross, vat: {vat}}}\n");
    let report = audit(&[
        body("A", 100_000, &accounts("excluded")),
        body("B", 80_000, &accounts("excluded")),
        body("C", 90_000, &accounts("included")),
        body("D", 60_000, "accounting: {on_costs: included}\n"),
    ]);
    // C leaves with payroll and treasury; A, B and D are compared.
    let payroll = function(&report, "hr.payroll");
    assert_eq!((&payroll["cost"], &payroll["duplicated"]["excess"]), (&json!(330_000), &json!(140_000)));
    assert_eq!((&payroll["providers"], &payroll["organisations"]), (&json!(3), &json!(4)));
    assert_eq!(organisation(&report, "C")["excluded"], excluded(140_000, 0, 0));
    assert_eq!(organisation(&report, "C")["in_scope"], 140_000);
    assert_eq!(organisation(&report, "C")["duplicated"], 0);
    let unlike = findings(&report, "unlike-accounts");
    assert_eq!((unlike.len(), &unlike[0]["organisation"], &unlike[0]["severity"]), (1, &json!("C"), &json!("warning")));
    assert!(unlike[0]["message"].as_str().expect("text").contains("140,000.00"));
    let undeclared = findings(&report, "undeclared-accounts");
    assert_eq!(
        (undeclared.len(), &undeclared[0]["organisation"], &undeclared[0]["severity"]),
        (1, &json!("D"), &json!("note"))
    );
}

#[test]
fn of_two_ways_the_one_with_more_money_is_usual() {
    let big = body("B", 80_000, "accounting: {vat: included}\n").replace("1_000_000", "2_000_000");
    let report = audit(&[body("A", 100_000, "accounting: {vat: excluded}\n"), big]);
    assert_eq!(organisation(&report, "A")["excluded"], excluded(150_000, 0, 0));
    assert_eq!(organisation(&report, "B")["excluded"], excluded(0, 0, 0));
}

#[test]
fn exceptions_keep_their_pounds_out_of_the_comparison_until_they_end() {
    let exceptions = "exceptions:\n  - {item: pay, reason: resilience, note: why, until: 2026-03-31}\n  \
                      - {unit: b, reason: statutory}\n  \
                      - {function: finance, reason: other, note: the unit has it already}\n";
    let report = audit(&[body("A", 100_000, exceptions), body("B", 80_000, ""), body("C", 70_000, "")]);
    assert_eq!(organisation(&report, "A")["excluded"], excluded(0, 150_000, 0));
    assert_eq!(function(&report, "hr.payroll")["excluded"]["exceptions"], 100_000);
    assert_eq!(function(&report, "hr.payroll")["duplicated"]["excess"], 70_000);
    let rows = report["exceptions"].as_array().expect("rows");
    let shown: Vec<(&str, i64)> = rows
        .iter()
        .map(|row| (row["standing"].as_str().expect("text"), row["amount"].as_i64().expect("pounds")))
        .collect();
    assert_eq!(shown, [("holds", 100_000), ("holds", 50_000), ("unused", 0)]);
    assert_eq!(
        (&rows[0]["items"], &rows[0]["note"], &rows[0]["until"]),
        (&json!(["role/pay"]), &json!("why"), &json!("2026-03-31"))
    );
    assert_eq!((&rows[1]["unit"], &rows[1]["line"]), (&json!("b"), &json!(10)));
    assert_eq!(findings(&report, "unused-exception")[0]["line"], 11);

    let ended = exceptions.replace("2026-03-31", "2026-03-30");
    let report = audit(&[body("A", 100_000, &ended), body("B", 80_000, ""), body("C", 70_000, "")]);
    assert_eq!(organisation(&report, "A")["excluded"], excluded(0, 50_000, 0));
    assert_eq!(function(&report, "hr.payroll")["duplicated"]["excess"], 150_000);
    assert_eq!(report["exceptions"][0]["standing"], "expired");
    let expired = findings(&report, "expired-exception");
    assert!(expired[0]["message"].as_str().expect("text").contains("100,000.00"), "{expired:?}");
}

#[test]
fn of_several_exceptions_for_one_pound_the_first_that_holds_has_it() {
    let exceptions = "exceptions:\n  - {unit: a, reason: other, note: over, until: 2020-03-31}\n  \
                      - {function: hr, reason: statutory}\n  - {item: pay, reason: resilience}\n  \
                      - {function: hr, reason: resilience}\n  \
                      - {unit: a, reason: other, note: over as well, until: 2020-03-31}\n";
    let report = audit(&[body("A", 100_000, exceptions), body("B", 80_000, ""), body("C", 70_000, "")]);
    assert_eq!(organisation(&report, "A")["excluded"], excluded(0, 100_000, 0));
    let rows = report["exceptions"].as_array().expect("rows");
    let shown: Vec<(&str, i64)> = rows
        .iter()
        .map(|row| (row["standing"].as_str().expect("text"), row["amount"].as_i64().expect("pounds")))
        .collect();
    // What has ended says all that it no longer keeps, however many name it.
    let expected = [("expired", 100_000), ("holds", 100_000), ("unused", 0), ("unused", 0), ("expired", 100_000)];
    assert_eq!(shown, expected);
}

#[test]
fn failure_demand_leaves_with_its_share_of_the_process() {
    let calls = |other: u32, more: &str| {
        body(
            "X",
            50_000,
            &format!(
                "processes: [{{id: p, name: Calls, unit: a, function: customer.contact-centre, other: {other}{more}}}]\n"
            ),
        )
    };
    let report =
        audit(&[calls(40_000, ", failure_demand: 0.25").replace('X', "A"), calls(20_000, "").replace('X', "B")]);
    // 30,000 and 20,000 are compared.
    let calls = function(&report, "customer.contact-centre");
    assert_eq!((&calls["cost"], &calls["duplicated"]["excess"]), (&json!(60_000), &json!(20_000)));
    assert_eq!(calls["cuts"]["processes"]["duplicated"], 20_000);
    assert_eq!(organisation(&report, "A")["excluded"], excluded(0, 0, 10_000));
}

#[test]
fn what_is_bought_outside_the_audit_is_in_nobodys_duplicated_cost() {
    let recharges = "recharges:\n  - {to: elsewhere, function: hr.payroll, amount: 30_000}\n  \
                     - {to: B, function: hr.payroll, amount: 20_000}\n";
    let report = audit(&[body("A", 100_000, recharges), body("B", 80_000, "")]);
    let payroll = function(&report, "hr.payroll");
    assert_eq!((&payroll["bought_outside"], &payroll["cost"]), (&json!(30_000), &json!(180_000)));
    assert_eq!(payroll["duplicated"]["excess"], 80_000);
    assert_eq!(report["totals"]["cost"], 1_980_000, "what is paid inside the audit counts once");
    assert_eq!(organisation(&report, "A")["buckets"]["recharge_out"], 50_000);
}

#[test]
fn processes_roles_and_systems_are_counted_beside_the_money() {
    let more = |spelling: &str| {
        format!(
            "processes:\n  - {{id: p, name: Payroll, unit: a, function: hr.payroll, other: 10_000, fte: 0.5}}\n  \
             - {{id: q, name: PAYROLL, unit: a, function: hr.payroll}}\n  \
             - {{id: r, name: Pay run, unit: a, function: hr.payroll}}\n\
             systems:\n  - {{id: s, name: {spelling}, function: hr.payroll, cost: 20_000}}\n"
        )
    };
    let report = audit(&[body("A", 100_000, &more("Zahlwerk")), body("B", 90_000, &more("zahlwerk!"))]);
    let payroll = function(&report, "hr.payroll");
    let (processes, roles, systems) =
        (&payroll["cuts"]["processes"], &payroll["cuts"]["roles"], &payroll["cuts"]["systems"]);
    // Of 100,000 a body on the staff layer, A's 110,000 stands and B's 100,000 is spent again: 100,000 by 11 to 10.
    assert_eq!(payroll["staff"], 100_000);
    assert_eq!((&payroll["processes"], &payroll["roles"]), (&json!(6), &json!(2)));
    assert_eq!(
        (&processes["variants"], &processes["surplus"], &processes["within"]),
        (&json!(4), &json!(3), &json!(2))
    );
    assert_eq!((&roles["families"], &roles["surplus"], &roles["between"]), (&json!(1), &json!(0), &json!(1)));
    assert_eq!(
        (&systems["products"], &systems["contracts"], &systems["surplus_contracts"]),
        (&json!(1), &json!(2), &json!(1))
    );
    assert_eq!((&systems["between"], &systems["duplicated"]), (&json!(1), &json!(20_000)));
    // 2.5 FTE on 110,000 and on 100,000: 100,000 / 210,000 of each.
    assert_eq!(roles["duplicated_fte"], json!(2.381));
    // 10,000 of 110,000 and of 100,000, each by 100/210.
    assert_eq!(processes["duplicated"], json!(9_523.81));
    assert_eq!(roles["duplicated"], json!(90_476.19));
}

/// Bodies with a volume of council tax each; 40 pence and 60 pence a dwelling by turns.
fn benchmarked(count: u32, unit: &str) -> Vec<String> {
    (0..count)
        .map(|number| {
            let mut text = body(&format!("B{number:02}"), 50_000, "processes:\n");
            let other = if number % 2 == 0 { 40_000 } else { 60_000 };
            let _ = writeln!(
                text,
                "  - {{id: ct, name: Council tax, unit: a, function: revenues.council-tax, other: {other}, volume: 1_000, volume_unit: {unit}}}"
            );
            text
        })
        .collect()
}

#[test]
fn unit_costs_are_compared_where_enough_bodies_declare_volumes() {
    let report = audit(&benchmarked(8, "Dwelling"));
    let council_tax = function(&report, "revenues.council-tax");
    assert_eq!((&council_tax["grade"], &council_tax["duplicated"]["frontier"]), (&json!("A"), &json!(80_000)));
    assert_eq!(report["totals"]["duplicated"]["frontier"], 80_000);
    let rows = report["benchmarks"].as_array().expect("rows");
    let dear = rows
        .iter()
        .find(|row| row["function"] == "revenues.council-tax" && row["organisation"] == "B01")
        .expect("a row");
    assert_eq!((&dear["gap"], &dear["unit_cost"], &dear["frontier"]), (&json!(20_000), &json!(60.0), &json!(40.0)));
    // 40% of 340,000 is more than 80,000.
    assert_eq!(findings(&report, "beyond-best-practice").len(), 1);

    let few = audit(&benchmarked(7, "dwellings"));
    let council_tax = function(&few, "revenues.council-tax");
    assert_eq!((&council_tax["grade"], &council_tax["duplicated"]["frontier"]), (&json!("C"), &Value::Null));
    let other_unit = audit(&benchmarked(8, "letters"));
    assert_eq!(function(&other_unit, "revenues.council-tax")["grade"], "D");
    assert_eq!(other_unit["totals"]["duplicated"]["frontier"], Value::Null);
}

#[test]
fn a_return_in_thousands_neither_sets_the_frontier_nor_has_a_gap() {
    let mut returns = benchmarked(9, "dwellings");
    returns[0] = returns[0].replace("other: 40000", "other: 40");
    let report = audit(&returns);
    let rows = report["benchmarks"].as_array().expect("rows");
    let odd = rows
        .iter()
        .find(|row| row["function"] == "revenues.council-tax" && row["organisation"] == "B00")
        .expect("a row");
    assert_eq!((&odd["cautions"], &odd["gap"]), (&json!(["C03", "C04"]), &Value::Null));
    assert_eq!(findings(&report, "unlikely-unit-cost").len(), 1);
    assert_eq!(function(&report, "revenues.council-tax")["duplicated"]["frontier"], 80_000);
}

#[test]
fn headcount_stands_in_for_payslips_at_best_grade_c() {
    let returns: Vec<String> = (0..9)
        .map(|number| {
            body(&format!("B{number}"), 50_000 + number, "").replace("type:", "drivers: {headcount: 100}, type:")
        })
        .collect();
    let report = audit(&returns);
    let payroll = function(&report, "hr.payroll");
    assert_eq!((&payroll["grade"], &payroll["duplicated"]["frontier"]), (&json!("C"), &Value::Null));
    let row = report["benchmarks"]
        .as_array()
        .expect("rows")
        .iter()
        .find(|row| row["function"] == "hr.payroll")
        .expect("a row");
    assert_eq!(
        (&row["measure"], &row["stands_in"], &row["median"]),
        (&json!("headcount"), &json!(true), &json!(500.04))
    );
}

#[test]
fn amounts_that_are_hardly_meant_are_pointed_at() {
    let more = "  - {id: low, title: Payroll clerk, function: hr.payroll, fte: 10, cost: 149_999.99}\n  \
                - {id: edge, title: Payroll lead, function: hr.payroll, fte: 1, cost: 250_000}\n  \
                - {id: front, title: Payroll adviser, function: hr.payroll, category: frontline, fte: 1, cost: 40_000}\n\
                systems:\n  - {id: old, name: Old, function: hr.payroll, status: retired, cost: 12_000}\n";
    let report = audit(&[body("A", 100_000, more)]);
    let low = findings(&report, "unlikely-cost-per-fte");
    assert_eq!((low.len(), &low[0]["item"], &low[0]["line"]), (1, &json!("low"), &json!(8)));
    assert_eq!(findings(&report, "retired-system-costs")[0]["item"], "old");
    let frontline = findings(&report, "declared-frontline-on-administrative");
    assert!(frontline[0]["message"].as_str().expect("text").starts_with("£40,000.00 in 1 role"), "{frontline:?}");
    let volume = findings(&report, "missing-volume");
    assert_eq!((volume.len(), &volume[0]["severity"]), (1, &json!("note")));

    // In another currency the bounds are what it buys; without such a figure they lie around the median of five roles.
    let in_currency = |code: &str, more: &str| {
        let report = audit(&[body("A", 100_000, more).replace("period:", &format!("currency: {code}\nperiod:"))]);
        findings(&report, "unlikely-cost-per-fte").len()
    };
    assert!(in_currency("SEK", more) > 0 && in_currency("XOF", "") == 0);
    let roles = |odd: u64| {
        let role = |(place, pay): (usize, u64)| {
            format!("  - {{id: r{place}, title: Payroll clerk, function: hr.payroll, fte: 1, cost: {pay}}}\n")
        };
        [45_000, 55_000, 60_000, odd].into_iter().enumerate().map(role).collect::<String>()
    };
    assert_eq!([7_500, 75_000, 400_000].map(|pay| in_currency("XOF", &roles(pay))), [1, 0, 1]);
}

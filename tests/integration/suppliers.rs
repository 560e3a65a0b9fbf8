//! Suppliers: counted nowhere, held against what bodies say, and never in the way of a public figure.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

fn audit(paths: &[&Path], arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(["audit", "--format", "json", "--quiet", "--fail-on", "never"])
        .args(arguments)
        .args(paths)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn pence(amount: &Value) -> i64 {
    if amount.is_null() { 0 } else { dupaudit::money::Money::parse(&amount.to_string()).expect("an amount").0 }
}

fn rows<'r>(report: &'r Value, key: &str) -> &'r Vec<Value> {
    report[key].as_array().expect("rows")
}

/// What a supplier's return must not change: everything but itself, what was read, and what is said of it.
fn of_bodies(report: &Value) -> Value {
    let mut report = report.clone();
    for key in ["suppliers", "supplied", "coverage", "inputs"] {
        report[key].take();
    }
    report["findings"].as_array_mut().expect("findings").retain(|finding| {
        let code = finding["code"].as_str().expect("a code");
        let place = finding["path"].as_str().is_some_and(|path| path.ends_with("supplier.yaml"));
        !place && code != "supplier-differs"
    });
    report
}

/// A supplier's return, with vendors and bodies of the county example among its names and customers.
fn supplier() -> impl Strategy<Value = String> {
    let function = prop_oneof![
        Just(", function: revenues.council-tax"),
        Just(", function: hr.payroll"),
        Just(", function: it.web"),
        Just("")
    ];
    let product = prop_oneof![Just(", product: iTrent"), Just(", product: NEC Revenues & Benefits"), Just("")];
    let to = prop_oneof![Just("X07000001"), Just("X07000004"), Just("X10000001"), Just("elsewhere")];
    let sale = (to, function.clone(), product, 0_u32..400_000);
    let name = prop_oneof![
        Just("NEC Software Solutions"),
        Just("Civica UK"),
        Just("mhr"),
        Just("X20000001 Ltd"),
        Just("Microsoft")
    ];
    let item = (function, 0_u32..2_000_000);
    let lists = (prop::collection::vec(sale, 0..6), prop::collection::vec(item, 0..5));
    let period = prop_oneof![9 => Just("2025-26"), 1 => Just("2024-25")];
    (name, lists, prop::option::of(20_000_000_u32..90_000_000), period).prop_map(|(name, (sales, items), total, period)| {
        let total = total.map_or_else(String::new, |total| format!(", total: {total}"));
        let mut text = format!(
            "dupaudit: 1\nperiod: {period}\norganisation: {{id: SUP, name: Some Supplier, type: supplier, known_as: [{name}]{total}}}\n"
        );
        text += "roles:\n";
        for (number, (function, cost)) in items.into_iter().enumerate() {
            let _ = writeln!(text, "  - {{id: r{number}, title: Analyst{function}, fte: 3, cost: {cost}}}");
        }
        text += "sales:\n";
        for (to, function, product, amount) in sales {
            let _ = writeln!(text, "  - {{to: {to}{function}{product}, amount: {amount}}}");
        }
        text
    })
}

/// Whatever a supplier declares, no figure of a public body moves; every payment has each of its pounds once.
#[test]
fn a_supplier_changes_no_figure_of_a_body() {
    let county = Path::new("examples/county");
    let without = audit(&[county], &[]);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("supplier.yaml");
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(12) });
    let property = |text: String| {
        std::fs::write(&file, &text).expect("written");
        let with = audit(&[county, &file], &[]);
        let (here, there) = (of_bodies(&without), of_bodies(&with));
        for (key, value) in here.as_object().expect("an object") {
            prop_assert_eq!(value, &there[key], "`{}` changes with\n{}", key, &text);
        }
        // A system or a recharge stands in one row, whole; so does a sale.
        let mut seen = Vec::new();
        for row in rows(&with, "supplied") {
            for place in ["purchases", "sales"] {
                for one in row[place].as_array().expect("places") {
                    seen.push((row["organisation"].to_string(), row["supplier"].to_string(), one.to_string()));
                }
            }
            let both = !row["paid"].is_null() && !row["charged"].is_null();
            prop_assert_eq!(both, !row["difference"].is_null());
            if both {
                prop_assert_eq!(pence(&row["paid"]) - pence(&row["charged"]), pence(&row["difference"]));
            }
        }
        let sold: i64 = rows(&with, "supplied").iter().map(|row| pence(&row["charged"])).sum();
        let paid: i64 = rows(&with, "supplied").iter().map(|row| pence(&row["paid"])).sum();
        for supplier in rows(&with, "suppliers") {
            prop_assert_eq!(pence(&supplier["sold"]), sold);
            prop_assert_eq!(pence(&supplier["paid"]), paid);
            prop_assert!(pence(&supplier["sales"]) >= sold);
        }
        Ok(())
    };
    runner.run(&supplier(), property).expect("it holds");
}

/// The example by hand: what each row says, and the pounds of the group.
#[test]
fn the_example_is_counted_once() {
    let report = audit(&[Path::new("examples/suppliers")], &[]);
    let said: Vec<Value> = rows(&report, "supplied")
        .iter()
        .map(|row| json!([row["organisation"], row["supplier"], row["paid"], row["charged"], row["account"]]))
        .collect();
    let [a, b, soft, bureau] = ["Y07000001", "Y07000002", "SUP-0001", "SUP-0002"];
    assert_eq!(
        Value::from(said),
        json!([
            // One product that the supplier invoices for two functions and the council counts on one.
            [a, soft, 84_000, 84_000, "agrees"],
            [a, soft, 46_500, 46_500, "agrees"],
            [a, bureau, 58_000, 58_000, "agrees"],
            [b, soft, null, 39_000, "only-supplier"],
            [b, soft, 91_200, 76_000, "differs"],
            // Within a thousand pounds.
            [b, bureau, 44_500, 44_000, "agrees"],
        ])
    );
    // Recharges to suppliers stay where they are paid: the total of all is the sum of the two councils'.
    assert_eq!(report["totals"]["cost"], 9_400_000 + 7_900_000);
    assert_eq!(report["coverage"]["cost_total"], 9_400_000 + 7_900_000);
    let payroll = rows(&report, "suppliers").iter().find(|row| row["id"] == bureau).expect("the bureau");
    assert_eq!(
        (&payroll["cost"], &payroll["sales"], &payroll["margin"]),
        (&json!(71_000), &json!(102_000), &json!(31_000))
    );
}

/// Order of documents, entries and threads.
#[test]
fn order_changes_nothing() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/suppliers");
    let read = |name: &str| std::fs::read_to_string(example.join(name)).expect("a file");
    let folder = tempfile::tempdir().expect("a folder");
    let mut documents: Vec<String> = [read("suppliers.yaml"), read("councils.yaml")]
        .iter()
        .flat_map(|text| text.split("---\n").map(str::to_owned).collect::<Vec<_>>())
        .collect();
    documents.swap(0, 3);
    std::fs::write(folder.path().join("all.yaml"), documents.join("---\n")).expect("written");
    let strip = |report: &Value| {
        let mut report = report.clone();
        for key in ["coverage", "findings", "inputs"] {
            report[key].take();
        }
        report
    };
    let (one, two) = (audit(&[&example], &["--jobs", "1"]), audit(&[folder.path()], &["--jobs", "2"]));
    assert_eq!(strip(&one), strip(&two));
    let codes = |report: &Value| {
        let mut codes: Vec<String> = rows(report, "findings").iter().map(|row| row["message"].to_string()).collect();
        codes.sort();
        codes
    };
    assert_eq!(codes(&one), codes(&two));
}

/// One supplier alone, and one without a word of sales, are read without complaint.
#[test]
fn a_supplier_alone_and_a_silent_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("supplier.yaml");
    let text = "dupaudit: 1\nperiod: 2025-26\norganisation: {id: S, name: Civica, type: Supplier}\n";
    std::fs::write(&file, text).expect("written");
    let alone = audit(&[&file], &[]);
    assert_eq!((&alone["complete"], &alone["coverage"]["returns"]), (&json!(true), &json!(1)));
    assert_eq!(alone["organisations"], json!([]));
    let beside = audit(&[Path::new("examples/county"), &file], &[]);
    assert!(rows(&beside, "supplied").iter().any(|row| row["account"] == "only-body"));
    let about = rows(&beside, "findings").iter().filter(|row| row["code"] == "supplier-differs").count();
    assert_eq!(about, 0, "who says nothing contradicts nobody");
    // Its name and its place are known to nobody who reads a redacted report.
    let redacted = audit(&[Path::new("examples/suppliers")], &["--redact"]);
    assert!(!redacted.to_string().contains("suppliers.yaml") && !redacted.to_string().contains("Payroll officers"));
}

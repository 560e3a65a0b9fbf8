//! A worked example as a taxonomy and returns in the tool's own formats.

use std::collections::BTreeSet;
use std::fmt::Write;

use dupaudit::money::Money;
use dupaudit::returns::{Loaded, Return, load};
use dupaudit::source::Document;
use dupaudit::taxonomy::{Taxonomy, parse};
use serde_json::Value;

/// Reads a worked example.
pub(crate) fn example(name: &str) -> Value {
    let path = format!("{}/tests/worked/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).expect("the example")).expect("JSON")
}

/// A taxonomy of leaves with their category (A, M or F) and scope.
pub(crate) fn taxonomy<'a>(leaves: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>) -> Taxonomy {
    let mut text = String::from(
        "dupaudit: taxonomy/1\nid: worked\nversion: '1'\ntitle: Worked\nsource: worked example\nlicence: MIT\nfunctions:\n",
    );
    for (code, category, scope) in leaves {
        let _ = writeln!(text, "  - {{code: {code}, label: {code}, category: {}, scope: {scope}}}", word(category));
    }
    parse(&text).expect("a taxonomy")
}

/// A return from the reference's own form of it: pence, parts per million, thousandths.
pub(crate) fn declared(input: &Value) -> Return {
    let mut text =
        format!("dupaudit: 1\nperiod: 2025-26\ntaxonomy: worked\norganisation:\n  id: {0}\n  name: {0}\n", input["id"]);
    for key in ["type", "family", "region"] {
        if let Some(value) = input[key].as_str() {
            let _ = writeln!(text, "  {key}: {value}");
        }
    }
    if !input["declared_total"].is_null() {
        let _ = writeln!(text, "  total: {}", pounds(&input["declared_total"]));
    }
    if !input["mfte_total"].is_null() {
        let _ = writeln!(text, "  fte: {}", milli(&input["mfte_total"]));
    }
    let list = |key: &str| input[key].as_array().cloned().unwrap_or_default();
    let units: BTreeSet<String> = ["processes", "roles", "systems"]
        .iter()
        .flat_map(|key| list(key))
        .filter_map(|item| item["unit"].as_str().map(str::to_owned))
        .collect();
    if !units.is_empty() {
        text += "units:\n";
    }
    for unit in units {
        let _ = writeln!(text, "  - {{id: {unit}, name: {unit}}}");
    }
    for (key, name) in [("processes", "name"), ("roles", "title"), ("systems", "name")] {
        let _ = writeln!(text, "{key}:");
        for item in list(key) {
            let _ = writeln!(text, "  - id: {0}\n    {name}: {0}", item["id"]);
            for (field, value) in item.as_object().expect("an item") {
                let _ = match field.as_str() {
                    "cost" | "other" | "total" => writeln!(text, "    {field}: {}", pounds(value)),
                    "mfte" => writeln!(text, "    fte: {}", milli(value)),
                    "unit" | "product" => writeln!(text, "    {field}: {value}"),
                    "category" if !value.is_null() => {
                        writeln!(text, "    category: {}", word(value.as_str().expect("a letter")))
                    }
                    "functions" | "processes" => writeln!(text, "    {field}: {}", shares(value)),
                    _ => Ok(()),
                };
            }
        }
    }
    text += "recharges:\n";
    for recharge in list("recharges") {
        let _ = writeln!(text, "  - {{to: {}, amount: {}}}", recharge["paid_to"], pounds(&recharge["cost"]));
    }
    match load(&Document { text, first_line: 1, json: false }) {
        Loaded::Return(declared) => *declared,
        other => panic!("{other:?}"),
    }
}

fn pounds(pence: &Value) -> String {
    Money(pence.as_i64().expect("pence")).plain()
}

fn milli(value: &Value) -> String {
    let value = value.as_i64().expect("thousandths");
    format!("{}.{:03}", value / 1000, value % 1000)
}

fn shares(value: &Value) -> String {
    let parts = value.as_object().expect("shares").iter().map(|(key, ppm)| {
        let ppm = ppm.as_u64().expect("parts per million");
        format!("{key}: {}.{:06}", ppm / 1_000_000, ppm % 1_000_000)
    });
    format!("{{{}}}", parts.collect::<Vec<_>>().join(", "))
}

fn word(letter: &str) -> &'static str {
    match letter {
        "A" => "administrative",
        "M" => "managerial",
        _ => "frontline",
    }
}

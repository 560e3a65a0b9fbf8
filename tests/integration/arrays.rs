//! Every list in the JSON of a result is a table too, with as many rows, and every table is a list in the JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use clap::ValueEnum;
use dupaudit::output::{ResultSchema, result_schema};
use dupaudit::report::tables::{COMPARE_TABLES, MAP_TABLES, OPTIONS_TABLES, PARTNERS_TABLES, TABLES};
use serde_json::Value;

const AUDIT: &[(&str, &str)] = &[
    ("attribution", "attribution"),
    ("benchmarks", "benchmarks"),
    ("catch_all", "catch_all"),
    ("cannot_say", "cannot_say"),
    ("cases", "published_cases"),
    ("claims", "published_claims"),
    ("sector", "sector"),
    ("declare_next", "declare_next"),
    ("delivery", "delivery_models"),
    ("exceptions", "exceptions"),
    ("outliers", "outliers"),
    ("findings", "findings"),
    ("frontline", "frontline"),
    ("functions", "functions"),
    ("hosts", "hosts"),
    ("organisations", "organisations"),
    ("organisations[].declare_next", "declare_next"),
    ("partner_groups", "partner_groups"),
    ("partners", "partners"),
    ("parts", "standard_parts"),
    ("products", "products"),
    ("products[].contracts", "contracts"),
    ("plan", "plan"),
    ("reorganisations", "reorganisations"),
    ("report_by.functions", "other_list"),
    ("savings.carries", "carries"),
    ("savings.drivers", "drivers"),
    ("savings.next", "next_steps"),
    ("savings.costs", "costs"),
    ("savings.options", "options"),
    ("savings.reference_class.programmes", "programmes"),
    ("savings.scenarios", "scenarios"),
    ("savings.sensitivity", "sensitivity"),
    ("savings.stress", "stress"),
    ("savings.years", "years"),
    ("supplied", "supplied"),
    ("shared", "shared"),
    ("suppliers", "suppliers"),
    ("suppliers[].functions", "supplier_functions"),
    ("value_index.rows", "value_index"),
    ("within", "within"),
];

const PARTNERS: &[(&str, &str)] = &[
    ("groups", "partner_groups"),
    ("nearest", "nearest"),
    ("organisations", "organisations"),
    ("partners", "partners"),
    ("partners[].functions", "partner_functions"),
    ("partners[].products", "partner_products"),
    ("partners[].windows", "partner_contracts"),
    ("parts", "standard_parts"),
    ("products", "products"),
    ("products[].contracts", "contracts"),
];

const COMPARE: &[(&str, &str)] = &[
    ("series", "series"),
    ("cells", "cells"),
    ("claims", "claims"),
    ("entries", "bodies"),
    ("exits", "bodies"),
    ("findings", "findings"),
    ("functions", "functions"),
    ("items", "items"),
    ("organisations", "organisations"),
];

const OPTIONS: &[(&str, &str)] = &[
    ("cannot_say", "cannot_say"),
    ("claims", "claims"),
    ("depends", "depends"),
    ("findings", "findings"),
    ("odds", "odds"),
    ("options", "options"),
    ("options[].contracts", "contracts"),
    ("options[].costs", "costs"),
    ("options[].functions", "option_functions"),
    ("options[].members", "members"),
    ("options[].shared", "shared"),
    ("options[].successors", "successors"),
    ("options[].years", "years"),
];

/// Other places of a finding are for tools that mark lines; its table has the first place. The functions of a mapped item and
/// what else it might be are columns of its row.
const NO_TABLE: [&str; 3] = ["findings[].related", "items[].functions", "items[].alternatives"];

/// Tables that are no list in the JSON, and why.
const NO_LIST: [(&str, &str); 12] = [
    ("about", "one object a result"),
    ("assumptions", "the keys of `scenario`"),
    ("coverage", "the keys of `coverage`"),
    ("cube", "the costs behind the other lists"),
    ("dictionary", "the schema says the same"),
    ("figures", "single figures of the result"),
    ("function_groups", "sums of `functions`"),
    ("item_functions", "items are in the JSON of `map`"),
    ("items", "items are in the JSON of `map`"),
    ("organisation_functions", "sums of `attribution`"),
    ("payers", "columns of `organisations`"),
    ("savings_by_year", "the years, shared out by the steps of `plan`"),
];

/// The lists of objects of a schema, by path.
fn lists(whole: &Value, of: &Value, path: &str, found: &mut BTreeSet<String>) {
    let mut of = of;
    while let Some(name) = of["$ref"].as_str().and_then(|name| name.strip_prefix("#/$defs/")) {
        of = &whole["$defs"][name];
    }
    for either in of["anyOf"].as_array().into_iter().flatten() {
        lists(whole, either, path, found);
    }
    if of["items"].is_object() {
        let mut inner = BTreeSet::new();
        lists(whole, &of["items"], &format!("{path}[]"), &mut inner);
        let is_object =
            of["items"]["$ref"].as_str().map_or(&of["items"], |name| &whole["$defs"][&name["#/$defs/".len()..]]);
        if is_object["properties"].is_object() {
            found.insert(path.to_owned());
        }
        found.extend(inner);
    }
    for (key, inner) in of["properties"].as_object().into_iter().flatten() {
        lists(whole, inner, format!("{path}.{key}").trim_start_matches('.'), found);
    }
}

/// How many entries all lists of a path have together.
fn entries(of: &Value, path: &str) -> usize {
    let Some((list, rest)) = path.split_once("[].") else {
        return path.split('.').fold(of, |of, key| &of[key]).as_array().map_or(0, Vec::len);
    };
    let rows = list.split('.').fold(of, |of, key| &of[key]).as_array();
    rows.into_iter().flatten().map(|row| entries(row, rest)).sum()
}

fn holds(result: &str, known: &[(&str, &str)], tables: &BTreeSet<&str>, command: &[&str]) {
    let schema = result_schema(ResultSchema::from_str(result, false).expect("a result"));
    let mut found = BTreeSet::new();
    lists(&schema, &schema, "", &mut found);
    let paths: BTreeSet<String> = known.iter().map(|(path, _)| (*path).to_owned()).collect();
    let lacking: Vec<_> =
        found.iter().filter(|path| !paths.contains(*path) && !NO_TABLE.contains(&path.as_str())).collect();
    assert!(lacking.is_empty(), "{result}: lists without a table: {lacking:?}");
    assert!(paths.is_subset(&found), "{result}: no such list: {:?}", paths.difference(&found));
    let of_lists: BTreeSet<&str> = known.iter().map(|(_, table)| *table).collect();
    let alone: Vec<_> = tables
        .iter()
        .filter(|table| !of_lists.contains(**table) && NO_LIST.iter().all(|(known, _)| known != *table))
        .collect();
    assert!(alone.is_empty(), "{result}: tables without a list: {alone:?}");

    let folder = tempfile::tempdir().expect("a folder");
    let run = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(command)
        .args(["--quiet", "--fail-on", "never", "--allow-incomplete"])
        .args(["-o", folder.path().join("result.json").to_str().expect("text")])
        .args(["-o", &format!("{}/", folder.path().join("tables").display())])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the binary runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let text = std::fs::read(folder.path().join("result.json")).expect("a result");
    let json: Value = serde_json::from_slice(&text).expect("JSON");
    let mut wanted: BTreeMap<&str, usize> = BTreeMap::new();
    for (path, table) in known {
        *wanted.entry(table).or_default() += entries(&json, path);
    }
    for (table, rows) in &wanted {
        let path = folder.path().join("tables").join(format!("{table}.csv"));
        let mut reader = csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{result} {table}: {error}"));
        assert_eq!(reader.records().count(), *rows, "{result}: rows of {table}");
    }
    assert!(
        wanted.values().filter(|rows| **rows > 0).count() * 2 > wanted.len(),
        "{result}: mostly nothing to compare"
    );
}

#[test]
fn every_list_of_an_audit_is_a_table_and_the_reverse() {
    let tables = TABLES.iter().map(|table| table.name()).collect();
    holds("report", AUDIT, &tables, &["audit", "tests/sample/returns", "--report-by", "gc-internal-services"]);
}

#[test]
fn every_list_of_partners_is_a_table_and_the_reverse() {
    let tables = PARTNERS_TABLES.iter().map(|table| table.name()).collect();
    holds("partners", PARTNERS, &tables, &["partners", "examples/county"]);
}

#[test]
fn every_list_of_options_is_a_table_and_the_reverse() {
    let tables = OPTIONS_TABLES.iter().map(|table| table.name()).collect();
    let options = ["--options", "examples/lancashire-options/options.yaml"];
    holds("options", OPTIONS, &tables, &["options", "examples/lancashire-council-tax", options[0], options[1]]);
}

#[test]
fn every_list_of_a_comparison_is_a_table_and_the_reverse() {
    let tables = COMPARE_TABLES.iter().map(|table| table.name()).collect();
    let rounds = ["examples/scotland-council-tax/2010-11", "examples/scotland-council-tax/2020-21"];
    holds("compare", COMPARE, &tables, &["compare", rounds[0], rounds[1]]);
}

#[test]
fn every_list_of_mapped_items_is_a_table_and_the_reverse() {
    let tables = MAP_TABLES.iter().map(|table| table.name()).collect();
    holds("map", &[("items", "mappings")], &tables, &["map", "examples/county"]);
}

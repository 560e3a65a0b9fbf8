//! The ledger against the worked examples of the model.

use std::collections::BTreeMap;

use dupaudit::finding::{Code, Finding};
use dupaudit::ledger::{Pool, ReturnFacts, SpendCategory, allocate};
use dupaudit::mapping::{Known, Mapper};
use dupaudit::money::Fte;
use serde_json::{Value, json};

use crate::worked_input::{declared, example, taxonomy};

fn letter(category: SpendCategory) -> &'static str {
    match category {
        SpendCategory::Administrative => "A",
        SpendCategory::Managerial => "M",
        SpendCategory::Frontline => "F",
        SpendCategory::FrontlineManagement => "FM",
        SpendCategory::FrontlineAdministration => "FA",
        SpendCategory::NonService => "N",
    }
}

/// The number by which the model calls a finding.
fn flag(code: Code) -> Option<&'static str> {
    Some(match code {
        Code::ItemisedSlightlyAboveTotal => "W03",
        Code::StaffDifferFromTotal => "W04",
        Code::LittleMapped => "W05",
        Code::GapsExceedRemainder => "W07",
        Code::ProcessCapped => "W10",
        Code::OtherAboveTotal => "W11",
        Code::NoControlTotal => "W12",
        _ => return None,
    })
}

/// The result in the form of the reference.
fn shown(facts: &ReturnFacts, findings: &[Finding], code: impl Fn(dupaudit::taxonomy::FunctionId) -> String) -> Value {
    let mut cells: BTreeMap<(String, String, &str, &str), i64> = BTreeMap::new();
    let mut products: BTreeMap<(String, &str, String), i64> = BTreeMap::new();
    let mut staff: BTreeMap<(String, String, &str), Fte> = BTreeMap::new();
    for cost in &facts.costs {
        let (unit, function, category) =
            (facts.units[cost.unit as usize].clone(), code(cost.function), letter(cost.category));
        *cells.entry((unit.clone(), function.clone(), category, cost.pool.word())).or_default() += cost.amount.0;
        if let Some(product) = cost.product {
            *products.entry((function.clone(), category, facts.products[product.index()].key.clone())).or_default() +=
                cost.amount.0;
        }
        if cost.pool == Pool::Roles && cost.fte != Fte(0) {
            *staff.entry((unit, function, category)).or_default() += cost.fte;
        }
    }
    let organisation = &facts.organisation;
    let mut by_category = serde_json::Map::new();
    for ((_, _, category, _), pence) in &cells {
        let sum = by_category.get(*category).and_then(Value::as_i64).unwrap_or_default();
        by_category.insert((*category).to_owned(), json!(sum + pence));
    }
    let mut flags: Vec<&str> = findings.iter().filter_map(|finding| flag(finding.code)).collect();
    flags.sort_unstable();
    json!({
        "total": organisation.total.0,
        "by_category": by_category,
        "recharge_out": organisation.buckets.recharge_out.0,
        "unmapped": organisation.buckets.unmapped.0,
        "unitemised": organisation.buckets.unitemised.0,
        "flags": flags,
        "cells": cells.iter().map(|((unit, f, category, pool), pence)| json!({"unit": unit, "f": f, "category": category, "pool": pool, "pence": pence})).collect::<Vec<_>>(),
        "products": products.iter().map(|((f, category, product), pence)| json!({"f": f, "category": category, "product": product, "pence": pence})).collect::<Vec<_>>(),
        "mfte": staff.iter().map(|((unit, f, category), fte)| json!({"unit": unit, "f": f, "category": category, "mfte": fte.milli()})).collect::<Vec<_>>(),
    })
}

fn check(name: &str, input: &Value, leaves: &Value, expected: &Value) {
    let leaves = leaves
        .as_object()
        .expect("leaves")
        .iter()
        .map(|(code, letter)| (code.as_str(), letter.as_str().expect("a letter"), "any"));
    let taxonomy = taxonomy(leaves);
    let declared = declared(input);
    let mappings = Mapper::new(&taxonomy).map_return(&declared, &mut Known::default());
    let (facts, findings) = allocate(&declared, mappings, &taxonomy).expect("a return that adds up");
    let mut expected = expected.clone();
    let flags = expected["flags"].as_array().expect("flags").iter();
    expected["flags"] = flags.map(|flag| json!(flag.as_str().expect("text")[..3])).collect();
    let shown = shown(&facts, &findings, |id| taxonomy.get(id).code.clone());
    for key in expected.as_object().expect("an object").keys() {
        assert_eq!(shown[key], expected[key], "{name}: {key}");
    }
    assert_eq!(facts.organisation.buckets.sum(), facts.organisation.total, "{name}");
}

#[test]
fn allocation() {
    let example = example("01_allocation");
    check("01", &example["input"]["org"], &example["input"]["leaf_category"], &example["expected"]);
}

#[test]
fn corner_cases() {
    let example = example("13_corner_cases");
    let returns = example["input"]["returns"].as_object().expect("returns");
    assert!(returns.len() >= 6);
    for (name, input) in returns {
        check(name, input, &example["input"]["leaf_categories"], &example["expected"]["returns"][name]);
    }
}

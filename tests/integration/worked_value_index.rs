//! The public value index against worked example 09.

use dupaudit::money::Money;
use dupaudit::overlap::{Achieved, BodyValue, public_value};
use serde_json::{Value, json};

use crate::worked_input::example;

fn whole(value: &Value) -> i64 {
    value.as_i64().expect("a whole number")
}

#[test]
fn public_value_index() {
    let example = example("09_public_value_index");
    let input = example["input"].as_object().expect("bodies");
    let bodies: Vec<BodyValue> = input
        .values()
        .map(|body| BodyValue {
            peers: None,
            total: Money(whole(&body["total"])),
            frontline: Money(whole(&body["frontline"])),
            duplicated: Money(whole(&body["duplicated"])),
            unmapped: Money(whole(&body["unmapped"])),
            outcomes: (body["outcomes"].as_object().expect("outcomes").iter())
                .map(|(measure, outcome)| Achieved {
                    measure: measure.clone(),
                    value: whole(&outcome["value"]),
                    higher: outcome["higher"].as_bool().expect("yes or no"),
                    spend: Money(whole(&outcome["spend"])),
                    size: whole(&outcome["size"]),
                    weight: whole(&outcome["weight"]),
                })
                .collect(),
        })
        .collect();
    for ((id, expected), found) in example["expected"].as_object().expect("bodies").iter().zip(public_value(&bodies)) {
        let found = found.expect("it spends something");
        let flags: Vec<String> = found.gates.iter().map(|gate| format!("{} {}", gate.code(), gate.about())).collect();
        let found = json!({
            "frontline_ppm": found.frontline.0, "unduplicated_ppm": found.unduplicated.0,
            "outcome_ppm": found.outcome.map(|share| share.0), "coverage_ppm": found.coverage.0,
            "index": found.index, "flags": flags,
        });
        assert_eq!(&found, expected, "{id}");
    }
}

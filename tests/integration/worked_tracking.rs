//! Two rounds against the worked example of the model, to the penny.

use dupaudit::finding::Code;
use dupaudit::money::{Money, Share};
use dupaudit::returns::Quantity;
use dupaudit::savings::tracking::{Bridge, Cell, Deflator, Status};
use dupaudit::savings::{Schedule, Shape};
use serde_json::{Value, json};

use crate::worked_input::example;

fn amount(value: &Value) -> Money {
    Money(value.as_i64().expect("pence"))
}

/// The bridge in the form of the reference.
fn shown(bridge: &Bridge) -> Value {
    json!({
        "c0": bridge.before.0, "price": bridge.price.0, "volume": bridge.volume.0, "perimeter": bridge.perimeter.0,
        "efficiency": bridge.efficiency.0, "c1": bridge.after.0, "planned": bridge.planned.0,
        "stock_reduction": bridge.stock_reduction.0,
    })
}

#[test]
fn tracking_agrees_to_the_penny() {
    let example = example("10_tracking");
    let input = &example["input"];
    let deflator =
        Deflator::from_ppm(input["deflator_ppm"].as_i64().expect("parts per million").into()).expect("a ratio");
    // The S-curve's second year of five, towards 40%: 14.08%.
    let schedule = Schedule::new(&Shape::SCurve, 5, Share(400_000));
    assert_eq!(i64::from(schedule.ppm(2).0), input["cumulative_ppm"].as_i64().expect("parts per million"));
    for name in ["cells", "cuts"] {
        let expected = &example["expected"][name];
        let bridges: Vec<Bridge> = input[name]
            .as_array()
            .expect("cells")
            .iter()
            .map(|cell| {
                let volume = |key: &str| cell[key].as_i64().map(|volume| Quantity(volume * 1_000_000));
                let duplicated_before = amount(&cell["d0"]);
                let cell = Cell {
                    before: amount(&cell["c0"]),
                    after: amount(&cell["c1"]),
                    volumes: volume("v0").zip(volume("v1")).map(|(then, now)| [then, now]),
                    perimeter: amount(&cell["perimeter"]),
                    duplicated_before,
                    duplicated_after: amount(&cell["d1"]),
                    planned: schedule.of(duplicated_before, 2),
                    ..Cell::default()
                };
                Bridge::of(&cell, deflator)
            })
            .collect();
        for (bridge, row) in bridges.iter().zip(expected["rows"].as_array().expect("rows")) {
            let mut row = row.clone();
            let fields = row.as_object_mut().expect("a row");
            assert_eq!(fields.remove("volume_known"), Some(json!(!bridge.volume_unknown)), "{name}");
            fields.retain(|key, _| !["org", "f"].contains(&key.as_str()));
            assert_eq!(shown(bridge), row, "{name}");
        }
        let total: Bridge = bridges.into_iter().sum();
        let mut sums = expected["total"].clone();
        let fields = sums.as_object_mut().expect("sums");
        assert_eq!(fields.remove("status"), total.status().map(|status| json!(status.word())), "{name}");
        let delivered = fields.remove("delivered_ppm").and_then(|ppm| ppm.as_f64()).expect("parts per million");
        assert_eq!(total.delivered(), Some(delivered / 1e6), "{name}");
        assert_eq!(shown(&total), sums, "{name}");
        let flags: Vec<&str> =
            expected["flags"].as_array().expect("flags").iter().filter_map(|flag| flag.as_str()?.get(..3)).collect();
        let found = total.doubts().into_iter().map(|code| match code {
            Code::VolumeUnknown => "T01",
            Code::AbovePlan => "T02",
            Code::CutsNotConsolidation => "T03",
            other => panic!("{other} is no doubt of the reference"),
        });
        assert_eq!(found.collect::<Vec<_>>(), flags, "{name}");
    }
}

#[test]
fn the_bands_are_closed_below() {
    let bridge = |efficiency| Bridge {
        planned: Money(1000),
        efficiency: Money(efficiency),
        stock_reduction: Money(600),
        ..Bridge::default()
    };
    for (efficiency, status) in [
        (-1, Status::Red),
        (599, Status::Red),
        (600, Status::Amber),
        (899, Status::Amber),
        (900, Status::Green),
        (1250, Status::Green),
        (1251, Status::Check),
    ] {
        assert_eq!(bridge(efficiency).status(), Some(status), "{efficiency}");
    }
    let cuts = Bridge { stock_reduction: Money(599), ..bridge(900) };
    assert_eq!(cuts.status(), Some(Status::Check));
    assert_eq!(Bridge { planned: Money(0), ..bridge(900) }.status(), None);
}

//! Phasing, business case and discounting against the worked examples of the model.

use std::collections::BTreeMap;

use dupaudit::ledger::Pool;
use dupaudit::money::{Money, Share};
use dupaudit::savings::{Amount, Case, Reckoned, Scenario, Schedule, Shape, Tranche, appraise, nominal};
use serde_json::Value;

use crate::worked_input::example;

fn whole(value: &Value) -> i64 {
    value.as_i64().expect("a whole number")
}

fn ppm(value: &Value) -> Share {
    Share(u32::try_from(whole(value)).expect("parts per million"))
}

/// Tranches from the reference's own form of them.
fn tranches(input: &Value, scenario: &Scenario) -> Vec<Tranche> {
    let mut ids: BTreeMap<&str, u32> = BTreeMap::new();
    let list = input.as_array().expect("tranches");
    list.iter()
        .map(|tranche| {
            let next = u32::try_from(ids.len()).expect("few");
            let pool = |pool: Pool| {
                let lag = scenario.lag(pool, None, 2025);
                Amount::new(pool, lag, Money(tranche[pool.word()].as_i64().unwrap_or_default()))
            };
            Tranche {
                organisation: *ids.entry(tranche["id"].as_str().expect("an id")).or_insert(next),
                wave: u32::try_from(tranche["wave"].as_i64().unwrap_or_default()).expect("years"),
                pools: Pool::ALL.into_iter().map(pool).collect(),
                milli_fte: whole(&tranche["mfte"]),
                reckoned: Reckoned::default(),
            }
        })
        .collect()
}

fn agrees(name: &str, case: &Case, scenario: &Scenario, expected: &Value) {
    assert_eq!(case.base.0, whole(&expected["base"]), "{name}: base");
    assert_eq!(case.planned_annual.0, whole(&expected["planned_annual"]), "{name}: planned");
    assert_eq!(case.npv.0, whole(&expected["npv"]), "{name}: npv");
    assert_eq!(case.npv_including_time_released.0, whole(&expected["npv_incl_non_cashable"]), "{name}: npv with time");
    assert_eq!(case.payback_year.map(i64::from), expected["payback_year"].as_i64(), "{name}: payback");
    let lines = expected["lines"].as_array().expect("lines");
    assert_eq!(case.lines.len(), lines.len(), "{name}");
    let schedule = scenario.schedule();
    for (line, expected) in case.lines.iter().zip(lines) {
        let year = whole(&expected["year"]);
        assert_eq!(i64::from(schedule.ppm(year).0), whole(&expected["cumulative_ppm"]), "{name}: year {year}");
        for (key, amount) in [
            ("gross", line.gross),
            ("realised", line.realised),
            ("cashable", line.cashable),
            ("non_cashable", line.non_cashable()),
            ("exits", line.exits),
            ("setup", line.setup),
            ("dual_running", line.dual_running),
            ("net", line.net),
            ("pv", line.present_value),
            ("cumulative_net", line.cumulative_net),
        ] {
            assert_eq!(amount.0, whole(&expected[key]), "{name}: {key} of year {year}");
        }
    }
}

#[test]
fn phasing() {
    let example = example("03_phasing");
    let (input, expected) = (&example["input"], &example["expected"]);
    let target = ppm(&input["target_ppm"]);
    let years = u32::try_from(whole(&input["years"])).expect("years");
    let steps: Vec<Share> = input["list"].as_array().expect("shares").iter().map(ppm).collect();
    for (name, shape) in
        [("linear", Shape::Linear), ("front", Shape::FrontLoaded), ("s", Shape::SCurve), ("list", Shape::List(steps))]
    {
        let schedule = Schedule::new(&shape, years, target);
        for (year, share) in (0..).zip(expected[name].as_array().expect("shares")) {
            assert_eq!(schedule.ppm(year), ppm(share), "{name}: year {year}");
        }
        assert_eq!(schedule.ppm(-1), Share(0));
        assert_eq!(schedule.ppm(99), target);
    }
    let schedule = Schedule::new(&Shape::SCurve, years, target);
    let base = Money(whole(&expected["implied_base"]));
    assert_eq!(schedule.full(base).0, whole(&input["manifesto_saving"]));
    for (year, saving) in (0..).zip(expected["saving_on_115bn_by_year"].as_array().expect("amounts")) {
        assert_eq!(schedule.of(base, year).0, whole(saving), "year {year}");
    }
}

#[test]
fn business_cases() {
    let example = example("04_business_case");
    let cases = example["expected"].as_object().expect("cases");
    assert_eq!(cases.len(), 8);
    for (name, expected) in cases {
        let (input, preset) = name.split_once('.').expect("input.preset");
        let scenario = Scenario::preset(preset).expect("a preset");
        agrees(name, &appraise(&tranches(&example["input"][input], &scenario), &scenario), &scenario, expected);
    }
}

/// Before the rule that says nothing of them: most of it is unspecified.
#[test]
fn business_case_from_end_to_end() {
    let example = example("11_end_to_end");
    let expected = &example["expected"];
    for preset in ["manifesto", "central"] {
        let scenario = Scenario::preset(preset).expect("a preset");
        let tranches = tranches(&expected["audit"]["organisations"], &scenario);
        agrees(preset, &appraise(&tranches, &scenario), &scenario, &expected[preset]);
    }
}

#[test]
fn discounting_and_nominal_amounts() {
    let example = example("12_discount_factors");
    let (input, expected) = (&example["input"], &example["expected"]);
    let discount = Scenario::default().discount;
    for (year, factor) in expected["factors"].as_object().expect("factors") {
        let found = discount.factor(year.parse().expect("a year"));
        assert!((found - factor.as_f64().expect("a factor")).abs() < 5e-7, "year {year}: {found}");
    }
    for (year, amount) in (0..).zip(expected["nominal_of_1000000_00"].as_array().expect("amounts")) {
        assert_eq!(nominal(Money(100_000_000), year, ppm(&input["inflation_ppm"])).0, whole(amount), "year {year}");
    }
}

//! Delivery models, published cases and selling against worked example 05; the manifesto's arithmetic against 03 and 04.

use std::collections::BTreeMap;

use dupaudit::money::{Money, Share};
use dupaudit::savings::Scenario;
use dupaudit::savings::delivery::{DeliveryModel, Kind, Service, Staff, Terms, appraise, cases};
use serde_json::{Value, json};

use crate::worked_input::example;

fn ppm(value: &Value) -> Share {
    Share(u32::try_from(value.as_u64().expect("a number")).expect("parts per million"))
}

/// The result of a year in the form of the reference.
fn shown(model: &DeliveryModel, service: Service, year: u32) -> Value {
    let plan = model.plan(service, &model.schedule(), year);
    let saving = i128::from(plan.saving.0) * 1_000_000;
    let share = dupaudit::money::divide_half_even(saving, i128::from(service.cost.0));
    let break_even = model.break_even(service).filter(|_| year > 0);
    json!({
        "before": service.cost.0, "after": plan.after.0, "saving": plan.saving.0, "saving_ppm": share,
        "break_even_adoption_ppm": break_even,
    })
}

fn model(name: &str, platform_cost: i64) -> DeliveryModel {
    let cost = serde_yaml::Value::String(Money(platform_cost).plain());
    let keys = BTreeMap::from([("platform_cost".to_owned(), cost)]);
    DeliveryModel::from_keys(name, &keys, &mut Scenario::default()).expect("a model")
}

#[test]
fn presets_are_those_of_the_model() {
    let example = example("05_delivery_models");
    for (name, expected) in example["input"]["models"].as_object().expect("models") {
        let found = model(name, 0);
        for (key, share) in
            [("run", found.run), ("client", found.client), ("residual", found.residual), ("adoption", found.adoption)]
        {
            assert_eq!(share, ppm(&expected[key]), "{name}: {key}");
        }
        assert_eq!(json!(found.years), expected["years"], "{name}");
    }
}

#[test]
fn every_structure_on_ten_million() {
    let example = example("05_delivery_models");
    let service = Service::of_cost(Money(example["input"]["function_cost"].as_i64().expect("pence")));
    for name in ["unitary", "joint", "outsourcing", "platform", "platform-claim"] {
        let fixed = if name.starts_with("platform") { 12_000_000 } else { 0 };
        let found = model(name, fixed);
        assert_eq!(shown(&found, service, found.years), example["expected"][name], "{name}");
    }
}

/// 10,000,000.00 and 200 staff, taken over by one body: each year's exits and dual running, worked out by hand.
#[test]
fn people_leave_and_old_and_new_run_side_by_side() {
    let service = Service {
        staff: Staff { milli_fte: 200_000, of: Money(1_000_000_000) },
        ..Service::of_cost(Money(1_000_000_000))
    };
    let scenario = Scenario::preset("central").expect("a preset");
    let unitary = model("unitary", 0);
    let found = appraise(&unitary, service, &scenario);
    let first: Vec<[i64; 2]> = found.years[..5].iter().map(|year| [year.dual_running.0, year.exits.0]).collect();
    assert_eq!(first, [[0, 0], [13_923_000, 11_256_032], [25_857_000, 20_904_058], [13_923_000, 11_256_032], [0, 0]]);
    for year in &found.years {
        assert_eq!(year.net, year.likely - year.setup - year.dual_running - year.exits);
    }
    // Where nobody says who does the work, all of it counts as pay, at 50,047 a post.
    let silent = appraise(&unitary, Service::of_cost(service.cost), &scenario);
    assert_eq!(silent.years[1].exits, Money(11_245_451));
}

#[test]
fn published_platforms_to_the_penny() {
    let example = example("05_delivery_models");
    let mut together = [0, 0];
    for case in cases() {
        let Kind::Platform(claim) = &case.kind else { continue };
        let name = case.name().replace('-', " ");
        let (input, expected) = (&example["input"]["cases"][&name], &example["expected"][&name]);
        assert_eq!(
            (json!(claim.cost.0), json!(claim.platform_cost.0), json!(claim.volume)),
            (input["cost"].clone(), input["platform_fixed"].clone(), input["volume"].clone()),
            "{name}"
        );
        let claimed = model("platform-claim", claim.platform_cost.0);
        assert_eq!(shown(&claimed, claim.service(), 1), expected["claim"], "{name}");
        assert_eq!(json!(claim.ratio_milli()), expected["ratio_before_to_after_milli"], "{name}");
        let prudent = model("platform", claim.platform_cost.0);
        for (year, expected) in (0..).zip(expected["prudent"].as_array().expect("years")) {
            assert_eq!(&shown(&prudent, claim.service(), year), expected, "{name}: year {year}");
        }
        if let Some((before, after)) = claim.unit_costs() {
            assert_eq!(json!(before.0), expected["unit_cost_before_pence"]);
            assert_eq!(json!(after), expected["unit_cost_after_milli_pence"]);
        }
        together = [together[0] + claim.cost.0, together[1] + claim.platform_cost.0];
    }
    assert_eq!(json!({"before": together[0], "after": together[1]}), example["expected"]["three_cases_total"]);
}

#[test]
fn selling_is_a_transfer_and_a_difference_in_cost() {
    let example = example("05_delivery_models");
    let (input, expected) = (&example["input"]["sell"], &example["expected"]["sell"]);
    let terms = Terms {
        adoption: ppm(&input["adoption_ppm"]),
        price: ppm(&input["price_ppm"]),
        marginal: ppm(&input["marginal_ppm"]),
    };
    let sale = terms.sell(Money(input["cost_customers"].as_i64().expect("pence")));
    let found = json!({
        "moved": sale.moved.0, "revenue": sale.revenue.0, "customer_saving": sale.customer_saving.0,
        "provider_margin": sale.provider_margin.0, "system_saving": sale.system_saving.0,
    });
    assert_eq!(&found, expected);
    assert_eq!(sale.system_saving, sale.customer_saving + sale.provider_margin);
    let sold = cases().into_iter().find_map(|case| match case.kind {
        Kind::Sale(sale) => Some(sale),
        _ => None,
    });
    let sold = sold.expect("a case that sells");
    assert_eq!(sold.sale(), sale);
    assert_eq!(json!(sold.margin_of_gap().0), example["expected"]["whole_market_margin_share_of_annual_gap_ppm"]);
}

#[test]
fn the_manifesto_and_buyit() {
    let (phasing, national) = (example("03_phasing"), example("04_business_case"));
    let expected = &phasing["expected"];
    let (mut seen, mut scenario) = (0, Scenario::preset("central").expect("a preset"));
    for case in cases() {
        match case.kind {
            Kind::RunRate(claim) => {
                seen += 1;
                assert_eq!(json!(claim.implied_base().0), expected["implied_base"]);
                assert_eq!(json!(claim.per_worker().0), expected["per_frontline_worker"]);
                for name in ["central", "manifesto"] {
                    scenario = Scenario::preset(name).expect("a preset");
                    let (case, expected) = (claim.case(&scenario), &national["expected"][format!("national.{name}")]);
                    assert_eq!(json!(case.npv.0), expected["npv"], "{name}");
                    assert_eq!(json!(case.payback_year), expected["payback_year"], "{name}");
                    assert_eq!(json!(case.planned_annual.0), expected["planned_annual"], "{name}");
                }
                let years: Vec<i64> = claim.case(&scenario).lines.iter().take(6).map(|line| line.gross.0).collect();
                assert_eq!(json!(years), expected["saving_on_115bn_by_year"]);
            }
            Kind::Totals(claim) => {
                seen += 1;
                assert_eq!(json!(claim.share_of_years().0), expected["buyit_40bn_over_9bn_x_10_ppm"]);
                assert_eq!(json!(claim.times_other_milli()), expected["buyit_9bn_over_cabinet_office_1_4bn_milli"]);
                assert_eq!(json!(claim.implied_spending().0), expected["buyit_implied_total_spend"]);
            }
            _ => {}
        }
    }
    assert_eq!(seen, 2);
}

//! Duplicated cost against the worked examples of the model.

use std::collections::BTreeMap;

use dupaudit::ledger::{Pool, ReturnFacts, SpendCategory, allocate};
use dupaudit::mapping::{Known, Mapper};
use dupaudit::money::{Fte, Money, Share};
use dupaudit::overlap::{
    Basis, Benchmark, FunctionMeasure, Overlap, Peer, QUARTILE, benchmark, by_line, duplicated, effective_providers,
    measure,
};
use dupaudit::returns::Quantity;
use dupaudit::taxonomy::Taxonomy;
use serde_json::{Value, json};

use crate::worked_input::{declared, example, taxonomy};

/// The facts of several returns, in the order of their ids.
fn facts(returns: &Value, taxonomy: &Taxonomy) -> Vec<ReturnFacts> {
    let mapper = Mapper::new(taxonomy);
    let one = |input: &Value| {
        let declared = declared(input);
        let mappings = mapper.map_return(&declared, &mut Known::default());
        allocate(&declared, mappings, taxonomy).expect("a return that adds up").0
    };
    let mut facts: Vec<ReturnFacts> = returns.as_array().expect("returns").iter().map(one).collect();
    facts.sort_by(|a, b| a.organisation.id.cmp(&b.organisation.id));
    facts
}

/// The functions of the worked examples with their scopes, which only one of the files lists.
fn functions() -> Taxonomy {
    let listed = example("11_end_to_end")["input"]["taxonomy"].clone();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let leaves: Vec<_> = listed
        .as_object()
        .expect("functions")
        .iter()
        .map(|(code, leaf)| (code.clone(), text(&leaf["cat"]), text(&leaf["scope"])))
        .collect();
    taxonomy(leaves.iter().map(|(code, category, scope)| (code.as_str(), category.as_str(), scope.as_str())))
}

/// A function row in the form of the reference.
fn row(measure: &FunctionMeasure, basis: Basis) -> Value {
    json!({
        "cost": measure.cost.0, "duplicated": measure.duplicated.get(basis).0, "within": measure.within.0,
        "between": measure.between.0, "below_floor": measure.below_floor.0, "all": measure.duplicated.all.0,
        "hhi": measure.duplicated.hhi.0, "excess": measure.duplicated.excess.0, "staff": measure.staff.0,
        "systems": measure.systems.0, "staff_providers": measure.providers, "products": measure.products,
    })
}

fn rows(overlap: &Overlap, taxonomy: &Taxonomy, basis: Basis) -> Value {
    let rows = overlap.functions.iter().map(|one| (taxonomy.get(one.function).code.clone(), row(one, basis)));
    Value::Object(rows.collect())
}

/// The attribution in the form of the reference: by pool and by category.
fn organisations(overlap: &Overlap, facts: &[ReturnFacts]) -> Value {
    let one = |index: usize, facts: &ReturnFacts| {
        let mine = || overlap.attribution.iter().filter(|row| row.organisation as usize == index);
        let pool = |pool: Pool| mine().filter(|row| row.pool == pool).map(|row| row.duplicated).sum::<Money>().0;
        let category = |category: SpendCategory| {
            mine().filter(|row| row.category == category).map(|row| row.duplicated).sum::<Money>().0
        };
        json!({
            "id": facts.organisation.id, "roles": pool(Pool::Roles), "systems": pool(Pool::Systems),
            "other": pool(Pool::Other), "unspecified": pool(Pool::Unspecified),
            "mfte": mine().map(|row| row.fte).sum::<Fte>().milli(),
            "A": category(SpendCategory::Administrative), "M": category(SpendCategory::Managerial),
        })
    };
    facts.iter().enumerate().map(|(index, facts)| one(index, facts)).collect()
}

/// Every penny of a body's duplicated cost lies on one of its lines.
fn walks_back(overlap: &Overlap, facts: &[ReturnFacts], floor: Money) {
    for (number, facts) in (0_u32..).zip(facts) {
        let rows: Vec<_> = overlap.attribution.iter().filter(|row| row.organisation == number).collect();
        let lines = by_line(facts, &overlap.left[number as usize], &rows, floor);
        assert_eq!(lines.iter().copied().sum::<Money>(), overlap.organisations[number as usize].duplicated);
        assert!(lines.iter().zip(&facts.costs).all(|(part, cost)| *part <= cost.amount));
    }
}

#[test]
fn bases() {
    let example = example("02_bases");
    for (name, input) in example["input"].as_object().expect("sets") {
        let expected = &example["expected"][name];
        let bodies: BTreeMap<&String, Vec<Money>> = input
            .as_object()
            .expect("bodies")
            .iter()
            .map(|(id, units)| {
                let costs = units.as_object().expect("units").values();
                (id, costs.map(|pence| Money(pence.as_i64().expect("pence"))).collect())
            })
            .collect();
        let costs: Vec<Vec<Money>> = bodies.values().cloned().collect();
        for basis in Basis::ALL {
            let found = duplicated(basis, &costs);
            let by_id = |parts: &[Money]| -> Value {
                bodies
                    .keys()
                    .zip(parts)
                    .map(|(id, part)| ((*id).clone(), json!(part.0)))
                    .collect::<serde_json::Map<_, _>>()
                    .into()
            };
            let expected = &expected[basis.word()];
            assert_eq!(json!(found.total.0), expected["total"], "{name}, {basis}");
            assert_eq!(by_id(&found.within), expected["within"], "{name}, {basis}");
            assert_eq!(json!(found.between.0), expected["between"], "{name}, {basis}");
            assert_eq!(by_id(&found.attributed), expected["attributed"], "{name}, {basis}");
        }
        let effective = effective_providers(&costs.concat()).expect("providers");
        let expected = expected["effective_providers_ppm"].as_f64().expect("a number") / 1e6;
        assert!((effective - expected).abs() < 1e-6, "{name}: {effective}, not {expected}");
    }
}

#[test]
fn end_to_end() {
    let example = example("11_end_to_end");
    let (expected, taxonomy) = (&example["expected"], functions());
    let facts = facts(&example["input"]["returns"], &taxonomy);
    let overlap = measure(&facts, &taxonomy, Basis::Excess, Money::ZERO);
    for facts in &facts {
        let row = &expected["audit"]["reconciliation"][&facts.organisation.id];
        assert_eq!(facts.organisation.buckets.non_service, Money::ZERO, "the reference has no such function");
        let buckets = facts.organisation.buckets.named().into_iter().filter(|(name, _)| *name != "non_service");
        let shown: Vec<i64> = buckets.map(|(_, amount)| amount.0).chain([facts.organisation.total.0]).collect();
        let keys = ["A", "M", "F", "FM", "FA", "recharge_out", "unmapped", "unitemised", "declared_total"];
        assert_eq!(json!(shown), keys.map(|key| row[key].clone()).into_iter().collect::<Value>());
    }
    assert_eq!(rows(&overlap, &taxonomy, Basis::Excess), expected["audit"]["functions"]);
    assert_eq!(organisations(&overlap, &facts), expected["audit"]["organisations"]);
    for basis in Basis::ALL {
        let overlap = measure(&facts, &taxonomy, basis, Money::ZERO);
        assert_eq!(json!(overlap.duplicated.get(basis).0), expected["by_basis"][basis.word()]);
        assert_eq!(overlap.within + overlap.between, overlap.duplicated.get(basis));
        walks_back(&overlap, &facts, Money::ZERO);
    }
    let floored = measure(&facts, &taxonomy, Basis::Excess, Money(5_000_000));
    walks_back(&floored, &facts, Money(5_000_000));
    assert_eq!(json!(floored.duplicated.excess.0), expected["duplicated_with_floor_50000"]);
}

#[test]
fn corner_cases() {
    let example = example("13_corner_cases");
    let (input, expected, taxonomy) = (&example["input"], &example["expected"], functions());
    for (name, function) in [("untyped", "rev.council_tax"), ("unitless", "corp.finance")] {
        let overlap = measure(&facts(&input[name], &taxonomy), &taxonomy, Basis::Excess, Money::ZERO);
        assert_eq!(rows(&overlap, &taxonomy, Basis::Excess)[function], expected[name], "{name}");
    }
    let floor = Money(input["small_provider"]["floor"].as_i64().expect("pence"));
    let facts = facts(&input["small_provider"]["returns"], &taxonomy);
    let overlap = measure(&facts, &taxonomy, Basis::Excess, floor);
    assert_eq!(rows(&overlap, &taxonomy, Basis::Excess), expected["small_provider"]["functions"]);
    assert_eq!(organisations(&overlap, &facts), expected["small_provider"]["organisations"]);
}

/// The benchmark in the form of the reference; bodies are named.
fn benchmark_shown(found: &Benchmark, names: &[String], peers: &[Peer]) -> Value {
    let mut flags = serde_json::Map::new();
    let mut gaps = serde_json::Map::new();
    for (place, name) in names.iter().enumerate() {
        if !found.cautions[place].is_empty() {
            flags.insert(name.clone(), found.cautions[place].iter().map(|caution| caution.code()).collect());
        }
        if let Some(gap) = found.gaps[place] {
            gaps.insert(name.clone(), json!(gap.0));
        }
    }
    let frontier = found.frontier.map(|place| {
        let volume = peers[place].volume.expect("the frontier has a volume").0 / 1_000_000;
        json!({"org": names[place], "cost": peers[place].cost.0, "volume": volume})
    });
    let total: Option<i64> = found.frontier.map(|_| found.gaps.iter().flatten().map(|gap| gap.0).sum());
    json!({"flags": flags, "clean_peers": found.clean, "frontier": frontier, "gap": gaps, "gap_total": total, "grade": found.grade.word()})
}

#[test]
fn benchmarks() {
    let example = example("07_benchmark");
    for (name, set, quantile) in
        [("peers", "peers", QUARTILE), ("median_basis", "peers", Share(500_000)), ("few", "few", QUARTILE)]
    {
        let input = example["input"][set].as_object().expect("peers");
        let names: Vec<String> = input.keys().cloned().collect();
        let peers: Vec<Peer> = input
            .values()
            .map(|peer| Peer {
                cost: Money(peer[0].as_i64().expect("pence")),
                volume: Some(Quantity(peer[1].as_i64().expect("a volume") * 1_000_000)),
            })
            .collect();
        let mut expected = example["expected"][name].clone();
        for (_, flags) in expected["flags"].as_object_mut().expect("flags") {
            let codes = flags.as_array().expect("codes").iter();
            *flags = codes.map(|flag| json!(flag.as_str().expect("text")[..3])).collect();
        }
        expected.as_object_mut().expect("an object").remove("coverage_ppm");
        assert_eq!(benchmark_shown(&benchmark(&peers, quantile), &names, &peers), expected, "{name}");
    }
}

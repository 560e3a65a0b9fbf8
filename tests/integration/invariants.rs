//! What holds for any input (docs/model.md section 11, numbers 1 to 8).

use std::collections::BTreeMap;

use dupaudit::ledger::{ReturnFacts, allocate};
use dupaudit::mapping::{Known, Mapper};
use dupaudit::money::Money;
use dupaudit::overlap::{Basis, duplicated};
use dupaudit::taxonomy::Taxonomy;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::worked_input::{declared, taxonomy};

/// Organisations with the costs of their providers, in pence.
fn organisations() -> impl Strategy<Value = Vec<Vec<Money>>> {
    let cost = prop_oneof![Just(0_i64), Just(1), 1_i64..10_000, 1_i64..100_000_000_000].prop_map(Money);
    prop::collection::vec(prop::collection::vec(cost, 1..4), 1..7)
}

fn sum(organisations: &[Vec<Money>]) -> Money {
    organisations.iter().flatten().copied().sum()
}

/// Providers that spend nothing are none.
fn spending(organisations: Vec<Vec<Money>>) -> Vec<Vec<Money>> {
    let spends = |costs: Vec<Money>| costs.into_iter().filter(|cost| cost.is_positive()).collect::<Vec<_>>();
    organisations.into_iter().map(spends).filter(|costs| !costs.is_empty()).collect()
}

proptest! {
    #[test]
    fn bases_are_ordered_and_split_exactly(organisations in organisations()) {
        let organisations = spending(organisations);
        let [all, excess, hhi] = Basis::ALL.map(|basis| duplicated(basis, &organisations));
        prop_assert!(sum(&organisations) >= all.total && all.total >= hhi.total);
        prop_assert!(hhi.total >= excess.total && excess.total >= Money::ZERO);
        for result in [all, excess, hhi] {
            prop_assert_eq!(result.within.iter().copied().sum::<Money>() + result.between, result.total);
            prop_assert!(result.between >= Money::ZERO);
            prop_assert_eq!(result.attributed.iter().copied().sum::<Money>(), result.total);
            for (part, costs) in result.attributed.iter().zip(&organisations) {
                prop_assert!(Money::ZERO <= *part && *part <= costs.iter().copied().sum());
            }
        }
    }

    #[test]
    fn more_cost_or_more_providers_never_lower_it(organisations in organisations(), more in 1_i64..1_000_000_000) {
        let organisations = spending(organisations);
        prop_assume!(!organisations.is_empty());
        for basis in Basis::ALL {
            let before = duplicated(basis, &organisations).total;
            let mut larger = organisations.clone();
            larger[0][0] += Money(more);
            prop_assert!(duplicated(basis, &larger).total >= before);
            let mut wider = organisations.clone();
            wider.push(vec![Money(more)]);
            prop_assert!(duplicated(basis, &wider).total >= before);
        }
    }

    #[test]
    fn merging_two_bodies_never_raises_it(organisations in organisations()) {
        let flat: Vec<Vec<Money>> = spending(organisations).iter().map(|costs| vec![costs.iter().copied().sum()]).collect();
        prop_assume!(flat.len() >= 2);
        for basis in Basis::ALL {
            let mut merged = flat[2..].to_vec();
            merged.push(vec![flat[0][0] + flat[1][0]]);
            prop_assert!(duplicated(basis, &merged).total <= duplicated(basis, &flat).total);
        }
    }

    #[test]
    fn costs_in_another_unit_scale_it(organisations in organisations(), factor in 2_i64..9) {
        let organisations = spending(organisations);
        let scaled: Vec<Vec<Money>> =
            organisations.iter().map(|costs| costs.iter().map(|cost| Money(cost.0 * factor)).collect()).collect();
        for basis in Basis::ALL {
            let over = duplicated(basis, &scaled).total.0 - factor * duplicated(basis, &organisations).total.0;
            let most = if basis == Basis::Hhi { factor - 1 } else { 0 };
            prop_assert!((0..=most).contains(&over), "{basis}: {over}");
        }
    }
}

fn leaves() -> Taxonomy {
    taxonomy([("a", "A", "any"), ("m", "M", "any"), ("f", "F", "any")])
}

/// Shares over keys that add up to at most one whole.
fn shares(keys: Vec<String>) -> impl Strategy<Value = Value> {
    let count = keys.len();
    prop::collection::vec(0_u32..1_000_000, count).prop_map(move |parts| {
        let mut left = 1_000_000;
        let mut given = serde_json::Map::new();
        for (key, part) in keys.iter().zip(parts) {
            let part = part.min(left);
            left -= part;
            if part > 0 {
                given.insert(key.clone(), json!(part));
            }
        }
        Value::Object(given)
    })
}

/// A return in the form of the reference, whatever its shares, caps and gaps.
fn returns() -> impl Strategy<Value = Value> {
    let functions = || shares(vec!["a".into(), "m".into(), "f".into()]);
    let process = (prop::option::of(0_i64..10_000_000), 0_i64..1_000_000, any::<bool>(), functions());
    prop::collection::vec(process, 0..4).prop_flat_map(move |processes| {
        let ids: Vec<String> = (0..processes.len()).map(|number| format!("p{number}")).collect();
        let role = (0_i64..10_000_000, 0_i64..9_000, 0_usize..4, any::<bool>(), shares(ids.clone()), functions());
        let system = (0_i64..10_000_000, shares(ids), functions());
        (
            Just(processes),
            prop::collection::vec(role, 0..4),
            prop::collection::vec(system, 0..3),
            prop::option::of(0_i64..10_000_000),
        )
            .prop_map(|(processes, roles, systems, more)| assembled(&processes, &roles, &systems, more))
    })
}

type ProcessDraw = (Option<i64>, i64, bool, Value);
type RoleDraw = (i64, i64, usize, bool, Value, Value);
type SystemDraw = (i64, Value, Value);

fn assembled(processes: &[ProcessDraw], roles: &[RoleDraw], systems: &[SystemDraw], more: Option<i64>) -> Value {
    let itemised: i64 = processes.iter().map(|process| process.1).sum::<i64>()
        + roles.iter().map(|role| role.0).sum::<i64>()
        + systems.iter().map(|system| system.0).sum::<i64>();
    let letter = |number: usize| [None, Some("A"), Some("M"), Some("F")][number];
    let unit = |first: &bool| if *first { "x" } else { "y" };
    json!({
        "id": "o",
        "declared_total": more.map(|more| itemised + more),
        "processes": processes.iter().enumerate().map(|(number, (total, other, first, functions))| {
            let mut process = json!({"id": format!("p{number}"), "unit": unit(first), "other": other, "functions": functions});
            if let Some(total) = total {
                process["total"] = json!(total);
            }
            process
        }).collect::<Vec<_>>(),
        "roles": roles.iter().enumerate().map(|(number, (cost, mfte, category, first, links, functions))| json!({
            "id": format!("r{number}"), "unit": unit(first), "cost": cost, "mfte": mfte,
            "category": letter(*category),
            "processes": links, "functions": functions,
        })).collect::<Vec<_>>(),
        "systems": systems.iter().enumerate().map(|(number, (cost, links, functions))| json!({
            "id": format!("s{number}"), "cost": cost, "processes": links, "functions": functions,
        })).collect::<Vec<_>>(),
    })
}

fn ledger(input: &Value, taxonomy: &Taxonomy) -> ReturnFacts {
    let declared = declared(input);
    let mappings = Mapper::new(taxonomy).map_return(&declared, &mut Known::default());
    allocate(&declared, mappings, taxonomy).expect("a return that adds up").0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_pound_is_lost_and_none_is_made(input in returns()) {
        let taxonomy = leaves();
        let facts = ledger(&input, &taxonomy);
        let organisation = &facts.organisation;
        prop_assert_eq!(organisation.buckets.sum(), organisation.total);
        prop_assert!(organisation.buckets.named().iter().all(|(_, amount)| *amount >= Money::ZERO));
        let placed: Money = facts.costs.iter().map(|cost| cost.amount).sum();
        prop_assert_eq!(placed, organisation.buckets.mapped());
        let staff: i128 = facts.costs.iter().map(|cost| cost.fte.0).sum();
        let slack = i128::try_from(facts.costs.len()).expect("few");
        prop_assert!(staff <= organisation.fte_itemised.exact().0 + slack, "staff follow their pounds and are not made");
    }

    #[test]
    fn the_order_of_entries_changes_nothing(input in returns()) {
        let taxonomy = leaves();
        let mut turned = input.clone();
        for list in ["processes", "roles", "systems"] {
            turned[list].as_array_mut().expect("a list").reverse();
        }
        let cells = |facts: &ReturnFacts| {
            let mut cells = BTreeMap::new();
            for cost in &facts.costs {
                let cell: &mut (Money, i128) = cells.entry((cost.unit, cost.pool, cost.function, cost.category)).or_default();
                cell.0 += cost.amount;
                cell.1 += cost.fte.0;
            }
            cells
        };
        let (here, there) = (ledger(&input, &taxonomy), ledger(&turned, &taxonomy));
        prop_assert_eq!(cells(&here), cells(&there));
        prop_assert_eq!(here.organisation.buckets, there.organisation.buckets);
    }
}

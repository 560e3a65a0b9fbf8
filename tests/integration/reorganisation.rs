//! Options of a reorganisation: the worked example to the penny, and what holds for any bodies and any options.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use dupaudit::ledger::{ReturnFacts, allocate};
use dupaudit::mapping::{Known, Mapper};
use dupaudit::money::Money;
use dupaudit::overlap::Basis;
use dupaudit::reorganisation::{Measured, Planned, Rules, Today, measure, plan, read};
use dupaudit::taxonomy::Taxonomy;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::worked_input::{declared, example, taxonomy};

/// Runs `options` on returns and options of an example.
fn run(folder: &Path, returns: &[Value], options: &Value) -> Value {
    std::fs::create_dir_all(folder.join("returns")).expect("a folder");
    for (place, one) in returns.iter().enumerate() {
        std::fs::write(folder.join(format!("returns/{place}.json")), one.to_string()).expect("written");
    }
    // JSON is YAML.
    std::fs::write(folder.join("options.yaml"), options.to_string()).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args([
            "options",
            "returns",
            "--options",
            "options.yaml",
            "--provider-floor",
            "0",
            "--format",
            "json",
            "--quiet",
        ])
        .current_dir(folder)
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Pence of an amount, from its text.
fn pence(amount: &Value) -> i64 {
    Money::parse(&amount.to_string()).unwrap_or_else(|_| panic!("{amount} is no amount")).0
}

#[test]
fn the_worked_example_is_exact() {
    let example = example("15_options");
    let (input, expected) = (&example["input"], &example["expected"]);
    let folder = tempfile::tempdir().expect("a folder");
    let returns = input["returns"].as_array().expect("returns");
    let found = run(folder.path(), returns, &input["options"]);
    assert_eq!(pence(&found["today"]["duplicated"]), expected["today"]);
    assert_eq!(pence(&found["today"]["cost"]), expected["cost"]);
    let options = found["options"].as_array().expect("options");
    assert_eq!(options.len(), expected["options"].as_object().expect("options").len());
    for option in options {
        let (id, duplicated) = (option["id"].as_str().expect("an id"), &option["duplicated"]);
        let wanted = &expected["options"][id];
        assert_eq!(pence(&duplicated["today"]), expected["today"], "{id}");
        for key in ["added_by_division", "removed", "remaining", "within", "between"] {
            assert_eq!(pence(&duplicated[key]), wanted[key], "{id}: {key}");
        }
        if let Some(npv) = wanted["npv"].as_i64() {
            assert_eq!(pence(&option["npv"]), npv, "{id}");
        }
        let successors = option["successors"].as_array().expect("successors");
        for (successor, wanted) in wanted["successors"].as_object().expect("successors") {
            let row = successors.iter().find(|row| row["id"] == *successor).expect("a successor");
            for (key, amount) in wanted.as_object().expect("amounts") {
                assert_eq!(pence(&row[key]), *amount, "{id}/{successor}: {key}");
            }
        }
    }
}

#[test]
fn the_order_of_returns_members_and_options_changes_no_figure() {
    let example = example("15_options");
    let mut returns = example["input"]["returns"].as_array().expect("returns").clone();
    let mut options = example["input"]["options"].clone();
    let first = tempfile::tempdir().expect("a folder");
    let one = run(first.path(), &returns, &options);
    returns.reverse();
    let list = options["options"].as_array_mut().expect("options");
    list.reverse();
    for option in list {
        let successors = option["successors"].as_array_mut().expect("successors");
        successors.reverse();
        for successor in successors {
            successor["members"].as_array_mut().expect("members").reverse();
        }
    }
    let second = tempfile::tempdir().expect("a folder");
    let other = run(second.path(), &returns, &options);
    let by_id = |of: &Value| -> BTreeMap<String, Value> {
        let rows = of["options"].as_array().expect("options").iter();
        rows.map(|row| (row["id"].as_str().expect("an id").to_owned(), row.clone())).collect()
    };
    assert_eq!(by_id(&one), by_id(&other));
    assert_eq!(one["today"], other["today"]);
    assert_eq!(one["depends"].as_array().map(Vec::len), other["depends"].as_array().map(Vec::len));
}

/// A body: its type, and its items as kind, unit, function and pence; and pence beyond its items.
type Body = (bool, Vec<(u8, u8, u8, u32)>, Option<u32>);

fn bodies() -> impl Strategy<Value = Vec<Body>> {
    let item = (0..3_u8, 0..3_u8, 0..4_u8, 1_u32..9_000_000);
    let body = (any::<bool>(), prop::collection::vec(item, 1..6), prop::option::of(0_u32..900_000));
    prop::collection::vec(body, 2..6)
}

/// Functions that everybody shares, that are compared by type, within one body only, and of the front line.
fn functions() -> Taxonomy {
    taxonomy([("f0", "A", "any"), ("f1", "M", "same_type"), ("f2", "A", "org_only"), ("f3", "F", "any")])
}

fn facts(bodies: &[Body], taxonomy: &Taxonomy) -> Vec<ReturnFacts> {
    let fact = |(number, (kind, items, beyond)): (usize, &Body)| {
        let of = |wanted: u8| items.iter().enumerate().filter(move |(_, item)| item.0 == wanted);
        let unit = |unit: u8| (unit > 0).then(|| format!("u{unit}"));
        let functions = |function: u8| json!({format!("f{function}"): 1_000_000});
        let sum: i64 = items.iter().map(|item| i64::from(item.3)).sum();
        let mut input = json!({
            "id": format!("o{number}"), "type": if *kind { "one" } else { "other" },
            "roles": of(0).map(|(place, item)| json!({
                "id": format!("r{place}"), "unit": unit(item.1), "cost": item.3, "mfte": 1_000 + place, "functions": functions(item.2),
            })).collect::<Vec<_>>(),
            "systems": of(1).map(|(place, item)| json!({
                "id": format!("s{place}"), "product": format!("p{}", item.1), "cost": item.3, "functions": functions(item.2),
            })).collect::<Vec<_>>(),
            "processes": of(2).map(|(place, item)| json!({
                "id": format!("q{place}"), "unit": unit(item.1), "other": item.3, "functions": functions(item.2),
            })).collect::<Vec<_>>(),
            "recharges": [],
        });
        if let Some(beyond) = beyond {
            input["declared_total"] = json!(sum + i64::from(*beyond));
        }
        let declared = declared(&input);
        let mappings = Mapper::new(taxonomy).map_return(&declared, &mut Known::default());
        allocate(&declared, mappings, taxonomy).expect("a return that adds up").0
    };
    bodies.iter().enumerate().map(fact).collect()
}

/// One option: for each body its successor, and of some the share that goes to another one.
fn option(of: &[(u8, Option<(u8, u32)>)]) -> Value {
    let mut successors: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (body, (successor, divided)) in of.iter().enumerate() {
        let id = format!("o{body}");
        let mut join =
            |successor: u8, member: Value| successors.entry(format!("s{successor}")).or_default().push(member);
        match divided.filter(|(other, _)| other != successor) {
            Some((other, share)) => {
                let decimal = |ppm: u32| format!("{}.{:06}", ppm / 1_000_000, ppm % 1_000_000);
                join(*successor, json!({"id": id, "share": decimal(share)}));
                join(other, json!({"id": id, "share": decimal(1_000_000 - share)}));
            }
            None => join(*successor, json!(id)),
        }
    }
    let successors: Vec<Value> =
        successors.into_iter().map(|(id, members)| json!({"id": id, "members": members})).collect();
    json!({"dupaudit": "options/1", "vesting": "2028-04-01", "options": [{"id": "x", "successors": successors}]})
}

fn planned(option: &Value, facts: &[ReturnFacts], taxonomy: &Taxonomy) -> Planned {
    let (written, mut wrong) = read(&option.to_string());
    let (mut planned, unsound) = plan(&written, facts, taxonomy);
    wrong.extend(unsound);
    assert!(wrong.is_empty(), "{wrong:?}");
    planned.pop().expect("an option")
}

fn totals(facts: &[ReturnFacts]) -> Vec<(String, Money)> {
    let mut sums: BTreeMap<String, Money> = BTreeMap::new();
    for one in facts {
        for (name, amount) in one.organisation.buckets.named() {
            *sums.entry(name.to_owned()).or_default() += amount;
        }
        *sums.entry("total".to_owned()).or_default() += one.organisation.total;
        for cost in &one.costs {
            *sums.entry(format!("function {:?}", cost.function)).or_default() += cost.amount;
            *sums.entry(format!("pool {}", cost.pool)).or_default() += cost.amount;
        }
    }
    sums.into_iter().filter(|(_, amount)| *amount != Money::ZERO).collect()
}

fn found(facts: &[ReturnFacts], option: &Value, taxonomy: &Taxonomy, basis: Basis) -> (Money, Measured) {
    let rules = Rules { taxonomy, basis, floor: Money::ZERO };
    let today = Today::of(facts, rules);
    let measured = measure(facts, &today, &planned(option, facts, taxonomy), rules);
    (today.duplicated(basis), measured)
}

fn option_of(bodies: usize) -> impl Strategy<Value = Choice> {
    prop::collection::vec((0..4_u8, prop::option::of((0..4_u8, 1_u32..1_000_000))), bodies)
}

/// What an option does with each body: where it goes, and a second place with its share.
type Choice = Vec<(u8, Option<(u8, u32)>)>;

/// Bodies, and an option of them.
fn drawn() -> impl Strategy<Value = (Vec<Body>, Choice)> {
    bodies().prop_flat_map(|bodies| {
        let option = option_of(bodies.len());
        (Just(bodies), option)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// No pound is lost or made, in no bucket, on no function and of no kind; and what is measured adds up.
    #[test]
    fn pounds_are_conserved((bodies, of) in drawn()) {
        let taxonomy = functions();
        let facts = facts(&bodies, &taxonomy);
        for basis in Basis::ALL {
            let (today, measured) = found(&facts, &option(&of), &taxonomy, basis);
            prop_assert_eq!(totals(&facts), totals(&measured.parts.facts));
            for (place, one) in facts.iter().enumerate() {
                let parts = (0..measured.parts.facts.len()).filter(|part| measured.parts.body[*part] as usize == place);
                let sum: Money = parts.map(|part| measured.parts.facts[part].organisation.total).sum();
                prop_assert_eq!(sum, one.organisation.total);
            }
            let within = measured.joined.duplicated.get(basis);
            let between = measured.divided.duplicated.get(basis) - within;
            let own = measured.alone.duplicated.get(basis);
            prop_assert_eq!(today + measured.added_by_division() - measured.removed(), between + own);
            prop_assert!(measured.removed.iter().all(|amount| *amount >= Money::ZERO));
            prop_assert!(between >= Money::ZERO);
        }
    }

    /// Into themselves: every figure is today's.
    #[test]
    fn an_option_that_changes_nothing_gives_todays_figures(bodies in bodies()) {
        let taxonomy = functions();
        let facts = facts(&bodies, &taxonomy);
        let of: Vec<(u8, Option<(u8, u32)>)> = (0..bodies.len()).map(|body| (u8::try_from(body).unwrap(), None)).collect();
        for basis in Basis::ALL {
            let (today, measured) = found(&facts, &option(&of), &taxonomy, basis);
            prop_assert_eq!(measured.divided.duplicated.get(basis), today);
            prop_assert_eq!((measured.removed(), measured.added_by_division()), (Money::ZERO, Money::ZERO));
            let rules = Rules { taxonomy: &taxonomy, basis, floor: Money::ZERO };
            prop_assert_eq!(&measured.divided.attribution, &Today::of(&facts, rules).overlap.attribution);
        }
    }

    /// With a floor of nothing, joining never raises the duplicated cost, and division never lowers it: but for the pennies of
    /// functions that are compared within one body only.
    #[test]
    fn joining_never_raises_and_division_never_lowers_it((bodies, of) in drawn()) {
        let taxonomy = functions();
        let facts = facts(&bodies, &taxonomy);
        for basis in Basis::ALL {
            let whole: Vec<(u8, Option<(u8, u32)>)> = of.iter().map(|(successor, _)| (*successor, None)).collect();
            let (_, joined) = found(&facts, &option(&whole), &taxonomy, basis);
            prop_assert_eq!(joined.added_by_division(), Money::ZERO);
            prop_assert!(joined.removed() >= Money::ZERO);
            let (_, divided) = found(&facts, &option(&of), &taxonomy, basis);
            let alone = taxonomy.find("f2").unwrap();
            for ((function, _), added) in &divided.added_by_function {
                let least = if *function == alone { Money(-12) } else { Money::ZERO };
                prop_assert!(*added >= least, "{:?} {added:?}", taxonomy.get(*function).code);
            }
        }
    }
}

/// The five proposals on the real returns: every option is sound, today is what an audit says, no pound is lost, and the page is one.
#[test]
fn the_proposals_for_lancashire_are_whole() {
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
            .args(arguments)
            .args(["--quiet", "examples/lancashire-council-tax"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("the binary runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    let options = ["options", "--options", "examples/lancashire-options/options.yaml"];
    let json = |arguments: &[&str]| -> Value {
        serde_json::from_str(&run(&[arguments, &["--format", "json"]].concat())).expect("JSON")
    };
    let (found, audit) = (json(&options), json(&["audit"]));
    assert_eq!(found["complete"], true);
    assert_eq!(found["today"]["duplicated"], audit["totals"]["duplicated"]["excess"]);
    let list = found["options"].as_array().expect("options");
    let ids: Vec<&str> = list.iter().map(|row| row["id"].as_str().expect("an id")).collect();
    assert_eq!(ids, ["two", "three", "four", "four-blackpool", "five"]);
    for (option, bodies) in list.iter().zip([2, 3, 4, 4, 5]) {
        assert_eq!(option["bodies"], bodies);
        assert!(option["npv"].is_null() && option["reason"].is_string(), "returns without staff");
        let cost = |key: &str| option[key].as_array().expect("rows").iter().map(|row| pence(&row["cost"])).sum::<i64>();
        assert_eq!([cost("successors"), cost("members")], [pence(&found["today"]["cost"]); 2]);
        let duplicated = |key: &str| pence(&option["duplicated"][key]);
        assert_eq!(
            duplicated("today") + duplicated("added_by_division") - duplicated("removed"),
            duplicated("remaining")
        );
    }
    let page = run(&options);
    assert!(page.lines().count() <= 62 && page.lines().all(|line| line.chars().count() <= 100), "{page}");
}

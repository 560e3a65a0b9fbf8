//! A return that says less makes no case better (docs/model.md section 16.9).

use std::collections::BTreeMap;
use std::fmt::Write;

use dupaudit::finding::Levels;
use dupaudit::ledger::{Coverage, ReturnFacts, allocate};
use dupaudit::mapping::{Known, Mapper};
use dupaudit::money::Money;
use dupaudit::overlap::{Basis, measure};
use dupaudit::report::{Audit, Inputs, Manifest, PaysRow, Report, TaxonomyRow, Tool, assemble};
use dupaudit::returns::{Loaded, load};
use dupaudit::savings::{Conclusion, Scenario};
use dupaudit::source::Document;
use dupaudit::taxonomy::Taxonomy;
use proptest::prelude::*;

use crate::worked_input::taxonomy;

/// A role, or other cost, or a system of a body.
#[derive(Debug, Clone, PartialEq)]
struct Item {
    kind: Kind,
    function: &'static str,
    unit: Option<&'static str>,
    /// Pounds.
    cost: u32,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    /// With its staff in thousandths.
    Role(Option<u32>),
    /// Whether it is said to be supplies, how much was done, and whether its total stands there as well.
    Other {
        supplies: bool,
        volume: Option<u32>,
        total: bool,
    },
    System,
}

#[derive(Debug, Clone)]
struct Body {
    items: Vec<Item>,
    /// What the control total has beyond the items.
    beyond: Option<u32>,
    /// By which functions could be shared.
    population: u32,
}

fn item() -> impl Strategy<Value = Item> {
    let role = (100_u32..20_000, 15_000_u32..120_000).prop_map(|(fte, pay)| {
        let cost = u32::try_from(u64::from(fte) * u64::from(pay) / 1000 + 1).expect("pounds");
        (Kind::Role(Some(fte)), cost)
    });
    let other = (1_000_u32..400_000, prop::option::of(1_u32..90_000), any::<bool>())
        .prop_map(|(cost, volume, total)| (Kind::Other { supplies: true, volume, total }, cost));
    let system = (1_000_u32..300_000).prop_map(|cost| (Kind::System, cost));
    let function = prop::sample::select(vec!["a", "b", "m"]);
    let unit = prop::sample::select(vec![None, Some("x"), Some("y")]);
    (prop_oneof![4 => role, 1 => other, 1 => system], function, unit).prop_map(|((kind, cost), function, unit)| Item {
        kind,
        function,
        unit,
        cost,
    })
}

fn bodies() -> impl Strategy<Value = Vec<Body>> {
    let beyond = prop::option::weighted(0.8, 0_u32..900_000);
    let body = (prop::collection::vec(item(), 1..6), beyond, 1_000_u32..900_000)
        .prop_map(|(items, beyond, population)| Body { items, beyond, population });
    prop::collection::vec(body, 2..5)
}

fn text(number: usize, body: &Body) -> String {
    let mut text = format!(
        "dupaudit: 1\nperiod: 2025-26\ntaxonomy: worked\norganisation: {{id: o{number}, name: o{number}, drivers: {{population: {}}}",
        body.population
    );
    if let Some(beyond) = body.beyond {
        let _ = write!(text, ", total: {}", body.items.iter().map(|item| item.cost).sum::<u32>() + beyond);
    }
    text += "}\nunits: [{id: x, name: x}, {id: y, name: y}]\n";
    for (list, name) in [("processes", "name"), ("roles", "title"), ("systems", "name")] {
        let _ = writeln!(text, "{list}:");
        for (place, item) in body.items.iter().enumerate() {
            let (own, more) = match item.kind {
                Kind::Role(fte) => {
                    ("roles", fte.map(|fte| format!(", cost: {}, fte: {}.{:03}", item.cost, fte / 1000, fte % 1000)))
                }
                Kind::System => ("systems", Some(format!(", cost: {}", item.cost))),
                Kind::Other { supplies, volume, total } => {
                    let kind = if supplies { ", other_is: supplies" } else { "" };
                    let total = if total { format!(", total: {}", item.cost) } else { String::new() };
                    let volume =
                        volume.map_or(String::new(), |volume| format!(", volume: {volume}, volume_unit: cases"));
                    ("processes", Some(format!(", other: {}{kind}{total}{volume}", item.cost)))
                }
            };
            if own == list {
                let more = more.unwrap_or_else(|| format!(", cost: {}", item.cost));
                let unit = item.unit.map_or(String::new(), |unit| format!(", unit: {unit}"));
                let _ =
                    writeln!(text, "  - {{id: i{place}, {name}: i{place}, function: {}{unit}{more}}}", item.function);
            }
        }
    }
    text
}

fn report(bodies: &[Body], taxonomy: &Taxonomy) -> Report {
    let mapper = Mapper::new(taxonomy);
    let facts: Vec<ReturnFacts> = (bodies.iter().enumerate())
        .map(|(number, body)| {
            let document = Document { text: text(number, body), first_line: 1, json: false };
            let Loaded::Return(declared) = load(&document) else { panic!("{}", document.text) };
            let mappings = mapper.map_return(&declared, &mut Known::default());
            allocate(&declared, mappings, taxonomy).expect("a return that adds up").0
        })
        .collect();
    let (basis, floor) = (Basis::default(), Money::ZERO);
    let overlap = measure(&facts, taxonomy, basis, floor);
    let inputs =
        Inputs { returns_sha256: String::new(), decisions_sha256: None, settings_sha256: None, mapper_sha256: None };
    let keys = BTreeMap::from([("simulations".to_owned(), 200.into())]);
    let scenario = Scenario::from_keys(&BTreeMap::new(), &keys).expect("a scenario");
    assemble(Audit {
        facts: &facts,
        beside: None,
        suppliers: &[],
        coverage: Coverage::default(),
        findings: Vec::new(),
        levels: &Levels::default(),
        taxonomy,
        overlap: &overlap,
        basis,
        floor,
        scenario: &scenario,
        currency: "GBP".to_owned(),
        period: "2025-26".to_owned(),
        manifest: Manifest { tool: Tool::this(), taxonomy: TaxonomyRow::from(taxonomy), inputs },
        host: None,
        sectors: Vec::new(),
    })
}

/// The returns that say one thing less, with what that is.
fn less(bodies: &[Body]) -> Vec<(&'static str, Vec<Body>)> {
    let mut all = Vec::new();
    for (number, body) in bodies.iter().enumerate() {
        let mut without = |what, change: &dyn Fn(&mut Body)| {
            let mut changed = bodies.to_vec();
            change(&mut changed[number]);
            all.push((what, changed));
        };
        if body.beyond.is_some() {
            without("total", &|body| body.beyond = None);
        }
        for (place, item) in body.items.iter().enumerate() {
            match item.kind {
                Kind::Role(_) => {
                    without("fte", &|body| body.items[place].kind = Kind::Role(None));
                    let other = Kind::Other { supplies: false, volume: None, total: false };
                    without("role", &|body| body.items[place].kind = other.clone());
                }
                Kind::Other { supplies, volume, total } => {
                    without("kind", &|body| body.items[place].kind = Kind::Other { supplies: false, volume, total });
                    if volume.is_some() {
                        let other = Kind::Other { supplies, volume: None, total };
                        without("volume", &|body| body.items[place].kind = other.clone());
                    }
                    if total {
                        let other = Kind::Other { supplies, volume, total: false };
                        without("process total", &|body| body.items[place].kind = other.clone());
                    }
                }
                Kind::System => {}
            }
        }
    }
    all
}

fn rank(conclusion: Conclusion) -> u8 {
    match conclusion {
        Conclusion::WorthIt => 2,
        Conclusion::FinelyBalanced => 1,
        _ => 0,
    }
}

fn leaves() -> Taxonomy {
    taxonomy([("a", "A", "any"), ("b", "A", "any"), ("m", "M", "any")])
}

/// A line is a whole number of pence for each kind of cost: with fewer kinds the case differs by pennies.
const ROUNDING: Money = Money(100);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn telling_less_never_helps(bodies in bodies(), which in any::<prop::sample::Index>()) {
        let taxonomy = leaves();
        let less = less(&bodies);
        prop_assume!(!less.is_empty());
        let (what, less) = &less[which.index(less.len())];
        let (full, less) = (report(&bodies, &taxonomy).savings, report(less, &taxonomy).savings);
        let most = full.npv.unwrap_or_default().max(Money::ZERO) + ROUNDING;
        prop_assert!(less.npv.is_none_or(|npv| npv <= most), "without {what}: {:?}, and {:?} with it", less.npv, full.npv);
        prop_assert!(rank(less.conclusion) <= rank(full.conclusion), "without {what}: {:?}", less.conclusion);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn bodies_add_up_to_the_case(bodies in bodies(), unknown in any::<bool>()) {
        let mut bodies = bodies;
        if unknown {
            bodies[0].items.iter_mut().for_each(|item| if let Kind::Role(_) = item.kind { item.kind = Kind::Role(None) });
        }
        let report = report(&bodies, &leaves());
        let (savings, rows) = (&report.savings, &report.organisations);
        let sum = |of: fn(&PaysRow) -> Option<Money>| rows.iter().filter_map(|row| of(&row.pays)).sum::<Money>();
        prop_assert_eq!(sum(|pays| Some(pays.gross_annual)), savings.gross_annual);
        if let Some(npv) = savings.npv {
            let one_off = savings.years.iter().filter_map(|year| year.case.one_off()).sum::<Money>();
            prop_assert_eq!(sum(|pays| pays.npv), npv);
            prop_assert_eq!(sum(|pays| pays.one_off), one_off);
            if rows[0].pays.host_of.is_some() {
                prop_assert_eq!(sum(|pays| pays.host_npv), npv);
                prop_assert_eq!(sum(|pays| pays.host_one_off), one_off);
                prop_assert_eq!(sum(|pays| pays.host_gross_annual), savings.gross_annual);
                prop_assert_eq!(sum(|pays| pays.host_cash_releasing), sum(|pays| pays.cash_releasing));
            }
        }
    }
}

/// Units decide what is duplicated. Without them less is, and a case can gain only what that part of it loses.
#[test]
fn units_left_out_lower_what_is_duplicated() {
    let taxonomy = leaves();
    let role = |unit, cost| Item { kind: Kind::Role(Some(5_000)), function: "a", unit, cost };
    let body = |units: [Option<&'static str>; 2]| Body {
        items: units.map(|unit| role(unit, 250_000)).to_vec(),
        beyond: None,
        population: 1,
    };
    let with = report(&[body([Some("x"), Some("y")]), body([Some("x"), Some("y")])], &taxonomy);
    let without = report(&[body([None, None]), body([None, None])], &taxonomy);
    assert_eq!(with.totals.duplicated.excess, Money(75_000_000));
    assert_eq!(without.totals.duplicated.excess, Money(50_000_000));
    assert!(without.savings.npv.unwrap_or_default() <= with.savings.npv.unwrap_or_default().max(Money::ZERO));
}

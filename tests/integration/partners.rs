//! The search for partners against the worked example, and against a search that compares everybody with everybody.

use std::collections::{BTreeMap, BTreeSet};

use dupaudit::ledger::Layer;
use dupaudit::money::{Money, Share};
use dupaudit::overlap::partners::{Alike, Dimension, Group, Model, Pair, Profile, Rules, Spent, groups, pairs};
use dupaudit::taxonomy::{FunctionId, Scope};
use serde_json::{Value, json};

use crate::worked_input::example;

fn leak(text: &Value) -> Option<&'static str> {
    text.as_str().map(|text| &*Box::leak(text.to_owned().into_boxed_str()))
}

/// The bodies of the worked example; each of its functions is a dimension.
fn worked(input: &Value) -> (Vec<String>, Vec<Profile<'static>>) {
    let bodies = input["orgs"].as_object().expect("bodies");
    let codes: BTreeSet<&String> =
        bodies.values().flat_map(|body| body["x"].as_object().expect("costs").keys()).collect();
    let codes: Vec<&String> = codes.into_iter().collect();
    let profile = |(organisation, body): (u32, &Value)| {
        let costs = body["x"].as_object().expect("costs");
        let spent = costs.iter().map(|(code, pence)| Spent {
            on: Dimension {
                function: FunctionId(u16::try_from(codes.binary_search(&code).expect("a code")).expect("few")),
                layer: Layer::Staff,
                duty: false,
            },
            scope: Scope::Any,
            amount: Money(pence.as_i64().expect("pence")),
        });
        let mut spent: Vec<Spent> = spent.collect();
        spent.sort_by_key(|one| one.on);
        Profile {
            organisation,
            family: leak(&body["type"]),
            region: leak(&body["region"]),
            spent,
            together: BTreeMap::new(),
        }
    };
    (bodies.keys().cloned().collect(), (0_u32..).zip(bodies.values()).map(profile).collect())
}

#[test]
fn worked_example() {
    let example = example("08_partners");
    let (input, expected) = (&example["input"], &example["expected"]);
    let (names, profiles) = worked(input);
    let ppm = |key: &str| Share(u32::try_from(input[key].as_u64().expect("parts per million")).expect("a share"));
    let rules = Rules {
        cosine: ppm("min_cosine_ppm"),
        jaccard: ppm("min_jaccard_ppm"),
        containment: ppm("min_containment_ppm"),
        top: usize::try_from(input["top_k"].as_u64().expect("a number")).expect("few"),
        ..Rules::default()
    };
    let mut seen = 0;
    for a in 0..7_u32 {
        for b in a + 1..7 {
            let alike = Alike::of(&profiles[a as usize], &profiles[b as usize]);
            let model = Model::of(&Pair { a, b, alike }, &profiles, &BTreeSet::new());
            let shown = json!({
                "shared": alike.shared.0, "jaccard_ppm": alike.jaccard.0, "containment_ppm": alike.containment.0,
                "balance_ppm": alike.balance.0, "cosine_ppm": alike.cosine.0, "model": model.word(),
            });
            assert_eq!(shown, expected["pairs"][format!("{}-{}", names[a as usize], names[b as usize])]);
            seen += 1;
        }
    }
    assert_eq!(seen, expected["pairs"].as_object().expect("pairs").len());
    for (key, rules) in [
        ("groups_default_max5", rules.clone()),
        ("groups_max3", Rules { members: 3, ..rules.clone() }),
        ("groups_same_region", Rules { same_region: true, ..rules.clone() }),
        ("groups_any_type", Rules { same_type: false, ..rules.clone() }),
    ] {
        let found = groups(&profiles, &pairs(&profiles, &rules), &rules);
        let name = |body: &u32| names[*body as usize].clone();
        let shown = found.iter().map(|group| {
            json!({
                "members": group.members.iter().map(name).collect::<Vec<_>>(), "shared_addressable": group.prize.0,
                "model": group.model.word(), "largest": name(&group.largest),
            })
        });
        assert_eq!(shown.collect::<Value>(), expected[key], "{key}");
    }
    let apart = Rules { apart: BTreeSet::from([(0, 1)]), ..rules };
    let found = groups(&profiles, &pairs(&profiles, &apart), &apart);
    assert!(found.iter().all(|group| !(group.members.contains(&0) && group.members.contains(&1))), "{found:?}");
}

/// Numbers without end from one.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// Bodies of a few kinds and of sizes from a parish to a county, some without type or region.
fn random(seed: u64, bodies: u32) -> Vec<Profile<'static>> {
    let mut numbers = Numbers(seed);
    let body = |organisation| {
        let kind = numbers.below(3);
        let size = 10_u64.pow(2 + u32::try_from(numbers.below(4)).expect("small")) * (1 + numbers.below(9));
        let mut spent = Vec::new();
        for function in 0..24_u16 {
            for layer in [Layer::Staff, Layer::Systems] {
                // Bodies of one kind do much the same; now and then one does what the others do not.
                let usual = u64::from(function) % 3 != kind;
                if numbers.below(10) < if usual { 8 } else { 1 } {
                    let amount = (1 + u64::from(function)) * size * (50 + numbers.below(100));
                    spent.push(Spent {
                        on: Dimension { function: FunctionId(function), layer, duty: false },
                        scope: [Scope::Any, Scope::SameType, Scope::Any, Scope::SameRegion][usize::from(function % 4)],
                        amount: Money(i64::try_from(amount).expect("pence")),
                    });
                }
            }
        }
        let family = [None, Some("borough"), Some("trust")][usize::try_from(numbers.below(9).min(2)).expect("small")];
        let region = [None, Some("north"), Some("south")][usize::try_from(numbers.below(3)).expect("small")];
        Profile { organisation, family, region, spent, together: BTreeMap::new() }
    };
    (0..bodies).map(body).collect()
}

/// `part / whole` in parts per million, rounded half-even.
fn ppm(part: i128, whole: i128) -> i128 {
    if whole == 0 {
        return 0;
    }
    let doubled = 2 * part * 1_000_000;
    let floor = doubled / (2 * whole);
    match (doubled % (2 * whole)).cmp(&whole) {
        std::cmp::Ordering::Less => floor,
        std::cmp::Ordering::Equal => floor + floor % 2,
        std::cmp::Ordering::Greater => floor + 1,
    }
}

/// A body's costs by dimension, with their scopes.
type Costs = Vec<(Scope, i128)>;

fn costs(profile: &Profile<'_>) -> Costs {
    let mut costs = vec![(Scope::Any, 0); 48];
    for spent in &profile.spent {
        let layer = usize::from(spent.on.layer == Layer::Systems);
        costs[spent.on.function.index() * 2 + layer] = (spent.scope, i128::from(spent.amount.0));
    }
    costs
}

/// What two bodies have in common: shared, Jaccard, containment and cosine, straight from their definitions.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
fn measures(x: &Costs, y: &Costs, same_family: bool, same_region: bool) -> [i128; 4] {
    let (mut low, mut high, mut dot, mut of_x, mut of_y, mut squares) = (0, 0, 0, 0, 0, [0, 0]);
    for ((scope, a), (other_scope, b)) in x.iter().zip(y) {
        let may = |scope: Scope| match scope {
            Scope::SameType => same_family,
            Scope::SameRegion => same_region,
            _ => true,
        };
        let (a, b) = (if may(*scope) { *a } else { 0 }, if may(*other_scope) { *b } else { 0 });
        (low, high, dot) = (low + a.min(b), high + a.max(b), dot + a * b);
        (of_x, of_y, squares) = (of_x + a, of_y + b, [squares[0] + a * a, squares[1] + b * b]);
    }
    let norms = (squares[0] as f64 * squares[1] as f64).sqrt();
    let cosine = if norms == 0.0 { 0 } else { (dot as f64 / norms * 1e6).round_ties_even() as i128 };
    [low, ppm(low, high), ppm(low, of_x.min(of_y)), cosine]
}

/// Every pair that is among the best of either body, found by looking at all of them.
fn by_brute_force(profiles: &[Profile<'_>], rules: &Rules) -> Vec<(i128, i128, usize, usize)> {
    let same = |a: Option<&str>, b: Option<&str>| a.is_some() && a == b;
    let may_meet = |a: usize, b: usize| {
        (!rules.same_type || same(profiles[a].family, profiles[b].family))
            && (!rules.same_region || same(profiles[a].region, profiles[b].region))
            && rules.allow(profiles[a].organisation, profiles[b].organisation)
    };
    let size = |body: usize| profiles[body].spent.iter().map(|spent| spent.amount.0).sum::<i64>();
    let is_host = |body: usize| {
        let in_block = |other: usize| {
            (!rules.same_type || same(profiles[body].family, profiles[other].family))
                && (!rules.same_region || same(profiles[body].region, profiles[other].region))
        };
        let larger = |other: &usize| size(*other) > size(body) || size(*other) == size(body) && *other < body;
        (0..profiles.len()).filter(|other| in_block(*other)).filter(larger).count() < rules.hosts
    };
    let hosts: Vec<bool> = (0..profiles.len()).map(is_host).collect();
    let costs: Vec<Costs> = profiles.iter().map(costs).collect();
    let mut near: Vec<Vec<(i128, i128, usize, usize)>> = vec![Vec::new(); profiles.len()];
    for a in 0..profiles.len() {
        for b in a + 1..profiles.len() {
            if !may_meet(a, b) {
                continue;
            }
            let [shared, jaccard, containment, cosine] = measures(
                &costs[a],
                &costs[b],
                same(profiles[a].family, profiles[b].family),
                same(profiles[a].region, profiles[b].region),
            );
            let peers = jaccard >= i128::from(rules.jaccard.0);
            let guest = (hosts[a] || hosts[b]) && containment >= i128::from(rules.containment.0);
            if shared > 0 && cosine >= i128::from(rules.cosine.0) && (peers || guest) {
                near[a].push((-shared, -jaccard, a, b));
                near[b].push((-shared, -jaccard, a, b));
            }
        }
    }
    let mut kept = BTreeSet::new();
    for (body, mut found) in near.into_iter().enumerate() {
        found.sort_by_key(|(shared, jaccard, a, b)| (*shared, *jaccard, a + b - body));
        kept.extend(found.into_iter().take(rules.top));
    }
    kept.into_iter().map(|(shared, jaccard, a, b)| (-shared, -jaccard, a, b)).collect()
}

#[test]
fn it_finds_what_comparing_everybody_finds() {
    let strict = Rules { hosts: 20, top: 4, ..Rules::default() };
    let apart: BTreeSet<(u32, u32)> = (0..500).flat_map(|a| [(a, a + 1), (a, a + 7)]).collect();
    let cases = [
        (Rules::default(), 1),
        (strict.clone(), 2),
        (Rules { same_type: false, ..strict.clone() }, 3),
        (Rules { same_region: true, ..strict.clone() }, 4),
        (Rules { same_type: false, same_region: true, cosine: Share(800_000), ..strict.clone() }, 5),
        (Rules { apart, jaccard: Share(500_000), containment: Share(900_000), ..strict }, 6),
    ];
    for (rules, seed) in cases {
        let profiles = random(seed, 500);
        let found: Vec<_> = pairs(&profiles, &rules)
            .into_iter()
            .map(|pair| {
                let Pair { a, b, alike } = pair;
                (i128::from(alike.shared.0), i128::from(alike.jaccard.0), a as usize, b as usize)
            })
            .collect();
        let expected = by_brute_force(&profiles, &rules);
        assert!(expected.len() > 300, "seed {seed} gives only {} pairs", expected.len());
        assert!(found == expected, "seed {seed}: {} found, {} expected", found.len(), expected.len());
        let grouped: Vec<Group> = groups(&profiles, &pairs(&profiles, &rules), &rules);
        assert!(grouped.iter().all(|group| group.members.len() <= rules.members && group.prize.is_positive()));
    }
}

/// What the tool prints as JSON.
fn printed(arguments: &[&str]) -> Value {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(arguments)
        .args(["--format", "json", "--quiet"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn pence(amount: &Value) -> i64 {
    Money::parse(&amount.to_string()).expect("an amount").0
}

#[test]
fn what_two_share_is_what_an_audit_of_the_two_finds_between_them() {
    let county = format!("{}/examples/county", env!("CARGO_MANIFEST_DIR"));
    let report = printed(&["partners", &county, "--any-type"]);
    let pairs = report["partners"].as_array().expect("pairs");
    assert_eq!(report["schema"], "dupaudit.partners/1");
    for pair in pairs {
        let functions = pair["functions"].as_array().expect("functions");
        assert_eq!(functions.iter().map(|one| pence(&one["shared"])).sum::<i64>(), pence(&pair["shared"]));
    }
    // The two districts whose returns are files of their own, so that they can be audited without the others.
    let files = ["dunnockford", "hawsmouth"].map(|name| format!("{county}/districts/{name}.yaml"));
    let two = printed(&["audit", &files[0], &files[1]]);
    let shared = &printed(&["partners", &files[0], &files[1]])["partners"][0]["shared"];
    assert_eq!(pence(shared), pence(&two["totals"]["between"]));
    assert_eq!(*shared, two["partners"][0]["shared"]);
}

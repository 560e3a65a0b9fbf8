//! Which functions could be one standard part that bodies take from a shelf, and who has it today.
//!
//! Six marks between nothing and one, each from the returns; the score is their plain mean. What is not declared counts
//! as nothing: a part whose sameness nobody can show is not standard yet.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::cuts::hash;
use super::measure::{FunctionMeasure, Overlap};
use super::partners::Profile;
use crate::ledger::{Cost, Layer, ReturnFacts};
use crate::mapping::normalise;
use crate::money::{Money, ONE, Share, divide_half_even};
use crate::returns::Kind;
use crate::taxonomy::{FunctionId, Taxonomy};

/// What each mark says, in the order of [`Part::marks`]: its name in every format, and what it is.
pub const MARKS: [(&str, &str); 6] = [
    ("reach", "the share of all organisations that run it"),
    ("cost", "its cost, compared with the costliest function"),
    ("wording", "how similar the names of its processes are (the mean similarity of words, over all pairs)"),
    ("unit", "the share of its organisations with a volume in the function's unit"),
    ("systems", "the share of its system cost on products that two or more organisations use"),
    ("transactions", "the share of its volume at organisations with the most common product"),
];

/// A function that could be a standard part.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Which.
    pub function: FunctionId,
    /// Bodies that provide it.
    pub bodies: usize,
    /// Its administrative and managerial cost.
    pub cost: Money,
    /// Of it: duplicated between bodies.
    pub between: Money,
    /// The six marks: see [`MARKS`].
    pub marks: [Share; 6],
    /// Their mean.
    pub score: Share,
    /// Who spends most on it, as an index into the facts, and how much.
    pub largest: (u32, Money),
    /// The product that most bodies use for it, where at least one does.
    pub product: Option<UsedProduct>,
}

/// A product as it is used for a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedProduct {
    /// What it is told apart by: see [`super::product_keys`].
    pub key: String,
    /// As the first of the bodies writes it.
    pub name: String,
    /// How many bodies use it.
    pub bodies: usize,
    /// What they pay for it on this function.
    pub cost: Money,
}

/// What the bodies declare on one function.
#[derive(Default)]
struct Declared<'a> {
    /// Of each body that has some: the different words of its processes, as hashes.
    words: Vec<Vec<u64>>,
    /// What each body pays for each product, by its key.
    products: BTreeMap<&'a str, BTreeMap<u32, Money>>,
    /// How each product is written.
    names: BTreeMap<&'a str, &'a str>,
}

/// The functions that two or more bodies provide and may share, best first. `keys` are those of
/// [`super::product_keys`].
pub fn standard_parts(
    facts: &[ReturnFacts],
    taxonomy: &Taxonomy,
    overlap: &Overlap,
    profiles: &[Profile<'_>],
    keys: &[Vec<String>],
) -> Vec<Part> {
    let mut providers: BTreeMap<FunctionId, BTreeSet<u32>> = BTreeMap::new();
    for profile in profiles {
        for spent in &profile.spent {
            providers.entry(spent.on.function).or_default().insert(profile.organisation);
        }
    }
    providers.retain(|_, bodies| bodies.len() >= 2);
    let declared = declared(facts, taxonomy, keys, &providers);
    let spending = spending(overlap);
    let of = |measure: &&FunctionMeasure| providers.contains_key(&measure.function);
    let most = overlap.functions.iter().filter(of).map(|measure| measure.cost).max().unwrap_or_default();
    let nothing = Declared::default();
    let mut parts: Vec<Part> = overlap
        .functions
        .par_iter()
        .filter_map(|measure| {
            let bodies = providers.get(&measure.function)?;
            let declared = declared.get(&measure.function).unwrap_or(&nothing);
            let largest = *spending.get(&measure.function)?;
            let used = most_used(declared);
            let marks = [
                part(bodies.len(), facts.len()),
                share(measure.cost.0, most.0),
                wording(&declared.words, bodies.len()),
                part(volumes(measure).filter(|(body, _)| bodies.contains(body)).count(), bodies.len()),
                common_systems(declared),
                transactions(measure, used.map(|(_, users)| users)),
            ];
            let sum: i64 = marks.iter().map(|mark| i64::from(mark.0)).sum();
            Some(Part {
                function: measure.function,
                bodies: bodies.len(),
                cost: measure.cost,
                between: measure.between,
                marks,
                score: share(sum, i64::from(ONE) * 6),
                largest,
                product: used.map(|(key, users)| UsedProduct {
                    key: key.to_owned(),
                    name: declared.names.get(key).copied().unwrap_or(key).to_owned(),
                    bodies: users.len(),
                    cost: users.values().copied().sum(),
                }),
            })
        })
        .collect();
    parts.sort_by_key(|part| (std::cmp::Reverse((part.score, part.cost)), part.function));
    parts
}

fn declared<'a>(
    facts: &'a [ReturnFacts],
    taxonomy: &Taxonomy,
    keys: &'a [Vec<String>],
    providers: &BTreeMap<FunctionId, BTreeSet<u32>>,
) -> BTreeMap<FunctionId, Declared<'a>> {
    let bodies = facts.par_iter().zip(keys).enumerate().map(|(body, (facts, keys))| {
        let body = u32::try_from(body).unwrap_or(u32::MAX);
        let provides = |function: &FunctionId| providers.get(function).is_some_and(|all| all.contains(&body));
        let mut words: BTreeMap<FunctionId, Vec<u64>> = BTreeMap::new();
        for item in facts.items.iter().filter(|item| item.kind == Kind::Process) {
            let claims = item.mapping.claims.iter().filter(|claim| claim.share.0 * 2 >= ONE);
            for function in claims.map(|claim| claim.function).filter(provides) {
                words.entry(function).or_default().extend(normalise(&item.text).split(' ').map(hash));
            }
        }
        for words in words.values_mut() {
            words.sort_unstable();
            words.dedup();
        }
        let in_scope = |cost: &&Cost| cost.pool.layer() == Layer::Systems && cost.category.in_scope();
        let systems = facts
            .costs
            .iter()
            .filter(in_scope)
            .filter(|cost| provides(&cost.function) && taxonomy.get(cost.function).is_leaf);
        let paid = systems.filter_map(|cost| {
            let product = cost.product?.index();
            Some((cost.function, keys[product].as_str(), facts.products[product].name.as_str(), cost.amount))
        });
        (words, paid.collect::<Vec<_>>())
    });
    let mut all: BTreeMap<FunctionId, Declared<'a>> = BTreeMap::new();
    for (body, (words, paid)) in (0_u32..).zip(bodies.collect::<Vec<_>>()) {
        for (function, words) in words {
            all.entry(function).or_default().words.push(words);
        }
        for (function, key, name, amount) in paid {
            let declared = all.entry(function).or_default();
            *declared.products.entry(key).or_default().entry(body).or_default() += amount;
            declared.names.entry(key).or_insert(name);
        }
    }
    all
}

/// Who spends most on each function, and how much: the first of equals.
fn spending(overlap: &Overlap) -> BTreeMap<FunctionId, (u32, Money)> {
    let mut largest: BTreeMap<FunctionId, (u32, Money)> = BTreeMap::new();
    // What a body spends on a function stands together.
    for rows in overlap.attribution.chunk_by(|a, b| (a.function, a.organisation) == (b.function, b.organisation)) {
        let (function, body) = (rows[0].function, rows[0].organisation);
        let cost = rows.iter().map(|row| row.cost).sum();
        let known = largest.entry(function).or_insert((body, cost));
        if cost > known.1 {
            *known = (body, cost);
        }
    }
    largest
}

/// The product that most bodies use: of equals the one they pay most for, then the first.
fn most_used<'d>(declared: &'d Declared<'_>) -> Option<(&'d str, &'d BTreeMap<u32, Money>)> {
    let weight = |users: &BTreeMap<u32, Money>| (users.len(), users.values().copied().sum::<Money>());
    let products = declared.products.iter().map(|(key, users)| (*key, users));
    products.max_by(|a, b| weight(a.1).cmp(&weight(b.1)).then_with(|| b.0.cmp(a.0)))
}

/// Of the cost of systems: on products of two or more bodies.
fn common_systems(declared: &Declared<'_>) -> Share {
    let sum = |least: usize| -> i64 {
        let products = declared.products.values().filter(|users| users.len() >= least);
        products.flat_map(BTreeMap::values).map(|cost| cost.0).sum()
    };
    share(sum(2), sum(1))
}

/// Who counts a function in its own unit, and how much of it.
fn volumes(measure: &FunctionMeasure) -> impl Iterator<Item = (u32, i64)> {
    let counted = measure.unit_costs.iter().filter(|found| !found.stands_in).flat_map(|found| &found.bodies);
    counted.filter_map(|body| body.peer.volume.map(|volume| (body.organisation, volume.0)))
}

/// Of the volume: in bodies that use a product, if two or more do.
fn transactions(measure: &FunctionMeasure, users: Option<&BTreeMap<u32, Money>>) -> Share {
    let Some(users) = users.filter(|users| users.len() >= 2) else { return Share(0) };
    let (mut with, mut all) = (0_i128, 0_i128);
    for (body, volume) in volumes(measure) {
        all += i128::from(volume);
        with += if users.contains_key(&body) { i128::from(volume) } else { 0 };
    }
    if all == 0 { Share(0) } else { ppm(divide_half_even(with * i128::from(ONE), all)) }
}

/// How alike bodies name their processes: the mean cosine of their words over all pairs of bodies, of which those
/// without processes are nothing alike.
///
/// With unit vectors u, the sum over all pairs is that of |Σu|² without its diagonal: no pair need be looked at.
#[allow(clippy::cast_precision_loss)]
fn wording(words: &[Vec<u64>], bodies: usize) -> Share {
    let mut sums: BTreeMap<u64, f64> = BTreeMap::new();
    for words in words {
        let weight = 1.0 / (words.len() as f64).sqrt();
        for word in words {
            *sums.entry(*word).or_default() += weight;
        }
    }
    let pairs = (bodies * (bodies - 1)) as f64;
    let alike = sums.values().map(|sum| sum * sum).sum::<f64>() - words.len() as f64;
    Share::from_f64(alike / pairs)
}

fn part(some: usize, all: usize) -> Share {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    share(number(some), number(all))
}

fn share(part: i64, whole: i64) -> Share {
    if whole == 0 {
        return Share(0);
    }
    ppm(divide_half_even(i128::from(part) * i128::from(ONE), i128::from(whole)))
}

fn ppm(value: i64) -> Share {
    Share(u32::try_from(value).unwrap_or(0).min(ONE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wording_is_the_mean_over_all_pairs() {
        let words =
            |list: &[&str]| -> Vec<Vec<u64>> { list.iter().map(|text| text.split(' ').map(hash).collect()).collect() };
        assert_eq!(wording(&words(&["payroll", "payroll"]), 2), Share::WHOLE);
        assert_eq!(wording(&words(&["payroll", "invoices"]), 2), Share(0));
        // Cosines of 1/√2, 0 and 0; a third of them, and a sixth where a fourth body declares no process.
        assert_eq!(wording(&words(&["payroll", "payroll service", "invoices"]), 3), Share(235_702));
        assert_eq!(wording(&words(&["payroll", "payroll service", "invoices"]), 4), Share(117_851));
    }
}

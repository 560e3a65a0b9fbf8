//! The same product bought many times: who pays for it, and when the contracts end.

use std::collections::BTreeSet;

use foldhash::HashMap;
use jiff::ToSpan;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::ledger::{Layer, ReturnFacts};
use crate::mapping::normalise;
use crate::money::Money;

/// A product that two or more bodies pay for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedProduct {
    /// What it is told apart by: see [`product_keys`].
    pub key: String,
    /// As the body that pays most for it writes it.
    pub name: String,
    /// What all of them pay, whatever function it serves.
    pub cost: Money,
    /// Who pays for it, in the order of the facts.
    pub contracts: Vec<Contract>,
    /// When most of them could buy it together.
    pub window: Option<Window>,
}

/// One body's spending on a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// Whose: an index into the facts.
    pub organisation: u32,
    /// Who sells it to this body.
    pub vendor: Option<String>,
    /// What the body pays a year.
    pub cost: Money,
    /// Of the cost: what serves administrative and managerial functions.
    pub in_scope: Money,
    /// When its contract ends: the last of several.
    pub end: Option<Date>,
}

/// A time in which contracts of several bodies end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The end of the first of these contracts.
    pub from: Date,
    /// The end of the last: from then on all of them can have one contract.
    pub to: Date,
    /// How many bodies' contracts end in it.
    pub bodies: usize,
}

/// The window of twelve months in which the contracts of most bodies end, of equals the earliest. Contracts that end on
/// or before the last day of the period are over, and are in none.
pub fn window(ends: impl IntoIterator<Item = (u32, Date)>, over: Option<Date>) -> Option<Window> {
    let ends = ends.into_iter().filter(|(_, end)| over.is_none_or(|over| *end > over));
    let mut ends: Vec<(Date, u32)> = ends.map(|(body, end)| (end, body)).collect();
    ends.sort_unstable();
    let mut best: Option<Window> = None;
    let mut last = 0;
    for (first, (from, _)) in ends.iter().enumerate() {
        let limit = from.saturating_add(12.months());
        last = last.max(first);
        while ends.get(last + 1).is_some_and(|(end, _)| *end <= limit) {
            last += 1;
        }
        // Ends that fall to one body twice do not make it two.
        let bodies = ends[first..=last].iter().map(|(_, body)| body).collect::<BTreeSet<_>>().len();
        if bodies >= 2 && best.is_none_or(|best| bodies > best.bodies) {
            best = Some(Window { from: *from, to: ends[last].0, bodies });
        }
    }
    best
}

/// The products that two or more bodies pay for, costliest first. `keys` are those of [`product_keys`].
pub fn shared_products(facts: &[ReturnFacts], keys: &[Vec<String>], over: Option<Date>) -> Vec<SharedProduct> {
    let mut by_key: HashMap<&str, Vec<(Contract, &str)>> = HashMap::default();
    for (organisation, (facts, keys)) in (0_u32..).zip(facts.iter().zip(keys)) {
        let bought = facts.costs.iter().filter(|cost| cost.pool.layer() == Layer::Systems && cost.amount.is_positive());
        for (cost, place) in bought.filter_map(|cost| cost.product.map(|product| (cost, product.index()))) {
            let product = &facts.products[place];
            let bodies = by_key.entry(&keys[place]).or_default();
            if bodies.last().is_none_or(|(last, _)| last.organisation != organisation) {
                let contract =
                    Contract { organisation, vendor: None, cost: Money::ZERO, in_scope: Money::ZERO, end: None };
                bodies.push((contract, product.name.as_str()));
            }
            let Some((found, _)) = bodies.last_mut() else { continue };
            found.cost += cost.amount;
            if cost.category.in_scope() {
                found.in_scope += cost.amount;
            }
            found.end = found.end.max(product.contract_end);
            found.vendor = found.vendor.take().or_else(|| product.vendor.clone());
        }
    }
    let many = by_key.into_iter().filter(|(_, bodies)| bodies.len() >= 2);
    let mut products: Vec<SharedProduct> = many
        .map(|(key, bodies)| {
            let largest = bodies.iter().max_by_key(|(contract, name)| (contract.cost, std::cmp::Reverse(*name)));
            let name = largest.map_or(key, |(_, name)| *name).to_owned();
            let contracts: Vec<Contract> = bodies.into_iter().map(|(contract, _)| contract).collect();
            let ends = contracts.iter().filter_map(|contract| contract.end.map(|end| (contract.organisation, end)));
            SharedProduct {
                key: key.to_owned(),
                name,
                cost: contracts.iter().map(|contract| contract.cost).sum(),
                window: window(ends, over),
                contracts,
            }
        })
        .collect();
    products.sort_by(|a, b| b.cost.cmp(&a.cost).then_with(|| a.key.cmp(&b.key)));
    products
}

/// What the products of each body are told apart by between bodies, in the order of [`ReturnFacts::products`]: their
/// labels without version, and without the name of the vendor where some body writes them so. That folds more than
/// [`crate::ledger::product_key`], by which the duplicated cost is measured; it decides no amount.
pub fn product_keys(facts: &[ReturnFacts]) -> Vec<Vec<String>> {
    let labels: Vec<Vec<String>> =
        facts.par_iter().map(|facts| facts.products.iter().map(|product| label(&product.key)).collect()).collect();
    // Of the spellings of one name, the one with the fewest words stands for all.
    let mut spelled: HashMap<String, &str> = HashMap::default();
    for label in labels.iter().flatten() {
        let first = spelled.entry(in_one_word(label)).or_insert(label);
        if spelling(label) < spelling(first) {
            *first = label;
        }
    }
    let key = |label: &str, vendor: Option<&str>| {
        let bare = vendor.and_then(|vendor| without_vendor(label, vendor));
        let known = |label: &str| spelled.get(&in_one_word(label)).copied();
        bare.and_then(known).or_else(|| known(label)).unwrap_or(label).to_owned()
    };
    let keys = |(facts, labels): (&ReturnFacts, &Vec<String>)| {
        facts.products.iter().zip(labels).map(|(product, label)| key(label, product.vendor.as_deref())).collect()
    };
    facts.par_iter().zip(&labels).map(keys).collect()
}

/// What a product is told apart by among those of one vendor, who goes by some names: its label without version and without
/// the vendor's name before it.
pub(super) fn product_of_vendor<'n>(product: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    let label = label(&normalise(product));
    let bare = names.into_iter().filter_map(|name| without_vendor(&label, name)).min_by_key(|bare| bare.len());
    bare.unwrap_or(&label).to_owned()
}

/// The label of a product without its version, and without the word that some write as a sign.
fn label(key: &str) -> String {
    without_version(key).split(' ').filter(|word| *word != "and").collect::<Vec<_>>().join(" ")
}

/// `agresso v7 2` and `agresso version 7` are `agresso`. Bare numbers are part of many names, and stay.
fn without_version(key: &str) -> &str {
    let is_number = |word: &str| word.starts_with(|letter: char| letter.is_ascii_digit());
    let mut start = 0;
    let mut words = key.split(' ').peekable();
    while let Some(word) = words.next() {
        let next_is_number = words.peek().is_some_and(|next| is_number(next));
        let says_so = ["v", "version", "release"].contains(&word) && next_is_number;
        if start > 0 && (says_so || word.strip_prefix('v').is_some_and(is_number)) {
            return &key[..start - 1];
        }
        start += word.len() + 1;
    }
    key
}

/// A label as one word, for those who write `i-trent`, `govService` or `open revenues`. Numbers stay apart.
fn in_one_word(label: &str) -> String {
    let mut joined = String::with_capacity(label.len());
    for word in label.split(' ') {
        let starts_with_number = word.starts_with(|letter: char| letter.is_ascii_digit());
        if starts_with_number && joined.ends_with(|letter: char| letter.is_ascii_digit()) {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    joined
}

/// Orders the spellings of one name: the one with the fewest words first.
fn spelling(label: &str) -> (usize, &str) {
    (label.len(), label)
}

/// What remains of a product's label when the words of its vendor are taken from its front.
fn without_vendor<'k>(key: &'k str, vendor: &str) -> Option<&'k str> {
    let vendor = normalise(vendor);
    let mut rest = key;
    for word in vendor.split(' ') {
        match rest.strip_prefix(word).and_then(|after| after.strip_prefix(' ')) {
            Some(after) => rest = after,
            None => break,
        }
    }
    (rest.len() < key.len()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_version_and_their_vendor() {
        for (name, key) in [
            ("Agresso v7.2", "agresso"),
            ("Agresso Version 7", "agresso"),
            ("Microsoft 365", "microsoft 365"),
            ("V5", "v5"),
            ("Vision 20", "vision 20"),
            ("Revenues and Benefits", "revenues benefits"),
            ("Revenues & Benefits", "revenues benefits"),
        ] {
            assert_eq!(label(&normalise(name)), key);
        }
        for (one, other, same) in
            [("i trent", "itrent", true), ("open revenues", "openrevenues", true), ("vision 1 2", "vision 12", false)]
        {
            assert_eq!(in_one_word(one) == in_one_word(other), same, "{one}, {other}");
        }
        assert_eq!(without_vendor("mhr itrent", "MHR"), Some("itrent"));
        assert_eq!(without_vendor("nec revenues", "NEC Software Solutions"), Some("revenues"));
        assert_eq!(without_vendor("itrent", "MHR"), None);
        assert_eq!(without_vendor("civica", "Civica"), None);
    }

    #[test]
    fn the_window_is_where_most_contracts_end() {
        let day = |text: &str| text.parse::<Date>().expect("a date");
        let ends = |list: &[(u32, &str)]| list.iter().map(|(body, end)| (*body, day(end))).collect::<Vec<_>>();
        let found = window(ends(&[(0, "2026-09-30"), (1, "2029-03-31"), (2, "2029-12-31"), (3, "2030-03-31")]), None);
        assert_eq!(found, Some(Window { from: day("2029-03-31"), to: day("2030-03-31"), bodies: 3 }));
        assert_eq!(window(ends(&[(0, "2027-01-01"), (0, "2027-02-01"), (1, "2028-06-01")]), None), None);
        let over = Some(day("2027-03-31"));
        assert_eq!(window(ends(&[(0, "2027-03-31"), (1, "2027-04-30")]), over), None);
    }
}

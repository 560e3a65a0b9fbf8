//! Two accounts of one payment: what bodies say that they pay a supplier, beside what the supplier says that it charges them.

use std::collections::{BTreeMap, BTreeSet};

use super::products::product_of_vendor;
use crate::ledger::{Purchase, ReturnFacts, Sellers};
use crate::money::Money;
use crate::taxonomy::FunctionId;
use crate::words::words;

/// Two amounts agree if they differ by at most this, or by a hundredth of the larger.
pub(super) const TOLERANCE: Money = Money(100_000);

/// What one body pays one supplier for one function or product, from both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supplied {
    /// Who pays: an index into the bodies.
    pub body: usize,
    /// Who is paid: an index into [`Sellers::all`].
    pub seller: usize,
    /// What for, as the supplier has it; where it says nothing, as the body has it, if that is one function.
    pub function: Option<FunctionId>,
    /// What the body counts it on, in the order of the functions.
    pub counted_on: Vec<FunctionId>,
    /// What the supplier sells it for, in the order of the functions.
    pub sold_for: Vec<FunctionId>,
    /// The product, as the body writes it, else the supplier.
    pub product: Option<String>,
    /// What the body says.
    pub paid: Option<Money>,
    /// What the supplier says.
    pub charged: Option<Money>,
    /// What of the body it is.
    pub purchases: Vec<Purchase>,
    /// What of the supplier it is: indices into its sales.
    pub sales: Vec<usize>,
}

words! {
    /// How two accounts of one payment stand to each other.
    pub enum Account {
        /// Both say the same, within the tolerance.
        Agrees = "agrees",
        /// Both say something else.
        Differs = "differs",
        /// The supplier says nothing of it.
        OnlyBody = "only-body",
        /// The body says nothing of it.
        OnlySupplier = "only-supplier",
    }
}

impl Supplied {
    /// How the two accounts stand to each other: they agree up to the larger of 1,000 and a hundredth of the larger amount.
    pub fn account(&self) -> Account {
        match (self.paid, self.charged) {
            (Some(paid), Some(charged)) => {
                let apart = (paid - charged).0.abs();
                let hundredth = i128::from(apart) * 100 <= i128::from(paid.0.max(charged.0));
                if apart <= TOLERANCE.0 || hundredth { Account::Agrees } else { Account::Differs }
            }
            (_, None) => Account::OnlyBody,
            (None, _) => Account::OnlySupplier,
        }
    }

    /// What the body says beyond what the supplier says; below nothing if it says less.
    pub fn difference(&self) -> Money {
        self.paid.unwrap_or_default() - self.charged.unwrap_or_default()
    }
}

/// What bodies and sellers say of each other, in the order of bodies, sellers, functions and products.
///
/// Of one body and one seller, a product that both name is held against itself: by function if both put it on the same
/// functions, else as one. What is left of a function is held against what is left of it on the other side, whatever the
/// products are called. If then one side has something without a function, all that is left is one.
pub fn supplied(bodies: &[ReturnFacts], sellers: &Sellers<'_>) -> Vec<Supplied> {
    let numbers: BTreeMap<&str, usize> =
        (0..).zip(bodies).map(|(body, facts)| (facts.organisation.id.as_str(), body)).collect();
    let mut pairs: BTreeMap<(usize, usize), Pair> = BTreeMap::new();
    let key = |product: &str, seller: usize| {
        let organisation = &sellers.all()[seller].organisation;
        product_of_vendor(product, organisation.known_as.iter().chain([&organisation.name]).map(String::as_str))
    };
    for (body, facts) in bodies.iter().enumerate() {
        let bought = sellers.purchases(facts);
        let costs = if bought.is_empty() { BTreeMap::new() } else { system_costs(facts) };
        for (seller, purchase) in bought {
            let paid = &mut pairs.entry((body, seller)).or_default().paid;
            match purchase {
                Purchase::System(index) => {
                    let system = &facts.vendors[index];
                    let name = &facts.products[system.product as usize].name;
                    for ((_, function), amount) in costs.range((system.item, None)..(system.item + 1, None)) {
                        paid.add((key(name, seller), *function), Some(name), *amount, purchase);
                    }
                }
                Purchase::Recharge(index) => {
                    let recharge = &facts.recharges[index];
                    paid.add((String::new(), recharge.function), None, recharge.amount, purchase);
                }
            }
        }
    }
    for (seller, facts) in sellers.all().iter().enumerate() {
        for (index, sale) in facts.sales.iter().enumerate().filter(|(_, sale)| sale.to != facts.organisation.id) {
            let Some(body) = numbers.get(sale.to.as_str()) else { continue };
            let product = sale.product.as_deref().filter(|product| !product.trim().is_empty());
            let place = (product.map_or_else(String::new, |product| key(product, seller)), sale.function);
            pairs.entry((*body, seller)).or_default().charged.add(place, product, sale.amount, index);
        }
    }
    pairs.into_iter().flat_map(|((body, seller), pair)| pair.hold(body, seller)).collect()
}

/// A product and a function; no product is the empty key.
type Place = (String, Option<FunctionId>);

/// What one side says of a pair.
#[derive(Debug)]
struct Side<T> {
    lines: BTreeMap<Place, Line<T>>,
}

#[derive(Debug)]
struct Line<T> {
    name: Option<String>,
    amount: Money,
    of: BTreeSet<T>,
}

impl<T> Default for Side<T> {
    fn default() -> Self {
        Self { lines: BTreeMap::new() }
    }
}

impl<T: Ord> Side<T> {
    fn add(&mut self, place: Place, name: Option<&str>, amount: Money, of: T) {
        let line =
            self.lines.entry(place).or_insert_with(|| Line { name: None, amount: Money::ZERO, of: BTreeSet::new() });
        // Of several spellings, the first in their order, whatever the order of the file.
        if let Some(name) = name.filter(|name| line.name.as_deref().is_none_or(|known| *name < known)) {
            line.name = Some(name.to_owned());
        }
        line.amount += amount;
        line.of.insert(of);
    }

    fn products(&self) -> BTreeSet<String> {
        self.lines.keys().map(|(key, _)| key).filter(|key| !key.is_empty()).cloned().collect()
    }

    fn functions(&self, product: &str) -> BTreeSet<Option<FunctionId>> {
        self.lines.keys().filter(|(key, _)| key == product).map(|(_, function)| *function).collect()
    }

    /// Takes lines out.
    fn take(&mut self, wanted: &dyn Fn(&Place) -> bool) -> BTreeMap<Place, Line<T>> {
        let (taken, left) = std::mem::take(&mut self.lines).into_iter().partition(|(place, _)| wanted(place));
        self.lines = left;
        taken
    }

    fn on(&self, function: Option<FunctionId>) -> bool {
        self.lines.keys().any(|(_, on)| *on == function)
    }
}

/// What a body and a seller say of each other.
#[derive(Debug, Default)]
struct Pair {
    paid: Side<Purchase>,
    charged: Side<usize>,
}

impl Pair {
    fn hold(mut self, body: usize, seller: usize) -> Vec<Supplied> {
        let mut rows = Vec::new();
        let mut one = |pair: &mut Self, wanted: &dyn Fn(&Place) -> bool| {
            rows.extend(row(body, seller, &pair.paid.take(wanted), &pair.charged.take(wanted)));
        };
        let (ours, theirs) = (self.paid.products(), self.charged.products());
        for product in ours.intersection(&theirs) {
            let functions = self.paid.functions(product);
            if functions == self.charged.functions(product) {
                for function in functions {
                    one(&mut self, &|(key, on)| key == product && *on == function);
                }
            } else {
                one(&mut self, &|(key, _)| key == product);
            }
        }
        let left = |pair: &Self| -> BTreeSet<Option<FunctionId>> {
            pair.paid.lines.keys().chain(pair.charged.lines.keys()).map(|(_, function)| *function).collect()
        };
        for function in left(&self) {
            if function.is_some() && self.paid.on(function) && self.charged.on(function) {
                one(&mut self, &|(_, on)| *on == function);
            }
        }
        if self.paid.on(None) || self.charged.on(None) {
            one(&mut self, &|_| true);
        }
        for function in left(&self) {
            one(&mut self, &|(_, on)| *on == function);
        }
        rows.sort_by(|a, b| (a.function, &a.product).cmp(&(b.function, &b.product)));
        rows
    }
}

/// What both sides say, as one row.
fn row(
    body: usize,
    seller: usize,
    paid: &BTreeMap<Place, Line<Purchase>>,
    charged: &BTreeMap<Place, Line<usize>>,
) -> Option<Supplied> {
    if paid.is_empty() && charged.is_empty() {
        return None;
    }
    let only = |functions: &[FunctionId]| functions.first().copied().filter(|_| functions.len() == 1);
    let (counted_on, sold_for) = (functions(paid), functions(charged));
    Some(Supplied {
        body,
        seller,
        function: only(if sold_for.is_empty() { &counted_on } else { &sold_for }),
        counted_on,
        sold_for,
        product: names(paid).or_else(|| names(charged)),
        paid: sum(paid),
        charged: sum(charged),
        purchases: of(paid),
        sales: of(charged),
    })
}

fn functions<T>(lines: &BTreeMap<Place, Line<T>>) -> Vec<FunctionId> {
    lines.keys().filter_map(|(_, function)| *function).collect::<BTreeSet<_>>().into_iter().collect()
}

fn names<T>(lines: &BTreeMap<Place, Line<T>>) -> Option<String> {
    let names: BTreeSet<&str> = lines.values().filter_map(|line| line.name.as_deref()).collect();
    (!names.is_empty()).then(|| names.into_iter().collect::<Vec<_>>().join(", "))
}

fn sum<T>(lines: &BTreeMap<Place, Line<T>>) -> Option<Money> {
    (!lines.is_empty()).then(|| lines.values().map(|line| line.amount).sum())
}

fn of<T: Ord + Copy>(lines: &BTreeMap<Place, Line<T>>) -> Vec<T> {
    lines.values().flat_map(|line| line.of.iter().copied()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// What the systems of a body cost, by item and function. A system that costs nothing is not in it.
fn system_costs(facts: &ReturnFacts) -> BTreeMap<(u32, Option<FunctionId>), Money> {
    let wanted: BTreeSet<u32> = facts.vendors.iter().map(|vendor| vendor.item).collect();
    let mut costs = BTreeMap::new();
    let placed = facts.costs.iter().map(|cost| (cost.item, Some(cost.function), cost.amount));
    let loose = facts.loose.iter().map(|loose| (loose.item, None, loose.amount));
    for (item, function, amount) in placed.chain(loose).filter(|(item, ..)| wanted.contains(item)) {
        *costs.entry((item, function)).or_default() += amount;
    }
    costs
}

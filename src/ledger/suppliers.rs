//! Who sells to whom: what bodies pay is tied to the returns of those who say that they sell.
//!
//! A supplier is no provider among public bodies. What a body pays it stays at the body, in the bucket where the body has it,
//! and in the total of all; the supplier's own cost is in no sum. So each pound is counted once: where the public pays it.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::facts::{OrganisationFact, ReturnFacts};
use super::product::vendor_key;
use crate::returns::{Input, read_documents};
use crate::source::{Places, Position, Route};

/// Those who sell, by what they are called.
pub struct Sellers<'a> {
    /// In the order in which they were given.
    all: Vec<&'a ReturnFacts>,
    ids: BTreeMap<&'a str, usize>,
    names: BTreeMap<String, usize>,
}

/// Something that a body pays a seller for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purchase {
    /// A system: an index into [`ReturnFacts::vendors`].
    System(usize),
    /// A recharge: an index into [`ReturnFacts::recharges`].
    Recharge(usize),
}

impl<'a> Sellers<'a> {
    /// Suppliers, and other bodies that declare sales. Of two that go by one name the id counts most, then the name, then
    /// what else they are known as; of equals the first.
    pub fn of(facts: impl IntoIterator<Item = &'a ReturnFacts>) -> Self {
        let sells = |facts: &&ReturnFacts| facts.organisation.is_supplier() || !facts.sales.is_empty();
        let all: Vec<&ReturnFacts> = facts.into_iter().filter(sells).collect();
        let numbered = || (0..).zip(&all).map(|(seller, facts)| (seller, &facts.organisation));
        let mut names = BTreeMap::new();
        let called: [fn(&OrganisationFact) -> Vec<&String>; 3] =
            [|one| vec![&one.id], |one| vec![&one.name], |one| one.known_as.iter().collect()];
        for called in called {
            for (seller, organisation) in numbered() {
                for name in called(organisation).into_iter().map(|name| vendor_key(name)).filter(|key| !key.is_empty())
                {
                    names.entry(name).or_insert(seller);
                }
            }
        }
        let ids = (0..).zip(&all).map(|(seller, facts)| (facts.organisation.id.as_str(), seller)).collect();
        Self { all, ids, names }
    }

    /// Whether nobody sells.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// They, in the order in which they were given.
    pub fn all(&self) -> &[&'a ReturnFacts] {
        &self.all
    }

    /// What a body pays to whom: to each seller, an index into [`Self::all`]. Nobody buys of itself.
    pub fn purchases(&self, body: &ReturnFacts) -> Vec<(usize, Purchase)> {
        let systems = body
            .vendors
            .iter()
            .enumerate()
            .map(|(index, system)| (self.names.get(&vendor_key(&system.vendor)), Purchase::System(index)));
        let recharges = body.recharges.iter().enumerate();
        let recharges = recharges.map(|(index, to)| (self.ids.get(to.to.as_str()), Purchase::Recharge(index)));
        let other = |seller: usize| self.all[seller].organisation.id != body.organisation.id;
        let found = systems.chain(recharges).filter_map(|(seller, purchase)| Some((*seller?, purchase)));
        found.filter(|(seller, _)| other(*seller)).collect()
    }
}

/// Gives purchases their places, where somebody in the audit sells: the files of those who buy are read again.
pub(super) fn place_purchases(facts: &mut [ReturnFacts], inputs: &[Input]) {
    let sellers = Sellers::of(&*facts);
    if sellers.is_empty() {
        return;
    }
    // By file and line of the return, so that each file is read once however many returns it holds.
    let mut buyers: BTreeMap<&str, BTreeMap<u32, (usize, Vec<Purchase>)>> = BTreeMap::new();
    for (body, facts) in facts.iter().enumerate() {
        let bought: Vec<Purchase> = sellers.purchases(facts).into_iter().map(|(_, purchase)| purchase).collect();
        if !bought.is_empty() {
            buyers.entry(&facts.path).or_default().insert(facts.line, (body, bought));
        }
    }
    let files = inputs.par_iter().filter(|input| input.path.is_some());
    let files = files.filter_map(|input| Some((input, buyers.get(&*input.name)?)));
    let placed: Vec<(usize, Purchase, Position)> = files
        .flat_map_iter(|(input, buyers)| {
            let documents = read_documents(input).flatten();
            documents.filter_map(|document| {
                let (body, bought) = buyers.get(&document.first_line)?;
                let routes: Vec<Route> = bought.iter().map(|purchase| purchase.route(&facts[*body])).collect();
                let found = Places::of(&document).find_all(&routes.iter().collect::<Vec<_>>());
                let placed = bought.iter().zip(found).map(|(purchase, found)| (*body, *purchase, found.span.start));
                Some(placed.collect::<Vec<_>>())
            })
        })
        .flatten_iter()
        .collect();
    for (body, purchase, position) in placed {
        match purchase {
            Purchase::System(index) => facts[body].vendors[index].position = position,
            Purchase::Recharge(index) => facts[body].recharges[index].position = position,
        }
    }
}

impl Purchase {
    /// The way to it in the return.
    pub fn route(self, facts: &ReturnFacts) -> Route {
        match self {
            Self::System(index) => {
                let item = &facts.items[facts.vendors[index].item as usize];
                Route::item(item.kind.list(), item.index as usize)
            }
            Self::Recharge(index) => Route::item("recharges", index),
        }
    }
}

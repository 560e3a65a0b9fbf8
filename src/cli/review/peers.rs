//! What other bodies of the audit make of the same label: a mapping that is sure and alone is worth a look.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::{ItemFact, Pool, ReturnFacts};
use crate::mapping::{is_vague_text, normalise};
use crate::money::plural;
use crate::returns::Kind;
use crate::taxonomy::{FunctionId, Taxonomy};

/// By kind and label: the functions that it has, and in which bodies.
pub(super) struct Peers<'f>(BTreeMap<(Kind, String), BTreeMap<FunctionId, BTreeSet<&'f str>>>);

/// The function that most of the others give a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Elsewhere {
    pub(super) function: FunctionId,
    bodies: usize,
}

impl<'f> Peers<'f> {
    /// Of everything that was mapped to a function, by whomever.
    pub(super) fn of(facts: &'f [ReturnFacts]) -> Self {
        let mut labels = BTreeMap::new();
        for facts in facts {
            for (item, label) in facts.items.iter().zip(labels_of(facts)) {
                if let Some((label, claim)) = label.zip(item.mapping.largest()).filter(|_| item.leaf) {
                    let functions: &mut BTreeMap<_, BTreeSet<&str>> = labels.entry((item.kind, label)).or_default();
                    functions.entry(claim.function).or_default().insert(&facts.organisation.id);
                }
            }
        }
        // One function is no difference.
        labels.retain(|_, functions| functions.len() > 1);
        Self(labels)
    }

    /// By item of a return: what others make of its label, where as many of them agree on that as on what it has here.
    pub(super) fn differing(&self, facts: &ReturnFacts) -> Vec<Option<Elsewhere>> {
        let body = facts.organisation.id.as_str();
        let of = |(item, label): (&ItemFact, Option<String>)| {
            let here = item.mapping.largest()?.function;
            let functions = self.0.get(&(item.kind, label?))?;
            let others = |bodies: &BTreeSet<&str>| bodies.len() - usize::from(bodies.contains(body));
            let agree = 1 + functions.get(&here).map_or(0, others);
            let elsewhere = functions.iter().filter(|(function, _)| **function != here);
            // Of equals the first.
            let (function, bodies) =
                elsewhere.map(|(function, bodies)| (*function, others(bodies))).rev().max_by_key(|found| found.1)?;
            (bodies >= agree).then_some(Elsewhere { function, bodies })
        };
        facts.items.iter().zip(labels_of(facts)).map(of).collect()
    }
}

impl Elsewhere {
    /// As a part of a sentence.
    pub(super) fn say(self, taxonomy: &Taxonomy) -> String {
        format!("{} in {} other {}", taxonomy.get(self.function).code, self.bodies, plural(self.bodies, "organisation"))
    }
}

/// What each item is known by in every body: a system by its product, others by their text. None where that says nothing of
/// the work.
fn labels_of(facts: &ReturnFacts) -> Vec<Option<String>> {
    let mut products: Vec<Option<&str>> = vec![None; facts.items.len()];
    for cost in facts.costs.iter().filter(|cost| cost.pool == Pool::Systems) {
        products[cost.item as usize] =
            cost.product.map(|product| facts.products[product.number() as usize].key.as_str());
    }
    let label = |(item, product): (&ItemFact, Option<&str>)| match product {
        Some(product) => Some(product.to_owned()),
        None => Some(normalise(&item.text)).filter(|label| !label.is_empty() && !is_vague_text(&item.text)),
    };
    facts.items.iter().zip(products).map(label).collect()
}

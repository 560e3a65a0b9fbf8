//! What is declared more than once: processes, roles and systems of one function. Counts beside the money, never added
//! to it.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use rayon::prelude::*;

use crate::ledger::{Layer, ProductId, ReturnFacts};
use crate::mapping::normalise;
use crate::returns::Kind;
use crate::taxonomy::{FunctionId, Taxonomy};

/// The counts of one function. Processes and roles count where at least half of their weight is on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cuts {
    /// Processes.
    pub processes: usize,
    /// Of them, different ones: those of one unit with one label are one.
    pub variants: usize,
    /// Bodies with two or more variants.
    pub variants_within: usize,
    /// Roles.
    pub roles: usize,
    /// Different labels of roles.
    pub families: usize,
    /// Families in two or more units of one body.
    pub families_within: usize,
    /// Families in two or more bodies.
    pub families_between: usize,
    /// Different products that are paid for.
    pub products: usize,
    /// Products times the bodies that pay for them.
    pub contracts: usize,
    /// Products that two or more bodies pay for.
    pub products_between: usize,
}

/// An item on a function: what it is called, whose it is, and where it sits.
///
/// Labels are told apart by a hash of 64 bits. Over millions of labels two fall together once in millions of audits.
type Entry = (FunctionId, Kind, u64, u32, u32);

/// The counts of every function, in the order of the taxonomy.
pub(super) fn cuts(facts: &[ReturnFacts], taxonomy: &Taxonomy) -> Vec<Cuts> {
    let mut entries: Vec<Entry> = (0_u32..)
        .zip(facts)
        .collect::<Vec<_>>()
        .into_par_iter()
        .flat_map_iter(|(id, facts)| entries(id, facts))
        .collect();
    entries.par_sort_unstable();
    let mut cuts = vec![Cuts::default(); taxonomy.len()];
    for of_kind in entries.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let cut = &mut cuts[of_kind[0].0.index()];
        let labels: Vec<&[Entry]> = of_kind.chunk_by(|a, b| a.2 == b.2).collect();
        let between = labels.iter().filter(|label| bodies(label) >= 2).count();
        match of_kind[0].1 {
            Kind::Process => {
                cut.processes = of_kind.len();
                let mut variants: Vec<(u32, u32, u64)> = of_kind.iter().map(|one| (one.3, one.4, one.2)).collect();
                variants.sort_unstable();
                variants.dedup();
                cut.variants = variants.len();
                cut.variants_within = variants.chunk_by(|a, b| a.0 == b.0).filter(|of_body| of_body.len() >= 2).count();
            }
            Kind::Role => {
                cut.roles = of_kind.len();
                cut.families = labels.len();
                cut.families_between = between;
                let twice =
                    |label: &[Entry]| label.chunk_by(|a, b| a.3 == b.3).any(|body| body[0].4 != body[body.len() - 1].4);
                cut.families_within = labels.iter().filter(|label| twice(label)).count();
            }
            Kind::System => {
                cut.products = labels.len();
                cut.contracts = labels.iter().map(|label| bodies(label)).sum();
                cut.products_between = between;
            }
        }
    }
    cuts
}

/// How many bodies have a label; its entries are in their order.
fn bodies(label: &[Entry]) -> usize {
    label.chunk_by(|a, b| a.3 == b.3).count()
}

/// The processes and roles of a return, and the products it pays for.
fn entries(organisation: u32, facts: &ReturnFacts) -> Vec<Entry> {
    let mut entries = Vec::new();
    for item in facts.items.iter().filter(|item| item.kind != Kind::System) {
        for claim in item.mapping.claims.iter().filter(|claim| claim.share.0 * 2 >= crate::money::ONE) {
            entries.push((claim.function, item.kind, hash(&normalise(&item.text)), organisation, item.unit));
        }
    }
    let systems = facts.costs.iter().filter(|cost| cost.pool.layer() == Layer::Systems && cost.category.in_scope());
    let paid: BTreeSet<(FunctionId, ProductId)> =
        systems.filter_map(|cost| cost.product.map(|product| (cost.function, product))).collect();
    let products = paid.into_iter().map(|(function, product)| {
        (function, Kind::System, hash(&facts.products[product.index()].key), organisation, 0)
    });
    entries.extend(products);
    entries
}

/// What labels and words are told apart by.
pub(super) fn hash(label: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    label.hash(&mut hasher);
    hasher.finish()
}

//! Every figure walked back to lines of returns: where the pounds of one item went, and who provides one function.

mod function;
mod item;

pub use function::{Below, FunctionExplained, OutOfScope, ProviderLine};
pub use item::{Claimed, ItemExplained, Line};

use crate::ledger::ReturnFacts;
use crate::money::Money;
use crate::overlap::{Basis, Left, Overlap};
use crate::taxonomy::{FunctionId, Taxonomy};

/// What an explanation is made of.
pub struct Explaining<'a> {
    /// In the order of the organisations' ids.
    pub facts: &'a [ReturnFacts],
    /// The list of functions.
    pub taxonomy: &'a Taxonomy,
    /// What was measured.
    pub overlap: &'a Overlap,
    /// On which basis.
    pub basis: Basis,
    /// Below this a provider was not counted.
    pub floor: Money,
    /// The currency of every amount.
    pub currency: &'a str,
}

/// Why pounds of a body left the comparison on a function.
fn reasons(left: &Left, function: FunctionId) -> String {
    let excluded = left.functions.get(&function).copied().unwrap_or_default();
    let reasons = excluded.reasons();
    let named: Vec<&str> = reasons.iter().filter(|(amount, _)| amount.is_positive()).map(|(_, name)| *name).collect();
    named.join(", ")
}

//! An amount over the functions of a mapping.

use smallvec::{SmallVec, smallvec};

use super::facts::Why;
use crate::mapping::{Claim, Mapping};
use crate::money::{Money, Share, share_out, share_out_by_parts};
use crate::taxonomy::{Category, FunctionId, Taxonomy};

/// An amount over the functions of a mapping.
pub(super) struct Split {
    pub(super) placed: SmallVec<[(FunctionId, Share, Category, Money); 1]>,
    pub(super) loose: Vec<(Why, Money)>,
}

/// Leaves take their shares; the rest belongs to groups, to functions without a category, or to nothing.
pub(super) fn split(mapping: &Mapping, taxonomy: &Taxonomy, amount: Money) -> Split {
    let whole = |claim: &Claim| {
        let function = taxonomy.get(claim.function);
        function.category.filter(|_| function.is_leaf)
    };
    // Mostly all of it is on one leaf.
    if let [claim] = &mapping.claims[..]
        && claim.share == Share::WHOLE
        && amount.is_positive()
        && let Some(category) = whole(claim)
    {
        return Split { placed: smallvec![(claim.function, claim.confidence, category, amount)], loose: Vec::new() };
    }
    let (leaves, others): (Vec<&Claim>, Vec<&Claim>) = mapping.claims.iter().partition(|claim| whole(claim).is_some());
    let shares: Vec<Share> = leaves.iter().map(|claim| claim.share).collect();
    let (rest, parts) = share_out_by_parts(amount, &shares);
    let placed = leaves
        .iter()
        .zip(parts)
        .filter_map(|(claim, part)| whole(claim).map(|category| (claim.function, claim.confidence, category, part)))
        .filter(|(_, _, _, part)| part.is_positive())
        .collect();
    let given: i64 = leaves.iter().map(|claim| i64::from(claim.share.0)).sum();
    let known: i64 = others.iter().map(|claim| i64::from(claim.share.0)).sum();
    let reason = |claim: &Claim| {
        if taxonomy.get(claim.function).is_leaf { Why::NoCategory(claim.function) } else { Why::Group(claim.function) }
    };
    let weights: Vec<i64> = std::iter::once(i64::from(Share::WHOLE.0) - given - known)
        .chain(others.iter().map(|claim| i64::from(claim.share.0)))
        .collect();
    let reasons = std::iter::once(Why::NoFunction).chain(others.iter().map(|claim| reason(claim)));
    let loose = reasons.zip(share_out(rest, &weights)).filter(|(_, part)| part.is_positive()).collect();
    Split { placed, loose }
}

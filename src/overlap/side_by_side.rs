//! Which units or products of one organisation do the same side by side, so that somebody can go and talk to them.

use super::function::{Parts, compared};
use crate::ledger::Layer;
use crate::money::{Fte, MilliFte, Money, share_out};
use crate::taxonomy::FunctionId;

/// A provider of a function that has others of its own organisation and layer beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideBySide {
    /// Which organisation: an index into the facts.
    pub organisation: u32,
    /// Which function.
    pub function: FunctionId,
    /// Staff or systems.
    pub layer: Layer,
    /// The unit or product: an index into those of the organisation.
    pub provider: u32,
    /// What it spends.
    pub cost: Money,
    /// The staff that come with it.
    pub fte: MilliFte,
    /// Its part of what counts as duplicated of the organisation, by what it puts into the comparison.
    pub duplicated: Money,
    /// Of the duplicated: what the organisation repeats within itself.
    pub within: Money,
}

/// Cuts what is counted of an organisation by its providers, the costliest first. One alone has nobody beside it.
pub(super) fn side_by_side(
    (organisation, function, layer): (u32, FunctionId, Layer),
    kept: &[(u32, &Parts)],
    attributed: Money,
    within: Money,
) -> Vec<SideBySide> {
    if kept.len() < 2 || !within.is_positive() {
        return Vec::new();
    }
    let weights: Vec<i64> = kept.iter().map(|(_, parts)| compared(parts).0).collect();
    let amounts = share_out(attributed, &weights).into_iter().zip(share_out(within, &weights));
    let mut rows: Vec<SideBySide> = (kept.iter().zip(amounts))
        .map(|((provider, parts), (duplicated, within))| SideBySide {
            organisation,
            function,
            layer,
            provider: *provider,
            cost: parts.values().map(|part| part.cost).sum(),
            fte: MilliFte(parts.values().map(|part| part.fte).sum::<Fte>().milli()),
            duplicated,
            within,
        })
        .collect();
    rows.sort_by(|a, b| b.cost.cmp(&a.cost).then_with(|| a.provider.cmp(&b.provider)));
    rows
}

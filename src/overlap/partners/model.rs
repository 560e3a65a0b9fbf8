//! How partners could share (docs/model.md sections 5 and 6).

use std::collections::BTreeSet;

use super::profile::Profile;
use super::search::Pair;
use crate::money::Money;
use crate::overlap::FunctionMeasure;
use crate::taxonomy::FunctionId;
use crate::words::words;

/// From this many providers with volumes on, a function may carry a platform.
pub const PLATFORM: usize = 20;

words! {
    /// How bodies could share.
    pub enum Model {
        /// Bodies of a size run it together.
        Joint = "joint",
        /// The larger runs it for the smaller.
        Unitary = "unitary",
        /// Most of it is work that enough bodies do, and count, for one service to all of them.
        Platform = "platform",
    }
}

impl Model {
    /// The model that fits a pair: a platform where more than half of what they share could be on one, else a joint
    /// service of two of a size, else the larger as host.
    pub fn of(pair: &Pair, profiles: &[Profile<'_>], platforms: &BTreeSet<FunctionId>) -> Self {
        let of_platforms = pair.common(profiles).filter(|(on, _)| platforms.contains(&on.function));
        let on_platforms: Money = of_platforms.map(|(_, shared)| shared).sum();
        if on_platforms.0 * 2 > pair.alike.shared.0 {
            Self::Platform
        } else if pair.alike.balance.0 >= 500_000 {
            Self::Joint
        } else {
            Self::Unitary
        }
    }

    /// Who runs it, where it is one of the bodies: the largest.
    pub fn host(self, largest: u32) -> Option<u32> {
        (self == Self::Unitary).then_some(largest)
    }
}

/// The transactional functions on which enough bodies declare a volume in its own unit.
pub fn platforms(functions: &[FunctionMeasure]) -> BTreeSet<FunctionId> {
    let counted = |measure: &&FunctionMeasure| {
        measure.unit_costs.as_ref().is_some_and(|found| !found.stands_in && found.bodies.len() >= PLATFORM)
    };
    functions.iter().filter(counted).map(|measure| measure.function).collect()
}

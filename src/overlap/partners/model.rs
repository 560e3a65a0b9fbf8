//! How partners could share (MODEL.md sections 5 and 6).

use std::collections::BTreeSet;

use super::profile::Profile;
use super::search::Pair;
use crate::money::Money;
use crate::overlap::FunctionMeasure;
use crate::taxonomy::FunctionId;

/// From this many providers with volumes on, a function may carry a platform.
pub const PLATFORM: usize = 20;

/// How bodies could share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// Bodies of a size run it together.
    Joint,
    /// The larger runs it for the smaller.
    Unitary {
        /// The larger: an index into the profiles.
        host: u32,
    },
    /// Most of it is work that enough bodies do, and count, for one service to all of them.
    Platform,
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
        } else if pair.alike.totals[1] > pair.alike.totals[0] {
            Self::Unitary { host: pair.b }
        } else {
            Self::Unitary { host: pair.a }
        }
    }

    /// The word for it in every format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Joint => "joint",
            Self::Unitary { .. } => "unitary",
            Self::Platform => "platform",
        }
    }

    /// Who runs it, where it is one of the bodies: an index into the profiles.
    pub fn host(self) -> Option<u32> {
        match self {
            Self::Unitary { host } => Some(host),
            Self::Joint | Self::Platform => None,
        }
    }
}

/// The transactional functions on which enough bodies declare a volume in its own unit.
pub fn platforms(functions: &[FunctionMeasure]) -> BTreeSet<FunctionId> {
    let counted = |measure: &&FunctionMeasure| {
        measure.unit_costs.as_ref().is_some_and(|found| !found.stands_in && found.bodies.len() >= PLATFORM)
    };
    functions.iter().filter(counted).map(|measure| measure.function).collect()
}

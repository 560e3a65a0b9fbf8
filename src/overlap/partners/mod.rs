//! Who could share with whom (docs/model.md section 6): profiles of what each body could still share, an exact search for the
//! bodies with similar aims, and groups of them.

mod alike;
mod block;
mod groups;
mod model;
mod profile;
mod search;

pub use alike::Alike;
pub use groups::{Group, groups};
pub use model::{Model, PLATFORM, platforms};
pub use profile::{Dimension, Profile, Spent, profiles};
pub use search::{Pair, nearest, pairs};

use std::collections::BTreeSet;

use crate::money::Share;

/// Who may be paired, and from which likeness on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// The least cosine of a pair: similar aims, whatever the size.
    pub cosine: Share,
    /// From this part on of what either spends, what both spend makes peers.
    pub jaccard: Share,
    /// From this part on of what the smaller spends, what both spend makes a guest and a host.
    pub containment: Share,
    /// The most partners that are kept of each body.
    pub top: usize,
    /// How many of the largest bodies that may meet one another are hosts. Guests are looked for among those they would
    /// join, and nobody joins a small one.
    pub hosts: usize,
    /// The most members of a group.
    pub members: usize,
    /// Whether both must be of one family, which is the type where no family is declared.
    pub same_type: bool,
    /// Whether both must be of one region.
    pub same_region: bool,
    /// Pairs of organisations that must not be put together, the smaller index first.
    pub apart: BTreeSet<(u32, u32)>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            cosine: Share(700_000),
            jaccard: Share(300_000),
            containment: Share(600_000),
            top: 10,
            hosts: 200,
            members: 5,
            same_type: true,
            same_region: false,
            apart: BTreeSet::new(),
        }
    }
}

impl Rules {
    /// Whether nothing keeps two organisations apart.
    pub fn allow(&self, a: u32, b: u32) -> bool {
        !self.apart.contains(&(a.min(b), a.max(b)))
    }
}

//! The exact search: of every body the partners with whom it could share most, without comparing everybody with
//! everybody.
//!
//! Two bodies are partners if their aims are similar (cosine) and they are either peers (Jaccard) or guest and host
//! (containment, and one of the two is among the largest that may meet). Peers are of a size, so that in the order of
//! size they stand near each other. What floats leave open is decided in whole pence.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::Rules;
use super::alike::{Alike, common};
use super::block::{Block, Kin};
use super::profile::{Dimension, Profile};
use crate::money::{Money, Share};
use crate::taxonomy::{FunctionId, Scope};

/// Two partners, as indices into the profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The first of the two.
    pub a: u32,
    /// The second.
    pub b: u32,
    /// What they have in common.
    pub alike: Alike,
}

impl Pair {
    /// The body that could share more: of equals the first.
    pub fn larger(&self) -> u32 {
        if self.alike.totals[1] > self.alike.totals[0] { self.b } else { self.a }
    }

    /// What both spend on each dimension that they may share, in the order of the dimensions.
    pub fn common(&self, profiles: &[Profile<'_>]) -> impl Iterator<Item = (Dimension, Money)> {
        let (a, b) = (&profiles[self.a as usize], &profiles[self.b as usize]);
        common(a, b).into_iter().map(|(on, one, other)| (on, one.min(other)))
    }

    /// The order of pairs: most in common first.
    pub(super) fn order(&self) -> (Reverse<(Money, Share)>, u32, u32) {
        (Reverse((self.alike.shared, self.alike.jaccard)), self.a, self.b)
    }
}

/// Every pair that is among the best of either body, most in common first. The profiles are in the order of the
/// organisations' ids, which decides ties.
pub fn pairs(profiles: &[Profile<'_>], rules: &Rules) -> Vec<Pair> {
    let hosts = hosts(profiles, rules);
    let mut best: Vec<Vec<Pair>> = vec![Vec::new(); profiles.len()];
    for kin in kins(profiles, rules) {
        for members in together(profiles, kin).into_values() {
            let block = Block::new(profiles, &hosts, members, kin);
            for (body, found) in block.search(rules) {
                best[body as usize].extend(found);
            }
        }
    }
    for pair in already_together(profiles, rules, &hosts) {
        best[pair.a as usize].push(pair);
        best[pair.b as usize].push(pair);
    }
    let mut all: Vec<Pair> = best
        .into_par_iter()
        .flat_map_iter(|mut found| {
            // Seen from either side, the one body is the same in all of them: their order is that of the other.
            found.sort_by_key(Pair::order);
            found.truncate(rules.top);
            found
        })
        .collect();
    all.par_sort_unstable_by_key(Pair::order);
    all.dedup_by_key(|pair| (pair.a, pair.b));
    all
}

/// The bodies with which one has most in common, however little they are alike: for a body without partners.
pub fn nearest(profiles: &[Profile<'_>], rules: &Rules, body: u32, most: usize) -> Vec<Pair> {
    let one = &profiles[body as usize];
    let mut found: Vec<Pair> = (0_u32..)
        .zip(profiles)
        .filter(|(number, other)| *number != body && may_meet(one, other, rules))
        .map(|(number, _)| {
            let (a, b) = (body.min(number), body.max(number));
            Pair { a, b, alike: Alike::of(&profiles[a as usize], &profiles[b as usize]) }
        })
        .filter(|pair| pair.alike.shared.is_positive())
        .collect();
    found.sort_by_key(Pair::order);
    found.truncate(most);
    found
}

/// Partners that already run something together: what else they could share decides.
fn already_together(profiles: &[Profile<'_>], rules: &Rules, hosts: &[bool]) -> Vec<Pair> {
    let mut joint: BTreeMap<(FunctionId, u32), Vec<u32>> = BTreeMap::new();
    for (number, profile) in (0_u32..).zip(profiles) {
        profile.together.iter().for_each(|(function, lead)| joint.entry((*function, *lead)).or_default().push(number));
    }
    let pairs = joint.values().flat_map(|members| {
        members.iter().enumerate().flat_map(|(place, a)| members[place + 1..].iter().map(|b| (*a, *b)))
    });
    let pairs: BTreeSet<(u32, u32)> = pairs.collect();
    let pair = |(a, b): (u32, u32)| {
        let (one, other) = (&profiles[a as usize], &profiles[b as usize]);
        let pair = Pair { a, b, alike: Alike::of(one, other) };
        let partners = are_partners(&pair.alike, rules, hosts[a as usize] || hosts[b as usize]);
        (partners && may_meet(one, other, rules)).then_some(pair)
    };
    pairs.into_iter().filter_map(pair).collect()
}

/// Whether the rules let two bodies be put together.
fn may_meet(one: &Profile<'_>, other: &Profile<'_>, rules: &Rules) -> bool {
    let meeting = one.meets(other);
    (meeting.family || !rules.same_type)
        && (meeting.region || !rules.same_region)
        && rules.allow(one.organisation, other.organisation)
}

/// Whether two bodies are partners.
pub(super) fn are_partners(alike: &Alike, rules: &Rules, host: bool) -> bool {
    alike.shared.is_positive()
        && alike.cosine >= rules.cosine
        && (alike.jaccard >= rules.jaccard || host && alike.containment >= rules.containment)
}

/// Which bodies are among the largest of those that may meet them.
fn hosts(profiles: &[Profile<'_>], rules: &Rules) -> Vec<bool> {
    let mut hosts = vec![false; profiles.len()];
    let kin = |same| if same { Kin::Same } else { Kin::Either };
    for mut members in together(profiles, (kin(rules.same_type), kin(rules.same_region))).into_values() {
        members.sort_by_key(|body| (Reverse(profiles[*body as usize].total()), *body));
        for body in members.into_iter().take(rules.hosts) {
            hosts[body as usize] = true;
        }
    }
    hosts
}

/// The ways in which two bodies may meet, by family and by region. What they may share is the same within each way.
fn kins(profiles: &[Profile<'_>], rules: &Rules) -> Vec<(Kin, Kin)> {
    let scopes: BTreeSet<Scope> = profiles.iter().flat_map(|profile| &profile.spent).map(|spent| spent.scope).collect();
    let ways = |same: bool, scope: Scope| match (same, scopes.contains(&scope)) {
        (true, _) => &[Kin::Same][..],
        (false, true) => &[Kin::Same, Kin::Other],
        (false, false) => &[Kin::Either],
    };
    let regions = ways(rules.same_region, Scope::SameRegion);
    let families = ways(rules.same_type, Scope::SameType).iter();
    families.flat_map(|family| regions.iter().map(|region| (*family, *region))).collect()
}

/// The bodies that may meet in a way, by what they then have in common.
fn together<'p>(
    profiles: &'p [Profile<'_>],
    (family, region): (Kin, Kin),
) -> BTreeMap<(Option<&'p str>, Option<&'p str>), Vec<u32>> {
    let mut sets: BTreeMap<_, Vec<u32>> = BTreeMap::new();
    for (number, profile) in (0_u32..).zip(profiles) {
        let key = |kin: Kin, value: Option<&'p str>| match (kin, value) {
            // Who lacks the attribute has it in common with nobody.
            (Kin::Same, None) => None,
            (Kin::Same, value) => Some(value),
            (Kin::Other | Kin::Either, _) => Some(None),
        };
        if let Some(key) = key(family, profile.family).zip(key(region, profile.region)) {
            sets.entry(key).or_default().push(number);
        }
    }
    sets
}

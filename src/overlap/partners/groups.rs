//! Groups of partners, small on purpose: tailoring to each customer is what drove the cost of the large ones.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Rules;
use super::model::Model;
use super::profile::{Dimension, Profile};
use super::search::Pair;
use crate::money::Money;
use crate::taxonomy::Scope;

/// Bodies that could share together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Indices into the profiles, in their order.
    pub members: Vec<u32>,
    /// What is duplicated among them: on each function and layer all but the largest.
    pub prize: Money,
    /// How they could share.
    pub model: Model,
    /// The member that could share most: the first of equals.
    pub largest: u32,
}

/// Groups the pairs, which are in their order: most in common first, as long as a group stays small enough. Sorted by
/// prize.
pub fn groups(profiles: &[Profile<'_>], pairs: &[Pair], rules: &Rules) -> Vec<Group> {
    let mut of: Vec<usize> = (0..profiles.len()).collect();
    let mut members: Vec<Vec<u32>> = (0_u32..).take(profiles.len()).map(|body| vec![body]).collect();
    for pair in pairs {
        let (one, other) = (of[pair.a as usize], of[pair.b as usize]);
        let (into, from) = (one.min(other), one.max(other));
        if into == from || members[into].len() + members[from].len() > rules.members {
            continue;
        }
        let organisation = |body: &u32| profiles[*body as usize].organisation;
        let allowed = |a: &u32| members[from].iter().all(|b| rules.allow(organisation(a), organisation(b)));
        if members[into].iter().all(allowed) {
            let moved = std::mem::take(&mut members[from]);
            for body in &moved {
                of[*body as usize] = into;
            }
            members[into].extend(moved);
        }
    }
    let mut groups: Vec<Group> =
        members.into_iter().filter(|members| members.len() > 1).map(|members| group(profiles, members)).collect();
    groups.sort_by(|a, b| (Reverse(a.prize), &a.members).cmp(&(Reverse(b.prize), &b.members)));
    groups
}

fn group(profiles: &[Profile<'_>], mut members: Vec<u32>) -> Group {
    members.sort_unstable();
    let mut by_size: Vec<(Money, u32)> = members.iter().map(|body| (profiles[*body as usize].total(), *body)).collect();
    by_size.sort_by_key(|(total, body)| (Reverse(*total), *body));
    let (most, largest) = by_size[0];
    let of_a_size = by_size[1].0.0 * 2 >= most.0;
    Group {
        prize: prize(profiles, &members),
        model: if of_a_size { Model::Joint } else { Model::Unitary },
        largest,
        members,
    }
}

/// What is duplicated among the members, among those that may share each function.
fn prize(profiles: &[Profile<'_>], members: &[u32]) -> Money {
    // What some of them already run together is one of the providers.
    let mut sums: BTreeMap<(Dimension, &str), BTreeMap<u32, Money>> = BTreeMap::new();
    for profile in members.iter().map(|body| &profiles[*body as usize]) {
        for spent in &profile.spent {
            let set = match spent.scope {
                Scope::Any => Some(""),
                Scope::SameType => profile.family,
                Scope::SameRegion => profile.region,
                Scope::OrgOnly | Scope::Exempt => None,
            };
            let Some(set) = set else { continue };
            *sums.entry((spent.on, set)).or_default().entry(profile.side(spent.on)).or_default() += spent.amount;
        }
    }
    let repeated = |sides: BTreeMap<u32, Money>| {
        sides.values().copied().sum::<Money>() - sides.into_values().max().unwrap_or_default()
    };
    sums.into_values().map(repeated).sum()
}

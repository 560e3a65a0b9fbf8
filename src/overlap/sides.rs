//! The sides of a comparison: each body with its providers, and bodies that run a function together as one provider.

use litemap::LiteMap;

use super::basis::Duplicated;
use crate::money::{Money, share_out};

/// A body in a comparison set, with what each of its providers puts into it.
#[derive(Clone)]
pub(super) struct Member {
    pub(super) organisation: u32,
    pub(super) costs: Vec<Money>,
}

/// Who stands on each side, in the order of the first of them.
pub(super) struct Sides {
    /// What the providers of each side put into the comparison.
    pub(super) costs: Vec<Vec<Money>>,
    /// Who they are, each with its sum.
    bodies: Vec<Vec<(u32, Money)>>,
    joint: Vec<bool>,
}

impl Sides {
    /// Puts bodies on one side that run the function together; `lead` tells the first of them.
    pub(super) fn of(members: impl Iterator<Item = Member>, lead: impl Fn(u32) -> Option<u32>) -> Self {
        let mut all = Self { costs: Vec::new(), bodies: Vec::new(), joint: Vec::new() };
        let mut places: LiteMap<u32, usize> = LiteMap::new();
        for Member { organisation, costs } in members {
            let lead = lead(organisation);
            let sum: Money = costs.iter().copied().sum();
            match lead.and_then(|lead| places.get(&lead).copied()) {
                Some(place) => {
                    all.costs[place][0] += sum;
                    all.bodies[place].push((organisation, sum));
                }
                None => {
                    if let Some(lead) = lead {
                        places.insert(lead, all.costs.len());
                    }
                    all.costs.push(if lead.is_some() { vec![sum] } else { costs });
                    all.bodies.push(vec![(organisation, sum)]);
                    all.joint.push(lead.is_some());
                }
            }
        }
        all
    }

    /// What of an amount of a side falls to some of its bodies: by what each pays.
    pub(super) fn part_of(&self, side: usize, amount: Money, counts: impl Fn(u32) -> bool) -> Money {
        let parts = self.bodies[side].iter().zip(self.split(side, amount));
        parts.filter(|((organisation, _), _)| counts(*organisation)).map(|(_, part)| part).sum()
    }

    /// What is counted of each body: within it, and in all. One provider repeats nothing within itself.
    pub(super) fn shares(&self, found: &Duplicated) -> LiteMap<u32, (Money, Money)> {
        let mut shares = LiteMap::new();
        for side in 0..self.costs.len() {
            let within = if self.joint[side] { Money::ZERO } else { found.within[side] };
            for ((organisation, _), part) in self.bodies[side].iter().zip(self.split(side, found.attributed[side])) {
                shares.insert(*organisation, (within, part));
            }
        }
        shares
    }

    fn split(&self, side: usize, amount: Money) -> Vec<Money> {
        share_out(amount, &self.bodies[side].iter().map(|(_, sum)| sum.0).collect::<Vec<_>>())
    }
}

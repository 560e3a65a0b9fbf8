//! How alike two bodies are, exactly.

use num_bigint::BigUint;
use num_traits::ToPrimitive;

use super::profile::{Dimension, Meeting, Profile, Spent};
use crate::money::{Money, ONE, Share, divide_half_even};

/// What two bodies have in common. Shares are rounded half-even; so they are the same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alike {
    /// What both spend: the smaller amount of each dimension, summed.
    pub shared: Money,
    /// What each could share with the other.
    pub totals: [Money; 2],
    /// What both spend, as a part of what either does.
    pub jaccard: Share,
    /// What both spend, as a part of what the smaller does.
    pub containment: Share,
    /// What the smaller spends, as a part of what the larger does.
    pub balance: Share,
    /// The cosine of the profiles: similar aims, whatever the size.
    pub cosine: Share,
}

impl Alike {
    /// Compares two bodies on what they may share.
    pub fn of(a: &Profile<'_>, b: &Profile<'_>) -> Self {
        let meeting = a.meets(b);
        let (mut shared, mut dot) = (Money::ZERO, 0_i128);
        for (_, one, other) in common(a, b) {
            shared += one.min(other);
            dot += i128::from(one.0) * i128::from(other.0);
        }
        let apart = |spent: &&Spent| !a.runs(spent.on, b);
        let shareable = |profile| shareable(profile, meeting).filter(apart);
        let totals = [a, b].map(|profile| shareable(profile).map(|spent| spent.amount).sum::<Money>());
        let either = totals[0] + totals[1] - shared;
        let (less, more) = (totals[0].min(totals[1]), totals[0].max(totals[1]));
        let squares = [a, b].map(|profile| {
            shareable(profile).map(|spent| i128::from(spent.amount.0) * i128::from(spent.amount.0)).sum()
        });
        Self {
            shared,
            totals,
            jaccard: part(shared, either),
            containment: part(shared, less),
            balance: part(less, more),
            cosine: cosine(dot, squares),
        }
    }
}

/// What a body may share in a meeting.
pub(super) fn shareable<'p>(profile: &'p Profile<'_>, meeting: Meeting) -> impl Iterator<Item = &'p Spent> {
    profile.spent.iter().filter(move |spent| meeting.shares(spent.scope))
}

/// What two bodies spend on each dimension that both do and may share, in the order of the dimensions. What they already run
/// together is not among it.
pub(super) fn common(a: &Profile<'_>, b: &Profile<'_>) -> Vec<(Dimension, Money, Money)> {
    let meeting = a.meets(b);
    let mut others = b.spent.iter().peekable();
    let mut common = Vec::new();
    for one in shareable(a, meeting) {
        while others.next_if(|other| other.on < one.on).is_some() {}
        if let Some(other) = others.next_if(|other| other.on == one.on)
            && !a.runs(one.on, b)
        {
            common.push((one.on, one.amount, other.amount));
        }
    }
    common
}

fn part(part: Money, whole: Money) -> Share {
    if whole == Money::ZERO {
        return Share(0);
    }
    share(divide_half_even(i128::from(part.0) * i128::from(ONE), i128::from(whole.0)))
}

fn share(ppm: i64) -> Share {
    Share(u32::try_from(ppm).unwrap_or(ONE))
}

/// The cosine in parts per million, without a float: twice the floor of the root, rounded.
fn cosine(dot: i128, squares: [i128; 2]) -> Share {
    let [a, b] = squares.map(|square| BigUint::from(square.unsigned_abs()));
    let norms = a * b;
    if norms == BigUint::ZERO {
        return Share(0);
    }
    let doubled = BigUint::from(dot.unsigned_abs()) * (2 * ONE);
    let root = (doubled.pow(2) / norms).sqrt();
    share(root.to_i64().map_or(i64::from(ONE), |root| (root + 1) / 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    use crate::ledger::Layer;
    use crate::taxonomy::{FunctionId, Scope};
    use proptest::prelude::*;

    fn profile(amounts: &[i64]) -> Profile<'static> {
        let spent = (0..).zip(amounts).filter(|(_, amount)| **amount > 0).map(|(number, amount)| Spent {
            on: Dimension { function: FunctionId(number), layer: Layer::Staff, duty: false },
            scope: Scope::Any,
            amount: Money(*amount),
        });
        Profile { organisation: 0, family: None, region: None, spent: spent.collect(), together: BTreeMap::new() }
    }

    fn amounts() -> impl Strategy<Value = Vec<i64>> {
        prop::collection::vec(prop_oneof![Just(0_i64), 1..1_000_i64, 1..10_000_000_000_000_i64], 6)
    }

    proptest! {
        #[test]
        fn likeness_has_no_direction_and_keeps_its_bounds(one in amounts(), other in amounts()) {
            let (a, b) = (profile(&one), profile(&other));
            let (there, back) = (Alike::of(&a, &b), Alike::of(&b, &a));
            prop_assert_eq!(
                (there.shared, there.jaccard, there.containment, there.balance, there.cosine),
                (back.shared, back.jaccard, back.containment, back.balance, back.cosine)
            );
            prop_assert!(there.jaccard <= there.balance && there.jaccard <= there.containment);
            let excess: i64 = one.iter().zip(&other).map(|(a, b)| a + b - a.max(b)).sum();
            prop_assert_eq!(there.shared.0, excess, "what both spend is what they spend twice");
            if one.iter().any(|amount| *amount > 0) {
                let itself = Alike::of(&a, &a);
                prop_assert_eq!((itself.jaccard, itself.cosine), (Share::WHOLE, Share::WHOLE));
            }
        }

        #[test]
        fn the_cosine_is_the_one_that_floats_give(one in amounts(), other in amounts()) {
            #[allow(clippy::cast_precision_loss)]
            let float = |values: &[i64]| values.iter().map(|value| *value as f64).collect::<Vec<_>>();
            let (x, y) = (float(&one), float(&other));
            let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
            let expected = dot(&x, &y) / (dot(&x, &x).sqrt() * dot(&y, &y).sqrt()).max(1.0) * 1e6;
            let found = Alike::of(&profile(&one), &profile(&other)).cosine;
            prop_assert!((f64::from(found.0) - expected).abs() < 0.51, "{} is not {expected}", found.0);
        }
    }
}

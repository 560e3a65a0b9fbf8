//! How fast the reduction is reached: exact cumulative shares, year by year.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

use super::scenario::Shape;
use crate::money::{Money, ONE, Share};

/// An exact fraction.
pub type Fraction = BigRational;

/// A fraction of whole numbers.
pub(super) fn fraction(numerator: i64, denominator: i64) -> Fraction {
    Fraction::new(BigInt::from(numerator), BigInt::from(denominator))
}

/// A share as a fraction.
pub(super) fn share(share: Share) -> Fraction {
    fraction(i64::from(share.0), i64::from(ONE))
}

/// The nearest whole number, half-even. One rounding for each published figure.
pub fn round_half_even(value: &Fraction) -> i64 {
    let floor = value.floor();
    let rest = value - &floor;
    let half = fraction(1, 2);
    let even = (floor.to_integer() % BigInt::from(2)).is_zero();
    let up = rest > half || rest == half && !even;
    (floor.to_integer() + BigInt::from(i8::from(up))).to_i64().unwrap_or(i64::MAX)
}

/// The cumulative reduction of each year from 0, which ends at the target exactly and stays there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule(Vec<Fraction>);

impl Schedule {
    /// The schedule of a shape over `years` years. A list brings its own.
    pub fn new(shape: &Shape, years: u32, target: Share) -> Self {
        let target = share(target);
        if let Shape::List(steps) = shape {
            return Self(std::iter::once(Fraction::zero()).chain(steps.iter().map(|step| share(*step))).collect());
        }
        let reached = |year: u32| {
            let part = fraction(i64::from(year), i64::from(years.max(1)));
            match shape {
                Shape::Linear => part,
                Shape::FrontLoaded => {
                    let left = fraction(1, 1) - part;
                    fraction(1, 1) - &left * &left
                }
                Shape::SCurve | Shape::List(_) => &part * &part * (fraction(3, 1) - fraction(2, 1) * &part),
            }
        };
        Self((0..=years.max(1)).map(|year| &target * reached(year)).collect())
    }

    /// The cumulative reduction in a year; before the first it is nothing, after the last the target.
    pub fn at(&self, year: i64) -> &Fraction {
        let last = self.0.len() - 1;
        &self.0[usize::try_from(year.max(0)).unwrap_or(0).min(last)]
    }

    /// The reduction at full run.
    pub fn full(&self) -> &Fraction {
        &self.0[self.0.len() - 1]
    }

    /// The year in which the target is reached.
    pub fn years(&self) -> usize {
        self.0.len() - 1
    }

    /// The cumulative reduction in a year, in parts per million.
    pub fn ppm(&self, year: i64) -> Share {
        let ppm = round_half_even(&(self.at(year) * fraction(i64::from(ONE), 1)));
        Share(u32::try_from(ppm).unwrap_or(ONE))
    }

    /// An amount's reduction in a year, in whole pence.
    pub fn of(&self, amount: Money, year: i64) -> Money {
        times(amount, self.at(year))
    }
}

/// An amount times a fraction, in whole pence, half-even.
pub(super) fn times(amount: Money, by: &Fraction) -> Money {
    Money(round_half_even(&(fraction(amount.0, 1) * by)))
}

/// The whole number at or below a fraction.
pub(super) fn whole(value: &Fraction) -> i64 {
    debug_assert!(!value.is_negative(), "posts are never negative");
    value.floor().to_integer().to_i64().unwrap_or(i64::MAX)
}

//! How fast the reduction is reached: exact cumulative shares, year by year.

use super::scenario::Shape;
use crate::money::{Money, ONE, Share, divide_half_even};

/// The cumulative reduction of each year from 0, which ends at the target exactly and stays there. Exact: whole numbers
/// over one denominator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    reached: Vec<i128>,
    denominator: i128,
}

impl Schedule {
    /// The schedule of a shape over `years` years. A list brings its own.
    pub fn new(shape: &Shape, years: u32, target: Share) -> Self {
        let years = i128::from(years.max(1));
        let target = i128::from(target.0);
        // Parts of the target over n³, with which all three shapes are whole numbers.
        let whole = years.pow(3);
        let part = |year: i128| match shape {
            Shape::Linear => year * years.pow(2),
            Shape::FrontLoaded => (2 * years - year) * year * years,
            Shape::SCurve | Shape::List(_) => year.pow(2) * (3 * years - 2 * year),
        };
        let one = i128::from(ONE);
        match shape {
            Shape::List(steps) => Self {
                reached: std::iter::once(0).chain(steps.iter().map(|step| i128::from(step.0))).collect(),
                denominator: one,
            },
            _ => Self { reached: (0..=years).map(|year| target * part(year)).collect(), denominator: one * whole },
        }
    }

    /// The cumulative reduction in a year, over [`Self::denominator`]; before the first it is nothing, after the last the
    /// target.
    pub fn at(&self, year: i64) -> i128 {
        let last = self.reached.len() - 1;
        self.reached[usize::try_from(year.max(0)).unwrap_or(last).min(last)]
    }

    /// What [`Self::at`] counts in.
    pub fn denominator(&self) -> i128 {
        self.denominator
    }

    /// The year in which the target is reached.
    pub fn years(&self) -> usize {
        self.reached.len() - 1
    }

    /// The cumulative reduction in a year, in parts per million.
    pub fn ppm(&self, year: i64) -> Share {
        let ppm = divide_half_even(self.at(year) * i128::from(ONE), self.denominator);
        Share(u32::try_from(ppm).unwrap_or(ONE))
    }

    /// An amount's reduction in a year, in whole pence, half-even.
    pub fn of(&self, amount: Money, year: i64) -> Money {
        Money(divide_half_even(i128::from(amount.0) * self.at(year), self.denominator))
    }

    /// An amount's reduction at full run.
    pub fn full(&self, amount: Money) -> Money {
        self.of(amount, i64::MAX)
    }
}

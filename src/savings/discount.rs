//! Discounting: real rates that decline over time, as the Green Book prescribes them. And what it never does: inflation.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use num_bigint::BigInt;

use super::exact::ratio_half_even;
use super::facts::fact;
use crate::money::{Money, ONE, Share};

/// Rates by the year up to which each holds, years rising. The last one goes on for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discount(Vec<(u32, Share)>);

/// HM Treasury's rates, from the facts. Year 0 is not discounted.
impl Default for Discount {
    fn default() -> Self {
        static GREEN_BOOK: OnceLock<Discount> = OnceLock::new();
        let read = || {
            let bands: BTreeMap<u32, f64> = fact("discount.green-book").read();
            let bands = bands.into_iter().map(|(up_to, rate)| (up_to, Share::from_f64(rate)));
            Self::table(bands.collect()).unwrap_or_else(|| Self::flat(Share(0)))
        };
        GREEN_BOOK.get_or_init(read).clone()
    }
}

impl Discount {
    /// One rate for every year.
    pub fn flat(rate: Share) -> Self {
        Self(vec![(u32::MAX, rate)])
    }

    /// A table; None where it is empty.
    pub fn table(mut bands: Vec<(u32, Share)>) -> Option<Self> {
        bands.sort_unstable_by_key(|(up_to, _)| *up_to);
        bands.last_mut()?.0 = u32::MAX;
        Some(Self(bands))
    }

    /// What a pound of year `year` is worth in year 0, by repeated division in the order of the years.
    pub fn factor(&self, year: u32) -> f64 {
        let mut factor = 1.0;
        let mut from = 0;
        for (up_to, rate) in &self.0 {
            for _ in from..year.min(*up_to) {
                factor /= 1.0 + rate.as_f64();
            }
            from = from.max(year.min(*up_to));
        }
        factor
    }

    /// As settings write it.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.0[..] {
            _ if *self == Self::default() => "green-book".into(),
            [(_, rate)] => rate.as_f64().into(),
            bands => bands
                .iter()
                .map(|(up_to, rate)| (up_to.to_string(), rate.as_f64().into()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }
}

/// `3.5% a year (Green Book), falling after year 30`, in words.
impl fmt::Display for Discount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |rate: &Share| format!("{}%", rate.as_f64() * 100.0);
        match &self.0[..] {
            _ if *self == Self::default() => f.write_str("3.5% a year"),
            [(_, rate), ..] => f.write_str(&format!("{} a year", percent(rate))),
            [] => f.write_str("nothing"),
        }
    }
}

/// An amount of the baseline year in the prices of a later one. For presentation: real amounts are what is discounted.
pub fn nominal(real: Money, year: u32, deflator: Share) -> Money {
    let growth = |base: u32| BigInt::from(base).pow(year);
    ratio_half_even(&[BigInt::from(real.0), growth(ONE + deflator.0)], &[growth(ONE)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_fall_for_three_hundred_years() {
        let table = Discount::default();
        for year in 0..350 {
            assert!(0.0 < table.factor(year + 1) && table.factor(year + 1) < table.factor(year), "year {year}");
        }
        assert!((table.factor(0) - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn a_table_of_ones_own_goes_on_with_its_last_rate() {
        let table = Discount::table(vec![(75, Share(20_000)), (1, Share(30_000))]).unwrap();
        assert!((table.factor(2) - 1.0 / 1.03 / 1.02).abs() < 1e-12);
        assert!((table.factor(80) - table.factor(79) / 1.02).abs() < 1e-12);
        assert!((Discount::flat(Share(30_000)).factor(40) - 1.03_f64.powi(-40)).abs() < 1e-12);
    }

    #[test]
    fn a_loss_in_later_prices_is_a_larger_loss() {
        assert_eq!(nominal(Money(-100_000_000), 1, Share(20_000)), Money(-102_000_000));
        assert_eq!(nominal(Money(25), 1, Share(20_000)), Money(26), "25.5 goes to the even neighbour");
        assert_eq!(nominal(Money(-25), 1, Share(20_000)), Money(-26));
    }
}

//! How much of a rise in cost is a rise in prices.

use std::collections::BTreeMap;

use crate::money::{Money, ONE, Share, divide_half_even, parse_decimal};
use crate::returns::Period;
use crate::savings::facts::fact;

const GDP: &str = "deflator.gdp";

/// Prices of one round over those of another, in parts per million: 1,050,625 is a rise of 5.0625%. Between a tenth and
/// ten, so that every sum fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deflator(i64);

impl Deflator {
    const LEAST: i128 = ONE as i128 / 10;
    const MOST: i128 = ONE as i128 * 10;

    /// From parts per million. None outside a tenth to ten.
    pub fn from_ppm(ppm: i128) -> Option<Self> {
        i64::try_from(ppm).ok().filter(|_| (Self::LEAST..=Self::MOST).contains(&ppm)).map(Self)
    }

    /// From a ratio such as `1.0506`. None of what is no decimal number, or outside a tenth to ten.
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_ppm(parse_decimal(text.trim(), 6).ok()?)
    }

    /// Of a steady rise over so many years. None where prices would more than tenfold.
    pub fn over(rise: Share, years: u32) -> Option<Self> {
        // Six more decimals on the way, so that only the result is rounded.
        const FINE: i128 = ONE as i128;
        let mut ratio = FINE * FINE;
        for _ in 0..years {
            ratio = (ratio * (FINE + i128::from(rise.0)) + FINE / 2) / FINE;
            if ratio > FINE * Self::MOST {
                return None;
            }
        }
        Self::from_ppm(i128::from(divide_half_even(ratio, FINE)))
    }

    /// By HM Treasury's GDP deflators of calendar years: twelve months have of each year as many parts as months. None where a year is not in the series.
    pub fn gdp(old: &str, new: &str) -> Option<Self> {
        let series: BTreeMap<i16, f64> = fact(GDP).read();
        // In ten-thousandths, as published.
        #[allow(clippy::cast_possible_truncation)]
        let index = |year: i16| series.get(&year).map(|index| (index * 1e4).round() as i128);
        let level = |period: &str| {
            let period = Period(period.to_owned());
            let first = period.first_day()?;
            // A snapshot is of its year.
            let after = if period.last_day()? == first { 0 } else { i128::from(first.month()) - 1 };
            let next = if after > 0 { index(first.year() + 1)? } else { 0 };
            Some((12 - after) * index(first.year())? + after * next)
        };
        let (then, now) = (level(old)?, level(new)?);
        Self::from_ppm(divide_half_even(now * i128::from(ONE), then).into())
    }

    /// Where that series comes from.
    pub fn gdp_source() -> Option<&'static str> {
        Some(&fact(GDP).source)
    }

    /// The first and the last year of it.
    pub fn gdp_years() -> Option<[i16; 2]> {
        let series: BTreeMap<i16, f64> = fact(GDP).read();
        Some([*series.keys().next()?, *series.keys().next_back()?])
    }

    /// An amount of the later round in the prices of the earlier, half-even.
    #[must_use]
    pub fn real(self, amount: Money) -> Money {
        Money(divide_half_even(i128::from(amount.0) * i128::from(ONE), i128::from(self.0)))
    }

    /// The ratio, for output.
    #[allow(clippy::cast_precision_loss)]
    pub fn ratio(self) -> f64 {
        self.0 as f64 / f64::from(ONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_prices_of_financial_years_mix_two_calendar_years() {
        // (3 x 85.2137 + 85.6358) / (3 x 69.1217 + 70.8340), from the series itself.
        assert_eq!(Deflator::gdp("2010-11", "2020-21"), Deflator::parse("1.226736"));
        assert_eq!(Deflator::gdp("2010", "2020"), Deflator::parse("1.232807"));
        assert_eq!(Deflator::gdp("2015-16", "2015-16"), Deflator::parse("1"));
        for (old, new) in [("1980-81", "2020-21"), ("2020-21", "2024-25"), ("", "2020-21")] {
            assert_eq!(Deflator::gdp(old, new), None, "{old} {new}");
        }
        assert_eq!(Deflator::gdp_years(), Some([1990, 2024]));
    }

    #[test]
    fn steady_rises_compound_exactly() {
        assert_eq!(Deflator::over(Share(25_000), 2), Deflator::from_ppm(1_050_625));
        assert_eq!(Deflator::over(Share(20_000), 10), Deflator::parse("1.218994"));
        assert_eq!(Deflator::over(Share(20_000), 0), Deflator::parse("1"));
        assert_eq!(Deflator::over(Share::WHOLE, u32::MAX), None);
        for text in ["0", "-1", "10.1", "two", "1e3"] {
            assert_eq!(Deflator::parse(text), None, "{text}");
        }
    }
}

//! Exact quantities: pence, shares and staff. No float decides a printed amount.

mod count;
mod currency;
mod decimal;
mod divide;
mod likely_pay;

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use serde::{Serialize, Serializer};

pub use count::{agree, and_list, count_of, plural};
pub use currency::currency;
pub use decimal::{DecimalError, parse_decimal};
pub use divide::{divide_half_even, share_out, share_out_by_parts};
pub use likely_pay::{likely_pay, pay_around};

/// One whole, in parts per million.
pub const ONE: u32 = 1_000_000;

/// The signs that may stand before an amount.
pub const SIGNS: [char; 3] = ['£', '$', '€'];

/// Whether a currency is written with one of the [`SIGNS`]: several pounds and dollars have one.
pub fn is_written_with(currency: &str, sign: char) -> bool {
    let is = |code: &&str| currency.trim().eq_ignore_ascii_case(code);
    match sign {
        '£' => ["GBP", "GIP", "FKP", "SHP"].iter().any(is),
        '€' => is(&"EUR"),
        _ => !["GBP", "EUR"].iter().any(is),
    }
}

/// An amount of money in whole pence (or the hundredth of another currency).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(pub i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The largest amount that a return may state: a thousand billion pounds. Sums of every return of a nation still fit.
    pub const LARGEST: Self = Self(100_000_000_000_000);

    /// Reads an amount as people write it: `941000`, `1_250.50`, `"£1,250.50"`.
    ///
    /// # Errors
    /// Not a decimal number, more than two decimals, or more than a thousand billion.
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        let bare = text.trim();
        let (minus, bare) = bare.strip_prefix('-').map_or(("", bare), |rest| ("-", rest.trim_start()));
        let bare = bare.strip_prefix(SIGNS).unwrap_or(bare).trim_start();
        let pence = parse_decimal(&format!("{minus}{bare}"), 2)?;
        bounded(pence, Self::LARGEST.0).map(Self)
    }

    /// The same, also with a unit, as people say it: `8.5m`, `£1.11bn`, `850k`. Exact to the penny.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn parse_short(text: &str) -> Result<Self, DecimalError> {
        const UNITS: [(&str, u8); 4] = [("bn", 9), ("b", 9), ("m", 6), ("k", 3)];
        let lower = text.trim().to_lowercase();
        let found = UNITS.iter().find_map(|(unit, zeros)| Some((lower.strip_suffix(unit)?.trim_end(), *zeros)));
        let Some((number, zeros)) = found else { return Self::parse(text) };
        let (minus, bare) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest.trim_start()));
        let bare = bare.strip_prefix(SIGNS).unwrap_or(bare).trim_start();
        bounded(parse_decimal(&format!("{minus}{bare}"), 2 + zeros)?, Self::LARGEST.0).map(Self)
    }

    /// True for an amount above nothing.
    pub fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// This amount times a share in parts per million, rounded half-even.
    #[must_use]
    pub fn times(self, share: Share) -> Self {
        Self(divide_half_even(i128::from(self.0) * i128::from(share.0), i128::from(ONE)))
    }

    /// The exact amount with the sign of its currency, for sentences: `£1,250.50`, `CAD 1,250.50`.
    pub fn exact(self, currency: &str) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{}{}", symbol(currency), Self(self.0.abs()))
    }

    /// Pounds as an exact JSON number, with two decimals where there are pence.
    pub fn to_json(self) -> serde_json::Value {
        let plain = self.plain();
        let text = plain.strip_suffix(".00").unwrap_or(&plain);
        text.parse().map_or(serde_json::Value::Null, serde_json::Value::Number)
    }

    /// Pounds with two decimals and no separators, for machines: `-1250.50`.
    pub fn plain(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{}.{:02}", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100)
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

/// Pounds with separators and two decimals, without the currency sign: `1,250.50`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let pence = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", thousands(pence / 100), pence % 100)
    }
}

/// What stands before an amount: the sign of its currency, or its code and a space.
pub fn symbol(currency: &str) -> String {
    match currency {
        "GBP" => "£".to_owned(),
        "EUR" => "€".to_owned(),
        "USD" => "$".to_owned(),
        other => format!("{other} "),
    }
}

/// A whole number with thousands separators: `1,902`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A share of one whole, in parts per million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Share(pub u32);

impl Share {
    /// All of it.
    pub const WHOLE: Self = Self(ONE);

    /// Reads a share between 0 and 1, rounded half-even to parts per million.
    ///
    /// # Errors
    /// Not a decimal number, or outside 0 to 1.
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        // Nine decimals are read and three rounded away: `0.3333333` is a share that people write.
        let fine = parse_decimal(text.trim(), 9)?;
        let ppm = divide_half_even(fine, 1000);
        u32::try_from(ppm).ok().filter(|ppm| *ppm <= ONE).map(Self).ok_or(DecimalError::OutOfRange)
    }

    /// The share as a number, for confidence arithmetic and output only.
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / f64::from(ONE)
    }

    /// The nearest share to a number; anything that is no number is nothing.
    pub fn from_f64(value: f64) -> Self {
        // The clamp keeps the cast inside the range; NaN becomes 0.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Self((value.clamp(0.0, 1.0) * f64::from(ONE)).round_ties_even() as u32)
    }
}

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_f64())
    }
}

/// Staff as declared: thousandths of a full-time equivalent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct MilliFte(pub i64);

impl MilliFte {
    /// The largest number that a return may state: one million full-time equivalents.
    pub const LARGEST: Self = Self(1_000_000_000);

    /// Reads full-time equivalents such as `11.4`, rounded half-even to thousandths.
    ///
    /// # Errors
    /// Not a decimal number, below nothing, or above a million.
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        let fine = parse_decimal(text.trim(), 9)?;
        let milli = divide_half_even(fine, 1_000_000);
        if milli < 0 {
            return Err(DecimalError::OutOfRange);
        }
        bounded(i128::from(milli), Self::LARGEST.0).map(Self)
    }

    /// As an exact JSON number with up to three decimals.
    pub fn to_json(self) -> serde_json::Value {
        self.to_string().parse().map_or(serde_json::Value::Null, serde_json::Value::Number)
    }

    /// Full-time equivalents as a float, for people.
    #[allow(clippy::cast_precision_loss)] // exact up to millions of millions
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// Exact staff, to be split further.
    pub fn exact(self) -> Fte {
        Fte(i128::from(self.0) * Fte::PER_MILLI)
    }
}

impl Serialize for MilliFte {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

/// Full-time equivalents without separators, with as many decimals as it takes: `11.4`.
impl fmt::Display for MilliFte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let milli = self.0.unsigned_abs();
        let text = format!("{sign}{}.{:03}", milli / 1000, milli % 1000);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// Staff that follow their pounds, in units so small that sums do not depend on order and a rounded thousandth is the
/// one that exact fractions give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Fte(pub i128);

impl Fte {
    /// So many make a thousandth of a full-time equivalent.
    pub const PER_MILLI: i128 = 1_000_000_000_000_000;

    /// The part of these staff that `amount` is of `whole`.
    #[must_use]
    pub fn part(self, amount: Money, whole: Money) -> Self {
        if whole.0 == 0 {
            return Self(0);
        }
        // In two steps, so that no product is beyond 128 bits.
        let (amount, whole) = (i128::from(amount.0), i128::from(whole.0));
        let rest = divide_half_even(self.0.rem_euclid(whole) * amount, whole);
        Self(self.0.div_euclid(whole) * amount + i128::from(rest))
    }

    /// A weight to split by, in ten-thousand-millionths of a full-time equivalent.
    pub fn weight(self) -> i64 {
        i64::try_from(self.0 / (Self::PER_MILLI / 10_000_000)).unwrap_or(i64::MAX)
    }

    /// Thousandths of a full-time equivalent, half-even.
    ///
    /// Each part carries an error far below the last digit kept, so what lies within it of a half counts as the half.
    pub fn milli(self) -> i64 {
        const NEAR: i128 = 1_000_000;
        let floor = i64::try_from(self.0.div_euclid(Self::PER_MILLI)).unwrap_or(i64::MAX - 1);
        let over = self.0.rem_euclid(Self::PER_MILLI) - Self::PER_MILLI / 2;
        if over.abs() <= NEAR { floor + (floor & 1) } else { floor + i64::from(over > 0) }
    }
}

impl AddAssign for Fte {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Add for Fte {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sum for Fte {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self(0), Add::add)
    }
}

fn bounded(value: i128, largest: i64) -> Result<i64, DecimalError> {
    i64::try_from(value).ok().filter(|value| (-largest..=largest).contains(value)).ok_or(DecimalError::OutOfRange)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_from_their_text() {
        for (text, pence) in [
            ("941000", 94_100_000),
            ("1_250.50", 125_050),
            ("£1,250.5", 125_050),
            ("-£3", -300),
            (" 0.07 ", 7),
            ("90071992547.93", 9_007_199_254_793),
        ] {
            assert_eq!(Money::parse(text), Ok(Money(pence)), "{text}");
        }
        assert_eq!(Money::parse("12.345"), Err(DecimalError::TooManyDecimals { allowed: 2 }));
        assert_eq!(Money::parse("1e99"), Err(DecimalError::NotANumber));
        assert_eq!(Money::parse("1000000000000.01"), Err(DecimalError::OutOfRange));
        for text in ["", "-", "£", ".nan", "0x1F", "1,2,3", "12,34.00", "1__0", "٣"] {
            assert_eq!(Money::parse(text), Err(DecimalError::NotANumber), "{text}");
        }
    }

    #[test]
    fn amounts_with_a_unit_are_exact_too() {
        for (text, pence) in [
            ("8.5m", 850_000_000),
            ("£1.11bn", 111_000_000_000),
            ("850k", 85_000_000),
            ("-£0.00001k", -1),
            ("1,250.5", 125_050),
            ("46 BN", 4_600_000_000_000),
        ] {
            assert_eq!(Money::parse_short(text), Ok(Money(pence)), "{text}");
        }
        assert_eq!(Money::parse_short("1.000001k"), Err(DecimalError::TooManyDecimals { allowed: 5 }));
        assert_eq!(Money::parse_short("2000bn"), Err(DecimalError::OutOfRange));
        assert_eq!(Money::parse_short("m"), Err(DecimalError::NotANumber));
    }

    #[test]
    fn amounts_print_for_people_and_for_machines() {
        assert_eq!(Money(-123_456_789).to_string(), "-1,234,567.89");
        assert_eq!(Money(-123_456_789).plain(), "-1234567.89");
        assert_eq!(Money(5).to_string(), "0.05");
    }

    #[test]
    fn shares_and_staff_round_half_even() {
        assert_eq!(Share::parse("0.3333333"), Ok(Share(333_333)));
        assert_eq!(Share::parse("0.0000005"), Ok(Share(0)));
        assert_eq!(Share::parse("1.1"), Err(DecimalError::OutOfRange));
        assert_eq!(MilliFte::parse("11.4"), Ok(MilliFte(11_400)));
        assert_eq!(MilliFte::parse("-1"), Err(DecimalError::OutOfRange));
    }

    #[test]
    fn staff_print_without_decimals_that_say_nothing() {
        for (milli, text) in [(0, "0"), (11_400, "11.4"), (10_000, "10"), (5, "0.005"), (-500, "-0.5")] {
            assert_eq!(MilliFte(milli).to_string(), text);
            assert_eq!(serde_json::to_string(&MilliFte(milli)).expect("JSON"), text);
        }
    }

    #[test]
    fn thirds_of_a_post_add_up_to_the_half_they_are() {
        let third = MilliFte(1).exact().part(Money(1), Money(6));
        let half = third + third + third;
        assert_eq!(half.milli(), 0, "a half rounds to the even neighbour");
        assert_eq!((half + MilliFte(1).exact()).milli(), 2);
    }
}

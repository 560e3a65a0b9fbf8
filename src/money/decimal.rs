//! Decimal numbers from their text, without a float in between.

use std::fmt;

/// Why a text is no number of the kind asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalError {
    /// Not digits, separators and at most one point.
    NotANumber,
    /// More digits after the point than can be kept.
    TooManyDecimals {
        /// How many digits after the point can be kept.
        allowed: u8,
    },
    /// A number, but not one that such a value can take.
    OutOfRange,
}

impl fmt::Display for DecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotANumber => f.write_str("is not a number"),
            Self::TooManyDecimals { allowed } => write!(f, "has more than {allowed} decimals"),
            Self::OutOfRange => f.write_str("is out of range"),
        }
    }
}

impl std::error::Error for DecimalError {}

/// Reads `text` as a whole number of units of 10^-`scale`. Thousands may be separated by `_`, or by `,` in groups of three.
///
/// # Errors
/// The text is no decimal number, has more than `scale` digits after the point, or is beyond thirty digits.
pub fn parse_decimal(text: &str, scale: u8) -> Result<i128, DecimalError> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let point = digits.iter().position(|byte| *byte == b'.').unwrap_or(digits.len());
    let (whole, fraction) = (&digits[..point], digits.get(point + 1..).unwrap_or_default());
    if whole.is_empty() && fraction.is_empty() || !well_separated(whole) || !fraction.iter().all(u8::is_ascii_digit) {
        return Err(DecimalError::NotANumber);
    }
    if fraction.len() > usize::from(scale) {
        return Err(DecimalError::TooManyDecimals { allowed: scale });
    }
    let padding = usize::from(scale) - fraction.len();
    let all =
        whole.iter().chain(fraction).filter(|byte| byte.is_ascii_digit()).chain(std::iter::repeat_n(&b'0', padding));
    let mut value: i128 = 0;
    for digit in all {
        value = value
            .checked_mul(10)
            .and_then(|value| value.checked_add(i128::from(digit - b'0')))
            .filter(|value| *value < 10_i128.pow(30))
            .ok_or(DecimalError::OutOfRange)?;
    }
    Ok(if negative { -value } else { value })
}

/// Digits, single underscores between digits, or commas before groups of three.
fn well_separated(whole: &[u8]) -> bool {
    if whole.contains(&b',') {
        let mut groups = whole.split(|byte| *byte == b',');
        let digits = |group: &[u8]| group.iter().all(u8::is_ascii_digit);
        return groups.next().is_some_and(|first| matches!(first.len(), 1..=3) && digits(first))
            && groups.all(|group| group.len() == 3 && digits(group));
    }
    if whole.is_empty() {
        return true;
    }
    whole.split(|byte| *byte == b'_').all(|group| !group.is_empty() && group.iter().all(u8::is_ascii_digit))
}

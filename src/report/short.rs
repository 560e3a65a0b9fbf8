//! Figures for reading: short, with their unit, never more exact than they are.

use crate::money::{Money, symbol, thousands};

/// An amount in at most four digits with its unit: `£14.2m`, `£941k`, `CAD 1.20bn`.
pub fn short(amount: Money, currency: &str) -> String {
    let sign = if amount < Money::ZERO { "-" } else { "" };
    format!("{sign}{}{}", symbol(currency), scaled(amount.0.unsigned_abs()))
}

/// The same with two significant digits, for headlines that a range stands beside.
pub fn headline(amount: Money, currency: &str) -> String {
    let pence = amount.0.unsigned_abs();
    let digits = pence.checked_ilog10().unwrap_or(0);
    let step = 10_u64.pow(digits.saturating_sub(1));
    let rounded = (pence + step / 2) / step * step;
    let sign = if amount < Money::ZERO { "-" } else { "" };
    format!("{sign}{}{}", symbol(currency), two_digits(rounded))
}

const UNITS: [(u64, &str); 3] = [(100_000_000_000, "bn"), (100_000_000, "m"), (100_000, "k")];

/// Three significant digits and a unit.
fn scaled(pence: u64) -> String {
    for (unit, name) in UNITS {
        // Half a last digit below the unit already reads as one of it: 999.96k is 1.00m.
        if pence >= unit - unit / 2000 {
            let hundredths = (u128::from(pence) * 100 + u128::from(unit) / 2) / u128::from(unit);
            return if hundredths < 1000 {
                format!("{}.{:02}{name}", hundredths / 100, hundredths % 100)
            } else if hundredths < 9_995 {
                let tenths = (hundredths + 5) / 10;
                format!("{}.{}{name}", tenths / 10, tenths % 10)
            } else {
                format!("{}{name}", thousands(u64::try_from((hundredths + 50) / 100).unwrap_or(u64::MAX)))
            };
        }
    }
    thousands((pence + 50) / 100)
}

/// As [`scaled`], with two significant digits of a number that was rounded to them.
fn two_digits(pence: u64) -> String {
    let text = scaled(pence);
    let split = text.find(|letter: char| letter.is_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    match number.split_once('.') {
        Some((whole, decimals)) if whole.len() == 1 => format!("{whole}.{}{unit}", &decimals[..1]),
        Some((whole, _)) => format!("{whole}{unit}"),
        None => text,
    }
}

/// A part as a percentage, or nothing of nothing.
#[allow(clippy::cast_precision_loss)]
pub fn percent(part: Money, whole: Money) -> String {
    if whole == Money::ZERO {
        return "–".to_owned();
    }
    format!("{:.0}%", part.0 as f64 / whole.0 as f64 * 100.0)
}

/// Staff with one decimal and separators.
pub fn staff(milli_fte: i64) -> String {
    let tenths = (milli_fte + 50) / 100;
    format!("{}.{}", thousands(tenths.unsigned_abs() / 10), tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_at_a_glance() {
        for (pence, text) in [
            (0, "£0"),
            (99_949, "£999"),
            (94_100_000, "£941k"),
            (99_999_999, "£1.00m"),
            (1_421_180_000, "£14.2m"),
            (1_136_000_000, "£11.4m"),
            (999_499_999, "£9.99m"),
            (9_996_000_000, "£100m"),
            (11_500_000_000_000, "£115bn"),
            (-120_000_000, "-£1.20m"),
        ] {
            assert_eq!(short(Money(pence), "GBP"), text);
        }
        assert_eq!(short(Money(1_421_180_000), "CAD"), "CAD 14.2m");
        assert_eq!(headline(Money(1_191_880_000), "GBP"), "£12m");
        assert_eq!(headline(Money(476_752_000), "GBP"), "£4.8m");
        assert_eq!(headline(Money(400_000_000_000), "GBP"), "£4.0bn");
        assert_eq!(headline(Money(0), "GBP"), "£0");
    }
}

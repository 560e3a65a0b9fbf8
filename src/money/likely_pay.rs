//! Between which amounts the yearly cost of a full-time equivalent lies, by currency.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Money;

/// Pounds a full-time equivalent, salaries and on-costs: below the first nobody is employed, above the second hardly
/// anybody is.
const POUNDS: [f64; 2] = [15_000.0, 250_000.0];

/// What currencies buy, as the file of facts has it.
static TABLE: LazyLock<BTreeMap<String, f64>> = LazyLock::new(|| {
    let file: File = serde_yaml::from_str(include_str!("../../facts/purchasing-power.yaml")).expect("a file of facts");
    file.facts.into_iter().flat_map(|fact| fact.value).collect()
});

#[derive(Deserialize)]
struct File {
    facts: Vec<Fact>,
}

#[derive(Deserialize)]
struct Fact {
    value: BTreeMap<String, f64>,
}

/// The bounds of a currency: those in pounds, by what both currencies buy. None where no such figure is published.
#[allow(clippy::cast_possible_truncation)]
pub fn likely_pay(currency: &str) -> Option<RangeInclusive<Money>> {
    let rate = TABLE.get(currency)? / TABLE.get("GBP")?;
    let [least, most] = POUNDS.map(|pounds| Money((pounds * rate).round() as i64 * 100));
    Some(least..=most)
}

/// The same in a currency of which none is published: three tenths and five times the median, as 15,000 and 250,000 are of
/// 50,000 pounds.
pub fn pay_around(median: Money) -> RangeInclusive<Money> {
    Money(median.0 / 10 * 3)..=Money(median.0.saturating_mul(5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pay_is_bounded_by_what_a_currency_buys() {
        assert_eq!(likely_pay("GBP"), Some(Money(1_500_000)..=Money(25_000_000)));
        // 15,000 / 0.664153 x 8.490485, and 250,000 likewise.
        assert_eq!(likely_pay("SEK"), Some(Money(19_175_900)..=Money(319_598_000)));
        assert_eq!(likely_pay("XOF"), None, "a currency of several countries");
        assert!(TABLE.keys().all(|code| crate::money::currency(code).is_ok()), "currencies of ISO 4217 only");
    }
}

//! Discounting as the Green Book prescribes it: real rates that decline over time.

use crate::money::Share;

/// Rates up to and including a year: HM Treasury, The Green Book, standard social time preference rate schedule, kept in
/// the edition of February 2026. Year 0 is not discounted.
const GREEN_BOOK: [(u32, Share); 6] = [
    (30, Share(35_000)),
    (75, Share(30_000)),
    (125, Share(25_000)),
    (200, Share(20_000)),
    (300, Share(15_000)),
    (u32::MAX, Share(10_000)),
];

/// What a pound of year `year` is worth in year 0, by repeated division in the order of the years.
pub fn discount_factor(year: u32) -> f64 {
    let mut factor = 1.0;
    let mut from = 0;
    for (up_to, rate) in GREEN_BOOK {
        for _ in from..year.min(up_to) {
            factor /= 1.0 + rate.as_f64();
        }
        from = year.min(up_to);
    }
    factor
}

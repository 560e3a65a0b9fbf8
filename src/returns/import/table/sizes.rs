//! How large the amounts of rows are beside each other: what dwarfs the rest, and pay that is no year's.

use super::trouble::{Trouble, Troubles};

/// What a full-time post earns at least in a year, in the currencies that most tables are in, in pence.
const LEAST: i128 = 1_000_000;

/// The least in any currency.
const LEAST_ANYWHERE: i128 = 100_000;

/// Currencies in which a year's pay has five digits.
const COMMON: [&str; 7] = ["GBP", "EUR", "USD", "CAD", "AUD", "NZD", "CHF"];

/// Amounts of a table, row by row.
#[derive(Debug, Default)]
pub(super) struct Sizes {
    rows: Vec<(i128, u64)>,
    /// Pay of a full-time post.
    posts: Vec<(i128, u64)>,
}

impl Sizes {
    /// Of fewer rows one is more than half too easily.
    const ENOUGH: usize = 10;

    /// One more row.
    pub(super) fn see(&mut self, line: u64, pence: i128) {
        self.rows.push((pence, line));
    }

    /// One more row of staff: what it costs for each full-time equivalent or, where that is not known, each post.
    pub(super) fn see_post(&mut self, line: u64, pence: i128) {
        self.posts.push((pence, line));
    }

    /// The three largest, first the largest.
    pub(super) fn largest(&self) -> Vec<(i128, u64)> {
        let mut rows: Vec<(i128, u64)> = self.rows.iter().copied().filter(|(pence, _)| *pence > 0).collect();
        rows.sort_unstable_by_key(|(pence, line)| (std::cmp::Reverse(*pence), *line));
        rows.truncate(3);
        rows
    }

    /// Says what is far from the rest.
    pub(super) fn tell(&self, currency: &str, troubles: &mut Troubles) {
        let positive: Vec<i128> = self.rows.iter().map(|(pence, _)| *pence).filter(|pence| *pence > 0).collect();
        let sum: i128 = positive.iter().sum();
        let mut largest: Option<u64> = None;
        for (pence, line) in self.largest().into_iter().take(1) {
            let is_most = positive.len() >= Self::ENOUGH && pence * 2 > sum;
            // Of few rows one may well be most of the money, but hardly twenty times all others.
            let is_all = positive.len() > 1 && pence > 20 * (sum - pence);
            if is_most || is_all {
                troubles.add_amount(Trouble::MostOfAll, line, pence);
                largest = Some(line);
            }
        }
        if let Some(median) = median(positive) {
            // Telephone numbers and codes have ten digits among amounts of five.
            let is_far = |(pence, line): &&(i128, u64)| {
                *pence > median.saturating_mul(5_000) && *pence > 10_000_000_000 && Some(*line) != largest
            };
            for (pence, line) in self.rows.iter().filter(is_far) {
                troubles.add_amount(Trouble::FarAbove, *line, *pence);
            }
        }
        let least = if COMMON.contains(&currency) { LEAST } else { LEAST_ANYWHERE };
        let paid: Vec<i128> = self.posts.iter().map(|(pence, _)| *pence).filter(|pence| *pence > 0).collect();
        let usual = median(paid.iter().copied().filter(|pence| *pence >= least).collect());
        for (pence, line) in self.posts.iter().filter(|(pence, _)| *pence > 0) {
            // A month's pay is a twelfth of the others, an hour's a thousandth.
            let is_low = usual.is_some_and(|usual| pence.saturating_mul(8) < usual);
            let is_high = usual.is_some_and(|usual| paid.len() > 2 && *pence > usual.saturating_mul(10));
            if *pence < least || is_low || is_high {
                troubles.add_amount(Trouble::UnlikelyPay, *line, *pence);
            }
        }
    }
}

fn median(mut amounts: Vec<i128>) -> Option<i128> {
    amounts.sort_unstable();
    amounts.get(amounts.len() / 2).copied()
}

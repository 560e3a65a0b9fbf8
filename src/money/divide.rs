//! Division that loses nothing: half-even rounding and largest-remainder splits.

use super::{Money, ONE, Share};

/// `dividend / divisor`, rounded half-even.
///
/// # Panics
/// The divisor is nothing, or the quotient is beyond 64 bits: callers bound both.
pub fn divide_half_even(dividend: i128, divisor: i128) -> i64 {
    let (mut quotient, mut rest) = divide(dividend, divisor);
    let divisor = divisor.abs();
    rest *= 2;
    if rest > divisor || rest == divisor && quotient % 2 != 0 {
        quotient += 1;
    }
    i64::try_from(quotient).expect("a part is no larger than what it is a part of")
}

/// Quotient and rest, the rest not below nothing. Most numbers fit into 64 bits, which processors divide several times faster.
fn divide(dividend: i128, divisor: i128) -> (i128, i128) {
    match (i64::try_from(dividend), i64::try_from(divisor)) {
        (Ok(dividend), Ok(divisor @ 1..)) => (dividend.div_euclid(divisor).into(), dividend.rem_euclid(divisor).into()),
        _ => (dividend.div_euclid(divisor), dividend.rem_euclid(divisor)),
    }
}

/// Splits `total` over `weights` by largest remainder: the parts add up to the total, each within a penny of its quota.
///
/// Leftover pence go to the largest fractions, ties to the first. Callers list the weights in the order of their keys.
/// Without any weight there is nothing to split over, and all parts are nothing.
pub fn share_out(total: Money, weights: &[i64]) -> Vec<Money> {
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if sum == 0 {
        return vec![Money::ZERO; weights.len()];
    }
    if weights.len() == 1 {
        return vec![total];
    }
    let quotas: Vec<(i128, i128)> = weights
        .iter()
        .map(|weight| {
            let product = i128::from(total.0) * i128::from(*weight);
            divide(product, sum)
        })
        .collect();
    let mut parts: Vec<Money> = quotas
        .iter()
        .map(|(floor, _)| Money(i64::try_from(*floor).expect("a part is no larger than the total")))
        .collect();
    let left = total - parts.iter().copied().sum();
    if left != Money::ZERO {
        let mut by_fraction: Vec<usize> = (0..weights.len()).filter(|key| weights[*key] > 0).collect();
        by_fraction.sort_by_key(|key| (std::cmp::Reverse(quotas[*key].1), *key));
        for key in by_fraction.into_iter().take(usize::try_from(left.0).unwrap_or(usize::MAX)) {
            parts[key] += Money(1);
        }
    }
    parts
}

/// Splits `total` over shares that add up to at most one whole. Returns what remains with nobody, and the parts.
///
/// The remainder has the smallest key of all, so it wins ties.
pub fn share_out_by_parts(total: Money, shares: &[Share]) -> (Money, Vec<Money>) {
    if let [Share::WHOLE] = shares {
        return (Money::ZERO, vec![total]);
    }
    let given: i64 = shares.iter().map(|share| i64::from(share.0)).sum();
    let weights: Vec<i64> =
        std::iter::once(i64::from(ONE) - given).chain(shares.iter().map(|share| i64::from(share.0))).collect();
    let mut parts = share_out(total, &weights);
    let rest = parts.remove(0);
    (rest, parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn halves_go_to_the_even_neighbour() {
        assert_eq!([5, 15, 25, -5, -15].map(|tenths| divide_half_even(tenths, 10)), [0, 2, 2, 0, -2]);
    }

    proptest! {
        #[test]
        fn a_split_adds_up_and_stays_within_a_penny(
            total in 0_i64..1_000_000_000_000, weights in prop::collection::vec(0_i64..1_000_000, 1..9)
        ) {
            let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
            prop_assume!(sum > 0);
            let parts = share_out(Money(total), &weights);
            prop_assert_eq!(parts.iter().copied().sum::<Money>(), Money(total));
            for (part, weight) in parts.iter().zip(&weights) {
                let off = i128::from(part.0) * sum - i128::from(total) * i128::from(*weight);
                prop_assert!(off.abs() < sum);
            }
        }
    }
}

//! Exact ratios beyond 128 bits, and their one rounding.

use num_bigint::{BigInt, Sign};
use num_traits::ToPrimitive;

use crate::money::Money;

/// The product of `above` over the product of `below`, half-even, in whole pence.
///
/// # Panics
/// A factor of `below` is not above nothing: callers see to that.
pub(super) fn ratio_half_even(above: &[BigInt], below: &[BigInt]) -> Money {
    let (above, below): (BigInt, BigInt) = (above.iter().product(), below.iter().product());
    assert!(below.sign() == Sign::Plus, "a ratio needs something below");
    let negative = above.sign() == Sign::Minus;
    let above = BigInt::from(above.magnitude().clone());
    let (quotient, twice) = (&above / &below, (&above % &below) * 2);
    let up = twice > below || twice == below && quotient.bit(0);
    let rounded = (quotient + i32::from(up)).to_i64().unwrap_or(i64::MAX);
    Money(if negative { -rounded } else { rounded })
}

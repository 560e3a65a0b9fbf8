//! Exponential and logarithm of our own: those of the platform differ in the last bit from machine to machine, and a
//! model must come out byte for byte the same wherever it is learned. Only additions, multiplications, divisions and
//! square roots are used, which IEEE 754 settles.

#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)]

/// Added and taken away again, it leaves a number rounded to the nearest whole one.
const ROUND_32: f32 = 12_582_912.0;
const ROUND_64: f64 = 6_755_399_441_055_744.0;

/// One over the factorials.
const EXP: [f64; 15] = {
    let mut terms = [1.0; 15];
    let mut at = 1;
    while at < 15 {
        terms[at] = terms[at - 1] / at as f64;
        at += 1;
    }
    terms
};

/// One over the odd numbers.
const LN: [f64; 11] = {
    let mut terms = [1.0; 11];
    let mut at = 1;
    while at < 11 {
        terms[at] = 1.0 / (2 * at + 1) as f64;
        at += 1;
    }
    terms
};

/// `e` to the power of `x`, to seven digits. Simple enough to be done four at a time.
#[inline]
pub(super) fn exp_32(x: f32) -> f32 {
    let x = x.clamp(-87.0, 88.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND_32;
    let whole = shifted - ROUND_32;
    // ln 2 in two parts, so that the rest keeps its digits.
    let rest = x - whole * 0.693_359_4 + whole * 2.121_944_4e-4;
    let mut sum = 1.0 / 720.0;
    for term in [1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        sum = sum * rest + term;
    }
    let power = (shifted.to_bits() << 23).wrapping_add(127 << 23);
    sum * f32::from_bits(power)
}

/// `e` to the power of `x`, to fifteen digits.
pub(super) fn exp(x: f64) -> f64 {
    let x = x.clamp(-700.0, 700.0);
    let shifted = x * std::f64::consts::LOG2_E + ROUND_64;
    let whole = shifted - ROUND_64;
    let rest = x - whole * 0.693_147_180_369_123_8 - whole * 1.908_214_929_270_587_7e-10;
    let sum = EXP.iter().rev().fold(0.0, |sum, term| sum * rest + term);
    sum * f64::from_bits((shifted.to_bits() << 52).wrapping_add(1023 << 52))
}

/// The natural logarithm of a number above 0, to fifteen digits.
pub(super) fn ln(x: f64) -> f64 {
    let bits = x.max(f64::MIN_POSITIVE).to_bits();
    let mut exponent = (bits >> 52) as i32 - 1023;
    let mut part = f64::from_bits(bits & 0x000F_FFFF_FFFF_FFFF | 1023 << 52);
    if part > std::f64::consts::SQRT_2 {
        part /= 2.0;
        exponent += 1;
    }
    let ratio = (part - 1.0) / (part + 1.0);
    let square = ratio * ratio;
    let sum = LN.iter().rev().fold(0.0, |sum, term| sum * square + term);
    f64::from(exponent) * std::f64::consts::LN_2 + 2.0 * ratio * sum
}

/// The chance behind the logarithm of odds.
pub(super) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_good_as_the_platform() {
        for step in -3000..3000 {
            let x = f64::from(step) / 37.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-13, "exp {x}");
            let narrow = x as f32;
            assert!((exp_32(narrow) / narrow.exp() - 1.0).abs() < 2e-6, "exp_32 {x}");
            let positive = x.exp();
            assert!((ln(positive) - x).abs() < 1e-12, "ln {positive}");
        }
        assert!(exp_32(-1e9) < 1e-37 && exp_32(1e9).is_finite());
    }
}

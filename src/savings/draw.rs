//! Random numbers without a state: each depends on the seed, the number of the draw and what is drawn, so that neither
//! the order nor the number of threads matters.

use crate::money::{Money, Share};

/// A hash of a text, given in parts: FNV-1a, 64 bits.
pub(super) fn fnv1a64<const N: usize>(text: [&str; N]) -> u64 {
    text.into_iter()
        .flat_map(str::bytes)
        .fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// Steele, Lea and Flood's mixing of 64 bits.
fn splitmix64(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// One draw of everything.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draw(u64);

impl Draw {
    /// The draw of a number, from 0.
    pub(super) fn new(seed: u64, number: u32) -> Self {
        Self(splitmix64(seed ^ u64::from(number).wrapping_mul(0xD1B5_4A32_D192_ED03)))
    }

    /// A number from 0 to below 1 for what has this hash.
    #[allow(clippy::cast_precision_loss)] // 53 bits are what a float holds exactly
    pub(super) fn uniform(self, hash: u64) -> f64 {
        (splitmix64(self.0 ^ hash) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// The value below which a triangular distribution has the part `uniform`.
pub(super) fn triangular(uniform: f64, low: f64, mode: f64, high: f64) -> f64 {
    let span = high - low;
    if span <= 0.0 {
        return mode;
    }
    if uniform < (mode - low) / span {
        low + (uniform * span * (mode - low)).sqrt()
    } else {
        high - ((1.0 - uniform) * span * (high - mode)).sqrt()
    }
}

/// The amounts at 10%, 50% and 90%, by nearest rank.
pub(super) fn percentiles(mut amounts: Vec<Money>) -> [Money; 3] {
    amounts.sort_unstable();
    [100_000, 500_000, 900_000].map(|share| {
        let rank = (amounts.len() * share).div_ceil(1_000_000);
        amounts.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    })
}

/// Lowest, likeliest and highest of a share, the ends widened to include the likeliest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Triangle {
    pub(super) low: f64,
    pub(super) mode: f64,
    pub(super) high: f64,
}

impl Triangle {
    pub(super) fn around(mode: Share, [low, high]: [Share; 2]) -> Self {
        Self { low: low.min(mode).as_f64(), mode: mode.as_f64(), high: high.max(mode).as_f64() }
    }

    pub(super) fn at(self, uniform: f64) -> f64 {
        triangular(uniform, self.low, self.mode, self.high)
    }

    pub(super) fn mean(self) -> f64 {
        (self.low + self.mode + self.high) / 3.0
    }

    pub(super) fn variance(self) -> f64 {
        let Self { low, mode, high } = self;
        (low * low + mode * mode + high * high - low * mode - low * high - mode * high) / 18.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of the worked example.
    #[test]
    fn hashes_and_uniforms_are_those_of_the_reference() {
        let text =
            std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/worked/06_uncertainty.json")).unwrap();
        let example: serde_json::Value = serde_json::from_str(&text).unwrap();
        let expected = &example["expected"];
        for (key, hash) in expected["fnv1a64"].as_object().unwrap() {
            assert_eq!(format!("{:016x}", fnv1a64([key.as_str()])), hash.as_str().unwrap());
        }
        for (seed, hash) in expected["splitmix64_of_0_1"].as_array().unwrap().iter().enumerate() {
            assert_eq!(format!("{:016x}", splitmix64(seed as u64)), hash.as_str().unwrap());
        }
        let seed = example["input"]["seed"].as_u64().unwrap();
        let hash = fnv1a64(["map:payroll officer>hr.payroll"]);
        for (number, uniform) in (0..).zip(expected["uniform_first_five"].as_array().unwrap()) {
            assert!((Draw::new(seed, number).uniform(hash) - uniform.as_f64().unwrap()).abs() < 1e-16);
        }
    }
}

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

/// The value below which a standard normal distribution has the part `uniform`: Wichura's algorithm AS 241, to 16 digits.
#[allow(clippy::excessive_precision, clippy::unreadable_literal)]
pub(super) fn inverse_normal(uniform: f64) -> f64 {
    const CENTRE: [[f64; 8]; 2] = [
        [
            3.3871328727963666080e0,
            1.3314166789178437745e2,
            1.9715909503065514427e3,
            1.3731693765509461125e4,
            4.5921953931549871457e4,
            6.7265770927008700853e4,
            3.3430575583588128105e4,
            2.5090809287301226727e3,
        ],
        [
            1.0,
            4.2313330701600911252e1,
            6.8718700749205790830e2,
            5.3941960214247511077e3,
            2.1213794301586595867e4,
            3.9307895800092710610e4,
            2.8729085735721942674e4,
            5.2264952788528545610e3,
        ],
    ];
    const NEAR: [[f64; 8]; 2] = [
        [
            1.42343711074968357734e0,
            4.63033784615654529590e0,
            5.76949722146069140550e0,
            3.64784832476320460504e0,
            1.27045825245236838258e0,
            2.41780725177450611770e-1,
            2.27238449892691845833e-2,
            7.74545014278341407640e-4,
        ],
        [
            1.0,
            2.05319162663775882187e0,
            1.67638483018380384940e0,
            6.89767334985100004550e-1,
            1.48103976427480074590e-1,
            1.51986665636164571966e-2,
            5.47593808499534494600e-4,
            1.05075007164441684324e-9,
        ],
    ];
    const FAR: [[f64; 8]; 2] = [
        [
            6.65790464350110377720e0,
            5.46378491116411436990e0,
            1.78482653991729133580e0,
            2.96560571828504891230e-1,
            2.65321895265761230930e-2,
            1.24266094738807843860e-3,
            2.71155556874348757815e-5,
            2.01033439929228813265e-7,
        ],
        [
            1.0,
            5.99832206555887937690e-1,
            1.36929880922735805310e-1,
            1.48753612908506148525e-2,
            7.86869131145613259100e-4,
            1.84631831751005468180e-5,
            1.42151175831644588870e-7,
            2.04426310338993978564e-15,
        ],
    ];
    let at = |[above, below]: [[f64; 8]; 2], x: f64| {
        let sum = |terms: [f64; 8]| terms.into_iter().rev().fold(0.0, |sum, term| sum * x + term);
        sum(above) / sum(below)
    };
    let from_middle = uniform - 0.5;
    if from_middle.abs() <= 0.425 {
        return from_middle * at(CENTRE, 0.180625 - from_middle * from_middle);
    }
    // No draw is exactly nothing for ever.
    let tail = uniform.min(1.0 - uniform).max(f64::MIN_POSITIVE);
    let far = (-tail.ln()).sqrt();
    let value = if far <= 5.0 { at(NEAR, far - 1.6) } else { at(FAR, far - 5.0) };
    value.copysign(from_middle)
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

    /// One value and no other.
    pub(super) fn point(mode: Share) -> Self {
        let mode = mode.as_f64();
        Self { low: mode, mode, high: mode }
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

    /// As other implementations of the algorithm have them, such as `NormalDist().inv_cdf` of Python.
    #[test]
    fn parts_of_a_normal_distribution() {
        let known = [
            (0.1, -1.281_551_565_544_600_4),
            (0.5, 0.0),
            (0.975, 1.959_963_984_540_054),
            (1e-3, -3.090_232_306_167_813),
            (1e-15, -7.941_345_326_170_996),
        ];
        for (uniform, value) in known {
            assert!((inverse_normal(uniform) - value).abs() < 1e-12, "{uniform}: {}", inverse_normal(uniform));
        }
        assert!(inverse_normal(0.0).is_finite());
    }

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

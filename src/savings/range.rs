//! How sure the duplicated cost and the saving are: seeded draws, or above a number of cells first-order arithmetic.

use super::cells::{Cells, Doubt, Doubts};
use super::draw::{Draw, Triangle, fnv1a64, inverse_normal, percentiles};
use super::drawn::times;
use super::scenario::Scenario;
use crate::money::{Money, divide_half_even};
use crate::words::words;

/// Cells times draws up to which the range is drawn: 400,000 cells at 1,000 draws, some seconds of two cores. Above that
/// it is worked out.
pub const MOST_DRAWN: usize = 400_000_000;

/// Of a normal distribution, 80% lies within so many standard deviations of the mean.
const TENTH: f64 = 1.281_551_565_544_600_4;

words! {
    /// How a range was found.
    pub enum Method {
        /// Draws of every mapping and of the realisation.
        MonteCarlo = "monte-carlo",
        /// Mean and standard deviation, labels taken as independent.
        Analytic = "analytic",
    }
}

/// The range of the duplicated cost.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spread {
    /// With every mapping that is claimed: the top of the range.
    pub full: Money,
    /// At 10%, 50% and 90%.
    pub percentiles: [Money; 3],
    /// Each draw. Empty where the range is worked out.
    pub simulated: Vec<Money>,
    /// Over how many sums it goes: what each label puts at each provider of each function.
    pub cells: usize,
    /// First-order mean.
    pub mean: Money,
    /// First-order standard deviation.
    pub deviation: Money,
    /// The first-order range: the check of the drawn one, and what stands in for it above [`MOST_DRAWN`].
    pub analytic: [Money; 3],
}

impl Spread {
    /// The range of a duplicated cost of `full`. Without draws, or with too many cells for them, it is worked out.
    pub fn of(cells: &Cells, doubts: &Doubts, full: Money, scenario: &Scenario) -> Self {
        let Doubts { certain, each: doubts } = doubts;
        let mean = certain + doubts.iter().map(|doubt| doubt.likely * doubt.duplicated).sum::<f64>();
        let variance: f64 = doubts.iter().map(Doubt::variance).sum();
        let deviation = variance.sqrt();
        let mut spread = Self {
            full,
            cells: cells.len(),
            mean: pence(mean).min(full),
            deviation: pence(deviation),
            analytic: around(mean, deviation, full),
            ..Self::default()
        };
        let work = cells.len().saturating_mul(scenario.simulations as usize);
        if scenario.simulations > 0 && work <= MOST_DRAWN {
            spread.simulated = cells.simulate(scenario.seed, scenario.simulations);
            spread.percentiles = percentiles(spread.simulated.clone());
        } else {
            spread.percentiles = spread.analytic;
        }
        spread
    }

    /// The range of what is left of it without an amount: every draw loses the same share.
    #[must_use]
    pub fn without(self, amount: Money) -> Self {
        if amount == Money::ZERO {
            return self;
        }
        let (kept, full) = (i128::from((self.full - amount).0), i128::from(self.full.0.max(1)));
        let part = |whole: Money| Money(divide_half_even(i128::from(whole.0) * kept, full));
        Self {
            full: part(self.full),
            percentiles: self.percentiles.map(part),
            simulated: self.simulated.into_iter().map(part).collect(),
            mean: part(self.mean),
            deviation: part(self.deviation),
            analytic: self.analytic.map(part),
            ..self
        }
    }

    /// The range of what is left of it without another duplicated cost of the same draws.
    #[must_use]
    pub fn less(self, other: &Self) -> Self {
        let own = self.simulated.clone();
        let mut left = self.without(other.full);
        if own.len() == other.simulated.len() && !own.is_empty() {
            left.simulated = own.iter().zip(&other.simulated).map(|(own, other)| *own - *other).collect();
            left.percentiles = percentiles(left.simulated.clone());
        }
        left
    }

    /// What each draw has of it, as a part of what is expected with every mapping.
    pub fn parts(&self, scenario: &Scenario) -> Vec<f64> {
        let full = float(self.full).max(1.0);
        let part = |number: u32| self.drawn(Draw::new(scenario.seed, number), number) / full;
        (0..times(self, scenario)).map(part).collect()
    }

    /// The duplicated cost of a draw, in pence.
    pub(super) fn drawn(&self, draw: Draw, number: u32) -> f64 {
        match self.simulated.get(number as usize) {
            Some(amount) => float(*amount),
            None => {
                let from_mean = inverse_normal(draw.uniform(fnv1a64(["param:mapping"])));
                (float(self.mean) + float(self.deviation) * from_mean).clamp(0.0, float(self.full))
            }
        }
    }

    /// How it was found.
    pub fn method(&self) -> Method {
        if self.simulated.is_empty() { Method::Analytic } else { Method::MonteCarlo }
    }
}

/// The range of the saving of a year at full run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// At 10%, 50% and 90%.
    pub percentiles: [Money; 3],
    /// The same where only the realisation varies, and the duplicated cost is its median.
    pub by_realisation: [Money; 3],
    /// The same where only the mapping varies, and the realisation is the scenario's.
    pub by_mapping: [Money; 3],
}

impl Range {
    /// The range of a scenario. The manifesto's has one realisation and draws none.
    pub fn of(spread: &Spread, scenario: &Scenario) -> Self {
        let likeliest = scenario.realisation.as_f64();
        let triangle = triangle(scenario);
        let median = spread.percentiles[1];
        if spread.simulated.is_empty() {
            let target = scenario.target.as_f64();
            let (mean, deviation) = (float(spread.mean) * target, float(spread.deviation) * target);
            let both = (deviation.powi(2) * triangle.variance()
                + mean.powi(2) * triangle.variance()
                + triangle.mean().powi(2) * deviation.powi(2))
            .sqrt();
            let fixed = float(median) * target;
            let most = |rate: f64| pence(float(spread.full) * target * rate);
            return Self {
                percentiles: around(mean * triangle.mean(), both, most(triangle.high)),
                by_realisation: around(
                    fixed * triangle.mean(),
                    fixed * triangle.variance().sqrt(),
                    pence(fixed * triangle.high),
                ),
                by_mapping: around(mean * likeliest, deviation * likeliest, most(likeliest)),
            };
        }
        let realised = realised(spread, scenario, triangle);
        let each = |of: &dyn Fn(usize) -> Money| percentiles((0..realised.len()).map(of).collect());
        Self {
            percentiles: each(&|draw| saving(spread.simulated[draw], realised[draw], scenario)),
            by_realisation: each(&|draw| saving(median, realised[draw], scenario)),
            by_mapping: each(&|draw| saving(spread.simulated[draw], likeliest, scenario)),
        }
    }
}

/// The part of the draws that save at least so much a year. None where nothing is drawn.
#[allow(clippy::cast_precision_loss)]
pub fn chance(spread: &Spread, scenario: &Scenario, at_least: Money) -> Option<f64> {
    let realised = realised(spread, scenario, triangle(scenario));
    let savings = spread.simulated.iter().zip(&realised).map(|(duplicated, rate)| saving(*duplicated, *rate, scenario));
    let enough = savings.filter(|saving| *saving >= at_least).count();
    (!realised.is_empty()).then(|| enough as f64 / realised.len() as f64)
}

/// What comes true in each draw.
fn realised(spread: &Spread, scenario: &Scenario, triangle: Triangle) -> Vec<f64> {
    let key = fnv1a64(["param:realisation"]);
    let numbers = (0..).zip(&spread.simulated).map(|(number, _)| number);
    numbers.map(|number| triangle.at(Draw::new(scenario.seed, number).uniform(key))).collect()
}

/// What is drawn of the realisation.
pub(super) fn triangle(scenario: &Scenario) -> Triangle {
    match scenario.realisation_ends() {
        Some(ends) => Triangle::around(scenario.realisation, ends),
        None => Triangle::point(scenario.realisation),
    }
}

/// A year's saving of a duplicated cost, where so much of the plan comes true.
fn saving(duplicated: Money, rate: f64, scenario: &Scenario) -> Money {
    pence(float(duplicated.times(scenario.target)) * rate)
}

/// P10, P50 and P90 of a normal distribution, between nothing and the most there can be.
fn around(mean: f64, deviation: f64, most: Money) -> [Money; 3] {
    [-TENTH, 0.0, TENTH].map(|times| pence(mean + times * deviation).min(most).max(Money::ZERO))
}

/// Pence as a float: exact up to ninety thousand billion pounds.
#[allow(clippy::cast_precision_loss)]
pub(super) fn float(amount: Money) -> f64 {
    amount.0 as f64
}

/// Whole pence, half-even.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn pence(amount: f64) -> Money {
    Money(amount.round_ties_even() as i64)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::Value;

    use super::super::cells::tests::{Item, cells};
    use super::*;
    use crate::money::Share;
    use crate::overlap::Basis;

    fn amounts(value: &Value) -> [Money; 3] {
        let all: Vec<Money> = value.as_array().unwrap().iter().map(|amount| Money(amount.as_i64().unwrap())).collect();
        all.try_into().unwrap()
    }

    /// The worked example: analytic and drawn, on every basis, to the penny.
    #[test]
    fn ranges_are_those_of_the_reference() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/worked/06_uncertainty.json");
        let example: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let (input, expected) = (&example["input"], &example["expected"]);
        let scenario = Scenario { simulations: 1000, ..Scenario::default() };
        assert_eq!(scenario.seed, input["seed"].as_u64().unwrap());
        for basis in Basis::ALL {
            let items = input["items"].as_array().unwrap().iter().map(|item| {
                let text = |key: &str| item[key].as_str().unwrap().to_owned();
                let sure = u32::try_from(item["p_ppm"].as_u64().unwrap()).unwrap();
                (text("org"), text("unit"), text("f"), text("key"), item["pence"].as_i64().unwrap(), sure)
            });
            let cells = cells(basis, Money::ZERO, items);
            let analytic = &expected["analytic"][basis.word()];
            let full = Money(analytic["full"].as_i64().unwrap());
            let spread = Spread::of(&cells, &cells.doubts(), full, &scenario);
            let named = ["p10", "p50", "p90"].map(|key| Money(analytic[key].as_i64().unwrap()));
            assert_eq!(spread.analytic, named, "{basis}");
            assert_eq!(spread.percentiles, amounts(&expected["monte_carlo"][basis.word()]["dup"]), "{basis}");
            let range = Range::of(&spread, &scenario);
            assert_eq!(range.percentiles, amounts(&expected["monte_carlo"][basis.word()]["saving"]), "{basis}");
            let undrawn = Spread::of(&cells, &cells.doubts(), full, &Scenario { simulations: 0, ..scenario.clone() });
            assert_eq!((undrawn.percentiles, undrawn.method()), (named, Method::Analytic));
        }
    }

    #[test]
    fn the_manifesto_draws_no_realisation() {
        let spread = Spread {
            full: Money(100),
            percentiles: [Money(100); 3],
            simulated: vec![Money(100); 50],
            cells: 1,
            mean: Money(100),
            deviation: Money(0),
            analytic: [Money(100); 3],
        };
        let range = Range::of(&spread, &Scenario::preset("manifesto").unwrap());
        assert_eq!(range.percentiles, [Money(40); 3]);
        let central = Range::of(&spread, &Scenario::default());
        assert!(central.percentiles[0] < central.percentiles[2]);
        assert_eq!(central.by_mapping, [Money(20); 3]);
    }

    fn items() -> impl Strategy<Value = Vec<Item>> {
        let item = (0..4_u8, 0..3_u8, 0..3_u8, 0..5_u8, 1..50_000_000_i64, 500_000..=1_000_000_u32);
        prop::collection::vec(item, 1..30).prop_map(|items| {
            let named = |letter: &str, number: u8| format!("{letter}{number}");
            let mut made: BTreeMap<_, Item> = BTreeMap::new();
            for (org, unit, f, key, pence, sure) in items {
                made.insert(
                    (org, unit, f, key),
                    (named("o", org), named("u", unit), named("f", f), named("k", key), pence, sure),
                );
            }
            made.into_values().collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn ranges_are_in_order_and_the_same_for_any_order(
            items in items(), turn in 0_usize..30, seed in any::<u64>(), rate in 0..=1_000_000_u32
        ) {
            let scenario = Scenario { simulations: 60, seed, realisation: Share(rate), ..Scenario::default() };
            for basis in Basis::ALL {
                let sums = cells(basis, Money(1_000_000), items.clone());
                let full = sums.full();
                let of = |cells: &Cells| Spread::of(cells, &cells.doubts(), full, &scenario);
                let spread = of(&sums);
                let [p10, p50, p90] = spread.percentiles;
                prop_assert!(Money::ZERO <= p10 && p10 <= p50 && p50 <= p90 && p90 <= full);
                let [p10, p50, p90] = spread.analytic;
                prop_assert!(Money::ZERO <= p10 && p10 <= p50 && p50 <= p90 && p90 <= full);
                let [p10, p50, p90] = Range::of(&spread, &scenario).percentiles;
                prop_assert!(p10 <= p50 && p50 <= p90);

                let mut turned = items.clone();
                turned.rotate_left(turn % items.len());
                prop_assert_eq!(&of(&cells(basis, Money(1_000_000), turned)), &spread);
                let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
                prop_assert_eq!(&alone.install(|| of(&sums)), &spread);

                let sure = items.iter().cloned().map(|mut item| {
                    item.5 = 1_000_000;
                    item
                });
                let spread = of(&cells(basis, Money(1_000_000), sure));
                prop_assert_eq!(spread.percentiles, [full; 3]);
                prop_assert_eq!(spread.analytic, [full; 3]);
            }
        }
    }
}

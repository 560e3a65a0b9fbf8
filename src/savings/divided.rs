//! What it costs that one provider becomes several: the reverse of joining them (docs/model.md section 16.25).

use super::appraisal::{Amount, Reckoned, Tranche, appraise, worth};
use super::draw::{Draw, fnv1a64};
use super::drawn::COST;
use super::range::{float, pence};
use super::scenario::Scenario;
use crate::ledger::Pool;
use crate::money::Money;

/// The cost of a division, year by year.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Divided {
    /// What the providers cost more a year from the day on which they are divided.
    pub a_year: Money,
    /// The same in each year of the case.
    pub running: Vec<Money>,
    /// What setting them up costs, optimism bias included.
    pub setup: Vec<Money>,
    /// What each of both is worth in year 0, year by year.
    pub(super) worth: [Vec<Money>; 2],
}

impl Divided {
    /// Of duplicated cost that a division adds so many years after year 1. Joining it would save the target share of it a year, so
    /// dividing it costs as much, at once and for good: no delivery rate lowers a cost that comes by itself.
    pub fn of(added: Money, delay: u32, scenario: &Scenario) -> Self {
        let added = added.max(Money::ZERO);
        let planned = scenario.schedule().full(added);
        let tranche = Tranche {
            organisation: 0,
            wave: delay,
            pools: vec![Amount::new(Pool::Unspecified, 0, added)],
            milli_fte: 0,
            reckoned: Reckoned::default(),
        };
        let case = appraise(&[tranche], scenario);
        let running = |year: u32| if year > delay { planned } else { Money::ZERO };
        let mut divided = Self { a_year: planned, ..Self::default() };
        for (year, line) in (0..).zip(&case.lines) {
            divided.running.push(running(year));
            divided.setup.push(line.setup);
            divided.worth[0].push(worth(running(year), line.discount_factor));
            divided.worth[1].push(worth(line.setup, line.discount_factor));
        }
        divided
    }

    /// The cost of a year.
    pub fn cost(&self, year: usize) -> Money {
        let of = |years: &[Money]| years.get(year).copied().unwrap_or_default();
        of(&self.running) + of(&self.setup)
    }

    /// What it is worth in year 0, as a cost.
    pub fn worth(&self) -> Money {
        self.worth.iter().flatten().copied().sum()
    }

    /// The same of one year.
    pub fn present_value(&self, year: usize) -> Money {
        self.worth.iter().filter_map(|years| years.get(year).copied()).sum()
    }

    /// What it is worth in each draw, as a cost. `parts` is the duplicated cost that each draw adds, as a part of what is expected.
    pub fn draws(&self, scenario: &Scenario, parts: &[f64]) -> Vec<Money> {
        let [cost, division] = ["param:cost", "param:division"].map(|key| fnv1a64([key]));
        let value = |(number, part): (u32, &f64)| {
            let draw = Draw::new(scenario.seed, number);
            let running = float(self.worth[0].iter().copied().sum()) * COST.at(draw.uniform(division));
            let setup = float(self.worth[1].iter().copied().sum()) * COST.at(draw.uniform(cost));
            pence((running + setup) * part)
        };
        (0..).zip(parts).map(value).collect()
    }
}

//! One model and what it makes of a service's cost, year by year, as planned.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_yaml::Value;

use crate::money::{Money, ONE, Share, divide_half_even};
use crate::savings::facts::{Fact, find_fact, group};
use crate::savings::parameters::{number, share_of, text};
use crate::savings::pay::USUAL;
use crate::savings::scenario::unknown;
use crate::savings::{Scenario, ScenarioError, Schedule, Shape};
use crate::savings::{SetBy, Stake};
use crate::table::rows;

/// What is delivered in another way: its cost of a year, and how often it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service {
    /// What it costs today, at everybody who runs it.
    pub cost: Money,
    /// How often it is done in a year. None: not known, and nothing is charged by the piece.
    pub volume: Option<u64>,
    /// Who does it.
    pub staff: Staff,
}

/// So many staff behind so much cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Staff {
    /// Staff, in thousandths.
    pub milli_fte: i64,
    /// The cost behind which they are.
    pub of: Money,
}

impl Staff {
    /// Where nobody says: as many as the whole cost would pay.
    pub fn reckoned(cost: Money) -> Self {
        Self { milli_fte: divide_half_even(i128::from(cost.0) * 1000, i128::from(USUAL.0)), of: cost }
    }

    /// The staff behind the duplicated cost of some stakes, those of unknown kind included. None: nothing is duplicated.
    pub fn behind<'s>(stakes: impl Iterator<Item = &'s Stake>) -> Option<Self> {
        let none = Self { milli_fte: 0, of: Money::ZERO };
        let all = stakes.fold(none, |sum, stake| Self {
            milli_fte: sum.milli_fte + stake.milli_fte + stake.reckoned,
            of: sum.of + stake.duplicated,
        });
        all.of.is_positive().then_some(all)
    }
}

impl Service {
    /// A service of which no more is known than what it costs.
    pub fn of_cost(cost: Money) -> Self {
        Self { cost, volume: None, staff: Staff::reckoned(cost) }
    }

    /// No service is done more often.
    pub const MOST: u64 = 1_000_000_000_000;
}

/// A delivery model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryModel {
    /// Its name.
    pub name: String,
    /// The provider's cost as a share of the cost that moves.
    pub run: Share,
    /// What is kept to steer the provider, as such a share.
    pub client: Share,
    /// The share of the work that stays local: hearings, visits, enforcement.
    pub residual: Share,
    /// The share of the cost whose bodies join in the end.
    pub adoption: Share,
    /// Years until then.
    pub years: u32,
    /// What a platform costs a year, whoever joins, from the first that does.
    pub platform_cost: Money,
    /// What is charged by the piece.
    pub unit_cost: Money,
    /// What is added to the provider's cost under prudent assumptions.
    pub run_optimism_bias: Share,
}

rows! {
    /// What a year costs under a model, as planned.
    @[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct Plan {
        pub moved: Money => "Moved", "The cost of those who have joined, less what stays local.";
        pub provider: Money => "New service, client", "The cost of the new service and of its client side.";
        pub by_the_piece: Money => "By the piece", "The price of one unit.";
        pub platform: Money => "Platform", "What the platform costs.";
        pub after: Money => "Cost", "Everything: what has not moved, and what replaced the rest.";
        pub saving: Money => "Target saving", "The saving compared with today.";
    }
}

const KEYS: [&str; 8] =
    ["run", "client", "residual", "adoption", "years", "platform_cost", "unit_cost", "run_optimism_bias"];

/// The most that a piece may cost: sums of every piece still fit.
const DEAREST: Money = Money(100_000_000_000);

impl DeliveryModel {
    /// A preset, changed by keys; keys that are no part of a model belong to the scenario, and so do those of the preset
    /// that speak of its risk, unless a person set them.
    ///
    /// # Errors
    /// There is no such model, or a key does not take its value.
    pub fn from_keys(
        name: &str,
        keys: &BTreeMap<String, Value>,
        scenario: &mut Scenario,
    ) -> Result<Self, ScenarioError> {
        let fact = find_fact(&format!("delivery.{name}")).filter(|_| name != "sell");
        let fact = fact.ok_or_else(|| unknown("delivery model", name, &Self::names()))?;
        let mut model = Self {
            name: name.to_owned(),
            run: Share(0),
            client: Share(0),
            residual: Share(0),
            adoption: Share::WHOLE,
            years: 1,
            platform_cost: Money::ZERO,
            unit_cost: Money::ZERO,
            run_optimism_bias: Share(0),
        };
        for (key, value) in fact.read::<BTreeMap<String, Value>>() {
            if KEYS.contains(&key.as_str()) {
                model.set(&key, &value)?;
            } else if !scenario.is_set(&key) {
                scenario.set(&key, &value, SetBy::Model)?;
            }
        }
        for (key, value) in keys.iter().filter(|(key, _)| Self::has(key)) {
            model.set(key, value)?;
        }
        if model.run.0 + model.client.0 > 10 * ONE {
            return Err(ScenarioError("`run` and `client` are at most 10 together".to_owned()));
        }
        Ok(model)
    }

    /// Whether a key is a part of a model.
    pub fn has(key: &str) -> bool {
        KEYS.contains(&key)
    }

    /// The names of the presets.
    pub fn names() -> Vec<&'static str> {
        Self::presets().filter_map(|fact| fact.name.strip_prefix("delivery.")).collect()
    }

    /// The presets, with their sources.
    pub fn presets() -> impl Iterator<Item = &'static Fact> {
        group("delivery").filter(|fact| fact.name != "delivery.sell")
    }

    /// Every part with its value, as settings write it.
    pub fn values(&self) -> [(&'static str, serde_json::Value); 8] {
        let share = |share: Share| serde_json::Value::from(share.as_f64());
        let values = [
            share(self.run),
            share(self.client),
            share(self.residual),
            share(self.adoption),
            self.years.into(),
            self.platform_cost.to_json(),
            self.unit_cost.to_json(),
            share(self.run_optimism_bias),
        ];
        let mut values = values.into_iter();
        KEYS.map(|key| (key, values.next().unwrap_or_default()))
    }

    fn set(&mut self, key: &str, value: &Value) -> Result<(), ScenarioError> {
        let wrong = |expected: &str| ScenarioError(format!("`{key}` takes {expected}"));
        let share = |most: u32| {
            let share = share_of(value).filter(|share| share.0 <= most * ONE);
            share.ok_or_else(|| wrong(&format!("a share between 0 and {most}")))
        };
        let amount = |most: Money| {
            let amount = Money::parse_short(&text(value)).ok().filter(|cost| (Money::ZERO..=most).contains(cost));
            amount.ok_or_else(|| wrong("an amount such as 8.5m"))
        };
        match key {
            "run" => self.run = share(5)?,
            "client" => self.client = share(5)?,
            "residual" => self.residual = share(1)?,
            "adoption" => self.adoption = share(1)?,
            "years" => {
                self.years = number(value)
                    .filter(|years| (1..=50).contains(years))
                    .ok_or_else(|| wrong("a whole number between 1 and 50"))?;
            }
            "platform_cost" => self.platform_cost = amount(Money::LARGEST)?,
            "unit_cost" => self.unit_cost = amount(DEAREST)?,
            _ => self.run_optimism_bias = share(5)?,
        }
        Ok(())
    }

    /// The same with the optimism bias of its provider's cost, as prudent assumptions have it.
    #[must_use]
    pub fn prudent(self) -> Self {
        let run = u64::from(self.run.0) * u64::from(ONE + self.run_optimism_bias.0) / u64::from(ONE);
        Self { run: Share(u32::try_from(run).unwrap_or(u32::MAX / 2)), ..self }
    }

    /// How adoption grows.
    pub fn schedule(&self) -> Schedule {
        Schedule::new(&Shape::SCurve, self.years, self.adoption)
    }

    /// What a year costs; the last of the adoption and all after it are the same.
    pub fn plan(&self, service: Service, schedule: &Schedule, year: u32) -> Plan {
        let joined = schedule.at(i64::from(year));
        let one = i128::from(ONE);
        let stays = i128::from(self.residual.0);
        let moved = joined * i128::from(service.cost.0) * (one - stays);
        let moved = Money(divide_half_even(moved, schedule.denominator() * one));
        let provider = divide_half_even(i128::from(moved.0) * i128::from(self.run.0 + self.client.0), one);
        let pieces = i128::from(service.volume.unwrap_or_default()) * i128::from(self.unit_cost.0);
        // In two steps, so that no product is beyond 128 bits: what is whole, and the rest.
        let (whole, rest) = (pieces.div_euclid(schedule.denominator()), pieces.rem_euclid(schedule.denominator()));
        let by_the_piece = whole * joined + i128::from(divide_half_even(rest * joined, schedule.denominator()));
        let platform = if joined > 0 { self.platform_cost } else { Money::ZERO };
        let (provider, by_the_piece) = (Money(provider), Money(i64::try_from(by_the_piece).unwrap_or(i64::MAX / 4)));
        let after = service.cost - moved + provider + platform + by_the_piece;
        Plan { moved, provider, by_the_piece, platform, after, saving: service.cost - after }
    }

    /// The share of the cost whose bodies must join for the platform to cost no more than it saves, in parts per million;
    /// above one whole: all of them are too few. None where nothing is fixed, or where joining saves nothing.
    pub fn break_even(&self, service: Service) -> Option<u64> {
        let one = i128::from(ONE);
        let kept = (one - i128::from(self.residual.0)) * (one - i128::from(self.run.0 + self.client.0));
        let pieces = i128::from(service.volume.unwrap_or_default()) * i128::from(self.unit_cost.0);
        let gain = kept * i128::from(service.cost.0) - pieces * one * one;
        if gain <= 0 || self.platform_cost == Money::ZERO {
            return None;
        }
        let fixed = i128::from(self.platform_cost.0) * one * one * one;
        let (whole, rest) = (fixed / gain, fixed % gain);
        let up = rest * 2 > gain || rest * 2 == gain && whole % 2 != 0;
        u64::try_from(whole + i128::from(up)).ok()
    }
}

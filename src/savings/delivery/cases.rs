//! Published cases in the figures of their sources. What the tool says of them is worked out, never typed in.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de::Error};
use serde_yaml::Value;

use super::model::{DeliveryModel, Service};
use super::outcome::{Outcome, appraise};
use super::sale::{Sale, Terms};
use crate::ledger::Pool;
use crate::money::{Money, ONE, Share, divide_half_even, share_out};
use crate::savings::appraisal::{self, Amount, Reckoned, Tranche};
use crate::savings::facts::{Fact, group};
use crate::savings::parameters::{share_of, text};
use crate::savings::{Scenario, ScenarioError};

/// A published case.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its name, source and grade.
    pub fact: &'static Fact,
    /// Its figures.
    pub kind: Kind,
}

/// What a case claims.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Kind {
    /// A service that costs this much today, and that much as a platform.
    Platform(PlatformClaim),
    /// A saving claimed, and another published.
    Disputed(Disputed),
    /// A saving of a year at full run, as a share of what is duplicated.
    RunRate(RunRate),
    /// A saving of a year, and a total over years.
    Totals(Totals),
    /// A service sold to others.
    Sale(SaleClaim),
}

/// A service before and as a platform.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct PlatformClaim {
    #[serde(deserialize_with = "amount")]
    pub cost: Money,
    #[serde(deserialize_with = "amount")]
    pub platform_cost: Money,
    pub volume: Option<u64>,
    pub volume_unit: Option<String>,
    /// The function that it is about, in the default list.
    pub function: Option<String>,
    /// The function that it is about a part of.
    pub part_of: Option<String>,
}

/// A saving claimed, and another published.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Disputed {
    #[serde(deserialize_with = "amount")]
    pub claimed: Money,
    #[serde(deserialize_with = "amount")]
    pub published: Money,
    /// The function that it is about, in the default list.
    pub function: Option<String>,
}

/// A saving of a year at full run.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct RunRate {
    #[serde(deserialize_with = "amount")]
    pub saving: Money,
    #[serde(deserialize_with = "share")]
    pub target: Share,
    pub workers: u64,
    #[serde(deserialize_with = "amount")]
    pub post: Money,
    pub pools: BTreeMap<String, f64>,
}

/// A saving of a year, and a total over years.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Totals {
    #[serde(deserialize_with = "amount")]
    pub saving: Money,
    pub years: u32,
    #[serde(deserialize_with = "amount")]
    pub total: Money,
    #[serde(deserialize_with = "share")]
    pub cost_before: Share,
    #[serde(deserialize_with = "share")]
    pub cost_after: Share,
    #[serde(deserialize_with = "amount")]
    pub other: Money,
    pub other_source: String,
}

/// A service sold to others, and the market that is spoken of.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct SaleClaim {
    #[serde(deserialize_with = "amount")]
    pub cost: Money,
    #[serde(deserialize_with = "share")]
    pub adoption: Share,
    #[serde(deserialize_with = "share")]
    pub price: Share,
    #[serde(deserialize_with = "share")]
    pub marginal: Share,
    #[serde(deserialize_with = "amount")]
    pub market: Money,
    #[serde(deserialize_with = "share")]
    pub margin: Share,
    #[serde(deserialize_with = "amount")]
    pub gap: Money,
    pub gap_years: u32,
}

/// Every case, in the order of the file.
pub fn cases() -> Vec<Case> {
    group("case").map(|fact| Case { fact, kind: fact.read() }).collect()
}

impl Case {
    /// Its name, without the group.
    pub fn name(&self) -> &'static str {
        self.fact.name.strip_prefix("case.").unwrap_or(&self.fact.name)
    }
}

impl PlatformClaim {
    /// The service of today.
    pub fn service(&self) -> Service {
        Service { volume: self.volume, ..Service::of_cost(self.cost) }
    }

    /// A model of the tool with this platform, and what comes of it.
    ///
    /// # Errors
    /// There is no such model.
    pub fn under(&self, model: &str, mut scenario: Scenario) -> Result<(DeliveryModel, Outcome), ScenarioError> {
        let keys = BTreeMap::from([("platform_cost".to_owned(), Value::String(self.platform_cost.plain()))]);
        let model = DeliveryModel::from_keys(model, &keys, &mut scenario)?;
        let outcome = appraise(&model, self.service(), &scenario);
        Ok((model, outcome))
    }

    /// How many times the platform's cost is saved and spent today, in thousandths.
    pub fn ratio_milli(&self) -> i64 {
        ratio_milli(self.cost, self.platform_cost)
    }

    /// What one costs today, in pence, and on the platform, in thousandths of a penny.
    pub fn unit_costs(&self) -> Option<(Money, i64)> {
        let volume = i128::from(self.volume.filter(|volume| *volume > 0)?);
        let before = Money(divide_half_even(i128::from(self.cost.0), volume));
        Some((before, divide_half_even(i128::from(self.platform_cost.0) * 1000, volume)))
    }
}

impl RunRate {
    /// What must be duplicated for the saving to be the target's share of it.
    pub fn implied_base(&self) -> Money {
        Money(divide_half_even(i128::from(self.saving.0) * i128::from(ONE), i128::from(self.target.0.max(1))))
    }

    /// What the saving is for each worker it should pay for.
    pub fn per_worker(&self) -> Money {
        Money(divide_half_even(i128::from(self.saving.0), i128::from(self.workers.max(1))))
    }

    /// The business case of the implied base, cut into kinds of cost as the case has it.
    pub fn case(&self, scenario: &Scenario) -> appraisal::Case {
        let base = self.implied_base();
        let shares: Vec<i64> = Pool::ALL.iter().map(|pool| self.share(*pool)).collect();
        let amounts = share_out(base, &shares);
        let pools = Pool::ALL.iter().zip(amounts).filter(|(_, amount)| amount.is_positive());
        let pools: Vec<_> =
            pools.map(|(pool, amount)| Amount::new(*pool, scenario.lag(*pool, None, 0), amount)).collect();
        let roles = pools.iter().find(|one| one.pool == Pool::Roles).map_or(Money::ZERO, |one| one.duplicated);
        let milli_fte = divide_half_even(i128::from(roles.0) * 1000, i128::from(self.post.0.max(1)));
        appraisal::appraise(
            &[Tranche { organisation: 0, wave: 0, pools, milli_fte, reckoned: Reckoned::default() }],
            scenario,
        )
    }

    fn share(&self, pool: Pool) -> i64 {
        i64::from(self.pools.get(pool.word()).map_or(0, |share| Share::from_f64(*share).0))
    }
}

impl Totals {
    /// The saving of a year over all the years.
    pub fn over_the_years(&self) -> Money {
        Money(self.saving.0 * i64::from(self.years))
    }

    /// The total as a share of that.
    pub fn share_of_years(&self) -> Share {
        Share::from_f64(f64::from(u32::try_from(ratio_ppm(self.total, self.over_the_years())).unwrap_or(ONE)) / 1e6)
    }

    /// The spending of which the saving is the difference of both shares.
    pub fn implied_spending(&self) -> Money {
        let fall = i128::from(self.cost_before.0) - i128::from(self.cost_after.0);
        Money(divide_half_even(i128::from(self.saving.0) * i128::from(ONE), fall.max(1)))
    }

    /// How many times the other figure it is, in thousandths.
    pub fn times_other_milli(&self) -> i64 {
        ratio_milli(self.saving, self.other)
    }
}

impl Disputed {
    /// How many times the published figure is claimed, in thousandths.
    pub fn times_milli(&self) -> i64 {
        ratio_milli(self.claimed, self.published)
    }
}

impl SaleClaim {
    /// What comes of the sale.
    pub fn sale(&self) -> Sale {
        Terms { adoption: self.adoption, price: self.price, marginal: self.marginal }.sell(self.cost)
    }

    /// The margin on the whole market as a share of a year's gap.
    pub fn margin_of_gap(&self) -> Share {
        let gap = Money(self.gap.0 / i64::from(self.gap_years.max(1)));
        Share(u32::try_from(ratio_ppm(self.market.times(self.margin), gap)).unwrap_or(ONE))
    }
}

fn ratio_milli(above: Money, below: Money) -> i64 {
    divide_half_even(i128::from(above.0) * 1000, i128::from(below.0.max(1)))
}

fn ratio_ppm(above: Money, below: Money) -> i64 {
    divide_half_even(i128::from(above.0) * i128::from(ONE), i128::from(below.0.max(1)))
}

fn amount<'de, D: Deserializer<'de>>(from: D) -> Result<Money, D::Error> {
    let value = Value::deserialize(from)?;
    Money::parse_short(&text(&value)).map_err(|error| D::Error::custom(format!("`{}` {error}", text(&value))))
}

fn share<'de, D: Deserializer<'de>>(from: D) -> Result<Share, D::Error> {
    share_of(&Value::deserialize(from)?).ok_or_else(|| D::Error::custom("is not a share"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_is_read() {
        assert_eq!(cases().len(), group("case").count());
    }
}

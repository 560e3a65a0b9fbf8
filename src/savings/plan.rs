//! What goes when: the target saving cut into steps, each at one provider in one year (docs/model.md section 16.22).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::base::Base;
use super::scenario::Scenario;
use crate::ledger::Pool;
use crate::money::{Money, divide_half_even, share_out};
use crate::words::words;

/// So many of the largest parts have steps of their own. Those of all others are added up.
const MOST: usize = 20_000;

words! {
    /// What a step takes out.
    pub enum What {
        /// Posts.
        Posts = "posts",
        /// Systems and their contracts.
        Systems = "systems",
        /// Other cost of processes, or cost that is known from their totals only.
        Other = "other",
    }
}

words! {
    /// What a step waits for.
    pub enum WaitsFor {
        /// People leave anyway, or are paid to.
        Attrition = "attrition",
        /// The contract of a system ends.
        ContractEnd = "contract-end",
        /// Its wave comes.
        Wave = "wave",
    }
}

impl From<Pool> for What {
    fn from(pool: Pool) -> Self {
        match pool {
            Pool::Roles => Self::Posts,
            Pool::Systems => Self::Systems,
            Pool::Other | Pool::Unspecified => Self::Other,
        }
    }
}

/// What one provider has of a stake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanPart {
    /// An index into [`Base::stakes`].
    pub stake: u32,
    /// The unit or product: an index into those of the organisation.
    pub provider: Option<u32>,
    /// Its duplicated cost.
    pub duplicated: Money,
    /// Posts, contracts or processes that are more than one, in thousandths. None: not known.
    pub surplus: Option<i64>,
}

/// What one year takes out of a part, more than the year before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The year of the case.
    pub year: u32,
    /// An index into the parts. None: all parts that are not listed one by one.
    pub part: Option<u32>,
    /// What goes.
    pub what: What,
    /// How many, in tenths. Those up to a year add up to the surplus times the schedule's share.
    pub tenths: Option<i64>,
    /// How much of the gross saving.
    pub money: Money,
    /// What it waits for, in the order of the words.
    pub waits_for: Vec<WaitsFor>,
}

/// What starts together: the gross saving of it is rounded once.
type Together = (u32, u32, Pool, u32);

/// What small parts have in common: the year, what they are, and what they wait for.
type Small = (u32, What, Vec<WaitsFor>);

/// The steps of all parts, by year, the largest first. Those of a year and all before it are the gross saving of the year, to the
/// penny.
pub fn plan(base: &Base, parts: &[PlanPart], scenario: &Scenario) -> Vec<Step> {
    let schedule = scenario.schedule();
    let together = |part: &PlanPart| -> Together {
        let stake = &base.stakes[part.stake as usize];
        let lag = scenario.lag(stake.pool, stake.contract_end, base.year);
        (stake.organisation, base.wave(stake, scenario), stake.pool, lag)
    };
    let mut order: Vec<(Together, u32)> = (0..).zip(parts).map(|(place, part)| (together(part), place)).collect();
    order.par_sort_unstable();
    let own = own(parts);
    let mut steps = Vec::new();
    let mut others: BTreeMap<Small, (Money, Option<i64>)> = BTreeMap::new();
    for group in order.chunk_by(|one, next| one.0 == next.0) {
        let (_, wave, pool, lag) = group[0].0;
        let of = |place: u32| &parts[place as usize];
        let weights: Vec<i64> = group.iter().map(|(_, place)| of(*place).duplicated.0).collect();
        let amount = Money(weights.iter().sum());
        let waits_for = waits_for(pool, wave);
        let mut before = Money::ZERO;
        for year in 1..=scenario.horizon {
            let since = i64::from(year) - i64::from(wave) - i64::from(lag);
            let gross = schedule.of(amount, since);
            let tenths = |surplus: i64, since: i64| {
                divide_half_even(i128::from(surplus) * schedule.at(since), schedule.denominator() * 100)
            };
            if gross == before && schedule.at(since) == schedule.at(since - 1) {
                continue;
            }
            let more = share_out(gross - before, &weights);
            before = gross;
            for ((_, place), money) in group.iter().zip(more) {
                let tenths = of(*place).surplus.map(|surplus| tenths(surplus, since) - tenths(surplus, since - 1));
                if own[*place as usize] {
                    let part = Some(*place);
                    if money.is_positive() || tenths.is_some_and(|tenths| tenths > 0) {
                        steps.push(Step { year, part, what: pool.into(), tenths, money, waits_for: waits_for.clone() });
                    }
                } else {
                    let sum = others.entry((year, pool.into(), waits_for.clone())).or_insert((Money::ZERO, Some(0)));
                    sum.0 += money;
                    sum.1 = sum.1.zip(tenths).map(|(sum, tenths)| sum + tenths);
                }
            }
        }
    }
    steps.extend(others.into_iter().map(|((year, what, waits_for), (money, tenths))| Step {
        year,
        part: None,
        what,
        tenths,
        money,
        waits_for,
    }));
    steps.par_sort_by_key(|step| (step.year, step.part.is_none(), Reverse(step.money), step.part));
    steps
}

/// Which parts have steps of their own: the largest.
fn own(parts: &[PlanPart]) -> Vec<bool> {
    if parts.len() <= MOST {
        return vec![true; parts.len()];
    }
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.par_sort_unstable_by_key(|place| (Reverse(parts[*place].duplicated), *place));
    let mut own = vec![false; parts.len()];
    for place in &order[..MOST] {
        own[*place] = true;
    }
    own
}

fn waits_for(pool: Pool, wave: u32) -> Vec<WaitsFor> {
    let kind = match pool {
        Pool::Roles => Some(WaitsFor::Attrition),
        Pool::Systems => Some(WaitsFor::ContractEnd),
        Pool::Other | Pool::Unspecified => None,
    };
    kind.into_iter().chain((wave > 0).then_some(WaitsFor::Wave)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::date;
    use proptest::prelude::*;

    use super::super::base::Stake;
    use super::super::range::Spread;
    use super::*;
    use crate::ledger::SpendCategory;
    use crate::savings::appraise;

    fn stake() -> impl Strategy<Value = Stake> {
        let end = prop::option::of((2024..2032_i16, 1..=12_i8));
        (0..3_u32, 0..2_u32, 0..4_usize, end, 0..9_000_000_i64, 0..9_000_i64).prop_map(
            |(organisation, function, pool, end, pence, milli_fte)| Stake {
                organisation,
                function,
                pool: Pool::ALL[pool],
                category: SpendCategory::Administrative,
                contract_end: end
                    .filter(|_| Pool::ALL[pool] == Pool::Systems)
                    .map(|(year, month)| date(year, month, 28)),
                duplicated: Money(pence),
                unknown: Money(pence / 3),
                milli_fte,
                reckoned: milli_fte / 2,
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn steps_up_to_a_year_are_its_gross_saving(
            mut stakes in prop::collection::vec(stake(), 1..12), cuts in prop::collection::vec(1..5_i64, 1..4),
            preset in 0..4_usize, wave in 0..4_u32, shape in 0..3_usize
        ) {
            stakes.sort_by_key(|stake| (stake.function, stake.organisation));
            let keys = [
                ("preset", Scenario::PRESETS[preset].to_owned()),
                ("waves", format!("{{hr.payroll: {wave}}}")),
                ("shape", ["linear", "front-loaded", "s-curve"][shape].to_owned()),
            ];
            let keys = keys.map(|(key, value)| (key.to_owned(), serde_yaml::from_str(&value).unwrap()));
            let scenario = Scenario::from_keys(&BTreeMap::new(), &BTreeMap::from(keys)).unwrap();
            let full: Money = stakes.iter().map(|stake| stake.duplicated).sum();
            let base = Base {
                currency: "GBP".to_owned(),
                year: 2025,
                organisations: 3,
                functions: vec![vec!["hr.payroll".to_owned()], vec!["finance.treasury".to_owned()]],
                stakes: stakes.clone(),
                compared: full,
                reorganisation: Money::ZERO,
                carried: Money::ZERO,
                spread: Spread { full, ..Spread::default() },
            };
            let parts: Vec<PlanPart> = (0..).zip(&stakes).flat_map(|(place, stake)| {
                let amounts = share_out(stake.duplicated, &cuts).into_iter().zip(share_out(Money(stake.milli_fte), &cuts));
                let part = move |(provider, (duplicated, surplus)): (u32, (Money, Money))| {
                    PlanPart { stake: place, provider: Some(provider), duplicated, surplus: Some(surplus.0) }
                };
                (0..).zip(amounts).map(part).collect::<Vec<_>>()
            }).collect();
            let steps = plan(&base, &parts, &scenario);
            let case = appraise(&base.tranches(&scenario), &scenario);
            for (year, line) in (0..).zip(&case.lines) {
                let sum: Money = steps.iter().filter(|step| step.year <= year).map(|step| step.money).sum();
                prop_assert_eq!(sum, line.gross, "year {}", year);
            }
            let schedule = scenario.schedule();
            for (place, part) in (0..).zip(&parts) {
                let tenths: i64 = steps.iter().filter(|step| step.part == Some(place)).filter_map(|step| step.tenths).sum();
                let stake = &base.stakes[part.stake as usize];
                let since = i64::from(scenario.horizon) - i64::from(base.wave(stake, &scenario))
                    - i64::from(scenario.lag(stake.pool, stake.contract_end, 2025));
                let target = i128::from(part.surplus.unwrap()) * schedule.at(since);
                prop_assert_eq!(tenths, divide_half_even(target, schedule.denominator() * 100));
            }
            prop_assert!(steps.iter().all(|step| step.money >= Money::ZERO));
        }
    }
}

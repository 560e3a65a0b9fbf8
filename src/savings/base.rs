//! What every scenario starts from: the duplicated cost, cut as finely as a scenario can tell apart.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use jiff::civil::Date;
use rayon::prelude::*;

use super::appraisal::{Amount, Reckoned, Tranche};
use super::pay::Pay;
use super::range::Spread;
use super::scenario::Scenario;
use crate::ledger::{Pool, SpendCategory};
use crate::money::{Fte, Money, divide_half_even, likely_pay, pay_around, share_out};
use crate::overlap::{Attribution, Overlap};
use crate::taxonomy::{FunctionId, Taxonomy};

/// Everything about an audit that an estimate needs. A saved report holds all of it.
#[derive(Debug, Clone)]
pub struct Base {
    /// The currency of every amount.
    pub currency: String,
    /// The calendar year in which the period of the returns begins.
    pub year: i16,
    /// How many organisations there are.
    pub organisations: u32,
    /// Of each function: its code, then those of the groups above it, nearest first.
    pub functions: Vec<Vec<String>>,
    /// The duplicated cost, without what comes with the reorganisation.
    pub stakes: Vec<Stake>,
    /// The cost that is compared: of sets with two providers or more.
    pub compared: Money,
    /// What comes with the reorganisation of bodies: in no saving.
    pub reorganisation: Money,
    /// How sure the duplicated cost is without it.
    pub spread: Spread,
    /// The most of the duplicated cost that one thing carries which is not sure.
    pub carried: Money,
}

/// One organisation's duplicated cost of one function, pool, category and contract end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stake {
    /// Whose.
    pub organisation: u32,
    /// On which function: an index into [`Base::functions`].
    pub function: u32,
    /// What kind of cost.
    pub pool: Pool,
    /// Its category.
    pub category: SpendCategory,
    /// When the contracts behind it end, for systems.
    pub contract_end: Option<Date>,
    /// How much.
    pub duplicated: Money,
    /// Of it: what nobody says the kind of.
    pub unknown: Money,
    /// Duplicated staff of roles, in thousandths.
    pub milli_fte: i64,
    /// Staff that the cost of unknown kind would pay, in thousandths.
    pub reckoned: i64,
}

impl Stake {
    /// What is left of it without an amount: its staff go with the pounds.
    #[must_use]
    pub fn without(self, amount: Money) -> Self {
        let kept = self.duplicated - amount;
        let part = |whole: i64| match amount {
            Money::ZERO => whole,
            _ => divide_half_even(i128::from(whole) * i128::from(kept.0), i128::from(self.duplicated.0.max(1))),
        };
        Self {
            duplicated: kept,
            unknown: Money(part(self.unknown.0)),
            milli_fte: part(self.milli_fte),
            reckoned: part(self.reckoned),
            ..self
        }
    }
}

/// The measured functions, in the order of the measure.
pub fn functions_of(overlap: &Overlap) -> Vec<FunctionId> {
    overlap.functions.iter().map(|measure| measure.function).collect()
}

/// The duplicated cost of a measure, for its functions.
pub fn stakes(overlap: &Overlap, functions: &[FunctionId], pay: &Pay) -> Vec<Stake> {
    let place = |function| u32::try_from(functions.binary_search(&function).unwrap_or_default()).unwrap_or(u32::MAX);
    let stakes = overlap.attribution.iter().zip(milli_fte(&overlap.attribution)).map(|(row, milli_fte)| Stake {
        organisation: row.organisation,
        function: place(row.function),
        pool: row.pool,
        category: row.category,
        contract_end: row.contract_end,
        duplicated: row.duplicated,
        unknown: row.unknown,
        milli_fte,
        reckoned: pay.staff(row.function, row.unknown),
    });
    stakes.collect()
}

/// The code of a function and those of the groups above it, nearest first.
pub fn lineage(function: FunctionId, taxonomy: &Taxonomy) -> Vec<String> {
    let ids = std::iter::successors(Some(function), |id| taxonomy.get(*id).parent);
    ids.map(|id| taxonomy.get(id).code.clone()).collect()
}

/// The calendar year in which a period begins.
pub fn base_year(period: &str) -> i16 {
    period.get(..4).and_then(|year| year.parse().ok()).unwrap_or_default()
}

/// Staff of roles in thousandths, row by row, so that they add up to each organisation's own rounded sum.
pub fn milli_fte(attribution: &[Attribution]) -> Vec<i64> {
    let rows = attribution.iter().enumerate().filter(|(_, row)| row.pool == Pool::Roles);
    let mut places: Vec<(u32, usize)> = rows.map(|(place, row)| (row.organisation, place)).collect();
    places.par_sort_unstable();
    let own = places.par_chunk_by(|one, next| one.0 == next.0);
    let shared = own.flat_map_iter(|own| {
        let fte = own.iter().map(|(_, place)| attribution[*place].fte);
        let weights: Vec<i64> = fte.clone().map(Fte::weight).collect();
        share_out(Money(fte.sum::<Fte>().milli()), &weights)
    });
    let shared: Vec<Money> = shared.collect();
    let mut parts = vec![0; attribution.len()];
    for ((_, place), part) in places.into_iter().zip(shared) {
        parts[place] = part.0;
    }
    parts
}

/// Amounts by pool and by years of lag.
type Pools = BTreeMap<(Pool, u32), Amount>;

/// What starts with one wave at one body.
#[derive(Default)]
struct Wave {
    pools: Pools,
    milli_fte: i64,
    /// Of unknown kind, and the staff that would pay.
    unknown: Money,
    reckoned: i64,
}

impl Base {
    /// Whether one thing that is not sure carries more than a third of the duplicated cost.
    pub fn is_doubtful(&self) -> bool {
        i128::from(self.carried.0) * 3 > i128::from(self.spread.full.0)
    }

    /// The duplicated cost, cut into what starts together: by organisation, wave, pool and lag.
    pub fn tranches(&self, scenario: &Scenario) -> Vec<Tranche> {
        let likely = self.likely_pay();
        (0_u32..)
            .zip(self.by_organisation())
            .collect::<Vec<_>>()
            .into_par_iter()
            .flat_map_iter(|(organisation, stakes)| {
                let mut waves: BTreeMap<u32, Wave> = BTreeMap::new();
                for stake in stakes {
                    let wave = waves.entry(self.wave(stake, scenario)).or_default();
                    let lag = scenario.lag(stake.pool, stake.contract_end, self.year);
                    let nothing = Amount { pool: stake.pool, lag, duplicated: Money::ZERO, unknown: Money::ZERO };
                    let amount = wave.pools.entry((stake.pool, lag)).or_insert(nothing);
                    amount.duplicated += stake.duplicated;
                    amount.unknown += stake.unknown;
                    wave.milli_fte += stake.milli_fte;
                    wave.unknown += stake.unknown;
                    wave.reckoned += stake.reckoned;
                }
                let bounds = likely.clone();
                waves.into_iter().map(move |(number, wave)| Tranche {
                    organisation,
                    wave: number,
                    reckoned: Reckoned::of(wave.unknown, wave.reckoned, bounds.as_ref()),
                    pools: wave.pools.into_values().collect(),
                    milli_fte: wave.milli_fte,
                })
            })
            .collect()
    }

    /// Between which amounts the cost of a post lies: in a currency of which nothing is published, three tenths and five times
    /// what is reckoned with.
    fn likely_pay(&self) -> Option<RangeInclusive<Money>> {
        likely_pay(&self.currency).or_else(|| {
            let unknown: Money = self.stakes.iter().map(|stake| stake.unknown).sum();
            let reckoned: i64 = self.stakes.iter().map(|stake| stake.reckoned).sum();
            let pay = (reckoned > 0).then(|| divide_half_even(i128::from(unknown.0) * 1000, i128::from(reckoned)))?;
            Some(pay_around(Money(pay)))
        })
    }

    /// The stakes of each organisation.
    pub(super) fn by_organisation(&self) -> Vec<Vec<&Stake>> {
        let mut own: Vec<Vec<&Stake>> = vec![Vec::new(); self.organisations as usize];
        for stake in &self.stakes {
            own[stake.organisation as usize].push(stake);
        }
        own
    }

    pub(super) fn wave(&self, stake: &Stake, scenario: &Scenario) -> u32 {
        scenario.wave(self.functions[stake.function as usize].iter().map(String::as_str), stake.category)
    }
}

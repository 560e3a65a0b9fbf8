//! Who pays and who gains: each body's part of a case, on two readings (docs/model.md section 16.18).
//!
//! Pro rata, each body has the case of its own part of the duplicated cost. With a host for each function, one body runs it for
//! all, and each of the others pays its share of what is left. Both readings share out the same case, to the penny.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::appraisal::{Case, Tranche, appraise, worth};
use super::base::Base;
use super::scenario::Scenario;
use crate::ledger::Pool;
use crate::money::{Money, Share, share_out};

/// Of the cost that moves to a host: what a body keeps a year to steer the service.
const CLIENT: Share = Share(30_000);

/// Of the cost that moves: what stays with nobody to pay for, such as room and overheads, for so many years.
const STRANDED: Share = Share(100_000);
const STRANDED_YEARS: i64 = 2;

/// A body that would share a function with others: what it spends on it, and how large it is by what they share by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sharer {
    /// On which function: an index into [`Base::functions`].
    pub function: u32,
    /// Which body.
    pub organisation: u32,
    /// Which body runs it for all of them.
    pub host: u32,
    /// What it spends on the function and is compared.
    pub cost: Money,
    /// Its volume, or what stands in for it.
    pub size: i64,
}

/// A case, or a body's part of it: amounts of a year at full run, and over the horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Part {
    /// The target saving of a year.
    pub gross: Money,
    /// What of it is likely to come true.
    pub realised: Money,
    /// By how much budgets fall.
    pub cash_releasing: Money,
    /// What it costs once: exits, set-up and dual running.
    pub one_off: Money,
    /// Net present value.
    pub npv: Money,
}

/// What a body has on the reading with hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hosted {
    /// Its part of the case.
    pub part: Part,
    /// Functions that it runs for others.
    pub hosts: usize,
    /// What it would keep a year to steer what others run for it. In no other figure.
    pub client: Money,
    /// What would stay with it for two years of what moves. In no other figure.
    pub stranded: Money,
}

/// Both readings, by body.
#[derive(Debug, Clone, Default)]
pub struct Payers {
    /// Each body's part, pro rata.
    pub pro_rata: Vec<Part>,
    /// With hosts. None where no function has bodies whose sizes are known.
    pub hosted: Option<Vec<Hosted>>,
}

/// The pieces that a reading shares out: of a year, and over the horizon.
const PIECES: usize = 8;

/// Of a case: gross, realised and cash of a year; exits, and set-up with dual running; the same three discounted.
type Pieces = [Money; PIECES];

/// By what each piece is shared: 0 and 1 by all that is duplicated, 2 and 5 by what releases cash, 3 and 6 by staff.
const BY: [By; PIECES] =
    [By::Duplicated, By::Duplicated, By::Cash, By::Staff, By::Duplicated, By::Cash, By::Staff, By::Duplicated];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Duplicated,
    Cash,
    Staff,
}

fn pieces(case: &Case) -> Pieces {
    let last = case.lines.last().copied().unwrap_or_default();
    let sum = |of: &dyn Fn(&super::appraisal::Line) -> Money| case.lines.iter().map(of).sum::<Money>();
    let exits = sum(&|line| worth(line.exits, line.discount_factor));
    let costs = sum(&|line| worth(line.setup + line.dual_running, line.discount_factor));
    [
        case.planned_annual,
        last.realised,
        last.cashable,
        sum(&|line| line.exits),
        sum(&|line| line.setup + line.dual_running),
        // So that the three of them are the value of the case to the penny.
        case.npv + exits + costs,
        exits,
        costs,
    ]
}

fn part(pieces: &Pieces) -> Part {
    let [gross, realised, cash_releasing, exits, costs, cash, exits_worth, costs_worth] = *pieces;
    Part { gross, realised, cash_releasing, one_off: exits + costs, npv: cash - exits_worth - costs_worth }
}

/// Shares a case out over the bodies, on both readings.
pub fn payers(base: &Base, tranches: &[Tranche], scenario: &Scenario, case: &Case, sharers: &[Sharer]) -> Payers {
    let own = own_pieces(base, tranches, scenario, &pieces(case));
    Payers {
        pro_rata: own.iter().map(part).collect(),
        hosted: (!sharers.is_empty()).then(|| hosted(base, scenario, own.clone(), sharers)),
    }
}

/// The pieces of each body's own case, made to add up to those of all: pennies, and what does not depend on the saving, go by
/// what is duplicated.
fn own_pieces(base: &Base, tranches: &[Tranche], scenario: &Scenario, whole: &Pieces) -> Vec<Pieces> {
    // What does not depend on the saving is paid once, not by each body: it is in what is missing of the whole.
    let alone = scenario.without_fixed();
    let mut own: Vec<(u32, Pieces)> = tranches
        .par_chunk_by(|a, b| a.organisation == b.organisation)
        .map(|own| (own[0].organisation, pieces(&appraise(own, &alone))))
        .collect();
    let mut all = vec![Pieces::default(); base.organisations as usize];
    for (organisation, pieces) in own.drain(..) {
        all[organisation as usize] = pieces;
    }
    let mut weights = vec![0_i64; all.len()];
    for stake in &base.stakes {
        weights[stake.organisation as usize] += stake.duplicated.0;
    }
    for piece in 0..PIECES {
        let sum: Money = all.iter().map(|pieces| pieces[piece]).sum();
        for (pieces, penny) in all.iter_mut().zip(signed_shares(whole[piece] - sum, &weights)) {
            pieces[piece] += penny;
        }
    }
    all
}

/// An amount by weights, to the penny, also where it is below nothing or no weight is above it.
fn signed_shares(amount: Money, weights: &[i64]) -> Vec<Money> {
    let even = vec![1; weights.len()];
    let weights = if weights.iter().any(|weight| *weight > 0) { weights } else { &even };
    let sign = amount.0.signum();
    share_out(Money(amount.0.abs()), weights).into_iter().map(|part| Money(part.0 * sign)).collect()
}

/// What each body brings to the reading with hosts.
fn hosted(base: &Base, scenario: &Scenario, mut own: Vec<Pieces>, sharers: &[Sharer]) -> Vec<Hosted> {
    let of_function = split_by_function(base, &own, sharers);
    let mut waves: BTreeMap<u32, u32> = BTreeMap::new();
    for stake in &base.stakes {
        waves.entry(stake.function).or_insert_with(|| base.wave(stake, scenario));
    }
    let mut all = vec![Hosted::default(); own.len()];
    for set in sharers.chunk_by(|a, b| (a.function, a.host) == (b.function, b.host)) {
        let host = set[0].host;
        let wave = waves.get(&set[0].function).copied().unwrap_or_default();
        // From the year after the set-up begins, every body pays for its part of the work.
        let years: f64 = (1 + wave..=scenario.horizon).map(|year| scenario.discount.factor(year)).sum();
        let sizes: Vec<i64> = set.iter().map(|one| one.size).collect();
        let whole: Money = set.iter().map(|one| one.cost).sum();
        let due = share_out(whole, &sizes);
        let pooled = worth(whole, years);
        let costs: Vec<i64> = set.iter().map(|one| one.cost.0).collect();
        let (spent, due_worth) = (share_out(pooled, &costs), share_out(pooled, &sizes));
        let brought: Vec<Pieces> = set
            .iter()
            .map(|one| of_function.get(&(one.function, one.organisation)).copied().unwrap_or_default())
            .collect();
        let leaving: Vec<i64> = set.iter().map(|one| if one.organisation == host { 0 } else { one.cost.0 }).collect();
        for (piece, by) in BY.into_iter().enumerate() {
            let sum: Money = brought.iter().map(|pieces| pieces[piece]).sum();
            let weights = if by == By::Staff { &leaving } else { &sizes };
            for ((one, brought), share) in set.iter().zip(&brought).zip(signed_shares(sum, weights)) {
                own[one.organisation as usize][piece] += share - brought[piece];
            }
        }
        for (place, one) in set.iter().enumerate() {
            let body = one.organisation as usize;
            for piece in &mut own[body][..3] {
                *piece += one.cost - due[place];
            }
            own[body][5] += spent[place] - due_worth[place];
            if one.organisation == host {
                all[body].hosts += 1;
            } else {
                all[body].client += one.cost.times(CLIENT);
                all[body].stranded += Money(one.cost.times(STRANDED).0 * STRANDED_YEARS);
            }
        }
    }
    for (hosted, pieces) in all.iter_mut().zip(&own) {
        hosted.part = part(pieces);
    }
    all
}

/// What of each body's pieces belongs to each of its functions: by what is duplicated, of what kind, and with how many staff.
fn split_by_function(base: &Base, own: &[Pieces], sharers: &[Sharer]) -> BTreeMap<(u32, u32), Pieces> {
    let mut shared = vec![false; own.len()];
    for one in sharers {
        shared[one.organisation as usize] = true;
    }
    // By body and function: duplicated, of it what releases cash, staff.
    let mut weights: BTreeMap<u32, BTreeMap<u32, [i64; 3]>> = BTreeMap::new();
    for stake in base.stakes.iter().filter(|stake| shared[stake.organisation as usize]) {
        let known = stake.pool != Pool::Unspecified;
        let weights = weights.entry(stake.organisation).or_default().entry(stake.function).or_default();
        weights[0] += stake.duplicated.0;
        weights[1] += if known { (stake.duplicated - stake.unknown).0 } else { 0 };
        weights[2] += stake.milli_fte + stake.reckoned;
    }
    let mut split = BTreeMap::new();
    for (organisation, by_function) in weights {
        for (piece, by) in BY.into_iter().enumerate() {
            let place = match by {
                By::Duplicated => 0,
                By::Cash => 1,
                By::Staff => 2,
            };
            let weights: Vec<i64> = by_function.values().map(|weights| weights[place]).collect();
            let parts = signed_shares(own[organisation as usize][piece], &weights);
            for (function, amount) in by_function.keys().zip(parts) {
                split.entry((*function, organisation)).or_insert_with(Pieces::default)[piece] = amount;
            }
        }
    }
    split
}

//! The business case of MODEL.md section 4: gross, realised, cashable, what it costs, and what remains.

use std::collections::BTreeMap;

use num_traits::Zero;

use super::discount::discount_factor;
use super::scenario::Scenario;
use super::schedule::{Fraction, Schedule, fraction, share, times, whole};
use crate::ledger::Pool;
use crate::money::{Money, share_out};

/// One organisation's duplicated cost that starts in one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tranche {
    /// Whose, so that whole posts are counted per organisation.
    pub organisation: u32,
    /// Years of delay of the wave.
    pub wave: u32,
    /// Amounts by pool and by years of lag.
    pub pools: Vec<(Pool, u32, Money)>,
    /// Duplicated staff, in thousandths.
    pub milli_fte: i64,
}

/// One year of a case, in pence of the baseline year.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Line {
    /// The target share of the duplicated cost.
    pub gross: Money,
    /// The part of it that comes true.
    pub realised: Money,
    /// The part of that by which budgets fall.
    pub cashable: Money,
    /// Cost of people leaving.
    pub exits: Money,
    /// Cost of setting up, optimism bias included.
    pub setup: Money,
    /// Cost of running old and new side by side, optimism bias included.
    pub dual_running: Money,
    /// Cashable less all three.
    pub net: Money,
    /// Net up to and including this year.
    pub cumulative_net: Money,
    /// What a pound of this year is worth in year 0.
    pub discount_factor: f64,
    /// Net in year-0 worth.
    pub present_value: Money,
}

impl Line {
    /// Time released, kind unknown: realised, and no budget falls by it.
    pub fn non_cashable(&self) -> Money {
        self.realised - self.cashable
    }
}

/// A business case.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Case {
    /// The duplicated cost it starts from.
    pub base: Money,
    /// The gross saving of a year at full run, as planned.
    pub planned_annual: Money,
    /// Year 0 to the horizon.
    pub lines: Vec<Line>,
    /// Net present value of the cashable part.
    pub npv: Money,
    /// Net present value, released time included.
    pub npv_including_time_released: Money,
    /// First year from which the cumulative net never falls below nothing again. None: not within the horizon.
    pub payback_year: Option<u32>,
}

/// Works out the case of a set of tranches.
pub fn appraise(tranches: &[Tranche], scenario: &Scenario) -> Case {
    let schedule = scenario.schedule();
    let setup = setup_by_year(tranches, scenario, &schedule);
    let rho = share(scenario.realisation);
    let uplift = fraction(1, 1) + share(scenario.optimism_bias);
    let mut by_organisation: BTreeMap<u32, Vec<&Tranche>> = BTreeMap::new();
    for tranche in tranches {
        by_organisation.entry(tranche.organisation).or_default().push(tranche);
    }
    let mut case = Case {
        base: tranches.iter().flat_map(|tranche| &tranche.pools).map(|(_, _, amount)| *amount).sum(),
        planned_annual: setup.planned,
        ..Case::default()
    };
    let mut posts_before: BTreeMap<u32, Fraction> = BTreeMap::new();
    let (mut gross_before, mut cumulative) = (Money::ZERO, Money::ZERO);
    for year in 0..=scenario.horizon {
        let mut line = Line { discount_factor: discount_factor(year), ..Line::default() };
        let mut new_posts = Fraction::zero();
        for (organisation, tranches) in &by_organisation {
            let part = organisation_year(tranches, scenario, &schedule, &rho, year);
            line.gross += part.gross;
            line.realised += part.realised;
            line.cashable += part.cashable;
            let before = posts_before.entry(*organisation).or_insert_with(Fraction::zero);
            if part.posts > *before {
                new_posts += &part.posts - &*before;
                *before = part.posts;
            }
        }
        let leaving = fraction(1, 1) - share(scenario.attrition);
        line.exits = times(scenario.exit_cost, &(new_posts * leaving));
        line.setup = times(setup.by_year.get(&year).copied().unwrap_or_default(), &uplift);
        let growth = (line.gross - gross_before).max(Money::ZERO);
        line.dual_running = times(growth, &(share(scenario.dual_run) * &uplift));
        gross_before = line.gross;
        line.net = line.cashable - line.exits - line.setup - line.dual_running;
        cumulative += line.net;
        line.cumulative_net = cumulative;
        line.present_value = worth(line.net, line.discount_factor);
        case.npv += line.present_value;
        case.npv_including_time_released += worth(line.net + line.non_cashable(), line.discount_factor);
        case.payback_year =
            if cumulative < Money::ZERO { None } else { case.payback_year.or(Some(year).filter(|year| *year > 0)) };
        case.lines.push(line);
    }
    case
}

/// One organisation's part of a year.
struct Part {
    gross: Money,
    realised: Money,
    cashable: Money,
    posts: Fraction,
}

fn organisation_year(
    tranches: &[&Tranche],
    scenario: &Scenario,
    schedule: &Schedule,
    rho: &Fraction,
    year: u32,
) -> Part {
    let mut part = Part { gross: Money::ZERO, realised: Money::ZERO, cashable: Money::ZERO, posts: Fraction::zero() };
    let mut realised_roles = Money::ZERO;
    for tranche in tranches {
        let since = i64::from(year) - i64::from(tranche.wave);
        for (pool, lag, amount) in &tranche.pools {
            let gross = schedule.of(*amount, since - i64::from(*lag));
            let realised = times(gross, rho);
            part.gross += gross;
            part.realised += realised;
            match pool {
                Pool::Roles => realised_roles += realised,
                Pool::Unspecified if !scenario.unspecified_cashable => {}
                _ => part.cashable += realised,
            }
        }
        part.posts += rho * schedule.at(since) * fraction(tranche.milli_fte, 1000);
    }
    if scenario.whole_posts {
        let released = part.posts.clone();
        part.posts = fraction(whole(&released), 1);
        if !released.is_zero() {
            part.cashable += times(realised_roles, &(&part.posts / released));
        }
    } else {
        part.cashable += realised_roles;
    }
    part
}

/// What setting up costs, before optimism bias.
struct Setup {
    planned: Money,
    by_year: BTreeMap<u32, Money>,
}

fn setup_by_year(tranches: &[Tranche], scenario: &Scenario, schedule: &Schedule) -> Setup {
    let mut by_wave: BTreeMap<u32, Money> = BTreeMap::new();
    for tranche in tranches {
        *by_wave.entry(tranche.wave).or_default() += tranche.pools.iter().map(|(_, _, amount)| *amount).sum();
    }
    let mut setup = Setup { planned: Money::ZERO, by_year: BTreeMap::new() };
    let weights: Vec<i64> = scenario.setup_profile.iter().map(|share| i64::from(share.0)).collect();
    for (wave, base) in by_wave {
        let planned = times(base, schedule.full());
        setup.planned += planned;
        let cost = times(planned, &fraction(scenario.setup_ratio, 1_000_000));
        for (year, part) in (wave..).zip(share_out(cost, &weights)) {
            *setup.by_year.entry(year).or_default() += part;
        }
    }
    setup
}

/// A float product and one rounding, half-even, as MODEL.md section 12 asks for.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
fn worth(amount: Money, factor: f64) -> Money {
    Money((amount.0 as f64 * factor).round_ties_even() as i64)
}

//! What a scenario makes of the duplicated cost: the case, whether it can be said, its range, and what would turn it.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::appraisal::{Case, Tranche, appraise};
use super::base::{Base, Stake};
use super::range::Range;
use super::scenario::{Scenario, Shape};
use crate::ledger::Pool;
use crate::money::{Money, ONE, Share};

/// What a reader may conclude.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conclusion {
    /// The net present value is above nothing and the cost is paid back within the horizon.
    WorthIt,
    /// It is not, or it is not.
    NotWorthIt,
    /// Too little is known.
    CannotBeSaid,
    /// Nothing is duplicated.
    NothingFound,
}

impl Conclusion {
    /// The word for it in every format.
    pub fn word(self) -> &'static str {
        match self {
            Self::WorthIt => "worth-it",
            Self::NotWorthIt => "not-worth-it",
            Self::CannotBeSaid => "cannot-be-said",
            Self::NothingFound => "nothing-found",
        }
    }
}

/// Where the net present value is nothing, everything else as it is. None: nowhere within the bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Switching {
    /// The share of the duplicated cost to be taken out, between 0 and 1.
    pub target: Option<Share>,
    /// The part that comes true, between 0 and 1.
    pub realisation: Option<Share>,
    /// Set-up cost per planned annual saving, in millionths, between 0 and 10.
    pub setup_ratio: Option<i64>,
}

/// An estimate.
#[derive(Debug, Clone)]
pub struct Estimate {
    /// The business case.
    pub case: Case,
    /// Why it cannot be said, where it cannot.
    pub reason: Option<String>,
    /// The range of the saving of a year at full run.
    pub range: Range,
    /// What a reader may conclude.
    pub conclusion: Conclusion,
}

impl Estimate {
    /// What comes true of the planned saving of a year.
    pub fn realised_annual(&self, scenario: &Scenario) -> Money {
        self.case.planned_annual.times(scenario.realisation)
    }
}

/// Estimates a scenario.
pub fn estimate(base: &Base, scenario: &Scenario) -> Estimate {
    let case = appraise(&base.tranches(scenario), scenario);
    let reason = cannot_be_said(base, scenario, &base.stakes);
    let conclusion = if case.base == Money::ZERO {
        Conclusion::NothingFound
    } else if reason.is_some() {
        Conclusion::CannotBeSaid
    } else if case.npv > Money::ZERO && case.payback_year.is_some() {
        Conclusion::WorthIt
    } else {
        Conclusion::NotWorthIt
    };
    Estimate { case, reason, range: Range::of(&base.spread, scenario), conclusion }
}

/// The net present value of each organisation's own case. None: cannot be said.
pub fn by_organisation(base: &Base, scenario: &Scenario) -> Vec<Option<Money>> {
    let mut stakes: BTreeMap<u32, Vec<Stake>> = BTreeMap::new();
    for stake in &base.stakes {
        stakes.entry(stake.organisation).or_default().push(*stake);
    }
    let mut tranches: BTreeMap<u32, Vec<Tranche>> = BTreeMap::new();
    for tranche in base.tranches(scenario) {
        tranches.entry(tranche.organisation).or_default().push(tranche);
    }
    (0..base.organisations)
        .into_par_iter()
        .map(|organisation| {
            let own = stakes.get(&organisation).map_or(&[][..], |own| own);
            if cannot_be_said(base, scenario, own).is_some() {
                return None;
            }
            Some(tranches.get(&organisation).map_or(Money::ZERO, |own| appraise(own, scenario).npv))
        })
        .collect()
}

/// Why the business case of these stakes cannot be said, if it cannot (MODEL.md section 4).
fn cannot_be_said(base: &Base, scenario: &Scenario, stakes: &[Stake]) -> Option<String> {
    if scenario.is_manifesto() {
        return None;
    }
    let whole: Money = stakes.iter().map(|stake| stake.duplicated).sum();
    let unspecified: Money =
        stakes.iter().filter(|stake| stake.pool == Pool::Unspecified).map(|stake| stake.duplicated).sum();
    let without_fte: Money = stakes.iter().map(|stake| stake.without_fte).sum();
    if (unspecified + without_fte).0 * 2 > whole.0 {
        return Some(format!(
            "of the {whole} that counts as duplicated, {unspecified} is known from process totals only and {without_fte} is of \
             roles without FTE: more than half, so that neither posts nor budgets can be said to fall"
        ));
    }
    let foreign = base.currency != "GBP" && !scenario.is_set("exit_cost") && scenario.exit_cost != Money::ZERO;
    foreign.then(|| format!("the cost of an exit is known in GBP only; give `exit_cost` in {}", base.currency))
}

/// What would turn the case: by bisection, everything else as in the scenario.
pub fn switching(base: &Base, scenario: &Scenario) -> Switching {
    // Neither waves nor lags depend on what is varied.
    let tranches = base.tranches(scenario);
    let one = i64::from(ONE);
    let rate = |value: i64| Share(u32::try_from(value).unwrap_or(ONE));
    let worth = |changed: &Scenario| appraise(&tranches, changed).npv;
    // A single step above nothing is not looked at: there everything is nothing.
    let turns: Vec<Option<i64>> = [0, 1, 2]
        .into_par_iter()
        .map(|which| match which {
            0 => root(one / 100, one, |value| worth(&aimed(scenario, rate(value)))),
            1 => root(0, one, |value| worth(&Scenario { realisation: rate(value), ..scenario.clone() })),
            _ => root(0, 10 * one, |value| worth(&Scenario { setup_ratio: value, ..scenario.clone() })),
        })
        .collect();
    Switching { target: turns[0].map(rate), realisation: turns[1].map(rate), setup_ratio: turns[2] }
}

/// The scenario with another target; a list of shares is stretched to it.
fn aimed(scenario: &Scenario, target: Share) -> Scenario {
    let shape = match &scenario.shape {
        Shape::List(steps) => {
            let from = u64::from(scenario.target.0.max(1));
            let stretched =
                |step: &Share| Share(u32::try_from(u64::from(step.0) * u64::from(target.0) / from).unwrap_or(target.0));
            Shape::List(steps.iter().map(stretched).collect())
        }
        other => other.clone(),
    };
    Scenario { target, shape, ..scenario.clone() }
}

/// Where an amount changes its sign between two values, to a thousandth of one whole. None: it does not.
fn root(low: i64, high: i64, amount: impl Fn(i64) -> Money) -> Option<i64> {
    const FINE: i64 = ONE as i64 / 1000;
    let sign = |value: i64| amount(value) >= Money::ZERO;
    let (mut low, mut high) = (low, high);
    let below = sign(low);
    if below == sign(high) {
        return None;
    }
    while high - low > FINE {
        let middle = low.midpoint(high);
        if sign(middle) == below { low = middle } else { high = middle }
    }
    Some((high + FINE / 2) / FINE * FINE)
}

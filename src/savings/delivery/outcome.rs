//! What is likely to come of a model: realisation, optimism bias, set-up, discounting, and from when on it is worth it.

use num_bigint::BigInt;
use schemars::JsonSchema;
use serde::Serialize;

use super::model::{DeliveryModel, Plan, Service};
use crate::money::{Money, ONE, Share, share_out};
use crate::savings::Scenario;
use crate::savings::appraisal::{uplifted, worth};
use crate::savings::exact::ratio_half_even;
use crate::table::rows;

rows! {
    /// One year of the service under the model, in prices of today.
    @[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
    pub struct OutcomeYear("years", "Years", 1) {
        pub year: u32 => "Year".wide(8), "Counted from 0, today.";
        pub adoption: Share => "Joined", "The share of the cost whose organisations have joined.";
        @[serde(flatten)]
        pub plan: Plan = columns, "As planned.";
        pub likely: Money => "Estimated saving", "The estimated saving.";
        pub setup: Money => "Set-up", "Set-up, optimism bias included.";
        pub dual_running: Money => "Dual running", "Old and new side by side, optimism bias included.";
        pub exits: Money => "Exits", "Cost of people leaving.";
        pub net: Money => "Net", "Likely less set-up, dual running and exits.";
        pub cumulative_net: Money => "Cumulative net", "Net up to and including the year.";
        pub present_value: Money => "Present value", "Net in year-0 worth.";
    }
}

/// What comes of a model within the horizon.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Year 0 to the horizon.
    pub years: Vec<OutcomeYear>,
    /// At full adoption, as planned.
    pub full: Plan,
    /// What is likely to be saved in a year at full adoption.
    pub likely: Money,
    /// Net present value.
    pub npv: Money,
    /// First year from which the cumulative net never falls below nothing again. None: not within the horizon.
    pub payback_year: Option<u32>,
}

/// Appraises a model for a service. Benefits get the realisation of the scenario, costs its optimism bias; the provider's
/// own cost gets that of the model where the scenario is the prudent one. Who joins pays for the platform and for every piece
/// whether or not the saving comes true, so that both are costs. Old and new run side by side for what each year adds to the
/// planned saving. Posts leave in proportion to what is saved where work moves; those that the provider needs go with the work.
pub fn appraise(model: &DeliveryModel, service: Service, scenario: &Scenario) -> Outcome {
    let model = if scenario.preset == "prudent" { model.clone().prudent() } else { model.clone() };
    let schedule = model.schedule();
    let uplift = ONE + scenario.optimism_bias.0;
    let full = model.plan(service, &schedule, model.years);
    // What is saved where work moves, before what replaces it is paid for: the benefit. Platform and pieces are costs.
    let benefit = |plan: &Plan| plan.saving + plan.platform + plan.by_the_piece;
    // What set-up costs depends on the saving that is promised, before the platform itself is paid for.
    let promised = benefit(&full).max(Money::ZERO);
    let setup = uplifted(promised, u32::try_from(scenario.setup_ratio).unwrap_or(u32::MAX), ONE);
    let profile: Vec<i64> = scenario.setup_profile.iter().map(|part| i64::from(part.0)).collect();
    let setup = if model.adoption == Share(0) { Vec::new() } else { share_out(setup, &profile) };
    let likely = |plan: &Plan| {
        let gain = benefit(plan);
        let gain = if gain.is_positive() { gain.times(scenario.realisation) } else { gain };
        gain - uplifted(plan.platform + plan.by_the_piece, ONE, uplift)
    };
    let kept = i64::from(ONE - scenario.attrition.0.min(ONE));
    let exit_costs = |saved: Money| {
        let factors = [saved.0, service.staff.milli_fte, scenario.exit_cost.0, kept];
        let divisors = [service.staff.of.0.max(1), 1000, i64::from(ONE)];
        ratio_half_even(&factors.map(BigInt::from), &divisors.map(BigInt::from))
    };
    // The most that was saved so far where work moves: as planned, and as it comes true.
    let (mut planned_before, mut saved_before) = (Money::ZERO, Money::ZERO);
    let mut outcome = Outcome { years: Vec::new(), full, likely: likely(&full), npv: Money::ZERO, payback_year: None };
    let mut cumulative_net = Money::ZERO;
    for year in 0..=scenario.horizon {
        let plan = model.plan(service, &schedule, year);
        let setup = setup.get(year as usize).map_or(Money::ZERO, |part| uplifted(*part, ONE, uplift));
        let likely = likely(&plan);
        let planned = benefit(&plan).max(planned_before);
        let saved = planned.times(scenario.realisation);
        let dual_running = uplifted(planned - planned_before, scenario.dual_run.0, uplift);
        let exits = exit_costs(saved - saved_before);
        (planned_before, saved_before) = (planned, saved);
        let net = likely - setup - dual_running - exits;
        cumulative_net += net;
        let present_value = worth(net, scenario.discount.factor(year));
        outcome.npv += present_value;
        let earlier = outcome.payback_year.or(Some(year).filter(|year| *year > 0));
        outcome.payback_year = earlier.filter(|_| cumulative_net >= Money::ZERO);
        let adoption = schedule.ppm(i64::from(year));
        outcome.years.push(OutcomeYear {
            year,
            adoption,
            plan,
            likely,
            setup,
            dual_running,
            exits,
            net,
            cumulative_net,
            present_value,
        });
    }
    // A service that nobody moves costs and saves nothing: that is no success.
    outcome.payback_year = outcome.payback_year.filter(|_| outcome.likely.is_positive());
    outcome
}

impl Outcome {
    /// The least adoption at which the net present value is not below nothing. None: not even with everybody.
    pub fn adoption_needed(model: &DeliveryModel, service: Service, scenario: &Scenario) -> Option<Share> {
        let pays = |adoption: u32| {
            let model = DeliveryModel { adoption: Share(adoption), ..model.clone() };
            appraise(&model, service, scenario).npv >= Money::ZERO
        };
        // Thousandths are finer than anybody can plan for, and rounded pence do not disturb them.
        let step = 1000;
        let (mut too_few, mut enough) = (0, ONE / step);
        if !pays(ONE) {
            return None;
        }
        while enough - too_few > 1 {
            let middle = u32::midpoint(too_few, enough);
            if pays(middle * step) { enough = middle } else { too_few = middle }
        }
        Some(Share(enough * step))
    }
}

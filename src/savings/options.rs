//! Options side by side: each takes its saving from the same duplicated cost, and bears the same kinds of cost (docs/model.md
//! section 16.24).

use std::collections::BTreeMap;

use super::appraisal::Tranche;
use super::base::Base;
use super::delivery::{DeliveryModel, Service};
use super::estimate::{Estimate, aimed, estimate};
use super::facts::Fact;
use super::scenario::{Scenario, Shape};
use crate::money::{Money, ONE, Share, divide_half_even};

/// An option, and what comes of it.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Its case. None: an input is missing.
    pub found: Option<(Scenario, Estimate)>,
    /// What is missing.
    pub missing: Option<&'static str>,
}

/// The best quartile and each delivery model, on the duplicated cost of the base. The best quartile is what all bodies of sound
/// benchmarks would save in a year; a model saves what it does of the cost that is compared.
pub fn choices(base: &Base, tranches: &[Tranche], scenario: &Scenario, quartile: Option<Money>) -> Vec<Choice> {
    let full = base.spread.full;
    if !full.is_positive() {
        return Vec::new();
    }
    let share = |saving: Money| {
        let ppm = divide_half_even(i128::from(saving.0.max(0)) * i128::from(ONE), i128::from(full.0));
        Share(u32::try_from(ppm).unwrap_or(ONE).min(ONE))
    };
    let found = |scenario: Scenario| {
        let found = estimate(base, tranches, &scenario);
        Some((scenario, found))
    };
    let minimum = Choice {
        name: "do-minimum",
        about: "every organisation reaches the best quartile of unit costs",
        found: quartile.and_then(|saving| found(aimed(scenario, share(saving)))),
        missing: quartile.is_none().then_some("no benchmark of grade A or B"),
    };
    let model = |fact: &'static Fact| {
        let name = fact.name.strip_prefix("delivery.").unwrap_or(&fact.name);
        let about = fact.about.as_deref().unwrap_or_default();
        if name == "platform-claim" {
            return None;
        }
        if name == "platform" {
            return Some(Choice { name, about, found: None, missing: Some("platform cost not given") });
        }
        let mut own = scenario.clone();
        // No key is set, so that the presets of the tool cannot fail.
        let mut model = DeliveryModel::from_keys(name, &BTreeMap::new(), &mut own).ok()?;
        if scenario.preset == "prudent" {
            model = model.prudent();
        }
        let service = Service::of_cost(base.compared);
        let saving = model.plan(service, &model.schedule(), model.years).saving;
        let changed = Scenario { target: share(saving), years: model.years, shape: Shape::SCurve, ..own };
        Some(Choice { name, about, found: found(changed), missing: None })
    };
    std::iter::once(minimum).chain(DeliveryModel::presets().filter_map(model)).collect()
}

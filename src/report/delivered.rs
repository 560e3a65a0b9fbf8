//! What an audit says of other ways to run a function: under each delivery model, and beside what was published of it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::model::FunctionRow;
use crate::money::{Money, ONE, divide_half_even};
use crate::savings::delivery::{DeliveryModel, Kind, Service, appraise, cases};
use crate::savings::{Fact, Grade, Scenario};

/// A function under a delivery model. Never to be added to the phased reduction: it is another way to the same money.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct DeliveredRow {
    pub function: String,
    pub label: String,
    pub model: String,
    /// Administrative and managerial cost of the function, duplicated or not.
    pub cost: Money,
    /// The share of it whose bodies join in the end.
    pub adoption: f64,
    /// Saved in a year at full adoption, as planned. Null for a platform, whose cost is not known.
    pub saving: Option<Money>,
    /// What of it is likely.
    pub likely: Option<Money>,
    pub npv: Option<Money>,
    pub payback_year: Option<u32>,
    /// Likely and net present value on prudent assumptions.
    pub prudent_likely: Option<Money>,
    pub prudent_npv: Option<Money>,
    /// The most that a platform may cost a year for anything to be likely to be left. Null for other models.
    pub platform_may_cost: Option<Money>,
    pub source: &'static str,
    #[schemars(with = "String")]
    pub grade: Grade,
}

/// A published case of a function of the audit, applied to what is spent here.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct CaseHereRow {
    pub case: &'static str,
    pub about: &'static str,
    pub function: String,
    pub label: String,
    /// What is spent here on the function.
    pub cost: Money,
    /// The share of cost that the source says is saved.
    pub claimed_share: f64,
    /// The share that the tool's own model of a platform plans for the same case.
    pub prudent_share: f64,
    /// Both, of what is spent here.
    pub claimed: Money,
    pub prudent: Money,
    pub source: &'static str,
    pub year: Option<i16>,
    #[schemars(with = "String")]
    pub grade: Grade,
}

/// Functions on which several bodies spend the same, under every model but those that claim.
pub(super) fn delivered(functions: &[FunctionRow], scenario: &Scenario) -> Vec<DeliveredRow> {
    let models: Vec<(&Fact, &str)> = DeliveryModel::presets()
        .filter_map(|fact| Some((fact, fact.name.strip_prefix("delivery.")?)))
        .filter(|(_, name)| *name != "platform-claim")
        .collect();
    let shared = functions.iter().filter(|function| function.between.is_positive());
    shared.flat_map(|function| models.iter().filter_map(|(fact, name)| row(function, fact, name, scenario))).collect()
}

fn row(function: &FunctionRow, fact: &'static Fact, name: &str, scenario: &Scenario) -> Option<DeliveredRow> {
    let service = Service { cost: function.cost, volume: None };
    // No key is set, so that the presets of the tool cannot fail.
    let under = |mut scenario: Scenario| {
        let model = DeliveryModel::from_keys(name, &BTreeMap::new(), &mut scenario).ok()?;
        let outcome = appraise(&model, service, &scenario);
        Some((model, outcome, scenario))
    };
    let (model, outcome, central) = under(scenario.clone())?;
    let (_, prudent, _) = under(scenario.under("prudent").ok()?)?;
    let is_platform = name == "platform";
    let said = |amount: Money| (!is_platform).then_some(amount);
    let uplift = i128::from(ONE) + i128::from(central.optimism_bias.0);
    Some(DeliveredRow {
        function: function.code.clone(),
        label: function.label.clone(),
        model: model.name,
        cost: function.cost,
        adoption: model.adoption.as_f64(),
        saving: said(outcome.full.saving),
        likely: said(outcome.likely),
        npv: said(outcome.npv),
        payback_year: outcome.payback_year.filter(|_| !is_platform),
        prudent_likely: said(prudent.likely),
        prudent_npv: said(prudent.npv),
        // Without a platform's cost, what is likely is all that it could be paid with, its optimism bias included.
        platform_may_cost: is_platform
            .then(|| Money(divide_half_even(i128::from(outcome.likely.0) * i128::from(ONE), uplift))),
        source: &fact.source,
        grade: fact.grade,
    })
}

/// Published platforms for functions that are spent on here. They are in pounds, and so must the audit be.
pub(super) fn cases_here(functions: &[FunctionRow], scenario: &Scenario, currency: &str) -> Vec<CaseHereRow> {
    if currency != "GBP" {
        return Vec::new();
    }
    let here = |case: &crate::savings::delivery::Case| {
        let Kind::Platform(claim) = &case.kind else { return None };
        let code = claim.function.as_deref()?;
        let place = functions.binary_search_by(|function| function.code.as_str().cmp(code)).ok()?;
        let function = &functions[place];
        let (_, claimed) = claim.under("platform-claim", scenario.clone()).ok()?;
        let (_, prudent) = claim.under("platform", scenario.clone()).ok()?;
        let of_cost = |saving: Money| divide_half_even(i128::from(saving.0) * i128::from(ONE), claim.cost.0.into());
        let here = |saving: Money| {
            Money(divide_half_even(i128::from(function.cost.0) * i128::from(saving.0), claim.cost.0.into()))
        };
        #[allow(clippy::cast_precision_loss)]
        let share = |saving: Money| of_cost(saving) as f64 / f64::from(ONE);
        Some(CaseHereRow {
            case: case.name(),
            about: case.fact.about.as_deref().unwrap_or_default(),
            function: function.code.clone(),
            label: function.label.clone(),
            cost: function.cost,
            claimed_share: share(claimed.full.saving),
            prudent_share: share(prudent.full.saving),
            claimed: here(claimed.full.saving),
            prudent: here(prudent.full.saving),
            source: &case.fact.source,
            year: case.fact.year,
            grade: case.fact.grade,
        })
    };
    cases().iter().filter_map(here).collect()
}

//! What an audit says of other ways to run a function: under each delivery model, and beside what was published of it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::attribution::FUNCTION;
use super::model::FunctionRow;
use crate::money::{Money, ONE, Share, divide_half_even};
use crate::overlap;
use crate::savings::delivery::{DeliveryModel, Kind, Service, Staff, appraise, cases};
use crate::savings::{Base, Fact, Grade, Scenario, Stake};
use crate::table::rows;

rows! {
    /// A function that several organisations spend on, run in another way. Another way to the money of the phases: never to be
    /// added to it.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct DeliveredRow("delivery_models", "Delivery models", 2, [FUNCTION]) {
        pub function: String => "Function code".wide(32), "Code of the function.";
        pub model: String => "Model".wide(14), "unitary, joint, outsourcing or platform.";
        pub label: String => "Function".wide(36), "Its name.";
        pub cost: Money => "Cost", "Its administrative and managerial cost, duplicated or not.";
        pub adoption: Share => "Joined", "The share of the cost whose organisations join in the end.";
        pub saving: Option<Money> => "Target saving", "The target saving of a year in full effect.";
        pub likely: Option<Money> => "Estimated saving", "The estimated saving, under the report's assumptions.";
        pub npv: Option<Money> => "Net present value", "Estimated saving less set-up, dual running and exits, over the horizon.";
        pub payback_year: Option<u32> => "Payback year",
            "First year from which it stays paid back; empty: not within the horizon.";
        pub prudent_likely: Option<Money> => "Prudent estimate", "The estimated saving on prudent assumptions.";
        pub prudent_npv: Option<Money> => "Prudent value", "Net present value on prudent assumptions.";
        pub platform_may_cost: Option<Money> => "Platform may cost",
            "The most that a platform could cost a year before the estimated saving is zero.";
        pub source: &'static str => "Source".wide(60), "The assumptions of the model.";
        @[schemars(with = "String")]
        pub grade: Grade => "Evidence".wide(12), "How good that is.";
    }

    /// What was published of a function of this audit, applied to what is spent here.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct CaseHereRow("published_cases", "Published cases", 1, [FUNCTION]) {
        pub case: &'static str => "Case".wide(16), "Its name; `dupaudit savings --case NAME` shows more.";
        pub about: &'static str => "About".wide(40), "What it is about.";
        pub function: String => "Function code".wide(32), "Code of the function.";
        pub label: String => "Function".wide(36), "Its name.";
        pub cost: Money => "Cost here", "Its administrative and managerial cost here.";
        pub claimed_share: f64 => "Claimed".share(), "The share of cost that is saved according to the source.";
        pub claimed: Money => "Claimed, here", "The same of what is spent here.";
        pub prudent_share: f64 => "Planned".share(),
            "The share that the tool's own platform, joined by choice, plans for the same case.";
        pub prudent: Money => "Planned, here", "The same of what is spent here, before realisation and set-up.";
        pub allowed: Money => "Duplicated here",
            "Its duplicated cost between the organisations here: the most that doing it once can save.";
        pub source: &'static str => "Source".wide(60), "Where it was published.";
        pub year: Option<i16> => "Year".wide(10), "The year of the source.";
        @[schemars(with = "String")]
        pub grade: Grade => "Evidence".wide(12), "How good that is.";
    }
}

/// Functions on which several bodies spend the same, under every model but those that claim.
pub(super) fn delivered(functions: &[FunctionRow], base: &Base, scenario: &Scenario) -> Vec<DeliveredRow> {
    let mut staff: BTreeMap<u32, Vec<&Stake>> = BTreeMap::new();
    for stake in &base.stakes {
        staff.entry(stake.function).or_default().push(stake);
    }
    let models: Vec<(&Fact, &str)> = DeliveryModel::presets()
        .filter_map(|fact| Some((fact, fact.name.strip_prefix("delivery.")?)))
        .filter(|(_, name)| *name != "platform-claim")
        .collect();
    let shared = (0_u32..).zip(functions).filter(|(_, function)| function.between.is_positive());
    let service = |place: u32, cost: Money| {
        let behind = staff.get(&place).and_then(|stakes| Staff::behind(stakes.iter().copied()));
        Service { staff: behind.unwrap_or_else(|| Staff::reckoned(cost)), ..Service::of_cost(cost) }
    };
    let rows = shared.flat_map(|(place, function)| {
        let service = service(place, function.cost);
        models.iter().filter_map(move |(fact, name)| row(function, service, fact, name, scenario))
    });
    rows.collect()
}

fn row(
    function: &FunctionRow,
    service: Service,
    fact: &'static Fact,
    name: &str,
    scenario: &Scenario,
) -> Option<DeliveredRow> {
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
        adoption: model.adoption,
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

/// What would be saved in a year where every body of a sound benchmark reached the best quartile.
pub(super) fn best_quartile(functions: &[FunctionRow]) -> Option<Money> {
    let sound = functions.iter().filter(|row| matches!(row.grade, Some(overlap::Grade::A | overlap::Grade::B)));
    let gaps: Vec<Money> = sound.filter_map(|row| row.duplicated.frontier).collect();
    (!gaps.is_empty()).then(|| gaps.into_iter().sum())
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
            allowed: function.between,
            source: &case.fact.source,
            year: case.fact.year,
            grade: case.fact.grade,
        })
    };
    cases().iter().filter_map(here).collect()
}

//! Delivery models and sales as reports show them: figures, years, and every model beside the others.

use std::collections::BTreeMap;

use serde::Serialize;

use super::assemble::scenario_values;
use super::manifest::Origin;
use super::model::ScenarioValue;
use crate::money::{MilliFte, Money, Share};
use crate::savings::delivery::{DeliveryModel, Outcome, OutcomeYear, Plan, Sale, Service, Staff, Terms, appraise};
use crate::savings::{Grade, Scenario, ScenarioError, SetBy, find_fact};
use crate::table::rows;
use crate::words::words;

rows! {
    /// A service under a delivery model, `dupaudit.delivery/1`.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct DeliveryReport {
        pub schema: &'static str, "`dupaudit.delivery/1`.";
        @[serde(flatten)]
        pub from: CostFrom, "Where the cost comes from.";
        pub currency: String, "The currency of every amount.";
        pub model: String => "Model", "The delivery model.";
        pub about: String, "What the model is.";
        pub service: ServiceRow = columns,
            "What is delivered: a function of the report, or the name on the command line.";
        pub parameters: BTreeMap<String, ScenarioValue>, "The parameters, each with value, unit and source.";
        pub plan: Plan, "In full effect, as planned.";
            + after(row): Money = row.plan.after => "Cost".key("plan.after"),
                "Its cost in full effect, as planned.";
            + saving(row): Money = row.plan.saving => "Target saving".key("plan.saving"), "The saving compared with today.";
        pub likely: Money => "Estimated saving", "The estimated saving of a year in full effect.";
        pub npv: Money => "Net present value", "Net present value over the horizon.";
        pub payback_year: Option<u32> => "Payback year",
            "First year from which it stays paid back; empty: not within the horizon.";
        pub horizon: u32 => "Horizon", "Years that are looked at.";
        pub break_even_adoption: Option<f64> => "Breaks even with".share(),
            "The share of the cost that must join for a platform to cost no more than it saves, as planned.";
        pub adoption_needed: Option<Share> => "Must join",
            "The share that must join for a net present value of zero; empty: all together are too "
            "few.";
        pub conclusion: ModelConclusion => "Conclusion", "The verdict.";
        pub years: Vec<OutcomeYear>, "Year 0 to the horizon.";
        pub models: Vec<ModelRow>, "The same service under every model.";
    }

    /// What is delivered.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct ServiceRow {
        pub function: Option<String> => "Function".key("service.function"), "Code of the function that is delivered.";
        pub label: Option<String> => "Name".key("service.label"), "Its name.";
        pub cost: Money => "Cost".key("service.cost"), "Its cost a year today.";
        pub between: Option<Money>,
            "Its duplicated cost between organisations in the report; null without a report.";
        pub volume: Option<u64> => "Volume".key("service.volume"), "How often it is done in a year.";
        pub fte: Option<MilliFte> => "Staff".key("service.fte"),
            "Staff that do it, as given; empty: those behind the duplicated cost, else as many as the cost would pay.";
    }

    /// The same service under one of the models.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct ModelRow("models", "Models", 1) {
        pub model: String => "Model".wide(16), "The delivery model.";
        pub adoption: Share => "Joined", "The share of the cost whose organisations join in the end.";
        pub after: Money => "Cost", "Its cost in full effect.";
        pub saving: Money => "Target saving", "The saving compared with today.";
        pub likely: Money => "Estimated saving", "The estimated saving.";
        pub npv: Money => "Net present value", "Over the horizon.";
        pub payback_year: Option<u32> => "Payback year",
            "First year from which it stays paid back; empty: not within the horizon.";
        pub source: &'static str => "Source".wide(70), "The assumptions of the model.";
        @[schemars(with = "String")]
        pub grade: Grade => "Evidence".wide(12), "How good that is.";
    }

    /// A sale of a service, `dupaudit.sale/1`.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct SaleReport {
        pub schema: &'static str, "`dupaudit.sale/1`.";
        @[serde(flatten)]
        pub from: CostFrom, "Where the cost comes from.";
        pub currency: String, "The currency of every amount.";
        pub seller: Option<String> => "Seller".wide(14), "Id of the organisation that sells; its own cost is not in the cost.";
        pub cost: Money => "Cost", "What customers spend today.";
        pub adoption: Share => "Moved", "The share that moves.";
        pub price: Share => "Price", "The seller's price, as a share of what moves.";
        pub marginal: Share => "Seller's cost", "The seller's cost, as such a share.";
        @[serde(flatten)]
        pub sale: Sale = columns, "Who gains.";
    }
}

words! {
    /// What the case for a model says.
    pub enum ModelConclusion {
        /// It is paid back, and the net present value is not below nothing.
        WorthIt = "worth it",
        /// It is paid back, and the net present value is below nothing.
        PaidBack = "paid back, and not worth it at today's value",
        /// It is not paid back.
        NotWorthIt = "not worth it",
        /// What a platform costs is not known.
        CostNotGiven = "platform cost not given",
    }
}

/// Where the cost comes from: the report of an audit and what that was made of, or the command line.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct CostFrom {
    /// What went into the report.
    #[serde(flatten)]
    pub origin: Origin,
    /// A hash of the report.
    pub report_sha256: Option<String>,
}

impl CostFrom {
    /// The command line.
    pub fn command_line() -> Self {
        Self { origin: Origin::tool(), report_sha256: None }
    }
}

/// What comes of a sale to customers who spend `cost` today.
pub fn sale(terms: Terms, cost: Money, seller: Option<String>, currency: &str, from: CostFrom) -> SaleReport {
    SaleReport {
        schema: "dupaudit.sale/1",
        from,
        currency: currency.to_owned(),
        seller,
        cost,
        adoption: terms.adoption,
        price: terms.price,
        marginal: terms.marginal,
        sale: terms.sell(cost),
    }
}

/// What a delivery report is made of.
pub struct Delivering<'a> {
    /// Where the cost comes from.
    pub from: CostFrom,
    /// What is delivered, and in which currency.
    pub service: ServiceRow,
    /// Who does it. None: as many as its cost would pay.
    pub staff: Option<Staff>,
    /// The currency of every amount.
    pub currency: &'a str,
    /// Which model.
    pub model: &'a str,
    /// What a person set, of the model and of the scenario.
    pub keys: &'a BTreeMap<String, serde_yaml::Value>,
    /// The scenario, with what a person set.
    pub scenario: &'a Scenario,
}

impl DeliveryReport {
    /// Whether the audit that the cost is of finds nothing that several bodies do: then nobody is known who would join.
    pub fn is_model_alone(&self) -> bool {
        self.service.between.is_some_and(|between| !between.is_positive())
    }
}

impl Delivering<'_> {
    /// Works the report out.
    ///
    /// # Errors
    /// There is no such model, or a key does not take its value.
    pub fn report(self) -> Result<DeliveryReport, ScenarioError> {
        let cost = self.service.cost;
        let staff = self.staff.unwrap_or_else(|| Staff::reckoned(cost));
        let service = Service { cost, volume: self.service.volume, staff };
        let mut scenario = self.scenario.clone();
        let model = DeliveryModel::from_keys(self.model, self.keys, &mut scenario)?;
        let outcome = appraise(&model, service, &scenario);
        let fact = find_fact(&format!("delivery.{}", self.model));
        Ok(DeliveryReport {
            schema: "dupaudit.delivery/1",
            from: self.from.clone(),
            currency: self.currency.to_owned(),
            about: fact.and_then(|fact| fact.about.clone()).unwrap_or_default(),
            parameters: self.parameters(&model, &scenario),
            plan: outcome.full,
            likely: outcome.likely,
            npv: outcome.npv,
            payback_year: outcome.payback_year.filter(|_| self.is_paid_for()),
            horizon: scenario.horizon,
            break_even_adoption: model.break_even(service).map(millionths),
            adoption_needed: Outcome::adoption_needed(&model, service, &scenario),
            conclusion: if self.is_paid_for() { conclusion(&outcome) } else { ModelConclusion::CostNotGiven },
            years: outcome.years,
            models: self.models(service)?,
            model: model.name,
            service: self.service,
        })
    }

    /// Whether it is known what a platform costs, where the model is one.
    fn is_paid_for(&self) -> bool {
        let given = ["platform_cost", "unit_cost"].iter().any(|key| self.keys.contains_key(*key));
        given || !self.model.starts_with("platform")
    }

    /// The same service under every model. A platform needs to be paid for: without its cost it is left out.
    fn models(&self, service: Service) -> Result<Vec<ModelRow>, ScenarioError> {
        let paid = self.keys.contains_key("platform_cost") || self.keys.contains_key("unit_cost");
        let presets = DeliveryModel::presets().filter_map(|fact| Some((fact, fact.name.strip_prefix("delivery.")?)));
        // What a person says of one model is no part of another, but for what a platform costs.
        let of_a_platform = |key: &str| ["platform_cost", "unit_cost"].contains(&key);
        let costs = self.keys.iter().filter(|(key, _)| of_a_platform(key));
        let costs: BTreeMap<_, _> = costs.map(|(key, value)| (key.clone(), value.clone())).collect();
        presets
            .filter(|(_, name)| paid || !name.starts_with("platform"))
            .map(|(fact, name)| {
                let mut scenario = self.scenario.clone();
                let keys = match name {
                    _ if name == self.model => self.keys,
                    _ if name.starts_with("platform") => &costs,
                    _ => &BTreeMap::new(),
                };
                let model = DeliveryModel::from_keys(name, keys, &mut scenario)?;
                let outcome = appraise(&model, service, &scenario);
                Ok(ModelRow {
                    model: name.to_owned(),
                    adoption: model.adoption,
                    after: outcome.full.after,
                    saving: outcome.full.saving,
                    likely: outcome.likely,
                    npv: outcome.npv,
                    payback_year: outcome.payback_year,
                    source: &fact.source,
                    grade: fact.grade,
                })
            })
            .collect()
    }

    fn parameters(&self, model: &DeliveryModel, scenario: &Scenario) -> BTreeMap<String, ScenarioValue> {
        const RISK: [&str; 10] = [
            "preset",
            "realisation",
            "optimism_bias",
            "setup_ratio",
            "setup_profile",
            "dual_run",
            "exit_cost",
            "attrition",
            "discount",
            "horizon",
        ];
        let mut values = scenario_values(scenario);
        values.retain(|key, _| RISK.contains(&key.as_str()));
        let fact = find_fact(&format!("delivery.{}", model.name));
        for value in values.values_mut().filter(|value| value.set_by == SetBy::Model) {
            fact.map_or("", |fact| fact.source.as_str()).clone_into(&mut value.source);
            value.vintage = fact.and_then(|fact| fact.year).map(|year| year.to_string());
        }
        for (key, value) in model.values() {
            let unit = match key {
                "years" => "years",
                "platform_cost" => "currency a year",
                "unit_cost" => "currency a piece",
                "adoption" => "share of the cost whose organisations join",
                "residual" => "share of the work that stays local",
                "run_optimism_bias" => "share added to the seller's cost under prudent assumptions",
                _ => "share of the cost that moves",
            };
            let by_person = self.keys.contains_key(key);
            let source = fact.map_or("", |fact| fact.source.as_str());
            let value = ScenarioValue {
                value,
                unit: unit.to_owned(),
                source: if by_person { "as given" } else { source }.to_owned(),
                vintage: fact.and_then(|fact| fact.year).filter(|_| !by_person).map(|year| year.to_string()),
                set_by: if by_person { SetBy::CommandLine } else { SetBy::Model },
            };
            values.insert(key.to_owned(), value);
        }
        values
    }
}

fn conclusion(outcome: &Outcome) -> ModelConclusion {
    match outcome.payback_year {
        Some(_) if outcome.npv >= Money::ZERO => ModelConclusion::WorthIt,
        Some(_) => ModelConclusion::PaidBack,
        None => ModelConclusion::NotWorthIt,
    }
}

#[allow(clippy::cast_precision_loss)] // shown with a few digits
pub(super) fn millionths(value: u64) -> f64 {
    value as f64 / 1e6
}

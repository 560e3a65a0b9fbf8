//! Delivery models and published cases as reports show them: figures, years, and what they say.

use std::collections::BTreeMap;

use serde::Serialize;

use super::assemble::scenario_values;
use super::model::ScenarioValue;
use super::short::short;
use crate::money::{Money, Share};
use crate::savings::delivery::{
    Case, DeliveryModel, Kind, Outcome, PlatformClaim, Sale, Service, Terms, appraise, cases,
};
use crate::savings::{Scenario, ScenarioError, find_fact};

/// A service under a delivery model, `dupaudit.delivery/1`.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct DeliveryReport {
    pub schema: &'static str,
    pub currency: String,
    /// What is delivered: a function of the report, or what the command line says.
    pub service: ServiceRow,
    pub model: String,
    pub about: String,
    pub parameters: BTreeMap<String, ScenarioValue>,
    /// At full adoption, as planned.
    pub plan: ModelPlanRow,
    /// What is likely to be saved in a year at full adoption.
    pub likely: Money,
    pub npv: Money,
    pub payback_year: Option<u32>,
    pub horizon: u32,
    /// The share of the cost whose bodies must join for the platform to cost no more in a year than it saves, as planned.
    pub break_even_adoption: Option<f64>,
    /// The same for the net present value, with what is likely to come true; null: not even with everybody.
    pub adoption_needed: Option<f64>,
    pub conclusion: &'static str,
    pub years: Vec<DeliveryYear>,
    /// The same service under every model.
    pub models: Vec<ModelRow>,
}

/// What is delivered.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct ServiceRow {
    pub function: Option<String>,
    pub label: Option<String>,
    pub cost: Money,
    pub volume: Option<u64>,
}

/// A year's cost under a model, as planned.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct ModelPlanRow {
    pub moved: Money,
    pub provider: Money,
    pub by_the_piece: Money,
    pub platform: Money,
    pub after: Money,
    pub saving: Money,
}

/// A year under a model.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct DeliveryYear {
    pub year: u32,
    pub adoption: f64,
    #[serde(flatten)]
    pub plan: ModelPlanRow,
    pub likely: Money,
    pub setup: Money,
    pub net: Money,
    pub cumulative_net: Money,
    pub present_value: Money,
}

/// A model beside the others.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct ModelRow {
    pub model: String,
    pub adoption: f64,
    pub after: Money,
    pub saving: Money,
    pub likely: Money,
    pub npv: Money,
    pub payback_year: Option<u32>,
    pub source: &'static str,
    pub grade: &'static str,
}

/// A sale of a service, `dupaudit.sale/1`.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct SaleReport {
    pub schema: &'static str,
    pub currency: String,
    pub cost: Money,
    pub adoption: f64,
    pub price: f64,
    pub marginal: f64,
    #[serde(flatten)]
    pub sale: SaleRow,
}

/// Who gains by a sale.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct SaleRow {
    pub moved: Money,
    pub revenue: Money,
    pub provider_cost: Money,
    pub customer_saving: Money,
    pub provider_margin: Money,
    pub system_saving: Money,
}

impl From<&Sale> for SaleRow {
    fn from(sale: &Sale) -> Self {
        Self {
            moved: sale.moved,
            revenue: sale.revenue,
            provider_cost: sale.provider_cost,
            customer_saving: sale.customer_saving,
            provider_margin: sale.provider_margin,
            system_saving: sale.system_saving,
        }
    }
}

/// What comes of a sale to customers who spend `cost` today.
pub fn sale(terms: Terms, cost: Money, currency: &str) -> SaleReport {
    SaleReport {
        schema: "dupaudit.sale/1",
        currency: currency.to_owned(),
        cost,
        adoption: terms.adoption.as_f64(),
        price: terms.price.as_f64(),
        marginal: terms.marginal.as_f64(),
        sale: SaleRow::from(&terms.sell(cost)),
    }
}

/// What a delivery report is made of.
pub struct Delivering<'a> {
    /// What is delivered, and in which currency.
    pub service: ServiceRow,
    /// The currency of every amount.
    pub currency: &'a str,
    /// Which model.
    pub model: &'a str,
    /// What a person set, of the model and of the scenario.
    pub keys: &'a BTreeMap<String, serde_yaml::Value>,
    /// The scenario, with what a person set.
    pub scenario: &'a Scenario,
}

impl Delivering<'_> {
    /// Works the report out.
    ///
    /// # Errors
    /// There is no such model, or a key does not take its value.
    pub fn report(self) -> Result<DeliveryReport, ScenarioError> {
        let service = Service { cost: self.service.cost, volume: self.service.volume };
        let mut scenario = self.scenario.clone();
        let model = DeliveryModel::from_keys(self.model, self.keys, &mut scenario)?;
        let outcome = appraise(&model, service, &scenario);
        let fact = find_fact(&format!("delivery.{}", self.model));
        Ok(DeliveryReport {
            schema: "dupaudit.delivery/1",
            currency: self.currency.to_owned(),
            about: fact.and_then(|fact| fact.about.clone()).unwrap_or_default(),
            parameters: self.parameters(&model, &scenario),
            plan: ModelPlanRow::from(&outcome.full),
            likely: outcome.likely,
            npv: outcome.npv,
            payback_year: outcome.payback_year,
            horizon: scenario.horizon,
            break_even_adoption: model.break_even(service).map(millionths),
            adoption_needed: Outcome::adoption_needed(&model, service, &scenario).map(Share::as_f64),
            conclusion: conclusion(&outcome),
            years: (0..).zip(&outcome.years).map(|(year, row)| DeliveryYear::of(year, row)).collect(),
            models: self.models(service)?,
            model: model.name,
            service: self.service,
        })
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
                    adoption: model.adoption.as_f64(),
                    after: outcome.full.after,
                    saving: outcome.full.saving,
                    likely: outcome.likely,
                    npv: outcome.npv,
                    payback_year: outcome.payback_year,
                    source: &fact.source,
                    grade: fact.grade.word(),
                })
            })
            .collect()
    }

    fn parameters(&self, model: &DeliveryModel, scenario: &Scenario) -> BTreeMap<String, ScenarioValue> {
        const RISK: [&str; 7] =
            ["preset", "realisation", "optimism_bias", "setup_ratio", "setup_profile", "discount", "horizon"];
        let mut values = scenario_values(scenario);
        values.retain(|key, _| RISK.contains(&key.as_str()));
        let fact = find_fact(&format!("delivery.{}", model.name));
        for value in values.values_mut().filter(|value| value.set_by == "model") {
            fact.map_or("", |fact| fact.source.as_str()).clone_into(&mut value.source);
            value.vintage = fact.and_then(|fact| fact.year).map(|year| year.to_string());
        }
        for (key, value) in model.values() {
            let unit = match key {
                "years" => "years",
                "platform_cost" => "currency a year",
                "unit_cost" => "currency a piece",
                "adoption" => "share of the cost whose bodies join",
                "residual" => "share of the work that stays local",
                "run_optimism_bias" => "share added to the provider's cost under prudent assumptions",
                _ => "share of the cost that moves",
            };
            let by_person = self.keys.contains_key(key);
            let source = fact.map_or("", |fact| fact.source.as_str());
            let value = ScenarioValue {
                value,
                unit: unit.to_owned(),
                source: if by_person { "as given" } else { source }.to_owned(),
                vintage: fact.and_then(|fact| fact.year).filter(|_| !by_person).map(|year| year.to_string()),
                set_by: if by_person { "command line" } else { "model" }.to_owned(),
            };
            values.insert(key.to_owned(), value);
        }
        values
    }
}

impl DeliveryYear {
    fn of(year: u32, row: &crate::savings::delivery::OutcomeYear) -> Self {
        Self {
            year,
            adoption: row.adoption.as_f64(),
            plan: ModelPlanRow::from(&row.plan),
            likely: row.likely,
            setup: row.setup,
            net: row.net,
            cumulative_net: row.cumulative_net,
            present_value: row.present_value,
        }
    }
}

impl From<&crate::savings::delivery::Plan> for ModelPlanRow {
    fn from(plan: &crate::savings::delivery::Plan) -> Self {
        Self {
            moved: plan.moved,
            provider: plan.provider,
            by_the_piece: plan.by_the_piece,
            platform: plan.platform,
            after: plan.after,
            saving: plan.saving,
        }
    }
}

fn conclusion(outcome: &Outcome) -> &'static str {
    match outcome.payback_year {
        Some(_) if outcome.npv >= Money::ZERO => "worth it",
        Some(_) => "paid back, and not worth it at today's value",
        None => "not worth it",
    }
}

/// The published cases side by side, `dupaudit.cases/1`.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct CasesReport {
    pub schema: &'static str,
    pub currency: &'static str,
    pub cases: Vec<PublishedCase>,
    /// What the tool says of them together.
    pub together: Vec<String>,
}

/// A published case, and what the tool makes of it.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct PublishedCase {
    pub name: &'static str,
    pub about: &'static str,
    /// What is spent, or must be, for the claim.
    pub before: Option<Money>,
    /// The saving claimed, a year.
    pub claimed: Money,
    /// The tool's own figure, or the one published beside the claim.
    pub prudent: Option<Money>,
    /// What the prudent figure is.
    pub prudent_is: String,
    /// What the tool says of it.
    pub says: Vec<String>,
    pub source: &'static str,
    pub year: Option<i16>,
    pub grade: &'static str,
}

const POUNDS: &str = "GBP";

/// Ratios within a twentieth of each other are hardly three costings.
const ALIKE_MILLI: i64 = 50;

/// Every published case, or one of them.
///
/// # Errors
/// There is no case of that name.
pub fn published_cases(scenario: &Scenario, only: Option<&str>) -> Result<CasesReport, ScenarioError> {
    let all = cases();
    let names: Vec<&str> = all.iter().map(Case::name).collect();
    if let Some(name) = only.filter(|name| !names.contains(name)) {
        let meant = crate::finding::nearest(name, names.iter().copied());
        let meant =
            meant.map_or_else(|| format!("there are {}", names.join(", ")), |meant| format!("did you mean `{meant}`?"));
        return Err(ScenarioError(format!("there is no case `{name}`; {meant}")));
    }
    let rows = all.iter().filter(|case| only.is_none_or(|name| case.name() == name)).map(|case| row(case, scenario));
    Ok(CasesReport {
        schema: "dupaudit.cases/1",
        currency: POUNDS,
        cases: rows.collect::<Result<_, _>>()?,
        together: if only.is_some() { Vec::new() } else { alike(&all) },
    })
}

#[allow(clippy::too_many_lines)] // an arm for each kind of case, with all that it says
fn row(case: &Case, scenario: &Scenario) -> Result<PublishedCase, ScenarioError> {
    let money = |amount: Money| short(amount, POUNDS);
    let (before, claimed, prudent, prudent_is, says) = match &case.kind {
        Kind::Platform(claim) => {
            let (_, as_claimed) = claim.under("platform-claim", scenario.clone())?;
            let (model, prudent) = claim.under("platform", scenario.clone())?;
            let mut says = vec![format!(
                "One pound in {:.0} would be left. The platform pays for itself when {:.1}% of the cost joins it: its own cost is \
                 not the risk, the work that stays local and the adoption are.",
                thousandths(claim.ratio_milli()),
                model.break_even(claim.service()).map_or(0.0, millionths) * 100.0,
            )];
            if let Some((unit, after)) = claim.unit_costs() {
                let pence = thousandths(after);
                says.push(format!(
                    "One {} costs {} today and would cost {pence:.1}p.",
                    claim.volume_unit.as_deref().unwrap_or("piece"),
                    unit.exact(POUNDS),
                ));
            }
            says.push(format!(
                "With {:.0}% joining over {} years and {:.0}% of the work staying local the plan is {} a year; at {:.0}% \
                 realisation {} is likely.",
                model.adoption.as_f64() * 100.0,
                model.years,
                model.residual.as_f64() * 100.0,
                prudent.full.saving.exact(POUNDS),
                scenario.realisation.as_f64() * 100.0,
                money(prudent.likely),
            ));
            let is = format!("platform joined by choice, year {}", model.years);
            (Some(claim.cost), as_claimed.full.saving, Some(prudent.full.saving), is, says)
        }
        Kind::Disputed(claim) => {
            let says = format!(
                "The claim is {:.1} times the published {}: until both say what they count, use the lower.",
                thousandths(claim.times_milli()),
                money(claim.published)
            );
            (None, claim.claimed, Some(claim.published), "published elsewhere".to_owned(), vec![says])
        }
        Kind::RunRate(claim) => {
            let found = claim.case(scenario);
            let last = found.lines.last();
            let realised = last.map_or(Money::ZERO, |line| line.realised);
            let one_off: Money = found.lines.iter().map(|line| line.exits + line.setup + line.dual_running).sum();
            // The plain phase line, before systems wait for their contracts.
            let year = |year: i64| scenario.schedule().of(claim.implied_base(), year);
            let paid = found
                .payback_year
                .map_or_else(|| "not within the horizon".to_owned(), |year| format!("in year {year}"));
            let says = vec![
                format!(
                    "{} at {:.0}% means {} of duplicated cost, if all of the saving comes from there; for {} workers it is {} each.",
                    money(claim.saving),
                    claim.target.as_f64() * 100.0,
                    money(claim.implied_base()),
                    crate::money::thousands(claim.workers),
                    claim.per_worker().exact(POUNDS),
                ),
                format!(
                    "It is a rate at full run, reached in year {}: {} in year 1 and {} in year 2.",
                    scenario.years,
                    money(year(1)),
                    money(year(2)),
                ),
                format!(
                    "With {} assumptions {} a year comes true, {} is spent once, and it is paid back {paid}.",
                    scenario.preset,
                    money(realised),
                    money(one_off)
                ),
            ];
            let is = format!("{:.0}% realised", scenario.realisation.as_f64() * 100.0);
            (Some(claim.implied_base()), claim.saving, Some(realised), is, says)
        }
        Kind::Totals(claim) => {
            let says = vec![
                format!(
                    "The sums do not reconcile: {} a year for {} years is {}, and {} is {:.0}% of that.",
                    money(claim.saving),
                    claim.years,
                    money(claim.over_the_years()),
                    money(claim.total),
                    claim.share_of_years().as_f64() * 100.0
                ),
                format!(
                    "It is {:.1}% less {:.2}% of {}: all that is spent, on every function.",
                    claim.cost_before.as_f64() * 100.0,
                    claim.cost_after.as_f64() * 100.0,
                    money(claim.implied_spending()),
                ),
                format!(
                    "The {} put the same functions at {} a year, {:.1} times less.",
                    claim.other_source,
                    money(claim.other),
                    thousandths(claim.times_other_milli())
                ),
            ];
            (Some(claim.implied_spending()), claim.saving, Some(claim.other), claim.other_source.clone(), says)
        }
        Kind::Sale(claim) => {
            let sale = claim.sale();
            let says = vec![
                format!(
                    "Revenue of {} is a transfer inside the public sector: customers save {}, the provider keeps {}, and {} \
                     is saved in all.",
                    money(sale.revenue),
                    money(sale.customer_saving),
                    money(sale.provider_margin),
                    money(sale.system_saving)
                ),
                format!(
                    "A margin of {:.0}% on the whole market of {} is {:.1}% of a year's gap of {}.",
                    claim.margin.as_f64() * 100.0,
                    money(claim.market),
                    claim.margin_of_gap().as_f64() * 100.0,
                    money(Money(claim.gap.0 / i64::from(claim.gap_years.max(1)))),
                ),
            ];
            (Some(claim.cost), sale.revenue, Some(sale.system_saving), "difference in cost".to_owned(), says)
        }
    };
    let fact = case.fact;
    Ok(PublishedCase {
        name: case.name(),
        about: fact.about.as_deref().unwrap_or_default(),
        before,
        claimed,
        prudent,
        prudent_is,
        says,
        source: &fact.source,
        year: fact.year,
        grade: fact.grade.word(),
    })
}

/// Platforms whose ratios of cost before to cost after are suspiciously alike.
fn alike(all: &[Case]) -> Vec<String> {
    let platforms: Vec<&PlatformClaim> = all
        .iter()
        .filter_map(|case| match &case.kind {
            Kind::Platform(claim) => Some(claim),
            _ => None,
        })
        .collect();
    let ratios: Vec<i64> = platforms.iter().map(|claim| claim.ratio_milli()).collect();
    let (Some(least), Some(most)) = (ratios.iter().min(), ratios.iter().max()) else { return Vec::new() };
    if ratios.len() < 3 || (most - least) * 1000 > least * ALIKE_MILLI {
        return Vec::new();
    }
    let shown: Vec<String> = ratios.iter().map(|ratio| format!("1:{:.1}", thousandths(*ratio))).collect();
    let sum = |of: fn(&PlatformClaim) -> Money| platforms.iter().map(|claim| of(claim)).sum::<Money>();
    vec![format!(
        "The {} platforms leave {} of what is spent today, nearly the same: that suggests one ratio applied {} times rather than \
         {} costings. Together {} would become {}.",
        ratios.len(),
        shown.join(", "),
        ratios.len(),
        ratios.len(),
        sum(|claim| claim.cost).exact(POUNDS),
        sum(|claim| claim.platform_cost).exact(POUNDS),
    )]
}

#[allow(clippy::cast_precision_loss)] // shown with a few digits
fn millionths(value: u64) -> f64 {
    value as f64 / 1e6
}

#[allow(clippy::cast_precision_loss)] // shown with a few digits
fn thousandths(value: i64) -> f64 {
    value as f64 / 1e3
}

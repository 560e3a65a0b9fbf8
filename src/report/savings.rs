//! The savings part of a report: the same from facts just measured and from a saved report.

use serde::{Deserialize, Serialize};

use super::money_json;
use crate::money::Money;
use crate::overlap::Basis;
use crate::savings::{
    Base, Conclusion, Estimate, Grade, Method, Scenario, Switching, Tranche, by_organisation, chance, estimate,
    nominal, programmes, sensitivities, standing, switching,
};

/// The phased reduction and its business case. Null is "cannot be said", for the reason given.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct SavingsRow {
    pub basis: Basis,
    pub target: f64,
    pub gross_annual: Money,
    pub realised_annual: Money,
    pub p10: Money,
    pub p50: Money,
    pub p90: Money,
    pub method: Method,
    pub seed: u64,
    pub simulations: u32,
    /// Over how many sums a draw goes.
    pub cells: usize,
    pub npv: Option<Money>,
    pub npv_including_time_released: Option<Money>,
    pub payback_year: Option<u32>,
    pub reason: Option<String>,
    pub conclusion: Conclusion,
    pub years: Vec<YearRow>,
    pub scenarios: Vec<PresetRow>,
    pub drivers: Vec<DriverRow>,
    pub sensitivity: Vec<SensitivityRow>,
    pub switching: SwitchingRow,
    pub reference_class: ReferenceClassRow,
    pub next: Vec<NextRow>,
    /// What the years are made of, for those who work them out again. Not in the JSON: the attribution is.
    #[serde(skip)]
    pub workings: Workings,
}

/// What the years are made of.
#[derive(Debug, Clone)]
pub struct Workings {
    /// The duplicated cost, cut into what starts together.
    pub tranches: Vec<Tranche>,
    /// The discount rate of each year from 1.
    pub rates: Vec<f64>,
}

/// One year of the phased reduction.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct YearRow {
    pub year: u32,
    pub label: String,
    pub cumulative: f64,
    pub gross: Money,
    pub realised: Money,
    #[serde(flatten)]
    pub case: CaseRow,
}

/// What a year costs and leaves.
#[derive(Debug, Clone, Serialize, Default, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct CaseRow {
    pub cashable: Option<Money>,
    pub non_cashable: Option<Money>,
    pub exits: Option<Money>,
    pub setup: Option<Money>,
    pub dual_running: Option<Money>,
    pub net: Option<Money>,
    pub cumulative_net: Option<Money>,
    pub discount_factor: Option<f64>,
    pub present_value: Option<Money>,
    /// Net in the prices of its year: for presentation, never discounted.
    pub net_nominal: Option<Money>,
}

impl CaseRow {
    /// What the year costs before anything is saved.
    pub fn one_off(&self) -> Option<Money> {
        Some(self.exits? + self.setup? + self.dual_running?)
    }
}

/// A preset, with the keys that a person set, beside the others.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct PresetRow {
    pub name: &'static str,
    pub npv: Option<Money>,
    pub payback_year: Option<u32>,
    pub gross_annual: Money,
    pub realised_annual: Money,
    pub p10: Money,
    pub p90: Money,
    pub conclusion: Conclusion,
}

/// How wide the range is when only one input varies.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct DriverRow {
    pub input: &'static str,
    pub p10: Money,
    pub p90: Money,
    pub spread: Money,
}

/// What a tenth more of a parameter does to the net present value. The largest change stands first.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct SensitivityRow {
    pub key: &'static str,
    pub npv_change: Money,
}

/// Where the net present value is nothing, everything else as it is; null: nowhere between 0 and 1 (set-up: 0 and 10).
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct SwitchingRow {
    pub target: Option<f64>,
    pub realisation: Option<f64>,
    pub setup_ratio: Option<f64>,
    /// The part of the draws that save at least as much a year as breaking even takes.
    pub chance: Option<f64>,
}

/// The estimate as a share of total function cost, beside what others planned and achieved.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct ReferenceClassRow {
    pub planned_share: Option<f64>,
    pub realised_share: Option<f64>,
    pub low: f64,
    pub central: f64,
    pub high: f64,
    pub above: bool,
    pub programmes: Vec<ProgrammeRow>,
}

/// A published programme.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct ProgrammeRow {
    pub programme: &'static str,
    pub measure: &'static str,
    pub figure: &'static str,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub status: &'static str,
    pub source: &'static str,
    #[schemars(with = "String")]
    pub evidence: Grade,
}

/// What to declare next, and by how much that helps.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct NextRow {
    pub field: String,
    pub item: String,
    pub text: String,
    pub function: String,
    pub items: usize,
    #[serde(deserialize_with = "money_json::read")]
    pub duplicated: Money,
    #[serde(deserialize_with = "money_json::read")]
    pub narrows: Money,
}

/// An estimate in full, and each organisation's net present value.
pub struct Savings {
    /// The part of the report.
    pub row: SavingsRow,
    /// In the order of the organisations.
    pub organisations: Vec<Option<Money>>,
}

/// Estimates a scenario and everything that a report says of it.
pub fn savings(base: &Base, scenario: &Scenario, basis: Basis, next: Vec<NextRow>) -> Savings {
    let tranches = base.tranches(scenario);
    let found = estimate(base, &tranches, scenario);
    let said = |amount: Money| found.reason.is_none().then_some(amount);
    let realised_annual = found.realised_annual(scenario);
    let [p10, p50, p90] = found.range.percentiles;
    let driver = |input, [p10, _, p90]: [Money; 3]| DriverRow { input, p10, p90, spread: p90 - p10 };
    let switching = if found.reason.is_some() { Switching::default() } else { switching(&tranches, scenario) };
    let sensitivities =
        if found.reason.is_some() { Vec::new() } else { sensitivities(&tranches, scenario, found.case.npv) };
    let organisations = by_organisation(base, &tranches, scenario);
    let row = SavingsRow {
        basis,
        target: scenario.target.as_f64(),
        gross_annual: found.case.planned_annual,
        realised_annual,
        p10,
        p50,
        p90,
        method: base.spread.method(),
        seed: scenario.seed,
        simulations: u32::try_from(base.spread.simulated.len()).unwrap_or(u32::MAX),
        cells: base.spread.cells,
        npv: said(found.case.npv),
        npv_including_time_released: said(found.case.npv_including_time_released),
        payback_year: paid_back(&found),
        reason: found.reason.clone(),
        conclusion: found.conclusion,
        years: years(base, scenario, &found),
        scenarios: presets(base, &tranches, scenario),
        drivers: vec![driver("realisation", found.range.by_realisation), driver("mapping", found.range.by_mapping)],
        sensitivity: sensitivities
            .into_iter()
            .map(|found| SensitivityRow { key: found.key, npv_change: found.change })
            .collect(),
        switching: SwitchingRow {
            target: switching.target.map(crate::money::Share::as_f64),
            realisation: switching.realisation.map(crate::money::Share::as_f64),
            setup_ratio: switching.setup_ratio.map(millionths),
            chance: switching
                .realisation
                .and_then(|rate| chance(&base.spread, scenario, found.case.planned_annual.times(rate))),
        },
        reference_class: reference_class(found.case.planned_annual, realised_annual, base.function_cost),
        next,
        workings: Workings { tranches, rates: rates(scenario) },
    };
    Savings { row, organisations }
}

/// The discount rate of each year from 1, to a millionth.
fn rates(scenario: &Scenario) -> Vec<f64> {
    let factor = |year| scenario.discount.factor(year);
    let rate = |year| ((factor(year - 1) / factor(year) - 1.0) * 1e6).round() / 1e6;
    (1..=scenario.horizon).map(rate).collect()
}

fn years(base: &Base, scenario: &Scenario, found: &Estimate) -> Vec<YearRow> {
    let schedule = scenario.schedule();
    let first = i32::from(scenario.first_year(base.year));
    let said = |amount: Money| found.reason.is_none().then_some(amount);
    (0..)
        .zip(&found.case.lines)
        .map(|(year, line)| {
            let calendar = first - 1 + i32::try_from(year).unwrap_or(0);
            YearRow {
                year,
                label: format!("{calendar}-{:02}", (calendar + 1).rem_euclid(100)),
                cumulative: schedule.ppm(i64::from(year)).as_f64(),
                gross: line.gross,
                realised: line.realised,
                case: CaseRow {
                    cashable: said(line.cashable),
                    non_cashable: said(line.non_cashable()),
                    exits: said(line.exits),
                    setup: said(line.setup),
                    dual_running: said(line.dual_running),
                    net: said(line.net),
                    cumulative_net: said(line.cumulative_net),
                    // Six decimals, as discount tables are printed.
                    discount_factor: found.reason.is_none().then_some((line.discount_factor * 1e6).round() / 1e6),
                    present_value: said(line.present_value),
                    net_nominal: said(nominal(line.net, year, scenario.deflator)),
                },
            }
        })
        .collect()
}

/// Every preset side by side. One whose keys do not fit together (a list that ends elsewhere) is left out.
fn presets(base: &Base, tranches: &[Tranche], chosen: &Scenario) -> Vec<PresetRow> {
    let row = |name: &'static str| {
        let scenario = chosen.under(name).ok()?;
        let own = if scenario.delays_like(chosen) { None } else { Some(base.tranches(&scenario)) };
        let found = estimate(base, own.as_deref().unwrap_or(tranches), &scenario);
        let [p10, _, p90] = found.range.percentiles;
        Some(PresetRow {
            name,
            npv: found.reason.is_none().then_some(found.case.npv),
            payback_year: paid_back(&found),
            gross_annual: found.case.planned_annual,
            realised_annual: found.realised_annual(&scenario),
            p10,
            p90,
            conclusion: found.conclusion,
        })
    };
    Scenario::PRESETS.into_iter().filter_map(row).collect()
}

fn reference_class(planned: Money, realised: Money, function_cost: Money) -> ReferenceClassRow {
    let [low, central, high] = crate::savings::reference_class().map(crate::money::Share::as_f64);
    let here = standing(planned, realised, function_cost);
    ReferenceClassRow {
        planned_share: here.map(|here| here.planned.as_f64()),
        realised_share: here.map(|here| here.realised.as_f64()),
        low,
        central,
        high,
        above: here.is_some_and(|here| here.above),
        programmes: programmes()
            .iter()
            .map(|(fact, programme)| ProgrammeRow {
                programme: &programme.programme,
                measure: &programme.measure,
                figure: &programme.figure,
                low: programme.low,
                high: programme.high,
                status: &programme.status,
                source: &fact.source,
                evidence: fact.grade,
            })
            .collect(),
    }
}

#[allow(clippy::cast_precision_loss)]
fn millionths(value: i64) -> f64 {
    value as f64 / 1e6
}

/// When the money is back; of nothing found there is none to come back.
fn paid_back(found: &Estimate) -> Option<u32> {
    let said = found.reason.is_none() && found.conclusion != Conclusion::NothingFound;
    found.case.payback_year.filter(|_| said)
}

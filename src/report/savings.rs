//! The savings part of a report: the same from facts just measured and from a saved report.

use serde::{Deserialize, Serialize};

use super::money_json;
use super::payers::PaysRow;
use crate::money::Money;
use crate::overlap::Basis;
use crate::savings::{
    Base, Carrier, Conclusion, CostLine, Estimate, Grade, Method, Payers, Scenario, Sensitivity, Sharer, Stress,
    Switching, Tranche, UnderPreset, by_organisation, chance, choices, cost_lines, estimate, nominal, payers,
    programmes, sensitivities, standing, stress, switching, under_presets,
};
use crate::table::rows;

rows! {
    /// How wide the range of the saving is when only one input varies.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct DriverRow("drivers", "Drivers of the range", 1) {
        pub input: &'static str => "Input", "What varies: realisation or mapping.";
        pub p10: Money => "9 in 10 chance", "Estimated saving a year: 9 in 10 simulations reach it.";
        pub p90: Money => "1 in 10 chance", "Estimated saving a year: 1 in 10 simulations reaches it.";
        pub spread: Money => "Spread", "The second less the first.";
    }

    /// The phased reduction and its business case. Null is "cannot be said", for the reason given.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct SavingsRow {
        pub basis: Basis => "Basis", "How duplicated cost is counted.";
        pub target: f64 => "Target", "The share of the duplicated cost to be taken out.";
        pub reorganisation: Money => "With the reorganisation",
            "Duplicated cost between organisations that become one; not in any saving.";
        pub gross_annual: Money => "Target a year", "The target saving of a year in full effect.";
        pub realised_annual: Money => "Estimated a year", "The estimated saving of a year in full effect.";
        pub p10: Money => "9 in 10 chance", "Estimated saving a year: 9 in 10 simulations reach it.";
        pub p50: Money => "Even chance", "Estimated saving a year: half of the simulations reach it.";
        pub p90: Money => "1 in 10 chance", "Estimated saving a year: 1 in 10 simulations reaches it.";
        pub method: Method, "How the range was found.";
        pub seed: u64, "The seed of the simulations.";
        pub simulations: u32, "The number of simulations.";
        pub cells: usize, "Over how many sums a draw goes.";
        pub npv: Option<Money> => "Net present value", "Net present value; empty without enough data.";
        pub npv_including_time_released: Option<Money> => "With time released",
            "The same with time released counted as if it were cash.";
        pub npv_p10: Option<Money> => "Value: 9 in 10 chance", "Net present value: with nine chances in ten at least this.";
        pub npv_p50: Option<Money> => "Value: even chance", "Net present value: as likely above as below.";
        pub npv_p90: Option<Money> => "Value: 1 in 10 chance", "Net present value: with one chance in ten at least this.";
        pub npv_positive: Option<f64> => "Share above zero".share(),
            "The share of simulations with a net present value above zero.";
        pub one_off: Option<Money> => "One-off cost",
            "The one-off cost: exits, set-up and dual running of all years; empty without enough data.";
        pub payback_year: Option<u32> => "Payback year",
            "Payback: the first year from which the cumulative net stays above zero; empty if none.";
        pub payback_year_discounted: Option<u32> => "Discounted payback year",
            "The same for present values: the first year from which their sum stays above zero; empty if none.";
        pub trough: Option<Money> => "Cash trough",
            "The lowest cumulative net, before discounting; 0 if it is never negative.";
        pub trough_year: Option<u32> => "Year of the trough", "The year in which it is there.";
        pub years_below: Option<u32> => "Years below zero", "The number of years that end with a negative cumulative net.";
        pub conclusion: Conclusion => "Conclusion", "The verdict.";
        pub reason: Option<String> => "Reason", "The reason, if there is not enough data.";
        pub years: Vec<YearRow>, "Year 0 to the horizon.";
        pub scenarios: Vec<PresetRow>, "Every set of assumptions.";
        pub drivers: Vec<DriverRow>, "How wide the range is when only one input varies.";
        pub sensitivity: Vec<Sensitivity>, "The change if a parameter is 10% higher.";
        pub stress: Vec<Stress>, "The value where it is late, costs more, or under prudent assumptions.";
        pub carries: Vec<CarryRow>, "Uncertain things that carry more than a tenth of the duplicated cost, the largest first.";
        pub switching: SwitchingRow, "Where the net present value is nothing.";
        pub reference_class: ReferenceClassRow, "The estimate, compared with published programmes.";
        pub costs: Vec<CostLine>, "The one-off cost in lines, with the two costs outside it; empty without a business case.";
        pub options: Vec<OptionRow>, "Doing nothing, the best quartile, the plan and each delivery model side by side.";
        pub reach: ReachRow, "The yearly saving of other ways.";
        pub next: Vec<NextRow>, "What to declare next.";
        @[serde(skip)]
        pub workings: Workings,
            "The parts of each year, to compute them again. The JSON has the attribution instead.";
    }

    /// An option, on the same duplicated cost, with the same kinds of cost and the same discounting.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct OptionRow("options", "Options", 1) {
        pub option: &'static str => "Option".wide(14),
            "do-nothing, do-minimum (best quartile), plan, or a delivery model.";
        pub about: &'static str => "What it is".wide(50), "What it is.";
        pub target: Option<f64> => "Target".share(), "The share of the duplicated cost that it takes out.";
        pub gross_annual: Option<Money> => "Target a year", "The target saving of a year in full effect.";
        pub realised_annual: Option<Money> => "Estimated a year", "The part expected to be delivered.";
        pub one_off: Option<Money> => "One-off", "Set-up, dual running and exits over the horizon.";
        pub npv: Option<Money> => "Net present value", "Over the horizon; empty without enough data.";
        pub npv_p50: Option<Money> => "Value: even chance", "Net present value: as likely above as below.";
        pub npv_positive: Option<f64> => "Share above zero".share(),
            "The share of simulations with a net present value above zero.";
        pub payback_year: Option<u32> => "Payback year",
            "The first year from which the cumulative net stays above zero; empty if none.";
        pub missing: Option<String> => "Missing".wide(30), "The missing data, if the option has no figures.";
    }

    /// One year of the phased reduction, in prices of the base year unless said otherwise.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct YearRow("years", "Years", 1) {
        pub year: u32 => "Year".wide(8), "Counted from 0: by default the year after the period.";
        pub label: String => "Financial year".wide(14), "The financial year.";
        pub cumulative: f64 => "Target reached".share(),
            "The share of duplicated cost that the target has reached.";
        pub gross: Money => "Target saving", "The target saving of the year.";
        pub realised: Money => "Estimated saving", "The part expected to be delivered.";
        @[serde(flatten)]
        pub case: CaseRow = columns, "The costs and the net of the year.";
    }

    /// What a year costs and leaves.
    @[derive(Debug, Clone, Serialize, Default, schemars::JsonSchema)]
    pub struct CaseRow {
        pub cashable: Option<Money> => "Cash-releasing", "The part of the estimated saving by which budgets fall.";
        pub non_cashable: Option<Money> => "Time released", "The estimated saving that releases no cash.";
        pub exits: Option<Money> => "Exits", "Cost of people leaving.";
        pub setup: Option<Money> => "Set-up", "Cost of setting up, optimism bias included.";
        pub dual_running: Option<Money> => "Dual running", "Cost of running old and new at the same time, optimism \
            bias included.";
        pub net: Option<Money> => "Net", "Cash-releasing saving less the three costs.";
        pub cumulative_net: Option<Money> => "Cumulative net", "Net up to and including the year.";
        pub discount_factor: Option<f64> => "Discount factor", "The value in year 0 of a pound of this year.";
        pub present_value: Option<Money> => "Present value", "Net in year-0 worth.";
        pub net_nominal: Option<Money> => "Net, cash terms",
            "Net with inflation: for presentation, not discounted.";
    }

    /// One preset, with the keys that a person set, on the same duplicated cost.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct PresetRow("scenarios", "Scenarios", 1) {
        pub name: &'static str => "Assumptions".wide(14), "manifesto, optimistic, central, prudent or local-government.";
        pub gross_annual: Money => "Target a year", "The target saving of a year in full effect.";
        pub realised_annual: Money => "Estimated a year", "The part expected to be delivered.";
        pub p10: Money => "9 in 10 chance", "Estimated saving a year: 9 in 10 simulations reach it.";
        pub p50: Money => "Even chance", "Estimated saving a year: half of the simulations reach it.";
        pub p90: Money => "1 in 10 chance", "Estimated saving a year: 1 in 10 simulations reaches it.";
        pub npv: Option<Money> => "Net present value", "Over the horizon; empty without enough data.";
        pub npv_p10: Option<Money> => "Value: 9 in 10 chance", "Net present value: with nine chances in ten at least this.";
        pub npv_p50: Option<Money> => "Value: even chance", "Net present value: as likely above as below.";
        pub npv_p90: Option<Money> => "Value: 1 in 10 chance", "Net present value: with one chance in ten at least this.";
        pub npv_positive: Option<f64> => "Share above zero".share(),
            "The share of simulations with a net present value above zero.";
        pub payback_year: Option<u32> => "Payback year",
            "The first year from which the cumulative net stays above zero.";
        pub conclusion: Conclusion => "Conclusion", "The verdict.";
    }

    /// A published programme to compare the estimate with.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct ProgrammeRow("programmes", "Published programmes", 0) {
        pub programme: &'static str => "Programme".wide(44), "Its name.";
        pub measure: &'static str => "Measure".wide(36), "What the figure measures.";
        pub figure: &'static str => "Figure".wide(30), "As published.";
        pub low: Option<f64> => "From".share(), "As a share of cost.";
        pub high: Option<f64> => "To".share(), "As a share of cost.";
        pub status: &'static str => "Status".wide(14), "planned, claimed or measured.";
        pub source: &'static str => "Source".wide(60), "Where it was published.";
        @[schemars(with = "String")]
        pub evidence: Grade => "Evidence".wide(30), "How good the evidence is.";
    }

    /// Something that carries more than a tenth of the duplicated cost without being sure.
    @[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
    pub struct CarryRow("carries", "What carries much", 0) {
        @[schemars(with = "String")]
        pub what: Carrier => "What".wide(16), "mapping, catch-all, outlier or thin-function.";
        pub item: Option<String> => "Item".wide(30), "The item, or the costliest of several; empty for a function.";
        pub text: Option<String> => "Name or title".wide(40), "Its name or title.";
        pub function: String => "Function".wide(32), "Code of the function that it counts on.";
        pub label: String => "Function name".wide(36), "Its name.";
        @[serde(deserialize_with = "money_json::read")]
        pub carries: Money => "Carries", "The duplicated cost less what it would be without these pounds.";
    }

    /// What other ways would save in a year, as planned; null where that is not known.
    @[derive(Debug, Clone, Default, Serialize, Deserialize, schemars::JsonSchema)]
    pub struct ReachRow {
        pub model: Option<String> => "Best model", "The delivery model that saves most, of those whose inputs are given.";
        @[serde(deserialize_with = "money_json::read_option")]
        pub model_saving: Option<Money> => "Model saves", "Its saving of a year in full effect.";
        @[serde(deserialize_with = "money_json::read_option")]
        pub quartile_saving: Option<Money> => "Best quartile",
            "The saving if all organisations in a benchmark of grade A or B reach the best quartile.";
        @[serde(deserialize_with = "money_json::read_option")]
        pub least: Option<Money> => "Within reach", "The smaller of both.";
    }

    /// What to declare next, and by how much that narrows the range.
    @[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
    pub struct NextRow("next_steps", "Next steps", 0) {
        pub field: String => "Declare".wide(20), "What to declare.";
        pub item: String => "Of".wide(30), "The item it is about, or the first of several.";
        pub text: String => "Item".wide(40), "Its name or title.";
        pub function: String => "Function".wide(32), "Code of the function.";
        pub items: usize => "Items", "How many items it is about.";
        @[serde(deserialize_with = "money_json::read")]
        pub duplicated: Money => "Duplicated", "The duplicated cost that depends on it.";
        @[serde(deserialize_with = "money_json::read")]
        pub narrows: Money => "Narrows", "By how much the range narrows.";
    }
}

/// What the years are made of.
#[derive(Debug, Clone)]
pub struct Workings {
    /// The duplicated cost, cut into what starts together.
    pub tranches: Vec<Tranche>,
    /// The discount rate of each year from 1.
    pub rates: Vec<f64>,
}

impl CaseRow {
    /// What the year costs before anything is saved.
    pub fn one_off(&self) -> Option<Money> {
        Some(self.exits? + self.setup? + self.dual_running?)
    }
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

/// The estimate as a share of the cost that is compared, beside what others planned and achieved.
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

/// What an audit knows of its returns and a scenario does not change.
#[derive(Debug, Clone)]
pub struct Known {
    /// What to declare next.
    pub next: Vec<NextRow>,
    /// What much rests on.
    pub carries: Vec<CarryRow>,
    /// What is saved in a year where every body of a benchmark of grade A or B reaches the best quartile.
    pub quartile: Option<Money>,
    /// Who could run functions for others.
    pub sharers: Vec<Sharer>,
}

/// An estimate in full, and each organisation's net present value.
pub struct Savings {
    /// The part of the report.
    pub row: SavingsRow,
    /// In the order of the organisations.
    pub organisations: Vec<PaysRow>,
}

/// Estimates a scenario and everything that a report says of it.
pub fn savings(base: &Base, scenario: &Scenario, basis: Basis, known: Known) -> Savings {
    let tranches = base.tranches(scenario);
    let found = estimate(base, &tranches, scenario);
    let said = |amount: Money| found.reason.is_none().then_some(amount);
    let realised_annual = found.realised_annual(scenario);
    let [p10, p50, p90] = found.range.percentiles;
    let driver = |input, [p10, _, p90]: [Money; 3]| DriverRow { input, p10, p90, spread: p90 - p10 };
    let switching = if found.reason.is_some() { Switching::default() } else { switching(&tranches, scenario) };
    let sensitivity =
        if found.reason.is_some() { Vec::new() } else { sensitivities(&tranches, scenario, found.case.npv) };
    let shares = payers(base, &tranches, scenario, &found.case, &known.sharers);
    let organisations = pays(base, &tranches, scenario, &found, &shares);
    let options = options(base, &tranches, scenario, &found, known.quartile);
    let presets = under_presets(base, &tranches, scenario, &found);
    let prudent = presets.iter().find(|under| under.name == "prudent" && scenario.preset != "prudent");
    let prudent = prudent.map(|under| &under.estimate);
    let is_case = found.reason.is_none() && found.conclusion != Conclusion::NothingFound;
    let trough = found.case.trough().filter(|_| is_case);
    let years = years(base, scenario, &found);
    let one_off = years.iter().map(|year| year.case.one_off()).sum::<Option<Money>>();
    let row = SavingsRow {
        basis,
        target: scenario.target.as_f64(),
        reorganisation: base.reorganisation,
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
        npv_p10: found.drawn.map(|drawn| drawn.percentiles[0]),
        npv_p50: found.drawn.map(|drawn| drawn.percentiles[1]),
        npv_p90: found.drawn.map(|drawn| drawn.percentiles[2]),
        npv_positive: found.drawn.map(|drawn| drawn.positive),
        payback_year: paid_back(&found),
        payback_year_discounted: found.case.payback_year_discounted().filter(|_| is_case),
        trough: trough.map(|(amount, _)| amount),
        trough_year: trough.map(|(_, year)| year),
        years_below: is_case.then(|| found.case.years_below()),
        reason: found.reason.clone(),
        conclusion: found.conclusion,
        one_off: one_off.filter(|_| is_case),
        years,
        scenarios: presets.iter().map(preset_row).collect(),
        drivers: vec![driver("realisation", found.range.by_realisation), driver("mapping", found.range.by_mapping)],
        sensitivity,
        stress: stress(base, &tranches, scenario, &found, prudent),
        carries: known.carries,
        switching: SwitchingRow {
            target: switching.target.map(crate::money::Share::as_f64),
            realisation: switching.realisation.map(crate::money::Share::as_f64),
            setup_ratio: switching.setup_ratio.map(millionths),
            chance: switching
                .realisation
                .and_then(|rate| chance(&base.spread, scenario, found.case.planned_annual.times(rate))),
        },
        reference_class: reference_class(found.case.planned_annual, realised_annual, base.compared),
        reach: reach(&options, known.quartile),
        costs: if is_case { cost_lines(&found.case, scenario, &shares) } else { Vec::new() },
        options,
        next: known.next,
        workings: Workings { tranches, rates: rates(scenario) },
    };
    Savings { row, organisations }
}

/// Who pays and who gains, in the order of the organisations.
fn pays(base: &Base, tranches: &[Tranche], scenario: &Scenario, found: &Estimate, shares: &Payers) -> Vec<PaysRow> {
    let is_said = found.reason.is_none();
    // Where the case of all cannot be said, that of one organisation may be.
    let own = if is_said { vec![None; shares.pro_rata.len()] } else { by_organisation(base, tranches, scenario) };
    let row =
        |(place, (part, npv))| PaysRow::of(part, shares.hosted.as_ref().map(|hosted| &hosted[place]), is_said, npv);
    shares.pro_rata.iter().zip(own).enumerate().map(row).collect()
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
                    net_nominal: said(nominal(line.net, scenario.years_after(base.year, year), scenario.deflator)),
                },
            }
        })
        .collect()
}

/// Doing nothing, the best quartile, the plan, and each delivery model.
fn options(
    base: &Base,
    tranches: &[Tranche],
    scenario: &Scenario,
    plan: &Estimate,
    quartile: Option<Money>,
) -> Vec<OptionRow> {
    let row = |option, about, scenario: &Scenario, found: &Estimate| {
        let said = |amount: Money| found.reason.is_none().then_some(amount);
        let one_off = found.case.lines.iter().map(|line| line.exits + line.setup + line.dual_running).sum();
        OptionRow {
            option,
            about,
            target: Some(scenario.target.as_f64()),
            gross_annual: Some(found.case.planned_annual),
            realised_annual: Some(found.realised_annual(scenario)),
            one_off: said(one_off),
            npv: said(found.case.npv),
            npv_p50: found.drawn.map(|drawn| drawn.percentiles[1]),
            npv_positive: found.drawn.map(|drawn| drawn.positive),
            payback_year: paid_back(found),
            missing: found.reason.clone(),
        }
    };
    let nothing = |option, about, amount: Option<Money>, missing| OptionRow {
        option,
        about,
        target: amount.map(|_| 0.0),
        gross_annual: amount,
        realised_annual: amount,
        one_off: amount,
        npv: amount,
        npv_p50: amount,
        npv_positive: amount.map(|_| 0.0),
        payback_year: None,
        missing,
    };
    let mut rows = vec![nothing("do-nothing", "nothing changes", Some(Money::ZERO), None)];
    for choice in choices(base, tranches, scenario, quartile) {
        rows.push(match &choice.found {
            Some((scenario, found)) => row(choice.name, choice.about, scenario, found),
            None => nothing(choice.name, choice.about, None, choice.missing.map(str::to_owned)),
        });
    }
    let place = rows.len().min(2);
    rows.insert(place, row("plan", "the target of this report", scenario, plan));
    rows
}

/// What other ways would save in a year, beside the plan.
fn reach(options: &[OptionRow], quartile: Option<Money>) -> ReachRow {
    let models = options.iter().filter(|row| !["do-nothing", "do-minimum", "plan"].contains(&row.option));
    let best = models.filter_map(|row| Some((row.gross_annual?, row.option)));
    let best = best.max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(a.1)));
    let model_saving = best.map(|(saving, _)| saving);
    ReachRow {
        model: best.map(|(_, model)| model.to_owned()),
        model_saving,
        quartile_saving: quartile,
        least: [model_saving, quartile].into_iter().flatten().min(),
    }
}

/// Every preset side by side.
fn preset_row(under: &UnderPreset) -> PresetRow {
    let found = &under.estimate;
    let [p10, p50, p90] = found.range.percentiles;
    PresetRow {
        name: under.name,
        npv: found.reason.is_none().then_some(found.case.npv),
        npv_p10: found.drawn.map(|drawn| drawn.percentiles[0]),
        npv_p50: found.drawn.map(|drawn| drawn.percentiles[1]),
        npv_p90: found.drawn.map(|drawn| drawn.percentiles[2]),
        npv_positive: found.drawn.map(|drawn| drawn.positive),
        payback_year: paid_back(found),
        gross_annual: found.case.planned_annual,
        realised_annual: found.realised_annual(&under.scenario),
        p10,
        p50,
        p90,
        conclusion: found.conclusion,
    }
}

fn reference_class(planned: Money, realised: Money, compared: Money) -> ReferenceClassRow {
    let [low, central, high] = crate::savings::reference_class().map(crate::money::Share::as_f64);
    let here = standing(planned, realised, compared);
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

//! The phased reduction: years, scenarios, assumptions, and what they rest on.

use super::about::{Entry, dictionary, entries};
use super::{Cell, Field, Old, Table, Tabulated, count, money, number, share, text, wide};
use crate::report::model::ScenarioValue;
use crate::report::saved::SavingsReport;
use crate::report::savings::{NextRow, PresetRow, ProgrammeRow, SensitivityRow, YearRow};

const YEAR: &[Field<YearRow>] = &[
    wide(8, count("year", "Year", "Counted from 0, the base year.", |row| row.year.into())),
    wide(14, text("label", "Financial year", "The financial year.", |row| (&row.label).into())),
    share("cumulative", "Phase line", "Share of the duplicated cost that the plan has taken out by then.", |row| {
        row.cumulative.into()
    }),
    money("gross", "Gross", "Planned saving of the year.", |row| row.gross.into()),
    money("realised", "Realised", "The part of it that comes true.", |row| row.realised.into()),
    money("cashable", "Cashable", "The part of that by which budgets fall.", |row| row.case.cashable.into()),
    money("non_cashable", "Time released", "Realised, and no budget falls by it.", |row| row.case.non_cashable.into()),
    money("exits", "Exits", "Cost of people leaving.", |row| row.case.exits.into()),
    money("setup", "Set-up", "Cost of setting up, optimism bias included.", |row| row.case.setup.into()),
    money("dual_running", "Dual running", "Cost of old and new side by side, optimism bias included.", |row| {
        row.case.dual_running.into()
    }),
    money("net", "Net", "Cashable less the three costs.", |row| row.case.net.into()),
    money("cumulative_net", "Cumulative net", "Net up to and including the year.", |row| {
        row.case.cumulative_net.into()
    }),
    number("discount_factor", "Discount factor", 6, "What a pound of the year is worth in year 0.", |row| {
        row.case.discount_factor.into()
    }),
    money("present_value", "Present value", "Net in year-0 worth.", |row| row.case.present_value.into()),
    money("net_nominal", "Net, nominal", "Net in the prices of its year: for presentation, never discounted.", |row| {
        row.case.net_nominal.into()
    }),
];

pub(super) static YEARS: Old<YearRow> = Old {
    name: "years",
    title: "Years",
    about: "One year of the phased reduction, in prices of the base year unless said otherwise.",
    key: 1,
    references: &[],
    rows: |report, each| report.savings.years.iter().try_for_each(each),
    fields: YEAR,
};

const SCENARIO: &[Field<PresetRow>] = &[
    wide(14, text("name", "Scenario", "manifesto, optimistic, central or prudent.", |row| row.name.into())),
    money("gross_annual", "Gross a year", "Planned saving of a year at full run.", |row| row.gross_annual.into()),
    money("realised_annual", "Realised a year", "The part of it that comes true.", |row| row.realised_annual.into()),
    money("p10", "9 in 10 chance", "Realised a year: with nine chances in ten at least this.", |row| row.p10.into()),
    money("p90", "1 in 10 chance", "Realised a year: with one chance in ten at least this.", |row| row.p90.into()),
    money("npv", "Net present value", "Over the horizon; empty where that cannot be said.", |row| row.npv.into()),
    count("payback_year", "Payback year", "First year from which the cumulative net stays above nothing.", |row| {
        row.payback_year.into()
    }),
    text("conclusion", "Conclusion", "What the case says.", |row| row.conclusion.into()),
];

pub(super) static SCENARIOS: Old<PresetRow> = Old {
    name: "scenarios",
    title: "Scenarios",
    about: "One preset, with the keys that a person set, on the same duplicated cost.",
    key: 1,
    references: &[],
    rows: |report, each| report.savings.scenarios.iter().try_for_each(each),
    fields: SCENARIO,
};

pub(super) static ASSUMPTIONS: Old<(String, ScenarioValue)> = Old {
    name: "assumptions",
    title: "Assumptions",
    about: "One parameter of the scenario, with its source.",
    key: 1,
    references: &[],
    rows: |report, each| report.scenario.iter().try_for_each(|(key, value)| each(&(key.clone(), value.clone()))),
    fields: ASSUMPTION,
};

pub(super) const ASSUMPTION: &[Field<(String, ScenarioValue)>] = &[
    wide(22, text("key", "Parameter", "Its key in settings.", |row| (&row.0).into())),
    wide(
        20,
        text("value", "Value", "Its value, as settings write it.", |row| match &row.1.value {
            serde_json::Value::Null => Cell::Empty,
            serde_json::Value::String(text) => text.into(),
            value => value.to_string().into(),
        }),
    ),
    wide(34, text("unit", "Unit", "In what the value is measured.", |row| (&row.1.unit).into())),
    wide(70, text("source", "Source", "Where the default comes from.", |row| (&row.1.source).into())),
    wide(14, text("vintage", "Year of source", "The year of the source.", |row| row.1.vintage.as_deref().into())),
    wide(24, text("set_by", "Set by", "default, preset, settings or command line.", |row| row.1.set_by.into())),
];

pub(super) static SENSITIVITY: Old<SensitivityRow> = Old {
    name: "sensitivity",
    title: "Sensitivity",
    about: "What a tenth more of one parameter does to the net present value; the largest change stands first.",
    key: 1,
    references: &[],
    rows: |report, each| report.savings.sensitivity.iter().try_for_each(each),
    fields: &[
        wide(22, text("key", "Parameter", "Its key in settings.", |row| row.key.into())),
        money("npv_change", "Change of value", "Change of the net present value.", |row| row.npv_change.into()),
    ],
};

pub(super) static PROGRAMMES: Old<ProgrammeRow> = Old {
    name: "programmes",
    title: "Published programmes",
    about: "A published programme that the estimate is held against.",
    key: 0,
    references: &[],
    rows: |report, each| report.savings.reference_class.programmes.iter().try_for_each(each),
    fields: &[
        wide(44, text("programme", "Programme", "Its name.", |row| row.programme.into())),
        wide(36, text("measure", "Measure", "What the figure measures.", |row| row.measure.into())),
        wide(30, text("figure", "Figure", "As published.", |row| row.figure.into())),
        share("low", "From", "As a share of cost.", |row| row.low.into()),
        share("high", "To", "As a share of cost.", |row| row.high.into()),
        wide(14, text("status", "Status", "planned, claimed or measured.", |row| row.status.into())),
        wide(60, text("source", "Source", "Where it was published.", |row| row.source.into())),
        wide(30, text("evidence", "Evidence", "How good the evidence is.", |row| row.evidence.into())),
    ],
};

pub(super) static NEXT_STEPS: Old<NextRow> = Old {
    name: "next_steps",
    title: "Next steps",
    about: "What to declare next, and by how much that narrows the range.",
    key: 0,
    references: &[],
    rows: |report, each| report.savings.next.iter().try_for_each(each),
    fields: &[
        wide(20, text("field", "Declare", "What to declare.", |row| (&row.field).into())),
        wide(30, text("item", "Of", "The item it is about, or the first of several.", |row| (&row.item).into())),
        wide(40, text("text", "Item", "Its name or title.", |row| (&row.text).into())),
        wide(32, text("function", "Function", "Code of the function.", |row| (&row.function).into())),
        count("items", "Items", "How many items it is about.", |row| row.items.into()),
        money("duplicated", "Duplicated", "The duplicated cost that rests on it.", |row| row.duplicated.into()),
        money("narrows", "Narrows", "By how much the range narrows.", |row| row.narrows.into()),
    ],
};

/// Every table of an estimate that is made of a saved report.
static SAVINGS_TABLES: [&dyn Table<SavingsReport>; 4] =
    [&SAVED_YEARS, &SAVED_SCENARIOS, &SAVED_ASSUMPTIONS, &SAVINGS_DICTIONARY];

static SAVED_YEARS: Old<YearRow, SavingsReport> = Old {
    name: "years",
    title: "Years",
    about: "One year of the phased reduction, in prices of the base year unless said otherwise.",
    key: 1,
    references: &[],
    rows: |report, each| report.savings.years.iter().try_for_each(each),
    fields: YEAR,
};

static SAVED_SCENARIOS: Old<PresetRow, SavingsReport> = Old {
    name: "scenarios",
    title: "Scenarios",
    about: "One preset, with the keys that a person set, on the same duplicated cost.",
    key: 1,
    references: &[],
    rows: |report, each| report.savings.scenarios.iter().try_for_each(each),
    fields: SCENARIO,
};

static SAVED_ASSUMPTIONS: Old<(String, ScenarioValue), SavingsReport> = Old {
    name: "assumptions",
    title: "Assumptions",
    about: "One parameter of the scenario, with its source.",
    key: 1,
    references: &[],
    rows: |report, each| report.scenario.iter().try_for_each(|(key, value)| each(&(key.clone(), value.clone()))),
    fields: ASSUMPTION,
};

static SAVINGS_DICTIONARY: Old<Entry, SavingsReport> =
    dictionary(|report, each| entries(&SAVINGS_TABLES, &report.currency, each));

impl Tabulated for SavingsReport {
    fn tables() -> &'static [&'static dyn Table<Self>] {
        &SAVINGS_TABLES
    }

    fn title(&self) -> String {
        format!("Savings estimate {}", self.period)
    }

    fn currency(&self) -> &str {
        &self.currency
    }

    fn period(&self) -> &str {
        &self.period
    }

    fn schema(&self) -> &'static str {
        self.schema
    }
}

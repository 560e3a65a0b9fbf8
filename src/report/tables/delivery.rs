//! Delivery models, published cases, and sales.

use super::about::{Entry, dictionary, entries};
use super::{Cell, Field, Old, Reference, Table, Tabulated, count, money, share, text, wide};
use crate::money::Money;
use crate::report::cases::{CasesReport, PublishedCase};
use crate::report::delivered::{CaseHereRow, DeliveredRow};
use crate::report::delivery::{DeliveryReport, DeliveryYear, ModelRow, SaleReport};
use crate::report::model::ScenarioValue;

pub(super) static DELIVERED: Old<DeliveredRow> = Old {
    name: "delivery_models",
    title: "Delivery models",
    about: "A function that several organisations spend on, run in another way. Another way to the money of the phases: never to be added to it.",
    key: 2,
    references: &[Reference { columns: &["function"], table: "functions", to: &["code"] }],
    rows: |report, each| report.delivery.iter().try_for_each(each),
    fields: &[
        wide(32, text("function", "Function code", "Code of the function.", |row| (&row.function).into())),
        wide(14, text("model", "Model", "unitary, joint, outsourcing or platform.", |row| (&row.model).into())),
        wide(36, text("label", "Function", "Its name.", |row| (&row.label).into())),
        money("cost", "Cost", "Administrative and managerial cost of it, duplicated or not.", |row| row.cost.into()),
        share("adoption", "Joined", "The share of the cost whose organisations join in the end.", |row| {
            row.adoption.into()
        }),
        money("saving", "Plan", "Saved in a year at full adoption, as planned.", |row| row.saving.into()),
        money("likely", "Likely", "What of it is likely, in the scenario of the report.", |row| row.likely.into()),
        money("npv", "Net present value", "Likely less set-up, over the horizon.", |row| row.npv.into()),
        count(
            "payback_year",
            "Payback year",
            "First year from which it stays paid back; empty: not within the horizon.",
            |row| row.payback_year.into(),
        ),
        money("prudent_likely", "Prudent likely", "What is likely on prudent assumptions.", |row| {
            row.prudent_likely.into()
        }),
        money("prudent_npv", "Prudent value", "Net present value on prudent assumptions.", |row| {
            row.prudent_npv.into()
        }),
        money(
            "platform_may_cost",
            "Platform may cost",
            "The most that a platform may cost a year for anything to be likely to be left.",
            |row| row.platform_may_cost.into(),
        ),
        wide(60, text("source", "Source", "What the model rests on.", |row| row.source.into())),
        wide(12, text("grade", "Evidence", "How good that is.", |row| row.grade.into())),
    ],
};

pub(super) static CASES_HERE: Old<CaseHereRow> = Old {
    name: "published_cases",
    title: "Published cases",
    about: "What was published of a function of this audit, applied to what is spent here.",
    key: 1,
    references: &[Reference { columns: &["function"], table: "functions", to: &["code"] }],
    rows: |report, each| report.cases.iter().try_for_each(each),
    fields: &[
        wide(16, text("case", "Case", "Its name; `dupaudit savings --case NAME` says more.", |row| row.case.into())),
        wide(40, text("about", "About", "What it is about.", |row| row.about.into())),
        wide(32, text("function", "Function code", "Code of the function.", |row| (&row.function).into())),
        wide(36, text("label", "Function", "Its name.", |row| (&row.label).into())),
        money("cost", "Cost here", "Administrative and managerial cost of it here.", |row| row.cost.into()),
        share("claimed_share", "Claimed", "The share of cost that the source says is saved.", |row| {
            row.claimed_share.into()
        }),
        money("claimed", "Claimed, here", "The same of what is spent here.", |row| row.claimed.into()),
        share(
            "prudent_share",
            "Planned",
            "The share that the tool's own platform, joined by choice, plans for the same case.",
            |row| row.prudent_share.into(),
        ),
        money("prudent", "Planned, here", "The same of what is spent here, before realisation and set-up.", |row| {
            row.prudent.into()
        }),
        wide(60, text("source", "Source", "Where it was published.", |row| row.source.into())),
        wide(10, text("year", "Year", "The year of the source.", |row| year(row.year))),
        wide(12, text("grade", "Evidence", "How good that is.", |row| row.grade.into())),
    ],
};

fn year<'c>(year: Option<i16>) -> Cell<'c> {
    year.map(|year| year.to_string()).into()
}

/// Every table of a service under a delivery model.
static DELIVERY_TABLES: [&dyn Table<DeliveryReport>; 5] =
    [&FIGURES, &YEARS, &MODELS, &PARAMETERS, &DELIVERY_DICTIONARY];

/// One figure.
struct Figure {
    key: &'static str,
    amount: Option<Money>,
    share: Option<f64>,
    word: Option<String>,
    about: &'static str,
}

impl Figure {
    fn money(key: &'static str, amount: Money, about: &'static str) -> Self {
        Self { key, amount: Some(amount), share: None, word: None, about }
    }

    fn share(key: &'static str, share: Option<f64>, about: &'static str) -> Self {
        Self { key, amount: None, share, word: None, about }
    }

    fn word(key: &'static str, word: Option<String>, about: &'static str) -> Self {
        Self { key, amount: None, share: None, word, about }
    }
}

const FIGURE: &[Field<Figure>] = &[
    wide(28, text("key", "Figure", "Its stable name: the path of the key in the JSON.", |row| row.key.into())),
    money("amount", "Amount", "Where it is money.", |row| row.amount.into()),
    share("share", "Share", "Where it is a share.", |row| row.share.into()),
    wide(40, text("word", "Word", "Where it is neither.", |row| row.word.as_deref().into())),
    wide(70, text("about", "Meaning", "What it means.", |row| row.about.into())),
];

static FIGURES: Old<Figure, DeliveryReport> = Old {
    name: "figures",
    title: "Figures",
    about: "One figure of the whole: an amount, a share or a word.",
    key: 1,
    references: &[],
    rows: |report, each| {
        let (service, plan) = (&report.service, &report.plan);
        let figures = [
            Figure::word("model", Some(report.model.clone()), "The delivery model."),
            Figure::word("service.function", service.function.clone(), "Code of the function that is delivered."),
            Figure::word("service.label", service.label.clone(), "Its name."),
            Figure::money("service.cost", service.cost, "What it costs a year today."),
            Figure::word(
                "service.volume",
                service.volume.map(|volume| volume.to_string()),
                "How often it is done in a year.",
            ),
            Figure::money("plan.after", plan.after, "What it would cost at full adoption, as planned."),
            Figure::money("plan.saving", plan.saving, "What that is less than today."),
            Figure::money("likely", report.likely, "What is likely to be saved in a year at full adoption."),
            Figure::money("npv", report.npv, "Net present value over the horizon."),
            Figure::word(
                "payback_year",
                report.payback_year.map(|year| year.to_string()),
                "First year from which it stays paid back; empty: not within the horizon.",
            ),
            Figure::word("horizon", Some(report.horizon.to_string()), "Years that are looked at."),
            Figure::share(
                "break_even_adoption",
                report.break_even_adoption,
                "The share of the cost that must join for a platform to cost no more than it saves, as planned.",
            ),
            Figure::share(
                "adoption_needed",
                report.adoption_needed,
                "The share that must join for the net present value not to be below nothing; empty: everybody is too few.",
            ),
            Figure::word("conclusion", Some(report.conclusion.to_string()), "What the case says."),
        ];
        figures.iter().try_for_each(each)
    },
    fields: FIGURE,
};

static YEARS: Old<DeliveryYear, DeliveryReport> = Old {
    name: "years",
    title: "Years",
    about: "One year of the service under the model, in prices of today.",
    key: 1,
    references: &[],
    rows: |report, each| report.years.iter().try_for_each(each),
    fields: &[
        wide(8, count("year", "Year", "Counted from 0, today.", |row| row.year.into())),
        share("adoption", "Joined", "The share of the cost whose organisations have joined.", |row| {
            row.adoption.into()
        }),
        money("moved", "Moved", "The cost of those who have joined, less what stays local.", |row| {
            row.plan.moved.into()
        }),
        money("provider", "Provider, client", "What provider and client side cost instead.", |row| {
            row.plan.provider.into()
        }),
        money("by_the_piece", "By the piece", "What is charged by the piece.", |row| row.plan.by_the_piece.into()),
        money("platform", "Platform", "What the platform costs.", |row| row.plan.platform.into()),
        money("after", "Cost", "Everything: what has not moved, and what replaced the rest.", |row| {
            row.plan.after.into()
        }),
        money("saving", "Plan", "What that is less than today.", |row| row.plan.saving.into()),
        money("likely", "Likely", "What of it is likely.", |row| row.likely.into()),
        money("setup", "Set-up", "Set-up, optimism bias included.", |row| row.setup.into()),
        money("net", "Net", "Likely less set-up.", |row| row.net.into()),
        money("cumulative_net", "Cumulative net", "Net up to and including the year.", |row| row.cumulative_net.into()),
        money("present_value", "Present value", "Net in year-0 worth.", |row| row.present_value.into()),
    ],
};

static MODELS: Old<ModelRow, DeliveryReport> = Old {
    name: "models",
    title: "Models",
    about: "The same service under one of the models.",
    key: 1,
    references: &[],
    rows: |report, each| report.models.iter().try_for_each(each),
    fields: &[
        wide(16, text("model", "Model", "The delivery model.", |row| (&row.model).into())),
        share("adoption", "Joined", "The share of the cost whose organisations join in the end.", |row| {
            row.adoption.into()
        }),
        money("after", "Cost", "What it would cost at full adoption.", |row| row.after.into()),
        money("saving", "Plan", "What that is less than today.", |row| row.saving.into()),
        money("likely", "Likely", "What of it is likely.", |row| row.likely.into()),
        money("npv", "Net present value", "Over the horizon.", |row| row.npv.into()),
        count(
            "payback_year",
            "Payback year",
            "First year from which it stays paid back; empty: not within the horizon.",
            |row| row.payback_year.into(),
        ),
        wide(70, text("source", "Source", "What the model rests on.", |row| row.source.into())),
        wide(12, text("grade", "Evidence", "How good that is.", |row| row.grade.into())),
    ],
};

static PARAMETERS: Old<(String, ScenarioValue), DeliveryReport> = Old {
    name: "assumptions",
    title: "Assumptions",
    about: "One parameter, with its source.",
    key: 1,
    references: &[],
    rows: |report, each| report.parameters.iter().try_for_each(|(key, value)| each(&(key.clone(), value.clone()))),
    fields: super::savings::ASSUMPTION,
};

static DELIVERY_DICTIONARY: Old<Entry, DeliveryReport> =
    dictionary(|report, each| entries(&DELIVERY_TABLES, &report.currency, each));

/// Every table of published cases.
static CASES_TABLES: [&dyn Table<CasesReport>; 2] = [&CASES, &CASES_DICTIONARY];

static CASES: Old<PublishedCase, CasesReport> = Old {
    name: "cases",
    title: "Published cases",
    about: "One published case, and what the tool makes of it.",
    key: 1,
    references: &[],
    rows: |report, each| report.cases.iter().try_for_each(each),
    fields: &[
        wide(16, text("name", "Case", "Its name.", |row| row.name.into())),
        wide(44, text("about", "About", "What it is about.", |row| row.about.into())),
        money("before", "Spent", "What is spent, or must be, for the claim.", |row| row.before.into()),
        money("claimed", "Claimed", "The saving claimed, a year.", |row| row.claimed.into()),
        money("prudent", "Beside it", "The tool's own figure, or one published beside the claim.", |row| {
            row.prudent.into()
        }),
        wide(36, text("prudent_is", "Which is", "What the figure beside it is.", |row| (&row.prudent_is).into())),
        wide(100, text("says", "What the tool says", "What the tool says of it.", |row| row.says.join(" ").into())),
        wide(60, text("source", "Source", "Where it was published.", |row| row.source.into())),
        wide(10, text("year", "Year", "The year of the source.", |row| year(row.year))),
        wide(12, text("grade", "Evidence", "How good that is.", |row| row.grade.into())),
    ],
};

static CASES_DICTIONARY: Old<Entry, CasesReport> =
    dictionary(|report, each| entries(&CASES_TABLES, report.currency, each));

/// Every table of a sale.
static SALE_TABLES: [&dyn Table<SaleReport>; 1] = [&SALE];

static SALE: Old<Figure, SaleReport> = Old {
    name: "figures",
    title: "Sale",
    about: "Who gains by the sale: one figure a row.",
    key: 1,
    references: &[],
    rows: |report, each| {
        let sale = &report.sale;
        let figures = [
            Figure::money("cost", report.cost, "What customers spend today."),
            Figure::share("adoption", Some(report.adoption), "The share of it that moves."),
            Figure::share("price", Some(report.price), "What the provider charges, as a share of what moves."),
            Figure::share("marginal", Some(report.marginal), "What it costs the provider, as such a share."),
            Figure::money("moved", sale.moved, "What moves."),
            Figure::money(
                "revenue",
                sale.revenue,
                "Revenue of the provider: a transfer inside the public sector, no saving.",
            ),
            Figure::money("provider_cost", sale.provider_cost, "Its cost."),
            Figure::money("customer_saving", sale.customer_saving, "What customers spend less what they pay."),
            Figure::money("provider_margin", sale.provider_margin, "Revenue less cost."),
            Figure::money("system_saving", sale.system_saving, "Customers and provider together."),
        ];
        figures.iter().try_for_each(each)
    },
    fields: FIGURE,
};

impl Tabulated for DeliveryReport {
    fn tables() -> &'static [&'static dyn Table<Self>] {
        &DELIVERY_TABLES
    }

    fn title(&self) -> String {
        format!("Delivery model {}", self.model)
    }

    fn currency(&self) -> &str {
        &self.currency
    }

    fn period(&self) -> &'static str {
        ""
    }

    fn schema(&self) -> &'static str {
        self.schema
    }
}

impl Tabulated for CasesReport {
    fn tables() -> &'static [&'static dyn Table<Self>] {
        &CASES_TABLES
    }

    fn title(&self) -> String {
        "Published cases".to_owned()
    }

    fn currency(&self) -> &str {
        self.currency
    }

    fn period(&self) -> &'static str {
        ""
    }

    fn schema(&self) -> &'static str {
        self.schema
    }
}

impl Tabulated for SaleReport {
    fn tables() -> &'static [&'static dyn Table<Self>] {
        &SALE_TABLES
    }

    fn title(&self) -> String {
        "Sale of a service".to_owned()
    }

    fn currency(&self) -> &str {
        &self.currency
    }

    fn period(&self) -> &'static str {
        ""
    }

    fn schema(&self) -> &'static str {
        self.schema
    }
}

//! The tables of two rounds that were compared.

use super::about::{Entry, FINDING, MADE, Made, dictionary, entries, made_of};
use super::{Cell, Old, Table, Tabulated, flag, list, money, number, text, wide};
use crate::money::plural;
use crate::report::manifest::Manifest;
use crate::report::model::FindingRow;
use crate::report::tracking::{BodyRow, ChangeRow, ClaimRow, CompareReport, ItemChangeRow, TrackedRow};

/// Every table of a comparison, in the order in which a reader wants them.
pub static COMPARE_TABLES: [&dyn Table<CompareReport>; 10] =
    [&FIGURES, &FUNCTIONS, &ORGANISATIONS, &CELLS, &CLAIMS, &ITEMS, &BODIES, &FINDINGS, &ABOUT, &COMPARE_DICTIONARY];

static CLAIMS: Old<ClaimRow, CompareReport> = Old {
    name: "claims",
    title: "Claims",
    about: "A claimed reduction beside the measured one. Claims are never counted.",
    key: 0,
    references: &[],
    rows: |report, each| report.claims.iter().try_for_each(each),
    fields: &[
        wide(14, text("organisation", "Organisation id", "Id of the organisation.", |row| (&row.organisation).into())),
        wide(
            32,
            text("function", "Function code", "Code of the function; empty: all.", |row| {
                row.function.as_deref().into()
            }),
        ),
        money("claimed", "Claimed", "The reduction that somebody says there was.", |row| row.claimed.into()),
        money("measured", "Measured", "What is measured; empty where the organisation is not in both rounds.", |row| {
            row.measured.into()
        }),
    ],
};

static FINDINGS: Old<FindingRow, CompareReport> = Old {
    name: "findings",
    title: "Findings",
    about: "Something that a reader should know or mend; worst first.",
    key: 0,
    references: &[],
    rows: |report, each| report.findings.iter().try_for_each(each),
    fields: FINDING,
};

static ABOUT: Old<Made, CompareReport> = Old {
    name: "about",
    title: "About",
    about: "What the comparison covers, how it was made, and what the difference is made of.",
    key: 1,
    references: &[],
    rows: |report, each| {
        let row = |key, word: String, about| Made { key, word: Some(word), about };
        let currency = &report.currency;
        let change = |change: ChangeRow| {
            format!("{} cost, {} duplicated", change.cost.exact(currency), change.duplicated.exact(currency))
        };
        let mut rows = vec![
            row("schema", report.schema.to_owned(), "The format of the result."),
            row("currency", currency.clone(), "The currency of every amount."),
            row(
                "complete",
                if report.complete { "yes" } else { "no" }.to_owned(),
                "Whether everything that was found was read and counted.",
            ),
            row("old.period", report.old.period.clone(), "The twelve months of the first round."),
            row("old.coverage", report.old.coverage.line(currency), "What was read and mapped of it."),
            row("new.period", report.new.period.clone(), "The twelve months of the second round."),
            row("new.coverage", report.new.coverage.line(currency), "What was read and mapped of it."),
            row("basis", report.basis.to_string(), "What counts as duplicated."),
            row(
                "deflator.ratio",
                report.deflator.ratio.to_string(),
                "Prices of the second round over those of the first.",
            ),
            row(
                "plan",
                format!(
                    "{} of {}, {} {}, year {}",
                    report.plan.target,
                    report.plan.preset,
                    report.plan.years,
                    plural(report.plan.years, "year"),
                    report.plan.year
                ),
                "The share to be taken out, of which preset, by when, and the year of the plan that the second round speaks of.",
            ),
            row("causes.data", change(report.causes.data), "What the returns changed."),
        ];
        let decisions = report.causes.decisions.map(change);
        rows.push(Made {
            key: "causes.decisions",
            word: decisions,
            about: "What decisions since the first round changed; empty where those of its time are not given.",
        });
        let manifest =
            Manifest { tool: report.tool, taxonomy: report.taxonomy.clone(), inputs: report.new.inputs.clone() };
        rows.extend(made_of(&manifest));
        rows.push(row(
            "old.inputs.returns_sha256",
            report.old.inputs.returns_sha256.clone(),
            "A hash of all returns of the first round.",
        ));
        rows.iter().try_for_each(each)
    },
    fields: MADE,
};

static COMPARE_DICTIONARY: Old<Entry, CompareReport> =
    dictionary(|report, each| entries(&COMPARE_TABLES, &report.currency, each));

/// What stands in every table of bridges, after what the row is of.
macro_rules! bridge {
    ($($first:expr),+ $(,)?) => {
        &[
            $($first,)+
            money("before", "Before", "Cost of the first round.", |row| row.bridge.before.into()),
            money("price", "Price", "What dearer prices cost.", |row| row.bridge.price.into()),
            money("volume", "Volume", "What more work cost; nothing where a volume is unknown.", |row| {
                row.bridge.volume.into()
            }),
            money("perimeter", "Perimeter", "What moved in, less what moved out.", |row| row.bridge.perimeter.into()),
            money("efficiency", "Efficiency", "The rest: the measured reduction.", |row| row.bridge.efficiency.into()),
            money("after", "After", "Cost of the second round: before + price + volume + perimeter - efficiency.", |row| {
                row.bridge.after.into()
            }),
            money("planned", "Planned", "The reduction that the plan wanted by the second round.", |row| {
                row.bridge.planned.into()
            }),
            money(
                "planned_with_lags",
                "Planned, with lags",
                "The same where systems wait for their contracts, as in the business case. The status does not look at it.",
                |row| row.bridge.planned_with_lags.into(),
            ),
            number("delivered", "Delivered", 6, "The measured reduction as a part of the planned one.", |row| {
                row.bridge.delivered.into()
            }),
            wide(10, text("status", "Status", "green, amber, red or check.", |row| row.bridge.status.into())),
            money("duplicated_before", "Duplicated before", "What counted as duplicated in the first round.", |row| {
                row.bridge.duplicated_before.into()
            }),
            money("duplicated_after", "Duplicated after", "What counts as duplicated in the second round.", |row| {
                row.bridge.duplicated_after.into()
            }),
            money(
                "stock_reduction",
                "Less duplicated",
                "By how much the duplicated cost fell, in the prices of the first round.",
                |row| row.bridge.stock_reduction.into(),
            ),
            flag("volume_known", "Volume known", "Whether all volumes behind it are known.", |row| {
                row.bridge.volume_known.into()
            }),
            wide(40, text("doubts", "Doubts", "Codes that `explain` knows.", |row| list(&row.bridge.doubts))),
        ]
    };
}

fn organisation(row: &TrackedRow) -> Cell<'_> {
    row.organisation.as_deref().into()
}

fn function(row: &TrackedRow) -> Cell<'_> {
    row.function.as_deref().into()
}

static FIGURES: Old<TrackedRow, CompareReport> = Old {
    name: "figures",
    title: "All",
    about: "Everything together.",
    key: 0,
    references: &[],
    rows: |report, each| each(&report.totals),
    fields: bridge![wide(20, text("label", "Of", "What the row is of.", |_| "all functions".into()))],
};

static FUNCTIONS: Old<TrackedRow, CompareReport> = Old {
    name: "functions",
    title: "Functions",
    about: "The bridge of each function.",
    key: 1,
    references: &[],
    rows: |report, each| report.functions.iter().try_for_each(each),
    fields: bridge![
        wide(32, text("function", "Function", "Code of the function.", function)),
        wide(36, text("label", "Label", "Its name for people.", |row| row.label.as_deref().into())),
    ],
};

static ORGANISATIONS: Old<TrackedRow, CompareReport> = Old {
    name: "organisations",
    title: "Organisations",
    about: "The bridge of each organisation that is in both rounds.",
    key: 1,
    references: &[],
    rows: |report, each| report.organisations.iter().try_for_each(each),
    fields: bridge![
        wide(14, text("organisation", "Organisation id", "Id of the organisation.", organisation)),
        wide(32, text("label", "Name", "Its name for people.", |row| row.label.as_deref().into())),
    ],
};

static CELLS: Old<TrackedRow, CompareReport> = Old {
    name: "cells",
    title: "By organisation and function",
    about: "The bridge of each organisation on each function.",
    key: 2,
    references: &[],
    rows: |report, each| report.cells.iter().try_for_each(each),
    fields: bridge![
        wide(14, text("organisation", "Organisation id", "Id of the organisation.", organisation)),
        wide(32, text("function", "Function", "Code of the function.", function)),
    ],
};

static ITEMS: Old<ItemChangeRow, CompareReport> = Old {
    name: "items",
    title: "Items",
    about: "An item that came, went, was renamed, or is on another function.",
    key: 0,
    references: &[],
    rows: |report, each| report.items.iter().try_for_each(each),
    fields: &[
        wide(14, text("organisation", "Organisation id", "Id of the organisation.", |row| (&row.organisation).into())),
        wide(10, text("kind", "Kind", "process, role or system.", |row| row.kind.into())),
        wide(
            16,
            text("changes", "Changes", "entered, left, or some of text, id and function.", |row| list(&row.changes)),
        ),
        text("id_before", "Id before", "Its id in the first round.", |row| {
            row.before.as_ref().map(|item| &*item.id).into()
        }),
        text("id_after", "Id after", "In the second.", |row| row.after.as_ref().map(|item| &*item.id).into()),
        text("text_before", "Text before", "Its name or title in the first round.", |row| {
            row.before.as_ref().map(|item| &*item.text).into()
        }),
        text("text_after", "Text after", "In the second.", |row| row.after.as_ref().map(|item| &*item.text).into()),
        text("function_before", "Function before", "Its largest function in the first round.", |row| {
            row.before.as_ref().and_then(|item| item.function.as_deref()).into()
        }),
        text("function_after", "Function after", "In the second.", |row| {
            row.after.as_ref().and_then(|item| item.function.as_deref()).into()
        }),
        money("cost_before", "Cost before", "Its cost in the first round.", |row| {
            row.before.as_ref().map(|item| item.cost).into()
        }),
        money("cost_after", "Cost after", "In the second.", |row| row.after.as_ref().map(|item| item.cost).into()),
    ],
};

static BODIES: Old<BodyRow, CompareReport> = Old {
    name: "bodies",
    title: "In one round only",
    about: "An organisation that is in one round only: no figure counts it.",
    key: 1,
    references: &[],
    rows: |report, each| report.entries.iter().chain(&report.exits).try_for_each(each),
    fields: &[
        wide(14, text("id", "Organisation id", "Id of the organisation.", |row| (&row.id).into())),
        wide(32, text("name", "Name", "Its name for people.", |row| (&row.name).into())),
        wide(10, text("round", "Round", "old or new: the round that it is in.", |row| row.round.into())),
        money("total", "Total", "Everything it spends.", |row| row.total.into()),
    ],
};

impl Tabulated for CompareReport {
    fn tables() -> &'static [&'static dyn Table<Self>] {
        &COMPARE_TABLES
    }

    fn title(&self) -> String {
        format!("Comparison {} to {}", self.old.period, self.new.period)
    }

    fn currency(&self) -> &str {
        &self.currency
    }

    fn period(&self) -> &str {
        &self.new.period
    }

    fn schema(&self) -> &'static str {
        self.schema
    }
}

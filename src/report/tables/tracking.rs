//! The tables of two rounds that were compared.

use super::{Cell, Definition, Table, flag, list, money, number, text, wide};
use crate::report::tracking::{BodyRow, CompareReport, ItemChangeRow, TrackedRow};

/// Every table of a comparison, in the order in which a reader wants them.
pub static COMPARE_TABLES: [&dyn Table<CompareReport>; 6] =
    [&FIGURES, &FUNCTIONS, &ORGANISATIONS, &CELLS, &ITEMS, &BODIES];

/// The table of a comparison with a name.
pub fn compare_table(name: &str) -> Option<&'static dyn Table<CompareReport>> {
    COMPARE_TABLES.into_iter().find(|table| table.name() == name)
}

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

static FIGURES: Definition<TrackedRow, CompareReport> = Definition {
    name: "figures",
    title: "All",
    about: "Everything together.",
    key: 0,
    references: &[],
    rows: |report, each| each(&report.totals),
    fields: bridge![wide(20, text("label", "Of", "What the row is of.", |_| "all functions".into()))],
};

static FUNCTIONS: Definition<TrackedRow, CompareReport> = Definition {
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

static ORGANISATIONS: Definition<TrackedRow, CompareReport> = Definition {
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

static CELLS: Definition<TrackedRow, CompareReport> = Definition {
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

static ITEMS: Definition<ItemChangeRow, CompareReport> = Definition {
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

static BODIES: Definition<BodyRow, CompareReport> = Definition {
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

//! Every item of every return, and what each spends on each function.

use super::{Definition, Reference, count, flag, fte, list, money, share, text, wide};
use crate::report::items::{ItemPart, ItemRow};

pub(super) static ITEMS: Definition<ItemRow> = Definition {
    name: "items",
    title: "Items",
    about: "One process, role or system of a return.",
    key: 3,
    references: &[Reference { columns: &["organisation"], table: "organisations", to: &["id"] }],
    rows: |report, each| report.items.iter().flatten().try_for_each(each),
    fields: &[
        wide(14, text("organisation", "Organisation id", "Id of the organisation.", |row| (&*row.organisation).into())),
        wide(10, text("kind", "Kind", "process, role or system.", |row| row.kind.into())),
        wide(16, text("id", "Id", "Its id within the return.", |row| (&row.id).into())),
        wide(44, text("text", "Item", "Its name or title, as declared.", |row| (&row.text).into())),
        wide(14, text("unit", "Unit", "Id of its unit, where it has one.", |row| row.unit.as_deref().into())),
        money(
            "cost",
            "Cost",
            "What it brings in itself; of a process its other cost and what its total says beyond.",
            |row| row.cost.into(),
        ),
        fte("fte", "Staff", "Its staff.", |row| row.fte.into()),
        wide(
            32,
            text(
                "function",
                "Function",
                "Code of its largest function, or of a group where only that is clear.",
                |row| row.function.as_deref().into(),
            ),
        ),
        wide(
            40,
            text(
                "functions",
                "All functions",
                "Every function it was mapped to, with shares where there are several.",
                functions,
            ),
        ),
        share("confidence", "Confidence", "How sure the mapping is; empty where nothing is claimed.", |row| {
            row.confidence.into()
        }),
        wide(
            11,
            text("source", "Mapped by", "declared (in the return), decision (by a person), mapper or none.", |row| {
                row.source.into()
            }),
        ),
        wide(50, text("reason", "Reason", "Why it was mapped so.", |row| (&row.reason).into())),
        flag("comparable", "Comparable", "No where a person decided that it is not comparable.", |row| {
            row.comparable.into()
        }),
        money("unmapped", "Unmapped", "Of the cost: without a function.", |row| row.unmapped.into()),
        money("excluded", "Left the comparison", "Of the cost: exceptions, other accounts, failure demand.", |row| {
            row.excluded.into()
        }),
        money(
            "duplicated",
            "Duplicated",
            "Of the cost: counts as duplicated, pro rata among all that its organisation spends alike.",
            |row| row.duplicated.into(),
        ),
        wide(30, text("path", "File", "The file of the return.", |row| (&*row.path).into())),
        wide(8, count("line", "Line", "Its line in the file.", |row| row.line.into())),
        wide(8, count("column", "Column", "Its column in the line.", |row| row.column.into())),
    ],
};

fn functions(row: &ItemRow) -> super::Cell<'_> {
    match &row.claims[..] {
        [(code, share)] if *share >= 1.0 => (&**code).into(),
        claims => list(&claims.iter().map(|(code, share)| format!("{code} {share}")).collect::<Vec<_>>()),
    }
}

/// What one item spends on one function, with the item.
pub(super) struct Part {
    organisation: std::sync::Arc<str>,
    kind: crate::returns::Kind,
    id: String,
    place: ItemPart,
}

pub(super) static ITEM_FUNCTIONS: Definition<Part> = Definition {
    name: "item_functions",
    title: "Items by function",
    about: "What one item spends on one function, by category, kind of cost and process.",
    key: 0,
    references: &[Reference {
        columns: &["organisation", "kind", "item"],
        table: "items",
        to: &["organisation", "kind", "id"],
    }],
    rows: |report, each| {
        report.items.iter().flatten().try_for_each(|row| {
            row.parts.iter().try_for_each(|part| {
                each(&Part {
                    organisation: std::sync::Arc::clone(&row.organisation),
                    kind: row.kind,
                    id: row.id.clone(),
                    place: part.clone(),
                })
            })
        })
    },
    fields: &[
        wide(14, text("organisation", "Organisation id", "Id of the organisation.", |row| (&*row.organisation).into())),
        wide(10, text("kind", "Kind", "process, role or system.", |row| row.kind.into())),
        wide(16, text("item", "Item id", "Id of the item within the return.", |row| (&row.id).into())),
        wide(32, text("function", "Function", "Code of the function.", |row| (&*row.place.function).into())),
        wide(
            24,
            text(
                "category",
                "Category",
                "administrative, managerial, frontline, frontline_management or frontline_administration.",
                |row| row.place.category.into(),
            ),
        ),
        wide(
            13,
            text(
                "pool",
                "Kind of cost",
                "roles, other, systems, or unspecified (known from a process total only).",
                |row| row.place.pool.into(),
            ),
        ),
        wide(
            16,
            text("process", "Through process", "Id of the process that a role or system is linked to.", |row| {
                row.place.process.as_deref().into()
            }),
        ),
        money("cost", "Cost", "What it spends there.", |row| row.place.cost.into()),
        money("excluded", "Left the comparison", "Of the cost: exceptions, other accounts, failure demand.", |row| {
            row.place.excluded.into()
        }),
        money("duplicated", "Duplicated", "Of the cost: counts as duplicated.", |row| row.place.duplicated.into()),
        fte("fte", "Staff", "The staff that come with the cost.", |row| row.place.fte.into()),
    ],
};

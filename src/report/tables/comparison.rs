//! Unit costs beside each other, and duplication that is right to keep.

use super::{Definition, Reference, count, date, flag, list, money, number, text, wide};
use crate::report::comparison::{BenchmarkRow, ExceptionRow};

const ORGANISATION: Reference = Reference { columns: &["organisation"], table: "organisations", to: &["id"] };

pub(super) static BENCHMARKS: Definition<BenchmarkRow> = Definition {
    name: "benchmarks",
    title: "Benchmarks",
    about: "An organisation's unit cost on a function, beside its peers.",
    key: 0,
    references: &[ORGANISATION],
    rows: |report, each| report.benchmarks.iter().try_for_each(each),
    fields: &[
        wide(32, text("function", "Function", "Code of the function.", |row| (&row.function).into())),
        wide(14, text("organisation", "Organisation id", "Id of the organisation.", |row| (&row.organisation).into())),
        wide(20, text("measure", "Unit", "What the volume counts.", |row| (&row.measure).into())),
        flag("stands_in", "Stand-in", "Whether something stands in for the function's own volume.", |row| {
            row.stands_in.into()
        }),
        money("cost", "Cost", "What the organisation spends.", |row| row.cost.into()),
        number("volume", "Volume", 3, "How much it did.", |row| row.volume.into()),
        number("unit_cost", "Unit cost", 4, "Cost of one unit, in the currency of the report.", |row| {
            row.unit_cost.into()
        }),
        number("median", "Median", 4, "Unit cost in the middle of the peers.", |row| row.median.into()),
        number("frontier", "Frontier", 4, "Lower quartile of the peers' unit costs.", |row| row.frontier.into()),
        money("gap", "Above the frontier", "What is spent above the frontier.", |row| row.gap.into()),
        text("cautions", "Cautions", "Why it is not compared; codes that `explain` knows.", |row| list(&row.cautions)),
    ],
};

pub(super) static EXCEPTIONS: Definition<ExceptionRow> = Definition {
    name: "exceptions",
    title: "Exceptions",
    about: "Duplication that a return declares right to keep.",
    key: 0,
    references: &[ORGANISATION],
    rows: |report, each| report.exceptions.iter().try_for_each(each),
    fields: &[
        wide(14, text("organisation", "Organisation id", "Id of the organisation.", |row| (&row.organisation).into())),
        wide(36, text("about", "About", "What it names, in words.", |row| (&row.about).into())),
        wide(
            32,
            text("function", "Function", "Code of the function or group it names.", |row| {
                row.function.as_deref().into()
            }),
        ),
        wide(14, text("unit", "Unit", "Id of the unit it names.", |row| row.unit.as_deref().into())),
        text("items", "Items", "The items it names, as KIND/ID.", |row| list(&row.items)),
        wide(26, text("reason", "Reason", "Why it is right to keep.", |row| row.reason.into())),
        wide(40, text("note", "Note", "In words.", |row| row.note.as_deref().into())),
        date("until", "Until", "The last day on which it holds.", |row| row.until.into()),
        wide(10, text("standing", "Standing", "holds, expired or unused.", |row| row.standing.into())),
        money(
            "amount",
            "Amount",
            "What it keeps out of the comparison; of an expired one, what it no longer does.",
            |row| row.amount.into(),
        ),
        wide(30, text("path", "File", "The file of the return.", |row| (&row.path).into())),
        wide(8, count("line", "Line", "Its line in the file.", |row| row.line.into())),
        wide(8, count("column", "Column", "Its column in the line.", |row| row.column.into())),
    ],
};

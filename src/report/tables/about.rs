//! The report itself: its figures, what it covers, what should be known or mended, and what every column means.

use std::io;

use super::{Cell, EachOf, Field, Kind, Old, TABLES, Table, count, flag, money, number, text, wide};
use crate::money::Money;
use crate::report::manifest::Manifest;
use crate::report::model::{FindingRow, Report};

/// Rows of what went into a result: the same for every one that has read returns.
pub(super) fn made_of(manifest: &Manifest) -> Vec<Made> {
    let row = |key, word: Option<&str>, about| Made { key, word: word.map(str::to_owned), about };
    let (taxonomy, inputs) = (&manifest.taxonomy, &manifest.inputs);
    vec![
        row("tool.version", Some(manifest.tool.version), "The version of dupaudit that made it."),
        row("taxonomy.id", Some(&taxonomy.id), "The list of functions."),
        row("taxonomy.version", Some(&taxonomy.version), "Its version."),
        row("taxonomy.sha256", Some(&taxonomy.sha256), "A hash of it."),
        row("inputs.returns_sha256", Some(&inputs.returns_sha256), "A hash of all returns."),
        row("inputs.decisions_sha256", inputs.decisions_sha256.as_deref(), "A hash of the decisions."),
        row("inputs.settings_sha256", inputs.settings_sha256.as_deref(), "A hash of the settings."),
        row("inputs.mapper_sha256", inputs.mapper_sha256.as_deref(), "A hash of what mapped the items."),
    ]
}

/// What a result was made with or of.
pub(super) struct Made {
    pub(super) key: &'static str,
    pub(super) word: Option<String>,
    pub(super) about: &'static str,
}

pub(super) const MADE: &[Field<Made>] = &[
    wide(28, text("key", "Figure", "Its stable name: the path of the key in the JSON.", |row| row.key.into())),
    wide(60, text("word", "Word", "What it is.", |row| row.word.as_deref().into())),
    wide(70, text("about", "Meaning", "What it means.", |row| row.about.into())),
];

/// One figure of the whole report.
pub(super) struct Figure {
    key: &'static str,
    about: &'static str,
    amount: Option<Money>,
    number: Option<f64>,
    word: Option<String>,
}

pub(super) static FIGURES: Old<Figure> = Old {
    name: "figures",
    title: "Figures",
    about: "One figure of the whole report: an amount, a number or a word.",
    key: 1,
    references: &[],
    rows: |report, each| figures(report).iter().try_for_each(each),
    fields: &[
        wide(
            34,
            text("key", "Figure", "Its stable name: the path of the key in the JSON of the report.", |row| {
                row.key.into()
            }),
        ),
        money("amount", "Amount", "Where it is money.", |row| row.amount.into()),
        number("number", "Number", 6, "Where it is a number.", |row| row.number.into()),
        wide(40, text("word", "Word", "Where it is neither.", |row| row.word.as_deref().into())),
        wide(70, text("about", "Meaning", "What it means.", |row| row.about.into())),
    ],
};

fn figures(report: &Report) -> Vec<Figure> {
    let blank = |key, about| Figure { key, about, amount: None, number: None, word: None };
    let money = |key, amount: Option<Money>, about| Figure { amount, ..blank(key, about) };
    let number = |key, number: Option<f64>, about| Figure { number, ..blank(key, about) };
    let word = |key, word: Option<String>, about| Figure { word, ..blank(key, about) };
    let (totals, savings) = (&report.totals, &report.savings);
    vec![
        word("schema", Some(report.schema.to_owned()), "The format of the report."),
        word("tool.version", Some(report.tool.version.to_owned()), "The version of dupaudit that made it."),
        word("currency", Some(report.currency.clone()), "The currency of every amount."),
        word("period", Some(report.period.clone()), "The twelve months that the returns speak of."),
        word(
            "complete",
            Some(if report.complete { "yes" } else { "no" }.to_owned()),
            "Whether everything that was found was read and counted.",
        ),
        word("taxonomy.id", Some(report.taxonomy.id.clone()), "The list of functions."),
        word("taxonomy.version", Some(report.taxonomy.version.clone()), "Its version."),
        word("taxonomy.sha256", Some(report.taxonomy.sha256.clone()), "A hash of it."),
        word("inputs.returns_sha256", Some(report.inputs.returns_sha256.clone()), "A hash of all returns."),
        word("inputs.decisions_sha256", report.inputs.decisions_sha256.clone(), "A hash of the decisions."),
        word("inputs.settings_sha256", report.inputs.settings_sha256.clone(), "A hash of the settings."),
        word("inputs.mapper_sha256", report.inputs.mapper_sha256.clone(), "A hash of what mapped the items."),
        money("totals.cost", Some(totals.cost), "Everything spent; recharges inside the audit counted once."),
        money("totals.in_scope", Some(totals.in_scope), "Administrative and managerial cost on functions."),
        money(
            "totals.duplicated.all",
            Some(totals.duplicated.all),
            "Duplicated cost: everything that two or more spend.",
        ),
        money(
            "totals.duplicated.excess",
            Some(totals.duplicated.excess),
            "Duplicated cost: all but the largest provider.",
        ),
        money("totals.duplicated.hhi", Some(totals.duplicated.hhi), "Duplicated cost: by the effective number."),
        money("totals.duplicated.frontier", totals.duplicated.frontier, "Spent above the frontiers of unit costs."),
        money(
            "totals.within",
            Some(totals.within),
            "Of the duplicated on the basis of the report: within organisations.",
        ),
        money("totals.between", Some(totals.between), "Of the duplicated: between organisations."),
        money("totals.p10", Some(totals.p10), "Duplicated cost: with nine chances in ten at least this."),
        money("totals.p50", Some(totals.p50), "Duplicated cost: as likely above as below."),
        money("totals.p90", Some(totals.p90), "Duplicated cost: with one chance in ten at least this."),
        word("savings.basis", Some(savings.basis.to_string()), "What the duplicated cost counts."),
        number("savings.target", Some(savings.target), "The share of the duplicated cost to be taken out."),
        money("savings.gross_annual", Some(savings.gross_annual), "Planned saving of a year at full run."),
        money("savings.realised_annual", Some(savings.realised_annual), "The part of it that comes true."),
        money("savings.p10", Some(savings.p10), "Realised a year: with nine chances in ten at least this."),
        money("savings.p50", Some(savings.p50), "Realised a year: as likely above as below."),
        money("savings.p90", Some(savings.p90), "Realised a year: with one chance in ten at least this."),
        money("savings.npv", savings.npv, "Net present value; empty where it cannot be said."),
        money(
            "savings.npv_including_time_released",
            savings.npv_including_time_released,
            "The same with time released counted as if it were cash.",
        ),
        number(
            "savings.payback_year",
            savings.payback_year.map(f64::from),
            "First year from which the cumulative net stays above nothing; empty if none.",
        ),
        word("savings.conclusion", Some(savings.conclusion.to_string()), "What the case says."),
        word("savings.reason", savings.reason.clone(), "Why the case cannot be said, where it cannot."),
    ]
}

pub(super) const FINDING: &[Field<FindingRow>] = &[
    wide(10, text("severity", "Severity", "error, warning or note.", |row| row.severity.into())),
    wide(26, text("code", "Code", "Which rule; `dupaudit explain CODE` says more.", |row| row.code.into())),
    wide(80, text("message", "Message", "What was found.", |row| (&row.message).into())),
    wide(60, text("help", "Help", "How to mend it.", |row| row.help.as_deref().into())),
    wide(
        14,
        text("organisation", "Organisation id", "Id of the organisation.", |row| row.organisation.as_deref().into()),
    ),
    wide(16, text("item", "Item", "The item.", |row| row.item.as_deref().into())),
    wide(30, text("path", "File", "The file.", |row| row.path.as_deref().into())),
    wide(8, count("line", "Line", "The line in it.", |row| row.line.into())),
    wide(8, count("column", "Column", "The column in the line.", |row| row.column.into())),
    text("route", "Key", "The key in the document.", |row| row.route.as_deref().into()),
];

pub(super) static FINDINGS: Old<FindingRow> = Old {
    name: "findings",
    title: "Findings",
    about: "Something that a reader should know or mend; worst first.",
    key: 0,
    references: &[],
    rows: |report, each| report.findings.iter().try_for_each(each),
    fields: FINDING,
};

/// One figure of the coverage.
pub(super) struct Covered {
    key: &'static str,
    count: Option<usize>,
    amount: Option<Money>,
    about: &'static str,
}

pub(super) static COVERAGE: Old<Covered> = Old {
    name: "coverage",
    title: "Coverage",
    about: "What was read and mapped, one figure a row.",
    key: 1,
    references: &[],
    rows: |report, each| covered(report).iter().try_for_each(each),
    fields: &[
        wide(24, text("key", "Figure", "Its key under coverage in the JSON of the report.", |row| row.key.into())),
        count("count", "Count", "Where it is a count.", |row| row.count.into()),
        money("amount", "Amount", "Where it is money.", |row| row.amount.into()),
        wide(60, text("about", "Meaning", "What it means.", |row| row.about.into())),
    ],
};

fn covered(report: &Report) -> Vec<Covered> {
    let count = |key, count, about| Covered { key, count: Some(count), amount: None, about };
    let money = |key, amount, about| Covered { key, count: None, amount: Some(amount), about };
    let coverage = &report.coverage;
    vec![
        count("files_found", coverage.files_found, "Files that could hold returns."),
        count("files_read", coverage.files_read, "Of them: read to the end."),
        count("files_rejected", coverage.files_rejected, "Of them: not readable, or hold something else."),
        count("files_skipped", coverage.files_skipped, "Of them: settings, decisions, taxonomies, reports, ignored."),
        count("returns", coverage.returns, "Returns that the result covers."),
        count("returns_rejected", coverage.returns_rejected, "Returns that it does not cover."),
        count("items", coverage.items, "Items of the covered returns."),
        count("items_mapped", coverage.items_mapped, "Of them: mapped to a function."),
        count("items_group_only", coverage.items_group_only, "Of them: mapped to a group only."),
        money("cost_total", coverage.cost_total, "The totals of the covered returns."),
        money("cost_mapped", coverage.cost_mapped, "Of them: on a function."),
        money("cost_group_only", coverage.cost_group_only, "Of them: known to a group."),
        money("cost_unitemised", coverage.cost_unitemised, "Of them: in no item."),
    ]
}

/// One column of one table.
pub(super) struct Entry {
    table: &'static str,
    column: &'static str,
    position: usize,
    title: &'static str,
    kind: Kind,
    unit: String,
    is_key: bool,
    about: &'static str,
    table_about: &'static str,
}

pub(super) static DICTIONARY: Old<Entry> = dictionary(|report, each| entries(&TABLES, &report.currency, each));

/// The columns of all tables of a result.
pub(super) const fn dictionary<S>(rows: fn(&S, EachOf<'_, Entry>) -> io::Result<()>) -> Old<Entry, S> {
    Old {
        name: "dictionary",
        title: "Data dictionary",
        about: "One column of one table: what it holds, in what unit, and what it means.",
        key: 2,
        references: &[],
        rows,
        fields: ENTRY,
    }
}

/// Hands out the columns of tables.
pub(super) fn entries<S>(tables: &[&'static dyn Table<S>], currency: &str, each: EachOf<'_, Entry>) -> io::Result<()> {
    for table in tables {
        for (position, column) in table.columns().into_iter().enumerate() {
            each(&Entry {
                table: table.name(),
                column: column.key,
                position: position + 1,
                title: column.title,
                kind: column.kind,
                unit: if column.kind == Kind::Money { currency.to_owned() } else { column.unit.to_owned() },
                is_key: position < table.key(),
                about: column.about,
                table_about: table.about(),
            })?;
        }
    }
    Ok(())
}

const ENTRY: &[Field<Entry>] = &[
    wide(
        24,
        text("table", "Table", "Name of the table; of the file in CSV, of the table in SQLite.", |row| {
            row.table.into()
        }),
    ),
    wide(26, text("column", "Column", "Stable name of the column.", |row| row.column.into())),
    wide(9, count("position", "Position", "Its place in the table, from 1.", |row| row.position.into())),
    wide(26, text("title", "Title", "Its name for people, and its head in a workbook.", |row| row.title.into())),
    wide(10, text("type", "Type", "text, money, share, number, count, date or flag.", |row| row.kind.word().into())),
    wide(
        22,
        text("unit", "Unit", "In what it is measured.", |row| {
            if row.unit.is_empty() { Cell::Empty } else { (&row.unit).into() }
        }),
    ),
    flag("key", "Key", "Whether it is one of the columns that tell rows apart.", |row| row.is_key.into()),
    wide(80, text("about", "Meaning", "What it means.", |row| row.about.into())),
    wide(80, text("table_about", "One row is", "What one row of the table is.", |row| row.table_about.into())),
];

//! The report itself: its figures, and what it covers.

use std::io;

use super::{Cell, EachOf, Field, Old, Table, count, flag, text, wide};
use crate::report::manifest::Manifest;
use crate::report::model::{FindingRow, Report};
use crate::table::{Figure, Figures, Kind, figures};

pub(super) static FIGURES: Figures<Report> = Figures {
    name: "figures",
    title: "Figures",
    about: "One figure of the whole report: an amount, a number or a word.",
    keys: "Its stable name: the path of the key in the JSON of the report.",
    kinds: &[Kind::Money, Kind::Number(6), Kind::Text],
    rows: |report| {
        let mut all = vec![
            Figure::new("schema", report.schema, "The format of the report."),
            report.tool.figure(),
            Figure::new("currency", report.currency.clone(), "The currency of every amount."),
            Figure::new("period", report.period.clone(), "The twelve months that the returns speak of."),
            Figure::new("complete", report.complete, "Whether everything that was found was read and counted."),
        ];
        all.extend(figures("taxonomy.", &report.taxonomy));
        all.extend(figures("inputs.", &report.inputs));
        all.extend(figures("totals.", &report.totals));
        all.extend(figures("savings.", &report.savings));
        all
    },
};

pub(super) static COVERAGE: Figures<Report> = Figures {
    name: "coverage",
    title: "Coverage",
    about: "What was read, mapped and withheld, one figure a row.",
    keys: "Its key under coverage in the JSON of the report.",
    kinds: &[Kind::Count, Kind::Money, Kind::Number(6), Kind::Text],
    rows: |report| {
        let mut all = figures("", &report.coverage);
        all.extend(report.coverage.withheld.iter().flat_map(|withheld| figures("redaction.", withheld)));
        all
    },
};

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
    wide(30, text("path", "File", "The file.", |row| row.at.path.as_deref().into())),
    wide(8, count("line", "Line", "The line in it.", |row| row.at.line.into())),
    wide(8, count("column", "Column", "The column in the line.", |row| row.at.column.into())),
    text("route", "Key", "The key in the document.", |row| row.at.route.as_deref().into()),
];

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

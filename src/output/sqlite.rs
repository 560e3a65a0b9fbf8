//! A database with every table, its keys, and views for the usual questions.
//!
//! Amounts are whole pence (hundredths of the currency) in columns that end in `_pence`, so that sums in SQL are exact; the
//! view `NAME_pounds` of a table has them in pounds under the column's own name. Days are ISO 8601 texts, flags 0 and 1.

use std::io::{self, Seek, Write};

use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, OpenFlags, ToSql};

use super::place::Passing;
use super::text::one_line;
use crate::report::Report;
use crate::table::{Cell, Column, Kind, Stamped, Table, Tabulated};

/// Answers to the usual questions, by name.
const VIEWS: [(&str, &str); 4] = [
    (
        "duplicated_functions",
        "SELECT code, label, organisations, providers, cost, duplicated, round(duplicated / cost, 4) AS share
         FROM functions_pounds WHERE duplicated > 0 ORDER BY duplicated DESC, code",
    ),
    (
        "who_duplicates_what",
        "SELECT function_label, organisation_name, duplicated, cost, duplicated_fte, function, organisation
         FROM organisation_functions_pounds WHERE duplicated > 0 ORDER BY duplicated DESC, function, organisation",
    ),
    (
        "items_behind_functions",
        "SELECT part.function, o.name AS organisation_name, i.kind, i.text, part.duplicated, part.cost, i.confidence, i.reason,
                i.path, i.line, i.organisation, i.id
         FROM item_functions_pounds part
         JOIN items i ON (i.organisation, i.kind, i.id) = (part.organisation, part.kind, part.item)
         JOIN organisations o ON o.id = part.organisation
         ORDER BY part.function, part.duplicated DESC, i.organisation, i.kind, i.id",
    ),
    (
        "doubtful_items",
        "SELECT o.name AS organisation_name, i.kind, i.text, i.cost, i.function, i.confidence, i.reason, i.path, i.line
         FROM items_pounds i JOIN organisations o ON o.id = i.organisation
         WHERE i.confidence IS NULL OR i.confidence < 0.8 ORDER BY i.cost DESC, i.organisation, i.kind, i.id",
    ),
];

/// Tables whose rows may be of peers, which have none among the organisations.
const OF_PEERS: [&str; 2] = ["partners", "contracts"];

/// Writes the database.
///
/// # Errors
/// The writer refuses, or there is no room for a temporary file.
pub fn write_sqlite(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    write_database(out, report, &VIEWS, report.peers.is_some())
}

/// Writes a result as a database: its tables, and nothing else.
///
/// # Errors
/// As of [`write_sqlite`].
pub fn write_tables_sqlite<S: Tabulated>(out: &mut dyn Write, report: &S) -> io::Result<()> {
    write_database(out, report, &[], false)
}

fn write_database<S: Tabulated>(
    out: &mut dyn Write,
    report: &S,
    views: &[(&str, &str)],
    has_peers: bool,
) -> io::Result<()> {
    // On disk: that of a nation does not fit into memory beside its report.
    let mut passing = Passing::made(tempfile::NamedTempFile::new)?;
    let file = &mut passing.file;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut database = Connection::open_with_flags(file.path(), flags).map_err(refused)?;
    fill(&mut database, report, views, has_peers)?;
    database.close().map_err(|(_, error)| refused(error))?;
    file.rewind()?;
    io::copy(file, out)?;
    Ok(())
}

fn fill<S: Tabulated>(
    database: &mut Connection,
    report: &S,
    views: &[(&str, &str)],
    has_peers: bool,
) -> io::Result<()> {
    // The file is new and nobody else's: what guards against a crash would only take time.
    let settings =
        "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
                    PRAGMA user_version = 1;";
    database.execute_batch(settings).map_err(refused)?;
    let transaction = database.transaction().map_err(refused)?;
    for table in S::tables() {
        let table = &Stamped(*table);
        transaction.execute_batch(&definition(table, has_peers)).map_err(refused)?;
        let marks = vec!["?"; table.columns().len()].join(", ");
        let insert = format!("INSERT INTO \"{}\" VALUES ({marks})", table.name());
        let mut insert = transaction.prepare(&insert).map_err(refused)?;
        // Two texts that only look the same on one line are two keys.
        let referring = |key: &str| table.references().iter().any(|reference| reference.columns.contains(&key));
        let columns = table.columns().into_iter().enumerate();
        let exact: Vec<bool> = columns.map(|(place, column)| place < table.key() || referring(column.key)).collect();
        table.rows(report, &mut |cells| {
            let values = cells.iter().zip(&exact).map(|(cell, exact)| Value { cell, exact: *exact });
            insert.execute(rusqlite::params_from_iter(values)).map(drop).map_err(refused)
        })?;
    }
    for table in S::tables() {
        transaction.execute_batch(&indexes(*table)).map_err(refused)?;
    }
    for (name, query) in views {
        transaction.execute_batch(&format!("CREATE VIEW \"{name}\" AS {query};")).map_err(refused)?;
    }
    transaction.commit().map_err(refused)
}

/// The name of a column: that of an amount says that it is pence.
fn name(column: &Column) -> String {
    let ending = if column.kind == Kind::Money { "_pence" } else { "" };
    format!("\"{}{ending}\"", column.key)
}

fn names(columns: &[&str]) -> String {
    columns.iter().map(|key| format!("\"{key}\"")).collect::<Vec<_>>().join(", ")
}

/// The table, and the view of it in pounds.
fn definition<S>(table: &dyn Table<S>, has_peers: bool) -> String {
    let columns = table.columns();
    let mut lines: Vec<String> = (columns.iter().enumerate())
        .map(|(place, column)| {
            let kind = match column.kind {
                Kind::Text | Kind::Date => "TEXT",
                Kind::Money | Kind::Count | Kind::Flag => "INTEGER",
                Kind::Share | Kind::Number(_) => "REAL",
            };
            let needed = if place < table.key() { " NOT NULL" } else { "" };
            format!("{} {kind}{needed}", name(column))
        })
        .collect();
    let key: Vec<&str> = columns.iter().take(table.key()).map(|column| column.key).collect();
    if !key.is_empty() {
        lines.push(format!("PRIMARY KEY ({})", names(&key)));
    }
    let is_free =
        |table: &dyn Table<S>, to: &str| has_peers && to == "organisations" && OF_PEERS.contains(&table.name());
    for reference in table.references().iter().filter(|reference| !is_free(table, reference.table)) {
        lines.push(format!(
            "FOREIGN KEY ({}) REFERENCES \"{}\" ({})",
            names(reference.columns),
            reference.table,
            names(reference.to)
        ));
    }
    let pounds: Vec<String> = (columns.iter())
        .map(|column| match column.kind {
            Kind::Money => format!("{} / 100.0 AS \"{}\"", name(column), column.key),
            _ => name(column),
        })
        .collect();
    format!(
        "CREATE TABLE \"{0}\" (\n  {1}\n);\nCREATE VIEW \"{0}_pounds\" AS SELECT {2} FROM \"{0}\";",
        table.name(),
        lines.join(",\n  "),
        pounds.join(", ")
    )
}

/// What joins ask for.
fn indexes<S>(table: &dyn Table<S>) -> String {
    let own = table.columns().into_iter().filter(|column| column.key == "function").map(|column| vec![column.key]);
    let key: Vec<&str> = table.columns().iter().take(table.key()).map(|column| column.key).collect();
    (table.references().iter().map(|reference| reference.columns.to_vec()).chain(own))
        .filter(|columns| !key.starts_with(columns))
        .map(|columns| {
            let name = format!("{}_by_{}", table.name(), columns.join("_"));
            format!("CREATE INDEX IF NOT EXISTS \"{name}\" ON \"{}\" ({});", table.name(), names(&columns))
        })
        .collect()
}

/// A cell as SQLite stores it: text on one line, unless other rows are found by it.
struct Value<'a> {
    cell: &'a Cell<'a>,
    exact: bool,
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.cell {
            Cell::Empty => ToSqlOutput::from(rusqlite::types::Null),
            Cell::Text(text) if self.exact => ToSqlOutput::from(text.to_string()),
            Cell::Text(text) => ToSqlOutput::from(one_line(text).into_owned()),
            Cell::Money(amount) => ToSqlOutput::from(amount.0),
            Cell::Number(number) => ToSqlOutput::from(*number),
            Cell::Count(count) => ToSqlOutput::from(*count),
            Cell::Date(day) => ToSqlOutput::from(day.to_string()),
            Cell::Flag(flag) => ToSqlOutput::from(*flag),
        })
    }
}

fn refused(error: rusqlite::Error) -> io::Error {
    io::Error::other(error)
}

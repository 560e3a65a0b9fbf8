//! The tables of a report: each column is defined once, with what it says, in what unit, and how it is had from a row.
//! Every format that writes tables writes these, and the data dictionary is made of the same definitions.
//!
//! Rows are handed out one by one and never collected: a national audit has millions of items.

mod about;
mod delivery;
mod found;
mod functions;
mod partners;
mod tracking;

use std::io;

use super::model::{FunctionRow, Report};
use crate::table::{Cell, Column, Definition, Each, EachOf, Kind, Reference, Table, Tabulated, dictionary};

/// Every table, in the order in which a reader wants them.
pub static TABLES: [&dyn Table<Report>; 33] = [
    &about::FIGURES,
    &FUNCTIONS_TABLE,
    &functions::GROUPS,
    &Definition::each(|report: &Report, each| {
        report.report_by.iter().flat_map(|list| &list.functions).try_for_each(each)
    }),
    &Definition::list(|report: &Report| &report.organisations),
    &functions::ORGANISATION_FUNCTIONS,
    &Definition::list(|report: &Report| &report.attribution),
    &Definition::each(|report: &Report, each| report.items.iter().flatten().try_for_each(each)),
    &Definition::each(|report: &Report, each| {
        report.items.iter().flatten().flat_map(|row| &row.parts).try_for_each(each)
    }),
    &Definition::list(|report: &Report| &report.savings.years),
    &Definition::list(|report: &Report| &report.savings.scenarios),
    &Definition::each(|report: &Report, each| delivery::assumptions(&report.scenario, each)),
    &Definition::list(|report: &Report| &report.savings.sensitivity),
    &Definition::list(|report: &Report| &report.savings.reference_class.programmes),
    &Definition::list(|report: &Report| &report.savings.next),
    &partners::PARTNERS,
    &partners::GROUPS,
    &partners::PRODUCTS,
    &partners::CONTRACTS,
    &partners::PARTS,
    &Definition::list(|report: &Report| &report.delivery),
    &Definition::list(|report: &Report| &report.cases),
    &Definition::each(|report: &Report, each| {
        let of = report.organisations.iter().flat_map(|one| &one.declare_next);
        report.declare_next.iter().chain(of).try_for_each(each)
    }),
    &Definition::list(|report: &Report| &report.cannot_say),
    &Definition::list(|report: &Report| &report.benchmarks),
    &Definition::list(|report: &Report| &report.exceptions),
    &Definition::list(|report: &Report| &report.value_index.rows),
    &Definition::list(|report: &Report| &report.supplied),
    &Definition::list(|report: &Report| &report.suppliers),
    &Definition::each(|report: &Report, each| {
        report.suppliers.iter().flat_map(|row| &row.functions).try_for_each(each)
    }),
    &Definition::list(|report: &Report| &report.findings),
    &about::COVERAGE,
    &dictionary(),
];

/// The table of those who name none.
pub static FUNCTIONS: &dyn Table<Report> = &FUNCTIONS_TABLE;

static FUNCTIONS_TABLE: Definition<FunctionRow, Report> = Definition::list(|report| &report.functions);

/// The table of a name.
pub fn table(name: &str) -> Option<&'static dyn Table<Report>> {
    TABLES.into_iter().find(|table| table.name() == name)
}

impl Tabulated for Report {
    fn tables() -> &'static [&'static dyn Table<Self>] {
        &TABLES
    }

    fn title(&self) -> String {
        format!("Audit {}", self.period)
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

pub use found::PARTNERS_TABLES;
pub use tracking::COMPARE_TABLES;

/// A column, and how its value is had from a row.
struct Field<R> {
    column: Column,
    value: fn(&R) -> Cell<'_>,
}

/// A table of rows of one type.
struct Old<R: 'static, S: 'static = Report> {
    name: &'static str,
    title: &'static str,
    about: &'static str,
    key: usize,
    references: &'static [Reference],
    fields: &'static [Field<R>],
    rows: fn(&S, EachOf<'_, R>) -> io::Result<()>,
}

impl<R, S> Table<S> for Old<R, S> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn title(&self) -> &'static str {
        self.title
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn columns(&self) -> Vec<Column> {
        self.fields.iter().map(|field| field.column).collect()
    }

    fn key(&self) -> usize {
        self.key
    }

    fn references(&self) -> &'static [Reference] {
        self.references
    }

    fn rows(&self, report: &S, each: Each<'_>) -> io::Result<()> {
        (self.rows)(report, &mut |row| {
            let cells: Vec<Cell<'_>> = self.fields.iter().map(|field| (field.value)(row)).collect();
            each(&cells)
        })
    }
}

impl<R> Field<R> {
    const fn new(
        key: &'static str,
        title: &'static str,
        kind: Kind,
        about: &'static str,
        value: fn(&R) -> Cell<'_>,
    ) -> Self {
        let (unit, width) = match kind {
            Kind::Text => ("", 24),
            Kind::Money => ("", 16),
            Kind::Share => ("share of one whole", 10),
            Kind::Number(_) | Kind::Count => ("", 12),
            Kind::Date => ("day", 12),
            Kind::Flag => ("yes or no", 8),
        };
        Self { column: Column { key, title, kind, optional: true, unit, width, about }, value }
    }
}

/// The same column, so many letters wide.
const fn wide<R>(width: u16, mut field: Field<R>) -> Field<R> {
    field.column.width = width;
    field
}

const fn text<R>(key: &'static str, title: &'static str, about: &'static str, value: fn(&R) -> Cell<'_>) -> Field<R> {
    Field::new(key, title, Kind::Text, about, value)
}

const fn money<R>(key: &'static str, title: &'static str, about: &'static str, value: fn(&R) -> Cell<'_>) -> Field<R> {
    Field::new(key, title, Kind::Money, about, value)
}

const fn share<R>(key: &'static str, title: &'static str, about: &'static str, value: fn(&R) -> Cell<'_>) -> Field<R> {
    Field::new(key, title, Kind::Share, about, value)
}

const fn count<R>(key: &'static str, title: &'static str, about: &'static str, value: fn(&R) -> Cell<'_>) -> Field<R> {
    Field::new(key, title, Kind::Count, about, value)
}

const fn flag<R>(key: &'static str, title: &'static str, about: &'static str, value: fn(&R) -> Cell<'_>) -> Field<R> {
    Field::new(key, title, Kind::Flag, about, value)
}

const fn date<R>(key: &'static str, title: &'static str, about: &'static str, value: fn(&R) -> Cell<'_>) -> Field<R> {
    Field::new(key, title, Kind::Date, about, value)
}

const fn number<R>(
    key: &'static str,
    title: &'static str,
    decimals: u8,
    about: &'static str,
    value: fn(&R) -> Cell<'_>,
) -> Field<R> {
    Field::new(key, title, Kind::Number(decimals), about, value)
}

/// Several words in one cell.
fn list(words: &[impl AsRef<str>]) -> Cell<'static> {
    if words.is_empty() {
        return Cell::Empty;
    }
    words.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("; ").into()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_stable_words_told_apart_and_references_exist() {
        let names: BTreeSet<&str> = TABLES.iter().map(|table| table.name()).collect();
        assert_eq!(names.len(), TABLES.len());
        let word = |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        for table in TABLES {
            let columns = table.columns();
            let keys: BTreeSet<&str> = columns.iter().map(|column| column.key).collect();
            assert_eq!(keys.len(), columns.len(), "{}", table.name());
            assert!(word(table.name()) && table.title().len() <= 31, "{}", table.name());
            assert!(table.key() <= columns.len(), "{}", table.name());
            for column in columns {
                assert!(word(column.key) || column.key.starts_with('p'), "{}.{}", table.name(), column.key);
                assert!(column.about.ends_with('.'), "{}.{}", table.name(), column.key);
            }
            for reference in table.references() {
                let other = super::table(reference.table).expect("a table");
                let known = |key: &&str| other.columns().iter().any(|column| column.key == *key);
                assert!(reference.to.iter().all(known) && reference.columns.iter().all(|key| keys.contains(key)));
                assert_eq!(reference.to.len(), other.key(), "{} refers to a part of a key", table.name());
            }
        }
    }
}

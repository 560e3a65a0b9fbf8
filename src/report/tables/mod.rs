//! The tables of a report: each column is defined once, with what it says, in what unit, and how it is had from a row.
//! Every format that writes tables writes these, and the data dictionary is made of the same definitions.
//!
//! Rows are handed out one by one and never collected: a national audit has millions of items.

mod about;
mod delivery;
mod found;
mod functions;
mod mapped;
mod options;
mod tracking;

use super::by_year::savings_by_year;
use super::model::{FunctionRow, Report};
use super::payers::payers;
use crate::table::{Definition, Table, Tabulated, dictionary, id_of};

/// Every table, in the order in which a reader wants them.
pub static TABLES: [&dyn Table<Report>; 51] = [
    &about::FIGURES,
    &FUNCTIONS_TABLE,
    &functions::GROUPS,
    &Definition::each(|report: &Report, each| {
        report.report_by.iter().flat_map(|list| &list.functions).try_for_each(each)
    }),
    &Definition::list(|report: &Report| &report.organisations),
    &functions::ORGANISATION_FUNCTIONS,
    &Definition::each(|report: &Report, each| payers(report, each)),
    &Definition::list(|report: &Report| &report.hosts),
    &Definition::list(|report: &Report| &report.attribution),
    &Definition::list(|report: &Report| &report.within),
    &Definition::each(|report: &Report, each| report.items.iter().flatten().try_for_each(each)),
    &Definition::each(|report: &Report, each| {
        report.items.iter().flatten().flat_map(|row| &row.parts).try_for_each(each)
    }),
    &Definition::each(|report: &Report, each| report.cube.iter().flatten().try_for_each(each)),
    &Definition::list(|report: &Report| &report.savings.years),
    &Definition::each(|report: &Report, each| savings_by_year(report, each)),
    &Definition::list(|report: &Report| &report.plan),
    &Definition::list(|report: &Report| &report.savings.costs),
    &Definition::list(|report: &Report| &report.savings.options),
    &Definition::list(|report: &Report| &report.savings.scenarios),
    &Definition::each(|report: &Report, each| delivery::assumptions(&report.scenario, each)),
    &Definition::list(|report: &Report| &report.savings.drivers),
    &Definition::list(|report: &Report| &report.savings.sensitivity),
    &Definition::list(|report: &Report| &report.savings.stress),
    &Definition::list(|report: &Report| &report.savings.carries),
    &Definition::list(|report: &Report| &report.savings.reference_class.programmes),
    &Definition::list(|report: &Report| &report.savings.next),
    &Definition::list(|report: &Report| &report.partners),
    &Definition::list(|report: &Report| &report.partner_groups),
    &Definition::list(|report: &Report| &report.products),
    &Definition::each(|report: &Report, each| {
        report.products.iter().flat_map(|product| &product.contracts).try_for_each(each)
    }),
    &Definition::list(|report: &Report| &report.parts),
    &Definition::list(|report: &Report| &report.delivery),
    &Definition::list(|report: &Report| &report.cases),
    &Definition::list(|report: &Report| &report.claims),
    &Definition::list(|report: &Report| &report.sector),
    &Definition::each(|report: &Report, each| {
        let of = report.organisations.iter().flat_map(|one| &one.declare_next);
        report.declare_next.iter().chain(of).try_for_each(each)
    }),
    &Definition::list(|report: &Report| &report.cannot_say),
    &Definition::list(|report: &Report| &report.benchmarks),
    &Definition::list(|report: &Report| &report.exceptions),
    &Definition::list(|report: &Report| &report.shared),
    &Definition::list(|report: &Report| &report.reorganisations),
    &Definition::list(|report: &Report| &report.outliers),
    &Definition::list(|report: &Report| &report.catch_all),
    &Definition::each(|report: &Report, each| report.frontline.iter().flatten().try_for_each(each)),
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

    fn audit_id(&self) -> String {
        let scenario = serde_json::to_string(&self.scenario).unwrap_or_default();
        let list = &self.taxonomy.sha256;
        let parts = [self.schema, self.tool.version, list, &self.inputs.returns_sha256, &self.period, &self.currency];
        let more = [self.inputs.decisions_sha256.as_deref(), Some(&scenario)];
        id_of(parts.into_iter().chain(more.map(Option::unwrap_or_default)))
    }

    fn schema(&self) -> &'static str {
        self.schema
    }
}

pub use found::PARTNERS_TABLES;
pub use mapped::MAP_TABLES;
pub use options::OPTIONS_TABLES;
pub use tracking::COMPARE_TABLES;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_stable_words_told_apart_and_references_exist() {
        let names: BTreeSet<&str> = TABLES.iter().map(|table| table.name()).collect();
        assert_eq!(names.len(), TABLES.len());
        let word = |name: &str| {
            name.starts_with(|first: char| first.is_ascii_lowercase())
                && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        };
        for table in TABLES {
            let columns = table.columns();
            let keys: BTreeSet<&str> = columns.iter().map(|column| column.key).collect();
            assert_eq!(keys.len(), columns.len(), "{}", table.name());
            assert!(word(table.name()) && table.title().len() <= 31, "{}", table.name());
            assert!(table.key() <= columns.len(), "{}", table.name());
            for column in columns {
                assert!(word(column.key.rsplit('.').next().unwrap_or_default()), "{}.{}", table.name(), column.key);
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

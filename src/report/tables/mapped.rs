//! The tables of mapped items.

use crate::report::mapped::MapReport;
use crate::table::{Definition, Figure, Figures, Kind, PATHS, Table, Tabulated, dictionary};

/// Every table of mapped items, in the order in which a reader wants them.
pub static MAP_TABLES: [&dyn Table<MapReport>; 3] =
    [&Definition::list(|report: &MapReport| &report.items), &ABOUT, &dictionary()];

static ABOUT: Figures<MapReport> = Figures {
    name: "about",
    title: "About",
    about: "The coverage of the result, and its inputs.",
    keys: PATHS,
    kinds: &[Kind::Text],
    rows: |report| {
        let mut all = vec![
            Figure::new("schema", report.schema, "The format of the result."),
            Figure::new("coverage", report.coverage.line(&report.currency), "What was read and mapped."),
        ];
        all.extend(report.manifest.figures());
        all
    },
};

impl Tabulated for MapReport {
    fn tables() -> &'static [&'static dyn Table<Self>] {
        &MAP_TABLES
    }

    fn title(&self) -> String {
        "Mappings".to_owned()
    }

    fn currency(&self) -> &str {
        &self.currency
    }

    fn audit_id(&self) -> String {
        self.manifest.id([self.schema, &self.currency])
    }

    fn schema(&self) -> &'static str {
        self.schema
    }
}

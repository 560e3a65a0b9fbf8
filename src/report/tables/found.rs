//! The tables of a search for partners, which says more of each pair than an audit does.

use crate::report::partners::PartnersReport;
use crate::table::{Definition, Figure, Figures, Kind, PATHS, Table, Tabulated, dictionary, figures};

/// Every table of a search for partners, in the order in which a reader wants them.
pub static PARTNERS_TABLES: [&dyn Table<PartnersReport>; 12] = [
    &Definition::each(|report: &PartnersReport, each| report.partners.iter().try_for_each(|pair| each(&pair.partner))),
    &Definition::each(|report: &PartnersReport, each| {
        report.partners.iter().flat_map(|pair| &pair.functions).try_for_each(each)
    }),
    &Definition::each(|report: &PartnersReport, each| {
        report.partners.iter().flat_map(|pair| &pair.windows).try_for_each(each)
    }),
    &Definition::each(|report: &PartnersReport, each| {
        report.partners.iter().flat_map(|pair| &pair.products).try_for_each(each)
    }),
    &Definition::list(|report: &PartnersReport| &report.groups),
    &Definition::list(|report: &PartnersReport| &report.products),
    &Definition::each(|report: &PartnersReport, each| {
        report.products.iter().flat_map(|product| &product.contracts).try_for_each(each)
    }),
    &Definition::list(|report: &PartnersReport| &report.parts),
    &Definition::list(|report: &PartnersReport| &report.nearest).named(
        "nearest",
        "Nearest",
        "For a named organisation without partners: those with most in common, without enough similarity.",
    ),
    &Definition::list(|report: &PartnersReport| &report.organisations),
    &ABOUT,
    &dictionary(),
];

static ABOUT: Figures<PartnersReport> = Figures {
    name: "about",
    title: "About",
    about: "The coverage of the result, its rules and its inputs.",
    keys: PATHS,
    kinds: &[Kind::Text],
    rows: |report| {
        let mut all = vec![
            Figure::new("schema", report.schema, "The format of the result."),
            Figure::new("period", report.period.clone(), "The twelve months of the returns."),
            Figure::new("currency", report.currency.clone(), "The currency of every amount."),
            Figure::new("complete", report.complete, "Whether everything that was found was read and counted."),
            Figure::new("coverage", report.coverage.line(&report.currency), "What was read and mapped."),
        ];
        all.extend(figures("rules.", &report.rules));
        all.extend(report.manifest.figures());
        all
    },
};

impl Tabulated for PartnersReport {
    fn tables() -> &'static [&'static dyn Table<Self>] {
        &PARTNERS_TABLES
    }

    fn title(&self) -> String {
        format!("Partners {}", self.period)
    }

    fn currency(&self) -> &str {
        &self.currency
    }

    fn period(&self) -> &str {
        &self.period
    }

    fn audit_id(&self) -> String {
        self.manifest.id([self.schema, &self.period, &self.currency])
    }

    fn schema(&self) -> &'static str {
        self.schema
    }
}

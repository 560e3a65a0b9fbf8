//! The tables of options of a reorganisation.

use crate::report::options::{ChoiceRow, OptionsReport};
use crate::table::{Definition, Figure, Figures, Kind, PATHS, Table, Tabulated, dictionary, figures};

/// Every table of options, in the order in which a reader wants them.
pub static OPTIONS_TABLES: [&dyn Table<OptionsReport>; 16] = [
    &Definition::list(|report: &OptionsReport| &report.options),
    &Definition::each(|report: &OptionsReport, each| of(report, |row| &row.successors, each)),
    &Definition::each(|report: &OptionsReport, each| of(report, |row| &row.members, each)),
    &Definition::each(|report: &OptionsReport, each| of(report, |row| &row.functions, each)),
    &Definition::each(|report: &OptionsReport, each| of(report, |row| &row.years, each)),
    &Definition::each(|report: &OptionsReport, each| of(report, |row| &row.costs, each)),
    &Definition::list(|report: &OptionsReport| &report.odds),
    &Definition::list(|report: &OptionsReport| &report.depends),
    &Definition::each(|report: &OptionsReport, each| of(report, |row| &row.shared, each)),
    &Definition::each(|report: &OptionsReport, each| of(report, |row| &row.contracts, each)),
    &Definition::list(|report: &OptionsReport| &report.claims),
    &Definition::list(|report: &OptionsReport| &report.cannot_say),
    &Definition::list(|report: &OptionsReport| &report.cube),
    &Definition::list(|report: &OptionsReport| &report.findings),
    &ABOUT,
    &dictionary(),
];

/// The rows of all options, one option after another.
fn of<R>(
    report: &OptionsReport,
    rows: impl Fn(&ChoiceRow) -> &Vec<R>,
    each: crate::table::EachOf<'_, R>,
) -> std::io::Result<()> {
    report.options.iter().flat_map(rows).try_for_each(each)
}

static ABOUT: Figures<OptionsReport> = Figures {
    name: "about",
    title: "About",
    about: "What the result covers, the organisations as they are, and what it was made with and of.",
    keys: PATHS,
    kinds: &[Kind::Text],
    rows: |report| {
        let mut all = vec![
            Figure::new("schema", report.schema, "The format of the result."),
            Figure::new("name", report.name.clone(), "What the options are called."),
            Figure::new("period", report.period.clone(), "The twelve months of the returns."),
            Figure::new("currency", report.currency.clone(), "The currency of every amount."),
            Figure::new("complete", report.complete, "Whether everything that was found was read and counted."),
            Figure::new("basis", report.basis, "What counts as duplicated."),
            Figure::new("provider_floor", report.provider_floor, "Below this amount a unit or product is not counted."),
            Figure::new("coverage", report.coverage.line(&report.currency), "What was read and mapped."),
        ];
        all.extend(figures("today.", &report.today));
        all.extend(report.manifest.figures());
        all.push(Figure::new("options_sha256", report.options_sha256.clone(), "A hash of the file of options."));
        all
    },
};

impl Tabulated for OptionsReport {
    fn tables() -> &'static [&'static dyn Table<Self>] {
        &OPTIONS_TABLES
    }

    fn title(&self) -> String {
        format!("Options {}", self.name.as_deref().unwrap_or(&self.period))
    }

    fn currency(&self) -> &str {
        &self.currency
    }

    fn period(&self) -> &str {
        &self.period
    }

    fn audit_id(&self) -> String {
        let options: Vec<&str> = self.options.iter().map(|option| option.id.as_str()).collect();
        self.manifest.id([self.schema, &self.period, &self.currency, &options.join(",")])
    }

    fn schema(&self) -> &'static str {
        self.schema
    }
}

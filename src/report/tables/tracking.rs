//! The tables of two rounds that were compared.

use crate::money::plural;
use crate::report::tracking::{ChangeRow, CompareReport};
use crate::table::{Definition, Figure, Figures, Kind, PATHS, Table, Tabulated, dictionary, figures};

/// Every table of a comparison, in the order in which a reader wants them.
pub static COMPARE_TABLES: [&dyn Table<CompareReport>; 10] = [
    &Definition::each(|report: &CompareReport, each| each(&report.totals)),
    &Definition::list(|report: &CompareReport| &report.functions),
    &Definition::list(|report: &CompareReport| &report.organisations),
    &Definition::list(|report: &CompareReport| &report.cells),
    &Definition::list(|report: &CompareReport| &report.claims),
    &Definition::list(|report: &CompareReport| &report.items),
    &Definition::each(|report: &CompareReport, each| report.entries.iter().chain(&report.exits).try_for_each(each)),
    &Definition::list(|report: &CompareReport| &report.findings),
    &ABOUT,
    &dictionary(),
];

static ABOUT: Figures<CompareReport> = Figures {
    name: "about",
    title: "About",
    about: "What the comparison covers, how it was made, and what the difference is made of.",
    keys: PATHS,
    kinds: &[Kind::Text],
    rows: |report| {
        let CompareReport { currency, old, new, plan, .. } = report;
        let change = |change: ChangeRow| {
            format!("{} cost, {} duplicated", change.cost.exact(currency), change.duplicated.exact(currency))
        };
        let mut all = vec![
            Figure::new("schema", report.schema, "The format of the result."),
            Figure::new("currency", currency.clone(), "The currency of every amount."),
            Figure::new("complete", report.complete, "Whether everything that was found was read and counted."),
            Figure::new("old.period", old.period.clone(), "The twelve months of the first round."),
            Figure::new("old.coverage", old.coverage.line(currency), "What was read and mapped of it."),
            Figure::new("new.period", new.period.clone(), "The twelve months of the second round."),
            Figure::new("new.coverage", new.coverage.line(currency), "What was read and mapped of it."),
            Figure::new("basis", report.basis, "What counts as duplicated."),
            Figure::new("deflator.ratio", report.deflator.ratio, "Prices of the second round over those of the first."),
            Figure::new(
                "plan",
                format!(
                    "{} of {}, {} {}, year {}",
                    plan.target,
                    plan.preset,
                    plan.years,
                    plural(plan.years, "year"),
                    plan.year
                ),
                "The share to be taken out, of which preset, by when, and the year of the plan that the second round speaks of.",
            ),
            Figure::new("causes.data", change(report.causes.data), "What the returns changed."),
            Figure::new(
                "causes.decisions",
                report.causes.decisions.map(change),
                "What decisions since the first round changed; empty where those of its time are not given.",
            ),
            report.tool.figure(),
        ];
        all.extend(figures("taxonomy.", &report.taxonomy));
        all.extend(figures("inputs.", &new.inputs));
        all.push(Figure::new(
            "old.inputs.returns_sha256",
            old.inputs.returns_sha256.clone(),
            "A hash of all returns of the first round.",
        ));
        all
    },
};

impl Tabulated for CompareReport {
    fn tables() -> &'static [&'static dyn Table<Self>] {
        &COMPARE_TABLES
    }

    fn title(&self) -> String {
        format!("Comparison {} to {}", self.old.period, self.new.period)
    }

    fn currency(&self) -> &str {
        &self.currency
    }

    fn period(&self) -> &str {
        &self.new.period
    }

    fn schema(&self) -> &'static str {
        self.schema
    }
}

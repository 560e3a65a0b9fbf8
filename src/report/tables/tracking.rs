//! The tables of two rounds that were compared.

use crate::money::plural;
use crate::report::tracking::{ChangeRow, CompareReport};
use crate::table::{Definition, Figure, Figures, Kind, PATHS, Table, Tabulated, dictionary, figures, id_of};

/// Every table of a comparison, in the order in which a reader wants them.
pub static COMPARE_TABLES: [&dyn Table<CompareReport>; 11] = [
    &Definition::each(|report: &CompareReport, each| each(&report.totals)),
    &Definition::list(|report: &CompareReport| &report.series),
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
    about: "The coverage of the comparison, its inputs, and what explains the difference.",
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
            Figure::new("old.period", old.period.clone(), "The twelve months of the first set."),
            Figure::new("old.coverage", old.coverage.line(currency), "What was read and mapped."),
            Figure::new("new.period", new.period.clone(), "The twelve months of the second set."),
            Figure::new("new.coverage", new.coverage.line(currency), "What was read and mapped."),
            Figure::new("basis", report.basis, "How duplicated cost is counted."),
            Figure::new("deflator.ratio", report.deflator.ratio, "Prices of the second set over prices of the first."),
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
                "The target, its assumptions, its years, and the year of the plan for the second set.",
            ),
            Figure::new("causes.data", change(report.causes.data), "What the returns changed."),
            Figure::new(
                "causes.decisions",
                report.causes.decisions.map(change),
                "The effect of decisions since the first set; empty if the earlier ones are not given.",
            ),
            report.tool.figure(),
        ];
        all.extend(figures("taxonomy.", &report.taxonomy));
        all.extend(figures("inputs.", &new.inputs));
        all.push(Figure::new(
            "old.inputs.returns_sha256",
            old.inputs.returns_sha256.clone(),
            "A hash of all returns of the first set.",
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

    fn audit_id(&self) -> String {
        let rounds = [&self.old, &self.new].map(|round| round.inputs.returns_sha256.as_str());
        let plan = serde_json::to_string(&self.plan).unwrap_or_default();
        id_of([self.schema, self.tool.version, &self.taxonomy.sha256, &self.currency, &plan].into_iter().chain(rounds))
    }

    fn schema(&self) -> &'static str {
        self.schema
    }
}

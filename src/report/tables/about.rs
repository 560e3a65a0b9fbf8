//! The report itself: its figures, and what it covers.

use crate::report::model::Report;
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
            Figure::new("period", report.period.clone(), "The twelve months of the returns."),
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
    about: "The figures of what was read, mapped and redacted, one in each row.",
    keys: "Its key under coverage in the JSON of the report.",
    kinds: &[Kind::Count, Kind::Money, Kind::Number(6), Kind::Text],
    rows: |report| {
        let mut all = figures("", &report.coverage);
        all.extend(report.coverage.withheld.iter().flat_map(|withheld| figures("redaction.", withheld)));
        all
    },
};

//! Two rounds held against each other, as a page.

use std::io::{self, Write};

use super::leaf::{Leaf, Part};
use super::minus;
use super::table::{Cell, Column, Row, Table};
use crate::money::Money;
use crate::output::delivery::sentence;
use crate::output::svg::range_bar;
use crate::output::tracking_words::{LEGEND, TrackingWords, status_word};
use crate::report::{CompareReport, headline};

/// What matters most stands first: a phone shows no more.
const BRIDGE: [&str; 14] = [
    "status",
    "before",
    "after",
    "efficiency",
    "disputed",
    "planned",
    "delivered",
    "stock_reduction",
    "stock_transferred",
    "stock_shared",
    "price",
    "volume",
    "perimeter",
    "planned_with_lags",
];

/// Writes a comparison as a page.
///
/// # Errors
/// The writer refuses.
pub fn write_compare_html(out: &mut dyn Write, report: &CompareReport) -> io::Result<()> {
    let words = TrackingWords { report };
    let bridge = &report.totals.bridge;
    let mut paragraphs = words.opening();
    let title = if words.has_cost() {
        let measured = bridge.measured();
        let verb = if measured < Money::ZERO { "more" } else { "less" };
        format!("{} {verb} for the same work at the same prices", headline(Money(measured.0.abs()), &report.currency))
    } else {
        "Nothing can be compared".to_owned()
    };
    // The verdict says why in the words about the duplicated cost, which come last.
    let verdict = match (bridge.status.filter(|_| words.has_cost()), paragraphs.last().cloned()) {
        (Some(status), Some(stock)) => {
            paragraphs.pop();
            Some((super::status_mood(status), sentence(status_word(status)), stock))
        }
        _ => None,
    };
    paragraphs.extend(words.differences());
    let mut rests_on: Vec<String> = [&report.old, &report.new]
        .map(|round| {
            let line = round.coverage.line(&report.currency);
            format!("{}.", line.replacen("Coverage", &format!("Coverage of {}", round.period), 1))
        })
        .to_vec();
    rests_on.extend(report.findings.iter().take(10).map(|finding| format!("{}.", sentence(&finding.message))));
    let page = Leaf {
        kind: "Two sets of returns compared",
        title,
        meta: words.about(),
        incomplete: !report.complete,
        verdict,
        paragraphs,
        rests_on,
    };
    let bridges = |first: &'static str| {
        let mut columns = vec![first];
        columns.extend(BRIDGE);
        columns
    };
    let mut parts = Vec::new();
    if words.has_cost() {
        parts.push(("bridge", steps(&words)));
        parts.push(("functions", Part::of(report, "By function", LEGEND, "functions", &bridges("label"))));
        parts.push(("organisations", Part::of(report, "By organisation", LEGEND, "organisations", &bridges("label"))));
        parts.push((
            "claims",
            Part::of(
                report,
                "Claimed, and measured",
                "Claims are listed and never counted.",
                "claims",
                &["organisation", "function", "claimed", "measured"],
            ),
        ));
    }
    parts.push((
        "items",
        Part::of(
            report,
            "Items that changed",
            "Items that came, went, were renamed, or are on another function.",
            "items",
            &[
                "organisation",
                "kind",
                "changes",
                "text_before",
                "text_after",
                "function_before",
                "function_after",
                "cost_before",
                "cost_after",
            ],
        ),
    ));
    parts.push((
        "bodies",
        Part::of(report, "In one set of returns only", "No figure counts them.", "bodies", &["name", "round", "total"]),
    ));
    page.write(out, parts)
}

/// The bridge, a step a row.
fn steps(words: &TrackingWords<'_>) -> Part {
    let currency = &words.report.currency;
    let steps = words.bridge();
    let most = steps.iter().map(|step| step.from.max(step.to)).max().unwrap_or_default();
    let rows = steps.iter().map(|step| {
        let amount = Cell::Figure {
            value: step.amount.to_json().to_string(),
            shown: minus(&step.amount.exact(currency)),
            exact: None,
        };
        let bar = range_bar(step.from.min(step.to), step.to, step.from.max(step.to), most);
        Row::new(vec![Cell::text(&step.name), amount, Cell::Drawn(bar)])
    });
    Part {
        title: "Reconciliation".to_owned(),
        lead: "From one set to the other, exact to the penny: the first cost, the effects of prices, volumes and \
            transfers, the measured reduction, and the second cost."
            .to_owned(),
        table: Some(Table {
            id: "steps".to_owned(),
            caption: "From one set of returns to the other".to_owned(),
            columns: vec![
                Column::text("Step", "Where the difference comes from."),
                Column::number("Amount", "To the penny."),
                Column::text("From and to", "From where to where."),
            ],
            rows: rows.collect(),
            note: None,
        }),
        drawings: Vec::new(),
    }
}

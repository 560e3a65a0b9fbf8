//! A chart of bars below each other: a label, a bar and a figure in each row.

use askama::Template;

use super::minus;
use crate::money::Money;
use crate::output::svg::{Part, bar};
use crate::report::short;

/// The chart.
#[derive(Template)]
#[template(path = "html/bars.html")]
pub(super) struct Bars {
    /// How it looks: `flow`, or nothing.
    pub(super) class: &'static str,
    pub(super) rows: Vec<Bar>,
}

/// A row.
pub(super) struct Bar {
    pub(super) label: String,
    /// Where its label leads.
    pub(super) to: Option<String>,
    /// How it looks: `whole` or `less`, or nothing.
    pub(super) class: &'static str,
    pub(super) drawn: String,
    pub(super) value: String,
    pub(super) shown: String,
    pub(super) exact: String,
    /// What it is made of.
    pub(super) parts: String,
}

impl Bar {
    /// A row with its figure, and no bar yet.
    pub(super) fn of(label: impl Into<String>, amount: Money, currency: &str) -> Self {
        Self {
            label: label.into(),
            to: None,
            class: "",
            drawn: String::new(),
            value: amount.to_json().to_string(),
            shown: minus(&short(amount, currency)),
            exact: minus(&amount.exact(currency)),
            parts: String::new(),
        }
    }
}

/// Pieces between a lowest and a highest amount, with a line at zero where that is inside.
pub(super) fn between(low: Money, high: Money, mut parts: Vec<Part>) -> String {
    let span = high - low;
    for part in &mut parts {
        part.from -= low;
    }
    if low < Money::ZERO {
        parts.push(Part { from: -low, length: Money(span.0 / 400), class: "nothing" });
    }
    bar(&parts, span)
}

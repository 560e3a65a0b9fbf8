//! What was published of reorganisations of councils: claims for options, and plans of areas that were reorganised.

use serde::Deserialize;

use super::facts::{Fact, group};
use crate::money::Money;
use crate::words::words;

words! {
    /// Of what a published figure speaks.
    pub enum Speaks: listed {
        /// A proposal.
        Proposed = "proposed",
        /// An area that was reorganised: what was planned.
        Planned = "planned",
        /// An area that was reorganised: what came of it.
        Achieved = "achieved",
    }
}

words! {
    /// What a published figure measures.
    pub enum Published: listed {
        /// By how much the cost of a year changes: below nothing is a saving.
        YearlyCost = "yearly-cost",
        /// A saving of a year.
        YearlySaving = "yearly-saving",
        /// Savings of several years together.
        TotalSaving = "total-saving",
        /// What the change costs once.
        OneOff = "one-off",
        /// Years until it has paid back.
        Payback = "payback",
    }
}

/// A published figure of a reorganisation.
#[derive(Debug, Clone)]
pub struct PublishedFigure {
    /// Where it stands.
    pub fact: &'static Fact,
    /// Of what it speaks.
    pub speaks: Speaks,
    /// The area.
    pub area: String,
    /// How many councils there then are.
    pub successors: Option<u32>,
    /// What it measures.
    pub measure: Published,
    /// The amount, where it is money.
    pub amount: Option<Money>,
    /// The years, where it is years.
    pub years: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Value {
    speaks: Speaks,
    area: String,
    successors: Option<u32>,
    measure: Published,
    amount: Option<String>,
    years: Option<f64>,
}

/// Every published figure, in the order of the file.
///
/// # Panics
/// The file of facts holds something else: a test reads every one.
pub fn published_figures() -> Vec<PublishedFigure> {
    let figure = |fact: &'static Fact| {
        let Value { speaks, area, successors, measure, amount, years } = fact.read();
        let read =
            |text: &String| Money::parse_short(text).unwrap_or_else(|_| panic!("{}: {text} is no amount", fact.name));
        let amount = amount.as_ref().map(read);
        PublishedFigure { fact, speaks, area, successors, measure, amount, years }
    };
    group("reorganisation").map(figure).collect()
}

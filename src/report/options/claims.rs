//! Published figures of reorganisations beside those of the options: what can be compared, and what cannot.

use serde::Serialize;

use super::rows::ChoiceRow;
use crate::finding::{Code, Finding, nearest};
use crate::money::Money;
use crate::reorganisation::Planned;
use crate::report::short::short;
use crate::savings::{Grade, Published, PublishedFigure, Speaks, published_figures};
use crate::table::rows;
use crate::words::words;

words! {
    /// Whether a published figure can be held against the one here.
    pub enum Comparable {
        /// Direction and size, for the reasons given.
        Partly = "partly",
        /// Not at all.
        No = "no",
    }
}

rows! {
    /// A published figure beside that of the option which names it, or of an area that was reorganised.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct ClaimRow("claims", "Published figures", 0) {
        pub option: Option<String> => "Option id".wide(16), "Id of the option that names it; empty for other areas.";
        pub claim: &'static str => "Figure".wide(36), "Its name; `dupaudit explain parameter NAME` says more.";
        pub about: &'static str => "About".wide(40), "What it is about.";
        pub area: String => "Area".wide(20), "The area.";
        @[schemars(with = "String")]
        pub speaks: Speaks => "Speaks of".wide(12), "proposed, planned or achieved.";
        @[schemars(with = "String")]
        pub measure: Published => "Measure".wide(16),
            "yearly-cost (below nothing is a saving), yearly-saving, total-saving, one-off or payback.";
        pub published: Option<Money> => "Published", "As published, where it is money.";
        pub years: Option<f64> => "Published years", "As published, where it is years.";
        pub unit: &'static str => "Unit".wide(30), "In what it is measured.";
        pub here: Option<Money> => "Here", "The same of the option, where it is money.";
        pub here_years: Option<u32> => "Years here", "The same, where it is years.";
        pub comparable: Comparable => "Comparable".wide(10), "partly or no.";
        pub why: String => "Why".wide(70), "What differs.";
        pub source: &'static str => "Source".wide(60), "Where it was published.";
        pub year: Option<i16> => "Year".wide(8), "The year of the source.";
        @[schemars(with = "String")]
        pub grade: Grade => "Evidence".wide(12), "How good that is.";
    }
}

/// The figures that the options name, in their order, then those of areas that were reorganised; and names that there are none of.
pub(super) fn claims(
    options: &[(&Planned, &ChoiceRow)],
    in_scope: Money,
    currency: &str,
) -> (Vec<ClaimRow>, Vec<Finding>) {
    let figures = published_figures();
    let (mut rows, mut findings) = (Vec::new(), Vec::new());
    for (planned, choice) in options {
        for (name, at) in &planned.claims {
            match figures.iter().find(|figure| figure.fact.name == *name) {
                Some(figure) => rows.push(row(figure, Some(choice), in_scope, currency)),
                None => {
                    let known = figures.iter().map(|figure| figure.fact.name.as_str());
                    let help = match nearest(name, known) {
                        Some(meant) => format!("did you mean `{meant}`?"),
                        None => "`dupaudit explain parameter` lists what there is".to_owned(),
                    };
                    let message = format!("there is no published figure `{name}`");
                    findings.push(Finding::new(Code::InvalidOptions, message).position(*at).help(help));
                }
            }
        }
    }
    // Of other areas what they planned and got: in pounds, and so must the returns be.
    let elsewhere = figures.iter().filter(|figure| figure.speaks != Speaks::Proposed && currency == "GBP");
    rows.extend(elsewhere.map(|figure| row(figure, None, in_scope, currency)));
    (rows, findings)
}

fn row(figure: &PublishedFigure, choice: Option<&ChoiceRow>, in_scope: Money, currency: &str) -> ClaimRow {
    let net =
        choice.filter(|choice| choice.npv.is_some()).map(|choice| choice.realised_annual - choice.division_annual);
    let (here, here_years) = match figure.measure {
        Published::YearlyCost => (net.map(|net| -net), None),
        Published::YearlySaving => (net, None),
        Published::OneOff => (choice.and_then(|choice| choice.one_off), None),
        Published::Payback => (None, choice.and_then(|choice| choice.payback_year)),
        Published::TotalSaving => (None, None),
    };
    let (comparable, why) = match (choice, here.is_some() || here_years.is_some()) {
        (None, _) => {
            (Comparable::No, "Another area, with other councils and services: an example of scale.".to_owned())
        }
        (Some(_), false) => {
            let why = match figure.measure {
                Published::TotalSaving => "A sum of years that the source adds up in its own way.",
                _ => "The returns do not have enough data for this figure.",
            };
            (Comparable::No, why.to_owned())
        }
        (Some(_), true) => {
            let why = format!(
                "Direction and size only. The source speaks of all services; the returns hold {} of administration and management, \
                 and care, roads and councillors are not in it.",
                short(in_scope, currency)
            );
            (Comparable::Partly, why)
        }
    };
    ClaimRow {
        option: choice.map(|choice| choice.id.clone()),
        claim: &figure.fact.name,
        about: figure.fact.about.as_deref().unwrap_or_default(),
        area: figure.area.clone(),
        speaks: figure.speaks,
        measure: figure.measure,
        published: figure.amount,
        years: figure.years,
        unit: &figure.fact.unit,
        here,
        here_years,
        comparable,
        why,
        source: &figure.fact.source,
        year: figure.fact.year,
        grade: figure.fact.grade,
    }
}

//! Estimates, delivery models, sales and published cases as pages.

use std::io::{self, Write};

use super::leaf::{Leaf, Part};
use super::scenarios::COLUMNS;
use crate::money::{Money, plural};
use crate::output::delivery::{MODELS, YEARS, about_sale, in_short, loss, sentence, verdict};
use crate::output::savings_words::{STANDING, Words};
use crate::report::{CasesReport, DeliveryReport, ModelConclusion, SaleReport, SavingsReport, headline};
use crate::savings::Conclusion;

/// Writes a service under a delivery model as a page.
///
/// # Errors
/// The writer refuses.
pub fn write_delivery_html(out: &mut dyn Write, report: &DeliveryReport) -> io::Result<()> {
    let mood = match report.conclusion {
        _ if report.is_model_alone() => "open",
        ModelConclusion::WorthIt => "good",
        _ => "bad",
    };
    let page = Leaf {
        kind: "Delivery model",
        title: format!("{}: {}", report.model, report.about),
        meta: format!("{}, prices of today", report.currency),
        incomplete: false,
        verdict: Some((mood, sentence(&verdict(report)), in_short(report))),
        paragraphs: Vec::new(),
        rests_on: Vec::new(),
    };
    page.write(
        out,
        vec![
            (
                "models",
                Part::of(
                    report,
                    "The same service under every model",
                    MODELS,
                    "models",
                    &["model", "adoption", "after", "saving", "likely", "npv", "payback_year", "grade", "source"],
                ),
            ),
            (
                "years",
                Part::of(
                    report,
                    "Year by year",
                    YEARS,
                    "years",
                    &[
                        "year",
                        "adoption",
                        "moved",
                        "provider",
                        "by_the_piece",
                        "platform",
                        "after",
                        "saving",
                        "likely",
                        "setup",
                        "dual_running",
                        "exits",
                        "net",
                        "cumulative_net",
                        "present_value",
                    ],
                ),
            ),
            (
                "assumptions",
                Part::of(
                    report,
                    "Assumptions that matter most",
                    "Every parameter with its source.",
                    "assumptions",
                    &["key", "value", "unit", "source", "vintage", "set_by"],
                ),
            ),
        ],
    )
}

/// Writes who gains by a sale as a page.
///
/// # Errors
/// The writer refuses.
pub fn write_sale_html(out: &mut dyn Write, report: &SaleReport) -> io::Result<()> {
    let page = Leaf {
        kind: "Sale of a service",
        title: format!("{} a year is saved in all", headline(report.sale.system_saving, &report.currency)),
        meta: report.currency.clone(),
        incomplete: false,
        verdict: None,
        paragraphs: std::iter::once(about_sale(report)).chain(loss(report)).collect(),
        rests_on: Vec::new(),
    };
    let lead = "Revenue is a transfer inside the public sector; only the difference in cost is a saving.";
    page.write(
        out,
        vec![("figures", Part::of(report, "Who gains", lead, "figures", &["key", "amount", "share", "about"]))],
    )
}

/// Writes published cases as a page.
///
/// # Errors
/// The writer refuses.
pub fn write_cases_html(out: &mut dyn Write, report: &CasesReport) -> io::Result<()> {
    let page = Leaf {
        kind: "Published cases",
        title: "What was claimed a year, and what to compare it with".to_owned(),
        meta: report.currency.to_owned(),
        incomplete: false,
        verdict: None,
        paragraphs: report.together.clone(),
        rests_on: Vec::new(),
    };
    let lead = "The figure to compare with is dupaudit's own, or one that was published elsewhere. The next column shows \
         which.";
    let table = Part::of(
        report,
        "Cases",
        lead,
        "cases",
        &["about", "before", "claimed", "prudent", "prudent_is", "year", "grade"],
    );
    let said = report.cases.iter().map(|case| {
        let source = format!("Source ({}): {}.", case.grade, case.source);
        (
            case.name,
            Part {
                title: case.about.to_owned(),
                lead: format!("{} {source}", case.says.join(" ")),
                table: None,
                drawings: Vec::new(),
            },
        )
    });
    page.write(out, std::iter::once(("cases", table)).chain(said).collect())
}

/// Writes an estimate as a page.
///
/// # Errors
/// The writer refuses.
pub fn write_savings_html(out: &mut dyn Write, report: &SavingsReport) -> io::Result<()> {
    let words = Words {
        currency: &report.currency,
        savings: &report.savings,
        scenario: &report.scenario,
        duplicated: report.duplicated,
    };
    let (verdict, why) = words.verdict();
    let mood = match report.savings.conclusion {
        Conclusion::WorthIt => "good",
        Conclusion::NotWorthIt => "bad",
        _ => "open",
    };
    let saves = report.savings.gross_annual > Money::ZERO;
    let page = Leaf {
        kind: "Savings estimate",
        title: if saves {
            format!("the estimated saving is {} a year", words.about(report.savings.realised_annual))
        } else {
            "Nothing to save".to_owned()
        },
        meta: format!(
            "{} {}, {}, {} · {} duplicated (basis: {}) · {} assumptions",
            report.organisations.len(),
            plural(report.organisations.len(), "organisation"),
            report.period,
            report.currency,
            crate::report::short(report.duplicated, &report.currency),
            report.savings.basis,
            words.preset(),
        ),
        incomplete: !report.complete,
        verdict: Some((mood, verdict.to_owned(), why)),
        paragraphs: if saves { vec![words.in_short()] } else { Vec::new() },
        rests_on: vec![STANDING.to_owned()],
    };
    page.write(
        out,
        vec![
            (
                "years",
                Part::of(
                    report,
                    "Year by year",
                    "In prices of the base year.",
                    "years",
                    &[
                        "label",
                        "cumulative",
                        "gross",
                        "realised",
                        "cashable",
                        "non_cashable",
                        "exits",
                        "setup",
                        "dual_running",
                        "net",
                        "cumulative_net",
                        "present_value",
                    ],
                ),
            ),
            ("scenarios", Part::of(report, "Under other assumptions", words.range(), "scenarios", &COLUMNS)),
            (
                "assumptions",
                Part::of(
                    report,
                    "Assumptions that matter most",
                    "Every parameter with its source.",
                    "assumptions",
                    &["key", "value", "unit", "source", "vintage", "set_by"],
                ),
            ),
        ],
    )
}

//! The headline: what a finance director must know in ten seconds.

use askama::Template;

use super::view::View;
use crate::money::Money;
use crate::output::document::Block;
use crate::output::front::{Reader, reliance, what_next, whereabouts};
use crate::output::table::Align;
use crate::output::terminal::{bodies, finding, no_audit};
use crate::report::{Report, percent, short};
use crate::savings::Conclusion;

#[derive(Template)]
#[template(path = "html/summary.html")]
struct Summary {
    title: String,
    meta: String,
    incomplete: bool,
    /// How the verdict looks: `good`, `bad` or `open`.
    mood: &'static str,
    verdict: &'static str,
    why: String,
    cards: Vec<Card>,
    /// What the words of the cards mean.
    words: Vec<(&'static str, String)>,
    finding: String,
    /// What follows: where it is, who pays, how far to rely on it, what next.
    blocks: Vec<Block>,
}

/// A figure with what it is and what it is not.
struct Card {
    title: String,
    value: String,
    figure: String,
    exact: String,
    /// The second line, strong.
    beside: String,
    about: String,
}

/// The top of the page.
pub(super) fn summary(view: &View<'_>) -> askama::Result<String> {
    let report = view.report;
    let words = &view.words;
    let mut meta = format!("{} · {} · {}", bodies(report), report.period, report.currency);
    if report.savings.gross_annual.is_positive() {
        meta += &format!(", prices of the base year · {} scenario", words.preset());
    }
    let (verdict, why) =
        if report.organisations.is_empty() { ("Nothing was audited", String::new()) } else { words.verdict() };
    Summary {
        title: title(view),
        meta,
        incomplete: !report.complete,
        mood: match report.savings.conclusion {
            Conclusion::WorthIt => "good",
            Conclusion::NotWorthIt => "bad",
            _ => "open",
        },
        verdict,
        why,
        cards: if view.words.duplicated.is_positive() { cards(view) } else { Vec::new() },
        words: if words.duplicated.is_positive() { super::words::words(view) } else { Vec::new() },
        finding: if report.organisations.is_empty() { String::new() } else { finding(report) },
        blocks: blocks(report, words.duplicated.is_positive()),
    }
    .render()
}

fn title(view: &View<'_>) -> String {
    let (report, found) = (view.report, view.words.duplicated);
    if report.organisations.is_empty() {
        return no_audit(report).trim_end_matches('.').to_owned();
    }
    let scope = short(report.totals.in_scope, &report.currency);
    if report.totals.in_scope == Money::ZERO {
        return "Not enough data on duplicated cost yet".to_owned();
    }
    if found == Money::ZERO {
        return format!("No duplicated cost was found in {scope} of administrative and managerial work");
    }
    format!("{} of {scope} of administrative and managerial cost is duplicated", short(found, &report.currency))
}

fn cards(view: &View<'_>) -> Vec<Card> {
    let (report, words) = (view.report, &view.words);
    let savings = words.savings;
    let currency = report.currency.as_str();
    let card = |title: String, amount: Money, beside: String, about: String| Card {
        title,
        value: amount.to_json().to_string(),
        figure: words.about(amount),
        exact: amount.exact(currency),
        beside,
        about,
    };
    // A fact has three digits, a forecast two: the same wherever it stands beside others.
    let mut cards = vec![Card {
        figure: short(words.duplicated, currency),
        ..card(
            "Duplicated cost, a year".to_owned(),
            words.duplicated,
            format!("{} of the cost in scope", percent(words.duplicated, report.totals.in_scope)),
            "A fact about structure, not a saving. Some duplication is right to keep.".to_owned(),
        )
    }];
    if !savings.gross_annual.is_positive() {
        return cards;
    }
    cards.push(card(
        format!("{:.0}% of duplicated cost, a year", savings.target * 100.0),
        savings.gross_annual,
        "the aim, before anything is lost".to_owned(),
        "An assumption, not a finding.".to_owned(),
    ));
    let cashable = savings.years.last().and_then(|year| year.case.cashable);
    cards.push(card(
        "Estimated saving, a year".to_owned(),
        words.saving_in_range(),
        format!("{} to {} (8 in 10)", words.about(savings.p10), words.about(savings.p90)),
        match cashable {
            Some(cashable) => format!(
                "{} cash-releasing. In full from {}, {} assumptions, basis {}.",
                words.about(cashable),
                words.full_run(),
                words.preset(),
                savings.basis
            ),
            None => format!(
                "The cash-releasing part is not known. {} assumptions, basis {}.",
                words.preset(),
                savings.basis
            ),
        },
    ));
    if let (Some(npv), Some(one_off)) = (savings.npv, one_off(view)) {
        let deepest = savings.years.iter().filter_map(|year| Some((year.case.cumulative_net?, &year.label))).min();
        let beside = deepest.filter(|(depth, _)| *depth < Money::ZERO).map_or_else(String::new, |(depth, label)| {
            format!("{} down at its deepest, in {}", words.about(Money(-depth.0)), one_line(label))
        });
        let about = "Exits, set-up and running old and new together.".to_owned();
        cards.push(card("Cost to get there, once".to_owned(), one_off, beside, about));
        let paid = savings.payback_year.and_then(|paid| savings.years.iter().find(|year| year.year == paid));
        let beside = paid.map_or_else(
            || format!("not paid back within {}", words.horizon()),
            |paid| {
                let only = if npv < Money::ZERO { ", before discounting only" } else { "" };
                format!("paid back in {}, year {}{only}", one_line(&paid.label), paid.year)
            },
        );
        let chance = savings
            .npv_positive
            .map_or_else(String::new, |positive| format!(" Above zero in {:.0} of 100 simulations.", positive * 100.0));
        let about = format!("Cash-releasing saving less all costs, with later years discounted.{chance}");
        let npv = words.value_in_range(npv);
        cards.push(card(format!("Net present value, {}", words.horizon()), npv, beside, about));
    }
    cards
}

/// A financial year that a narrow card does not break in two.
fn one_line(label: &str) -> String {
    label.replace('-', "\u{2011}")
}

/// What it costs before it saves.
pub(super) fn one_off(view: &View<'_>) -> Option<Money> {
    view.report.savings.years.iter().map(|year| year.case.one_off()).sum()
}

/// The front page below its figures. Where nothing is duplicated, only what was read and what is missing.
fn blocks(report: &Report, found: bool) -> Vec<Block> {
    let mut blocks = if found { whereabouts(report) } else { Vec::new() };
    blocks.extend(reliance(report));
    blocks.extend(what_next(report, Reader::Board));
    blocks
}

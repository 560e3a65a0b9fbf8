//! The first page: the answer, where it comes from, how far to rely on it, what next. The same blocks as on a terminal.

use askama::Template;

use super::minus;
use super::view::View;
use crate::money::Money;
use crate::output::document::Block;
use crate::output::front::{Reader, reliance, what_next, whereabouts};
use crate::output::table::Align;
use crate::output::terminal::{bodies, finding, no_audit};
use crate::report::{percent, short};

#[derive(Template)]
#[template(path = "html/summary.html")]
struct Summary {
    title: String,
    meta: String,
    incomplete: bool,
    verdict: Option<Verdict>,
    /// How much is duplicated, in sentences.
    lead: String,
    cards: Vec<Card>,
    parts: Vec<Part>,
    /// What the words of the page mean.
    words: Vec<(&'static str, String)>,
}

/// The verdict: how it looks (`good`, `bad` or `open`), its words, why, and what it most depends on.
struct Verdict {
    mood: &'static str,
    word: String,
    why: String,
    doubt: String,
}

/// A key figure.
struct Card {
    title: String,
    /// What a machine reads, and the same exactly; empty where it is not an amount.
    value: String,
    exact: String,
    figure: String,
    about: String,
}

/// What one heading is over.
struct Part {
    title: String,
    blocks: Vec<Block>,
}

/// The top of the page.
pub(super) fn summary(view: &View<'_>) -> askama::Result<String> {
    let report = view.report;
    let found = view.words.duplicated.is_positive();
    let mut blocks = if found { whereabouts(report) } else { Vec::new() };
    blocks.extend(reliance(report));
    blocks.extend(what_next(report, Reader::Board));
    let mut meta = format!("{} · {} · {}", bodies(report), report.period, report.currency);
    if report.savings.gross_annual.is_positive() {
        meta += &format!(", prices of the base year · {} assumptions", view.words.preset());
    }
    Summary {
        title: title(view),
        meta,
        incomplete: !report.complete,
        verdict: verdict(view),
        lead: if report.organisations.is_empty() { String::new() } else { finding(report) },
        cards: if found { cards(view) } else { Vec::new() },
        parts: parts(blocks),
        words: if found { super::words::words(view) } else { Vec::new() },
    }
    .render()
}

fn title(view: &View<'_>) -> String {
    let (report, found) = (view.report, view.words.duplicated);
    if report.organisations.is_empty() {
        return no_audit(report).trim_end_matches('.').replace('`', "");
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

fn verdict(view: &View<'_>) -> Option<Verdict> {
    let words = &view.words;
    if view.report.organisations.is_empty() {
        return None;
    }
    let conclusion = view.report.savings.conclusion;
    let doubt = [words.doubt(), words.turning_point().unwrap_or_default(), words.otherwise()];
    Some(Verdict {
        mood: super::mood(conclusion),
        // Where it cannot be said, the reason follows.
        word: match words.verdict_word() {
            (word, Some(_)) => format!("{word}:"),
            (word, None) => word.to_owned(),
        },
        why: words.why(),
        doubt: doubt
            .into_iter()
            .map(|doubt| doubt.trim().to_owned())
            .find(|doubt| !doubt.is_empty())
            .unwrap_or_default(),
    })
}

/// The key figures, after the duplicated cost itself.
fn cards(view: &View<'_>) -> Vec<Card> {
    let (report, words) = (view.report, &view.words);
    let card = |title: &str, amount: Option<Money>, figure: &str, about: String| Card {
        title: title.to_owned(),
        value: amount.map_or_else(String::new, |amount| amount.to_json().to_string()),
        exact: amount.map_or_else(String::new, |amount| minus(&amount.exact(&report.currency))),
        figure: minus(figure),
        about,
    };
    let mut cards = vec![card(
        "Duplicated cost",
        Some(words.duplicated),
        &format!("{} a year", short(words.duplicated, &report.currency)),
        format!("{} of the cost in scope; not a saving", percent(words.duplicated, report.totals.in_scope)),
    )];
    cards.extend(words.key_figures().into_iter().map(|one| card(&one.name, one.amount, &one.value, one.note)));
    cards
}

/// Blocks under their headings.
fn parts(blocks: Vec<Block>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for block in blocks {
        match (block, parts.last_mut()) {
            (Block::Heading(title), _) => parts.push(Part { title, blocks: Vec::new() }),
            (block, Some(part)) => part.blocks.push(block),
            (_, None) => {}
        }
    }
    parts
}

impl Card {
    /// The number of a figure, which is large.
    fn number(&self) -> &str {
        self.figure.split_once(" a year").map_or(self.figure.as_str(), |(number, _)| number)
    }

    /// What follows it.
    fn after(&self) -> &str {
        &self.figure[self.number().len()..]
    }
}

impl Summary {
    /// Neighbours of the same width, and whether it is the whole width.
    fn columns(&self) -> impl Iterator<Item = (bool, &[Part])> {
        self.parts.chunk_by(|a, b| a.is_wide() == b.is_wide()).map(|parts| (parts.iter().any(Part::is_wide), parts))
    }
}

impl Part {
    /// Whether it takes the whole width: tables do.
    fn is_wide(&self) -> bool {
        self.blocks.iter().any(|block| matches!(block, Block::Table(_)))
    }
}

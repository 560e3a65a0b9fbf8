//! The front page of an audit as blocks: the answer, where it comes from, how far it can be relied on, and what to do next.

use super::document::{Block, ShortTable};
use super::partners::pointer;
use super::partners_words::and;
use super::payers::Payers;
use super::savings_words::Words;
use super::table::Align;
use super::terminal::{aside, duplication, of_basis, words};
use super::terminal_joint::said as already_shared;
use super::to_add::to_add;
use super::{next, plan, terminal_within};
use crate::finding::Severity;
use crate::money::{Money, count_of};
use crate::report::{FunctionRow, OrganisationRow, Report, percent, short, staff};

/// Rows of each table; the rest is one line.
const ROWS: usize = 5;

/// Steps of the plan that are named.
const PLANNED: usize = 3;

/// Figures that cannot be worked out and are named.
const UNSAID: usize = 4;

/// Things to add that are named.
const ADDED: usize = 2;

/// Who reads the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// Who works with returns: keys and ids help.
    Officer,
    /// Who decides: neither says anything.
    Board,
}

/// How much is duplicated, what could be saved, and whether it is worth it.
pub(super) fn answer(report: &Report) -> Vec<Block> {
    let words = words(report);
    vec![
        Block::Heading("Summary".to_owned()),
        Block::Paragraph(duplication(report) + &aside(report)),
        Block::Paragraph(words.conclusion()),
        Block::Figures(words.key_figures()),
    ]
}

/// Where it is, what goes first, who to talk to, and who pays.
pub(super) fn whereabouts(report: &Report) -> Vec<Block> {
    places(report, PLANNED)
}

/// The same for a page of paper, where the steps have no room.
pub(super) fn whereabouts_in_brief(report: &Report) -> Vec<Block> {
    places(report, 0)
}

fn places(report: &Report, planned: usize) -> Vec<Block> {
    let mut blocks = vec![
        Block::Heading("Where the duplication is".to_owned()),
        Block::Table(functions(report)),
        Block::Space,
        Block::Table(organisations(report)),
    ];
    let steps = plan::largest(report, planned);
    if !steps.is_empty() {
        let years = plan::first_years(report);
        blocks.push(Block::Heading(format!("Largest steps of {years} (target saving a year)")));
        blocks.push(Block::Steps(steps.iter().map(|step| step.said(report)).collect()));
    }
    if let Some(text) = pointer(report) {
        blocks.push(Block::Heading("Who to talk to first".to_owned()));
        blocks.push(Block::Paragraph(text));
        blocks.extend(terminal_within::largest(report).map(Block::Paragraph));
    }
    if let Some(payers) = Payers::of(report) {
        blocks.push(Block::Heading("Who pays and who gains".to_owned()));
        blocks.push(Block::Paragraph(payers.said().join(" ")));
    }
    blocks
}

fn functions(report: &Report) -> ShortTable {
    let amount = |row: &FunctionRow| of_basis(&row.duplicated, report.savings.basis);
    let mut rows: Vec<&FunctionRow> = report.functions.iter().filter(|row| amount(row).is_positive()).collect();
    rows.sort_by(|a, b| amount(b).cmp(&amount(a)).then_with(|| a.code.cmp(&b.code)));
    let lines = rows.iter().map(|row| FunctionLine {
        label: &row.label,
        organisations: row.organisations,
        cost: row.cost,
        duplicated: amount(row),
    });
    function_table(&report.currency, &lines.collect::<Vec<_>>())
}

/// A function in a table of those with most duplicated cost.
pub(super) struct FunctionLine<'r> {
    pub(super) label: &'r str,
    pub(super) organisations: usize,
    pub(super) cost: Money,
    pub(super) duplicated: Money,
}

/// The first functions, and the sum of all others.
pub(super) fn function_table(currency: &str, lines: &[FunctionLine<'_>]) -> ShortTable {
    let (shown, rest) = lines.split_at(lines.len().min(ROWS));
    let cells = |label: String, organisations: String, cost: Money, duplicated: Money| {
        vec![label, organisations, short(cost, currency), short(duplicated, currency), percent(duplicated, cost)]
    };
    let mut rows: Vec<Vec<String>> = shown
        .iter()
        .map(|line| cells(line.label.to_owned(), line.organisations.to_string(), line.cost, line.duplicated))
        .collect();
    if !rest.is_empty() {
        let [cost, duplicated] =
            [rest.iter().map(|line| line.cost).sum(), rest.iter().map(|line| line.duplicated).sum()];
        rows.push(cells(count_of(rest.len(), "more function"), String::new(), cost, duplicated));
    }
    let columns = vec![
        ("Function", Align::Left),
        ("Organisations", Align::Right),
        ("Cost", Align::Right),
        ("Duplicated", Align::Right),
        ("Share", Align::Right),
    ];
    ShortTable { columns, rows, narrow: 4 }
}

fn organisations(report: &Report) -> ShortTable {
    let mut all: Vec<&OrganisationRow> = report.organisations.iter().collect();
    all.sort_by(|a, b| b.duplicated.cmp(&a.duplicated).then_with(|| a.id.cmp(&b.id)));
    let money = |amount| short(amount, &report.currency);
    let line = |row: &&OrganisationRow| {
        vec![
            row.name.clone(),
            money(row.total),
            money(row.in_scope),
            money(row.duplicated),
            row.duplicated_fte.map_or_else(|| "?".to_owned(), |fte| staff(fte.0)),
            percent(row.duplicated, row.in_scope),
        ]
    };
    let mut rows: Vec<Vec<String>> = all.iter().take(ROWS).map(line).collect();
    if let Some(rest) = all.get(ROWS..).filter(|rest| !rest.is_empty()) {
        let sum = |of: fn(&OrganisationRow) -> Money| rest.iter().map(|row| of(row)).sum::<Money>();
        let (in_scope, duplicated) = (sum(|row| row.in_scope), sum(|row| row.duplicated));
        let label = count_of(rest.len(), "more organisation");
        let share = percent(duplicated, in_scope);
        rows.push(vec![label, String::new(), money(in_scope), money(duplicated), String::new(), share]);
    }
    let columns = vec![
        ("Organisation", Align::Left),
        ("Total", Align::Right),
        ("In scope", Align::Right),
        ("Duplicated", Align::Right),
        ("Dup. FTE", Align::Right),
        ("Share", Align::Right),
    ];
    ShortTable { columns, rows, narrow: 5 }
}

/// What was read, what was not compared, and what the result depends on.
pub(super) fn reliance(report: &Report) -> Vec<Block> {
    let words: Words<'_> = words(report);
    let mut read = vec![format!("{}.", report.coverage.line(&report.currency))];
    let reasons = report.excluded().reasons();
    let left: Vec<String> = reasons
        .iter()
        .filter(|(amount, _)| amount.is_positive())
        .map(|(amount, why)| format!("{} {why}", short(*amount, &report.currency)))
        .collect();
    if !left.is_empty() {
        read.push(format!("Not compared: {}.", left.join("; ")));
    }
    let unsaid: Vec<String> = report.cannot_say.iter().map(|row| lower(row.what)).collect();
    if !unsaid.is_empty() {
        let more = unsaid.len().saturating_sub(UNSAID);
        let more = if more == 0 { String::new() } else { format!("; and {more} more") };
        let unsaid = &unsaid[..unsaid.len().min(UNSAID)];
        read.push(format!("Not enough data for: {}{more}.", unsaid.join("; ")));
    }
    let mut blocks = vec![Block::Heading("How far you can rely on this".to_owned()), Block::Paragraph(read.join(" "))];
    blocks.extend(already_shared(report).map(Block::Paragraph));
    let depends = words.doubt() + " " + &words.turning_point().unwrap_or_default();
    if !depends.trim().is_empty() {
        blocks.push(Block::Paragraph(depends.trim().to_owned()));
    }
    blocks
}

/// What to add to the returns, and how many findings wait.
pub(super) fn what_next(report: &Report, reader: Reader) -> Vec<Block> {
    let officer = reader == Reader::Officer;
    let mut steps = if officer {
        next::steps(report)
    } else {
        report.declare_next.iter().map(|row| to_add(row, &report.currency)).collect()
    };
    steps.truncate(ADDED);
    let count = |severity: Severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    let parts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let parts = parts.into_iter().map(|(severity, what)| (count(severity), what)).filter(|(many, _)| *many > 0);
    let parts: Vec<String> = parts.map(|(many, what)| count_of(many, what)).collect();
    let review = match (parts.is_empty(), officer) {
        (true, true) => format!("Add --full for all details. {PARTNERS}"),
        (true, false) => String::new(),
        (false, true) => format!("Review {} (add --full). {PARTNERS}", and(parts)),
        (false, false) => format!("The checks of the returns found {}.", and(parts)),
    };
    let mut blocks = vec![Block::Heading("What to do next".to_owned()), Block::Steps(steps)];
    if !review.is_empty() {
        blocks.push(Block::Paragraph(review));
    }
    blocks
}

/// The command that most people run next.
const PARTNERS: &str = "Next: `dupaudit partners` shows who could share.";

/// A heading within a sentence.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

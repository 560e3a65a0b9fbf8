//! An organisation, a year or a headline figure of an audit, for people: the figure first, then what it is made of.

use std::cmp::Reverse;
use std::io::{self, Write};

use super::document::{Block, ShortTable, write_text};
use super::glossary::Term;
use super::one_off::cost_line;
use super::table::Align;
use super::terminal::{of_basis, words};
use crate::money::Money;
use crate::report::{OrganisationRow, Report, YearRow, short};

/// Rows of a table; the rest is in the tables of an audit.
const ROWS: usize = 10;

/// The places of a pound, in the order of [`Buckets::named`](crate::ledger::Buckets::named).
const PLACES: [&str; 9] = [
    "Administration",
    "Management",
    "Front line",
    "Management of the front line",
    "Administration by frontline staff",
    "Not a service: passed on, or accounting entries",
    "Paid to other organisations",
    "No function",
    "Not itemised",
];

/// What of an audit is explained.
pub enum Figure<'r> {
    /// An organisation.
    Organisation(&'r OrganisationRow),
    /// A year of the case.
    Year(&'r YearRow),
    /// A term that is a figure of every audit.
    Term(Term),
}

/// The keys of the figures that an audit can show.
const FIGURES: [&str; 9] =
    ["duplicated", "gross", "realised", "cashable", "exits", "trough", "payback_year", "npv", "p10"];

impl Figure<'_> {
    /// Whether a term is a figure of an audit.
    pub fn is_figure(term: &Term) -> bool {
        FIGURES.iter().any(|key| term.has_key(key))
    }
}

/// Writes it in at most `width` columns.
///
/// # Errors
/// The writer refuses.
pub fn write_figure(out: &mut dyn Write, width: u16, report: &Report, figure: &Figure<'_>) -> io::Result<()> {
    let blocks = match figure {
        Figure::Organisation(row) => organisation(report, row),
        Figure::Year(row) => year(report, row),
        Figure::Term(term) => {
            super::glossary::write_term(out, width, term)?;
            of_term(report, term)
        }
    };
    write_text(out, width, &blocks)
}

fn table(heads: &[&'static str], rows: Vec<Vec<String>>) -> Block {
    let side = |place| if place == 0 { Align::Left } else { Align::Right };
    let columns: Vec<_> = heads.iter().enumerate().map(|(place, head)| (*head, side(place))).collect();
    Block::Table(ShortTable { narrow: columns.len(), columns, rows })
}

fn organisation(report: &Report, row: &OrganisationRow) -> Vec<Block> {
    let money = |amount| short(amount, &report.currency);
    let exact = |amount: Money| amount.exact(&report.currency);
    let cells = |(name, amount): (&str, Money)| vec![name.to_owned(), exact(amount)];
    let amounts = row.buckets.named().map(|(_, amount)| amount);
    let mut places: Vec<(&str, Money)> = PLACES.into_iter().zip(amounts).collect();
    places.retain(|(_, amount)| *amount != Money::ZERO);
    places.push(("Total", row.total));
    let mut own: Vec<(&str, Money, Money)> = Vec::new();
    for part in report.attribution.iter().filter(|part| *part.organisation == *row.id) {
        match own.last_mut().filter(|(code, ..)| *code == &*part.function) {
            Some((_, cost, duplicated)) => {
                *cost += part.cost;
                *duplicated += part.duplicated;
            }
            None => own.push((&part.function, part.cost, part.duplicated)),
        }
    }
    own.sort_by_key(|(code, _, duplicated)| (Reverse(*duplicated), *code));
    let functions = own
        .iter()
        .take(ROWS)
        .map(|(code, cost, duplicated)| vec![report.label_of(code).to_owned(), money(*cost), money(*duplicated)]);
    let said = format!(
        "{} spends {} a year, {} of it on administration and management. {} is duplicated.",
        row.name,
        money(row.total),
        money(row.in_scope),
        money(row.duplicated)
    );
    let mut blocks = vec![
        Block::Heading(row.name.clone()),
        Block::Paragraph(said),
        Block::Heading("Where each pound of the total is".to_owned()),
        table(&["Cost category", "Amount"], places.into_iter().map(cells).collect()),
        Block::Heading("Its functions with most duplicated cost".to_owned()),
        table(&["Function", "Cost", "Duplicated"], functions.collect()),
    ];
    if let Some(npv) = row.pays.npv {
        blocks.push(Block::Heading("Its part of the case".to_owned()));
        blocks.push(Block::Paragraph(format!(
            "Target saving {} a year, estimated {}. Net present value {}.",
            money(row.pays.gross_annual),
            money(row.pays.realised_annual),
            money(npv)
        )));
    }
    blocks
}

fn year(report: &Report, row: &YearRow) -> Vec<Block> {
    let money = |amount: Option<Money>| amount.map_or_else(|| "?".to_owned(), |one| one.exact(&report.currency));
    let lines = [
        ("Target saving", Some(row.gross)),
        ("Estimated saving", Some(row.realised)),
        ("Cash-releasing", row.case.cashable),
        ("Exits", row.case.exits),
        ("Set-up", row.case.setup),
        ("Dual running", row.case.dual_running),
        ("Net", row.case.net),
        ("Net since the start", row.case.cumulative_net),
        ("Present value", row.case.present_value),
    ];
    let lines = lines.map(|(name, amount)| vec![name.to_owned(), money(amount)]).to_vec();
    let mut steps: Vec<_> = report.plan.iter().filter(|step| step.year == row.year).collect();
    steps.sort_by_key(|step| Reverse(step.money));
    let steps = steps.into_iter().take(ROWS).map(|step| {
        let function = step.function.as_deref().map_or("Smaller steps", |code| report.label_of(code));
        let organisation = step.organisation.as_deref().map_or("", |id| report.name_of(id));
        vec![function.to_owned(), organisation.to_owned(), short(step.money, &report.currency)]
    });
    let columns = vec![("Function", Align::Left), ("Organisation", Align::Left), ("Target", Align::Right)];
    vec![
        Block::Heading(format!("{}, year {} of the case", row.label, row.year)),
        table(&["Figure", "Amount"], lines),
        Block::Heading("Largest steps that begin in it".to_owned()),
        Block::Table(ShortTable { columns, rows: steps.collect(), narrow: 3 }),
    ]
}

/// What a figure is made of.
fn of_term(report: &Report, term: &Term) -> Vec<Block> {
    let words = words(report);
    let savings = &report.savings;
    let money = |amount: Option<Money>| amount.map_or_else(|| "?".to_owned(), |one| short(one, &report.currency));
    let years = |heads: [&'static str; 4], cells: &dyn Fn(&YearRow) -> [Option<Money>; 3]| {
        let rows = savings.years.iter().map(|row| {
            let mut line = vec![row.label.clone()];
            line.extend(cells(row).map(money));
            line
        });
        table(&heads, rows.collect())
    };
    let mut blocks = vec![Block::Heading("In this audit".to_owned())];
    if term.has_key("duplicated") {
        let amount = |row: &crate::report::FunctionRow| of_basis(&row.duplicated, savings.basis);
        let mut rows: Vec<_> = report.functions.iter().filter(|row| amount(row).is_positive()).collect();
        rows.sort_by(|a, b| amount(b).cmp(&amount(a)).then_with(|| a.code.cmp(&b.code)));
        let shown =
            rows.iter().take(ROWS).map(|row| vec![row.label.clone(), money(Some(row.cost)), money(Some(amount(row)))]);
        blocks.push(Block::Paragraph(super::terminal::duplication(report)));
        blocks.push(table(&["Function", "Cost", "Duplicated"], shown.collect()));
        return blocks;
    }
    blocks.push(Block::Figures(words.key_figures()));
    blocks.push(Block::Space);
    blocks.push(if term.has_key("exits") {
        let rows = savings.costs.iter().map(|row| vec![cost_line(row.line).to_owned(), money(row.amount)]);
        table(&["Line", "Amount"], rows.collect())
    } else if ["npv", "trough", "payback_year"].iter().any(|key| term.has_key(key)) {
        years(["Year", "Net", "Net since the start", "Present value"], &|row| {
            [row.case.net, row.case.cumulative_net, row.case.present_value]
        })
    } else {
        years(["Year", "Target", "Estimated", "Cash-releasing"], &|row| {
            [Some(row.gross), Some(row.realised), row.case.cashable]
        })
    });
    blocks
}

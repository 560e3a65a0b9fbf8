//! Columns of amounts that nobody read: a payroll whose pay stands under a heading that is not known looks whole and is not.

use super::column::{Column, cells, quoted};
use super::figure::{self, Mark, Reading, Style};
use super::grid::Grid;
use super::meaning::{CURRENCIES, Meaning, TableKind, normal};
use crate::finding::{Code, Finding};

/// Words of headings above amounts.
const WORDS: [&str; 16] = [
    "amount",
    "basic",
    "budget",
    "charge",
    "cost",
    "costs",
    "earnings",
    "expenditure",
    "fee",
    "gross",
    "pay",
    "price",
    "salary",
    "spend",
    "total",
    "value",
];

/// Tells of columns of amounts of which nothing is known, and whose amounts are more than all that is read of the table.
pub(super) fn unread_amounts(kind: TableKind, columns: &[Column], grid: &Grid, first_row: usize) -> Option<Finding> {
    let amounts = |column: &Column| Amounts::of(grid, first_row, column);
    let read: i128 = columns.iter().filter(|column| column.meaning.is_money()).map(|column| amounts(column).sum).sum();
    let is_unknown =
        |column: &&Column| column.meaning == Meaning::Ignore && column.note.is_none() && column.rival.is_none();
    let is_more = |column: &&Column| {
        let amounts = amounts(column);
        amounts.are_money(&column.heading) && amounts.sum > read
    };
    let unread: Vec<&Column> = columns.iter().filter(is_unknown).filter(is_more).collect();
    let (than, them) = match unread.as_slice() {
        [] => return None,
        [_] => ("its amounts are more than all that is", "it is"),
        _ => ("the amounts of each are more than all that is", "they are"),
    };
    let meanings = match kind {
        TableKind::Roles => "`cost` for the full cost, else `pay` and `on-costs`",
        TableKind::Systems | TableKind::Processes | TableKind::Costs => "`cost`, or `ignore`",
    };
    let finding = Finding::new(Code::UnreadAmounts, format!("not read, and {than}: {}", quoted(&unread)));
    Some(finding.help(format!("write in the mapping file what {them}, {meanings}, and import again")))
}

/// The figures of a column.
#[derive(Default)]
struct Amounts {
    filled: usize,
    figures: usize,
    /// Of the figures: with a sign of a currency.
    signed: usize,
    /// In units of 10^-18.
    sum: i128,
}

impl Amounts {
    fn of(grid: &Grid, first_row: usize, column: &Column) -> Self {
        let mut amounts = Self::default();
        for cell in cells(grid, first_row, column.index).filter(|cell| !figure::is_nothing(cell.text)) {
            amounts.filled += 1;
            if let Reading::Figure(figure) = figure::read(cell, Style::of(Mark::Point)) {
                amounts.figures += 1;
                amounts.signed += usize::from(cell.text.contains(CURRENCIES));
                amounts.sum = amounts.sum.saturating_add(figure);
            }
        }
        amounts.sum = amounts.sum.saturating_mul(column.times);
        amounts
    }

    /// Whether they are amounts of money, and no codes or counts.
    fn are_money(&self, heading: &str) -> bool {
        let named = heading.contains(CURRENCIES) || normal(heading).split(' ').any(|word| WORDS.contains(&word));
        let coded = normal(heading).split(' ').any(|word| matches!(word, "code" | "no" | "number" | "ref" | "id"));
        self.figures * 10 > self.filled * 8 && (named || self.signed * 2 > self.figures) && !coded
    }
}

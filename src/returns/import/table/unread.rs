//! Columns of amounts that nobody read: a payroll whose pay stands under a heading that is not known looks whole and is not.

use super::column::{Column, cells};
use super::figure::{self, Mark, Reading, Style};
use super::grid::Grid;
use super::meaning::{CURRENCIES, Meaning, normal};

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

/// The columns of amounts of which nothing is known, and whose amounts are more than all that is read of the table.
pub(super) fn unread_amounts<'c>(columns: &'c [Column], grid: &Grid, first_row: usize) -> Vec<&'c Column> {
    let amounts = |column: &Column| Amounts::of(grid, first_row, column);
    let read: i128 = columns.iter().filter(|column| column.meaning.is_money()).map(|column| amounts(column).sum).sum();
    let is_unknown =
        |column: &&Column| column.meaning == Meaning::Ignore && column.note.is_none() && column.rival.is_none();
    let is_more = |column: &&Column| {
        let amounts = amounts(column);
        amounts.are_money(&column.heading) && amounts.sum > read
    };
    columns.iter().filter(is_unknown).filter(is_more).collect()
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

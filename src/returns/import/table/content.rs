//! What stands below a heading, which says what it can mean as much as the heading does.

use std::collections::BTreeSet;

use super::column::{Column, category, cells, full_time, scale_of};
use super::currency;
use super::day::{self, Day, DayStyle};
use super::figure::{self, ONE, Reading, Style};
use super::grid::{Cell, Form, Grid};
use super::heading;
use super::income;
use super::meaning::{CURRENCIES, Meaning, TableKind, WHOLE};
use super::pay::without_time;
use super::versions;
use crate::returns::personal::{names_somebody, number_or_address};

/// Cells of a column that are looked at to tell what it holds.
const SAMPLE: usize = 1000;

/// Rows whose figures are added up across columns.
const FIRST: usize = 200;

/// What the cells of a column hold, as shares of those that hold something.
#[derive(Debug, Clone, Default)]
pub(super) struct Content {
    pub(super) filled: usize,
    pub(super) figures: usize,
    pub(super) shares: usize,
    pub(super) ranges: usize,
    /// Figures with decimals, a currency or separators of thousands.
    amounts: usize,
    /// Whole tens from a hundred on: codes are seldom round.
    round: usize,
    pub(super) dates: usize,
    months_of_years: usize,
    years: usize,
    pub(super) personal: usize,
    codes: usize,
    categories: usize,
    scales: usize,
    pub(super) currencies: usize,
    pub(super) bases: usize,
    full_times: usize,
    versions: usize,
    /// Cells that say that money is spent, and that it comes in.
    flows: [usize; 2],
    /// The figures of the first rows, to be added up across columns.
    pub(super) first: Vec<Option<i128>>,
    /// Different texts, up to some.
    pub(super) different: BTreeSet<String>,
    /// The sum of the figures, in units of 10^-9.
    pub(super) sum: i128,
    pub(super) largest: i128,
}

impl Content {
    pub(super) fn of(grid: &Grid, first_row: usize, column: usize) -> Self {
        let mut content = Self::default();
        let first = (first_row..grid.len()).take(FIRST).map(|row| grid.row(row).cell(column));
        content.first = first
            .map(|cell| match figure::read(cell, Style::any()) {
                Reading::Figure(figure) => Some(figure),
                _ => None,
            })
            .collect();
        // A formula without a value does not say what it would be.
        let says = |cell: &Cell<'_>| cell.form != Form::Fault && !figure::is_nothing(cell.text);
        for cell in cells(grid, first_row, column).filter(says).take(SAMPLE) {
            content.filled += 1;
            let mut reading = figure::read(cell, Style::any());
            if reading == Reading::No && cell.form == Form::Text {
                // `£12.50 per hour`
                reading = figure::read(Cell { text: without_time(cell.text).0, ..cell }, Style::any());
            }
            match reading {
                Reading::Figure(figure) => {
                    content.figures += 1;
                    content.sum = content.sum.saturating_add(figure);
                    content.largest = content.largest.max(figure);
                    let is_written = cell.text.contains(CURRENCIES) || matches!(cell.form, Form::Money(_));
                    let decimals = cell.text.rsplit_once(['.', ',']).map_or(0, |(_, behind)| behind.len());
                    content.round += usize::from(figure >= 100 * ONE && figure % (10 * ONE) == 0);
                    content.amounts += usize::from(is_written || (2..=3).contains(&decimals));
                }
                Reading::Share(_) => content.shares += 1,
                Reading::Range(_) | Reading::End(_) => content.ranges += 1,
                Reading::Two | Reading::Odd => content.figures += 1,
                Reading::Nothing | Reading::No => {}
            }
            let day = day::read(cell, DayStyle::Unsaid);
            content.dates += usize::from(matches!(day, Day::On(_) | Day::Perhaps(_) | Day::Month(_)));
            content.months_of_years += usize::from(matches!(day, Day::Month(_)));
            content.years += usize::from(versions::is_year(cell.text));
            content.personal += usize::from(number_or_address(cell.text).is_some() || names_somebody(cell.text));
            content.codes += usize::from(is_code(cell.text));
            content.categories += usize::from(category(cell.text).is_some());
            if cell.text.len() < 20 {
                content.scales += usize::from(scale_of(cell.text).is_some());
                content.currencies += usize::from(currency::alone(cell.text).is_some());
                content.bases += usize::from(heading::basis_word(cell.text).is_some());
                content.full_times += usize::from(full_time(cell.text).is_some());
                content.versions += usize::from(versions::is_version(cell.text));
                if let Some(comes_in) = income::comes_in(cell.text) {
                    content.flows[usize::from(comes_in)] += 1;
                }
            }
            if content.different.len() < 200 {
                content.different.insert(cell.text.to_lowercase());
            }
        }
        content
    }

    /// Whether more than `percent` of the cells are of a kind.
    pub(super) fn mostly(&self, count: usize, percent: usize) -> bool {
        self.filled > 0 && count * 100 > self.filled * percent
    }

    /// Whether a column with this content can have a meaning, which its heading says so well.
    pub(super) fn allows(&self, kind: TableKind, meaning: Meaning, score: u8) -> bool {
        match meaning {
            _ if self.filled == 0 => {
                let of_words = [
                    Meaning::Version,
                    Meaning::Scale,
                    Meaning::Currency,
                    Meaning::FullTime,
                    Meaning::Flow,
                    Meaning::Basis,
                ];
                !of_words.contains(&meaning)
            }
            Meaning::Function => self.codes == self.filled,
            Meaning::Category => self.categories == self.filled,
            Meaning::Flow => {
                self.flows.iter().all(|count| *count > 0) && self.flows.iter().sum::<usize>() == self.filled
            }
            Meaning::Scale => self.scales == self.filled,
            Meaning::Currency => self.currencies == self.filled,
            Meaning::Version => self.versions == self.filled,
            Meaning::FullTime => self.mostly(self.full_times, 60),
            // The months of payments are no snapshots, and of staff they are.
            Meaning::Year if kind != TableKind::Roles && self.mostly(self.months_of_years, 50) => false,
            Meaning::Year => {
                self.mostly(self.years.max(self.dates), 80) || kind == TableKind::Roles && self.is_of_months()
            }
            Meaning::Date => self.mostly(self.dates, 40) || self.is_of_months(),
            Meaning::Years => self.filled > 0,
            Meaning::Name | Meaning::Vendor | Meaning::Description | Meaning::Unit | Meaning::Line => {
                !self.mostly(self.figures, 80) && !self.mostly(self.scales, 90)
            }
            Meaning::VolumeUnit => !self.mostly(self.scales, 90),
            Meaning::Basis => score == WHOLE && self.figures == 0 && self.dates == 0 || self.mostly(self.bases, 50),
            Meaning::Grade => !self.mostly(self.ranges, 40),
            Meaning::FullTimePay => self.mostly(self.figures + self.ranges, 50),
            Meaning::OnCosts | Meaning::Fte => self.mostly(self.figures + self.shares, 50),
            meaning if meaning.is_date() => self.mostly(self.dates, 40),
            // Where the heading is known, cells without a figure are told one by one.
            meaning if meaning.is_figure() => self.mostly(self.figures, if score == WHOLE { 19 } else { 50 }),
            _ => true,
        }
    }

    /// Whether it holds months or quarters and nothing else.
    fn is_of_months(&self) -> bool {
        let is_part = |text: &String| !versions::months(text).is_empty();
        !self.different.is_empty() && self.different.len() <= 60 && self.different.iter().all(is_part)
    }

    /// Whether it holds amounts of money by its cells alone, and neither codes nor counts.
    pub(super) fn looks_like_money(&self) -> bool {
        let is_round = self.round * 2 >= self.figures && self.largest >= 1000 * ONE;
        self.mostly(self.figures, 80) && (self.amounts * 2 > self.figures || is_round)
    }
}

/// `hr.payroll`
fn is_code(text: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    text.contains('.') && text.split('.').all(part)
}

/// Which figures are shares by the cells alone, whoever told what the columns mean: all of them are looked at.
pub(super) fn find_shares(columns: &mut [Column], grid: &Grid, first_row: usize) {
    let figures = |column: &Column| {
        let cells = cells(grid, first_row, column.index).filter(|cell| !figure::is_nothing(cell.text));
        cells.map(|cell| match figure::read(cell, Style::any()) {
            Reading::Figure(figure) if figure::currency(cell).is_none() => Some(figure),
            Reading::Share(share) => Some(share),
            _ => None,
        })
    };
    let is_paid = columns.iter().any(|column| {
        let is_pay = column.meaning.is_pay() || column.meaning == Meaning::Cost;
        is_pay
            && cells(grid, first_row, column.index)
                .any(|cell| matches!(figure::read(cell, Style::any()), Reading::Figure(pay) if pay >= 1000 * ONE))
    });
    for column in columns.iter_mut().filter(|column| !column.is_share && column.times == ONE) {
        column.is_share = match column.meaning {
            // On-costs of a year of at most a hundred are a share of the pay: 28, or 0.28.
            Meaning::OnCosts => {
                is_paid
                    && figures(column).all(|figure| figure.is_some_and(|figure| (0..=100 * ONE).contains(&figure)))
                    && figures(column).any(|figure| figure.is_some_and(|figure| figure > 0))
            }
            // Nobody is a hundred posts, time and again.
            Meaning::Fte => {
                let (mut count, mut hundreds) = (0, 0);
                let is_all = figures(column).all(|figure| {
                    count += 1;
                    hundreds += usize::from(figure == Some(100 * ONE));
                    figure.is_some_and(|figure| (0..=100 * ONE).contains(&figure))
                });
                is_all && hundreds > 1 && hundreds * 5 >= count * 2
            }
            _ => false,
        };
    }
}

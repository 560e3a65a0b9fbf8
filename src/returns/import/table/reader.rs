//! How the cells of a row are read: words, figures and dates, each as its column writes them.

use std::collections::BTreeMap;

use super::column::{self, Column, cells};
use super::currency::{self, Sign};
use super::day::{self, Day, DayStyle};
use super::figure::{self, Mark, ONE, Reading, Style};
use super::fill::Filled;
use super::grid::{Cell, Form, Row};
use super::income;
use super::meaning::{Meaning, TableKind};
use super::pay::without_time;
use super::rows::Table;
use super::trouble::{Trouble, Troubles};
use crate::money::divide_half_even;
use crate::returns::blank::is_blank;

/// How each column is read, beside what it means.
pub(super) struct Reader<'t> {
    pub(super) table: &'t Table<'t>,
    styles: BTreeMap<usize, Style>,
    /// Columns of lengths that are in months where no word says it.
    months: BTreeMap<usize, bool>,
    days: BTreeMap<usize, DayStyle>,
    /// Columns of shares in hundredths: 28 for 28%.
    hundredths: BTreeMap<usize, bool>,
    filled: Filled,
    /// Whether what is above nothing is spent, whatever its line is called: of payments, and where income is below nothing.
    pub(super) is_income_negative: bool,
    /// Of each meaning its columns, the one that is asked first first.
    by_meaning: BTreeMap<Meaning, Vec<&'t Column>>,
}

impl<'t> Reader<'t> {
    /// Finds out how the columns of a table write figures and dates.
    pub(super) fn of(table: &'t Table<'t>) -> Self {
        let below = |column: &Column| cells(table.grid, table.header.first_row, column.index);
        // In a table divided by semicolons a comma may be either.
        let habit = if table.is_continental { None } else { Some(Mark::Point) };
        let (mut styles, mut days, mut hundredths) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut months = BTreeMap::new();
        let mut by_meaning: BTreeMap<Meaning, Vec<&Column>> = BTreeMap::new();
        for column in table.columns {
            by_meaning.entry(column.meaning).or_default().push(column);
            if column.meaning.is_figure() {
                let style = match column.decimal {
                    Some(mark) => Style::of(mark),
                    None => Style::from_cells(below(column), habit, column.meaning.is_money() && !column.is_share),
                };
                styles.insert(column.index, style);
                if column.is_share {
                    // Shares of a whole are at most one, but for overtime.
                    let is_more =
                        |cell| matches!(figure::read(cell, style), Reading::Figure(figure) if figure > 2 * ONE);
                    hundredths.insert(column.index, below(column).any(is_more));
                }
            }
            if column.meaning == Meaning::Years {
                // No contract of software runs twelve years, and many run twelve months.
                let is_long = |cell: Cell<'_>| cell.text.parse::<u32>().is_ok_and(|length| length >= 12);
                months.insert(column.index, below(column).any(is_long));
            }
            if column.meaning.is_date() {
                let style = column.day.map_or_else(|| day::style(below(column)), DayStyle::Known);
                days.insert(column.index, style);
            }
        }
        for columns in by_meaning.values_mut() {
            columns.sort_by_key(|column| (column.rank, column.index));
        }
        // One column of dates says for the others how they are written.
        let known = days.values().find(|style| matches!(style, DayStyle::Known(_))).copied();
        for style in days.values_mut().filter(|style| **style == DayStyle::Unsaid) {
            *style = known.unwrap_or(DayStyle::Unsaid);
        }
        let filled = Filled::of(table.grid, table.header.first_row, table.kind, table.columns, table.merged);
        let mut reader =
            Self { table, styles, months, days, hundredths, filled, is_income_negative: false, by_meaning };
        reader.is_income_negative = reader.has(Meaning::Vendor) || reader.has_negative_income();
        reader
    }

    /// Whether a line of income of a ledger is below nothing.
    fn has_negative_income(&self) -> bool {
        let Some(cost) = self.columns(Meaning::Cost).next().filter(|_| self.table.kind == TableKind::Costs) else {
            return false;
        };
        let rows = (self.table.header.first_row..self.table.grid.len()).map(|row| self.table.grid.row(row));
        let mut negative = rows.filter(|row| self.plain(row, cost).is_some_and(|figure| figure < 0));
        negative.any(|row| income::is_income(&self.word(&row, Meaning::Line)))
    }

    /// A figure as it stands, for totals.
    pub(super) fn plain(&self, row: &Row<'_>, column: &Column) -> Option<i128> {
        match figure::read(row.cell(column.index), self.styles.get(&column.index).copied().unwrap_or_default()) {
            Reading::Figure(figure) => Some(figure),
            _ => None,
        }
    }

    /// Whether lengths of a column are in months where no word says it.
    pub(super) fn is_in_months(&self, column: &Column) -> bool {
        self.months.get(&column.index).copied().unwrap_or_default()
    }

    /// The order of day and month in a column.
    pub(super) fn day_style(&self, column: &Column) -> DayStyle {
        self.days.get(&column.index).copied().unwrap_or(DayStyle::Unsaid)
    }

    /// The columns that have a meaning.
    pub(super) fn columns(&self, meaning: Meaning) -> impl Iterator<Item = &'t Column> + '_ {
        self.by_meaning.get(&meaning).into_iter().flatten().copied()
    }

    /// Whether any column has a meaning.
    pub(super) fn has(&self, meaning: Meaning) -> bool {
        self.by_meaning.contains_key(&meaning)
    }

    /// The cell of a row, or the one above that speaks for it.
    pub(super) fn cell(&self, row: &Row<'t>, column: usize) -> Cell<'t> {
        match self.filled.source(row.index, column) {
            Some(source) if row.cell(column).is_empty() => self.table.grid.row(source).cell(column),
            _ => row.cell(column),
        }
    }

    /// Whether the unit of a row stands above it.
    pub(super) fn is_filled(&self, row: &Row<'t>) -> bool {
        let is_above = |column: &Column| row.cell(column.index).is_empty() && !self.cell(row, column.index).is_empty();
        self.columns(Meaning::Unit).any(is_above)
    }

    /// What a row says under a meaning: of several columns the first that says something.
    pub(super) fn word(&self, row: &Row<'t>, meaning: Meaning) -> String {
        let texts =
            self.columns(meaning).map(|column| self.cell(row, column.index)).filter(|cell| cell.form != Form::Fault);
        // `ND` and `TBC` are the codes of departments.
        let is_code = matches!(meaning, Meaning::OrganisationId | Meaning::Organisation | Meaning::Id);
        let is_nothing = |text: &str| if is_code { is_blank(text) || text == "-" } else { figure::is_nothing(text) };
        let mut texts = texts.map(|cell| cell.text).filter(|text| !is_nothing(text));
        texts.next().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap_or_default()
    }

    /// The currency that a row names for its amount, where that is not the import's.
    fn is_foreign(&self, row: &Row<'t>, column: &Column) -> bool {
        let of_row = || self.columns(Meaning::Currency).find_map(|column| currency::alone(row.cell(column.index).text));
        let sign: Option<Sign> = figure::currency(row.cell(column.index)).or_else(of_row).or(column.sign);
        sign.is_some_and(|sign| !sign.fits(self.table.currency))
    }

    /// By what the amounts of a row are multiplied, beside what the heading says.
    fn scale(&self, row: &Row<'t>) -> i128 {
        self.columns(Meaning::Scale).find_map(|column| column::scale_of(self.cell(row, column.index).text)).unwrap_or(1)
    }

    /// A figure times what its column says. The second is false where something stands there that cannot be used.
    pub(super) fn figure(&self, row: &Row<'t>, column: &Column, troubles: &mut Troubles) -> (Option<i128>, bool) {
        let cell = row.cell(column.index);
        let heading = || column.heading.clone();
        let is_money = column.meaning.is_money() && !column.is_share;
        let style = self.styles.get(&column.index).copied().unwrap_or_default();
        let mut reading = figure::read(cell, style);
        if reading == Reading::Nothing {
            return (None, true);
        }
        if is_money && self.is_foreign(row, column) {
            troubles.add(Trouble::Foreign(heading()), row.line);
            return (None, false);
        }
        if reading == Reading::No && column.meaning.is_pay() && cell.form == Form::Text {
            // `£12.50 per hour`
            reading = figure::read(Cell { text: without_time(cell.text).0, ..cell }, style);
        }
        let trouble = match reading {
            Reading::Nothing => return (None, true),
            Reading::Figure(figure) if column.is_share => return (Some(self.share(column, figure)), true),
            Reading::Figure(figure) if is_money => {
                return (Some(times(figure, column.times).saturating_mul(self.scale(row))), true);
            }
            Reading::Figure(figure) => return (Some(times(figure, column.times)), true),
            Reading::Share(share) if column.meaning == Meaning::Fte || column.is_share => return (Some(share), true),
            Reading::Range(middle) if column.meaning.is_pay() => {
                troubles.add(Trouble::MidPoint(heading()), row.line);
                return (Some(times(middle, column.times)), true);
            }
            Reading::End(end) if column.meaning.is_pay() => {
                troubles.add(Trouble::EndOfScale(heading()), row.line);
                return (Some(times(end, column.times)), true);
            }
            Reading::Share(_) => Trouble::Share(heading()),
            Reading::Two => Trouble::TwoFigures(heading()),
            Reading::Odd => Trouble::OddFigure(heading()),
            Reading::No if cell.form == Form::Fault => Trouble::Formula(heading()),
            Reading::Range(_) | Reading::End(_) | Reading::No => Trouble::NoFigure(heading()),
        };
        troubles.add(trouble, row.line);
        (None, false)
    }

    /// A figure of a column of shares.
    fn share(&self, column: &Column, figure: i128) -> i128 {
        if self.hundredths.get(&column.index).copied().unwrap_or_default() { figure / 100 } else { figure }
    }

    /// The sum of the columns of a meaning. None where none says anything, or one cannot be used.
    pub(super) fn sum(&self, row: &Row<'t>, meanings: &[Meaning], troubles: &mut Troubles) -> (Option<i128>, bool) {
        let (mut sum, mut usable) = (None, true);
        for column in meanings.iter().flat_map(|meaning| self.columns(*meaning)) {
            let (figure, is_usable) = self.figure(row, column, troubles);
            usable &= is_usable;
            if let Some(figure) = figure {
                sum = Some(sum.unwrap_or(0) + figure);
            }
        }
        (sum.filter(|_| usable), usable)
    }

    /// The date that a row says under a meaning. A month ends a contract with its last day, and begins one with its first.
    pub(super) fn date(&self, row: &Row<'t>, meaning: Meaning, troubles: &mut Troubles) -> Option<jiff::civil::Date> {
        let column = self.columns(meaning).next()?;
        let style = self.day_style(column);
        let heading = || column.heading.clone();
        let cell = row.cell(column.index);
        let (date, trouble) = match day::read(cell, style) {
            Day::On(date) => (Some(date), None),
            Day::Month(date) => (Some(if meaning == Meaning::End { date.last_of_month() } else { date }), None),
            Day::Nothing => (None, None),
            Day::Perhaps(date) => (Some(date), Some(Trouble::DayFirst(heading()))),
            Day::Two => (None, Some(Trouble::TwoDates(heading()))),
            Day::No if cell.form == Form::Fault => (None, Some(Trouble::Formula(heading()))),
            Day::No => (None, Some(Trouble::NoDate(heading()))),
        };
        if let Some(trouble) = trouble {
            troubles.add(trouble, row.line);
        }
        date
    }
}

/// From 10^-9 to pence.
pub(super) fn pence(amount: i128) -> i128 {
    i128::from(divide_half_even(amount, ONE / 100))
}

/// A figure times a factor in units of 10^-9.
pub(super) fn times(figure: i128, factor: i128) -> i128 {
    if factor == ONE { figure } else { mul_div(figure, factor, ONE) }
}

/// `figure` times `by` through `divisor`, rounded half-even at the last of nine decimals; beyond 128 bits it is what can
/// no longer be an amount.
pub(super) fn mul_div(figure: i128, by: i128, divisor: i128) -> i128 {
    let Some(product) = figure.checked_mul(by) else { return i128::MAX / 4 };
    let (quotient, rest) = (product.div_euclid(divisor), product.rem_euclid(divisor));
    let up = rest * 2 > divisor || rest * 2 == divisor && quotient % 2 != 0;
    quotient + i128::from(up)
}

//! How the columns of a table are read: words, figures, dates, staff, the yearly cost of a contract.

use std::collections::BTreeMap;

use super::column::{Column, cells};
use super::day::{self, Day, DayStyle};
use super::figure::{self, Mark, ONE, Reading, Style};
use super::grid::{Form, Row};
use super::meaning::Meaning;
use super::rows::Table;
use super::trouble::{Trouble, Troubles};
use crate::money::divide_half_even;
use crate::returns::blank::is_blank;

/// Hours a week of a full-time equivalent, unless a mapping file says otherwise.
const FULL_TIME_HOURS: i128 = 37 * ONE;

/// How each column is read, beside what it means.
pub(super) struct Reader<'t> {
    pub(super) table: &'t Table<'t>,
    styles: BTreeMap<usize, Style>,
    days: BTreeMap<usize, DayStyle>,
    /// Whether a column says how many people a row is.
    pub(super) has_staff: bool,
}

impl<'t> Reader<'t> {
    /// Finds out how the columns of a table write figures and dates.
    pub(super) fn of(table: &'t Table<'t>) -> Self {
        let below = |column: &Column| cells(table.grid, table.header.first_row, column.index);
        // In a table divided by semicolons a comma may be either.
        let habit = if table.is_continental { None } else { Some(Mark::Point) };
        let mut styles = BTreeMap::new();
        let mut days = BTreeMap::new();
        for column in table.columns {
            if column.meaning.is_figure() {
                let style = match column.decimal {
                    Some(mark) => Style::of(mark),
                    None => Style::from_cells(below(column), habit, column.meaning.is_money()),
                };
                styles.insert(column.index, style);
            }
            if column.meaning.is_date() {
                let style = column.day.map_or_else(|| day::style(below(column)), DayStyle::Known);
                days.insert(column.index, style);
            }
        }
        let staff = [Meaning::Fte, Meaning::Hours, Meaning::Posts];
        let has_staff = table.columns.iter().any(|column| staff.contains(&column.meaning));
        Self { table, styles, days, has_staff }
    }

    /// A figure as it stands, for totals.
    pub(super) fn plain(&self, row: &Row<'_>, column: &Column) -> Option<i128> {
        match figure::read(row.cell(column.index), self.styles.get(&column.index).copied().unwrap_or_default()) {
            Reading::Figure(figure) => Some(figure),
            Reading::Nothing | Reading::Two | Reading::No => None,
        }
    }

    /// The columns that have a meaning.
    pub(super) fn columns(&self, meaning: Meaning) -> impl Iterator<Item = &'t Column> + '_ {
        self.table.columns.iter().filter(move |column| column.meaning == meaning)
    }

    /// What a row says under a meaning that one column has.
    pub(super) fn word(&self, row: &Row<'_>, meaning: Meaning) -> String {
        let texts = self.columns(meaning).map(|column| row.cell(column.index)).filter(|cell| cell.form != Form::Fault);
        // `ND` and `TBC` are the codes of departments.
        let is_code = matches!(meaning, Meaning::OrganisationId | Meaning::Organisation | Meaning::Id);
        let is_nothing = |text: &str| if is_code { is_blank(text) || text == "-" } else { figure::is_nothing(text) };
        let mut texts = texts.map(|cell| cell.text).filter(|text| !is_nothing(text));
        texts.next().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap_or_default()
    }

    /// A figure times what its column says. The second is false where something stands there that cannot be used.
    pub(super) fn figure(&self, row: &Row<'_>, column: &Column, troubles: &mut Troubles) -> (Option<i128>, bool) {
        let cell = row.cell(column.index);
        let heading = || column.heading.clone();
        if column.meaning.is_money() && figure::is_foreign(cell.text, self.table.currency) {
            troubles.add(Trouble::Foreign(heading()), row.line);
            return (None, false);
        }
        let style = self.styles.get(&column.index).copied().unwrap_or_default();
        match figure::read(cell, style) {
            Reading::Figure(figure) => (Some(times(figure, column.times)), true),
            Reading::Nothing => (None, true),
            Reading::Two => {
                troubles.add(Trouble::TwoFigures(heading()), row.line);
                (None, false)
            }
            Reading::No if cell.form == Form::Fault => {
                troubles.add(Trouble::Formula(heading()), row.line);
                (None, false)
            }
            Reading::No => {
                troubles.add(Trouble::NoFigure(heading()), row.line);
                (None, false)
            }
        }
    }

    /// The sum of the columns of a meaning. None where none says anything, or one cannot be used.
    pub(super) fn sum(&self, row: &Row<'_>, meanings: &[Meaning], troubles: &mut Troubles) -> (Option<i128>, bool) {
        let mut sum = None;
        let mut usable = true;
        for column in self.table.columns.iter().filter(|column| meanings.contains(&column.meaning)) {
            let (figure, is_usable) = self.figure(row, column, troubles);
            usable &= is_usable;
            if let Some(figure) = figure {
                sum = Some(sum.unwrap_or(0) + figure);
            }
        }
        (sum.filter(|_| usable), usable)
    }

    /// The date that a row says under a meaning.
    pub(super) fn date(&self, row: &Row<'_>, meaning: Meaning, troubles: &mut Troubles) -> Option<jiff::civil::Date> {
        let column = self.columns(meaning).next()?;
        let style = self.days.get(&column.index).copied().unwrap_or(DayStyle::Unsaid);
        let heading = || column.heading.clone();
        let cell = row.cell(column.index);
        match day::read(cell, style) {
            Day::On(date) => Some(date),
            Day::Nothing => None,
            Day::Perhaps(date) => {
                troubles.add(Trouble::DayFirst(heading()), row.line);
                Some(date)
            }
            Day::Two => {
                troubles.add(Trouble::TwoDates(heading()), row.line);
                None
            }
            Day::No if cell.form == Form::Fault => {
                troubles.add(Trouble::Formula(heading()), row.line);
                None
            }
            Day::No => {
                troubles.add(Trouble::NoDate(heading()), row.line);
                None
            }
        }
    }

    /// Staff in thousandths, and whether what stands there can be used.
    pub(super) fn staff(&self, row: &Row<'_>, troubles: &mut Troubles) -> (Option<i64>, bool) {
        let full_time = self.table.instructions.full_time_hours.unwrap_or(FULL_TIME_HOURS);
        let (fte, usable) = self.sum(row, &[Meaning::Fte, Meaning::Posts], troubles);
        let (hours, hours_usable) = self.sum(row, &[Meaning::Hours], troubles);
        let milli = match (fte, hours) {
            (Some(fte), _) => Some(divide_half_even(fte, ONE / 1000)),
            (None, Some(hours)) => Some(divide_half_even(hours * 1000, full_time)),
            (None, None) => None,
        };
        if milli.is_some_and(|milli| milli < 0) {
            let name = self.columns(Meaning::Fte).chain(self.columns(Meaning::Hours)).next();
            troubles.add(Trouble::NoFigure(name.map(|column| column.heading.clone()).unwrap_or_default()), row.line);
            return (None, false);
        }
        (milli, usable && hours_usable)
    }

    /// What a contract costs a year, in units of 10^-9; none where its years are not known.
    pub(super) fn yearly(
        &self,
        row: &Row<'_>,
        end: Option<jiff::civil::Date>,
        troubles: &mut Troubles,
    ) -> Option<i128> {
        let column = self.columns(Meaning::Value).next()?;
        let value = self.figure(row, column, troubles).0?;
        let start = self.date(row, Meaning::Start, troubles);
        let said = self.columns(Meaning::Years).next().and_then(|column| self.figure(row, column, troubles).0);
        let years = column.years.or(said).filter(|years| *years > 0);
        match (years, start.zip(end).and_then(|(start, end)| length(start, end))) {
            // Of a contract for less than a year all falls within one.
            (Some(years), _) => Some(mul_div(value, ONE, years.max(ONE))),
            (None, Some((length, year))) => Some(mul_div(value, year, length.max(year))),
            (None, None) => {
                troubles.add_amount(Trouble::WholeValue, row.line, pence(value));
                None
            }
        }
    }
}

/// From 10^-9 to pence.
pub(super) fn pence(amount: i128) -> i128 {
    i128::from(divide_half_even(amount, ONE / 100))
}

/// How long a contract runs, and how long a year is: in months where it runs for whole ones, else in days.
fn length(start: jiff::civil::Date, end: jiff::civil::Date) -> Option<(i128, i128)> {
    let behind = end.tomorrow().ok().filter(|behind| *behind > start)?;
    let months = start.until((jiff::Unit::Month, behind)).ok()?;
    if months.get_days() == 0 {
        return Some((i128::from(months.get_months()), 12));
    }
    let days = start.until((jiff::Unit::Day, behind)).ok()?.get_days();
    Some((i128::from(days), 365))
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

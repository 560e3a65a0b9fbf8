//! How the columns of a table are read: words, figures, dates, staff, the yearly cost of a contract.

use std::collections::BTreeMap;

use super::column::{self, Column, cells};
use super::currency::{self, Sign};
use super::day::{self, Day, DayStyle};
use super::figure::{self, Mark, ONE, Reading, Style};
use super::fill::Filled;
use super::grid::{Cell, Form, Row};
use super::heading::{self, Basis};
use super::meaning::{Meaning, TableKind};
use super::rows::Table;
use super::trouble::{Trouble, Troubles};
use crate::money::divide_half_even;
use crate::returns::blank::is_blank;

/// Hours a week of a full-time equivalent, unless a mapping file says otherwise.
const FULL_TIME_HOURS: i128 = 37 * ONE;

/// The same in North America.
const FULL_TIME_HOURS_AMERICA: i128 = 40 * ONE;

/// How each column is read, beside what it means.
pub(super) struct Reader<'t> {
    pub(super) table: &'t Table<'t>,
    styles: BTreeMap<usize, Style>,
    days: BTreeMap<usize, DayStyle>,
    /// Columns of shares in hundredths: 28 for 28%.
    hundredths: BTreeMap<usize, bool>,
    filled: Filled,
    /// Of each meaning its columns, the one that is asked first first.
    by_meaning: BTreeMap<Meaning, Vec<&'t Column>>,
}

/// Staff of a row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Staff {
    /// Full-time equivalents in thousandths, where they are known.
    pub(super) fte: Option<i64>,
    /// Posts in thousandths; full-time equivalents where they are known.
    pub(super) posts: i64,
    /// False where something stands there that cannot be used.
    pub(super) is_usable: bool,
}

impl<'t> Reader<'t> {
    /// Finds out how the columns of a table write figures and dates.
    pub(super) fn of(table: &'t Table<'t>) -> Self {
        let below = |column: &Column| cells(table.grid, table.header.first_row, column.index);
        // In a table divided by semicolons a comma may be either.
        let habit = if table.is_continental { None } else { Some(Mark::Point) };
        let (mut styles, mut days, mut hundredths) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
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
        Self { table, styles, days, hundredths, filled, by_meaning }
    }

    /// A figure as it stands, for totals.
    pub(super) fn plain(&self, row: &Row<'_>, column: &Column) -> Option<i128> {
        match figure::read(row.cell(column.index), self.styles.get(&column.index).copied().unwrap_or_default()) {
            Reading::Figure(figure) => Some(figure),
            Reading::Nothing | Reading::Share(_) | Reading::Range(_) | Reading::Two | Reading::Odd | Reading::No => {
                None
            }
        }
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
            Reading::Share(_) => Trouble::Share(heading()),
            Reading::Two => Trouble::TwoFigures(heading()),
            Reading::Odd => Trouble::OddFigure(heading()),
            Reading::No if cell.form == Form::Fault => Trouble::Formula(heading()),
            Reading::Range(_) | Reading::No => Trouble::NoFigure(heading()),
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

    /// What a role costs: what the table says it does, else its pay and on-costs.
    pub(super) fn role_cost(&self, row: &Row<'t>, staff: Staff, troubles: &mut Troubles) -> (Option<i128>, bool) {
        let (mut pay, mut usable) = (None, true);
        for column in [Meaning::Cost, Meaning::Pay].into_iter().flat_map(|meaning| self.columns(meaning)) {
            let (figure, is_usable) = self.figure(row, column, troubles);
            usable &= is_usable;
            if let Some(figure) = figure {
                let (figure, is_rate) = self.of_a_year(row, column, figure, troubles);
                let figure = if is_rate { for_staff(figure, staff) } else { Some(figure) };
                pay = figure.map(|figure| figure + pay.unwrap_or(0)).or(pay);
            }
        }
        if pay.is_none() && usable {
            let (full_time, is_usable) = self.full_time_pay(row, troubles);
            usable &= is_usable;
            pay = full_time.and_then(|pay| for_staff(pay, staff));
        }
        let (mut on_costs, mut parts) = (None, Vec::new());
        for column in self.columns(Meaning::OnCosts) {
            if !column.is_share && !matches!(figure::read(row.cell(column.index), Style::any()), Reading::Share(_)) {
                parts.push(column);
                continue;
            }
            // A share of pay, and never pounds.
            let mut shares = Troubles::default();
            let asked = Column { is_share: true, ..column.clone() };
            match self.figure(row, &asked, &mut shares) {
                (Some(share), _) => {
                    if let Some(pay) = pay {
                        on_costs = Some(on_costs.unwrap_or(0) + mul_div(pay, share, ONE));
                    }
                }
                (None, is_usable) => {
                    usable &= is_usable;
                    troubles.join(shares);
                }
            }
        }
        for column in parts {
            let (figure, is_usable) = self.figure(row, column, troubles);
            usable &= is_usable;
            on_costs = figure.map(|figure| figure + on_costs.unwrap_or(0)).or(on_costs);
        }
        let whole = match (pay, on_costs) {
            (None, None) => None,
            (pay, on_costs) => Some(pay.unwrap_or(0) + on_costs.unwrap_or(0)),
        };
        (whole.filter(|_| usable), usable)
    }

    /// The yearly pay of a full-time post: of several columns the first that says it, else the middle of a scale.
    fn full_time_pay(&self, row: &Row<'t>, troubles: &mut Troubles) -> (Option<i128>, bool) {
        let mut usable = true;
        for column in self.columns(Meaning::FullTimePay) {
            let (figure, is_usable) = self.figure(row, column, troubles);
            usable &= is_usable;
            if let Some(figure) = figure {
                return (Some(self.of_a_year(row, column, figure, troubles).0), usable);
            }
        }
        let mut end = |meaning| {
            let column = self.columns(meaning).next()?;
            let (figure, is_usable) = self.figure(row, column, troubles);
            usable &= is_usable;
            let figure = figure.filter(|figure| *figure > 0)?;
            Some((self.of_a_year(row, column, figure, troubles).0, column.heading.clone()))
        };
        match (end(Meaning::PayFrom), end(Meaning::PayTo)) {
            (Some((low, from)), Some((high, to))) => {
                troubles.add(Trouble::MidPoint(format!("{from}` and `{to}")), row.line);
                (Some(i128::midpoint(low, high)), usable)
            }
            (Some((pay, heading)), None) | (None, Some((pay, heading))) => {
                troubles.add(Trouble::EndOfScale(heading), row.line);
                (Some(pay), usable)
            }
            (None, None) => (None, usable),
        }
    }

    /// What pay is in a year, and whether it is a rate that a full-time post earns.
    fn of_a_year(&self, row: &Row<'t>, column: &Column, pay: i128, troubles: &mut Troubles) -> (i128, bool) {
        let is_rate = |basis| matches!(basis, Basis::Hour | Basis::Day);
        let of_row = || {
            let cell =
                self.columns(Meaning::Basis).map(|column| row.cell(column.index)).find(|cell| !cell.is_empty())?;
            if heading::basis_word(cell.text).is_none() {
                troubles.add(Trouble::UnknownBasis, row.line);
            }
            heading::basis_word(cell.text)
        };
        let of_cell = Some(row.cell(column.index))
            .filter(|cell| cell.form == Form::Text)
            .and_then(|cell| without_time(cell.text).1);
        let Some(basis) = of_cell.or_else(of_row).or(column.basis).filter(|basis| *basis != Basis::Year) else {
            return (pay, false);
        };
        let hours = self.full_time_hours();
        let in_a_year = match basis {
            Basis::Hour => hours * 52,
            Basis::Day => 260 * ONE,
            Basis::Week => 52 * ONE,
            Basis::Fortnight => 26 * ONE,
            Basis::HalfMonth => 24 * ONE,
            Basis::Month => 12 * ONE,
            Basis::Year => ONE,
        };
        troubles.add(Trouble::PerTime(basis, figure::plain(in_a_year)), row.line);
        (mul_div(pay, in_a_year, ONE), is_rate(basis))
    }

    fn full_time_hours(&self) -> i128 {
        let usual =
            if matches!(self.table.currency, "USD" | "CAD") { FULL_TIME_HOURS_AMERICA } else { FULL_TIME_HOURS };
        self.table.instructions.full_time_hours.unwrap_or(usual)
    }

    /// The date that a row says under a meaning. A month ends a contract with its last day, and begins one with its first.
    pub(super) fn date(&self, row: &Row<'t>, meaning: Meaning, troubles: &mut Troubles) -> Option<jiff::civil::Date> {
        let column = self.columns(meaning).next()?;
        let style = self.days.get(&column.index).copied().unwrap_or(DayStyle::Unsaid);
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

    /// Staff in thousandths, and whether what stands there can be used. Posts are no full-time equivalents unless the table says so.
    pub(super) fn staff(&self, row: &Row<'t>, troubles: &mut Troubles) -> Staff {
        let (fte, usable) = self.sum(row, &[Meaning::Fte], troubles);
        let (hours, hours_usable) = self.sum(row, &[Meaning::Hours], troubles);
        let (posts, posts_usable) = self.sum(row, &[Meaning::Posts], troubles);
        let is_usable = usable && hours_usable && posts_usable;
        let posts = posts.map_or(1000, |posts| divide_half_even(posts, ONE / 1000));
        let is_full_time =
            self.columns(Meaning::FullTime).find_map(|column| column::full_time(row.cell(column.index).text));
        let milli = match (fte, hours) {
            (Some(fte), _) => Some(divide_half_even(fte, ONE / 1000)),
            (None, Some(hours)) => Some(divide_half_even(hours * 1000, self.full_time_hours())),
            (None, None) => is_full_time.filter(|is_full| *is_full && is_usable).map(|_| posts),
        };
        if milli.unwrap_or(posts) < 0 {
            let columns =
                [Meaning::Fte, Meaning::Hours, Meaning::Posts].into_iter().flat_map(|meaning| self.columns(meaning));
            let name = columns.map(|column| column.heading.clone()).next();
            troubles.add(Trouble::NoFigure(name.unwrap_or_default()), row.line);
            return Staff::default();
        }
        let has_fte = self.has(Meaning::Fte) || self.has(Meaning::Hours);
        Staff { fte: milli, posts: milli.unwrap_or(if has_fte { 0 } else { posts }), is_usable }
    }

    /// Whether a column says how much of a full-time post a row is.
    pub(super) fn has_fte(&self) -> bool {
        self.has(Meaning::Fte) || self.has(Meaning::Hours)
    }

    /// How many months a contract runs, in units of 10^-9, where a column says it.
    pub(super) fn months(&self, row: &Row<'t>, troubles: &mut Troubles) -> Option<i128> {
        let column = self.columns(Meaning::Years).next()?;
        if let Some(years) = column.years {
            return Some(years * 12);
        }
        let cell = row.cell(column.index);
        if figure::is_nothing(cell.text) {
            return None;
        }
        let months = duration(cell.text, &column.heading);
        if months.is_none() {
            troubles.add(Trouble::NoFigure(column.heading.clone()), row.line);
        }
        months.filter(|months| *months > 0)
    }

    /// When a contract begins and ends. Where the end is not said, start and length give it.
    pub(super) fn term(
        &self,
        row: &Row<'t>,
        troubles: &mut Troubles,
    ) -> (Option<jiff::civil::Date>, Option<jiff::civil::Date>) {
        if self.table.kind != TableKind::Systems {
            return (None, None);
        }
        let start = self.date(row, Meaning::Start, troubles);
        let end = self.date(row, Meaning::End, troubles).or_else(|| {
            let column = self.columns(Meaning::Value).find_map(|column| column.years).map(|years| years * 12);
            let months = column.or_else(|| self.months(row, &mut Troubles::default()))?;
            let months = i32::try_from(months / ONE).ok().filter(|months| *months > 0)?;
            start?.checked_add(jiff::Span::new().try_months(months).ok()?).ok()?.yesterday().ok()
        });
        (start, end)
    }

    /// What a contract costs a year, in units of 10^-9; none where its years are not known.
    pub(super) fn yearly(
        &self,
        row: &Row<'t>,
        (start, end): (Option<jiff::civil::Date>, Option<jiff::civil::Date>),
        troubles: &mut Troubles,
    ) -> Option<i128> {
        let column = self.columns(Meaning::Value).next()?;
        let value = self.figure(row, column, troubles).0?;
        let said =
            column.years.map(|years| years * 12).or_else(|| self.months(row, troubles)).filter(|months| *months > 0);
        match (said, start.zip(end).and_then(|(start, end)| length(start, end))) {
            // Of a contract for less than a year all falls within one.
            (Some(months), _) => Some(mul_div(value, 12 * ONE, months.max(12 * ONE))),
            (None, Some((length, year))) => Some(mul_div(value, year, length.max(year))),
            (None, None) => {
                troubles.add_amount(Trouble::WholeValue, row.line, pence(value));
                None
            }
        }
    }
}

/// An amount without the words for which time it is, and the time.
pub(super) fn without_time(text: &str) -> (&str, Option<Basis>) {
    let end = text.rfind(|letter: char| letter.is_ascii_digit() || letter == ')').map_or(0, |at| at + 1);
    let (amount, words) = text.split_at(end);
    let words = words.trim();
    if words.is_empty() || matches!(words.to_lowercase().as_str(), "k" | "m" | "bn" | "d" | "h") {
        return (text, None);
    }
    match heading::basis_word(words) {
        Some(basis) => (amount, Some(basis)),
        None => (text, None),
    }
}

/// How many months a text means under a heading: `36 months`, `3 years`, `2+1`, and `4` under `Years`.
fn duration(text: &str, heading: &str) -> Option<i128> {
    let lower = text.to_lowercase();
    let is_of = |text: &str, word: &str| text.contains(word);
    let in_words = |text: &str| {
        if is_of(text, "month") || is_of(text, "mth") {
            Some(1)
        } else if is_of(text, "year") || is_of(text, "yr") || is_of(text, "annual") {
            Some(12)
        } else {
            None
        }
    };
    let mut sum = 0;
    // Options that may follow are no part of it: of `2+1+1` two years are sure, as of `3 years plus 2`.
    let sure = lower.split(['+', '(']).next().unwrap_or_default().split(" plus ").next().unwrap_or_default();
    let mut parts = sure.split([',', '&']).flat_map(|part| part.split(" and "));
    let unit = |part: &str| in_words(part).or_else(|| in_words(&lower)).or_else(|| in_words(&heading.to_lowercase()));
    parts.try_for_each(|part| {
        let digits: String = part
            .chars()
            .skip_while(|letter| !letter.is_ascii_digit())
            .take_while(|letter| letter.is_ascii_digit() || *letter == '.')
            .collect();
        let number = crate::money::parse_decimal(digits.trim_end_matches('.'), figure::SCALE).ok()?;
        sum += number * unit(part).unwrap_or(12);
        Some(())
    })?;
    Some(sum)
}

/// Full-time pay for the staff of a row.
fn for_staff(pay: i128, staff: Staff) -> Option<i128> {
    let posts = staff.fte.unwrap_or(staff.posts);
    (posts > 0 && staff.is_usable || staff.fte == Some(0)).then(|| mul_div(pay, i128::from(posts), 1000))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_contracts() {
        for (text, heading, months) in [
            ("36 months", "Length", 36),
            ("3 years", "Length", 36),
            ("3", "Contract length (years)", 36),
            ("18", "Duration (months)", 18),
            ("2+1+1", "Term years", 24),
            ("1 year and 6 months", "Term", 18),
            ("4 years (plus 2)", "Term", 48),
        ] {
            assert_eq!(duration(text, heading), Some(months * ONE), "{text} under {heading}");
        }
        assert_eq!(duration("rolling", "Term"), None);
        assert_eq!(without_time("£12.50 per hour"), ("£12.50", Some(Basis::Hour)));
        assert_eq!(without_time("$16.52/hr"), ("$16.52", Some(Basis::Hour)));
        assert_eq!(without_time("£30k"), ("£30k", None));
    }
}

//! How long a contract runs, and what it costs a year.

use jiff::civil::Date;

use super::column::Column;
use super::day::{self, Day};
use super::figure::{self, ONE};
use super::grid::{Cell, Form, Row};
use super::meaning::{Meaning, TableKind};
use super::reader::{Reader, mul_div, pence};
use super::trouble::{Trouble, Troubles};

impl<'t> Reader<'t> {
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
        if let Some((start, end)) = self.span(row, column) {
            return length(start, end).map(|(length, year)| mul_div(length * ONE, 12, year));
        }
        let months = duration(cell.text, &column.heading, self.is_in_months(column));
        if months.is_none() {
            troubles.add(Trouble::NoFigure(column.heading.clone()), row.line);
        }
        months.filter(|months| *months > 0)
    }

    /// When a contract begins and ends. Where the end is not said, start and length give it.
    pub(super) fn term(&self, row: &Row<'t>, troubles: &mut Troubles) -> (Option<Date>, Option<Date>) {
        if self.table.kind != TableKind::Systems {
            return (None, None);
        }
        let span = self.columns(Meaning::Years).find_map(|column| self.span(row, column));
        let start = self.date(row, Meaning::Start, troubles).or(span.map(|(start, _)| start));
        let end = self.date(row, Meaning::End, troubles).or(span.map(|(_, end)| end)).or_else(|| {
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
        (start, end): (Option<Date>, Option<Date>),
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

    /// The first and the last day, where a cell has both: `01/04/2024 - 31/03/2027`.
    fn span(&self, row: &Row<'t>, column: &Column) -> Option<(Date, Date)> {
        let text = row.cell(column.index).text;
        let read = |text: &str| match day::read(Cell { text: text.trim(), form: Form::Text }, self.day_style(column)) {
            Day::On(date) | Day::Perhaps(date) | Day::Month(date) => Some(date),
            Day::Nothing | Day::Two | Day::No => None,
        };
        [" to ", " until ", " - ", "–", "—", "-"].into_iter().find_map(|sign| {
            let (start, end) = text.split_once(sign)?;
            Some((read(start)?, read(end)?)).filter(|(start, end)| start < end)
        })
    }

    /// Whether a register says of a contract that it has ended.
    pub(super) fn has_ended(&self, row: &Row<'t>) -> bool {
        let word = self.word(row, Meaning::Status).to_lowercase();
        let is_of_contracts =
            [Meaning::Value, Meaning::Start, Meaning::End].into_iter().any(|meaning| self.has(meaning));
        matches!(
            word.as_str(),
            "expired" | "ended" | "terminated" | "lapsed" | "contract ended" | "contract expired" | "cancelled"
        ) || is_of_contracts && matches!(word.as_str(), "closed" | "completed" | "complete" | "finished" | "inactive")
    }
}

/// How many months a text means under a heading: `36 months`, `3 years`, `2+1`, and `4` under `Years`.
fn duration(text: &str, heading: &str, is_in_months: bool) -> Option<i128> {
    let lower = text.to_lowercase();
    let is_of = |text: &str, word: &str| text.contains(word);
    let in_words = |text: &str| {
        let ends = |letter: char| {
            text.trim()
                .strip_suffix(letter)
                .is_some_and(|rest| rest.trim_end().ends_with(|last: char| last.is_ascii_digit()))
        };
        if is_of(text, "month") || is_of(text, "mth") || is_of(text, "mois") || ends('m') {
            Some(1)
        } else if ["year", "yr", "annual", "annum", "blwyddyn", "flynedd", "ans"].iter().any(|word| is_of(text, word))
            || ends('y')
        {
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
        sum += number * unit(part).unwrap_or(if is_in_months { 1 } else { 12 });
        Some(())
    })?;
    Some(sum)
}

/// How long a contract runs, and how long a year is: in months where it runs for whole ones, else in days.
fn length(start: Date, end: Date) -> Option<(i128, i128)> {
    let behind = end.tomorrow().ok().filter(|behind| *behind > start)?;
    let months = start.until((jiff::Unit::Month, behind)).ok()?;
    if months.get_days() == 0 {
        return Some((i128::from(months.get_months()), 12));
    }
    let days = start.until((jiff::Unit::Day, behind)).ok()?.get_days();
    Some((i128::from(days), 365))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_contracts() {
        for (text, heading, months) in [
            ("36 months", "Length", 36),
            ("3 years", "Length", 36),
            ("36m", "Duration", 36),
            ("3y", "Duration", 36),
            ("3", "Contract length (years)", 36),
            ("18", "Duration (months)", 18),
            ("2+1+1", "Term years", 24),
            ("1 year and 6 months", "Term", 18),
            ("4 years (plus 2)", "Term", 48),
        ] {
            assert_eq!(duration(text, heading, false), Some(months * ONE), "{text} under {heading}");
        }
        assert_eq!(duration("36", "Length", true), Some(36 * ONE));
        assert_eq!(duration("rolling", "Term", false), None);
    }
}

//! Dates as people type them: `31/03/2027`, `31 March 2027`, `46112`. What can be read two ways is told.

use jiff::civil::Date;

use super::figure::is_nothing;
use super::grid::{Cell, Form};

/// Which of two numbers is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DayOrder {
    /// `31/03/2027`
    DayFirst,
    /// `03/31/2027`
    MonthFirst,
}

/// How the dates of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayStyle {
    /// One order, which the column or a person says.
    Known(DayOrder),
    /// Nothing says it: they are read day first, and this is told.
    Unsaid,
    /// Both orders stand in the column.
    Mixed,
}

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// Nothing, or a word for nothing.
    Nothing,
    /// A date.
    On(Date),
    /// A month, by its first day.
    Month(Date),
    /// A date, if the day stands first.
    Perhaps(Date),
    /// A date that can be read two ways.
    Two,
    /// No date.
    No,
}

/// What the dates of a column say about the others.
pub(super) fn style<'c>(cells: impl Iterator<Item = Cell<'c>>) -> DayStyle {
    let (mut day, mut month) = (false, false);
    for cell in cells.filter(|cell| cell.form == Form::Text) {
        if let Some((first, second, _)) = numbers(cell.text) {
            day |= first > 12;
            month |= second > 12 && first <= 12;
        }
    }
    match (day, month) {
        (true, false) => DayStyle::Known(DayOrder::DayFirst),
        (false, true) => DayStyle::Known(DayOrder::MonthFirst),
        (true, true) => DayStyle::Mixed,
        (false, false) => DayStyle::Unsaid,
    }
}

/// Reads a cell.
pub(super) fn read(cell: Cell<'_>, style: DayStyle) -> Day {
    let text = cell.text.trim();
    if is_nothing(text) {
        return Day::Nothing;
    }
    // `2027-03-31T00:00:00Z`, `2027-03-31 00:00`.
    let date = text.split(['T', ' ']).next().unwrap_or_default();
    if date.len() == 10
        && let Ok(date) = date.parse::<Date>()
    {
        return Day::On(date);
    }
    if let Some(serial) = serial(text) {
        return serial;
    }
    if let Some((first, second, year)) = numbers(text) {
        return two_numbers(first, second, year, style);
    }
    with_a_word(text).map(Day::On).or_else(|| month(text).map(Day::Month)).unwrap_or(Day::No)
}

/// A month of a year: `Mar-27`, `March 2027`, `03/2027`, `2027-03`.
fn month(text: &str) -> Option<Date> {
    let lower = text.to_lowercase();
    let parts: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    // `202504`
    if let [both] = parts.as_slice()
        && both.len() == 6
        && both.starts_with("20")
        && let Some((year, month)) = both.split_at_checked(4)
    {
        return Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok();
    }
    let [first, second] = parts.as_slice() else { return None };
    let number = |text: &str| text.parse::<i8>().ok().filter(|month| (1..=12).contains(month));
    let (month, year) = match (month_word(first), month_word(second)) {
        (Some(month), _) => (month, year(second)?),
        (None, Some(month)) => (month, year(first)?),
        (None, None) if first.len() == 4 => (number(second)?, year(first)?),
        (None, None) => (number(first).filter(|_| second.len() == 4)?, year(second)?),
    };
    Date::new(year, month, 1).ok()
}

/// The month of a year that a word names: `March`, `Mar`, `Sept`, `mars`.
pub(super) fn month_word(word: &str) -> Option<i8> {
    const MONTHS: [[&str; 2]; 12] = [
        ["january", "janvier"],
        ["february", "février"],
        ["march", "mars"],
        ["april", "avril"],
        ["may", "mai"],
        ["june", "juin"],
        ["july", "juillet"],
        ["august", "août"],
        ["september", "septembre"],
        ["october", "octobre"],
        ["november", "novembre"],
        ["december", "décembre"],
    ];
    let lower = word.to_lowercase();
    let is_short = |month: &str| lower.len() >= 3 && lower.len() <= 4 && month.starts_with(&lower);
    let is_it = |names: &[&str; 2]| lower == names[0] || lower == names[1] || is_short(names[0]);
    let place = MONTHS.iter().position(is_it)?;
    i8::try_from(place + 1).ok()
}

fn two_numbers(first: i8, second: i8, year: i16, style: DayStyle) -> Day {
    let day_first = Date::new(year, second, first).ok();
    let month_first = Date::new(year, first, second).ok();
    match (day_first, month_first, style) {
        (None, None, _) => Day::No,
        (Some(date), Some(_), _) if first == second => Day::On(date),
        (Some(date), None, _)
        | (None, Some(date), _)
        | (Some(date), Some(_), DayStyle::Known(DayOrder::DayFirst))
        | (Some(_), Some(date), DayStyle::Known(DayOrder::MonthFirst)) => Day::On(date),
        (Some(date), Some(_), DayStyle::Unsaid) => Day::Perhaps(date),
        (Some(_), Some(_), DayStyle::Mixed) => Day::Two,
    }
}

/// Excel's count of days since the end of 1899, for the years 1954 to 2119.
fn serial(text: &str) -> Option<Day> {
    let whole = text.split('.').next()?;
    let days: i32 = whole.parse().ok().filter(|days| (20_000..=80_000).contains(days) && whole.len() == 5)?;
    let start = Date::new(1899, 12, 30).ok()?;
    Some(start.checked_add(jiff::Span::new().try_days(days).ok()?).map_or(Day::No, Day::On))
}

/// Three numbers with the year last.
fn numbers(text: &str) -> Option<(i8, i8, i16)> {
    let date = text.trim().split(' ').next()?;
    let mut parts = date.split(['/', '.', '-']);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    let fits = parts.next().is_none() && first.len() <= 2 && second.len() <= 2;
    let year = year(third)?;
    fits.then_some((first.parse().ok()?, second.parse().ok()?, year))
}

fn year(text: &str) -> Option<i16> {
    let year: i16 = text.parse().ok()?;
    match text.len() {
        4 => Some(year),
        2 if year < 70 => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

/// `31 March 2027`, `31st Mar 27`, `March 31, 2027`.
fn with_a_word(text: &str) -> Option<Date> {
    let lower = text.to_lowercase();
    let parts: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let day = |word: &str| word.trim_end_matches(char::is_alphabetic).parse::<i8>().ok();
    let (day, month) = match month_word(second) {
        Some(month) => (day(first)?, month),
        None => (day(second)?, month_word(first)?),
    };
    Date::new(year(third)?, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, style: DayStyle) -> String {
        match read(Cell { text, form: Form::Text }, style) {
            Day::On(date) => date.to_string(),
            Day::Perhaps(date) => format!("{date}?"),
            Day::Month(date) => format!("{date} on"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn dates_in_the_wild() {
        for (text, meant) in [
            ("31/03/2027", "2027-03-31"),
            ("3.4.27", "2027-04-03?"),
            ("04/04/2027", "2027-04-04"),
            ("03/31/2027", "2027-03-31"),
            ("2027-03-31", "2027-03-31"),
            ("2027-03-31T00:00:00Z", "2027-03-31"),
            ("31 March 2027", "2027-03-31"),
            ("31st-Mar-27", "2027-03-31"),
            ("March 31, 2027", "2027-03-31"),
            ("46477", "2027-03-31"),
            ("Mar-27", "2027-03-01 on"),
            ("March 2027", "2027-03-01 on"),
            ("2027-03", "2027-03-01 on"),
            ("03/2027", "2027-03-01 on"),
            ("24/25", "No"),
            ("30/02/2027", "No"),
            ("rolling", "No"),
            ("n/a", "Nothing"),
        ] {
            assert_eq!(said(text, DayStyle::Unsaid), meant, "{text}");
        }
        assert_eq!(said("03/04/2027", DayStyle::Known(DayOrder::MonthFirst)), "2027-03-04");
        assert_eq!(said("03/04/2027", DayStyle::Mixed), "Two");
    }

    #[test]
    fn a_column_says_which_number_is_the_day() {
        let style = |cells: &[&str]| style(cells.iter().map(|text| Cell { text, form: Form::Text }));
        assert_eq!(style(&["01/02/2027", "31/01/2027"]), DayStyle::Known(DayOrder::DayFirst));
        assert_eq!(style(&["01/02/2027", "01/31/2027"]), DayStyle::Known(DayOrder::MonthFirst));
        assert_eq!(style(&["31/02/2027", "01/31/2027"]), DayStyle::Mixed);
        assert_eq!(style(&["01/02/2027"]), DayStyle::Unsaid);
    }
}

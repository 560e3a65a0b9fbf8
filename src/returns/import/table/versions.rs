//! Tables that hold several years, snapshots or versions of the same: which rows and columns are the ones that are asked for.

use std::collections::BTreeMap;

use super::column::Column;
use super::day::{self, Day, DayOrder, DayStyle};
use super::figure::is_nothing;
use super::grid::{Cell, Form, Grid, Row};
use super::heading::{self, Year};
use super::meaning::Meaning;
use jiff::civil::Date;

use crate::finding::{Code, Finding, Severity};
use crate::returns::Period;

/// How a year suits a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// It is the period.
    Exact,
    /// It may be: the period begins or ends in it.
    Perhaps,
    No,
}

/// Whether a year is the period.
pub(super) fn fit(year: Year, period: &Period) -> Fit {
    let (Some(first), Some(last)) = (period.first_day(), period.last_day()) else { return Fit::No };
    let is_day = first == last;
    match year {
        Year::One(year) if first.year() == last.year() && !is_day && first.year() == year => Fit::Exact,
        Year::One(year) if is_day && first.year() == year => Fit::Exact,
        Year::One(year) if year == first.year() || year == last.year() => Fit::Perhaps,
        Year::Ending(year) if year == last.year() => Fit::Exact,
        Year::Two(year) if is_day => {
            let begins = first.year() - i16::from(first.month() < 4);
            if year == begins { Fit::Exact } else { Fit::No }
        }
        Year::Two(year) if year == first.year() && last.year() == year + 1 => Fit::Exact,
        Year::Two(year) if first.year() == last.year() && (year == first.year() || year + 1 == first.year()) => {
            Fit::Perhaps
        }
        Year::One(_) | Year::Ending(_) | Year::Two(_) => Fit::No,
    }
}

/// Whether a cell is a year and nothing else.
pub(super) fn is_year(text: &str) -> bool {
    text.len() <= 24
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && heading::year(text).is_some()
        && heading::normal(text)
            .split(' ')
            .all(|word| matches!(word, "" | "year" | "financial" | "fiscal" | "ending" | "ended" | "fye"))
}

/// Words for versions of one table.
const VERSIONS: [&str; 32] = [
    "budget",
    "actual",
    "actuals",
    "forecast",
    "outturn",
    "estimate",
    "estimates",
    "plan",
    "planned",
    "original",
    "revised",
    "approved",
    "proposed",
    "adopted",
    "draft",
    "final",
    "provisional",
    "latest",
    "current",
    "working",
    "enacted",
    "projected",
    "baseline",
    "optimistic",
    "pessimistic",
    "scenario",
    "option",
    "central",
    "base",
    "case",
    "v",
    "version",
];

/// Whether a cell names a version: `Original budget`, `Actual`, `V2`.
pub(super) fn is_version(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty());
    let mut count = 0;
    let is_known = words.inspect(|_| count += 1).all(|word| VERSIONS.contains(&word));
    is_known && count > 0 && text.len() < 30
}

/// The months that a text names and nothing else, without their year: `April`, `P01`, `2025-26 Period 1`, `Apr-25`, `Q1`.
pub(super) fn months(text: &str) -> Vec<i8> {
    let lower = text.trim().to_lowercase();
    let mut parts: Vec<&str> = Vec::new();
    // `P01` and `Q1` are a word and a number.
    for part in lower.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty()) {
        let at = part.find(|letter: char| letter.is_ascii_digit()).unwrap_or_default();
        parts.extend([&part[..at], &part[at..]].into_iter().filter(|part| !part.is_empty()));
    }
    let number = |text: &str, most: i8| text.parse::<i8>().ok().filter(|number| (1..=most).contains(number));
    let is_year =
        |part: &str| part == "fy" || matches!(part.len(), 2 | 4) && part.bytes().all(|byte| byte.is_ascii_digit());
    let are_years = |parts: &[&str]| parts.iter().all(|part| is_year(part));
    let of_word = |word: &str, number: Option<i8>| match word {
        "p" | "period" | "m" | "month" | "mth" => number.map(|month| vec![month]),
        "q" | "qtr" | "quarter" => number.filter(|number| *number <= 4).map(|last| (last * 3 - 2..=last * 3).collect()),
        _ => None,
    };
    // The month stands first or last, beside its year.
    for _ in 0..2 {
        if let Some(month) = parts.first().and_then(|part| day::month_word(part)).filter(|_| are_years(&parts[1..])) {
            return vec![month];
        }
        if let [word, count, ..] = parts.as_slice()
            && let Some(months) = of_word(word, number(count, 12)).filter(|_| are_years(&parts[2..]))
        {
            return months;
        }
        let years = parts.iter().take_while(|part| is_year(part)).count();
        if years == 0 || years == parts.len() {
            break;
        }
        parts.rotate_left(years);
    }
    match parts.as_slice() {
        [one] => number(one, 12).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The months of a heading that has nothing else: `Apr`, `Q1`. A number alone is none.
pub(super) fn months_of_heading(heading: &str) -> Vec<i8> {
    if heading.chars().any(char::is_alphabetic) { months(heading) } else { Vec::new() }
}

/// The month that the name of a file or a sheet says it is of: `pay-april.csv`, `Staff 2025-05`, `Jun 25`.
pub(super) fn moment(name: &str, period: &Period) -> Option<Date> {
    let (first, last) = period.first_day().zip(period.last_day())?;
    let lower = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
    let parts: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let year_of = |part: &&str| match part.len() {
        4 => part.parse::<i16>().ok().filter(|year| (1980..=2079).contains(year)),
        2 => part.parse::<i16>().ok().map(|year| 2000 + year).filter(|year| (year - first.year()).abs() <= 5),
        _ => None,
    };
    let whole = parts.windows(2).find_map(|pair| {
        match day::read(Cell { text: &pair.join("-"), form: Form::Text }, DayStyle::Unsaid) {
            Day::Month(date) => Some(date),
            _ => None,
        }
    });
    let compact = || {
        parts.iter().find_map(|part| match read_day(part) {
            Day::Month(date) => Some(date),
            _ => None,
        })
    };
    whole.or_else(compact).or_else(|| {
        let month = parts.iter().find_map(|part| day::month_word(part))?;
        let year = parts.iter().find_map(year_of);
        let year = year.unwrap_or(if month >= first.month() { first.year() } else { last.year() });
        Date::new(year, month, 1).ok()
    })
}

/// Which rows of a table are read: by column, the texts that are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wanted(pub(super) Vec<(usize, String, Vec<String>)>);

impl Wanted {
    /// The heading of the column by which a row is left out.
    pub(super) fn leaves_out<'c>(&self, cell: impl Fn(usize) -> Cell<'c>) -> Option<&str> {
        let is_other = |(column, _, texts): &&(usize, String, Vec<String>)| {
            let text = alike(cell(*column).text);
            !text.is_empty() && !texts.contains(&text)
        };
        self.0.iter().find(is_other).map(|(_, heading, _)| heading.as_str())
    }
}

/// Words that are compared.
pub(super) fn alike(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What must be said before a table can be read, and a note where its only year is another one.
pub(super) struct Unclear(pub(super) Finding);

/// The rows to read: as a person says, else those of the period. `told` is by heading.
pub(super) fn rows(
    columns: &[Column],
    grid: &Grid,
    first_row: usize,
    period: &Period,
    told: &BTreeMap<String, Vec<String>>,
    notes: &mut Vec<Finding>,
) -> Result<Wanted, Unclear> {
    let mut wanted = Wanted::default();
    // The version is asked of the rows of the year.
    let mut ordered: Vec<&Column> = columns.iter().collect();
    ordered.sort_by_key(|column| (column.meaning == Meaning::Version, column.index));
    for column in ordered {
        if let Some(texts) = told.get(&column.heading) {
            let texts = texts.iter().map(|text| alike(text)).collect();
            wanted.0.push((column.index, column.heading.clone(), texts));
            continue;
        }
        if !matches!(column.meaning, Meaning::Year | Meaning::Version) {
            continue;
        }
        let mut counts: BTreeMap<String, (usize, String)> = BTreeMap::new();
        let is_kept = |row: &Row<'_>| wanted.leaves_out(|column| row.cell(column)).is_none();
        let rows = (first_row..grid.len()).map(|row| grid.row(row)).filter(is_kept);
        for cell in rows.map(|row| row.cell(column.index)).filter(|cell| !is_nothing(cell.text)) {
            if column.meaning == Meaning::Version && !is_version(cell.text)
                || column.meaning == Meaning::Year && !has_year(&cell)
            {
                continue;
            }
            counts.entry(alike(cell.text)).or_insert_with(|| (0, cell.text.to_owned())).0 += 1;
        }
        let fits =
            |wish: Fit| -> Vec<String> { counts.keys().filter(|text| fit_of(text, period) == wish).cloned().collect() };
        let (exact, perhaps) = (fits(Fit::Exact), fits(Fit::Perhaps));
        let chosen = match (column.meaning, exact.len(), perhaps.len()) {
            (..) if counts.is_empty() => continue,
            (Meaning::Year, 1, _) => exact,
            (Meaning::Year, 0, 1) => perhaps,
            // The same year may be written in several ways.
            (Meaning::Year, 2.., _)
                if exact.iter().all(|text| heading::year(text) == heading::year(&exact[0]) && !is_date(text)) =>
            {
                exact
            }
            (_, _, _) if counts.len() == 1 => {
                if column.meaning == Meaning::Year {
                    notes.push(other_year(&column.heading, counts.values().map(|(_, text)| text.as_str()), period));
                }
                continue;
            }
            _ => return Err(Unclear(unclear(column, &counts, period))),
        };
        if counts.len() > chosen.len() {
            wanted.0.push((column.index, column.heading.clone(), chosen));
        }
    }
    Ok(wanted)
}

/// Whether a text is a day or a part of a year.
fn is_date(text: &str) -> bool {
    matches!(read_day(text), Day::On(_) | Day::Perhaps(_) | Day::Month(_)) || !months(text).is_empty()
}

fn read_day(text: &str) -> Day {
    day::read(Cell { text, form: Form::Text }, DayStyle::Known(DayOrder::DayFirst))
}

fn has_year(cell: &Cell<'_>) -> bool {
    is_year(cell.text) || is_date(cell.text)
}

/// How the year or the day of a cell suits a period.
fn fit_of(text: &str, period: &Period) -> Fit {
    match read_day(text) {
        Day::On(date) | Day::Perhaps(date) | Day::Month(date) => {
            let (Some(first), Some(last)) = (period.first_day(), period.last_day()) else { return Fit::No };
            if first <= date && date <= last { Fit::Exact } else { Fit::No }
        }
        _ if is_year(text) => heading::year(text).map_or(Fit::No, |year| fit(year, period)),
        _ => Fit::No,
    }
}

fn other_year<'t>(heading: &str, texts: impl Iterator<Item = &'t str>, period: &Period) -> Finding {
    let texts: Vec<String> = texts.map(|text| format!("`{text}`")).collect();
    let message = format!("`{heading}` is for {}, and the import is for {}", texts.join(", "), period.0);
    let mut finding =
        Finding::new(Code::SeveralVersions, message).help("if the table is of another year, name that with --period");
    finding.severity = Severity::Warning;
    finding
}

/// What to say where a title above the headings names another year.
pub(super) fn other_title(period: &Period) -> Finding {
    let message = format!("the title above the headings names another year than {}", period.0);
    let mut finding =
        Finding::new(Code::SeveralVersions, message).help("if the table is of another year, name that with --period");
    finding.severity = Severity::Warning;
    finding
}

fn unclear(column: &Column, counts: &BTreeMap<String, (usize, String)>, period: &Period) -> Finding {
    let shown: Vec<String> = counts
        .values()
        .take(8)
        .map(|(count, text)| format!("`{text}` in {}", crate::money::count_of(*count, "row")))
        .collect();
    let more = if counts.len() > shown.len() { ", …" } else { "" };
    let message = format!(
        "`{}` shows that the table holds several {} ({}{more}), and it is not clear which is for {}: nothing is read",
        column.heading,
        if column.meaning == Meaning::Year { "years or snapshots" } else { "versions" },
        shown.join(", "),
        period.0
    );
    let example = counts.values().next_back().map_or("", |(_, text)| text.as_str());
    Finding::new(Code::SeveralVersions, message).help(format!(
        "write for this table in the mapping file which rows count, such as `rows: {{{}: {example}}}`",
        column.heading
    ))
}

/// The years of headings. Beside `FY19 Actual` `20 Budget` has one as well.
pub(super) fn years<'h>(headings: impl Iterator<Item = &'h str> + Clone) -> Vec<Option<Year>> {
    let sure: Vec<Option<Year>> = headings.clone().map(heading::year).collect();
    let short = |text: &str| {
        let mut words = text.split_whitespace();
        let (first, second) = (words.next()?, words.next()?);
        let year = first.parse::<i16>().ok().filter(|_| first.len() == 2 && second.chars().all(char::is_alphabetic))?;
        Some(Year::Ending(2000 + year))
    };
    let perhaps: Vec<Option<Year>> = headings.map(short).collect();
    let is_series = sure.iter().chain(&perhaps).flatten().count() > 1;
    sure.into_iter().zip(perhaps).map(|(sure, perhaps)| sure.or(perhaps.filter(|_| is_series))).collect()
}

/// Columns of amounts of several years of which none is clearly that of the period.
pub(super) fn columns(columns: &[Column], period: &Period, notes: &mut Vec<Finding>) -> Result<(), Unclear> {
    let of_headings = years(columns.iter().map(|column| column.heading.as_str()));
    let dated: Vec<(&Column, Year)> = columns
        .iter()
        .zip(of_headings)
        .filter(|(column, _)| column.meaning.is_money() || column.rival.is_some_and(Meaning::is_money))
        .filter_map(|(column, year)| year.map(|year| (column, year)))
        .collect();
    let mut years: Vec<Year> = dated.iter().map(|(_, year)| *year).collect();
    years.sort_unstable();
    years.dedup();
    match years.as_slice() {
        [] => Ok(()),
        [year] => {
            if fit(*year, period) == Fit::No {
                let texts = dated.iter().take(1).map(|(column, _)| column.heading.as_str());
                notes.push(other_year("the heading of its amounts", texts, period));
            }
            Ok(())
        }
        _ => {
            let names: Vec<&Column> = dated.iter().map(|(column, _)| *column).collect();
            let message = format!(
                "there are amounts of several years ({}), and it is not clear which is for {}: nothing is read",
                super::column::quoted(&names),
                period.0
            );
            Err(Unclear(Finding::new(Code::SeveralVersions, message).help(
                "name the year with --period, or write `ignore` in the mapping file for the columns of other years",
            )))
        }
    }
}

/// What a row of a ledger says of its month: the months that are in it, and the rows that lie outside the period.
#[derive(Debug, Default)]
pub(super) struct Months(std::collections::BTreeSet<(i16, i8)>);

impl Months {
    /// One more day.
    pub(super) fn add(&mut self, date: jiff::civil::Date) {
        self.0.insert((date.year(), date.month()));
    }

    /// Months of which the year is not said.
    pub(super) fn add_months(&mut self, months: &[i8]) {
        self.0.extend(months.iter().map(|month| (0, *month)));
    }

    /// Those of another table as well.
    pub(super) fn join(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Whether no payment says its month.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What to say where they are not a year.
    pub(super) fn told(&self, period: &Period) -> Option<String> {
        let is_year = period.first_day().zip(period.last_day()).is_some_and(|(first, last)| first != last);
        let count = self.0.len();
        (is_year && (1..12).contains(&count)).then(|| {
            let name =
                |(year, month): &(i16, i8)| if *year == 0 { format!("{month}") } else { format!("{year}-{month:02}") };
            let (first, last) = (self.0.first().map(name), self.0.last().map(name));
            let span = match (first, last) {
                (Some(first), Some(last)) if count > 1 => format!("{first} to {last}"),
                (first, _) => first.unwrap_or_default(),
            };
            format!("{} of 12 ({span})", crate::money::count_of(count, "month"))
        })
    }
}

/// Whether any day lies in the period; else the table may well be dated otherwise.
pub(super) fn any_in(period: &Period, mut days: impl Iterator<Item = jiff::civil::Date>) -> bool {
    days.any(|day| in_period(day, period))
}

/// Whether a day lies in a period.
pub(super) fn in_period(date: jiff::civil::Date, period: &Period) -> bool {
    period.first_day().zip(period.last_day()).is_some_and(|(first, last)| first <= date && date <= last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_say_their_month() {
        let period = Period("2025-26".to_owned());
        for (name, meant) in [
            ("pay-april.csv", Some("2025-04-01")),
            ("pay March.csv", Some("2026-03-01")),
            ("Staff 2025-05.xlsx", Some("2025-05-01")),
            ("payroll_202506.csv", Some("2025-06-01")),
            ("Jun 25", Some("2025-06-01")),
            ("payroll.csv", None),
            ("mayor.csv", None),
        ] {
            assert_eq!(moment(name, &period).map(|date| date.to_string()).as_deref(), meant, "{name}");
        }
    }

    #[test]
    fn years_suit_periods() {
        let period = |text: &str| Period(text.to_owned());
        for (year, of, meant) in [
            (Year::One(2024), "2024", Fit::Exact),
            (Year::One(2024), "2024-25", Fit::Perhaps),
            (Year::One(2023), "2024-25", Fit::No),
            (Year::Two(2024), "2024-25", Fit::Exact),
            (Year::Two(2023), "2024-25", Fit::No),
            (Year::Two(2023), "2024", Fit::Perhaps),
            (Year::Ending(2025), "2024-25", Fit::Exact),
            (Year::Ending(2024), "2024-25", Fit::No),
            (Year::Two(2024), "2024-10-01/2025-09-30", Fit::Exact),
            (Year::One(2025), "2025-03-31", Fit::Exact),
            (Year::Two(2024), "2025-03-31", Fit::Exact),
        ] {
            assert_eq!(fit(year, &period(of)), meant, "{year:?} {of}");
        }
        assert!(is_year("2024/25") && is_year("FY2024") && !is_year("2024 budget") && !is_year("A2024"));
        assert!(is_version("Original Budget") && is_version("v2") && is_version("Actual") && !is_version("Live"));
        for (text, meant) in [
            ("P01", &[1][..]),
            ("April", &[4]),
            ("Period 12", &[12]),
            ("2025/26 P3", &[3]),
            ("Apr-25", &[4]),
            ("April 2025", &[4]),
            ("Q1", &[1, 2, 3]),
            ("Qtr 2 2025", &[4, 5, 6]),
            ("7", &[7]),
            ("13", &[]),
            ("2025", &[]),
            ("Payroll", &[]),
        ] {
            assert_eq!(months(text), meant, "{text}");
        }
    }
}

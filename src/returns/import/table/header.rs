//! The row of a sheet that says what the columns are. Titles may stand above it, and it may be two rows high.

use std::collections::BTreeSet;

use super::grid::{Form, Grid, Row};
use super::heading::Heading;
use super::meaning::{Meaning, TableKind, WORD, is_private};
use crate::returns::import::draft::printable;

/// Rows in which headings are looked for.
const LOOKED_THROUGH: usize = 40;

/// The headings of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    /// Rows above the first row of the table.
    pub(super) first_row: usize,
    /// The line of the headings, or the first of two.
    pub(super) line: u64,
    /// One a column; no two are the same.
    pub(super) headings: Vec<String>,
    /// How many of them are known.
    pub(super) known: usize,
}

/// The headings of a sheet that most resemble those of a table of one of the kinds, or the named ones.
pub(super) fn find(grid: &Grid, kinds: &[TableKind], named: &BTreeSet<&str>) -> Option<Header> {
    let known = |headings: &[String]| known(headings, kinds, named);
    let rows: Vec<Row<'_>> = (0..grid.len().min(LOOKED_THROUGH)).map(|index| grid.row(index)).collect();
    let mut best: Option<Header> = None;
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| is_text(row)) {
        let alone = headings(row, None, grid.width);
        let mut candidates = vec![(index + 1, alone)];
        // Two rows are one header where the lower one alone is not: it has gaps, or says things twice.
        if let Some(next) = rows.get(index + 1).filter(|next| is_units(next) && row.filled().count() > 1) {
            candidates = vec![(index + 2, headings(next, Some(row), grid.width))];
        } else if let Some(next) = rows.get(index + 1).filter(|next| is_text(next) && next.filled().count() > 0)
            && row.filled().count() > 1
            && (has_gaps(next, row) || has_gaps(row, next) || says_twice(next))
        {
            candidates.push((index + 2, headings(next, Some(row), grid.width)));
        }
        for (first_row, headings) in candidates {
            let count = known(&headings);
            if count > best.as_ref().map_or(0, |best| best.known) {
                best = Some(Header { first_row, line: row.line, headings, known: count });
            }
        }
    }
    best
}

/// What the rows above the headings say of all amounts: their scale, their currency, their year.
pub(super) fn title(grid: &Grid, header: &Header) -> Heading {
    let mut title = Heading::default();
    for row in (0..header.first_row).map(|row| grid.row(row)).take_while(|row| row.line < header.line) {
        for (_, cell) in row.filled() {
            let of = Heading::of(cell.text);
            title.scale = title.scale.or(of.scale);
            // `Payments over £500` is a title of any table; a code or a word in one is of all its amounts.
            title.currency = title.currency.or(of.currency);
            title.year = title.year.or(of.year);
        }
    }
    title.scale = title.scale.or_else(|| note(grid, header));
    title
}

/// The scale that a note below the table says: `Note: all figures are in £ thousands`.
fn note(grid: &Grid, header: &Header) -> Option<i128> {
    let last = (header.first_row..grid.len()).rev().take(15).map(|row| grid.row(row));
    let alone = last.filter_map(|row| {
        let mut filled = row.filled();
        let only = filled.next().filter(|(_, cell)| cell.form == Form::Text && filled.next().is_none())?;
        Some(only.1.text)
    });
    let mut notes = alone.filter(|text| {
        let lower = text.to_lowercase();
        let speaks = |word: &str| lower.contains(word);
        ["figures", "amounts", "values", "all ", "budgets", "costs"].into_iter().any(speaks) || text.len() < 12
    });
    notes.find_map(|text| Heading::of(text).scale)
}

/// The headings of a sheet that has none: a letter a column. Where the first row has a figure it is no heading.
pub(super) fn none(grid: &Grid) -> Header {
    let headings = (0..grid.width).map(|column| format!("column {}", letters(column))).collect();
    Header { first_row: 0, line: 1, headings, known: 0 }
}

/// The row that looks most like headings where none of them is known: the first of words alone that is as wide as what is
/// below it. None where a table begins at once.
pub(super) fn likely(grid: &Grid) -> Option<Header> {
    let width = |row: &Row<'_>| row.filled().count();
    let widest = (0..grid.len().min(LOOKED_THROUGH)).map(|row| width(&grid.row(row))).max()?;
    let row = (0..grid.len().min(LOOKED_THROUGH))
        .map(|row| grid.row(row))
        .find(|row| width(row) * 2 >= widest && width(row) > 0)?;
    let is_heading = is_text(&row) && row.index + 1 < grid.len();
    is_heading.then(|| Header {
        first_row: row.index + 1,
        line: row.line,
        headings: headings(&row, None, grid.width),
        known: 0,
    })
}

/// How much a heading counts that is known as a whole.
const KNOWN: usize = 4;

/// How many different meanings the headings have, of the kind that suits them best.
fn known(headings: &[String], kinds: &[TableKind], named: &BTreeSet<&str>) -> usize {
    if !named.is_empty() {
        return headings.iter().filter(|heading| named.contains(heading.as_str())).count();
    }
    let of_kind = |kind: &TableKind| {
        let mut meanings = BTreeSet::new();
        let mut others = 0;
        for heading in headings {
            let of = Heading::of(heading);
            // A heading that is known counts for more than one with a word in it, which rows may have as well.
            let fit = |meaning: &Meaning| Some((meaning.fits(*kind, &of)?, *meaning));
            match Meaning::ALL.iter().filter_map(fit).max() {
                Some(((WORD, _), meaning)) => others += usize::from(meanings.insert(meaning)),
                Some((_, meaning)) if meaning.is_several() => others += KNOWN,
                Some((_, meaning)) => others += KNOWN * usize::from(meanings.insert(meaning)),
                None => others += KNOWN * usize::from(is_private(*kind, &of.words)),
            }
        }
        others
    };
    kinds.iter().map(of_kind).max().unwrap_or_default()
}

/// Whether a row holds words and neither figures nor dates.
fn is_text(row: &Row<'_>) -> bool {
    let mut filled = row.filled().peekable();
    let is_word = |text: &str| {
        text.chars().any(char::is_alphabetic)
            || text.starts_with(['£', '('])
            || matches!(text, "#" | "%" | "№" | "*")
            // `2024-25 £000`
            || Heading::of(text).year.is_some() && Heading::of(text).scale.is_some()
    };
    filled.peek().is_some()
        && filled.all(|(_, cell)| is_period(cell.text) || cell.form == Form::Text && is_word(cell.text))
}

/// Whether a row below the headings says in what the amounts are, and nothing else: `£`, `£000`, `FTE`.
fn is_units(row: &Row<'_>) -> bool {
    let is_unit = |text: &str| {
        let of = Heading::of(text);
        of.words.is_empty() && (of.scale.is_some() || of.currency.is_some())
    };
    let mut count = 0;
    let mut filled = row.filled().inspect(|_| count += 1);
    let is_all = filled
        .all(|(_, cell)| cell.form == Form::Text && (is_unit(cell.text) || matches!(cell.text, "FTE" | "No." | "%")));
    is_all && row.filled().any(|(_, cell)| is_unit(cell.text)) && count > 0
}

/// `2024-25` and `2025` stand above columns.
fn is_period(text: &str) -> bool {
    matches!(text.len(), 4 | 7 | 9)
        && text.starts_with("20")
        && text.bytes().all(|byte| byte.is_ascii_digit() || b"-/".contains(&byte))
}

/// Whether a row is empty where the other says something.
fn has_gaps(row: &Row<'_>, other: &Row<'_>) -> bool {
    other.filled().any(|(column, _)| row.cell(column).is_empty())
}

fn says_twice(row: &Row<'_>) -> bool {
    let mut seen = BTreeSet::new();
    row.filled().any(|(_, cell)| !seen.insert(cell.text))
}

/// A heading in one line, as the mapping file can hold it, so that it is found again.
pub(super) fn line(text: &str) -> String {
    printable(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One heading a column: of the lower row, with the one above where that is needed to tell them apart.
fn headings(row: &Row<'_>, above: Option<&Row<'_>>, width: usize) -> Vec<String> {
    let mut group = String::new();
    let mut headings: Vec<String> = Vec::new();
    for column in 0..width {
        let own = line(row.cell(column).text);
        let over = above.map(|above| line(above.cell(column).text)).unwrap_or_default();
        if !over.is_empty() {
            // A merged cell stands in its first column only.
            group.clone_from(&over);
        }
        let twice = || row.filled().filter(|(_, cell)| line(cell.text) == own).count() > 1;
        headings.push(match (own.is_empty(), group.is_empty()) {
            (true, _) => over,
            // `Budget` above `£000`: the lower one says nothing by itself.
            (false, false) if Heading::of(&own).words.is_empty() => format!("{group} {own}"),
            (false, false) if twice() => format!("{group} {own}"),
            (false, _) => own,
        });
    }
    for column in 0..headings.len() {
        if headings[column].is_empty() {
            headings[column] = format!("column {}", letters(column));
        }
        let same = headings[..column].iter().filter(|heading| **heading == headings[column]).count();
        if same > 0 {
            headings[column] = format!("{} ({})", headings[column], same + 1);
        }
    }
    headings
}

/// The name of a column in a workbook: A, B, … AA.
fn letters(column: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(column % 26).unwrap_or_default());
    if column < 26 { letter.to_string() } else { format!("{}{letter}", letters(column / 26 - 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(rows: &[&[&str]]) -> Grid {
        let mut grid = Grid::default();
        for (line, row) in rows.iter().enumerate() {
            for (column, text) in row.iter().enumerate() {
                grid.put(column, text, Form::Text).expect("room");
            }
            grid.end_row(line as u64 + 1).expect("room");
        }
        grid
    }

    fn found(rows: &[&[&str]]) -> (u64, usize, Vec<String>) {
        let header = find(&grid(rows), &TableKind::ALL, &BTreeSet::new()).expect("headings");
        (header.line, header.first_row, header.headings)
    }

    #[test]
    fn titles_above_and_two_rows_are_understood() {
        assert_eq!(
            found(&[&["Staff list 2025-26"], &[], &["Job title", "", "FTE", "Salary"], &["Clerk", "", "1", "20000"]]),
            (3, 3, ["Job title", "column B", "FTE", "Salary"].map(str::to_owned).to_vec())
        );
        assert_eq!(
            found(&[
                &["Job title", "2024-25", "", "2025-26", ""],
                &["", "FTE", "Salary", "FTE", "Salary"],
                &["Clerk", "1", "2"]
            ]),
            (
                1,
                2,
                ["Job title", "2024-25 FTE", "2024-25 Salary", "2025-26 FTE", "2025-26 Salary"]
                    .map(str::to_owned)
                    .to_vec()
            )
        );
        assert_eq!(
            found(&[&["Job title", "Grade", "Pay", ""], &["", "", "Salary", "Employer NI"], &["Clerk", "C", "2", "1"]]),
            (1, 2, ["Job title", "Grade", "Salary", "Employer NI"].map(str::to_owned).to_vec())
        );
    }

    #[test]
    fn equal_headings_are_told_apart() {
        assert_eq!(found(&[&["Job title", "Cost", "Cost"], &["Clerk", "1", "2"]]).2, ["Job title", "Cost", "Cost (2)"]);
        assert_eq!((letters(0), letters(25), letters(26)), ("A".into(), "Z".into(), "AA".into()));
    }
}

//! Which column means what: by what a person wrote down, else by heading and content.

use std::collections::BTreeMap;

use super::day::{self, Day, DayOrder, DayStyle};
use super::figure::{self, Mark, ONE, Reading, Style};
use super::grid::{Cell, Form, Grid};
use super::header::Header;
use super::meaning::{CURRENCIES, Meaning, TableKind, is_private, normal, times};
use crate::returns::personal::{names_somebody, number_or_address};

/// Cells of a column that are looked at to tell what it holds.
const SAMPLE: usize = 1000;

/// How a column is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// What stands above it.
    pub(super) heading: String,
    /// Its place from 0.
    pub(super) index: usize,
    /// What it means.
    pub(super) meaning: Meaning,
    /// By what its figures are multiplied, in units of 10^-9.
    pub(super) times: i128,
    /// Which sign stands before the decimals, where a person says so.
    pub(super) decimal: Option<Mark>,
    /// Which number of a date is the day, where a person says so.
    pub(super) day: Option<DayOrder>,
    /// For how many years a contract's value is, in units of 10^-9, where a person says so.
    pub(super) years: Option<i128>,
    /// Why it is read so, where that needs a word.
    pub(super) note: Option<&'static str>,
    /// What it would mean as well if no other column did.
    pub(super) rival: Option<Meaning>,
}

impl Column {
    /// A column that means something, without anything special.
    pub(super) fn new(heading: &str, index: usize, meaning: Meaning) -> Self {
        let heading = heading.to_owned();
        Self { heading, index, meaning, times: ONE, decimal: None, day: None, years: None, note: None, rival: None }
    }
}

/// The headings of columns, for people.
pub(super) fn quoted(columns: &[&Column]) -> String {
    columns.iter().map(|column| format!("`{}`", column.heading)).collect::<Vec<_>>().join(", ")
}

/// What the cells of a column hold, as shares of those that hold something.
#[derive(Debug, Clone, Copy, Default)]
struct Content {
    filled: usize,
    figures: usize,
    dates: usize,
    personal: usize,
    codes: usize,
    categories: usize,
}

impl Content {
    fn of(grid: &Grid, first_row: usize, column: usize) -> Self {
        let mut content = Self::default();
        // A formula without a value does not say what it would be.
        let says = |cell: &Cell<'_>| cell.form != Form::Fault && !figure::is_nothing(cell.text);
        for cell in cells(grid, first_row, column).filter(says).take(SAMPLE) {
            content.filled += 1;
            let style = Style::of(Mark::Point);
            content.figures += usize::from(matches!(figure::read(cell, style), Reading::Figure(_)));
            content.dates += usize::from(matches!(day::read(cell, DayStyle::Unsaid), Day::On(_) | Day::Perhaps(_)));
            content.personal += usize::from(number_or_address(cell.text).is_some() || names_somebody(cell.text));
            content.codes += usize::from(is_code(cell.text));
            content.categories += usize::from(category(cell.text).is_some());
        }
        content
    }

    /// Whether more than `percent` of the cells are of a kind.
    fn mostly(&self, count: usize, percent: usize) -> bool {
        self.filled > 0 && count * 100 > self.filled * percent
    }

    /// Whether a column with this content can have a meaning.
    fn allows(&self, meaning: Meaning) -> bool {
        match meaning {
            _ if self.filled == 0 => true,
            Meaning::Function => self.codes == self.filled,
            Meaning::Category => self.categories == self.filled,
            Meaning::Name | Meaning::Vendor | Meaning::Description => !self.mostly(self.figures, 80),
            meaning if meaning.is_date() => self.mostly(self.dates, 40),
            meaning if meaning.is_figure() => self.mostly(self.figures, 50),
            _ => true,
        }
    }
}

/// The cells of a column below its heading.
pub(super) fn cells(grid: &Grid, first_row: usize, column: usize) -> impl Iterator<Item = Cell<'_>> {
    (first_row..grid.len()).map(move |row| grid.row(row).cell(column))
}

/// `hr.payroll`
fn is_code(text: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    text.contains('.') && text.split('.').all(part)
}

/// The category of work that a text names.
pub(super) fn category(text: &str) -> Option<&'static str> {
    ["administrative", "managerial", "frontline"]
        .into_iter()
        .find(|word| text.to_lowercase().replace(['-', ' '], "") == *word)
}

/// What the columns of a table mean if it is of `kind`, and how sure that is. `kept` are headings that are no personal
/// data although they look like it.
pub(super) fn guess(kind: TableKind, header: &Header, grid: &Grid, kept: &[String]) -> (Vec<Column>, usize) {
    use Meaning::{
        Cost, Description, End, Fte, FullTimePay, Grade, Hours, Line, Name, Pay, Posts, Product, Value, Vendor, Volume,
    };
    let mut columns: Vec<Column> = Vec::new();
    let mut fits: Vec<(u8, usize, usize, Meaning)> = Vec::new();
    let is_pay = |heading: &String| [Pay, Meaning::OnCosts].iter().any(|pay| pay.is_called(kind, &normal(heading)));
    let has_pay = header.headings.iter().any(is_pay);
    for (index, heading) in header.headings.iter().enumerate() {
        let name = normal(heading);
        let content = Content::of(grid, header.first_row, index);
        let is_kept = kept.iter().any(|kept| kept.to_lowercase() == heading.to_lowercase());
        let mut column = Column::new(heading, index, if is_kept { Meaning::Description } else { Meaning::Ignore });
        column.times = ONE * times(heading);
        if !is_kept && (is_private(kind, &name) || content.mostly(content.personal, 50)) {
            column.meaning = Meaning::Private;
            columns.push(column);
            continue;
        }
        // `Total` alone may be of staff; beside pay, or in pounds, it is the cost.
        let is_of_staff = kind == TableKind::Roles && name == "total" && !has_pay && !heading.contains(CURRENCIES);
        let allows = |meaning: &Meaning| content.allows(*meaning) && !(is_of_staff && *meaning == Cost);
        for meaning in Meaning::ALL.into_iter().filter(allows) {
            fits.extend(meaning.fits(kind, &name).map(|(score, place)| (score, place, index, meaning)));
        }
        columns.push(column);
    }
    // The best fit first; of equals what stands further left.
    fits.sort_by(|a, b| (b.0, b.1, a.2, a.3).cmp(&(a.0, a.1, b.2, b.3)));
    let mut taken: BTreeMap<Meaning, u8> = BTreeMap::new();
    let mut done = vec![false; columns.len()];
    for (score, _, index, meaning) in fits {
        if done[index] {
            continue;
        }
        if taken.contains_key(&meaning) && meaning != Meaning::OnCosts {
            if score == 3 && columns[index].note.is_none() {
                columns[index].note = Some("means the same as another column");
                columns[index].rival = Some(meaning);
            }
            continue;
        }
        (columns[index].meaning, columns[index].note, columns[index].rival) = (meaning, None, None);
        done[index] = true;
        taken.insert(meaning, score);
    }
    contained(&mut columns);
    credits(kind, &mut columns);
    let has = |meaning: Meaning| taken.contains_key(&meaning);
    let any = |meanings: &[Meaning]| meanings.iter().any(|meaning| has(*meaning));
    let is_whole = match kind {
        TableKind::Roles => has(Name) && any(&[Fte, Pay, Cost, Grade, Hours, Posts, FullTimePay]),
        TableKind::Systems => any(&[Name, Product, Vendor]) && any(&[Cost, Value, End, Vendor]),
        TableKind::Costs => any(&[Name, Line]) && has(Cost),
        TableKind::Processes => has(Name) && any(&[Cost, Volume, Fte, Description]),
    };
    let sure = taken.values().map(|score| usize::from(*score)).sum();
    (columns, if is_whole { sure } else { 0 })
}

/// Columns that are part of another one are not added to it.
pub(super) fn contained(columns: &mut [Column]) {
    let has = |columns: &[Column], meaning: Meaning| columns.iter().any(|column| column.meaning == meaning);
    for (whole, parts) in [
        (Meaning::Cost, &[Meaning::Pay, Meaning::OnCosts, Meaning::FullTimePay, Meaning::Value][..]),
        (Meaning::Pay, &[Meaning::FullTimePay]),
        (Meaning::Fte, &[Meaning::Hours, Meaning::Posts]),
        (Meaning::Hours, &[Meaning::Posts]),
    ] {
        if has(columns, whole) {
            for column in columns.iter_mut().filter(|column| parts.contains(&column.meaning)) {
                column.meaning = Meaning::Ignore;
                column.note = Some("said by another column");
            }
        }
    }
}

/// A ledger with a column of debits and one of credits.
fn credits(kind: TableKind, columns: &mut [Column]) {
    let is = |column: &Column, name: &str| kind == TableKind::Costs && normal(&column.heading) == name;
    if columns.iter().any(|column| column.meaning == Meaning::Cost && is(column, "debit")) {
        for column in columns.iter_mut().filter(|column| is(column, "credit")) {
            column.meaning = Meaning::Cost;
            column.times = -column.times;
            column.note = Some("taken off");
        }
    }
}

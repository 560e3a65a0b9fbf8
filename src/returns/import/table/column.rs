//! Which column means what, by its heading and by what stands below it.

use std::collections::{BTreeMap, BTreeSet};

use super::currency::{self, Sign};
use super::day::{self, Day, DayOrder, DayStyle};
use super::figure::{self, Mark, ONE, Reading, Style};
use super::grid::{Cell, Form, Grid};
use super::header::Header;
use super::heading::{self, Basis, Heading, Year};
use super::meaning::{CURRENCIES, Meaning, TableKind, is_private};
use super::reader::without_time;
use super::versions::{self, Fit};
use crate::returns::Period;
use crate::returns::personal::{names_somebody, number_or_address};

/// Cells of a column that are looked at to tell what it holds.
const SAMPLE: usize = 1000;

/// Why a column is not read that is of another year than the import.
pub(super) const OTHER_YEAR: &str = "of another year";

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
    /// For which time its pay is, where that is not a year.
    pub(super) basis: Option<Basis>,
    /// The currency that its heading names.
    pub(super) sign: Option<Sign>,
    /// Whether its figures are shares.
    pub(super) is_share: bool,
    /// Of several that mean the same: which is asked first.
    pub(super) rank: usize,
    /// Why it is read so, where that needs a word.
    pub(super) note: Option<&'static str>,
    /// What it would mean as well if no other column did.
    pub(super) rival: Option<Meaning>,
}

impl Column {
    /// A column that means something, without anything special but what its heading says for certain.
    pub(super) fn new(heading: &str, index: usize, meaning: Meaning) -> Self {
        let of = Heading::of(heading);
        Self {
            heading: heading.to_owned(),
            index,
            meaning,
            times: ONE,
            decimal: None,
            day: None,
            years: None,
            basis: None,
            sign: of.currency,
            is_share: of.is_share,
            rank: index,
            note: None,
            rival: None,
        }
    }
}

/// The headings of columns, for people.
pub(super) fn quoted(columns: &[&Column]) -> String {
    columns.iter().map(|column| format!("`{}`", column.heading)).collect::<Vec<_>>().join(", ")
}

/// What the cells of a column hold, as shares of those that hold something.
#[derive(Debug, Clone, Default)]
pub(super) struct Content {
    pub(super) filled: usize,
    pub(super) figures: usize,
    shares: usize,
    ranges: usize,
    /// Figures with decimals, a currency or separators of thousands.
    amounts: usize,
    /// Whole tens from a hundred on: codes are seldom round.
    round: usize,
    pub(super) dates: usize,
    years: usize,
    pub(super) personal: usize,
    codes: usize,
    categories: usize,
    scales: usize,
    currencies: usize,
    bases: usize,
    full_times: usize,
    versions: usize,
    /// Different texts, up to some.
    pub(super) different: BTreeSet<String>,
    /// The sum of the figures, in units of 10^-9.
    pub(super) sum: i128,
    pub(super) largest: i128,
}

impl Content {
    pub(super) fn of(grid: &Grid, first_row: usize, column: usize) -> Self {
        let mut content = Self::default();
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
                Reading::Range(_) => content.ranges += 1,
                Reading::Two | Reading::Odd => content.figures += 1,
                Reading::Nothing | Reading::No => {}
            }
            let day = day::read(cell, DayStyle::Unsaid);
            content.dates += usize::from(matches!(day, Day::On(_) | Day::Perhaps(_) | Day::Month(_)));
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

    /// Whether a column with this content can have a meaning.
    fn allows(&self, meaning: Meaning) -> bool {
        match meaning {
            _ if self.filled == 0 => {
                !matches!(meaning, Meaning::Version | Meaning::Scale | Meaning::Currency | Meaning::FullTime)
            }
            Meaning::Function => self.codes == self.filled,
            Meaning::Category => self.categories == self.filled,
            Meaning::Scale => self.scales == self.filled,
            Meaning::Currency => self.currencies == self.filled,
            Meaning::Version => self.versions == self.filled,
            Meaning::FullTime => self.mostly(self.full_times, 60),
            Meaning::Year => self.mostly(self.years.max(self.dates), 80),
            Meaning::Date => {
                self.mostly(self.dates, 40) || self.different.len() <= 12 && self.mostly(self.months(), 80)
            }
            Meaning::Years => self.filled > 0,
            Meaning::Name | Meaning::Vendor | Meaning::Description | Meaning::Unit | Meaning::Line => {
                !self.mostly(self.figures, 80) && !self.mostly(self.scales, 90)
            }
            Meaning::Grade => !self.mostly(self.ranges, 40),
            Meaning::FullTimePay => self.mostly(self.figures + self.ranges, 50),
            Meaning::OnCosts | Meaning::Fte => self.mostly(self.figures + self.shares, 50),
            meaning if meaning.is_date() => self.mostly(self.dates, 40),
            meaning if meaning.is_figure() => self.mostly(self.figures, 50),
            _ => true,
        }
    }

    fn months(&self) -> usize {
        let is_month = |text: &&String| versions::month(text).is_some();
        if self.different.iter().filter(is_month).count() == self.different.len() { self.filled } else { 0 }
    }

    /// Whether it holds amounts of money by its cells alone, and neither codes nor counts.
    pub(super) fn looks_like_money(&self) -> bool {
        let is_round = self.round * 2 >= self.figures && self.largest >= 1000 * ONE;
        self.mostly(self.figures, 80) && (self.amounts * 2 > self.figures || is_round)
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

/// By what the amounts of a row are multiplied, by a cell that says nothing else: `£000`, `£`, `£m`.
pub(super) fn scale_of(text: &str) -> Option<i128> {
    heading::scale(text).or_else(|| {
        let bare = text.trim().to_lowercase();
        let is_one =
            matches!(bare.as_str(), "£" | "$" | "€" | "gbp" | "pounds" | "pound" | "units" | "actual" | "1" | "whole");
        is_one.then_some(1)
    })
}

/// Whether a post is full-time, where a text says it.
pub(super) fn full_time(text: &str) -> Option<bool> {
    match text.to_lowercase().replace(['-', ' ', '/'], "").as_str() {
        "fulltime" | "full" | "ft" | "f" | "regularfulltime" | "fulltimeregular" | "permanentfulltime"
        | "fulltimepermanent" => Some(true),
        "parttime" | "part" | "pt" | "p" | "regularparttime" | "parttimeregular" | "permanentparttime"
        | "parttimepermanent" | "casual" | "seasonal" | "temporaryparttime" => Some(false),
        _ => None,
    }
}

/// What is known of a table before its columns are understood.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    /// Headings that are no personal data although they look like it.
    pub(super) kept: &'a [String],
    /// The twelve months that are asked for.
    pub(super) period: &'a Period,
    /// What a title above the headings says of all amounts.
    pub(super) title: &'a Heading,
}

/// What the columns of a table mean if it is of `kind`, and how sure that is.
#[allow(clippy::too_many_lines)] // one step after another
pub(super) fn guess(kind: TableKind, header: &Header, contents: &[Content], about: About<'_>) -> (Vec<Column>, usize) {
    use Meaning::{
        Cost, Description, End, Fte, FullTimePay, Grade, Hours, Line, Name, Pay, PayTo, Posts, Product, Value, Vendor,
        Volume,
    };
    let mut columns: Vec<Column> = Vec::new();
    let mut fits: Vec<(u8, usize, usize, Meaning)> = Vec::new();
    let headings: Vec<Heading> = header.headings.iter().map(|heading| Heading::of(heading)).collect();
    let is_pay = |heading: &Heading| [Pay, Meaning::OnCosts].iter().any(|pay| pay.is_called(kind, &heading.words));
    let has_pay = headings.iter().any(is_pay);
    let other_years = other_years(&headings, contents, about.period);
    for (index, (text, heading)) in header.headings.iter().zip(&headings).enumerate() {
        let (name, content) = (&heading.words, &contents[index]);
        let is_kept = about.kept.iter().any(|kept| kept.to_lowercase() == text.to_lowercase());
        let mut column = Column::new(text, index, if is_kept { Meaning::Description } else { Meaning::Ignore });
        column.times = ONE * heading.scale.or(about.title.scale).unwrap_or(1);
        column.basis = heading.basis.filter(|basis| *basis != Basis::Year);
        column.sign = heading.currency.or(about.title.currency);
        if !is_kept && (is_private(kind, name) || content.mostly(content.personal, 50)) {
            column.meaning = Meaning::Private;
            columns.push(column);
            continue;
        }
        if other_years.contains(&index) {
            column.note = Some(OTHER_YEAR);
            columns.push(column);
            continue;
        }
        // `Total` alone may be of staff; beside pay, or in pounds, it is the cost.
        let is_of_staff = kind == TableKind::Roles && name == "total" && !has_pay && !text.contains(CURRENCIES);
        // A share of something is never pounds or posts.
        let is_share = heading.is_share || content.mostly(content.shares, 50);
        let suits_share =
            |meaning: Meaning| !is_share || matches!(meaning, Fte | Meaning::OnCosts) || !meaning.is_figure();
        let allows =
            |meaning: &Meaning| content.allows(*meaning) && !(is_of_staff && *meaning == Cost) && suits_share(*meaning);
        for meaning in Meaning::ALL.into_iter().filter(allows) {
            fits.extend(meaning.fits(kind, name).map(|(score, place)| (score, place, index, meaning)));
        }
        // A grade whose cells are ranges of pay is pay.
        let is_range = kind == TableKind::Roles && content.mostly(content.ranges, 40);
        let is_of_pay = [Grade, Pay, FullTimePay, Cost].iter().any(|meaning| meaning.fits(kind, name).is_some());
        if is_range && is_of_pay {
            fits.push((4, usize::MAX, index, FullTimePay));
        }
        columns.push(column);
    }
    // The best fit first; of equals what stands further left.
    fits.sort_by(|a, b| (b.0, b.1, a.2, a.3).cmp(&(a.0, a.1, b.2, b.3)));
    let mut taken: BTreeMap<Meaning, u8> = BTreeMap::new();
    let mut done = vec![false; columns.len()];
    for (order, (score, _, index, meaning)) in fits.into_iter().enumerate() {
        if done[index] {
            continue;
        }
        let is_more = meaning == Meaning::OnCosts || meaning.is_fallback() && score >= 3;
        if taken.contains_key(&meaning) && !is_more {
            if score >= 3 && columns[index].note.is_none() {
                columns[index].note = Some("means the same as another column");
                columns[index].rival = Some(meaning);
            }
            continue;
        }
        if taken.contains_key(&meaning) && meaning.is_fallback() {
            columns[index].note = Some("where the other says nothing");
        } else {
            columns[index].note = None;
        }
        (columns[index].meaning, columns[index].rival, columns[index].rank) = (meaning, None, order);
        done[index] = true;
        taken.entry(meaning).or_insert(score);
    }
    for column in &mut columns {
        let is_amount = column.meaning.is_money() && !column.is_share;
        if !is_amount {
            column.times = ONE;
        }
        if !(column.meaning.is_pay() || kind == TableKind::Roles && column.meaning == Cost) {
            column.basis = None;
        }
        if column.is_share && column.meaning == Meaning::Ignore && column.note.is_none() {
            column.note = Some("shares, and of what is not said");
        }
    }
    // A rate for an hour or a day is what a full-time post earns.
    for column in columns.iter_mut().filter(|column| matches!(column.meaning, Pay | Cost)) {
        if matches!(column.basis, Some(Basis::Hour | Basis::Day)) {
            column.meaning = FullTimePay;
        }
    }
    // Of a budget by departments the finest of them is what costs.
    let is_of_costs = matches!(kind, TableKind::Costs | TableKind::Processes);
    if is_of_costs && !columns.iter().any(|column| column.meaning == Name) {
        let finest =
            columns.iter_mut().filter(|column| column.meaning == Meaning::Unit).min_by_key(|column| column.rank);
        if let Some(column) = finest {
            column.meaning = Name;
        }
    }
    contained(&mut columns);
    credits(kind, &mut columns);
    // Where income has a column, what is net has it taken off.
    if columns.iter().any(|column| column.meaning == Meaning::Income) {
        let is_net =
            |column: &Column| column.rival == Some(Cost) && heading::normal(&column.heading).starts_with("net");
        for column in columns.iter_mut().filter(|column| is_net(column)) {
            (column.rival, column.note) = (None, Some("after income"));
        }
    }
    let has = |meaning: Meaning| columns.iter().any(|column| column.meaning == meaning);
    let any = |meanings: &[Meaning]| meanings.iter().any(|meaning| has(*meaning));
    let is_whole = match kind {
        TableKind::Roles => has(Name) && any(&[Fte, Pay, Cost, Grade, Hours, Posts, FullTimePay, PayTo]),
        TableKind::Systems => any(&[Name, Product, Vendor]) && any(&[Cost, Value, End, Vendor]),
        TableKind::Costs => any(&[Name, Line]) && has(Cost),
        TableKind::Processes => has(Name) && any(&[Cost, Volume, Fte, Description]),
    };
    let sure = taken.values().map(|score| usize::from(*score)).sum();
    // Payments with a day each and nothing that a contract has are a ledger, if they can be one.
    let is_ledger = has(Meaning::Date) && !any(&[Name, Product, Value, Meaning::Start, End, Meaning::Years]);
    let sure = if kind == TableKind::Systems && is_ledger { 1 } else { sure };
    (columns, if is_whole { sure } else { 0 })
}

/// The columns that are of another year than the period, where the headings name several years and one of them is the period.
fn other_years(headings: &[Heading], contents: &[Content], period: &Period) -> BTreeSet<usize> {
    let of_figures = |(index, heading): (usize, &Heading)| {
        let content = &contents[index];
        heading.year.filter(|_| content.mostly(content.figures + content.shares, 50)).map(|year| (index, year))
    };
    let years: Vec<(usize, Year)> = headings.iter().enumerate().filter_map(of_figures).collect();
    let different: BTreeSet<Year> = years.iter().map(|(_, year)| *year).collect();
    if different.len() < 2 {
        return BTreeSet::new();
    }
    let of_fit = |wanted: Fit| -> BTreeSet<Year> {
        different.iter().copied().filter(|year| versions::fit(*year, period) == wanted).collect()
    };
    let exact = of_fit(Fit::Exact);
    let chosen = if exact.is_empty() { of_fit(Fit::Perhaps) } else { exact };
    // Where none or several may be it, `versions::columns` refuses the table.
    if chosen.len() != 1 {
        return BTreeSet::new();
    }
    years.into_iter().filter(|(_, year)| !chosen.contains(year)).map(|(index, _)| index).collect()
}

/// Columns that are part of another one are not added to it.
pub(super) fn contained(columns: &mut [Column]) {
    let has = |columns: &[Column], meaning: Meaning| columns.iter().any(|column| column.meaning == meaning);
    for (whole, parts) in [
        (
            Meaning::Cost,
            &[Meaning::Pay, Meaning::OnCosts, Meaning::FullTimePay, Meaning::PayFrom, Meaning::PayTo, Meaning::Value][..],
        ),
        (Meaning::Pay, &[Meaning::FullTimePay, Meaning::PayFrom, Meaning::PayTo]),
        (Meaning::Fte, &[Meaning::Hours, Meaning::Posts, Meaning::FullTime]),
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
    let is = |column: &Column, name: &str| kind == TableKind::Costs && heading::normal(&column.heading) == name;
    if columns.iter().any(|column| column.meaning == Meaning::Cost && is(column, "debit")) {
        for column in columns.iter_mut().filter(|column| is(column, "credit")) {
            column.meaning = Meaning::Cost;
            column.times = -column.times;
            column.note = Some("taken off");
        }
    }
}

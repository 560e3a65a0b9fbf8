//! From the rows of a table to what they say. Every row is gathered, or is a finding, or is counted as left out.

use std::collections::BTreeMap;

use super::column::{Column, category, cells};
use super::day::{self, Day, DayStyle};
use super::figure::{self, Mark, ONE, Reading, Style};
use super::gather::{Entry, Gather};
use super::grid::{Cell, Form, Grid, Row};
use super::header::Header;
use super::instructions::{Instructions, Named};
use super::meaning::{Meaning, TableKind};
use super::totals::{Sums, Verdict};
use super::trouble::{Trouble, Troubles};
use crate::money::divide_half_even;
use crate::returns::check::is_blank;

/// Hours a week of a full-time equivalent, unless a mapping file says otherwise.
const FULL_TIME_HOURS: i128 = 37 * ONE;

/// What became of the rows of a table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Account {
    /// Rows below the headings.
    pub rows: usize,
    /// In items.
    pub in_items: usize,
    /// Totals.
    pub totals: usize,
    /// Headings that are repeated.
    pub headings: usize,
    /// Empty.
    pub blank: usize,
    /// Left out, with a finding.
    pub left_out: usize,
}

impl Account {
    /// Both together.
    pub fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.in_items += other.in_items;
        self.totals += other.totals;
        self.headings += other.headings;
        self.blank += other.blank;
        self.left_out += other.left_out;
    }
}

/// A table that is about to be read.
pub(super) struct Table<'t> {
    pub(super) grid: &'t Grid,
    pub(super) header: &'t Header,
    pub(super) kind: TableKind,
    pub(super) columns: &'t [Column],
    pub(super) is_continental: bool,
    pub(super) currency: &'t str,
    pub(super) instructions: &'t Instructions,
    /// Whose the whole table is.
    pub(super) organisation: Option<&'t Named>,
    /// Its place among the tables.
    pub(super) place: usize,
}

/// How each column is read, beside what it means.
struct Reader<'t> {
    table: &'t Table<'t>,
    styles: BTreeMap<usize, Style>,
    days: BTreeMap<usize, DayStyle>,
    has_staff: bool,
}

/// Why a row becomes no item.
enum LeftOut {
    Nameless(i128),
    NoBody(i128),
    Nothing,
    /// What cannot be read of it is a finding already.
    Told,
}

/// Reads a table into `gather`.
pub(super) fn read(table: &Table<'_>, gather: &mut Gather, troubles: &mut Troubles) -> Account {
    let mut account = Account::default();
    let reader = Reader::of(table);
    let figures: Vec<&Column> = table.columns.iter().filter(|column| column.meaning.is_figure()).collect();
    let words: Vec<usize> =
        table.columns.iter().filter(|column| is_word(column.meaning)).map(|column| column.index).collect();
    let mut sums = Sums::new(figures.len(), words.len());
    for index in table.header.first_row..table.grid.len() {
        let row = table.grid.row(index);
        account.rows += 1;
        if row.is_empty() {
            account.blank += 1;
            continue;
        }
        if repeats_headings(&row, table.header) {
            account.headings += 1;
            continue;
        }
        let amounts: Vec<Option<i128>> = figures.iter().map(|column| reader.plain(&row, column)).collect();
        let texts: Vec<&str> = words.iter().map(|column| row.cell(*column).text).collect();
        let first = row.filled().map(|(_, cell)| cell).find(|cell| cell.form == Form::Text);
        let money = |amounts: &[Option<i128>]| {
            let cost =
                figures.iter().zip(amounts).find(|(column, amount)| column.meaning.is_money() && amount.is_some());
            cost.and_then(|(_, amount)| *amount).map_or(0, pence)
        };
        match sums.judge(&amounts, &texts, first.map_or("", |cell| cell.text)) {
            Verdict::Total => {
                account.totals += 1;
                continue;
            }
            Verdict::TotalThatDiffers => {
                account.totals += 1;
                troubles.add_amount(Trouble::TotalDiffers, row.line, money(&amounts));
                continue;
            }
            Verdict::LikeTotal => troubles.add_amount(Trouble::LikeTotal, row.line, money(&amounts)),
            Verdict::Row => {}
        }
        sums.add(&amounts, &texts);
        match reader.entry(&row, troubles) {
            Ok((body, named, entry)) => {
                gather.add(table.kind, &body, named, entry, (table.place, row.line));
            }
            Err(left_out) => {
                account.left_out += 1;
                match left_out {
                    LeftOut::Nameless(pence) => troubles.add_amount(Trouble::Nameless, row.line, pence),
                    LeftOut::NoBody(pence) => troubles.add_amount(Trouble::NoBody, row.line, pence),
                    LeftOut::Nothing => troubles.add(Trouble::Nothing, row.line),
                    LeftOut::Told => {}
                }
            }
        }
    }
    account
}

/// Whether the cells of a column say what a row is.
fn is_word(meaning: Meaning) -> bool {
    !meaning.is_figure() && !meaning.is_date() && !matches!(meaning, Meaning::Private | Meaning::Ignore)
}

fn repeats_headings(row: &Row<'_>, header: &Header) -> bool {
    let same = |(column, cell): &(usize, Cell<'_>)| {
        let text = cell.text.split_whitespace().collect::<Vec<_>>().join(" ");
        header.headings.get(*column).is_some_and(|heading| *heading == text || heading.ends_with(&format!(" {text}")))
    };
    let (count, equal) = (row.filled().count(), row.filled().filter(same).count());
    equal >= 2 && equal * 10 >= count * 6
}

/// From 10^-9 to pence.
fn pence(amount: i128) -> i128 {
    i128::from(divide_half_even(amount, ONE / 100))
}

impl<'t> Reader<'t> {
    fn of(table: &'t Table<'t>) -> Self {
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
    fn plain(&self, row: &Row<'_>, column: &Column) -> Option<i128> {
        match figure::read(row.cell(column.index), self.styles.get(&column.index).copied().unwrap_or_default()) {
            Reading::Figure(figure) => Some(figure),
            Reading::Nothing | Reading::Two | Reading::No => None,
        }
    }

    fn columns(&self, meaning: Meaning) -> impl Iterator<Item = &'t Column> + '_ {
        self.table.columns.iter().filter(move |column| column.meaning == meaning)
    }

    /// What a row says under a meaning that one column has.
    fn word(&self, row: &Row<'_>, meaning: Meaning) -> String {
        let texts = self.columns(meaning).map(|column| row.cell(column.index)).filter(|cell| cell.form != Form::Fault);
        // `ND` and `TBC` are the codes of departments.
        let is_code = matches!(meaning, Meaning::OrganisationId | Meaning::Organisation | Meaning::Id);
        let is_nothing = |text: &str| if is_code { is_blank(text) || text == "-" } else { figure::is_nothing(text) };
        let mut texts = texts.map(|cell| cell.text).filter(|text| !is_nothing(text));
        texts.next().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap_or_default()
    }

    /// A figure times what its column says. The second is false where something stands there that cannot be used.
    fn figure(&self, row: &Row<'_>, column: &Column, troubles: &mut Troubles) -> (Option<i128>, bool) {
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
    fn sum(&self, row: &Row<'_>, meanings: &[Meaning], troubles: &mut Troubles) -> (Option<i128>, bool) {
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

    fn date(&self, row: &Row<'_>, meaning: Meaning, troubles: &mut Troubles) -> Option<jiff::civil::Date> {
        let column = self.columns(meaning).next()?;
        let style = self.days.get(&column.index).copied().unwrap_or(DayStyle::Unsaid);
        let heading = || column.heading.clone();
        match day::read(row.cell(column.index), style) {
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
            Day::No => {
                troubles.add(Trouble::NoDate(heading()), row.line);
                None
            }
        }
    }

    /// Staff in thousandths, and whether what stands there can be used.
    fn staff(&self, row: &Row<'_>, troubles: &mut Troubles) -> (Option<i64>, bool) {
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
    fn yearly(&self, row: &Row<'_>, end: Option<jiff::civil::Date>, troubles: &mut Troubles) -> Option<i128> {
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

    /// What a row says, and of which body.
    fn entry(&self, row: &Row<'_>, troubles: &mut Troubles) -> Result<(String, Named, Entry), LeftOut> {
        let kind = self.table.kind;
        let word = |meaning| self.word(row, meaning);
        let (fte, fte_usable) = self.staff(row, troubles);
        let end = self.date(row, Meaning::End, troubles);
        let (mut cost, cost_usable) = self.sum(row, &[Meaning::Cost, Meaning::Pay, Meaning::OnCosts], troubles);
        if let Some(column) = self.columns(Meaning::FullTimePay).next() {
            let (pay, _) = self.figure(row, column, troubles);
            // Without staff it is not known how much of it is paid.
            let staff = fte.or((!self.has_staff).then_some(1000));
            let paid = pay.zip(staff).map(|(pay, fte)| mul_div(pay, i128::from(fte), 1000));
            cost = paid.map(|paid| paid + cost.unwrap_or(0)).filter(|_| cost_usable);
        }
        if kind == TableKind::Systems && cost.is_none() {
            cost = self.yearly(row, end, troubles);
        }
        let (other, _) = self.sum(row, &[Meaning::Other], troubles);
        let (volume, _) = self.sum(row, &[Meaning::Volume], troubles);
        let mut cost = cost.map(pence);
        let other = other.map(pence);
        let named =
            [Meaning::Name, Meaning::Product, Meaning::Vendor, Meaning::Line, Meaning::Grade, Meaning::Profession];
        let id = if kind == TableKind::Roles { String::new() } else { word(Meaning::Id) };
        let name = named.into_iter().map(word).chain([id.clone()]).find(|name| !name.is_empty());
        let has_figure = cost.is_some() || other.is_some() || fte.is_some() || volume.is_some() || end.is_some();
        let has_something = has_figure || !(cost_usable && fte_usable);
        // A system may be named without any figure; what is only a heading or a note has nothing in a second column.
        let is_listed = kind != TableKind::Costs && row.filled().count() > 1;
        match &name {
            None if has_something => return Err(LeftOut::Nameless(cost.or(other).unwrap_or(0))),
            _ if !has_something && !is_listed => return Err(LeftOut::Nothing),
            None => return Err(LeftOut::Nothing),
            Some(_) => {}
        }
        let Some((body, whose)) = self.body(row) else {
            return Err(LeftOut::NoBody(cost.or(other).unwrap_or(0)));
        };
        let fte = match (kind, fte) {
            (TableKind::Roles, None) if !self.has_staff => {
                troubles.add(Trouble::OnePost, row.line);
                Some(1000)
            }
            (_, fte) => fte,
        };
        if kind == TableKind::Roles && cost == Some(0) && fte.is_some_and(|fte| fte > 0) {
            // Pay that is withheld is written as nothing.
            cost = None;
        }
        match kind {
            TableKind::Roles if fte.is_none() && cost.is_none() && !(cost_usable && fte_usable) => {
                return Err(LeftOut::Told);
            }
            TableKind::Costs if cost.is_none() && !cost_usable => return Err(LeftOut::Told),
            TableKind::Roles if fte.is_none() && cost.is_none() => return Err(LeftOut::Nothing),
            TableKind::Costs if cost.is_none() => return Err(LeftOut::Nothing),
            TableKind::Roles if fte.is_none() => troubles.add_amount(Trouble::NoStaff, row.line, cost.unwrap_or(0)),
            _ => {}
        }
        // What cannot be used is a finding of its own.
        if cost.is_none() && other.is_none() && cost_usable && self.columns(Meaning::Value).next().is_none() {
            troubles.add(Trouble::Unpriced, row.line);
        }
        if let Some(negative) = cost.filter(|cost| *cost < 0).or(other.filter(|other| *other < 0)) {
            troubles.add_amount(Trouble::Negative, row.line, negative);
        }
        let line = word(Meaning::Line);
        let is_pay = kind == TableKind::Costs && pays_staff(&line);
        let mut descriptions: Vec<String> = self
            .columns(Meaning::Description)
            .map(|column| row.cell(column.index).text)
            .filter(|text| !figure::is_nothing(text))
            .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        let name = name.unwrap_or_default();
        descriptions.extend(Some(line).filter(|line| !line.is_empty() && *line != name));
        let entry = Entry {
            id,
            name,
            unit: word(Meaning::Unit),
            grade: word(Meaning::Grade),
            profession: word(Meaning::Profession),
            category: category(&word(Meaning::Category)),
            function: word(Meaning::Function),
            product: word(Meaning::Product),
            vendor: word(Meaning::Vendor),
            status: status(&word(Meaning::Status)),
            descriptions,
            fte,
            cost,
            other,
            end,
            volume: volume.map(|volume| i128::from(divide_half_even(volume, 1000))),
            volume_unit: word(Meaning::VolumeUnit),
            is_pay,
        };
        Ok((body, whose, entry))
    }

    /// Whose a row is: what the table says, and who that is.
    fn body(&self, row: &Row<'_>) -> Option<(String, Named)> {
        if let Some(named) = self.table.organisation {
            return Some((named.id.clone(), named.clone()));
        }
        let (id, name) = (self.word(row, Meaning::OrganisationId), self.word(row, Meaning::Organisation));
        let known = [&id, &name].into_iter().find_map(|text| {
            self.table.instructions.organisations.get(&text.to_lowercase()).filter(|_| !text.is_empty())
        });
        let said = Some(name.clone()).filter(|name| !name.is_empty());
        match known {
            Some(named) => Some((name, Named { name: named.name.clone().or(said), ..named.clone() })),
            None if id.is_empty() && name.is_empty() => None,
            None if id.is_empty() => Some((name.clone(), Named { id: String::new(), name: Some(name), kind: None })),
            None => Some((name, Named { id: super::identifier(&id), name: said.or(Some(id)), kind: None })),
        }
    }
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
fn times(figure: i128, factor: i128) -> i128 {
    if factor == ONE { figure } else { mul_div(figure, factor, ONE) }
}

/// `figure` times `by` through `divisor`, rounded half-even at the last of nine decimals; beyond 128 bits it is what can
/// no longer be an amount.
fn mul_div(figure: i128, by: i128, divisor: i128) -> i128 {
    let Some(product) = figure.checked_mul(by) else { return i128::MAX / 4 };
    let (quotient, rest) = (product.div_euclid(divisor), product.rem_euclid(divisor));
    let up = rest * 2 > divisor || rest * 2 == divisor && quotient % 2 != 0;
    quotient + i128::from(up)
}

/// Lines of a ledger that are pay and its on-costs.
fn pays_staff(line: &str) -> bool {
    let line = line.to_lowercase();
    [
        "salar",
        "wages",
        "superannuation",
        "pension",
        "national insurance",
        "employers ni",
        "employer's ni",
        "basic pay",
        "overtime",
        "apprenticeship levy",
        "direct employee",
        "employee cost",
        "staff pay",
        "pay costs",
    ]
    .iter()
    .any(|word| line.contains(word))
}

/// The status of a system that a text means.
fn status(text: &str) -> Option<&'static str> {
    match text.to_lowercase().as_str() {
        "live" | "active" | "in use" | "current" | "production" => Some("live"),
        "retiring" | "sunset" | "to be retired" | "phasing out" | "legacy" => Some("retiring"),
        "retired" | "decommissioned" | "end of life" | "closed" => Some("retired"),
        _ => None,
    }
}

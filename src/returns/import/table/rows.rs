//! From the rows of a table to what they say. Every row is gathered, or is a finding, or is counted as left out.

use jiff::civil::Date;

use super::broken::Broken;
use super::column::{Column, category};
use super::figure;
use super::gather::{Entry, Gather};
use super::grid::{Cell, Form, Grid, Row};
use super::header::{self, Header};
use super::income;
use super::instructions::{Instructions, Named};
use super::meaning::{Meaning, TableKind};
use super::open::{Merged, Sheet};
use super::pay::Staff;
use super::payee;
use super::reader::{Reader, pence, times};
use super::sizes::Sizes;
use super::totals::{Sums, Verdict};
use super::trouble::{Trouble, Troubles};
use super::vacant::is_vacant;
use super::versions::{self, Months, Wanted};
use super::works;
use crate::money::{Money, divide_half_even};
use crate::returns::{Period, personal};

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
    /// Posts that are marked as vacant.
    pub vacant: usize,
    /// Left out, with a finding.
    pub left_out: usize,
    /// Of the rows in items: posts whose full-time equivalents are not known, in thousandths.
    pub posts: i64,
}

impl Account {
    /// Both together.
    pub fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.in_items += other.in_items;
        self.totals += other.totals;
        self.headings += other.headings;
        self.blank += other.blank;
        self.vacant += other.vacant;
        self.left_out += other.left_out;
        self.posts += other.posts;
    }
}

/// A table that is about to be read.
pub(super) struct Table<'t> {
    pub(super) sheet: &'t Sheet,
    pub(super) grid: &'t Grid,
    pub(super) merged: &'t [Merged],
    /// Which rows count, where the table holds several years or versions.
    pub(super) wanted: &'t Wanted,
    pub(super) period: &'t Period,
    pub(super) header: &'t Header,
    pub(super) kind: TableKind,
    pub(super) columns: &'t [Column],
    pub(super) is_continental: bool,
    pub(super) currency: &'t str,
    pub(super) instructions: &'t Instructions,
    /// Whether posts that are marked as vacant count like others.
    pub(super) counts_vacant: bool,
    /// Whose the whole table is.
    pub(super) organisation: Option<&'t Named>,
    /// Its place among the tables.
    pub(super) place: usize,
}

/// Why a row becomes no item.
enum LeftOut {
    Nameless(i128),
    NoBody(i128),
    Nothing,
    /// A reason of its own, and what it would cost.
    Because(Trouble, i128),
    /// What cannot be read of it is a finding already.
    Told,
}

/// What was read of a table.
pub(super) struct Read {
    pub(super) account: Account,
    /// The largest amounts, with their lines.
    pub(super) largest: Vec<Large>,
    /// The months of its payments.
    pub(super) months: Months,
}

/// A row and what it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Large {
    pub(super) line: u64,
    pub(super) pence: i128,
    pub(super) name: String,
}

/// Reads a table into `gather`.
#[allow(clippy::too_many_lines)] // one step after another
pub(super) fn read(table: &Table<'_>, gather: &mut Gather, troubles: &mut Troubles) -> Read {
    let mut account = Account::default();
    let reader = Reader::of(table);
    let mut figures: Vec<&Column> =
        table.columns.iter().filter(|column| column.meaning.is_figure() && !column.is_share).collect();
    // Of a total that differs the money is said before the staff.
    figures.sort_by_key(|column| !column.meaning.is_money());
    let words: Vec<usize> =
        table.columns.iter().filter(|column| is_word(column.meaning)).map(|column| column.index).collect();
    let leaves_out_vacant = table.kind == TableKind::Roles && !table.counts_vacant;
    let mut sums = Sums::new(figures.len(), words.len());
    let mut sizes = Sizes::default();
    let mut months = Months::default();
    let days = Days::of(&reader);
    let mut sections = Sections::of(&reader);
    let of_pay = [Meaning::Cost, Meaning::Pay, Meaning::FullTimePay, Meaning::PayFrom, Meaning::PayTo];
    let has_pay = table.kind == TableKind::Roles && of_pay.into_iter().any(|meaning| reader.has(meaning));
    // Of a text file the row of headings says how long a row is.
    let width = table.header.first_row.checked_sub(1).and_then(|row| table.sheet.widths.get(row)).copied();
    let width = width.filter(|width| !has_columns_without_heading(table, *width));
    for column in table.columns.iter().filter(|column| column.meaning == Meaning::Cost) {
        months.add_months(&versions::months_of_heading(&column.heading));
    }
    for index in table.header.first_row..table.grid.len() {
        let row = reader.table.grid.row(index);
        account.rows += 1;
        if row.is_empty() {
            account.blank += 1;
            continue;
        }
        if let Some(trouble) = broken(table, &row, width, troubles) {
            account.left_out += 1;
            troubles.add_told(trouble.0, row.line, trouble.1);
            continue;
        }
        if repeats_headings(&row, table.header) {
            account.headings += 1;
            continue;
        }
        let amounts: Vec<Option<i128>> = figures.iter().map(|column| reader.plain(&row, column)).collect();
        let texts: Vec<&str> = words.iter().map(|column| row.cell(*column).text).collect();
        if let Some(heading) = table.wanted.leaves_out(|column| reader.cell(&row, column)) {
            account.left_out += 1;
            troubles.add_amount(Trouble::OtherRows(heading.to_owned()), row.line, reader.cost(&row));
            sums.add(&amounts, &texts);
            continue;
        }
        if sections.begins(&row) {
            account.headings += 1;
            continue;
        }
        let money = |amounts: &[Option<i128>]| {
            let cost =
                figures.iter().zip(amounts).find(|(column, amount)| column.meaning.is_money() && amount.is_some());
            cost.and_then(|(_, amount)| *amount).map_or(0, pence)
        };
        if leaves_out_vacant && is_vacant(&row, table.columns) {
            account.vacant += 1;
            troubles.add_amount(Trouble::Vacant, row.line, reader.cost(&row));
            sums.add(&amounts, &texts);
            continue;
        }
        let all_texts = row.filled().filter(|(_, cell)| cell.form == Form::Text).map(|(_, cell)| cell.text);
        match sums.judge(&amounts, &texts, all_texts) {
            Verdict::Total => {
                account.totals += 1;
                continue;
            }
            Verdict::TotalThatDiffers { column, above } => {
                account.totals += 1;
                let said = figures.get(column).zip(amounts.get(column).copied().flatten());
                let differs = said.map(|(column, said)| differs(column, said, above, table.currency));
                troubles.add_told(Trouble::TotalDiffers, row.line, differs);
                continue;
            }
            Verdict::LikeTotal => troubles.add_amount(Trouble::LikeTotal, row.line, money(&amounts)),
            Verdict::Row => {}
        }
        sums.add(&amounts, &texts);
        if days.leave_out(&reader, &row, &mut months) {
            account.left_out += 1;
            troubles.add_amount(Trouble::OutsidePeriod, row.line, reader.cost(&row));
            continue;
        }
        match reader.entry(&row, sections.unit(), troubles) {
            Ok((body, named, kind, entry)) => {
                let cost = entry.cost.unwrap_or(0) + entry.other.unwrap_or(0);
                sizes.see(row.line, cost);
                if kind == TableKind::Roles && entry.fte.is_none() {
                    account.posts += entry.posts;
                }
                if has_pay && entry.posts > 0 {
                    sizes.see_post(row.line, cost * 1000 / i128::from(entry.posts));
                }
                if table.sheet.look.hidden_rows.contains(&row.line) {
                    troubles.add_amount(Trouble::Hidden, row.line, cost);
                }
                gather.add(kind, &body, named, entry, (table.place, row.line));
            }
            Err(left_out) => {
                account.left_out += 1;
                match left_out {
                    LeftOut::Nameless(pence) => troubles.add_amount(Trouble::Nameless, row.line, pence),
                    LeftOut::NoBody(pence) => troubles.add_amount(Trouble::NoBody, row.line, pence),
                    LeftOut::Nothing => troubles.add(Trouble::Nothing, row.line),
                    LeftOut::Because(trouble, pence) => troubles.add_amount(trouble, row.line, pence),
                    LeftOut::Told => {}
                }
            }
        }
    }
    sizes.tell(table.currency, troubles);
    let name = |line: u64| {
        let rows = table.header.first_row..table.grid.len();
        let row = rows.map(|row| reader.table.grid.row(row)).find(|row| row.line == line);
        // Whom a row pays may be a person.
        let is_named =
            |name: &String, row: &Row<'_>| payee::is_body(name) || *name != reader.word(row, Meaning::Vendor);
        row.map(|row| Some(reader.name(&row)).filter(|name| is_named(name, &row)).unwrap_or_default())
            .unwrap_or_default()
    };
    let largest = sizes.largest().into_iter().map(|(pence, line)| Large { line, pence, name: name(line) }).collect();
    Read { account, largest, months }
}

/// Whether most rows have words behind the last heading: then the table has columns without one, and no row is broken.
fn has_columns_without_heading(table: &Table<'_>, width: usize) -> bool {
    let (mut rows, mut longer) = (0, 0);
    for row in (table.header.first_row..table.grid.len()).map(|row| table.grid.row(row)) {
        let mut beyond = row.filled().filter(|(column, _)| *column >= width).peekable();
        rows += 1;
        longer += usize::from(beyond.peek().is_some());
        if beyond.any(|(_, cell)| cell.text.bytes().any(|byte| byte.is_ascii_digit())) {
            return false;
        }
    }
    longer * 2 > rows
}

/// Why a row cannot be what somebody meant, and what else there is to say.
fn broken(
    table: &Table<'_>,
    row: &Row<'_>,
    width: Option<usize>,
    troubles: &mut Troubles,
) -> Option<(Trouble, Option<String>)> {
    match table.sheet.broken.get(&row.line) {
        Some(Broken::OpenQuote(last)) if *last > row.line => {
            return Some((Trouble::OpenQuote, Some(format!("from line {} to line {last}", row.line))));
        }
        Some(Broken::OpenQuote(_)) => return Some((Trouble::OpenQuote, Some(format!("in line {}", row.line)))),
        Some(Broken::SeveralLines) => troubles.add(Trouble::SeveralLines, row.line),
        None => {}
    }
    let is_beyond = |(column, cell): (usize, Cell<'_>)| {
        width.is_some_and(|width| column >= width) && !figure::is_nothing(cell.text)
    };
    let is_too_long = row.filled().any(is_beyond);
    is_too_long.then_some((Trouble::TooLong, None))
}

/// The days of the payments of a ledger.
struct Days {
    /// Whether some lie in the period: those that do not are of another one.
    is_dated: bool,
}

impl Days {
    fn of(reader: &Reader<'_>) -> Self {
        let table = reader.table;
        let is_dated = reader.has(Meaning::Date)
            && versions::any_in(
                table.period,
                (table.header.first_row..table.grid.len()).filter_map(|row| {
                    reader.date(&reader.table.grid.row(row), Meaning::Date, &mut Troubles::default())
                }),
            );
        Self { is_dated }
    }

    /// Whether a row is of another period. If not, its month is seen.
    fn leave_out<'t>(&self, reader: &Reader<'t>, row: &Row<'t>, months: &mut Months) -> bool {
        let Some(column) = reader.columns(Meaning::Date).next() else { return false };
        match reader.date(row, Meaning::Date, &mut Troubles::default()) {
            Some(date) if self.is_dated && !versions::in_period(date, reader.table.period) => return true,
            Some(date) => months.add(date),
            None => {
                months.add_months(&versions::months(row.cell(column.index).text));
            }
        }
        false
    }
}

/// Rows that hold a unit and nothing else, and stand above the rows of that unit.
struct Sections {
    are_units: bool,
    unit: String,
}

impl Sections {
    /// A table has them if it begins with one and has no column of units.
    fn of(reader: &Reader<'_>) -> Self {
        let table = reader.table;
        let rows =
            (table.header.first_row..table.grid.len()).map(|row| table.grid.row(row)).filter(|row| !row.is_empty());
        let mut first = rows.take(2).map(|row| is_section(&row));
        let begins = first.next() == Some(true) && first.next() == Some(false);
        Self { are_units: begins && !reader.has(Meaning::Unit), unit: String::new() }
    }

    /// Whether a row begins a section.
    fn begins(&mut self, row: &Row<'_>) -> bool {
        if !self.are_units || !is_section(row) {
            return false;
        }
        row.filled().map(|(_, cell)| cell.text).next().unwrap_or_default().clone_into(&mut self.unit);
        true
    }

    /// The unit of the rows below it.
    fn unit(&self) -> &str {
        &self.unit
    }
}

/// Whether one text stands in a row, and no total.
fn is_section(row: &Row<'_>) -> bool {
    let mut filled = row.filled();
    let is_word = |text: &str| text.chars().any(char::is_alphabetic) && !text.to_lowercase().contains("total");
    match (filled.next(), filled.next()) {
        (Some((_, cell)), None) => cell.form == Form::Text && cell.text.len() < 100 && is_word(cell.text),
        _ => false,
    }
}

/// The figures of a row, in pence and thousandths.
struct Amounts {
    fte: Option<i64>,
    posts: i64,
    is_staff_usable: bool,
    cost: Option<i128>,
    is_cost_usable: bool,
    other: Option<i128>,
    income: Option<(&'static str, i128)>,
    volume: Option<i128>,
    start: Option<Date>,
    end: Option<Date>,
}

impl Amounts {
    fn has_something(&self) -> bool {
        let has_figure = self.cost.is_some() || self.other.is_some() || self.fte.is_some() || self.volume.is_some();
        has_figure || self.income.is_some() || self.end.is_some() || !(self.is_cost_usable && self.is_staff_usable)
    }
}

/// What a total says, and what the rows above it add up to.
fn differs(column: &Column, said: i128, above: i128, currency: &str) -> String {
    let words = |figure: i128| match i64::try_from(pence(times(figure, column.times))) {
        Ok(pence) if column.meaning.is_money() => Money(pence).exact(currency),
        _ => figure::plain(figure),
    };
    let (name, apart) = (&column.heading, words((said - above).abs()));
    format!("`{name}` is {} and the rows above have {}, a difference of {apart}", words(said), words(above))
}

/// Whether the cells of a column say what a row is.
fn is_word(meaning: Meaning) -> bool {
    !meaning.is_figure() && !meaning.is_date() && !matches!(meaning, Meaning::Private | Meaning::Ignore)
}

fn repeats_headings(row: &Row<'_>, header: &Header) -> bool {
    let same = |(column, cell): (usize, Cell<'_>)| {
        let Some(heading) = header.headings.get(column) else { return false };
        // Most cells of most rows end otherwise than their heading, and are not looked at twice.
        if heading.chars().next_back() != cell.text.chars().next_back() {
            return false;
        }
        let text = header::line(cell.text);
        *heading == text || heading.ends_with(&format!(" {text}"))
    };
    let (mut count, mut equal) = (0, 0);
    for cell in row.filled() {
        count += 1;
        equal += usize::from(same(cell));
    }
    equal >= 2 && equal * 10 >= count * 6
}

impl<'t> Reader<'t> {
    /// What a row would cost, in pence, where it is not read any further.
    fn cost(&self, row: &Row<'t>) -> i128 {
        match self.entry(row, "", &mut Troubles::default()) {
            Ok((.., entry)) => entry.cost.unwrap_or(0),
            Err(LeftOut::Nameless(pence) | LeftOut::NoBody(pence) | LeftOut::Because(_, pence)) => pence,
            Err(LeftOut::Nothing | LeftOut::Told) => 0,
        }
    }

    /// What a row is called.
    fn name(&self, row: &Row<'t>) -> String {
        // Whom a line of a ledger pays may be a person.
        let is_kept = |meaning: &Meaning| self.table.kind != TableKind::Costs || *meaning != Meaning::Vendor;
        let named =
            [Meaning::Name, Meaning::Product, Meaning::Vendor, Meaning::Line, Meaning::Grade, Meaning::Profession];
        let mut names = named.into_iter().filter(is_kept).map(|meaning| self.word(row, meaning));
        names.find(|name| !name.is_empty()).unwrap_or_default()
    }

    /// What a row says, of which body, and what it is; `section` is the unit that stands above it.
    fn entry(
        &self,
        row: &Row<'t>,
        section: &str,
        troubles: &mut Troubles,
    ) -> Result<(String, Named, TableKind, Entry), LeftOut> {
        let kind = self.table.kind;
        let word = |meaning| self.word(row, meaning);
        // What a row is called may be a formula as well.
        for column in self.table.columns.iter().filter(|column| is_word(column.meaning)) {
            if row.cell(column.index).form == Form::Fault {
                troubles.add(Trouble::Formula(column.heading.clone()), row.line);
            }
        }
        let mut amounts = self.amounts(row, troubles);
        let id = if kind == TableKind::Roles { String::new() } else { word(Meaning::Id) };
        let name = Some(self.name(row))
            .filter(|name| !name.is_empty())
            .or_else(|| Some(id.clone()).filter(|id| !id.is_empty()));
        let loose = amounts.cost.or(amounts.other).unwrap_or(0);
        // A system may be named without any figure; what is only a heading or a note has nothing in a second column.
        let is_listed = kind != TableKind::Costs && row.filled().count() > 1;
        match &name {
            None if amounts.has_something() => return Err(LeftOut::Nameless(loose)),
            _ if !amounts.has_something() && !is_listed => return Err(LeftOut::Nothing),
            None => return Err(LeftOut::Nothing),
            Some(_) => {}
        }
        let name = name.unwrap_or_default();
        let Some((body, whose)) = self.body(row) else {
            return Err(LeftOut::NoBody(loose));
        };
        self.is_kept(row, &mut amounts, troubles)?;
        let line = word(Meaning::Line);
        let mut descriptions: Vec<String> = self
            .columns(Meaning::Description)
            .map(|column| row.cell(column.index).text)
            .filter(|text| !figure::is_nothing(text))
            .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        let mut income = amounts.income;
        let mut cost = amounts.cost;
        let is_paid = self.is_income_negative;
        let flow = self.columns(Meaning::Flow).find_map(|column| income::comes_in(row.cell(column.index).text));
        if flow == Some(true) && cost.is_some() {
            let of = income::kind(&line, -1, false).or_else(|| income::kind(&name, -1, false)).unwrap_or("fees");
            income = income.or(cost.map(|pence| (of, pence)));
            cost = None;
        } else if kind == TableKind::Costs
            && flow.is_none()
            && let Some(of) = cost
                .and_then(|pence| income::kind(&line, pence, is_paid).or_else(|| income::kind(&name, pence, is_paid)))
        {
            // What is income by its name is above nothing; what is only so by its sign is below.
            let comes_in = |pence: i128| {
                if is_paid || !income::is_income(&line) && !income::is_income(&name) { -pence } else { pence }
            };
            income = income.or(cost.map(|pence| (of, comes_in(pence))));
            cost = None;
        } else if let Some(negative) = cost.filter(|cost| *cost < 0).or(amounts.other.filter(|other| *other < 0)) {
            troubles.add_amount(Trouble::Negative, row.line, negative);
        }
        let is_pay = kind == TableKind::Costs && pays_staff(&line) && income.is_none();
        descriptions.extend(Some(line).filter(|line| !line.is_empty() && *line != name));
        if self.is_filled(row) {
            troubles.add(Trouble::UnitAbove, row.line);
        }
        let unit = Some(word(Meaning::Unit)).filter(|unit| !unit.is_empty()).unwrap_or_else(|| section.to_owned());
        let is_system = kind == TableKind::Systems;
        let mut entry = Entry {
            id,
            name,
            unit,
            grade: word(Meaning::Grade),
            profession: word(Meaning::Profession),
            category: category(&word(Meaning::Category)),
            function: word(Meaning::Function),
            product: word(Meaning::Product),
            vendor: if is_system { word(Meaning::Vendor) } else { String::new() },
            status: status(&word(Meaning::Status)),
            descriptions,
            fte: amounts.fte,
            posts: amounts.posts,
            cost,
            other: amounts.other,
            income,
            end: amounts.end,
            volume: amounts.volume,
            volume_unit: word(Meaning::VolumeUnit),
            is_pay,
        };
        if is_system && personal::names_somebody(&entry.vendor) && !payee::is_body(&entry.vendor) {
            entry.vendor.clear();
        }
        // Of a payment to somebody its purpose is the name.
        if is_system && entry.name == entry.vendor && !payee::is_body(&entry.vendor) && !entry.descriptions.is_empty() {
            entry.name = entry.descriptions.remove(0);
            entry.vendor.clear();
        }
        if is_system && let Some(work) = works::of(&entry.name, &entry.descriptions, &entry.product) {
            troubles.add_amount(Trouble::Works, row.line, entry.cost.unwrap_or(0));
            work.make(&mut entry);
            return Ok((body, whose, TableKind::Costs, entry));
        }
        Ok((body, whose, kind, entry))
    }

    /// The figures of a row.
    fn amounts(&self, row: &Row<'t>, troubles: &mut Troubles) -> Amounts {
        let kind = self.table.kind;
        let staff = match kind {
            TableKind::Roles | TableKind::Processes => self.staff(row, troubles),
            TableKind::Systems | TableKind::Costs => Staff { is_usable: true, ..Staff::default() },
        };
        let (start, end) = self.term(row, troubles);
        let (mut cost, is_usable) = match kind {
            TableKind::Roles => self.role_cost(row, staff, troubles),
            TableKind::Systems | TableKind::Processes | TableKind::Costs => self.sum(row, &[Meaning::Cost], troubles),
        };
        if kind == TableKind::Systems && cost.is_none() {
            cost = self.yearly(row, (start, end), troubles);
        }
        let (other, _) = self.sum(row, &[Meaning::Other], troubles);
        let (volume, _) = self.sum(row, &[Meaning::Volume], troubles);
        let (income, _) = self.sum(row, &[Meaning::Income], troubles);
        Amounts {
            fte: staff.fte,
            posts: staff.posts,
            is_staff_usable: staff.is_usable,
            cost: cost.map(pence),
            is_cost_usable: is_usable,
            other: other.map(pence),
            income: income.map(pence).filter(|pence| *pence != 0).map(|pence| ("fees", pence)),
            volume: volume.map(|volume| i128::from(divide_half_even(volume, 1000))),
            start,
            end,
        }
    }

    /// Whether a row counts at all, and what is missing of it.
    fn is_kept(&self, row: &Row<'t>, amounts: &mut Amounts, troubles: &mut Troubles) -> Result<(), LeftOut> {
        let (kind, is_usable) = (self.table.kind, amounts.is_cost_usable && amounts.is_staff_usable);
        let is_priced = amounts.cost.is_some();
        if kind == TableKind::Systems {
            let (first, last) = (self.table.period.first_day(), self.table.period.last_day());
            if amounts.end.zip(first).is_some_and(|(end, first)| end < first) {
                return Err(LeftOut::Because(Trouble::Ended, amounts.cost.unwrap_or(0)));
            }
            if amounts.end.is_none() && self.has_ended(row) {
                return Err(LeftOut::Because(Trouble::Ended, amounts.cost.unwrap_or(0)));
            }
            if amounts.start.zip(last).is_some_and(|(start, last)| start > last) {
                return Err(LeftOut::Because(Trouble::NotBegun, amounts.cost.unwrap_or(0)));
            }
        }
        let has_staff = amounts.fte.is_some() || !self.has_fte() && amounts.posts > 0;
        if kind == TableKind::Roles && amounts.cost == Some(0) && has_staff && amounts.posts > 0 {
            // Pay that is withheld is written as nothing.
            amounts.cost = None;
        }
        match kind {
            TableKind::Roles if !has_staff && !is_priced && !is_usable => return Err(LeftOut::Told),
            TableKind::Costs if !is_priced && !amounts.is_cost_usable => return Err(LeftOut::Told),
            TableKind::Roles if !has_staff && !is_priced => return Err(LeftOut::Nothing),
            TableKind::Costs if !is_priced && amounts.income.is_none() => return Err(LeftOut::Nothing),
            TableKind::Roles if !has_staff => {
                troubles.add_amount(Trouble::NoStaff, row.line, amounts.cost.unwrap_or(0));
            }
            TableKind::Roles if amounts.fte.is_none() => troubles.add(Trouble::Posts, row.line),
            _ => {}
        }
        // What cannot be used is a finding of its own.
        let has_no_cost = amounts.cost.is_none() && amounts.other.is_none() && amounts.income.is_none();
        if has_no_cost && amounts.is_cost_usable && !self.has(Meaning::Value) {
            troubles.add(Trouble::Unpriced, row.line);
        }
        Ok(())
    }

    /// Whose a row is: what the table says, and who that is.
    fn body(&self, row: &Row<'t>) -> Option<(String, Named)> {
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

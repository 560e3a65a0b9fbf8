//! From the rows of a table to what they say. Every row is gathered, or is a finding, or is counted as left out.

use super::column::{Column, category};
use super::figure;
use super::gather::{Entry, Gather};
use super::grid::{Cell, Form, Grid, Row};
use super::header::{self, Header};
use super::instructions::{Instructions, Named};
use super::meaning::{Meaning, TableKind};
use super::reader::{Reader, mul_div, pence, times};
use super::totals::{Sums, Verdict};
use super::trouble::{Trouble, Troubles};
use super::vacant::is_vacant;
use crate::money::{Money, divide_half_even};

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
    /// What cannot be read of it is a finding already.
    Told,
}

/// Reads a table into `gather`.
pub(super) fn read(table: &Table<'_>, gather: &mut Gather, troubles: &mut Troubles) -> Account {
    let mut account = Account::default();
    let reader = Reader::of(table);
    let mut figures: Vec<&Column> = table.columns.iter().filter(|column| column.meaning.is_figure()).collect();
    // Of a total that differs the money is said before the staff.
    figures.sort_by_key(|column| !column.meaning.is_money());
    let words: Vec<usize> =
        table.columns.iter().filter(|column| is_word(column.meaning)).map(|column| column.index).collect();
    let leaves_out_vacant = table.kind == TableKind::Roles && !table.counts_vacant;
    let mut sums = Sums::new(figures.len(), words.len());
    let mut largest = Largest::default();
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
        if leaves_out_vacant && is_vacant(&row, table.columns) {
            account.vacant += 1;
            troubles.add_amount(Trouble::Vacant, row.line, reader.cost(&row));
            sums.add(&amounts, &texts);
            continue;
        }
        match sums.judge(&amounts, &texts, first.map_or("", |cell| cell.text)) {
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
        match reader.entry(&row, troubles) {
            Ok((body, named, entry)) => {
                largest.see(row.line, entry.cost.unwrap_or(0) + entry.other.unwrap_or(0));
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
    largest.tell(troubles);
    account
}

/// The row with the largest amount, beside all of them.
#[derive(Default)]
struct Largest {
    line: u64,
    pence: i128,
    sum: i128,
    rows: usize,
}

impl Largest {
    /// Of fewer rows one is more than half too easily.
    const ENOUGH: usize = 10;

    fn see(&mut self, line: u64, pence: i128) {
        if pence > self.pence {
            (self.line, self.pence) = (line, pence);
        }
        self.sum += pence.max(0);
        self.rows += 1;
    }

    fn tell(&self, troubles: &mut Troubles) {
        if self.rows >= Self::ENOUGH && self.pence * 2 > self.sum {
            troubles.add_amount(Trouble::MostOfAll, self.line, self.pence);
        }
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
    let same = |(column, cell): &(usize, Cell<'_>)| {
        let text = header::line(cell.text);
        header.headings.get(*column).is_some_and(|heading| *heading == text || heading.ends_with(&format!(" {text}")))
    };
    let (count, equal) = (row.filled().count(), row.filled().filter(same).count());
    equal >= 2 && equal * 10 >= count * 6
}

impl Reader<'_> {
    /// What a row would cost, in pence, where it is not read any further.
    fn cost(&self, row: &Row<'_>) -> i128 {
        match self.entry(row, &mut Troubles::default()) {
            Ok((.., entry)) => entry.cost.unwrap_or(0),
            Err(LeftOut::Nameless(pence) | LeftOut::NoBody(pence)) => pence,
            Err(LeftOut::Nothing | LeftOut::Told) => 0,
        }
    }

    /// What a row says, and of which body.
    fn entry(&self, row: &Row<'_>, troubles: &mut Troubles) -> Result<(String, Named, Entry), LeftOut> {
        let kind = self.table.kind;
        let word = |meaning| self.word(row, meaning);
        // What a row is called may be a formula as well.
        for column in self.table.columns.iter().filter(|column| is_word(column.meaning)) {
            if row.cell(column.index).form == Form::Fault {
                troubles.add(Trouble::Formula(column.heading.clone()), row.line);
            }
        }
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

//! Tables as bodies have them: payroll extracts, ledgers, contracts registers, lists of services.

mod ask;
mod broken;
mod column;
mod content;
mod contract;
mod currency;
mod day;
mod figure;
mod fill;
mod gather;
mod grid;
mod guess;
mod header;
mod heading;
mod income;
mod instructions;
mod look;
mod meaning;
mod open;
mod pay;
mod payee;
mod range;
mod reader;
mod rows;
mod sizes;
mod totals;
mod trouble;
mod understand;
mod unknown;
mod unread;
pub(super) mod vacant;
mod versions;
mod works;

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::bail;

use self::gather::{Common, Gather};
use self::meaning::Meaning;
use self::rows::{Large, Table};
use self::trouble::{Trouble, Troubles};
use self::understand::{Understood, understand};
use self::versions::{Months, alike};
use super::draft::Draft;
use super::ids::slug;
use crate::finding::{Code, Finding, Severity, nearest};
use crate::returns::Period;
use crate::returns::blank::is_blank;
use crate::returns::model::Inclusion;
use crate::source::Position;

pub use self::ask::Question;
pub use self::instructions::{Instructions, Named};
pub use self::meaning::{Meaning as ColumnMeaning, TableKind};
pub use self::rows::Account;

/// A file to import.
#[derive(Debug)]
pub struct TableFile {
    /// As the user named it.
    pub path: Arc<str>,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What the command line asks for.
#[derive(Debug, Default)]
pub struct Wanted {
    /// What the rows are.
    pub kind: Option<TableKind>,
    /// The twelve months.
    pub period: Option<String>,
    /// The currency.
    pub currency: Option<String>,
    /// Whose the tables are.
    pub organisation: Option<Named>,
    /// The sheet of each workbook.
    pub sheet: Option<String>,
    /// Columns that are no personal data although they look like it.
    pub keep: Vec<String>,
}

/// How a file was understood, for people.
#[derive(Debug, Clone)]
pub struct Guess {
    /// The file.
    pub path: Arc<str>,
    /// The sheet, of a workbook.
    pub sheet: Option<String>,
    /// What its rows are.
    pub kind: TableKind,
    /// The line of its headings.
    pub line: u64,
    /// Rows below them.
    pub rows: usize,
    /// Whether a mapping file said so.
    pub is_told: bool,
    /// Its columns.
    pub columns: Vec<GuessedColumn>,
}

/// How a column was understood.
#[derive(Debug, Clone)]
pub struct GuessedColumn {
    /// Its heading.
    pub heading: String,
    /// What it means.
    pub meaning: &'static str,
    /// What stands in its first filled cell; nothing of what may be personal.
    pub example: String,
    /// What else there is to say.
    pub note: String,
}

/// What an import gave.
#[derive(Debug, Default)]
pub struct Tables {
    /// One a body, in the order of their ids.
    pub drafts: Vec<Draft>,
    /// What is wrong with rows, columns and files.
    pub findings: Vec<Finding>,
    /// How each file was understood.
    pub guesses: Vec<Guess>,
    /// What became of the rows of all tables.
    pub account: Account,
    /// What to write into the mapping file.
    pub instructions: Instructions,
    /// Of them: tables that the mapping file did not have.
    pub added: Vec<String>,
    /// Files that could not be read.
    pub unread: usize,
    /// Tables of which it is not clear which rows or columns count.
    pub unclear: usize,
    /// How many files there were, those in a ZIP one by one.
    pub files: usize,
    /// The largest rows of all tables, first the largest.
    pub largest: Vec<LargestRow>,
    /// What comes in for the items, in pence.
    pub income: i128,
    /// What items come to that are below nothing and have no cost, in pence.
    pub below_nothing: i128,
}

/// A row that is much of the money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LargestRow {
    /// The file.
    pub path: Arc<str>,
    /// Where it stands in it.
    pub line: u64,
    /// What it is called.
    pub name: String,
    /// What it costs, in pence.
    pub pence: i128,
}

/// Whether the return of a body declares roles already.
pub type Existing<'e> = &'e dyn Fn(&str) -> bool;

/// Imports tables.
///
/// # Errors
/// It is not known for which twelve months or for whom they are, a file may be of several kinds, or a mapping file speaks
/// of columns that a table does not have.
#[allow(clippy::too_many_lines)] // one step after another
pub fn tables(
    files: &[TableFile],
    wanted: &Wanted,
    told: &Instructions,
    has_roles: Existing<'_>,
) -> anyhow::Result<Tables> {
    let files = unpacked(files);
    let files = files.as_slice();
    let mut result = Tables { instructions: told.clone(), files: files.len(), ..Tables::default() };
    let Some(period) = wanted.period.clone().or_else(|| told.period.clone()) else {
        bail!("the tables do not give their period: add --period, such as --period 2025-26");
    };
    let currency = wanted.currency.clone().or_else(|| told.currency.clone()).unwrap_or_else(|| "GBP".to_owned());
    result.instructions.period.get_or_insert_with(|| period.clone());
    if currency != "GBP" {
        result.instructions.currency.get_or_insert_with(|| currency.clone());
    }
    let organisation = wanted.organisation.as_ref().or(told.organisation.as_ref());
    if result.instructions.organisation.is_none() {
        result.instructions.organisation = organisation.cloned();
    }
    let months = Period(period.clone());
    let mut understood = Vec::new();
    for (place, file) in files.iter().enumerate() {
        understood.extend(understand(place, file, wanted, told, &months, &mut result)?);
    }
    for heading in &wanted.keep {
        let all = || understood.iter().flat_map(|table| &table.columns).map(|column| column.heading.as_str());
        if !understood.is_empty() && !all().any(|name| name.to_lowercase() == heading.to_lowercase()) {
            let meant = nearest(heading, all()).map_or_else(String::new, |name| format!(": did you mean `{name}`?"));
            bail!("--keep {heading}: no table has such a column{meant}");
        }
    }
    // What is found does not depend on the order of the files; roles come before the ledger that pays them.
    understood.sort_by(|a, b| (a.kind, &files[a.file].path).cmp(&(b.kind, &files[b.file].path)));
    leave_out_snapshots(&mut understood, files, &months, &mut result.findings);
    let mut gather = Gather::default();
    let mut accounts: Vec<Account> = Vec::new();
    let mut troubles: Vec<Troubles> = Vec::new();
    let (mut paid, mut dated) = (Months::default(), Vec::new());
    for (place, table) in understood.iter().enumerate() {
        let path = &files[table.file].path;
        let has = |meaning| table.columns.iter().any(|column| column.meaning == meaning);
        if organisation.is_none() && !has(Meaning::Organisation) && !has(Meaning::OrganisationId) {
            bail!(
                "{path} does not name its organisation: add --organisation ID --name NAME, or write `organisation` \
                 for its column in the mapping file"
            );
        }
        let mut trouble = Troubles::default();
        let table = Table {
            sheet: &table.sheet,
            grid: &table.sheet.grid,
            merged: &table.sheet.look.merged,
            wanted: &table.rows,
            period: &months,
            header: &table.header,
            kind: table.kind,
            columns: &table.columns,
            is_continental: table.sheet.is_continental,
            currency: &currency,
            instructions: told,
            counts_vacant: table.counts_vacant,
            organisation: wanted.organisation.as_ref().or_else(|| {
                told.organisation.as_ref().filter(|_| !has(Meaning::Organisation) && !has(Meaning::OrganisationId))
            }),
            place,
        };
        let read = rows::read(&table, &mut gather, &mut trouble);
        accounts.push(read.account);
        if !read.months.is_empty() {
            paid.join(read.months);
            dated.push(Arc::clone(path));
        }
        let row = |large: Large| LargestRow {
            path: Arc::clone(path),
            line: large.line,
            name: large.name,
            pence: large.pence,
        };
        result.largest.extend(read.largest.into_iter().map(row));
        troubles.push(trouble);
    }
    if let Some(told) = paid.told(&months) {
        let message = format!("the payments are of {told}, and count as those of the whole period");
        let help = "import all months together, or say with --period of which time they are; less than a year is compared with years";
        let mut finding = Finding::new(Code::PartialYear, message).help(help);
        dated.dedup();
        finding.path = dated.pop().filter(|_| dated.is_empty());
        result.findings.push(finding);
    }
    let pays = |meaning| understood.iter().flat_map(|table| &table.columns).any(|column| column.meaning == meaning);
    let on_costs = match (pays(Meaning::OnCosts), pays(Meaning::Pay) || pays(Meaning::FullTimePay)) {
        (true, _) => Some(Inclusion::Included),
        (false, true) => Some(Inclusion::Excluded),
        (false, false) => None,
    };
    let mut names: Vec<&str> =
        files.iter().map(|file| file.path.rsplit(['/', '\\']).next().unwrap_or_default()).collect();
    names.sort_unstable();
    let origin = vec![
        format!("Imported from {}.", names.join(", ")),
        "Figures come from the tables. The next import updates them and does not change the rest.".to_owned(),
    ];
    let gathered = gather.finish(&Common { period: &period, currency: &currency, on_costs, origin }, has_roles);
    for (place, ended) in gathered.rows {
        accounts[place].in_items = ended.in_items;
        for (line, rows, pence) in ended.pay_lines {
            accounts[place].left_out += rows;
            for _ in 0..rows {
                troubles[place].add(Trouble::PayLine, line);
            }
            troubles[place].add_pence(&Trouble::PayLine, pence);
        }
        let mut lines = ended.only_suppliers;
        lines.sort_unstable();
        for line in lines {
            troubles[place].add(Trouble::OnlySupplier, line);
        }
        let mut others = ended.other_suppliers;
        others.sort_unstable();
        for (line, pence) in others {
            troubles[place].add_amount(Trouble::OtherSuppliers, line, pence);
        }
    }
    for (table, trouble) in understood.iter().zip(troubles) {
        result.findings.extend(trouble.findings(&files[table.file].path, &currency));
    }
    result.findings.extend(gathered.findings.into_iter().map(|((table, line), mut finding)| {
        finding.path = understood.get(table).map(|table| Arc::clone(&files[table.file].path));
        finding.position = Some(Position { line: u32::try_from(line).unwrap_or(1), column: 1 });
        finding
    }));
    result.largest.sort_by(|a, b| (b.pence, &a.path, a.line).cmp(&(a.pence, &b.path, b.line)));
    result.largest.truncate(3);
    result.findings.sort_by(Finding::order);
    result.drafts = gathered.drafts;
    (result.income, result.below_nothing) = (gathered.income, gathered.below_nothing);
    for account in &accounts {
        result.account.add(account);
    }
    Ok(result)
}

/// Lists of the same posts in files of several months are states of one list: the last one counts.
fn leave_out_snapshots(
    understood: &mut Vec<Understood>,
    files: &[TableFile],
    period: &Period,
    findings: &mut Vec<Finding>,
) {
    let posts = |table: &Understood| -> BTreeSet<String> {
        let at = |row, meaning| {
            let column = table.columns.iter().find(|column| column.meaning == meaning);
            column.map_or_else(String::new, |column| alike(table.sheet.grid.row(row).cell(column.index).text))
        };
        let rows = table.header.first_row..table.sheet.grid.len();
        rows.map(|row| at(row, Meaning::Name) + "|" + &at(row, Meaning::Unit)).collect()
    };
    let moment = |table: &Understood| {
        let name = files[table.file].path.rsplit(['/', '\\']).next().unwrap_or_default();
        versions::moment(name, period).filter(|_| table.kind == TableKind::Roles)
    };
    let is_older = |table: &Understood| {
        let date = moment(table)?;
        understood.iter().find(|other| {
            let is_like = || {
                let (own, others) = (posts(table), posts(other));
                own.intersection(&others).count() * 2 >= own.len().min(others.len())
            };
            other.header.headings == table.header.headings
                && moment(other).is_some_and(|later| later > date)
                && is_like()
        })
    };
    let mut left = Vec::new();
    for (place, table) in understood.iter().enumerate() {
        if let Some(later) = is_older(table) {
            let message = format!(
                "it is the same list of posts as {} at an earlier time, and is left out: two months are not two posts",
                files[later.file].path
            );
            let help =
                "import the one month that stands for the year; pay of a month is written as `{is: pay, per: month}`";
            let mut finding = Finding::new(Code::SeveralVersions, message).help(help);
            finding.severity = Severity::Warning;
            finding.path = Some(Arc::clone(&files[table.file].path));
            findings.push(finding);
            left.push(place);
        }
    }
    let mut place = 0;
    understood.retain(|_| {
        place += 1;
        !left.contains(&(place - 1))
    });
}

/// The files, and in place of a ZIP the tables in it.
fn unpacked(files: &[TableFile]) -> Vec<TableFile> {
    let mut all = Vec::new();
    for file in files {
        match open::unpacked(&file.bytes) {
            Some(tables) => all.extend(
                tables
                    .into_iter()
                    .map(|(name, bytes)| TableFile { path: Arc::from(format!("{}/{name}", file.path)), bytes }),
            ),
            None => all.push(TableFile { path: Arc::clone(&file.path), bytes: file.bytes.clone() }),
        }
    }
    all
}

/// A text as an id that is also the name of a file.
pub fn identifier(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let is_id = text.len() <= 64
        && text.starts_with(|letter: char| letter.is_ascii_alphanumeric())
        && text.chars().all(is_plain)
        && !is_blank(text);
    if is_id { text.to_owned() } else { slug(text) }
}

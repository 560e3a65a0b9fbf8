//! Tables as bodies have them: payroll extracts, ledgers, contracts registers, lists of services.

mod column;
mod day;
mod figure;
mod gather;
mod grid;
mod header;
mod instructions;
mod meaning;
mod open;
mod rows;
mod totals;
mod trouble;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::bail;

use self::column::Column;
use self::gather::{Common, Gather};
use self::header::Header;
use self::meaning::Meaning;
use self::open::Sheet;
use self::rows::Table;
use self::trouble::{Trouble, Troubles};
use super::draft::Draft;
use super::ids::slug;
use crate::finding::{Code, Finding, nearest};
use crate::returns::model::Inclusion;
use crate::source::Position;

use self::instructions::TableInstructions;
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
}

/// Whether the return of a body declares roles already.
pub type Existing<'e> = &'e dyn Fn(&str) -> bool;

/// What a sheet is, and how sure that is.
struct Candidate {
    header: Header,
    kind: TableKind,
    columns: Vec<Column>,
    sure: usize,
}

/// A file that was understood.
struct Understood {
    file: usize,
    sheet: Sheet,
    header: Header,
    kind: TableKind,
    columns: Vec<Column>,
}

/// Imports tables.
///
/// # Errors
/// It is not known for which twelve months or for whom they are, a file may be of several kinds, or a mapping file speaks
/// of columns that a table does not have.
pub fn tables(
    files: &[TableFile],
    wanted: &Wanted,
    told: &Instructions,
    has_roles: Existing<'_>,
) -> anyhow::Result<Tables> {
    let mut result = Tables { instructions: told.clone(), ..Tables::default() };
    let Some(period) = wanted.period.clone().or_else(|| told.period.clone()) else {
        bail!("the tables do not say which twelve months they are of: add --period, such as --period 2025-26");
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
    let mut understood = Vec::new();
    for (place, file) in files.iter().enumerate() {
        understood.extend(understand(place, file, wanted, told, &mut result)?);
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
    let mut gather = Gather::default();
    let mut accounts: Vec<Account> = Vec::new();
    let mut troubles: Vec<Troubles> = Vec::new();
    for (place, table) in understood.iter().enumerate() {
        let path = &files[table.file].path;
        let has = |meaning| table.columns.iter().any(|column| column.meaning == meaning);
        if organisation.is_none() && !has(Meaning::Organisation) && !has(Meaning::OrganisationId) {
            bail!(
                "{path} does not say whose it is: add --organisation ID --name NAME, or write `organisation` for its column \
                 in the mapping file"
            );
        }
        let mut trouble = Troubles::default();
        let table = Table {
            grid: &table.sheet.grid,
            header: &table.header,
            kind: table.kind,
            columns: &table.columns,
            is_continental: table.sheet.is_continental,
            currency: &currency,
            instructions: told,
            organisation: wanted.organisation.as_ref().or_else(|| {
                told.organisation.as_ref().filter(|_| !has(Meaning::Organisation) && !has(Meaning::OrganisationId))
            }),
            place,
        };
        accounts.push(rows::read(&table, &mut gather, &mut trouble));
        troubles.push(trouble);
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
        "Figures come from the tables: the next import brings them up to date and leaves the rest as it is.".to_owned(),
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
    }
    for (table, trouble) in understood.iter().zip(troubles) {
        result.findings.extend(trouble.findings(&files[table.file].path, &currency));
    }
    result.findings.extend(gathered.findings.into_iter().map(|((table, line), mut finding)| {
        finding.path = understood.get(table).map(|table| Arc::clone(&files[table.file].path));
        finding.position = Some(Position { line: u32::try_from(line).unwrap_or(1), column: 1 });
        finding
    }));
    result.findings.sort_by(Finding::order);
    result.drafts = gathered.drafts;
    for account in &accounts {
        result.account.add(account);
    }
    Ok(result)
}

/// A text as an id that is also the name of a file.
pub fn identifier(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let is_id = text.len() <= 64
        && text.starts_with(|letter: char| letter.is_ascii_alphanumeric())
        && text.chars().all(is_plain);
    if is_id { text.to_owned() } else { slug(text) }
}

/// Finds out what a file is. None where it has nothing to import; a finding says why.
fn understand(
    place: usize,
    file: &TableFile,
    wanted: &Wanted,
    told: &Instructions,
    result: &mut Tables,
) -> anyhow::Result<Option<Understood>> {
    let path = &file.path;
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let place_at = |mut finding: Finding, line: Option<u64>| {
        finding.path = Some(Arc::clone(path));
        finding.position = line.map(|line| Position { line: u32::try_from(line).unwrap_or(1), column: 1 });
        finding
    };
    let sheets = match open::open(&file.bytes) {
        Ok(sheets) => sheets,
        Err(finding) => {
            result.unread += 1;
            result.findings.push(place_at(finding, None));
            return Ok(None);
        }
    };
    let instructions = told.tables.iter().find(|table| table.are_for(name));
    let sheet = wanted.sheet.as_deref().or(instructions.and_then(|table| table.sheet.as_deref()));
    let names: Vec<String> = sheets.iter().filter_map(|sheet| sheet.name.clone()).collect();
    let mut candidates = Vec::new();
    let mut left_out = Vec::new();
    for one in sheets {
        let is_wanted = match (sheet, one.name.as_deref()) {
            (Some(wanted), Some(name)) => wanted.to_lowercase() == name.to_lowercase(),
            (_, None) => true,
            (None, Some(_)) => !one.is_hidden,
        };
        let found = if is_wanted { candidate(path, &one, wanted, instructions)? } else { None };
        match found {
            Some(found) => candidates.push((one, found)),
            None => left_out.extend(one.name.filter(|_| one.grid.len() > 0)),
        }
    }
    // The sheet that is understood best, of equals the longest, of equals the first.
    let best = (0..candidates.len()).max_by_key(|index| {
        let (sheet, found) = &candidates[*index];
        (found.sure, sheet.grid.len(), std::cmp::Reverse(*index))
    });
    let Some(best) = best else {
        let (message, help) = match (sheet, names.is_empty()) {
            (Some(sheet), false) if !names.iter().any(|name| name.to_lowercase() == sheet.to_lowercase()) => (
                format!("there is no sheet `{sheet}`; there are {}", names.join(", ")),
                "name one of them with --sheet".to_owned(),
            ),
            _ => (
                "no row of it has headings that are understood: there is nothing to import".to_owned(),
                "say what it is with --kind roles, systems, processes or costs, and give its columns headings such as `Job \
                 title`, `FTE`, `Salary`, `Supplier`, `Annual cost`"
                    .to_owned(),
            ),
        };
        result.findings.push(place_at(Finding::new(Code::NoTable, message).help(help), None));
        return Ok(None);
    };
    let (sheet, Candidate { header, kind, columns, .. }) = candidates.swap_remove(best);
    left_out.extend(candidates.into_iter().filter_map(|(sheet, _)| sheet.name));
    left_out.sort_by_key(|name| names.iter().position(|other| other == name));
    if !left_out.is_empty() {
        let message = format!(
            "`{}` is imported, and not: {}",
            sheet.name.as_deref().unwrap_or_default(),
            left_out.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        );
        let finding = Finding::new(Code::SheetsLeftOut, message).help("import another sheet with --sheet NAME");
        result.findings.push(place_at(finding, None));
    }
    columns_told(&columns, header.line, &place_at, result);
    let guess = Guess {
        path: Arc::clone(path),
        sheet: sheet.name.clone(),
        kind,
        line: header.line,
        rows: sheet.grid.len() - header.first_row,
        is_told: instructions.is_some(),
        columns: columns.iter().map(|column| shown(column, &sheet, &header)).collect(),
    };
    result.guesses.push(guess);
    if instructions.is_none() {
        let table =
            TableInstructions { file: name.to_owned(), sheet: sheet.name.clone(), kind, columns: columns.clone() };
        result.added.push(table.write());
        result.instructions.tables.push(table);
    }
    Ok(Some(Understood { file: place, sheet, header, kind, columns }))
}

/// Findings about columns: those that were dropped, and those that mean the same as another.
fn columns_told(
    columns: &[Column],
    line: u64,
    place_at: &dyn Fn(Finding, Option<u64>) -> Finding,
    result: &mut Tables,
) {
    let named = |columns: Vec<&Column>| {
        let names: Vec<String> = columns.iter().map(|column| format!("`{}`", column.heading)).collect();
        names.join(", ")
    };
    let private: Vec<&Column> = columns.iter().filter(|column| column.meaning == Meaning::Private).collect();
    if !private.is_empty() {
        let message = format!("dropped, as they look like personal data: {}", named(private));
        let finding = Finding::new(Code::PersonalColumns, message)
            .help("nothing of them is in the return; a column that is none is kept with --keep COLUMN");
        result.findings.push(place_at(finding, Some(line)));
    }
    let same: Vec<&Column> =
        columns.iter().filter(|column| column.note == Some("means the same as another column")).collect();
    if !same.is_empty() {
        let message = format!("left out, as another column means the same: {}", named(same));
        let finding = Finding::new(Code::AmbiguousFigure, message)
            .help("write in the mapping file which of them is right, or give both the same meaning to add them");
        result.findings.push(place_at(finding, Some(line)));
    }
}

fn shown(column: &Column, sheet: &Sheet, header: &Header) -> GuessedColumn {
    let is_private = column.meaning == Meaning::Private;
    let example = column::cells(&sheet.grid, header.first_row, column.index).find(|cell| !cell.is_empty());
    let example = example.filter(|_| !is_private).map(|cell| cell.text.chars().take(40).collect()).unwrap_or_default();
    let mut note = match column.meaning {
        Meaning::Private => "dropped: personal".to_owned(),
        _ => column.note.unwrap_or_default().to_owned(),
    };
    if column.times.abs() != figure::ONE {
        note = format!("times {}", column.times / figure::ONE);
    }
    let meaning = match column.meaning {
        Meaning::Private | Meaning::Ignore => "–",
        meaning => meaning.word(),
    };
    GuessedColumn { heading: column.heading.clone(), meaning, example, note }
}

/// The columns as a mapping file says.
fn as_told(path: &str, header: &Header, instructions: &TableInstructions) -> anyhow::Result<Vec<Column>> {
    let told: BTreeMap<&str, &Column> =
        instructions.columns.iter().map(|column| (column.heading.as_str(), column)).collect();
    let headings = || header.headings.iter().map(String::as_str);
    for column in &instructions.columns {
        // What is not needed need not be there.
        let is_needed = !matches!(column.meaning, Meaning::Ignore | Meaning::Private);
        if is_needed && !headings().any(|heading| heading == column.heading) {
            let meant = nearest(&column.heading, headings());
            let meant = meant.map_or_else(String::new, |heading| format!(": did you mean `{heading}`?"));
            bail!(
                "{path}:{}: the mapping file speaks of a column `{}`, which is not there{meant}",
                header.line,
                column.heading
            );
        }
        if is_needed && !column.meaning.suits(instructions.kind) {
            let (word, kind) = (column.meaning.word(), instructions.kind.word());
            bail!("{path}: the mapping file reads `{}` as {word}, which {kind} do not have", column.heading);
        }
    }
    let column = |(index, heading): (usize, &String)| match told.get(heading.as_str()) {
        Some(column) => Column { index, ..(*column).clone() },
        None => Column::new(heading, index, Meaning::Ignore),
    };
    Ok(header.headings.iter().enumerate().map(column).collect())
}

/// What a sheet is: by a mapping file, else by its headings and content.
fn candidate(
    path: &str,
    sheet: &Sheet,
    wanted: &Wanted,
    instructions: Option<&TableInstructions>,
) -> anyhow::Result<Option<Candidate>> {
    if let Some(instructions) = instructions {
        let named: BTreeSet<&str> = instructions.columns.iter().map(|column| column.heading.as_str()).collect();
        let Some(header) = header::find(&sheet.grid, &[instructions.kind], &named) else { return Ok(None) };
        let columns = as_told(path, &header, instructions)?;
        let sure = header.known;
        return Ok(Some(Candidate { header, kind: instructions.kind, columns, sure }));
    }
    let kinds = wanted.kind.map_or_else(|| TableKind::ALL.to_vec(), |kind| vec![kind]);
    let Some(header) = header::find(&sheet.grid, &kinds, &BTreeSet::new()) else { return Ok(None) };
    let mut found: Vec<(usize, TableKind, Vec<Column>)> = kinds
        .iter()
        .map(|kind| {
            let (columns, sure) = column::guess(*kind, &header, &sheet.grid, &wanted.keep);
            (sure, *kind, columns)
        })
        .filter(|(sure, ..)| *sure > 0)
        .collect();
    found.sort_by_key(|(sure, ..)| std::cmp::Reverse(*sure));
    if let [(first, one, _), (second, other, _), ..] = found.as_slice()
        && first == second
    {
        bail!("{path} may be a table of {} or of {}: say it with --kind", one.word(), other.word());
    }
    Ok(found.into_iter().next().map(|(sure, kind, columns)| Candidate { header, kind, columns, sure }))
}

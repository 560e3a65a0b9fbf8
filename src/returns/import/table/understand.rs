//! What a file is: which of its sheets is the table, what its rows are and what its columns mean.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::bail;

use super::column::{self, Column, quoted};
use super::header::{self, Header};
use super::instructions::{Instructions, TableInstructions};
use super::meaning::{Meaning, TableKind};
use super::open::{self, Sheet};
use super::unread::unread_amounts;
use super::{Guess, GuessedColumn, TableFile, Tables, Wanted, figure};
use crate::finding::{Code, Finding, nearest};
use crate::source::Position;

/// A file that was understood.
pub(super) struct Understood {
    /// Its place among the files.
    pub(super) file: usize,
    pub(super) sheet: Sheet,
    pub(super) header: Header,
    pub(super) kind: TableKind,
    pub(super) columns: Vec<Column>,
    /// Whether posts that are marked as vacant count like others.
    pub(super) counts_vacant: bool,
}

/// What a sheet is, and how sure that is.
struct Candidate {
    header: Header,
    kind: TableKind,
    columns: Vec<Column>,
    sure: usize,
}

/// Finds out what a file is. None where it has nothing to import; a finding says why.
pub(super) fn understand(
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
    let instructions = instructions.or_else(|| alike(&sheets, &told.tables, wanted.kind));
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
    // Who wrote a mapping file has said of each column what it is.
    let unread = unread_amounts(kind, &columns, &sheet.grid, header.first_row).filter(|_| instructions.is_none());
    result.findings.extend(unread.map(|finding| place_at(finding, Some(header.line))));
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
    let counts_vacant = instructions.is_some_and(|table| table.counts_vacant);
    if instructions.is_none() {
        let table = TableInstructions {
            file: name.to_owned(),
            sheet: sheet.name.clone(),
            kind,
            counts_vacant,
            columns: columns.clone(),
        };
        result.added.push(table.write());
        result.instructions.tables.push(table);
    }
    Ok(Some(Understood { file: place, sheet, header, kind, columns, counts_vacant }))
}

/// How a table with the same headings was read: next month's extract has another name, and a person corrected this month's.
fn alike<'t>(
    sheets: &[Sheet],
    told: &'t [TableInstructions],
    kind: Option<TableKind>,
) -> Option<&'t TableInstructions> {
    let has_headings_of = |table: &&TableInstructions| {
        let named: BTreeSet<&str> = table.columns.iter().map(|column| column.heading.as_str()).collect();
        let is_same = |header: Header| header.headings.iter().map(String::as_str).collect::<BTreeSet<_>>() == named;
        // Two columns may well be called alike in tables of different things.
        named.len() > 2
            && kind.is_none_or(|kind| kind == table.kind)
            && sheets.iter().any(|sheet| header::find(&sheet.grid, &[table.kind], &named).is_some_and(is_same))
    };
    told.iter().rev().find(has_headings_of)
}

/// Findings about columns: those that were dropped, and those that mean the same as another.
fn columns_told(
    columns: &[Column],
    line: u64,
    place_at: &dyn Fn(Finding, Option<u64>) -> Finding,
    result: &mut Tables,
) {
    let private: Vec<&Column> = columns.iter().filter(|column| column.meaning == Meaning::Private).collect();
    if !private.is_empty() {
        let message = format!("dropped, as they look like personal data: {}", quoted(&private));
        let finding = Finding::new(Code::PersonalColumns, message)
            .help("nothing of them is in the return; a column that is none is kept with --keep COLUMN");
        result.findings.push(place_at(finding, Some(line)));
    }
    let is_measured = |meaning: Meaning| meaning.is_figure() || meaning.is_date();
    let rivals = |measured| {
        columns.iter().filter_map(move |column| {
            column.rival.filter(|rival| is_measured(*rival) == measured).map(|rival| (column, rival))
        })
    };
    let same: Vec<&Column> = rivals(true).map(|(column, _)| column).collect();
    if !same.is_empty() {
        let message = format!("left out, as another column means the same: {}", quoted(&same));
        let finding = Finding::new(Code::AmbiguousFigure, message)
            .help("write in the mapping file which of them is right, or give both the same meaning to add them");
        result.findings.push(place_at(finding, Some(line)));
    }
    // Texts cannot be added: one of them is it.
    let texts: Vec<String> = rivals(false)
        .map(|(column, rival)| {
            let taken = columns.iter().find(|other| other.meaning == rival);
            let taken = taken.map_or_else(String::new, |taken| format!(" as `{}` is", taken.heading));
            format!("`{}` may be the {}{taken}", column.heading, rival.word())
        })
        .collect();
    if !texts.is_empty() {
        let finding = Finding::new(Code::AmbiguousColumn, format!("left out: {}", texts.join(", ")))
            .help("where it is the better one, write what it is in the mapping file, and `ignore` for the other");
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
    let mut columns: Vec<Column> = header.headings.iter().enumerate().map(column).collect();
    // Corrected is mostly one column: what it holds is not added once more.
    column::contained(&mut columns);
    Ok(columns)
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

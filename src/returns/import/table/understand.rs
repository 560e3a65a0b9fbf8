//! What a file is: which of its sheets are the table, what its rows are and what its columns mean.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::bail;

use super::column::{self, Column, quoted};
use super::content::{Content, find_shares};
use super::guess::{About, contained, guess};
use super::header::{self, Header};
use super::heading::Heading;
use super::instructions::{Instructions, TableInstructions};
use super::meaning::{Meaning, TableKind};
use super::open::{self, Sheet};
use super::unread::unread_amounts;
use super::versions::{self, Unclear};
use super::{Guess, GuessedColumn, TableFile, Tables, Wanted, figure, unknown};
use crate::finding::{Code, Finding, nearest};
use crate::money::plural;
use crate::returns::Period;
use crate::source::Position;

/// A table that was understood.
pub(super) struct Understood {
    /// Its place among the files.
    pub(super) file: usize,
    pub(super) sheet: Sheet,
    pub(super) header: Header,
    pub(super) kind: TableKind,
    pub(super) columns: Vec<Column>,
    /// Which rows of it are read.
    pub(super) rows: versions::Wanted,
    /// Whether posts that are marked as vacant count like others.
    pub(super) counts_vacant: bool,
}

/// What a sheet is, and how sure that is.
struct Candidate {
    header: Header,
    kind: TableKind,
    columns: Vec<Column>,
    contents: Vec<Content>,
    /// The instructions that say so, by their place.
    told: Option<usize>,
    sure: usize,
}

/// A file that is to be understood.
struct File<'f> {
    place: usize,
    path: &'f Arc<str>,
    /// Without its folder.
    name: &'f str,
    wanted: &'f Wanted,
    told: &'f Instructions,
    period: &'f Period,
}

/// Finds out what a file is. Nothing where it has nothing to import; a finding says why.
pub(super) fn understand(
    place: usize,
    file: &TableFile,
    wanted: &Wanted,
    told: &Instructions,
    period: &Period,
    result: &mut Tables,
) -> anyhow::Result<Vec<Understood>> {
    let name = file.path.rsplit(['/', '\\']).next().unwrap_or_default();
    let file = File { place, path: &file.path, name, wanted, told, period }.open(&file.bytes, result)?;
    Ok(file)
}

impl File<'_> {
    fn open(&self, bytes: &[u8], result: &mut Tables) -> anyhow::Result<Vec<Understood>> {
        let sheets = match open::open(bytes) {
            Ok(sheets) => sheets,
            Err(finding) => {
                result.unread += 1;
                result.findings.push(self.at(finding, None));
                return Ok(Vec::new());
            }
        };
        let mut told: Vec<usize> =
            (0..self.told.tables.len()).filter(|one| self.told.tables[*one].are_for(self.name)).collect();
        if told.is_empty() {
            told.extend(alike(&sheets, &self.told.tables, self.wanted.kind));
        }
        let names: Vec<String> = sheets.iter().filter_map(|sheet| sheet.name.clone()).collect();
        let mut candidates: Vec<(Sheet, Candidate)> = Vec::new();
        let mut others: Vec<Sheet> = Vec::new();
        for sheet in sheets {
            match self.candidate(&sheet, &told)? {
                Some(found) => candidates.push((sheet, found)),
                None => others.push(sheet),
            }
        }
        if candidates.is_empty() {
            self.nothing(&names, others, result);
            return Ok(Vec::new());
        }
        let (chosen, left) = chosen(candidates, self.period);
        let mut left_out: Vec<String> = left.into_iter().filter_map(|(sheet, _)| sheet.name).collect();
        left_out.extend(others.into_iter().filter(|sheet| sheet.grid.len() > 0).filter_map(|sheet| sheet.name));
        left_out.sort_by_key(|name| names.iter().position(|other| other == name));
        if !left_out.is_empty() {
            let quoted = |names: &mut dyn Iterator<Item = &str>| {
                names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
            };
            let mut imported = chosen.iter().filter_map(|(sheet, _)| sheet.name.as_deref());
            let message = format!(
                "{} {} imported, and not: {}",
                quoted(&mut imported),
                if chosen.len() > 1 { "are" } else { "is" },
                quoted(&mut left_out.iter().map(String::as_str))
            );
            let finding = Finding::new(Code::SheetsLeftOut, message).help("import another sheet with --sheet NAME");
            result.findings.push(self.at(finding, None));
        }
        let tables = chosen.into_iter().filter_map(|(sheet, found)| self.understood(sheet, found, result));
        Ok(tables.collect())
    }

    /// A finding about the file.
    fn at(&self, mut finding: Finding, line: Option<u64>) -> Finding {
        finding.path = Some(Arc::clone(self.path));
        finding.position = line.map(|line| Position { line: u32::try_from(line).unwrap_or(1), column: 1 });
        finding
    }

    /// What a sheet is: by a mapping file, else by its headings and content.
    fn candidate(&self, sheet: &Sheet, told: &[usize]) -> anyhow::Result<Option<Candidate>> {
        let is_called =
            |wanted: &str| sheet.name.as_deref().is_none_or(|name| name.to_lowercase() == wanted.to_lowercase());
        if self.wanted.sheet.as_deref().is_some_and(|wanted| !is_called(wanted)) {
            return Ok(None);
        }
        for place in told {
            let instructions = &self.told.tables[*place];
            let is_wanted = match (&self.wanted.sheet, &instructions.sheet) {
                (None, Some(wanted)) => is_called(wanted),
                (None, None) => !sheet.is_hidden,
                (Some(_), _) => true,
            };
            if !is_wanted {
                continue;
            }
            let named: BTreeSet<&str> = instructions.columns.iter().map(|column| column.heading.as_str()).collect();
            let found = if instructions.has_no_headings {
                Some(header::none(&sheet.grid))
            } else {
                header::find(&sheet.grid, &[instructions.kind], &named)
            };
            let Some(header) = found else { continue };
            let contents = contents(&sheet.grid, &header);
            let mut columns = as_told(self.path, &header, instructions)?;
            let title = header::title(&sheet.grid, &header);
            for column in columns.iter_mut().filter(|column| column.sign.is_none()) {
                column.sign = title.currency;
            }
            find_shares(&mut columns, &sheet.grid, header.first_row);
            let sure = header.known + usize::from(instructions.has_no_headings);
            return Ok(Some(Candidate {
                header,
                kind: instructions.kind,
                columns,
                contents,
                told: Some(*place),
                sure,
            }));
        }
        if !told.is_empty() || self.wanted.sheet.is_none() && sheet.is_hidden {
            return Ok(None);
        }
        let kinds = self.wanted.kind.map_or_else(|| TableKind::ALL.to_vec(), |kind| vec![kind]);
        let Some(header) = header::find(&sheet.grid, &kinds, &BTreeSet::new()) else { return Ok(None) };
        let contents = contents(&sheet.grid, &header);
        let title = header::title(&sheet.grid, &header);
        let about = About {
            kept: &self.wanted.keep,
            period: self.period,
            title: &title,
            is_one_body: self.wanted.organisation.is_some(),
        };
        let of_kind = |kind: &TableKind| {
            let (columns, sure) = guess(*kind, &header, &contents, about);
            (sure, *kind, columns)
        };
        let mut found: Vec<(usize, TableKind, Vec<Column>)> =
            kinds.iter().map(of_kind).filter(|(sure, ..)| *sure > 0).collect();
        // Of equals the first: a list of services with their cost rather than lines of a ledger.
        found.sort_by_key(|(sure, ..)| std::cmp::Reverse(*sure));
        let best = found.into_iter().next();
        Ok(best.map(|(sure, kind, mut columns)| {
            find_shares(&mut columns, &sheet.grid, header.first_row);
            Candidate { header, kind, columns, contents, told: None, sure }
        }))
    }

    /// Why there is nothing to import, and a mapping file to begin with.
    fn nothing(&self, names: &[String], sheets: Vec<Sheet>, result: &mut Tables) {
        let wanted = self.wanted.sheet.as_deref();
        if let Some(sheet) = wanted
            && !names.is_empty()
            && !names.iter().any(|name| name.to_lowercase() == sheet.to_lowercase())
        {
            let message = format!("there is no sheet `{sheet}`; there are {}", names.join(", "));
            result
                .findings
                .push(self.at(Finding::new(Code::NoTable, message).help("name one of them with --sheet"), None));
            return;
        }
        // The longest sheet that anybody sees, or that is asked for.
        let is_wanted = |sheet: &Sheet| match wanted {
            Some(wanted) => sheet.name.as_deref().is_none_or(|name| name.to_lowercase() == wanted.to_lowercase()),
            None => !sheet.is_hidden,
        };
        let sheet = sheets
            .into_iter()
            .filter(is_wanted)
            .max_by_key(|sheet| sheet.grid.len())
            .filter(|sheet| sheet.grid.len() > 0);
        let Some(sheet) = sheet else {
            let finding = Finding::new(Code::NoTable, "there is nothing in it that could be imported")
                .help("name another file, or a sheet with --sheet");
            result.findings.push(self.at(finding, None));
            return;
        };
        let is_told = self.told.tables.iter().any(|table| table.are_for(self.name));
        let table = unknown::instructions(self.name, &sheet, self.wanted, self.period);
        let message = if is_told {
            "the mapping file lacks a column that the table needs: there is nothing to import".to_owned()
        } else if table.has_no_headings {
            "it begins without headings: give the meaning of its columns before you import it".to_owned()
        } else {
            "no row has headings that are understood: there is nothing to import".to_owned()
        };
        let help = if is_told {
            "correct the columns of this file in the mapping file, and import again".to_owned()
        } else {
            format!(
                "the mapping file lists its {} {} with what {} may be: correct it, and import again",
                table.columns.len(),
                plural(table.columns.len(), "column"),
                crate::money::agree(table.columns.len(), "it", "they")
            )
        };
        result.findings.push(self.at(Finding::new(Code::NoTable, message).help(help), None));
        if !is_told {
            result.added.push(table.write());
            result.instructions.tables.push(table);
        }
    }

    /// What is told of a table that was understood, and which of its rows are read. None where that is not clear.
    fn understood(&self, sheet: Sheet, found: Candidate, result: &mut Tables) -> Option<Understood> {
        let Candidate { header, kind, columns, contents, told, .. } = found;
        let line = Some(header.line);
        let guess = Guess {
            path: Arc::clone(self.path),
            sheet: sheet.name.clone(),
            kind,
            line: header.line,
            rows: sheet.grid.len() - header.first_row,
            is_told: told.is_some(),
            columns: columns.iter().map(|column| shown(column, &sheet, &header)).collect(),
        };
        result.guesses.push(guess);
        let told = told.map(|place| &self.told.tables[place]);
        if told.is_none() {
            let table = TableInstructions {
                file: self.name.to_owned(),
                sheet: sheet.name.clone(),
                kind,
                counts_vacant: false,
                has_no_headings: false,
                rows: BTreeMap::new(),
                columns: columns.clone(),
                comments: columns.iter().map(|column| unknown::comment(kind, column, &sheet, &header)).collect(),
                is_unknown: false,
            };
            result.added.push(table.write());
            result.instructions.tables.push(table);
        }
        let mut notes = Vec::new();
        let rows = self.rows(&sheet, &header, &columns, told, &mut notes);
        result.findings.extend(notes.into_iter().map(|finding| self.at(finding, line)));
        match rows {
            Ok(rows) => {
                columns_told(&columns, line, &|finding, line| self.at(finding, line), result);
                let hidden: Vec<&Column> = columns
                    .iter()
                    .filter(|column| {
                        sheet.look.hidden_columns.contains(&column.index) && contents[column.index].filled > 0
                    })
                    .collect();
                if !hidden.is_empty() {
                    let message = format!(
                        "the workbook hides {}, and {} read like the others",
                        quoted(&hidden),
                        if hidden.len() > 1 { "they are" } else { "it is" }
                    );
                    let finding = Finding::new(Code::HiddenRows, message)
                        .help("write `ignore` in the mapping file for a column that is not to count");
                    result.findings.push(self.at(finding, line));
                }
                // Who wrote a mapping file has said of each column what it is.
                // Cells beyond the last heading are a matter of their rows.
                let width = header.first_row.checked_sub(1).and_then(|row| sheet.widths.get(row)).copied();
                let headed: Vec<Column> =
                    columns.iter().filter(|column| width.is_none_or(|width| column.index < width)).cloned().collect();
                let unread = unread_amounts(kind, &headed, &contents).filter(|_| told.is_none());
                result.findings.extend(unread.map(|finding| self.at(finding, line)));
                let counts_vacant = told.is_some_and(|table| table.counts_vacant);
                Some(Understood { file: self.place, sheet, header, kind, columns, rows, counts_vacant })
            }
            Err(Unclear(finding)) => {
                result.unclear += 1;
                result.findings.push(self.at(finding, line));
                None
            }
        }
    }

    /// Which rows are read, where a table holds several years or versions.
    fn rows(
        &self,
        sheet: &Sheet,
        header: &Header,
        columns: &[Column],
        told: Option<&TableInstructions>,
        notes: &mut Vec<Finding>,
    ) -> Result<versions::Wanted, Unclear> {
        let nothing = BTreeMap::new();
        let by_hand = told.map_or(&nothing, |table| &table.rows);
        for heading in by_hand.keys() {
            if !columns.iter().any(|column| column.heading == *heading) {
                let message = format!(
                    "`rows` in the mapping file names a column `{heading}`, which is not there: nothing is read"
                );
                return Err(Unclear(Finding::new(Code::SeveralVersions, message).help("name a column of the table")));
            }
        }
        if told.is_none() {
            versions::columns(columns, self.period, notes)?;
        }
        let rows = versions::rows(columns, &sheet.grid, header.first_row, self.period, by_hand, notes)?;
        let of_title = header::title(&sheet.grid, header).year;
        let is_dated =
            columns.iter().any(|column| Heading::of(&column.heading).year.is_some() || column.meaning == Meaning::Year);
        if let Some(year) = of_title.filter(|_| told.is_none() && !is_dated)
            && versions::fit(year, self.period) == versions::Fit::No
        {
            notes.push(versions::other_title(self.period));
        }
        Ok(rows)
    }
}

/// What stands below each heading.
fn contents(grid: &super::grid::Grid, header: &Header) -> Vec<Content> {
    (0..header.headings.len()).map(|column| Content::of(grid, header.first_row, column)).collect()
}

/// A sheet and what it was taken for.
type Guessed = (Sheet, Candidate);

/// The sheets that are read, and those that are not: the one that is understood best, and all that have the same headings, as
/// where each directorate has a sheet. Of sheets of several years the one of the period is read.
fn chosen(candidates: Vec<Guessed>, period: &Period) -> (Vec<Guessed>, Vec<Guessed>) {
    if candidates.iter().all(|(_, found)| found.told.is_some()) {
        let mut seen = BTreeSet::new();
        return candidates.into_iter().partition(|(_, found)| found.told.is_some_and(|place| seen.insert(place)));
    }
    // The sheet that is understood best, of equals the longest, of equals the first.
    let best = (0..candidates.len()).max_by_key(|index| {
        let (sheet, found) = &candidates[*index];
        (found.sure, sheet.grid.len(), std::cmp::Reverse(*index))
    });
    let Some(best) = best else { return (Vec::new(), candidates) };
    let headings = candidates[best].1.header.headings.clone();
    let kind = candidates[best].1.kind;
    let name = |sheet: &Sheet| sheet.name.clone().unwrap_or_default();
    // The months of a ledger are added up, whoever typed their headings.
    let is_of_month = |sheet: &Sheet| !versions::months(&name(sheet)).is_empty();
    let months = candidates.iter().filter(|(sheet, found)| found.kind == kind && is_of_month(sheet)).count();
    if kind == TableKind::Costs && months > 1 && is_of_month(&candidates[best].0) {
        return candidates.into_iter().partition(|(sheet, found)| found.kind == kind && is_of_month(sheet));
    }
    let is_same = |found: &Candidate| found.header.headings == headings && found.kind == kind;
    // The same list of posts month by month: the last one is how it is.
    if kind == TableKind::Roles && months > 1 && is_of_month(&candidates[best].0) {
        let dated = |(sheet, found): &Guessed| versions::moment(&name(sheet), period).filter(|_| is_same(found));
        let last = candidates.iter().filter_map(dated).max();
        return candidates.into_iter().partition(|candidate| dated(candidate).is_some_and(|date| Some(date) == last));
    }
    let names: Vec<String> =
        candidates.iter().filter(|(_, found)| is_same(found)).map(|(sheet, _)| name(sheet)).collect();
    let year = |name: &str| super::heading::year(name);
    let is_dated = names
        .iter()
        .any(|name| year(name).is_some() || versions::is_version(name) || !versions::months(name).is_empty());
    let of_period: Vec<&String> = names
        .iter()
        .filter(|name| year(name).is_some_and(|year| versions::fit(year, period) == versions::Fit::Exact))
        .collect();
    let wanted: Option<Vec<String>> = match (names.len() > 1, is_dated, of_period.as_slice()) {
        (true, false, _) => Some(names.clone()),
        (true, true, [one]) => Some(vec![(*one).clone()]),
        (false, ..) | (true, true, _) => None,
    };
    let mut index = 0;
    candidates.into_iter().partition(|(sheet, found)| {
        let is_best = index == best;
        index += 1;
        wanted.as_ref().map_or(is_best, |wanted| is_same(found) && wanted.contains(&name(sheet)))
    })
}

/// How a table with the same headings was read: next month's extract has another name, and a person corrected this month's.
fn alike(sheets: &[Sheet], told: &[TableInstructions], kind: Option<TableKind>) -> Option<usize> {
    let has_headings_of = |place: &usize| {
        let table = &told[*place];
        let named: BTreeSet<&str> = table.columns.iter().map(|column| column.heading.as_str()).collect();
        let is_same = |header: Header| header.headings.iter().map(String::as_str).collect::<BTreeSet<_>>() == named;
        // Two columns may well be called alike in tables of different things.
        named.len() > 2
            && !table.has_no_headings
            && kind.is_none_or(|kind| kind == table.kind)
            && sheets.iter().any(|sheet| header::find(&sheet.grid, &[table.kind], &named).is_some_and(is_same))
    };
    (0..told.len()).rev().find(has_headings_of)
}

/// Findings about columns: those that were dropped, and those that mean the same as another.
fn columns_told(
    columns: &[Column],
    line: Option<u64>,
    place_at: &dyn Fn(Finding, Option<u64>) -> Finding,
    result: &mut Tables,
) {
    let private: Vec<&Column> = columns.iter().filter(|column| column.meaning == Meaning::Private).collect();
    if !private.is_empty() {
        let message = format!("left out because they look like personal data: {}", quoted(&private));
        let finding = Finding::new(Code::PersonalColumns, message)
            .help("nothing from them is in the return; use --keep COLUMN to keep one that is not personal");
        result.findings.push(place_at(finding, line));
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
        result.findings.push(place_at(finding, line));
    }
    let of_years: Vec<&Column> = columns.iter().filter(|column| column.note == Some(column::OTHER_YEAR)).collect();
    if !of_years.is_empty() {
        let message = format!(
            "left out, as {} of another year: {}",
            if of_years.len() > 1 { "they are" } else { "it is" },
            quoted(&of_years)
        );
        let mut finding =
            Finding::new(Code::SeveralVersions, message).help("name the other year with --period to import that");
        finding.severity = crate::finding::Severity::Note;
        result.findings.push(place_at(finding, line));
    }
    let by_size: Vec<&Column> = columns
        .iter()
        .filter(|column| column.is_share && column.meaning.is_figure() && !Heading::of(&column.heading).is_share)
        .collect();
    if !by_size.is_empty() {
        let message = format!("read as shares, as no figure is above 100: {}", quoted(&by_size));
        let finding = Finding::new(Code::ConvertedFigures, message)
            .help("where they are amounts, give those of a whole year and their currency sign in the source");
        result.findings.push(place_at(finding, line));
    }
    let shares: Vec<&Column> =
        columns.iter().filter(|column| column.is_share && column.meaning == Meaning::Ignore).collect();
    if !shares.is_empty() {
        let message = format!("shares that are not read, because it is not clear of what: {}", quoted(&shares));
        let finding = Finding::new(Code::AmbiguousColumn, message)
            .help("write in the mapping file what it is, such as `on-costs` or `fte`");
        result.findings.push(place_at(finding, line));
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
        result.findings.push(place_at(finding, line));
    }
}

fn shown(column: &Column, sheet: &Sheet, header: &Header) -> GuessedColumn {
    let is_private = column.meaning == Meaning::Private;
    let example = column::cells(&sheet.grid, header.first_row, column.index).find(|cell| !cell.is_empty());
    let example = example.filter(|_| !is_private).map(|cell| cell.text.chars().take(40).collect()).unwrap_or_default();
    let mut notes: Vec<String> = Vec::new();
    match column.meaning {
        Meaning::Private => notes.push("left out: personal".to_owned()),
        _ => notes.extend(column.note.map(str::to_owned)),
    }
    if column.times.abs() != figure::ONE {
        notes.push(format!("times {}", column.times / figure::ONE));
    }
    if let Some(basis) = column.basis {
        notes.push(format!("per {}", basis.word()));
    }
    if column.is_share && column.meaning.is_figure() {
        notes.push("shares".to_owned());
    }
    let meaning = match column.meaning {
        Meaning::Private | Meaning::Ignore => "–",
        meaning => meaning.word(),
    };
    GuessedColumn { heading: column.heading.clone(), meaning, example, note: notes.join(", ") }
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
                "{path}:{}: the mapping file names a column `{}`, which is not there{meant}",
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
        Some(column) => {
            Column { index, rank: column.meaning.rank(instructions.kind, heading, index), ..(*column).clone() }
        }
        None => Column::new(heading, index, Meaning::Ignore),
    };
    let mut columns: Vec<Column> = header.headings.iter().enumerate().map(column).collect();
    // Corrected is mostly one column: what it holds is not added once more.
    contained(&mut columns);
    Ok(columns)
}

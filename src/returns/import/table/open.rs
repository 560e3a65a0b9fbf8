//! From a file to its sheets: CSV, XLSX, XLS and ODS, with limits, so that no file can ask for more memory than it deserves.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, DataRef, ExcelDateTime, Ods, Range, Reader, SheetVisible, Xls, Xlsx};
use quick_xml::events::Event;

use super::broken::{Broken, Quotes};
use super::currency;
use super::grid::{Form, Grid, TooMuch, cut};
use super::look::{self, Look};
use crate::finding::{Code, Finding};
use crate::returns::import::plain_text::{LineCount, decoded};
use crate::source::words_of;

/// The largest file that is read, and the most that a workbook may unpack to.
const FILE: usize = 256 << 20;

/// Cells that the repetitions of an ODS sheet may make.
const REPEATED: u64 = 20_000_000;

/// A sheet of a file. A CSV is one without a name.
#[derive(Debug)]
pub(super) struct Sheet {
    /// Its name.
    pub(super) name: Option<String>,
    /// Whether the workbook hides it.
    pub(super) is_hidden: bool,
    /// Its cells.
    pub(super) grid: Grid,
    /// Whether decimals are more likely to stand behind a comma.
    pub(super) is_continental: bool,
    /// Of a CSV: how many cells its first rows have, empty ones too.
    pub(super) widths: Vec<usize>,
    /// Of a CSV: what is broken, by the line on which a row begins.
    pub(super) broken: BTreeMap<u64, Broken>,
    /// Of a workbook: what is hidden and what is merged.
    pub(super) look: Look,
}

/// Cells of several rows that are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Merged {
    pub(super) first_row: usize,
    pub(super) last_row: usize,
    pub(super) first_column: usize,
    pub(super) last_column: usize,
}

impl Merged {
    /// Whether a column is part of it.
    pub(super) fn holds(&self, column: usize) -> bool {
        (self.first_column..=self.last_column).contains(&column)
    }
}

/// The tables in a ZIP that is no workbook, with their names; none where the file is no such ZIP.
pub(super) fn unpacked(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    if !bytes.starts_with(b"PK\x03\x04") || bytes.len() > FILE {
        return None;
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let names: Vec<String> = archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect();
    let is_workbook =
        |name: &String| matches!(name.as_str(), "[Content_Types].xml" | "content.xml" | "xl/workbook.xml");
    if names.iter().any(is_workbook) {
        return None;
    }
    let is_table = |name: &String| {
        let lower = name.to_lowercase();
        let hidden = lower.rsplit('/').next().unwrap_or_default().starts_with('.') || lower.starts_with("__macosx");
        !hidden && [".csv", ".tsv", ".txt", ".xlsx", ".ods", ".xls"].iter().any(|ending| lower.ends_with(ending))
    };
    let mut tables: Vec<String> = names.into_iter().filter(is_table).collect();
    tables.sort();
    let mut left = FILE as u64;
    let mut unpacked = Vec::new();
    for name in tables.into_iter().take(MOST_TABLES) {
        let mut text = Vec::new();
        archive.by_name(&name).ok()?.take(left).read_to_end(&mut text).ok()?;
        left = left.saturating_sub(text.len() as u64);
        if left == 0 {
            return None;
        }
        unpacked.push((name, text));
    }
    (!unpacked.is_empty()).then_some(unpacked)
}

/// Tables that are read of one ZIP.
const MOST_TABLES: usize = 200;

/// What stands for the value of a formula that has none.
const UNCALCULATED: &str = "#VALUE";

/// Why a file cannot be read, and what to do.
type Refused = (String, &'static str);

/// The sheets of a file.
///
/// # Errors
/// A finding: the file is no table, is broken, is locked, or is too large.
pub(super) fn open(bytes: &[u8]) -> Result<Vec<Sheet>, Finding> {
    let sheets = if bytes.len() > FILE {
        Err(("the file is larger than 256 MiB".to_owned(), "import it in parts"))
    } else if bytes.starts_with(b"PK\x03\x04") {
        workbook(bytes)
    } else if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        old_workbook(bytes)
    } else if let Some(refused) = something_else(bytes) {
        Err(refused)
    } else {
        csv(&decoded(bytes)).map(|sheet| vec![sheet])
    };
    sheets.map_err(|(message, help)| Finding::new(Code::UnreadableFile, message).help(help))
}

/// Files that are no tables, by their first bytes.
fn something_else(bytes: &[u8]) -> Option<Refused> {
    let save = "save the table as CSV, XLSX or ODS and import that";
    let begins = |mark: &[u8]| bytes.trim_ascii_start().starts_with(mark);
    if begins(b"%PDF") {
        return Some(("this is a PDF, whatever its name".to_owned(), save));
    }
    let head = bytes.trim_ascii_start().get(..9).unwrap_or_default().to_ascii_lowercase();
    if head.starts_with(b"<html") || head.starts_with(b"<!doctype") || head.starts_with(b"<?xml") {
        return Some(("this is a web page or XML, whatever its name".to_owned(), save));
    }
    let is_text = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    if !is_text && bytes.iter().take(8192).any(|byte| *byte == 0) {
        return Some(("this is not a table: it holds bytes that no text has".to_owned(), save));
    }
    None
}

fn too_much(much: &TooMuch) -> Refused {
    (format!("the table has {}", much.0), "import it in parts, or take out the sheets that are not needed")
}

fn csv(text: &str) -> Result<Sheet, Refused> {
    let (delimiter, usual) = delimiter(text);
    // `sep=;` is for Excel, and no row.
    let text = match text.split_once('\n') {
        Some((first, rest)) if first.trim_end().len() == 5 && first.to_lowercase().starts_with("sep=") => rest,
        _ => text,
    };
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).has_headers(false).delimiter(delimiter).from_reader(text.as_bytes());
    let mut grid = Grid::default();
    let mut at = LineCount::of_text(text);
    let mut quotes = Quotes::of(text, delimiter, usual);
    let mut widths = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let is_more = reader
            .read_record(&mut record)
            .map_err(|error| (format!("this is not CSV: {}", words_of(&error)), "save it again"))?;
        if !is_more {
            break;
        }
        for (column, cell) in record.iter().enumerate() {
            grid.put(column, cell, Form::Text).map_err(|much| too_much(&much))?;
        }
        let byte = record.position().map_or(0, csv::Position::byte);
        let line = at.line_of(byte);
        quotes.see(byte, line, &record);
        if widths.len() < FIRST_ROWS {
            widths.push(record.len());
        }
        grid.end_row(line).map_err(|much| too_much(&much))?;
    }
    grid.trim();
    let broken = quotes.broken();
    let is_continental = delimiter == b';';
    Ok(Sheet { name: None, is_hidden: false, grid, is_continental, widths, broken, look: Look::default() })
}

/// Rows among which headings are looked for, and a few more.
const FIRST_ROWS: usize = 50;

/// The sign that divides most of the first lines into the same number of parts, and how many those are.
fn delimiter(text: &str) -> (u8, usize) {
    let score = |sign: u8| {
        let head = cut(text, 1 << 16);
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).has_headers(false).delimiter(sign).from_reader(head.as_bytes());
        let mut widths = std::collections::BTreeMap::<usize, usize>::new();
        for record in reader.records().take(50).flatten() {
            *widths.entry(record.len()).or_default() += 1;
        }
        widths.into_iter().filter(|(width, _)| *width > 1).map(|(width, count)| (count, width)).max()
    };
    // Of equals the last wins.
    let best = [b'|', b'\t', b';', b','].into_iter().map(|sign| (score(sign), sign)).max_by_key(|(score, _)| *score);
    best.map_or((b',', 1), |(score, sign)| (sign, score.map_or(1, |(_, width)| width)))
}

/// A workbook of Excel 2003 or older; locked new ones stand in the same container.
fn old_workbook(bytes: &[u8]) -> Result<Vec<Sheet>, Refused> {
    let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let password = ("the workbook is protected by a password".to_owned(), "save it without one and import that");
    if bytes.windows(locked.len()).any(|window| window == locked) {
        return Err(password);
    }
    let broken =
        |error: &dyn std::fmt::Display| (format!("the workbook cannot be read: {error}"), "open it, save it again");
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::XlsError::Password => password.clone(),
        error => broken(&error),
    })?;
    let sheets = book.sheets_metadata().to_vec();
    let mut read = Vec::new();
    for sheet in sheets.iter().filter(|sheet| sheet.typ == calamine::SheetType::WorkSheet) {
        let range = book.worksheet_range(&sheet.name).map_err(|error| broken(&error))?;
        let grid = ods_sheet(&range, &Range::empty(), &Look::default()).map_err(|much| too_much(&much))?;
        let merged = book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
        let look = Look { merged: merged.iter().filter_map(of_dimensions).collect(), ..Look::default() };
        read.push(sheet_of(&sheet.name, sheet.visible, grid, look));
    }
    Ok(read)
}

/// A sheet of a workbook.
fn sheet_of(name: &str, visible: SheetVisible, grid: Grid, look: Look) -> Sheet {
    Sheet {
        name: Some(name.to_owned()),
        is_hidden: visible != SheetVisible::Visible,
        grid,
        is_continental: false,
        widths: Vec::new(),
        broken: BTreeMap::new(),
        look,
    }
}

/// Merged cells of several rows.
fn of_dimensions(cells: &calamine::Dimensions) -> Option<Merged> {
    let place = |number: u32| number as usize;
    (cells.start.0 < cells.end.0).then(|| Merged {
        first_row: place(cells.start.0),
        last_row: place(cells.end.0),
        first_column: place(cells.start.1),
        last_column: place(cells.end.1),
    })
}

fn workbook(bytes: &[u8]) -> Result<Vec<Sheet>, Refused> {
    let broken = |error: &dyn std::fmt::Display| {
        (format!("the workbook is broken: {}", words_of(&error.to_string())), "open it, save it again, and import that")
    };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let is_ods = archive.by_name("content.xml").is_ok();
    let mut left = FILE as u64;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| broken(&error))?;
        // What the archive says of its own sizes may be a lie.
        left -= std::io::copy(&mut part.take(left), &mut std::io::sink()).map_err(|error| broken(&error))?;
        if left == 0 {
            return Err((
                "the workbook unpacks to more than 256 MiB".to_owned(),
                "save the one sheet that is needed as CSV and import that",
            ));
        }
    }
    if is_ods {
        let content = archive.by_name("content.xml").map_err(|error| broken(&error))?;
        bounded(content).map_err(|error| broken(&error))?;
        let content = archive.by_name("content.xml").map_err(|error| broken(&error))?;
        let looks = look::of_ods(content);
        return ods(bytes, &looks).map_err(|error| match error {
            calamine::OdsError::Password => {
                ("the workbook is protected by a password".to_owned(), "save it without one and import that")
            }
            error => broken(&error),
        });
    }
    let is_calculated = archive.by_name("xl/workbook.xml").map_or(true, |part| !awaits_calculation(part));
    let looks = look::of_xlsx(&mut archive);
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let sheets = book.sheets_metadata().to_vec();
    let mut read = Vec::new();
    for sheet in sheets.iter().filter(|sheet| sheet.typ == calamine::SheetType::WorkSheet) {
        let mut look = looks.get(&sheet.name).cloned().unwrap_or_default();
        let merged = book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
        look.merged = merged.iter().filter_map(of_dimensions).collect();
        let grid = xlsx_sheet(&mut book, &sheet.name, is_calculated).map_err(|error| match error {
            SheetError::TooMuch(much) => too_much(&much),
            SheetError::Broken(error) => broken(&error),
        })?;
        read.push(sheet_of(&sheet.name, sheet.visible, grid, look));
    }
    Ok(read)
}

/// Whether a workbook asks to be calculated when it is opened. Programs that write one put nothing, or 0, where a formula
/// has a value.
fn awaits_calculation(part: impl Read) -> bool {
    let mut reader = quick_xml::Reader::from_reader(std::io::BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start) | Event::Empty(start)) if start.local_name().as_ref() == "calcPr" => {
                let mut asks = start.attributes().flatten().filter(|one| one.key.as_ref() == "fullCalcOnLoad");
                return asks.any(|one| matches!(one.value.as_ref(), "1" | "true"));
            }
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

enum SheetError {
    TooMuch(TooMuch),
    Broken(calamine::XlsxError),
}

impl From<TooMuch> for SheetError {
    fn from(much: TooMuch) -> Self {
        Self::TooMuch(much)
    }
}

impl From<calamine::XlsxError> for SheetError {
    fn from(error: calamine::XlsxError) -> Self {
        Self::Broken(error)
    }
}

/// A sheet cell by cell: as a whole it would take as much memory as its last cell says.
fn xlsx_sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, is_calculated: bool) -> Result<Grid, SheetError> {
    let mut grid = Grid::default();
    let forms = forms(book, name)?;
    let mut cells = book.worksheet_cells_reader(name)?;
    let mut row = 0;
    while let Some(cell) = cells.next_cell_with_formula_metadata()? {
        let (at, column) = cell.pos;
        // Rows that go back are put where the reading is.
        while row < at {
            row += 1;
            grid.end_row(u64::from(row))?;
        }
        let column = column as usize;
        let has_no_value = match &cell.value {
            DataRef::Empty => true,
            DataRef::Int(0) | DataRef::Float(0.0) => !is_calculated,
            _ => false,
        };
        match &cell.value {
            _ if cell.formula.is_some() && has_no_value => grid.put(column, UNCALCULATED, Form::Fault)?,
            DataRef::Empty => {}
            DataRef::Int(number) => {
                let form = forms.get(&cell.pos).copied().unwrap_or(Form::Number);
                grid.put(column, &number.to_string(), form)?;
            }
            DataRef::Float(number) => {
                put_number(&mut grid, column, *number, forms.get(&cell.pos).copied().unwrap_or(Form::Number))?;
            }
            DataRef::String(text) => grid.put(column, text, Form::Text)?,
            DataRef::SharedString(text) => grid.put(column, text, Form::Text)?,
            DataRef::Bool(truth) => grid.put(column, &truth.to_string(), Form::Text)?,
            DataRef::DateTime(date) => put_date(&mut grid, column, date)?,
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => grid.put(column, text, Form::Date)?,
            DataRef::Error(error) => grid.put(column, &error.to_string(), Form::Fault)?,
        }
    }
    grid.end_row(u64::from(row) + 1)?;
    grid.trim();
    Ok(grid)
}

/// Cells that show their number as an amount in a currency, or as a percentage.
fn forms(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<BTreeMap<(u32, u32), Form>, calamine::XlsxError> {
    let mut cells = book.worksheet_cells_reader(name)?;
    let form = |style: &calamine::Style| {
        let format = style.number_format.as_ref()?;
        form_of(&format.format_code)
    };
    let of_style: Vec<Option<Form>> = cells.styles().iter().map(form).collect();
    let mut forms = BTreeMap::new();
    if of_style.iter().any(Option::is_some) {
        while let Some((row, column, style)) = cells.next_style_id()? {
            if let Some(form) = of_style.get(style).copied().flatten() {
                forms.insert((row, column), form);
            }
        }
    }
    Ok(forms)
}

/// What a number format says of the number.
fn form_of(format: &str) -> Option<Form> {
    if format.contains('%') { Some(Form::Percent) } else { currency::of_format(format).map(Form::Money) }
}

fn put_number(grid: &mut Grid, column: usize, number: f64, form: Form) -> Result<(), TooMuch> {
    // Nine decimals are exact for what people type, and leave out what binary arithmetic adds.
    let text = format!("{number:.9}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    grid.put(column, text, form)
}

fn put_date(grid: &mut Grid, column: usize, date: &ExcelDateTime) -> Result<(), TooMuch> {
    if date.is_duration() {
        return put_number(grid, column, date.as_f64(), Form::Number);
    }
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    grid.put(column, &format!("{year:04}-{month:02}-{day:02}"), Form::Date)
}

fn ods(bytes: &[u8], looks: &BTreeMap<String, Look>) -> Result<Vec<Sheet>, calamine::OdsError> {
    let mut book = Ods::new(Cursor::new(bytes))?;
    let sheets = book.sheets_metadata().to_vec();
    let mut read = Vec::new();
    for sheet in sheets {
        let range = book.worksheet_range(&sheet.name)?;
        let formulas = book.worksheet_formula(&sheet.name)?;
        let look = looks.get(&sheet.name).cloned().unwrap_or_default();
        let grid = ods_sheet(&range, &formulas, &look)
            .map_err(|much| calamine::OdsError::Io(std::io::Error::other(much.0)))?;
        read.push(sheet_of(&sheet.name, sheet.visible, grid, look));
    }
    Ok(read)
}

/// A sheet from its values and its formulas. Where only a formula stands, nobody has calculated it.
fn ods_sheet(range: &Range<Data>, formulas: &Range<String>, look: &Look) -> Result<Grid, TooMuch> {
    let mut grid = Grid::default();
    let ends = [range.end(), formulas.end()];
    let Some((last, right)) = ends.into_iter().flatten().reduce(|a, b| (a.0.max(b.0), a.1.max(b.1))) else {
        return Ok(grid);
    };
    for line in 0..=last {
        for column in 0..=right {
            let is_formula = || formulas.get_value((line, column)).is_some_and(|formula| !formula.is_empty());
            match range.get_value((line, column)) {
                Some(Data::Empty) | None if is_formula() => grid.put(column as usize, UNCALCULATED, Form::Fault)?,
                Some(cell) => {
                    let form = look.forms.get(&(line as usize, column as usize)).copied().unwrap_or(Form::Number);
                    put_data(&mut grid, column as usize, cell, form)?;
                }
                None => {}
            }
        }
        grid.end_row(u64::from(line) + 1)?;
    }
    grid.trim();
    Ok(grid)
}

fn put_data(grid: &mut Grid, column: usize, cell: &Data, form: Form) -> Result<(), TooMuch> {
    match cell {
        Data::Empty => Ok(()),
        Data::Int(number) => grid.put(column, &number.to_string(), form),
        Data::Float(number) => put_number(grid, column, *number, form),
        Data::DateTime(date) => put_date(grid, column, date),
        Data::DateTimeIso(text) | Data::DurationIso(text) => grid.put(column, text, Form::Date),
        Data::Error(error) => grid.put(column, &error.to_string(), Form::Fault),
        other => grid.put(column, &other.to_string(), Form::Text),
    }
}

/// Refuses an ODS whose repeated rows and columns would make more cells than a table has.
fn bounded(content: impl Read) -> Result<(), String> {
    let mut reader = quick_xml::Reader::from_reader(std::io::BufReader::new(content));
    let mut buffer = Vec::new();
    // Of the sheet: rows, columns up to the last that holds something, and the texts that are repeated.
    let (mut rows, mut width, mut texts) = (0_u64, 0_u64, 0_u64);
    let (mut repeats, mut column, mut last, mut cell) = (1_u64, 0_u64, 0_u64, 1_u64);
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|error| error.to_string())?;
        let (start, is_open) = match &event {
            Event::Start(start) => (Some(start), true),
            Event::Empty(start) => (Some(start), false),
            Event::End(end) if end.name().as_ref() == "table:table-row" => {
                (rows, width) = (rows.saturating_add(repeats), width.max(last));
                (None, true)
            }
            Event::End(end) if end.name().as_ref() == "table:table" => {
                (rows, width) = (0, 0);
                (None, true)
            }
            Event::Text(text) => {
                let all = (text.len() as u64).saturating_mul(repeats).saturating_mul(cell);
                texts = texts.saturating_add(all);
                (None, true)
            }
            Event::Eof => return Ok(()),
            _ => (None, true),
        };
        if let Some(start) = start {
            let repeated = |key: &str| {
                let found = start.attributes().flatten().find(|attribute| attribute.key.as_ref() == key);
                found.and_then(|found| found.value.parse::<u64>().ok()).unwrap_or(1)
            };
            match start.name().as_ref() {
                "table:table-row" => {
                    (repeats, column, last) = (repeated("table:number-rows-repeated"), 0, 0);
                    if !is_open {
                        rows = rows.saturating_add(repeats);
                    }
                }
                "table:table-cell" | "table:covered-table-cell" => {
                    cell = repeated("table:number-columns-repeated");
                    column = column.saturating_add(cell);
                    // What is closed at once may still have a value, or only a formula.
                    let holds = |key: &str| key.starts_with("office:") || key == "table:formula";
                    if is_open || start.attributes().flatten().any(|attribute| holds(attribute.key.as_ref())) {
                        last = column;
                    }
                }
                _ => {}
            }
        }
        // Empty rows at the end of a sheet are repeated to its last possible one, and hold nothing.
        let filled = if last > 0 { rows.saturating_add(repeats).saturating_mul(width.max(last)) } else { 0 };
        if filled > REPEATED || texts > FILE as u64 {
            return Err("its repeated rows and columns make more than 20 million cells or 256 MiB of text".to_owned());
        }
    }
}

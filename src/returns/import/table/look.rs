//! What a workbook shows of its cells beside their values: what is hidden, what is merged, and currencies.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Cursor, Read};

use quick_xml::events::{BytesStart, Event};

use super::currency;
use super::grid::{COLUMNS, Form, ROWS};
use super::open::Merged;

/// How a sheet looks.
#[derive(Debug, Clone, Default)]
pub(super) struct Look {
    /// Rows that nobody sees, by their line.
    pub(super) hidden_rows: BTreeSet<u64>,
    /// Columns that nobody sees, from 0.
    pub(super) hidden_columns: BTreeSet<usize>,
    /// Cells of several rows that are one.
    pub(super) merged: Vec<Merged>,
    /// Numbers that are shown as amounts or percentages, by row and column from 0. Of an ODS.
    pub(super) forms: BTreeMap<(usize, usize), Form>,
}

type Archive<'b> = zip::ZipArchive<Cursor<&'b [u8]>>;

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(found.value.replace("&amp;", "&").replace("&apos;", "'").replace("&quot;", "\"").replace("&lt;", "<"))
}

/// Every start of an element of a part of XML.
fn starts(part: impl Read, mut see: impl FnMut(&BytesStart<'_>) -> bool) {
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start) | Event::Empty(start)) => {
                if !see(&start) {
                    return;
                }
            }
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// What is hidden in each sheet of an XLSX, by name.
pub(super) fn of_xlsx(archive: &mut Archive<'_>) -> BTreeMap<String, Look> {
    let mut targets: BTreeMap<String, String> = BTreeMap::new();
    if let Ok(part) = archive.by_name("xl/_rels/workbook.xml.rels") {
        starts(part, |start| {
            if let (Some(id), Some(target)) = (attribute(start, "Id"), attribute(start, "Target")) {
                let target = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
                targets.insert(id, target);
            }
            true
        });
    }
    let mut sheets: Vec<(String, String)> = Vec::new();
    if let Ok(part) = archive.by_name("xl/workbook.xml") {
        starts(part, |start| {
            if start.local_name().as_ref() == "sheet"
                && let (Some(name), Some(id)) = (attribute(start, "name"), attribute(start, "r:id"))
                && let Some(target) = targets.get(&id)
            {
                sheets.push((name, target.clone()));
            }
            true
        });
    }
    let mut looks = BTreeMap::new();
    for (name, target) in sheets {
        let Ok(part) = archive.by_name(&target) else { continue };
        let mut look = Look::default();
        let mut row = 0;
        starts(part, |start| {
            let number = |key: &str| attribute(start, key).and_then(|text| text.parse::<usize>().ok());
            let is_hidden = || attribute(start, "hidden").is_some_and(|text| matches!(text.as_str(), "1" | "true"));
            match start.local_name().as_ref() {
                "col" if is_hidden() => {
                    let (first, last) = (number("min").unwrap_or(1), number("max").unwrap_or(1).min(COLUMNS));
                    look.hidden_columns.extend((first..=last).map(|column| column.saturating_sub(1)));
                }
                "row" => {
                    row = number("r").unwrap_or(row + 1);
                    if is_hidden() && row <= ROWS {
                        look.hidden_rows.insert(row as u64);
                    }
                }
                _ => {}
            }
            true
        });
        looks.insert(name, look);
    }
    looks
}

/// What is hidden, merged and shown as money in each sheet of an ODS, by name. The part has been found to be within limits.
pub(super) fn of_ods(content: impl Read) -> BTreeMap<String, Look> {
    let mut looks: BTreeMap<String, Look> = BTreeMap::new();
    let mut name = String::new();
    let (mut row, mut next_row, mut column, mut next_column) = (0, 0, 0, 0);
    starts(content, |start| {
        let number = |key: &str| attribute(start, key).and_then(|text| text.parse::<usize>().ok()).unwrap_or(1);
        let is_hidden = || attribute(start, "table:visibility").is_some_and(|text| text != "visible");
        match start.name().as_ref() {
            "table:table" => {
                name = attribute(start, "table:name").unwrap_or_default();
                (row, next_row, column, next_column) = (0, 0, 0, 0);
                looks.insert(name.clone(), Look::default());
            }
            "table:table-column" => {
                let repeated = number("table:number-columns-repeated").min(COLUMNS);
                if is_hidden()
                    && let Some(look) = looks.get_mut(&name)
                {
                    look.hidden_columns.extend(column..column + repeated);
                }
                column += repeated;
            }
            "table:table-row" => {
                row = next_row;
                let repeated = number("table:number-rows-repeated");
                next_row = row + repeated;
                next_column = 0;
                if is_hidden()
                    && repeated < ROWS
                    && let Some(look) = looks.get_mut(&name)
                {
                    look.hidden_rows.extend((row..next_row).map(|row| row as u64 + 1));
                }
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let place = next_column;
                let repeated = number("table:number-columns-repeated");
                next_column += repeated;
                let form = match attribute(start, "office:value-type").as_deref() {
                    Some("percentage") => Some(Form::Percent),
                    Some("currency") => {
                        attribute(start, "office:currency").and_then(|code| currency::alone(&code)).map(Form::Money)
                    }
                    _ => None,
                };
                let spanned = number("table:number-rows-spanned");
                let Some(look) = looks.get_mut(&name) else { return true };
                if let Some(form) = form {
                    for line in row..next_row.min(row + 1000) {
                        look.forms.extend((place..next_column.min(COLUMNS)).map(|column| ((line, column), form)));
                    }
                }
                if spanned > 1 {
                    look.merged.push(Merged {
                        first_row: row,
                        last_row: row + spanned.min(ROWS) - 1,
                        first_column: place,
                        last_column: place + number("table:number-columns-spanned") - 1,
                    });
                }
            }
            _ => {}
        }
        true
    });
    looks
}

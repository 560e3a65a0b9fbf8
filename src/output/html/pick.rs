//! Columns of a table of the report, as a reader of the page wants them.

use std::cmp::Reverse;

use super::table::{Cell, Column, Row, Table};
use super::view::View;
use super::{ROWS, left_out};
use crate::output::one_off::cost_line;
use crate::output::savings_words::conclusion_word;
use crate::output::terminal_savings::option;
use crate::output::tracking_words::status_word;
use crate::report::tables;
use crate::savings::tracking::Status;
use crate::savings::{Conclusion, OneOff};
use crate::table::{self as values, Kind, Tabulated};

/// What is shown of a table.
pub(super) struct Pick<'p> {
    /// Its name among the tables of the report.
    pub(super) table: &'static str,
    pub(super) caption: String,
    /// The columns, in their order here; the first is what a row is about.
    pub(super) columns: &'p [&'static str],
    /// The column of amounts whose largest stand first. None: the rows keep the order of the report.
    pub(super) largest: Option<&'static str>,
    /// Columns that only this page has, at the end.
    pub(super) more: Vec<(Column, More<'p>)>,
    /// Where the first cell of a row leads to.
    pub(super) leads: Option<Leads<'p>>,
}

/// Makes a cell of a row.
pub(super) type More<'p> = &'p dyn Fn(&Values<'_>) -> Cell;

/// Finds the place that a row leads to.
pub(super) type Leads<'p> = &'p dyn Fn(&Values<'_>) -> Option<String>;

/// The values of one row, by the keys of their columns.
pub(super) struct Values<'v> {
    keys: &'v [&'static str],
    cells: &'v [values::Cell<'v>],
}

impl<'v> Values<'v> {
    pub(super) fn get(&self, key: &str) -> &'v values::Cell<'v> {
        let place = self.keys.iter().position(|known| *known == key);
        place.and_then(|place| self.cells.get(place)).unwrap_or(&values::Cell::Empty)
    }

    /// A text; nothing where there is none.
    pub(super) fn text(&self, key: &str) -> &'v str {
        match self.get(key) {
            values::Cell::Text(text) => text,
            _ => "",
        }
    }

    /// An amount; nothing where there is none.
    pub(super) fn money(&self, key: &str) -> crate::money::Money {
        match self.get(key) {
            values::Cell::Money(amount) => *amount,
            _ => crate::money::Money::ZERO,
        }
    }
}

impl Cell {
    /// `file:line:column`, as far as known.
    pub(super) fn place(row: &Values<'_>) -> Self {
        let mut place = row.text("path").to_owned();
        for key in ["line", "column"] {
            if let values::Cell::Count(count) = row.get(key) {
                place += &format!(":{count}");
            }
        }
        if place.is_empty() { Self::Unknown } else { Self::Text(place) }
    }
}

impl Pick<'_> {
    /// The table of an audit, cut to what stays usable in a browser.
    pub(super) fn table(self, view: &View<'_>) -> Table {
        let table = tables::table(self.table);
        self.of(table, view.report, view)
    }

    /// The table of another result, cut in the same way.
    pub(super) fn of_result<S: Tabulated>(self, report: &S) -> Table {
        self.read_by(report, &Plain(report.currency()))
    }

    /// The same, by a reader who knows names.
    pub(super) fn read_by<S: Tabulated>(self, report: &S, reader: &dyn Reader) -> Table {
        let table = S::table(self.table);
        self.of(table, report, reader)
    }

    fn of<S>(self, table: Option<&'static dyn values::Table<S>>, report: &S, reader: &dyn Reader) -> Table {
        let Some(table) = table else {
            return Table {
                id: self.table.to_owned(),
                caption: self.caption,
                columns: Vec::new(),
                rows: Vec::new(),
                note: None,
            };
        };
        let defined = table.columns();
        let keys: Vec<&'static str> = defined.iter().map(|column| column.key).collect();
        let picked: Vec<(usize, values::Column)> = self
            .columns
            .iter()
            .filter_map(|key| Some((keys.iter().position(|known| known == key)?, key)))
            .map(|(place, _)| (place, defined[place]))
            .collect();
        let mut rows = Vec::new();
        let mut count = 0;
        // Collecting cannot fail.
        let _ = table.rows(report, &mut |cells| {
            count += 1;
            if self.largest.is_none() && rows.len() >= ROWS {
                return Ok(());
            }
            let values = Values { keys: &keys, cells };
            let mut shown: Vec<Cell> =
                picked.iter().map(|(place, column)| shown_cell(reader, &cells[*place], column)).collect();
            in_words(self.table, &picked, &values, &mut shown);
            shown.extend(self.more.iter().map(|(_, more)| more(&values)));
            let to = self.leads.and_then(|leads| leads(&values));
            if let (Some(Cell::Text(text)), Some(to)) = (shown.first_mut(), to) {
                shown[0] = Cell::Link { text: std::mem::take(text), to };
            }
            let size = self.largest.map(|key| values.money(key));
            rows.push((Reverse(size), Row::new(shown)));
            Ok(())
        });
        rows.sort_by_key(|(size, _)| *size);
        let columns = picked.iter().map(|(_, column)| head(reader.currency(), column));
        Table {
            id: self.table.to_owned(),
            caption: self.caption,
            columns: columns.chain(self.more.into_iter().map(|(column, _)| column)).collect(),
            rows: rows.into_iter().take(ROWS).map(|(_, row)| row).collect(),
            note: left_out(ROWS, count),
        }
    }
}

/// Names and years that machines read as a key or as nothing.
fn in_words(table: &str, picked: &[(usize, values::Column)], values: &Values<'_>, shown: &mut [Cell]) {
    if let Some(Cell::Text(text)) = shown.first_mut() {
        match table {
            "scenarios" => *text = text.replace('-', " "),
            "options" => *text = option(text),
            _ => {}
        }
    }
    // A case that is known and has no year of payback has none within its years.
    let is_known = matches!(values.get("npv"), values::Cell::Money(_));
    for (cell, (_, column)) in shown.iter_mut().zip(picked) {
        if is_known && column.key == "payback_year" && matches!(cell, Cell::Unknown) {
            *cell = Cell::Text("never".to_owned());
        }
    }
}

/// What a table needs to know of a result: its currency, and names where machines read ids.
pub(super) trait Reader {
    fn currency(&self) -> &str;
    /// The name of an organisation.
    fn name<'b>(&'b self, id: &'b str) -> &'b str {
        id
    }
    /// The label of a function.
    fn label<'b>(&'b self, code: &'b str) -> &'b str {
        code
    }
    /// The name of an option.
    fn option<'b>(&'b self, id: &'b str) -> &'b str {
        id
    }
}

/// Of a result whose tables have names beside ids.
struct Plain<'a>(&'a str);

impl Reader for Plain<'_> {
    fn currency(&self) -> &str {
        self.0
    }
}

impl Reader for View<'_> {
    fn currency(&self) -> &str {
        &self.report.currency
    }

    fn name<'b>(&'b self, id: &'b str) -> &'b str {
        View::name(self, id)
    }

    fn label<'b>(&'b self, code: &'b str) -> &'b str {
        View::label(self, code)
    }
}

fn head(currency: &str, column: &values::Column) -> Column {
    match column.kind {
        Kind::Money => Column::money(currency, column.title, column.about),
        Kind::Date => Column::day(column.title, column.about),
        Kind::Text if ["code", "id", "key"].contains(&column.key) => Column::code(column.title, column.about),
        Kind::Text | Kind::Flag => {
            // People read names where machines read ids.
            Column::text(column.title.trim_end_matches(" id"), column.about)
        }
        _ if column.unit == "full-time equivalents" => Column::number(&format!("{}, FTE", column.title), column.about),
        Kind::Share | Kind::Number(_) | Kind::Count => Column::number(column.title, column.about),
    }
}

/// Columns that hold a word of a closed set: what stands in files with hyphens, people read with spaces.
const WORDS: [&str; 11] =
    ["type", "model", "what", "waits_for", "standing", "status", "grade", "evidence", "reason", "set_by", "preset"];

/// A word as people read it; every other text as it is.
fn worded(key: &str, text: &str) -> Cell {
    let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || b"-, ".contains(&byte));
    match (key, Conclusion::find(text), OneOff::find(text), Status::find(text)) {
        ("conclusion", Some(conclusion), ..) => Cell::Verdict(super::mood(conclusion), conclusion_word(conclusion)),
        ("status", _, _, Some(status)) => Cell::Verdict(super::status_mood(status), status_word(status)),
        ("line", _, Some(line), _) => Cell::text(cost_line(line)),
        _ if WORDS.contains(&key) && is_word(text) => Cell::text(text.replace('-', " ")),
        _ => Cell::text(text),
    }
}

fn shown_cell(reader: &dyn Reader, cell: &values::Cell<'_>, column: &values::Column) -> Cell {
    match cell {
        values::Cell::Empty => Cell::Unknown,
        values::Cell::Text(text) => match column.key {
            "organisation" => Cell::text(reader.name(text)),
            "function" => Cell::text(reader.label(text)),
            "option" if reader.option(text) != text => Cell::text(reader.option(text)),
            key => worded(key, text),
        },
        values::Cell::Money(amount) => Cell::money(reader.currency(), *amount),
        values::Cell::Number(number) => match column.kind {
            Kind::Share => Cell::share(Some(*number)),
            // Staff in thousandths and unit costs in hundredths of pence are more than a reader takes in.
            _ => Cell::decimal(*number, if column.unit.is_empty() { 2 } else { 1 }),
        },
        values::Cell::Count(count) => Cell::count(usize::try_from(*count).unwrap_or(usize::MAX)),
        values::Cell::Date(day) => Cell::text(day.to_string()),
        values::Cell::Flag(yes) => Cell::text(if *yes { "yes" } else { "no" }),
    }
}

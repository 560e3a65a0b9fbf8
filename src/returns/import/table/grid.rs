//! A table as rows of cells, held in one text.

use super::currency::Sign;
use crate::returns::blank::visible;

/// The most rows, columns, cells and bytes of text that are read of a file. Excel itself has 1,048,576 rows.
pub(super) const ROWS: usize = 1_048_576;
/// Columns beyond these are no table of staff, costs or contracts.
pub(super) const COLUMNS: usize = 512;
/// Cells that hold something.
const CELLS: usize = 20_000_000;
/// Text of all cells together.
const TEXT: usize = 256 << 20;
/// Bytes of one cell that are kept: more is no name.
const CELL: usize = 4096;

/// What kind of content a cell has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Text, to be understood.
    Text,
    /// A number that a workbook holds as one.
    Number,
    /// A number that it shows as an amount in a currency.
    Money(Sign),
    /// A number that it shows as a percentage: 0.28 for 28%.
    Percent,
    /// A date that a workbook holds as one, written as ISO 8601.
    Date,
    /// A formula without a value, or `#REF!`.
    Fault,
}

/// What stands in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell<'g> {
    /// Its text, without what nobody sees around it.
    pub(super) text: &'g str,
    /// What it is.
    pub(super) form: Form,
}

impl Cell<'_> {
    /// Nothing.
    pub(super) const EMPTY: Self = Cell { text: "", form: Form::Text };

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// The cells of a sheet.
#[derive(Debug, Default)]
pub(super) struct Grid {
    text: String,
    cells: Vec<Span>,
    rows: Vec<End>,
    /// The largest number of cells in a row.
    pub(super) width: usize,
}

#[derive(Debug, Clone, Copy)]
struct Span {
    start: u32,
    end: u32,
    form: Form,
}

/// Where a row ends among the cells, and where it stands in its file.
#[derive(Debug, Clone, Copy)]
struct End {
    cell: usize,
    line: u64,
}

/// More than is read of a file; what of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TooMuch(pub(super) String);

impl Grid {
    /// Adds a cell to the row that is being filled, and empty ones before it up to `column`.
    pub(super) fn put(&mut self, column: usize, text: &str, form: Form) -> Result<(), TooMuch> {
        let first = self.rows.last().map_or(0, |row| row.cell);
        // What nobody sees is nothing: else it would be the name of an item.
        let text = visible(text);
        if text.is_empty() {
            return Ok(());
        }
        if column >= COLUMNS {
            return Err(TooMuch(format!("more than {COLUMNS} columns")));
        }
        let text = cut(text, CELL);
        if self.text.len() + text.len() > TEXT || self.cells.len() + column >= CELLS {
            return Err(TooMuch("more than 20 million cells or 256 MiB of text".to_owned()));
        }
        let at = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        let empty = Span { start: 0, end: 0, form: Form::Text };
        if self.cells.len() < first + column {
            self.cells.resize(first + column, empty);
        }
        let start = self.text.len();
        self.text.push_str(text);
        let span = Span { start: at(start), end: at(self.text.len()), form };
        // A place that is filled twice keeps what came last.
        match self.cells.get_mut(first + column) {
            Some(cell) => *cell = span,
            None => self.cells.push(span),
        }
        Ok(())
    }

    /// Ends the row that is being filled.
    pub(super) fn end_row(&mut self, line: u64) -> Result<(), TooMuch> {
        if self.rows.len() >= ROWS {
            return Err(TooMuch(format!("more than {ROWS} rows")));
        }
        let first = self.rows.last().map_or(0, |row| row.cell);
        self.width = self.width.max(self.cells.len() - first);
        self.rows.push(End { cell: self.cells.len(), line });
        Ok(())
    }

    /// Takes away the empty rows at the end: a workbook has as many as somebody once touched.
    pub(super) fn trim(&mut self) {
        while self.rows.last().is_some_and(|_| self.row(self.rows.len() - 1).is_empty()) {
            self.rows.pop();
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// A row by its place from 0.
    pub(super) fn row(&self, index: usize) -> Row<'_> {
        let first = index.checked_sub(1).and_then(|before| self.rows.get(before)).map_or(0, |row| row.cell);
        let end = self.rows.get(index).copied().unwrap_or(End { cell: first, line: 1 });
        Row { grid: self, index, first, end: end.cell, line: end.line }
    }
}

/// A row of a [`Grid`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'g> {
    grid: &'g Grid,
    /// Its place from 0.
    pub(super) index: usize,
    first: usize,
    end: usize,
    /// Its line in the file, or its number in the sheet.
    pub(super) line: u64,
}

impl<'g> Row<'g> {
    /// The cell of a column.
    pub(super) fn cell(&self, column: usize) -> Cell<'g> {
        let place = self.first + column;
        match self.grid.cells.get(place).filter(|_| place < self.end) {
            Some(span) => Cell { text: &self.grid.text[span.start as usize..span.end as usize], form: span.form },
            None => Cell::EMPTY,
        }
    }

    /// Every cell up to the last one that holds something.
    pub(super) fn cells(&self) -> impl Iterator<Item = Cell<'g>> + '_ {
        (0..self.end - self.first).map(|column| self.cell(column))
    }

    /// The cells that hold something, with their columns.
    pub(super) fn filled(&self) -> impl Iterator<Item = (usize, Cell<'g>)> + '_ {
        self.cells().enumerate().filter(|(_, cell)| !cell.is_empty())
    }

    /// Whether nothing stands in it.
    pub(super) fn is_empty(&self) -> bool {
        self.filled().next().is_none()
    }
}

/// The beginning of a text, of at most so many bytes.
pub(super) fn cut(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    &text[..end]
}

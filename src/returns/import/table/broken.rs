//! Rows of a CSV that cannot be what somebody meant: a quote that was left open, a cell that swallowed the rows below it.

use std::collections::BTreeMap;

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Broken {
    /// A quote was left open: the row goes on to the line that is told, and its cells are not what they seem.
    OpenQuote(u64),
    /// A cell of several lines holds delimiters, as rows do.
    SeveralLines,
}

/// Watches the quotes of a text, row by row.
pub(super) struct Quotes<'t> {
    text: &'t str,
    delimiter: char,
    /// How many cells most rows have.
    usual: usize,
    /// Where the row that was seen last begins, and on which line; with how many lines it has, if a cell has several.
    last: Option<(usize, u64, usize)>,
    broken: BTreeMap<u64, Broken>,
}

impl<'t> Quotes<'t> {
    /// Of a text that is divided by `delimiter`, mostly into `usual` cells.
    pub(super) fn of(text: &'t str, delimiter: u8, usual: usize) -> Self {
        Self { text, delimiter: char::from(delimiter), usual, last: None, broken: BTreeMap::new() }
    }

    /// One more row, which begins at a byte and on a line.
    pub(super) fn see(&mut self, byte: u64, line: u64, row: &csv::StringRecord) {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX).min(self.text.len());
        self.close(byte);
        let mut lines = 0;
        for cell in row.iter().filter(|cell| cell.contains('\n')) {
            let trimmed = cell.trim_end();
            lines += trimmed.matches('\n').count();
            let further = trimmed.lines().skip(1);
            let most = further.map(|line| line.matches(self.delimiter).count()).max().unwrap_or_default();
            // A line that divides into as many cells as a row is a row.
            if most > 0 && most + 1 >= self.usual {
                self.broken.insert(line, Broken::OpenQuote(line + lines as u64));
            } else if most > 0 {
                self.broken.entry(line).or_insert(Broken::SeveralLines);
            }
        }
        self.last = Some((byte, line, lines));
    }

    /// Ends the row that was seen last: quotes stand in pairs.
    fn close(&mut self, end: usize) {
        if let Some((start, line, lines)) = self.last.take() {
            let quotes = self.text.get(start..end).unwrap_or_default().matches('"').count();
            if quotes % 2 == 0 {
                return;
            }
            // A row that has the cells it should have may well hold a quote: `15" screen`.
            let cells = self.text.get(start..end).unwrap_or_default();
            let is_whole =
                lines == 0 && cells.matches(self.delimiter).count() + 1 == self.usual && !opens(cells, self.delimiter);
            if !is_whole {
                self.broken.insert(line, Broken::OpenQuote(line + lines as u64));
            }
        }
    }

    /// What is broken, by the line on which the row begins.
    pub(super) fn broken(mut self) -> BTreeMap<u64, Broken> {
        self.close(self.text.len());
        self.broken
    }
}

/// Whether a cell begins with a quote.
fn opens(cells: &str, delimiter: char) -> bool {
    cells.split(delimiter).any(|cell| cell.trim_start().starts_with('"'))
}

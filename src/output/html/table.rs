//! Tables of the page: sortable and filterable where there is JavaScript, plain tables where there is none.

use askama::Template;

use super::minus;
use super::view::View;
use crate::money::Money;
use crate::output::savings_words::in_cell;

/// A table.
#[derive(Template)]
#[template(path = "html/table.html")]
pub(super) struct Table {
    pub(super) id: String,
    pub(super) caption: String,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row>,
    /// What was summed or left out, and where all of it is.
    pub(super) note: Option<String>,
}

/// A column.
pub(super) struct Column {
    pub(super) title: String,
    pub(super) about: &'static str,
    /// How its cells look: `n` figures, `d` days, `c` codes, nothing for words.
    pub(super) class: &'static str,
}

/// A row. Its first cell is what it is about.
pub(super) struct Row {
    cells: Vec<Cell>,
}

/// A cell.
pub(super) enum Cell {
    /// Words.
    Text(String),
    /// Words that lead to another place of the page.
    Link { text: String, to: String },
    /// A figure: what a machine reads, what a person reads, and the same exactly, where that says more.
    Figure { value: String, shown: String, exact: Option<String> },
    /// A chart in a cell, made here and harmless.
    Drawn(String),
    /// A verdict: how it looks (`good`, `bad` or `open`), and its words.
    Verdict(&'static str, &'static str),
    /// Cannot be said, or is not there.
    Unknown,
}

impl Table {
    /// Whether there is something to show.
    pub(super) fn has_rows(&self) -> bool {
        !self.rows.is_empty()
    }

    /// Moves the last column forward: to the figures that it is read with.
    pub(super) fn last_to(&mut self, place: usize) {
        if let Some(column) = self.columns.pop() {
            self.columns.insert(place.min(self.columns.len()), column);
        }
        for row in &mut self.rows {
            if let Some(cell) = row.cells.pop() {
                row.cells.insert(place.min(row.cells.len()), cell);
            }
        }
    }

    /// Tables of a few rows need no search.
    fn is_long(&self) -> bool {
        self.rows.len() > 7
    }

    /// Says behind the first cell of a row that it is the one of this report.
    pub(super) fn mark(&mut self, is_marked: impl Fn(&str) -> bool, mark: &str) {
        for row in &mut self.rows {
            if let Some(Cell::Text(text)) =
                row.cells.first_mut().filter(|cell| matches!(cell, Cell::Text(text) if is_marked(text)))
            {
                *text = format!("{text} ({mark})");
            }
        }
    }

    #[allow(clippy::trivially_copy_pass_by_ref)] // the template hands over references
    /// What a narrow page shows before a cell: the title of its column.
    fn label(&self, place: &usize) -> &str {
        self.columns.get(*place).map_or("", |column| column.title.as_str())
    }
}

impl Column {
    /// What stands in a cell of it that holds nothing.
    fn unknown(&self) -> &'static str {
        if self.class == "n" { "not known" } else { "–" }
    }

    /// A column of words.
    pub(super) fn text(title: &str, about: &'static str) -> Self {
        Self { title: title.to_owned(), about, class: "" }
    }

    /// A column of days: in one line.
    pub(super) fn day(title: &str, about: &'static str) -> Self {
        Self { class: "d", ..Self::text(title, about) }
    }

    /// A column of codes and places, which have no spaces to be wrapped at.
    pub(super) fn code(title: &str, about: &'static str) -> Self {
        Self { class: "c", ..Self::text(title, about) }
    }

    /// A column of figures.
    pub(super) fn number(title: &str, about: &'static str) -> Self {
        Self { title: title.to_owned(), about, class: "n" }
    }
}

impl Row {
    pub(super) fn new(cells: Vec<Cell>) -> Self {
        Self { cells }
    }
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number of things.
    pub(super) fn count(count: usize) -> Self {
        Self::Figure { value: count.to_string(), shown: crate::money::thousands(count as u64), exact: None }
    }

    /// A number with as many decimals as a person reads.
    pub(super) fn decimal(number: f64, decimals: usize) -> Self {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // rounded, above nothing, and a float's size
        let shown = if number >= 1000.0 {
            crate::money::thousands(number.round() as u64)
        } else {
            format!("{number:.decimals$}")
        };
        let value = number.to_string();
        Self::Figure { exact: (value != shown).then(|| minus(&value)), value, shown: minus(&shown) }
    }

    /// A part of a whole, as a percentage; nothing of nothing cannot be said.
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn part(part: Money, whole: Money) -> Self {
        Self::share((whole != Money::ZERO).then(|| part.0 as f64 / whole.0 as f64))
    }

    /// A share, as a percentage.
    pub(super) fn share(share: Option<f64>) -> Self {
        share.map_or(Self::Unknown, |share| Self::Figure {
            value: share.to_string(),
            shown: minus(&format!("{:.0}%", share * 100.0)),
            exact: None,
        })
    }
}

impl Cell {
    /// An amount.
    pub(super) fn money(currency: &str, amount: Money) -> Self {
        let (shown, exact) = (in_cell(amount, currency), amount.exact(currency));
        let exact = (exact != shown).then(|| minus(&exact));
        Self::Figure { value: amount.to_json().to_string(), exact, shown: minus(&shown) }
    }
}

impl Column {
    /// A column of amounts: with the currency in its title where that has no sign of its own.
    pub(super) fn money(currency: &str, title: &str, about: &'static str) -> Self {
        let symbol = crate::money::symbol(currency);
        let unit = symbol.trim_end();
        Self::number(&if unit.len() == symbol.len() { title.to_owned() } else { format!("{title}, {unit}") }, about)
    }
}

impl View<'_> {
    /// An amount in a table.
    pub(super) fn money(&self, amount: Money) -> Cell {
        Cell::money(&self.report.currency, amount)
    }

    /// The title of a column of amounts.
    pub(super) fn money_column(&self, title: &str, about: &'static str) -> Column {
        Column::money(&self.report.currency, title, about)
    }
}

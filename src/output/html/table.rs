//! Tables of the page: sortable and filterable where there is JavaScript, plain tables where there is none.

use askama::Template;

use super::view::View;
use crate::money::Money;

/// A table.
#[derive(Template)]
#[template(path = "html/table.html")]
pub(super) struct Table {
    pub(super) id: &'static str,
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
    pub(super) is_number: bool,
}

/// A row. Its first cell is what it is about.
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    /// What is left of the largest rows: always last.
    pub(super) is_rest: bool,
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
    /// Cannot be said, or is not there.
    Unknown,
}

impl Table {
    /// Tables of a few rows need no search.
    fn is_long(&self) -> bool {
        self.rows.len() > 7
    }
}

impl Column {
    /// A column of words.
    pub(super) fn text(title: &str, about: &'static str) -> Self {
        Self { title: title.to_owned(), about, is_number: false }
    }

    /// A column of figures.
    pub(super) fn number(title: &str, about: &'static str) -> Self {
        Self { title: title.to_owned(), about, is_number: true }
    }
}

impl Row {
    pub(super) fn new(cells: Vec<Cell>) -> Self {
        Self { cells, is_rest: false }
    }

    pub(super) fn rest(cells: Vec<Cell>) -> Self {
        Self { cells, is_rest: true }
    }
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn link(text: &str, to: String) -> Self {
        Self::Link { text: text.to_owned(), to }
    }

    /// Text that may be missing.
    pub(super) fn known(text: Option<&str>) -> Self {
        text.map_or(Self::Unknown, Self::text)
    }

    /// A number of things.
    pub(super) fn count(count: usize) -> Self {
        Self::Figure { value: count.to_string(), shown: crate::money::thousands(count as u64), exact: None }
    }

    /// A number of the report, as it stands there: staff, say.
    pub(super) fn json(number: &serde_json::Value) -> Self {
        let value = number.to_string();
        let Ok(float) = value.parse::<f64>() else { return Self::Unknown };
        let shown = format!("{float:.1}");
        Self::Figure { exact: (value != shown).then(|| value.clone()), value, shown }
    }

    /// A number with as many decimals as a person reads.
    pub(super) fn decimal(number: Option<f64>, decimals: usize) -> Self {
        let figure = |number: f64| {
            let (value, shown) = (number.to_string(), format!("{number:.decimals$}"));
            Self::Figure { exact: (value != shown).then(|| value.clone()), value, shown }
        };
        number.map_or(Self::Unknown, figure)
    }

    /// A share, as a percentage.
    pub(super) fn share(share: Option<f64>) -> Self {
        share.map_or(Self::Unknown, |share| Self::Figure {
            value: share.to_string(),
            shown: format!("{:.0}%", share * 100.0),
            exact: None,
        })
    }
}

impl View<'_> {
    /// An amount in a table.
    pub(super) fn money(&self, amount: Money) -> Cell {
        let (shown, exact) = (self.words.cell(amount), amount.exact(&self.report.currency));
        Cell::Figure { value: amount.to_json().to_string(), exact: (exact != shown).then_some(exact), shown }
    }

    /// An amount in a table, or that it cannot be said.
    pub(super) fn known(&self, amount: Option<Money>) -> Cell {
        amount.map_or(Cell::Unknown, |amount| self.money(amount))
    }

    /// The title of a column of amounts: with the currency where that has no sign of its own.
    pub(super) fn money_column(&self, title: &str, about: &'static str) -> Column {
        let symbol = crate::money::symbol(&self.report.currency);
        let unit = symbol.trim_end();
        Column::number(&if unit.len() == symbol.len() { title.to_owned() } else { format!("{title}, {unit}") }, about)
    }
}

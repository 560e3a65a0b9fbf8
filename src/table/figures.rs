//! A row on its side: one figure a row, for results that are one of a kind.

use std::io;

use super::{Cell, Column, Each, Kind, Reference, Row, Table, column};
use crate::money::{Money, Share};

/// One figure of the whole.
#[derive(Debug)]
pub struct Figure {
    /// Its stable name: the path of the key in the JSON.
    pub key: String,
    /// Its value.
    pub cell: Cell<'static>,
    /// What it means.
    pub about: &'static str,
}

impl Figure {
    /// A figure that is no column of a row.
    pub fn new(key: &str, value: impl Into<Cell<'static>>, about: &'static str) -> Self {
        Self { key: key.to_owned(), cell: value.into(), about }
    }
}

/// The columns of one row as figures, below a prefix of their names.
pub fn figures<R: Row>(prefix: &str, row: &R) -> Vec<Figure> {
    let mut cells = Vec::new();
    row.cells(&mut cells);
    (R::columns().into_iter().zip(cells))
        .map(|(column, cell)| Figure {
            key: format!("{prefix}{}", column.key),
            cell: cell.into_owned(),
            about: column.about,
        })
        .collect()
}

/// What the keys of most tables of figures are.
pub const PATHS: &str = "Its stable name: the path of the key in the JSON.";

/// A table of figures, with a column for each kind that it tells apart. A figure stands in the first that takes it: numbers
/// take counts, and text takes everything.
pub struct Figures<S: 'static> {
    /// Its stable name, for machines and files.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What one row of it is.
    pub about: &'static str,
    /// What its keys are.
    pub keys: &'static str,
    /// What its columns hold, text last.
    pub kinds: &'static [Kind],
    /// The figures of a result.
    pub rows: fn(&S) -> Vec<Figure>,
}

impl<S> Table<S> for Figures<S> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn title(&self) -> &'static str {
        self.title
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn columns(&self) -> Vec<Column> {
        let mut columns = vec![column::<String>("key", "Figure", self.keys).wide(34)];
        columns.extend(self.kinds.iter().map(|kind| match kind {
            Kind::Money => column::<Money>("amount", "Amount", "Where it is money."),
            Kind::Share => column::<Share>("share", "Share", "Where it is a share."),
            Kind::Count => column::<usize>("count", "Count", "Where it is a count."),
            Kind::Number(_) => column::<f64>("number", "Number", "Where it is a number."),
            _ if self.kinds.len() == 1 => column::<String>("word", "Word", "What it is.").wide(60),
            _ => column::<String>("word", "Word", "Where it is neither.").wide(40),
        }));
        columns.push(column::<String>("about", "Meaning", "What it means.").wide(70));
        columns
    }

    fn key(&self) -> usize {
        1
    }

    fn references(&self) -> &'static [Reference] {
        &[]
    }

    fn rows(&self, result: &S, each: Each<'_>) -> io::Result<()> {
        (self.rows)(result).into_iter().try_for_each(|figure| {
            let mut cells = vec![Cell::from(figure.key)];
            cells.resize(self.kinds.len() + 1, Cell::Empty);
            let taken =
                self.kinds.iter().enumerate().find_map(|(place, kind)| Some((place + 1, put(*kind, &figure.cell)?)));
            if let Some((place, cell)) = taken {
                cells[place] = cell;
            }
            cells.push(figure.about.into());
            each(&cells)
        })
    }
}

/// A value as a cell of a column that takes it.
fn put(kind: Kind, cell: &Cell<'static>) -> Option<Cell<'static>> {
    Some(match (kind, cell) {
        (Kind::Money, Cell::Money(_))
        | (Kind::Share | Kind::Number(_), Cell::Number(_))
        | (Kind::Count, Cell::Count(_))
        | (Kind::Text, Cell::Text(_) | Cell::Empty) => cell.clone(),
        #[allow(clippy::cast_precision_loss)] // counts of what a person could list
        (Kind::Number(_), Cell::Count(count)) => Cell::Number(*count as f64),
        (Kind::Text, Cell::Money(amount)) => amount.plain().into(),
        (Kind::Text, Cell::Number(number)) => number.to_string().into(),
        (Kind::Text, Cell::Count(count)) => count.to_string().into(),
        (Kind::Text, Cell::Date(day)) => day.to_string().into(),
        (Kind::Text, Cell::Flag(flag)) => if *flag { "yes" } else { "no" }.into(),
        _ => return None,
    })
}

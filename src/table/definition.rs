//! A table of a result: the rows of one type, and where the result has them.

use std::io;

use super::{Cell, Column, Kind, Stamped, TableRow, id_of, rows};

/// Rows that rows of another table belong to.
#[derive(Debug)]
pub struct Reference {
    /// The columns here.
    pub columns: &'static [&'static str],
    /// The other table.
    pub table: &'static str,
    /// Its columns.
    pub to: &'static [&'static str],
}

/// Takes the cells of a row. An error ends the table.
pub type Each<'e> = &'e mut dyn FnMut(&[Cell<'_>]) -> io::Result<()>;

/// Takes a row before it is cut into cells.
pub type EachOf<'e, R> = &'e mut dyn FnMut(&R) -> io::Result<()>;

/// A table of a result of type `S`.
pub trait Table<S>: Sync {
    /// Its stable name, for machines and files.
    fn name(&self) -> &'static str;
    /// Its name for people.
    fn title(&self) -> &'static str {
        self.name()
    }
    /// What one row of it is.
    fn about(&self) -> &'static str;
    /// Its columns.
    fn columns(&self) -> Vec<Column>;
    /// How many of the first columns tell rows apart. Nothing: no number of them does.
    fn key(&self) -> usize {
        0
    }
    /// Whether it has rows only where the result has items.
    fn is_of_items(&self) -> bool {
        self.name().starts_with("item") || self.name() == "cube"
    }
    /// The tables that its rows belong to.
    fn references(&self) -> &'static [Reference] {
        &[]
    }
    /// Hands out the rows of a result in their order.
    ///
    /// # Errors
    /// What `each` fails with.
    fn rows(&self, result: &S, each: Each<'_>) -> io::Result<()>;
}

/// The rows of one type in a result of another.
pub struct Definition<R: 'static, S: 'static> {
    name: &'static str,
    title: &'static str,
    about: &'static str,
    rows: Source<R, S>,
}

enum Source<R: 'static, S: 'static> {
    List(fn(&S) -> &[R]),
    Each(fn(&S, EachOf<'_, R>) -> io::Result<()>),
}

impl<R: TableRow, S> Definition<R, S> {
    /// A table of rows that stand in a list.
    pub const fn list(rows: fn(&S) -> &[R]) -> Self {
        Self { name: R::NAME, title: R::TITLE, about: R::ABOUT, rows: Source::List(rows) }
    }

    /// A table of rows that are made or found one by one.
    pub const fn each(rows: fn(&S, EachOf<'_, R>) -> io::Result<()>) -> Self {
        Self { name: R::NAME, title: R::TITLE, about: R::ABOUT, rows: Source::Each(rows) }
    }

    /// The same table under another name.
    #[must_use]
    pub const fn named(self, name: &'static str, title: &'static str, about: &'static str) -> Self {
        Self { name, title, about, ..self }
    }
}

impl<R: TableRow, S> Table<S> for Definition<R, S> {
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
        R::columns()
    }

    fn key(&self) -> usize {
        R::KEY
    }

    fn references(&self) -> &'static [Reference] {
        R::REFERENCES
    }

    fn rows(&self, result: &S, each: Each<'_>) -> io::Result<()> {
        let width = R::columns().len();
        let mut row = |row: &R| {
            let mut cells = Vec::with_capacity(width);
            row.cells(&mut cells);
            each(&cells)
        };
        match self.rows {
            Source::List(rows) => rows(result).iter().try_for_each(row),
            Source::Each(rows) => rows(result, &mut row),
        }
    }
}

/// A result that is tables, whatever else it is.
pub trait Tabulated: Sized + 'static {
    /// Every table, in the order in which a reader wants them.
    fn tables() -> &'static [&'static dyn Table<Self>];
    /// What it is called.
    fn title(&self) -> String;
    /// The currency of every amount.
    fn currency(&self) -> &str;
    /// The twelve months that it speaks of; nothing where it speaks of none.
    #[allow(clippy::unnecessary_literal_bound)] // a result borrows its own
    fn period(&self) -> &str {
        ""
    }
    /// Which result it is: the same for the same input, and another for any other.
    fn audit_id(&self) -> String {
        id_of([self.schema(), &self.title(), self.currency(), self.period()])
    }
    /// Its name and version as JSON.
    fn schema(&self) -> &'static str;

    /// The table of a name.
    fn table(name: &str) -> Option<&'static dyn Table<Self>> {
        Self::tables().iter().copied().find(|table| table.name() == name)
    }
}

rows! {
    /// One column of one table: what it holds, in what unit, and what it means.
    pub struct Entry("dictionary", "Data dictionary", 2) {
        table: &'static str => "Table".wide(24), "Name of the table; of the file in CSV, of the table in SQLite.";
        column: &'static str => "Column".wide(26), "Stable name of the column.";
        position: usize => "Position".wide(9), "Its place in the table, from 1.";
        title: &'static str => "Title".wide(26), "Its name for people, and its head in a workbook.";
        kind: &'static str => "Type".wide(10).key("type"), "text, money, share, number, count, date or flag.";
        unit: Option<String> => "Unit".wide(22), "In what it is measured.";
        is_key: bool => "Key".key("key"), "Whether it is one of the columns that tell rows apart.";
        about: &'static str => "Meaning".wide(80), "What it means.";
        table_about: &'static str => "One row is".wide(80), "What one row of the table is.";
    }
}

/// The data dictionary of a result: every column of every table of it, its own included.
pub const fn dictionary<S: Tabulated>() -> Definition<Entry, S> {
    Definition::each(|result: &S, each| {
        for table in S::tables() {
            for (position, column) in Stamped(*table).columns().into_iter().enumerate() {
                let unit = if column.kind == Kind::Money { result.currency() } else { column.unit };
                each(&Entry {
                    table: table.name(),
                    column: column.key,
                    position: position + 1,
                    title: column.title,
                    kind: column.kind.word(),
                    unit: (!unit.is_empty()).then(|| unit.to_owned()),
                    is_key: position < table.key(),
                    about: column.about,
                    table_about: table.about(),
                })?;
            }
        }
        Ok(())
    })
}

//! A row, defined once: the struct, its JSON and schema (by what it derives), and its columns.

use std::sync::Arc;

use super::{Cell, Kind, Reference, Value};

/// What a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its stable name, for machines.
    pub key: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may hold nothing.
    pub optional: bool,
    /// In what it is measured; of money, the currency of the result.
    pub unit: &'static str,
    /// How many letters of it a reader sees at once.
    pub width: u16,
    /// What it means.
    pub about: &'static str,
}

/// The column of a type of value.
pub fn column<V: Value>(key: &'static str, title: &'static str, about: &'static str) -> Column {
    let width = match V::KIND {
        Kind::Text => 24,
        Kind::Money => 16,
        Kind::Share => 10,
        Kind::Number(_) | Kind::Count | Kind::Date => 12,
        Kind::Flag => 8,
    };
    Column { key, title, kind: V::KIND, optional: V::OPTIONAL, unit: V::UNIT, width, about }
}

impl Column {
    /// The same column, so many letters wide.
    #[must_use]
    pub fn wide(self, width: u16) -> Self {
        Self { width, ..self }
    }

    /// The same column, measured in a unit.
    #[must_use]
    pub fn unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    /// The same column under another stable name.
    #[must_use]
    pub fn key(self, key: &'static str) -> Self {
        Self { key, ..self }
    }

    /// The same column, of parts of one whole.
    #[must_use]
    pub fn share(self) -> Self {
        Self { kind: Kind::Share, unit: "share of one whole", width: 10, ..self }
    }

    /// The same column, of numbers with at most this many decimals.
    #[must_use]
    pub fn decimals(self, decimals: u8) -> Self {
        Self { kind: Kind::Number(decimals), ..self }
    }
}

/// A row of cells.
pub trait Row {
    /// What one row is.
    const ABOUT: &'static str;
    /// Its columns, in the order of the cells.
    fn columns() -> Vec<Column>;
    /// Adds its cells to others.
    fn cells<'r>(&'r self, to: &mut Vec<Cell<'r>>);
}

/// A row that others share.
impl<R: Row> Row for Arc<R> {
    const ABOUT: &'static str = R::ABOUT;

    fn columns() -> Vec<Column> {
        R::columns()
    }

    fn cells<'r>(&'r self, to: &mut Vec<Cell<'r>>) {
        R::cells(self, to);
    }
}

/// A row that has a table of its own.
pub trait TableRow: Row {
    /// The stable name of the table, for machines and files.
    const NAME: &'static str;
    /// Its name for people.
    const TITLE: &'static str;
    /// How many of the first columns tell rows apart. Nothing: no number of them does.
    const KEY: usize;
    /// The tables that its rows belong to.
    const REFERENCES: &'static [Reference];
}

/// Defines rows. One line a field says what the struct, the JSON Schema, the tables and the data dictionary say of it.
///
/// ```text
/// rows! {
///     /// What one row is.
///     @[derive(Serialize, schemars::JsonSchema)]          attributes but the documentation begin with @
///     pub struct FunctionRow("functions", "Functions", 1, [REFERENCE]) {      name, title, key, references of its table
///         pub code: String => "Code".wide(32), "Its code.";                   a field with a column
///         pub groups: Vec<String>, "The groups above it, nearest first.";     a field without
///             + group(row): Option<&str> = row.groups.last().map(String::as_str)
///                 => "Group".wide(16), "Code of the top group it is in.";     a column without a field
///         pub excluded: Excluded = columns, "What left the comparison.";   the columns of another row
///     }
/// }
/// ```
///
/// A row without a table of its own leaves out what is in the round brackets. Columns without a field follow the field that
/// they stand behind. A long meaning is several texts, one a line.
macro_rules! rows {
    ($(
        $(#[doc = $row_about:literal])+ $(@[$row_meta:meta])*
        $vis:vis struct $row:ident $(($name:literal, $title:literal, $keys:literal $(, [$($reference:expr),*])?))? {
            $(
                $(@[$meta:meta])*
                $field_vis:vis $field:ident: $type:ty $(= $columns:ident)? $(=> $head:literal $(.$how:ident($($with:expr),*))*)?,
                $($about:literal)+;
                $(+ $plus:ident($this:ident): $plus_type:ty = $value:expr
                    => $plus_head:literal $(.$plus_how:ident($($plus_with:expr),*))*, $($plus_about:literal)+;)*
            )*
        }
    )+) => {$(
        $(#[doc = $row_about])+
        $(#[$row_meta])*
        $vis struct $row {$(
            #[doc = concat!($($about),+)]
            $(#[$meta])*
            $field_vis $field: $type,
        )*}

        impl $crate::table::Row for $row {
            const ABOUT: &'static str = concat!($($row_about),+).trim_ascii();

            #[allow(unused_variables)]
            fn columns() -> Vec<$crate::table::Column> {
                let mut columns = Vec::new();
                $(
                    let about = concat!($($about),+);
                    $(columns.extend(<$type as $crate::table::Row>::$columns());)?
                    $(columns.push(
                        $crate::table::column::<$type>(stringify!($field), $head, about)$(.$how($($with),*))*
                    );)?
                    $(columns.push(
                        $crate::table::column::<$plus_type>(stringify!($plus), $plus_head, concat!($($plus_about),+))
                            $(.$plus_how($($plus_with),*))*
                    );)*
                )*
                columns
            }

            #[allow(unused_variables)]
            fn cells<'r>(&'r self, to: &mut Vec<$crate::table::Cell<'r>>) {
                $(
                    $($crate::table::Row::cells(&self.$field, to); let _ = stringify!($columns);)?
                    $(to.push($crate::table::Value::cell(&self.$field)); let _ = $head;)?
                    $({
                        let $this = self;
                        to.push($crate::table::Cell::from($value));
                    })*
                )*
            }
        }

        $(impl $crate::table::TableRow for $row {
            const NAME: &'static str = $name;
            const TITLE: &'static str = $title;
            const KEY: usize = $keys;
            const REFERENCES: &'static [$crate::table::Reference] = &[$($($reference),*)?];
        })?
    )+};
}

pub(crate) use rows;

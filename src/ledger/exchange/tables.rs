//! What a table of facts is. Each is defined once: its columns, what their cells are made of, and what becomes of a row that
//! is read back. The formats and the manifest are made of the same definitions.

use std::io;
use std::mem::take;

use super::back::{Builder, Here};
use super::value::Exact;
use super::{declared, found, items, organisations};
use crate::ledger::facts::ReturnFacts;
use crate::ledger::gather::Gathered;
use crate::table::{Cell, Column, Each, Table};
use crate::taxonomy::Taxonomy;

/// Facts, and the list of functions that they are on.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// What was read.
    pub gathered: &'a Gathered,
    /// The list of functions.
    pub taxonomy: &'a Taxonomy,
}

/// A table of facts.
#[derive(Debug)]
pub struct FactTable {
    /// Its stable name, for files and SQL.
    pub name: &'static str,
    /// What one row of it is.
    pub about: &'static str,
    /// Its columns in their order.
    pub columns: &'static [Column],
    pub(super) rows: fn(&Facts<'_>, Each<'_>) -> io::Result<()>,
    pub(super) take: fn(&mut [Cell<'_>], &mut Builder<'_>) -> Result<(), String>,
}

impl Table<Facts<'_>> for FactTable {
    fn name(&self) -> &'static str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn columns(&self) -> Vec<Column> {
        self.columns.to_vec()
    }

    fn rows(&self, facts: &Facts<'_>, each: Each<'_>) -> io::Result<()> {
        (self.rows)(facts, each)
    }
}

/// Every table, in the order in which they are read: what others refer to comes first.
pub fn tables() -> impl Iterator<Item = &'static FactTable> {
    [organisations::TABLES, items::TABLES, declared::TABLES, found::TABLES].into_iter().flatten()
}

/// The table that a line of JSON is a row of, by its keys.
pub fn table_of(line: &str) -> Option<&'static FactTable> {
    let row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).ok()?;
    tables().find(|table| {
        table.columns.len() == row.len() && table.columns.iter().all(|column| row.contains_key(column.key))
    })
}

/// Where the names of what a cell refers to are found.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) taxonomy: &'a Taxonomy,
    /// Nothing where a row is of no one return.
    pub(super) facts: Option<&'a ReturnFacts>,
}

/// A column of a type. Its name ends in the unit of a number: pence, millionths (`ppm`, `millionths`), thousandths of a post
/// (`mfte`).
pub(super) const fn column<T: Exact>(key: &'static str, about: &'static str) -> Column {
    Column { key, title: key, kind: T::KIND, optional: T::OPTIONAL, unit: "", width: 24, about }
}

/// The value of a column.
pub(super) fn back<T: Exact>(key: &str, cell: &mut Cell<'_>, here: &Here<'_>) -> Result<T::Back, String> {
    T::back(take(cell), here).map_err(|problem| format!("`{key}` {problem}"))
}

/// Defines tables.
///
/// ```text
/// define_tables! {
///     /// What one row is.
///     names(each facts) name in &facts.organisation.known_as => {    rows of each return, after its id and period
///         known_as: Text = name, "The name.";                        a column: type, what its cell is made of, meaning
///     } => facts.organisation.known_as.push(known_as);               what becomes of a row that is read back
///
///     /// What one row is.
///     documents(all from) hash in &from.gathered.documents => {      rows that are of no one return
/// ```
///
/// On the way back the columns are there by name, and `facts` is the return that the row belongs to; `from` is the builder.
macro_rules! define_tables {
    ($(
        $(#[doc = $about:literal])+
        $name:ident($mode:ident $whole:ident $($whose:literal)?) $one:pat_param in $list:expr
        => { $($columns:tt)+ } => $take:expr;
    )+) => {
        pub(super) static TABLES: &[$crate::ledger::exchange::FactTable] = &[$(
            $crate::ledger::exchange::tables::define_table! {
                ($mode $whole $($whose)?) (stringify!($name), concat!($($about),+).trim_ascii())
                ($one in $list) ($($columns)+) ($take)
            },
        )+];
    };
}

macro_rules! define_table {
    (
        (each $facts:ident $($whose:literal)?) ($name:expr, $about:expr) ($one:pat_param in $list:expr)
        ($($field:ident: $type:ty = $value:expr, $says:literal;)+) ($take:expr)
    ) => {{
        use $crate::ledger::exchange::{FactTable, tables::{Scope, back, column}, value::{self, Exact}};
        FactTable {
            name: $name,
            about: $about,
            columns: &[
                column::<value::Text>("organisation", concat!("Id of the organisation", $($whose,)? ".")),
                column::<value::Text>("period", "The twelve months."),
                $(column::<$type>(stringify!($field), $says),)+
            ],
            rows: |from, each| {
                from.gathered.facts.iter().try_for_each(|$facts| {
                    let scope = Scope { taxonomy: from.taxonomy, facts: Some($facts) };
                    $list.into_iter().try_for_each(|$one| {
                        each(&[
                            value::Text::cell(&$facts.organisation.id, scope),
                            value::Text::cell(&$facts.organisation.period, scope),
                            $(<$type as Exact>::cell($value, scope),)+
                        ])
                    })
                })
            },
            take: |cells, builder| {
                let [organisation, period, $($field),+] = cells else { return Err("has too few columns".to_owned()) };
                let ($facts, here) = builder.body(std::mem::take(organisation), std::mem::take(period))?;
                $(let $field = back::<$type>(stringify!($field), $field, here)?;)+
                $take;
                Ok(())
            },
        }
    }};
    (
        (all $from:ident) ($name:expr, $about:expr) ($one:pat_param in $list:expr)
        ($($field:ident: $type:ty = $value:expr, $says:literal;)+) ($take:expr)
    ) => {{
        use $crate::ledger::exchange::{FactTable, tables::{Scope, back, column}, value::Exact};
        FactTable {
            name: $name,
            about: $about,
            columns: &[$(column::<$type>(stringify!($field), $says),)+],
            rows: |$from, each| {
                let scope = Scope { taxonomy: $from.taxonomy, facts: None };
                $list.into_iter().try_for_each(|$one| each(&[$(<$type as Exact>::cell($value, scope),)+]))
            },
            take: |cells, $from| {
                let [$($field),+] = cells else { return Err("has too few columns".to_owned()) };
                $(let $field = back::<$type>(stringify!($field), $field, &$from.here)?;)+
                $take;
                Ok(())
            },
        }
    }};
}

pub(super) use {define_table, define_tables};

//! Tables: what a column says, what a cell holds, and how a row is defined once for every format.
//!
//! `rows!` makes the struct of a row, its JSON, its JSON Schema and its columns from one definition. Writers take a
//! [`Table`] and know nothing else about it. Rows are handed out one by one: a national audit has millions of items.

mod cell;
mod definition;
mod figures;
mod row;
mod stamp;

pub use cell::{Cell, Kind, Value};
pub use definition::{Definition, Each, EachOf, Reference, Table, Tabulated, dictionary};
pub use figures::{Figure, Figures, PATHS, figures};
pub(crate) use row::rows;
pub use row::{Column, Row, TableRow, column};
pub use stamp::{Stamped, id_of};

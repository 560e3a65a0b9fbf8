//! Facts as tables, for other programs and for audits elsewhere: rows out, and facts back from rows.
//!
//! Every table is keyed by organisation and period, so that tables of several bodies and years can be put together and
//! joined without us. Amounts are whole pence, shares millionths, staff thousandths of a post; what is rounded off those
//! has a column of its own, so that facts come back exactly as they went.

mod back;
mod out;
mod tables;
mod value;

pub use back::Builder;
pub use out::rows;
pub use tables::{Each, TABLES, Table, table, table_of};
pub use value::{Cell, Column, Kind};

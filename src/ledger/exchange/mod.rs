//! Facts as tables, for other programs and for audits elsewhere: rows out, and facts back from rows.
//!
//! Tables that speak of one organisation begin with it and the period, so that tables of several bodies and years can be put
//! together and joined without us. Amounts are whole pence, shares millionths, staff thousandths of a post; what is rounded
//! off those has a column of its own, so that facts come back exactly as they went.

mod back;
mod declared;
mod found;
mod items;
mod organisations;
mod sums;
mod tables;
mod value;

pub use back::Builder;
pub use tables::{FactTable, Facts, table_of, tables};

//! What if today's organisations become others: options of a reorganisation, measured and appraised by the rules of every audit.

mod divide;
mod file;
mod joining;
mod measured;
mod odds;
mod plan;
mod shares;
mod walk;
mod worth;

pub use divide::{Parts, divide};
pub use file::{Measure, Written, read};
pub use joining::SharedThen;
pub use measured::{Measured, Rules, Today, measure};
pub use odds::{Depends, Odds, Verdict, depends, odds};
pub use plan::{Member, Planned, Successor, Weight, driver, is_county, plan};
pub use worth::{Basis, Worth, first_year};

/// The id of the organisations as they are: no option.
pub const TODAY: &str = "today";

//! Two rounds of returns: where the difference in cost comes from, and whether the plan was kept.
//!
//! ```text
//! after = before + price + volume + perimeter - efficiency
//! ```
//!
//! Only what is measured this way counts as a reduction; it is held against the phase line that was planned from the
//! duplicated cost of the first round.

mod bridge;
mod deflator;
mod items;
mod rounds;
mod status;
mod transfers;

pub use bridge::{Bridge, Cell};
pub use deflator::Deflator;
pub use items::{Changed, ItemChange, ItemThen, item_changes};
pub use rounds::{MOST_COMPARED, Plan, Round, Tracked, shunted, track};
pub use status::Status;

//! The beginning of a return: a skeleton for a type of body, or the last return moved on by a period. Nothing in either is a
//! figure that somebody could submit unread.

mod next;
mod skeleton;

pub use next::{Moved, next_period};
pub use skeleton::{BodyType, SCHEMA_FILE, body_types, skeleton};

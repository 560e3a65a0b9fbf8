//! Returns made from tables that bodies already have. Every row ends as an item, a finding or a counted skip.

mod draft;
mod organogram;

pub use draft::{Draft, DraftRole, write_yaml};
pub use organogram::{Imported, organograms};

//! One file a format. Writers hold no state and decide no order: the report is finished when it comes here.

mod evaluation;
mod findings;
mod format;
mod json;
mod mapping;
mod place;
mod table;
mod terminal;

pub use evaluation::{write_evaluation, write_evaluation_json};
pub use findings::write_findings;
pub use format::Format;
pub use json::{write_check_json, write_json, write_map_json};
pub use mapping::{Alternative, MappedFunction, MappedRow, write_map};
pub use place::{Target, clean, wrap};
pub use table::{Align, Column, write_table};
pub use terminal::write_report;

//! One file a format. Writers hold no state and decide no order: the report is finished when it comes here.

mod brief;
mod check;
mod evaluation;
mod explain;
mod findings;
mod format;
mod json;
mod mapping;
mod place;
mod savings_words;
mod table;
mod terminal;
mod terminal_left;
mod terminal_savings;

pub use brief::write_brief;
pub use check::{Look, shown, write_check};
pub use evaluation::{write_evaluation, write_evaluation_json};
pub use explain::{write_explained_code, write_explained_function, write_explained_item, write_explained_json};
pub use findings::write_findings;
pub use format::{AuditFormat, CheckFormat, Format, PlainFormat};
pub use json::{ImportSummary, write_import_json, write_json, write_map_json, write_savings_json};
pub use mapping::{Alternative, MappedFunction, MappedRow, write_map};
pub use place::{Target, clean, wrap};
pub use table::{Align, Column, write_table};
pub use terminal::write_report;
pub use terminal_savings::write_savings;

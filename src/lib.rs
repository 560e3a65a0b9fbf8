//! `dupaudit` finds work that public bodies do more than once and estimates what sharing it would save.
//!
//! The data flows one way: files → returns → mapping → ledger → overlap → savings → report → output. A module may import
//! only from those above it in the list below; `tests/rooms.rs` holds it to that.

pub mod cli;
pub mod finding;
pub mod ledger;
pub mod mapping;
pub mod money;
pub mod output;
pub mod overlap;
pub mod progress;
pub mod reorganisation;
pub mod report;
pub mod returns;
pub mod savings;
pub mod settings;
pub mod source;
pub mod table;
pub mod taxonomy;
pub mod words;

//! Returns made from tables that bodies already have. Every row ends as an item, a finding or a counted skip.

mod draft;
mod ids;
mod lines;
mod organogram;
mod plain_text;
mod table;
mod update;

pub use draft::{Draft, DraftItem, as_name, write_yaml};
pub use ids::file_name;
pub use organogram::{Imported, organograms};
pub use table::{
    Account, ColumnMeaning, Existing, Guess, GuessedColumn, Instructions, LargestRow, Named, Question, TableFile,
    TableKind, Tables, Wanted, identifier, tables,
};
pub use update::{NotUpdated, Unlisted, Updated, update};

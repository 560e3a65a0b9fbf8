//! Returns: the format, the files they come in, and what can be wrong with them.

mod begin;
mod blank;
mod check;
mod dates;
mod empty;
mod find;
mod fix;
mod forms;
mod identity;
mod ignored;
pub mod import;
mod items_by_id;
mod json;
mod layout;
mod lines;
mod lists;
mod load;
mod model;
mod names;
mod own;
mod parts;
mod personal;
mod scalars;
mod structure;
mod unlikely;

pub use begin::{BodyType, Moved, SCHEMA_FILE, body_types, next_period, skeleton};
pub use check::check;
pub use find::{Found, Input, Named, NotRead, STANDARD_INPUT, Search, Why, find};
pub use fix::{Edit, Fixed, fix, recognise};
pub use identity::tidy_ids;
pub use ignored::Ignored;
pub use items_by_id::ItemsById;
pub use layout::{Layout, Refusal, lay_out};
pub use lists::common_list;
pub use load::{Loaded, false_claim, load, read_documents};
pub use model::{
    Accounting, Better, Exception, ExceptionReason, Gross, Inclusion, Income, IncomeKind, Item, Kind, MeasureKind,
    Organisation, Outcome, Process, Recharge, Return, Role, Sale, Status, System, Transfer, Unit,
};
pub use own::Own;
pub use scalars::{List, Period, Quantity, Shares, Statutory, Version, Years};
pub use structure::schema;

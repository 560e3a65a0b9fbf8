//! Options of a reorganisation side by side, as rows: the whole of `dupaudit.options/1`.

mod assemble;
mod claims;
mod one;
mod parts;
mod rows;

pub use assemble::{Options, options_report};
pub use claims::{ClaimRow, Comparable};
pub use parts::{ContractRow, CubeRow, ItsCostRow, ItsFunctionRow, Kept, MemberRow, SharedThenRow, SuccessorRow};
pub use rows::{ChoiceRow, DependsRow, DuplicatedRow, ItsYearRow, OddsRow, OptionsReport, TodayRow};

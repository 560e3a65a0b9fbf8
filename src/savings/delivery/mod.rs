//! Ways to run a service for many: one body for others, jointly, by a supplier, on a platform; or to sell it
//! (docs/model.md section 5).

mod cases;
mod model;
mod outcome;
mod sale;

pub use cases::{Case, Disputed, Kind, PlatformClaim, RunRate, SaleClaim, Totals, cases};
pub use model::{DeliveryModel, Plan, Service, Staff};
pub use outcome::{Outcome, OutcomeYear, appraise};
pub use sale::{Sale, Terms};

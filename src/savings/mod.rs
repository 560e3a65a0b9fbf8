//! From duplicated cost to a saving: how much, from when on, and what is left of it after what it costs.

mod appraisal;
mod discount;
mod scenario;
mod schedule;
mod tranches;

pub use appraisal::{Case, Line, Tranche, appraise};
pub use discount::discount_factor;
pub use scenario::{Parameter, Scenario, ScenarioError, Shape};
pub use schedule::{Fraction, Schedule, round_half_even};
pub use tranches::{lag, tranches};

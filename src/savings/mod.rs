//! From duplicated cost to a saving: how much, from when on, how sure, and what is left of it after what it costs.

mod appraisal;
mod base;
mod cells;
mod declare;
pub mod delivery;
mod discount;
mod draw;
mod estimate;
mod exact;
mod facts;
mod next;
mod parameters;
mod range;
mod reference_class;
mod scenario;
mod schedule;
mod simulate;
pub mod tracking;

pub use appraisal::{Case, Line, Tranche, appraise};
pub use base::{Base, Stake, milli_fte};
pub use cells::{Cells, Doubts};
pub use declare::{Declare, Effect, Field, declare_next};
pub use discount::{Discount, nominal};
pub use estimate::{Conclusion, Estimate, Sensitivity, Switching, by_organisation, estimate, sensitivities, switching};
pub use facts::{Fact, Grade, facts, find_fact};
pub use next::{Next, next_steps};
pub use parameters::Parameter;
pub use range::{MOST_DRAWN, Method, Range, Spread, chance};
pub use reference_class::{Programme, Standing, programmes, reference_class, standing};
pub use scenario::{Scenario, ScenarioError, SetBy, Shape};
pub use schedule::Schedule;

//! What may be concluded, how sure that is, and what else would have to be so (docs/model.md section 16.12).

use schemars::JsonSchema;
use serde::Serialize;

use super::appraisal::{Case, Releases, Tranche};
use super::base::Base;
use super::drawn::{Drawn, Released};
use super::estimate::Estimate;
use super::scenario::Scenario;
use crate::money::{Money, ONE, Share};
use crate::table::rows;
use crate::words::words;

words! {
    /// What a reader may conclude.
    pub enum Conclusion {
        /// The net present value is above nothing in four draws of five, and does not hang on one thing.
        WorthIt = "worth-it",
        /// It may be above nothing or below, or hangs on one thing.
        FinelyBalanced = "finely-balanced",
        /// It is above nothing in one draw of five at most.
        NotWorthIt = "not-worth-it",
        /// Too little is known.
        CannotBeSaid = "cannot-be-said",
        /// Nothing is duplicated.
        NothingFound = "nothing-found",
    }
}

impl Conclusion {
    /// Of so much duplicated cost and the draws of its net present value; without them it cannot be said.
    pub fn of(found: Money, drawn: Option<&Drawn>, doubtful: bool) -> Self {
        match drawn.map(|drawn| drawn.positive) {
            _ if found == Money::ZERO => Self::NothingFound,
            None => Self::CannotBeSaid,
            Some(positive) if positive <= 0.2 => Self::NotWorthIt,
            Some(positive) if positive >= 0.8 && !doubtful => Self::WorthIt,
            Some(_) => Self::FinelyBalanced,
        }
    }
}

words! {
    /// What one thing may be that much rests on.
    pub enum Carrier {
        /// A mapping that nobody confirmed.
        Mapping = "mapping",
        /// A line that holds the work of several functions, and was given one.
        CatchAll = "catch-all",
        /// A line that is far from what others spend.
        Outlier = "outlier",
        /// A function of too few bodies to tell an outlier.
        ThinFunction = "thin-function",
    }
}

rows! {
    /// The net present value where one thing is otherwise.
    @[derive(Debug, Clone, Serialize, JsonSchema)]
    pub struct Stress("stress", "Stress tests", 1) {
        pub name: &'static str => "If".wide(30), "late-1, late-2, overrun, set-up or prudent.";
        pub about: &'static str => "What is otherwise".wide(60), "What is otherwise.";
        pub npv: Money => "Net present value", "Over the horizon.";
        pub npv_p50: Money => "Even chance", "Net present value: half of the simulations reach it.";
        pub npv_positive: f64 => "Above zero".share(), "The share of simulations in which it is above zero.";
        pub conclusion: Conclusion => "Conclusion", "The verdict then.";
    }
}

/// The case where it is late, where it costs more, and under `prudent` assumptions. Nothing where the case cannot be said.
pub fn stress(
    base: &Base,
    tranches: &[Tranche],
    scenario: &Scenario,
    found: &Estimate,
    prudent: Option<&Estimate>,
) -> Vec<Stress> {
    let Some(as_planned) = &found.released else { return Vec::new() };
    let row = |name, about, case: &Case, drawn: Drawn| Stress {
        name,
        about,
        npv: case.npv,
        npv_p50: drawn.percentiles[1],
        npv_positive: drawn.positive,
        conclusion: Conclusion::of(case.base, Some(&drawn), base.is_doubtful()),
    };
    let releases = Releases::of(tranches, scenario);
    let late = |name, about, years| {
        let case = releases.late(years).case(scenario);
        let released = Released::of(tranches, scenario, &base.spread, years);
        row(name, about, &case, Drawn::of(released.values(scenario, &case)))
    };
    let dearer = |name, about, changed: &Scenario| {
        let case = releases.case(changed);
        row(name, about, &case, Drawn::of(as_planned.values(changed, &case)))
    };
    let fifth_more = |amount: u32| amount + amount / 5;
    let overrun = Scenario {
        optimism_bias: Share(fifth_more(ONE + scenario.optimism_bias.0) - ONE),
        exit_cost: scenario.exit_cost.times(Share(fifth_more(ONE))),
        ..scenario.clone()
    };
    let costlier = Scenario { setup_ratio: scenario.setup_ratio + scenario.setup_ratio / 2, ..scenario.clone() };
    let mut rows = vec![
        late("late-1", "savings come a year later than planned, set-up is paid as planned", 1),
        late("late-2", "savings come two years later than planned, set-up is paid as planned", 2),
        dearer("overrun", "set-up, dual running and exits cost a fifth more", &overrun),
        dearer("set-up", "set-up costs half as much again", &costlier),
    ];
    if let Some((prudent, drawn)) = prudent.and_then(|prudent| Some((prudent, prudent.drawn?))) {
        rows.push(row("prudent", "the prudent assumptions", &prudent.case, drawn));
    }
    rows
}

//! Whether the plan was kept: green, amber, red, or a result that a person must look at.

use super::bridge::Bridge;
use crate::finding::Code;
use crate::money::Money;
use crate::words::words;

words! {
    /// How a measured reduction stands to the planned one.
    pub enum Status {
        /// At least 90% of the plan.
        Green = "green",
        /// At least 60%.
        Amber = "amber",
        /// Less.
        Red = "red",
        /// Too good, or not where it was meant to come from.
        Check = "check",
    }
}

const GREEN: i128 = 90;
const AMBER: i128 = 60;
const ABOVE: i128 = 125;

impl Bridge {
    /// The measured reduction: what is left of the efficiency without what is disputed.
    pub fn measured(&self) -> Money {
        self.efficiency - self.disputed
    }

    /// Whether enough was planned for a percentage of it.
    pub fn has_plan(&self) -> bool {
        self.planned.is_positive() && self.planned >= self.least
    }

    /// The measured reduction as a part of the planned one, in six decimals. None where too little was planned.
    #[allow(clippy::cast_precision_loss)]
    pub fn delivered(&self) -> Option<f64> {
        let ratio = || self.measured().0 as f64 / self.planned.0 as f64;
        self.has_plan().then(|| (ratio() * 1e6).round_ties_even() / 1e6)
    }

    /// How it stands. None where too little was planned.
    pub fn status(&self) -> Option<Status> {
        let status = if self.is_above_plan() || self.is_cut() {
            Status::Check
        } else if self.reaches(self.measured().0, GREEN) {
            Status::Green
        } else if self.reaches(self.measured().0, AMBER) {
            Status::Amber
        } else {
            Status::Red
        };
        self.has_plan().then_some(status)
    }

    /// What a reader must know beside it.
    pub fn doubts(&self) -> Vec<Code> {
        let doubts = [
            (self.volume_unknown, Code::VolumeUnknown),
            (self.is_above_plan(), Code::AbovePlan),
            (self.is_cut(), Code::CutsNotConsolidation),
        ];
        doubts.into_iter().filter_map(|(holds, code)| holds.then_some(code)).collect()
    }

    fn is_above_plan(&self) -> bool {
        self.has_plan() && i128::from(self.measured().0) * 100 > i128::from(self.planned.0) * ABOVE
    }

    /// Spending fell as planned, and duplication did not.
    fn is_cut(&self) -> bool {
        self.reaches(self.measured().0, GREEN) && !self.reaches(self.stock_reduction.0, AMBER)
    }

    /// Whether less is spent for the same work, and no smaller part of it is duplicated: then the duplicated cost fell only
    /// because spending did. Said of the whole, and apart from the test for cuts, which asks whether the plan was kept.
    pub fn keeps_its_duplicated_share(&self) -> bool {
        let part = |duplicated: Money, of: Money| i128::from(duplicated.0) * i128::from(of.0);
        self.measured().is_positive()
            && !self.is_cut()
            && self.duplicated_before.is_positive()
            && part(self.duplicated_after, self.before) >= part(self.duplicated_before, self.after)
    }

    fn reaches(&self, amount: i64, percent: i128) -> bool {
        self.has_plan() && i128::from(amount) * 100 >= i128::from(self.planned.0) * percent
    }
}

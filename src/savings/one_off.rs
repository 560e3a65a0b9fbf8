//! The one-off cost of a case in lines, and what stands beside it: the cost that stays with those whose work a host does.

use schemars::JsonSchema;
use serde::Serialize;

use super::appraisal::{Case, Line};
use super::payers::Payers;
use super::scenario::{Scenario, SetupLine};
use crate::money::{Money, ONE, Share, share_out};
use crate::table::rows;
use crate::words::words;

words! {
    /// What is paid for.
    pub enum OneOff {
        /// Exits, where the source of their cost does not separate redundancy from pension strain.
        Exits = "exits",
        /// Redundancy payments.
        Redundancy = "redundancy",
        /// What a pension scheme is paid for pensions that are drawn early.
        PensionStrain = "pension-strain",
        /// Systems.
        It = "it",
        /// The people who plan and run the change.
        Programme = "programme",
        /// What does not depend on the saving.
        Fixed = "programme-fixed",
        /// Closing what is no longer needed.
        Closure = "closure",
        /// Ending contracts early.
        Contracts = "contract-breaks",
        /// Old and new side by side.
        DualRunning = "dual-running",
        /// Setting up what a reorganisation divides.
        Division = "division",
        /// What a body keeps to manage a host. Each year.
        Client = "client",
        /// Overhead that stays when work moves. Over two years.
        Stranded = "stranded",
    }
}

impl From<SetupLine> for OneOff {
    fn from(line: SetupLine) -> Self {
        match line {
            SetupLine::It => Self::It,
            SetupLine::Programme => Self::Programme,
            SetupLine::Closure => Self::Closure,
            SetupLine::Contracts => Self::Contracts,
        }
    }
}

rows! {
    /// A line of the one-off cost over the horizon, or of what stands beside it.
    @[derive(Debug, Clone, Serialize, JsonSchema)]
    pub struct CostLine("costs", "One-off cost in lines", 1) {
        pub line: OneOff => "Line".wide(18), "What is paid for.";
        pub about: &'static str => "What it is".wide(60), "What it is.";
        pub amount: Option<Money> => "Amount", "Over the horizon, optimism bias included; empty where it is not known.";
        pub in_value: bool => "In the value", "Whether it is in the one-off cost and in the net present value.";
    }
}

/// The lines of a case. Those in the value add up to its one-off cost, to the penny.
pub fn cost_lines(case: &Case, scenario: &Scenario, payers: &Payers) -> Vec<CostLine> {
    let kept = |of: fn(&super::payers::Hosted) -> Money| {
        payers.hosted.as_ref().map(|hosted| hosted.iter().map(of).sum::<Money>())
    };
    let beside = [
        (OneOff::Client, "each year: managing a host, 3% of the cost that moves to one", kept(|one| one.client)),
        (OneOff::Stranded, "over two years: overhead that stays, 10% of the cost that moves", kept(|one| one.stranded)),
    ];
    let beside = beside.map(|(line, about, amount)| CostLine { line, about, amount, in_value: false });
    lines_in_value(case, scenario).into_iter().chain(beside).collect()
}

/// The lines that add up to the one-off cost of a case.
pub fn lines_in_value(case: &Case, scenario: &Scenario) -> Vec<CostLine> {
    let sum = |of: fn(&Line) -> Money| case.lines.iter().map(of).sum::<Money>();
    let mut lines = exits(sum(|line| line.exits), scenario.pension_strain);
    let parts: Vec<i64> = scenario.setup_lines.values().map(|part| i64::from(part.0)).collect();
    let setup = share_out(sum(|line| line.setup - line.setup_fixed), &parts);
    let fixed = sum(|line| line.setup_fixed);
    for (line, amount) in scenario.setup_lines.keys().zip(setup) {
        let about = match line {
            SetupLine::It => "moving, joining and replacing systems",
            SetupLine::Programme => "planning and running the change",
            SetupLine::Closure => "closing what is no longer needed",
            SetupLine::Contracts => "ending contracts early; none where systems are given up when their contracts end",
        };
        lines.push((OneOff::from(*line), about, Some(amount)));
        if *line == SetupLine::Programme && fixed.is_positive() {
            lines.push((OneOff::Fixed, "the part of the programme that does not depend on the saving", Some(fixed)));
        }
    }
    lines.push((OneOff::DualRunning, "old and new side by side", Some(sum(|line| line.dual_running))));
    lines.into_iter().map(|(line, about, amount)| CostLine { line, about, amount, in_value: true }).collect()
}

fn exits(amount: Money, strain: Option<Share>) -> Vec<(OneOff, &'static str, Option<Money>)> {
    let Some(strain) = strain else {
        return vec![(
            OneOff::Exits,
            "redundancy and pensions drawn early: the source does not separate them",
            Some(amount),
        )];
    };
    let parts = share_out(amount, &[i64::from(ONE - strain.0.min(ONE)), i64::from(strain.0.min(ONE))]);
    vec![
        (OneOff::Redundancy, "redundancy payments", Some(parts[0])),
        (OneOff::PensionStrain, "what a pension scheme is paid for pensions drawn early", Some(parts[1])),
    ]
}

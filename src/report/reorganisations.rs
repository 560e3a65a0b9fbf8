//! Organisations that become one anyway: what of the duplicated cost goes with that, and is in no saving.

use serde::Serialize;

use super::assemble::Audit;
use super::day::Day;
use crate::money::Money;
use crate::overlap::{Succession, reorganised, successions};
use crate::table::rows;

rows! {
    /// Organisations that a reorganisation makes one.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct ReorganisationRow("reorganisations", "Reorganisations", 0) {
        pub successors: Vec<String> => "Successor ids".wide(20),
            "Ids of those that take their place: one, unless that is reorganised too.";
        pub organisations: Vec<String> => "Organisation ids".wide(30), "Ids of the organisations that become one.";
        pub until: Day => "From", "The day from which on all of them are one.";
        pub duplicated: Money => "With the reorganisation",
            "Duplicated cost between them. It ends with the reorganisation, and is not a saving.";
    }
}

/// Who becomes one, and what goes with it of each row of the attribution.
pub(super) struct Reorganised {
    pub(super) rows: Vec<ReorganisationRow>,
    pub(super) ends: Vec<Money>,
}

impl Reorganised {
    pub(super) fn of(audit: &Audit<'_>, year: i16) -> Self {
        let (all, everybody) = audit.compared();
        let last = audit.scenario.last_day(year);
        let successions = successions(all, last);
        let measuring = (audit.taxonomy, audit.basis, audit.floor);
        let ends = reorganised(all, audit.overlap, measuring, &successions, &everybody.attribution);
        let id = |member: &u32| all[*member as usize].organisation.id.clone();
        let row = |succession: &Succession| ReorganisationRow {
            successors: succession.successors.iter().cloned().collect(),
            organisations: succession.members.iter().map(id).collect(),
            until: Day(succession.until),
            duplicated: audit
                .overlap
                .attribution
                .iter()
                .zip(&ends)
                .filter(|(row, _)| succession.members.contains(&row.organisation))
                .map(|(_, ends)| *ends)
                .sum(),
        };
        Self { rows: successions.iter().map(row).collect(), ends }
    }

    /// All of it.
    pub(super) fn sum(&self) -> Money {
        self.ends.iter().copied().sum()
    }

    /// That of each organisation.
    pub(super) fn of_organisations(&self, audit: &Audit<'_>) -> Vec<Money> {
        let mut sums = vec![Money::ZERO; audit.facts.len()];
        for (row, ends) in audit.overlap.attribution.iter().zip(&self.ends) {
            sums[row.organisation as usize] += *ends;
        }
        sums
    }
}

//! What was read, what was not, and what a redacted result does not show.

use crate::money::{MilliFte, Money};

/// What was read, and what was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Files that could hold returns.
    pub files_found: usize,
    /// Of them: read to the end.
    pub files_read: usize,
    /// Of them: could not be read or parsed, or hold something else.
    pub files_rejected: usize,
    /// Of them: settings, decisions, taxonomies, baselines and reports, and what `ignore` names.
    pub files_skipped: usize,
    /// Returns that the result covers.
    pub returns: usize,
    /// Of them: of suppliers, whose cost is in no sum.
    pub suppliers: usize,
    /// Returns that it does not cover.
    pub returns_rejected: usize,
    /// Items of the covered returns.
    pub items: usize,
    /// Of them: mapped to a leaf.
    pub items_mapped: usize,
    /// Of them: mapped to a group only.
    pub items_group_only: usize,
    /// The totals of the covered returns.
    pub cost_total: Money,
    /// Of them: on a function.
    pub cost_mapped: Money,
    /// Of them: known to a group.
    pub cost_group_only: Money,
    /// Of them: in no item.
    pub cost_unitemised: Money,
    /// Whether something was not read or not parsed.
    pub unread: bool,
    /// What was withheld, where the result is redacted.
    pub withheld: Option<Withheld>,
}

/// What a redacted result does not show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Withheld {
    /// Roles with less staff than this are small posts.
    pub below: MilliFte,
    /// Small posts: their names are hashed, their pay is averaged.
    pub roles: usize,
    /// Their staff.
    pub fte: MilliFte,
    /// Their cost.
    pub cost: Money,
    /// Units whose names are hashed.
    pub units: usize,
    /// Findings that lost their wording and place.
    pub findings: usize,
    /// Organisations with too few staff to average over: their pay can be worked out.
    pub alone: usize,
    /// By which results with the same salt are known.
    pub salt: u32,
}

impl Coverage {
    /// Counts what another reading covered.
    pub fn join(&mut self, other: &Self) {
        self.files_found += other.files_found;
        self.files_read += other.files_read;
        self.files_rejected += other.files_rejected;
        self.files_skipped += other.files_skipped;
        self.returns += other.returns;
        self.suppliers += other.suppliers;
        self.returns_rejected += other.returns_rejected;
        self.items += other.items;
        self.items_mapped += other.items_mapped;
        self.items_group_only += other.items_group_only;
        self.cost_total += other.cost_total;
        self.cost_mapped += other.cost_mapped;
        self.cost_group_only += other.cost_group_only;
        self.cost_unitemised += other.cost_unitemised;
        self.unread |= other.unread;
        self.withheld = match (self.withheld, other.withheld) {
            (Some(one), Some(other)) => Some(one.and(&other)),
            (one, other) => one.or(other),
        };
    }
}

impl Withheld {
    /// What both withhold; the threshold is the weaker one.
    fn and(&self, other: &Self) -> Self {
        Self {
            below: self.below.min(other.below),
            roles: self.roles + other.roles,
            fte: MilliFte(self.fte.0 + other.fte.0),
            cost: self.cost + other.cost,
            units: self.units + other.units,
            findings: self.findings + other.findings,
            alone: self.alone + other.alone,
            // Names of different salts cannot be told to be the same: that is no salt.
            salt: if self.salt == other.salt { self.salt } else { 0 },
        }
    }
}

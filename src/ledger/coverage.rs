//! What was read, what was not, and what a redacted result does not show.

use serde::{Serialize, Serializer};

use crate::money::{MilliFte, Money};
use crate::settings::SettingsUsed;
use crate::table::rows;

rows! {
    /// What was read and mapped.
    @[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
    pub struct Coverage {
        pub files_found: usize => "Files found", "Files that could hold returns.";
        pub files_read: usize => "Files read", "Of them: read to the end.";
        pub files_rejected: usize => "Files rejected", "Of them: not readable, or hold something else.";
        pub files_skipped: usize => "Files skipped", "The part of them: settings, decisions, function lists, reports, ignored files.";
        pub returns: usize => "Returns", "Returns that the result covers.";
        @[serde(skip_serializing_if = "is_nothing")]
        pub suppliers: usize => "Suppliers", "The part of them from suppliers, whose cost is not in any total.";
        pub returns_rejected: usize => "Returns rejected", "Returns that it does not cover.";
        pub items: usize => "Items", "Items of the covered returns.";
        pub items_mapped: usize => "Items mapped", "Of them: mapped to a function.";
        pub items_group_only: usize => "Items on a group", "Of them: mapped to a group only.";
        @[serde(skip_serializing_if = "is_nothing")]
        pub returns_other_currency: usize => "In another currency", "Returns in another currency. Their cost is not in any total.";
        @[serde(skip)]
        pub currency: Option<&'static str>, "The currency of the sums, where there are some.";
        pub cost_total: Money => "Cost", "The totals of the covered returns.";
        pub cost_mapped: Money => "Cost mapped", "Of them: on a function.";
        pub cost_unsure: Money => "Cost unsure", "On a function by a mapping below 0.8.";
        pub cost_non_service: Money => "Cost of no service", "The part that is passed on or accounting entries.";
        pub cost_catch_all: Money => "Cost in catch-all lines", "Cost of lines whose name shows no service; without a function.";
        pub cost_group_only: Money => "Cost on a group", "Of them: known to a group.";
        pub cost_unitemised: Money => "Cost not itemised", "The part that is not itemised.";
        @[serde(skip)]
        pub cost_recharged: Money, "The part that is paid to other organisations.";
        @[serde(skip)]
        pub cost_no_function: Money, "The part in items without a function.";
        @[serde(skip)]
        pub returns_rejected_as_known: usize, "The rejected returns whose errors are all known to a baseline.";
        @[serde(skip)]
        pub paths_without_return: usize, "Paths that were named and hold no return.";
        @[serde(skip_serializing_if = "Option::is_none")]
        pub settings: Option<&'static SettingsUsed>, "The settings and what they did, where there are some.";
        @[serde(skip)]
        pub unread: bool, "Whether something was not read or not parsed.";
        @[serde(rename = "redaction", skip_serializing_if = "Option::is_none")]
        pub withheld: Option<Withheld>, "What was removed, if the result is redacted.";
            + redaction(row): bool = row.withheld.is_some() => "Redacted",
                "Whether the result is redacted: names and pay of small posts are withheld.";
    }

    /// What a redacted result does not show.
    @[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
    pub struct Withheld {
        @[serde(rename = "below_fte")]
        pub below: MilliFte => "Below".key("below_fte"),
            "Roles with less staff than this are small posts: names hashed, pay averaged.";
        pub roles: usize => "Small posts", "Small posts.";
        pub fte: MilliFte => "Staff", "Their staff.";
        pub cost: Money => "Cost", "Their cost.";
        pub units: usize => "Units", "Units whose names are hashed.";
        pub findings: usize => "Findings", "Findings that lost their wording and place.";
        @[serde(rename = "organisations_too_small")]
        pub alone: usize => "Too small".key("organisations_too_small"),
            "Organisations with too few staff to average over: their pay can be worked out.";
        @[serde(serialize_with = "hexadecimal")]
        @[schemars(with = "String")]
        pub salt: u32, "The same where the salt is the same.";
            + salt(row): String = row.salt_mark() => "Salt", "The same where the salt is the same.";
    }
}

impl Coverage {
    /// Whether everything that was found was read and counted.
    pub fn is_complete(&self) -> bool {
        !self.unread && self.returns_rejected == 0 && self.returns > 0
    }

    /// Whether something was not read, or rejected as nobody knew.
    pub fn is_incomplete(&self) -> bool {
        self.unread || self.returns_rejected > self.returns_rejected_as_known
    }

    /// Whether nothing was found that could be a return, or not wherever one was named.
    pub fn is_nothing(&self) -> bool {
        !self.unread && (self.returns + self.returns_rejected == 0 || self.paths_without_return > 0)
    }

    /// The same without the money.
    fn without_sums(self) -> Self {
        let nothing = Self::default();
        Self {
            returns_other_currency: self.returns,
            cost_total: nothing.cost_total,
            cost_mapped: nothing.cost_mapped,
            cost_unsure: nothing.cost_unsure,
            cost_non_service: nothing.cost_non_service,
            cost_group_only: nothing.cost_group_only,
            cost_unitemised: nothing.cost_unitemised,
            cost_recharged: nothing.cost_recharged,
            cost_no_function: nothing.cost_no_function,
            ..self
        }
    }

    /// Counts what another reading covered. Sums of another currency are left out, and its returns are counted as such.
    pub fn join(&mut self, other: &Self) {
        let one = self.currency.is_none() || other.currency.is_none() || self.currency == other.currency;
        let other = &if one { *other } else { other.without_sums() };
        self.currency = self.currency.or(other.currency);
        self.returns_other_currency += other.returns_other_currency;
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
        self.cost_unsure += other.cost_unsure;
        self.cost_non_service += other.cost_non_service;
        self.cost_catch_all += other.cost_catch_all;
        self.cost_group_only += other.cost_group_only;
        self.cost_unitemised += other.cost_unitemised;
        self.cost_recharged += other.cost_recharged;
        self.cost_no_function += other.cost_no_function;
        self.unread |= other.unread;
        self.paths_without_return += other.paths_without_return;
        if self.settings.is_none() {
            self.settings = other.settings;
        }
        self.withheld = match (self.withheld, other.withheld) {
            (Some(one), Some(other)) => Some(one.and(&other)),
            (one, other) => one.or(other),
        };
    }
}

impl Withheld {
    /// What results with the same salt have in common.
    pub fn salt_mark(&self) -> String {
        format!("{:08x}", self.salt)
    }

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

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for it
fn is_nothing(count: &usize) -> bool {
    *count == 0
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for it
fn hexadecimal<S: Serializer>(salt: &u32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{salt:08x}"))
}

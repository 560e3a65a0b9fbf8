//! The return format, version 1 (docs/formats.md section 1): what one organisation declares for one period.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::scalars::{List, Period, Quantity, Shares, Version};
use crate::money::{MilliFte, Money, Share};
use crate::taxonomy::Category;
use crate::words::words;

/// A return: one organisation's declaration for one period.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("$id" = "https://dupaudit.invalid/schema/return-1.json", "title" = "dupaudit return, version 1"))]
pub struct Return {
    /// The version of this format: 1.
    pub dupaudit: Version,
    /// The twelve months it speaks of: `2025-26`, `2025` or the date of a snapshot.
    pub period: Period,
    /// The currency of every amount in it, as a three-letter code. Pounds unless said.
    #[serde(default, deserialize_with = "super::scalars::optional")]
    pub currency: Option<String>,
    /// The list that the function codes come from. `public-functions` unless said.
    #[serde(default, deserialize_with = "super::scalars::optional")]
    pub taxonomy: Option<String>,
    /// Who declares.
    pub organisation: Organisation,
    /// How the figures were drawn up, so that like is compared with like.
    pub accounting: Option<Accounting>,
    /// Parts of the organisation.
    #[serde(default)]
    pub units: List<Unit>,
    /// What the organisation does.
    #[serde(default)]
    pub processes: List<Process>,
    /// Who does it: posts, or groups of posts of one kind.
    #[serde(default)]
    pub roles: List<Role>,
    /// With which systems.
    #[serde(default)]
    pub systems: List<System>,
    /// Amounts paid to another body for a service. The cost is counted at the provider.
    #[serde(default)]
    pub recharges: List<Recharge>,
    /// What it provides to other bodies, and what it charges them: of suppliers above all. Held against what those bodies say
    /// that they pay; in no sum.
    #[serde(default)]
    pub sales: List<Sale>,
    /// What the work achieves.
    #[serde(default)]
    pub outcomes: List<Outcome>,
    /// Services moved in or out since the last period.
    #[serde(default)]
    pub transfers: List<Transfer>,
    /// What is duplicated for a good reason. Leaves the estimate and is listed.
    #[serde(default)]
    pub exceptions: List<Exception>,
}

/// Who declares.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// A stable public identifier, such as an ONS code.
    #[schemars(length(min = 1))]
    pub id: String,
    /// The name for people.
    #[schemars(length(min = 1))]
    pub name: String,
    /// What kind of body it is, such as `district-council`. A `supplier` is compared with nobody: what bodies pay it is
    /// their cost, and its own is shown apart.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Other names that it goes by as a `vendor:`.
    #[serde(default)]
    pub known_as: List<String>,
    /// Whom it is compared with, where that is not its type.
    pub family: Option<String>,
    /// Where it is.
    pub region: Option<String>,
    /// The control total: everything spent in the period.
    pub total: Option<Money>,
    /// Staff in all, in full-time equivalents.
    pub fte: Option<MilliFte>,
    /// What drives its volumes: population, headcount, dwellings.
    #[serde(default, deserialize_with = "super::scalars::drivers")]
    #[schemars(with = "Option<BTreeMap<String, Option<Quantity>>>")]
    pub drivers: BTreeMap<String, Quantity>,
}

/// How the figures were drawn up.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Accounting {
    /// Whether role costs hold employer's contributions.
    pub on_costs: Option<Inclusion>,
    /// Whether costs are before or after recharges to other bodies.
    pub recharges: Option<Gross>,
    /// Whether amounts hold value added tax.
    pub vat: Option<Inclusion>,
}

words! {
    /// In or out.
    pub enum Inclusion: listed {
        /// In the amounts.
        Included = "included",
        /// Not in the amounts.
        Excluded = "excluded",
    }
}

words! {
    /// Before or after recharges.
    pub enum Gross: listed {
        /// Before.
        Gross = "gross",
        /// After.
        Net = "net",
    }
}

/// A part of the organisation.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Unique among the units.
    #[schemars(length(min = 1))]
    pub id: String,
    /// The name for people.
    #[schemars(length(min = 1))]
    pub name: String,
}

/// Something the organisation does.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// Unique among the processes.
    #[schemars(length(min = 1))]
    pub id: String,
    /// The name for people.
    #[schemars(length(min = 1))]
    pub name: String,
    /// More about it.
    pub description: Option<String>,
    /// The unit that does it.
    pub unit: Option<String>,
    /// The function it belongs to. Without it the text is mapped.
    pub function: Option<String>,
    /// Several functions with their shares, which add up to at most 1.
    pub functions: Option<Shares>,
    /// Its full cost, if known. Caps what is linked to it.
    pub total: Option<Money>,
    /// Cost that no role or system holds: print, postage, contracts.
    pub other: Option<Money>,
    /// How much of it was done.
    pub volume: Option<Quantity>,
    /// What the volume counts, such as dwellings.
    pub volume_unit: Option<String>,
    /// Staff on it, only where their roles are not declared.
    pub fte: Option<MilliFte>,
    /// The share of it caused by something done badly before.
    pub failure_demand: Option<Share>,
    /// Whether the law demands it.
    pub statutory: Option<bool>,
}

/// A post, or a group of posts of one kind.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Unique among the roles.
    #[schemars(length(min = 1))]
    pub id: String,
    /// The job title.
    #[schemars(length(min = 1))]
    pub title: String,
    /// More about it.
    pub description: Option<String>,
    /// The unit it belongs to.
    pub unit: Option<String>,
    /// The function it performs. Without it the text is mapped.
    pub function: Option<String>,
    /// Several functions with their shares, which add up to at most 1.
    pub functions: Option<Shares>,
    /// Full-time equivalents.
    pub fte: Option<MilliFte>,
    /// Salaries and on-costs.
    pub cost: Option<Money>,
    /// What kind of work it is, where that is not the function's own kind.
    pub category: Option<Category>,
    /// The processes it works on, with shares, as a list or as one id.
    pub processes: Option<Shares>,
    /// Its grade.
    pub grade: Option<String>,
    /// The profession of those who hold it.
    pub profession: Option<String>,
}

/// A system, product or contract.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// Unique among the systems.
    #[schemars(length(min = 1))]
    pub id: String,
    /// The name for people.
    #[schemars(length(min = 1))]
    pub name: String,
    /// More about it.
    pub description: Option<String>,
    /// The unit that runs it.
    pub unit: Option<String>,
    /// The product it is.
    pub product: Option<String>,
    /// Who sells it.
    pub vendor: Option<String>,
    /// Whether it is in use.
    pub status: Option<Status>,
    /// The function it serves. Without it the text is mapped.
    pub function: Option<String>,
    /// Several functions with their shares, which add up to at most 1.
    pub functions: Option<Shares>,
    /// Licence, hosting and support.
    pub cost: Option<Money>,
    /// The day on which its contract ends.
    #[serde(default, deserialize_with = "super::scalars::optional_date")]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub contract_end: Option<Date>,
    /// The processes it serves, with shares, as a list or as one id.
    pub processes: Option<Shares>,
}

words! {
    /// Whether a system is in use.
    pub enum Status: listed {
        /// In use.
        Live = "live",
        /// In use, and to be given up.
        Retiring = "retiring",
        /// No longer in use.
        Retired = "retired",
    }
}

/// An amount paid to another body for a service.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recharge {
    /// The organisation that is paid.
    pub to: String,
    /// What for.
    pub function: Option<String>,
    /// How much in the period.
    pub amount: Money,
}

/// Something provided to another body.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sale {
    /// A reference of one's own.
    pub id: Option<String>,
    /// The organisation that pays.
    pub to: String,
    /// What for.
    pub function: Option<String>,
    /// The product, where it is one.
    pub product: Option<String>,
    /// How much in the period.
    pub amount: Money,
}

/// What the work achieves.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Its name, the same at every body that declares it.
    pub measure: String,
    /// A rate, or a count.
    pub kind: MeasureKind,
    /// The figure.
    pub value: Quantity,
    /// Which direction is better.
    pub better: Better,
    /// Its weight among the outcomes of the body. 1 unless said.
    pub weight: Option<Quantity>,
    /// The function it speaks of.
    pub function: Option<String>,
}

words! {
    /// How an outcome is measured.
    pub enum MeasureKind: listed {
        /// Per something: a share, days, a price.
        Rate = "rate",
        /// How many.
        Count = "count",
    }
}

words! {
    /// Which direction of an outcome is better.
    pub enum Better: listed {
        /// More is better.
        Higher = "higher",
        /// Less is better.
        Lower = "lower",
    }
}

/// A service that was moved since the last period.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// Which function.
    pub function: String,
    /// The cost that came in.
    #[serde(rename = "in")]
    pub moved_in: Option<Money>,
    /// The cost that went out.
    #[serde(rename = "out")]
    pub moved_out: Option<Money>,
    /// From or to which organisation.
    pub with: Option<String>,
}

/// Duplication that is right to keep.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// Of one item, by its id, or by kind and id: `system/revs`.
    pub item: Option<String>,
    /// Of everything in a unit.
    pub unit: Option<String>,
    /// Of everything on a function.
    pub function: Option<String>,
    /// Why.
    pub reason: ExceptionReason,
    /// In words.
    pub note: Option<String>,
    /// The last day on which it holds.
    #[serde(default, deserialize_with = "super::scalars::optional_date")]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub until: Option<Date>,
}

words! {
    /// Why duplication is right to keep.
    pub enum ExceptionReason: listed {
        /// The law demands it.
        Statutory = "statutory",
        /// One must work while the other does not.
        Resilience = "resilience",
        /// The same people may not do both.
        SegregationOfDuties = "segregation-of-duties",
        /// It serves other people.
        DifferentUsers = "different-users",
        /// It ends with a change that is under way.
        Transition = "transition",
        /// Something else, said in the note.
        Other = "other",
    }
}

words! {
    /// The three kinds of item.
    pub enum Kind {
        /// Something the organisation does.
        Process = "process",
        /// A post, or a group of posts.
        Role = "role",
        /// A system, product or contract.
        System = "system",
    }
}

impl Kind {
    /// The list of a return that holds it.
    pub fn list(self) -> &'static str {
        match self {
            Self::Process => "processes",
            Self::Role => "roles",
            Self::System => "systems",
        }
    }
}

/// An item of any kind, as the mapping and the ledger see it.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// Which kind.
    pub kind: Kind,
    /// Its place in its list, from 0.
    pub index: usize,
    /// Its id.
    pub id: &'a str,
    /// Its name or title.
    pub text: &'a str,
    /// More about it.
    pub description: Option<&'a str>,
    /// The id of its unit.
    pub unit: Option<&'a str>,
    /// The product of a system.
    pub product: Option<&'a str>,
    /// The profession of a role.
    pub profession: Option<&'a str>,
    /// The one function declared for it.
    pub function: Option<&'a str>,
    /// The functions declared for it, with shares.
    pub functions: Option<&'a Shares>,
    /// The cost it brings in itself: of a role or system its cost, of a process its other cost.
    pub cost: Option<Money>,
}

impl Return {
    /// Every item: processes, then roles, then systems, each in the order of the file.
    pub fn items(&self) -> impl Iterator<Item = Item<'_>> {
        let processes = self.processes.iter().enumerate().map(|(index, process)| Item {
            kind: Kind::Process,
            index,
            id: &process.id,
            text: process.name.trim_end(),
            description: process.description.as_deref(),
            unit: process.unit.as_deref(),
            product: None,
            profession: None,
            function: process.function.as_deref(),
            functions: process.functions.as_ref(),
            cost: process.other,
        });
        let roles = self.roles.iter().enumerate().map(|(index, role)| Item {
            kind: Kind::Role,
            index,
            id: &role.id,
            text: role.title.trim_end(),
            description: role.description.as_deref(),
            unit: role.unit.as_deref(),
            product: None,
            profession: role.profession.as_deref(),
            function: role.function.as_deref(),
            functions: role.functions.as_ref(),
            cost: role.cost,
        });
        let systems = self.systems.iter().enumerate().map(|(index, system)| Item {
            kind: Kind::System,
            index,
            id: &system.id,
            text: system.name.trim_end(),
            description: system.description.as_deref(),
            unit: system.unit.as_deref(),
            product: system.product.as_deref().or(system.vendor.as_deref()),
            profession: None,
            function: system.function.as_deref(),
            functions: system.functions.as_ref(),
            cost: system.cost,
        });
        processes.chain(roles).chain(systems)
    }

    /// The currency of its amounts.
    pub fn currency(&self) -> &str {
        self.currency.as_deref().unwrap_or("GBP")
    }
}

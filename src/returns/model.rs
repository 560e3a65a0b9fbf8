//! The return format, version 1 (docs/formats.md section 1): what one organisation declares for one period.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::parts::{Declared, Field, Holds, Key, Mark, Part, Said, parts};
use super::scalars::{Currency, List, Period, Quantity, Shares, Statutory, Version, YearStart, Years};
use crate::money::{MilliFte, Money, Share};
use crate::taxonomy::Category;
use crate::words::words;

parts! {
    /// A return: one organisation's declaration for one period.
    #[schemars(extend("$id" = "https://dupaudit.invalid/schema/return-1.json", "title" = "dupaudit return, version 1"))]
    Return "return" tall {
        /// The version of this format: 1.
        dupaudit: Version,
        /// The twelve months it speaks of: `2025-26`, `2025`, `FY2026` (with `year_starts`), two days such as
        /// `2025-10-01/2026-09-30`, or the date of a snapshot.
        period: Period => Period,
        /// The day on which its financial year begins, such as `10-01`. 1 April unless said.
        year_starts: Option<YearStart>,
        /// The currency of every amount in it, as a code of ISO 4217. Pounds unless said.
        #[serde(default, deserialize_with = "super::scalars::some_currency")]
        currency: Currency,
        /// The list that the function codes come from. `public-functions` unless said.
        #[serde(default, deserialize_with = "super::scalars::optional")]
        taxonomy: Option<String>,
        /// Who declares.
        organisation: Organisation,
        /// How the figures were drawn up, so that like is compared with like.
        accounting: Option<Accounting>,
        /// Parts of the organisation.
        #[serde(default)]
        units: List<Unit>,
        /// What the organisation does.
        #[serde(default)]
        processes: List<Process>,
        /// Who does it: posts, or groups of posts of one kind.
        #[serde(default)]
        roles: List<Role>,
        /// With which systems.
        #[serde(default)]
        systems: List<System>,
        /// Amounts paid to another body for a service. The cost is counted at the provider.
        #[serde(default)]
        recharges: List<Recharge>,
        /// What it provides to other bodies, and what it charges them: of suppliers above all. Held against what those bodies say
        /// that they pay; in no sum.
        #[serde(default)]
        sales: List<Sale>,
        /// Functions that it already runs together with other bodies.
        #[serde(default)]
        shared: List<Shared>,
        /// What the work achieves.
        #[serde(default)]
        outcomes: List<Outcome>,
        /// Services moved in or out since the last period.
        #[serde(default)]
        transfers: List<Transfer> => Happened,
        /// What is duplicated for a good reason. Leaves the estimate and is listed.
        #[serde(default)]
        exceptions: List<Exception>,
    }

    /// Who declares.
    Organisation "organisation" tall {
        /// A stable public identifier, such as an ONS code.
        #[schemars(length(min = 1))]
        id: String => Id,
        /// The name for people.
        #[schemars(length(min = 1))]
        name: String => Name,
        /// What kind of body it is, such as `district-council`. A `supplier` is compared with nobody: what bodies pay it is
        /// their cost, and its own is shown apart.
        kind as "type": Option<String>,
        /// Other names that it goes by as a `vendor:`.
        #[serde(default)]
        known_as: List<String>,
        /// Whom it is compared with, where that is not its type.
        family: Option<String>,
        /// Where it is.
        region: Option<String>,
        /// The control total: everything spent in the period.
        total: Option<Money> => NoSum,
        /// Staff in all, in full-time equivalents.
        fte: Option<MilliFte>,
        /// What drives its volumes: population, headcount, dwellings.
        #[serde(default, deserialize_with = "super::scalars::drivers")]
        #[schemars(with = "Option<BTreeMap<String, Option<Quantity>>>")]
        drivers: BTreeMap<String, Quantity>,
        /// The day from which on it is no more, because of a reorganisation.
        #[serde(default, deserialize_with = "super::scalars::optional_date")]
        #[schemars(with = "Option<String>", extend("format" = "date"))]
        until: Option<Date>,
        /// The id of the body that takes its place. Bodies with one successor are one provider from `until` on.
        successor: Option<String>,
        /// Money that comes in for the organisation as a whole: what stands beside its cost, and is in no bucket.
        #[serde(default)]
        income: List<Income>,
    }

    /// Money that comes in for a service.
    Income "income" {
        /// What kind of income it is.
        kind: IncomeKind,
        /// How much in the period.
        amount: Money => Sum("the income"),
        /// The organisation that pays it, where it is one.
        from: Option<String>,
    }

    /// How the figures were drawn up.
    #[derive(Default)]
    Accounting "accounting" {
        /// Whether role costs hold employer's contributions.
        on_costs: Option<Inclusion>,
        /// Whether costs are before or after recharges to other bodies.
        recharges: Option<Gross>,
        /// Whether amounts hold value added tax.
        vat: Option<Inclusion>,
        /// Whether costs are before or after income.
        income: Option<Gross>,
    }

    /// A part of the organisation.
    Unit "unit" {
        /// Unique among the units.
        #[schemars(length(min = 1))]
        id: String => Id,
        /// The name for people.
        #[schemars(length(min = 1))]
        name: String => PublicName,
    }

    /// Something the organisation does.
    Process "process" tall {
        /// Unique among the processes.
        #[schemars(length(min = 1))]
        id: String => Id,
        /// The name for people.
        #[schemars(length(min = 1))]
        name: String => PublicName,
        /// More about it.
        description: Option<String> => Text,
        /// The unit that does it.
        unit: Option<String> => Unit,
        /// The function it belongs to. Without it the text is mapped.
        function: Option<String> => Function,
        /// Several functions with their shares, which add up to at most 1.
        functions: Option<Shares> => Function,
        /// Its full cost, if known. Caps what is linked to it.
        total: Option<Money> => Sum("the process totals"),
        /// Cost that no role or system holds: print, postage, contracts.
        other: Option<Money> => Sum("the costs"),
        /// What kind of cost `other` is, where that is known: `supplies` such as print and postage, of which no post is part.
        other_is: Option<OtherIs>,
        /// How much of it was done.
        volume: Option<Quantity>,
        /// What the volume counts, such as dwellings.
        volume_unit: Option<String>,
        /// Staff on it, only where their roles are not declared.
        fte: Option<MilliFte>,
        /// The share of it caused by something done badly before.
        failure_demand: Option<Share>,
        /// Whether the law demands it.
        statutory: Option<bool>,
        /// It recurs only every so many years: a year of it costs that part.
        every: Option<Years>,
        /// Whether it is done once and never again.
        once: Option<bool>,
        /// Money that comes in for it.
        #[serde(default)]
        income: List<Income>,
    }

    /// A post, or a group of posts of one kind.
    Role "role" tall {
        /// Unique among the roles.
        #[schemars(length(min = 1))]
        id: String => Id,
        /// The job title.
        #[schemars(length(min = 1))]
        title: String => Title,
        /// More about it.
        description: Option<String> => Text,
        /// The unit it belongs to.
        unit: Option<String> => Unit,
        /// The function it performs. Without it the text is mapped.
        function: Option<String> => Function,
        /// Several functions with their shares, which add up to at most 1.
        functions: Option<Shares> => Function,
        /// Full-time equivalents.
        fte: Option<MilliFte>,
        /// Salaries and on-costs.
        cost: Option<Money> => Sum("the costs"),
        /// What kind of work it is, where that is not the function's own kind.
        category: Option<Category>,
        /// The processes it works on, with shares, as a list or as one id.
        processes: Option<Shares> => Process,
        /// Its grade.
        grade: Option<String>,
        /// The profession of those who hold it.
        profession: Option<String>,
        /// Whether the law names this officer, or for which share of the post.
        statutory: Option<Statutory>,
        /// It recurs only every so many years: a year of it costs that part.
        every: Option<Years>,
        /// Whether it is paid once and never again.
        once: Option<bool>,
    }

    /// A system, product or contract.
    System "system" tall {
        /// Unique among the systems.
        #[schemars(length(min = 1))]
        id: String => Id,
        /// The name for people.
        #[schemars(length(min = 1))]
        name: String => PublicName,
        /// More about it.
        description: Option<String> => Text,
        /// The unit that runs it.
        unit: Option<String> => Unit,
        /// The product it is.
        product: Option<String>,
        /// Who sells it.
        vendor: Option<String>,
        /// Whether it is in use.
        status: Option<Status>,
        /// The function it serves. Without it the text is mapped.
        function: Option<String> => Function,
        /// Several functions with their shares, which add up to at most 1.
        functions: Option<Shares> => Function,
        /// Licence, hosting and support.
        cost: Option<Money> => Sum("the costs"),
        /// The day on which its contract ends.
        #[serde(default, deserialize_with = "super::scalars::optional_date")]
        #[schemars(with = "Option<String>", extend("format" = "date"))]
        contract_end: Option<Date>,
        /// The processes it serves, with shares, as a list or as one id.
        processes: Option<Shares> => Process,
        /// It recurs only every so many years: a year of it costs that part.
        every: Option<Years>,
        /// Whether it is paid once and never again.
        once: Option<bool>,
    }

    /// An amount paid to another body for a service.
    Recharge "recharge" {
        /// The organisation that is paid.
        to: String,
        /// What for.
        function: Option<String> => Function,
        /// How much in the period.
        amount: Money => Sum("the costs"),
    }

    /// Something provided to another body.
    Sale "sale" {
        /// A reference of one's own.
        id: Option<String>,
        /// The organisation that pays.
        to: String,
        /// What for.
        function: Option<String> => Function,
        /// The product, where it is one.
        product: Option<String>,
        /// How much in the period.
        amount: Money => Sum("the sales"),
    }

    /// A function that several bodies already run together: from `since` on they are one provider of it.
    Shared "shared" {
        /// Which function, or all of a group.
        function: String => Function,
        /// The other bodies.
        with: List<String>,
        /// The body that runs it, where it is one of them.
        host: Option<String>,
        /// The day from which on they run it together. Always, unless said.
        #[serde(default, deserialize_with = "super::scalars::optional_date")]
        #[schemars(with = "Option<String>", extend("format" = "date"))]
        since: Option<Date>,
    }

    /// What the work achieves.
    Outcome "outcome" {
        /// Its name, the same at every body that declares it.
        measure: String,
        /// A rate, or a count.
        kind: MeasureKind,
        /// The figure.
        value: Quantity,
        /// Which direction is better.
        better: Better,
        /// Its weight among the outcomes of the body. 1 unless said.
        weight: Option<Quantity> => Standing,
        /// The function it speaks of.
        function: Option<String> => Function,
    }

    /// A service that was moved since the last period.
    Transfer "transfer" {
        /// Which function.
        function: String => Function,
        /// The cost that came in.
        moved_in as "in": Option<Money> => NoSum,
        /// The cost that went out.
        moved_out as "out": Option<Money> => NoSum,
        /// From or to which organisation.
        with: Option<String>,
    }

    /// Duplication that is right to keep.
    Exception "exception" {
        /// Of one item, by its id, or by kind and id: `system/revs`.
        item: Option<String> => Item,
        /// Of everything in a unit.
        unit: Option<String> => Unit,
        /// Of everything on a function.
        function: Option<String> => Function,
        /// Why.
        reason: ExceptionReason,
        /// In words.
        note: Option<String> => Text,
        /// The last day on which it holds.
        #[serde(default, deserialize_with = "super::scalars::optional_date")]
        #[schemars(with = "Option<String>", extend("format" = "date"))]
        until: Option<Date> => Ends,
    }
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

words! {
    /// What kind of income it is.
    pub enum IncomeKind: listed {
        /// Costs that another body or a fund pays back.
        CostRecovery = "cost-recovery",
        /// Fees and charges that people and businesses pay.
        Fees = "fees",
        /// Grants.
        Grant = "grant",
        /// What other public bodies pay for a service.
        Recharge = "recharge",
    }
}

impl IncomeKind {
    /// Whether a lower cost lowers it too, so that the payer has the saving and not the body itself.
    pub fn follows_cost(self) -> bool {
        matches!(self, Self::CostRecovery | Self::Recharge)
    }
}

words! {
    /// What kind of cost a process has beside roles and systems.
    pub enum OtherIs: listed {
        /// Print, postage, contracts: a budget falls with it, and nobody leaves.
        Supplies = "supplies",
    }
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
    /// An entry of that list, as baselines name it.
    pub fn named(self, id: &str) -> String {
        format!("{}[{id}]", self.list())
    }

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
    /// The grade of a role.
    pub grade: Option<&'a str>,
    /// The one function declared for it.
    pub function: Option<&'a str>,
    /// The functions declared for it, with shares.
    pub functions: Option<&'a Shares>,
    /// The cost it brings in itself: of a role or system its cost, of a process its other cost.
    pub cost: Option<Money>,
    /// Of a process: its declared total.
    pub total: Option<Money>,
    /// Over how many years its cost is spread.
    pub every: Option<Years>,
    /// Whether its cost is paid once and never again.
    pub once: bool,
}

impl Item<'_> {
    /// What it costs in all, as far as it says: of a process the larger of its total and its other cost.
    pub fn whole(&self) -> Option<Money> {
        self.cost.max(self.total)
    }
}

impl Return {
    /// Every item: processes, then roles, then systems, each in the order of the file.
    pub fn items(&self) -> impl Iterator<Item = Item<'_>> {
        macro_rules! items {
            ($kind:ident $list:ident $text:ident $cost:ident) => {
                self.$list.iter().enumerate().map(|(index, item)| Item {
                    kind: Kind::$kind,
                    index,
                    id: &item.id,
                    text: item.$text.trim_end(),
                    description: item.description.as_deref(),
                    unit: item.unit.as_deref(),
                    function: item.function.as_deref(),
                    functions: item.functions.as_ref(),
                    cost: item.$cost,
                    total: None,
                    every: item.every,
                    once: item.once == Some(true),
                    product: None,
                    profession: None,
                    grade: None,
                })
            };
        }
        let processes = items!(Process processes name other);
        let processes = processes.zip(&self.processes).map(|(item, process)| Item { total: process.total, ..item });
        let roles = items!(Role roles title cost);
        let roles = roles.zip(&self.roles).map(|(item, role)| Item {
            profession: role.profession.as_deref(),
            grade: role.grade.as_deref(),
            ..item
        });
        let systems = items!(System systems name cost)
            .zip(&self.systems)
            .map(|(item, system)| Item { product: system.product.as_deref().or(system.vendor.as_deref()), ..item });
        processes.chain(roles).chain(systems)
    }

    /// The currency of its amounts.
    pub fn currency(&self) -> &'static str {
        self.currency.0
    }
}

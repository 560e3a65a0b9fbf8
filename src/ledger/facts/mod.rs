//! The facts of one return: what everything after the ledger reads, and all that stays in memory of it.

mod cost;
mod declared;

use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use crate::mapping::{Grounds, Mapping, normalise};
use crate::money::{MilliFte, Money, Share};
use crate::returns::{Accounting, Kind, Quantity};
use crate::source::Position;
use crate::table::rows;
use crate::words::words;

pub use cost::{Cost, Layer, Loose, Pool, ProductId, SpendCategory, Why};
pub use declared::{
    ExceptionFact, IncomeFact, OutcomeFact, RechargeFact, SaleFact, SharedFact, TransferFact, VendorFact, VolumeFact,
};

/// The type of organisations that are compared with nobody.
pub const SUPPLIER: &str = "supplier";

words! {
    /// Where the total of an organisation comes from.
    pub enum TotalSource {
        /// The organisation declared it.
        Declared = "declared",
        /// The sum of its items.
        Itemised = "itemised",
        /// The sum of its process totals: nothing else was declared.
        Processes = "processes",
    }
}

rows! {
    /// Where every pound of a return is.
    @[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
    pub struct Buckets {
        pub administrative: Money => "Administrative", "The part of the total for administrative work.";
        pub managerial: Money => "Managerial", "The part of the total for managerial work.";
        pub frontline: Money => "Frontline", "The part of the total for frontline work.";
        pub frontline_management: Money => "Frontline management", "The part of the total for management of frontline work.";
        pub frontline_administration: Money => "Frontline administration",
            "The part of the total for time of frontline staff on administrative or managerial work.";
        pub non_service: Money => "Not a service", "The part of the total that is passed on or accounting entries.";
        pub recharge_out: Money => "Recharged", "The part of the total paid to another organisation for a service.";
        pub unmapped: Money => "Unmapped", "The part of the total in items without a function.";
        pub unitemised: Money => "Not itemised", "The part of the total that is not itemised.";
    }
}

impl Buckets {
    /// The bucket of a category.
    pub fn of(&mut self, category: SpendCategory) -> &mut Money {
        match category {
            SpendCategory::Administrative => &mut self.administrative,
            SpendCategory::Managerial => &mut self.managerial,
            SpendCategory::Frontline => &mut self.frontline,
            SpendCategory::FrontlineManagement => &mut self.frontline_management,
            SpendCategory::FrontlineAdministration => &mut self.frontline_administration,
            SpendCategory::NonService => &mut self.non_service,
        }
    }

    /// The five categories of work together.
    pub fn mapped(&self) -> Money {
        self.administrative
            + self.managerial
            + self.frontline
            + self.frontline_management
            + self.frontline_administration
    }

    /// All nine together.
    pub fn sum(&self) -> Money {
        self.mapped() + self.non_service + self.recharge_out + self.unmapped + self.unitemised
    }

    /// Name and amount of each, in the order of the report.
    pub fn named(&self) -> [(&'static str, Money); 9] {
        [
            ("administrative", self.administrative),
            ("managerial", self.managerial),
            ("frontline", self.frontline),
            ("frontline_management", self.frontline_management),
            ("frontline_administration", self.frontline_administration),
            ("non_service", self.non_service),
            ("recharge_out", self.recharge_out),
            ("unmapped", self.unmapped),
            ("unitemised", self.unitemised),
        ]
    }
}

/// Who declared, and the sums.
#[derive(Debug, Clone)]
pub struct OrganisationFact {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Option<String>,
    /// Other names that it goes by as a vendor.
    pub known_as: Vec<String>,
    /// Its family, where it declares one.
    pub family: Option<String>,
    /// Its region.
    pub region: Option<String>,
    /// The day from which on it is no more.
    pub until: Option<Date>,
    /// The id of the body that takes its place.
    pub successor: Option<String>,
    /// The twelve months.
    pub period: String,
    /// The currency.
    pub currency: String,
    /// How its figures were drawn up.
    pub accounting: Accounting,
    /// What drives its volumes.
    pub drivers: Vec<(String, Quantity)>,
    /// The control total.
    pub total: Money,
    /// Where that comes from.
    pub total_source: TotalSource,
    /// Staff in all, as declared.
    pub fte: Option<MilliFte>,
    /// Staff of its roles.
    pub fte_itemised: MilliFte,
    /// Staff of its roles without cost.
    pub unpriced_fte: MilliFte,
    /// Where its pounds are.
    pub buckets: Buckets,
    /// Of the unmapped: known to a group.
    pub group_only: Money,
    /// What process totals speak of and no item explains, beyond what the total leaves room for: in no bucket.
    pub not_admitted: Money,
}

impl OrganisationFact {
    /// What is spent on services: the total without what is only passed on or an accounting entry.
    pub fn services(&self) -> Money {
        self.total - self.buckets.non_service
    }

    /// Whom it is compared with on functions of the scope `same_type`.
    pub fn family(&self) -> Option<&str> {
        self.family.as_deref().or(self.kind.as_deref())
    }

    /// Whether it sells to the bodies of the audit instead of being one.
    pub fn is_supplier(&self) -> bool {
        self.kind.as_deref().is_some_and(|kind| normalise(kind) == SUPPLIER)
    }
}

/// An item, its mapping, and where it stands.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools)] // each is a fact of its own
pub struct ItemFact {
    /// Which kind.
    pub kind: Kind,
    /// Its id.
    pub id: Box<str>,
    /// Its name or title.
    pub text: Box<str>,
    /// Its unit: an index into [`ReturnFacts::units`].
    pub unit: u32,
    /// Its place in its list of the return, from 0.
    pub index: u32,
    /// Its functions.
    pub mapping: Mapping,
    /// Where it stands in the file; the beginning of the return unless the mapper was told to explain.
    pub position: Position,
    /// Why those. None unless the mapper was told to explain.
    pub grounds: Option<Box<Grounds>>,
    /// Whether its largest claim is a leaf.
    pub leaf: bool,
    /// Its staff.
    pub fte: MilliFte,
    /// The cost it brings in itself.
    pub cost: Money,
    /// What goes where its mapping says: of a process its total, or else all its parts; of a role or system what is linked to
    /// no process.
    pub mapped: Money,
    /// Of a process: the share of it caused by something done badly before.
    pub failure_demand: Option<Share>,
    /// Whether its name is one for the work of several functions.
    pub catch_all: bool,
    /// Of a process: whether its other cost is supplies. Else nobody knows of what kind it is.
    pub supplies: bool,
    /// Over how many years its cost is spread. None: it recurs every year.
    pub every: Option<u32>,
    /// Whether its cost is paid once and never again.
    pub once: bool,
    /// Of a role: the share that is an officer whom the law names.
    pub officer: Option<Share>,
}

impl ItemFact {
    /// What of an amount one year bears: nothing of what is paid once, and a part of what recurs every few years.
    pub fn yearly(&self, amount: Money) -> Money {
        match self.every {
            _ if self.once => Money::ZERO,
            Some(years) if years > 1 => Money(amount.0 / i64::from(years)),
            _ => amount,
        }
    }

    /// Why it was mapped as it was, where the mapper was told to explain.
    pub fn reason(&self) -> &str {
        self.grounds.as_ref().map_or("", |grounds| &grounds.reason)
    }

    /// What it costs in all.
    pub fn whole(&self) -> Money {
        if self.kind == Kind::Process { self.mapped.max(self.cost) } else { self.cost }
    }
}

/// A product that an organisation pays for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductFact {
    /// What it is told apart by: see [`super::product_key`].
    pub key: String,
    /// As first declared.
    pub name: String,
    /// Who sells it.
    pub vendor: Option<String>,
    /// When its contract ends: the last of several.
    pub contract_end: Option<Date>,
}

/// The facts of one return.
#[derive(Debug, Clone)]
pub struct ReturnFacts {
    /// The file it was read from, as the user named it.
    pub path: Arc<str>,
    /// The line on which it begins.
    pub line: u32,
    /// Who, and the sums.
    pub organisation: OrganisationFact,
    /// Ids of the units in their order, with `-` for none.
    pub units: Vec<String>,
    /// Names of units in the same order, empty where they say no more than the ids; nothing where all are withheld.
    pub unit_names: Vec<Box<str>>,
    /// Products in the order of their keys.
    pub products: Vec<ProductFact>,
    /// Processes, roles and systems in the order of the file.
    pub items: Vec<ItemFact>,
    /// Every pound that has a function.
    pub costs: Vec<Cost>,
    /// Every declared pound that has none.
    pub loose: Vec<Loose>,
    /// Volumes.
    pub volumes: Vec<VolumeFact>,
    /// What the work achieves.
    pub outcomes: Vec<OutcomeFact>,
    /// Money that comes in, in the order of the file; what several functions share is split over them.
    pub income: Vec<IncomeFact>,
    /// Amounts paid to others, in the order of the file.
    pub recharges: Vec<RechargeFact>,
    /// What is provided to others, in the order of the file.
    pub sales: Vec<SaleFact>,
    /// Functions that it runs together with others, in the order of the file.
    pub shared: Vec<SharedFact>,
    /// Who sells the systems, in the order of the items; systems without a vendor are not in it.
    pub vendors: Vec<VendorFact>,
    /// Services that moved in or out.
    pub transfers: Vec<TransferFact>,
    /// Duplication that is right to keep.
    pub exceptions: Vec<ExceptionFact>,
}

impl ReturnFacts {
    /// The name of a unit, where it says more than its id.
    pub fn unit_name(&self, unit: u32) -> Option<&str> {
        self.unit_names.get(unit as usize).map(AsRef::as_ref).filter(|name| !name.is_empty())
    }

    /// Gives every item as [`ItemFact::mapped`] what the lines say that its mapping placed.
    pub fn weigh(&mut self) {
        self.items.iter_mut().for_each(|item| item.mapped = Money::ZERO);
        let placed = self.costs.iter().map(|cost| (cost.mapped_by, cost.amount));
        let loose = self.loose.iter().filter(|loose| loose.why != Why::AboveProcessTotal);
        for (item, amount) in placed.chain(loose.map(|loose| (loose.mapped_by, loose.amount))) {
            self.items[item as usize].mapped += amount;
        }
    }
}

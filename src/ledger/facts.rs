//! The facts of one return: what everything after the ledger reads, and all that stays in memory of it.

use std::num::NonZeroU32;
use std::sync::Arc;

use jiff::civil::Date;

use crate::mapping::{Grounds, Mapping, normalise};
use crate::money::{Fte, MilliFte, Money, Share};
use crate::returns::{Accounting, Better, ExceptionReason, Kind, MeasureKind, Quantity};
use crate::source::Position;
use crate::taxonomy::{Category, FunctionId};

/// The type of organisations that are compared with nobody.
pub const SUPPLIER: &str = "supplier";

/// The two layers on which a function is measured apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// People and what they spend. A provider is a unit.
    Staff,
    /// Systems. A provider is a product.
    Systems,
}

impl Layer {
    /// The word for it in every format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Systems => "systems",
        }
    }
}

/// What kind of cost a pound is. In the order of the words, which decides ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pool {
    /// Other cost of processes: print, postage, contracts.
    Other,
    /// Salaries and on-costs.
    Roles,
    /// Licences, hosting, support.
    Systems,
    /// Known from a process total only. Never cashable.
    Unspecified,
}

impl Pool {
    /// Every pool.
    pub const ALL: [Self; 4] = [Self::Other, Self::Roles, Self::Systems, Self::Unspecified];

    /// The word for it in every format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Other => "other",
            Self::Roles => "roles",
            Self::Systems => "systems",
            Self::Unspecified => "unspecified",
        }
    }

    /// The layer it belongs to.
    pub fn layer(self) -> Layer {
        if self == Self::Systems { Layer::Systems } else { Layer::Staff }
    }
}

/// The category of a pound: the function's, changed by the role's own (MODEL.md section 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpendCategory {
    /// A: administrative work.
    Administrative,
    /// M: managerial work.
    Managerial,
    /// F: frontline work.
    Frontline,
    /// FM: management of a frontline function.
    FrontlineManagement,
    /// FA: time of frontline staff on administrative or managerial work.
    FrontlineAdministration,
}

impl SpendCategory {
    /// From the category of the leaf and, for roles, the role's own.
    pub fn of(leaf: Category, role: Option<Category>) -> Self {
        match (role, leaf) {
            (Some(Category::Managerial), Category::Frontline) => Self::FrontlineManagement,
            (Some(Category::Managerial), _) | (_, Category::Managerial) if role != Some(Category::Frontline) => {
                Self::Managerial
            }
            (Some(Category::Frontline), Category::Administrative | Category::Managerial) => {
                Self::FrontlineAdministration
            }
            (_, Category::Frontline) => Self::Frontline,
            _ => Self::Administrative,
        }
    }

    /// Whether the reduction applies to it.
    pub fn in_scope(self) -> bool {
        matches!(self, Self::Administrative | Self::Managerial)
    }

    /// The word for it in every format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Administrative => "administrative",
            Self::Managerial => "managerial",
            Self::Frontline => "frontline",
            Self::FrontlineManagement => "frontline_management",
            Self::FrontlineAdministration => "frontline_administration",
        }
    }
}

/// A product of a return: its place in [`ReturnFacts::products`]. Where there is none it takes no room either, of which
/// millions of costs make much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProductId(NonZeroU32);

impl ProductId {
    /// That of a place.
    pub fn new(place: u32) -> Self {
        Self(NonZeroU32::MIN.saturating_add(place))
    }

    /// The place as a number.
    pub fn number(self) -> u32 {
        self.0.get() - 1
    }

    /// The place.
    pub fn index(self) -> usize {
        self.number() as usize
    }
}

/// One part of one item's cost on one function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    /// Where it sits: an index into [`ReturnFacts::units`].
    pub unit: u32,
    /// What kind of cost it is.
    pub pool: Pool,
    /// What it is spent on.
    pub function: FunctionId,
    /// Its category.
    pub category: SpendCategory,
    /// How much.
    pub amount: Money,
    /// The staff that come with it.
    pub fte: Fte,
    /// How sure the mapping is.
    pub confidence: Share,
    /// The product of a system's cost.
    pub product: Option<ProductId>,
    /// Whose cost it is: an index into [`ReturnFacts::items`].
    pub item: u32,
    /// The item whose mapping placed it: for linked cost, the process.
    pub mapped_by: u32,
}

/// Why a pound has no function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Nothing was declared and the text says too little, or the declared shares leave a rest.
    NoFunction,
    /// Only the group is known.
    Group(FunctionId),
    /// More was linked to a process than its declared total.
    AboveProcessTotal,
    /// The function belongs to a list that says neither category nor scope.
    NoCategory(FunctionId),
}

/// A pound of an item that has no function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loose {
    /// Whose cost it is: an index into [`ReturnFacts::items`].
    pub item: u32,
    /// How much.
    pub amount: Money,
    /// Why.
    pub why: Why,
}

/// Where the total of an organisation comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TotalSource {
    /// The organisation declared it.
    Declared,
    /// The sum of its items.
    Itemised,
    /// The sum of its process totals: nothing else was declared.
    Processes,
}

impl TotalSource {
    /// The word for it in every format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Itemised => "itemised",
            Self::Processes => "processes",
        }
    }
}

/// The eight places where a pound can be. They add up to the total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Buckets {
    /// A.
    pub administrative: Money,
    /// M.
    pub managerial: Money,
    /// F.
    pub frontline: Money,
    /// FM.
    pub frontline_management: Money,
    /// FA.
    pub frontline_administration: Money,
    /// Paid to another body for a service.
    pub recharge_out: Money,
    /// Declared, with no function.
    pub unmapped: Money,
    /// In the declared total, and in no item.
    pub unitemised: Money,
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
        }
    }

    /// The five categories together.
    pub fn mapped(&self) -> Money {
        self.administrative
            + self.managerial
            + self.frontline
            + self.frontline_management
            + self.frontline_administration
    }

    /// All eight together.
    pub fn sum(&self) -> Money {
        self.mapped() + self.recharge_out + self.unmapped + self.unitemised
    }

    /// Name and amount of each, in the order of the report.
    pub fn named(&self) -> [(&'static str, Money); 8] {
        [
            ("administrative", self.administrative),
            ("managerial", self.managerial),
            ("frontline", self.frontline),
            ("frontline_management", self.frontline_management),
            ("frontline_administration", self.frontline_administration),
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
    /// Of a process: the share of it caused by something done badly before.
    pub failure_demand: Option<Share>,
}

impl ItemFact {
    /// Why it was mapped as it was, where the mapper was told to explain.
    pub fn reason(&self) -> &str {
        self.grounds.as_ref().map_or("", |grounds| &grounds.reason)
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

/// How much of a function a body did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeFact {
    /// The process it is declared on.
    pub item: u32,
    /// How much.
    pub volume: Quantity,
    /// Of what.
    pub unit: Option<String>,
}

/// An amount paid to another body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RechargeFact {
    /// To whom.
    pub to: String,
    /// What for, where it is known to the taxonomy.
    pub function: Option<FunctionId>,
    /// How much.
    pub amount: Money,
    /// Where it stands in the file, if somebody in the audit sells; else the beginning of the return.
    pub position: Position,
}

/// Something provided to another body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaleFact {
    /// To whom.
    pub to: String,
    /// What for, where it is known to the taxonomy.
    pub function: Option<FunctionId>,
    /// The product, as declared.
    pub product: Option<String>,
    /// How much.
    pub amount: Money,
    /// Where it stands in the file.
    pub position: Position,
}

/// Who sells a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VendorFact {
    /// The system: an index into [`ReturnFacts::items`].
    pub item: u32,
    /// What it is: an index into [`ReturnFacts::products`].
    pub product: u32,
    /// Its vendor, as declared.
    pub vendor: String,
    /// Where the system stands in the file, if somebody in the audit sells; else the beginning of the return.
    pub position: Position,
}

/// A service that moved between bodies since the last period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferFact {
    /// Which function, where it is known to the taxonomy.
    pub function: Option<FunctionId>,
    /// The cost that came in.
    pub moved_in: Money,
    /// The cost that went out.
    pub moved_out: Money,
}

/// What the work of a body achieves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeFact {
    /// Its name, the same at every body that declares it.
    pub measure: String,
    /// A rate, or a count.
    pub kind: MeasureKind,
    /// The figure.
    pub value: Quantity,
    /// Which direction is better.
    pub better: Better,
    /// Its weight among the outcomes of the body.
    pub weight: Quantity,
    /// What it speaks of, where that is known to the taxonomy.
    pub function: Option<FunctionId>,
}

/// Duplication that is right to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionFact {
    /// Of these items: indices into [`ReturnFacts::items`].
    pub items: Vec<u32>,
    /// Of everything in a unit: an index into [`ReturnFacts::units`].
    pub unit: Option<u32>,
    /// Of everything on a function or in a group.
    pub function: Option<FunctionId>,
    /// Why.
    pub reason: ExceptionReason,
    /// In words.
    pub note: Option<String>,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// Its place among the exceptions of the return, from 0.
    pub index: u32,
    /// Where it stands in the file.
    pub position: Position,
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
    /// Amounts paid to others, in the order of the file.
    pub recharges: Vec<RechargeFact>,
    /// What is provided to others, in the order of the file.
    pub sales: Vec<SaleFact>,
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
}

//! One part of one item's cost: where it sits, what it is spent on, and why the rest has no function.

use std::num::NonZeroU32;

use crate::money::{Fte, Money, Share};
use crate::taxonomy::{Category, FunctionId};

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

/// A product of a return: its place in [`super::ReturnFacts::products`]. Where there is none it takes no room either, of which
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
    /// Where it sits: an index into [`super::ReturnFacts::units`].
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
    /// Whose cost it is: an index into [`super::ReturnFacts::items`].
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
    /// Whose cost it is: an index into [`super::ReturnFacts::items`].
    pub item: u32,
    /// How much.
    pub amount: Money,
    /// Why.
    pub why: Why,
}

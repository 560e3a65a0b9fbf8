//! One part of one item's cost: where it sits, what it is spent on, and why the rest has no function.

use std::num::NonZeroU32;

use crate::money::{Fte, Money, Share};
use crate::taxonomy::{Category, FunctionId};
use crate::words::words;

words! {
    /// The two layers on which a function is measured apart.
    pub enum Layer {
        /// People and what they spend. A provider is a unit.
        Staff = "staff",
        /// Systems. A provider is a product.
        Systems = "systems",
    }
}

words! {
    /// What kind of cost a pound is. In the order of the words, which decides ties.
    pub enum Pool {
        /// Other cost of processes: print, postage, contracts.
        Other = "other",
        /// Salaries and on-costs.
        Roles = "roles",
        /// Licences, hosting, support.
        Systems = "systems",
        /// Known from a process total only. Never cashable.
        Unspecified = "unspecified",
    }
}

impl Pool {
    /// The layer it belongs to.
    pub fn layer(self) -> Layer {
        if self == Self::Systems { Layer::Systems } else { Layer::Staff }
    }
}

words! {
    /// The category of a pound: the function's, changed by the role's own (docs/model.md section 1).
    pub enum SpendCategory {
        /// A: administrative work.
        Administrative = "administrative",
        /// M: managerial work.
        Managerial = "managerial",
        /// F: frontline work.
        Frontline = "frontline",
        /// FM: management of a frontline function.
        FrontlineManagement = "frontline_management",
        /// FA: time of frontline staff on administrative or managerial work.
        FrontlineAdministration = "frontline_administration",
        /// Money passed on and accounting lines.
        NonService = "non_service",
    }
}

impl SpendCategory {
    /// From the category of the leaf and, for roles, the role's own.
    pub fn of(leaf: Category, role: Option<Category>) -> Self {
        match (role, leaf) {
            (_, Category::NonService) => Self::NonService,
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

    /// The role's own category behind that of a pound on a leaf, as far as it can be told.
    pub fn own(self, leaf: Category) -> Option<Category> {
        match self {
            Self::FrontlineManagement => Some(Category::Managerial),
            Self::Managerial if leaf != Category::Managerial => Some(Category::Managerial),
            Self::FrontlineAdministration => Some(Category::Frontline),
            _ => None,
        }
    }

    /// Whether the reduction applies to it.
    pub fn in_scope(self) -> bool {
        matches!(self, Self::Administrative | Self::Managerial)
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
    /// The item whose mapping left it without a function: for linked cost, the process.
    pub mapped_by: u32,
    /// How much.
    pub amount: Money,
    /// Why.
    pub why: Why,
}

//! What published programmes planned and achieved, beside which an estimate has to stand.
//!
//! As a share of the cost that is compared nothing here that covers several functions passes 30%; only figures for personnel
//! alone do. The bases differ from row to row (running cost, operating cost, spend in scope, gross or net): the class is a
//! prompt, not a measure.

use std::sync::OnceLock;

use serde::Deserialize;

use super::facts::{Fact, fact, group};
use crate::money::{Money, Share};

/// The class as a share of the cost that is compared: low, central, high. Above the high one an estimate gets a warning.
pub fn reference_class() -> [Share; 3] {
    static CLASS: OnceLock<[Share; 3]> = OnceLock::new();
    *CLASS.get_or_init(|| fact("reference.class").read::<[f64; 3]>().map(Share::from_f64))
}

/// One published programme.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// Which programme.
    pub programme: String,
    /// Of what the figure speaks.
    pub measure: String,
    /// The figure as it was published.
    pub figure: String,
    /// The lowest share of the cost it speaks of, where it is or can be turned into one.
    pub low: Option<f64>,
    /// The highest.
    pub high: Option<f64>,
    /// What kind of figure it is.
    pub status: String,
}

/// Every published programme with the fact it is: what was planned, then what happened.
pub fn programmes() -> &'static [(&'static Fact, Programme)] {
    static ALL: OnceLock<Vec<(&Fact, Programme)>> = OnceLock::new();
    ALL.get_or_init(|| group("programme").map(|fact| (fact, fact.read())).collect())
}

/// Where an estimate stands in the class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The planned saving of a year as a share of the cost that is compared.
    pub planned: Share,
    /// What is likely to come true of it, as such a share.
    pub realised: Share,
    /// Whether the planned one is above the class.
    pub above: bool,
}

/// Where a planned saving of a year stands, and what is likely to come true of it. None where nothing is compared.
pub fn standing(planned: Money, realised: Money, compared: Money) -> Option<Standing> {
    if !compared.is_positive() {
        return None;
    }
    let share = |amount: Money| Share::from_f64(super::range::float(amount) / super::range::float(compared));
    let planned = share(planned);
    Some(Standing { planned, realised: share(realised), above: planned > reference_class()[2] })
}

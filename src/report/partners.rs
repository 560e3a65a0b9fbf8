//! Who could share with whom, as rows: `partners[]`, `products[]` and `parts[]` of a report, and the whole of
//! `dupaudit.partners/1`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::day::Day;
use super::manifest::Manifest;
use crate::ledger::Coverage;
use crate::money::Money;
use crate::overlap::Window;
use crate::overlap::partners::{Model, Rules};

/// The partners of a set of returns, `dupaudit.partners/1`.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct PartnersReport {
    /// `dupaudit.partners/1`.
    pub schema: &'static str,
    /// Whether everything that was found was read and counted.
    pub complete: bool,
    /// The currency of every amount.
    pub currency: String,
    /// The twelve months that the returns speak of.
    pub period: String,
    /// What it was made with and of.
    #[serde(flatten)]
    pub manifest: Manifest,
    /// Who may be paired, and from which likeness on.
    pub rules: RulesRow,
    /// What was read and mapped.
    pub coverage: Coverage,
    /// Bodies that take part, in the order of their ids.
    pub organisations: Vec<SharingRow>,
    /// Every pair that is among the best of either body, most in common first.
    pub partners: Vec<PairRow>,
    /// Of a named body without partners: those with which it has most in common, though they are not alike enough.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nearest: Vec<PartnerRow>,
    /// Groups of partners, by prize.
    pub groups: Vec<GroupRow>,
    /// Products that two or more bodies pay for, costliest first.
    pub products: Vec<ProductRow>,
    /// Functions that could be one standard part, best first.
    pub parts: Vec<PartRow>,
}

/// The rules of a search.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct RulesRow {
    pub cosine: f64,
    pub jaccard: f64,
    pub containment: f64,
    pub top: usize,
    pub hosts: usize,
    pub group_size: usize,
    pub same_type: bool,
    pub same_region: bool,
}

impl From<&Rules> for RulesRow {
    fn from(rules: &Rules) -> Self {
        Self {
            cosine: rules.cosine.as_f64(),
            jaccard: rules.jaccard.as_f64(),
            containment: rules.containment.as_f64(),
            top: rules.top,
            hosts: rules.hosts,
            group_size: rules.members,
            same_type: rules.same_type,
            same_region: rules.same_region,
        }
    }
}

/// One body that takes part.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct SharingRow {
    pub id: String,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub family: Option<String>,
    pub region: Option<String>,
    /// What it could share, after its own consolidation.
    pub shareable: Money,
}

/// Two bodies with similar aims.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct PartnerRow {
    pub a: String,
    pub b: String,
    pub shared: Money,
    pub cosine: f64,
    pub jaccard: f64,
    pub containment: f64,
    pub balance: f64,
    pub model: Model,
    pub host: Option<String>,
    /// Why this model, as a clause.
    pub why: String,
    /// Codes of up to three functions on which they have most in common.
    pub mostly: Vec<String>,
}

/// Two bodies, with all that they have in common.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct PairRow {
    #[serde(flatten)]
    pub partner: PartnerRow,
    /// What both do, by what both spend.
    pub functions: Vec<CommonFunctionRow>,
    /// Products that both pay for, by what both pay.
    pub products: Vec<CommonProductRow>,
    /// Contracts for one function that end within twelve months of one another, the earliest first.
    pub windows: Vec<WindowRow>,
}

/// A function that two bodies do.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct CommonFunctionRow {
    pub code: String,
    pub label: String,
    pub shared: Money,
    pub staff: Money,
    pub systems: Money,
    /// Whether enough bodies do and count it for a platform.
    pub platform: bool,
}

/// A product that two bodies pay for.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct CommonProductRow {
    pub name: String,
    pub a: Money,
    pub b: Money,
    pub a_contract_end: Option<Day>,
    pub b_contract_end: Option<Day>,
}

/// Two contracts for one function.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct WindowRow {
    pub function: String,
    pub label: String,
    pub from: Day,
    pub to: Day,
    pub a_product: String,
    pub b_product: String,
    /// What both spend on it.
    pub shared: Money,
}

/// Bodies that could share together.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct GroupRow {
    pub members: Vec<String>,
    /// What they spend more than once on what they may share.
    pub prize: Money,
    pub model: Model,
    pub host: Option<String>,
    pub largest: String,
}

/// A product bought many times.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct ProductRow {
    pub key: String,
    pub name: String,
    pub vendors: Vec<String>,
    pub cost: Money,
    pub in_scope: Money,
    pub contracts: Vec<ContractRow>,
    pub window: Option<CommonWindow>,
}

/// One body's contract for a product.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct ContractRow {
    pub organisation: String,
    pub vendor: Option<String>,
    pub cost: Money,
    pub in_scope: Money,
    pub contract_end: Option<Day>,
}

/// The twelve months in which the contracts of most bodies end.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct CommonWindow {
    pub from: Day,
    pub to: Day,
    pub bodies: usize,
}

impl From<Window> for CommonWindow {
    fn from(window: Window) -> Self {
        Self { from: Day(window.from), to: Day(window.to), bodies: window.bodies }
    }
}

/// A function that could be a standard part. The marks lie between 0 and 1, and the score is their mean.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct PartRow {
    pub code: String,
    pub label: String,
    pub score: f64,
    pub marks: BTreeMap<&'static str, f64>,
    pub bodies: usize,
    pub cost: Money,
    pub between: Money,
    pub largest: LargestRow,
    pub product: Option<UsedProductRow>,
}

/// Who spends most on a function.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct LargestRow {
    pub organisation: String,
    pub cost: Money,
}

/// The product that most bodies use for a function.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct UsedProductRow {
    pub name: String,
    pub bodies: usize,
    pub cost: Money,
}

//! Two rounds of returns held against each other, as rows: `dupaudit.compare/1`.

use serde::Serialize;

use super::manifest::{Inputs, TaxonomyRow, Tool};
use super::model::FindingRow;
use crate::finding::Code;
use crate::ledger::Coverage;
use crate::money::Money;
use crate::overlap::Basis;
use crate::returns::Kind;
use crate::savings::tracking::{Bridge, Changed, Status};
use crate::words::words;

/// Two rounds held against each other.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct CompareReport {
    /// `dupaudit.compare/1`.
    pub schema: &'static str,
    /// Whether everything that was found in both rounds was read and counted.
    pub complete: bool,
    /// The currency of every amount.
    pub currency: String,
    /// What made it.
    pub tool: Tool,
    /// The list of functions, the same for both rounds.
    pub taxonomy: TaxonomyRow,
    /// The first round.
    pub old: RoundRow,
    /// The second.
    pub new: RoundRow,
    /// What counts as duplicated.
    pub basis: Basis,
    /// Below this a provider was not counted.
    pub provider_floor: Money,
    /// How prices rose.
    pub deflator: DeflatorRow,
    /// What was planned.
    pub plan: PlanRow,
    /// Everything together.
    pub totals: TrackedRow,
    /// In the order of their codes.
    pub functions: Vec<TrackedRow>,
    /// In the order of their ids.
    pub organisations: Vec<TrackedRow>,
    /// By organisation and function.
    pub cells: Vec<TrackedRow>,
    /// Bodies of the second round only.
    pub entries: Vec<BodyRow>,
    /// Bodies of the first round only.
    pub exits: Vec<BodyRow>,
    /// Items that came, went, were renamed, or are on another function.
    pub items: Vec<ItemChangeRow>,
    /// What the difference comes from.
    pub causes: CausesRow,
    /// What was claimed, beside what is measured. Only the measured counts.
    pub claims: Vec<ClaimRow>,
    /// The measured part of the plan, to estimate further with. Null where it says nothing.
    pub realisation: Option<f64>,
    /// Worst first.
    pub findings: Vec<FindingRow>,
}

/// One round.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct RoundRow {
    pub period: String,
    pub inputs: Inputs,
    pub coverage: Coverage,
}

/// How prices rose between the rounds.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct DeflatorRow {
    pub ratio: f64,
    pub years: i64,
    /// The yearly rise that it is made of. Null where the ratio was given.
    pub rise: Option<f64>,
    /// Whether that rise is the default, which is a placeholder.
    pub placeholder: bool,
    /// Where a published series comes from.
    pub source: Option<&'static str>,
}

/// The phase line.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct PlanRow {
    pub preset: String,
    pub target: f64,
    pub years: u32,
    pub shape: String,
    /// The year of the plan that the second round speaks of.
    pub year: i64,
    /// The part of the duplicated cost that is to be gone by then, where no wave is delayed.
    pub cumulative: f64,
}

/// A bridge, and what it is of: neither of everything, one of a function or an organisation, both of a cell.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct TrackedRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// The name for people of a function or an organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(flatten)]
    pub bridge: BridgeRow,
}

/// `after = before + price + volume + perimeter - efficiency`.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct BridgeRow {
    pub before: Money,
    pub price: Money,
    pub volume: Money,
    pub perimeter: Money,
    pub efficiency: Money,
    pub after: Money,
    pub planned: Money,
    /// The plan where systems wait for their contracts, as they do in the business case. The status does not look at it.
    pub planned_with_lags: Money,
    pub delivered: Option<f64>,
    pub status: Option<Status>,
    pub duplicated_before: Money,
    pub duplicated_after: Money,
    pub stock_reduction: Money,
    pub volume_known: bool,
    /// Codes of findings.
    pub doubts: Vec<Code>,
}

impl From<&Bridge> for BridgeRow {
    fn from(bridge: &Bridge) -> Self {
        Self {
            before: bridge.before,
            price: bridge.price,
            volume: bridge.volume,
            perimeter: bridge.perimeter,
            efficiency: bridge.efficiency,
            after: bridge.after,
            planned: bridge.planned,
            planned_with_lags: bridge.planned_with_lags,
            delivered: bridge.delivered(),
            status: bridge.status(),
            duplicated_before: bridge.duplicated_before,
            duplicated_after: bridge.duplicated_after,
            stock_reduction: bridge.stock_reduction,
            volume_known: !bridge.volume_unknown,
            doubts: bridge.doubts(),
        }
    }
}

words! {
    /// Which of the two rounds.
    pub enum Which {
        /// The first.
        Old = "old",
        /// The second.
        New = "new",
    }
}

/// A body that is in one round only.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct BodyRow {
    pub id: String,
    pub name: String,
    /// `old` or `new`.
    pub round: Which,
    pub total: Money,
}

/// An item that came, went, was renamed, or is on another function.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct ItemChangeRow {
    pub organisation: String,
    pub kind: Kind,
    /// `entered`, `left`, or some of `text`, `id` and `function`.
    pub changes: Vec<Changed>,
    pub before: Option<ItemThenRow>,
    pub after: Option<ItemThenRow>,
}

/// An item in one round.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct ItemThenRow {
    pub id: String,
    pub text: String,
    pub function: Option<String>,
    pub cost: Money,
}

/// What the difference between the rounds comes from. Both are read with one list of functions by one version of the tool,
/// so that neither has a part in it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct CausesRow {
    /// What the returns say.
    pub data: ChangeRow,
    /// What was decided about mappings since the first round. Null where its decisions are not given.
    pub decisions: Option<ChangeRow>,
    /// Nothing.
    pub taxonomy: ChangeRow,
    /// Nothing.
    pub version: ChangeRow,
}

/// Differences of the administrative and managerial cost, and of what of it counts as duplicated.
#[derive(Debug, Clone, Copy, Default, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct ChangeRow {
    pub cost: Money,
    pub duplicated: Money,
}

/// What was claimed, and what is measured of it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct ClaimRow {
    pub organisation: String,
    pub function: Option<String>,
    pub claimed: Money,
    /// Null where the body is not in both rounds or has no cost there.
    pub measured: Option<Money>,
}

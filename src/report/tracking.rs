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
use crate::table::rows;
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
    pub totals: TotalRow,
    /// In the order of their codes.
    pub functions: Vec<TrackedFunctionRow>,
    /// In the order of their ids.
    pub organisations: Vec<TrackedBodyRow>,
    /// By organisation and function.
    pub cells: Vec<TrackedCellRow>,
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
    /// Each set of returns against the first and against the one before it, in their order.
    pub series: Vec<SeriesRow>,
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

rows! {
    /// Everything together.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct TotalRow("figures", "All", 0) {
        @[serde(skip)]
        pub label: &'static str => "Of".wide(20), "What the row is of.";
        @[serde(flatten)]
        pub bridge: BridgeRow = columns, "The bridge of everything.";
    }

    /// One set of returns, against the first and against the one before it. Each comparison counts the organisations that are
    /// in both of its sets.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct SeriesRow("series", "Set by set", 1) {
        pub period: String => "Set".wide(12), "The twelve months of the set.";
        pub organisations: usize => "Organisations", "Organisations that are in this set and in the first.";
        pub cost: Money => "Cost", "Administrative and managerial cost, in the prices of its year.";
        pub cost_real: Money => "Cost, first prices", "The same in the prices of the first set.";
        pub duplicated: Money => "Duplicated", "The duplicated cost, in the prices of its year.";
        pub duplicated_real: Money => "Duplicated, first prices", "The same in the prices of the first set.";
        pub measured: Option<Money> => "Measured", "The measured reduction since the first set.";
        pub planned: Option<Money> => "Planned", "The planned reduction by this set.";
        pub delivered: Option<f64> => "Delivered", "The measured reduction as a share of the plan; empty for a plan below the floor.";
        pub status: Option<Status> => "Status".wide(10), "green, amber, red or check.";
        pub since_price: Option<Money> => "Price since", "Since the set before: what dearer prices cost.";
        pub since_volume: Option<Money> => "Volume since", "Since the set before: the cost of more work.";
        pub since_perimeter: Option<Money> => "Transfers since", "Since the set before: transfers in, less transfers out.";
        pub since_measured: Option<Money> => "Measured since", "Since the set before: the measured reduction.";
    }

    /// The bridge of each function.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct TrackedFunctionRow("functions", "Functions", 1) {
        pub function: String => "Function".wide(32), "Code of the function.";
        pub label: String => "Label".wide(36), "Its name for people.";
        @[serde(flatten)]
        pub bridge: BridgeRow = columns, "Its bridge.";
    }

    /// The bridge of each organisation that is in both rounds.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct TrackedBodyRow("organisations", "Organisations", 1) {
        pub organisation: String => "Organisation id".wide(14), "Id of the organisation.";
        pub label: String => "Name".wide(32), "Its name for people.";
        @[serde(flatten)]
        pub bridge: BridgeRow = columns, "Its bridge.";
    }

    /// The bridge of each organisation on each function.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct TrackedCellRow("cells", "By organisation and function", 2) {
        pub organisation: String => "Organisation id".wide(14), "Id of the organisation.";
        pub function: String => "Function".wide(32), "Code of the function.";
        @[serde(flatten)]
        pub bridge: BridgeRow = columns, "Its bridge.";
    }

    /// `after = before + price + volume + perimeter - efficiency`.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct BridgeRow {
        pub before: Money => "Before", "Cost in the first set.";
        pub price: Money => "Price", "What dearer prices cost.";
        pub volume: Money => "Volume", "The cost of more work; 0 if a volume is unknown.";
        pub perimeter: Money => "Transfers", "Transfers in, less transfers out.";
        pub efficiency: Money => "Before disputes", "The reduction after inflation, volume and transfers, disputed amounts included.";
        pub disputed: Money => "Disputed",
            "The part of `efficiency` that an organisation declares as moved out, and the other does not confirm. Not a reduction.";
            + measured(row): Money = row.measured() => "Measured", "The measured reduction: efficiency less what is disputed.";
        pub after: Money => "After", "Cost in the second set: before + price + volume + perimeter - efficiency.";
        pub planned: Money => "Planned", "The planned reduction by the second set.";
        pub planned_with_lags: Money => "Planned, with lags",
            "The same where systems wait for their contracts, as in the business case. The status does not look at "
            "it.";
        pub delivered: Option<f64> => "Delivered",
            "The measured reduction as a share of the plan; empty for a plan below the floor.";
        pub status: Option<Status> => "Status".wide(10), "green, amber, red or check.";
        pub duplicated_before: Money => "Duplicated before", "Duplicated cost in the first set.";
        pub duplicated_after: Money => "Duplicated after", "Duplicated cost in the second set.";
        pub stock_reduction: Money => "Less duplicated",
            "The fall in duplicated cost, in the prices of the first set, without the next two.";
        pub stock_transferred: Money => "By transfers", "By how much it fell because work moved between organisations.";
        pub stock_shared: Money => "By sharing",
            "The fall because organisations declare that they share a function.";
        pub volume_known: bool => "Volume known", "Whether all volumes behind it are known.";
        pub doubts: Vec<Code> => "Doubts".wide(40), "Codes that `explain` knows.";
    }
}

impl BridgeRow {
    /// The measured reduction: what is left of the efficiency without what is disputed.
    pub fn measured(&self) -> Money {
        self.efficiency - self.disputed
    }

    /// The duplicated cost of the second set in the prices of the first.
    pub fn duplicated_real(&self) -> Money {
        self.duplicated_before - self.stock_reduction - self.stock_transferred - self.stock_shared
    }
}

impl From<&Bridge> for BridgeRow {
    fn from(bridge: &Bridge) -> Self {
        Self {
            before: bridge.before,
            price: bridge.price,
            volume: bridge.volume,
            perimeter: bridge.perimeter,
            efficiency: bridge.efficiency,
            disputed: bridge.disputed,
            after: bridge.after,
            planned: bridge.planned,
            planned_with_lags: bridge.planned_with_lags,
            delivered: bridge.delivered(),
            status: bridge.status(),
            duplicated_before: bridge.duplicated_before,
            duplicated_after: bridge.duplicated_after,
            stock_reduction: bridge.stock_reduction,
            stock_transferred: bridge.by_transfers,
            stock_shared: bridge.by_sharing,
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

rows! {
    /// An organisation that is in one round only: no figure counts it.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct BodyRow("bodies", "In one round only", 1) {
        pub id: String => "Organisation id".wide(14), "Id of the organisation.";
        pub name: String => "Name".wide(32), "Its name for people.";
        pub round: Which => "Set".wide(10), "old or new: the set of returns that it is in.";
        pub total: Money => "Total", "Everything it spends.";
    }

    /// An item that came, went, was renamed, or is on another function.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct ItemChangeRow("items", "Items", 0) {
        pub organisation: String => "Organisation id".wide(14), "Id of the organisation.";
        pub kind: Kind => "Kind".wide(10), "process, role or system.";
        pub changes: Vec<Changed> => "Changes".wide(16), "entered, left, or some of text, id and function.";
        pub before: Option<ItemThenRow>, "The item in the first set.";
        pub after: Option<ItemThenRow>, "The item in the second.";
            + id_before(row): Option<&str> = row.before.as_ref().map(|item| &*item.id) => "Id before",
                "Its id in the first set.";
            + id_after(row): Option<&str> = row.after.as_ref().map(|item| &*item.id) => "Id after", "In the second.";
            + text_before(row): Option<&str> = row.before.as_ref().map(|item| &*item.text) => "Text before",
                "Its name or title in the first set.";
            + text_after(row): Option<&str> = row.after.as_ref().map(|item| &*item.text) => "Text after",
                "In the second.";
            + function_before(row): Option<&str> = row.before.as_ref().and_then(|item| item.function.as_deref()) => "Function before",
                "Its largest function in the first set.";
            + function_after(row): Option<&str> = row.after.as_ref().and_then(|item| item.function.as_deref()) => "Function after",
                "In the second.";
            + cost_before(row): Option<Money> = row.before.as_ref().map(|item| item.cost) => "Cost before",
                "Its cost in the first set.";
            + cost_after(row): Option<Money> = row.after.as_ref().map(|item| item.cost) => "Cost after",
                "In the second.";
    }

    /// A claimed reduction beside the measured one. Claims are never counted.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct ClaimRow("claims", "Claims", 0) {
        pub organisation: String => "Organisation id".wide(14), "Id of the organisation.";
        pub function: Option<String> => "Function code".wide(32), "Code of the function; empty: all.";
        pub claimed: Money => "Claimed", "The claimed reduction.";
        pub measured: Option<Money> => "Measured",
            "The measured reduction; empty if the organisation is not in both sets.";
    }
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

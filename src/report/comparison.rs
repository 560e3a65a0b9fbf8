//! Who and what was compared: what left the comparison, what is declared more than once, and unit costs beside each other.

use serde::Serialize;

use super::assemble::Audit;
use super::attribution::ORGANISATION;
use super::day::Day;
use crate::money::{Fte, MilliFte, Money};
use crate::overlap::{Caution, Driver, FunctionMeasure, Outlier, Peer, Standing, names, unit_cost};
use crate::returns::ExceptionReason;
use crate::table::rows;

/// A function's processes, roles and systems. The money is a cut of the duplicated cost, never added to it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct CutsRow {
    pub processes: ProcessCut,
    pub roles: RoleCut,
    pub systems: SystemCut,
}

/// Processes with at least half of their weight on a function.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct ProcessCut {
    /// Different labels by unit and body.
    pub variants: usize,
    /// Variants less the one that is needed.
    pub surplus: usize,
    /// Bodies with two or more variants.
    pub within: usize,
    /// Of the staff layer's duplicated cost: held by processes.
    pub duplicated: Money,
}

/// Roles with at least half of their weight on a function.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct RoleCut {
    /// Different labels.
    pub families: usize,
    /// Families less the one that is needed.
    pub surplus: usize,
    /// Families in two or more units of one body.
    pub within: usize,
    /// Families in two or more bodies.
    pub between: usize,
    /// Of the staff layer's duplicated cost: salaries and on-costs.
    pub duplicated: Money,
    /// Duplicated staff of the function; null where none is declared.
    pub duplicated_fte: Option<MilliFte>,
}

/// Systems whose cost is on a function.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct SystemCut {
    /// Different products; null where its organisations declare no system.
    pub products: Option<usize>,
    /// Products less the one that is needed: the same capability bought as different products.
    pub surplus: usize,
    /// Products times the bodies that pay for them.
    pub contracts: usize,
    /// Contracts less the one that is needed.
    pub surplus_contracts: usize,
    /// Products that two or more bodies license apart.
    pub between: usize,
    /// The systems layer's duplicated cost.
    pub duplicated: Money,
}

/// Duplicated staff, unless staff cost is duplicated and no staff is declared behind any of it: then it is not known.
pub(super) fn known_staff(fte: Fte, staff_cost: Money) -> Option<MilliFte> {
    (fte != Fte::default() || staff_cost == Money::ZERO).then(|| MilliFte(fte.milli()))
}

impl From<&FunctionMeasure> for CutsRow {
    fn from(measure: &FunctionMeasure) -> Self {
        let (cuts, surplus) = (&measure.cuts, |count: usize| count.saturating_sub(1));
        Self {
            processes: ProcessCut {
                variants: cuts.variants,
                surplus: surplus(cuts.variants),
                within: cuts.variants_within,
                duplicated: measure.processes_duplicated,
            },
            roles: RoleCut {
                families: cuts.families,
                surplus: surplus(cuts.families),
                within: cuts.families_within,
                between: cuts.families_between,
                duplicated: measure.roles_duplicated,
                duplicated_fte: known_staff(measure.duplicated_fte, measure.staff),
            },
            systems: SystemCut {
                products: measure.systems_declared.then_some(cuts.products),
                surplus: surplus(cuts.products),
                contracts: cuts.contracts,
                surplus_contracts: surplus(cuts.contracts),
                between: cuts.products_between,
                duplicated: measure.systems,
            },
        }
    }
}

rows! {
    /// Duplication that a return declares right to keep.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct ExceptionRow("exceptions", "Exceptions", 0, [ORGANISATION]) {
        pub organisation: String => "Organisation id".wide(14), "Id of the organisation.";
        pub about: String => "About".wide(36), "What it names, in words.";
        pub function: Option<String> => "Function".wide(32), "Code of the function or group it names.";
        pub unit: Option<String> => "Unit".wide(14), "Id of the unit it names.";
        pub items: Vec<String> => "Items", "The items it names, as KIND/ID.";
        @[schemars(with = "String")]
        pub reason: ExceptionReason => "Reason".wide(26), "Why it is right to keep.";
        pub note: Option<String> => "Note".wide(40), "In words.";
        pub until: Option<Day> => "Until", "The last day on which it holds.";
        pub standing: Standing => "Standing".wide(10), "holds, expired or unused.";
        pub amount: Money => "Amount",
            "The amount it keeps out of the comparison, or kept out before it expired.";
        pub path: String => "File".wide(30), "The file of the return.";
        pub line: u32 => "Line".wide(8), "Its line in the file.";
        pub column: u32 => "Column".wide(8), "Its column in the line.";
    }

    /// An organisation's cost of a function that is far from that of its peers.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct OutlierRow("outliers", "Outliers", 2, [ORGANISATION]) {
        pub function: String => "Function".wide(32), "Code of the function.";
        pub organisation: String => "Organisation id".wide(14), "Id of the organisation.";
        pub driver: Driver => "Measured by".wide(16), "volume, population, dwellings, headcount or cost in scope.";
        pub cost: Money => "Cost", "The organisation's compared cost.";
        pub ratio: f64 => "Times the median".decimals(2), "Cost by the driver, times the median of the peers.";
        pub carries: Money => "Carries", "Duplicated cost that would not be there without it.";
    }

    /// An organisation's unit cost on a function, beside its peers.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct BenchmarkRow("benchmarks", "Benchmarks", 0, [ORGANISATION]) {
        pub function: String => "Function".wide(32), "Code of the function.";
        pub organisation: String => "Organisation id".wide(14), "Id of the organisation.";
        pub measure: String => "Unit".wide(20), "What the volume counts.";
        pub stands_in: bool => "Stand-in", "Whether another measure is used instead of the function's own volume.";
        pub cost: Money => "Cost", "What the organisation spends.";
        pub volume: f64 => "Volume".decimals(3), "How much it did.";
        pub unit_cost: Option<f64> => "Unit cost".decimals(4), "Cost of one unit, in the currency of the report.";
        pub median: Option<f64> => "Median".decimals(4), "Unit cost in the middle of the peers.";
        pub frontier: Option<f64> => "Best quartile".decimals(4), "Lower quartile of the peers' unit costs.";
        pub gap: Option<Money> => "Above best quartile", "The cost above the best quartile.";
        pub cautions: Vec<&'static str> => "Cautions", "Why it is not compared; codes that `explain` knows.";
    }
}

/// The declared exceptions, in the order of the organisations and of their returns.
pub(super) fn exceptions(audit: &Audit<'_>) -> Vec<ExceptionRow> {
    let mut rows = Vec::new();
    for (facts, left) in audit.facts.iter().zip(&audit.overlap.left) {
        for excepted in &left.exceptions {
            let declared = &facts.exceptions[excepted.index];
            let items = declared.items.iter().map(|item| &facts.items[*item as usize]);
            rows.push(ExceptionRow {
                organisation: facts.organisation.id.clone(),
                about: names(facts, declared, audit.taxonomy).replace('`', ""),
                function: declared.function.map(|function| audit.taxonomy.get(function).code.clone()),
                unit: declared.unit.map(|unit| facts.units[unit as usize].clone()),
                items: items.map(|item| format!("{}/{}", item.kind, item.id)).collect(),
                reason: declared.reason,
                note: declared.note.clone(),
                until: declared.until.map(Day),
                standing: excepted.standing,
                amount: excepted.amount,
                path: facts.path.to_string(),
                line: declared.position.line,
                column: declared.position.column,
            });
        }
    }
    rows
}

/// Outliers, in the order of functions and organisations.
pub(super) fn outliers(audit: &Audit<'_>) -> Vec<OutlierRow> {
    let row = |outlier: &Outlier| OutlierRow {
        function: audit.taxonomy.get(outlier.function).code.clone(),
        organisation: audit.facts[outlier.organisation as usize].organisation.id.clone(),
        driver: outlier.driver,
        cost: outlier.cost,
        ratio: (outlier.ratio * 1e4).round() / 1e4,
        carries: outlier.carries,
    };
    audit.overlap.outliers.iter().map(row).collect()
}

/// Unit costs, in the order of functions and organisations.
pub(super) fn benchmarks(audit: &Audit<'_>) -> Vec<BenchmarkRow> {
    let mut rows = Vec::new();
    for measure in &audit.overlap.functions {
        let Some(unit_costs) = &measure.unit_costs else { continue };
        for body in &unit_costs.bodies {
            rows.push(BenchmarkRow {
                function: audit.taxonomy.get(measure.function).code.clone(),
                organisation: audit.facts[body.organisation as usize].organisation.id.clone(),
                measure: unit_costs.measure.clone(),
                stands_in: unit_costs.stands_in,
                cost: body.peer.cost,
                volume: body.peer.volume.map_or(0.0, crate::returns::Quantity::as_f64),
                unit_cost: each(&body.peer),
                median: body.median.as_ref().and_then(each),
                frontier: body.frontier.as_ref().and_then(each),
                gap: body.gap,
                cautions: body.cautions.iter().map(|caution| Caution::code(*caution)).collect(),
            });
        }
    }
    rows
}

/// Pounds a unit, in four decimals: more than anybody reads, and the same on every machine.
fn each(peer: &Peer) -> Option<f64> {
    let cost = unit_cost(peer);
    cost.is_finite().then_some((cost * 1e4).round() / 1e4)
}

//! From two rounds, read and measured, to the comparison of them.

use std::collections::BTreeMap;

use super::manifest::Manifest;
use super::model::FindingRow;
use super::short::percent;
use super::tracking::{
    BodyRow, BridgeRow, CausesRow, ChangeRow, ClaimRow, CompareReport, DeflatorRow, ItemChangeRow, ItemThenRow,
    PlanRow, RoundRow, SeriesRow, TotalRow, TrackedBodyRow, TrackedCellRow, TrackedFunctionRow, Which,
};
use crate::finding::{Code, Finding, Levels};
use crate::ledger::{Coverage, ReturnFacts};
use crate::money::Money;
use crate::overlap::{Basis, Measuring, Overlap};
use crate::savings::tracking::{
    Bridge, Deflator, ItemChange, ItemThen, Plan, Round, Status, Tracked, item_changes, shunted, track,
};
use crate::savings::{Scenario, base_year};
use crate::taxonomy::{FunctionId, Taxonomy};

/// One round, as it was read and measured.
pub struct Side<'a> {
    /// Of bodies that are in both rounds, in the order of their ids.
    pub facts: &'a [ReturnFacts],
    /// What was measured of them.
    pub overlap: &'a Overlap,
    /// What would be measured if bodies ran together what they did in the other round, where that is not the same.
    pub shared_as_before: Option<&'a Overlap>,
    /// Bodies that are in this round only.
    pub alone: &'a [ReturnFacts],
    /// What was read.
    pub coverage: Coverage,
    /// The twelve months.
    pub period: String,
    /// What it was made with and of.
    pub manifest: Manifest,
}

impl<'a> Side<'a> {
    fn round(&self) -> Round<'a> {
        Round { facts: self.facts, overlap: self.overlap, alone: self.alone, shared_as_before: self.shared_as_before }
    }
}

/// A reduction that somebody says there was.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Whose.
    pub organisation: String,
    /// On which function; none: on all.
    pub function: Option<String>,
    /// How much.
    pub amount: Money,
}

/// Where the rise of prices comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeflatorFrom {
    /// The scenario's yearly rise.
    Rise,
    /// A ratio that a person gave.
    Person,
    /// The published series of the facts.
    Series,
}

/// Everything that a comparison is made of.
pub struct Comparison<'a> {
    /// The first round.
    pub old: Side<'a>,
    /// The second.
    pub new: Side<'a>,
    /// Cost and duplicated cost of the first round under the decisions of its time.
    pub under_old_decisions: Option<(Money, Money)>,
    /// The list of functions, the same for both.
    pub taxonomy: &'a Taxonomy,
    /// What counts as duplicated.
    pub basis: Basis,
    /// Below this a provider was not counted.
    pub floor: Money,
    /// How prices rose.
    pub deflator: Deflator,
    /// Where it comes from.
    pub deflator_from: DeflatorFrom,
    /// The plan.
    pub scenario: &'a Scenario,
    /// What was claimed.
    pub claims: Vec<Claim>,
    /// Of the reading.
    pub findings: Vec<Finding>,
    /// What settings make of each rule.
    pub levels: &'a Levels,
    /// The currency of every amount.
    pub currency: String,
}

/// Compares two rounds.
pub fn compare(comparison: Comparison<'_>) -> CompareReport {
    let Comparison { old, new, taxonomy, scenario, deflator, .. } = &comparison;
    let (then, now) = (base_year(&old.period), base_year(&new.period));
    // Year 0 of the plan is the one after the first round, unless the scenario says when year 1 begins.
    let year = i64::from(now) - i64::from(scenario.first_year(then)) + 1;
    let measuring = Measuring { taxonomy, basis: comparison.basis, floor: comparison.floor };
    let (cells, placing) = track(old.round(), new.round(), measuring, *deflator, Plan { scenario, year, base: then });
    let totals: Bridge = cells.iter().map(|cell| cell.bridge).sum();
    let causes = causes(&totals, comparison.under_old_decisions);
    let claims = comparison.claims.iter().map(|claim| claim_row(claim, &cells, old.facts, taxonomy)).collect();
    let mut findings = comparison.findings.clone();
    findings.extend(placing);
    findings.extend(doubts(&totals, &cells, &comparison));
    comparison.levels.settle(&mut findings);
    let status = totals.status().filter(|status| *status != Status::Check);
    CompareReport {
        schema: "dupaudit.compare/1",
        complete: [old, new].iter().all(|side| side.coverage.is_complete()),
        tool: new.manifest.tool,
        taxonomy: new.manifest.taxonomy.clone(),
        old: round_row(old),
        new: round_row(new),
        basis: comparison.basis,
        provider_floor: comparison.floor,
        deflator: DeflatorRow {
            ratio: deflator.ratio(),
            years: i64::from(now) - i64::from(then),
            rise: (comparison.deflator_from == DeflatorFrom::Rise).then(|| scenario.deflator.as_f64()),
            placeholder: comparison.deflator_from == DeflatorFrom::Rise && !scenario.is_set("deflator"),
            source: match comparison.deflator_from {
                DeflatorFrom::Series => Deflator::gdp_source(),
                DeflatorFrom::Rise | DeflatorFrom::Person => None,
            },
        },
        plan: PlanRow {
            preset: scenario.preset.clone(),
            target: scenario.target.as_f64(),
            years: scenario.years,
            shape: scenario.shape.to_string(),
            year,
            cumulative: scenario.schedule().ppm(year).as_f64(),
        },
        functions: functions(&cells, taxonomy),
        organisations: organisations(&cells, new.facts),
        cells: cells.iter().map(|cell| cell_row(cell, new.facts, taxonomy)).collect(),
        totals: TotalRow { label: "all functions", bridge: BridgeRow::from(&totals) },
        entries: bodies(new.alone, Which::New),
        exits: bodies(old.alone, Which::Old),
        items: item_changes(old.facts, new.facts)
            .into_iter()
            .map(|change| item_row(change, new.facts, taxonomy))
            .collect(),
        causes,
        claims,
        realisation: totals.delivered().filter(|part| status.is_some() && *part > 0.0 && *part <= 1.0),
        series: Vec::new(),
        findings: findings.iter().map(FindingRow::from).collect(),
        currency: comparison.currency,
    }
}

/// One line a set: `whole` compares the first with the last, `since_first` the first with each set between them, and
/// `since_before` each set with the one before it, where there are more than two.
pub fn series(whole: &CompareReport, since_first: &[CompareReport], since_before: &[CompareReport]) -> Vec<SeriesRow> {
    let compared: Vec<&CompareReport> = since_first.iter().chain([whole]).collect();
    let start = compared[0];
    let first = &start.totals.bridge;
    let mut rows = vec![SeriesRow {
        period: start.old.period.clone(),
        organisations: start.organisations.len(),
        cost: first.before,
        cost_real: first.before,
        duplicated: first.duplicated_before,
        duplicated_real: first.duplicated_before,
        measured: None,
        planned: None,
        delivered: None,
        status: None,
        since_price: None,
        since_volume: None,
        since_perimeter: None,
        since_measured: None,
    }];
    for (place, report) in compared.iter().enumerate() {
        let bridge = &report.totals.bridge;
        let step = &since_before.get(place).unwrap_or(report).totals.bridge;
        rows.push(SeriesRow {
            period: report.new.period.clone(),
            organisations: report.organisations.len(),
            cost: bridge.after,
            cost_real: bridge.after - bridge.price,
            duplicated: bridge.duplicated_after,
            duplicated_real: bridge.duplicated_real(),
            measured: Some(bridge.measured()),
            planned: Some(bridge.planned),
            delivered: bridge.delivered,
            status: bridge.status,
            since_price: Some(step.price),
            since_volume: Some(step.volume),
            since_perimeter: Some(step.perimeter),
            since_measured: Some(step.measured()),
        });
    }
    rows
}

fn causes(totals: &Bridge, under_old_decisions: Option<(Money, Money)>) -> CausesRow {
    CausesRow {
        data: ChangeRow {
            cost: totals.after - totals.before,
            duplicated: totals.duplicated_after - totals.duplicated_before,
        },
        decisions: under_old_decisions.map(|(cost, duplicated)| ChangeRow {
            cost: totals.before - cost,
            duplicated: totals.duplicated_before - duplicated,
        }),
        taxonomy: ChangeRow::default(),
        version: ChangeRow::default(),
    }
}

fn round_row(side: &Side<'_>) -> RoundRow {
    RoundRow { period: side.period.clone(), inputs: side.manifest.inputs.clone(), coverage: side.coverage }
}

fn functions(cells: &[Tracked], taxonomy: &Taxonomy) -> Vec<TrackedFunctionRow> {
    let mut sums: BTreeMap<&str, (FunctionId, Bridge)> = BTreeMap::new();
    for cell in cells {
        let code = taxonomy.get(cell.function).code.as_str();
        sums.entry(code).or_insert((cell.function, Bridge::default())).1 += cell.bridge;
    }
    let rows = sums.into_iter().map(|(code, (function, bridge))| TrackedFunctionRow {
        function: code.to_owned(),
        label: taxonomy.get(function).label.clone(),
        bridge: BridgeRow::from(&bridge),
    });
    rows.collect()
}

fn organisations(cells: &[Tracked], facts: &[ReturnFacts]) -> Vec<TrackedBodyRow> {
    let mut sums = vec![Bridge::default(); facts.len()];
    for cell in cells {
        sums[cell.organisation as usize] += cell.bridge;
    }
    let rows = facts.iter().zip(&sums).map(|(facts, bridge)| TrackedBodyRow {
        organisation: facts.organisation.id.clone(),
        label: facts.organisation.name.clone(),
        bridge: BridgeRow::from(bridge),
    });
    rows.collect()
}

fn cell_row(cell: &Tracked, facts: &[ReturnFacts], taxonomy: &Taxonomy) -> TrackedCellRow {
    TrackedCellRow {
        organisation: facts[cell.organisation as usize].organisation.id.clone(),
        function: taxonomy.get(cell.function).code.clone(),
        bridge: BridgeRow::from(&cell.bridge),
    }
}

fn bodies(facts: &[ReturnFacts], round: Which) -> Vec<BodyRow> {
    let rows = facts.iter().map(|facts| BodyRow {
        id: facts.organisation.id.clone(),
        name: facts.organisation.name.clone(),
        round,
        total: facts.organisation.total,
    });
    rows.collect()
}

fn item_row(change: ItemChange, facts: &[ReturnFacts], taxonomy: &Taxonomy) -> ItemChangeRow {
    let then = |item: ItemThen| ItemThenRow {
        id: item.id,
        text: item.text,
        function: item.function.map(|function| taxonomy.get(function).code.clone()),
        cost: item.cost,
    };
    ItemChangeRow {
        organisation: facts[change.organisation as usize].organisation.id.clone(),
        kind: change.kind,
        changes: change.changed(),
        before: change.before.map(then),
        after: change.after.map(then),
    }
}

fn claim_row(claim: &Claim, cells: &[Tracked], facts: &[ReturnFacts], taxonomy: &Taxonomy) -> ClaimRow {
    let of_claim = |cell: &&Tracked| {
        facts[cell.organisation as usize].organisation.id == claim.organisation
            && claim.function.as_ref().is_none_or(|code| taxonomy.get(cell.function).code == *code)
    };
    let mut measured = cells.iter().filter(of_claim).map(|cell| cell.bridge.measured()).peekable();
    ClaimRow {
        organisation: claim.organisation.clone(),
        function: claim.function.clone(),
        claimed: claim.amount,
        measured: measured.peek().is_some().then(|| measured.sum()),
    }
}

/// What a reader must know of the whole, and of bodies whose cost may only have moved.
fn doubts(totals: &Bridge, cells: &[Tracked], comparison: &Comparison<'_>) -> Vec<Finding> {
    let exact = |amount: Money| amount.exact(&comparison.currency);
    let mut findings = Vec::new();
    for code in totals.doubts() {
        findings.push(match code {
            Code::VolumeUnknown => {
                let unknown = cells.iter().filter(|cell| cell.bridge.volume_unknown);
                let cost: Money = unknown.clone().map(|cell| cell.bridge.before).sum();
                let message = format!(
                    "{} of {} pairs of organisation and function have no usable volume in both sets ({} in the \
                     first). More or less work counts there as a measured reduction",
                    unknown.count(),
                    cells.len(),
                    exact(cost),
                );
                Finding::new(code, message).help("declare `volume:` and `volume_unit:` of the processes in both sets")
            }
            Code::AbovePlan => {
                let message = format!(
                    "{} is measured and {} was planned: more than 125%",
                    exact(totals.measured()),
                    exact(totals.planned)
                );
                Finding::new(code, message).help("look for cuts of service, and for cost that moved under another name")
            }
            _ => {
                let stock = totals.stock_reduction;
                let message = format!(
                    "spending fell by {} as planned, and duplicated cost {} by {}: cuts, not consolidation",
                    exact(totals.measured()),
                    if stock < Money::ZERO { "rose" } else { "fell" },
                    exact(Money(stock.0.abs()))
                );
                Finding::new(code, message).help("the same work is still done in the same number of places")
            }
        });
    }
    if totals.keeps_its_duplicated_share() {
        let message = format!(
            "spending fell by {}, but the duplicated share did not: it is {} and was {}. The work costs less and is \
             still done in as many places",
            exact(totals.measured()),
            percent(totals.duplicated_after, totals.after),
            percent(totals.duplicated_before, totals.before),
        );
        let finding = Finding::new(Code::DuplicatedShareKept, message)
            .help("read the fall of the duplicated cost with care: on most bases it falls whenever spending does");
        findings.push(finding);
    }
    for (old, new) in comparison.old.facts.iter().zip(comparison.new.facts) {
        let Some([before, after]) = shunted(std::slice::from_ref(old), std::slice::from_ref(new)) else { continue };
        let id = &new.organisation.id;
        let message = format!(
            "of the cost of `{id}`, {:.1}% has no function or is on the front line, and was {:.1}%: work may have moved \
             there",
            after * 100.0,
            before * 100.0
        );
        let finding = Finding::new(Code::CostShunting, message)
            .help("ask which administrative work frontline staff do now")
            .organisation(id);
        findings.push(Finding { path: Some(new.path.clone()), ..finding });
    }
    findings
}

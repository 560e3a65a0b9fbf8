//! From what the rooms measured to the report.

use std::collections::{BTreeMap, BTreeSet};

use super::attribution::attribution;
use super::catch_all::catch_all;
use super::comparison::{CutsRow, benchmarks, exceptions, known_staff, outliers};
use super::day::Day;
use super::declare::{DeclareRow, declare_rows};
use super::delivered::{best_quartile, cases_here, delivered};
use super::joint::shared as already_shared;
use super::manifest::Manifest;
use super::model::{
    AnalyticRow, Bases, FindingRow, FunctionRow, OrganisationRow, PeersRow, Report, ScenarioValue, Totals,
};
use super::payers::{HostRow, PaysRow, host_rows, hosted_by, sharers};
use super::plan::plan_rows;
use super::reorganisations::Reorganised;
use super::savings::{CarryRow, Known, NextRow, Savings, savings};
use super::sector::{claims_here, sector_rows};
use super::shared::Shared;
use super::suppliers::suppliers;
use super::unsaid::unsaid;
use super::value_index::value_index;
use super::within::within;
use crate::finding::{Code, Finding, Levels};
use crate::ledger::{Coverage, ReturnFacts};
use crate::money::{MilliFte, Money};
use crate::overlap::{Basis, ByBasis, FunctionMeasure, Income, Overlap, income, joint_doubts};
use crate::savings::{
    Base, Carry, Cells, Doubts, Next, Pay, Scenario, Sector, SetBy, Spread, Stake, base_year, carries, facts,
    functions_of, lineage, next_steps, stakes,
};
use crate::taxonomy::Taxonomy;

/// Everything that a report is made of.
pub struct Audit<'a> {
    /// In the order of the organisations' ids.
    pub facts: &'a [ReturnFacts],
    /// With whom they are compared, where those are others.
    pub beside: Option<Beside<'a>>,
    /// Suppliers' returns, in the order of their ids.
    pub suppliers: &'a [ReturnFacts],
    /// What was read.
    pub coverage: Coverage,
    /// Of the reading; those of the measuring are added.
    pub findings: Vec<Finding>,
    /// What settings make of each rule.
    pub levels: &'a Levels,
    /// The list of functions.
    pub taxonomy: &'a Taxonomy,
    /// What was measured.
    pub overlap: &'a Overlap,
    /// On which basis it was cut.
    pub basis: Basis,
    /// Below this a provider was not counted.
    pub floor: Money,
    /// The parameters.
    pub scenario: &'a Scenario,
    /// Sectors to which the audited bodies are scaled, each with enough of them.
    pub sectors: Vec<Sector>,
    /// The currency of every amount.
    pub currency: String,
    /// The twelve months.
    pub period: String,
    /// What it was made with and of.
    pub manifest: Manifest,
    /// The organisation that runs every function that it has a part in, where one was named.
    pub host: Option<&'a str>,
}

/// Bodies that an audit compares with and does not report on.
pub struct Beside<'a> {
    /// The facts of the audit, and behind them those of the others.
    pub all: &'a [ReturnFacts],
    /// Their overlap, everybody's included.
    pub overlap: &'a Overlap,
    /// A hash of the documents that the others' facts are of.
    pub returns_sha256: String,
}

impl<'a> Audit<'a> {
    /// Whether a body is reported on.
    pub(super) fn has(&self, id: &str) -> bool {
        self.facts.binary_search_by(|facts| facts.organisation.id.as_str().cmp(id)).is_ok()
    }

    /// Everybody who is compared, and what was measured of them.
    pub(super) fn compared(&self) -> (&'a [ReturnFacts], &'a Overlap) {
        self.beside.as_ref().map_or((self.facts, self.overlap), |beside| (beside.all, beside.overlap))
    }
}

/// Makes the report.
#[allow(clippy::too_many_lines)] // one step after another
pub fn assemble(audit: Audit<'_>) -> Report {
    let exit_cost = Pay::of(audit.facts).exit_cost(&audit.currency);
    let scenario_here = audit.scenario.clone().with_exit_cost(exit_cost);
    let mut audit = Audit { scenario: &scenario_here, ..audit };
    let suppliers = suppliers(&audit);
    audit.findings.extend(suppliers.doubts);
    audit.findings.extend(doubts(&audit));
    let (already_shared, not_counted) = already_shared(&audit);
    let (incomes, income) = income(audit.facts);
    let functions: Vec<FunctionRow> = audit
        .overlap
        .functions
        .iter()
        .map(|measure| function(measure, income.get(&measure.function).copied().unwrap_or_default(), audit.taxonomy))
        .collect();
    // Neither needs the other, and each has stretches that keep but one core busy.
    let (shared, (estimated, value_index)) = rayon::join(
        || Shared::of(&audit),
        || {
            let estimated = estimated(&audit, best_quartile(&functions));
            let value_index = value_index(&audit, estimated.savings.row.realised_annual);
            (estimated, value_index)
        },
    );
    let Estimated { base, whole, spread, reorganised, hosts, savings: Savings { row: savings, organisations: pays } } =
        estimated;
    let with_reorganisation = reorganised.of_organisations(&audit);
    audit.findings.extend(above_reference_class(&savings));
    audit.findings.extend(stale_parameters(audit.scenario, base_year(&audit.period)));
    audit.levels.settle(&mut audit.findings);
    let declare = declare_rows(&audit);
    let beside = super::beside::beside(&audit, &base, &reorganised.ends, savings.npv.is_some());
    let catch_all = catch_all(audit.facts);
    let cannot_say = unsaid(&audit, &savings, &value_index, &catch_all);
    let peers = audit.beside.as_ref().map(|beside| PeersRow {
        organisations: beside.all.len() - audit.facts.len(),
        returns_sha256: beside.returns_sha256.clone(),
        names: shared.names_of_peers(&audit),
    });
    let (attribution, within) = rayon::join(
        || attribution(&audit, whole.as_deref().unwrap_or(&base.stakes), &reorganised.ends),
        || within(&audit),
    );
    let delivery = delivered(&functions, &base, audit.scenario);
    let plan = plan_rows(&audit, &base, &savings.years);
    let sector = sector_rows(&audit);
    let measures = (audit.scenario.target, audit.scenario.realisation, audit.currency.as_str());
    let claims = claims_here(&functions, audit.facts.len(), &savings, &sector, measures);
    let cases = cases_here(&functions, audit.scenario, &audit.currency);
    Report {
        schema: "dupaudit.report/1",
        complete: audit.coverage.is_complete(),
        tool: audit.manifest.tool,
        taxonomy: audit.manifest.taxonomy.clone(),
        inputs: audit.manifest.inputs.clone(),
        scenario: scenario(&audit),
        coverage: audit.coverage,
        organisations: audit
            .facts
            .iter()
            .zip(&audit.overlap.organisations)
            .zip(pays)
            .zip(declare.organisations)
            .zip(&incomes)
            .zip(with_reorganisation)
            .map(|(((((facts, sums), pays), declare), income), reorganisation)| OrganisationRow {
                reorganisation,
                ..organisation(facts, sums, pays, declare, *income)
            })
            .collect(),
        functions,
        report_by: None,
        frontline: None,
        exceptions: exceptions(&audit),
        shared: already_shared,
        reorganisations: reorganised.rows,
        outliers: outliers(&audit),
        benchmarks: benchmarks(&audit),
        attribution,
        within,
        totals: Totals {
            already_shared: not_counted,
            npv_without_outliers: beside.npv_without_outliers,
            passed_on: beside.passed_on,
            npv_without_passed_on: beside.npv_without_passed_on,
            ..totals(&audit, &spread, &incomes)
        },
        savings,
        hosts,
        plan,
        partners: shared.partners,
        partner_groups: shared.groups,
        products: shared.products,
        parts: shared.parts,
        peers,
        delivery,
        cases,
        claims,
        sector,
        suppliers: suppliers.rows,
        supplied: suppliers.supplied,
        declare_next: declare.all,
        catch_all,
        cannot_say,
        value_index,
        findings: audit.findings.iter().map(FindingRow::from).collect(),
        items: None,
        cube: None,
        currency: audit.currency,
        period: audit.period,
    }
}

/// The business case, and what it starts from.
struct Estimated {
    base: Base,
    /// The duplicated cost with what comes with the reorganisation, where something does; and how sure it is.
    whole: Option<Vec<Stake>>,
    spread: Spread,
    reorganised: Reorganised,
    hosts: Vec<HostRow>,
    savings: Savings,
}

fn estimated(audit: &Audit<'_>, quartile: Option<Money>) -> Estimated {
    let (all, overlap) = audit.compared();
    let (mut base, doubts, carries) = {
        let measuring = (audit.basis, audit.floor);
        let draws = audit.scenario.simulations;
        let cells = Cells::new(all, &overlap.left, audit.facts.len(), audit.taxonomy, measuring, draws);
        let doubts = cells.doubts();
        let mut base = base(audit, &cells, &doubts);
        let carries = carries(audit.facts, audit.taxonomy, audit.overlap, (&cells, &doubts), base.spread.full);
        base.carried = carries.first().map(|most| most.carries).unwrap_or_default();
        (base, doubts, carries)
    };
    let carries = carries.into_iter().map(|carry| carry_row(&carry, audit)).collect();
    let next = next_steps(audit.facts, audit.taxonomy, audit.overlap, &doubts);
    let next = next.into_iter().map(|step| next_row(step, audit.taxonomy)).collect();
    let reorganised = Reorganised::of(audit, base.year);
    base.reorganisation = reorganised.sum();
    let spread = base.spread.clone();
    let mut whole = None;
    if base.reorganisation.is_positive() {
        let stakes = base.stakes.iter().zip(&reorganised.ends).map(|(stake, ends)| stake.without(*ends)).collect();
        whole = Some(std::mem::replace(&mut base.stakes, stakes));
        base.spread = base.spread.without(base.reorganisation);
    }
    let mut hosts = host_rows(audit);
    if let Some(id) = audit.host {
        // Who has a part in no function changes nothing.
        hosted_by(&mut hosts, id).unwrap_or_default();
    }
    let places: BTreeMap<&str, u32> = base.functions.iter().map(|codes| codes[0].as_str()).zip(0..).collect();
    let organisation = |id: &str| {
        let found = audit.facts.binary_search_by(|facts| facts.organisation.id.as_str().cmp(id)).ok();
        found.and_then(|place| u32::try_from(place).ok())
    };
    let sharers = sharers(&hosts, |code| places.get(code).copied(), organisation);
    let savings = savings(&base, audit.scenario, audit.basis, Known { next, carries, quartile, sharers });
    Estimated { base, whole, spread, reorganised, hosts, savings }
}

/// Findings that only the measured whole can give.
fn doubts(audit: &Audit<'_>) -> Vec<Finding> {
    let mut findings =
        crate::overlap::doubts(audit.facts, audit.taxonomy, audit.overlap, audit.basis, audit.scenario.target);
    let (all, overlap) = audit.compared();
    findings.extend(joint_doubts(all, audit.facts.len(), &overlap.left, audit.taxonomy));
    for (facts, sums) in audit.facts.iter().zip(&audit.overlap.organisations) {
        let id = &facts.organisation.id;
        let mut add = |finding: Finding| {
            let mut finding =
                finding.position(crate::source::Position { line: facts.line, column: 1 }).organisation(id);
            finding.path = Some(facts.path.clone());
            findings.push(finding);
        };
        // Alone, nobody is there to be compared with.
        if sums.uncompared.is_positive() && audit.facts.len() > 1 {
            let message = format!(
                "`{id}` lacks a type or region: {} is on functions that compare by it, and is compared with nobody",
                sums.uncompared.exact(&audit.currency)
            );
            add(Finding::new(Code::NoComparison, message)
                .help("add `type:` (or `family:`) and `region:` to the organisation"));
        }
        if sums.unspecified.0 * 2 > sums.duplicated.0 {
            let message = format!(
                "{} of the duplicated {} of `{id}` has no breakdown: it is known from process totals only",
                sums.unspecified.exact(&audit.currency),
                sums.duplicated.exact(&audit.currency)
            );
            add(Finding::new(Code::MostlyUnspecified, message)
                .help("declare the roles and systems behind these processes"));
        }
    }
    findings
}

/// Something that much rests on, as a report names it.
fn carry_row(carry: &Carry, audit: &Audit<'_>) -> CarryRow {
    let item = carry.item.map(|(organisation, item)| {
        let one = &audit.facts[organisation as usize];
        (&one.organisation.id, &one.items[item as usize])
    });
    CarryRow {
        what: carry.what,
        item: item.map(|(id, item)| format!("{id}/{}/{}", item.kind, item.id)),
        text: item.map(|(_, item)| item.text.to_string()),
        function: audit.taxonomy.get(carry.function).code.clone(),
        label: audit.taxonomy.get(carry.function).label.clone(),
        carries: carry.carries,
    }
}

/// Every parameter of a scenario as a report shows it.
pub fn scenario_values(scenario: &Scenario) -> BTreeMap<String, ScenarioValue> {
    let values = scenario.parameters().into_iter().map(|parameter| {
        let value = ScenarioValue {
            value: parameter.value,
            unit: parameter.unit.to_owned(),
            source: parameter.source.to_owned(),
            vintage: parameter.vintage,
            set_by: parameter.set_by,
        };
        (parameter.key.to_owned(), value)
    });
    values.collect()
}

fn scenario(audit: &Audit<'_>) -> BTreeMap<String, ScenarioValue> {
    let mut values = scenario_values(audit.scenario);
    let own = |value: serde_json::Value, unit: &str, source: &str, default: bool| ScenarioValue {
        value,
        unit: unit.to_owned(),
        source: source.to_owned(),
        vintage: None,
        set_by: if default { SetBy::Default } else { SetBy::Person },
    };
    values.insert(
        "basis".into(),
        own(audit.basis.word().into(), "name", audit.basis.about(), audit.basis == Basis::default()),
    );
    let floor = own(
        audit.floor.to_json(),
        "currency a year",
        "judgement: about a fifth of a post",
        audit.floor == Money(1_000_000),
    );
    values.insert("provider_floor".into(), floor);
    values
}

fn organisation(
    facts: &ReturnFacts,
    sums: &crate::overlap::OrganisationMeasure,
    pays: PaysRow,
    declare_next: Vec<DeclareRow>,
    income: Income,
) -> OrganisationRow {
    let organisation = &facts.organisation;
    OrganisationRow {
        id: organisation.id.clone(),
        name: organisation.name.clone(),
        kind: organisation.kind.clone(),
        family: organisation.family.clone(),
        region: organisation.region.clone(),
        until: organisation.until.map(Day),
        successor: organisation.successor.clone(),
        reorganisation: Money::ZERO,
        total: organisation.total,
        income: income.all,
        net_cost: organisation.total - income.all,
        total_source: organisation.total_source,
        fte: organisation.fte,
        fte_itemised: organisation.fte_itemised,
        unpriced_fte: organisation.unpriced_fte,
        buckets: organisation.buckets,
        group_only: organisation.group_only,
        exempt: sums.exempt,
        excluded: sums.excluded,
        in_scope: sums.in_scope,
        below_floor: sums.below_floor,
        duplicated: sums.duplicated,
        within: sums.within,
        between: sums.between,
        duplicated_fte: known_staff(sums.fte, sums.staff),
        pays,
        declare_next,
    }
}

fn function(measure: &FunctionMeasure, income: Income, taxonomy: &Taxonomy) -> FunctionRow {
    let function = taxonomy.get(measure.function);
    FunctionRow {
        code: function.code.clone(),
        label: function.label.clone(),
        groups: lineage(measure.function, taxonomy).split_off(1),
        category: function.category.expect("cost is on functions with a category only"),
        scope: function.scope,
        kind: measure.kind,
        organisations: measure.organisations,
        providers: measure.providers,
        // Four decimals are more than anybody reads, and the same on every machine.
        effective_providers: measure.effective_providers.map(|number| (number * 1e4).round() / 1e4),
        products: measure.systems_declared.then_some(measure.products),
        processes: measure.cuts.processes,
        roles: measure.cuts.roles,
        cost: measure.cost,
        income: income.all,
        net_cost: measure.cost - income.outside,
        bought_outside: measure.bought_outside,
        below_floor: measure.below_floor,
        fte: MilliFte(measure.fte.milli()),
        duplicated: Bases { frontier: measure.frontier(), ..bases(&measure.duplicated) },
        within: measure.within,
        between: measure.between,
        staff: measure.staff,
        systems: measure.systems,
        excluded: measure.excluded,
        cuts: CutsRow::from(measure),
        grade: measure.unit_costs.as_ref().map(|found| found.grade),
    }
}

pub(super) fn bases(amounts: &ByBasis) -> Bases {
    Bases { all: amounts.all, excess: amounts.excess, hhi: amounts.hhi, frontier: None }
}

fn totals(audit: &Audit<'_>, spread: &Spread, incomes: &[Income]) -> Totals {
    let inside: BTreeSet<&str> = audit.facts.iter().map(|facts| facts.organisation.id.as_str()).collect();
    let recharged: Money = audit
        .facts
        .iter()
        .flat_map(|facts| &facts.recharges)
        .filter(|recharge| inside.contains(recharge.to.as_str()))
        .map(|recharge| recharge.amount)
        .sum();
    let cost = audit.facts.iter().map(|facts| facts.organisation.total).sum::<Money>() - recharged;
    Totals {
        cost,
        income: incomes.iter().map(|income| income.all).sum(),
        net_cost: cost - incomes.iter().map(|income| income.outside).sum(),
        without_outliers: audit.overlap.outliers_matter().then(|| audit.overlap.without_outliers()),
        in_scope: audit.overlap.functions.iter().map(|function| function.cost).sum(),
        duplicated: Bases { frontier: audit.overlap.frontier(), ..bases(&audit.overlap.duplicated) },
        within: audit.overlap.within,
        between: audit.overlap.between,
        as_one_unit: audit.overlap.functions.iter().map(|function| function.as_one_unit).sum(),
        already_shared: Money::ZERO,
        npv_without_outliers: None,
        passed_on: Money::ZERO,
        npv_without_passed_on: None,
        p10: spread.percentiles[0],
        p50: spread.percentiles[1],
        p90: spread.percentiles[2],
        simulated: spread.simulated.clone(),
        cells: spread.cells,
        analytic: analytic(spread),
    }
}

fn analytic(spread: &Spread) -> AnalyticRow {
    let [p10, p50, p90] = spread.analytic;
    AnalyticRow { mean: spread.mean, deviation: spread.deviation, p10, p50, p90 }
}

/// What every scenario starts from.
fn base(audit: &Audit<'_>, cells: &Cells, doubts: &Doubts) -> Base {
    let overlap = audit.overlap;
    let functions = functions_of(overlap);
    let stakes = stakes(overlap, &functions, &Pay::of(audit.facts));
    Base {
        currency: audit.currency.clone(),
        year: base_year(&audit.period),
        organisations: u32::try_from(audit.facts.len()).unwrap_or(u32::MAX),
        functions: functions.iter().map(|function| lineage(*function, audit.taxonomy)).collect(),
        stakes,
        compared: overlap.duplicated.all,
        carried: Money::ZERO,
        reorganisation: Money::ZERO,
        spread: Spread::of(cells, doubts, overlap.duplicated.get(audit.basis), audit.scenario),
    }
}

fn next_row(next: Next, taxonomy: &Taxonomy) -> NextRow {
    NextRow {
        field: next.field.to_owned(),
        item: next.item,
        text: next.text,
        function: taxonomy.get(next.function).code.clone(),
        items: next.items,
        duplicated: next.duplicated,
        narrows: next.narrows,
    }
}

/// Parameters that nobody set and whose sources are too old for the period: one finding for all of them.
fn stale_parameters(scenario: &Scenario, year: i16) -> Option<Finding> {
    let unset = facts().iter().filter(|fact| fact.group() == "parameter" && !scenario.is_set(&fact.name));
    let stale: Vec<String> = unset
        .filter(|fact| fact.stale_by(year).is_some())
        .filter_map(|fact| Some(format!("`{}` ({})", fact.name, fact.year?)))
        .collect();
    let message = format!("sources older than they should be for a period of {year}: {}", stale.join(", "));
    (!stale.is_empty()).then(|| {
        Finding::new(Code::StaleParameter, message).help(
            "look them up again at the source that `dupaudit explain parameter NAME` gives, and set them: \
                `--set NAME=VALUE`",
        )
    })
}

/// A plan above everything that programmes of several functions published.
fn above_reference_class(savings: &super::savings::SavingsRow) -> Option<Finding> {
    let class = &savings.reference_class;
    let message = format!(
        "the planned saving is {:.0}% of the cost that is compared; published programmes planned {:.0}% to {:.0}%, and achieved less",
        class.planned_share? * 100.0,
        class.low * 100.0,
        class.high * 100.0
    );
    class.above.then(|| {
        Finding::new(Code::AboveReferenceClass, message)
            .help("lower `target`, or choose a basis that counts less as duplicated; the report lists the programmes")
    })
}

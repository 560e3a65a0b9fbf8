//! From what the rooms measured to the report.

use std::collections::BTreeSet;

use super::model::{
    AttributionRow, Bases, CaseRow, CoverageRow, FindingRow, FunctionRow, Inputs, OrganisationRow, Report, SavingsRow,
    ScenarioValue, TaxonomyRow, Tool, Totals, YearRow,
};
use crate::finding::{Code, Finding};
use crate::ledger::{Coverage, Pool, ReturnFacts};
use crate::money::{Fte, Money};
use crate::overlap::{Attribution, Basis, ByBasis, FunctionMeasure, Overlap};
use crate::savings::{Scenario, appraise, lag, tranches};
use crate::taxonomy::Taxonomy;

/// Everything that a report is made of.
pub struct Audit<'a> {
    /// In the order of the organisations' ids.
    pub facts: &'a [ReturnFacts],
    /// What was read.
    pub coverage: Coverage,
    /// Of the reading; those of the measuring are added.
    pub findings: Vec<Finding>,
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
    /// The currency of every amount.
    pub currency: String,
    /// The twelve months.
    pub period: String,
    /// A hash of all documents.
    pub returns_sha256: String,
    /// A hash of the settings file.
    pub settings_sha256: Option<String>,
    /// A hash of the decisions, where there are some.
    pub decisions_sha256: Option<String>,
}

/// Makes the report.
pub fn assemble(mut audit: Audit<'_>) -> Report {
    audit.findings.extend(doubts(&audit));
    audit.findings.sort_by(Finding::order);
    let savings = savings(&audit);
    Report {
        schema: "dupaudit.report/1",
        complete: !audit.coverage.unread && audit.coverage.returns_rejected == 0,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        taxonomy: TaxonomyRow {
            id: audit.taxonomy.id.clone(),
            version: audit.taxonomy.version.clone(),
            sha256: audit.taxonomy.sha256.clone(),
        },
        inputs: Inputs {
            returns_sha256: audit.returns_sha256.clone(),
            decisions_sha256: audit.decisions_sha256.clone(),
            settings_sha256: audit.settings_sha256.clone(),
        },
        scenario: scenario(&audit),
        coverage: CoverageRow::from(&audit.coverage),
        organisations: audit
            .facts
            .iter()
            .zip(&audit.overlap.organisations)
            .map(|(facts, sums)| organisation(facts, sums))
            .collect(),
        functions: audit.overlap.functions.iter().map(|measure| function(measure, audit.taxonomy)).collect(),
        attribution: audit.overlap.attribution.iter().map(|row| attribution(row, &audit)).collect(),
        totals: totals(&audit),
        savings,
        findings: audit.findings.iter().map(FindingRow::from).collect(),
        currency: audit.currency,
        period: audit.period,
    }
}

/// Findings that only the measured whole can give.
fn doubts(audit: &Audit<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (facts, sums) in audit.facts.iter().zip(&audit.overlap.organisations) {
        let id = &facts.organisation.id;
        let mut add = |finding: Finding| {
            let mut finding =
                finding.position(crate::source::Position { line: facts.line, column: 1 }).organisation(id);
            finding.path = Some(facts.path.clone());
            findings.push(finding);
        };
        if sums.uncompared.is_positive() {
            let message = format!(
                "`{id}` lacks a type or region: {} is on functions that compare by it, and is compared with nobody",
                sums.uncompared
            );
            add(Finding::new(Code::NoComparison, message)
                .help("add `type:` (or `family:`) and `region:` to the organisation"));
        }
        if sums.unspecified.0 * 2 > sums.duplicated.0 {
            let message = format!(
                "{} of the {} of `{id}` that counts as duplicated is known from process totals only",
                sums.unspecified, sums.duplicated
            );
            add(Finding::new(Code::MostlyUnspecified, message)
                .help("declare the roles and systems behind these processes"));
        }
    }
    findings
}

fn scenario(audit: &Audit<'_>) -> std::collections::BTreeMap<String, ScenarioValue> {
    let mut values: std::collections::BTreeMap<String, ScenarioValue> = audit
        .scenario
        .parameters()
        .into_iter()
        .map(|parameter| {
            let value = ScenarioValue {
                value: parameter.value,
                unit: parameter.unit.to_owned(),
                source: parameter.source.to_owned(),
                vintage: parameter.vintage.map(str::to_owned),
                set_by: parameter.set_by.to_owned(),
            };
            (parameter.key.to_owned(), value)
        })
        .collect();
    let own = |value: serde_json::Value, unit: &str, source: &str, default: bool| ScenarioValue {
        value,
        unit: unit.to_owned(),
        source: source.to_owned(),
        vintage: None,
        set_by: if default { "default" } else { "settings or command line" }.to_owned(),
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

fn organisation(facts: &ReturnFacts, sums: &crate::overlap::OrganisationMeasure) -> OrganisationRow {
    let organisation = &facts.organisation;
    OrganisationRow {
        id: organisation.id.clone(),
        name: organisation.name.clone(),
        kind: organisation.kind.clone(),
        family: organisation.family.clone(),
        region: organisation.region.clone(),
        total: organisation.total,
        total_source: organisation.total_source.word(),
        fte: organisation.fte.map(|fte| milli(fte.0)),
        fte_itemised: milli(organisation.fte_itemised.0),
        unpriced_fte: milli(organisation.unpriced_fte.0),
        buckets: organisation.buckets,
        group_only: organisation.group_only,
        exempt: sums.exempt,
        in_scope: sums.in_scope,
        below_floor: sums.below_floor,
        duplicated: sums.duplicated,
        within: sums.within,
        between: sums.between,
        duplicated_fte: milli(sums.fte.milli()),
    }
}

fn function(measure: &FunctionMeasure, taxonomy: &Taxonomy) -> FunctionRow {
    let function = taxonomy.get(measure.function);
    FunctionRow {
        code: function.code.clone(),
        label: function.label.clone(),
        category: function.category.map_or("", crate::taxonomy::Category::word),
        scope: function.scope.word(),
        kind: measure.kind.word(),
        organisations: measure.organisations,
        providers: measure.providers,
        // Four decimals are more than anybody reads, and the same on every machine.
        effective_providers: measure.effective_providers.map(|number| (number * 1e4).round() / 1e4),
        products: measure.products,
        processes: measure.processes,
        roles: measure.roles,
        cost: measure.cost,
        bought_outside: measure.bought_outside,
        below_floor: measure.below_floor,
        fte: milli(measure.fte.milli()),
        duplicated: bases(&measure.duplicated),
        within: measure.within,
        between: measure.between,
        staff: measure.staff,
        systems: measure.systems,
    }
}

fn bases(amounts: &ByBasis) -> Bases {
    Bases { all: amounts.all, excess: amounts.excess, hhi: amounts.hhi, frontier: None }
}

fn attribution(row: &Attribution, audit: &Audit<'_>) -> AttributionRow {
    AttributionRow {
        organisation: audit.facts[row.organisation as usize].organisation.id.clone(),
        function: audit.taxonomy.get(row.function).code.clone(),
        layer: row.pool.layer().word(),
        pool: row.pool.word(),
        category: row.category.word(),
        cost: row.cost,
        duplicated: row.duplicated,
        duplicated_without_fte: row.duplicated_without_fte,
        fte: milli(if row.pool == Pool::Roles { row.fte } else { Fte(0) }.milli()),
        lag: lag(row, audit.scenario, base_year(&audit.period)),
    }
}

fn totals(audit: &Audit<'_>) -> Totals {
    let inside: BTreeSet<&str> = audit.facts.iter().map(|facts| facts.organisation.id.as_str()).collect();
    let recharged: Money = audit
        .facts
        .iter()
        .flat_map(|facts| &facts.recharges)
        .filter(|recharge| inside.contains(recharge.to.as_str()))
        .map(|recharge| recharge.amount)
        .sum();
    Totals {
        cost: audit.facts.iter().map(|facts| facts.organisation.total).sum::<Money>() - recharged,
        in_scope: audit.overlap.functions.iter().map(|function| function.cost).sum(),
        duplicated: bases(&audit.overlap.duplicated),
        within: audit.overlap.within,
        between: audit.overlap.between,
    }
}

fn savings(audit: &Audit<'_>) -> SavingsRow {
    let base = base_year(&audit.period);
    let case = appraise(&tranches(&audit.overlap.attribution, audit.scenario, audit.taxonomy, base), audit.scenario);
    let schedule = audit.scenario.schedule();
    let first = i32::from(audit.scenario.first_year(base));
    let reason = cannot_be_said(audit);
    let said = |amount: Money| reason.is_none().then_some(amount);
    let years = (0..)
        .zip(&case.lines)
        .map(|(year, line)| {
            let calendar = first - 1 + i32::try_from(year).unwrap_or(0);
            YearRow {
                year,
                label: format!("{calendar}-{:02}", (calendar + 1) % 100),
                cumulative: schedule.ppm(i64::from(year)).as_f64(),
                gross: line.gross,
                realised: line.realised,
                case: CaseRow {
                    cashable: said(line.cashable),
                    non_cashable: said(line.non_cashable()),
                    exits: said(line.exits),
                    setup: said(line.setup),
                    dual_running: said(line.dual_running),
                    net: said(line.net),
                    cumulative_net: said(line.cumulative_net),
                    // Six decimals, as discount tables are printed.
                    discount_factor: reason.is_none().then_some((line.discount_factor * 1e6).round() / 1e6),
                    present_value: said(line.present_value),
                },
            }
        })
        .collect();
    SavingsRow {
        basis: audit.basis.word(),
        target: audit.scenario.target.as_f64(),
        gross_annual: case.planned_annual,
        realised_annual: case.planned_annual.times(audit.scenario.realisation),
        npv: said(case.npv),
        npv_including_time_released: said(case.npv_including_time_released),
        payback_year: case.payback_year.filter(|_| reason.is_none()),
        reason,
        years,
    }
}

/// Why the business case cannot be said, if it cannot (MODEL.md section 4).
fn cannot_be_said(audit: &Audit<'_>) -> Option<String> {
    let scenario = audit.scenario;
    if scenario.preset == "manifesto" {
        return None;
    }
    let rows = &audit.overlap.attribution;
    let whole = audit.overlap.duplicated.get(audit.basis);
    let unspecified: Money = rows.iter().filter(|row| row.pool == Pool::Unspecified).map(|row| row.duplicated).sum();
    let without_fte: Money = rows.iter().map(|row| row.duplicated_without_fte).sum();
    if (unspecified + without_fte).0 * 2 > whole.0 {
        return Some(format!(
            "of the {whole} that counts as duplicated, {unspecified} is known from process totals only and {without_fte} is of \
             roles without FTE: more than half, so that neither posts nor budgets can be said to fall"
        ));
    }
    (audit.currency != "GBP" && !scenario.is_set("exit_cost"))
        .then(|| format!("the cost of an exit is known in GBP only; give `exit_cost` in {}", audit.currency))
}

/// The calendar year in which a period begins.
fn base_year(period: &str) -> i16 {
    period.get(..4).and_then(|year| year.parse().ok()).unwrap_or_default()
}

/// Thousandths as an exact JSON number with up to three decimals.
fn milli(value: i64) -> serde_json::Value {
    let text = format!("{}.{:03}", value / 1000, value % 1000);
    text.trim_end_matches('0').trim_end_matches('.').parse().map_or(serde_json::Value::Null, serde_json::Value::Number)
}

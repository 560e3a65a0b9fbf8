//! Everything that was found of the options becomes rows, in their final order.

use super::claims::claims;
use super::one::{One, cube_row};
use super::rows::{ChoiceRow, DependsRow, OddsRow, OptionsReport, TodayRow};
use crate::finding::Finding;
use crate::ledger::{Coverage, Pool};
use crate::money::{Money, agree, count_of};
use crate::reorganisation::{Basis, Measured, Planned, TODAY, Worth, depends, odds};
use crate::report::assemble::scenario_values;
use crate::report::manifest::Manifest;
use crate::report::model::FindingRow;
use crate::report::short::short;
use crate::report::unsaid::UnsaidRow;

/// What a report on options is made of.
pub struct Options<'a> {
    /// What is the same for all.
    pub basis: &'a Basis<'a>,
    /// What they are called.
    pub name: Option<String>,
    /// Each with what was found.
    pub found: Vec<(Planned, Measured, Worth)>,
    /// What is wrong with the returns and the options.
    pub findings: Vec<Finding>,
    /// Whether every option is sound.
    pub sound: bool,
    /// What was read.
    pub coverage: Coverage,
    /// What it was made with and of.
    pub manifest: Manifest,
    /// A hash of the file of options.
    pub options_sha256: String,
    /// What counts in the settings of findings.
    pub levels: &'a crate::finding::Levels,
    /// The file of options, as the user named it.
    pub path: std::sync::Arc<str>,
}

impl Options<'_> {
    /// The financial year of a year of the case.
    pub(super) fn label(&self, year: u32) -> String {
        let first = i32::from(self.basis.scenario.first_year(self.basis.year()));
        let calendar = first - 1 + i32::try_from(year).unwrap_or(0);
        format!("{calendar}-{:02}", (calendar + 1).rem_euclid(100))
    }
}

/// Makes the report.
pub fn options_report(mut options: Options<'_>) -> OptionsReport {
    let found = std::mem::take(&mut options.found);
    let ones: Vec<One<'_>> =
        (found.iter()).map(|(planned, measured, worth)| One { options: &options, planned, measured, worth }).collect();
    let rows: Vec<ChoiceRow> = ones.iter().map(One::row).collect();
    let worths: Vec<(&str, &Worth)> = found.iter().map(|(planned, _, worth)| (planned.id.as_str(), worth)).collect();
    let name = |id: &str| {
        let option = found.iter().find(|(planned, ..)| planned.id == id);
        option.map_or_else(|| "No option".to_owned(), |(planned, ..)| planned.name.clone())
    };
    let odds: Vec<OddsRow> = (odds(&worths).into_iter())
        .map(|row| OddsRow {
            first_name: name(&row.options[0]),
            second_name: name(&row.options[1]),
            first: row.options[0].clone(),
            second: row.options[1].clone(),
            first_more: row.first,
            second_more: row.second,
            verdict: row.verdict,
        })
        .collect();
    let depends = (depends(options.basis, &worths).into_iter())
        .map(|row| DependsRow {
            first_name: name(&row.first),
            what: row.what,
            first: row.first,
            lead: row.lead,
            change: row.change,
        })
        .collect();
    let today = today(&options);
    let named: Vec<(&Planned, &ChoiceRow)> = found.iter().map(|(planned, ..)| planned).zip(&rows).collect();
    let (claims, mut unknown) = claims(&named, today.in_scope, options.basis.currency);
    for finding in &mut unknown {
        finding.path = Some(options.path.clone());
    }
    let mut findings = options.findings.clone();
    let sound = options.sound && unknown.is_empty();
    findings.extend(unknown);
    options.levels.settle(&mut findings);
    let mut cube = Vec::new();
    let facts = options.basis.facts;
    let taxonomy = options.basis.rules.taxonomy;
    for row in &options.basis.today.overlap.attribution {
        let body = &facts[row.organisation as usize];
        cube.push(cube_row(TODAY, &body.organisation.id, body, &taxonomy.get(row.function).code, row));
    }
    for one in &ones {
        one.cube(&mut cube);
    }
    OptionsReport {
        schema: "dupaudit.options/1",
        complete: options.coverage.is_complete() && sound,
        name: options.name.clone(),
        currency: options.basis.currency.to_owned(),
        period: options.basis.period.to_owned(),
        basis: options.basis.rules.basis,
        provider_floor: options.basis.rules.floor,
        manifest: options.manifest.clone(),
        options_sha256: options.options_sha256.clone(),
        scenario: scenario_values(options.basis.scenario),
        coverage: options.coverage,
        cannot_say: unsaid(&options, &rows),
        today,
        options: rows,
        odds,
        depends,
        claims,
        findings: findings.iter().map(FindingRow::from).collect(),
        cube,
    }
}

fn today(options: &Options<'_>) -> TodayRow {
    let (facts, today) = (options.basis.facts, options.basis.today);
    TodayRow {
        organisations: facts.len(),
        cost: facts.iter().map(|facts| facts.organisation.total).sum(),
        in_scope: today.overlap.organisations.iter().map(|row| row.in_scope).sum(),
        duplicated: today.duplicated(options.basis.rules.basis),
        within: today.overlap.within,
        between: today.overlap.between,
        shared: today.joints.values().map(Vec::len).sum(),
    }
}

/// What the returns do not say, and an option would need.
fn unsaid(options: &Options<'_>, rows: &[ChoiceRow]) -> Vec<UnsaidRow> {
    let (basis, mut unsaid) = (options.basis, Vec::new());
    let without: Vec<&ChoiceRow> = rows.iter().filter(|row| row.reason.is_some()).collect();
    if let [first, others @ ..] = &without[..] {
        let others: Vec<String> = others.iter().map(|row| row.name.clone()).collect();
        let others =
            if others.is_empty() { String::new() } else { format!(" The same is true of: {}.", others.join("; ")) };
        unsaid.push(UnsaidRow {
            what: "Net present value, one-off cost and odds",
            why: format!("{}: {}.{others}", first.name, first.reason.as_deref().unwrap_or_default()),
        });
    }
    let roles = basis.facts.iter().flat_map(|facts| &facts.costs).filter(|cost| cost.pool == Pool::Roles);
    let unstaffed: Money =
        roles.filter(|cost| cost.fte.0 == 0 && cost.category.in_scope()).map(|cost| cost.amount).sum();
    // Where nothing can be said, the reason says this too.
    if unstaffed.is_positive() && without.is_empty() {
        unsaid.push(UnsaidRow {
            what: "Posts that go",
            why: format!("{} of pay has no full-time equivalents.", short(unstaffed, basis.currency)),
        });
    }
    if basis.facts.iter().all(|facts| facts.products.is_empty()) {
        unsaid.push(UnsaidRow {
            what: "Contracts that can end by the vesting day",
            why: "No return declares a system.".to_owned(),
        });
    } else if let Some(row) = rows.iter().find(|row| row.contracts_unknown > 0) {
        unsaid.push(UnsaidRow {
            what: "When every contract ends",
            why: format!(
                "{} {} no `contract_end`.",
                count_of(row.contracts_unknown, "contract"),
                agree(row.contracts_unknown, "has", "have")
            ),
        });
    }
    if rows.iter().flat_map(|row| &row.successors).any(|row| row.residents.or(row.dwellings).is_none()) {
        unsaid.push(UnsaidRow {
            what: "Results for each resident or dwelling",
            why: "Some organisations declare neither under `drivers`.".to_owned(),
        });
    }
    unsaid
}

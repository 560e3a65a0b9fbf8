//! What the audited bodies say of their sector, and of what was claimed for it.

use serde::Serialize;

use super::assemble::Audit;
use super::attribution::FUNCTION;
use super::model::FunctionRow;
use super::savings::SavingsRow;
use crate::money::{Money, Share};
use crate::savings::delivery::{Case, Kind, cases};
use crate::savings::{Grade, ILLUSTRATION, Sector, sector};
use crate::table::rows;

rows! {
    /// The audited bodies of a type scaled to their sector: on one function, or on all of them. In no total.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct SectorRow("sector", "Scaled to a sector", 0, [FUNCTION]) {
        @[serde(rename = "type")]
        pub kind: String => "Type".key("type"), "The type of the organisations in the sector.";
        pub function: Option<String> => "Function code".wide(32), "Code of the function; empty for all together.";
        pub audited: usize => "Audited", "Audited organisations of the type.";
        pub bodies: u64 => "Organisations", "The number of organisations in the sector, as given.";
        pub scaled_by: &'static str => "Scaled by", "heads (population) or bodies (organisations).";
        pub illustration: bool => "Illustration", "Whether so few were audited that it is no more than an illustration.";
        pub cost: Money => "Cost", "Cost that is compared, scaled to the sector.";
        pub duplicated: Money => "Duplicated", "The same less the largest organisation.";
        pub p10: Money => "9 in 10 chance", "Duplicated cost: 9 in 10 simulations reach it.";
        pub p50: Money => "Even chance", "Duplicated cost: half of the simulations reach it.";
        pub p90: Money => "1 in 10 chance", "Duplicated cost: 1 in 10 simulations reaches it.";
        pub gross_annual: Money => "Target a year", "The target's share of the duplicated.";
        pub realised_annual: Money => "Estimated a year", "The part expected to be delivered.";
    }

    /// A published claim beside what the audited bodies show.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct ClaimHereRow("published_claims", "Published claims", 1, [FUNCTION]) {
        pub claim: &'static str => "Claim".wide(16), "Its name; `dupaudit savings --case NAME` shows more.";
        pub about: &'static str => "About".wide(40), "What it is about.";
        pub cohort: Option<&'static str> => "Claimed for".wide(28), "Whose saving is claimed.";
        pub claimed: Money => "Claimed", "The yearly saving in the source.";
        pub published: Option<Money> => "Also published", "Another figure that was published for the same.";
        pub function: Option<String> => "Function code".wide(32), "Code of the function to compare with; empty for all.";
        pub part_of: bool => "Part of it", "Whether the claim is about a part of that function.";
        pub audited: usize => "Audited", "Audited organisations that spend on it.";
        pub cost_here: Money => "Cost here", "What they spend on it.";
        pub gross_here: Money => "Target here", "The target saving of these organisations on it, a year.";
        pub likely_here: Money => "Estimated here", "The part expected to be delivered.";
        pub sector_gross: Option<Money> => "Target, sector", "The same scaled to the sectors that were given.";
        pub sector_p10: Option<Money> => "Sector: 9 in 10", "With nine chances in ten at least this.";
        pub sector_p90: Option<Money> => "Sector: 1 in 10", "With one chance in ten at least this.";
        pub sector_about: String => "Sector".wide(50), "Which sectors, or why none.";
        pub source: &'static str => "Source".wide(60), "Where it was published.";
        pub year: Option<i16> => "Year".wide(10), "The year of the source.";
        @[schemars(with = "String")]
        pub grade: Grade => "Evidence".wide(12), "How good that is.";
    }
}

/// The sectors that were asked for, in their order: all functions first, then each.
pub(super) fn sector_rows(audit: &Audit<'_>) -> Vec<SectorRow> {
    let (target, realisation) = (audit.scenario.target, audit.scenario.realisation);
    let rows = audit.sectors.iter().flat_map(|asked: &Sector| {
        let draws = (audit.scenario.seed, audit.scenario.simulations);
        let found = sector(audit.facts, audit.overlap, audit.taxonomy, audit.floor, draws, asked);
        let (audited, by_head) = (found.audited, found.by_head);
        found.sums.into_iter().map(move |sum| {
            let gross_annual = sum.duplicated.times(target);
            let [p10, p50, p90] = sum.percentiles;
            SectorRow {
                kind: asked.kind.clone(),
                function: sum.function.map(|function| audit.taxonomy.get(function).code.clone()),
                audited,
                bodies: asked.bodies,
                scaled_by: if by_head { "heads" } else { "bodies" },
                illustration: audited < ILLUSTRATION,
                cost: sum.cost,
                duplicated: sum.duplicated,
                p10,
                p50,
                p90,
                gross_annual,
                realised_annual: gross_annual.times(realisation),
            }
        })
    });
    rows.collect()
}

/// What was claimed for the public sector, beside what these bodies show. The claims are in pounds, and so must the audit be.
pub(super) fn claims_here(
    functions: &[FunctionRow],
    organisations: usize,
    savings: &SavingsRow,
    sectors: &[SectorRow],
    (target, realisation, currency): (Share, Share, &str),
) -> Vec<ClaimHereRow> {
    if currency != "GBP" || !savings.gross_annual.is_positive() {
        return Vec::new();
    }
    let here = |case: &Case| {
        let (claimed, published, function, part_of) = match &case.kind {
            Kind::Platform(claim) => {
                let function = claim.function.clone().or_else(|| claim.part_of.clone())?;
                (claim.cost - claim.platform_cost, None, Some(function), claim.function.is_none())
            }
            Kind::Disputed(claim) => (claim.claimed, Some(claim.published), claim.function.clone(), false),
            Kind::RunRate(claim) => (claim.saving, None, None, false),
            Kind::Totals(claim) => (claim.saving, Some(claim.other), None, false),
            Kind::Sale(_) => return None,
        };
        let row = match &function {
            Some(code) => Some(functions.iter().find(|row| row.code == *code)?),
            None => None,
        };
        let gross_here = row.map_or(savings.gross_annual, |row| (row.within + row.between).times(target));
        let scaled: Vec<&SectorRow> = sectors.iter().filter(|sector| sector.function == function).collect();
        let sum = |of: fn(&SectorRow) -> Money| {
            (!scaled.is_empty()).then(|| scaled.iter().map(|sector| of(sector).times(target)).sum())
        };
        let named: Vec<String> = scaled
            .iter()
            .map(|sector| {
                let what = if sector.illustration { ", an illustration" } else { "" };
                format!("{} of type {} from {} audited{what}", sector.bodies, sector.kind, sector.audited)
            })
            .collect();
        Some(ClaimHereRow {
            claim: case.name(),
            about: case.fact.about.as_deref().unwrap_or_default(),
            cohort: case.fact.cohort.as_deref(),
            claimed,
            published,
            part_of,
            audited: row.map_or(organisations, |row| row.organisations),
            cost_here: row.map_or(functions.iter().map(|row| row.cost).sum(), |row| row.cost),
            gross_here,
            likely_here: gross_here.times(realisation),
            sector_gross: sum(|sector| sector.duplicated),
            sector_p10: sum(|sector| sector.p10),
            sector_p90: sum(|sector| sector.p90),
            sector_about: if named.is_empty() {
                "no sector is given: --sector TYPE=N scales 15 audited organisations or more".to_owned()
            } else {
                named.join("; ")
            },
            function,
            source: &case.fact.source,
            year: case.fact.year,
            grade: case.fact.grade,
        })
    };
    cases().iter().filter_map(here).collect()
}

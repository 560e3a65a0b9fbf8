//! What goes when, as a report names it.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use super::assemble::Audit;
use super::attribution::{FUNCTION, ORGANISATION};
use super::day::Day;
use super::savings::YearRow;
use crate::ledger::Pool;
use crate::money::{Money, share_out};
use crate::overlap::{KindOfCost, placed};
use crate::savings::{Base, PlanPart, Step, WaitsFor, What, plan};
use crate::table::rows;

rows! {
    /// A step of the target saving: what one year takes out at one unit or product, more than the year before it.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct StepRow("plan", "What goes when", 0, [FUNCTION, ORGANISATION]) {
        pub year: u32 => "Year".wide(8), "The year of the case.";
        pub label: String => "Financial year".wide(14), "The financial year.";
        pub function: Option<String> => "Function".wide(32),
            "Code of the function; empty for all steps that are too small to be listed.";
        pub organisation: Option<String> => "Organisation id".wide(14), "Id of the organisation.";
        pub provider: Option<String> => "Unit or product".wide(14), "Id of the unit, `-` for none; of a product its name.";
        pub name: Option<String> => "Name".wide(32), "Its name.";
        @[schemars(with = "String")]
        pub what: What => "What".wide(10), "posts, systems or other.";
        pub count: Option<f64> => "Target count".decimals(1),
            "Target: posts (full-time equivalents), contracts or processes less than the year before; empty where not known.";
        pub money: Money => "Target saving", "The addition to the target saving of a year.";
        pub waits_for: Vec<&'static str> => "Waits for".wide(16),
            "attrition (people leave), contract-end or wave; empty where nothing holds it up.";
        pub contract_end: Option<Day> => "Contract end", "The day on which the contract ends, where that is known.";
    }
}

/// The steps of an audit, by year, the largest first.
pub(super) fn plan_rows(audit: &Audit<'_>, base: &Base, years: &[YearRow]) -> Vec<StepRow> {
    let parts = parts(audit, base);
    let row = |step: Step| {
        let part = step.part.map(|place| &parts[place as usize]);
        let stake = part.map(|part| &base.stakes[part.stake as usize]);
        let facts = stake.map(|stake| &audit.facts[stake.organisation as usize]);
        let named = facts.zip(part.and_then(|part| part.provider)).map(|(facts, provider)| match step.what {
            What::Systems => {
                let product = &facts.products[provider as usize].name;
                (product.clone(), product.clone())
            }
            What::Posts | What::Other => {
                let unit = &facts.units[provider as usize];
                let unplaced = if unit == "-" { "no unit declared" } else { unit };
                (unit.clone(), facts.unit_name(provider).unwrap_or(unplaced).to_owned())
            }
        });
        let (provider, name) = named.unzip();
        #[allow(clippy::cast_precision_loss)]
        let count = step.tenths.map(|tenths| tenths as f64 / 10.0);
        StepRow {
            year: step.year,
            label: years.get(step.year as usize).map_or_else(String::new, |year| year.label.clone()),
            function: stake.map(|stake| base.functions[stake.function as usize][0].clone()),
            organisation: facts.map(|facts| facts.organisation.id.clone()),
            provider,
            name,
            what: step.what,
            count,
            money: step.money,
            waits_for: step.waits_for.into_iter().map(WaitsFor::word).collect(),
            contract_end: stake.and_then(|stake| stake.contract_end).map(Day),
        }
    };
    plan(base, &parts, audit.scenario).into_iter().map(row).collect()
}

/// What each provider has of each stake, in the order of the stakes.
fn parts(audit: &Audit<'_>, base: &Base) -> Vec<PlanPart> {
    let overlap = audit.overlap;
    let mut own: Vec<Vec<u32>> = vec![Vec::new(); audit.facts.len()];
    for (place, stake) in (0..).zip(&base.stakes).filter(|(_, stake)| stake.duplicated.is_positive()) {
        own[stake.organisation as usize].push(place);
    }
    let of_body = |((facts, left), own): ((_, _), &Vec<u32>)| {
        let placed = placed(facts, left, audit.floor);
        let parts = own.iter().flat_map(|place| {
            let row = &overlap.attribution[*place as usize];
            let kind: KindOfCost = (row.function, row.pool, row.category, row.contract_end);
            of_stake(*place, base, placed.get(&kind))
        });
        parts.collect::<Vec<_>>()
    };
    let parts = audit.facts.par_iter().zip(&overlap.left).zip(&own).flat_map_iter(of_body);
    let mut parts: Vec<PlanPart> = parts.collect();
    parts.par_sort_by_key(|part| (part.stake, part.provider));
    count(&mut parts, audit, base);
    parts
}

fn of_stake(place: u32, base: &Base, placed: Option<&BTreeMap<u32, (Money, crate::money::Fte)>>) -> Vec<PlanPart> {
    let stake = &base.stakes[place as usize];
    let known = |milli: i64| (milli > 0 || stake.unknown == Money::ZERO).then_some(milli);
    let Some(placed) = placed.filter(|placed| placed.values().any(|(compared, _)| compared.is_positive())) else {
        return vec![PlanPart {
            stake: place,
            provider: None,
            duplicated: stake.duplicated,
            surplus: known(stake.milli_fte),
        }];
    };
    let compared: Vec<i64> = placed.values().map(|(compared, _)| compared.0).collect();
    let staff: Vec<i64> = placed.values().map(|(_, fte)| fte.weight()).collect();
    let amounts = share_out(stake.duplicated, &compared).into_iter().zip(share_out(Money(stake.milli_fte), &staff));
    let part = |(provider, (duplicated, staff)): (&u32, (Money, Money))| PlanPart {
        stake: place,
        provider: Some(*provider),
        duplicated,
        surplus: known(staff.0),
    };
    placed.keys().zip(amounts).map(part).collect()
}

/// Of systems and processes the surplus of a function is shared out by what is duplicated; posts have theirs.
fn count(parts: &mut [PlanPart], audit: &Audit<'_>, base: &Base) {
    let mut of: BTreeMap<(u32, What), Vec<usize>> = BTreeMap::new();
    for (place, part) in parts.iter().enumerate() {
        let stake = &base.stakes[part.stake as usize];
        if stake.pool != Pool::Roles {
            of.entry((stake.function, stake.pool.into())).or_default().push(place);
        }
    }
    for ((function, what), places) in of {
        let cuts = &audit.overlap.functions[function as usize].cuts;
        let many = if what == What::Systems { cuts.contracts } else { cuts.variants };
        let surplus = i64::try_from(many.saturating_sub(1)).unwrap_or(i64::MAX / 1000).saturating_mul(1000);
        let weights: Vec<i64> = places.iter().map(|place| parts[*place].duplicated.0).collect();
        for (place, part) in places.into_iter().zip(share_out(Money(surplus), &weights)) {
            parts[place].surplus = Some(part.0);
        }
    }
}

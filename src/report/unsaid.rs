//! What a report cannot say, and why: so that nothing is read into a figure that is not there.

use std::collections::BTreeMap;

use serde::Serialize;

use super::assemble::Audit;
use super::catch_all::CatchAllRow;
use super::savings::SavingsRow;
use super::short::{short, staff};
use super::value_index::ValueIndexRows;
use crate::ledger::{Layer, ReturnFacts, TotalSource};
use crate::money::{MilliFte, Money, agree, count_of, thousands};
use crate::overlap::achieved;
use crate::table::rows;

rows! {
    /// Something that the report cannot say.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct UnsaidRow("cannot_say", "Not enough data for", 1) {
        pub what: &'static str => "What".wide(40), "What cannot be worked out.";
        pub why: String => "Why".wide(80), "Why not.";
    }
}

/// What cannot be said of an audit.
pub(super) fn unsaid(
    audit: &Audit<'_>,
    savings: &SavingsRow,
    index: &ValueIndexRows,
    catch_all: &[CatchAllRow],
) -> Vec<UnsaidRow> {
    let facts = audit.facts;
    if facts.is_empty() {
        return Vec::new();
    }
    let spends = |layer: Layer| {
        let costs = facts.iter().flat_map(|facts| &facts.costs);
        costs.filter(|cost| cost.category.in_scope()).any(|cost| cost.pool.layer() == layer)
    };
    let in_scope = spends(Layer::Staff) || spends(Layer::Systems);
    let mut rows = Vec::new();
    let mut add = |what, why: Option<String>| rows.extend(why.map(|why| UnsaidRow { what, why }));
    add("Any duplication", (!in_scope).then(|| nothing_in_scope(facts, &audit.currency)));
    add(
        "Duplication between organisations",
        (in_scope && facts.len() == 1 && audit.beside.is_none())
            .then(|| "one organisation was read; add the returns of others, or use --peers".to_owned()),
    );
    add(
        "Duplication of staff within organisations",
        (spends(Layer::Staff) && facts.iter().all(|facts| facts.units.len() < 3))
            .then(|| "no return distinguishes two units of an organisation".to_owned()),
    );
    add("The cost of staff", (in_scope && !spends(Layer::Staff)).then(|| "only systems are declared".to_owned()));
    add(
        "The cost of systems",
        (in_scope && !spends(Layer::Systems)).then(|| "no system with a cost is declared".to_owned()),
    );
    add("A business case", savings.reason.clone());
    let benchmarked = audit.overlap.functions.iter().filter_map(|function| function.unit_costs.as_ref());
    let declared = facts.iter().any(|facts| !facts.volumes.is_empty());
    add(
        "Unit costs",
        (in_scope && benchmarked.clone().all(|found| found.bodies.len() < 5)).then(|| {
            if declared {
                "no function has the volumes of five \
                organisations"
            } else {
                "no volume is declared"
            }
            .to_owned()
        }),
    );
    add(
        "A public value index",
        (!index.rows.iter().any(|row| row.outcome_rank.is_some())).then(|| unranked(audit).to_owned()),
    );
    add("The functions of catch-all lines", super::catch_all::unsaid(catch_all, &audit.currency));
    add("Cost that the returns leave out", without_total(facts));
    add("The cost of all staff", unpriced(facts));
    rows
}

/// Bodies from which a measure ranks anybody.
const RANKED: usize = 5;

/// Why no outcome ranks anybody: of the measure that comes nearest, the first thing that five bodies lack.
fn unranked(audit: &Audit<'_>) -> &'static str {
    // Who declares a measure; of them, those with a size for it; of these, those with a cost; of these, the largest family.
    type Counts<'f> = ([usize; 3], BTreeMap<Option<&'f str>, usize>);
    let mut measures: BTreeMap<String, Counts<'_>> = BTreeMap::new();
    for facts in audit.facts {
        for outcome in achieved(facts, audit.taxonomy) {
            let (counts, families) = measures.entry(outcome.measure).or_default();
            let steps = [true, outcome.size > 0, outcome.spend.is_positive()];
            for (count, _) in counts.iter_mut().zip(steps).take_while(|(_, holds)| *holds) {
                *count += 1;
            }
            if steps == [true; 3] {
                *families.entry(facts.organisation.family()).or_default() += 1;
            }
        }
    }
    let steps = |(counts, families): &Counts<'_>| {
        let family = families.values().copied().max().unwrap_or_default();
        [counts[0], counts[1], counts[2], family].iter().take_while(|count| **count >= RANKED).count()
    };
    match measures.values().map(steps).max() {
        None => "no outcome is declared",
        Some(0) => "no outcome is declared by five organisations",
        Some(1) => "a rate needs a population, and fewer than five organisations declare both",
        Some(2) => "fewer than five organisations that declare an outcome have a cost on its function",
        Some(_) => "fewer than five organisations of one family declare an outcome",
    }
}

fn nothing_in_scope(facts: &[ReturnFacts], currency: &str) -> String {
    let sum = |of: fn(&ReturnFacts) -> Money| facts.iter().map(of).sum::<Money>();
    let unitemised = sum(|facts| facts.organisation.buckets.unitemised);
    let unmapped = sum(|facts| facts.organisation.buckets.unmapped);
    let passed_on = sum(|facts| facts.organisation.buckets.non_service);
    let mapped = sum(|facts| facts.organisation.buckets.mapped());
    let mut parts = Vec::new();
    for (amount, what) in [
        (unitemised, "is not itemised"),
        (unmapped, "is in items without a function"),
        (passed_on, "is passed on or accounting entries"),
        (mapped, "is frontline, or frontline management"),
    ] {
        if amount.is_positive() {
            parts.push(format!("{} {what}", short(amount, currency)));
        }
    }
    if parts.is_empty() {
        return "no cost is declared".to_owned();
    }
    format!("no administrative or managerial work is declared: {}", parts.join(", "))
}

fn without_total(facts: &[ReturnFacts]) -> Option<String> {
    let without = facts.iter().filter(|facts| facts.organisation.total_source != TotalSource::Declared).count();
    (without > 0).then(|| match (without, facts.len()) {
        (1, 1) => "the organisation declares no total".to_owned(),
        (without, all) => {
            let declare = agree(without, "declares", "declare");
            format!("{} of {} {declare} no total", thousands(without as u64), count_of(all, "organisation"))
        }
    })
}

fn unpriced(facts: &[ReturnFacts]) -> Option<String> {
    let fte = MilliFte(facts.iter().map(|facts| facts.organisation.unpriced_fte.0).sum());
    (fte.0 > 0).then(|| format!("{} FTE have no cost", staff(fte.0)))
}

//! Lines whose name stands for the work of several functions: how much money lies in them, and which they are.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::short::short;
use crate::ledger::ReturnFacts;
use crate::mapping::normalise;
use crate::money::{Money, count_of};
use crate::table::rows;

rows! {
    /// Lines of one name that stands for the work of several functions.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct CatchAllRow("catch_all", "Catch-all lines", 1) {
        pub name: String => "Line".wide(40), "The name, as most declare it.";
        pub organisations: usize => "Organisations", "Organisations that have such a line.";
        pub cost: Money => "Cost", "What is in these lines.";
        pub unmapped: Money => "Unmapped", "The part without a function, because the name shows none.";
    }
}

/// The catch-all lines of all organisations, the costliest first.
pub(super) fn catch_all(facts: &[ReturnFacts]) -> Vec<CatchAllRow> {
    #[derive(Default)]
    struct Lines<'a> {
        names: BTreeMap<&'a str, usize>,
        organisations: BTreeSet<usize>,
        cost: Money,
        unmapped: Money,
    }
    let mut lines: BTreeMap<String, Lines<'_>> = BTreeMap::new();
    for (number, facts) in facts.iter().enumerate() {
        for item in facts.items.iter().filter(|item| item.catch_all) {
            let of_name = lines.entry(normalise(&item.text)).or_default();
            *of_name.names.entry(&item.text).or_default() += 1;
            of_name.organisations.insert(number);
        }
        let costs = facts.costs.iter().map(|cost| (cost.mapped_by, cost.amount, false));
        let loose = facts.loose.iter().map(|loose| (loose.mapped_by, loose.amount, true));
        for (item, amount, is_loose) in costs.chain(loose) {
            let item = &facts.items[item as usize];
            if let Some(of_name) = item.catch_all.then(|| lines.get_mut(&normalise(&item.text))).flatten() {
                of_name.cost += amount;
                of_name.unmapped += if is_loose { amount } else { Money::ZERO };
            }
        }
    }
    let row = |lines: Lines<'_>| {
        let name = lines.names.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map_or("", |(name, _)| name);
        let (organisations, cost, unmapped) = (lines.organisations.len(), lines.cost, lines.unmapped);
        CatchAllRow { name: name.to_owned(), organisations, cost, unmapped }
    };
    let mut rows: Vec<CatchAllRow> = lines.into_values().filter(|lines| lines.cost.is_positive()).map(row).collect();
    rows.sort_by(|a, b| b.cost.cmp(&a.cost).then_with(|| a.name.cmp(&b.name)));
    rows
}

/// What such lines keep from being said, in words.
pub(super) fn unsaid(rows: &[CatchAllRow], currency: &str) -> Option<String> {
    const NAMED: usize = 3;
    let unmapped: Vec<&CatchAllRow> = rows.iter().filter(|row| row.unmapped.is_positive()).collect();
    let total: Money = unmapped.iter().map(|row| row.unmapped).sum();
    let name = |row: &&CatchAllRow| {
        format!("{} ({}, {})", row.name, short(row.unmapped, currency), count_of(row.organisations, "organisation"))
    };
    let names: Vec<String> = unmapped.iter().take(NAMED).map(name).collect();
    let more = if unmapped.len() > NAMED { " and others" } else { "" };
    total.is_positive().then(|| {
        format!(
            "{} is in lines whose name does not show a service: \
            {}{more}",
            short(total, currency),
            names.join(", ")
        )
    })
}

//! What to declare next, and what that would change: of each body, and of all together.

use std::collections::BTreeMap;

use serde::Serialize;

use super::assemble::Audit;
use super::short::{short, staff};
use crate::ledger::ReturnFacts;
use crate::money::{MilliFte, Money, plural, thousands};
use crate::savings::{Declare, Effect, Field, declare_next};
use crate::table::rows;

/// As many as a person takes in.
const MOST: usize = 3;

rows! {
    /// One thing to declare next and what that would change: first of all together, then of each organisation; the most
    /// valuable first.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct DeclareRow("declare_next", "To declare next", 0) {
        @[serde(skip)]
        pub of: Option<String> => "Of".wide(14), "Id of the organisation; empty of all together.";
        pub field: Field => "Declare".wide(12), "The key of the return.";
        pub effect: Effect => "Effect".wide(14),
            "What the amount becomes: counted, cashable, posts, mapped, compared, benchmarked, within, kind, "
            "priced, itemised or sayable.";
        pub amount: Money => "Amount", "The pounds it is about.";
        pub organisations: usize => "Organisations", "How many organisations it is about.";
        pub items: usize => "Items", "How many items it is about.";
        pub organisation: String, "Where to begin: the organisation with most of the amount.";
        pub item: Option<String> => "Begin with".wide(30), "The item with most of the amount.";
        pub text: Option<String> => "Item".wide(40), "Its name or title.";
        pub largest: Money => "Amount there", "What of the amount is at the organisation with most of it.";
        pub function: Option<String> => "Function".wide(32), "Of volumes: code of the function.";
        pub peers: Option<usize> => "Peers", "Of volumes: how many others have one.";
        pub fte: Option<MilliFte> => "Staff", "Of roles without cost: their staff.";
        pub says: String => "In words".wide(80), "All of it in a sentence.";
    }
}

/// What to declare next.
pub(super) struct DeclareRows {
    /// Of each body, in the order of the facts.
    pub(super) organisations: Vec<Vec<DeclareRow>>,
    /// Of all together.
    pub(super) all: Vec<DeclareRow>,
}

/// The three that are worth most, of each body and of all together.
pub(super) fn declare_rows(audit: &Audit<'_>) -> DeclareRows {
    let found = declare_next(audit.facts, audit.taxonomy, audit.overlap, audit.floor);
    let bodies = found.iter().zip(audit.facts);
    let organisations =
        bodies.map(|(found, facts)| found.iter().take(MOST).map(|one| of(one, facts, audit)).collect()).collect();
    let mut together: BTreeMap<(Field, Effect), Vec<(&Declare, &ReturnFacts)>> = BTreeMap::new();
    for (found, facts) in found.iter().zip(audit.facts) {
        for one in found {
            together.entry((one.field, one.effect)).or_default().push((one, facts));
        }
    }
    let mut together: Vec<Vec<(&Declare, &ReturnFacts)>> = together.into_values().collect();
    let whole = |all: &[(&Declare, &ReturnFacts)]| {
        let (first, _) = all[0];
        let amount = all.iter().map(|(one, _)| one.amount).sum();
        Declare { amount, ..first.clone() }
    };
    together.sort_by(|a, b| whole(a).order(&whole(b), audit.floor));
    let all = together.iter().take(MOST).map(|all| row(all, audit)).collect();
    DeclareRows { organisations, all }
}

/// A thing at one body, as a row of its own.
fn of(one: &Declare, facts: &ReturnFacts, audit: &Audit<'_>) -> DeclareRow {
    DeclareRow { of: Some(facts.organisation.id.clone()), ..row(&[(one, facts)], audit) }
}

/// The same thing at one body or several, as a row.
fn row(all: &[(&Declare, &ReturnFacts)], audit: &Audit<'_>) -> DeclareRow {
    let size = |(one, _): &(&Declare, &ReturnFacts)| (one.amount, one.fte);
    // Of equals the first.
    let (largest, facts) = all.iter().rev().max_by_key(|one| size(one)).copied().unwrap_or(all[0]);
    let item = largest.first.map(|item| &facts.items[item as usize]);
    let fte = MilliFte(all.iter().map(|(one, _)| one.fte.0).sum());
    let mut row = DeclareRow {
        of: None,
        field: largest.field,
        effect: largest.effect,
        amount: all.iter().map(|(one, _)| one.amount).sum(),
        organisations: all.len(),
        items: all.iter().map(|(one, _)| one.items.len()).sum(),
        organisation: facts.organisation.id.clone(),
        item: item.map(|item| format!("{}/{}/{}", facts.organisation.id, item.kind, item.id)),
        text: item.map(|item| item.text.to_string()),
        largest: largest.amount,
        function: largest.function.map(|function| audit.taxonomy.get(function).code.clone()),
        peers: largest.function.map(|_| largest.peers),
        fte: (fte.0 > 0).then_some(fte),
        says: String::new(),
    };
    row.says = says(&row, largest, fte, facts, audit);
    row
}

fn says(row: &DeclareRow, largest: &Declare, fte: MilliFte, facts: &ReturnFacts, audit: &Audit<'_>) -> String {
    let pounds = short(row.amount, &audit.currency);
    let at = if row.organisations > 1 && row.amount == Money::ZERO && fte.0 == 0 {
        format!(" ({} organisations)", thousands(row.organisations as u64))
    } else if row.organisations > 1 {
        format!(
            " ({} organisations, of which `{}` has most)",
            thousands(row.organisations as u64),
            facts.organisation.id
        )
    } else {
        String::new()
    };
    let items = match (&row.item, &row.text) {
        (Some(item), Some(text)) => {
            let more = match row.items {
                0 | 1 => String::new(),
                2 => " and 1 more".to_owned(),
                many => format!(" and {} more", thousands(many as u64 - 1)),
            };
            format!("`{item}` ({text}){more}")
        }
        _ => "the items".to_owned(),
    };
    match largest.effect {
        Effect::Counted => format!(
            "Declare `organisation: {{total: …}}`{at}, everything spent in the period: {pounds} of process totals that no item \
             explains is not counted without it."
        ),
        Effect::Cashable if largest.field == Field::OtherIs => format!(
            "Declare `other_is: supplies` on {items}{at} where that is so, and the roles behind the rest: {pounds} of duplicated \
             cost is of unknown kind, and counts as nothing that a budget could fall by."
        ),
        Effect::Cashable => format!(
            "Declare the roles and systems behind the total of {items}{at}: {pounds} of duplicated cost is known from process \
             totals only, and counts as nothing that a budget could fall by."
        ),
        Effect::Kind => format!(
            "Declare the roles and systems behind the total of {items}{at}: of {pounds} that is known from process totals only, \
             neither posts nor contracts can be seen."
        ),
        Effect::Posts => format!(
            "Declare `fte` of {items}{at}: {pounds} of duplicated cost is pay without staff, so that no post can be said to go."
        ),
        Effect::Mapped => {
            format!("Declare `function` of {items}{at}: {pounds} has no function yet, and is compared with nothing.")
        }
        Effect::Compared => {
            let (key, what) = match largest.field {
                Field::Region => ("region", "region"),
                _ => ("type", "type"),
            };
            format!(
                "Declare `organisation: {{{key}: …}}`{at}: {pounds} is on functions that compare bodies of one {what}, and is \
                 compared with nobody."
            )
        }
        Effect::Benchmarked => format!(
            "Declare `volume` on `{}`{at}: a unit cost can then be said of {pounds}, beside those of {} {}.",
            row.function.as_deref().unwrap_or_default(),
            row.peers.unwrap_or_default(),
            plural(row.peers.unwrap_or_default(), "peer")
        ),
        Effect::Within => format!(
            "Declare `units`, and the unit of each item{at}: of {pounds} it cannot be said whether it is duplicated within a body."
        ),
        Effect::Priced => format!(
            "Declare `cost` of {items}{at}: {} FTE bring no pounds, and a saving on them cannot be said.",
            staff(fte.0)
        ),
        Effect::Itemised => format!(
            "Declare the processes, roles and systems behind the {pounds} that is in no item{at}: nothing can be said of it yet."
        ),
        Effect::Sayable => match largest.field {
            Field::Total => format!(
                "Declare `organisation: {{total: …}}`{at}, everything spent in the period: what the return leaves out can then be seen."
            ),
            Field::Roles => format!(
                "Declare `roles` with `fte` and `cost`{at}: posts can then be counted, and what they cost can be compared."
            ),
            Field::Volume => {
                format!("Declare `volume` and `volume_unit` of the processes{at}: unit costs can then be said.")
            }
            Field::Systems => format!(
                "Declare `systems` with `cost` and `contract_end`{at}: they are measured apart, and contracts that end together can \
                 be seen."
            ),
            Field::Outcomes => format!(
                "Declare `outcomes`{at}, what the work achieves: a public value index can then be said, where five bodies declare the \
                 same."
            ),
            _ => format!("Declare `type` and `region` of the organisation{at}: they say with whom it is compared."),
        },
    }
}

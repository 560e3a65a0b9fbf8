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
            "What happens to the amount: counted, cashable, posts, mapped, compared, benchmarked, within, kind, "
            "priced, itemised or sayable.";
        pub amount: Money => "Amount", "The pounds it is about.";
        pub organisations: usize => "Organisations", "How many organisations it is about.";
        pub items: usize => "Items", "How many items it is about.";
        pub organisation: String, "Where to begin: the organisation with most of the amount.";
        pub item: Option<String> => "Begin with".wide(30), "The item with most of the amount.";
        pub text: Option<String> => "Item".wide(40), "Its name or title.";
        pub largest: Money => "Amount there", "The amount at the organisation with the most.";
        pub function: Option<String> => "Function".wide(32), "Of volumes: code of the function.";
        pub peers: Option<usize> => "Peers", "Of volumes: how many others have one.";
        pub fte: Option<MilliFte> => "Staff", "Of roles without cost: their staff.";
        pub says: String => "In words".wide(80), "The step in a sentence.";
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
        // An item names its organisation.
        let mostly = if row.item.is_some() { String::new() } else { format!(", mostly `{}`", facts.organisation.id) };
        format!(" ({} organisations{mostly})", thousands(row.organisations as u64))
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
            "Add `organisation: {{total: …}}`{at}, all spending of the period. Without it, {pounds} of process totals above their items \
             is not counted."
        ),
        Effect::Cashable if largest.field == Field::OtherIs => format!(
            "Add `other_is: supplies` to {items}{at} where the cost is supplies, and roles where it is pay. {pounds} of duplicated \
             cost has no type, so it is not cash-releasing."
        ),
        Effect::Cashable => format!(
            "Add the roles and systems in the total of {items}{at}. {pounds} has no breakdown, so it is not \
             cash-releasing."
        ),
        Effect::Kind => format!(
            "Add the roles and systems in the total of {items}{at}. {pounds} has no breakdown, so its posts and \
             contracts are not known."
        ),
        Effect::Posts => format!(
            "Add `fte` to {items}{at}. {pounds} of duplicated pay has no staff, so it is not known how many posts it is."
        ),
        Effect::Mapped => {
            format!("Add `function` to {items}{at}. {pounds} has no function yet, so it is not compared.")
        }
        Effect::Compared => {
            let (key, what) = match largest.field {
                Field::Region => ("region", "region"),
                _ => ("type", "type"),
            };
            format!(
                "Add `organisation: {{{key}: …}}`{at}. {pounds} is on functions that are compared within one {what}, so it is not compared."
            )
        }
        Effect::Benchmarked => format!(
            "Add `volume` to `{}`{at}. The unit cost of {pounds} can then be compared with {} {}.",
            row.function.as_deref().unwrap_or_default(),
            row.peers.unwrap_or_default(),
            plural(row.peers.unwrap_or_default(), "peer")
        ),
        Effect::Within => format!(
            "Add `units`, and the unit of each item{at}. It is not known how much of {pounds} is duplicated inside one organisation."
        ),
        Effect::Priced => {
            format!("Add `cost` to {items}{at}. {} FTE have no cost, so no saving on them is estimated.", staff(fte.0))
        }
        Effect::Itemised => format!(
            "Add processes, roles and systems for the {pounds} that is not itemised{at}. It is not compared yet."
        ),
        Effect::Sayable => match largest.field {
            Field::Total => format!(
                "Add `organisation: {{total: …}}`{at}, all spending of the period. It shows how much cost has no item."
            ),
            Field::Roles => {
                format!("Add `roles` with `fte` and `cost`{at}. Posts can then be counted, and their cost compared.")
            }
            Field::Volume => {
                format!("Add `volume` and `volume_unit` to the processes{at}. Unit costs can then be compared.")
            }
            Field::Systems => format!(
                "Add `systems` with `cost` and `contract_end`{at}. Systems can then be compared, and contracts that end together found."
            ),
            Field::Outcomes => format!(
                "Add `outcomes`{at}, the results of the work. A public value index needs the same outcome from five organisations."
            ),
            _ => format!(
                "Add `type` and `region` of the organisation{at}. They decide which organisations it is compared with."
            ),
        },
    }
}

//! What changed since the returns of another time: organisations by their ids, and in them items by kind and id.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::baseline::{baseline_of, sift};
use super::model::FindingRow;
use crate::finding::{Code, Finding};
use crate::ledger::{ItemFact, ReturnFacts};
use crate::money::{MilliFte, Money};
use crate::returns::Kind;
use crate::savings::tracking::{ItemChange, item_changes};
use crate::source::{Position, Route, folded};
use crate::taxonomy::Taxonomy;
use crate::words::words;

/// A smaller change of a cost is not worth a word, however large its share: a fifth of a post.
const LARGE: Money = Money(1_000_000);

/// What changed between two sets of returns.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Since {
    /// Whether every old return was read and none was rejected: otherwise what is new may only seem so.
    pub complete: bool,
    /// Organisations with a return now and none then.
    pub returns_new: Vec<String>,
    /// Organisations with a return then and none now.
    pub returns_missing: Vec<String>,
    /// Organisations whose return says the same as then.
    pub returns_unchanged: usize,
    /// The other organisations, in the order of their ids.
    pub organisations: Vec<OrganisationSince>,
    /// Findings that were not there then.
    pub findings_new: usize,
    /// Findings that were there then.
    pub findings_gone: usize,
}

/// What changed of one organisation.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct OrganisationSince {
    pub id: String,
    pub name: String,
    pub currency: String,
    pub total_before: Money,
    pub total: Money,
    pub fte_before: MilliFte,
    pub fte: MilliFte,
    /// Items that came, went or changed, in the order of kind and id.
    pub items: Vec<ItemSince>,
}

words! {
    /// What became of an item.
    pub enum Change {
        /// It is there now and was not then.
        Added = "added",
        /// It was there then and is not now.
        Removed = "removed",
        /// Something of it is other than it was.
        Changed = "changed",
    }
}

/// An item that came, went or changed. What stands in `before` is null of an item that came, the rest of one that went.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct ItemSince {
    /// `added`, `removed` or `changed`: what has another id and the same words and unit has changed its id.
    pub change: Change,
    pub kind: Kind,
    pub id: String,
    pub text: String,
    pub before: Option<ItemState>,
    pub after: Option<ItemState>,
}

/// What is compared of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ItemState {
    /// Its id.
    pub id: String,
    /// Its name or title.
    pub text: String,
    /// Every pound that the ledger holds for it.
    pub cost: Money,
    /// Its staff.
    pub fte: MilliFte,
    /// The code of its largest function.
    pub function: Option<String>,
}

impl Since {
    /// Compares. `complete` says whether the old returns were read in full; the findings are those of both readings.
    pub fn of(
        old: &[ReturnFacts],
        new: &[ReturnFacts],
        findings: (&[FindingRow], &[FindingRow]),
        complete: bool,
        taxonomy: &Taxonomy,
    ) -> Self {
        // However an id is spelt, it is that of one body.
        let by_id = |facts: &'_ [ReturnFacts]| -> BTreeMap<String, usize> {
            facts.iter().enumerate().map(|(place, facts)| (folded(&facts.organisation.id), place)).collect()
        };
        let (then, now) = (by_id(old), by_id(new));
        let without = |these: &BTreeMap<String, usize>, those: &BTreeMap<String, usize>, facts: &[ReturnFacts]| {
            let only = these.iter().filter(|(id, _)| !those.contains_key(*id));
            let mut ids: Vec<String> = only.map(|(_, place)| facts[*place].organisation.id.clone()).collect();
            ids.sort();
            ids
        };
        let both = now.iter().filter_map(|(id, place)| Some((&old[*then.get(id)?], &new[*place])));
        let all: Vec<OrganisationSince> = both.map(|(old, new)| organisation(old, new, taxonomy)).collect();
        let compared = all.len();
        let organisations: Vec<_> = all.into_iter().filter(OrganisationSince::is_changed).collect();
        let covered: BTreeSet<&str> = new.iter().map(|facts| facts.organisation.id.as_str()).collect();
        let account = sift(&baseline_of(findings.0), findings.1.to_vec(), &covered, "").account;
        Self {
            complete,
            returns_new: without(&now, &then, new),
            returns_missing: without(&then, &now, old),
            returns_unchanged: compared - organisations.len(),
            organisations,
            findings_new: account.new,
            findings_gone: account.gone,
        }
    }

    /// A note for each cost that changed by more than half and by more than a fifth of a post.
    pub fn large_changes(&self, new: &[ReturnFacts]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for organisation in &self.organisations {
            let Some(facts) = new.iter().find(|facts| facts.organisation.id == organisation.id) else { continue };
            let mut add = |what: &str, before: Money, after: Money, item: Option<&ItemSince>| {
                let difference = Money((after - before).0.abs());
                if difference.0.saturating_mul(2) <= before.0 || difference <= LARGE {
                    return;
                }
                let currency = &organisation.currency;
                let message = format!("{what} is {}, and was {}", after.exact(currency), before.exact(currency));
                let mut finding = Finding::new(Code::LargeChange, message)
                    .help(
                        "correct it if it is a mistake, such as thousands for pounds. If it is right, keep the \
                         reason ready",
                    )
                    .position(Position { line: facts.line, column: 1 })
                    .organisation(&organisation.id);
                finding.path = Some(facts.path.clone());
                finding.named = Some(item.map_or_else(|| "organisation.total".to_owned(), ItemSince::place));
                finding.item = item.map(|item| item.id.clone());
                let index = item.and_then(|item| facts.items.iter().find(|fact| is(fact, item)));
                finding.route = index.map(|fact| Route::item(fact.kind.list(), fact.index as usize));
                findings.push(finding);
            };
            add("the total", organisation.total_before, organisation.total, None);
            for item in &organisation.items {
                if let (Some(before), Some(after)) = (&item.before, &item.after) {
                    add(&format!("the cost of `{}`", item.text), before.cost, after.cost, Some(item));
                }
            }
        }
        findings
    }
}

impl ItemSince {
    fn place(&self) -> String {
        format!("{}/{}", self.kind, self.id)
    }
}

fn is(fact: &ItemFact, item: &ItemSince) -> bool {
    fact.kind == item.kind && *fact.id == *item.id
}

impl OrganisationSince {
    fn is_changed(&self) -> bool {
        !self.items.is_empty() || self.total != self.total_before || self.fte != self.fte_before
    }
}

fn organisation(old: &ReturnFacts, new: &ReturnFacts, taxonomy: &Taxonomy) -> OrganisationSince {
    let staff = |facts: &ReturnFacts| facts.organisation.fte.unwrap_or(facts.organisation.fte_itemised);
    let (mut before, after) = (states(old, taxonomy), states(new, taxonomy));
    let renamed = renamed(old, new);
    let mut items = BTreeMap::new();
    for (key, state) in after {
        let old = before.remove(renamed.get(&key).unwrap_or(&key));
        let change = match &old {
            None => Change::Added,
            Some(old) if *old != state => Change::Changed,
            Some(_) => continue,
        };
        let (kind, id) = key.clone();
        let text = state.text.clone();
        items.insert(key, ItemSince { change, kind, id, text, before: old, after: Some(state) });
    }
    for (key, state) in before {
        let ((kind, id), text) = (key.clone(), state.text.clone());
        let item = ItemSince { change: Change::Removed, kind, id, text, before: Some(state), after: None };
        items.insert(key, item);
    }
    OrganisationSince {
        id: new.organisation.id.clone(),
        name: new.organisation.name.clone(),
        currency: new.organisation.currency.clone(),
        total_before: old.organisation.total,
        total: new.organisation.total,
        fte_before: staff(old),
        fte: staff(new),
        items: items.into_values().collect(),
    }
}

/// The old key of each item that goes by another id now.
fn renamed(old: &ReturnFacts, new: &ReturnFacts) -> BTreeMap<(Kind, String), (Kind, String)> {
    let changes = item_changes(std::slice::from_ref(old), std::slice::from_ref(new)).into_iter();
    let both = changes.filter_map(|ItemChange { kind, before, after, .. }| Some((kind, before?.id, after?.id)));
    both.filter(|(_, before, after)| before != after)
        .map(|(kind, before, after)| ((kind, after), (kind, before)))
        .collect()
}

/// What is compared of every item.
fn states(facts: &ReturnFacts, taxonomy: &Taxonomy) -> BTreeMap<(Kind, String), ItemState> {
    let mut costs = vec![Money::ZERO; facts.items.len()];
    let placed = facts.costs.iter().map(|cost| (cost.item, cost.amount));
    for (item, amount) in placed.chain(facts.loose.iter().map(|loose| (loose.item, loose.amount))) {
        costs[item as usize] += amount;
    }
    let items = facts.items.iter().zip(costs).map(|(item, cost)| {
        let function = item.mapping.largest().map(|claim| taxonomy.get(claim.function).code.clone());
        let (id, text) = (item.id.to_string(), item.text.to_string());
        let state = ItemState { id: id.clone(), text, cost, fte: item.fte, function };
        ((item.kind, id), state)
    });
    items.collect()
}

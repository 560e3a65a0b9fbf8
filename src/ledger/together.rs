//! Returns that do not go together: several of one organisation, and totals beyond what can be added up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::facts::ReturnFacts;
use super::gather::{Gathered, RejectedAt};
use crate::finding::{Code, Finding, Related};
use crate::money::Money;
use crate::returns::{Input, read_documents};
use crate::source::{Places, Position, Route, Span, folded};

/// The same organisation twice: none of its returns can be trusted, so all are rejected.
pub(super) fn reject_doubles(gathered: &mut Gathered, inputs: &[Input]) {
    gathered.facts.sort_by(|a, b| (&a.organisation.id, &a.path, a.line).cmp(&(&b.organisation.id, &b.path, b.line)));
    let mut by_id: BTreeMap<String, Vec<&ReturnFacts>> = BTreeMap::new();
    for facts in &gathered.facts {
        by_id.entry(folded(&facts.organisation.id)).or_default().push(facts);
    }
    by_id.retain(|_, facts| facts.len() > 1);
    let known = places_of_ids(by_id.values().flatten().copied(), inputs);
    for all in by_id.values() {
        let places: Vec<Option<Span>> =
            all.iter().map(|facts| known.get(&(&*facts.path, facts.line)).copied()).collect();
        let start = |place: usize| places[place].map_or(Position { line: all[place].line, column: 1 }, |at| at.start);
        for (index, facts) in all.iter().enumerate() {
            // The first of the others stands for them: an organisation with a thousand returns needs no million places.
            let other = usize::from(index == 0);
            let count = all.len();
            let (id, same) = (&facts.organisation.id, &all[other].organisation.id);
            let message = if count == 2 {
                let spelt = if id == same { String::new() } else { format!(", as `{same}`") };
                format!("the organisation `{id}` has another return{spelt}: {}:{}", all[other].path, start(other).line)
            } else {
                format!("the organisation `{id}` has {count} returns")
            };
            let mut finding = Finding::new(Code::DuplicateOrganisation, message)
                .help("keep one of them; none is counted")
                .at(Route::root().key("organisation").key("id"))
                .position(start(index))
                .organisation(id);
            finding.end = places[index].map(|at| at.end);
            finding.path = Some(Arc::clone(&facts.path));
            finding.related = vec![Related {
                message: if index == 0 { "used again here" } else { "first used here" }.to_owned(),
                path: Some(Arc::clone(&all[other].path)),
                position: Some(start(other)),
                end: places[other].map(|at| at.end),
                route: finding.route.clone(),
            }];
            gathered.findings.push(finding);
        }
    }
    let doubled: BTreeSet<String> = by_id.into_keys().collect();
    let (kept, rejected) = std::mem::take(&mut gathered.facts)
        .into_iter()
        .partition::<Vec<_>, _>(|facts| !doubled.contains(&folded(&facts.organisation.id)));
    gathered.facts = kept;
    reject(gathered, &rejected);
}

fn reject(gathered: &mut Gathered, facts: &[ReturnFacts]) {
    gathered.coverage.returns_rejected += facts.len();
    gathered.rejected.extend(facts.iter().map(RejectedAt::from));
}

/// A return of an organisation whose returns were rejected where the facts of others were made.
pub(super) fn reject_late_doubles(gathered: &mut Gathered) {
    let doubles = gathered.findings.iter().filter(|finding| finding.code == Code::DuplicateOrganisation);
    let ids: BTreeSet<String> = doubles.filter_map(|finding| finding.organisation.as_deref().map(folded)).collect();
    let (late, facts): (Vec<ReturnFacts>, _) = std::mem::take(&mut gathered.facts)
        .into_iter()
        .partition(|facts: &ReturnFacts| ids.contains(&folded(&facts.organisation.id)));
    gathered.facts = facts;
    reject(gathered, &late);
    gathered.findings.extend(late.into_iter().map(|facts| {
        let id = &facts.organisation.id;
        let message =
            format!("the organisation `{id}` has other returns, which were rejected when their facts were made");
        let mut finding = Finding::new(Code::DuplicateOrganisation, message)
            .help("keep one of them; none is counted")
            .at(Route::root().key("organisation").key("id"))
            .position(Position { line: facts.line, column: 1 })
            .organisation(id);
        finding.path = Some(facts.path);
        finding
    }));
}

/// Where returns that are gone from memory say whose they are: their files are read again, each once however many of its
/// returns are doubled.
fn places_of_ids<'a>(all: impl Iterator<Item = &'a ReturnFacts>, inputs: &[Input]) -> BTreeMap<(&'a str, u32), Span> {
    let mut wanted: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for facts in all {
        wanted.entry(&facts.path).or_default().insert(facts.line);
    }
    let id = Route::root().key("organisation").key("id");
    let mut places = BTreeMap::new();
    for (path, mut lines) in wanted {
        let Some(input) = inputs.iter().find(|input| &*input.name == path && input.path.is_some()) else { continue };
        for document in read_documents(input).flatten() {
            if lines.remove(&document.first_line)
                && let Some(found) = Places::of(&document).find_all(&[&id]).pop()
            {
                places.insert((path, document.first_line), found.span);
            }
            if lines.is_empty() {
                break;
            }
        }
    }
    places
}

/// Returns with which the totals of all would be more than sums of them can hold: in the order of the ids, from the first
/// one on that no longer fits.
pub(super) fn reject_beyond_sums(gathered: &mut Gathered) {
    // A quarter, since what is added up afterwards holds some pounds twice.
    const MOST: i64 = i64::MAX / 4;
    let (mut sum, mut beside) = (Money::ZERO, Money::ZERO);
    let (facts, beyond): (_, Vec<ReturnFacts>) =
        std::mem::take(&mut gathered.facts).into_iter().partition(|facts: &ReturnFacts| {
            // What suppliers cost is in no sum of bodies, and what is sold in no sum of cost.
            let sold: Money = facts.sales.iter().map(|sale| sale.amount).sum();
            let total = facts.organisation.total;
            let (cost, own) =
                if facts.organisation.is_supplier() { (Money::ZERO, total) } else { (total, Money::ZERO) };
            let fits = cost.0 <= MOST - sum.0 && own.0 + sold.0 <= MOST - beside.0;
            if fits {
                sum += cost;
                beside += own + sold;
            }
            fits
        });
    gathered.facts = facts;
    reject(gathered, &beyond);
    gathered.findings.extend(beyond.into_iter().map(|facts| {
        let organisation = &facts.organisation;
        let message = format!(
            "with the {} of `{}` all returns together are more than can be added up",
            organisation.total.exact(&organisation.currency),
            organisation.id
        );
        let mut finding = Finding::new(Code::InvalidValue, message)
            .help("check the totals, or audit fewer returns at a time")
            .at(Route::root().key("organisation").key("total"))
            .position(Position { line: facts.line, column: 1 })
            .organisation(&organisation.id);
        finding.path = Some(facts.path);
        finding
    }));
}

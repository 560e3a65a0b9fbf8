//! Bodies that a reorganisation makes one: what of the duplicated cost ends with it (docs/model.md section 16.19).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::basis::Basis;
use super::joint::{join, joints, numbers};
use super::measure::{Attribution, Overlap, measure_joint};
use super::sets::{Set, Sets};
use crate::ledger::{Layer, ReturnFacts};
use crate::money::{Money, share_out};
use crate::returns::Period;
use crate::taxonomy::{FunctionId, Scope, Taxonomy};

/// Bodies that become one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// Ids of those that take their place: one, unless it is itself reorganised.
    pub successors: BTreeSet<String>,
    /// Indices into the facts, in their order: two or more.
    pub members: Vec<u32>,
    /// From when on all of them are one.
    pub until: Date,
}

/// The bodies that have one successor, and it itself if it is one of them. What is beyond `last` is too far away to be reckoned
/// with.
pub fn successions(facts: &[ReturnFacts], last: Option<Date>) -> Vec<Succession> {
    let mut all: Vec<(BTreeSet<u32>, Succession)> = Vec::new();
    let number = numbers(facts);
    for (body, facts) in (0_u32..).zip(facts) {
        let organisation = &facts.organisation;
        let Some((until, successor)) = organisation.until.zip(organisation.successor.as_deref()) else { continue };
        let first = Period(organisation.period.clone()).first_day();
        let is_over = first.is_some_and(|first| until <= first);
        if is_over || last.is_some_and(|last| until > last) || successor == organisation.id {
            continue;
        }
        let mut bodies: BTreeSet<u32> = number.get(successor).copied().into_iter().chain([body]).collect();
        let mut found = Succession { successors: BTreeSet::from([successor.to_owned()]), members: Vec::new(), until };
        let met = |(others, other): &mut (BTreeSet<u32>, Succession)| {
            !others.is_disjoint(&bodies) || other.successors.contains(successor)
        };
        for (others, other) in all.extract_if(.., met).collect::<Vec<_>>() {
            bodies.extend(others);
            found.successors.extend(other.successors);
            found.until = found.until.max(other.until);
        }
        all.push((bodies, found));
    }
    let many = all.into_iter().filter(|(bodies, _)| bodies.len() > 1);
    let mut many: Vec<Succession> =
        many.map(|(bodies, found)| Succession { members: bodies.into_iter().collect(), ..found }).collect();
    many.sort_by_key(|found| found.members[0]);
    many
}

/// What of each row of the attribution ends where bodies become one: what the staff layer of a function loses, shared out to those
/// who become one by what is duplicated of theirs. Systems stay products.
pub fn reorganised(
    facts: &[ReturnFacts],
    overlap: &Overlap,
    (taxonomy, basis, floor): (&Taxonomy, Basis, Money),
    successions: &[Succession],
    spending: &[Attribution],
) -> Vec<Money> {
    let mut ends = vec![Money::ZERO; overlap.attribution.len()];
    if successions.is_empty() {
        return ends;
    }
    let together = together(facts, taxonomy, successions, spending);
    let mut all = joints(facts, taxonomy);
    for (function, bodies) in together.iter().flat_map(|(function, groups)| groups.iter().map(|one| (*function, one))) {
        join(all.entry(function).or_default(), bodies, None);
    }
    let after = measure_joint(facts, overlap.left.len(), taxonomy, basis, floor, &all);
    let staff = |overlap: &Overlap| -> BTreeMap<FunctionId, Money> {
        overlap.functions.iter().map(|measure| (measure.function, measure.staff)).collect()
    };
    let (before, after) = (staff(overlap), staff(&after));
    for (function, groups) in together {
        let of = |staff: &BTreeMap<FunctionId, Money>| staff.get(&function).copied().unwrap_or_default();
        let is_meant = |row: &Attribution| {
            row.function == function
                && row.pool.layer() == Layer::Staff
                && groups.iter().any(|bodies| bodies.contains(&row.organisation))
        };
        let from = overlap.attribution.partition_point(|row| row.function < function);
        let rows = overlap.attribution[from..].iter().take_while(|row| row.function == function);
        let places: Vec<usize> = (from..).zip(rows).filter(|(_, row)| is_meant(row)).map(|(place, _)| place).collect();
        let weights: Vec<i64> = places.iter().map(|place| overlap.attribution[*place].duplicated.0).collect();
        let most = Money(weights.iter().sum());
        let lost = (of(&before) - of(&after)).max(Money::ZERO).min(most);
        for (place, part) in places.into_iter().zip(share_out(lost, &weights)) {
            ends[place] = part;
        }
    }
    ends
}

/// Who becomes one on which function: those who spend on its staff layer and are compared with each other.
fn together(
    facts: &[ReturnFacts],
    taxonomy: &Taxonomy,
    successions: &[Succession],
    spending: &[Attribution],
) -> BTreeMap<FunctionId, Vec<BTreeSet<u32>>> {
    let sets = Sets::of(facts, taxonomy);
    let becomes: BTreeMap<u32, usize> = (0..)
        .zip(successions)
        .flat_map(|(place, succession)| succession.members.iter().map(move |member| (*member, place)))
        .collect();
    let mut found: BTreeMap<FunctionId, BTreeMap<(usize, Set<'_>), BTreeSet<u32>>> = BTreeMap::new();
    let spending = spending.iter().filter(|row| row.pool.layer() == Layer::Staff && row.cost.is_positive());
    for row in spending {
        let scope = taxonomy.get(row.function).scope;
        if let Some(place) = becomes.get(&row.organisation).filter(|_| !matches!(scope, Scope::Exempt | Scope::OrgOnly))
        {
            let set = sets.set(row.function, row.organisation);
            found.entry(row.function).or_default().entry((*place, set)).or_default().insert(row.organisation);
        }
    }
    let many = |groups: BTreeMap<(usize, Set<'_>), BTreeSet<u32>>| -> Vec<BTreeSet<u32>> {
        groups.into_values().filter(|bodies| bodies.len() > 1).collect()
    };
    found
        .into_iter()
        .map(|(function, groups)| (function, many(groups)))
        .filter(|(_, groups)| !groups.is_empty())
        .collect()
}

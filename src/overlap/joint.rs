//! Functions that bodies already run together: one provider of the staff layer (docs/model.md section 16.4).

use std::collections::{BTreeMap, BTreeSet};

use super::leaving::{Left, last_day};
use crate::ledger::{Layer, ReturnFacts, SharedFact};
use crate::money::Money;
use crate::taxonomy::{FunctionId, Taxonomy};

/// Bodies that run a function together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joint {
    /// Indices into the facts, in their order: two or more.
    pub members: Vec<u32>,
    /// Who declares it: the body, and the place among what it declares.
    pub declared: Vec<(u32, usize)>,
}

/// Who runs what together, by function.
pub type Joints = BTreeMap<FunctionId, Vec<Joint>>;

/// Of a function that a body runs with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Together {
    /// The first of the bodies: it stands for all of them.
    pub lead: u32,
    /// What all of them put into the comparison.
    pub compared: Money,
}

/// What bodies run together at the end of the period. Several declarations that share a body make one provider.
pub fn joints(facts: &[ReturnFacts], taxonomy: &Taxonomy) -> Joints {
    declared(facts, taxonomy, is_in_force)
}

/// What they will run together, and do not yet at the end of the period.
pub fn later_joints(facts: &[ReturnFacts], taxonomy: &Taxonomy) -> Joints {
    declared(facts, taxonomy, |facts, shared| !is_in_force(facts, shared))
}

fn is_in_force(facts: &ReturnFacts, shared: &SharedFact) -> bool {
    let end = last_day(&facts.organisation.period);
    shared.since.zip(end).is_none_or(|(since, end)| since <= end)
}

fn declared(facts: &[ReturnFacts], taxonomy: &Taxonomy, counts: impl Fn(&ReturnFacts, &SharedFact) -> bool) -> Joints {
    let mut joints = Joints::new();
    let number = numbers(facts);
    for (body, facts) in (0_u32..).zip(facts) {
        for (place, shared) in facts.shared.iter().enumerate().filter(|(_, shared)| counts(facts, shared)) {
            let others = shared.with.iter().filter_map(|id| number.get(id.as_str()).copied());
            let bodies: BTreeSet<u32> = others.chain([body]).collect();
            if bodies.len() > 1 {
                for leaf in leaves(shared, taxonomy) {
                    join(joints.entry(leaf).or_default(), &bodies, Some((body, place)));
                }
            }
        }
    }
    joints
}

/// Puts bodies together with all that some of them are together with.
pub fn join(joints: &mut Vec<Joint>, bodies: &BTreeSet<u32>, declared: Option<(u32, usize)>) {
    let (met, mut rest): (Vec<Joint>, Vec<Joint>) =
        joints.drain(..).partition(|joint| joint.members.iter().any(|member| bodies.contains(member)));
    let members: BTreeSet<u32> = met.iter().flat_map(|joint| &joint.members).chain(bodies).copied().collect();
    let declared = met.iter().flat_map(|joint| &joint.declared).copied().chain(declared);
    rest.push(Joint { members: members.into_iter().collect(), declared: declared.collect() });
    rest.sort_by_key(|joint| joint.members[0]);
    *joints = rest;
}

/// The bodies of an audit by their ids.
pub(super) fn numbers(facts: &[ReturnFacts]) -> BTreeMap<&str, u32> {
    facts.iter().map(|facts| facts.organisation.id.as_str()).zip(0..).collect()
}

/// The functions that a declaration speaks of: its own, or all of its group.
pub(super) fn leaves(shared: &SharedFact, taxonomy: &Taxonomy) -> impl Iterator<Item = FunctionId> {
    let within = move |id| shared.function.is_some_and(|function| taxonomy.is_within(id, function));
    taxonomy.iter().filter(move |(id, function)| function.is_leaf && within(*id)).map(|(id, _)| id)
}

/// Says in what leaves of each body what it runs with others.
pub(super) fn put_together(facts: &[ReturnFacts], left: &mut [Left], joints: &Joints) {
    for (function, joints) in joints {
        for joint in joints {
            let compared =
                joint.members.iter().map(|body| staff_cost(&facts[*body as usize], &left[*body as usize], *function));
            let together = Together { lead: joint.members[0], compared: compared.sum() };
            for body in &joint.members {
                left[*body as usize].together.insert(*function, together);
            }
        }
    }
}

/// What a body puts into the comparison of a function's staff layer.
pub fn staff_cost(facts: &ReturnFacts, left: &Left, function: FunctionId) -> Money {
    let costs = facts.costs.iter().enumerate();
    let costs = costs
        .filter(|(_, cost)| cost.function == function && cost.category.in_scope() && cost.pool.layer() == Layer::Staff);
    costs.map(|(place, cost)| left.compared(place, cost)).sum()
}

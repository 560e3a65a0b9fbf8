//! Functions that organisations run together today: what an option keeps of them, and what it cuts.

use std::collections::{BTreeMap, BTreeSet};

use super::divide::Parts;
use super::plan::Planned;
use crate::overlap::{Joint, Joints, join};
use crate::taxonomy::FunctionId;

/// What becomes of a function that organisations run together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedThen {
    /// Which function.
    pub function: FunctionId,
    /// Who runs it together: indices into today's facts.
    pub bodies: Vec<u32>,
    /// Into which successors its members go: indices into those of the option.
    pub successors: Vec<u32>,
    /// Whether it is cut: its members go into several successors.
    pub is_cut: bool,
}

/// What the parts of an option run together: those of one arrangement that go into one successor, or that stay as they are.
/// Who runs something together with a body that joins or is divided, and goes elsewhere, no longer does.
pub(super) fn kept(today: &Joints, parts: &Parts, option: &Planned) -> (Joints, Vec<SharedThen>) {
    let (mut joints, mut shared) = (Joints::new(), Vec::new());
    for (function, all) in today {
        for joint in all {
            let groups = groups(joint, parts, option);
            for members in groups.values().filter(|members| members.len() > 1) {
                join(joints.entry(*function).or_default(), members, None);
            }
            let successors: BTreeSet<u32> =
                (groups.values().flatten()).map(|part| parts.successor[*part as usize]).collect();
            shared.push(SharedThen {
                function: *function,
                bodies: joint.members.clone(),
                successors: successors.into_iter().collect(),
                is_cut: groups.len() > 1,
            });
        }
    }
    joints.retain(|_, all| !all.is_empty());
    (joints, shared)
}

/// The parts of an arrangement that stay together, by successor. All that no option changes are one group.
fn groups(joint: &Joint, parts: &Parts, option: &Planned) -> BTreeMap<Option<u32>, BTreeSet<u32>> {
    let mut groups: BTreeMap<Option<u32>, BTreeSet<u32>> = BTreeMap::new();
    for (part, (body, successor)) in (0_u32..).zip(parts.body.iter().zip(&parts.successor)) {
        if joint.members.contains(body) {
            let changes = !option.successors[*successor as usize].is_unchanged;
            groups.entry(changes.then_some(*successor)).or_default().insert(part);
        }
    }
    groups
}

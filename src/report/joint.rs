//! Functions that bodies already run together: one provider each.

use std::collections::BTreeSet;

use serde::Serialize;

use super::assemble::Audit;
use super::day::Day;
use crate::ledger::Layer;
use crate::money::Money;
use crate::overlap::{Joint, Joints, accounts, joints, later_joints, measure_joint};
use crate::table::rows;

rows! {
    /// A function that bodies already run together: one provider of its staff layer.
    @[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
    pub struct SharedRow("shared", "Already shared", 0) {
        pub function: String => "Function".wide(32), "Code of the function.";
        pub organisations: Vec<String> => "Organisation ids".wide(30), "Ids of the organisations that run it together.";
        pub host: Option<String> => "Host".wide(14), "Id of the organisation that runs it, where all agree on one.";
        pub since: Option<Day> => "Since", "The first day on which any of them ran it together.";
        pub in_effect: bool => "In effect", "Whether they run it together at the end of the period.";
        pub cost: Money => "Cost", "Their cost in the comparison of staff.";
        pub duplicated: Money => "Duplicated", "The duplicated part of the cost.";
        pub recharged: Money => "Recharged", "Their payments to each other for it.";
        pub counted_twice: Money => "May be counted twice",
            "The cost of all but the largest, where there is no recharge between them.";
    }
}

/// What is run together, in the order of the functions, and what would count as duplicated as well if nothing were.
pub(super) fn shared(audit: &Audit<'_>) -> (Vec<SharedRow>, Money) {
    let (all, overlap) = audit.compared();
    if all.iter().all(|facts| facts.shared.is_empty()) {
        return (Vec::new(), Money::ZERO);
    }
    let row = |function, joint: &Joint, in_effect| {
        let accounts = accounts(all, &overlap.left, audit.taxonomy, function, joint);
        let declared = joint.declared.iter().map(|(body, place)| &all[*body as usize].shared[*place]);
        let hosts: BTreeSet<&String> = declared.clone().filter_map(|shared| shared.host.as_ref()).collect();
        let attributed = overlap.attribution.iter().filter(|row| {
            row.function == function && row.pool.layer() == Layer::Staff && joint.members.contains(&row.organisation)
        });
        SharedRow {
            function: audit.taxonomy.get(function).code.clone(),
            organisations: joint.members.iter().map(|body| all[*body as usize].organisation.id.clone()).collect(),
            host: (hosts.len() == 1).then(|| hosts.first().map(|host| (*host).clone())).flatten(),
            since: declared.filter_map(|shared| shared.since).min().map(Day),
            in_effect,
            cost: accounts.cost,
            duplicated: if in_effect { attributed.map(|row| row.duplicated).sum() } else { Money::ZERO },
            recharged: accounts.recharged,
            counted_twice: if in_effect { accounts.twice } else { Money::ZERO },
        }
    };
    let mut rows = Vec::new();
    for (joints, in_effect) in [(joints(all, audit.taxonomy), true), (later_joints(all, audit.taxonomy), false)] {
        for (function, joint) in joints.iter().flat_map(|(function, all)| all.iter().map(|one| (*function, one))) {
            // Of a group, what nobody spends on says nothing.
            let row = row(function, joint, in_effect);
            let ours = joint.members.iter().any(|body| (*body as usize) < audit.facts.len());
            if ours && (row.cost.is_positive() || row.recharged.is_positive() || names(audit, joint, &row.function)) {
                rows.push(row);
            }
        }
    }
    rows.sort_by(|a, b| {
        (&a.function, &a.organisations, a.in_effect).cmp(&(&b.function, &b.organisations, b.in_effect))
    });
    let alone = measure_joint(all, audit.facts.len(), audit.taxonomy, audit.basis, audit.floor, &Joints::new());
    let more = alone.duplicated.get(audit.basis) - audit.overlap.duplicated.get(audit.basis);
    (rows, more)
}

/// Whether a declaration is of this very function, and not of its group.
fn names(audit: &Audit<'_>, joint: &Joint, code: &str) -> bool {
    let all = audit.compared().0;
    let mut declared = joint.declared.iter().filter_map(|(body, place)| all[*body as usize].shared[*place].function);
    declared.any(|function| audit.taxonomy.get(function).code == code)
}

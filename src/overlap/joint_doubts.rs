//! What bodies say of functions that they run together, held against what the others say.

use std::collections::{BTreeMap, BTreeSet};

use super::joint::{Joint, Joints, joints, numbers, staff_cost};
use super::leaving::Left;
use crate::finding::{Code, Finding};
use crate::ledger::{ReturnFacts, SharedFact};
use crate::money::Money;
use crate::source::Route;
use crate::taxonomy::{FunctionId, Taxonomy};

/// What is paid between bodies that run a function together, and what of their cost may be counted twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accounts {
    /// What they put into the comparison.
    pub cost: Money,
    /// What they pay each other for it.
    pub recharged: Money,
    /// The cost of all but the largest of those between whom no payment runs.
    pub twice: Money,
}

/// The accounts of bodies that run a function together.
pub fn accounts(
    facts: &[ReturnFacts],
    left: &[Left],
    taxonomy: &Taxonomy,
    function: FunctionId,
    joint: &Joint,
) -> Accounts {
    let mut found = Accounts::default();
    // Whoever pays another is on its side.
    let mut side: BTreeMap<u32, u32> = joint.members.iter().map(|member| (*member, *member)).collect();
    let number = joint.members.iter().map(|member| (facts[*member as usize].organisation.id.as_str(), *member));
    let number: BTreeMap<&str, u32> = number.collect();
    for payer in &joint.members {
        for recharge in &facts[*payer as usize].recharges {
            let paid = number.get(recharge.to.as_str()).filter(|paid| *paid != payer);
            let Some(paid) = paid.filter(|_| meet(recharge.function, Some(function), taxonomy)) else { continue };
            found.recharged += if recharge.function == Some(function) { recharge.amount } else { Money::ZERO };
            let (from, to) = (side[payer], side[paid]);
            side.values_mut().filter(|side| **side == from).for_each(|side| *side = to);
        }
    }
    let mut costs: BTreeMap<u32, Money> = BTreeMap::new();
    for member in &joint.members {
        let cost = staff_cost(&facts[*member as usize], &left[*member as usize], function);
        found.cost += cost;
        *costs.entry(side[member]).or_default() += cost;
    }
    found.twice = found.cost - costs.into_values().max().unwrap_or_default();
    found
}

/// Whether two entries speak of one function: the same, or a function and its group.
fn meet(one: Option<FunctionId>, other: Option<FunctionId>, taxonomy: &Taxonomy) -> bool {
    one.zip(other).is_some_and(|(one, other)| taxonomy.is_within(one, other) || taxonomy.is_within(other, one))
}

/// The findings about what the first `ours` of the bodies run together with others.
pub fn joint_doubts(facts: &[ReturnFacts], ours: usize, left: &[Left], taxonomy: &Taxonomy) -> Vec<Finding> {
    if facts.iter().all(|facts| facts.shared.is_empty()) {
        return Vec::new();
    }
    let all = Doubts { facts, left, taxonomy, number: numbers(facts) };
    let mut findings = Vec::new();
    for (body, facts) in (0_u32..).zip(facts).take(ours) {
        for shared in &facts.shared {
            findings.extend(all.cannot_be(body, shared));
            findings.extend(all.unconfirmed(body, shared));
            findings.extend(all.dates(body, shared));
        }
    }
    let joints = joints(facts, taxonomy);
    findings.extend(all.hosts(&joints, ours));
    findings.extend(all.twice(&joints, ours));
    findings
}

struct Doubts<'a> {
    facts: &'a [ReturnFacts],
    left: &'a [Left],
    taxonomy: &'a Taxonomy,
    number: BTreeMap<&'a str, u32>,
}

impl<'a> Doubts<'a> {
    fn id(&self, body: u32) -> &'a str {
        &self.facts[body as usize].organisation.id
    }

    fn code(&self, shared: &SharedFact) -> &'a str {
        shared.function.map_or("a function of another list", |function| &self.taxonomy.get(function).code)
    }

    fn at(&self, body: u32, shared: &SharedFact, finding: Finding) -> Finding {
        let facts = &self.facts[body as usize];
        let named: Vec<&str> = std::iter::once(self.code(shared)).chain(shared.host.as_deref()).collect();
        Finding {
            path: Some(facts.path.clone()),
            route: Some(Route::item("shared", shared.index as usize)),
            named: Some(format!("shared[{}]", named.join("/"))),
            ..finding.position(shared.position).organisation(&facts.organisation.id)
        }
    }

    /// The others that a declaration names, as far as they are in the audit.
    fn others(&self, body: u32, shared: &SharedFact) -> BTreeSet<u32> {
        let others = shared.with.iter().filter_map(|id| self.number.get(id.as_str()).copied());
        others.filter(|other| *other != body).collect()
    }

    /// What cannot be, whatever the others say.
    fn cannot_be(&self, body: u32, shared: &SharedFact) -> Option<Finding> {
        let (id, code) = (self.id(body), self.code(shared));
        let strangers = shared.with.iter().filter(|with| !self.number.contains_key(with.as_str()));
        let strangers: BTreeSet<String> = strangers.map(|with| format!("`{with}`")).collect();
        let named = |host: &&str| *host == id || shared.with.iter().any(|with| with == host);
        let (why, help) = if shared.function.is_none() {
            ("the function has no match in the list of this audit".to_owned(), "name a function that both lists have")
        } else if !strangers.is_empty() {
            let strangers: Vec<String> = strangers.into_iter().collect();
            (
                format!("{} is not in the audit", strangers.join(", ")),
                "correct the id, or add the return of that \
                organisation",
            )
        } else if self.others(body, shared).is_empty() {
            ("it names no other organisation".to_owned(), "name the other organisations under `with:`")
        } else if let Some(host) = shared.host.as_deref().filter(|host| !named(host)) {
            (
                format!("the host `{host}` is not one of the organisations"),
                "name the host under `with:` as well, or correct it",
            )
        } else {
            return None;
        };
        let message = format!("`{id}` declares that it shares `{code}`: {why}");
        Some(self.at(body, shared, Finding::new(Code::SharedContradiction, message).help(help)))
    }

    /// What another body says of the same function and this body.
    fn answers(&self, body: u32, shared: &'a SharedFact, other: u32) -> impl Iterator<Item = &'a SharedFact> {
        let (id, taxonomy) = (self.id(body), self.taxonomy);
        let answers = self.facts[other as usize].shared.iter();
        answers.filter(move |answer| {
            meet(answer.function, shared.function, taxonomy) && answer.with.iter().any(|with| with == id)
        })
    }

    fn pays(&self, payer: u32, paid: u32, shared: &SharedFact) -> bool {
        let id = self.id(paid);
        let recharges = &self.facts[payer as usize].recharges;
        recharges.iter().any(|recharge| recharge.to == id && meet(recharge.function, shared.function, self.taxonomy))
    }

    /// The others that neither say the same nor pay or are paid for it.
    fn unconfirmed(&self, body: u32, shared: &'a SharedFact) -> Option<Finding> {
        let silent = self.others(body, shared).into_iter().filter(|other| {
            self.answers(body, shared, *other).next().is_none()
                && !self.pays(body, *other, shared)
                && !self.pays(*other, body, shared)
        });
        let silent: Vec<String> = silent.map(|other| format!("`{}`", self.id(other))).collect();
        let message = format!(
            "`{}` declares that it shares `{}` with {}, whose return does not confirm it. They count as one in any \
             case",
            self.id(body),
            self.code(shared),
            silent.join(", "),
        );
        let finding = Finding::new(Code::SharedUnconfirmed, message)
            .help("declare it in the other return as well, or the recharge between the two");
        (!silent.is_empty()).then(|| self.at(body, shared, finding))
    }

    /// Others that say another day: said once for each two.
    fn dates(&self, body: u32, shared: &'a SharedFact) -> Vec<Finding> {
        let later = self.others(body, shared).into_iter().filter(|other| *other > body);
        let differing = later.filter_map(|other| {
            let since = shared.since?;
            let days = self.answers(body, shared, other).filter_map(|answer| answer.since);
            let day = days.into_iter().find(|day| *day != since)?;
            let message = format!(
                "`{}` declares that it shares `{}` with `{}` since {since}, and the other return has `{1}` since \
                 {day}",
                self.id(body),
                self.code(shared),
                self.id(other),
            );
            let finding = Finding::new(Code::SharedContradiction, message).help("write the same day in both returns");
            Some(self.at(body, shared, finding))
        });
        differing.collect()
    }

    /// The bodies that run something together, each once with all its functions.
    fn by_members(joints: &Joints, ours: usize) -> BTreeMap<&[u32], Vec<(FunctionId, &Joint)>> {
        let mut found: BTreeMap<&[u32], Vec<(FunctionId, &Joint)>> = BTreeMap::new();
        for (function, joint) in
            joints.iter().flat_map(|(function, joints)| joints.iter().map(move |one| (*function, one)))
        {
            if joint.members.iter().any(|member| (*member as usize) < ours) {
                found.entry(&joint.members).or_default().push((function, joint));
            }
        }
        found
    }

    fn first(&self, joint: &Joint) -> (u32, &'a SharedFact) {
        let (body, place) = joint.declared.iter().min().copied().unwrap_or_default();
        (body, &self.facts[body as usize].shared[place])
    }

    /// Bodies that run a function together and name several hosts.
    fn hosts(&self, joints: &Joints, ours: usize) -> Vec<Finding> {
        let differing = Self::by_members(joints, ours).into_values().filter_map(|functions| {
            let (function, joint, hosts) = functions.iter().find_map(|(function, joint)| {
                let declared = joint.declared.iter();
                let hosts =
                    declared.filter_map(|(body, place)| self.facts[*body as usize].shared[*place].host.as_deref());
                let hosts: BTreeSet<&str> = hosts.collect();
                (hosts.len() > 1).then_some((function, joint, hosts))
            })?;
            let (body, shared) = self.first(joint);
            let hosts: Vec<String> = hosts.into_iter().map(|host| format!("`{host}`")).collect();
            let message = format!(
                "{} run `{}` together and name different hosts: {}",
                self.names(joint),
                self.taxonomy.get(*function).code,
                hosts.join(" and "),
            );
            let finding = Finding::new(Code::SharedContradiction, message).help(
                "name the organisation that runs it in all \
                    returns",
            );
            Some(self.at(body, shared, finding))
        });
        differing.collect()
    }

    fn names(&self, joint: &Joint) -> String {
        let names: Vec<String> = joint.members.iter().map(|member| format!("`{}`", self.id(*member))).collect();
        names.join(" and ")
    }

    /// Bodies that run functions together, all with cost on them, and no payment between them.
    fn twice(&self, joints: &Joints, ours: usize) -> Vec<Finding> {
        let found = Self::by_members(joints, ours).into_values().filter_map(|functions| {
            let twice = functions.into_iter().filter_map(|(function, joint)| {
                let twice = accounts(self.facts, self.left, self.taxonomy, function, joint).twice;
                twice.is_positive().then_some((function, joint, twice))
            });
            let twice: Vec<(FunctionId, &Joint, Money)> = twice.collect();
            let (function, joint, _) = *twice.first()?;
            let (body, shared) = self.first(joint);
            let more = if twice.len() > 1 { format!(" and {} more of its functions", twice.len() - 1) } else { String::new() };
            let amount: Money = twice.iter().map(|(.., amount)| *amount).sum();
            let message = format!(
                "{} run `{}`{more} together, each declares cost, and no recharge runs between them: {} may be counted twice",
                self.names(joint),
                self.taxonomy.get(function).code,
                amount.exact(&self.facts[body as usize].organisation.currency),
            );
            let finding = Finding::new(Code::SharedCountedTwice, message)
                .help("declare what one pays the other under `recharges`, and leave the cost with the organisation \
                    that has the staff");
            Some(self.at(body, shared, finding))
        });
        found.collect()
    }
}

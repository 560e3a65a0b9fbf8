//! What the options say of the organisations of the returns: who goes where, and how much of each. Gaps, overlaps and unknown ids
//! are findings.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::file::{Measure, Part, Written, WrittenMember, WrittenOption};
use super::shares::{Divided, shares};
use crate::finding::{Code, Finding, nearest};
use crate::ledger::ReturnFacts;
use crate::source::Position;
use crate::taxonomy::{FunctionId, Taxonomy};

/// An option that gives every pound to one successor.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub about: Option<String>,
    /// The day on which the successors begin.
    pub vesting: Date,
    /// Names of published claims about it.
    pub claims: Vec<(String, Position)>,
    /// In the order of their ids.
    pub successors: Vec<Successor>,
    /// Where it stands.
    pub at: Position,
}

/// A body that takes the place of today's.
#[derive(Debug, Clone)]
pub struct Successor {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// In the order of the organisations.
    pub members: Vec<Member>,
    /// Whether it is an organisation that the option does not change.
    pub is_unchanged: bool,
}

/// What goes into a successor of one organisation.
#[derive(Debug, Clone)]
pub struct Member {
    /// Which: an index into the facts.
    pub body: u32,
    /// How much of it. None: all.
    pub weight: Option<Weight>,
}

/// A part of an organisation: its weight among all parts, and other weights of some functions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weight {
    /// Of all that has no weight of its own.
    pub all: i64,
    /// Of some functions.
    pub functions: BTreeMap<FunctionId, i64>,
}

/// The sound options of a file, and what is wrong with the others.
pub fn plan(written: &Written, facts: &[ReturnFacts], taxonomy: &Taxonomy) -> (Vec<Planned>, Vec<Finding>) {
    let mut look = Look { facts, taxonomy, unchanged: BTreeSet::new(), findings: Vec::new() };
    for (id, at) in &written.unchanged {
        let found = look.body(id, *at);
        look.unchanged.extend(found);
    }
    let options = written.options.iter().filter_map(|option| look.option(option)).collect();
    (options, look.findings)
}

/// What an option is held against.
pub(super) struct Look<'a> {
    pub(super) facts: &'a [ReturnFacts],
    pub(super) taxonomy: &'a Taxonomy,
    unchanged: BTreeSet<u32>,
    pub(super) findings: Vec<Finding>,
}

impl Look<'_> {
    pub(super) fn id(&self, body: u32) -> &str {
        &self.facts[body as usize].organisation.id
    }

    pub(super) fn found(&mut self, code: Code, at: Position, message: String, help: impl Into<String>) {
        self.findings.push(Finding::new(code, message).position(at).help(help));
    }

    /// The organisation of an id.
    fn body(&mut self, id: &str, at: Position) -> Option<u32> {
        let ids = || self.facts.iter().map(|facts| facts.organisation.id.as_str());
        if let Some(place) = ids().position(|known| known == id) {
            return u32::try_from(place).ok();
        }
        let help = match nearest(id, ids()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "use the `id` of an organisation in the returns".to_owned(),
        };
        self.found(Code::UnknownMember, at, format!("no return is of the organisation `{id}`"), help);
        None
    }

    fn option(&mut self, option: &WrittenOption) -> Option<Planned> {
        let before = self.findings.len();
        // By organisation: its successors and what is written of it there.
        let mut given: BTreeMap<u32, Vec<(usize, &WrittenMember)>> = BTreeMap::new();
        for (place, successor) in option.successors.iter().enumerate() {
            for member in &successor.members {
                if let Some(body) = self.body(&member.id, member.at) {
                    given.entry(body).or_default().push((place, member));
                }
            }
        }
        self.overlaps(option, &given);
        // Who is mistyped is left out as well: one cause, one finding.
        if self.findings.len() == before {
            self.gaps(option, &given);
        }
        if self.findings.len() > before {
            return None;
        }
        let mut members: Vec<Vec<Member>> = vec![Vec::new(); option.successors.len()];
        for (body, parts) in &given {
            let Some(weights) = self.weights(option, *body, parts, &given) else { continue };
            for ((place, _), weight) in parts.iter().zip(weights) {
                members[*place].push(Member { body: *body, weight });
            }
        }
        if self.findings.len() > before {
            return None;
        }
        let mut successors: Vec<Successor> = (option.successors.iter().zip(members))
            .map(|(written, members)| Successor {
                id: written.id.clone(),
                name: written.name.clone(),
                is_unchanged: members.len() == 1 && members[0].weight.is_none(),
                members,
            })
            .collect();
        let stays = |body: u32| {
            let organisation = &self.facts[body as usize].organisation;
            Successor {
                id: organisation.id.clone(),
                name: organisation.name.clone(),
                members: vec![Member { body, weight: None }],
                is_unchanged: true,
            }
        };
        let bodies = 0..u32::try_from(self.facts.len()).unwrap_or(u32::MAX);
        successors.extend(bodies.filter(|body| !given.contains_key(body)).map(stays));
        successors.sort_by(|a, b| a.id.cmp(&b.id));
        Some(Planned {
            id: option.id.clone(),
            name: option.name.clone(),
            about: option.about.clone(),
            vesting: option.vesting,
            claims: option.claims.clone(),
            successors,
            at: option.at,
        })
    }

    /// What an option gives away more than once.
    fn overlaps(&mut self, option: &WrittenOption, given: &BTreeMap<u32, Vec<(usize, &WrittenMember)>>) {
        for (body, parts) in given {
            let mut places = BTreeSet::new();
            for (at, (place, member)) in parts.iter().enumerate() {
                let is_whole = at > 0 && (member.part == Part::Whole || parts[0].1.part == Part::Whole);
                let is_again = !places.insert(*place);
                if is_whole || is_again || self.unchanged.contains(body) {
                    let name = &option.successors[parts[0].0].name;
                    let message = if self.unchanged.contains(body) {
                        format!("`{}` is a member here and stands under `unchanged` as well", member.id)
                    } else {
                        format!("option `{}` gives `{}` to {name} already", option.id, member.id)
                    };
                    let help = "list it once, or divide it with `share` in each of its successors";
                    self.found(Code::OrganisationGivenTwice, member.at, message, help);
                    break;
                }
            }
        }
    }

    /// What an option gives to nobody.
    fn gaps(&mut self, option: &WrittenOption, given: &BTreeMap<u32, Vec<(usize, &WrittenMember)>>) {
        let bodies = (0_u32..).zip(self.facts);
        let left = bodies.filter(|(body, facts)| {
            !given.contains_key(body) && !self.unchanged.contains(body) && !facts.organisation.is_supplier()
        });
        let left: Vec<String> = left.map(|(_, facts)| format!("`{}`", facts.organisation.id)).collect();
        if !left.is_empty() {
            let message = format!("option `{}` gives {} to no successor", option.id, listed(&left));
            let help = "add each to the members of a successor, or list it under `unchanged:` at the top of the file";
            self.found(Code::OrganisationLeftOut, option.at, message, help);
        }
    }

    /// The weight of each part of an organisation; none of one that is whole.
    fn weights(
        &mut self,
        option: &WrittenOption,
        body: u32,
        parts: &[(usize, &WrittenMember)],
        given: &BTreeMap<u32, Vec<(usize, &WrittenMember)>>,
    ) -> Option<Vec<Option<Weight>>> {
        if let [(_, member)] = parts
            && member.part == Part::Whole
        {
            return Some(vec![None]);
        }
        let measures: BTreeSet<&str> = parts
            .iter()
            .map(|(_, member)| match member.part {
                Part::By(measure) => measure.word(),
                _ => "share",
            })
            .collect();
        if measures.len() > 1 {
            let ways: Vec<&str> = measures.into_iter().collect();
            let message = format!("option `{}` divides `{}` by {}", option.id, self.id(body), ways.join(" and "));
            self.found(Code::SharesNotOne, parts[0].1.at, message, "divide it in one way in all of its successors");
            return None;
        }
        let weights = match parts[0].1.part {
            Part::By(measure) => self.by_measure(body, parts, given, measure),
            _ => {
                let written: Vec<Divided<'_>> = parts.iter().map(|(_, member)| Divided::of(member)).collect();
                shares(self, &option.id, body, &written)
            }
        };
        // One part that is all of it is no part.
        if parts.len() == 1 { weights.map(|_| vec![None]) } else { weights }
    }

    /// What the districts of each successor declare of a measure.
    fn by_measure(
        &mut self,
        body: u32,
        parts: &[(usize, &WrittenMember)],
        given: &BTreeMap<u32, Vec<(usize, &WrittenMember)>>,
        measure: Measure,
    ) -> Option<Vec<Option<Weight>>> {
        let is_county = is_county(&self.facts[body as usize]);
        let mut weights = Vec::new();
        for (place, member) in parts {
            let mut sum = 0_i64;
            for (other, members) in given.iter().filter(|(other, _)| **other != body) {
                let facts = &self.facts[*other as usize];
                let kind = facts.organisation.kind.as_deref();
                // A county works for its districts, and not for the unitary authorities beside it.
                let counts = if is_county { kind == Some(DISTRICT) } else { !self::is_county(facts) };
                let Some((_, there)) = members.iter().find(|(at, _)| counts && at == place) else { continue };
                let share = match there.part {
                    Part::Share(share, _) => i64::from(share.0),
                    Part::Whole => i64::from(crate::money::ONE),
                    Part::By(_) => continue,
                };
                let Some(amount) = driver(facts, measure) else {
                    let message = format!(
                        "`{}` is divided by {} here, and `{}` declares none",
                        self.id(body),
                        measure.word(),
                        self.id(*other)
                    );
                    let help =
                        format!("add `drivers: {{{}: N}}` to its return, or divide with `share`", measure.word());
                    self.found(Code::NothingToDivideBy, member.at, message, help);
                    return None;
                };
                sum += i64::try_from(i128::from(amount) * i128::from(share) / 1_000_000).unwrap_or(0);
            }
            weights.push(sum);
        }
        if weights.iter().all(|weight| *weight == 0) {
            let message = format!(
                "`{}` is divided by {} here, and no successor of it has a member to count",
                self.id(body),
                measure.word()
            );
            self.found(Code::NothingToDivideBy, parts[0].1.at, message, "divide it with `share`");
            return None;
        }
        Some(weights.into_iter().map(|all| Some(Weight { all, functions: BTreeMap::new() })).collect())
    }
}

const DISTRICT: &str = "district-council";

/// Whether its residents are those of the districts below it as well.
pub fn is_county(facts: &ReturnFacts) -> bool {
    facts.organisation.kind.as_deref() == Some("county-council")
}

/// What an organisation declares of a measure.
pub fn driver(facts: &ReturnFacts, measure: Measure) -> Option<i64> {
    let drivers = facts.organisation.drivers.iter();
    drivers.filter(|(name, _)| name == measure.word()).map(|(_, amount)| amount.0).next()
}

/// Up to three names, and how many more.
pub(super) fn listed(names: &[String]) -> String {
    const SHOWN: usize = 3;
    match names.len() {
        0 => String::new(),
        1 => names[0].clone(),
        few if few <= SHOWN => format!("{} and {}", names[..few - 1].join(", "), names[few - 1]),
        many => format!("{} and {} more", names[..SHOWN].join(", "), many - SHOWN),
    }
}

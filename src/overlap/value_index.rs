//! The public value index (docs/model.md section 7): frontline share, unduplicated share, and outcomes per pound among peers. It
//! is ours: no formula by those who asked for one was found. Its parts stand beside it always.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use num_bigint::BigInt;

use crate::ledger::{OutcomeFact, ReturnFacts};
use crate::money::{Money, ONE, Share};
use crate::returns::{Better, MeasureKind};
use crate::taxonomy::{FunctionId, Taxonomy};

/// Below so many peers a measure ranks nobody.
const PEERS: usize = 5;

/// Below this share of spending mapped, with caution; below the second, not at all.
const CAUTION: Share = Share(800_000);
const NOT_PUBLISHED: Share = Share(500_000);

/// Why an index is missing or to be read with caution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// No outcome that enough peers declare too.
    NoOutcome,
    /// Less than four fifths of the spending is mapped.
    Caution,
    /// Less than half of the spending is mapped.
    NotPublished,
    /// All the peers of those in it are in it too, so that their mean rank is the middle whatever they achieve.
    OwnPeers,
}

impl Gate {
    /// Its number in the model.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoOutcome => "V01",
            Self::Caution => "V02",
            Self::NotPublished => "V03",
            Self::OwnPeers => "V04",
        }
    }

    /// What it says.
    pub fn about(self) -> &'static str {
        match self {
            Self::NoOutcome => "no comparable outcome measure: index not published",
            Self::Caution => "less than 80% of spending mapped",
            Self::NotPublished => "less than 50% of spending mapped: index not published",
            Self::OwnPeers => "ranked only among themselves, and so the middle is certain: no index",
        }
    }
}

/// An outcome of a body, and the money it was had for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Achieved {
    /// Its name.
    pub measure: String,
    /// The figure, in millionths.
    pub value: i64,
    /// Whether more is better.
    pub higher: bool,
    /// What was spent on it.
    pub spend: Money,
    /// One for a count; the population for a rate, so that the pound is a pound a head. In millionths.
    pub size: i64,
    /// Its weight among the outcomes of the body.
    pub weight: i64,
}

/// What an index is made of, of one body or of several together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyValue {
    /// Among whom it is ranked. None: among all.
    pub peers: Option<String>,
    /// Everything spent on services.
    pub total: Money,
    /// Spent on frontline work.
    pub frontline: Money,
    /// What counts as duplicated.
    pub duplicated: Money,
    /// Spent on nothing that is known.
    pub unmapped: Money,
    /// What was achieved.
    pub outcomes: Vec<Achieved>,
}

/// The index with its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueIndex {
    /// Frontline cost of the total.
    pub frontline: Share,
    /// What is not duplicated of the total.
    pub unduplicated: Share,
    /// Weighted mean of the ranks among peers of outcome per pound: 0.5 is the middle.
    pub outcome: Option<Share>,
    /// What of the spending is mapped.
    pub coverage: Share,
    /// The measures that were ranked.
    pub measures: Vec<String>,
    /// 0 to 100, one decimal. None: not published.
    pub index: Option<f64>,
    /// Why it is missing, or to be read with caution.
    pub gates: Vec<Gate>,
}

/// The index of each body, in their order. Nothing for bodies that spend nothing.
pub fn public_value(bodies: &[BodyValue]) -> Vec<Option<ValueIndex>> {
    let measures: BTreeSet<(&str, &Option<String>)> = bodies
        .iter()
        .flat_map(|body| body.outcomes.iter().map(move |outcome| (outcome.measure.as_str(), &body.peers)))
        .collect();
    let mut ranks: Vec<Vec<(&Achieved, Rank)>> = vec![Vec::new(); bodies.len()];
    for (measure, peers) in measures {
        let per_pound: Vec<(usize, &Achieved, Ratio)> = (bodies.iter().enumerate())
            .filter(|(_, body)| body.peers == *peers)
            .filter_map(|(place, body)| {
                let outcome = body.outcomes.iter().find(|outcome| outcome.measure == measure)?;
                Some((place, outcome, Ratio::of(outcome)?))
            })
            .collect();
        if per_pound.len() < PEERS {
            continue;
        }
        for (place, outcome, own) in &per_pound {
            let below = per_pound.iter().filter(|(.., other)| other.cmp(own) == Ordering::Less).count();
            let same = per_pound.iter().filter(|(.., other)| other.cmp(own) == Ordering::Equal).count();
            ranks[*place].push((outcome, Rank { twice: 2 * below + same, peers: per_pound.len() }));
        }
    }
    bodies.iter().zip(ranks).map(|(body, ranks)| index(body, weighted(&ranks), &ranks)).collect()
}

/// The index of several bodies together, as places in the list of all: sums first, then ratios; their outcomes weighted by what
/// each spends. Bodies are ranked among their peers, so that a mean over all peers is the middle by construction: where a set
/// holds all the peers of its members no outcome is said, and no index.
pub fn together(bodies: &[BodyValue], found: &[Option<ValueIndex>], members: &[usize]) -> Option<ValueIndex> {
    let sum = |of: fn(&BodyValue) -> Money| members.iter().map(|place| of(&bodies[*place])).sum::<Money>();
    let all = BodyValue {
        peers: None,
        total: sum(|body| body.total),
        frontline: sum(|body| body.frontline),
        duplicated: sum(|body| body.duplicated),
        unmapped: sum(|body| body.unmapped),
        outcomes: Vec::new(),
    };
    let rank = |place: usize| found[place].as_ref().and_then(|found| found.outcome);
    let (mut above, mut below) = (0_i128, 0_i128);
    for place in members {
        if let Some(outcome) = rank(*place) {
            above += i128::from(outcome.0) * i128::from(bodies[*place].total.0);
            below += i128::from(bodies[*place].total.0);
        }
    }
    let inside: BTreeSet<usize> = members.iter().copied().collect();
    let ranked: BTreeSet<&Option<String>> =
        members.iter().filter(|place| rank(**place).is_some()).map(|place| &bodies[*place].peers).collect();
    let has_others = (0..bodies.len())
        .any(|place| !inside.contains(&place) && rank(place).is_some() && ranked.contains(&bodies[place].peers));
    let outcome = (below > 0 && has_others).then(|| (BigInt::from(above), BigInt::from(below) * BigInt::from(ONE)));
    let mut index = index(&all, outcome, &[])?;
    if below > 0 && !has_others {
        for gate in index.gates.iter_mut().filter(|gate| **gate == Gate::NoOutcome) {
            *gate = Gate::OwnPeers;
        }
    }
    Some(index)
}

/// Twice the number of peers below and half of those alike, and how many there are.
#[derive(Debug, Clone, Copy)]
struct Rank {
    twice: usize,
    peers: usize,
}

/// An outcome per pound, exactly.
struct Ratio {
    above: BigInt,
    below: BigInt,
}

impl Ratio {
    /// None where nothing was spent, or nothing achieved.
    fn of(outcome: &Achieved) -> Option<Self> {
        if !outcome.spend.is_positive() || outcome.value <= 0 || outcome.size <= 0 {
            return None;
        }
        let (value, size, spend) =
            (BigInt::from(outcome.value), BigInt::from(outcome.size), BigInt::from(outcome.spend.0));
        Some(if outcome.higher {
            Self { above: value * size, below: spend }
        } else {
            Self { above: size, below: value * spend }
        })
    }

    fn cmp(&self, other: &Self) -> Ordering {
        (&self.above * &other.below).cmp(&(&other.above * &self.below))
    }
}

/// The weighted mean of ranks as an exact fraction.
fn weighted(ranks: &[(&Achieved, Rank)]) -> Option<(BigInt, BigInt)> {
    let weight: BigInt = ranks.iter().map(|(outcome, _)| BigInt::from(outcome.weight)).sum();
    if weight <= BigInt::from(0) {
        return None;
    }
    // Over one denominator: twice the product of all numbers of peers.
    let product: BigInt = ranks.iter().map(|(_, rank)| BigInt::from(rank.peers)).product();
    let above: BigInt = ranks
        .iter()
        .map(|(outcome, rank)| BigInt::from(outcome.weight) * rank.twice * (&product / BigInt::from(rank.peers)))
        .sum();
    Some((above, weight * product * 2))
}

fn index(body: &BodyValue, outcome: Option<(BigInt, BigInt)>, ranks: &[(&Achieved, Rank)]) -> Option<ValueIndex> {
    if !body.total.is_positive() {
        return None;
    }
    let share = |part: Money| ppm(&BigInt::from(part.0), &BigInt::from(body.total.0));
    let coverage = share(body.total - body.unmapped);
    let mut gates = Vec::new();
    if outcome.is_none() {
        gates.push(Gate::NoOutcome);
    }
    // Compared exactly: a share just below the bar does not round up to it.
    let less = |bar: Share| {
        i128::from((body.total - body.unmapped).0) * i128::from(ONE) < i128::from(body.total.0) * i128::from(bar.0)
    };
    if less(NOT_PUBLISHED) {
        gates.push(Gate::NotPublished);
    } else if less(CAUTION) {
        gates.push(Gate::Caution);
    }
    let published = !gates.iter().any(|gate| matches!(gate, Gate::NoOutcome | Gate::NotPublished));
    let unduplicated = body.total - body.duplicated;
    let score = outcome.as_ref().filter(|_| published).map(|(above, below)| {
        let part = |part: Money| float(&BigInt::from(part.0)) / float(&BigInt::from(body.total.0));
        let product = part(body.frontline) * part(unduplicated) * (float(above) / float(below));
        (1000.0 * product.max(0.0).cbrt()).round_ties_even() / 10.0
    });
    Some(ValueIndex {
        frontline: share(body.frontline),
        unduplicated: share(unduplicated),
        outcome: outcome.map(|(above, below)| ppm(&above, &below)),
        coverage,
        measures: ranks.iter().map(|(outcome, _)| outcome.measure.clone()).collect(),
        index: score,
        gates,
    })
}

/// A fraction between 0 and 1 in parts per million, half-even.
fn ppm(above: &BigInt, below: &BigInt) -> Share {
    let (quotient, rest) = (above * BigInt::from(ONE) / below, above * BigInt::from(ONE) % below);
    let twice = rest * 2;
    let up = &twice > below || &twice == below && quotient.bit(0);
    Share(u32::try_from(quotient + i32::from(up)).unwrap_or(0))
}

/// The nearest number: fifteen digits are more than one decimal needs.
fn float(number: &BigInt) -> f64 {
    num_traits::ToPrimitive::to_f64(number).unwrap_or(0.0)
}

/// What a body achieved for which money: that of the outcome's function, or everything it spends where none is named.
pub fn achieved(facts: &ReturnFacts, taxonomy: &Taxonomy) -> Vec<Achieved> {
    let mut spent: BTreeMap<FunctionId, Money> = BTreeMap::new();
    for cost in &facts.costs {
        for function in std::iter::successors(Some(cost.function), |id| taxonomy.get(*id).parent) {
            *spent.entry(function).or_default() += cost.amount;
        }
    }
    let outcomes = facts.outcomes.iter().map(|outcome| Achieved {
        measure: outcome.measure.clone(),
        value: outcome.value.0,
        higher: outcome.better == Better::Higher,
        spend: match outcome.function {
            Some(function) => spent.get(&function).copied().unwrap_or_default(),
            None => facts.organisation.services(),
        },
        size: size(facts, outcome),
        weight: outcome.weight.0,
    });
    outcomes.collect()
}

/// Nothing where a rate has no population to be a rate of.
fn size(facts: &ReturnFacts, outcome: &OutcomeFact) -> i64 {
    if outcome.kind == MeasureKind::Count && outcome.better == Better::Higher {
        return i64::from(ONE);
    }
    let population = facts.organisation.drivers.iter().find(|(name, _)| name.eq_ignore_ascii_case("population"));
    population.map_or(0, |(_, population)| population.0)
}

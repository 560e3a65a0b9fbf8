//! Services that moved between bodies, from both sides: what both say is bridged, the rest is disputed.

use std::collections::{BTreeMap, BTreeSet};

use super::rounds::Key;
use crate::finding::{Code, Finding};
use crate::ledger::{ReturnFacts, TransferFact};
use crate::money::Money;
use crate::overlap::Move;
use crate::taxonomy::{FunctionId, Taxonomy};

/// What moved between bodies.
#[derive(Debug, Default)]
pub(super) struct Transfers {
    /// What moved in, less what moved out, as far as both sides say so.
    pub(super) bridged: BTreeMap<Key, Money>,
    /// What a body says moved out, and the other does not confirm.
    pub(super) disputed: BTreeMap<Key, Money>,
    /// What is bridged, by function.
    pub(super) moves: BTreeMap<FunctionId, Vec<Move>>,
    pub(super) findings: Vec<Finding>,
}

/// What both sides say of one move of a function: from which body to which.
#[derive(Debug, Default)]
struct Said {
    out: Option<Money>,
    into: Option<Money>,
}

/// The bodies whose transfers are read: those that are compared, and behind them those of the second round only.
pub(super) struct Bodies<'a> {
    pub(super) compared: &'a [ReturnFacts],
    pub(super) alone: &'a [ReturnFacts],
}

impl<'a> Bodies<'a> {
    fn all(&self) -> impl Iterator<Item = (u32, &'a ReturnFacts)> + use<'a> {
        (0..).zip(self.compared.iter().chain(self.alone))
    }

    fn get(&self, body: u32) -> &'a ReturnFacts {
        let body = body as usize;
        self.compared.get(body).unwrap_or_else(|| &self.alone[body - self.compared.len()])
    }

    fn id(&self, body: u32) -> &'a str {
        &self.get(body).organisation.id
    }

    pub(super) fn is_compared(&self, body: u32) -> bool {
        (body as usize) < self.compared.len()
    }
}

/// Reads the transfers of a round. `most` is what may be said of a body and a function.
pub(super) fn transfers(bodies: &Bodies<'_>, taxonomy: &Taxonomy, most: &dyn Fn(&Key) -> i128) -> Transfers {
    let mut found = Transfers::default();
    let numbers: BTreeMap<&str, u32> =
        bodies.all().map(|(body, facts)| (facts.organisation.id.as_str(), body)).collect();
    let mut flows: BTreeMap<(FunctionId, u32, u32), Said> = BTreeMap::new();
    let mut unnamed: BTreeMap<Key, [Money; 2]> = BTreeMap::new();
    for (body, facts) in bodies.all() {
        for (function, entries) in placed(body, facts, taxonomy, most, &mut found.findings) {
            for transfer in entries {
                let sides = [(transfer.moved_in, false), (transfer.moved_out, true)];
                for (amount, out) in sides.into_iter().filter(|(amount, _)| amount.is_positive()) {
                    match transfer.with.as_deref() {
                        None => unnamed.entry((body, function)).or_default()[usize::from(out)] += amount,
                        Some(with) => match numbers.get(with) {
                            Some(other) => {
                                let (from, to) = if out { (body, *other) } else { (*other, body) };
                                let said = flows.entry((function, from, to)).or_default();
                                let side = if out { &mut said.out } else { &mut said.into };
                                *side = Some(side.unwrap_or_default() + amount);
                            }
                            None => found.bridge(bodies, function, one_side(body, out), amount),
                        },
                    }
                }
            }
        }
    }
    for ((function, from, to), said) in flows {
        // Who does not say with whom may mean this one.
        let mut answer = |said: Option<Money>, other: Option<Money>, key: Key, out: bool| {
            let pool = unnamed.get_mut(&key).map(|pool| &mut pool[usize::from(out)]);
            said.or_else(|| {
                let pool = pool.filter(|pool| pool.is_positive())?;
                let part = other.unwrap_or_default().min(*pool);
                *pool -= part;
                Some(part)
            })
        };
        let out = answer(said.out, said.into, (from, function), true);
        let into = answer(said.into, said.out, (to, function), false);
        found.settle(bodies, taxonomy, (function, from, to), &Said { out, into });
    }
    for ((body, function), [into, out]) in unnamed {
        found.bridge(bodies, function, one_side(body, false), into);
        found.bridge(bodies, function, one_side(body, true), out);
    }
    found
}

/// A move that only one body speaks of.
fn one_side(body: u32, out: bool) -> (Option<u32>, Option<u32>) {
    if out { (Some(body), None) } else { (None, Some(body)) }
}

/// The transfers of a body that can be placed, by function.
fn placed<'a>(
    body: u32,
    facts: &'a ReturnFacts,
    taxonomy: &Taxonomy,
    most: &dyn Fn(&Key) -> i128,
    findings: &mut Vec<Finding>,
) -> BTreeMap<FunctionId, Vec<&'a TransferFact>> {
    let mut leave = |code: &str, why: &str| {
        let id = &facts.organisation.id;
        let finding =
            Finding::new(Code::ImplausibleTransfer, format!("a transfer of `{id}` on `{code}` is not counted: {why}"));
        let finding = finding.help("declare it on the function itself, with the cost that moved").organisation(id);
        findings.push(Finding { path: Some(facts.path.clone()), ..finding });
    };
    let mut by_function: BTreeMap<FunctionId, Vec<&TransferFact>> = BTreeMap::new();
    for transfer in &facts.transfers {
        let Some(function) = transfer.function else { continue };
        let known = taxonomy.get(function);
        if !known.is_leaf {
            leave(&known.code, "it names a group of functions");
        } else if transfer.with.as_deref() == Some(facts.organisation.id.as_str()) {
            leave(&known.code, "it is with the organisation itself");
        } else {
            by_function.entry(function).or_default().push(transfer);
        }
    }
    by_function.retain(|function, entries| {
        let sum = |of: fn(&TransferFact) -> Money| entries.iter().map(|one| i128::from(of(one).0)).sum::<i128>();
        let is_likely = sum(|one| one.moved_in).max(sum(|one| one.moved_out)) <= most(&(body, *function));
        if !is_likely {
            leave(&taxonomy.get(*function).code, "it is more than ten times what was spent on it in both sets");
        }
        is_likely
    });
    by_function
}

impl Transfers {
    fn bridge(
        &mut self,
        bodies: &Bodies<'_>,
        function: FunctionId,
        (from, to): (Option<u32>, Option<u32>),
        amount: Money,
    ) {
        let [from, to] = [from, to].map(|body| body.filter(|body| bodies.is_compared(*body)));
        if !amount.is_positive() || from.or(to).is_none() {
            return;
        }
        if let Some(from) = from {
            let sum = self.bridged.entry((from, function)).or_default();
            *sum -= amount;
        }
        if let Some(to) = to {
            *self.bridged.entry((to, function)).or_default() += amount;
        }
        self.moves.entry(function).or_default().push(Move { from, to, amount });
    }

    /// Bridges the smaller of two amounts on both sides. More than a hundredth beyond it is disputed.
    fn settle(
        &mut self,
        bodies: &Bodies<'_>,
        taxonomy: &Taxonomy,
        (function, from, to): (FunctionId, u32, u32),
        said: &Said,
    ) {
        let [out, into] = [said.out, said.into].map(Option::unwrap_or_default);
        let (less, more) = (out.min(into), out.max(into));
        self.bridge(bodies, function, (Some(from), Some(to)), less);
        if i128::from((more - less).0) * 100 <= i128::from(more.0) {
            return;
        }
        if out > into && bodies.is_compared(from) {
            *self.disputed.entry((from, function)).or_default() += out - into;
        }
        let says = |body: u32, amount: Option<Money>, what: &str| {
            let facts = bodies.get(body);
            let currency = &facts.organisation.currency;
            match amount {
                Some(amount) => format!(
                    "`{}` declares that {} \
                    {what}",
                    facts.organisation.id,
                    amount.exact(currency)
                ),
                None => format!("`{}` does not declare it", facts.organisation.id),
            }
        };
        let message = format!(
            "on `{}`, {} and {}: {} is bridged, {} is disputed and counts as no reduction",
            taxonomy.get(function).code,
            says(from, said.out, &format!("moved out to `{}`", bodies.id(to))),
            says(to, said.into, &format!("moved in from `{}`", bodies.id(from))),
            less.exact(&bodies.get(from).organisation.currency),
            (more - less).exact(&bodies.get(from).organisation.currency),
        );
        let speaks = if more == out { from } else { to };
        let finding = Finding::new(Code::DisputedTransfer, message)
            .help("agree on the cost that moved, and declare the same amount in both returns")
            .organisation(bodies.id(speaks));
        self.findings.push(Finding { path: Some(bodies.get(speaks).path.clone()), ..finding });
    }

    /// Every body and function that something is said of.
    pub(super) fn keys(&self) -> BTreeSet<Key> {
        self.bridged.keys().chain(self.disputed.keys()).copied().collect()
    }
}

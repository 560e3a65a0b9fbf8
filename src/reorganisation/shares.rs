//! Declared shares of one organisation: they must add up to 1, over all and on each function that has shares of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::file::{Part, WrittenMember};
use super::plan::{Look, Weight};
use crate::finding::{Code, nearest};
use crate::money::{ONE, Share};
use crate::source::Position;
use crate::taxonomy::FunctionId;

/// What is written of one part.
pub(super) struct Divided<'w> {
    share: Share,
    functions: &'w [(String, Share, Position)],
    at: Position,
}

impl<'w> Divided<'w> {
    pub(super) fn of(member: &'w WrittenMember) -> Self {
        let (share, functions): (Share, &[_]) = match &member.part {
            Part::Share(share, functions) => (*share, functions),
            Part::Whole | Part::By(_) => (Share::WHOLE, &[]),
        };
        Self { share, functions, at: member.at }
    }
}

/// The weights of the parts of an organisation.
pub(super) fn shares(
    look: &mut Look<'_>,
    option: &str,
    body: u32,
    parts: &[Divided<'_>],
) -> Option<Vec<Option<Weight>>> {
    // A part is of an organisation that a successor names, so there is one.
    let mut weights: Vec<Weight> =
        parts.iter().map(|part| Weight { all: i64::from(part.share.0), functions: BTreeMap::new() }).collect();
    // Groups first, so that what is said of a function goes before what is said of its group.
    let mut named: Vec<(usize, FunctionId, Share, Position)> = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        for (code, share, at) in part.functions {
            match look.taxonomy.find(code) {
                Some(function) => named.push((place, function, *share, *at)),
                None => {
                    let known = look.taxonomy.iter().map(|(_, function)| function.code.as_str());
                    let help = match nearest(code, known) {
                        Some(meant) => format!("did you mean `{meant}`?"),
                        None => "`dupaudit taxonomy` lists the functions".to_owned(),
                    };
                    look.found(Code::InvalidOptions, *at, format!("there is no function `{code}`"), help);
                    return None;
                }
            }
        }
    }
    let taxonomy = look.taxonomy;
    named.sort_by_key(|(place, function, ..)| (taxonomy.get(*function).is_leaf, *function, *place));
    let mut touched: BTreeSet<FunctionId> = BTreeSet::new();
    for (place, function, share, _) in &named {
        let within = taxonomy.iter().filter(|(id, leaf)| leaf.is_leaf && taxonomy.is_within(*id, *function));
        for (leaf, _) in within {
            weights[*place].functions.insert(leaf, i64::from(share.0));
            touched.insert(leaf);
        }
    }
    if !adds_up(weights.iter().map(|weight| weight.all)) {
        let sum: i64 = weights.iter().map(|weight| weight.all).sum();
        let message = format!("option `{option}` gives away {} of `{}`", decimal(sum), look.id(body));
        look.found(
            Code::SharesNotOne,
            parts[parts.len() - 1].at,
            message,
            "let the shares in all of its successors add up to 1",
        );
        return None;
    }
    for leaf in touched {
        let of = |weight: &Weight| weight.functions.get(&leaf).copied().unwrap_or(weight.all);
        if !adds_up(weights.iter().map(of)) {
            let sum: i64 = weights.iter().map(of).sum();
            let code = &taxonomy.get(leaf).code;
            let message = format!("option `{option}` gives away {} of `{code}` of `{}`", decimal(sum), look.id(body));
            let at = named.iter().find(|(_, function, ..)| taxonomy.is_within(leaf, *function)).map(|(.., at)| *at);
            let help = "name the function under `functions` in all of its successors, so that its shares add up to 1";
            look.found(Code::SharesNotOne, at.unwrap_or(parts[0].at), message, help);
            return None;
        }
    }
    Some(weights.into_iter().map(Some).collect())
}

/// Whether shares are one whole, but for the last digit of each.
fn adds_up(shares: impl Iterator<Item = i64>) -> bool {
    let (sum, count) = shares.fold((0, 0), |(sum, count), share| (sum + share, count + 1));
    (sum - i64::from(ONE)).abs() < count.max(1)
}

/// Parts of a million as a decimal number.
fn decimal(ppm: i64) -> String {
    let text = format!("{}.{:06}", ppm / 1_000_000, ppm % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

//! Items that look like one and the same. Items that differ in cost are never compared with each other: a sort puts what
//! could be the same side by side, so that the work grows with the items and not with their pairs.

use foldhash::HashMap;

use crate::finding::{Code, Finding, Findings};
use crate::mapping::normalise;
use crate::money::Money;
use crate::returns::{Item, Kind, Return, Role, System};
use crate::source::Route;

/// Below this many pence an equal cost is no sign of being the same.
const LEAST: Money = Money(100_000);

/// From this length on a word may hold one slip of the keyboard.
const LONG: usize = 6;

/// Looks for items of one kind that agree in unit and cost, and in everything that would tell them apart.
pub(super) fn declared_twice(declared: &Return, findings: &mut Findings) {
    let cost = |item: &Item<'_>| item.whole().filter(|cost| *cost >= LEAST && may_be_twice(declared, item));
    let mut times: HashMap<(Kind, Money), usize> = HashMap::default();
    for item in declared.items() {
        if let Some(cost) = cost(&item) {
            *times.entry((item.kind, cost)).or_default() += 1;
        }
    }
    let mut candidates: Vec<(Kind, Money, &str, Item<'_>)> = declared
        .items()
        .filter_map(|item| {
            let cost = cost(&item).filter(|cost| times.get(&(item.kind, *cost)).is_some_and(|times| *times > 1))?;
            Some((item.kind, cost, item.unit.unwrap_or_default(), item))
        })
        .collect();
    candidates.sort_by_key(|(kind, cost, unit, item)| (*kind, *cost, *unit, item.index));
    let same =
        |a: &(Kind, Money, &str, Item<'_>), b: &(Kind, Money, &str, Item<'_>)| (a.0, a.1, a.2) == (b.0, b.1, b.2);
    for block in candidates.chunk_by(same).filter(|block| block.len() > 1) {
        let mut named: Vec<(Vec<String>, &Item<'_>)> =
            block.iter().map(|(.., item)| (sorted_words(item.text), item)).collect();
        named.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.index.cmp(&b.1.index)));
        let alike = |a: &(Vec<String>, &Item<'_>), b: &(Vec<String>, &Item<'_>)| {
            same_words(&a.0, &b.0) && nothing_tells_apart(declared, a.1, b.1)
        };
        for copies in named.chunk_by(alike).filter(|copies| copies.len() > 1) {
            findings.extend(finding(declared, block[0].1, copies.iter().map(|(_, item)| *item)));
        }
    }
}

/// Posts on one point of the pay scale cost the same: of roles only groups have a cost that is theirs alone.
fn may_be_twice(declared: &Return, item: &Item<'_>) -> bool {
    item.kind != Kind::Role || declared.roles[item.index].fte.is_none_or(|fte| fte.0 > 1000)
}

fn sorted_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = normalise(text).split(' ').map(str::to_owned).collect();
    words.sort();
    words
}

/// The same words in any order; one long word may differ by one slip of the keyboard, unless that is a number.
fn same_words(a: &[String], b: &[String]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut others = a.iter().zip(b).filter(|(a, b)| a != b);
    match (others.next(), others.next()) {
        (None, _) => true,
        (Some((a, b)), None) => {
            let is_word = |word: &str| word.chars().all(char::is_alphabetic);
            a.len().max(b.len()) >= LONG
                && is_word(a)
                && is_word(b)
                && strsim::levenshtein(a, b) == 1
                && !is_plural(a, b)
        }
        _ => false,
    }
}

/// `officer` and `officers` are a group and its head more often than one of them twice.
fn is_plural(a: &str, b: &str) -> bool {
    a.strip_suffix('s') == Some(b) || b.strip_suffix('s') == Some(a)
}

/// Two items that agree in kind, unit, cost and words may still be two.
fn nothing_tells_apart(declared: &Return, a: &Item<'_>, b: &Item<'_>) -> bool {
    match a.kind {
        // Two processes of one name and cost in one unit.
        Kind::Process => a.function == b.function && a.functions == b.functions,
        Kind::Role => {
            let (a, b): (&Role, &Role) = (&declared.roles[a.index], &declared.roles[b.index]);
            (a.fte, &a.grade, a.category, &a.profession) == (b.fte, &b.grade, b.category, &b.profession)
        }
        Kind::System => {
            let (a, b): (&System, &System) = (&declared.systems[a.index], &declared.systems[b.index]);
            let agree = |a: Option<&str>, b: Option<&str>| a.is_none() || b.is_none() || a == b;
            let ends = a.contract_end.is_none() || b.contract_end.is_none() || a.contract_end == b.contract_end;
            ends && agree(a.product.as_deref(), b.product.as_deref()) && agree(a.vendor.as_deref(), b.vendor.as_deref())
        }
    }
}

/// One finding for all copies of one thing, at the last of them.
fn finding<'a>(declared: &Return, cost: Money, copies: impl Iterator<Item = &'a Item<'a>>) -> Option<Finding> {
    let mut copies: Vec<&Item<'_>> = copies.collect();
    copies.sort_by_key(|item| item.index);
    let (last, first) = (copies.last()?, copies.first()?);
    let more = i64::try_from(copies.len() - 1).unwrap_or(i64::MAX);
    let twice = Money(cost.0.saturating_mul(more));
    let message = format!(
        "the {} `{}` looks like `{}` declared again, with the same cost: {} counts twice",
        last.kind,
        last.id,
        first.id,
        twice.exact(declared.currency())
    );
    let finding = Finding::new(Code::DeclaredTwice, message)
        .help("remove one, or show the difference in name, unit or grade")
        .amount(twice.0);
    let first = Route::item(first.kind.list(), first.index);
    Some(finding.at(Route::item(last.kind.list(), last.index)).related(first, "declared here already").item(last.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_are_the_same_thing() {
        let same = |a: &str, b: &str| same_words(&sorted_words(a), &sorted_words(b));
        for (a, b) in [
            ("Council tax officer", "Officer, Council Tax"),
            ("NEC Revenues & Benefits", "nec revenues benefits"),
            ("Recovery assistant", "Recovery asistant"),
        ] {
            assert!(same(a, b), "{a} / {b}");
        }
        for (a, b) in [
            ("Team leader 1", "Team leader 2"),
            ("Area officer east", "Area officer west"),
            ("Area officer north", "Area officer south"),
            ("Payroll officer", "Payroll officers"),
            ("Payroll officer", "Senior payroll officer"),
            ("Payroll officer A", "Payroll officer B"),
        ] {
            assert!(!same(a, b), "{a} / {b}");
        }
    }
}

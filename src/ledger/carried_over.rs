//! Functions that a return declares by another list, and that the list of the audit has no counterpart for.

use std::cmp::Reverse;

use crate::finding::{Code, Finding};
use crate::money::{Money, agree};
use crate::returns::{Item, Return};
use crate::source::Route;
use crate::taxonomy::{DEFAULT, Taxonomy};

/// One finding for all items whose declared function could not be carried over: their text says what they are instead.
pub(super) fn not_carried_over(declared: &Return, taxonomy: &Taxonomy) -> Option<Finding> {
    let list = declared.taxonomy.as_deref().unwrap_or(DEFAULT);
    if list == taxonomy.id {
        return None;
    }
    let is_lost = |code: &str| taxonomy.translate(Some(list), code).is_none();
    let is_stray = |item: &Item<'_>| match (item.function, item.functions) {
        (Some(code), _) => is_lost(code),
        (None, functions) => functions.is_some_and(|shares| shares.0.iter().any(|(code, _)| is_lost(code))),
    };
    let strays: Vec<Item<'_>> = declared.items().filter(is_stray).collect();
    let cost = |item: &Item<'_>| item.whole().unwrap_or_default();
    let first = strays.iter().max_by_key(|item| (cost(item), Reverse((item.kind, item.index))))?;
    let count = strays.len();
    let message = format!(
        "{count} {} of `{list}` without a counterpart in `{}` ({}); the costliest is `{}`",
        agree(count, "item declares a function", "items declare functions"),
        taxonomy.id,
        strays.iter().map(cost).sum::<Money>().exact(declared.currency()),
        first.text
    );
    let help = format!(
        "audit with `--taxonomy {list}`, or give {} a `function:` of `{}`; until then the text of an item decides",
        agree(count, "the item", "the items"),
        taxonomy.id
    );
    Some(
        Finding::new(Code::NotCarriedOver, message)
            .help(help)
            .each(strays.iter().map(|item| (item.kind.named(item.id), cost(item).0)))
            .at(Route::item(first.kind.list(), first.index))
            .item(first.id),
    )
}

//! Entries taken out of the text of a return, each whole and nothing else.

use std::collections::BTreeSet;

use super::editor::Editor;
use super::{NotUpdated, Taken, no};
use crate::returns::ItemsById;
use crate::returns::load::{Loaded, load};
use crate::returns::model::{Item, Kind, Return};
use crate::returns::scalars::List;
use crate::source::{Content, Document, parse_tree};

/// The text without some of its entries. Comments between entries stay: they may be about others.
///
/// # Errors
/// Something else speaks of one of them, or they are written in a way that does not let them be cut out.
pub(super) fn without(text: &str, gone: &Taken) -> Result<String, NotUpdated> {
    let Some(before) = read(text) else { return no("it cannot be changed in place") };
    unspoken_of(&before, gone)?;
    let Ok(tree) = parse_tree(text) else { return no("it cannot be changed in place") };
    let mut editor = Editor::new(text, &tree);
    let lists: BTreeSet<&str> = gone.iter().map(|(kind, _)| kind.list()).collect();
    for list in lists {
        let cannot =
            || NotUpdated(format!("its `{list}` are written in a way from which nothing can be taken in place"));
        let Some(Content::List(entries)) = tree.get(list).map(|node| &node.content) else { return Err(cannot()) };
        for (_, index) in gone.iter().filter(|(kind, _)| kind.list() == list) {
            let entry = entries.get(*index).ok_or_else(cannot)?;
            editor.cut(entry).ok_or_else(cannot)?;
        }
    }
    let text = editor.finish();
    let is_whole = read(&text).is_some_and(|after| said(&after, &Taken::new()) == said(&before, gone));
    if is_whole { Ok(text) } else { no("items cannot be removed from it in place") }
}

fn read(text: &str) -> Option<Box<Return>> {
    match load(&Document { text: text.to_owned(), first_line: 1, json: false }) {
        Loaded::Return(declared) => Some(declared),
        _ => None,
    }
}

/// Whether no exception and no link is left that speaks of what is gone: it would be wrong without it.
fn unspoken_of(declared: &Return, gone: &Taken) -> Result<(), NotUpdated> {
    let (all, by_id): (Vec<Item<'_>>, _) = (declared.items().collect(), ItemsById::of(declared));
    for exception in &*declared.exceptions {
        let Some(name) = &exception.item else { continue };
        let mut named = by_id.named(name).into_iter().map(|place| &all[place]).peekable();
        let Some(first) = named.peek().copied() else { continue };
        if named.all(|item| gone.contains(&(item.kind, item.index))) {
            return no(format!(
                "an exception is of `{}`, which the tables no longer have: take it out first",
                first.id
            ));
        }
    }
    let roles = declared.roles.iter().enumerate().map(|(index, role)| (Kind::Role, index, &role.processes));
    let systems = declared.systems.iter().enumerate();
    let systems = systems.map(|(index, system)| (Kind::System, index, &system.processes));
    let links = roles.chain(systems).filter(|(kind, index, _)| !gone.contains(&(*kind, *index)));
    let linked: BTreeSet<&str> =
        links.filter_map(|(.., links)| links.as_ref()).flat_map(|links| &links.0).map(|(id, _)| id.as_str()).collect();
    for (index, process) in declared.processes.iter().enumerate() {
        if gone.contains(&(Kind::Process, index)) && linked.contains(process.id.as_str()) {
            return no(format!(
                "items are linked to `{}`, which the tables no longer have: take the links out first",
                process.id
            ));
        }
    }
    Ok(())
}

/// Everything that a return says, but for what is gone.
fn said(declared: &Return, gone: &Taken) -> String {
    fn kept<T: Clone>(entries: &List<T>, kind: Kind, gone: &Taken) -> List<T> {
        let kept = (0..).zip(entries).filter(|(index, _)| !gone.contains(&(kind, *index)));
        kept.map(|(_, entry)| entry.clone()).collect::<Vec<_>>().into()
    }
    let mut left = declared.clone();
    left.processes = kept(&declared.processes, Kind::Process, gone);
    left.roles = kept(&declared.roles, Kind::Role, gone);
    left.systems = kept(&declared.systems, Kind::System, gone);
    format!("{left:?}")
}

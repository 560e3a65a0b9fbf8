//! A return that is there already, brought up to date in its own text: what a person added or wrote differently stays,
//! comments included.
//!
//! An item is the same if it has the same id, else if it has the same name, unit and grade, else if it is the only one
//! with its unit and figures: then it has another name in the tables, and gets it. Otherwise only figures change: cost,
//! staff, volume, the end of a contract. What the tables do not have stays as it is and is told, unless it shall go: then
//! the tables are followed in names, units and grades as well.

mod editor;
mod matching;
mod removal;

use std::collections::{BTreeMap, BTreeSet};

use self::editor::Editor;
use self::matching::matched;
use super::draft::{Draft, DraftItem, item_text, printable};
use crate::money::Money;
use crate::returns::load::{Loaded, load};
use crate::returns::model::{Item, Kind, Return};
use crate::source::{Document, Documents, Framing, parse_tree};

/// What happens to items of the tables' kinds that the tables do not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlisted {
    /// They stay.
    Keep,
    /// They are taken out, and what stays has the name, unit and grade that the tables have for it.
    TakeOut,
}

/// A return brought up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Updated {
    /// Its text.
    pub text: String,
    /// Items that are new.
    pub added: usize,
    /// Items with a figure or a name that changed.
    pub changed: usize,
    /// Ids of those that got the name that the tables have for them.
    pub renamed: Vec<String>,
    /// Ids of items of the tables' kinds that the tables do not have, whether they stay or went.
    pub missing: Vec<String>,
    /// What the return says that those cost.
    pub missing_cost: Money,
}

/// Items by kind and place in their list.
type Taken = BTreeSet<(Kind, usize)>;

/// Why a return is left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotUpdated(pub String);

impl std::fmt::Display for NotUpdated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

fn no<T>(why: impl Into<String>) -> Result<T, NotUpdated> {
    Err(NotUpdated(why.into()))
}

/// Brings the text of a return up to date.
///
/// # Errors
/// It is no single return in YAML, is of another body, period or currency, or is written in a way that cannot be changed
/// in place.
pub fn update(text: &str, draft: &Draft, unlisted: Unlisted) -> Result<Updated, NotUpdated> {
    let mut documents = Documents::new(text.as_bytes(), Framing::Yaml);
    let (Some(Ok(document)), None) = (documents.next(), documents.next()) else {
        return no("it does not hold one return alone");
    };
    let Loaded::Return(declared) = load(&document) else {
        return no("the return cannot be read: run `dupaudit check` to see why");
    };
    same(&declared, draft)?;
    let Ok(tree) = parse_tree(text) else { return no("it cannot be changed in place") };
    let mut editor = Editor::new(text, &tree);
    let units = editor.units(&declared, draft)?;
    let mut updated = Updated {
        text: String::new(),
        added: 0,
        changed: 0,
        renamed: Vec::new(),
        missing: Vec::new(),
        missing_cost: Money::ZERO,
    };
    let mut names: BTreeMap<(Kind, usize), String> = BTreeMap::new();
    let mut gone = Taken::new();
    let follows = unlisted == Unlisted::TakeOut;
    let kinds: BTreeSet<Kind> = draft.items.iter().map(|item| item.kind).collect();
    for kind in kinds {
        let matches = matched(&declared, &tree, draft, kind, &units);
        let mut new = String::new();
        let own: Vec<Item<'_>> = declared.items().filter(|item| item.kind == kind).collect();
        let mut ids: BTreeSet<String> = own.iter().map(|item| item.id.to_owned()).collect();
        for item in draft.items.iter().filter(|item| item.kind == kind) {
            if let Some(known) = matches.get(item.id.as_str()) {
                let mut is_changed = editor.figures(kind, known.index, item)?;
                if (known.is_renamed || follows) && editor.rename(kind, known.index, &in_units(item, &units))? {
                    is_changed = true;
                    names.insert((kind, known.index), printable(&item.name));
                }
                updated.changed += usize::from(is_changed);
            } else {
                new.push_str(&item_text(&as_new(item, &units, &mut ids), "  "));
                updated.added += 1;
            }
        }
        editor.append(kind.list(), &new)?;
        let known: BTreeSet<usize> = matches.values().map(|known| known.index).collect();
        for item in own.iter().filter(|item| !known.contains(&item.index)) {
            updated.missing.push(item.id.to_owned());
            updated.missing_cost.0 = updated.missing_cost.0.saturating_add(cost(&declared, item).0);
            gone.insert((kind, item.index));
        }
    }
    let is_renamed =
        |item: &Item<'_>| names.get(&(item.kind, item.index)).is_some_and(|name| alike(name) != alike(item.text));
    updated.renamed = declared.items().filter(is_renamed).map(|item| item.id.to_owned()).collect();
    updated.text = editor.finish();
    verify(&declared, &names, &updated)?;
    if unlisted == Unlisted::TakeOut && !gone.is_empty() {
        // New entries stand behind the old ones, whose places are what they were.
        updated.text = removal::without(&updated.text, &gone)?;
    }
    Ok(updated)
}

/// An item that the return does not have: in the return's units, and with an id that no other has.
fn as_new(item: &DraftItem, units: &BTreeMap<String, String>, ids: &mut BTreeSet<String>) -> DraftItem {
    let mut new = in_units(item, units);
    let mut count = 1;
    while !ids.insert(new.id.clone()) {
        count += 1;
        new.id = format!("{}-{count}", item.id);
    }
    new
}

/// An item with the unit as the return calls it.
fn in_units(item: &DraftItem, units: &BTreeMap<String, String>) -> DraftItem {
    let mut own = item.clone();
    for (_, text) in own.texts.iter_mut().filter(|(key, _)| *key == "unit") {
        if let Some(unit) = units.get(text.as_str()) {
            text.clone_from(unit);
        }
    }
    own
}

/// What a return says that an item costs: of a process all of it, where that is said.
fn cost(declared: &Return, item: &Item<'_>) -> Money {
    let whole = match item.kind {
        Kind::Process => declared.processes.get(item.index).and_then(|process| process.total),
        Kind::Role | Kind::System => None,
    };
    whole.or(item.cost).unwrap_or_default()
}

/// Whether the return is the one that the tables are about.
fn same(declared: &Return, draft: &Draft) -> Result<(), NotUpdated> {
    if declared.organisation.id != draft.id {
        return no(format!("it is of `{}`, and the tables are of `{}`", declared.organisation.id, draft.id));
    }
    if declared.period.0 != draft.period {
        return no(format!("it is of {}, and the tables are of {}", declared.period.0, draft.period));
    }
    let currency = draft.currency.as_deref().unwrap_or("GBP");
    if declared.currency() != currency {
        return no(format!("it is in {}, and the tables are in {currency}", declared.currency()));
    }
    Ok(())
}

/// What is left of a name when spelling and signs do not count.
fn alike(text: &str) -> String {
    let words: String = text.chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Nothing that was there is gone, everything has the name it should have, and the text is a return still.
fn verify(before: &Return, names: &BTreeMap<(Kind, usize), String>, updated: &Updated) -> Result<(), NotUpdated> {
    let document = Document { text: updated.text.clone(), first_line: 1, json: false };
    let wrong = || NotUpdated("it is written in a way that cannot be changed in place".to_owned());
    let Loaded::Return(after) = load(&document) else { return Err(wrong()) };
    let new: BTreeSet<(Kind, &str, &str)> = after.items().map(|item| (item.kind, item.id, item.text)).collect();
    let is_kept = |item: Item<'_>| {
        let name = names.get(&(item.kind, item.index)).map_or(item.text, String::as_str);
        new.contains(&(item.kind, item.id, name))
    };
    let is_whole = before.items().all(is_kept) && after.items().count() == before.items().count() + updated.added;
    if is_whole { Ok(()) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(items: Vec<DraftItem>) -> Draft {
        let units = BTreeMap::from([("hr".to_owned(), "HR".to_owned()), ("it".to_owned(), "IT".to_owned())]);
        Draft { period: "2025-26".into(), id: "a".into(), name: "A".into(), units, items, ..Draft::default() }
    }

    fn role(id: &str, name: &str, unit: &str, cost: &str) -> DraftItem {
        let (texts, figures) =
            (vec![("unit", unit.to_owned())], vec![("fte", "2.000".to_owned()), ("cost", cost.to_owned())]);
        DraftItem { kind: Kind::Role, id: id.into(), name: name.into(), texts, figures }
    }

    const RETURN: &str = "\
# Ours.
dupaudit: 1
period: 2025-26
organisation: {id: a, name: A}
units:
  - {id: people, name: HR}     # renamed
roles:
  - id: boss
    title: Head of HR          # by hand
    unit: people
    fte: 1
    cost: 50_000
    function: hr.strategy
  # Below: from payroll.
  - {id: clerk, title: Clerk, fte: 2.0}
  - id: extra
    title: Volunteer
    description: |
      Over
      two lines
# The end.
";

    #[test]
    fn what_a_person_wrote_stays() {
        let items = vec![
            role("head-of-hr", "Head of  HR", "hr", "60000.00"),
            role("clerk", "Payroll clerk", "hr", "41000.00"),
            role("developer", "Developer", "it", "90000.00"),
        ];
        let updated = update(RETURN, &draft(items.clone()), Unlisted::Keep).expect("an update");
        let meant = RETURN
            .replace("    fte: 1\n    cost: 50_000\n", "    fte: 2.000\n    cost: 60000.00\n")
            .replace("{id: clerk, title", "{id: clerk, cost: 41000.00, title")
            .replace("name: HR}     # renamed\n", "name: HR}     # renamed\n  - id: it\n    name: IT\n")
            .replace(
                "two lines\n",
                "two lines\n  - id: developer\n    title: Developer\n    unit: it\n    fte: 2.000\n    cost: 90000.00\n",
            );
        assert_eq!(updated.text, meant);
        assert_eq!((updated.added, updated.changed, updated.missing), (1, 2, vec!["extra".to_owned()]));
        let again = update(&meant, &draft(items), Unlisted::Keep).expect("an update");
        assert_eq!((again.text, again.added, again.changed), (meant, 0, 0));
    }

    /// Where another column is the unit, what is there has another one; figures alone do not say so.
    #[test]
    fn what_is_replaced_is_in_the_units_of_the_tables() {
        let items = || vec![role("clerk", "Clerk", "it", "41000.00")];
        let text = RETURN.replace("title: Clerk, fte", "title: Clerk, unit: people, fte");
        let kept = update(&text, &draft(items()), Unlisted::Keep).expect("an update");
        assert!(kept.text.contains("title: Clerk, unit: people, fte"), "{}", kept.text);
        let followed = update(&text, &draft(items()), Unlisted::TakeOut).expect("an update");
        assert!(followed.text.contains("title: Clerk, unit: it, fte"), "{}", followed.text);
        assert_eq!((followed.changed, followed.renamed, followed.missing.len()), (1, Vec::new(), 2));
    }

    /// Where another column is the name, every item has another; what is there of it stays one item.
    #[test]
    fn what_has_another_name_gets_it() {
        let text = "\
dupaudit: 1
period: 2025-26
organisation: {id: a, name: A}
units: [{id: hr, name: HR}]
roles:
  - id: a17
    title: \"A: \\\"17\"      # by whom?
    unit: hr
    fte: 2
    cost: 41_000
    function: hr.payroll
  - {id: a18, title: A18, unit: hr, fte: 2, cost: 42000, grade: x}
  - {id: a19, title: A19, unit: hr, fte: 2, cost: 43000}
  - {id: a20, title: A20, unit: hr, fte: 2, cost: 43000}
  - {id: a21, title: A21, unit: hr, fte: 2, cost: 0}
";
        let mut graded = role("adviser-d", "Adviser, senior", "hr", "42000.00");
        graded.texts.push(("grade", "D".to_owned()));
        let items = || {
            let role = |id: &str, name: &str, cost: &str| role(id, name, "hr", cost);
            vec![
                role("clerk", "Clerk", "41000.00"),
                graded.clone(),
                role("cook", "Cook", "43000.00"),
                role("aide", "Aide", "0.00"),
            ]
        };
        let units = BTreeMap::from([("hr".to_owned(), "HR".to_owned())]);
        let with = |items| Draft { units: units.clone(), ..draft(items) };
        let updated = update(text, &with(items()), Unlisted::Keep).expect("an update");
        let new = |item: &DraftItem| item_text(item, "  ");
        let meant = text.replace("\"A: \\\"17\"      #", "Clerk      #").replace(
            "title: A18, unit: hr, fte: 2, cost: 42000, grade: x",
            "title: \"Adviser, senior\", unit: hr, fte: 2, cost: 42000, grade: D",
        ) + &new(&items()[2])
            + &new(&items()[3]);
        assert_eq!(updated.text, meant);
        assert_eq!((updated.added, updated.changed), (2, 2));
        assert_eq!(updated.renamed, ["a17", "a18"], "of two with the same figures none is, and none without a cost");
        assert_eq!((updated.missing.len(), updated.missing_cost), (3, Money(8_600_000)));
        let again = update(&meant, &with(items()), Unlisted::Keep).expect("an update");
        assert_eq!((again.text, again.added, again.changed), (meant, 0, 0));
    }

    #[test]
    fn what_the_tables_do_not_list_goes_where_that_is_asked_for() {
        let items = vec![role("head-of-hr", "Head of HR", "hr", "60000.00"), role("cook", "Cook", "hr", "1.00")];
        let updated = update(RETURN, &draft(items), Unlisted::TakeOut).expect("an update");
        let meant = RETURN
            .replace("fte: 1\n    cost: 50_000\n", "fte: 2.000\n    cost: 60000.00\n")
            .replace("name: HR}     # renamed\n", "name: HR}     # renamed\n  - id: it\n    name: IT\n")
            .replace("  - {id: clerk, title: Clerk, fte: 2.0}\n", "")
            .replace(
                "  - id: extra\n    title: Volunteer\n    description: |\n      Over\n      two lines\n",
                "  - id: cook\n    title: Cook\n    unit: people\n    fte: 2.000\n    cost: 1.00\n",
            );
        assert_eq!(updated.text, meant, "comments between entries stay");
        assert_eq!((updated.missing.as_slice(), updated.added), (&["clerk".to_owned(), "extra".to_owned()][..], 1));
        let windows = RETURN.replace('\n', "\r\n");
        let updated = update(&windows, &draft(vec![role("clerk", "Clerk", "hr", "1.00")]), Unlisted::TakeOut);
        assert!(!updated.expect("an update").text.contains("boss"));
    }

    #[test]
    fn what_others_speak_of_does_not_go() {
        let head = "dupaudit: 1\nperiod: 2025-26\norganisation: {id: a, name: A}\n";
        let process = DraftItem { kind: Kind::Process, ..role("new", "New", "hr", "1.00") };
        for (text, items, why) in [
            (
                "roles:\n  - {id: x, title: X}\nexceptions:\n  - {item: role/x, reason: statutory}\n",
                vec![role("clerk", "Clerk", "hr", "1.00")],
                "an exception is of `x`, which the tables no longer have: take it out first",
            ),
            (
                "processes:\n  - {id: x, name: X}\nroles:\n  - {id: y, title: Y, processes: [x]}\n",
                vec![DraftItem { figures: vec![("other", "1.00".to_owned())], ..process }],
                "items are linked to `x`, which the tables no longer have: take the links out first",
            ),
            (
                "roles: [{id: x, title: X}, {id: clerk, title: Clerk}]\n",
                vec![role("clerk", "Clerk", "hr", "1.00")],
                "its `roles` are written in a way from which nothing can be taken in place",
            ),
            (
                "roles:\n  -\n    id: x\n    title: X\n  - {id: clerk, title: Clerk}\n",
                vec![role("clerk", "Clerk", "hr", "1.00")],
                "its `roles` are written in a way from which nothing can be taken in place",
            ),
        ] {
            let refused = update(&format!("{head}{text}"), &draft(items), Unlisted::TakeOut);
            assert_eq!(refused, Err(NotUpdated(why.to_owned())), "{text}");
        }
    }

    #[test]
    fn lists_that_are_not_there_are_made() {
        let text = "dupaudit: 1\r\nperiod: 2025-26\r\norganisation: {id: a, name: A}\r\nroles:\r\nunits:";
        let updated =
            update(text, &draft(vec![role("clerk", "Clerk", "hr", "1.00")]), Unlisted::Keep).expect("an update");
        let meant = text.replace(
            "roles:",
            "roles:\r\n  - id: clerk\r\n    title: Clerk\r\n    unit: hr\r\n    fte: 2.000\r\n    cost: 1.00",
        ) + "\r\n  - id: hr\r\n    name: HR\r\n  - id: it\r\n    name: IT";
        assert_eq!(updated.text, meant);
    }

    #[test]
    fn what_cannot_be_changed_is_left() {
        let text = "dupaudit: 1\nperiod: 2025-26\norganisation: {id: a, name: A}\n";
        let one = || draft(vec![role("clerk", "Clerk", "hr", "1.00")]);
        for (text, why) in [
            (text.replace("2025-26", "2024-25"), "it is of 2024-25, and the tables are of 2025-26"),
            (text.replace("id: a", "id: b"), "it is of `b`, and the tables are of `a`"),
            (format!("{text}---\n{text}"), "it does not hold one return alone"),
            (format!("{text}currency: CAD\n"), "it is in CAD, and the tables are in GBP"),
            (
                format!("{text}roles: [{{id: x, title: X}}]\n"),
                "its `roles` are written in brackets, to which nothing can be added in place",
            ),
            ("# nothing\n".to_owned(), "it does not hold one return alone"),
        ] {
            assert_eq!(update(&text, &one(), Unlisted::Keep), Err(NotUpdated(why.to_owned())), "{text}");
        }
    }
}

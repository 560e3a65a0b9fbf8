//! What to declare next, and what cannot be said.

use super::{Cell, Old, count, fte, money, text, wide};
use crate::report::declare::DeclareRow;
use crate::report::unsaid::UnsaidRow;

/// One thing to declare: of all, or of the organisation.
pub(super) struct Declared {
    of: Option<String>,
    row: DeclareRow,
}

pub(super) static DECLARE_NEXT: Old<Declared> = Old {
    name: "declare_next",
    title: "To declare next",
    about: "One thing to declare next and what that would change: first of all together, then of each organisation; the most valuable first.",
    key: 0,
    references: &[],
    rows: |report, each| {
        let all = report.declare_next.iter().map(|row| (None, row));
        let of = report.organisations.iter().flat_map(|one| one.declare_next.iter().map(|row| (Some(&one.id), row)));
        all.chain(of).try_for_each(|(of, row)| each(&Declared { of: of.cloned(), row: row.clone() }))
    },
    fields: &[
        wide(14, text("of", "Of", "Id of the organisation; empty of all together.", |row| row.of.as_deref().into())),
        wide(12, text("field", "Declare", "The key of the return.", |row| row.row.field.into())),
        wide(
            14,
            text(
                "effect",
                "Effect",
                "What the amount becomes: counted, cashable, posts, mapped, compared, benchmarked, within, kind, priced, itemised or sayable.",
                |row| row.row.effect.into(),
            ),
        ),
        money("amount", "Amount", "The pounds it is about.", |row| row.row.amount.into()),
        count("organisations", "Organisations", "How many organisations it is about.", |row| {
            row.row.organisations.into()
        }),
        count("items", "Items", "How many items it is about.", |row| row.row.items.into()),
        wide(30, text("item", "Begin with", "The item with most of the amount.", |row| row.row.item.as_deref().into())),
        wide(40, text("text", "Item", "Its name or title.", |row| row.row.text.as_deref().into())),
        money("largest", "Amount there", "What of the amount is at the organisation with most of it.", |row| {
            row.row.largest.into()
        }),
        wide(
            32,
            text("function", "Function", "Of volumes: code of the function.", |row| row.row.function.as_deref().into()),
        ),
        count("peers", "Peers", "Of volumes: how many others have one.", |row| {
            row.row.peers.map_or(Cell::Empty, Cell::from)
        }),
        fte("fte", "Staff", "Of roles without cost: their staff.", |row| row.row.fte.into()),
        wide(80, text("says", "In words", "All of it in a sentence.", |row| (&row.row.says).into())),
    ],
};

pub(super) static CANNOT_SAY: Old<UnsaidRow> = Old {
    name: "cannot_say",
    title: "What cannot be said",
    about: "Something that the report cannot say.",
    key: 1,
    references: &[],
    rows: |report, each| report.cannot_say.iter().try_for_each(each),
    fields: &[
        wide(40, text("what", "What", "What cannot be said.", |row| row.what.into())),
        wide(80, text("why", "Why", "Why not.", |row| (&row.why).into())),
    ],
};

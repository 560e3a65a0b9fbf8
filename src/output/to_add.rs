//! What returns lack, in words for those who decide: no keys, no ids.

use crate::money::{agree, count_of};
use crate::report::{DeclareRow, short, staff};
use crate::savings::{Effect, Field};

/// What is missing, and how much money it is about.
pub(super) fn to_add(row: &DeclareRow, currency: &str) -> String {
    let pounds = short(row.amount, currency);
    let bodies = count_of(row.organisations, "organisation");
    let (has, does) = (agree(row.organisations, "has", "have"), agree(row.organisations, "does", "do"));
    match row.effect {
        Effect::Counted => format!("{bodies} {does} not give a total, so {pounds} of process totals is not counted."),
        Effect::Cashable if row.field == Field::OtherIs => {
            format!("{pounds} of duplicated cost in {bodies} has no type: it may be supplies or pay.")
        }
        Effect::Cashable => {
            format!("{pounds} of duplicated cost in {bodies} is not broken down into posts and systems.")
        }
        Effect::Kind => format!("{pounds} in {bodies} is not broken down into posts and systems."),
        Effect::Posts => format!("{pounds} of duplicated pay in {bodies} has no number of staff."),
        Effect::Mapped => format!("{pounds} in {bodies} has no function, so it is not compared."),
        Effect::Compared => format!("{pounds} is not compared, because {bodies} {does} not give a type or region."),
        Effect::Benchmarked => format!("{pounds} in {bodies} has no unit cost: the volume of work is missing."),
        Effect::Within => format!("It is not known how much of {pounds} is duplicated inside one organisation."),
        Effect::Priced => format!("{} FTE in {bodies} have no cost.", staff(row.fte.unwrap_or_default().0)),
        Effect::Itemised => format!("{pounds} in {bodies} is not broken down into processes, roles and systems."),
        Effect::Sayable => match row.field {
            Field::Total => format!(
                "{bodies} {does} not give a total, so it is not known what the returns leave \
                out."
            ),
            Field::Roles => format!("{bodies} {has} no roles in the returns, so posts are not known."),
            Field::Volume => format!(
                "{bodies} {does} not declare how much work is done, so unit costs are not \
                known."
            ),
            Field::Systems => format!("{bodies} {has} no systems in the returns, so contracts are not known."),
            Field::Outcomes => format!("{bodies} {does} not declare what the work achieves."),
            _ => format!("{bodies} {does} not give a type and region, so some functions are not compared."),
        },
    }
}

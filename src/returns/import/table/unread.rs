//! Columns of amounts that nobody read: a payroll whose pay stands under a heading that is not known looks whole and is not.

use super::column::{Column, quoted};
use super::content::Content;
use super::heading::Heading;
use super::meaning::{CURRENCIES, Meaning, TableKind};
use crate::finding::{Code, Finding};

/// Words of headings above amounts.
const WORDS: [&str; 24] = [
    "allowance",
    "amount",
    "basic",
    "bonus",
    "budget",
    "charge",
    "compensation",
    "cost",
    "costs",
    "earnings",
    "expenditure",
    "fee",
    "gross",
    "overtime",
    "pay",
    "payment",
    "price",
    "salary",
    "spend",
    "supplement",
    "total",
    "value",
    "wage",
    "wages",
];

/// Words of headings above figures that are no amounts.
const OTHERS: [&str; 42] = [
    "centre",
    "center",
    "code",
    "no",
    "number",
    "ref",
    "reference",
    "id",
    "uri",
    "url",
    "phone",
    "telephone",
    "date",
    "year",
    "month",
    "period",
    "hours",
    "fte",
    "wte",
    "posts",
    "headcount",
    "count",
    "level",
    "point",
    "scp",
    "step",
    "grade",
    "age",
    "postcode",
    "easting",
    "northing",
    "latitude",
    "longitude",
    "lat",
    "long",
    "lon",
    "ward",
    "population",
    "quantity",
    "volume",
    "rank",
    "percent",
];

/// Tells of columns of amounts of which nothing is known, whatever they are called.
pub(super) fn unread_amounts(kind: TableKind, columns: &[Column], contents: &[Content]) -> Option<Finding> {
    let content = |column: &Column| contents.get(column.index);
    let read = |column: &&Column| column.meaning.is_money() && !column.is_share;
    let sum = |column: &Column| {
        content(column).map_or(0, |content| content.sum.saturating_mul(column.times / super::figure::ONE))
    };
    let all: i128 = columns.iter().filter(read).map(sum).sum();
    let is_unknown =
        |column: &&Column| column.meaning == Meaning::Ignore && column.note.is_none() && column.rival.is_none();
    let unread: Vec<&Column> = columns
        .iter()
        .filter(is_unknown)
        .filter(|column| content(column).is_some_and(|content| is_money(&column.heading, content)))
        .collect();
    let is_more = unread.iter().any(|column| sum(column) > all);
    let (than, them) = match unread.as_slice() {
        [] => return None,
        [_] if is_more => ("its amounts are more than all that is", "it is"),
        [_] => ("it holds amounts", "it is"),
        _ if is_more => ("their amounts are more than all that is", "they are"),
        _ => ("they hold amounts", "they are"),
    };
    let meanings = match kind {
        TableKind::Roles => "`cost` for the full cost, else `pay` and `on-costs`",
        TableKind::Systems | TableKind::Processes | TableKind::Costs => "`cost`, or `ignore`",
    };
    let finding = Finding::new(Code::UnreadAmounts, format!("not read, and {than}: {}", quoted(&unread)));
    Some(finding.help(format!("write in the mapping file what {them}, {meanings}, and import again")))
}

/// Whether a column holds amounts of money, and no codes or counts.
fn is_money(text: &str, content: &Content) -> bool {
    let heading = Heading::of(text);
    let has = |words: &[&str]| heading.words.split(' ').any(|word| words.contains(&word));
    let is_named = text.contains(CURRENCIES) || has(&WORDS);
    let is_figure = content.mostly(content.figures, 80) && !heading.is_share && !has(&OTHERS);
    is_figure && content.sum != 0 && (is_named || content.looks_like_money())
}

//! Tables that are not understood: a mapping file that lists every column with what it may be, to begin with.

use super::Wanted;
use super::column::{Column, cells};
use super::content::Content;
use super::figure::is_nothing;
use super::guess::{About, guess};
use super::header::{self, Header};
use super::heading::{Heading, normal};
use super::instructions::TableInstructions;
use super::meaning::{Meaning, TableKind, is_private};
use super::open::Sheet;
use crate::returns::Period;

/// How a table may be read of which no heading is known.
pub(super) fn instructions(file: &str, sheet: &Sheet, wanted: &Wanted, period: &Period) -> TableInstructions {
    let found = header::likely(&sheet.grid);
    let has_no_headings = found.is_none();
    let header = found.unwrap_or_else(|| header::none(&sheet.grid));
    let contents: Vec<Content> =
        (0..header.headings.len()).map(|column| Content::of(&sheet.grid, header.first_row, column)).collect();
    let kind = wanted.kind.unwrap_or_else(|| likely_kind(&header, &contents, wanted, period));
    let title = Heading::default();
    let about = About { kept: &wanted.keep, period, title: &title, is_one_body: wanted.organisation.is_some() };
    let (mut columns, _) = guess(kind, &header, &contents, about);
    by_content(kind, &mut columns, &contents);
    let comments = columns.iter().map(|column| comment(kind, column, sheet, &header)).collect();
    TableInstructions {
        file: file.to_owned(),
        sheet: sheet.name.clone(),
        kind,
        counts_vacant: false,
        has_no_headings,
        rows: std::collections::BTreeMap::new(),
        columns,
        comments,
        is_unknown: true,
    }
}

/// What the rows may be: the kind of which most columns are known, else staff where some column holds titles of posts or
/// persons, else costs.
fn likely_kind(header: &Header, contents: &[Content], wanted: &Wanted, period: &Period) -> TableKind {
    let title = Heading::default();
    let about = About { kept: &wanted.keep, period, title: &title, is_one_body: wanted.organisation.is_some() };
    let known = |kind: &TableKind| {
        let (columns, _) = guess(*kind, header, contents, about);
        let is_known = |column: &&Column| !matches!(column.meaning, Meaning::Ignore | Meaning::Private);
        columns.iter().filter(is_known).count()
    };
    let best = TableKind::ALL
        .into_iter()
        .map(|kind| (known(&kind), kind))
        .max_by_key(|(known, kind)| (*known, std::cmp::Reverse(*kind)));
    let is_of_staff = |content: &Content| content.mostly(content.personal, 50) || share(content, is_title) > 30;
    match best {
        Some((1.., kind)) => kind,
        _ if contents.iter().any(is_of_staff) => TableKind::Roles,
        _ => TableKind::Costs,
    }
}

/// Of how many of a hundred different cells something is true.
fn share(content: &Content, of: impl Fn(&str) -> bool) -> usize {
    100 * content.different.iter().filter(|text| of(text)).count() / content.different.len().max(1)
}

/// Words of titles of posts.
const TITLES: [&str; 36] = [
    "officer",
    "manager",
    "assistant",
    "clerk",
    "analyst",
    "engineer",
    "director",
    "technician",
    "attorney",
    "police",
    "nurse",
    "teacher",
    "driver",
    "worker",
    "specialist",
    "supervisor",
    "administrator",
    "auditor",
    "head",
    "chief",
    "adviser",
    "advisor",
    "accountant",
    "lawyer",
    "inspector",
    "coordinator",
    "secretary",
    "librarian",
    "planner",
    "developer",
    "operator",
    "cook",
    "cleaner",
    "firefighter",
    "lecturer",
    "executive",
];

/// Whether a text is the title of a post. Texts are in lower case.
fn is_title(text: &str) -> bool {
    text.split(|letter: char| !letter.is_alphabetic()).any(|word| TITLES.contains(&word))
}

/// Whether a text is part of a body.
fn is_unit(text: &str) -> bool {
    let words = [
        "dept",
        "department",
        "office",
        "services",
        "service",
        "division",
        "directorate",
        "bureau",
        "unit",
        "team",
        "agency",
    ];
    text.split(|letter: char| !letter.is_alphabetic()).any(|word| words.contains(&word))
}

/// Whether a text may be somebody: `Alpha,Ann A`, or two or three words and nothing else. A column of them is never suggested.
fn may_be_somebody(text: &str) -> bool {
    let words: Vec<&str> = text.split([' ', ',', '.']).filter(|word| !word.is_empty()).collect();
    let is_name = |word: &&str| word.chars().all(|letter| letter.is_alphabetic() || matches!(letter, '-' | '\''));
    (2..=4).contains(&words.len()) && words.iter().all(is_name) && !is_title(text) && !is_unit(text)
}

/// Fills in what the cells suggest where no heading is known: titles of posts, parts of a body, amounts of money. Of what may be
/// persons nothing is suggested.
fn by_content(kind: TableKind, columns: &mut [Column], contents: &[Content]) {
    let has = |columns: &[Column], meaning: Meaning| columns.iter().any(|column| column.meaning == meaning);
    for column in columns.iter_mut().filter(|column| column.meaning == Meaning::Ignore && column.note.is_none()) {
        let content = &contents[column.index];
        if content.filled > 0 && share(content, may_be_somebody) >= 80 && kind == TableKind::Roles {
            column.meaning = Meaning::Private;
        }
    }
    let free = |column: &Column| column.meaning == Meaning::Ignore && column.note.is_none();
    let best = |columns: &[Column], of: fn(&str) -> bool| {
        let shares = columns
            .iter()
            .filter(|column| free(column))
            .map(|column| (share(&contents[column.index], of), column.index));
        shares.filter(|(share, _)| *share > 20).max_by_key(|(share, index)| (*share, std::cmp::Reverse(*index)))
    };
    if kind == TableKind::Roles
        && !has(columns, Meaning::Name)
        && let Some((_, index)) = best(columns, is_title)
    {
        columns[index].meaning = Meaning::Name;
    }
    if !has(columns, Meaning::Unit)
        && let Some((_, index)) = best(columns, is_unit)
    {
        columns[index].meaning = Meaning::Unit;
    }
    let money = if kind == TableKind::Roles { Meaning::Pay } else { Meaning::Cost };
    if !columns.iter().any(|column| column.meaning.is_money()) {
        let found = columns.iter().position(|column| free(column) && contents[column.index].looks_like_money());
        if let Some(place) = found {
            columns[place].meaning = money;
        }
    }
}

/// Samples, and the meanings whose headings are nearest.
pub(super) fn comment(kind: TableKind, column: &Column, sheet: &Sheet, header: &Header) -> String {
    let is_private = column.meaning == Meaning::Private || is_private(kind, &normal(&column.heading));
    if is_private {
        return "personal: left out".to_owned();
    }
    let mut samples: Vec<String> = Vec::new();
    for cell in cells(&sheet.grid, header.first_row, column.index).filter(|cell| !is_nothing(cell.text)).take(200) {
        let text: String = header::line(cell.text).chars().take(24).collect();
        if samples.len() < 3 && !samples.contains(&text) {
            samples.push(text);
        }
    }
    let samples = if samples.is_empty() { "nothing in it".to_owned() } else { samples.join(" | ") };
    let near = near(kind, &normal(&column.heading));
    match (column.meaning, near.is_empty()) {
        (Meaning::Ignore, false) => format!("{samples}; perhaps {}", near.join(", ")),
        _ => samples,
    }
}

/// The meanings that have a heading like this one.
fn near(kind: TableKind, words: &str) -> Vec<&'static str> {
    let mut near: Vec<(u32, &'static str)> = Vec::new();
    for meaning in Meaning::ALL {
        let best = meaning.headings(kind).map(|known| likeness(words, known)).max();
        near.extend(best.filter(|likeness| *likeness >= 60).map(|likeness| (likeness, meaning.word())));
    }
    near.sort_by_key(|(likeness, word)| (std::cmp::Reverse(*likeness), *word));
    near.into_iter().take(3).map(|(_, word)| word).collect()
}

/// How alike two headings are, of 100: shared words count most.
fn likeness(words: &str, known: &str) -> u32 {
    let shared = words.split(' ').filter(|word| word.len() > 2 && known.split(' ').any(|other| other == *word)).count();
    let longest = words.split(' ').count().max(known.split(' ').count()).max(1);
    let by_words = if shared > 0 { 50 + 50 * shared / longest } else { 0 };
    let apart = strsim::osa_distance(words, known);
    let by_letters = 100 - (100 * apart / words.len().max(known.len()).max(1)).min(100);
    u32::try_from(by_words.max(by_letters)).unwrap_or_default()
}

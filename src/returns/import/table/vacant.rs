//! Posts that nobody holds or that are gone, as lists of staff mark them: they cost nothing while they are empty.

use super::column::Column;
use super::grid::{Form, Row};
use super::meaning::Meaning;

/// What is written for it.
const MARKS: [&str; 16] = [
    "vacant",
    "vacancy",
    "vacant post",
    "vacant position",
    "post vacant",
    "currently vacant",
    "position vacant",
    "eliminated",
    "abolished",
    "post eliminated",
    "eliminated post",
    "deleted post",
    "post deleted",
    "disestablished",
    "post disestablished",
    "deleted",
];

/// Whether a post is marked as one that is gone.
pub(in crate::returns::import) fn is_eliminated(text: &str) -> bool {
    is_mark(text) && !text.to_lowercase().contains("vacan")
}

/// Whether a post is marked as one that nobody holds.
pub(in crate::returns::import) fn is_unfilled(text: &str) -> bool {
    may_say_so(text) && has_mark(text)
}

/// Whether a row is marked as vacant: by a whole cell, or by a part of a cell that is set apart, in the title, in the
/// column of the holder, which is personal, and in those that are read for nothing else, such as a status.
pub(super) fn is_vacant(row: &Row<'_>, columns: &[Column]) -> bool {
    let is_marked = |meaning| matches!(meaning, Meaning::Name | Meaning::Private | Meaning::Ignore);
    row.filled().filter(|(_, cell)| cell.form == Form::Text && may_say_so(cell.text)).any(|(index, cell)| {
        let column = columns.iter().find(|column| column.index == index);
        is_mark(cell.text) || column.is_none_or(|column| is_marked(column.meaning)) && has_mark(cell.text)
    })
}

/// Most cells of most tables say nothing of the kind, and are not looked at twice.
fn may_say_so(text: &str) -> bool {
    let holds = |word: &[u8]| text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    text.len() >= 5
        && (holds(b"vacan")
            || holds(b"eliminated")
            || holds(b"deleted")
            || holds(b"disestablished")
            || holds(b"abolished"))
}

/// `VACANT`, `*Vacant*`.
fn is_mark(text: &str) -> bool {
    let text = text.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    MARKS.contains(&words.join(" ").as_str())
}

/// `Vacant - Planning officer`, `Planning officer (vacant)`, `Vacant: Planning officer`; not `Vacant property officer`, and
/// not `non-vacant`, where the hyphen is part of a word.
fn has_mark(text: &str) -> bool {
    let spaced = |at: usize, sign: char| {
        let (before, behind) = (text[..at].chars().next_back(), text[at + sign.len_utf8()..].chars().next());
        [before, behind].into_iter().any(|letter| letter.is_none_or(char::is_whitespace))
    };
    let mut start = 0;
    for (at, sign) in text.char_indices() {
        let divides = match sign {
            '(' | ')' | '[' | ']' | ':' | '–' | '—' => true,
            '-' => spaced(at, sign),
            _ => false,
        };
        if divides {
            if is_mark(&text[start..at]) {
                return true;
            }
            start = at + sign.len_utf8();
        }
    }
    is_mark(&text[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_stands_alone() {
        for text in [
            "VACANT",
            " Vacant ",
            "*vacant*",
            "Vacant - Planning Officer",
            "Vacant – Planning Officer",
            "Planning Officer (Vacant)",
            "Planning Officer [VACANT POST] (DBS)",
            "Vacant: Planning Officer",
            "Planning Officer -VACANT",
            "Vacancy",
        ] {
            assert!(may_say_so(text) && has_mark(text), "{text}");
        }
        for text in [
            "Vacant property officer",
            "Vacant Property Officer - North",
            "Officer (vacant homes)",
            "Non-vacant",
            "Vacancy manager",
            "Filled - not vacant",
            "Void, vacant, and empty homes officer",
            "Evacuation officer",
            "",
            "-",
            "()",
        ] {
            assert!(!has_mark(text), "{text}");
        }
    }
}

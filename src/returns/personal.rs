//! Free text that looks like personal data. It must stay silent on what names posts, services and products: somebody who
//! is warned about `NEC Revenues` reads no warning any more.

use super::names::{is_first_name, may_be_surname};
use super::parts::Mark;
use crate::finding::{Code, Finding};

/// What a text holds that belongs to a person. The finding never repeats the text: it may end in a public log.
pub(super) fn personal(mark: Mark, text: &str) -> Option<Finding> {
    let what = match mark {
        // Systems are called after people more often than people stand in their names.
        Mark::PublicName => number_or_address(text),
        Mark::Title | Mark::Text => {
            number_or_address(text).or_else(|| names_somebody(text).then_some("a person's name"))
        }
        _ => None,
    }?;
    let message = format!("this text holds what looks like {what}");
    let help = "name the post instead of its holder, and leave out how to reach them";
    Some(Finding::new(Code::PersonalData, message).help(help))
}

/// What a text holds beside words, if it is of the kind that belongs to one person.
pub(in crate::returns) fn number_or_address(text: &str) -> Option<&'static str> {
    if text.contains('@') && has_address(text) {
        return Some("an e-mail address");
    }
    // Both numbers have at least six digits: most texts need no closer look.
    if text.bytes().filter(u8::is_ascii_digit).count() < 6 {
        return None;
    }
    if has_insurance_number(text.as_bytes()) {
        return Some("a National Insurance number");
    }
    has_telephone(text).then_some("a telephone number")
}

fn has_address(text: &str) -> bool {
    text.split(|letter: char| letter.is_whitespace() || "<>()[],;:\"'".contains(letter)).any(|word| {
        let Some((name, host)) = word.split_once('@') else { return false };
        let Some((first, last)) = host.trim_end_matches('.').rsplit_once('.') else { return false };
        let ends_well = last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_alphabetic());
        !name.is_empty() && !first.is_empty() && ends_well
    })
}

/// Two letters, six digits and a letter from A to D, with or without spaces: `AB 12 34 56 C`.
fn has_insurance_number(text: &[u8]) -> bool {
    let is_number = |start: usize| {
        let mut rest = text[start..].iter().copied().filter(|byte| *byte != b' ');
        let mut next = |fits: &dyn Fn(u8) -> bool| rest.next().is_some_and(fits);
        let first = |byte: u8| byte.is_ascii_uppercase() && !b"DFIQUV".contains(&byte);
        let second = |byte: u8| first(byte) && byte != b'O';
        let whole = next(&first)
            && next(&second)
            && (0..6).all(|_| next(&|byte| byte.is_ascii_digit()))
            && next(&|byte| (b'A'..=b'D').contains(&byte));
        whole && !next(&|byte| byte.is_ascii_alphanumeric())
    };
    let begins = |start: usize| start == 0 || !text[start - 1].is_ascii_alphanumeric();
    (0..text.len()).any(|start| text[start].is_ascii_uppercase() && begins(start) && is_number(start))
}

/// A British number: `020 7946 0000`, `07700900123`, `+44 (0)161 496 0000`.
fn has_telephone(text: &str) -> bool {
    text.split(|letter: char| !matches!(letter, '0'..='9' | ' ' | '+' | '(' | ')' | '-')).any(|run| {
        // A run that touches a letter is a reference or a version.
        let start = run.as_ptr() as usize - text.as_ptr() as usize;
        let touches = text[..start].ends_with(char::is_alphanumeric)
            && run.starts_with(|letter: char| letter.is_ascii_digit())
            || run.ends_with(|letter: char| letter.is_ascii_digit())
                && text[start + run.len()..].starts_with(char::is_alphanumeric);
        if touches {
            return false;
        }
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        let national = match digits.strip_prefix("44").filter(|_| run.contains("+44")) {
            Some(rest) => rest.strip_prefix('0').unwrap_or(rest),
            None => match digits.strip_prefix('0') {
                Some(rest) => rest,
                None => return false,
            },
        };
        let is_apart = run.trim().contains(' ') || national.len() == 10;
        matches!(national.len(), 9 | 10) && is_apart && national.starts_with(['1', '2', '3', '7', '8'])
    })
}

/// Whether a text names a person: after a title, by an initial and a surname, or by a first name and a surname that stand
/// apart from the rest.
pub(in crate::returns) fn names_somebody(text: &str) -> bool {
    if has_title(text) {
        return true;
    }
    let mut before: Option<&str> = None;
    for (segment, separator) in segments(text) {
        // `Smith, J.`
        if separator == Some(',')
            && is_initials(segment)
            && before.is_some_and(|name| is_name(name) && !name.contains(' '))
        {
            return true;
        }
        if is_person(segment) {
            return true;
        }
        before = Some(segment);
    }
    false
}

/// `Mrs Smith`, `Mr. J. Smith`.
fn has_title(text: &str) -> bool {
    if !text.contains('M') {
        return false;
    }
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let word = word.trim_start_matches(['(', '"', '\'']);
        let is_title = matches!(word.trim_end_matches('.'), "Mr" | "Mrs" | "Ms" | "Miss");
        // `Near Miss Reporting` has a word before it, and `Miss` alone is a word.
        if is_title
            && words
                .peek()
                .is_some_and(|next| is_initials(next) || is_name(next.trim_end_matches([')', ',', '.', ';'])))
        {
            let alone = !word.starts_with("Miss") || text.trim_start().starts_with(word);
            if alone {
                return true;
            }
        }
    }
    false
}

/// The parts of a text that stand apart, each with the mark before it.
fn segments(text: &str) -> impl Iterator<Item = (&str, Option<char>)> {
    let mut rest = text;
    let mut mark = None;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let is_mark = |letter: char| matches!(letter, '(' | ')' | ',' | ':' | ';' | '/' | '|' | '–' | '—');
            let dash = if rest.contains('-') { rest.find(" - ") } else { None };
            let dash = dash.map(|place| (place, '-', 3));
            let other = rest
                .char_indices()
                .find(|(_, letter)| is_mark(*letter))
                .map(|(at, letter)| (at, letter, letter.len_utf8()));
            let cut = [dash, other].into_iter().flatten().min();
            let (segment, next, after) = match cut {
                Some((at, letter, length)) => (&rest[..at], Some(letter), &rest[at + length..]),
                None => (rest, None, ""),
            };
            let before = std::mem::replace(&mut mark, next);
            rest = after;
            if !segment.trim().is_empty() {
                return Some((segment.trim(), before));
            }
        }
        None
    })
}

/// `J. Smith`, `J.R. Smith`, `Jane Smith`: nothing else in the segment.
fn is_person(segment: &str) -> bool {
    let mut words = segment.split_whitespace();
    let (Some(first), Some(second), third) = (words.next(), words.next(), words.next()) else { return false };
    if words.next().is_some() {
        return false;
    }
    let last = third.unwrap_or(second);
    let lower = last.to_lowercase();
    if !is_name(last) || !may_be_surname(&lower) || lower.len() < 3 {
        return false;
    }
    let between = third.is_none() || is_initials(second) || is_name(second);
    if is_initials(first) {
        // `U.S. Embassy` begins as a name does.
        return between && !matches!(first, "U.S." | "U.K." | "U.N." | "E.U.");
    }
    between && is_name(first) && is_first_name(&first.to_lowercase())
}

/// `J.` or `J.R.`: letters that are each followed by a point.
fn is_initials(word: &str) -> bool {
    let bytes = word.as_bytes();
    (2..=6).contains(&bytes.len())
        && bytes.chunks(2).all(|pair| pair.len() == 2 && pair[0].is_ascii_uppercase() && pair[1] == b'.')
}

/// A word as names are written: `Smith`, `O'Neill`, `Smith-Jones`.
fn is_name(word: &str) -> bool {
    let mut letters = word.chars();
    let begins = letters.next().is_some_and(char::is_uppercase);
    begins
        && word.chars().any(char::is_lowercase)
        && letters.all(|letter| letter.is_alphabetic() || matches!(letter, '\'' | '’' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_seen() {
        for text in [
            "J. Smith - Payroll officer",
            "Payroll officer (Jane Smith)",
            "Mrs Jane Smith",
            "Mr. O'Neill, caretaker",
            "Payroll: Smith, J.",
            "Payroll officer – Sarah Ann Khan",
            "Payroll officer/Mohammed Khan",
            "covers for Ms Patel on Fridays",
        ] {
            assert!(names_somebody(text), "{text}");
        }
    }

    #[test]
    fn posts_places_and_products_are_no_people() {
        for text in [
            "NEC Revenues",
            "E. coli testing",
            "U.S. Embassy liaison",
            "U.S. Embassy",
            "Near Miss Reporting",
            "Grant Manager",
            "James Street caretaker",
            "Caretaker (James Street)",
            "Caretaker - St John House",
            "John Lewis",
            "A-level tutor",
            "Head of finance (s151)",
            "Lord Mayor's officer",
            "Victoria Park ranger",
            "Team leader B",
            "MS Office trainer",
            "IT / HR Lead",
        ] {
            assert!(!names_somebody(text), "{text}");
        }
    }

    #[test]
    fn numbers_and_addresses_are_told_from_references() {
        for (text, what) in [
            ("ask jane.smith@alder.gov.uk", Some("an e-mail address")),
            ("<a@b.co>", Some("an e-mail address")),
            ("ring 020 7946 0000 first", Some("a telephone number")),
            ("07700900123", Some("a telephone number")),
            ("+44 (0)161 496 0000", Some("a telephone number")),
            ("01632 96000 x", Some("a telephone number")),
            ("AB 12 34 56 C", Some("a National Insurance number")),
            ("holder AB123456C", Some("a National Insurance number")),
            ("meet @ the depot", None),
            ("2025-04-01 to 2026-03-31", None),
            ("01/04/2025 - 31/03/2026", None),
            ("contract 2023-000178459", None),
            ("version 10.12.2024.1", None),
            ("PO0123456789", None),
            ("XAB123456C", None),
            ("volume 1,234,567", None),
            ("0345", None),
        ] {
            assert_eq!(number_or_address(text), what, "{text}");
        }
    }
}

//! Comments of a text, found beside what the parser says.

use std::ops::Range;

/// A comment, or a blank line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remark {
    /// The character at which it begins.
    pub(super) at: usize,
    /// From 1.
    pub(super) line: usize,
    /// From 0, in characters.
    pub(super) column: usize,
    /// With its `#`; empty for a blank line.
    pub(super) text: String,
    /// Whether it has the line for itself.
    pub(super) alone: bool,
}

/// Every comment and blank line outside of `texts`, which are ranges of characters in order.
pub(super) fn remarks(text: &str, texts: &[Range<usize>]) -> Vec<Remark> {
    let mut found = Vec::new();
    let (mut start, mut next) = (0, 0);
    for (index, line) in text.split('\n').enumerate() {
        let letters: Vec<char> = line.chars().collect();
        let inside = |at: usize, next: &mut usize| {
            while texts.get(*next).is_some_and(|range| range.end <= at) {
                *next += 1;
            }
            texts.get(*next).is_some_and(|range| range.start <= at)
        };
        let blank = letters.iter().all(|letter| letter.is_whitespace());
        if blank && !inside(start, &mut next) {
            found.push(Remark { at: start, line: index + 1, column: 0, text: String::new(), alone: true });
        }
        for (column, letter) in letters.iter().enumerate() {
            let begins = *letter == '#' && (column == 0 || letters[column - 1].is_whitespace());
            if begins && !inside(start + column, &mut next) {
                found.push(Remark {
                    at: start + column,
                    line: index + 1,
                    column,
                    text: letters[column..].iter().collect::<String>().trim_end().to_owned(),
                    alone: letters[..column].iter().all(|letter| letter.is_whitespace()),
                });
                break;
            }
        }
        start += letters.len() + 1;
    }
    found
}

/// Whether a text has every comment that another has. Asked of the parser that led the writing, and of the lines as well: what
/// stands behind a `#` at the start of a line is somewhere in the text, be it a comment or the text of a block, which may have
/// got quotes since.
pub(super) fn kept(before: &str, after: &str) -> bool {
    let all = |text: &str| {
        let Ok(found) = super::read::comments(text) else { return Vec::new() };
        let texts = found.into_iter().map(|remark| remark.text);
        let mut found: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
        found.sort();
        found
    };
    let (before, after) = (before.replace("\r\n", "\n"), after.replace("\r\n", "\n"));
    let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
    let mut begins = before.lines().map(str::trim).filter(|line| line.starts_with('#')).map(letters);
    let written = letters(&after);
    all(&before) == all(&after) && begins.all(|line| written.contains(&line))
}

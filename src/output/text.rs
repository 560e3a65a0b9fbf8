//! The text of returns in tables: the same in every format, so that one can be matched with another.

use std::borrow::Cow;

/// A text on one line, without control characters and without marks that turn the direction of reading round.
/// Everything else stays, joined letters and right-to-left scripts included.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if text.chars().all(|letter| replacement(letter).is_none()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|letter| replacement(letter).unwrap_or(letter)).collect())
}

fn replacement(letter: char) -> Option<char> {
    match letter {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => Some('\u{FFFD}'),
        letter if letter.is_control() => Some('\u{FFFD}'),
        _ => None,
    }
}

/// Whether a spreadsheet might take a text for a formula.
pub fn looks_like_formula(text: &str) -> bool {
    text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_replaced_and_what_is_read_stays() {
        assert_eq!(one_line("a\tb\r\nc\u{1b}[31m\u{0}"), "a b  c\u{fffd}[31m\u{fffd}");
        assert_eq!(one_line("\u{202e}flip\u{2067}"), "\u{fffd}flip\u{fffd}");
        for text in ["👩🏽\u{200d}💻 שלום عربى", "Council tax & <b>"] {
            assert!(matches!(one_line(text), Cow::Borrowed(same) if same == text));
        }
        for text in ["=1+1", " \t@SUM(A1)", "-2+3", "＋1"] {
            assert!(looks_like_formula(text), "{text}");
        }
        assert!(!looks_like_formula("Payroll = pay"));
    }
}

//! When a text says nothing: one answer for `check` and for every importer, so that none makes what the other refuses.

/// Whether a reader sees nothing of a letter: white space, control characters, and what Unicode calls ignorable by
/// default, such as marks of direction, byte order marks and spaces without width; the empty braille cell as well.
pub(super) fn is_invisible(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(
            letter,
            '\u{AD}'
                | '\u{34F}'
                | '\u{61C}'
                | '\u{115F}'..='\u{1160}'
                | '\u{17B4}'..='\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFB}'
                | '\u{1BCA0}'..='\u{1BCA3}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// A text without what nobody sees at its ends.
pub(super) fn visible(text: &str) -> &str {
    text.trim_matches(is_invisible)
}

/// Whether a text is no name: there is nothing to be seen of it, or only what YAML makes of nothing.
pub(super) fn is_blank(text: &str) -> bool {
    matches!(visible(text), "" | "~" | "null" | "Null" | "NULL")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_no_name() {
        for text in
            ["", " \t", "\u{1}\u{7F}", "\u{200B}\u{FEFF}", "\u{202E}\u{2066}", "\u{AD}", "\u{3164}", "\u{1}null"]
        {
            assert!(is_blank(text), "{text:?}");
        }
        // A mark over a letter is seen, and so is a letter between two that are not.
        for text in ["-", "x", "\u{200F}ש\u{200F}", "Cafe\u{301}", "nul"] {
            assert!(!is_blank(text), "{text:?}");
        }
        assert_eq!(visible("\u{200E}Cafe\u{301}\u{1}"), "Cafe\u{301}");
    }
}

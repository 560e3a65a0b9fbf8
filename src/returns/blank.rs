//! When a text says nothing: one answer for `check` and for every importer, so that none makes what the other refuses.

use crate::source::is_invisible;

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

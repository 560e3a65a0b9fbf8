//! When two ids are one: written with other spaces, widths, cases or invisible characters, or with letters of another script.

use std::borrow::Cow;
use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};
use unicode_security::confusable_detection::skeleton;

/// A text without what nobody sees: no space around it, one inside, nothing invisible, no letters of another width.
pub fn tidy(text: &str) -> Cow<'_, str> {
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if plain && text.trim() == text && !text.contains("  ") {
        return Cow::Borrowed(text);
    }
    let is_seen = |letter: &char| letter.is_whitespace() || !is_invisible(*letter);
    let seen: String = text.chars().filter(is_seen).nfkc().filter(is_seen).collect();
    Cow::Owned(seen.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The same for every spelling of an id: tidy, and of no case.
pub fn folded(text: &str) -> String {
    // Up and down again: `ß` is `SS`, and both are `ss`.
    tidy(text).to_uppercase().to_lowercase().nfkc().collect()
}

/// What a text looks like, in capitals and in small letters. Letters that look the same are one, whatever their scripts.
pub fn looks(text: &str) -> [String; 2] {
    let tidy = tidy(text);
    [tidy.to_uppercase(), tidy.to_lowercase()].map(|text| skeleton(&text).collect())
}

/// The scripts of a text, without that of most ids and without what belongs to none.
pub fn scripts(text: &str) -> BTreeSet<&'static str> {
    let of = text.chars().map(|letter| letter.script());
    let others = of.filter(|script| ![Script::Latin, Script::Common, Script::Inherited].contains(script));
    others.map(unicode_script::Script::full_name).collect()
}

/// Whether a reader sees nothing of a letter: white space, control characters, and what Unicode calls ignorable by
/// default, such as marks of direction, byte order marks and spaces without width; the empty braille cell as well.
pub fn is_invisible(letter: char) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_spellings_of_an_id_are_one_id() {
        let all = [
            "E07",
            " E07",
            "E07\u{a0}",
            "E\u{200b}07",
            "\u{feff}E07",
            "e07",
            "Ｅ０７",
            "E\u{ad}07\t",
            "\u{2003}E07\u{3000}",
        ];
        for text in all {
            assert_eq!(folded(text), "e07", "{text:?}");
        }
        assert_eq!(tidy("A \u{a0} 1"), "A 1");
        assert_eq!(folded("STRASSE"), folded("straße"));
        for (one, other) in [("A", "B"), ("A1", "A-1"), ("A 1", "A1"), ("Bury", "Büry")] {
            assert_ne!(folded(one), folded(other));
        }
    }

    #[test]
    fn letters_that_look_the_same_are_told_by_their_scripts() {
        for (one, other) in [("A", "А"), ("E07", "Е07"), ("CTO", "СТО"), ("o", "ο"), ("b", "В")] {
            assert!(looks(one).iter().any(|look| looks(other).contains(look)), "{one} {other}");
            assert_ne!(scripts(one), scripts(other));
        }
        assert_eq!(scripts("l1"), scripts("I1"), "within one script nothing counts");
    }
}

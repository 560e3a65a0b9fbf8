//! Words as they are compared: lower case, without endings, without what carries no meaning.

/// A text as a label: lower case, letters and digits, single spaces. Items with one label share one fate, and products
/// with one label are one product. Test vectors stand below.
pub fn normalise(text: &str) -> String {
    let mut label = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            label.push(letter);
        } else if !label.is_empty() && !label.ends_with(' ') {
            label.push(' ');
        }
    }
    label.truncate(label.trim_end().len());
    label
}

/// The words of a text in their order, lower case, without those that say nothing.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '\'' && letter != '’')
        .map(|word| word.replace(['\'', '’'], "").to_lowercase())
        .filter(|word| !word.is_empty() && !is_empty_word(word))
}

/// A word without its ending. Light on purpose: a plural and a doing-word meet their stem, and little else changes.
pub(super) fn stem(word: &str) -> &str {
    if word.len() < 4 || !word.is_ascii() {
        return word;
    }
    for (ending, keep) in
        [("ings", 4), ("ing", 4), ("ments", 4), ("ment", 4), ("ions", 4), ("ion", 4), ("ies", 2), ("es", 4)]
    {
        if let Some(rest) = word.strip_suffix(ending).filter(|rest| rest.len() >= keep) {
            return rest;
        }
    }
    let word = word.strip_suffix('s').filter(|rest| !rest.ends_with(['s', 'u', 'i'])).unwrap_or(word);
    word.strip_suffix(['e', 'y']).filter(|rest| rest.len() >= 4).unwrap_or(word)
}

/// Words that say nothing about a function, and numbers.
fn is_empty_word(word: &str) -> bool {
    const EMPTY: [&str; 20] = [
        "a", "an", "and", "as", "at", "by", "etc", "for", "from", "in", "into", "is", "of", "on", "or", "our", "the",
        "their", "to", "with",
    ];
    EMPTY.binary_search(&word).is_ok() || word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_fold_case_space_and_punctuation() {
        for (text, label) in [
            ("  NEC  Revenues & Benefits ", "nec revenues benefits"),
            ("Café-Manager (North)", "café manager north"),
            ("…", ""),
            ("Ⅻ ÉTÉ", "ⅻ été"),
        ] {
            assert_eq!(normalise(text), label);
        }
    }

    #[test]
    fn stems_meet() {
        for group in
            [["invoices", "invoice", "invoicing"], ["payments", "payment", "payments"], ["bodies", "bodies", "bodies"]]
        {
            assert!(group.iter().all(|word| stem(word) == stem(group[0])), "{group:?}");
        }
        assert_eq!(stem("bus"), "bus");
    }
}

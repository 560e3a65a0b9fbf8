//! Words as they are compared: lower case, without endings, without what carries no meaning.

/// A text as a label: lower case, letters and digits, single spaces. Items with one label share one fate, and products
/// with one label are one product. Test vectors stand below.
pub fn normalise(text: &str) -> String {
    // Most texts are ASCII: no tables are needed for these, and a label is made of every item several times.
    if text.is_ascii() {
        let mut label = Vec::with_capacity(text.len());
        for letter in text.bytes() {
            if letter.is_ascii_alphanumeric() {
                label.push(letter.to_ascii_lowercase());
            } else if label.last().is_some_and(|last| *last != b' ') {
                label.push(b' ');
            }
        }
        label.truncate(label.trim_ascii_end().len());
        return String::from_utf8(label).unwrap_or_default();
    }
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

/// What is the same for two texts with the same telling words in the same order.
pub(super) fn key(text: &str) -> String {
    words(text).collect::<Vec<_>>().join(" ")
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
    let one = match word.strip_suffix("ies").filter(|rest| rest.len() >= 3) {
        Some(rest) => rest,
        None => word.strip_suffix('s').filter(|rest| !rest.ends_with(['s', 'u', 'i'])).unwrap_or(word),
    };
    let base = [("ing", 3), ("ment", 4), ("ion", 4), ("ed", 4)]
        .iter()
        .find_map(|(ending, keep)| one.strip_suffix(ending).filter(|rest| rest.len() >= *keep))
        .unwrap_or(one);
    let base = match base.as_bytes() {
        // `planning` meets `plan`; `billing` and `processing` end in two letters anyway.
        [first, .., a, b] if a == b && base.len() >= 4 && !b"aeilos".contains(b) && *first != 0 => {
            &base[..base.len() - 1]
        }
        _ => base,
    };
    base.strip_suffix(['e', 'y']).filter(|rest| rest.len() >= 3).unwrap_or(base)
}

/// A compound that is written as one word, taken apart: `streetparties`, `applytoholdevent`. None where a piece of it
/// would be no word that `is_known`; of several ways the one with the fewest pieces.
pub(super) fn take_apart(word: &str, is_known: impl Fn(&str) -> bool) -> Option<Vec<&str>> {
    if !(7..=60).contains(&word.len()) || !word.is_ascii() {
        return None;
    }
    // By the length of a beginning: how many pieces it has at least, and where the last of them starts.
    let mut ways: Vec<Option<(usize, usize)>> = vec![None; word.len() + 1];
    ways[0] = Some((0, 0));
    for end in 1..=word.len() {
        for start in 0..end {
            let Some((pieces, _)) = ways[start] else { continue };
            let piece = &word[start..end];
            let better = ways[end].is_none_or(|(fewest, _)| pieces + 1 < fewest);
            if better && (is_empty_word(piece) && piece.len() > 1 || piece.len() >= 3 && is_known(piece)) {
                ways[end] = Some((pieces + 1, start));
            }
        }
    }
    let mut end = word.len();
    let mut pieces = Vec::new();
    while end > 0 {
        let (_, start) = ways[end]?;
        pieces.push(&word[start..end]);
        end = start;
    }
    pieces.reverse();
    pieces.retain(|piece| !is_empty_word(piece));
    (2..=5).contains(&pieces.len()).then_some(pieces)
}

/// Whether a stem is too vague to carry a mapping: what every department, page or post may be called.
pub(super) fn is_vague(stem: &str) -> bool {
    VAGUE.binary_search(&stem).is_ok()
}

/// Stems of vague words, sorted.
const VAGUE: [&str; 149] = [
    "about",
    "additional",
    "admin",
    "administrat",
    "advic",
    "adviser",
    "advisor",
    "all",
    "answer",
    "appl",
    "applicat",
    "ask",
    "assistant",
    "associat",
    "availabl",
    "based",
    "bod",
    "call",
    "center",
    "centr",
    "check",
    "chief",
    "choos",
    "click",
    "common",
    "consultant",
    "contact",
    "control",
    "coordinator",
    "corporat",
    "council",
    "customer",
    "depart",
    "deput",
    "detail",
    "director",
    "directorat",
    "district",
    "divis",
    "enquir",
    "executiv",
    "expert",
    "faq",
    "find",
    "form",
    "framework",
    "further",
    "general",
    "get",
    "grad",
    "group",
    "guidanc",
    "head",
    "help",
    "hom",
    "homepag",
    "how",
    "html",
    "i",
    "includ",
    "info",
    "informat",
    "issu",
    "item",
    "junior",
    "know",
    "lead",
    "leader",
    "level",
    "liv",
    "local",
    "main",
    "mak",
    "manag",
    "manager",
    "my",
    "need",
    "new",
    "non",
    "number",
    "offic",
    "officer",
    "official",
    "onlin",
    "operat",
    "org",
    "organisat",
    "other",
    "our",
    "out",
    "pag",
    "peopl",
    "person",
    "polic",
    "portal",
    "post",
    "principal",
    "problem",
    "process",
    "program",
    "programm",
    "project",
    "provid",
    "provis",
    "public",
    "quest",
    "relat",
    "report",
    "request",
    "rol",
    "schem",
    "sect",
    "senior",
    "servic",
    "sit",
    "specialist",
    "staf",
    "start",
    "strateg",
    "strategic",
    "supervisor",
    "support",
    "system",
    "task",
    "team",
    "technical",
    "technolog",
    "thing",
    "traine",
    "typ",
    "unit",
    "us",
    "use",
    "using",
    "various",
    "view",
    "visit",
    "web",
    "websit",
    "welcom",
    "what",
    "when",
    "wher",
    "which",
    "who",
    "work",
    "worker",
    "you",
    "your",
];

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

//! Ids made from names.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::returns::blank::is_blank;

/// Ids made from names; of equal ones the second gets a number.
#[derive(Debug, Default)]
pub(super) struct Ids(BTreeMap<String, usize>);

impl Ids {
    /// An id for a name that no other has.
    pub(super) fn give(&mut self, name: &str) -> String {
        let slug = slug(name);
        let mut id = slug.clone();
        // A numbered one may be taken as well, by a name that reads like it.
        while self.0.contains_key(&id) {
            let count = self.0.entry(slug.clone()).or_default();
            *count += 1;
            id = format!("{slug}-{count}");
        }
        self.0.insert(id.clone(), 1);
        id
    }
}

/// The name of the file of a body's return. Files of ours have names that no return may take.
pub fn file_name(id: &str) -> String {
    let is_ours = ["dupaudit", "import"].contains(&id.to_lowercase().as_str());
    format!("{id}{}.yaml", if is_ours { "-return" } else { "" })
}

/// The letters and digits of a name, lower case, with hyphens between.
pub(super) fn slug(name: &str) -> String {
    // `Büro` is `buro`.
    let plain = name.nfd().filter(|letter| !is_combining_mark(*letter)).collect::<String>().to_lowercase();
    let letters: String =
        plain.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { ' ' }).collect();
    let slug = letters.split_whitespace().collect::<Vec<_>>().join("-");
    if is_blank(&slug) { "x".to_owned() } else { slug }
}

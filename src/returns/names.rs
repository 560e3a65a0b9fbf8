//! Words that are a person's name and hardly anything else.

use std::sync::LazyLock;

use foldhash::HashSet;
use serde::Deserialize;

static NAMES: LazyLock<Names> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("names.yaml")).expect("the file of names is one"));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    first: HashSet<String>,
    not_a_surname: HashSet<String>,
}

/// Whether a word, in lower case, is a first name.
pub(super) fn is_first_name(word: &str) -> bool {
    NAMES.first.contains(word)
}

/// Whether a word, in lower case, may be a surname: most may.
pub(super) fn may_be_surname(word: &str) -> bool {
    !NAMES.not_a_surname.contains(word)
}

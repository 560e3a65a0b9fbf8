//! Types of bodies: one word for each, and the words that people write for it (docs/model.md section 16.3).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::finding::nearest;
use crate::source::folded;

/// A type of body, as a list of functions writes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BodyType {
    /// The word for it.
    #[serde(rename = "type")]
    pub(super) word: String,
    /// Other words for it. A word that stands under several types is ambiguous.
    #[serde(default)]
    pub(super) synonyms: Vec<String>,
}

/// What a word for a type means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant<'a> {
    /// One type.
    Type(&'a str),
    /// One of several types.
    OneOf(Vec<&'a str>),
    /// No type that is known, and the type nearest to it.
    Unknown(Option<&'a str>),
}

/// The types that a list of functions knows.
#[derive(Debug, Clone, Default)]
pub struct Types {
    words: Vec<String>,
    /// The places in `words` of what each key means.
    meant: BTreeMap<String, Vec<usize>>,
}

impl Types {
    pub(super) fn new(types: &[BodyType]) -> Self {
        let mut all = Self::default();
        for (place, BodyType { word, synonyms }) in types.iter().enumerate() {
            all.words.push(word.clone());
            for word in [word].into_iter().chain(synonyms) {
                let meant = all.meant.entry(key(word)).or_default();
                if !meant.contains(&place) {
                    meant.push(place);
                }
            }
        }
        all
    }

    /// Adds the types of another list, whose words mean what they mean there unless they have a meaning here.
    pub(super) fn add(&mut self, other: &Self) {
        let places: Vec<usize> = other
            .words
            .iter()
            .map(|word| {
                let known = self.words.iter().position(|known| known == word);
                known.unwrap_or_else(|| {
                    self.words.push(word.clone());
                    self.words.len() - 1
                })
            })
            .collect();
        for (key, meant) in &other.meant {
            let meant = || meant.iter().map(|place| places[*place]).collect();
            self.meant.entry(key.clone()).or_insert_with(meant);
        }
    }

    /// The word for each type.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// The words that mean one type and no other, as keys.
    pub fn synonyms<'a>(&'a self, word: &str) -> impl Iterator<Item = &'a str> {
        let place = self.words.iter().position(|known| known == word);
        let only = move |meant: &[usize]| place.is_some_and(|place| meant == [place]);
        self.meant.iter().filter(move |(_, meant)| only(meant)).map(|(key, _)| key.as_str())
    }

    /// What a word means.
    pub fn meant(&self, word: &str) -> Meant<'_> {
        let key = key(word);
        let word = |place: &usize| self.words[*place].as_str();
        match self.meant.get(&key).map(Vec::as_slice) {
            Some([one]) => Meant::Type(word(one)),
            Some(several) => Meant::OneOf(several.iter().map(word).collect()),
            None => {
                let plain = self.meant.iter().filter(|(_, meant)| meant.len() == 1);
                let near = nearest(&key, plain.map(|(key, _)| key.as_str()));
                Meant::Unknown(near.and_then(|near| self.meant[near].first()).map(word))
            }
        }
    }

    /// By which word bodies of a type are compared: that of the type, else the word itself however it is spelt.
    pub fn canonical(&self, word: &str) -> String {
        match self.meant(word) {
            Meant::Type(word) => word.to_owned(),
            Meant::OneOf(_) | Meant::Unknown(_) => {
                Some(key(word)).filter(|key| !key.is_empty()).unwrap_or(word.to_owned())
            }
        }
    }
}

/// A word without case, separators, article and plural: `The District Councils` and `district_council` are one.
fn key(word: &str) -> String {
    let lower = folded(word).replace(['\'', '’'], "").replace('&', " and ");
    let words = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty() && *word != "the");
    words.map(singular).collect::<Vec<_>>().join("-")
}

fn singular(word: &str) -> String {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with('s') => match stem.strip_suffix("ie") {
            Some(stem) => format!("{stem}y"),
            None => stem.to_owned(),
        },
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::{DEFAULT, load};

    #[test]
    fn what_officers_write_is_folded() {
        let types = load(DEFAULT).unwrap().types;
        for (word, written) in [
            (
                "district-council",
                &[
                    "District Council",
                    "district-council",
                    "district_council",
                    "DISTRICT",
                    "The District Councils",
                    "Shire district",
                    "Non-metropolitan district",
                    "Non Metropolitan District Council",
                    " district  council ",
                    "District/Borough Council",
                ][..],
            ),
            ("county-council", &["County", "county councils", "Shire County", "Non-Metropolitan County Council"]),
            ("unitary-authority", &["Unitary", "Unitary Authority", "unitary authorities", "English unitary", "UA"]),
            ("metropolitan-district", &["Met borough", "Metropolitan Borough Council", "met. district", "MBC"]),
            (
                "london-borough",
                &["London Borough", "London Borough Council", "LONDON_BOROUGHS", "Inner London Borough"],
            ),
            ("scottish-council", &["Scottish Council", "Scottish local authority"]),
            ("welsh-council", &["Welsh council", "County Borough Council", "Welsh unitary authority"]),
            ("northern-ireland-council", &["NI Council", "Northern Ireland District Council"]),
            ("police-force", &["Police", "Police Force", "PCC", "Police & Crime Commissioner"]),
            ("fire-authority", &["Fire and Rescue Authority", "Fire & Rescue Services", "Fire"]),
            ("combined-authority", &["Combined Authorities", "Mayoral Combined Authority"]),
            ("nhs-trust", &["NHS Trust", "NHS Foundation Trust", "nhs trusts"]),
            ("university", &["University", "Universities", "Higher education institution"]),
            ("central-department", &["Central Government Department", "Ministerial department", "central department"]),
            ("supplier", &["Supplier", "suppliers"]),
        ] {
            for written in written {
                assert_eq!(types.meant(written), Meant::Type(word), "{written}");
                assert_eq!(types.canonical(written), word, "{written}");
            }
        }
    }

    #[test]
    fn an_ambiguous_word_is_not_folded() {
        let types = load(DEFAULT).unwrap().types;
        let four = ["district-council", "unitary-authority", "metropolitan-district", "london-borough"];
        assert_eq!(types.meant("Borough Council"), Meant::OneOf(four.to_vec()));
        for word in ["Council", "City council", "local authority", "BOROUGH", "Single-tier authority", "Royal Borough"]
        {
            assert!(matches!(types.meant(word), Meant::OneOf(_)), "{word}");
        }
        assert_eq!(types.canonical("Borough Councils"), types.canonical("borough_council"));
    }

    #[test]
    fn an_unknown_word_has_its_nearest_type_and_stays_itself() {
        let types = load(DEFAULT).unwrap().types;
        assert_eq!(types.meant("Distrct Council"), Meant::Unknown(Some("district-council")));
        assert_eq!(types.meant("zzz"), Meant::Unknown(None));
        assert_eq!(types.canonical("Lake Boards"), types.canonical("lake-board"));
    }
}

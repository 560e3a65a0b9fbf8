//! Facts with a source: every number that the tool brings along, read from the files in `facts/`, and nowhere else.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_yaml::Value;

use crate::words::words;

/// The files in the binary.
const FILES: [&str; 9] = [
    include_str!("../../facts/parameters.yaml"),
    include_str!("../../facts/presets.yaml"),
    include_str!("../../facts/delivery.yaml"),
    include_str!("../../facts/appraisal.yaml"),
    include_str!("../../facts/programmes.yaml"),
    include_str!("../../facts/benchmarks.yaml"),
    include_str!("../../facts/cases.yaml"),
    include_str!("../../facts/purchasing-power.yaml"),
    include_str!("../../facts/reorganisations.yaml"),
];

words! {
    /// How good the evidence for a fact is.
    pub enum Grade: listed {
        /// The publisher's own page was read.
        Publisher = "publisher",
        /// Press or a copy elsewhere; the original was not opened.
        Quoted = "quoted",
        /// An advocate's or a supplier's own claim.
        Claimed = "claimed",
        /// This tool's own reading of a published table.
        Derived = "derived",
        /// Ours.
        Judgement = "judgement",
    }
}

/// A number, or a few that belong together, with everything that a reader needs to doubt it.
#[derive(Debug, Clone, Deserialize, Serialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// What it is called: words with hyphens, in groups with dots. Parameters have the name of their key.
    pub name: String,
    /// What it is, as the tool uses it.
    #[schemars(with = "serde_json::Value")]
    pub value: Value,
    /// In what it is measured.
    pub unit: String,
    /// What it is, where its name and unit do not say so.
    pub about: Option<String>,
    /// Where it stands, and what it stands for there.
    pub source: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// The year of the source.
    pub year: Option<i16>,
    /// The prices in which it is.
    pub price_base: Option<String>,
    /// Of whom it speaks.
    pub cohort: Option<String>,
    /// How good the evidence is.
    pub grade: Grade,
    /// Years after which it should be looked up again. None: it does not age.
    pub shelf_life: Option<i16>,
}

impl Fact {
    /// Its value as a type of Rust's.
    ///
    /// # Panics
    /// The file of the fact holds something else: a test reads every one that the code uses.
    pub fn read<T: DeserializeOwned>(&self) -> T {
        match serde_yaml::from_value(self.value.clone()) {
            Ok(value) => value,
            Err(error) => panic!("the fact `{}` is not what the code takes it for: {error}", self.name),
        }
    }

    /// By how many years it is older than its shelf life, for work on a period that begins in `year`.
    pub fn stale_by(&self, year: i16) -> Option<i16> {
        let stale = year - self.year? - self.shelf_life?;
        (stale > 0).then_some(stale)
    }

    /// The groups that its name begins with.
    pub fn group(&self) -> &str {
        self.name.rsplit_once('.').map_or("parameter", |(group, _)| group.split('.').next().unwrap_or(group))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "dupaudit")]
    kind: String,
    facts: Vec<Fact>,
}

/// Every fact, in the order of the files.
pub fn facts() -> &'static [Fact] {
    static ALL: OnceLock<Vec<Fact>> = OnceLock::new();
    ALL.get_or_init(|| FILES.iter().flat_map(|text| parse(text)).collect())
}

/// The fact of a name.
pub fn find_fact(name: &str) -> Option<&'static Fact> {
    static BY_NAME: OnceLock<BTreeMap<&str, &Fact>> = OnceLock::new();
    BY_NAME.get_or_init(|| facts().iter().map(|fact| (fact.name.as_str(), fact)).collect()).get(name).copied()
}

/// The fact of a name that the code relies on.
pub(super) fn fact(name: &str) -> &'static Fact {
    find_fact(name).unwrap_or_else(|| panic!("there is no fact `{name}` in facts/"))
}

/// The facts of a group, as `programme`, in the order of their file.
pub(super) fn group(name: &'static str) -> impl Iterator<Item = &'static Fact> {
    facts().iter().filter(move |fact| fact.group() == name)
}

fn parse(text: &str) -> Vec<Fact> {
    match serde_yaml::from_str::<File>(text) {
        Ok(file) if file.kind == "facts/1" => file.facts,
        Ok(file) => panic!("a file of facts is `{}`", file.kind),
        Err(error) => panic!("a file of facts cannot be read: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_fact_has_a_name_of_its_own_and_a_source_that_can_be_doubted() {
        let names: BTreeSet<&str> = facts().iter().map(|fact| fact.name.as_str()).collect();
        assert_eq!(names.len(), facts().len());
        for fact in facts() {
            let name = &fact.name;
            assert!(!fact.unit.is_empty() && !fact.source.is_empty(), "{name}");
            assert!(fact.year.is_some() || fact.grade == Grade::Judgement, "{name}: evidence has a year");
            assert!(fact.shelf_life.is_none() || fact.year.is_some(), "{name}: what ages has a year");
            assert!(fact.year.is_none_or(|year| (1900..2100).contains(&year)), "{name}");
        }
    }

    #[test]
    fn a_fact_is_stale_after_its_shelf_life_and_not_before() {
        let green_book = fact("discount.green-book");
        let (year, life) = (green_book.year.unwrap(), green_book.shelf_life.unwrap());
        assert_eq!(green_book.stale_by(year + life), None);
        assert_eq!(green_book.stale_by(year + life + 2), Some(2));
        assert_eq!(fact("optimism-bias.outsourcing").stale_by(2100), None);
    }
}

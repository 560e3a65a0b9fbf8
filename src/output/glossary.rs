//! The terms of docs/glossary.md, which `explain` shows one by one.

use std::io::{self, Write};

use serde::Serialize;

use super::place::wrap;

const PAGE: &str = include_str!("../../docs/glossary.md");

/// A term with its meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Term {
    /// What it is called; several where they are explained together.
    #[serde(rename = "term")]
    name: &'static str,
    /// What it means.
    meaning: &'static str,
    /// The keys that carry it in the JSON, where they are other words.
    keys: Vec<&'static str>,
}

impl Term {
    /// Every term, in the order of the page.
    pub fn all() -> impl Iterator<Item = Self> {
        PAGE.lines().filter_map(|line| {
            let mut cells = line.strip_prefix("| ")?.split('|').map(str::trim);
            let (term, meaning, keys) = (cells.next()?, cells.next()?, cells.next()?);
            let keys = keys.split(", ").map(|key| key.trim_matches('`')).filter(|key| !key.is_empty());
            (term != "term").then(|| Self { name: term, meaning, keys: keys.collect() })
        })
    }

    /// The term of a name or of a key: case, hyphens and underscores do not matter.
    pub fn find(name: &str) -> Option<Self> {
        let wanted = folded(name);
        let is_named = |term: &Self| term.names().any(|own| folded(own) == wanted);
        let has_key = |term: &Self| term.keys.iter().any(|key| folded(key) == wanted);
        Self::all().find(is_named).or_else(|| Self::all().find(has_key))
    }

    /// Whether it is carried by a key of the JSON.
    pub fn has_key(&self, key: &str) -> bool {
        self.keys.contains(&key)
    }

    /// Each of its names: `net present value (NPV)` has two.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.name.split([',', '(', ')']).map(str::trim).filter(|name| !name.is_empty())
    }
}

fn folded(name: &str) -> String {
    name.to_lowercase().replace(['-', '_'], " ")
}

/// Writes a term for people.
///
/// # Errors
/// The writer refuses.
pub fn write_term(out: &mut dyn Write, width: u16, term: &Term) -> io::Result<()> {
    writeln!(out, "{}", term.name)?;
    write!(out, "{}", wrap(&term.meaning.replace('`', ""), usize::from(width), "  "))?;
    if !term.keys.is_empty() {
        writeln!(out, "  In the JSON: {}", term.keys.join(", "))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_of_the_page_is_found_by_its_names() {
        let all: Vec<Term> = Term::all().collect();
        assert!(all.len() > 60, "{}", all.len());
        for term in &all {
            assert!(!term.meaning.is_empty(), "{term:?}");
            for name in term.names() {
                assert!(Term::find(name).is_some_and(|found| found.names().any(|own| own == name)), "{name}");
            }
        }
        let npv = Term::find("npv").unwrap();
        assert_eq!((npv.name, npv.keys), ("net present value (NPV)", vec!["npv"]));
        assert_eq!(Term::find("Cashable"), Term::find("cash releasing"));
        assert_eq!(Term::find("foo"), None);
    }
}

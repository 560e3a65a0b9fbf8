//! The taxonomy file format, version 1 (docs/formats.md section 1).

use std::collections::BTreeMap;
use std::fmt;

use rustc_hash::FxHashMap;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::types::{BodyType, Types};
use super::{Category, Function, FunctionId, Scope, Taxonomy, Vocabulary, id_of};
use crate::source::{Misread, Position, Route, from_yaml, parse_tree, sha256};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a taxonomy, which begins with `dupaudit: taxonomy/1`")]
struct File {
    dupaudit: String,
    id: String,
    version: String,
    title: String,
    source: String,
    licence: String,
    #[serde(default)]
    catch_all: Vec<String>,
    #[serde(default)]
    types: Vec<BodyType>,
    functions: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: String,
    label: String,
    parent: Option<String>,
    #[serde(default, deserialize_with = "category")]
    category: Option<Category>,
    scope: Option<Scope>,
    #[serde(default)]
    duty: Vec<String>,
    statute: Option<String>,
    #[serde(default)]
    definition: String,
    #[serde(default)]
    synonyms: Vec<String>,
    #[serde(default)]
    titles: Vec<String>,
    #[serde(default)]
    units: Vec<String>,
    #[serde(default)]
    products: Vec<String>,
    #[serde(default)]
    abbreviations: BTreeMap<String, String>,
    #[serde(default)]
    excludes: Vec<String>,
    #[serde(default)]
    examples: Vec<String>,
    volume_unit: Option<String>,
    #[serde(default)]
    crosswalk: BTreeMap<String, Vec<String>>,
}

/// A list may give one category more than a role may have.
fn category<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Category>, D::Error> {
    let word = String::deserialize(from)?;
    let known = Category::find(&word).map(Some);
    known.ok_or_else(|| D::Error::unknown_variant(&word, &["administrative", "managerial", "frontline", "non-service"]))
}

/// Something that keeps a taxonomy file from being used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where, as far as known.
    pub position: Option<Position>,
    /// What, and what to do.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = self.position {
            write!(f, "{}:{}: ", at.line, at.column)?;
        }
        f.write_str(&self.message)
    }
}

/// Reads a taxonomy file.
///
/// # Errors
/// Every problem found: syntax and types stop at the first, the rest is complete.
pub fn parse(text: &str) -> Result<Taxonomy, Vec<Problem>> {
    let file: File = from_yaml(text).map_err(|Misread { position, message }| vec![Problem { position, message }])?;
    let problems = check(&file);
    if !problems.is_empty() {
        let places = parse_tree(text).ok();
        return Err(problems
            .into_iter()
            .map(|(route, message)| Problem { position: places.as_ref().map(|tree| tree.find(&route)), message })
            .collect());
    }
    Ok(build(file, sha256(text)))
}

/// Everything that the types cannot say.
fn check(file: &File) -> Vec<(Route, String)> {
    let mut problems = Vec::new();
    if file.dupaudit != "taxonomy/1" {
        problems.push((
            Route::root().key("dupaudit"),
            format!("`dupaudit: {}` is no taxonomy; write `taxonomy/1`", file.dupaudit),
        ));
    }
    if file.functions.is_empty() || file.functions.len() > usize::from(u16::MAX) {
        problems.push((Route::root().key("functions"), "a taxonomy has between 1 and 65,535 functions".to_owned()));
    }
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    for (index, entry) in file.functions.iter().enumerate() {
        let route = Route::item("functions", index);
        if entry.code.trim().is_empty() || entry.label.trim().is_empty() {
            problems.push((route.clone(), "a function needs a code and a label".to_owned()));
        }
        if seen.insert(&entry.code, index).is_some() {
            problems.push((route.clone().key("code"), format!("the code `{}` stands twice", entry.code)));
        }
        if entry.category.is_none() != entry.scope.is_none() {
            problems.push((route.clone(), format!("`{}`: give both category and scope, or neither", entry.code)));
        }
        if !entry.duty.is_empty() && entry.scope.is_some_and(|scope| scope != Scope::SameType) {
            let message =
                format!("`{}`: a duty decides who is compared only where the scope is `same_type`", entry.code);
            problems.push((route.key("duty"), message));
        }
    }
    for (index, entry) in file.functions.iter().enumerate() {
        let mut above = entry.parent.as_deref();
        let mut steps = 0;
        while let Some(parent) = above {
            let Some(found) = seen.get(parent) else {
                let message = format!("`{}` has the parent `{parent}`, which is not in the list", entry.code);
                problems.push((Route::item("functions", index).key("parent"), message));
                break;
            };
            steps += 1;
            if steps > file.functions.len() {
                let message = format!("`{}` is its own parent, by way of others", entry.code);
                problems.push((Route::item("functions", index).key("parent"), message));
                break;
            }
            above = file.functions[*found].parent.as_deref();
        }
    }
    problems
}

fn build(file: File, sha256: String) -> Taxonomy {
    let mut entries = file.functions;
    entries.sort_by(|a, b| a.code.cmp(&b.code));
    let by_code: FxHashMap<String, FunctionId> =
        entries.iter().enumerate().map(|(index, entry)| (entry.code.clone(), id_of(index))).collect();
    let mut functions: Vec<Function> = entries
        .into_iter()
        .map(|entry| Function {
            // A dotted parent counts only where it exists.
            parent: match &entry.parent {
                Some(parent) => by_code.get(parent).copied(),
                None => entry.code.rsplit_once('.').and_then(|(parent, _)| by_code.get(parent).copied()),
            },
            category: entry.category,
            scope: entry.scope.unwrap_or(Scope::Exempt),
            code: entry.code,
            label: entry.label,
            definition: entry.definition,
            vocabulary: Vocabulary {
                synonyms: entry.synonyms,
                titles: entry.titles,
                units: entry.units,
                products: entry.products,
                abbreviations: entry.abbreviations.into_iter().collect(),
                excludes: entry.excludes,
                examples: entry.examples,
            },
            volume_unit: entry.volume_unit,
            duty: entry.duty,
            statute: entry.statute,
            crosswalk: entry.crosswalk.into_iter().collect(),
            is_leaf: true,
        })
        .collect();
    for index in 0..functions.len() {
        if let Some(parent) = functions[index].parent {
            functions[parent.index()].is_leaf = false;
        }
    }
    Taxonomy {
        id: file.id,
        version: file.version,
        title: file.title,
        source: file.source,
        licence: file.licence,
        catch_all: file.catch_all,
        types: Types::new(&file.types),
        sha256,
        functions,
        by_code,
    }
}

//! The texts of a function in the taxonomy, and how much each of them counts.

use rustc_hash::FxHashMap;

use super::index::stems;
use super::text::words;
use crate::taxonomy::{Function, Taxonomy};

/// How much the label counts beside each of the other names of a function. Of those, each counts the less the more there
/// are: see [`each_name`].
const LABEL: f32 = 2.0;
const UNIT: f32 = 0.7;
const PRODUCT: f32 = 1.5;
const EXAMPLE: f32 = 0.5;
const DEFINITION: f32 = 0.4;

/// How much a group counts that has names of its own. One without is known by what is below it only.
const GROUP: f32 = 0.95;

/// A field of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Name,
    Title,
    Unit,
    Product,
}

/// How much of the score of a function counts. A group can win by names of its own, not by its label alone: that says
/// what its leaves have in common, and every text about one of them would find it.
pub(super) fn candidate(function: &Function) -> f32 {
    let words = &function.vocabulary;
    match (function.is_leaf, words.synonyms.is_empty() && words.titles.is_empty()) {
        (true, _) => 1.0,
        (false, false) => GROUP,
        (false, true) => 0.0,
    }
}

/// Every text of a function with its weight; phrases name their field.
pub(super) fn fields(function: &Function) -> impl Iterator<Item = (&str, f32, Option<Field>)> {
    let words = &function.vocabulary;
    let each = each_name(function);
    std::iter::once((function.label.as_str(), LABEL, Some(Field::Name)))
        .chain(list(&words.synonyms, each, Some(Field::Name)))
        .chain(list(&words.titles, each, Some(Field::Title)))
        .chain(list(&words.units, each * UNIT, Some(Field::Unit)))
        .chain(list(&words.products, each * PRODUCT, Some(Field::Product)))
        .chain(list(&words.examples, each * EXAMPLE, None))
        .chain(std::iter::once((function.definition.as_str(), DEFINITION, None)))
}

/// How much one of the names of a function counts beside its label: all of it where there is one other name, a quarter
/// where there are forty.
#[allow(clippy::cast_precision_loss)]
fn each_name(function: &Function) -> f32 {
    let words = &function.vocabulary;
    let names = words.synonyms.len() + words.titles.len() + words.units.len() + words.products.len();
    LABEL / (1.0 + names as f32).powf(0.4)
}

/// The texts of one field.
fn list(texts: &[String], weight: f32, field: Option<Field>) -> impl Iterator<Item = (&str, f32, Option<Field>)> {
    texts.iter().map(move |text| (text.as_str(), weight, field))
}

/// Short forms that stand for one thing only, and the stems of what they stand for.
pub(super) fn abbreviations(taxonomy: &Taxonomy) -> FxHashMap<String, Vec<String>> {
    let mut found: FxHashMap<String, Vec<String>> = FxHashMap::default();
    for (short, long) in taxonomy.iter().flat_map(|(_, function)| &function.vocabulary.abbreviations) {
        found.entry(words(short).collect::<Vec<_>>().join(" ")).or_insert_with(|| stems(long));
    }
    found
}

//! One weighted document a function, in an inverted index of words, word parts and known phrases.

use rustc_hash::FxHashMap;

use super::text::{stem, words};
use super::{CLAIM, Claim, MACHINE_MOST, Mapping, Source, Texts};
use crate::money::Share;
use crate::taxonomy::{Function, FunctionId, Taxonomy};

/// How much a word of each field of the vocabulary counts.
const LABEL: f32 = 3.0;
const SYNONYM: f32 = 1.0;
const UNIT: f32 = 0.7;
const PRODUCT: f32 = 1.5;
const EXAMPLE: f32 = 0.5;
const DEFINITION: f32 = 0.3;

/// How much the context of an item counts beside its name.
const CONTEXT: f32 = 0.35;

/// How much a known phrase counts beside its single words.
const PHRASE: f32 = 1.5;

/// How much a part of a word counts beside the word.
const PART: f32 = 0.15;

/// Repetition of a word within a document counts less and less: the saturation of BM25.
const SATURATION: f32 = 1.2;

/// What is left of a score when a word speaks against the function.
const EXCLUDED: f32 = 0.5;

/// The longest phrase that is looked up, in words.
const LONGEST: usize = 6;

/// Confidence from two measures of the best score, fitted on labelled items: how much of the text it explains, and how
/// far it leads.
const CALIBRATION: [f64; 3] = [-2.6, 3.4, 3.0];

/// A phrase of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    /// Whose it is.
    pub(super) function: FunctionId,
    /// In which field it stands.
    pub(super) field: Field,
}

/// A field of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Name,
    Title,
    Unit,
    Product,
}

/// The vocabulary of a taxonomy, ready to be searched.
pub struct Index {
    /// Words and parts of words; a part begins with `#`.
    terms: FxHashMap<String, Term>,
    /// Known phrases by their stems.
    phrases: FxHashMap<String, Vec<Known>>,
    /// Short forms and the stems they stand for.
    abbreviations: FxHashMap<String, Vec<String>>,
    /// Phrases that speak against functions, by their stems.
    excludes: FxHashMap<String, Vec<FunctionId>>,
    /// The weight of a word that no function knows.
    unknown: f32,
    functions: usize,
}

struct Term {
    /// How telling it is.
    rarity: f32,
    /// What it adds to each function that has it.
    postings: Vec<(FunctionId, f32)>,
}

/// The scores of a text.
pub(super) struct Scores {
    /// By function.
    pub(super) by_function: Vec<f32>,
    /// What a function that knows every word and part of the name would reach.
    ideal: f32,
}

impl Index {
    /// Reads the vocabulary of every function.
    pub fn new(taxonomy: &Taxonomy) -> Self {
        let mut counts: FxHashMap<String, FxHashMap<FunctionId, f32>> = FxHashMap::default();
        let mut phrases: FxHashMap<String, Vec<Known>> = FxHashMap::default();
        let mut abbreviations: FxHashMap<String, Vec<String>> = FxHashMap::default();
        let mut excludes: FxHashMap<String, Vec<FunctionId>> = FxHashMap::default();
        for (id, function) in taxonomy.iter() {
            for (text, weight, field) in fields(function) {
                let stems: Vec<String> = words(text).map(|word| stem(&word).to_owned()).collect();
                for word in &stems {
                    *counts.entry(word.clone()).or_default().entry(id).or_default() += weight;
                    for part in parts(word) {
                        *counts.entry(part).or_default().entry(id).or_default() += weight;
                    }
                }
                if let Some(field) = field.filter(|_| (1..=LONGEST).contains(&stems.len())) {
                    let known = phrases.entry(stems.join(" ")).or_default();
                    if !known.iter().any(|phrase| phrase.function == id) {
                        known.push(Known { function: id, field });
                    }
                }
            }
            for (short, long) in &function.vocabulary.abbreviations {
                let stems = words(long).map(|word| stem(&word).to_owned()).collect();
                abbreviations.entry(words(short).collect::<Vec<_>>().join(" ")).or_insert(stems);
            }
            for against in &function.vocabulary.excludes {
                let stems: Vec<String> = words(against).map(|word| stem(&word).to_owned()).collect();
                excludes.entry(stems.join(" ")).or_default().push(id);
            }
        }
        let functions = taxonomy.len();
        let terms: FxHashMap<String, Term> =
            counts.into_iter().map(|(term, counts)| (term, weigh(counts, functions))).collect();
        let unknown = rarity(1, functions);
        Self { terms, phrases, abbreviations, excludes, unknown, functions }
    }

    /// Maps the texts of one item.
    pub(super) fn map(&self, taxonomy: &Taxonomy, texts: &Texts<'_>) -> Mapping {
        let scores = self.score(texts);
        let ranked = ranked(taxonomy, &scores);
        let Some((best, first)) = ranked.first().copied() else { return Mapping::nothing() };
        let confidence = |lead: f32| {
            let explained = f64::from(best / scores.ideal.max(f32::EPSILON)).min(1.0);
            let [base, by_explained, by_lead] = CALIBRATION;
            Share::from_f64(1.0 / (1.0 + (-(base + by_explained * explained + by_lead * f64::from(lead))).exp()))
                .min(MACHINE_MOST)
        };
        let second = ranked.get(1).map_or(0.0, |(score, _)| *score);
        let sure = confidence((best - second) / best);
        let group = taxonomy.group(first);
        let outside = ranked.iter().find(|(_, id)| taxonomy.group(*id) != group).map_or(0.0, |(score, _)| *score);
        let sure_of_group = confidence((best - outside) / best);
        let claim = |function, confidence| Claim { function, share: Share::WHOLE, confidence };
        let claims = match (sure >= CLAIM, sure_of_group >= CLAIM && group != first) {
            (true, _) => vec![claim(first, sure)],
            (false, true) => vec![claim(group, sure_of_group)],
            (false, false) => Vec::new(),
        };
        let claimed = claims.first().map(|claim| claim.function);
        let alternatives = ranked
            .iter()
            .filter(|(_, id)| Some(*id) != claimed)
            .take(3)
            .map(|(score, id)| (*id, Share::from_f64(sure.as_f64() * f64::from(score / best)).min(sure)))
            .collect();
        let source = if claims.is_empty() { Source::None } else { Source::Mapper };
        Mapping { source, claims, alternatives }
    }

    /// The functions that a text could mean, likeliest first.
    pub(super) fn search(&self, taxonomy: &Taxonomy, texts: &Texts<'_>) -> Vec<FunctionId> {
        ranked(taxonomy, &self.score(texts)).into_iter().map(|(_, id)| id).collect()
    }

    /// Scores the texts of one item against every function.
    pub(super) fn score(&self, texts: &Texts<'_>) -> Scores {
        let mut scores = Scores { by_function: vec![0.0; self.functions], ideal: 0.0 };
        let name = self.stems(texts.name);
        self.add(&name, 1.0, &mut scores);
        self.add(&self.stems(texts.product), 0.5, &mut scores);
        let ideal = scores.ideal;
        for context in [texts.unit, texts.profession, texts.description] {
            let stems = self.stems(context);
            // A long description says no more than a short one.
            #[allow(clippy::cast_precision_loss)]
            let weight = CONTEXT * (6.0 / stems.len().max(6) as f32);
            self.add(&stems, weight, &mut scores);
        }
        // What the context may add counts for little in what could have been reached.
        scores.ideal = ideal + (scores.ideal - ideal) * 0.3;
        for (_, against) in Self::runs(&name, &self.excludes) {
            for function in against {
                scores.by_function[function.index()] *= EXCLUDED;
            }
        }
        scores
    }

    /// Known phrases within a text, with their stems.
    pub(super) fn known(&self, text: &str) -> Vec<(String, Vec<Known>)> {
        let stems = self.stems(text);
        Self::runs(&stems, &self.phrases).map(|(run, known)| (run, known.clone())).collect()
    }

    /// How telling a word is for a function: what it adds to its score.
    pub(super) fn weight(&self, word: &str, function: FunctionId) -> f32 {
        let postings = self.terms.get(stem(word)).map(|term| term.postings.as_slice()).unwrap_or_default();
        postings.iter().find(|(id, _)| *id == function).map_or(0.0, |(_, weight)| *weight)
    }

    /// The stems of a text, short forms written out.
    fn stems(&self, text: &str) -> Vec<String> {
        let mut stems = Vec::new();
        for word in words(text) {
            match self.abbreviations.get(&word) {
                Some(long) => stems.extend(long.iter().cloned()),
                None => stems.push(stem(&word).to_owned()),
            }
        }
        stems
    }

    fn add(&self, stems: &[String], weight: f32, scores: &mut Scores) {
        for word in stems {
            self.add_term(word, weight, scores);
            for part in parts(word) {
                if self.terms.contains_key(&part) {
                    self.add_term(&part, weight * PART, scores);
                }
            }
        }
        for (run, known) in Self::runs(stems, &self.phrases) {
            let rarity: f32 = run.split(' ').map(|word| self.terms.get(word).map_or(0.0, |term| term.rarity)).sum();
            // A phrase of many functions tells less.
            #[allow(clippy::cast_precision_loss)]
            let each = weight * PHRASE * rarity / known.len() as f32;
            for phrase in known {
                scores.by_function[phrase.function.index()] += each;
            }
        }
    }

    fn add_term(&self, term: &str, weight: f32, scores: &mut Scores) {
        let Some(term) = self.terms.get(term) else {
            scores.ideal += weight * self.unknown;
            return;
        };
        let mut most = 0.0_f32;
        for (function, adds) in &term.postings {
            scores.by_function[function.index()] += weight * adds;
            most = most.max(*adds);
        }
        scores.ideal += weight * most;
    }

    /// Runs of up to six words that `table` knows.
    fn runs<'i, T>(stems: &'i [String], table: &'i FxHashMap<String, T>) -> impl Iterator<Item = (String, &'i T)> {
        (0..stems.len()).flat_map(move |start| {
            (start + 1..=stems.len().min(start + LONGEST)).filter_map(move |end| {
                let run = stems[start..end].join(" ");
                table.get(&run).map(|found| (run, found))
            })
        })
    }
}

/// The best leaves. Ties go to the first code, never to the more frequent function.
fn ranked(taxonomy: &Taxonomy, scores: &Scores) -> Vec<(f32, FunctionId)> {
    let mut ranked: Vec<(f32, FunctionId)> = taxonomy
        .iter()
        .filter(|(_, function)| function.is_leaf)
        .map(|(id, _)| (scores.by_function[id.index()], id))
        .filter(|(score, _)| *score > 0.0)
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    ranked.truncate(8);
    ranked
}

/// Every text of a function with its weight; phrases name their field.
fn fields(function: &Function) -> impl Iterator<Item = (&str, f32, Option<Field>)> {
    let words = &function.vocabulary;
    std::iter::once((function.label.as_str(), LABEL, Some(Field::Name)))
        .chain(list(&words.synonyms, SYNONYM, Some(Field::Name)))
        .chain(list(&words.titles, SYNONYM, Some(Field::Title)))
        .chain(list(&words.units, UNIT, Some(Field::Unit)))
        .chain(list(&words.products, PRODUCT, Some(Field::Product)))
        .chain(list(&words.examples, EXAMPLE, None))
        .chain(std::iter::once((function.definition.as_str(), DEFINITION, None)))
}

/// The texts of one field.
fn list(texts: &[String], weight: f32, field: Option<Field>) -> impl Iterator<Item = (&str, f32, Option<Field>)> {
    texts.iter().map(move |text| (text.as_str(), weight, field))
}

/// Runs of four letters of a word that is longer.
fn parts(word: &str) -> Vec<String> {
    if word.len() < 6 || !word.is_ascii() {
        return Vec::new();
    }
    (0..=word.len() - 4).map(|start| format!("#{}", &word[start..start + 4])).collect()
}

/// How telling a term is that stands in `with` of `all` documents.
#[allow(clippy::cast_precision_loss)]
fn rarity(with: usize, all: usize) -> f32 {
    (1.0 + (all as f32 - with as f32 + 0.5) / (with as f32 + 0.5)).ln()
}

fn weigh(counts: FxHashMap<FunctionId, f32>, functions: usize) -> Term {
    let rarity = rarity(counts.len(), functions);
    let mut postings: Vec<(FunctionId, f32)> = counts
        .into_iter()
        .map(|(function, count)| (function, rarity * count * (SATURATION + 1.0) / (count + SATURATION)))
        .collect();
    postings.sort_by_key(|(function, _)| *function);
    Term { rarity, postings }
}

//! One weighted document a function, in an inverted index of words, word parts and known phrases.

use rustc_hash::FxHashMap;

use super::bridge::Bridge;
use super::postings::{Counts, Postings, Saturation, Term, rarity};
use super::taught::Taught;
use super::text::{is_vague, stem, take_apart, words};
use super::vocabulary::{Field, abbreviations, candidate, fields};
use super::{CLAIM, Claim, MACHINE_MOST, Mapping, Source, Texts};
use crate::money::Share;
use crate::taxonomy::{DEFAULT, FunctionId, Taxonomy};

/// How much the context of an item counts beside its name.
const CONTEXT: f32 = 0.4;

/// How much the earlier steps of a path such as `Street cleaning / Graffiti` count beside its last.
const EARLIER: f32 = 0.4;

/// How much a known phrase counts beside its single words, at most. The more functions a list has, the closer together
/// lie their names, and the more often the name of one stands in a text about another: see [`phrase_weight`].
const PHRASE: f32 = 1.5;

/// How much of that is left for a phrase of one word.
const ONE_WORD: f32 = 0.6;

/// How much a part of a word counts beside the word.
const PART: f32 = 0.15;

/// A vague word is never more telling than this share of a word that one function has.
const VAGUE: f32 = 0.25;

/// Repetition of a word within a document counts less and less, and words of a long document count less.
const WORDS: Saturation = Saturation { repetition: 1.5, length: 0.65 };
const PARTS: Saturation = Saturation { repetition: 1.2, length: 0.0 };

/// What is left of a score when a word speaks against the function.
const EXCLUDED: f32 = 0.5;

/// The longest phrase that is looked up, in words.
const LONGEST: usize = 6;

/// How many functions are ranked.
const RANKED: usize = 8;

/// How sure a group must be before it is given where no leaf is clear.
const GROUP_CLAIM: Share = Share(900_000);

/// Confidence from three measures of the best score, fitted on labelled items of five lists that count the same: how much
/// of the text it explains, how far it leads, and how much evidence there is at all.
const CALIBRATION: [f64; 4] = [-2.3, 0.94, 2.02, 0.94];

/// How sure it is that a text that joins two names means both.
pub(super) const BOTH: Share = Share(700_000);

pub(super) const HALF: Share = Share(500_000);

/// A phrase of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    /// Whose it is.
    pub(super) function: FunctionId,
    /// In which field it stands.
    pub(super) field: Field,
}

/// The vocabulary of a taxonomy, ready to be searched.
pub struct Index {
    words: Postings<String>,
    /// Runs of four bytes of a word between its marks of beginning and end.
    parts: Postings<[u8; 4]>,
    /// Known phrases by their stems.
    phrases: FxHashMap<String, Vec<Known>>,
    /// Short forms and the stems they stand for.
    abbreviations: FxHashMap<String, Vec<String>>,
    /// Phrases that speak against functions, by their stems.
    excludes: FxHashMap<String, Vec<FunctionId>>,
    /// The weight of a word that no function knows.
    unknown: f32,
    /// How much a known phrase counts beside its single words.
    phrase: f32,
    /// By function: how much of its score counts.
    candidates: Vec<f32>,
    /// What the built-in list knows of words that this one does not.
    bridge: Option<Box<Bridge>>,
}

/// A word of an item.
pub(super) struct Word {
    pub(super) stem: String,
    term: Option<Term>,
    weight: f32,
}

/// The scores of a text.
pub(super) struct Scores {
    /// By function.
    pub(super) by_function: Vec<f32>,
    /// What a function would reach that has every word of the text once.
    pub(super) ideal: f32,
}

impl Index {
    /// Reads the vocabulary of every function. A list of one's own also gets what the built-in list knows.
    pub fn new(taxonomy: &Taxonomy) -> Self {
        let mut index = Self::of_vocabulary(taxonomy);
        if taxonomy.id != DEFAULT {
            index.bridge = Bridge::new(taxonomy).map(Box::new);
        }
        index
    }

    /// Reads the vocabulary of every function and nothing else.
    pub(super) fn of_vocabulary(taxonomy: &Taxonomy) -> Self {
        let mut terms: Counts<String> = Counts::default();
        let mut word_parts: Counts<[u8; 4]> = Counts::default();
        let mut phrases: FxHashMap<String, Vec<Known>> = FxHashMap::default();
        let mut excludes: FxHashMap<String, Vec<FunctionId>> = FxHashMap::default();
        let mut lengths = vec![0.0; taxonomy.len()];
        for (id, function) in taxonomy.iter() {
            for (text, weight, field) in fields(function) {
                let stems = stems(text);
                for word in &stems {
                    terms.add(word.as_str(), id, weight);
                    lengths[id.index()] += weight;
                    parts(word, |part| word_parts.add(&part, id, weight));
                }
                if let Some(field) = field.filter(|_| (1..=LONGEST).contains(&stems.len())) {
                    let known = phrases.entry(stems.join(" ")).or_default();
                    if !known.iter().any(|phrase| phrase.function == id) {
                        known.push(Known { function: id, field });
                    }
                }
            }
            for against in &function.vocabulary.excludes {
                excludes.entry(stems(against).join(" ")).or_default().push(id);
            }
        }
        let functions = taxonomy.len();
        let unknown = rarity(1, functions);
        let tempered = |word: &String, rarity: f32| if is_vague(word) { rarity.min(VAGUE * unknown) } else { rarity };
        Self {
            words: terms.finish(&lengths, WORDS, tempered),
            parts: word_parts.finish(&lengths, PARTS, |_, rarity| rarity),
            phrases,
            abbreviations: abbreviations(taxonomy),
            excludes,
            unknown,
            phrase: phrase_weight(functions),
            candidates: taxonomy.iter().map(|(_, function)| candidate(function)).collect(),
            bridge: None,
        }
    }

    /// Maps the texts of one item, with what past decisions teach.
    pub(super) fn map(&self, taxonomy: &Taxonomy, texts: &Texts<'_>, taught: Option<&Taught>) -> Mapping {
        let mut scores = self.score(texts);
        for (function, much) in taught.map(|taught| taught.lessons(texts)).unwrap_or_default() {
            scores.by_function[function.index()] += much * scores.ideal;
        }
        let ranked = self.ranked(&scores);
        let Some((best, first)) = ranked.first().copied() else { return Mapping::nothing() };
        // How sure it is that none of the functions outside is meant, of which the best reaches `other`.
        let confidence = |other: f32| {
            let explained = f64::from(best / scores.ideal.max(f32::EPSILON)).min(1.0);
            let lead = f64::from((best - other) / best);
            let evidence = f64::from(best / self.unknown).ln();
            let [base, by_explained, by_lead, by_evidence] = CALIBRATION;
            let odds = base + by_explained * explained + by_lead * lead + by_evidence * evidence;
            Share::from_f64(1.0 / (1.0 + (-odds).exp())).min(MACHINE_MOST)
        };
        let sure = confidence(ranked.get(1).map_or(0.0, |(score, _)| *score));
        let claim = |function, confidence| vec![Claim { function, share: Share::WHOLE, confidence }];
        let claims = if let Some(both) = self.both_claims(taxonomy, texts) {
            both
        } else if sure >= CLAIM {
            claim(first, sure)
        } else {
            let mut groups = std::iter::successors(taxonomy.get(first).parent, |group| taxonomy.get(*group).parent);
            let clear = groups.find_map(|group| {
                let outside = ranked.iter().find(|(_, id)| !taxonomy.is_within(*id, group));
                let sure = confidence(outside.map_or(0.0, |(score, _)| *score));
                (sure >= GROUP_CLAIM).then_some((group, sure))
            });
            clear.map(|(group, sure)| claim(group, sure)).unwrap_or_default()
        };
        let is_claimed = |id: FunctionId| claims.iter().any(|claim| claim.function == id);
        let alternatives = ranked
            .iter()
            .filter(|(_, id)| !is_claimed(*id))
            .take(3)
            .map(|(score, id)| (*id, Share::from_f64(sure.as_f64() * f64::from(score / best)).min(sure)))
            .collect();
        let source = if claims.is_empty() { Source::None } else { Source::Mapper };
        Mapping::new(source, claims.into(), alternatives)
    }

    /// The functions that a text could mean, likeliest first.
    pub(super) fn search(&self, texts: &Texts<'_>) -> Vec<FunctionId> {
        self.ranked(&self.score(texts)).into_iter().map(|(_, id)| id).collect()
    }

    /// Scores the texts of one item against every function.
    pub(super) fn score(&self, texts: &Texts<'_>) -> Scores {
        let mut scores = Scores { by_function: vec![0.0; self.candidates.len()], ideal: 0.0 };
        let name = self.read(texts.name);
        self.add(&name, 1.0, &mut scores);
        self.add(&self.read(texts.product), 0.5, &mut scores);
        let ideal = scores.ideal;
        for context in [texts.unit, texts.profession, texts.description] {
            let words = self.read(context);
            // A long description says no more than a short one.
            #[allow(clippy::cast_precision_loss)]
            let weight = CONTEXT * (6.0 / words.len().max(6) as f32);
            self.add(&words, weight, &mut scores);
        }
        // What the context may add counts for little in what could have been reached.
        scores.ideal = ideal + (scores.ideal - ideal) * 0.3;
        if let Some(bridge) = &self.bridge {
            bridge.add(texts, CONTEXT, self.unknown, &mut scores);
        }
        if !self.excludes.is_empty() {
            let name: Vec<String> = name.into_iter().map(|word| word.stem).collect();
            for (_, against) in runs(&name, &self.excludes) {
                for function in against {
                    scores.by_function[function.index()] *= EXCLUDED;
                }
            }
        }
        scores
    }

    /// What the words of a text alone say of every function: no parts, no phrases.
    pub(super) fn by_words(&self, text: &str) -> Vec<f32> {
        let mut scores = vec![0.0; self.candidates.len()];
        for word in self.read(text) {
            for (function, adds) in word.term.map(|term| self.words.entries(term)).unwrap_or_default() {
                scores[function.index()] += word.weight * adds;
            }
        }
        scores
    }

    /// Known phrases within a text, with their stems.
    pub(super) fn known(&self, text: &str) -> Vec<(String, Vec<Known>)> {
        let stems: Vec<String> = self.read(text).into_iter().map(|word| word.stem).collect();
        runs(&stems, &self.phrases).map(|(run, known)| (run, known.clone())).collect()
    }

    /// The functions that stems are a name of.
    pub(super) fn functions_of(&self, stems: &str) -> &[Known] {
        self.phrases.get(stems).map(Vec::as_slice).unwrap_or_default()
    }

    /// How telling a word is for a function: what it adds to its score.
    pub(super) fn weight(&self, word: &str, function: FunctionId) -> f32 {
        let entries = self.words.get(stem(word)).map(|term| self.words.entries(term)).unwrap_or_default();
        entries.iter().find(|(id, _)| *id == function).map_or(0.0, |(_, weight)| *weight)
    }

    /// The words of a text as the vocabulary knows them: short forms written out, compounds taken apart and put together.
    pub(super) fn read(&self, text: &str) -> Vec<Word> {
        let mut read = Vec::new();
        match text.rsplit_once(" / ") {
            Some((earlier, last)) => {
                self.read_step(earlier, EARLIER, &mut read);
                self.read_step(last, 1.0, &mut read);
            }
            None => self.read_step(text, 1.0, &mut read),
        }
        read
    }

    fn read_step(&self, text: &str, weight: f32, read: &mut Vec<Word>) {
        let mut before = String::new();
        let mut push = |stem: &str| {
            let term = self.words.get(stem);
            read.push(Word { stem: stem.to_owned(), term, weight });
            term.is_some()
        };
        for word in words(text) {
            if let Some(long) = self.abbreviations.get(&word) {
                for stem in long {
                    push(stem);
                }
            } else if self.words.get(stem(&word)).is_none()
                && let Some(pieces) = take_apart(&word, |piece| self.words.get(stem(piece)).is_some())
            {
                for piece in pieces {
                    push(stem(piece));
                }
            } else {
                push(stem(&word));
            }
            // `fly tipping` is `flytipping` to others.
            if !before.is_empty() {
                before.push_str(&word);
                if self.words.get(stem(&before)).is_some() {
                    push(stem(&before));
                }
            }
            before = word;
        }
    }

    fn add(&self, words: &[Word], weight: f32, scores: &mut Scores) {
        for word in words {
            let weight = weight * word.weight;
            match word.term {
                Some(term) => {
                    scores.ideal += weight * term.rarity;
                    add_all(self.words.entries(term), weight, &mut scores.by_function);
                }
                None if is_vague(&word.stem) => scores.ideal += weight * VAGUE * self.unknown,
                None => scores.ideal += weight * self.unknown,
            }
            parts(&word.stem, |part| {
                if let Some(term) = self.parts.get(&part) {
                    add_all(self.parts.entries(term), weight * PART, &mut scores.by_function);
                }
            });
        }
        let stems: Vec<String> = words.iter().map(|word| word.stem.clone()).collect();
        for (run, known) in runs(&stems, &self.phrases) {
            let rarity: f32 = run.split(' ').map(|word| self.words.get(word).map_or(0.0, |term| term.rarity)).sum();
            let one_word = if run.contains(' ') { 1.0 } else { ONE_WORD };
            // A phrase of many functions tells less.
            #[allow(clippy::cast_precision_loss)]
            let each = weight * self.phrase * one_word * rarity / known.len() as f32;
            for phrase in known {
                scores.by_function[phrase.function.index()] += each;
            }
        }
    }

    /// The best functions. Ties go to the first code, never to the more frequent function.
    fn ranked(&self, scores: &Scores) -> Vec<(f32, FunctionId)> {
        let mut ranked: Vec<(f32, FunctionId)> = Vec::with_capacity(RANKED + 1);
        for (index, (score, candidate)) in scores.by_function.iter().zip(&self.candidates).enumerate() {
            let score = score * candidate;
            if score > 0.0 && (ranked.len() < RANKED || ranked.last().is_some_and(|(least, _)| score > *least)) {
                let place = ranked.partition_point(|(better, _)| *better >= score);
                ranked.insert(place, (score, FunctionId::at(index)));
                ranked.truncate(RANKED);
            }
        }
        ranked
    }
}

/// Adds what a term is worth to every function that has it.
fn add_all(entries: &[(FunctionId, f32)], weight: f32, scores: &mut [f32]) {
    for (function, adds) in entries {
        scores[function.index()] += weight * adds;
    }
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

/// How much a known phrase counts in a list of so many functions.
#[allow(clippy::cast_precision_loss)]
fn phrase_weight(functions: usize) -> f32 {
    PHRASE.min(250.0 / functions as f32)
}

pub(super) fn stems(text: &str) -> Vec<String> {
    words(text).map(|word| stem(&word).to_owned()).collect()
}

/// Runs of four bytes of a word with its beginning and end marked.
pub(super) fn parts(word: &str, mut each: impl FnMut([u8; 4])) {
    let bytes = word.as_bytes();
    let at = |place: usize| match place {
        0 => b'^',
        place => bytes.get(place - 1).copied().unwrap_or(b'$'),
    };
    for start in 0..(bytes.len() + 2).saturating_sub(3) {
        each([at(start), at(start + 1), at(start + 2), at(start + 3)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::parse;

    fn taxonomy(functions: &str) -> Taxonomy {
        let head = "dupaudit: taxonomy/1\nid: own\nversion: '1'\ntitle: t\nsource: s\nlicence: l\nfunctions:\n";
        parse(&format!("{head}{functions}")).expect("a list")
    }

    fn mapped(taxonomy: &Taxonomy, name: &str) -> Vec<String> {
        let mapping = Index::new(taxonomy).map(taxonomy, &Texts { name, ..Texts::default() }, None);
        mapping.claims.iter().map(|claim| taxonomy.get(claim.function).code.clone()).collect()
    }

    #[test]
    fn a_list_of_ones_own_is_searched_by_words_compounds_and_what_the_built_in_list_knows() {
        let list = taxonomy(
            "  - {code: a, label: Fly tipping}\n  - {code: b, label: Street parties, synonyms: [road closures]}\n  \
             - {code: c, label: Human Resources}\n  - {code: d, label: Law}\n",
        );
        for (text, code) in [("flytipping", "a"), ("Apply for a streetparty", "b"), ("Highways / street-parties", "b")]
        {
            assert_eq!(mapped(&list, text), [code], "{text}");
        }
        let found = Index::new(&list).search(&Texts { name: "Payroll clerk", ..Texts::default() });
        assert_eq!(found.first().map(|id| list.get(*id).label.as_str()), Some("Human Resources"));
        assert!(mapped(&list, "Senior support officer").is_empty(), "vague words carry nothing");
    }

    #[test]
    fn a_tie_goes_to_the_first_code_and_claims_nothing() {
        let list =
            taxonomy("  - {code: b, label: Widgets}\n  - {code: a, label: Widgets}\n  - {code: c, label: Other}\n");
        let texts = Texts { name: "Widgets", ..Texts::default() };
        let index = Index::new(&list);
        assert!(index.map(&list, &texts, None).claims.is_empty());
        let first = index.search(&texts).first().map(|id| list.get(*id).code.clone());
        assert_eq!(first.as_deref(), Some("a"));
    }

    #[test]
    fn an_item_that_joins_two_names_is_split_and_a_name_with_and_in_it_is_not() {
        let list = crate::taxonomy::load(DEFAULT).expect("the built-in list");
        assert_eq!(mapped(&list, "Payroll and pensions officer"), ["hr.payroll", "hr.pensions"]);
        assert_eq!(mapped(&list, "Finance & procurement manager"), ["finance", "procurement"]);
        for text in ["Health and safety adviser", "Revenues and benefits", "Payroll, pensions and travel"] {
            assert_eq!(mapped(&list, text).len(), 1, "{text}");
        }
    }
}

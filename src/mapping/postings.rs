//! An inverted index: what each key of a text adds to the score of each function.

use std::borrow::Borrow;
use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::taxonomy::FunctionId;

/// How often each key stands in the vocabulary of each function. Functions are added in their order.
pub(super) struct Counts<K>(FxHashMap<K, Vec<(FunctionId, f32)>>);

/// Where repetition ends to matter, and how much the length of a vocabulary counts against it: the two constants of BM25.
#[derive(Clone, Copy)]
pub(super) struct Saturation {
    /// The larger, the longer repetition goes on to matter.
    pub(super) repetition: f32,
    /// From 0, length does not matter, to 1, it counts in full.
    pub(super) length: f32,
}

/// The finished index.
pub(super) struct Postings<K> {
    terms: FxHashMap<K, Term>,
    /// The functions of every term in one list, each with its weight.
    entries: Vec<(FunctionId, f32)>,
}

/// One key.
#[derive(Clone, Copy)]
pub(super) struct Term {
    /// How telling it is: the rarer, the more.
    pub(super) rarity: f32,
    start: u32,
    end: u32,
}

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self(FxHashMap::default())
    }
}

impl<K: Hash + Eq> Counts<K> {
    /// Counts a key.
    pub(super) fn add<Q>(&mut self, key: &Q, function: FunctionId, weight: f32)
    where
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
        K: Borrow<Q>,
    {
        let counts = match self.0.get_mut(key) {
            Some(counts) => counts,
            None => self.0.entry(key.to_owned()).or_default(),
        };
        match counts.last_mut().filter(|(last, _)| *last == function) {
            Some((_, count)) => *count += weight,
            None => counts.push((function, weight)),
        }
    }

    /// Weighs every key by its rarity among the functions. `lengths` are those of their vocabularies; `rarity` may
    /// temper the rarity of a key.
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn finish(
        self,
        lengths: &[f32],
        saturation: Saturation,
        temper: impl Fn(&K, f32) -> f32,
    ) -> Postings<K> {
        let Saturation { repetition, length } = saturation;
        let average = lengths.iter().sum::<f32>() / lengths.len().max(1) as f32;
        let mut entries = Vec::new();
        let mut terms = FxHashMap::with_capacity_and_hasher(self.0.len(), rustc_hash::FxBuildHasher);
        // The order of the terms moves nothing but their places in the list.
        #[allow(clippy::iter_over_hash_type)]
        for (key, counts) in self.0 {
            let rarity = temper(&key, rarity(counts.len(), lengths.len()));
            let start = place(entries.len());
            entries.extend(counts.into_iter().map(|(function, count)| {
                let norm = 1.0 - length + length * lengths[function.index()] / average;
                (function, rarity * count * (repetition + 1.0) / (count + repetition * norm))
            }));
            terms.insert(key, Term { rarity, start, end: place(entries.len()) });
        }
        Postings { terms, entries }
    }
}

impl<K: Hash + Eq> Postings<K> {
    /// A key of the vocabulary.
    pub(super) fn get<Q>(&self, key: &Q) -> Option<Term>
    where
        Q: Hash + Eq + ?Sized,
        K: Borrow<Q>,
    {
        self.terms.get(key).copied()
    }

    /// What a term adds to each function that has it, in the order of the functions.
    pub(super) fn entries(&self, term: Term) -> &[(FunctionId, f32)] {
        &self.entries[term.start as usize..term.end as usize]
    }
}

/// How telling a key is that `with` of `all` functions have.
#[allow(clippy::cast_precision_loss)]
pub(super) fn rarity(with: usize, all: usize) -> f32 {
    (1.0 + (all as f32 - with as f32 + 0.5) / (with as f32 + 0.5)).ln()
}

fn place(length: usize) -> u32 {
    u32::try_from(length).expect("65,535 functions of a file of 16 MiB have fewer terms")
}

//! What past decisions teach about similar items: naive Bayes over the words and word parts of their names and units.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::Texts;
use super::index::parts;
use super::text::{stem, words};
use crate::taxonomy::FunctionId;

/// How much each kind of feature counts.
const WORD: f32 = 1.0;
const PAIR: f32 = 0.7;
const WORD_PART: f32 = 0.2;
const UNIT_WORD: f32 = 0.45;
const UNIT: f32 = 0.6;

/// How many items are imagined to stand in every function with the words of all, so that a word never seen with a
/// function speaks against it a little only.
const IMAGINED: f32 = 20.0;

/// How many items are imagined that belong to no function decided so far.
const ELSEWHERE: f32 = 50.0;

/// Features of one item depend on each other: their joint weight is overstated by so much.
const TEMPER: f32 = 0.7;

/// What the surest lesson is worth beside a text that the vocabulary explains in full, with very many decisions.
const WEIGHT: f32 = 1.5;

/// How many decisions a function must have for half of that weight.
const HALF_TAUGHT: f32 = 1.5;

/// Decided items, counted.
pub(super) struct Taught {
    /// Every function decided so far; none stands for items that have none.
    classes: Vec<Class>,
    /// By feature: how much more it speaks for a class than a feature never seen with that class.
    features: FxHashMap<String, Vec<(usize, f32)>>,
    /// The log share of items that belong to no function decided so far.
    elsewhere: f32,
    weight: f32,
}

struct Class {
    function: Option<FunctionId>,
    /// The share of the decisions.
    share: f32,
    /// What a feature never seen with this class adds to its log odds.
    unseen: f32,
}

impl Taught {
    /// Learns from decided items. None if there are none.
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn new<'t>(lessons: impl Iterator<Item = (Texts<'t>, Option<FunctionId>)>) -> Option<Self> {
        let mut by_class: BTreeMap<Option<FunctionId>, Vec<Texts<'t>>> = BTreeMap::new();
        for (texts, function) in lessons {
            by_class.entry(function).or_default().push(texts);
        }
        let items = by_class.values().map(Vec::len).sum::<usize>() as f32;
        if by_class.is_empty() {
            return None;
        }
        let mut counts: FxHashMap<String, Vec<(usize, f32)>> = FxHashMap::default();
        let mut classes = Vec::with_capacity(by_class.len());
        for (class, (function, lessons)) in by_class.into_iter().enumerate() {
            for texts in &lessons {
                features(texts, |feature, _| {
                    let counts = counts.entry(feature).or_default();
                    match counts.last_mut().filter(|(last, _)| *last == class) {
                        Some((_, count)) => *count += 1.0,
                        None => counts.push((class, 1.0)),
                    }
                });
            }
            let of_class = lessons.len() as f32;
            let unseen = (IMAGINED / (of_class + IMAGINED)).ln();
            classes.push(Class { function, share: of_class / items, unseen });
        }
        // Each list of counts becomes one of weights in its place.
        #[allow(clippy::iter_over_hash_type)]
        for counts in counts.values_mut() {
            let usual = counts.iter().map(|(_, count)| count).sum::<f32>() / items * IMAGINED;
            for (_, count) in counts {
                *count = ((*count + usual) / usual).ln();
            }
        }
        Some(Self {
            weight: WEIGHT * items / (items + HALF_TAUGHT * classes.len() as f32),
            classes,
            features: counts,
            elsewhere: (ELSEWHERE / (items + ELSEWHERE)).ln(),
        })
    }

    /// How much past decisions speak for functions beyond how often those are decided on: 1 is as much as a text that the
    /// vocabulary explains in full. How often alone says nothing.
    pub(super) fn lessons(&self, texts: &Texts<'_>) -> Vec<(FunctionId, f32)> {
        let mut odds: Vec<f32> = self.classes.iter().map(|class| class.share.ln()).collect();
        let mut known = 0.0;
        features(texts, |feature, weight| {
            if let Some(entries) = self.features.get(&feature) {
                known += weight;
                for (class, adds) in entries {
                    odds[*class] += weight * adds;
                }
            }
        });
        if known <= 0.0 {
            return Vec::new();
        }
        for (odds, class) in odds.iter_mut().zip(&self.classes) {
            *odds += known * class.unseen;
        }
        let most = odds.iter().copied().fold(self.elsewhere, f32::max);
        let likelihood = |odds: f32| ((odds - most) * TEMPER).exp();
        let all = odds.iter().map(|odds| likelihood(*odds)).sum::<f32>() + likelihood(self.elsewhere);
        self.classes
            .iter()
            .zip(odds)
            .filter_map(|(class, odds)| {
                let more = likelihood(odds) / all - class.share;
                class.function.filter(|_| more > 0.01).map(|function| (function, self.weight * more))
            })
            .collect()
    }
}

/// Calls `each` with every feature of an item and its weight.
fn features(texts: &Texts<'_>, mut each: impl FnMut(String, f32)) {
    let name: Vec<String> = words(texts.name).map(|word| stem(&word).to_owned()).collect();
    for word in &name {
        each(format!("w{word}"), WORD);
        parts(word, |part| each(format!("g{}", String::from_utf8_lossy(&part)), WORD_PART));
    }
    for pair in name.windows(2) {
        each(format!("p{} {}", pair[0], pair[1]), PAIR);
    }
    each(format!("t{}", name.join(" ")), PAIR);
    if !texts.unit.is_empty() {
        for word in words(texts.unit) {
            each(format!("u{}", stem(&word)), UNIT_WORD);
        }
        each(format!("U{}", texts.unit), UNIT);
    }
}

//! Learning a model from labelled items and from the vocabulary of a taxonomy.
//!
//! One linear layer and a softmax, by stochastic gradient steps (`AdaGrad` with one sum a feature) in a fixed order on one
//! thread, so that the same labels always give the same model. Then small weights are dropped, the rest is rounded to
//! bytes, and how sure the model may be is fitted to what it makes of items it was not shown.

use std::collections::BTreeMap;

use anyhow::bail;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::calibrate::{Calibration, Evidence};
use super::features::{Block, Features};
use super::format::{NewRow, Origin, write};
use super::maths::{exp_32, ln};
use super::tokens::hash;
use super::{Guess, Model, Scratch, repeated};
use crate::mapping::labels::{Accepted, Label, Labels};
use crate::mapping::{Evaluation, Mapping};
use crate::money::agree;
use crate::returns::Kind;
use crate::taxonomy::{FunctionId, Taxonomy, Vocabulary};

/// What a code of `also` counts beside the first.
const ALSO: f32 = 0.3;
/// What a text of the vocabulary counts beside a labelled item.
const VOCABULARY: f32 = 0.2;
/// How often every item is looked at.
const PASSES: u32 = 16;
/// In how many orders the items are looked at.
const ORDERS: u64 = 3;
/// The length of a step at the beginning; it shrinks to nothing.
const STEP: f32 = 1.0;
/// A weight below this, times the rarity of its feature, is dropped.
const DROP: f32 = 1.3;
/// Parts of a cross-validation.
const FOLDS: u64 = 5;
/// The least number of labels that calibration makes sense with.
const LEAST: usize = 50;

/// What the name of a function adds to its log odds, where it is the name of an item and of no other function.
const NAMED: f32 = 1.2;

/// Models that are fitted while one is learned: those of the cross-validation, and the model itself.
pub const STEPS: u64 = FOLDS + 1;

/// A model, and how good it is.
pub struct Learnt {
    /// The model file.
    pub bytes: Vec<u8>,
    /// Measured on items while the model was shown nothing of the same body.
    pub evaluation: Evaluation,
}

/// Learns a model. `done` is called after each of [`STEPS`].
///
/// # Errors
/// There are too few labels.
pub fn learn(taxonomy: &Taxonomy, files: &[Labels], done: &(dyn Fn() + Sync)) -> anyhow::Result<Learnt> {
    let labels: Vec<&Label> = files.iter().flat_map(|file| &file.labels).collect();
    if labels.len() < LEAST {
        bail!(
            "{} {} too few to learn from; {LEAST} are the least, some thousands are good",
            labels.len(),
            agree(labels.len(), "label is", "labels are")
        );
    }
    let words = vocabulary(taxonomy);
    let corpus = Corpus::read(taxonomy, &labels, &words);
    let leaves = taxonomy.iter().filter(|(_, function)| function.is_leaf);
    let origin = Origin {
        taxonomy: taxonomy.id.clone(),
        taxonomy_sha256: taxonomy.sha256.clone(),
        labels_sha256: files.iter().map(|file| file.sha256.clone()).collect(),
        codes: leaves.map(|(_, function)| function.code.clone()).collect(),
    };
    // Whole bodies are held out: a return mostly comes from a body that no label came from.
    let bodies: Vec<u64> = labels.iter().map(|label| body(label)).collect();
    let is_made_up = |at: usize| labels[at].weight < 1.0;
    let mut fitted: Vec<Fitted> = (0..STEPS)
        .into_par_iter()
        .map(|fold| {
            let is_hidden = |at: usize| fold < FOLDS && bodies[at] % FOLDS == fold && !is_made_up(at);
            let shown: Vec<usize> =
                (0..corpus.documents.len()).filter(|at| *at >= labels.len() || !is_hidden(*at)).collect();
            let rows = corpus.fit(&shown);
            done();
            if fold == FOLDS {
                return Fitted::Rows(rows);
            }
            let hidden: Vec<usize> = (0..labels.len()).filter(|at| is_hidden(*at)).collect();
            let bytes = write(&origin, &Calibration::empty(), &rows);
            Fitted::Guesses(guesses(bytes, taxonomy, &labels, &hidden))
        })
        .collect();
    let Some(Fitted::Rows(rows)) = fitted.pop() else { bail!("nothing was learned") };
    let folds: Vec<Vec<(usize, Guess)>> = fitted
        .into_iter()
        .map(|fitted| if let Fitted::Guesses(guesses) = fitted { guesses } else { Vec::new() })
        .collect();
    let bytes = write(&origin, &Calibration::empty(), &[]);
    let judge = Model::read(bytes, taxonomy)?;
    let judged: Vec<(Evidence, bool, bool)> = folds
        .iter()
        .flatten()
        .map(|(at, guess)| {
            let (leaf, group) = judge.is_right(guess, &labels[*at].accepted, taxonomy);
            (Evidence::of(guess), leaf, group)
        })
        .collect();
    let calibration = Calibration::fit(&judged);
    let bytes = write(&origin, &calibration, &rows);
    let model = Model::read(bytes.clone(), taxonomy)?;
    let answers: Vec<(&Label, Mapping)> =
        folds.iter().flatten().map(|(at, guess)| (labels[*at], model.decide(guess))).collect();
    let evaluation = Evaluation::of(answers.iter().map(|(label, mapping)| (*label, mapping)), taxonomy);
    Ok(Learnt { bytes, evaluation })
}

/// What one fit is for.
enum Fitted {
    Rows(Vec<NewRow>),
    Guesses(Vec<(usize, Guess)>),
}

/// What a model makes of labels it was not shown.
fn guesses(bytes: Vec<u8>, taxonomy: &Taxonomy, labels: &[&Label], hidden: &[usize]) -> Vec<(usize, Guess)> {
    let Ok(model) = Model::read(bytes, taxonomy) else { return Vec::new() };
    let mut scratch = Scratch::default();
    hidden.iter().map(|at| (*at, model.guess(&labels[*at].texts(), &[], &mut scratch))).collect()
}

/// The body of an item; one that names none is a body of its own.
fn body(label: &Label) -> u64 {
    let texts = label.texts();
    hash(if texts.organisation.is_empty() { texts.name } else { texts.organisation }.to_lowercase().as_bytes())
}

/// The names that stand for one function only, as the key of the whole name with the class.
fn names(taxonomy: &Taxonomy) -> BTreeMap<u64, u16> {
    let mut features = Features::default();
    let mut found: BTreeMap<u64, Option<FunctionId>> = BTreeMap::new();
    for (id, function) in taxonomy.iter() {
        let Vocabulary { synonyms, titles, products, .. } = &function.vocabulary;
        for name in [&function.label].into_iter().chain(synonyms).chain(titles).chain(products) {
            let Some(key) = features.name_key(name) else { continue };
            found.entry(key).and_modify(|known| *known = known.filter(|known| *known == id)).or_insert(Some(id));
        }
    }
    let leaves = taxonomy.iter().filter(|(_, function)| function.is_leaf).map(|(id, _)| id);
    let classes: FxHashMap<FunctionId, u16> = leaves.zip(0..).collect();
    found.into_iter().filter_map(|(key, id)| Some((key, *classes.get(&id?)?))).collect()
}

/// The texts of a taxonomy as labelled items with their weights.
fn vocabulary(taxonomy: &Taxonomy) -> Vec<(Label, f32)> {
    let mut all = Vec::new();
    for (id, function) in taxonomy.iter() {
        if function.is_leaf {
            all.extend([Kind::Process, Kind::Role].map(|kind| (Label::new(kind, &function.label, id), 1.0)));
        }
        let words = &function.vocabulary;
        let mut add = |label: Label| all.push((label, VOCABULARY));
        words.synonyms.iter().for_each(|text| add(Label::new(Kind::Process, text, id)));
        words.titles.iter().for_each(|text| add(Label::new(Kind::Role, text, id)));
        words.units.iter().for_each(|text| add(Label::new(Kind::Role, "", id).in_unit(text)));
        words.products.iter().for_each(|text| add(Label::new(Kind::System, text, id)));
        for (short, long) in &words.abbreviations {
            add(Label::new(Kind::System, short, id));
            add(Label::new(Kind::System, long, id));
        }
        words.examples.iter().for_each(|text| add(Label::new(Kind::Process, text, id)));
        if !function.definition.is_empty() {
            add(Label::new(Kind::Process, &function.label, id).described(&function.definition));
        }
    }
    all
}

/// Everything that is learned from, as numbered features.
struct Corpus {
    /// By feature: its key, and whether it must be seen twice.
    keys: Vec<(u64, bool)>,
    documents: Vec<Document>,
    classes: usize,
    names: BTreeMap<u64, u16>,
}

/// One item that is learned from.
struct Document {
    /// Features with their block and how often they stand in it.
    features: Vec<(u32, Block, f32)>,
    /// The share of each class.
    target: Vec<(u16, f32)>,
    /// The class that its name names.
    named: Option<u16>,
    weight: f32,
}

impl Corpus {
    fn read(taxonomy: &Taxonomy, labels: &[&Label], words: &[(Label, f32)]) -> Self {
        let leaves: Vec<FunctionId> =
            taxonomy.iter().filter(|(_, function)| function.is_leaf).map(|(id, _)| id).collect();
        let mut numbers: FxHashMap<u64, u32> = FxHashMap::default();
        let mut keys = Vec::new();
        let mut documents = Vec::with_capacity(labels.len() + words.len());
        let mut features = Features::default();
        let names = names(taxonomy);
        let weighed = words.iter().map(|(label, weight)| (label, *weight));
        for (at, (label, weight)) in labels.iter().map(|label| (*label, label.weight)).chain(weighed).enumerate() {
            features.read(&label.texts(), None, None);
            // A name in the vocabulary is named by itself: that teaches nothing.
            let name = features.block(Block::Exact).first().filter(|_| at < labels.len());
            let mut document = Document {
                features: Vec::new(),
                target: target(&label.accepted, &leaves, taxonomy),
                named: name.and_then(|name| names.get(&name.key).copied()),
                weight,
            };
            for block in Block::ALL.into_iter().filter(|block| *block != Block::Exact) {
                let start = document.features.len();
                for feature in features.block(block) {
                    let number = *numbers.entry(feature.key).or_insert_with(|| {
                        keys.push((feature.key, feature.rare));
                        u32::try_from(keys.len() - 1).unwrap_or(u32::MAX)
                    });
                    match document.features[start..].iter_mut().find(|(known, ..)| *known == number) {
                        Some((_, _, count)) => *count += 1.0,
                        None => document.features.push((number, block, 1.0)),
                    }
                }
            }
            documents.push(document);
        }
        Self { keys, documents, classes: leaves.len() + 1, names }
    }

    /// Learns from some of the documents.
    fn fit(&self, documents: &[usize]) -> Vec<NewRow> {
        let documents: Vec<&Document> = documents.iter().map(|at| &self.documents[*at]).collect();
        let mut seen = vec![0_u32; self.keys.len()];
        for (number, ..) in documents.iter().flat_map(|document| &document.features) {
            seen[*number as usize] += 1;
        }
        let mut features: Vec<(u64, f32)> = Vec::new();
        let mut row_of = vec![u32::MAX; self.keys.len()];
        for ((key, rare), (row, seen)) in self.keys.iter().zip(row_of.iter_mut().zip(&seen)) {
            if *seen > u32::from(*rare) {
                *row = u32::try_from(features.len()).unwrap_or(u32::MAX);
                features.push((*key, rarity(*seen, documents.len())));
            }
        }
        let inputs: Vec<Vec<(u32, f32)>> =
            documents.iter().map(|document| values(document, &row_of, &features)).collect();
        let weights = averaged(&documents, &inputs, features.len(), self.classes);
        features
            .iter()
            .zip(weights.chunks_exact(self.classes))
            .map(|((key, rarity), weights)| round(*key, *rarity, weights))
            .chain(self.names.iter().map(|(key, class)| named(*key, *class)))
            .collect()
    }
}

/// The classes of a label: the first code whole, the others in part, a group spread over its leaves.
fn target(accepted: &Accepted, leaves: &[FunctionId], taxonomy: &Taxonomy) -> Vec<(u16, f32)> {
    let mut shares: BTreeMap<u16, f32> = BTreeMap::new();
    for (place, accepted) in accepted.0.iter().enumerate() {
        let share = if place == 0 { 1.0 } else { ALSO };
        let classes: Vec<usize> = match accepted {
            None => vec![leaves.len()],
            Some(id) => (0..leaves.len()).filter(|at| taxonomy.is_within(leaves[*at], *id)).collect(),
        };
        #[allow(clippy::cast_precision_loss)]
        let each = share / classes.len().max(1) as f32;
        for class in classes {
            let sum = shares.entry(super::narrow(class)).or_default();
            *sum = sum.max(each);
        }
    }
    let whole: f32 = shares.values().sum();
    shares.into_iter().map(|(class, share)| (class, share / whole)).collect()
}

/// How telling a feature is that stands in `seen` of `all` documents.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn rarity(seen: u32, all: usize) -> f32 {
    (ln((1.0 + all as f64) / (1.0 + f64::from(seen))) + 1.0) as f32
}

/// The features of a document that are learned, with the values they enter the sum with.
fn values(document: &Document, row_of: &[u32], features: &[(u64, f32)]) -> Vec<(u32, f32)> {
    let mut values = Vec::with_capacity(document.features.len());
    for block in Block::ALL {
        let start = values.len();
        let mut squares = 0.0;
        for (number, _, count) in document.features.iter().filter(|(_, of, _)| *of == block) {
            let row = row_of[*number as usize];
            if row != u32::MAX {
                let value = if block.is_plain() { 1.0 } else { repeated(*count) * features[row as usize].1 };
                squares += value * value;
                values.push((row, value));
            }
        }
        let factor = if block.is_plain() || squares == 0.0 { block.weight() } else { block.weight() / squares.sqrt() };
        for (_, value) in &mut values[start..] {
            *value *= factor;
        }
    }
    values
}

/// The mean of several descents in different orders: what one order makes of a few items by chance, the others do not.
#[allow(clippy::cast_precision_loss)]
fn averaged(documents: &[&Document], inputs: &[Vec<(u32, f32)>], rows: usize, classes: usize) -> Vec<f32> {
    let mut sums = descend(documents, inputs, rows, classes, 1);
    for order in 2..=ORDERS {
        for (sum, weight) in sums.iter_mut().zip(descend(documents, inputs, rows, classes, order)) {
            *sum += weight;
        }
    }
    for sum in &mut sums {
        *sum /= ORDERS as f32;
    }
    sums
}

/// Softmax regression by gradient steps: weights by feature and class.
fn descend(
    documents: &[&Document],
    inputs: &[Vec<(u32, f32)>],
    rows: usize,
    classes: usize,
    mut random: u64,
) -> Vec<f32> {
    let mut weights = vec![0.0_f32; rows * classes];
    let mut moved = vec![1e-8_f32; rows];
    let mut errors = vec![0.0_f32; classes];
    let mut order: Vec<usize> = (0..documents.len()).collect();
    for pass in 0..PASSES {
        for at in (1..order.len()).rev() {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let other = (random >> 33) % (at as u64 + 1);
            order.swap(at, usize::try_from(other).unwrap_or_default());
        }
        #[allow(clippy::cast_precision_loss)]
        let step = STEP * (1.0 - pass as f32 / PASSES as f32);
        for at in &order {
            let (document, input) = (documents[*at], &inputs[*at]);
            errors.fill(0.0);
            for (row, value) in input {
                let start = *row as usize * classes;
                for (sum, weight) in errors.iter_mut().zip(&weights[start..start + classes]) {
                    *sum += value * weight;
                }
            }
            if let Some(class) = document.named {
                errors[usize::from(class)] += NAMED;
            }
            let most = errors.iter().copied().fold(f32::MIN, f32::max);
            for score in &mut errors {
                *score = exp_32(*score - most);
            }
            let whole: f32 = errors.iter().sum();
            for chance in &mut errors {
                *chance /= whole;
            }
            for (class, share) in &document.target {
                errors[usize::from(*class)] -= share;
            }
            let mut squares = 0.0;
            for error in &mut errors {
                *error *= document.weight;
                squares += *error * *error;
            }
            for (row, value) in input {
                let row = *row as usize;
                moved[row] += squares * value * value;
                let length = step / moved[row].sqrt() * value;
                for (weight, error) in weights[row * classes..(row + 1) * classes].iter_mut().zip(&errors) {
                    *weight -= length * error;
                }
            }
        }
    }
    weights
}

/// Drops small weights and rounds the others to bytes. What all classes have in common decides nothing and goes first.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn round(key: u64, rarity: f32, weights: &[f32]) -> NewRow {
    let mean = weights.iter().sum::<f32>() / weights.len() as f32;
    let kept: Vec<(u16, f32)> = (0..)
        .zip(weights)
        .map(|(class, weight)| (class, weight - mean))
        .filter(|(_, weight)| weight.abs() * rarity >= DROP)
        .collect();
    let most = kept.iter().fold(0.0_f32, |most, (_, weight)| most.max(weight.abs()));
    let scale = most / 127.0;
    let bytes = |(class, weight): (u16, f32)| (class, (weight / scale).round() as i8);
    let weights = kept.into_iter().map(bytes).filter(|(_, weight)| *weight != 0).collect();
    NewRow { key, rarity, scale, weights }
}

/// The row of a name that one function has.
fn named(key: u64, class: u16) -> NewRow {
    NewRow { key, rarity: 1.0, scale: NAMED / 127.0, weights: vec![(class, 127)] }
}

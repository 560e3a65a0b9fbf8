//! A linear model over the words of an item, learned from labelled items: which function, and how sure that is.

mod calibrate;
mod features;
mod format;
mod maths;
mod parts;
mod slips;
#[cfg(test)]
mod tests;
mod tokens;
mod train;
mod trim;

use std::borrow::Cow;
use std::ops::Range;

use anyhow::{Context, anyhow, bail};

use self::calibrate::Evidence;
use self::features::{Block, Features};
use self::format::{Row, Tables};
use self::maths::exp_32;
use self::parts::Parts;
use super::labels::Accepted;
use super::taught::Taught;
use super::{CLAIM, Claim, Claims, MACHINE_MOST, Mapping, Source, Texts};
use crate::money::{Share, plural};
use crate::returns::Kind;
use crate::taxonomy::{FunctionId, Taxonomy};

pub use format::Origin;
pub use train::{Learnt, STEPS, learn};
pub(super) use trim::without_grade;

/// The models in the binary, by the id of their taxonomy.
const EMBEDDED: &[(&str, &[u8])] =
    &[("public-functions", include_bytes!("../../../taxonomies/public-functions.model"))];

/// A group is answered only when it is this likely to be right: money that is known to a group is still counted.
const GROUP: Share = Share(850_000);

/// A trained model, fitted to the functions of a taxonomy.
pub struct Model {
    tables: Tables,
    origin: Origin,
    /// The function of each class but the last, which is "none".
    functions: Vec<FunctionId>,
    /// The topmost groups.
    groups: Vec<FunctionId>,
    /// The group of each class, as an index into `groups`; that of "none" comes last.
    group_of: Vec<u16>,
    /// Runs of classes of one group.
    group_runs: Vec<Range<usize>>,
}

/// What the model makes of an item before it knows how sure it may be.
#[derive(Debug, Clone)]
pub(super) struct Guess {
    /// The likeliest classes with their chances.
    best: [(u16, f32); 4],
    /// The chance of the group of the likeliest class.
    group_of_first: f32,
    /// The likeliest group but "none".
    group: (u16, f32),
    /// How far the likeliest group is ahead of the next, "none" included.
    group_gap: f32,
    /// The chance that the texts say nothing.
    none: f32,
    /// A process, a system, without a unit, without a description, by one of the names of a function.
    given: [bool; 5],
    /// Share of the words of the name, whether the organisation, share of the features of the unit: seen in training.
    known: [f32; 3],
    /// Whether some word could tell a function.
    telling: bool,
}

/// A word that speaks for a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Telling {
    /// Of which text: `unit `, or nothing for the name.
    pub(super) of: &'static str,
    /// As it was written, in lower case.
    pub(super) word: String,
}

/// What mapping one item after another needs again and again.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    features: Features,
    /// By feature of a block: where its row would be.
    places: Vec<Row>,
    /// The known features of a block, each once with its value.
    found: Vec<(Row, f32)>,
    /// By feature of a block: whether the model knows it.
    known: Vec<bool>,
    scores: Vec<f32>,
    groups: Vec<f32>,
    /// What titles, units, bodies and shapes add: they come again with another item.
    parts: Parts,
}

/// What the surest lesson of past decisions adds to the log odds of a function: enough to turn a doubtful answer, not one
/// that the words leave no doubt about.
const LESSON: f32 = 6.0;

impl Model {
    /// The model that comes with the tool for a taxonomy. There is none if the taxonomy has other leaves than the model
    /// was learned for: it could never name the new ones.
    pub fn embedded(taxonomy: &Taxonomy) -> Option<Self> {
        let (_, bytes) = EMBEDDED.iter().find(|(id, _)| *id == taxonomy.id)?;
        Self::read(*bytes, taxonomy).ok()
    }

    /// The hash of its file, which begins with the version of the format.
    pub(super) fn sha256(&self) -> String {
        self.tables.sha256()
    }

    /// Takes a model for a taxonomy.
    ///
    /// # Errors
    /// It is no model, or was learned for other functions.
    pub fn read(bytes: impl Into<Cow<'static, [u8]>>, taxonomy: &Taxonomy) -> anyhow::Result<Self> {
        let tables = Tables::read(bytes.into()).map_err(|what| anyhow!("it {what}"))?;
        let origin = tables.origin().context("it is not whole")?;
        let leaves = taxonomy.iter().filter(|(_, function)| function.is_leaf);
        let functions: Vec<FunctionId> = leaves.map(|(id, _)| id).collect();
        if !functions.iter().map(|id| &taxonomy.get(*id).code).eq(&origin.codes) {
            bail!(
                "it was learned for {} {} of `{}`, not for the {} of `{}`; learn it again with `map --learn`",
                origin.codes.len(),
                plural(origin.codes.len(), "function"),
                origin.taxonomy,
                functions.len(),
                taxonomy.id
            );
        }
        let mut groups: Vec<FunctionId> = functions.iter().map(|id| taxonomy.group(*id)).collect();
        groups.dedup();
        groups.sort();
        groups.dedup();
        let place = |id| groups.binary_search(&taxonomy.group(id)).unwrap_or_default();
        let mut group_of: Vec<u16> = functions.iter().map(|id| narrow(place(*id))).collect();
        group_of.push(narrow(groups.len()));
        let mut group_runs: Vec<Range<usize>> = Vec::new();
        for (class, group) in group_of.iter().enumerate() {
            match group_runs.last_mut().filter(|run| group_of[run.start] == *group) {
                Some(run) => run.end = class + 1,
                None => group_runs.push(class..class + 1),
            }
        }
        Ok(Self { tables, origin, functions, groups, group_of, group_runs })
    }

    /// What it was learned from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Maps the texts of one item, with what past decisions teach about it.
    pub(super) fn map(&self, texts: &Texts<'_>, taught: Option<&Taught>, scratch: &mut Scratch) -> Mapping {
        let lessons = taught.map(|taught| taught.lessons(texts)).unwrap_or_default();
        self.decide(&self.guess(texts, &lessons, scratch))
    }

    /// What may be claimed. Words such as "officer" carry nothing alone, however often they stood beside one function.
    fn decide(&self, guess: &Guess) -> Mapping {
        let evidence = Evidence::of(guess);
        let most = if guess.telling { MACHINE_MOST } else { Share(CLAIM.0 - 1) };
        let sure = Share::from_f64(self.tables.calibration.of_leaf(&evidence)).min(most);
        let first = self.function(guess.best[0].0);
        let group = || {
            let group = self.groups.get(usize::from(guess.group.0)).filter(|group| Some(**group) != first)?;
            let sure = Share::from_f64(self.tables.calibration.of_group(&evidence)).min(most);
            (sure >= GROUP).then_some((*group, sure))
        };
        let claim = first.and_then(|first| if sure >= CLAIM { Some((first, sure)) } else { group() });
        let claimed = claim.map(|(function, _)| function);
        // Where the likeliest is no function, the next ones share what is left to them.
        let first_chance = f64::from(guess.best[0].1);
        let left = if first.is_some() { (1.0 - sure.as_f64()) / (1.0 - first_chance).max(1e-6) } else { 1.0 };
        let alternatives = guess
            .best
            .iter()
            .filter_map(|(class, chance)| Some((self.function(*class)?, f64::from(*chance))))
            .filter(|(function, _)| Some(*function) != claimed)
            .map(|(function, chance)| match first {
                Some(first) if first == function => (function, sure),
                _ => (function, Share::from_f64(chance * left).min(sure.min(Share(CLAIM.0 - 1)))),
            })
            .take(3)
            .collect();
        let claims: Claims = claim
            .into_iter()
            .map(|(function, confidence)| Claim { function, share: Share::WHOLE, confidence })
            .collect();
        let source = if claims.is_empty() { Source::None } else { Source::Mapper };
        Mapping::new(source, claims, alternatives)
    }

    /// The words that weigh most for a function against another, the weightiest first, as they were written.
    pub(super) fn words(&self, texts: &Texts<'_>, function: FunctionId, against: Option<FunctionId>) -> Vec<Telling> {
        let class = |id| self.functions.binary_search(&id).ok();
        let Some(class_for) = class(function) else { return Vec::new() };
        // Classes stand in the order of the codes, so the last is "none".
        let class_against = against.and_then(class).unwrap_or(self.functions.len());
        let mut scratch = Scratch::default();
        scratch.features.read(texts, None, None);
        let mut weights = vec![0.0_f32; scratch.features.tokens.list().len()];
        for block in Block::ALL {
            let factor = self.find(block, &mut scratch);
            // A second pass in the same order: `found` holds the known ones, each once.
            for feature in scratch.features.block(block) {
                let Some(row) = self.tables.find(feature.key) else { continue };
                let Some((_, value)) = scratch.found.iter().find(|(found, _)| *found == row) else { continue };
                let Some(weight) = weights.get_mut(usize::from(feature.word)) else { continue };
                scratch.scores.clear();
                scratch.scores.resize(self.tables.classes.max(256), 0.0);
                self.tables.add(row, value * factor, &mut scratch.scores);
                *weight += scratch.scores[class_for] - scratch.scores[class_against];
            }
        }
        let features = &scratch.features;
        let mut words: Vec<(f32, Telling)> = Vec::new();
        for ((at, token), weight) in features.tokens.list().iter().enumerate().zip(weights) {
            if token.stop {
                continue;
            }
            let written = features.tokens.written(token);
            match words.iter_mut().find(|(_, known)| known.word == written) {
                Some((sum, _)) => *sum += weight,
                None => words.push((weight, Telling { of: features.field(at), word: written.to_owned() })),
            }
        }
        words.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.word.cmp(&b.1.word)));
        // What weighs little beside the first, or next to nothing, is no reason.
        let least = words.first().map_or(0.0, |(weight, _)| (weight / 4.0).max(0.2));
        words.into_iter().filter(|(weight, _)| *weight >= least).take(3).map(|(_, word)| word).collect()
    }

    fn function(&self, class: u16) -> Option<FunctionId> {
        self.functions.get(usize::from(class)).copied()
    }

    /// Whether an answer of the model is right by a label.
    fn is_right(&self, guess: &Guess, accepted: &Accepted, taxonomy: &Taxonomy) -> (bool, bool) {
        let leaf = accepted.holds(self.function(guess.best[0].0), taxonomy);
        let group = self.groups.get(usize::from(guess.group.0));
        (leaf, group.is_some_and(|group| accepted.holds_group(*group, taxonomy)))
    }

    /// Scores the texts of one item.
    fn guess(&self, texts: &Texts<'_>, lessons: &[(FunctionId, f32)], scratch: &mut Scratch) -> Guess {
        let whole = self.take_apart(texts, scratch);
        let telling = whole.telling() && !whole.is_bare_short_form(texts);
        if lessons.is_empty()
            && let Some(guess) = scratch.parts.guessed(&whole)
        {
            return Guess { telling, ..guess };
        }
        let known = self.add_parts(&whole, &mut scratch.scores);
        for (function, much) in lessons {
            if let Ok(class) = self.functions.binary_search(function) {
                scratch.scores[class] += LESSON * much;
            }
        }
        let given = [
            texts.kind == Some(Kind::Process),
            texts.kind == Some(Kind::System),
            texts.unit.is_empty(),
            texts.description.is_empty(),
            whole.exact(),
        ];
        let guess = self.weigh(scratch, given, known);
        if lessons.is_empty() {
            scratch.parts.remember(&whole, &guess);
        }
        Guess { telling, ..guess }
    }

    /// Turns scores into chances.
    fn weigh(&self, scratch: &mut Scratch, given: [bool; 5], known: [f32; 3]) -> Guess {
        let chances = &mut scratch.scores[..self.tables.classes];
        let most = chances.iter().copied().fold(f32::MIN, f32::max);
        // Eight sums side by side, always in the same order.
        let mut sums = [0.0_f32; 8];
        for chunk in chances.chunks_mut(8) {
            for (chance, sum) in chunk.iter_mut().zip(&mut sums) {
                *chance = exp_32(*chance - most);
                *sum += *chance;
            }
        }
        let whole: f32 = sums.iter().sum();
        for chance in &mut *chances {
            *chance /= whole;
        }
        let groups = &mut scratch.groups;
        groups.clear();
        groups.resize(self.groups.len() + 1, 0.0);
        // Classes of one group mostly stand together.
        for classes in &self.group_runs {
            groups[usize::from(self.group_of[classes.start])] += chances[classes.clone()].iter().sum::<f32>();
        }
        let mut best = [(u16::MAX, -1.0_f32); 4];
        for (class, chance) in (0..).zip(chances.iter()) {
            if *chance > best[3].1 {
                best[3] = (class, *chance);
                for at in (1..4).rev() {
                    if best[at].1 > best[at - 1].1 {
                        best.swap(at, at - 1);
                    }
                }
            }
        }
        for (_, chance) in &mut best {
            *chance = chance.max(0.0);
        }
        let none = groups[self.groups.len()];
        let (mut group, mut next) = ((u16::MAX, -1.0_f32), none);
        for (place, chance) in (0..).zip(&groups[..self.groups.len()]) {
            if *chance > group.1 {
                next = next.max(group.1);
                group = (place, *chance);
            } else {
                next = next.max(*chance);
            }
        }
        let group_of_first = self.group_of.get(usize::from(best[0].0)).map_or(0.0, |group| groups[usize::from(*group)]);
        Guess { best, group_of_first, group, group_gap: (group.1 - next).abs(), none, given, known, telling: false }
    }

    /// Adds what a block says.
    fn add(&self, block: Block, scratch: &mut Scratch) {
        let factor = self.find(block, scratch);
        for (row, value) in &scratch.found {
            self.tables.add(*row, value * factor, &mut scratch.scores);
        }
    }

    /// Finds the features of a block that the model knows, and the factor that gives the block its weight.
    fn find(&self, block: Block, scratch: &mut Scratch) -> f32 {
        let Scratch { features, places, found, known, .. } = scratch;
        let features = features.block(block);
        places.clear();
        places.extend(features.iter().map(|feature| self.tables.place(feature.key)));
        known.clear();
        known.extend(features.iter().zip(&*places).map(|(feature, row)| self.tables.holds(*row, feature.key)));
        found.clear();
        let mut marks = [0_u64; 4];
        for (row, _) in places.iter().zip(&*known).filter(|(_, known)| **known) {
            // Most rows are new, and their mark says so.
            let mark = (row.mark() % 256) as usize;
            let is_new = marks[mark / 64] >> (mark % 64) & 1 == 0;
            marks[mark / 64] |= 1 << (mark % 64);
            match if is_new { None } else { found.iter_mut().find(|(before, _)| before == row) } {
                Some((_, count)) => *count += 1.0,
                None => found.push((*row, 1.0)),
            }
        }
        if block.is_plain() {
            return block.weight();
        }
        let mut squares = 0.0;
        for (row, count) in found.iter_mut() {
            *count = repeated(*count) * self.tables.rarity(*row);
            squares += *count * *count;
        }
        if squares > 0.0 { block.weight() / squares.sqrt() } else { 0.0 }
    }
}

/// The share of features that are known.
fn share(known: &[bool]) -> f32 {
    let count = known.iter().filter(|known| **known).count();
    #[allow(clippy::cast_precision_loss)]
    let share = count as f32 / known.len().max(1) as f32;
    share
}

/// What a feature counts that stands `count` times in a block: one and the logarithm.
fn repeated(count: f32) -> f32 {
    #[allow(clippy::cast_possible_truncation)]
    let logarithm = if count > 1.0 { maths::ln(f64::from(count)) as f32 } else { 0.0 };
    1.0 + logarithm
}

fn narrow(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

//! What the parts of an item add to its scores. Titles, units and bodies come again and again: each is looked at once, by
//! itself, so that the rounding does not depend on what came before.

use std::hash::BuildHasher;
use std::rc::Rc;

use foldhash::quality::RandomState;
use rustc_hash::FxHashMap;

use super::features::{Block, Shape};
use super::format::Row;
use super::tokens::Token;
use super::{Guess, Model, Scratch, share};
use crate::mapping::Texts;
use crate::returns::Kind;

/// So many parts are remembered for certain, and as many again that were used before them: given back before anything is
/// measured.
const PARTS: usize = 32_768;

/// The same for answers.
const GUESSES: usize = 32_768;

/// What was seen before, by hashes of texts. They are keyed at random: nobody can write a title that is taken for another.
#[derive(Debug, Default)]
pub(super) struct Parts {
    seen: Recent<Rc<Part>>,
    /// By own texts, unit, and what the organisation adds: most names of bodies say the same of an item, which is nothing.
    guesses: Recent<Guess>,
    hasher: RandomState,
}

/// What was asked for last.
#[derive(Debug)]
struct Recent<T> {
    now: FxHashMap<u64, T>,
    /// What was not asked for since the rest came.
    before: FxHashMap<u64, T>,
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self { now: FxHashMap::default(), before: FxHashMap::default() }
    }
}

impl<T: Clone> Recent<T> {
    /// Remembers one more. Where that is too much, what is then not asked for again is forgotten.
    fn remember(&mut self, key: u64, value: T, most: usize) {
        if self.now.len() >= most {
            std::mem::swap(&mut self.now, &mut self.before);
            self.now.clear();
        }
        self.now.insert(key, value);
    }

    fn get(&mut self, key: u64, most: usize) -> Option<T> {
        if let Some(known) = self.now.get(&key) {
            return Some(known.clone());
        }
        let known = self.before.remove(&key)?;
        self.remember(key, known.clone(), most);
        Some(known)
    }
}

/// Which texts of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Which {
    /// All but unit, profession and organisation, in a kind of body.
    Own(Option<u8>),
    /// Unit and profession, beside a name that says nothing of the work or one that does.
    Unit(bool),
    Organisation,
    Shape(Shape),
}

/// What a part of an item adds, whatever stands beside it.
#[allow(clippy::struct_excessive_bools)] // four things that are so or not
#[derive(Debug)]
struct Part {
    /// To each score.
    scores: Box<[f32]>,
    /// How much of it was seen in training.
    known: f32,
    /// The rows of the words that count wherever they stand, with their weights.
    anywhere: Box<[(Row, f32)]>,
    /// Its words that say something; of a unit those that could tell a function.
    words: Box<[u64]>,
    /// Whether some word of it could tell a function.
    telling: bool,
    shape: Shape,
    /// Whether the name says nothing of the work.
    generic: bool,
    /// Whether the name is one of the names of a function.
    exact: bool,
    /// Whether the name is one word that is short for three or more.
    expanded: bool,
    /// The kind of body.
    body: Option<u8>,
    /// A hash of what an organisation adds.
    effect: u64,
}

/// The parts of an item.
pub(super) struct Whole {
    own: Rc<Part>,
    unit: Rc<Part>,
    organisation: Rc<Part>,
    shape: Rc<Part>,
    /// The same for two items of which the same is made.
    same: u64,
}

impl Whole {
    /// Whether the item is nothing but letters: those of a system stand for anything, unless they are the name of one that is
    /// known or short for several words that are. Of other items, letters that no label had.
    pub(super) fn is_bare_short_form(&self, texts: &Texts<'_>) -> bool {
        let is_bare = texts.unit.is_empty() && texts.description.is_empty() && self.own.shape.text[2];
        let is_known = if texts.kind == Some(Kind::System) { self.own.expanded } else { self.own.known > 0.0 };
        is_bare && !is_known && !self.own.exact
    }

    /// Whether the name is one of the names of a function.
    pub(super) fn exact(&self) -> bool {
        self.own.exact
    }

    /// Whether some word of the item could tell a function: one of the organisation's name tells nothing where it names the
    /// unit as well.
    pub(super) fn telling(&self) -> bool {
        self.own.telling || self.unit.words.iter().any(|word| !self.organisation.words.contains(word))
    }
}

impl Parts {
    /// The answer for an item of which the same was made before.
    pub(super) fn guessed(&mut self, whole: &Whole) -> Option<Guess> {
        self.guesses.get(whole.same, GUESSES)
    }

    /// Remembers an answer.
    pub(super) fn remember(&mut self, whole: &Whole, guess: &Guess) {
        self.guesses.remember(whole.same, guess.clone(), GUESSES);
    }
}

impl Model {
    /// Looks at the parts of an item that were not seen before.
    pub(super) fn take_apart(&self, texts: &Texts<'_>, scratch: &mut Scratch) -> Whole {
        let (_, organisation) = self.part(Which::Organisation, texts, scratch);
        let (own_key, own) = self.part(Which::Own(organisation.body), texts, scratch);
        let (unit_key, unit) = self.part(Which::Unit(own.generic), texts, scratch);
        let shape = Shape { no_unit: unit.shape.no_unit, ..own.shape };
        let (_, shape) = self.part(Which::Shape(shape), texts, scratch);
        let same = scratch.parts.hasher.hash_one((own_key, unit_key, organisation.effect));
        Whole { own, unit, organisation, shape, same }
    }

    /// Adds what every part says. Hands out how much of name, organisation and unit was seen in training.
    pub(super) fn add_parts(&self, whole: &Whole, scores: &mut Vec<f32>) -> [f32; 3] {
        let Whole { own, unit, organisation, shape, .. } = whole;
        scores.clear();
        scores.extend_from_slice(&own.scores);
        for part in [unit, organisation, shape] {
            scores.iter_mut().zip(&part.scores).for_each(|(score, more)| *score += more);
        }
        // Room for every class that a byte can name spares a check at each weight.
        scores.resize(self.tables.classes.max(256), 0.0);
        self.add_anywhere(own, unit, scores);
        [own.known, organisation.known, unit.known]
    }

    /// Words of title and unit that count wherever they stand. One that stands in both counts once.
    fn add_anywhere(&self, own: &Part, unit: &Part, scores: &mut [f32]) {
        let is_new = |(row, _): &&(Row, f32)| !own.anywhere.iter().any(|(known, _)| known == row);
        let rows = || own.anywhere.iter().chain(unit.anywhere.iter().filter(is_new));
        let squares: f32 = rows().map(|(_, value)| value * value).sum();
        if squares > 0.0 {
            let factor = Block::Anywhere.weight() / squares.sqrt();
            rows().for_each(|(row, value)| self.tables.add(*row, value * factor, scores));
        }
    }

    /// A part, which is looked at unless it was seen before, and its key.
    fn part(&self, which: Which, texts: &Texts<'_>, scratch: &mut Scratch) -> (u64, Rc<Part>) {
        let hasher = &scratch.parts.hasher;
        let key = match which {
            Which::Own(_) => {
                let Texts { name, product, description, kind, grade, profession, .. } = texts;
                hasher.hash_one((which, name, product, description, kind, grade, profession))
            }
            Which::Unit(_) => hasher.hash_one((which, texts.unit, texts.profession)),
            Which::Organisation => hasher.hash_one((which, texts.organisation, texts.body)),
            Which::Shape(_) => hasher.hash_one(which),
        };
        let part = scratch.parts.seen.get(key, PARTS).unwrap_or_else(|| {
            let part = Rc::new(self.look_at(which, texts, scratch));
            scratch.parts.seen.remember(key, Rc::clone(&part), PARTS);
            part
        });
        (key, part)
    }

    fn look_at(&self, which: Which, texts: &Texts<'_>, scratch: &mut Scratch) -> Part {
        let none = Texts::default();
        let blocks: &[Block] = match which {
            Which::Own(_) => &[Block::Name, Block::Letters, Block::Description, Block::Kind, Block::Body, Block::Exact],
            Which::Unit(_) => &[Block::Unit],
            Which::Organisation => &[Block::Organisation],
            Which::Shape(_) => &[Block::Shape],
        };
        match which {
            Which::Own(body) => {
                let own = Texts { unit: "", profession: "", organisation: "", body: "", ..*texts };
                scratch.features.read(&own, body, None);
                if scratch.features.generic && is_senior(texts) {
                    let name = match texts.profession {
                        "" => "Manager".to_owned(),
                        profession => format!("Head of {profession}"),
                    };
                    scratch.features.read(&Texts { name: &name, ..own }, body, None);
                } else if let Some(name) = self.without_slips(&scratch.features) {
                    scratch.features.read(&Texts { name: &name, ..own }, body, None);
                }
            }
            Which::Unit(generic) => {
                let Texts { unit, profession, .. } = *texts;
                scratch.features.read(&Texts { unit, profession, ..none }, None, Some(generic));
            }
            Which::Organisation => {
                let Texts { organisation, body, .. } = *texts;
                scratch.features.read(&Texts { organisation, body, ..none }, None, None);
            }
            Which::Shape(shape) => scratch.features.read_shape(shape),
        }
        scratch.scores.clear();
        scratch.scores.resize(self.tables.classes.max(256), 0.0);
        let (mut known, mut exact) = (0.0, false);
        for block in blocks {
            self.add(*block, scratch);
            known = match block {
                Block::Name => share(&scratch.known[..scratch.features.name_words]),
                // Whether its whole name is known: the last feature.
                Block::Organisation => share(scratch.known.last().map_or(&[], std::slice::from_ref)),
                Block::Unit => share(&scratch.known),
                Block::Exact => {
                    exact = !scratch.found.is_empty();
                    known
                }
                _ => known,
            };
        }
        let scores: Box<[f32]> = scratch.scores[..self.tables.classes].into();
        let counts_anywhere = matches!(which, Which::Own(_) | Which::Unit(_));
        if counts_anywhere {
            self.find(Block::Anywhere, scratch);
        }
        let features = &scratch.features;
        let of_unit = matches!(which, Which::Unit(_));
        // A unit of projects runs projects; a post or a line of projects may be of any service.
        let tells = |word: &Token| !word.vague || matches!(features.tokens.word(word), "project" | "programme");
        let words = features.words().filter(|word| !of_unit || tells(word)).map(|word| word.hash);
        let effect = match which {
            Which::Organisation => {
                let bits: Vec<u32> = scores.iter().chain([&known]).map(|score: &f32| score.to_bits()).collect();
                scratch.parts.hasher.hash_one((bits, features.body))
            }
            _ => 0,
        };
        let has_words = matches!(which, Which::Unit(_) | Which::Organisation);
        Part {
            scores,
            known,
            anywhere: if counts_anywhere { scratch.found.as_slice().into() } else { Box::default() },
            words: if has_words { words.collect() } else { Box::default() },
            telling: matches!(which, Which::Own(_)) && features.telling(),
            shape: features.shape,
            generic: features.generic,
            exact,
            expanded: features.name_words >= 3 && !texts.name.trim().contains(' '),
            body: features.body,
            effect,
        }
    }
}

/// Whether a post has a grade of those who lead, whatever its title: an administrator of grade 7 is no clerk.
fn is_senior(texts: &Texts<'_>) -> bool {
    const GRADES: [&str; 7] = ["seo", "hseo", "g5", "g6", "g7", "scs", "scs1"];
    let words = || texts.grade.split(|letter: char| !letter.is_ascii_alphanumeric());
    texts.kind == Some(Kind::Role) && words().any(|word| GRADES.iter().any(|grade| word.eq_ignore_ascii_case(grade)))
}

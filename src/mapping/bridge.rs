//! What the built-in list knows, lent to a list of one's own: two texts mean the same where both look like the same
//! built-in functions. `Payroll clerk` finds `Human resources` that way, though they share no word.

use super::Texts;
use super::index::{Index, Scores};
use crate::taxonomy::{BUILT_IN, Category, FunctionId, Taxonomy, parse};

/// How much it counts, in words that one function has, where the list itself explains nothing of a text.
const WEIGHT: f32 = 2.0;

/// How many built-in functions a text may look like.
const LIKENESSES: usize = 20;

/// The built-in list and which of its functions each function of another list looks like.
pub(super) struct Bridge {
    index: Index,
    /// By built-in function: the functions that look like it, and how much.
    likenesses: Vec<Vec<(FunctionId, f32)>>,
}

impl Bridge {
    /// Compares a list with the built-in one. None if there is none.
    pub(super) fn new(taxonomy: &Taxonomy) -> Option<Self> {
        let (_, text) = BUILT_IN.first()?;
        let built_in = parse(text).ok()?;
        let index = Index::of_vocabulary(&built_in);
        let mut likenesses = vec![Vec::new(); built_in.len()];
        for (id, function) in taxonomy.iter() {
            let mut text = format!("{} . {}", function.label, function.label);
            for name in &function.vocabulary.synonyms {
                text.push_str(" . ");
                text.push_str(name);
            }
            text.push_str(" . ");
            text.push_str(&function.definition);
            for (like, much) in likeness(&index, &text) {
                // What nobody works on is like no work.
                if built_in.get(FunctionId::at(like)).category == Some(Category::NonService) {
                    continue;
                }
                likenesses[like].push((id, much));
            }
        }
        Some(Self { index, likenesses })
    }

    /// Adds to the scores of a text what its likeness says, as far as they leave it unexplained.
    pub(super) fn add(&self, texts: &Texts<'_>, context: f32, unit: f32, scores: &mut Scores) {
        let best = scores.by_function.iter().copied().fold(0.0, f32::max);
        let unexplained = 1.0 - best / scores.ideal.max(f32::EPSILON);
        if unexplained <= 0.0 {
            return;
        }
        for (text, weight) in [(texts.name, 1.0), (texts.unit, context)] {
            for (like, much) in likeness(&self.index, text) {
                for (function, likeness) in &self.likenesses[like] {
                    scores.by_function[function.index()] += WEIGHT * unit * unexplained * weight * much * likeness;
                }
            }
        }
    }
}

/// The built-in functions that a text looks like most, as a vector of length 1.
fn likeness(index: &Index, text: &str) -> Vec<(usize, f32)> {
    let scores = index.by_words(text);
    let mut like: Vec<(usize, f32)> = scores.into_iter().enumerate().filter(|(_, score)| *score > 0.0).collect();
    like.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    like.truncate(LIKENESSES);
    for (_, score) in &mut like {
        *score *= *score;
    }
    let length = like.iter().map(|(_, score)| score * score).sum::<f32>().sqrt().max(f32::EPSILON);
    for (_, score) in &mut like {
        *score /= length;
    }
    like
}

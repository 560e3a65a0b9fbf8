//! One-letter slips in words that the model knows well: `Payrol officer`.

use super::Model;
use super::features::{Features, word_key};
use super::tokens::{Token, hash};

/// A word of fewer letters is too near to others.
const LEAST: usize = 6;

/// The same where one letter is another: `marina` is not `marine`.
const LEAST_WRONG: usize = 7;

/// How telling a feature may be at most to be a word that is known well: one that several items have.
const RARITY: f32 = 9.0;

impl Model {
    /// The name with the words that no item had put right, where one letter makes one of them a word that is known well.
    /// `None` where there is no such word.
    pub(super) fn without_slips(&self, features: &Features) -> Option<String> {
        let is_known = |token: &Token| self.tables.find(word_key(token.hash)).is_some();
        // Most names hold known words only.
        if features.name().all(is_known) {
            return None;
        }
        let mut put_right = false;
        let words = features.name().map(|token| {
            let word = features.tokens.word(token);
            let is_slip = word.len() >= LEAST && word.is_ascii() && !is_known(token);
            let right = if is_slip { self.nearest(word.as_bytes()) } else { None };
            put_right |= right.is_some();
            right.unwrap_or_else(|| word.to_owned())
        });
        let words: Vec<String> = words.collect();
        put_right.then(|| words.join(" "))
    }

    /// The only well-known word that is one letter from another and begins with the same letter.
    fn nearest(&self, word: &[u8]) -> Option<String> {
        let mut found: Option<Vec<u8>> = None;
        let mut ambiguous = false;
        let mut attempt = |candidate: &[u8]| {
            let Some(row) = self.tables.find(word_key(hash(candidate))) else { return };
            if self.tables.rarity(row) <= RARITY && found.as_deref() != Some(candidate) {
                ambiguous |= found.is_some();
                found = Some(candidate.to_vec());
            }
        };
        let mut candidate = Vec::with_capacity(word.len() + 1);
        for at in 1..=word.len() {
            // One letter too many, two exchanged, one wrong, one missing.
            if at < word.len() {
                candidate.clear();
                candidate.extend_from_slice(&word[..at]);
                candidate.extend_from_slice(&word[at + 1..]);
                attempt(&candidate);
                if at + 1 < word.len() {
                    candidate.clear();
                    candidate.extend_from_slice(word);
                    candidate.swap(at, at + 1);
                    attempt(&candidate);
                }
            }
            for letter in b'a'..=b'z' {
                candidate.clear();
                candidate.extend_from_slice(word);
                if at < word.len() && word.len() >= LEAST_WRONG {
                    candidate[at] = letter;
                    attempt(&candidate);
                    candidate[at] = word[at];
                }
                candidate.insert(at, letter);
                attempt(&candidate);
            }
        }
        found.filter(|_| !ambiguous).and_then(|word| String::from_utf8(word).ok())
    }
}

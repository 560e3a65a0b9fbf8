//! Why an item was mapped as it was, in one line that a person can accept or reject.

use super::index::Index;
use super::learned::Telling;
use super::text::words;
use super::vocabulary::Field;
use super::{Mapping, Model, Source, Texts};
use crate::taxonomy::{FunctionId, Taxonomy};

/// The line for one mapping.
pub(super) fn reason(
    taxonomy: &Taxonomy,
    index: &Index,
    model: Option<&Model>,
    texts: &Texts<'_>,
    mapping: &Mapping,
) -> String {
    let next = mapping.alternatives.first().map(|(function, _)| *function);
    let words = |function, against| match model {
        Some(model) => model.words(texts, function, against),
        None => telling(index, texts, function),
    };
    let label = |function| &taxonomy.get(function).label;
    match mapping.source {
        Source::Declared => "declared by the organisation".to_owned(),
        Source::Decision => "a recorded decision".to_owned(),
        Source::None => match next {
            Some(next) => format!("too little to go on; nearest is {}{}", label(next), said(&words(next, None))),
            None => "the function list has none of its words".to_owned(),
        },
        Source::Mapper if mapping.claims.len() == 2 => {
            let label = |place: usize| &taxonomy.get(mapping.claims[place].function).label;
            format!("it joins names of two functions, {} and {}", label(0), label(1))
        }
        Source::Mapper => {
            let Some(claim) = mapping.largest() else { return String::new() };
            if taxonomy.get(claim.function).is_leaf {
                leaf(label(claim.function), &phrases(index, texts, claim.function), &words(claim.function, next))
            } else {
                let first = next.map(|next| words(next, None)).unwrap_or_default();
                format!("only the group {} is clear{}", label(claim.function), said(&first))
            }
        }
    }
}

/// What speaks for a function that was not chosen.
pub(super) fn evidence(
    taxonomy: &Taxonomy,
    index: &Index,
    model: Option<&Model>,
    texts: &Texts<'_>,
    function: FunctionId,
    chosen: Option<FunctionId>,
) -> String {
    let words = match model {
        Some(model) => model.words(texts, function, chosen),
        None => telling(index, texts, function),
    };
    leaf(&taxonomy.get(function).label, &phrases(index, texts, function), &words)
}

/// A known phrase in one of the texts.
struct Phrase {
    /// Of which text: `unit `, or nothing for the name.
    of: &'static str,
    /// As it was written.
    words: String,
    /// What it is to the function.
    kind: &'static str,
}

/// The longest phrase of a function in each text.
fn phrases(index: &Index, texts: &Texts<'_>, function: FunctionId) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    for (of, text) in [("", texts.name), ("product ", texts.product), ("unit ", texts.unit)] {
        let longest = index
            .known(text)
            .into_iter()
            .filter_map(|(run, known)| {
                known.iter().find(|known| known.function == function).map(|known| (run, known.field))
            })
            .max_by_key(|(run, _)| run.len());
        if let Some((run, field)) = longest {
            let kind = match field {
                Field::Name => "a name for",
                Field::Title => "a job title in",
                Field::Unit => "a team of",
                Field::Product => "a product for",
            };
            phrases.push(Phrase { of, words: quote(text, &run), kind });
        }
    }
    phrases
}

/// Known phrases first, then the words that weighed most beside them.
fn leaf(label: &str, phrases: &[Phrase], words: &[Telling]) -> String {
    let mut grounds: Vec<String> = Vec::new();
    for Phrase { of, words, kind } in phrases {
        grounds.push(if grounds.is_empty() {
            format!("{of}'{words}' is {kind} {label}")
        } else {
            format!("{of}'{words}' agrees")
        });
    }
    let new = |word: &&Telling| !phrases.iter().any(|phrase| phrase.words.split(' ').any(|known| known == word.word));
    let words: Vec<&Telling> = words.iter().filter(new).collect();
    if grounds.is_empty() {
        let quoted: Vec<String> = words.iter().map(|word| format!("{}'{}'", word.of, word.word)).collect();
        return match quoted.split_last() {
            None => format!("the words as a whole are nearest to {label}"),
            Some((one, [])) => format!("{one} weighs most for {label}"),
            Some((last, rest)) => format!("{} and {last} weigh most for {label}", rest.join(", ")),
        };
    }
    grounds.extend(words.first().map(|word| format!("{}'{}' agrees", word.of, word.word)));
    grounds.join("; ")
}

/// The part of a text that a run of stems was found in.
fn quote(text: &str, run: &str) -> String {
    let count = run.split(' ').count();
    let all: Vec<String> = words(text).collect();
    let stems: Vec<&str> = all.iter().map(|word| super::text::stem(word)).collect();
    let start = stems.windows(count).position(|window| window.join(" ") == run);
    // A phrase that was found through a short form does not stand there word for word.
    start.map_or_else(|| text.trim().to_owned(), |start| all[start..start + count].join(" "))
}

/// The words of an item that weigh most for a function, by the vocabulary.
fn telling(index: &Index, texts: &Texts<'_>, function: FunctionId) -> Vec<Telling> {
    let fields = [
        ("", texts.name),
        ("product ", texts.product),
        ("unit ", texts.unit),
        ("profession ", texts.profession),
        ("description ", texts.description),
    ];
    let mut weighed: Vec<(f32, Telling)> = fields
        .into_iter()
        .flat_map(|(of, text)| words(text).map(move |word| Telling { of, word }))
        .map(|telling| (index.weight(&telling.word, function), telling))
        .filter(|(weight, _)| *weight > 0.0)
        .collect();
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.word.cmp(&b.1.word)));
    weighed.dedup_by(|a, b| a.1.word == b.1.word);
    weighed.into_iter().take(3).map(|(_, telling)| telling).collect()
}

fn said(words: &[Telling]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("{}'{}'", word.of, word.word)).collect();
    if words.is_empty() { String::new() } else { format!(": {}", words.join(", ")) }
}

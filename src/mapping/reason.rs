//! Why an item was mapped as it was, in one line that a person can accept or reject.

use super::index::{Field, Index};
use super::text::words;
use super::{Mapping, Source, Texts};
use crate::taxonomy::{FunctionId, Taxonomy};

/// The line for one mapping.
pub(super) fn reason(taxonomy: &Taxonomy, index: &Index, texts: &Texts<'_>, mapping: &Mapping) -> String {
    match mapping.source {
        Source::Declared => "declared by the organisation".to_owned(),
        Source::Decision => "a recorded decision".to_owned(),
        Source::None => match mapping.alternatives.first() {
            Some((function, _)) => {
                let label = &taxonomy.get(*function).label;
                format!("too little to go on; nearest is {label}{}", said(&telling(index, texts, *function)))
            }
            None => "no word of it is known to the taxonomy".to_owned(),
        },
        Source::Mapper => {
            let Some(claim) = mapping.largest() else { return String::new() };
            let function = taxonomy.get(claim.function);
            if function.is_leaf {
                leaf(taxonomy, index, texts, claim.function)
            } else {
                let first = mapping.alternatives.first().map(|(id, _)| telling(index, texts, *id)).unwrap_or_default();
                format!("only the group {} is clear{}", function.label, said(&first))
            }
        }
    }
}

fn leaf(taxonomy: &Taxonomy, index: &Index, texts: &Texts<'_>, function: FunctionId) -> String {
    let label = &taxonomy.get(function).label;
    let mut grounds = Vec::new();
    for (what, text) in [("", texts.name), ("product ", texts.product), ("unit ", texts.unit)] {
        let phrase = index
            .known(text)
            .into_iter()
            .filter_map(|(run, known)| {
                known.iter().find(|known| known.function == function).map(|known| (run, known.field))
            })
            .max_by_key(|(run, _)| run.len());
        if let Some((run, field)) = phrase {
            let kind = match field {
                Field::Name => "a name for",
                Field::Title => "a job title in",
                Field::Unit => "a team of",
                Field::Product => "a product for",
            };
            let quoted = quote(text, &run);
            grounds.push(if grounds.is_empty() {
                format!("{what}'{quoted}' is {kind} {label}")
            } else {
                format!("{what}'{quoted}' agrees")
            });
        }
    }
    if grounds.is_empty() {
        return format!("the words of {label}{}", said(&telling(index, texts, function)));
    }
    grounds.join("; ")
}

/// The part of a text that a run of stems was found in.
fn quote(text: &str, run: &str) -> String {
    let count = run.split(' ').count();
    let all: Vec<String> = words(text).collect();
    let stems: Vec<&str> = all.iter().map(|word| super::text::stem(word)).collect();
    let start = stems.windows(count).position(|window| window.join(" ") == run);
    start.map_or_else(|| run.to_owned(), |start| all[start..start + count].join(" "))
}

/// The words of an item that weigh most for a function.
fn telling(index: &Index, texts: &Texts<'_>, function: FunctionId) -> Vec<String> {
    let mut weighed: Vec<(f32, String)> = [texts.name, texts.product, texts.unit, texts.profession, texts.description]
        .into_iter()
        .flat_map(words)
        .map(|word| (index.weight(&word, function), word))
        .filter(|(weight, _)| *weight > 0.0)
        .collect();
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    weighed.dedup_by(|a, b| a.1 == b.1);
    weighed.into_iter().take(3).map(|(_, word)| word).collect()
}

fn said(words: &[String]) -> String {
    if words.is_empty() { String::new() } else { format!(": '{}'", words.join("', '")) }
}

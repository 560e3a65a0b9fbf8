//! From files to facts one return at a time, for streams without end: what a return gives is handed on and forgotten.

use std::io;

use rayon::prelude::*;

use super::collect::collect;
use super::gather::Gathered;
use super::reading::{Outcome, Reading, What};
use super::strict::Strictness;
use crate::mapping::{Known, Mapper};
use crate::returns::{Found, read_documents};
use crate::taxonomy::Taxonomy;

/// So many documents, or so many bytes of them, are in memory at a time.
const DOCUMENTS: usize = 64;
const BYTES: usize = 32 << 20;

/// Reads every input in its order and hands on what each return gives: its facts, findings and hash. Hands out what is left:
/// coverage, and the findings and hashes of what is no return. Whether returns go together nobody has looked at.
///
/// # Errors
/// What `each` fails with.
pub fn stream(
    found: Found,
    taxonomy: &Taxonomy,
    mapper: &Mapper<'_>,
    strictness: Strictness,
    each: &mut dyn FnMut(Gathered) -> io::Result<()>,
) -> io::Result<Gathered> {
    let inputs = &found.inputs;
    let mut documents = inputs.iter().enumerate().flat_map(|(file, input)| {
        read_documents(input).enumerate().map(move |(number, document)| ((file, number), document))
    });
    let mut left: Vec<((usize, usize), Outcome)> = Vec::new();
    loop {
        let (mut some, mut bytes) = (Vec::new(), 0);
        while some.len() < DOCUMENTS
            && bytes < BYTES
            && let Some(next) = documents.next()
        {
            bytes += next.1.as_ref().map_or(0, |document| document.text.len());
            some.push(next);
        }
        if some.is_empty() {
            break;
        }
        let outcomes: Vec<_> = some
            .into_par_iter()
            .map_init(Known::default, |known, (place, document)| {
                let input = &inputs[place.0];
                (place, Reading { input, taxonomy, mapper, strictness }.document(document, known))
            })
            .collect();
        for (place, outcome) in outcomes {
            let Outcome { hash, what } = outcome;
            match what {
                What::Facts(facts, findings) => {
                    let documents = hash.into_iter().collect();
                    each(Gathered { facts: vec![*facts], findings, documents, ..Gathered::default() })?;
                    left.push((place, Outcome { hash: None, what: What::HandedOn }));
                }
                what => left.push((place, Outcome { hash, what })),
            }
        }
    }
    drop(documents);
    Ok(collect(left, found).0)
}

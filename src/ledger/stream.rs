//! From files to facts one return at a time, for streams without end: what a return gives is handed on and forgotten.

use std::io;

use super::batches::Readers;
use super::collect::Collector;
use super::gather::Gathered;
use super::reading::{Outcome, What};
use super::strict::Strictness;
use crate::mapping::Mapper;
use crate::returns::Found;
use crate::taxonomy::Taxonomy;

/// So many documents are read before what they gave is handed on.
const DOCUMENTS: usize = 64;

/// Reads every input in its order and hands on what each return gives: its facts, findings and hash. Hands out what is left:
/// coverage, and the findings and hashes of what is no return. Whether returns go together nobody has looked at.
///
/// # Errors
/// What `each` fails with.
pub fn stream(
    mut found: Found,
    taxonomy: &Taxonomy,
    mapper: &Mapper<'_>,
    strictness: Strictness,
    each: &mut dyn FnMut(Gathered) -> io::Result<()>,
) -> io::Result<Gathered> {
    let mut collector = Collector::of(&mut found);
    let inputs = &found.inputs;
    Readers { taxonomy, mapper, strictness }.read(inputs, DOCUMENTS, &|| {}, &mut |file, Outcome { hash, what }| {
        let outcome = match what {
            What::Facts(facts, findings) => {
                let documents = hash.into_iter().collect();
                each(Gathered { facts: vec![*facts], findings, documents, ..Gathered::default() })?;
                Outcome { hash: None, what: What::HandedOn }
            }
            what => Outcome { hash, what },
        };
        collector.take(file, &inputs[file], outcome);
        Ok(())
    })?;
    Ok(collector.finish(found).0)
}

//! The documents of all inputs, read many at a time: only so many outcomes are in memory before they are taken.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::reading::{Outcome, Reading, What};
use super::strict::Strictness;
use crate::mapping::{Known, Mapper};
use crate::returns::{Input, read_documents};
use crate::taxonomy::Taxonomy;

/// From this document of a file on, one without the key of a return is not looked at any closer.
const MANY: usize = 1000;

/// After so many of those, the rest of the file is not read.
pub(super) const MOST: usize = 1_000_000;

/// What documents are read with.
#[derive(Clone, Copy)]
pub(super) struct Readers<'a> {
    pub(super) taxonomy: &'a Taxonomy,
    pub(super) mapper: &'a Mapper<'a>,
    pub(super) strictness: Strictness,
}

impl Readers<'_> {
    /// Reads every document and hands out what each gave, with the place of its input, in their order. At most `most` are
    /// read before they are taken. `done` is called after each document.
    ///
    /// # Errors
    /// What `take` fails with.
    pub(super) fn read(
        self,
        inputs: &[Input],
        most: usize,
        done: &(dyn Fn() + Sync),
        take: &mut dyn FnMut(usize, Outcome) -> io::Result<()>,
    ) -> io::Result<()> {
        let Self { taxonomy, mapper, strictness } = self;
        let junk: Vec<AtomicUsize> = inputs.iter().map(|_| AtomicUsize::default()).collect();
        let mut documents = inputs.iter().enumerate().flat_map(|(file, input)| {
            let junk = &junk[file];
            let is_wanted = move |_: &_| junk.load(Ordering::Relaxed) < MOST;
            let documents = read_documents(input).take_while(is_wanted).enumerate();
            documents.map(move |(number, document)| ((file, number), document))
        });
        let mut documents = documents.by_ref().filter(|((file, number), document)| {
            let is_junk =
                *number >= MANY && document.as_ref().is_ok_and(|document| !document.text.contains("dupaudit"));
            junk[*file].fetch_add(usize::from(is_junk), Ordering::Relaxed);
            !is_junk
        });
        loop {
            let mut outcomes: Vec<((usize, usize), Outcome)> = documents
                .by_ref()
                .take(most)
                .par_bridge()
                .map_init(Known::default, |known, ((file, number), document)| {
                    let reading = Reading { input: &inputs[file], taxonomy, mapper, strictness };
                    let outcome = reading.document(document, known);
                    done();
                    ((file, number), outcome)
                })
                .collect();
            if outcomes.is_empty() {
                break;
            }
            outcomes.sort_by_key(|(place, _)| *place);
            for ((file, _), outcome) in outcomes {
                take(file, outcome)?;
            }
        }
        for (file, junk) in junk.into_iter().map(AtomicUsize::into_inner).enumerate().filter(|(_, junk)| *junk > 0) {
            take(file, Outcome { hash: None, what: What::Junk(junk) })?;
        }
        Ok(())
    }
}

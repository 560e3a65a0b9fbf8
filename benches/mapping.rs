//! How many texts a second are mapped with the default list of functions: `cargo bench --bench mapping`.
//!
//! The texts are the labelled items that the model was learned from, each with its unit and body: all are distinct, and
//! most have no description, as in returns. `benches/rapidfuzz_cdist.py` runs a well-known matcher over the same texts.

use divan::Bencher;
use divan::counter::ItemsCount;
use dupaudit::mapping::{Known, Label, Labels, Mapper, Texts};
use dupaudit::taxonomy::{self, DEFAULT, Taxonomy};
use rayon::prelude::*;

fn main() {
    divan::main();
}

fn taxonomy() -> Taxonomy {
    taxonomy::load(DEFAULT).expect("the default list of functions is in the binary")
}

fn labels(taxonomy: &Taxonomy) -> Vec<Label> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/taxonomies/public-functions.labels.csv");
    Labels::read(path.as_ref(), taxonomy).expect("the labels are in the repository").labels
}

/// Every text is new, on one core.
#[divan::bench]
fn distinct_one_core(bencher: Bencher<'_, '_>) {
    let taxonomy = taxonomy();
    let labels = labels(&taxonomy);
    let texts: Vec<Texts<'_>> = labels.iter().map(Label::texts).collect();
    let mapper = Mapper::new(&taxonomy);
    bencher.counter(ItemsCount::new(texts.len())).with_inputs(Known::default).bench_local_values(|mut known| {
        texts.iter().filter(|texts| mapper.map(texts, &mut known).claims.is_empty()).count()
    });
}

/// Every text is new, on every core.
#[divan::bench]
fn distinct_every_core(bencher: Bencher<'_, '_>) {
    let taxonomy = taxonomy();
    let labels = labels(&taxonomy);
    let texts: Vec<Texts<'_>> = labels.iter().map(Label::texts).collect();
    let mapper = Mapper::new(&taxonomy);
    bencher.counter(ItemsCount::new(texts.len())).bench_local(|| {
        let claimed = texts.par_chunks(512).map_init(Known::default, |known, texts| {
            texts.iter().filter(|texts| mapper.map(texts, known).claims.is_empty()).count()
        });
        claimed.sum::<usize>()
    });
}

/// Every text was seen before, on one core.
#[divan::bench]
fn repeated_one_core(bencher: Bencher<'_, '_>) {
    let taxonomy = taxonomy();
    let labels = labels(&taxonomy);
    let texts: Vec<Texts<'_>> = labels.iter().map(Label::texts).collect();
    let mapper = Mapper::new(&taxonomy);
    let mut known = Known::default();
    for texts in &texts {
        mapper.map(texts, &mut known);
    }
    bencher
        .counter(ItemsCount::new(texts.len()))
        .bench_local(|| texts.iter().filter(|texts| mapper.map(texts, &mut known).claims.is_empty()).count());
}

/// The list of functions is read and the model is ready.
#[divan::bench]
fn start_up() -> bool {
    let taxonomy = taxonomy();
    let texts = Texts { name: "Payroll officer", ..Texts::default() };
    Mapper::new(&taxonomy).map(&texts, &mut Known::default()).claims.is_empty()
}

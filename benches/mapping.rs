//! How many texts a second are mapped with the default list of functions: `cargo bench --bench mapping`.
//!
//! The texts are the labelled items that the model was learned from, each with its unit and body, once without and once
//! with descriptions, which run to forty words. All are distinct. `benches/rapidfuzz_cdist.py` runs a well-known matcher
//! over the same texts.

use std::collections::BTreeSet;

use divan::Bencher;
use divan::counter::ItemsCount;
use dupaudit::mapping::{Known, Label, Labels, Mapper, Texts};
use dupaudit::taxonomy::{self, DEFAULT, Taxonomy};
use rayon::prelude::*;

const CONTEXTS: [&str; 2] = ["unit and body", "description too"];

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

/// The distinct texts of labels, in their order.
fn distinct(labels: &[Label], described: bool) -> Vec<Texts<'_>> {
    let mut seen = BTreeSet::new();
    labels
        .iter()
        .map(|label| Texts { description: if described { label.texts().description } else { "" }, ..label.texts() })
        .filter(|texts| seen.insert((texts.name, texts.unit, texts.organisation, texts.description, texts.kind)))
        .collect()
}

/// Every text is new, on one core.
#[divan::bench(args = CONTEXTS)]
fn distinct_one_core(bencher: Bencher<'_, '_>, context: &str) {
    let taxonomy = taxonomy();
    let labels = labels(&taxonomy);
    let texts = distinct(&labels, context == CONTEXTS[1]);
    let mapper = Mapper::new(&taxonomy);
    bencher
        .counter(ItemsCount::new(texts.len()))
        .with_inputs(Known::default)
        .bench_local_values(|mut known| texts.iter().filter(|texts| is_mapped(&mapper, texts, &mut known)).count());
}

/// Every text is new, on every core.
#[divan::bench(args = CONTEXTS)]
fn distinct_every_core(bencher: Bencher<'_, '_>, context: &str) {
    let taxonomy = taxonomy();
    let labels = labels(&taxonomy);
    let texts = distinct(&labels, context == CONTEXTS[1]);
    let mapper = Mapper::new(&taxonomy);
    bencher.counter(ItemsCount::new(texts.len())).bench_local(|| {
        let mapped = texts.par_iter().with_min_len(512);
        mapped.map_init(Known::default, |known, texts| usize::from(is_mapped(&mapper, texts, known))).sum::<usize>()
    });
}

/// Every text was seen before, on one core.
#[divan::bench]
fn repeated_one_core(bencher: Bencher<'_, '_>) {
    let taxonomy = taxonomy();
    let labels = labels(&taxonomy);
    let texts = distinct(&labels, true);
    let mapper = Mapper::new(&taxonomy);
    let mut known = Known::default();
    for texts in &texts {
        mapper.map(texts, &mut known);
    }
    bencher
        .counter(ItemsCount::new(texts.len()))
        .bench_local(|| texts.iter().filter(|texts| is_mapped(&mapper, texts, &mut known)).count());
}

/// The list of functions is read and the model is ready.
#[divan::bench]
fn start_up() -> bool {
    let taxonomy = taxonomy();
    let texts = Texts { name: "Payroll officer", ..Texts::default() };
    is_mapped(&Mapper::new(&taxonomy), &texts, &mut Known::default())
}

/// The same with the vocabulary, which reasons and searches need.
#[divan::bench]
fn start_up_with_vocabulary() -> usize {
    let taxonomy = taxonomy();
    Mapper::new(&taxonomy).search(&Texts { name: "Payroll officer", ..Texts::default() }).len()
}

fn is_mapped(mapper: &Mapper<'_>, texts: &Texts<'_>, known: &mut Known) -> bool {
    !mapper.map(texts, known).claims.is_empty()
}

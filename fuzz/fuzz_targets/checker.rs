//! Returns, as written or grown, through the rules, the mapping and the ledger: no pound is lost.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Unstructured;
use dupaudit::mapping::Mapper;
use dupaudit::taxonomy::{self, Taxonomy};
use dupaudit_fuzz::{documents, grown, ledger, loaded};
use libfuzzer_sys::fuzz_target;

static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(|| taxonomy::load(taxonomy::DEFAULT).expect("the built-in list"));
static MAPPER: LazyLock<Mapper<'_>> = LazyLock::new(|| Mapper::new(&TAXONOMY));

fuzz_target!(|bytes: &[u8]| {
    // A first byte of zero, which no text has, stands for a return that the rest decides.
    let text = match bytes {
        [0, rest @ ..] => grown(&mut Unstructured::new(rest)).unwrap_or_default().into_bytes(),
        text => text.to_vec(),
    };
    for document in documents(&text) {
        if let Some(declared) = loaded(&document) {
            ledger(&document, &declared, &TAXONOMY, &MAPPER);
        }
    }
});

//! Any bytes as a file: cut into documents, read, and refused with a place where they are no return.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for document in dupaudit_fuzz::documents(bytes) {
        dupaudit_fuzz::loaded(&document);
    }
});

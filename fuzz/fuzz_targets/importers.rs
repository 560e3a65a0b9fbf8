//! Any bytes as a table that bodies publish: what is made of it is a return that reads back.
#![no_main]

use std::sync::Arc;

use dupaudit::returns::import::{organograms, write_yaml};
use dupaudit::source::Document;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(imported) = organograms(&[(Arc::from("staff.csv"), bytes.to_vec())], Some("2011-09-30"), None) else {
        return;
    };
    let roles: usize = imported.returns.iter().map(|draft| draft.roles.len()).sum();
    assert!(roles <= imported.rows && imported.skipped <= imported.rows);
    for draft in &imported.returns {
        let text = write_yaml(draft);
        let document = Document { text, first_line: 1, json: false };
        let read = dupaudit_fuzz::loaded(&document).expect("an imported return is a return");
        assert_eq!(read.roles.len(), draft.roles.len());
    }
});

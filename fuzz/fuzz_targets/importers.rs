//! Any bytes as a table that bodies publish: what is made of it are returns that read back and break no rule, unless the
//! figures of the table add up to more than there can be.
#![no_main]

use std::sync::{Arc, LazyLock};

use dupaudit::finding::{Finding, Severity};
use dupaudit::returns::check;
use dupaudit::returns::import::{organograms, write_yaml};
use dupaudit::source::Document;
use dupaudit::taxonomy::{self, Taxonomy};
use libfuzzer_sys::fuzz_target;

static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(|| taxonomy::load(taxonomy::DEFAULT).expect("the built-in list"));

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
        let beyond = |finding: &Finding| finding.message.contains("add up to more than");
        let errors = check(&read, &TAXONOMY).into_iter();
        let errors = errors.filter(|finding| finding.severity == Severity::Error && !beyond(finding));
        assert_eq!(errors.collect::<Vec<_>>(), []);
    }
});

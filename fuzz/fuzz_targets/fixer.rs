//! Any bytes as a file to mend: what is mended is mended for good, and nothing else is touched.
#![no_main]

use std::sync::LazyLock;

use dupaudit::returns::fix;
use dupaudit::source::Framing;
use dupaudit::taxonomy::{self, Taxonomy};
use libfuzzer_sys::fuzz_target;

static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(|| taxonomy::load(taxonomy::DEFAULT).expect("the built-in list"));

fuzz_target!(|bytes: &[u8]| {
    for framing in [Framing::Yaml, Framing::Json, Framing::Lines] {
        let Some(fixed) = fix(bytes, framing, &TAXONOMY) else { continue };
        assert!(!fixed.edits.is_empty(), "mended without a word");
        let lines = |text: &[u8]| text.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
        let (before, after) = (lines(bytes), lines(&fixed.bytes));
        assert_eq!(before.len(), after.len(), "lines are lost or made");
        for (number, (before, after)) in (1..).zip(before.iter().zip(&after)) {
            let mut edits = fixed.edits.iter().filter(|edit| edit.line == number).peekable();
            if edits.peek().is_none() {
                assert_eq!(before, after, "line {number} is no edit's");
            }
            for edit in edits {
                assert_ne!(edit.found, edit.meant, "an edit of nothing");
            }
        }
        assert_eq!(fix(&fixed.bytes, framing, &TAXONOMY), None, "something is left to mend");
    }
});

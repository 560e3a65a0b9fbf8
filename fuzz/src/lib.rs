//! What the targets share: bytes as documents, and what must hold of everything that was read.

use dupaudit::finding::{Finding, Severity};
use dupaudit::ledger::{ReturnFacts, allocate};
use dupaudit::mapping::{Known, Mapper};
use dupaudit::returns::{Loaded, Return, check, load};
use dupaudit::source::{Document, Documents, Framing, Places, Unreadable};
use dupaudit::taxonomy::Taxonomy;

mod grown;
mod whole;

pub use grown::grown;
pub use whole::{Whole, whole};

/// Everything that the bytes could be read as.
pub fn documents(bytes: &[u8]) -> Vec<Document> {
    let framings: &[Framing] = match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{' | b'[') => &[Framing::Yaml, Framing::Json, Framing::Lines],
        _ => &[Framing::Yaml],
    };
    let read = |framing: &Framing| Documents::new(bytes, *framing).filter_map(|document| known(document, bytes));
    framings.iter().flat_map(read).collect()
}

/// A document that was read as text; one that was not says where, inside the file.
fn known(document: Result<Document, Unreadable>, bytes: &[u8]) -> Option<Document> {
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
    match document {
        Ok(document) => Some(document),
        Err(Unreadable::Io(error)) => panic!("memory was not readable: {error}"),
        Err(Unreadable::TooLarge { first_line: line } | Unreadable::NotUtf8 { line, .. }) => {
            assert!((1..=lines).contains(&(line as usize)), "line {line} of {lines}");
            None
        }
    }
}

/// Reads a document. A refusal has findings, each with words and a place inside the document.
pub fn loaded(document: &Document) -> Option<Return> {
    let findings = match load(document) {
        Loaded::Return(declared) => return Some(*declared),
        Loaded::Skipped | Loaded::Mapping => return None,
        Loaded::Foreign(finding) | Loaded::Unparsed(finding) => vec![finding],
        Loaded::Broken(findings) => findings,
    };
    assert!(!findings.is_empty(), "refused without a word");
    assert!(findings.iter().any(|finding| finding.severity == Severity::Error), "refused without an error");
    for finding in &findings {
        assert!(finding.position.is_some(), "{finding:?} has no place");
        in_document(finding, document);
    }
    None
}

/// A finding has words, and the place it names exists.
fn in_document(finding: &Finding, document: &Document) {
    assert!(!finding.message.is_empty(), "{finding:?} has no words");
    let Some(at) = finding.position else { return };
    // YAML and JSON also break lines where Rust does not, so that only the count of both bounds the line.
    let breaks =
        document.text.chars().filter(|letter| matches!(letter, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'));
    let lines = breaks.count() + 1;
    let line = at.line.checked_sub(document.first_line).expect("a line of the document") as usize;
    assert!(line <= lines, "{finding:?} is beyond the last of {lines} lines");
    assert!(at.column >= 1 && at.column as usize <= document.text.len() + 2, "{finding:?} is beyond any line");
}

/// Checks, maps and allocates a return: every pound is in one place, and every finding can be pointed at.
pub fn ledger(document: &Document, declared: &Return, taxonomy: &Taxonomy, mapper: &Mapper<'_>) -> Option<ReturnFacts> {
    let findings = check(declared, taxonomy);
    let places = Places::of(document);
    let pointed = |findings: &[Finding]| {
        for finding in findings {
            let position = finding.route.as_ref().map(|route| places.find(route));
            in_document(&Finding { position: position.or(finding.position), ..finding.clone() }, document);
        }
    };
    pointed(&findings);
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return None;
    }
    let mappings = mapper.map_return(declared, &mut Known::default());
    match allocate(declared, mappings, taxonomy) {
        Ok((facts, findings)) => {
            pointed(&findings);
            assert_eq!(facts.organisation.buckets.sum(), facts.organisation.total, "pounds are lost or made");
            Some(facts)
        }
        Err(finding) => {
            pointed(&[finding]);
            None
        }
    }
}

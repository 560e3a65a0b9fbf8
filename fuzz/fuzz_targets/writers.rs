//! Foreign text in every result: whatever it says, no format lets it act.
#![no_main]

use std::io::{self, Write};
use std::sync::LazyLock;

use arbitrary::Unstructured;
use dupaudit::finding::{Code, Finding};
use dupaudit::mapping::Mapper;
use dupaudit::output::{write_brief, write_check_json, write_findings, write_json, write_report};
use dupaudit::report::{CoverageRow, FindingRow, Manifest};
use dupaudit::source::{Position, Route};
use dupaudit::taxonomy::{self, Taxonomy};
use dupaudit_fuzz::{documents, grown, ledger, loaded, report};
use libfuzzer_sys::fuzz_target;

static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(|| taxonomy::load(taxonomy::DEFAULT).expect("the built-in list"));
static MAPPER: LazyLock<Mapper<'_>> = LazyLock::new(|| Mapper::new(&TAXONOMY));

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = Unstructured::new(bytes);
    let findings: Vec<Finding> = (0..3).filter_map(|number| finding(&mut bytes, number).ok()).collect();
    let mut facts = Vec::new();
    while facts.len() < 4 && !bytes.is_empty() {
        let Ok(text) = grown(&mut bytes) else { break };
        for document in documents(text.as_bytes()) {
            let declared = loaded(&document);
            facts.extend(declared.and_then(|declared| ledger(&document, &declared, &TAXONOMY, &MAPPER)));
        }
    }
    let report = report(facts, findings, &TAXONOMY, &MAPPER);
    let rows: &[FindingRow] = &report.findings;
    let manifest = Manifest::new(&TAXONOMY, &MAPPER, "", None);
    let coverage: &CoverageRow = &report.coverage;
    plain(|out| write_findings(out, 80, rows, usize::MAX));
    plain(|out| write_report(out, 100, &report));
    let brief = plain(|out| write_brief(out, &report));
    assert!(!brief.contains('<'), "HTML in Markdown: {brief}");
    json(|out| write_json(out, &report));
    json(|out| write_check_json(out, &manifest, coverage, rows, None, None));
});

/// A finding that speaks in foreign words.
fn finding(bytes: &mut Unstructured<'_>, number: usize) -> arbitrary::Result<Finding> {
    let code = *bytes.choose(Code::ALL)?;
    let mut finding = Finding::new(code, bytes.arbitrary::<String>()?)
        .help(bytes.arbitrary::<String>()?)
        .at(Route::item("roles", number).key(bytes.arbitrary::<String>()?))
        .position(Position { line: bytes.arbitrary()?, column: bytes.arbitrary()? })
        .organisation(bytes.arbitrary::<String>()?)
        .item(bytes.arbitrary::<String>()?);
    finding.path = Some(bytes.arbitrary::<String>()?.into());
    Ok(finding)
}

fn text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("memory takes everything");
    String::from_utf8(out).expect("text")
}

/// What a terminal shows as it stands: nothing moves the cursor, colours, or turns the direction of reading.
fn plain(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let text = text(write);
    let acts = |letter: &char| {
        letter.is_control() && *letter != '\n'
            || matches!(letter, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    assert_eq!(text.chars().find(acts), None, "{text}");
    text
}

fn json(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let text = text(write);
    serde_json::from_str::<serde_json::Value>(&text).expect("JSON");
}

//! Foreign text in every result: whatever it says, no format lets it act.
#![no_main]

use std::io::{self, Write};
use std::sync::LazyLock;

use arbitrary::Unstructured;
use clap::ValueEnum;
use dupaudit::finding::{Code, Finding};
use dupaudit::mapping::Mapper;
use dupaudit::output::{
    CheckFormat, Look, looks_like_formula, write_brief, write_check, write_csv, write_dot, write_findings, write_graph,
    write_graph_json, write_graphml, write_html, write_json, write_markdown_table, write_picture, write_report,
};
use dupaudit::report::tables::TABLES;
use dupaudit::report::{Check, GraphRows, Report};
use dupaudit::source::{Excerpt, Position, Route};
use dupaudit::taxonomy::{self, Taxonomy};
use dupaudit_fuzz::{Whole, documents, grown, ledger, loaded, whole};
use libfuzzer_sys::fuzz_target;

static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(|| taxonomy::load(taxonomy::DEFAULT).expect("the built-in list"));
static MAPPER: LazyLock<Mapper<'_>> = LazyLock::new(|| Mapper::new(&TAXONOMY).explaining());

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
    let Whole { report, check, graphs } = whole(facts, findings, &TAXONOMY, &MAPPER);
    of_check(&check);
    of_audit(&report);
    graphs.iter().for_each(of_graph);
});

fn of_check(check: &Check) {
    for format in CheckFormat::value_variants() {
        let write = |out: &mut dyn Write| write_check(out, check, *format, Look { width: 80, colour: false });
        match format {
            CheckFormat::Text | CheckFormat::Concise => drop(plain(write)),
            CheckFormat::Json | CheckFormat::Sarif => json(write),
            CheckFormat::Github => annotations(write),
            CheckFormat::Junit | CheckFormat::Html => markup(write),
            CheckFormat::Markdown => markdown(write),
        }
    }
}

fn of_audit(report: &Report) {
    plain(|out| write_findings(out, 80, &report.findings, usize::MAX));
    plain(|out| write_report(out, 100, report, true));
    json(|out| write_json(out, report));
    markdown(|out| write_brief(out, report));
    markup(|out| write_html(out, report));
    for table in TABLES {
        csv(|out| write_csv(out, table, report, false));
        markdown(|out| write_markdown_table(out, table, report));
    }
}

fn of_graph(graph: &GraphRows) {
    plain(|out| write_graph(out, 80, graph));
    json(|out| write_graph_json(out, graph));
    markup(|out| write_graphml(out, graph));
    markup(|out| write_picture(out, graph));
    quiet(&text(|out| write_dot(out, graph)));
}

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
    finding = finding.related(Route::item("roles", number), bytes.arbitrary::<String>()?);
    finding.excerpt = Some(Excerpt::of(&bytes.arbitrary::<String>()?, 1));
    Ok(finding)
}

fn text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("memory takes everything");
    String::from_utf8(out).expect("text")
}

/// Nothing moves the cursor or colours.
fn quiet(text: &str) {
    let acts = |letter: &char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
    assert_eq!(text.chars().find(acts), None, "{text}");
}

/// What a terminal shows as it stands: nothing moves the cursor, colours, or turns the direction of reading, and no line
/// is a command of a build server.
fn plain(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let text = text(write);
    let acts = |letter: &char| {
        letter.is_control() && *letter != '\n'
            || matches!(letter, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    assert_eq!(text.chars().find(acts), None, "{text}");
    // Three colons stand before the second place of a finding.
    let commands = |line: &&str| line.trim_start().starts_with("::") && !line.trim_start().starts_with("::: ");
    assert_eq!(text.lines().find(commands), None, "{text}");
    text
}

/// Every line is an annotation of ours.
fn annotations(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let text = text(write);
    quiet(&text);
    for line in text.lines() {
        let ours = ["::error ", "::warning ", "::notice "].iter().find_map(|start| line.strip_prefix(start));
        let (properties, _) = ours.and_then(|line| line.split_once("::")).expect("an annotation");
        let known = |property: &str| {
            let name = property.split('=').next();
            name.is_some_and(|name| ["file", "line", "endLine", "col", "endColumn", "title"].contains(&name))
        };
        assert!(properties.split(',').all(known), "{line}");
    }
}

/// Text from returns is no HTML in it.
fn markdown(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let text = plain(write);
    assert!(!text.contains('<'), "HTML in Markdown: {text}");
}

/// Well-formed enough that no text begins an element or ends one: those that act stand only where the page has its own.
fn markup(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let text = text(write);
    quiet(&text);
    for element in ["<img", "<iframe", "<evil"] {
        assert!(!text.contains(element), "{element}: {text}");
    }
    assert!(text.matches("<script").count() <= 1, "a second script: {text}");
}

/// No field is a formula, and every record has the same number of fields.
fn csv(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let text = text(write);
    quiet(&text);
    for record in csv::Reader::from_reader(text.as_bytes()).records() {
        for field in &record.expect("a record") {
            assert!(!looks_like_formula(field) || field.parse::<f64>().is_ok(), "{field}");
        }
    }
}

fn json(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let text = text(write);
    assert!(!text.contains('\u{1b}'), "{text}");
    serde_json::from_str::<serde_json::Value>(&text).expect("JSON");
}

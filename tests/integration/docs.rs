//! The documents: what they name is there, and they name what there is.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use dupaudit::output::{ResultSchema, result_schema};
use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Folders of the repository that a document may name.
const FOLDERS: [&str; 9] =
    ["src/", "docs/", "tests/", "examples/", "taxonomies/", "facts/", "benches/", ".ci/", ".github/"];

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// README, CONTRIBUTING and docs, from the root of the repository.
fn documents() -> Vec<String> {
    let docs = fs::read_dir(Path::new(ROOT).join("docs")).expect("docs");
    let docs = docs.map(|entry| format!("docs/{}", entry.expect("entry").file_name().to_string_lossy()));
    let mut names: Vec<String> = docs.chain(["README.md".to_owned(), "CONTRIBUTING.md".to_owned()]).collect();
    names.sort();
    names
}

/// The texts between two marks, on one line.
fn between<'t>(text: &'t str, open: &str, close: char) -> Vec<&'t str> {
    let found = text.lines().flat_map(|line| line.split(open).skip(1));
    found.filter_map(|rest| rest.split_once(close).map(|(inside, _)| inside)).collect()
}

/// The anchors that a page of GitHub gives to its headings.
fn anchors(document: &str) -> BTreeSet<String> {
    let headings =
        document.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let kept = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_');
    headings
        .map(|heading| heading.to_lowercase().chars().filter(|l| kept(*l)).collect::<String>().replace(' ', "-"))
        .collect()
}

#[test]
fn every_path_that_a_document_names_is_there() {
    let (mut seen, mut missing) = (0, Vec::new());
    for name in documents() {
        let text = read(&name);
        let words = text.split(|letter: char| letter.is_whitespace() || "`()[]\"',;".contains(letter));
        for path in words.filter(|word| FOLDERS.iter().any(|folder| word.starts_with(folder))) {
            // A name in capitals stands for one of the reader's choice, and `*` for several.
            let path = path.split(['#', '*', ':']).next().unwrap_or_default().trim_end_matches(['.', '/']);
            let stem = Path::new(path).file_stem().unwrap_or_default().to_string_lossy();
            let placeholder = stem.len() > 2 && stem.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_');
            seen += 1;
            if !(Path::new(ROOT).join(path).exists() || placeholder && stem != "README") {
                missing.push(format!("{name} names {path}, which is not there"));
            }
        }
    }
    assert!(seen > 50, "the test looks in the wrong place: it saw {seen} paths");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_link_leads_somewhere() {
    let mut wrong = Vec::new();
    for name in documents() {
        for link in between(&read(&name), "](", ')').into_iter().filter(|link| !link.contains("://")) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let folder = Path::new(&name).parent().unwrap_or(Path::new(""));
            let target = if path.is_empty() { PathBuf::from(&name) } else { folder.join(path) };
            let full = Path::new(ROOT).join(&target);
            let known =
                || anchor.is_empty() || fs::read_to_string(&full).is_ok_and(|text| anchors(&text).contains(anchor));
            if !full.exists() || !known() {
                wrong.push(format!("{name} links to {link}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What comments and descriptions cite: a document of the repository, and a section that it has.
#[test]
fn what_the_code_cites_is_in_the_repository() {
    let (mut seen, mut wrong, mut folders) =
        (0, Vec::new(), vec![PathBuf::from("src"), PathBuf::from("tests/integration")]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(Path::new(ROOT).join(&folder)).expect("a folder") {
            let path = folder.join(entry.expect("entry").file_name());
            if Path::new(ROOT).join(&path).is_dir() {
                folders.push(path);
                continue;
            }
            let Ok(text) = fs::read_to_string(Path::new(ROOT).join(&path)) else { continue };
            let text = text.split_whitespace().filter(|word| !["//!", "///", "//"].contains(word)).collect::<Vec<_>>();
            for (place, word) in text.iter().enumerate() {
                let word = word.trim_start_matches(['(', '`']);
                let is_document = |folder: &str| word.starts_with(folder) && word.contains(".md");
                let outside = ["DESIGN", "MODEL"].iter().any(|name| word.starts_with(&format!("{name}.md")));
                let section = match text.get(place + 1..place + 3) {
                    Some(["section" | "sections", section]) => section.trim_end_matches(['.', ',', ':', ')', ';']),
                    _ => "",
                };
                let heads = [format!("## {section}. "), format!("### {section} ")];
                let has = || read(word).lines().any(|line| heads.iter().any(|head| line.starts_with(head)));
                seen += usize::from(is_document("docs/") && !section.is_empty());
                if outside || is_document("docs/") && !section.is_empty() && !has() {
                    wrong.push(format!("{} cites {word} {section}", path.display()));
                }
            }
        }
    }
    assert!(seen > 10, "the test looks in the wrong place: it saw {seen} citations");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every key of an object in a schema.
fn keys(schema: &Value, found: &mut BTreeSet<String>) {
    if let Some(properties) = schema["properties"].as_object() {
        found.extend(properties.keys().cloned());
    }
    match schema {
        Value::Object(entries) => entries.values().for_each(|entry| keys(entry, found)),
        Value::Array(entries) => entries.iter().for_each(|entry| keys(entry, found)),
        _ => {}
    }
}

#[test]
fn the_page_of_the_formats_names_every_key_and_table() {
    let page = read("docs/formats.md");
    let named: BTreeSet<&str> = page.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).collect();
    let mut wanted = BTreeSet::new();
    keys(&serde_json::to_value(dupaudit::returns::schema()).expect("JSON"), &mut wanted);
    for result in ["report", "check", "map", "partners", "compare", "savings", "graph"] {
        let result = ResultSchema::from_str(result, false).expect("a result");
        let schema = result_schema(result);
        wanted.extend(schema["properties"].as_object().expect("an object").keys().cloned());
    }
    wanted.extend(dupaudit::report::tables::TABLES.iter().map(|table| table.name().to_owned()));
    wanted.extend(dupaudit::report::tables::PARTNERS_TABLES.iter().map(|table| table.name().to_owned()));
    wanted.extend(dupaudit::report::tables::MAP_TABLES.iter().map(|table| table.name().to_owned()));
    wanted.extend(dupaudit::report::tables::COMPARE_TABLES.iter().map(|table| table.name().to_owned()));
    wanted.extend(dupaudit::ledger::exchange::tables().map(|table| table.name.to_owned()));
    let missing: Vec<&String> = wanted.iter().filter(|name| !named.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "docs/formats.md lacks {missing:?}");
}

//! The rooms of the crate, and which may know which.

use std::fs;
use std::path::{Path, PathBuf};

/// Every room, in the order of the data flow: a room may import from those before it.
const ROOMS: [&str; 17] = [
    "words",
    "money",
    "table",
    "source",
    "finding",
    "settings",
    "taxonomy",
    "returns",
    "mapping",
    "ledger",
    "overlap",
    "savings",
    "reorganisation",
    "report",
    "output",
    "progress",
    "cli",
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("src") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

#[test]
fn modules_import_only_from_those_above_them() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for path in files(&src) {
        let relative = path.strip_prefix(&src).expect("below src");
        let first = relative.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
        let room = first.trim_end_matches(".rs");
        let Some(place) = ROOMS.iter().position(|known| *known == room) else {
            assert!(["lib", "main"].contains(&room), "{room} is no room: add it to the list where it belongs");
            continue;
        };
        let text = fs::read_to_string(&path).expect("text");
        for (at, _) in text.match_indices("crate::") {
            let name: String = text[at + "crate::".len()..]
                .chars()
                .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
                .collect();
            let Some(other) = ROOMS.iter().position(|known| *known == name) else { continue };
            seen += 1;
            if other > place {
                wrong.push(format!("{}: {room} imports from {name}, which comes after it", relative.display()));
            }
        }
    }
    assert!(seen > 50, "the test looks in the wrong place: it saw {seen} imports");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_says_what_it_is() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let silent: Vec<PathBuf> =
        files(&src).into_iter().filter(|path| !fs::read_to_string(path).expect("text").starts_with("//!")).collect();
    assert!(silent.is_empty(), "{silent:?}");
}

//! One planted fault each: a good return, one thing made wrong, and the finding that must come of it at its place, and no
//! other.
//!
//! A file of `tests/planted/faults` is called after the code that its cases must give. A case begins with `@`, the good
//! file it starts from and the places of the findings, `line:column` or `nowhere`; behind ` | ` stand further arguments. Lines with `-` are
//! taken out of the good file, where they must stand once, and the lines with `+` below them put in. A case of `whole.*`
//! has its whole text in `+` lines; `latin-1.*` and `utf-16.*` are written in that encoding.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dupaudit::finding::{Code, Stage};
use rayon::prelude::*;
use serde_json::Value;

/// What no file of the repository can hold: their cases are below. And what it takes two rounds, a workbook or a second
/// import to find.
const ELSEWHERE: [Code; 16] = [
    Code::ChangedWhileRejected,
    Code::UnreadableFile,
    Code::DocumentTooLarge,
    Code::StaleBaseline,
    Code::LargeChange,
    Code::VolumeUnknown,
    Code::AbovePlan,
    Code::CutsNotConsolidation,
    Code::DuplicatedShareKept,
    Code::CostShunting,
    Code::ImplausibleTransfer,
    Code::DisputedTransfer,
    Code::SheetsLeftOut,
    Code::NoLongerListed,
    Code::HiddenRows,
    Code::PostsInTwoTables,
];

fn planted() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/planted")
}

/// One case.
struct Case {
    name: String,
    code: Code,
    base: String,
    places: Vec<String>,
    arguments: Vec<String>,
    /// What is taken out, and what is put in its place.
    edits: Vec<(String, String)>,
}

fn cases() -> Vec<Case> {
    let mut files: Vec<PathBuf> = fs::read_dir(planted().join("faults"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    files.iter().flat_map(|file| read(file)).collect()
}

fn read(file: &Path) -> Vec<Case> {
    let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
    let code = Code::find(&name).unwrap_or_else(|| panic!("{name} is no code"));
    let text = fs::read_to_string(file).expect("text");
    let mut cases: Vec<Case> = Vec::new();
    let mut last = ' ';
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
        let (mark, rest) = line.split_at(1);
        let mark = mark.chars().next().unwrap_or_default();
        if mark == '@' {
            let (head, arguments) = rest.split_once(" | ").unwrap_or((rest, ""));
            let mut words = head.split_whitespace().map(str::to_owned);
            cases.push(Case {
                name: format!("{name}.txt:{}", number + 1),
                code,
                base: words.next().expect("a good file"),
                places: words.collect(),
                arguments: arguments.split_whitespace().map(str::to_owned).collect(),
                edits: Vec::new(),
            });
        } else {
            let edits = &mut cases.last_mut().expect("a case begins with @").edits;
            if edits.is_empty() || mark == '-' && last == '+' {
                edits.push((String::new(), String::new()));
            }
            let (old, new) = edits.last_mut().expect("one");
            let side = match mark {
                '-' => old,
                '+' => new,
                _ => panic!("{name}.txt:{}: a line begins with @, - or +", number + 1),
            };
            if last == mark {
                side.push('\n');
            }
            side.push_str(rest);
        }
        last = mark;
    }
    cases
}

impl Case {
    fn text(&self) -> Vec<u8> {
        let (kind, _) = self.base.split_once('.').expect("an ending");
        let written = || self.edits.iter().map(|(_, new)| new.as_str()).collect::<String>();
        match kind {
            "whole" => written().into_bytes(),
            "latin-1" => written().chars().map(|letter| u8::try_from(letter).expect("Latin-1")).collect(),
            "utf-16" => [0xFEFF].into_iter().chain(written().encode_utf16()).flat_map(u16::to_le_bytes).collect(),
            _ => {
                let mut text = fs::read_to_string(planted().join("good").join(&self.base)).expect("a good file");
                for (old, new) in &self.edits {
                    assert_eq!(text.matches(old).count(), 1, "{}: `{old}` must stand once in {}", self.name, self.base);
                    text = text.replace(old, new);
                }
                text.into_bytes()
            }
        }
    }

    /// What is wrong with the findings, if anything.
    fn fails(&self) -> Option<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let ending = self.base.rsplit('.').next().expect("an ending");
        let file = folder.path().join(format!("planted.{ending}"));
        fs::write(&file, self.text()).expect("written");
        let found = findings(self.code.stage(), &file, &self.arguments);
        let expected: Vec<String> = self.places.iter().map(|place| format!("{} {place}", self.code)).collect();
        (found != expected).then(|| format!("{}: expected {expected:?}, found {found:?}", self.name))
    }
}

/// Code and place of every finding, by the command that looks at this stage.
fn findings(stage: Stage, file: &Path, arguments: &[String]) -> Vec<String> {
    let good = planted().join("good");
    let mut command = Command::new(env!("CARGO_BIN_EXE_dupaudit"));
    match stage {
        // What a whole audit is warned of begins with a target that the peers can reach.
        Stage::Audit if arguments.is_empty() => command.args(["audit", "--target", "0.005"]).arg(file),
        Stage::Audit => command.arg("audit").arg(file),
        Stage::Strict => command.args(["check", "--strict"]).arg(file),
        Stage::Reading | Stage::Return | Stage::Rounds => command.arg("check").arg(file),
        Stage::Decisions => command.arg("check").arg(good.join("mapped.yaml")).arg("--decisions").arg(file),
        Stage::Options => command.arg("options").arg(good.join("pair.yaml")).arg("--options").arg(file),
        Stage::Import => {
            // Every organogram has a pay scale.
            let is_organogram =
                fs::read_to_string(file).is_ok_and(|text| text.contains("Pay Floor") || text.contains("Payscale"));
            if is_organogram {
                command.args(["import", "organogram"])
            } else {
                command.args(["import", "table", "--period", "2025-26", "--organisation", "alder"])
            };
            command.arg("-o").arg(file.with_extension("returns")).arg(file)
        }
    };
    if stage != Stage::Import {
        command.args(["--quiet", "--jobs", "1"]);
    }
    let output = command.args(["--format", "json"]).args(arguments).output().expect("the binary runs");
    let result: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}: {}", file.display(), String::from_utf8_lossy(&output.stderr)));
    let row = |finding: &Value| {
        let code = finding["code"].as_str().expect("a code");
        match finding["line"].as_u64() {
            Some(line) => format!("{code} {line}:{}", finding["column"]),
            None => format!("{code} nowhere"),
        }
    };
    result["findings"].as_array().expect("findings").iter().map(row).collect()
}

#[test]
fn every_planted_fault_is_found_at_its_place_and_nothing_else() {
    let failed: Vec<String> = cases().par_iter().filter_map(Case::fails).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn every_code_has_two_planted_faults() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for case in cases() {
        *counts.entry(case.code.word()).or_default() += 1;
    }
    let count = |code: &Code| counts.get(code.word()).copied().unwrap_or_default();
    let thin: Vec<_> = Code::ALL.iter().filter(|code| count(code) < 2 && !ELSEWHERE.contains(code)).collect();
    assert!(thin.is_empty(), "codes without two cases in tests/planted/faults: {thin:?}");
}

#[test]
fn good_files_have_no_findings() {
    for (file, stage) in [
        ("district.yaml", Stage::Return),
        ("district.yaml", Stage::Strict),
        ("trust.yaml", Stage::Return),
        ("trust.yaml", Stage::Strict),
        ("mapped.yaml", Stage::Return),
        ("pair.yaml", Stage::Return),
        ("pair.yaml", Stage::Audit),
        ("supplied.yaml", Stage::Return),
        ("supplied.yaml", Stage::Audit),
        ("peers.yaml", Stage::Return),
        ("peers.yaml", Stage::Audit),
        ("decisions.yaml", Stage::Decisions),
        ("options.yaml", Stage::Options),
        ("junior.csv", Stage::Import),
        ("senior.csv", Stage::Import),
        ("staff.csv", Stage::Import),
        ("contracts.csv", Stage::Import),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let copy = folder.path().join(file);
        fs::copy(planted().join("good").join(file), &copy).expect("a good file");
        assert_eq!(findings(stage, &copy, &[]), Vec::<String>::new(), "{file}");
    }
}

#[test]
fn documents_above_the_limit_are_not_read() {
    let long = "x".repeat(17 << 20);
    for (name, text, line) in [
        ("one.yaml", format!("dupaudit: 1\nperiod: {long}\n"), 1),
        ("second.yaml", format!("dupaudit: settings/1\n---\nperiod: {long}\n"), 2),
        ("one.json", format!("{{\"dupaudit\": \"{long}\"}}"), 1),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(name);
        fs::write(&file, text).expect("written");
        assert_eq!(findings(Stage::Reading, &file, &[]), [format!("document-too-large {line}:1")], "{name}");
    }
}

#[cfg(unix)]
#[test]
fn what_cannot_be_opened_is_a_finding() {
    for target in [".", "nowhere.yaml"] {
        let folder = tempfile::tempdir().expect("a folder");
        std::os::unix::fs::symlink(target, folder.path().join("link.yaml")).expect("a link");
        assert_eq!(findings(Stage::Reading, folder.path(), &[]), ["unreadable-file nowhere"], "{target}");
    }
}

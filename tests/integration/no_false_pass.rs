//! No false pass: attempts that need more than one run, or files that no repository can hold. Those of one run are in
//! `tests/cmd/no-false-pass.md`, those of a pipeline in `.ci/pipeline`.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const GOOD: &str = "dupaudit: 1\nperiod: 2025-26\norganisation: {id: A, name: Alder, type: district-council, total: 100_000}\n\
                    processes:\n  - {id: ct, name: Council tax billing, function: revenues.council-tax, other: 10_000, volume: 43_000, \
                    volume_unit: dwellings}\nroles:\n  - {id: o, title: Council tax officer, fte: 2, cost: 90_000, processes: ct}\n";

fn data() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/known.in")
}

/// The exit code, what was written to standard output, and what was said.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the binary runs");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    folder
}

/// Codes of the findings that a baseline of one set of returns does not know in another, and the exit code.
fn new_since(before: &str, after: &str, more: &[&str]) -> (Vec<String>, i32) {
    let folder = tempfile::tempdir().expect("a folder");
    let base = folder.path().join("known.yaml");
    let base = base.to_str().expect("a name");
    run(&data(), &["check", before, "--quiet", "--write-baseline", base]);
    let arguments = [&["check", after, "--baseline", base, "--format", "json"], more].concat();
    let (code, json, words) = run(&data(), &arguments);
    let result: Value = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {words}"));
    let findings = result["findings"].as_array().expect("findings").iter();
    let mut codes: Vec<String> = findings.map(|finding| finding["code"].as_str().expect("a code").to_owned()).collect();
    codes.retain(|code| code != "stale-baseline");
    codes.dedup();
    (codes, code)
}

#[test]
fn a_baseline_hides_nothing_new() {
    for (before, after, new, code) in [
        // The same again, and what got better.
        ("a", "a", &[][..], 0),
        ("ia.yaml", "ia.yaml", &[], 0),
        ("m1", "m1", &[], 0),
        ("dd", "dd", &[], 0),
        ("dd2", "dd2", &[], 0),
        ("b", "a", &[], 0),
        ("f10-after.yaml", "f10-after.yaml", &[], 0),
        // More of what was known.
        ("a", "b", &["unmapped", "identifiable-pay"], 0),
        ("f10-before.yaml", "f10-after.yaml", &["missing-volume"], 0),
        ("ia.yaml", "ia2.yaml", &["itemised-above-total", "unlikely-cost-per-fte"], 4),
        ("k1.yaml", "k2.yaml", &["unlikely-cost-per-fte"], 0),
        // Known errors, with another change under them; an error that another return of the same shape has.
        ("m1", "m2", &["changed-while-rejected"], 4),
        ("dd", "dd2", &["duplicate-organisation"], 4),
        ("o1", "o2", &["missing-key", "empty-return"], 4),
        // Beyond what is listed.
        ("e", "e", &["unknown-unit"], 4),
        ("e", "f", &["unknown-unit"], 4),
    ] {
        let (found, ended) = new_since(before, after, &[]);
        let unexpected: Vec<&String> = found.iter().filter(|code| !new.contains(&code.as_str())).collect();
        let missed: Vec<_> = new.iter().filter(|code| !found.contains(&(**code).to_owned())).collect();
        assert!(unexpected.is_empty() && missed.is_empty(), "{before} → {after}: found {found:?}");
        assert_eq!(ended, code, "{before} → {after}");
    }
    assert_eq!(new_since("b", "a", &["--fail-on", "note"]).1, 0, "what got better fails nothing");
    assert_eq!(new_since("a", "b", &["--fail-on", "note"]).1, 1);
}

#[test]
fn a_baseline_holds_no_words() {
    let folder = folder(&[("a.yaml", "dupaudit: 1\nperiod: 2025-26\norganisation: {name: Private words}\n")]);
    run(folder.path(), &["check", "a.yaml", "--write-baseline", "known.yaml"]);
    let text = fs::read_to_string(folder.path().join("known.yaml")).expect("a baseline");
    assert!(text.contains("file: \"a.yaml\", code: missing-key, at: \"organisation\""), "{text}");
    assert!(!text.contains("lacks the key"), "{text}");
}

#[test]
fn an_output_overwrites_no_input() {
    let folder = folder(&[
        ("a.yaml", GOOD),
        ("known.yaml", "dupaudit: baseline/1\nfindings: []\n"),
        ("s.yaml", "dupaudit: settings/1\n"),
    ]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("a.yaml", folder.path().join("link.yaml")).expect("linked");
    let mut attempts = vec![
        vec!["check", "a.yaml", "-o", "json=a.yaml"],
        vec!["check", ".", "-o", "json=./a.yaml"],
        vec!["check", "a.yaml", "--write-baseline", "a.yaml"],
        vec!["check", "a.yaml", "--config", "s.yaml", "-o", "json=s.yaml"],
        vec!["check", "a.yaml", "--baseline", "known.yaml", "-o", "json=known.yaml"],
        vec!["check", "a.yaml", "-o", "json=x.json", "-o", "html=./x.json"],
        vec!["audit", "a.yaml", "-o", "json=a.yaml"],
        vec!["map", "a.yaml", "-o", "json=a.yaml"],
    ];
    if cfg!(unix) {
        attempts.push(vec!["check", "a.yaml", "-o", "json=link.yaml"]);
    }
    for arguments in attempts {
        let (code, _, words) = run(folder.path(), &arguments);
        assert_eq!(code, 2, "{arguments:?}: {words}");
        assert_eq!(fs::read_to_string(folder.path().join("a.yaml")).expect("it stays"), GOOD, "{arguments:?}");
        assert!(
            fs::read_to_string(folder.path().join("known.yaml")).expect("it stays").starts_with("dupaudit: baseline/1")
        );
    }
    let (code, ..) = run(folder.path(), &["check", "a.yaml", "--baseline", "known.yaml", "--update-baseline"]);
    assert_eq!(code, 0, "a baseline is brought up to date where it stands");
}

#[test]
fn one_output_that_fails_keeps_no_other_from_being_written() {
    let folder = folder(&[("a.yaml", GOOD)]);
    let (code, stdout, words) = run(
        folder.path(),
        &["check", "a.yaml", "-o", "json=nowhere/x.json", "-o", "json=a.yaml", "-o", "junit=ok.xml"],
    );
    assert_eq!(code, 2, "{words}");
    assert!(
        stdout.contains("Passed") && words.contains("nowhere") && words.contains("a.yaml is not overwritten"),
        "{words}"
    );
    assert!(fs::read_to_string(folder.path().join("ok.xml")).expect("written").contains("testsuites"));
}

#[test]
fn a_text_of_one_body_keeps_no_database_from_being_written() {
    let returns = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/no-false-pass.in/sq");
    let target = tempfile::tempdir().expect("a folder");
    let file = target.path().join("x.sqlite");
    let (code, _, words) =
        run(&returns, &["audit", "tab.ndjson", "-o", file.to_str().expect("a name"), "--fail-on", "never"]);
    assert_eq!(code, 0, "{words}");
    assert!(fs::metadata(file).expect("written").len() > 1000);
}

#[cfg(unix)]
#[test]
fn links_that_leave_the_folder_are_not_followed_and_never_written_through() {
    let slip = GOOD.replace("total: 100_000", "totl: 100_000");
    let outside = folder(&[("a.yaml", &slip), ("d/b.yaml", &slip)]);
    let inside = folder(&[("returns/c.yaml", &GOOD.replace("id: A", "id: C"))]);
    let link = |to: &Path, from: &str| std::os::unix::fs::symlink(to, inside.path().join(from)).expect("linked");
    link(&outside.path().join("a.yaml"), "returns/a.yaml");
    link(&outside.path().join("d"), "returns/d");
    link(Path::new("c.yaml"), "returns/same.yaml");
    let (code, text, _) = run(inside.path(), &["check", "returns", "--format", "concise"]);
    assert_eq!((code, text.matches("is a link that leaves the folder").count()), (4, 2), "{text}");
    for fixing in [
        &["check", "returns", "--fix"][..],
        &["check", "returns", "--fix", "--follow-links"],
        &["check", "returns/a.yaml", "--fix"],
    ] {
        run(inside.path(), fixing);
        for file in ["a.yaml", "d/b.yaml"] {
            assert_eq!(fs::read_to_string(outside.path().join(file)).expect("it stays"), slip, "{fixing:?}");
        }
    }
    let (code, text, _) = run(inside.path(), &["check", "returns", "--follow-links", "--format", "concise"]);
    assert_eq!((code, text.matches("`totl` is not a key").count()), (4, 2), "{text}");
}

#[test]
fn an_import_writes_no_file_of_ours() {
    let csv = "Job title,FTE,Cost\nPayroll officer,2,90000\n";
    for id in ["dupaudit", "Dupaudit", "import"] {
        let folder = folder(&[("staff.csv", csv)]);
        let arguments =
            ["import", "table", "staff.csv", "-o", "out", "--organisation", id, "--name", "D", "--period", "2025-26"];
        let (code, _, words) = run(folder.path(), &arguments);
        assert_eq!(code, 0, "{id}: {words}");
        assert!(folder.path().join(format!("out/{id}-return.yaml")).exists(), "{id}: {words}");
        assert!(!folder.path().join("out/dupaudit.yaml").exists(), "{id}");
        let (code, text, _) = run(&folder.path().join("out"), &["check", ".", "--format", "concise"]);
        assert_eq!(code, 0, "{text}");
    }
}

#[test]
fn two_bodies_never_share_a_file() {
    let csv = "Organisation,Job title,FTE,Cost\nE 1,Payroll officer,2,90000\nE/1,Clerk,2,60000\n";
    let folder = folder(&[("staff.csv", csv)]);
    let (code, _, words) = run(folder.path(), &["import", "table", "staff.csv", "-o", "out", "--period", "2025-26"]);
    let written = fs::read_dir(folder.path().join("out")).map_or(0, |entries| {
        entries.filter(|entry| entry.as_ref().is_ok_and(|entry| entry.file_name() != "import.yaml")).count()
    });
    assert!(code == 2 && words.contains("would both be") || written == 2, "{code}, {written} files: {words}");
}

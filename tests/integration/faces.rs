//! The faces of a check: every format shows the same sample, keeps its own rules, and ends with the same exit code.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Every format, and the ending of its file.
const FORMATS: [(&str, &str); 10] = [
    ("text", "txt"),
    ("concise", "txt"),
    ("json", "json"),
    ("sarif", "sarif"),
    ("github", "txt"),
    ("gitlab", "json"),
    ("azure", "txt"),
    ("junit", "xml"),
    ("markdown", "md"),
    ("html", "html"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faces")
}

fn dupaudit(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    // A run that fails before it reads closes its end.
    drop(child.stdin.take().map(|mut stdin| stdin.write_all(input.as_bytes())));
    child.wait_with_output().expect("its output")
}

fn stdout(output: Output) -> String {
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Runs a check of `paths` that writes every format into a folder, and hands out each.
fn every_face(folder: &Path, paths: &[&str]) -> Vec<(&'static str, String)> {
    let out = tempfile::tempdir().expect("a folder");
    let targets: Vec<String> = FORMATS
        .iter()
        .map(|(format, ending)| format!("{format}={}", out.path().join(format!("{format}.{ending}")).display()))
        .collect();
    let mut arguments = vec!["check"];
    arguments.extend(paths);
    for target in &targets {
        arguments.extend(["-o", target.as_str()]);
    }
    dupaudit(folder, &arguments, "");
    let read = |format: &str, ending: &str| fs::read_to_string(out.path().join(format!("{format}.{ending}")));
    FORMATS.iter().map(|(format, ending)| (*format, read(format, ending).expect("a face"))).collect()
}

fn face<'a>(faces: &'a [(&str, String)], format: &str) -> &'a str {
    &faces.iter().find(|(name, _)| *name == format).expect("a format").1
}

/// A text without what changes with every list of functions and every model.
fn without_hashes(text: &str) -> String {
    let is_hash = |word: &str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.split('"').map(|word| if is_hash(word) { "[SHA256]" } else { word }).collect::<Vec<_>>().join("\"")
}

#[test]
fn the_sample_looks_as_it_did() {
    let overwrite = std::env::var("FACES").is_ok_and(|word| word == "overwrite");
    for ((format, ending), (_, text)) in FORMATS.iter().zip(every_face(&root().join("returns"), &["."])) {
        let text = without_hashes(&text).replace(env!("CARGO_PKG_VERSION"), "[VERSION]");
        let path = root().join(format!("check/{format}.{ending}"));
        if overwrite {
            fs::write(&path, &text).expect("a snapshot");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default().replace('\r', "");
        assert!(text == expected, "{format} differs from {}; FACES=overwrite refreshes it:\n{text}", path.display());
    }
}

#[test]
fn hostile_texts_stay_texts_in_every_format() {
    let faces = every_face(&root().join("returns"), &["."]);
    for (format, text) in &faces {
        let harmless = |letter: char| letter == '\n' || !letter.is_control() && letter != '\u{202E}';
        // JSON has texts as they are; its escapes keep a terminal safe from control characters.
        assert!(*format == "json" || text.chars().all(harmless), "{format} lets a control character through");
    }
    for format in ["html", "markdown"] {
        for wrong in ["<script", "<img", "</td></", "(http://evil"] {
            assert!(!face(&faces, format).contains(wrong), "{format} lets {wrong} through");
        }
    }
    let github = face(&faces, "github");
    assert!(
        github.lines().all(|line| ["::error ", "::warning ", "::notice "].iter().any(|start| line.starts_with(start)))
    );
    assert!(github.contains("file=Ünit & co%2C 100%25.yaml,line="), "{github}");
    let commands = |line: &&str| line.contains("##");
    for line in face(&faces, "azure").lines().filter(commands) {
        let rest = line.strip_prefix("##vso[task.logissue ").expect("an issue and nothing else");
        assert!(!rest.contains("##[") && !rest.contains("##vso["), "{line}");
    }
    let gitlab: Vec<serde_json::Value> = serde_json::from_str(face(&faces, "gitlab")).expect("JSON");
    let own: std::collections::BTreeSet<&str> =
        gitlab.iter().map(|finding| finding["fingerprint"].as_str().expect("a fingerprint")).collect();
    assert!(!own.is_empty() && own.len() == gitlab.len(), "each finding has a fingerprint of its own");
    let mut xml = quick_xml::Reader::from_str(face(&faces, "junit"));
    xml.config_mut().check_end_names = true;
    while !matches!(xml.read_event().expect("well-formed XML"), quick_xml::events::Event::Eof) {}
}

#[test]
fn machines_read_what_is_said() {
    let faces = every_face(&root().join("returns"), &["."]);
    let json: serde_json::Value = serde_json::from_str(face(&faces, "json")).expect("JSON");
    let sarif: serde_json::Value = serde_json::from_str(face(&faces, "sarif")).expect("JSON");
    let findings = json["findings"].as_array().expect("findings");
    let run = &sarif["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), findings.len());
    for (result, finding) in results.iter().zip(findings) {
        assert_eq!((&result["ruleId"], &result["level"]), (&finding["code"], &finding["severity"]));
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startColumn"], finding["column"]);
    }
    assert_eq!(run["invocations"][0]["executionSuccessful"], false, "a file was not read");
    assert_eq!(run["invocations"][0]["exitCode"], 4);
    let uri = |path: &str| {
        results.iter().any(|result| result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == path)
    };
    assert!(uri("%C3%9Cnit%20%26%20co%2C%20100%25.yaml"));
    let related =
        |code: &str| findings.iter().find(|finding| finding["code"] == code).expect(code)["related"][0].clone();
    assert_eq!(related("duplicate-id")["line"], 8);
    assert_eq!(related("unknown-process")["line"], 8);
    assert_eq!(json["complete"], false);
    assert_eq!(
        json["counts"]["error"].as_u64(),
        Some(findings.iter().filter(|finding| finding["severity"] == "error").count() as u64)
    );
}

#[test]
fn the_format_never_changes_the_exit_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &[u8]| {
        fs::create_dir_all(folder.path().join(name)).expect("a folder");
        fs::write(folder.path().join(name).join("return.yaml"), text).expect("a file");
    };
    let good = "dupaudit: 1\nperiod: 2025-26\norganisation: {id: A, name: Alder Council}\nroles:\n  - {id: pay, title: Payroll officer, cost: 52_000}\n";
    write("good", good.as_bytes());
    write("rejected", good.replace("title", "titel").as_bytes());
    write("unread", b"dupaudit: 1\nname: caf\xe9\n");
    write("foreign", b"colour: red\n");
    fs::create_dir(folder.path().join("empty")).expect("a folder");
    for (arguments, code) in [
        (&["good"][..], 0),
        (&["good", "--fail-on", "note"], 1),
        (&["rejected"], 4),
        (&["rejected", "--fail-on", "never"], 4),
        (&["rejected", "--allow-incomplete"], 1),
        (&["missing"], 2),
        (&["empty"], 3),
        (&["foreign"], 3),
        (&["good", "unread"], 4),
    ] {
        for (format, _) in FORMATS {
            let mut all = vec!["check"];
            all.extend(arguments);
            all.extend(["--format", format]);
            assert_eq!(dupaudit(folder.path(), &all, "").status.code(), Some(code), "{all:?}");
        }
    }
}

#[test]
fn standard_input_works_with_every_format() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "dupaudit: 1\nperiod: 2025-26\norganisation: {id: A, name: Alder Council}\nroles:\n  - {id: pay, title: Payroll officer, unit: hr, cost: 52_000}\n";
    for (format, _) in FORMATS {
        let output = dupaudit(folder.path(), &["check", "-", "--format", format], text);
        assert_eq!(output.status.code(), Some(4), "{format}");
        let written = stdout(output);
        let name = match format {
            "sarif" => "%3Cstdin%3E",
            "junit" | "html" | "markdown" => "stdin",
            _ => "<stdin>",
        };
        assert!(written.contains(name), "{format}:\n{written}");
        if ["text", "html"].contains(&format) {
            assert!(written.contains("title: Payroll officer, unit: "), "{format} shows no line:\n{written}");
        }
    }
}

#[test]
fn long_results_are_summed_up_and_say_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut text = String::new();
    for body in 0..120 {
        text += &format!("---\ndupaudit: 1\nperiod: 2025-26\norganisation: {{id: A{body}, name: Alder Council}}\n");
        for number in 0..100 {
            text += &format!("unknown_key_{number}: 1\n");
        }
    }
    fs::write(folder.path().join("return.yaml"), text).expect("a file");
    let faces = every_face(folder.path(), &["."]);
    let github = face(&faces, "github");
    assert!(github.lines().count() <= 10 && github.contains("12000 times; the first: "), "{github}");
    assert!(face(&faces, "text").contains("… and 11990 more of unknown-key"));
    assert!(face(&faces, "html").contains("And 11990 more of this kind"));
    let concise = face(&faces, "concise");
    assert_eq!(concise.lines().count(), 1_003);
    assert!(concise.contains("Counted but not listed: 11000 of unknown-key"), "{concise}");
    let json: serde_json::Value = serde_json::from_str(face(&faces, "json")).expect("JSON");
    assert_eq!((&json["counts"]["error"], &json["not_listed"]["unknown-key"]), (&12_000.into(), &11_000.into()));
    assert!(face(&faces, "sarif").contains("11000 more findings are counted and not listed here"));
    let markdown = face(&faces, "markdown");
    assert!(markdown.len() < 1 << 20, "{} bytes", markdown.len());
    assert!(markdown.contains("more findings are not shown"), "{}", markdown.len());
}

#[test]
fn colour_is_for_terminals_or_on_demand() {
    let folder = root().join("returns");
    let run = |arguments: &[&str]| stdout(dupaudit(&folder, &[&["check", "warned.yaml"], arguments].concat(), ""));
    assert!(!run(&[]).contains('\u{1b}') && !run(&["--color", "never"]).contains('\u{1b}'));
    assert!(run(&["--color", "always"]).contains("\u{1b}["));
    assert!(!run(&["--color", "always", "--format", "concise"]).contains('\u{1b}'));
}

#[test]
fn a_reader_who_leaves_early_changes_nothing() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(["check", "Ünit & co, 100%.yaml"])
        .current_dir(root().join("returns"))
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("its end").code(), Some(4));
}

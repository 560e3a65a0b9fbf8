//! Input that means harm, or met with an accident: each has a finding at its place and an exit code, none a panic.
//!
//! Files of `tests/hostile` say in their first line what is expected: `# expect: CODE@LINE:COLUMN …, exit N`, every error
//! in its order. What cannot say it itself (other encodings, other formats, what would be too large to keep) is made here.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// How a check ended: its errors as `CODE@LINE:COLUMN`, and the exit code.
fn check(folder: &Path, name: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dupaudit"));
    let output = command.args(["check", "--format", "json", name]).current_dir(folder).output().expect("it runs");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(!words.contains("panicked"), "{name}: {words}");
    summary(name, &output.stdout, output.status.code())
}

fn summary(name: &str, json: &[u8], code: Option<i32>) -> String {
    let result: Value = serde_json::from_slice(json).unwrap_or_else(|error| panic!("{name}: {error}"));
    let errors =
        result["findings"].as_array().expect("findings").iter().filter(|finding| finding["severity"] == "error");
    let mut words: Vec<String> = errors
        .map(|finding| match (finding["code"].as_str(), &finding["line"], &finding["column"]) {
            (Some(code), Value::Null, _) => code.to_owned(),
            (code, line, column) => format!("{}@{line}:{column}", code.expect("a code")),
        })
        .collect();
    if words.is_empty() {
        words.push("nothing".to_owned());
    }
    format!("{}, exit {}", words.join(" "), code.expect("it ended by itself"))
}

#[test]
fn every_file_ends_as_its_first_line_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let mut wrong = Vec::new();
    for entry in fs::read_dir(&folder).expect("the corpus") {
        let name = entry.expect("an entry").file_name().into_string().expect("a name");
        let bytes = fs::read(folder.join(&name)).expect("read");
        let first = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
        let expected = String::from_utf8_lossy(first).into_owned();
        let found = format!("# expect: {}", check(&folder, &name));
        if found != expected {
            wrong.push(format!("{name}\n  said  {expected}\n  found {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const HEAD: &str = "dupaudit: 1\nperiod: 2025-26\norganisation: {id: A, name: B}\n";

#[test]
fn bytes_that_cannot_say_it_themselves() {
    let role = |title: &str| format!("{HEAD}roles:\n  - {{id: a, title: {title}, cost: 1}}\n");
    let utf16 = |little: bool| -> Vec<u8> {
        let units = "\u{FEFF}".encode_utf16().chain(HEAD.encode_utf16().collect::<Vec<_>>());
        units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    };
    let json = |rest: &str| {
        format!("{{\"dupaudit\": 1, \"period\": 2025, \"organisation\": {{\"id\": \"A\", \"name\": \"B\"}}{rest}}}")
            .into_bytes()
    };
    let doubled = json(", \"roles\": [{\"id\": 1, \"id\": 2, \"title\": \"t\"}]");
    let aliases = vec!["*a"; 1000].join(", ");
    let bomb = format!("{HEAD}units:\n  - &a {{id: a, name: {}}}\nroles: [{aliases}]\n", "x".repeat(20_000));
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("mark.yaml", [b"\xEF\xBB\xBF", HEAD.as_bytes()].concat(), "empty-return@3:15, exit 1"),
        ("little.yaml", utf16(true), "not-utf8@1:1, exit 4"),
        ("big.yaml", utf16(false), "not-utf8@1:1, exit 4"),
        ("little-without-a-mark.yaml", utf16(true)[2..].to_vec(), "not-utf8@1:1, exit 4"),
        ("big-without-a-mark.yaml", utf16(false)[2..].to_vec(), "not-utf8@1:1, exit 4"),
        ("empty.yaml", Vec::new(), "not-a-return@1:1, exit 3"),
        ("comments.yaml", b"# dupaudit: 1\n\n---\n# nothing\n".to_vec(), "not-a-return@1:1, exit 3"),
        ("lines.ndjson", b"\n\n".to_vec(), "not-a-return@1:1, exit 3"),
        (
            "latin.yaml",
            role("Payroll caf\u{1}").replace('\u{1}', "\u{e9}").chars().map(|letter| letter as u8).collect(),
            "not-utf8@5:31, exit 4",
        ),
        ("brackets.yaml", "[".repeat(10_000).into_bytes(), "too-deep@1:65, exit 4"),
        ("brackets.json", "[".repeat(10_000).into_bytes(), "invalid-syntax@1:10000, exit 4"),
        ("braces.json", "{\"a\":".repeat(10_000).into_bytes(), "invalid-syntax@1:50000, exit 4"),
        ("doubled.json", doubled, "duplicate-key@1:95, exit 4"),
        ("surrogate.json", json(", \"currency\": \"\\ud800\""), "invalid-syntax@1:87, exit 4"),
        ("empty.json", Vec::new(), "not-a-return@1:1, exit 3"),
        ("zeros.json", vec![0; 100_000], "invalid-syntax@1:1, exit 4"),
        (
            "long-key.yaml",
            format!("{HEAD}{}: 1\n", "k".repeat(1 << 20)).into_bytes(),
            "invalid-syntax@4:1048577, exit 4",
        ),
        ("bomb.yaml", bomb.into_bytes(), "alias-expansion@6:8, exit 4"),
        ("long.yaml", role(&"x".repeat(70_000)).into_bytes(), "document-too-large@5:20, exit 4"),
        (
            "long.json",
            json(&format!(", \"roles\": [{{\"title\": \"{}\"}}]", "x".repeat(70_000))),
            "document-too-large@1:95, exit 4",
        ),
        (
            "many.yaml",
            format!("{HEAD}roles: [{}]\n", "1,".repeat(1_500_000)).into_bytes(),
            "document-too-large@4:2999981, exit 4",
        ),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let mut wrong = Vec::new();
    for (name, bytes, expected) in cases {
        fs::write(folder.path().join(name), bytes).expect("written");
        let found = check(folder.path(), name);
        if found != expected {
            wrong.push(format!("{name}\n  said  {expected}\n  found {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Not files at all, under the names of files.
#[cfg(unix)]
#[test]
fn what_only_looks_like_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::create_dir_all(path("folder.yaml")).expect("made");
    fs::write(path("folder.yaml/a.yaml"), HEAD).expect("written");
    std::os::unix::fs::symlink("..", path("folder.yaml/up")).expect("linked");
    std::os::unix::fs::symlink("nowhere.yaml", path("dangling.yaml")).expect("linked");
    assert!(Command::new("mkfifo").arg(path("pipe.yaml")).status().expect("mkfifo").success());
    let socket = std::os::unix::net::UnixListener::bind(path("socket.yaml")).expect("bound");
    assert_eq!(
        check(folder.path(), "."),
        "unreadable-file empty-return@3:15 unreadable-file unreadable-file unreadable-file, exit 4"
    );
    drop(socket);
}

/// A document of a gigabyte through standard input: no more of it is kept than a document may have.
#[cfg(target_os = "linux")]
#[test]
fn a_gigabyte_takes_little_memory() {
    const LINE: usize = 1 << 20;
    // Unoptimised, a part of it says the same.
    const LINES: usize = if cfg!(debug_assertions) { 48 } else { 1024 };
    for (start, filling) in [(HEAD, b'x'), (HEAD, b'\n'), ("dupaudit: 1\nx: [", b'[')] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dupaudit"));
        let command = command.args(["check", "--format", "json", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("it runs");
        let mut input = child.stdin.take().expect("a pipe");
        input.write_all(start.as_bytes()).expect("taken");
        let line = vec![filling; LINE];
        for _ in 0..LINES {
            input.write_all(&line).expect("taken");
        }
        // Everything but what the pipe still holds was read: what it took at most can be asked for now.
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).expect("it still runs");
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the most memory");
        let kilobytes: u64 = most.trim().trim_end_matches(" kB").parse().expect("a number");
        drop(input);
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(summary("-", &output.stdout, output.status.code()), "document-too-large@1:1, exit 4");
        assert!(kilobytes < 200_000, "{kilobytes} kB");
    }
}

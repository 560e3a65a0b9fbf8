//! Facts written by one run and read by another give the report of the returns, byte for byte.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

const FORMATS: [&str; 3] = ["parquet", "csv", "ndjson"];

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dupaudit"));
    command.args(arguments).arg("--quiet").current_dir(folder).output().expect("the binary runs")
}

/// What a run writes to standard output, if it ends as expected.
fn said(folder: &Path, code: i32, arguments: &[&str]) -> Vec<u8> {
    let output = run(folder, arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {errors}");
    output.stdout
}

fn fed(folder: &Path, input: &[u8], arguments: &[&str]) -> Vec<u8> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    child.stdin.take().expect("a pipe").write_all(input).expect("it reads");
    child.wait_with_output().expect("it ends").stdout
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("read");
        let place = to.join(entry.path().strip_prefix(from).expect("below"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(place).expect("a folder");
        } else {
            fs::copy(entry.path(), place).expect("copied");
        }
    }
}

/// The county, in two halves, with a return that is rejected and one that is none.
fn county() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let county = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/county");
    copy(&county.join("districts"), &folder.path().join("all/districts"));
    for file in ["county-council.yaml", "housing-association.yaml"] {
        fs::create_dir_all(folder.path().join("all/county")).expect("a folder");
        fs::copy(county.join(file), folder.path().join("all/county").join(file)).expect("copied");
    }
    folder
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}

#[test]
fn every_format_gives_the_report_of_the_returns() {
    let folder = county();
    let folder = folder.path();
    fs::write(folder.join("all/broken.yaml"), "dupaudit: 1\norganisation: {id: X}\n").expect("written");
    fs::write(folder.join("all/other.yaml"), "what: else\n").expect("written");
    for more in [&["--fail-on", "never"][..], &["--fail-on", "never", "--redact", "--redact-salt", "pepper"]] {
        let with = |arguments: &[&'static str]| [arguments, more].concat();
        let plain = said(folder, 4, &with(&["audit", "all", "--format", "json"]));
        for format in FORMATS {
            said(folder, 4, &[&["facts", "all", "-o", "facts", "--as", format], more].concat());
            let back = said(folder, 4, &["audit", "--facts", "facts", "--format", "json", "--fail-on", "never"]);
            assert!(back == plain, "{format}");
            assert!(!folder.join("facts/costs.csv").exists() || format == "csv", "what an earlier run wrote is gone");
        }
        // Two folders are one, and so are a folder and returns.
        said(folder, 0, &[&["facts", "all/districts", "-o", "one", "--as", "csv"], &more[2..]].concat());
        for name in ["all/county", "all/broken.yaml", "all/other.yaml"] {
            let path = name.replace('/', "-");
            let mut arguments = vec!["facts", name, "-o", &path, "--allow-incomplete", "--fail-on", "never"];
            arguments.extend(&more[2..]);
            run(folder, &arguments);
        }
        let parts = ["one", "all-county", "all-broken.yaml", "all-other.yaml"].map(|part| ["--facts", part]).concat();
        let both = said(folder, 4, &[&["audit", "--format", "json", "--fail-on", "never"], &parts[..]].concat());
        assert!(both == plain, "in parts");
        if more.len() == 2 {
            let mixed =
                ["audit", "all/county", "all/broken.yaml", "all/other.yaml", "--facts", "one", "--format", "json"];
            assert!(said(folder, 4, &[&mixed[..], more].concat()) == plain, "beside returns");
            let stream = said(folder, 4, &["facts", "all", "--fail-on", "never"]);
            fs::write(folder.join("stream"), &stream).expect("written");
            let back = said(folder, 4, &["audit", "--facts", "stream", "--format", "json", "--fail-on", "never"]);
            assert!(back == plain, "stream");
        }
    }
}

#[test]
fn every_command_reads_facts() {
    let folder = county();
    let folder = folder.path();
    said(folder, 0, &["facts", "all", "-o", "facts"]);
    for command in [
        &["partners", "--format", "json"][..],
        &["graph", "--format", "json"],
        &["check", "--format", "json"],
        &["map", "--format", "json"],
        &["audit", "--format", "csv", "--table", "items"],
        &["audit", "--full"],
    ] {
        let plain = said(folder, 0, &[command, &["all"]].concat());
        assert!(said(folder, 0, &[command, &["--facts", "facts"]].concat()) == plain, "{command:?}");
    }
}

#[test]
fn standard_input_is_yaml_or_lines_of_json() {
    let folder = county();
    let folder = folder.path();
    let files = walkdir::WalkDir::new(folder.join("all")).sort_by_file_name();
    let files: Vec<PathBuf> =
        files.into_iter().map(|file| file.expect("read").into_path()).filter(|file| file.is_file()).collect();
    let texts: Vec<String> = files.iter().map(|file| fs::read_to_string(file).expect("text")).collect();
    let yaml: String = texts.iter().map(|text| format!("---\n{text}\n")).collect();
    let line = |document: serde_yaml::Deserializer<'_>| Value::deserialize(document).expect("YAML").to_string() + "\n";
    let lines: String = texts.iter().flat_map(|text| serde_yaml::Deserializer::from_str(text).map(line)).collect();
    let plain = json(&said(folder, 0, &["audit", "all", "--format", "json"]));
    for input in [yaml, lines] {
        let stream = fed(folder, input.as_bytes(), &["facts", "-"]);
        assert_eq!(String::from_utf8_lossy(&stream).lines().count(), 7);
        // Lines of several runs, in any order.
        let mut shuffled: Vec<&str> = std::str::from_utf8(&stream).expect("text").lines().collect();
        shuffled.reverse();
        fs::write(folder.join("stream"), shuffled.join("\n")).expect("written");
        let back = json(&said(folder, 0, &["audit", "--facts", "stream", "--format", "json"]));
        for key in ["organisations", "functions", "attribution", "totals", "savings", "partners", "products"] {
            assert_eq!(back[key], plain[key], "{key}");
        }
        let checked = json(&fed(folder, input.as_bytes(), &["check", "-", "--format", "json"]));
        assert_eq!(checked["coverage"]["returns"], 6);
        // A line that is missing is missed.
        fs::write(folder.join("stream"), shuffled[..shuffled.len() - 1].join("\n")).expect("written");
        said(folder, 4, &["audit", "--facts", "stream", "--format", "json"]);
    }
}

#[test]
fn the_same_organisation_in_two_folders_is_the_same_finding() {
    let folder = county();
    let folder = folder.path();
    copy(&folder.join("all/county"), &folder.join("all/again"));
    for part in ["county", "again", "districts"] {
        said(folder, 0, &["facts", &format!("all/{part}"), "-o", part]);
    }
    let parts = ["county", "again", "districts"].map(|part| ["--facts", part]).concat();
    let plain = json(&said(folder, 4, &["audit", "all", "--format", "json"]));
    let back = json(&said(folder, 4, &[&["audit", "--format", "json"], &parts[..]].concat()));
    let doubles = |report: &Value| {
        let findings = report["findings"].as_array().expect("findings").iter();
        let doubles = findings.filter(|finding| finding["code"] == "duplicate-organisation");
        doubles.map(|finding| [finding["organisation"].clone(), finding["path"].clone()]).collect::<Vec<_>>()
    };
    assert_eq!(doubles(&plain).len(), 4);
    assert_eq!(doubles(&plain), doubles(&back));
    assert_eq!(plain["totals"], back["totals"]);
    // A third one, of facts that were made without the other two.
    said(folder, 4, &["facts", "all/county", "all/again", "-o", "twice"]);
    let third = json(&said(folder, 4, &["audit", "--facts", "twice", "--facts", "county", "--format", "json"]));
    assert!(third["organisations"].as_array().expect("a list").is_empty());
}

/// Who is no part of the report is called by the name that the facts have.
#[test]
fn peers_have_names() {
    let folder = county();
    let folder = folder.path();
    said(folder, 0, &["facts", "all", "-o", "peers", "--redact"]);
    let audit = ["audit", "all/districts/dunnockford.yaml", "--peers", "peers"];
    let text = String::from_utf8(said(folder, 0, &audit)).expect("text");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let pointer =
        "Who to talk to first Dunnockford District Council and Ostlebury District Council each spend at least";
    assert!(text.contains(pointer), "{text}");
    let report = json(&said(folder, 0, &[audit.as_slice(), &["--format", "json"]].concat()));
    assert_eq!(report["peers"]["names"]["X07000001"], "Ostlebury District Council");
    assert!(report["peers"]["names"].get("X07000003").is_none());
    // They have no row among the organisations, and a database takes them all the same.
    said(folder, 0, &[audit.as_slice(), &["-o", "report.sqlite", "-o", "tables/"]].concat());
    let table = fs::read_to_string(folder.join("tables/partners.csv")).expect("a table");
    assert!(table.contains("Ostlebury District Council"), "{table}");
}

#[test]
fn an_audit_beside_peers_reports_its_own_part() {
    let folder = county();
    let folder = folder.path();
    said(folder, 0, &["facts", "all", "-o", "peers", "--redact", "--redact-below", "0"]);
    let whole = json(&said(folder, 0, &["audit", "all", "--format", "json"]));
    let alone = json(&said(folder, 0, &["audit", "all/county/county-council.yaml", "--format", "json"]));
    let beside = ["audit", "all/county/county-council.yaml", "--peers", "peers", "--format", "json"];
    let beside = json(&said(folder, 0, &beside));
    let body = |report: &Value| {
        let id = &alone["organisations"][0]["id"];
        report["organisations"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|body| body["id"] == *id)
            .expect("the county")
            .clone()
    };
    assert_eq!(beside["organisations"].as_array().map(Vec::len), Some(1));
    assert_eq!(beside["peers"]["organisations"], 5);
    assert!(alone.get("peers").is_none());
    // As much of it is duplicated as in the audit of all.
    let pence =
        |value: &Value| value.to_string().parse::<f64>().map(|pounds| (pounds * 100.0).round()).expect("an amount");
    for key in ["total", "in_scope", "duplicated", "within", "between", "below_floor"] {
        let difference = (pence(&body(&beside)[key]) - pence(&body(&whole)[key])).abs();
        assert!(difference <= 5.0, "{key}: {} of {}", body(&beside)[key], body(&whole)[key]);
    }
    assert!(pence(&body(&beside)["between"]) > 0.0 && pence(&body(&alone)["between"]) == 0.0);
    // Sums are those of the one row.
    for key in ["within", "between", "in_scope"] {
        assert_eq!(beside["totals"][key], body(&beside)[key], "{key}");
    }
    assert_eq!(beside["totals"]["duplicated"]["excess"], body(&beside)["duplicated"]);
    assert_eq!(beside["totals"]["cost"], body(&beside)["total"]);
    let sum = |key: &str| -> f64 {
        beside["functions"].as_array().expect("a list").iter().map(|row| pence(&row["duplicated"][key])).sum()
    };
    for key in ["all", "excess", "hhi"] {
        assert!((sum(key) - pence(&beside["totals"]["duplicated"][key])).abs() < 0.5, "{key}");
    }
    let rows = beside["attribution"].as_array().expect("a list");
    assert!(rows.iter().all(|row| row["organisation"] == body(&beside)["id"]));
    assert!(pence(&beside["totals"]["p90"]) <= pence(&beside["totals"]["in_scope"]));
    let own = |row: &&Value| row["organisation"] == body(&beside)["id"];
    let benchmarks = |report: &Value| {
        report["benchmarks"].as_array().expect("a list").iter().filter(own).cloned().collect::<Vec<_>>()
    };
    assert_eq!(benchmarks(&beside), benchmarks(&whole));
    assert_eq!(beside["benchmarks"].as_array().map(Vec::len), Some(benchmarks(&beside).len()));
}

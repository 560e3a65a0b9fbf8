//! The same input in any order of files and with any number of threads gives the same bytes.

use std::fs;
use std::path::Path;
use std::process::Command;

fn audit(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(["audit", ".", "--format", "json", "--quiet"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// A report without what follows the names and the number of files.
fn without_places(report: &[u8]) -> serde_json::Value {
    let mut report: serde_json::Value = serde_json::from_slice(report).expect("JSON");
    report["coverage"]["files_found"].take();
    report["coverage"]["files_read"].take();
    let findings = report["findings"].as_array_mut().expect("findings");
    for finding in &mut *findings {
        finding["path"] = serde_json::Value::Null;
        finding["line"] = serde_json::Value::Null;
        finding["end_line"] = serde_json::Value::Null;
    }
    findings.sort_by_key(ToString::to_string);
    for exception in report["exceptions"].as_array_mut().expect("exceptions") {
        exception["path"] = serde_json::Value::Null;
        exception["line"] = serde_json::Value::Null;
    }
    report
}

#[test]
fn threads_and_order_change_nothing() {
    let county = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/county");
    let once = audit(&county, &["--jobs", "1"]);
    assert!(once == audit(&county, &["--jobs", "2"]), "the report depends on the number of threads");

    // The same documents under other names, in the opposite order, two to a file.
    let folder = tempfile::tempdir().expect("a folder");
    let mut documents = Vec::new();
    for name in
        ["county-council.yaml", "housing-association.yaml", "districts/dunnockford.yaml", "districts/hawsmouth.yaml"]
    {
        documents.push(fs::read_to_string(county.join(name)).expect("a return"));
    }
    documents.push(fs::read_to_string(county.join("districts/ostlebury-and-calderhythe.yaml")).expect("two returns"));
    documents.reverse();
    for (number, pair) in documents.chunks(2).enumerate() {
        fs::write(folder.path().join(format!("{number}.yaml")), pair.join("\n---\n")).expect("written");
    }
    let (here, there) = (without_places(&once), without_places(&audit(folder.path(), &["--jobs", "2"])));
    for (key, value) in here.as_object().expect("an object") {
        assert!(*value == there[key], "`{key}` depends on the order of files");
    }
}

//! Every command that reads returns, in every format that it offers: found in its help, so that a new one is covered by itself.

use std::path::Path;
use std::process::Command;

/// What a command wrote in a format.
pub(crate) struct Written {
    pub(crate) command: String,
    pub(crate) format: String,
    /// The name of a file, or nothing for standard output and standard error.
    pub(crate) file: String,
    pub(crate) bytes: Vec<u8>,
}

impl Written {
    /// The text, where the format is one.
    pub(crate) fn text(&self) -> Option<String> {
        let binary = ["xlsx", "sqlite", "parquet"].contains(&self.format.as_str());
        (!binary).then(|| String::from_utf8(self.bytes.clone()).expect("UTF-8"))
    }

    pub(crate) fn name(&self) -> String {
        format!("{} --format {} {}", self.command, self.format, self.file)
    }
}

/// Runs everything on the returns of a folder. `target` is what `explain` is asked about.
pub(crate) fn every_output(returns: &Path, target: &str, more: &[&str]) -> Vec<Written> {
    let mut written = Vec::new();
    for command in commands() {
        let formats = formats(&command);
        assert!(!formats.is_empty(), "`{command}` offers no format");
        for format in formats.iter().map(String::as_str).chain([FOLDER]) {
            let folder = tempfile::tempdir().expect("a folder");
            let out = folder.path().join("out");
            let out =
                if format == FOLDER { format!("{}/", out.display()) } else { format!("{format}={}", out.display()) };
            let mut run = Command::new(env!("CARGO_BIN_EXE_dupaudit"));
            run.arg(&command);
            if command == "explain" {
                run.arg(target);
            }
            // Facts are a folder in every format.
            let out = if command == "facts" { format!("{}/", folder.path().display()) } else { out };
            if command == "facts" && format != FOLDER {
                run.args(["--as", format]);
            }
            if command == "options" {
                run.arg("--options").arg(options(returns, folder.path()));
            }
            run.arg(".").args(more).args(["--quiet", "--fail-on", "never", "--allow-incomplete", "-o", &out]);
            let output = run.current_dir(returns).output().expect("the binary runs");
            if format == FOLDER && output.status.code() == Some(2) {
                continue;
            }
            let said = [output.stdout, output.stderr].concat();
            assert_eq!(output.status.code(), Some(0), "{command} {format}: {}", String::from_utf8_lossy(&said));
            let one = |format: &str, file: &str, bytes| Written {
                command: command.clone(),
                format: format.to_owned(),
                file: file.to_owned(),
                bytes,
            };
            written.push(one("text", "", said));
            let files = walkdir::WalkDir::new(folder.path()).sort_by_file_name().into_iter();
            let mut files: Vec<_> = files.map(|entry| entry.expect("read")).collect();
            files.retain(|entry| entry.file_type().is_file());
            assert!(!files.is_empty(), "{command} wrote no {format}");
            for entry in files {
                let ending = entry.path().extension().map(|ending| ending.to_string_lossy().into_owned());
                let format = ending.as_deref().unwrap_or(format);
                written.push(one(
                    format,
                    &entry.file_name().to_string_lossy(),
                    std::fs::read(entry.path()).expect("read"),
                ));
            }
        }
    }
    written
}

/// An option that makes one body of all, with names that mean harm.
fn options(returns: &Path, folder: &Path) -> std::path::PathBuf {
    let audit = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(["audit", ".", "--quiet", "--allow-incomplete", "--fail-on", "never", "--format", "json"])
        .current_dir(returns)
        .output()
        .expect("the binary runs");
    let report: serde_json::Value = serde_json::from_slice(&audit.stdout).expect("JSON");
    let ids = report["organisations"].as_array().expect("organisations").iter().map(|row| row["id"].clone());
    let name = "<script>alert(1)</script> =cmd|'/C calc'!A0 \u{1b}[31m\u{202e} \"><img src=x onerror=alert(1)>\n::error file=pwned";
    let one = serde_json::json!({
        "id": "one", "name": name, "about": name, "vesting": "2028-04-01",
        "successors": [{"id": name, "name": name, "members": ids.collect::<Vec<_>>()}],
    });
    let all = serde_json::json!({"dupaudit": "options/1", "name": name, "options": [one]});
    let path = folder
        .parent()
        .expect("a folder above")
        .join(format!("{}.yaml", folder.file_name().expect("a name").display()));
    std::fs::write(&path, all.to_string()).expect("written");
    path
}

/// Runs a command that takes no folder of returns in every format that it offers, from a folder.
pub(crate) fn every_format(folder: &Path, command: &[&str]) -> Vec<Written> {
    let mut written = Vec::new();
    for format in formats(command[0]) {
        let out = tempfile::tempdir().expect("a folder");
        let path = out.path().join("out");
        let mut run = Command::new(env!("CARGO_BIN_EXE_dupaudit"));
        run.args(command).arg("-o").arg(format!("{format}={}", path.display()));
        let output = run.current_dir(folder).output().expect("the binary runs");
        let said = [output.stdout, output.stderr].concat();
        assert!(path.exists(), "{command:?} {format}: {}", String::from_utf8_lossy(&said));
        let one = |format: &str, file: &str, bytes| Written {
            command: command.join(" "),
            format: format.to_owned(),
            file: file.to_owned(),
            bytes,
        };
        written.push(one("text", "", said));
        written.push(one(&format, "out", std::fs::read(&path).expect("read")));
    }
    written
}

/// One file a table, where a command writes that.
const FOLDER: &str = "folder";

/// People who look for the report ask for it by that name.
#[test]
fn a_report_is_an_audit() {
    let run = |command: &str| {
        let mut run = Command::new(env!("CARGO_BIN_EXE_dupaudit"));
        run.args([command, "tests/sample/returns", "--quiet", "--format", "json"]).output().expect("the binary runs")
    };
    let (audit, report) = (run("audit"), run("report"));
    assert!(!audit.stdout.is_empty() && audit.stdout == report.stdout && audit.status == report.status);
    assert!(!help(&[]).lines().any(|line| line.trim_start().starts_with("report")), "the help has one name for it");
}

/// Commands that take returns.
pub(crate) fn commands() -> Vec<String> {
    let help = help(&[]);
    let listed = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    let names = listed.take_while(|line| !line.is_empty()).filter_map(|line| line.split_whitespace().next());
    let names = names
        .filter(|name| help_of(name).contains("--format <"))
        .filter(|name| help_of(name).lines().any(|line| line.starts_with("Usage:") && line.contains("[PATHS]...")));
    let names: Vec<String> = names.map(str::to_owned).collect();
    for known in ["audit", "check", "map", "graph", "explain"] {
        assert!(names.iter().any(|name| name == known), "{known} is not among {names:?}");
    }
    names
}

/// The formats that a command offers.
pub(crate) fn formats(command: &str) -> Vec<String> {
    // Lines may be broken anywhere.
    let help = help_of(command).split_whitespace().collect::<Vec<_>>().join(" ");
    let offered = help.split_once("--format <").or(help.split_once("--as <"));
    let after = offered.map_or("", |(_, after)| after);
    let values = after.split_once("[possible values: ").map_or("", |(_, values)| values);
    let (values, _) = values.split_once(']').expect("a list of formats");
    values.split(',').map(|value| value.trim().to_owned()).collect()
}

fn help_of(command: &str) -> String {
    help(&[command])
}

fn help(command: &[&str]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_dupaudit")).args(command).arg("-h").output().expect("the binary runs");
    String::from_utf8(run.stdout).expect("UTF-8")
}

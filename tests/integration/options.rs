//! Every option that commands share has an effect on each command that takes it, or is refused. The list is clap's own.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use clap::CommandFactory;
use dupaudit::cli::Cli;

const BODIES: &str = "\
dupaudit: 1
period: 2025-26
organisation: {id: A, name: Ashby, type: district, total: 900000}
units: [{id: fin, name: Finance}]
roles:
  - {id: pay, title: Payroll officers, unit: fin, fte: 8, cost: 300000, function: hr.payroll}
  - {id: head, title: Head of payroll, fte: 1, cost: 70000, function: hr.payroll}
  - {id: vague, title: Officers, fte: 2, cost: 60000}
---
dupaudit: 1
period: 2025-26
organisation: {id: B, name: Bexley, type: district, total: 800000}
roles:
  - {id: pay, title: Payroll officers, fte: 6, cost: 250000, function: hr.payroll}
";

const OTHER: &str = "\
dupaudit: 1
period: PERIOD
currency: CURRENCY
organisation: {id: C, name: Corby, type: district, total: 700000}
roles:
  - {id: pay, title: Payroll officers, fte: 6, cost: 240000, function: hr.payroll}
";

const COUNTY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/county");

/// An option, what is read, what else is said, and the option as it is given.
type Case = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

/// Of each shared option: what is read, what else is said, and the option.
const CASES: [Case; 22] = [
    ("facts", &["ab"], &[], &["--facts", "facts"]),
    ("taxonomy", &["ab"], &[], &["--taxonomy", "lgfl"]),
    ("decisions", &["ab"], &[], &["--decisions", "decisions.yaml"]),
    ("config", &["ab"], &[], &["--config", "settings.yaml"]),
    ("follow-links", &["linked"], &[], &["--follow-links"]),
    ("isolated", &["ab"], &["--format", "json"], &["--isolated"]),
    ("fail-on", &["ab"], &[], &["--fail-on", "note"]),
    ("allow-incomplete", &["ab", "broken.yaml"], &[], &["--allow-incomplete"]),
    ("redact", &["ab"], &[], &["--redact"]),
    ("redact-below", &["ab"], &["--redact", "--redact-salt", "x"], &["--redact-below", "9"]),
    ("redact-salt", &["ab"], &["--redact"], &["--redact-salt", "x"]),
    ("format", &["ab"], &[], &["--format", "json"]),
    ("bom", &["ab"], &["--format", "csv"], &["--bom"]),
    ("table", &["ab"], &["--format", "csv"], &["--table", "dictionary"]),
    ("output", &["ab"], &[], &["--output", "out.json"]),
    ("width", &[COUNTY], &[], &["--width", "50"]),
    ("color", &["ab"], &[], &["--color", "always"]),
    ("basis", &[COUNTY], &["--format", "json"], &["--basis", "all"]),
    ("provider-floor", &[COUNTY], &["--format", "json"], &["--provider-floor", "400000"]),
    ("currency", &["ab", "euros.yaml"], &[], &["--currency", "GBP"]),
    ("period", &["ab/a.yaml", "earlier.yaml"], &[], &["--period", "2024-25"]),
    ("strict", &["ab"], &[], &["--strict"]),
];

/// What makes no difference, by design: results are the same for every number of threads, only a check is coloured, and
/// redaction shows in an explanation only where it names a small post.
fn makes_no_difference(command: &str, option: &str) -> bool {
    match option {
        "jobs" | "quiet" | "help" => true,
        "color" => command != "check",
        "redact-below" => command == "explain",
        _ => false,
    }
}

/// What stands before the paths: what is explained, or the earlier round.
fn target(command: &str, paths: &[&str]) -> &'static [&'static str] {
    match command {
        "explain" => &["hr.payroll"],
        "compare" if paths == [COUNTY] => &[COUNTY],
        "compare" => &["old"],
        _ => &[],
    }
}

/// The exit code, what was printed, and whether a file was written.
type Ended = (Option<i32>, Vec<u8>, Vec<u8>, bool);

fn run(folder: &Path, command: &str, arguments: &[&[&str]]) -> Ended {
    let written = folder.join("out.json");
    let output = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .arg(command)
        .args(target(command, arguments[0]))
        .args(arguments.concat())
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("a run");
    (output.status.code(), output.stdout, output.stderr, std::fs::remove_file(written).is_ok())
}

fn fixture() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    let other = |period: &str, currency: &str| OTHER.replace("PERIOD", period).replace("CURRENCY", currency);
    write("ab/a.yaml", BODIES);
    write("old/a.yaml", &BODIES.replace("300000", "310000"));
    write("third/c.yaml", &other("2025-26", "GBP"));
    write("earlier.yaml", &other("2024-25", "GBP"));
    write("euros.yaml", &other("2025-26", "EUR"));
    write("linked/a.yaml", BODIES);
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("third/c.yaml"), folder.path().join("linked/c.yaml"))
        .expect("a link");
    write("dupaudit.yaml", "dupaudit: settings/1\nrules: {missing-volume: warning}\n");
    write("broken.yaml", "dupaudit: 1\norganisation: {id: [");
    write("settings.yaml", "dupaudit: settings/1\ntaxonomy: lgfl\n");
    let decision = "- {kind: role, text: Officers, function: hr.payroll, by: S 151, on: 2026-01-01, why: known}";
    write("decisions.yaml", &format!("dupaudit: decisions/1\ndecisions:\n{decision}\n"));
    run(folder.path(), "facts", &[&["third", "-o", "facts"]]);
    folder
}

#[test]
fn every_shared_option_of_every_command_has_an_effect_or_is_refused() {
    let folder = fixture();
    let cases: BTreeMap<&str, _> =
        CASES.iter().map(|(option, paths, base, with)| (*option, (paths, base, with))).collect();
    let commands = Cli::command();
    let mut of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for command in commands.get_subcommands() {
        // Those that read returns share what they are read with.
        if command.get_arguments().any(|argument| argument.get_long() == Some("fail-on")) {
            for option in command.get_arguments().filter_map(clap::Arg::get_long) {
                of.entry(option).or_default().push(command.get_name());
            }
        }
    }
    let (mut seen, mut wrong) = (0, Vec::new());
    for (option, commands) in of.iter().filter(|(_, commands)| commands.len() > 3) {
        for command in commands.iter().filter(|command| !makes_no_difference(command, option)) {
            let Some((paths, base, with)) = cases.get(option) else {
                wrong.push(format!("`{command} --{option}`: say how it is tested"));
                continue;
            };
            let (without, with) =
                (run(folder.path(), command, &[paths, base]), run(folder.path(), command, &[paths, base, with]));
            seen += 1;
            if without == with && with.0 != Some(2) {
                wrong.push(format!("`{command} --{option}` makes no difference"));
            }
        }
    }
    assert!(seen > 100, "{seen} were tried");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn findings_fail_every_command_that_is_told_to() {
    let folder = fixture();
    for command in ["audit", "check", "map", "graph", "partners", "explain", "facts"] {
        let code = |level: &str| run(folder.path(), command, &[&["ab", "--fail-on", level]]).0;
        assert_eq!((code("note"), code("never")), (Some(1), Some(0)), "{command}");
    }
}

#[test]
fn what_is_said_of_returns_is_refused_where_none_are_read() {
    let folder = fixture();
    for target in [["parameter", "target"].as_slice(), &["no-table"]] {
        for option in [["--fail-on", "note"].as_slice(), &["--allow-incomplete"], &["--redact"], &["--facts", "facts"]]
        {
            let output = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
                .arg("explain")
                .args([target, option].concat())
                .current_dir(folder.path())
                .output()
                .expect("a run");
            assert_eq!(output.status.code(), Some(2), "{target:?} {option:?}");
        }
    }
}

/// A rule raised to an error stands where errors stand.
#[test]
fn raised_findings_stand_among_their_like() {
    let folder = fixture();
    let settings = folder.path().join("dupaudit.yaml");
    std::fs::write(settings, "dupaudit: settings/1\nrules: {missing-volume: error}\n").expect("settings");
    let printed = |command: &str, format: &[&str]| {
        let arguments: [&[&str]; 3] = [&["ab"], &["--strict"], format];
        String::from_utf8(run(folder.path(), command, &arguments).1).expect("text")
    };
    let ranks = |text: &str, words: [&str; 3]| -> Vec<usize> {
        text.lines().filter_map(|line| words.iter().position(|word| line.contains(word))).collect()
    };
    let texts = [
        (printed("check", &["--format", "concise"]), ["error[", "warning[", "note["]),
        (printed("audit", &["--format", "csv", "--table", "findings"]), ["error,", "warning,", "note,"]),
        (
            printed("audit", &["--format", "json"]),
            ["\"severity\": \"error\"", "\"severity\": \"warning\"", "\"severity\": \"note\""],
        ),
        (printed("check", &["--format", "html"]), ["Errors: fix these", "Warnings: check these", "Notes"]),
    ];
    for (text, words) in texts {
        let ranks = ranks(&text, words);
        assert!(ranks.len() > 2 && ranks.contains(&0), "{text}");
        assert!(ranks.is_sorted(), "{ranks:?}: {text}");
    }
}

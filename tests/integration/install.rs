//! What the repository says about installing and about itself.

use std::fs;
use std::path::Path;
use std::process::Command;

use clap::ValueEnum;
use dupaudit::output::ResultSchema;

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect(name)
}

fn run(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_dupaudit")).args(arguments).output().expect("a run");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn the_address_of_the_repository_is_one_placeholder() {
    let readme = read("README.md");
    assert!(readme.contains("`OWNER` stands for"), "README says what OWNER is");
    for (at, _) in readme.match_indices("OWNER") {
        let rest = &readme[at..];
        assert!(rest.starts_with("OWNER/dupaudit") || rest.starts_with("OWNER` stands for"), "{}", &rest[..30]);
    }
    for name in
        ["action.yml", ".gitlab/check.yml", ".pre-commit-hooks.yaml", "Cargo.toml", "pyproject.toml", "Containerfile"]
    {
        assert!(!read(name).contains("OWNER"), "{name} needs no address");
    }
    assert!(read("action.yml").contains("github.action_repository"), "the action knows where it comes from");
}

#[test]
fn every_command_has_a_manual_page_and_every_shell_completes_it() {
    let folder = tempfile::tempdir().expect("a folder");
    run(&["man", "-o", folder.path().to_str().expect("a path")]);
    let help = run(&["--help"]);
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        // What does not fit on a line goes on further in.
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.len() > 12, "{commands:?}");
    for command in &commands {
        let page = fs::read_to_string(folder.path().join(format!("dupaudit-{command}.1"))).expect(command);
        assert!(page.contains(".SH SYNOPSIS"), "{command}");
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(&["completions", shell]);
        assert!(commands.iter().all(|command| script.contains(command)), "{shell}");
    }
}

#[test]
fn every_result_has_a_schema_by_its_own_name() {
    for result in ResultSchema::value_variants() {
        let value = result.to_possible_value().expect("a name");
        let schema: serde_json::Value = serde_json::from_str(&run(&["schema", value.get_name()])).expect("JSON");
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    }
}

#[test]
fn no_command_minds_being_told_to_be_quiet() {
    for arguments in [
        &["rules"][..],
        &["schema", "return"],
        &["savings", "--cases"],
        &["taxonomy", "list"],
        &["completions", "bash"],
    ] {
        run(&[arguments, &["--quiet"]].concat());
    }
}

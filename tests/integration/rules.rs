//! The rules: their page is the one that the binary writes, and every one of them finds what it says.

use std::fs;
use std::path::Path;

use dupaudit::finding::{Code, rules};
use dupaudit::output::write_rules_page;

/// `dupaudit rules --format markdown > docs/rules.md` renews it.
#[test]
fn the_page_of_the_rules_is_up_to_date() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let mut made = Vec::new();
    write_rules_page(&mut made, &rules()).expect("memory takes it");
    let (made, page) = (String::from_utf8(made).expect("text"), fs::read_to_string(page).expect("docs/rules.md"));
    for (number, (made, page)) in made.lines().zip(page.lines()).enumerate() {
        assert_eq!(made, page, "line {} of docs/rules.md", number + 1);
    }
    assert_eq!(made.len(), page.len());
    assert_eq!(rules().len(), Code::ALL.len());
}

/// A check of a body without total, function and volume.
fn strictly(settings: &str) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("dupaudit.yaml"), format!("dupaudit: settings/1\n{settings}")).expect("settings");
    let text = "dupaudit: 1\nperiod: 2025-26\norganisation: {id: A, name: B, type: c}\naccounting: {on_costs: included}\n\
                roles:\n  - {id: r, title: Payroll officers, fte: 8, cost: 300000}\n";
    std::fs::write(folder.path().join("a.yaml"), text).expect("a return");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(["check", ".", "--strict", "--format", "concise"])
        .current_dir(folder.path())
        .output()
        .expect("a run");
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn settings_decide_what_strict_demands() {
    let demanded = ["no-control-total", "undeclared-function", "missing-volume"];
    let (code, said) = strictly("");
    assert_eq!(code, Some(1));
    assert!(demanded.iter().all(|rule| said.contains(&format!("error[{rule}]"))), "{said}");
    let (code, said) = strictly("rules: {no-control-total: off, undeclared-function: warning, missing-volume: note}\n");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("warning[undeclared-function]") && said.contains("note[missing-volume]"), "{said}");
    assert!(!said.contains("[no-control-total]") && said.contains("Turned off: 1 of no-control-total"), "{said}");
}

//! A redacted result does not hold what it withholds, in any format, and its totals stay right.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use calamine::{Reader, Xlsx};
use serde_json::Value;

use super::every_output::every_output;

/// Stand in nothing that is redacted.
const SECRETS: [&str; 12] = [
    "Solicitor Sentinel",
    "solicitor-id",
    "187654",
    "187,654",
    "tiny-team",
    "Tiny Team",
    "note-sentinel",
    "describe-sentinel",
    "sentinel-folder",
    "93111",
    "Deputy Sentinel",
    "deputy-id",
];

fn body(id: &str) -> String {
    format!(
        "dupaudit: 1\nperiod: 2025-26\norganisation: {{id: {id}, name: Body {id}, type: district-council, total: 2_000_000}}\n\
         units: [{{id: tiny-team, name: Tiny Team}}, {{id: b, name: B}}]\n\
         roles:\n\
         - {{id: solicitor-id, title: Solicitor Sentinel, unit: tiny-team, function: legal.advice, fte: 1, cost: 187_654.32}}\n\
         - {{id: deputy-id, title: Deputy Sentinel payroll, description: describe-sentinel, unit: tiny-team, fte: 0.8, cost: 93_111}}\n\
         - {{id: clerk, title: Payroll officer, unit: b, function: hr.payroll, fte: 3.4, cost: 101_000}}\n\
         - {{id: finance, title: Finance officer, unit: b, function: finance.accounts-payable, fte: 22, cost: 600_000}}\n\
         exceptions:\n\
         - {{unit: tiny-team, reason: other, note: note-sentinel, until: 2020-01-01}}\n"
    )
}

fn returns(folder: &Path) {
    let inner = folder.join("sentinel-folder");
    std::fs::create_dir(&inner).expect("a folder");
    for id in ["A", "B"] {
        std::fs::write(inner.join(format!("{id}.yaml")), body(id)).expect("written");
    }
    // A rejected return quotes what is wrong with it.
    let broken = body("C")
        .replace("unit: b, function: finance.accounts-payable", "unit: tiny-teams, function: finance.accounts-payable");
    std::fs::write(inner.join("C.yaml"), broken).expect("written");
}

#[test]
fn nothing_withheld_is_in_any_output() {
    let folder = tempfile::tempdir().expect("a folder");
    returns(folder.path());
    let open = every_output(folder.path(), "hr.payroll", &[]);
    let never_shown = ["187,654", "Tiny Team", "describe-sentinel"];
    for secret in SECRETS.iter().filter(|secret| !never_shown.contains(secret)) {
        let shown = open.iter().filter_map(super::every_output::Written::text).any(|text| text.contains(secret));
        assert!(shown, "{secret} is never shown, so that this test shows nothing");
    }
    for written in every_output(folder.path(), "hr.payroll", &["--redact", "--redact-salt", "pepper-sentinel"]) {
        let text = String::from_utf8_lossy(&written.bytes);
        for secret in SECRETS.iter().chain(&["pepper-sentinel"]) {
            assert!(!text.contains(secret), "{} shows {secret}", written.name());
        }
    }
}

fn report(folder: &Path, more: &[&str]) -> Value {
    let run = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(["audit", ".", "--format", "json", "--quiet", "--fail-on", "never", "--allow-incomplete"])
        .args(more)
        .current_dir(folder)
        .output()
        .expect("the binary runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    serde_json::from_slice(&run.stdout).expect("JSON")
}

#[test]
fn totals_stay_right_and_what_is_withheld_is_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    returns(folder.path());
    let (open, redacted) = (report(folder.path(), &[]), report(folder.path(), &["--redact"]));
    assert_eq!(open["totals"]["cost"], redacted["totals"]["cost"]);
    for (open, redacted) in open["organisations"]
        .as_array()
        .into_iter()
        .flatten()
        .zip(redacted["organisations"].as_array().into_iter().flatten())
    {
        for key in ["id", "name", "total", "fte_itemised"] {
            assert_eq!(open[key], redacted[key], "{key}");
        }
        let pence = |amount: &Value| {
            amount.to_string().parse::<f64>().map(|pounds| (pounds * 100.0).round()).expect("a number")
        };
        let buckets: f64 = redacted["buckets"].as_object().into_iter().flat_map(|all| all.values()).map(pence).sum();
        assert!((buckets - pence(&redacted["total"])).abs() < 0.5, "the buckets add up to the total");
    }
    let withheld = &redacted["coverage"]["redaction"];
    assert_eq!((&withheld["roles"], &withheld["units"]), (&6.into(), &4.into()), "{withheld}");
    assert_eq!(withheld["organisations_too_small"], 0);
    // Three posts of 5.2 FTE: all of them are paid the average, 381,765.32 / 5.2 a full-time equivalent.
    let legal = redacted["attribution"].as_array().into_iter().flatten().find(|row| row["function"] == "legal.advice");
    assert_eq!(legal.expect("a row")["cost"].to_string(), "73416.41");
}

#[test]
fn the_same_salt_gives_the_same_names_and_another_others() {
    let folder = tempfile::tempdir().expect("a folder");
    returns(folder.path());
    let salted = |salt: &str| report(folder.path(), &["--redact", "--redact-salt", salt]).to_string();
    assert_eq!(salted("a"), salted("a"));
    assert_ne!(salted("a"), salted("b"));
}

#[test]
fn the_table_of_coverage_says_what_the_json_says_and_whether_it_is_redacted() {
    let folder = tempfile::tempdir().expect("a folder");
    returns(folder.path());
    for more in [&[][..], &["--redact"]] {
        let coverage = report(folder.path(), more)["coverage"].clone();
        let out = tempfile::tempdir().expect("a folder");
        let run = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
            .args(["audit", ".", "--quiet", "--fail-on", "never", "--allow-incomplete", "-o"])
            .arg(format!("{}/tables/", out.path().display()))
            .args(more)
            .current_dir(folder.path())
            .output()
            .expect("the binary runs");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let mut reader = csv::Reader::from_path(out.path().join("tables/coverage.csv")).expect("a table");
        let rows: BTreeMap<String, String> = reader
            .deserialize::<BTreeMap<String, String>>()
            .map(|row| row.expect("a row"))
            .map(|row| {
                (row["key"].clone(), ["count", "amount", "number", "word"].map(|key| row[key].as_str()).concat())
            })
            .collect();
        let redaction = coverage["redaction"].as_object().into_iter().flatten();
        let all = coverage.as_object().into_iter().flatten().filter(|(_, value)| !value.is_object());
        let all = all.map(|(key, value)| (key.clone(), value));
        for (key, value) in all.chain(redaction.map(|(key, value)| (format!("redaction.{key}"), value))) {
            let same = match value.as_f64() {
                Some(number) => rows[&key].parse() == Ok(number),
                None => value == rows[&key].as_str(),
            };
            assert!(same, "{key}: {} is not {value}", rows[&key]);
        }
        assert_eq!(rows["redaction"], if more.is_empty() { "no" } else { "yes" });
        assert_eq!(rows.contains_key("redaction.salt"), !more.is_empty());
        assert!(rows.contains_key("suppliers"));
    }
}

/// Whoever is handed one file of a redacted audit must see that it is one.
#[test]
fn every_file_says_that_it_is_redacted_and_none_without_it_does() {
    let folder = tempfile::tempdir().expect("a folder");
    returns(folder.path());
    for more in [&[][..], &["--redact"]] {
        let written = every_output(folder.path(), "hr.payroll", more);
        let audits = written.iter().filter(|written| ["audit", "partners"].contains(&written.command.as_str()));
        // In a folder, the table of coverage says it.
        let files = audits.filter(|written| written.file == "out" || written.file == "coverage.csv");
        let mut seen = 0;
        for written in files {
            let text = match written.format.as_str() {
                "xlsx" => {
                    let mut book = Xlsx::new(Cursor::new(&written.bytes)).expect("a workbook");
                    let sheets = book.worksheets();
                    sheets
                        .iter()
                        .flat_map(|(_, sheet)| sheet.used_cells())
                        .map(|(_, _, cell)| format!("{cell}\n"))
                        .collect()
                }
                _ => String::from_utf8_lossy(&written.bytes).into_owned(),
            };
            let text = text.to_lowercase();
            let says = [
                "redacted (salt",
                "redacted: names of small posts and of units",
                ",redacted\r\n",
                "\"redaction\":",
                "redaction.salt",
            ];
            assert_eq!(says.iter().any(|says| text.contains(says)), !more.is_empty(), "{} {more:?}", written.name());
            seen += 1;
        }
        assert!(seen > 10, "the test looks in the wrong place: it saw {seen} files");
    }
}

//! Code quality of GitLab: a list of findings that a merge request shows beside the lines they are about.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::super::place::clean;
use crate::finding::Severity;
use crate::report::{Check, FindingRow};
use crate::source::sha256;

pub(super) fn write(out: &mut dyn Write, check: &Check) -> io::Result<()> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let findings: Vec<Value> = check
        .findings
        .iter()
        .map(|finding| {
            let own = json!(finding.fingerprint).to_string();
            let number = seen.entry(own.clone()).or_default();
            *number += 1;
            one(finding, &sha256(format!("{own} {number}")))
        })
        .collect();
    super::super::json::pretty(out, &findings)
}

/// A finding without a place is shown at the first line of the folder that was checked: each needs one.
fn one(finding: &FindingRow, fingerprint: &str) -> Value {
    let severity = match finding.severity {
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Note => "info",
    };
    let help = finding.help.as_deref().map(|help| format!(" To fix it: {}", clean(help))).unwrap_or_default();
    let path = finding.at.path.as_deref().map_or(".", |path| path.strip_prefix("./").unwrap_or(path));
    json!({
        "description": format!("{}{help}", clean(&finding.message)),
        "check_name": finding.code,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": path, "lines": {"begin": finding.at.line.unwrap_or(1)}},
    })
}

//! SARIF 2.1.0, for code scanning and every other reader of it.

use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::super::place::clean;
use crate::finding::Code;
use crate::money::agree;
use crate::report::{Check, FindingRow, Outcome};

/// What a path may hold in a URI as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The most results of a run that code scanning accepts. Those are the worst ones.
const MOST: usize = 25_000;

pub(super) fn write(out: &mut dyn Write, check: &Check) -> io::Result<()> {
    let rules: Vec<Code> =
        Code::ALL.iter().copied().filter(|code| check.counts.by_code.contains_key(code.word())).collect();
    let results: Vec<Value> = check.findings.iter().take(MOST).map(|finding| result(finding, &rules)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": check.manifest.tool.name,
                "version": check.manifest.tool.version,
                "semanticVersion": check.manifest.tool.version,
                "rules": rules.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The folder in which the check ran."}}},
            "invocations": [{
                "executionSuccessful": !check.is_partly_unread() && check.outcome != Outcome::NothingFound,
                "exitCode": check.exit_code,
                "exitCodeDescription": check.headline(),
                "toolExecutionNotifications": notifications(check),
            }],
            "properties": {"coverage": check.coverage, "inputs": check.manifest.inputs, "baseline": check.baseline,
                           "not_read": check.not_read},
            "results": results,
        }],
    });
    super::super::json::pretty(out, &log)
}

fn rule(code: Code) -> Value {
    let help = format!("`dupaudit explain {code}` shows what it finds, why that matters and how to fix it.");
    json!({
        "id": code.word(),
        "shortDescription": {"text": code.about()},
        "fullDescription": {"text": code.about()},
        "help": {"text": help.replace('`', ""), "markdown": help},
        "defaultConfiguration": {"level": code.severity().word()},
    })
}

fn result(finding: &FindingRow, rules: &[Code]) -> Value {
    let mut text = plain(&finding.message);
    if let Some(help) = &finding.help {
        text.push_str("\nTo fix it: ");
        text.push_str(&plain(help));
    }
    let mut result = json!({
        "ruleId": finding.code,
        "ruleIndex": rules.iter().position(|code| *code == finding.code),
        // Left out it would be read as a warning, and an error would pass a gate.
        "level": finding.severity,
        "message": {"text": text},
        "locations": location(finding).into_iter().collect::<Vec<_>>(),
    });
    let related: Vec<Value> = finding
        .related
        .iter()
        .filter_map(|other| {
            let at = region(other.at.line, other.at.column, other.at.end_line, other.at.end_column);
            let mut location = json!({"physicalLocation": physical(other.at.path.as_deref()?, at)});
            location["message"] = json!({"text": plain(&other.message)});
            Some(location)
        })
        .collect();
    result["partialFingerprints"] = json!({"dupaudit/v1": finding.fingerprint});
    if !related.is_empty() {
        result["relatedLocations"] = Value::Array(related);
    }
    result
}

fn location(finding: &FindingRow) -> Option<Value> {
    let at = region(finding.at.line, finding.at.column, finding.at.end_line, finding.at.end_column);
    let mut location = json!({"physicalLocation": physical(finding.at.path.as_deref()?, at)});
    let named = [("organisation", &finding.organisation), ("item", &finding.item), ("value", &finding.at.route)];
    let logical: Vec<Value> = named
        .into_iter()
        .filter_map(|(kind, name)| Some(json!({"fullyQualifiedName": plain(name.as_deref()?), "kind": kind})))
        .collect();
    if !logical.is_empty() {
        location["logicalLocations"] = Value::Array(logical);
    }
    Some(location)
}

fn physical(path: &str, region: Option<Value>) -> Value {
    let mut place = json!({"artifactLocation": artifact(path)});
    if let Some(region) = region {
        place["region"] = region;
    }
    place
}

/// A path as a URI: relative to where the check ran, unless it is absolute.
fn artifact(path: &str) -> Value {
    let encoded = utf8_percent_encode(path, PATH);
    if path.starts_with('/') {
        json!({"uri": format!("file://{encoded}")})
    } else if path.as_bytes().get(1) == Some(&b':') {
        json!({"uri": format!("file:///{encoded}")})
    } else {
        json!({"uri": encoded.to_string(), "uriBaseId": "SRCROOT"})
    }
}

fn region(line: Option<u32>, column: Option<u32>, end_line: Option<u32>, end_column: Option<u32>) -> Option<Value> {
    let mut region = json!({"startLine": line?});
    for (key, number) in [("startColumn", column), ("endLine", end_line), ("endColumn", end_column)] {
        if let Some(number) = number {
            region[key] = json!(number);
        }
    }
    Some(region)
}

/// A text from a return that a reader of SARIF takes for no link, `[words](target)`, and for no place of an argument, `{0}`.
fn plain(text: &str) -> String {
    let text = clean(text).replace("](", "] (");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..=at]);
        rest = &rest[at + 1..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 && rest[digits..].starts_with('}') {
            out.push(' ');
        }
    }
    out + rest
}

/// What was not read, said where readers look for failures of the tool: what could not be is one.
fn notifications(check: &Check) -> Vec<Value> {
    let unread = check.findings.iter().filter(|finding| Check::is_unread(finding)).map(|finding| {
        json!({
            "level": "error",
            "message": {"text": plain(&finding.message)},
            "locations": location(finding).into_iter().collect::<Vec<_>>(),
        })
    });
    let passed_over = check.not_read.iter().map(|row| {
        json!({
            "level": "note",
            "message": {"text": format!("not read: {}", row.reason)},
            "locations": [{"physicalLocation": physical(&row.path, region(row.line, None, None, None))}],
        })
    });
    let beyond = check.findings.len().saturating_sub(MOST) + check.not_listed.values().sum::<usize>();
    let left_out = (beyond > 0).then(|| {
        let text = format!("{beyond} more {} counted and not listed here", agree(beyond, "finding is", "findings are"));
        json!({"level": "warning", "message": {"text": text}})
    });
    unread.take(MOST).chain(passed_over.take(MOST)).chain(left_out).collect()
}

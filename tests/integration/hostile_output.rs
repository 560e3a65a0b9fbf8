//! Text of returns is hostile until a writer has made it harmless: one return full of attacks, in every format there is.

use serde_json::{Value, json};

use super::every_output::{Written, commands, every_format, every_output, formats};

/// Each would do something if a writer let it through as it is.
const ATTACKS: [&str; 15] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onload='alert(1)",
    "]]><evil/>&evil;",
    "\u{1b}[31mred\u{1b}]0;title\u{7}",
    "one\n::error file=pwned::pwned",
    "%0A::error::pwned",
    "::error file=pwned::pwned",
    "=cmd|'/C calc'!A0",
    "a\" [label=<<b>evil</b>>]; evil [x=\"\\",
    "[link](javascript:alert(1)) ![image](http://evil.example) `code` | cell |",
    "\u{202e}txt.exe\u{2066}\u{200b}",
    "\u{0}\u{8}\u{b}\u{85}\u{fffe}",
    "##[error]pwned ##vso[task.setvariable variable=a]b ##teamcity[x]",
    "[words](1) {0}",
];

fn hostile(body: usize) -> Value {
    let name = |part: usize| ATTACKS[(body + part) % ATTACKS.len()];
    let items: Vec<usize> = (0..ATTACKS.len()).collect();
    let id = format!("B{body}{}", if body == 0 { "\"<&'" } else { "" });
    json!({
        "dupaudit": 1, "period": "2025-26",
        "organisation": {"id": id, "name": name(0), "type": name(1), "region": name(2), "total": 9_000_000},
        "units": items.iter().map(|item| json!({"id": format!("u{item}"), "name": name(*item)})).collect::<Vec<_>>(),
        "processes": items.iter().map(|item| json!({
            "id": format!("p{item}{}", ATTACKS[*item].replace('\n', " ")), "name": format!("{}payroll", name(*item)),
            "unit": format!("u{item}"), "other": 10_000 + item, "function": "hr.payroll", "volume": 10, "volume_unit": name(*item),
        })).collect::<Vec<_>>(),
        "roles": items.iter().map(|item| json!({
            "id": format!("r{item}"), "title": name(*item), "description": name(item + 1), "unit": format!("u{item}"),
            "fte": 1 + item, "cost": 40_000 * (item + 1), "function": if item % 2 == 0 { "hr.payroll" } else { "finance.accounts-payable" },
        })).collect::<Vec<_>>(),
        "systems": items.iter().map(|item| json!({
            "id": format!("s{item}"), "name": name(*item), "product": name(item + 1), "vendor": name(item + 2), "cost": 20_000,
            "function": "hr.payroll",
        })).collect::<Vec<_>>(),
        "exceptions": [{"unit": "u3", "reason": "other", "note": name(3)}],
    })
}

/// What runners of build servers act on wherever it stands in a line.
const RUNNERS: [(&str, &str); 3] =
    [("##[", "a build server obeys it"), ("##vso[", "the same"), ("##teamcity[", "the same")];

/// What must not stand in a format, and why.
fn dangers(format: &str) -> Vec<(&'static str, &'static str)> {
    let mut dangers =
        vec![("\u{1b}", "a terminal obeys it"), ("\u{7}", "a terminal obeys it"), ("\u{0}", "no text holds it")];
    let markup = [("<script>alert", "it runs"), ("<img src=x", "it loads and runs"), ("<evil", "it is mark-up")];
    // In files only what people read is changed: the others give the text back as it was.
    if ["text", "concise", "github"].contains(&format) {
        dangers.extend(RUNNERS);
    }
    match format {
        "sarif" => dangers.extend([("](", "it is a link"), ("{0}", "an argument is put there")]),
        "text" => dangers.extend([
            ("\u{202e}", "it turns the line"),
            ("\n::error", "a build server obeys it"),
            (" ::error", "the same"),
        ]),
        "markdown" | "md" => {
            dangers.extend(markup.into_iter().chain([("](javascript:", "it is a link"), ("![image](", "it loads")]));
        }
        "html" | "svg" | "graphml" | "xml" | "junit" | "gexf" => {
            dangers
                .extend(markup.into_iter().chain([("&evil;", "it is an entity"), ("\u{202e}", "it turns the line")]));
        }
        "dot" => dangers.push(("a\" [label=<", "it ends the string")),
        "csv" => dangers.extend([
            ("\n=cmd", "a spreadsheet runs it"),
            (",=cmd", "a spreadsheet runs it"),
            ("\"=cmd", "the same"),
        ]),
        "github" => dangers.extend([("\n::error file=pwned", "it is an annotation"), ("\n::error::pwned", "the same")]),
        _ => {}
    }
    dangers
}

#[test]
fn no_format_lets_hostile_text_through() {
    let folder = tempfile::tempdir().expect("a folder");
    for body in 0..ATTACKS.len() {
        let path = folder.path().join(format!("b{body:02}.json"));
        std::fs::write(path, hostile(body).to_string()).expect("written");
    }
    let sample = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sample/returns");
    for entry in std::fs::read_dir(sample).expect("the sample") {
        let entry = entry.expect("a file");
        std::fs::copy(entry.path(), folder.path().join(entry.file_name())).expect("copied");
    }
    let mut written = every_output(folder.path(), "hr.payroll", &[]);
    written.extend(programme(folder.path()));
    let check = |written: &Written| {
        let Some(mut text) = written.text() else { return };
        if ["markdown", "md"].contains(&written.format.as_str()) {
            // A bracket behind a backslash ends no link, unless the backslash is itself behind one.
            text = text.replace(r"\\", "").replace(r"\]", "");
        }
        for (danger, why) in dangers(&written.format) {
            assert!(
                !text.contains(danger),
                "{}: {danger:?} is let through: {why}\n{}",
                written.name(),
                around(&text, danger)
            );
        }
    };
    written.iter().for_each(check);
    // The names did come in: otherwise there was nothing to let through.
    for format in ["json", "svg", "dot", "graphml"] {
        let some = written
            .iter()
            .find(|written| written.format == format && written.command == "graph" && !written.file.is_empty());
        let text = some.and_then(Written::text).expect("a graph");
        assert!(text.contains("alert(1)"), "{format}");
    }
}

/// A log shows what is written on standard output, whatever the format.
#[test]
fn nothing_on_standard_output_commands_a_build_server() {
    let folder = tempfile::tempdir().expect("a folder");
    for body in 0..3 {
        let body = hostile(ATTACKS.len() - 2 + body);
        std::fs::write(
            folder.path().join(format!("{}.json", body["organisation"]["id"].as_str().expect("an id"))),
            body.to_string(),
        )
        .expect("written");
    }
    for command in commands() {
        for format in formats(&command).into_iter().filter(|format| !["xlsx", "sqlite"].contains(&format.as_str())) {
            let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_dupaudit"));
            run.arg(&command).args((command == "explain").then_some("hr.payroll"));
            run.args([".", "--quiet", "--fail-on", "never", "--allow-incomplete", "--format", &format]);
            let output = run.current_dir(folder.path()).output().expect("the binary runs");
            let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
            // The commands of this format are dupaudit's own; a test of its own reads them.
            let text = if format == "azure" { text.replace("##vso[task.logissue type=", "") } else { text };
            for (danger, why) in RUNNERS {
                assert!(!text.contains(danger), "{command} {format}: {why}\n{}", around(&text, danger));
            }
        }
    }
}

/// Lines of facts are sealed as they are written, and read back through standard input.
#[test]
fn lines_of_facts_come_back_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.json"), hostile(ATTACKS.len() - 2).to_string()).expect("written");
    let dupaudit = || std::process::Command::new(env!("CARGO_BIN_EXE_dupaudit"));
    let facts = dupaudit().args(["facts", ".", "--quiet"]).current_dir(folder.path()).output().expect("facts");
    let lines = folder.path().join("facts.ndjson");
    std::fs::write(&lines, &facts.stdout).expect("written");
    let audit = |facts: &str| {
        let input = std::fs::File::open(&lines).expect("opened");
        let arguments = ["audit", "--facts", facts, "--quiet", "--fail-on", "never", "--allow-incomplete"];
        dupaudit().args(arguments).current_dir(folder.path()).stdin(input).output().expect("an audit")
    };
    let (named, piped) = (audit("facts.ndjson"), audit("-"));
    assert_eq!(named.status.code(), Some(0), "{}", String::from_utf8_lossy(&named.stderr));
    assert!(named.stdout == piped.stdout && named.status == piped.status, "{}", String::from_utf8_lossy(&piped.stderr));
}

/// What is made of two rounds, and of a saved report.
fn programme(returns: &std::path::Path) -> Vec<Written> {
    let folder = tempfile::tempdir().expect("a folder");
    for round in ["old", "new"] {
        std::fs::create_dir(folder.path().join(round)).expect("made");
        for body in 0..3 {
            let name = format!("b{body:02}.json");
            let text = std::fs::read_to_string(returns.join(&name)).expect("read");
            let text = if round == "new" { text.replace("2025-26", "2026-27").replace("payroll", "pay") } else { text };
            std::fs::write(folder.path().join(round).join(name), text).expect("written");
        }
    }
    let claims =
        format!("organisation,function,amount\nB1,hr.payroll,1000\n\"{}\",,5\n", ATTACKS[8].replace('"', "\"\""));
    std::fs::write(folder.path().join("claims.csv"), claims).expect("written");
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(["audit", "old", "--quiet", "--fail-on", "never", "--allow-incomplete", "-o", "report.json"])
        .current_dir(folder.path())
        .output()
        .expect("the binary runs");
    assert!(folder.path().join("report.json").exists(), "{}", String::from_utf8_lossy(&run.stderr));
    let compare =
        ["compare", "old", "new", "--claims", "claims.csv", "--quiet", "--fail-on", "never", "--allow-incomplete"];
    let mut written = every_format(folder.path(), &compare);
    written.extend(every_format(folder.path(), &["savings", "report.json", "--allow-incomplete"]));
    let model = ["savings", "report.json", "--allow-incomplete", "--model", "joint", "--function", "hr.payroll"];
    written.extend(every_format(folder.path(), &model));
    written
}

fn around(text: &str, danger: &str) -> String {
    let at = text.find(danger).unwrap_or_default();
    let before: String = text[..at].chars().rev().take(80).collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = text[at..].chars().take(80).collect();
    format!("…{before:?} | {after:?}…")
}

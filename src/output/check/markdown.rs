//! A summary in Markdown, for the page of a pipeline's run.

use std::io::{self, Write};

use super::super::brief::literal;
use super::super::place::clean;
use crate::finding::Code;
use crate::finding::Severity;
use crate::money::agree;
use crate::report::{Check, FindingRow};

/// What the summary of a step may hold is 1 MiB; the end takes some of it.
const LIMIT: usize = (1 << 20) - 4096;

pub(super) fn write(out: &mut dyn Write, check: &Check) -> io::Result<()> {
    let mut text =
        format!("# Check of returns\n\n**{}**\n\n{}\n", literal(&check.headline()), literal(check.closing()));
    if !check.findings.is_empty() {
        text += "\n| What | Severity | Number | About |\n|---|---|---:|---|\n";
        for severity in Severity::ALL.into_iter().rev() {
            for code in Code::ALL {
                let of = |finding: &&FindingRow| finding.code == code && finding.severity == severity;
                let number = check.findings.iter().filter(of).count();
                if number > 0 {
                    text += &format!("| `{code}` | {severity} | {number} | {} |\n", literal(code.about()));
                }
            }
        }
        text += "\n## Findings\n\n| Where | Finding | To fix it |\n|---|---|---|\n";
    }
    let mut left = check.findings.len();
    for finding in &check.findings {
        let row = row(finding);
        if text.len() + row.len() > LIMIT {
            break;
        }
        text += &row;
        left -= 1;
    }
    if left > 0 {
        text += &format!(
            "\n{left} {} not shown: a summary may hold 1 MiB. `--format json` has them all.\n",
            agree(left, "more finding is", "more findings are")
        );
    }
    out.write_all(text.as_bytes())
}

fn row(finding: &FindingRow) -> String {
    /// What one row shows of a text.
    const LONG: usize = 1000;
    let cell = |text: &str| {
        let short: String = clean(text).chars().take(LONG).collect();
        let cut = if text.chars().nth(LONG).is_some() { "…" } else { "" };
        literal(&short).replace("](", "]\\(") + cut
    };
    let place = finding.at.text().as_deref().map_or_else(String::new, cell);
    let help = finding.help.as_deref().map_or_else(String::new, cell);
    format!("| {place} | {} `{}`: {} | {help} |\n", finding.severity, finding.code, cell(&finding.message))
}

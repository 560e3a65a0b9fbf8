//! A brief for a finance director: one page of Markdown.

use std::io::{self, Write};

use super::next::{steps, unsaid};
use super::payers::Payers;
use super::place::clean;
use super::plan;
use super::reorganised::said as reorganised;
use super::savings_words::STANDING;
use super::terminal::{bodies, finding, words};
use super::terminal_joint::said as already_shared;
use super::terminal_savings::option;
use crate::finding::Severity;
use crate::money::{Money, plural};
use crate::report::{Report, headline, short};

/// Steps that a director reads; the table `plan` has them all.
const STEPS: usize = 10;

/// Writes the brief.
///
/// # Errors
/// The writer refuses.
pub fn write_brief(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let words = words(report);
    let savings = &report.savings;
    writeln!(out, "# Duplication audit: {}, {}\n", literal(&bodies(report)), literal(&report.period))?;
    if !report.complete {
        writeln!(out, "**Incomplete:** not everything that was found could be read and counted.\n")?;
    }
    writeln!(out, "## Finding\n\n{}\n", literal(&finding(report)))?;
    if let Some(said) = already_shared(report) {
        writeln!(out, "{}\n", literal(&said))?;
    }
    for said in reorganised(report) {
        writeln!(out, "{}\n", literal(&said))?;
    }
    if savings.gross_annual.is_positive() {
        let (verdict, why) = words.verdict();
        writeln!(out, "{}\n\n**{verdict}:** {}\n", literal(&words.in_short()), literal(&why))?;
        writeln!(out, "| A year at full run | |\n|---|---:|")?;
        let npv = savings
            .npv
            .map_or_else(|| "cannot be said".to_owned(), |npv| headline(words.value_in_range(npv), &report.currency));
        let duplicated = short(words.duplicated, &report.currency);
        writeln!(out, "| Duplicated cost | {} |", literal(&duplicated))?;
        for (what, amount) in [
            ("Planned (gross)", savings.gross_annual),
            ("Estimated", words.saving_in_range()),
            ("9 in 10 chance of at least", savings.p10),
            ("Even chance of at least", savings.p50),
            ("1 in 10 chance of at least", savings.p90),
        ] {
            writeln!(out, "| {what} | {} |", literal(&headline(amount, &report.currency)))?;
        }
        writeln!(out, "| **Net present value, {}** | **{}** |\n", words.horizon(), literal(&npv))?;
        writeln!(
            out,
            "## Options\n\n| Option | Target a year | Estimated a year | Net present value |\n|---|---:|---:|---:|"
        )?;
        for row in &savings.options {
            let cell = |amount: Option<Money>| {
                amount.map_or_else(|| "?".to_owned(), |amount| literal(&headline(amount, &report.currency)))
            };
            let [gross, likely, npv] = [row.gross_annual, row.realised_annual, row.npv].map(cell);
            writeln!(out, "| {} | {gross} | {likely} | {npv} |", option(row.option))?;
        }
        writeln!(out)?;
        let steps = plan::largest(report, STEPS);
        if !steps.is_empty() {
            writeln!(out, "## What goes first\n\nThe largest steps of {}, as targets:\n", plan::first_years(report))?;
            for step in steps {
                writeln!(out, "- {}", literal(&step.said(report)))?;
            }
            writeln!(out)?;
        }
        if let Some(payers) = Payers::of(report) {
            write_payers(out, &payers)?;
        }
        writeln!(out, "## Assumptions that matter\n\n| Assumption | Value | Source |\n|---|---:|---|")?;
        for [name, value, _, source] in words.assumptions() {
            writeln!(out, "| {} | {} | {} |", literal(&name), literal(&value), literal(&source))?;
        }
        writeln!(out)?;
        for text in [words.turns(), words.reference()].into_iter().flatten() {
            writeln!(out, "{}\n", literal(&text))?;
        }
    }
    writeln!(out, "## What is not known\n")?;
    for line in unknown(report) {
        writeln!(out, "- {}", literal(&line))?;
    }
    let steps = steps(report);
    writeln!(out, "\n## Next step\n")?;
    if steps.is_empty() {
        writeln!(out, "Check the largest functions of the full report with those who run them.")?;
    }
    for (number, step) in (1..).zip(steps) {
        writeln!(out, "{number}. {}", literal(&step))?;
    }
    writeln!(out, "\n---\n\n{}", literal(STANDING))
}

/// Who pays and who gains, as a table.
fn write_payers(out: &mut dyn Write, payers: &Payers<'_>) -> io::Result<()> {
    writeln!(out, "## Who pays and who gains\n\n{}\n", literal(&payers.said().join(" ")))?;
    let (heads, rows) = payers.table();
    writeln!(out, "| {} |\n|---|{}", heads.join(" | "), "---:|".repeat(heads.len() - 1))?;
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| literal(cell)).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    writeln!(out, "\n{}\n", literal(&payers.legend()))
}

/// What the figures do not cover.
fn unknown(report: &Report) -> Vec<String> {
    let coverage = &report.coverage;
    let mut lines = vec![format!("{}.", coverage.line(&report.currency))];
    if report.savings.gross_annual.is_positive() {
        lines.push(super::terminal::words(report).range());
    }
    lines.extend(unsaid(report));
    lines.extend(open_findings(report).map(|open| format!("{open}; the full report lists them.")));
    lines
}

/// How many errors and warnings there are, if there are any.
pub(super) fn open_findings(report: &Report) -> Option<String> {
    let count = |severity: Severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let (error, warning) = (plural(errors, "error"), plural(warnings, "warning"));
    (errors + warnings > 0).then(|| format!("Open findings: {errors} {error} and {warnings} {warning}"))
}

/// A text as Markdown shows it: nothing in it is taken for mark-up, a link or HTML.
pub(super) fn literal(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            // A point before a space ends a sentence, and needs no mark; one inside a word may be part of an address.
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '!' | '~' | '@' | '$' => {
                safe.push('\\');
                safe.push(letter);
            }
            letter => safe.push(letter),
        }
    }
    // Addresses are made links of without any mark-up.
    safe.replace("://", "\\://").replace("www.", "www\\.")
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn hostile_texts_stay_texts() {
        for (text, safe) in [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("[pay](http://x)", "\\[pay\\](http\\://x)"),
            ("a | b\n# c", "a \\| b \\# c"),
            ("![i](//www.x.org)", "\\!\\[i\\](//www\\.x.org)"),
            ("\u{1b}[31m`rm`\u{202e}", "\u{fffd}\\[31m\\`rm\\`\u{fffd}"),
            ("R&D @here $x$ *b* _i_ ~s~", "R&amp;D \\@here \\$x\\$ \\*b\\* \\_i\\_ \\~s\\~"),
        ] {
            assert_eq!(literal(text), safe);
        }
    }
}

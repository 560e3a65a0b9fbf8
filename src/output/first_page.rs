//! The first page of an audit: the answer, where it comes from, how far it can be relied on, and what to do next.

use std::io::{self, Write};

use super::findings::write_findings;
use super::partners::pointer;
use super::payers::Payers;
use super::place::{clean, wrap};
use super::savings_words::Words;
use super::table::{Align, write_short_table};
use super::terminal::{aside, by_list, duplication, first_steps, of_basis, section, words};
use super::terminal_frontline::write_frontline;
use super::terminal_joint::said as already_shared;
use super::{next, terminal_within};
use crate::finding::Severity;
use crate::money::{Money, count_of};
use crate::report::{FindingRow, FunctionRow, OrganisationRow, Report, percent, short, staff};

/// The command that most people run next.
const PARTNERS: &str = "Next: `dupaudit partners` shows who could share what.";

/// Rows of each table; the rest is one line.
const ROWS: usize = 5;

/// Things to declare that are named.
const STEPS: usize = 2;

/// Errors of one kind that are shown.
const ERRORS: usize = 3;

/// From this width on a table has room for the share.
const WIDE: u16 = 100;

/// Columns in front of the note of a key figure.
const FIGURE: usize = 37;

/// Writes the page below its first line.
pub(super) fn write_first_page(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    let words = words(report);
    summary(out, width, report, &words)?;
    functions(out, width, report)?;
    organisations(out, width, report)?;
    first_steps(out, width, report)?;
    if let Some(text) = pointer(report) {
        section(out, "Who to talk to first")?;
        paragraph(out, width, &text)?;
        if let Some(inside) = terminal_within::largest(report) {
            paragraph(out, width, &inside)?;
        }
    }
    if let Some(payers) = Payers::of(report) {
        section(out, "Who pays and who gains")?;
        paragraph(out, width, &payers.said().join(" "))?;
    }
    by_list(out, width, report)?;
    write_frontline(out, width, report)?;
    reliance(out, width, report, &words)?;
    what_next(out, width, report)
}

/// A paragraph, one column in.
fn paragraph(out: &mut dyn Write, width: u16, text: &str) -> io::Result<()> {
    out.write_all(wrap(&clean(text), usize::from(width), " ").as_bytes())
}

fn summary(out: &mut dyn Write, width: u16, report: &Report, words: &Words<'_>) -> io::Result<()> {
    section(out, "Summary")?;
    paragraph(out, width, &(duplication(report) + &aside(report)))?;
    writeln!(out)?;
    paragraph(out, width, &words.conclusion())?;
    for [label, value, note] in words.key_figures() {
        let figure = format!(" {label:<18}{value:>16}  ");
        let room = usize::from(width).saturating_sub(FIGURE).max(20);
        let note = wrap(&clean(&note), room, "");
        for (place, line) in note.lines().enumerate() {
            let line = format!("{}{line}", if place == 0 { figure.clone() } else { " ".repeat(FIGURE) });
            writeln!(out, "{}", line.trim_end())?;
        }
    }
    Ok(())
}

fn functions(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    let amount = |row: &FunctionRow| of_basis(&row.duplicated, report.savings.basis);
    let mut rows: Vec<&FunctionRow> = report.functions.iter().filter(|row| amount(row).is_positive()).collect();
    rows.sort_by(|a, b| amount(b).cmp(&amount(a)).then_with(|| a.code.cmp(&b.code)));
    section(out, "Where the duplication is")?;
    let lines = rows.iter().map(|row| FunctionLine {
        label: &row.label,
        organisations: row.organisations,
        cost: row.cost,
        duplicated: amount(row),
    });
    function_table(out, width, &report.currency, &lines.collect::<Vec<_>>())
}

/// A function in a table of those with most duplicated cost.
pub(super) struct FunctionLine<'r> {
    pub(super) label: &'r str,
    pub(super) organisations: usize,
    pub(super) cost: Money,
    pub(super) duplicated: Money,
}

/// Writes the first functions, and the sum of all others.
pub(super) fn function_table(
    out: &mut dyn Write,
    width: u16,
    currency: &str,
    lines: &[FunctionLine<'_>],
) -> io::Result<()> {
    let (shown, rest) = lines.split_at(lines.len().min(ROWS));
    let cells = |label: String, organisations: String, cost: Money, duplicated: Money| {
        vec![label, organisations, short(cost, currency), short(duplicated, currency), percent(duplicated, cost)]
    };
    let mut rows: Vec<Vec<String>> = shown
        .iter()
        .map(|line| cells(line.label.to_owned(), line.organisations.to_string(), line.cost, line.duplicated))
        .collect();
    if !rest.is_empty() {
        let [cost, duplicated] =
            [rest.iter().map(|line| line.cost).sum(), rest.iter().map(|line| line.duplicated).sum()];
        rows.push(cells(count_of(rest.len(), "more function"), String::new(), cost, duplicated));
    }
    let columns = [
        ("Function", Align::Left),
        ("Organisations", Align::Right),
        ("Cost", Align::Right),
        ("Duplicated", Align::Right),
        ("Share", Align::Right),
    ];
    write_short_table(out, width, if width < WIDE { &columns[..4] } else { &columns }, rows)
}

fn organisations(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    let mut rows: Vec<&OrganisationRow> = report.organisations.iter().collect();
    rows.sort_by(|a, b| b.duplicated.cmp(&a.duplicated).then_with(|| a.id.cmp(&b.id)));
    writeln!(out)?;
    let money = |amount| short(amount, &report.currency);
    let line = |row: &&OrganisationRow| {
        vec![
            row.name.clone(),
            money(row.total),
            money(row.in_scope),
            money(row.duplicated),
            row.duplicated_fte.map_or_else(|| "?".to_owned(), |fte| staff(fte.0)),
            percent(row.duplicated, row.in_scope),
        ]
    };
    let mut cells: Vec<Vec<String>> = rows.iter().take(ROWS).map(line).collect();
    if let Some(rest) = rows.get(ROWS..).filter(|rest| !rest.is_empty()) {
        let sum = |of: fn(&OrganisationRow) -> Money| rest.iter().map(|row| of(row)).sum::<Money>();
        let (in_scope, duplicated) = (sum(|row| row.in_scope), sum(|row| row.duplicated));
        let label = count_of(rest.len(), "more organisation");
        let share = percent(duplicated, in_scope);
        cells.push(vec![label, String::new(), money(in_scope), money(duplicated), String::new(), share]);
    }
    let columns = [
        ("Organisation", Align::Left),
        ("Total", Align::Right),
        ("In scope", Align::Right),
        ("Duplicated", Align::Right),
        ("Dup. FTE", Align::Right),
        ("Share", Align::Right),
    ];
    write_short_table(out, width, if width < WIDE { &columns[..5] } else { &columns }, cells)
}

/// What was read, what was not compared, and what the result depends on.
fn reliance(out: &mut dyn Write, width: u16, report: &Report, words: &Words<'_>) -> io::Result<()> {
    section(out, "How far you can rely on this")?;
    let mut read = vec![format!("{}.", report.coverage.line(&report.currency))];
    let reasons = report.excluded().reasons();
    let left: Vec<String> = reasons
        .iter()
        .filter(|(amount, _)| amount.is_positive())
        .map(|(amount, why)| format!("{} {why}", short(*amount, &report.currency)))
        .collect();
    if !left.is_empty() {
        read.push(format!("Not compared: {}.", left.join("; ")));
    }
    let unsaid: Vec<String> = report.cannot_say.iter().map(|row| lower(row.what)).collect();
    if !unsaid.is_empty() {
        read.push(format!("Not enough data for: {}.", unsaid.join("; ")));
    }
    paragraph(out, width, &read.join(" "))?;
    if let Some(shared) = already_shared(report) {
        paragraph(out, width, &shared)?;
    }
    let depends = words.doubt() + " " + &words.turning_point().unwrap_or_default();
    if !depends.trim().is_empty() {
        paragraph(out, width, &depends)?;
    }
    Ok(())
}

fn what_next(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    section(out, "What to do next")?;
    let indent = "    ";
    for (number, step) in (1..).zip(next::steps(report).into_iter().take(STEPS)) {
        writeln!(out, " {number}. {}", wrap(&clean(&step), usize::from(width), indent).trim())?;
    }
    let count = |severity: Severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    let [errors, warnings, notes] = [Severity::Error, Severity::Warning, Severity::Note].map(count);
    if errors + warnings + notes > 0 {
        let parts = [(errors, "error"), (warnings, "warning"), (notes, "note")];
        let parts: Vec<String> =
            parts.into_iter().filter(|(many, _)| *many > 0).map(|(many, what)| count_of(many, what)).collect();
        paragraph(out, width, &format!("Review {} (add --full). {PARTNERS}", parts.join(", ")))?;
        // What could not be read or counted stands on the first page.
        let rows: Vec<FindingRow> =
            report.findings.iter().filter(|finding| finding.severity == Severity::Error).cloned().collect();
        return write_findings(out, width, &rows, ERRORS);
    }
    paragraph(out, width, &format!("Add --full for all details. {PARTNERS}"))
}

/// A heading within a sentence.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

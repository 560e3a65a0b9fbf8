//! The first page of an audit: the answer, where it comes from, how far it can be relied on, and what to do next.

use std::io::{self, Write};

use super::partners::pointer;
use super::payers::Payers;
use super::place::{clean, wrap};
use super::savings_words::Words;
use super::table::{Align, write_table};
use super::terminal::{aside, by_list, duplication, first_steps, of_basis, words};
use super::terminal_frontline::write_frontline;
use super::{next, terminal_within};
use crate::finding::Severity;
use crate::money::{Money, count_of};
use crate::report::{FunctionRow, OrganisationRow, Report, percent, short, staff};

/// Rows of each table; the rest is one line.
const ROWS: usize = 5;

/// Things to declare that are named.
const STEPS: usize = 2;

/// From this width on a table has room for the share.
const WIDE: u16 = 100;

/// Columns in front of the note of a key figure.
const FIGURE: usize = 42;

/// Writes the page below its first line.
pub(super) fn write_first_page(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    let words = words(report);
    summary(out, width, report, &words)?;
    functions(out, width, report)?;
    organisations(out, width, report)?;
    first_steps(out, width, report)?;
    let page = Page { width };
    if let Some(text) = pointer(report) {
        page.section(out, "Who to talk to first")?;
        page.paragraph(out, &text)?;
        if let Some(inside) = terminal_within::largest(report) {
            page.paragraph(out, &inside)?;
        }
    }
    if let Some(payers) = Payers::of(report) {
        page.section(out, "Who pays and who gains")?;
        page.paragraph(out, &payers.said().join(" "))?;
    }
    by_list(out, width, report)?;
    write_frontline(out, width, report)?;
    reliance(out, &page, report, &words)?;
    what_next(out, &page, report)
}

struct Page {
    width: u16,
}

impl Page {
    fn section(&self, out: &mut dyn Write, title: &str) -> io::Result<()> {
        debug_assert!(title.len() < usize::from(self.width));
        writeln!(out, "\n{title}")
    }

    fn paragraph(&self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        out.write_all(wrap(&clean(text), usize::from(self.width), " ").as_bytes())
    }
}

fn summary(out: &mut dyn Write, width: u16, report: &Report, words: &Words<'_>) -> io::Result<()> {
    let page = Page { width };
    page.section(out, "Summary")?;
    page.paragraph(out, &(duplication(report) + &aside(report)))?;
    writeln!(out)?;
    page.paragraph(out, &words.conclusion())?;
    writeln!(out)?;
    for [label, value, note] in words.key_figures() {
        let figure = format!(" {label:<19}{value:>19}   ");
        let room = usize::from(width).saturating_sub(FIGURE).max(20);
        let note = wrap(&clean(&note), room, "");
        for (place, line) in note.lines().enumerate() {
            writeln!(out, "{}{line}", if place == 0 { figure.clone() } else { " ".repeat(FIGURE) })?;
        }
    }
    Ok(())
}

fn functions(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    let amount = |row: &FunctionRow| of_basis(&row.duplicated, report.savings.basis);
    let mut rows: Vec<&FunctionRow> = report.functions.iter().filter(|row| amount(row).is_positive()).collect();
    rows.sort_by(|a, b| amount(b).cmp(&amount(a)).then_with(|| a.code.cmp(&b.code)));
    Page { width }.section(out, "Where the duplication is")?;
    let line = |label: String, organisations: String, cost: Money, duplicated: Money| {
        let money = |amount| short(amount, &report.currency);
        vec![label, organisations, money(cost), money(duplicated), percent(duplicated, cost)]
    };
    let mut cells: Vec<Vec<String>> = rows
        .iter()
        .take(ROWS)
        .map(|row| line(row.label.clone(), row.organisations.to_string(), row.cost, amount(row)))
        .collect();
    if let Some(rest) = rows.get(ROWS..).filter(|rest| !rest.is_empty()) {
        let [cost, duplicated] = [rest.iter().map(|row| row.cost).sum(), rest.iter().map(|row| amount(row)).sum()];
        cells.push(line(count_of(rest.len(), "more function"), String::new(), cost, duplicated));
    }
    let columns = [
        ("Function", Align::Left),
        ("Organisations", Align::Right),
        ("Cost", Align::Right),
        ("Duplicated", Align::Right),
        ("Share", Align::Right),
    ];
    write_table(out, width, if width < WIDE { &columns[..4] } else { &columns }, cells)
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
    write_table(out, width, if width < WIDE { &columns[..5] } else { &columns }, cells)
}

/// What was read, what was not compared, and what the result depends on.
fn reliance(out: &mut dyn Write, page: &Page, report: &Report, words: &Words<'_>) -> io::Result<()> {
    page.section(out, "How far you can rely on this")?;
    page.paragraph(out, &format!("{}.", report.coverage.line(&report.currency)))?;
    let reasons = report.excluded().reasons();
    let left: Vec<String> = reasons
        .iter()
        .filter(|(amount, _)| amount.is_positive())
        .map(|(amount, why)| format!("{} {why}", short(*amount, &report.currency)))
        .collect();
    if !left.is_empty() {
        page.paragraph(out, &format!("Not compared: {}.", left.join("; ")))?;
    }
    let doubt = words.doubt();
    if !doubt.is_empty() {
        page.paragraph(out, &doubt)?;
    }
    if let Some(turns) = words.turns() {
        page.paragraph(out, &turns)?;
    }
    let unsaid: Vec<String> = report.cannot_say.iter().map(|row| lower(row.what)).collect();
    if !unsaid.is_empty() {
        page.paragraph(out, &format!("Not enough data for: {}.", unsaid.join("; ")))?;
    }
    Ok(())
}

fn what_next(out: &mut dyn Write, page: &Page, report: &Report) -> io::Result<()> {
    page.section(out, "What to do next")?;
    let indent = "    ";
    for (number, step) in (1..).zip(next::steps(report).into_iter().take(STEPS)) {
        writeln!(out, " {number}. {}", wrap(&clean(&step), usize::from(page.width), indent).trim())?;
    }
    let count = |severity: Severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    let [errors, warnings, notes] = [Severity::Error, Severity::Warning, Severity::Note].map(count);
    if errors + warnings + notes > 0 {
        let parts = [(errors, "error"), (warnings, "warning"), (notes, "note")];
        let parts: Vec<String> =
            parts.into_iter().filter(|(many, _)| *many > 0).map(|(many, what)| count_of(many, what)).collect();
        page.paragraph(out, &format!("Review the findings: {}.", parts.join(", ")))?;
    }
    writeln!(out)?;
    out.write_all(
        wrap(
            "Add --full for all years, functions, assumptions, sources and findings. Run `dupaudit partners` to see who could share \
             what, or `dupaudit explain CODE` for one function.",
            usize::from(page.width),
            "",
        )
        .as_bytes(),
    )
}

/// A heading within a sentence.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

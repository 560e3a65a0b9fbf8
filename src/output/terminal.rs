//! The report for people: the headline first, then where it comes from, then what to mend.

use std::io::{self, Write};

use super::claims::write_claims;
use super::findings::write_findings;
use super::first_page::write_first_page;
use super::next::write_next;
use super::partners;
use super::payers::{Payers, write_payers};
use super::place::{clean, wrap};
use super::plan;
use super::reorganised::write_reorganised;
use super::savings_words::Words;
use super::savings_words::in_range;
use super::table::{Align, write_table};
use super::terminal_frontline::write_frontline;
use super::terminal_joint::write_joint;
use super::terminal_left::write_left;
use super::terminal_suppliers::write_suppliers;
use super::terminal_within::write_within;
use super::{terminal_savings, terminal_value};
use crate::finding::Severity;
use crate::money::{Money, agree, count_of, plural};
use crate::overlap::Basis;
use crate::report::{ByListRow, FunctionRow, OrganisationRow, Report, percent, short, staff};

/// Rows of a table that a person reads; the rest is summed up in one line.
const FUNCTIONS: usize = 15;
const ORGANISATIONS: usize = 20;

/// Findings of one kind that a person reads.
const FINDINGS: usize = 2;

/// Writes the report in at most `width` columns; with `full`, annexes as well.
///
/// # Errors
/// The writer refuses.
pub fn write_report(out: &mut dyn Write, width: u16, report: &Report, full: bool) -> io::Result<()> {
    opening(out, width, report)?;
    if duplicated(report).is_positive() && !full {
        return write_first_page(out, width, report);
    }
    headline(out, width, report)?;
    functions(out, width, report)?;
    by_list(out, width, report)?;
    organisations(out, width, report)?;
    write_within(out, width, report)?;
    partners::write_pointer(out, width, report)?;
    write_joint(out, width, report)?;
    write_reorganised(out, width, report)?;
    write_suppliers(out, width, report)?;
    write_left(out, width, report)?;
    reading(out, width, report)?;
    let words = words(report);
    terminal_savings::business_case(out, width, &words, Some(words.verdict_line()))?;
    write_payers(out, width, Payers::of(report).as_ref())?;
    write_claims(out, width, report)?;
    terminal_value::value_index(out, width, report)?;
    write_frontline(out, width, report)?;
    write_next(out, width, report)?;
    mend(out, width, report)?;
    if full {
        terminal_savings::scenario(out, width, &words)?;
        terminal_savings::programmes(out, width, &words)?;
    }
    coverage(out, width, report)
}

pub(super) fn section(out: &mut dyn Write, title: &str) -> io::Result<()> {
    writeln!(out, "\n{title}")
}

fn paragraph(out: &mut dyn Write, width: u16, text: &str) -> io::Result<()> {
    out.write_all(wrap(text, usize::from(width), "").as_bytes())
}

/// What the sentences about the saving are made of.
pub(super) fn words(report: &Report) -> Words<'_> {
    Words {
        currency: &report.currency,
        savings: &report.savings,
        scenario: &report.scenario,
        duplicated: duplicated(report),
    }
}

fn duplicated(report: &Report) -> Money {
    of_basis(&report.totals.duplicated, report.savings.basis)
}

pub(super) fn of_basis(bases: &crate::report::Bases, basis: Basis) -> Money {
    match basis {
        Basis::All => bases.all,
        Basis::Hhi => bases.hhi,
        Basis::Excess => bases.excess,
    }
}

/// What was audited.
fn opening(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    let currency = report.currency.as_str();
    if report.organisations.is_empty() {
        return paragraph(out, width, no_audit(report));
    }
    let beside = report
        .peers
        .as_ref()
        .map_or_else(String::new, |peers| format!(" compared with {}", count_of(peers.organisations, "peer")));
    writeln!(out, "Duplication audit: {}{beside}, {}, {currency}", clean(&bodies(report)), clean(&report.period))?;
    if !report.complete {
        paragraph(
            out,
            width,
            "INCOMPLETE: a file could not be read, or a return was rejected. The findings list \
            it.",
        )?;
    }
    Ok(())
}

/// The finding, the saving and the verdict in sentences.
fn headline(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    if report.organisations.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    paragraph(out, width, &clean(&finding(report)))?;
    if duplicated(report) == Money::ZERO {
        return Ok(());
    }
    writeln!(out)?;
    let words = words(report);
    paragraph(out, width, &words.in_short())?;
    writeln!(out)?;
    let (verdict, why) = words.verdict();
    paragraph(out, width, &clean(&format!("{verdict}: {why}")))?;
    first_steps(out, width, report)
}

/// The three largest steps of the plan's first two years.
pub(super) fn first_steps(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    let steps = plan::largest(report, 3);
    if steps.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nLargest steps of {} (target saving a year)", clean(&plan::first_years(report)))?;
    for (number, step) in (1..).zip(steps) {
        let text = wrap(&clean(&step.said(report)), usize::from(width), "    ");
        writeln!(out, " {number}. {}", text.trim())?;
    }
    Ok(())
}

/// Why there is no audit.
pub(super) fn no_audit(report: &Report) -> &'static str {
    if report.suppliers.is_empty() {
        "No report: no returns were found. Check the path, or run `dupaudit init` to start a return."
    } else {
        "No report: only suppliers were read. Add the returns of organisations that buy from them."
    }
}

/// How many bodies, in words; one alone by its name, as it was declared.
pub(super) fn bodies(report: &Report) -> String {
    match &report.organisations[..] {
        [one] => one.name.clone(),
        many => count_of(many.len(), "organisation"),
    }
}

/// How much is duplicated, in two sentences; with peers, what they are is a third.
pub(super) fn finding(report: &Report) -> String {
    let beside = report.peers.as_ref().map_or_else(String::new, |peers| {
        format!(
            " Compared with {}: {} cost is not included in these figures.",
            count_of(peers.organisations, "peer"),
            agree(peers.organisations, "its", "their"),
        )
    });
    duplication(report) + &beside + &aside(report)
}

/// What the headline would be without a few lines, and what of it others pay for. Nothing where that changes little.
pub(super) fn aside(report: &Report) -> String {
    let currency = report.currency.as_str();
    let totals = &report.totals;
    let mut aside = String::new();
    if let Some(without) = totals.without_outliers {
        let outliers = report.outliers.iter().filter(|row| row.carries.is_positive()).count();
        let costs = agree(outliers, "cost that is", "costs that are");
        aside =
            format!(" Without {outliers} {costs} far from the peers' cost, it would be {}", short(without, currency));
        if let Some(npv) = totals.npv_without_outliers {
            aside += &format!(", with a net present value of {}", short(npv, currency));
        }
        aside.push('.');
    }
    if totals.passed_on.is_positive() {
        aside += &format!(
            " Others pay for {} by cost recovery or recharge, and would have that part of a saving",
            short(totals.passed_on, currency)
        );
        if let Some(npv) = totals.npv_without_passed_on {
            aside += &format!(". Without that part, the net present value is {}", short(npv, currency));
        }
        aside.push('.');
    }
    aside
}

pub(super) fn duplication(report: &Report) -> String {
    let currency = report.currency.as_str();
    let (found, scope) = (duplicated(report), report.totals.in_scope);
    if scope == Money::ZERO {
        return "Not enough data: no administrative or managerial work with a cost is declared here.".to_owned();
    }
    if found == Money::ZERO && report.organisations.len() == 1 && report.peers.is_none() {
        return format!(
            "{} spends {} on administrative and managerial work. Its return shows no duplication inside it. To compare it with \
             others, add their returns or use --peers.",
            bodies(report),
            short(scope, currency)
        );
    }
    if found == Money::ZERO {
        return format!(
            "No duplicated cost was found in the {} of administrative and managerial work declared here.",
            short(scope, currency)
        );
    }
    let totals = &report.totals;
    let likely = in_range(found, [totals.p10, totals.p50, totals.p90]);
    let right = match short(found, currency) {
        _ if likely == found => String::new(),
        found => format!(" ({found} if every mapping is right)"),
    };
    format!(
        "{} {} a year on administration and management. {}{right} is duplicated ({}){}. Duplicated cost is not waste: resilience, \
         local knowledge and separation of duties can justify it.",
        match &report.organisations[..] {
            [one] => format!("{} spends", one.name),
            _ => "These organisations spend".to_owned(),
        },
        short(scope, currency),
        short(likely, currency),
        percent(likely, scope),
        where_spent(report),
    )
}

/// `: £48k within organisations and £11.4m between them`, as far as there is either.
fn where_spent(report: &Report) -> String {
    let [within, between] = [report.totals.within, report.totals.between]
        .map(|amount| amount.is_positive().then(|| short(amount, &report.currency)));
    match (within, between) {
        (Some(_), None) if report.organisations.len() == 1 && report.peers.is_none() => String::new(),
        (Some(_), None) => ", all inside one organisation".to_owned(),
        (None, _) => ", all between organisations".to_owned(),
        (Some(within), Some(between)) => format!(": {between} between organisations and {within} inside one"),
    }
}

/// The same duplicated cost on every basis, and what each counts.
pub(super) fn three_bases(bases: &crate::report::Bases, currency: &str) -> String {
    format!(
        "Duplicated cost depends on how it is counted (--basis). `all`: {} (everything, where 2 or more units or \
         products do it). `hhi`: {} (small ones count for less). `excess`: {} (all but the largest).",
        short(bases.all, currency),
        short(bases.hhi, currency),
        short(bases.excess, currency),
    )
}

/// Functions by duplicated cost.
fn functions(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    let basis = report.savings.basis;
    let amount = |row: &FunctionRow| of_basis(&row.duplicated, basis);
    let mut rows: Vec<&FunctionRow> = report.functions.iter().filter(|row| amount(row).is_positive()).collect();
    if rows.is_empty() {
        return Ok(());
    }
    rows.sort_by(|a, b| amount(b).cmp(&amount(a)).then_with(|| a.code.cmp(&b.code)));
    section(out, "Where the duplication is")?;
    let most = rows.first().map_or(Money::ZERO, |row| amount(row));
    let cells = rows
        .iter()
        .take(FUNCTIONS)
        .map(|row| {
            vec![
                row.label.clone(),
                row.organisations.to_string(),
                (row.providers + row.products.unwrap_or_default()).to_string(),
                short(row.cost, &report.currency),
                short(amount(row), &report.currency),
                bar(amount(row), most, bar_width(width)),
            ]
        })
        .collect();
    let columns = [
        ("Function", Align::Left),
        ("Organisations", Align::Right),
        ("Providers", Align::Right),
        ("Cost", Align::Right),
        ("Duplicated", Align::Right),
        ("", Align::Fixed),
    ];
    write_table(out, width, &columns, cells)?;
    if rows.len() > FUNCTIONS {
        let rest: Money = rows[FUNCTIONS..].iter().map(|row| amount(row)).sum();
        let more = count_of(rows.len() - FUNCTIONS, "more function");
        writeln!(out, " and {more} with {}", short(rest, &report.currency))?;
    }
    Ok(())
}

/// The functions under another list, where one was asked for.
pub(super) fn by_list(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    let Some(by) = &report.report_by else { return Ok(()) };
    let amount = |row: &ByListRow| of_basis(&row.duplicated, report.savings.basis);
    let mut rows: Vec<&ByListRow> = by.functions.iter().collect();
    rows.sort_by(|a, b| (a.code.is_none(), amount(b), &a.code).cmp(&(b.code.is_none(), amount(a), &b.code)));
    section(out, &format!("The same under {} {}", by.list, by.version))?;
    let hidden: Vec<&ByListRow> = rows.iter().skip(FUNCTIONS).filter(|row| row.code.is_some()).copied().collect();
    let shown = rows.iter().enumerate().filter(|(place, row)| *place < FUNCTIONS || row.code.is_none());
    let cells = shown
        .map(|(_, row)| {
            vec![
                row.code.clone().unwrap_or_default(),
                format!("{}{}", row.label, if row.split { " *" } else { "" }),
                row.organisations.to_string(),
                short(row.cost, &report.currency),
                short(amount(row), &report.currency),
            ]
        })
        .collect();
    let columns = [
        ("Code", Align::Fixed),
        ("Function", Align::Left),
        ("Organisations", Align::Right),
        ("Cost", Align::Right),
        ("Duplicated", Align::Right),
    ];
    write_table(out, width, &columns, cells)?;
    if !hidden.is_empty() {
        let rest: Money = hidden.iter().map(|row| amount(row)).sum();
        let more = count_of(hidden.len(), "more function");
        writeln!(out, " and {more} with {}", short(rest, &report.currency))?;
    }
    let split = if rows.iter().any(|row| row.split) {
        " * holds part of a function that has several codes there, split evenly between them."
    } else {
        ""
    };
    let taxonomy = report.taxonomy.id.as_str();
    paragraph(out, width, &format!("Measured under {taxonomy} and summed by its crosswalk.{split}"))
}

/// Organisations by their part of the duplicated cost.
fn organisations(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    if report.organisations.is_empty() {
        return Ok(());
    }
    let mut rows: Vec<&OrganisationRow> = report.organisations.iter().collect();
    rows.sort_by(|a, b| b.duplicated.cmp(&a.duplicated).then_with(|| a.id.cmp(&b.id)));
    if !duplicated(report).is_positive() {
        return only_costs(out, width, report, &rows);
    }
    section(out, "Organisations")?;
    let cells = rows
        .iter()
        .take(ORGANISATIONS)
        .map(|row| {
            vec![
                row.name.clone(),
                short(row.total, &report.currency),
                short(row.in_scope, &report.currency),
                short(row.duplicated, &report.currency),
                percent(row.duplicated, row.in_scope),
                row.duplicated_fte.map_or_else(|| "not known".to_owned(), |fte| staff(fte.0)),
            ]
        })
        .collect();
    let columns = [
        ("Organisation", Align::Left),
        ("Total", Align::Right),
        ("In scope", Align::Right),
        ("Duplicated", Align::Right),
        ("Share", Align::Right),
        ("Dup. FTE", Align::Right),
    ];
    write_table(out, width, &columns, cells)?;
    if rows.len() > ORGANISATIONS {
        let rest: Money = rows[ORGANISATIONS..].iter().map(|row| row.duplicated).sum();
        let more = rows.len() - ORGANISATIONS;
        writeln!(out, " and {more} {} with {}", plural(more, "more organisation"), short(rest, &report.currency))?;
    }
    Ok(())
}

/// Organisations where nothing is duplicated: what they spend.
fn only_costs(out: &mut dyn Write, width: u16, report: &Report, rows: &[&OrganisationRow]) -> io::Result<()> {
    section(out, "Organisations")?;
    let said = |amount: Money| if amount.is_positive() { short(amount, &report.currency) } else { "–".to_owned() };
    let cells = rows.iter().take(ORGANISATIONS).map(|row| vec![row.name.clone(), said(row.total), said(row.in_scope)]);
    let columns = [("Organisation", Align::Left), ("Total", Align::Right), ("In scope", Align::Right)];
    write_table(out, width, &columns, cells.collect())?;
    if rows.len() > ORGANISATIONS {
        writeln!(out, " and {}", count_of(rows.len() - ORGANISATIONS, "more organisation"))?;
    }
    Ok(())
}

/// How the figures may be read.
fn reading(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    if report.organisations.is_empty() {
        return Ok(());
    }
    section(out, "How to read this")?;
    if !duplicated(report).is_positive() {
        return terminal_savings::standing(out, width);
    }
    let bases = &report.totals.duplicated;
    let currency = report.currency.as_str();
    paragraph(out, width, &three_bases(bases, currency))?;
    terminal_savings::standing(out, width)
}

/// What stands in the way of a better answer.
fn mend(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    if report.findings.is_empty() {
        return Ok(());
    }
    let count = |severity: Severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    section(out, "Warnings and notes")?;
    writeln!(
        out,
        "{}, {}, {}",
        count_of(count(Severity::Error), "error"),
        count_of(count(Severity::Warning), "warning"),
        count_of(count(Severity::Note), "note")
    )?;
    write_findings(out, width, &report.findings, FINDINGS)
}

/// What the figures rest on.
fn coverage(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    writeln!(out)?;
    paragraph(out, width, &report.coverage.line(&report.currency))
}

fn bar_width(width: u16) -> usize {
    if width >= 100 { 24 } else { 10 }
}

/// A bar of eighths.
fn bar(amount: Money, most: Money, width: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if most == Money::ZERO {
        return String::new();
    }
    let eighths = usize::try_from(i128::from(amount.0) * width as i128 * 8 / i128::from(most.0)).unwrap_or(0);
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

//! Options of a reorganisation for people: which is worth most and how sure that is, each beside the others, what each makes of whom,
//! how far that can be relied on, and what to do next.

use std::io::{self, Write};

use super::findings::write_findings;
use super::json::pretty;
use super::options_words::{COLUMNS, OptionsWords};
use super::place::{clean, wrap};
use super::table::{Align, write_table};
use crate::finding::Severity;
use crate::money::{Money, count_of};
use crate::report::{ChoiceRow, FindingRow, OptionsReport, SuccessorRow, short};

/// Rows of successors that a person reads; the rest is counted.
const SUCCESSORS: usize = 10;

/// Pairs of options and published figures in words.
const SENTENCES: usize = 4;

/// From this width on there is room for all columns.
const WIDE: u16 = 100;

/// Writes options as JSON.
///
/// # Errors
/// The writer refuses.
pub fn write_options_json(out: &mut dyn Write, report: &OptionsReport) -> io::Result<()> {
    pretty(out, report)
}

/// Writes options in at most `width` columns.
///
/// # Errors
/// The writer refuses.
pub fn write_options(out: &mut dyn Write, width: u16, report: &OptionsReport) -> io::Result<()> {
    let page = Page { width, report, words: OptionsWords { report } };
    writeln!(out, "Options: {}", page.words.about())?;
    if !report.complete {
        page.lines(out, &["INCOMPLETE: something was not read, or an option is not sound.".to_owned()])?;
    }
    page.section(out, "Summary", &page.words.answer())?;
    page.options(out)?;
    page.some(out, "Compared with each other", &page.words.odds())?;
    page.successors(out)?;
    page.section(out, "Shared services and contracts", &page.words.arrangements())?;
    let mut claims = page.words.claims();
    claims.truncate(SENTENCES);
    claims.extend(page.words.claims_differ());
    page.section(out, "Published figures", &claims)?;
    page.reliance(out)?;
    page.next(out)
}

struct Page<'a> {
    width: u16,
    report: &'a OptionsReport,
    words: OptionsWords<'a>,
}

impl Page<'_> {
    fn money(&self, amount: Money) -> String {
        short(amount, &self.report.currency)
    }

    fn lines(&self, out: &mut dyn Write, said: &[String]) -> io::Result<()> {
        said.iter().try_for_each(|text| out.write_all(wrap(&clean(text), usize::from(self.width), " ").as_bytes()))
    }

    fn section(&self, out: &mut dyn Write, title: &str, said: &[String]) -> io::Result<()> {
        if said.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{title}")?;
        self.lines(out, said)
    }

    /// The first of several sentences, and how many more there are.
    fn some(&self, out: &mut dyn Write, title: &str, said: &[String]) -> io::Result<()> {
        self.section(out, title, &said[..said.len().min(SENTENCES)])?;
        match said.len().saturating_sub(SENTENCES) {
            0 => Ok(()),
            more => writeln!(out, " and {} (--format csv --table odds)", count_of(more, "more pair")),
        }
    }

    /// Each option beside the others, and today above them.
    fn options(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.report.options.is_empty() {
            return Ok(());
        }
        writeln!(out, "\nSide by side")?;
        let today = &self.report.today;
        let mut rows = vec![vec![
            format!("No option ({} today)", today.organisations),
            self.money(Money::ZERO),
            self.money(Money::ZERO),
            self.money(today.duplicated),
            self.money(Money::ZERO),
            self.money(Money::ZERO),
            self.money(Money::ZERO),
            "–".to_owned(),
        ]];
        rows.extend(self.report.options.iter().map(|row| self.option(row)));
        let columns = [
            ("Option", Align::Left),
            ("Removed", Align::Right),
            ("Added", Align::Right),
            ("Remaining", Align::Right),
            ("Net a year", Align::Right),
            ("One-off", Align::Right),
            ("Value", Align::Right),
            ("Payback", Align::Fixed),
        ];
        let kept = if self.width < WIDE { 5 } else { columns.len() };
        write_table(out, self.width, &columns[..kept], rows)?;
        self.lines(out, &[COLUMNS.to_owned()])
    }

    fn option(&self, row: &ChoiceRow) -> Vec<String> {
        let known =
            |amount: Option<Money>| amount.map_or_else(|| "?".to_owned(), |amount| self.words.about_money(amount));
        let net = row.npv.map(|_| row.realised_annual - row.division_annual);
        let payback = match (&row.payback_label, row.npv) {
            (Some(label), _) => label.clone(),
            (None, Some(_)) if row.npv == Some(Money::ZERO) => "–".to_owned(),
            (None, Some(_)) => "never".to_owned(),
            (None, None) => "?".to_owned(),
        };
        vec![
            row.name.clone(),
            self.money(row.duplicated.removed),
            self.money(row.duplicated.added_by_division),
            self.money(row.duplicated.remaining),
            known(net),
            known(row.one_off),
            known(row.npv_p50),
            payback,
        ]
    }

    fn successors(&self, out: &mut dyn Write) -> io::Result<()> {
        let all = self
            .report
            .options
            .iter()
            .flat_map(|row| row.successors.iter().filter(|one| !one.unchanged).map(move |one| (row, one)));
        let all: Vec<(&ChoiceRow, &SuccessorRow)> = all.collect();
        if all.is_empty() {
            return Ok(());
        }
        writeln!(out, "\nSuccessors")?;
        let net = |row: &SuccessorRow| match (row.net_a_resident, row.net_a_dwelling) {
            (Some(amount), _) => format!("{} a resident", amount.exact(&self.report.currency)),
            (None, Some(amount)) => format!("{} a dwelling", amount.exact(&self.report.currency)),
            (None, None) => "?".to_owned(),
        };
        let is_known = all.iter().any(|(_, row)| row.net_a_resident.or(row.net_a_dwelling).is_some());
        let rows = all.iter().take(SUCCESSORS).map(|(option, row)| {
            let mut cells = vec![
                option.id.clone(),
                row.name.clone(),
                self.money(row.in_scope),
                self.money(row.removed),
                self.money(row.added_by_division),
            ];
            cells.extend(is_known.then(|| net(row)));
            cells
        });
        let columns = [
            ("Option", Align::Left),
            ("Successor", Align::Left),
            ("In scope", Align::Right),
            ("Removed", Align::Right),
            ("Added", Align::Right),
            ("Net a year", Align::Right),
        ];
        write_table(out, self.width, &columns[..if is_known { 6 } else { 5 }], rows.collect())?;
        match all.len().saturating_sub(SUCCESSORS) {
            0 => Ok(()),
            more => writeln!(out, " and {} (--format csv --table successors)", count_of(more, "more successor")),
        }
    }

    fn reliance(&self, out: &mut dyn Write) -> io::Result<()> {
        let report = self.report;
        let mut said = vec![format!("{}.", report.coverage.line(&report.currency))];
        said.extend(self.words.unsaid());
        self.section(out, "How far you can rely on this", &said)
    }

    fn next(&self, out: &mut dyn Write) -> io::Result<()> {
        let steps = self.words.next();
        if !steps.is_empty() {
            writeln!(out, "\nWhat to do next")?;
        }
        for (number, step) in (1..).zip(steps) {
            writeln!(out, " {number}. {}", wrap(&clean(&step), usize::from(self.width), "    ").trim())?;
        }
        let errors: Vec<FindingRow> =
            self.report.findings.iter().filter(|row| row.severity == Severity::Error).cloned().collect();
        write_findings(out, self.width, &errors, 3)
    }
}

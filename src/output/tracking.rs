//! Two rounds held against each other, for people: whether the plan was kept, the bridge from one to the other, then
//! functions and organisations.

use std::io::{self, Write};

use super::findings::write_findings;
use super::json::pretty;
use super::place::{clean, wrap};
use super::table::{Align, write_table};
use super::tracking_words::{LEGEND, Step, TrackingWords, status_word};
use crate::money::{Money, count_of, thousands};
use crate::report::{BridgeRow, ClaimRow, CompareReport, percent, short};
use crate::savings::tracking::Status;

/// Rows of a table that a person reads; the rest is counted in one line.
const ROWS: usize = 10;

/// Findings of one kind that a person reads.
const FINDINGS: usize = 2;

/// The columns of a table after its names, each with the width from which on there is room for it.
const COLUMNS: [(&str, u16, Align); 10] = [
    ("Before", 0, Align::Right),
    ("Price", 120, Align::Right),
    ("Volume", 120, Align::Right),
    ("Moved", 120, Align::Right),
    ("Measured", 0, Align::Right),
    ("After", 0, Align::Right),
    ("Planned", 100, Align::Right),
    ("Delivered", 0, Align::Right),
    ("Less dup.", 100, Align::Right),
    ("Status", 0, Align::Fixed),
];

/// Writes a comparison as JSON.
///
/// # Errors
/// The writer refuses.
pub fn write_compare_json(out: &mut dyn Write, report: &CompareReport) -> io::Result<()> {
    pretty(out, report)
}

/// Writes a comparison in at most `width` columns.
///
/// # Errors
/// The writer refuses.
pub fn write_compare(out: &mut dyn Write, width: u16, report: &CompareReport) -> io::Result<()> {
    let (page, words) = (Page { width, report }, TrackingWords { report });
    if !report.organisations.is_empty() {
        writeln!(out, "Compared: {}\n", words.about())?;
    }
    for said in words.opening() {
        page.paragraph(out, &said)?;
    }
    if words.has_cost() {
        page.series(out)?;
        page.bridge(out)?;
        let functions = report.functions.iter().map(|row| (&row.label, &row.bridge));
        page.table(out, "By function", "Function", functions.collect())?;
        let organisations = report.organisations.iter().map(|row| (&row.label, &row.bridge));
        page.table(out, "By organisation", "Organisation", organisations.collect())?;
        page.paragraph(out, LEGEND)?;
        page.claims(out)?;
    }
    section(out, "What explains the difference")?;
    for said in words.differences() {
        page.paragraph(out, &said)?;
    }
    if !report.findings.is_empty() {
        section(out, "Check before you use this")?;
        write_findings(out, width, &report.findings, FINDINGS)?;
    }
    writeln!(out)?;
    for round in [&report.old, &report.new] {
        let line = round.coverage.line(&report.currency);
        page.paragraph(out, &line.replacen("Coverage", &format!("Coverage of {}", clean(&round.period)), 1))?;
    }
    Ok(())
}

struct Page<'a> {
    width: u16,
    report: &'a CompareReport,
}

impl Page<'_> {
    /// The bridge as a waterfall, to the penny.
    fn bridge(&self, out: &mut dyn Write) -> io::Result<()> {
        let words = TrackingWords { report: self.report };
        let lines = words.bridge();
        let most = lines.iter().map(|step| step.from.max(step.to).0).max().unwrap_or_default().max(1);
        let names = lines.iter().map(|step| step.name.chars().count()).max().unwrap_or_default();
        let amounts = lines.iter().map(|step| step.amount.to_string().len() + 1).max().unwrap_or_default();
        let room = usize::from(self.width).saturating_sub(names + amounts + 5);
        let place = |amount: &Money| {
            let place = i128::from(amount.0.max(0)) * room as i128 / i128::from(most);
            usize::try_from(place).unwrap_or_default()
        };
        section(out, "Reconciliation")?;
        let last = lines.len() - 1;
        for (number, Step { name, amount, from, to }) in lines.iter().enumerate() {
            let (start, end) = (place(from.min(to)), place(from.max(to)));
            let bar = "█".repeat((end - start).max(usize::from(*amount != Money::ZERO)));
            let sign = if number > 0 && number < last && *amount > Money::ZERO { "+" } else { "" };
            let line = format!(" {name:names$}  {:>amounts$}  {}{bar}", format!("{sign}{amount}"), " ".repeat(start));
            writeln!(out, "{}", line.trim_end())?;
        }
        words.prices().map_or(Ok(()), |prices| self.paragraph(out, &prices))
    }

    /// One line a set, where there are more than two.
    fn series(&self, out: &mut dyn Write) -> io::Result<()> {
        let rows = &self.report.series;
        if rows.len() < 3 {
            return Ok(());
        }
        let amount = |amount: Money| short(amount, &self.report.currency);
        let known = |value: Option<Money>| value.map_or_else(String::new, amount);
        section(out, "Set by set")?;
        let cells = rows.iter().map(|row| {
            vec![
                clean(&row.period),
                amount(row.cost_real),
                amount(row.duplicated_real),
                known(row.since_measured),
                known(row.measured),
                known(row.planned),
                row.delivered.map_or_else(String::new, |part| format!("{:.0}%", part * 100.0)),
                row.status.map_or_else(String::new, |status| status_word(status).to_owned()),
            ]
        });
        let columns = [
            ("Set", Align::Fixed),
            ("Cost", Align::Right),
            ("Duplicated", Align::Right),
            ("Since before", Align::Right),
            ("Measured", Align::Right),
            ("Planned", Align::Right),
            ("Delivered", Align::Right),
            ("Status", Align::Fixed),
        ];
        write_table(out, self.width, &columns, cells.collect())?;
        self.paragraph(
            out,
            &format!(
                "Cost and duplicated cost: in {} prices. Since before: the reduction measured since the set before. Measured: the \
                 reduction since the first set, against what was planned by then. All below compares the first set with the last.",
                clean(&rows[0].period)
            ),
        )
    }

    /// The rows for which most was planned.
    fn table(
        &self,
        out: &mut dyn Write,
        title: &str,
        name: &str,
        mut rows: Vec<(&String, &BridgeRow)>,
    ) -> io::Result<()> {
        section(out, title)?;
        rows.sort_by_key(|(_, bridge)| (-bridge.planned, -bridge.before));
        let amount =
            |amount: Money| if amount == Money::ZERO { "–".to_owned() } else { short(amount, &self.report.currency) };
        let columns: Vec<_> = std::iter::once((name, Align::Left))
            .chain(COLUMNS.into_iter().filter(|(_, from, _)| self.width >= *from).map(|(title, _, side)| (title, side)))
            .collect();
        let cells = rows.iter().take(ROWS).map(|(label, bridge)| {
            let cells = [
                amount(bridge.before),
                amount(bridge.price),
                amount(bridge.volume),
                amount(bridge.perimeter),
                amount(bridge.measured()),
                amount(bridge.after),
                amount(bridge.planned),
                bridge.delivered.map_or_else(|| "–".to_owned(), |_| percent(bridge.measured(), bridge.planned)),
                amount(bridge.stock_reduction),
                bridge.status.map_or("–", status_word).to_owned(),
            ];
            let kept = cells.into_iter().zip(COLUMNS).filter(|(_, (_, from, _))| self.width >= *from);
            std::iter::once((*label).clone()).chain(kept.map(|(cell, _)| cell)).collect()
        });
        write_table(out, self.width, &columns, cells.collect())?;
        let counts = Status::ALL.map(|status| {
            let count = rows.iter().filter(|(_, bridge)| bridge.status == Some(status)).count();
            (count > 0).then(|| format!("{} {}", thousands(count as u64), status_word(status)))
        });
        let counts: Vec<String> = counts.into_iter().flatten().collect();
        let all = thousands(rows.len() as u64);
        let shown = if rows.len() > ROWS { format!("the {ROWS} largest plans of {all}") } else { String::new() };
        let line: Vec<String> = [shown, counts.join(", ")].into_iter().filter(|part| !part.is_empty()).collect();
        if rows.len() > 1 && !line.is_empty() {
            writeln!(out, " {}", line.join("; "))?;
        }
        Ok(())
    }

    fn claims(&self, out: &mut dyn Write) -> io::Result<()> {
        let report = self.report;
        if report.claims.is_empty() {
            return Ok(());
        }
        section(out, "Claimed, and measured")?;
        let columns = [
            ("Organisation", Align::Left),
            ("Function", Align::Left),
            ("Claimed", Align::Right),
            ("Measured", Align::Right),
        ];
        let amount = |amount| short(amount, &report.currency);
        let cells = report.claims.iter().take(ROWS).map(|ClaimRow { organisation, function, claimed, measured }| {
            vec![
                organisation.clone(),
                function.clone().unwrap_or_else(|| "all".to_owned()),
                amount(*claimed),
                measured.map_or_else(|| "?".to_owned(), amount),
            ]
        });
        write_table(out, self.width, &columns, cells.collect())?;
        if report.claims.len() > ROWS {
            writeln!(out, " and {}", count_of(report.claims.len() - ROWS, "more claim"))?;
        }
        self.paragraph(out, "Claims are listed and never counted.")
    }

    fn paragraph(&self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        out.write_all(wrap(text, usize::from(self.width), "").as_bytes())
    }
}

fn section(out: &mut dyn Write, title: &str) -> io::Result<()> {
    writeln!(out, "\n{title}")
}

//! Two rounds held against each other, for people: whether the plan was kept, the bridge from one to the other, then
//! functions and organisations.

use std::io::{self, Write};

use super::findings::write_findings;
use super::json::pretty;
use super::place::{clean, wrap};
use super::table::{Align, write_table};
use crate::money::{Money, thousands};
use crate::report::{BodyRow, BridgeRow, ClaimRow, CompareReport, TrackedRow, headline, percent, short};

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
    let page = Page { width, report };
    if report.organisations.is_empty() {
        page.paragraph(out, "Nothing can be compared: no organisation is in both rounds.")?;
    } else {
        page.opening(out)?;
    }
    if page.has_cost() {
        page.bridge(out)?;
        page.table(out, "By function", "function", &report.functions)?;
        page.table(out, "By organisation", "organisation", &report.organisations)?;
        page.paragraph(out, LEGEND)?;
        page.claims(out)?;
    }
    page.differences(out)?;
    if !report.findings.is_empty() {
        section(out, "What to look at")?;
        write_findings(out, width, &report.findings, FINDINGS)?;
    }
    writeln!(out)?;
    for round in [&report.old, &report.new] {
        let line = round.coverage.line(&report.currency);
        page.paragraph(out, &line.replacen("Coverage", &format!("Coverage of {}", clean(&round.period)), 1))?;
    }
    Ok(())
}

const LEGEND: &str = "Measured: the reduction that is left when prices, volumes and transfers are taken out; below nothing, a \
rise. Delivered: measured as a part of planned; green from 90%, amber from 60%, check above 125% or where duplication did \
not fall with it. Less dup.: by how much the duplicated cost fell.";

struct Page<'a> {
    width: u16,
    report: &'a CompareReport,
}

impl Page<'_> {
    /// Whether some body of both rounds has something that can be compared.
    fn has_cost(&self) -> bool {
        let bridge = &self.report.totals.bridge;
        !self.report.organisations.is_empty() && (bridge.before.is_positive() || bridge.after.is_positive())
    }

    fn opening(&self, out: &mut dyn Write) -> io::Result<()> {
        let report = self.report;
        let (bridge, currency) = (&report.totals.bridge, report.currency.as_str());
        let bodies = match report.organisations.len() {
            1 => "1 organisation".to_owned(),
            many => format!("{} organisations", thousands(many as u64)),
        };
        let (old, new) = (clean(&report.old.period), clean(&report.new.period));
        writeln!(out, "Compared: {bodies} in both rounds, {old} and {new}, {currency}\n")?;
        if !self.has_cost() {
            let text = "Nothing can be compared: neither round declares administrative or managerial work with a cost.";
            return self.paragraph(out, text);
        }
        let verb = if bridge.efficiency < Money::ZERO { "more" } else { "less" };
        let size = Money(bridge.efficiency.0.abs());
        let mut text = format!(
            "Administrative and managerial cost went from {} to {}. For the same work at the same prices that is {} {verb}",
            short(bridge.before, currency),
            short(bridge.after, currency),
            short(size, currency),
        );
        text += &match (bridge.status, report.plan.year) {
            (Some(status), year) => format!(
                ": {} of the {} planned by year {year} of the plan ({:.0}% of {} duplicated). Status: {}.",
                percent(bridge.efficiency, bridge.planned),
                short(bridge.planned, currency),
                report.plan.cumulative * 100.0,
                headline(bridge.duplicated_before, currency),
                status.to_uppercase(),
            ),
            (None, year) => format!(". Nothing was planned by year {year} of the plan."),
        };
        self.paragraph(out, &text)?;
        if bridge.duplicated_before == Money::ZERO && bridge.duplicated_after == Money::ZERO {
            return self.paragraph(out, "Nothing counts as duplicated in either round.");
        }
        let stock = match bridge.planned {
            Money::ZERO => String::new(),
            planned => format!(", {} of the plan", percent(bridge.stock_reduction, planned)),
        };
        let (fell, by) = if bridge.stock_reduction < Money::ZERO { ("rose", -1) } else { ("fell", 1) };
        let by = short(Money(bridge.stock_reduction.0 * by), currency);
        let cuts = bridge.doubts.contains(&"cuts-not-consolidation");
        let cuts = if cuts { " Spending fell, duplication did not: cuts, not consolidation." } else { "" };
        self.paragraph(
            out,
            &format!(
                "Duplicated cost {fell} by {by}{stock}: from {} ({} of the cost) to {} ({}), in prices of their year.{cuts}",
                short(bridge.duplicated_before, currency),
                percent(bridge.duplicated_before, bridge.before),
                short(bridge.duplicated_after, currency),
                percent(bridge.duplicated_after, bridge.after),
            ),
        )
    }

    /// The bridge as a waterfall, to the penny.
    fn bridge(&self, out: &mut dyn Write) -> io::Result<()> {
        let BridgeRow { before, price, volume, perimeter, efficiency, after, .. } = self.report.totals.bridge;
        let deflator = &self.report.deflator;
        let price_label = match deflator.rise {
            Some(rise) => format!("price (x {:.4}: {} years of {:.1}%)", deflator.ratio, deflator.years, rise * 100.0),
            None => format!("price (x {:.4}, as given)", deflator.ratio),
        };
        let steps = [price, volume, perimeter, -efficiency];
        let mut level = before;
        let mut lines = vec![(clean(&self.report.old.period), before, Money::ZERO, before)];
        let names = [price_label.as_str(), "volume", "perimeter (transfers)", "efficiency, taken off"];
        for (name, step) in names.into_iter().zip(steps) {
            lines.push((name.to_owned(), step, level, level + step));
            level += step;
        }
        lines.push((clean(&self.report.new.period), after, Money::ZERO, after));
        let most = lines.iter().map(|(.., from, to)| from.max(to).0).max().unwrap_or_default().max(1);
        let names = lines.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or_default();
        let amounts = lines.iter().map(|(_, amount, ..)| amount.to_string().len() + 1).max().unwrap_or_default();
        let room = usize::from(self.width).saturating_sub(names + amounts + 5);
        let place = |amount: &Money| {
            let place = i128::from(amount.0.max(0)) * room as i128 / i128::from(most);
            usize::try_from(place).unwrap_or_default()
        };
        section(out, "Bridge")?;
        let last = lines.len() - 1;
        for (number, (name, amount, from, to)) in lines.iter().enumerate() {
            let (start, end) = (place(from.min(to)), place(from.max(to)));
            let bar = "█".repeat((end - start).max(usize::from(*amount != Money::ZERO)));
            let sign = if number > 0 && number < last && *amount > Money::ZERO { "+" } else { "" };
            let line = format!(" {name:names$}  {:>amounts$}  {}{bar}", format!("{sign}{amount}"), " ".repeat(start));
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// The rows for which most was planned.
    fn table(&self, out: &mut dyn Write, title: &str, what: &str, rows: &[TrackedRow]) -> io::Result<()> {
        section(out, title)?;
        let mut shown: Vec<&TrackedRow> = rows.iter().collect();
        shown.sort_by_key(|row| (-row.bridge.planned, -row.bridge.before));
        let amount =
            |amount: Money| if amount == Money::ZERO { "–".to_owned() } else { short(amount, &self.report.currency) };
        let name = if what == "function" { "Function" } else { "Organisation" };
        let columns: Vec<_> = std::iter::once((name, Align::Left))
            .chain(COLUMNS.into_iter().filter(|(_, from, _)| self.width >= *from).map(|(title, _, side)| (title, side)))
            .collect();
        let cells = shown.iter().take(ROWS).map(|row| {
            let bridge = &row.bridge;
            let cells = [
                amount(bridge.before),
                amount(bridge.price),
                amount(bridge.volume),
                amount(bridge.perimeter),
                amount(bridge.efficiency),
                amount(bridge.after),
                amount(bridge.planned),
                percent(bridge.efficiency, bridge.planned),
                amount(bridge.stock_reduction),
                bridge.status.unwrap_or("–").to_owned(),
            ];
            let kept = cells.into_iter().zip(COLUMNS).filter(|(_, (_, from, _))| self.width >= *from);
            std::iter::once(row.label.clone().unwrap_or_default()).chain(kept.map(|(cell, _)| cell)).collect()
        });
        write_table(out, self.width, &columns, cells.collect())?;
        let counts = ["green", "amber", "red", "check"].map(|status| {
            let count = rows.iter().filter(|row| row.bridge.status == Some(status)).count();
            (count > 0).then(|| format!("{} {status}", thousands(count as u64)))
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
            writeln!(out, " and {} more claims", thousands((report.claims.len() - ROWS) as u64))?;
        }
        self.paragraph(out, "Claims are listed and never counted.")
    }

    /// What the difference comes from: bodies, items, decisions.
    fn differences(&self, out: &mut dyn Write) -> io::Result<()> {
        let report = self.report;
        section(out, "What the difference is made of")?;
        let change = |cost: Money, duplicated: Money| {
            let signed = |amount: Money| {
                let sign = if amount > Money::ZERO { "+" } else { "" };
                format!("{sign}{}", short(amount, &report.currency))
            };
            format!("{} cost, {} duplicated", signed(cost), signed(duplicated))
        };
        let causes = &report.causes;
        let decisions = causes.decisions.map_or_else(
            || "decisions: the same for both rounds (--decisions-old tells their part apart)".to_owned(),
            |part| format!("decisions since the first round: {}", change(part.cost, part.duplicated)),
        );
        self.paragraph(
            out,
            &format!(
                "Data: {}; {decisions}; taxonomy and version: none, both rounds are read with {} {} by one version.",
                change(causes.data.cost, causes.data.duplicated),
                report.taxonomy.id,
                report.taxonomy.version,
            ),
        )?;
        let names = |bodies: &[BodyRow]| {
            let named: Vec<String> = bodies.iter().take(ROWS).map(|body| clean(&body.name)).collect();
            let more = bodies.len().saturating_sub(ROWS);
            let more = if more > 0 { format!(" and {} more", thousands(more as u64)) } else { String::new() };
            let total: Money = bodies.iter().map(|body| body.total).sum();
            format!("{}{more} ({})", named.join(", "), short(total, &report.currency))
        };
        for (bodies, what) in [(&report.entries, "New, and not compared"), (&report.exits, "Gone, and not compared")] {
            if !bodies.is_empty() {
                self.paragraph(out, &format!("{what}: {}.", names(bodies)))?;
            }
        }
        let items = |word: &str| report.items.iter().filter(|item| item.changes.contains(&word)).count();
        let counts = [
            (items("entered"), "new"),
            (items("left"), "gone"),
            (items("text"), "under another name"),
            (items("id"), "under another id"),
            (items("function"), "on another function"),
        ];
        let counts: Vec<String> = counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{} {what}", thousands(count as u64)))
            .collect();
        if !counts.is_empty() {
            self.paragraph(out, &format!("Items: {}.", counts.join(", ")))?;
        }
        match report.realisation {
            Some(part) => self.paragraph(
                out,
                &format!(
                    "To estimate further with what was delivered: `dupaudit audit NEW --set realisation={part:.3}`."
                ),
            ),
            None => Ok(()),
        }
    }

    fn paragraph(&self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        out.write_all(wrap(text, usize::from(self.width), "").as_bytes())
    }
}

fn section(out: &mut dyn Write, title: &str) -> io::Result<()> {
    writeln!(out, "\n{}", title.to_uppercase())
}

//! Partners for people: whom to talk to first and why, then everybody's best partner, groups, what could be bought
//! together, and what could be a standard part.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::json::pretty;
use super::partners_words::{BODIES, LIKENESS, MARK_TITLES, NAMED, PartnersWords, TOGETHER, marks};
use super::place::{clean, wrap};
use super::table::{Align, write_table};
use crate::money::{count_of, thousands};
use crate::report::{Day, GroupRow, PairRow, PartRow, PartnersReport, ProductRow, Report, short};

/// Rows of a table that a person reads; the rest is counted in one line.
const ROWS: usize = 5;

/// From this width on a cell may name several functions.
const WIDE: u16 = 140;

/// Writes partners as JSON.
///
/// # Errors
/// The writer refuses.
pub fn write_partners_json(out: &mut dyn Write, report: &PartnersReport) -> io::Result<()> {
    pretty(out, report)
}

/// Writes partners in at most `width` columns: those of one body if it is named, or the standard parts alone.
///
/// # Errors
/// The writer refuses.
pub fn write_partners(
    out: &mut dyn Write,
    width: u16,
    report: &PartnersReport,
    of: Option<&str>,
    parts_only: bool,
) -> io::Result<()> {
    let page = Page { width, report, words: PartnersWords { report } };
    if report.organisations.is_empty() {
        page.paragraph(
            out,
            "No report: no returns were found. Check the path, or run `dupaudit init` to start a \
            return.",
        )?;
        return page.coverage(out);
    }
    if parts_only {
        page.parts(out, usize::MAX)?;
        return page.coverage(out);
    }
    writeln!(out, "Partners: {}\n", page.words.about())?;
    for said in page.words.opening(of) {
        page.paragraph(out, &page.words.and_wider(said))?;
    }
    match of {
        Some(of) => page.partners_of(out, of)?,
        None => page.everybody(out)?,
    }
    page.groups(out)?;
    page.products(out, of)?;
    if of.is_none() {
        page.parts(out, ROWS)?;
    }
    page.coverage(out)
}

/// Of an audit: who to talk to first.
pub(super) fn pointer(report: &Report) -> Option<String> {
    let first = report.partners.first()?;
    Some(format!(
        "{} and {} each spend at least {} a year on functions that both run, mostly {}.",
        first.names.a_name,
        first.names.b_name,
        short(first.shared, &report.currency),
        first.mostly_labels.first().map_or("", |label| label.as_str()),
    ))
}

/// The same for a terminal.
pub(super) fn write_pointer(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    let Some(text) = pointer(report) else { return Ok(()) };
    writeln!(out, "\nWho to talk to first")?;
    out.write_all(wrap(&clean(&text), usize::from(width), "").as_bytes())
}

struct Page<'a> {
    width: u16,
    report: &'a PartnersReport,
    words: PartnersWords<'a>,
}

impl Page<'_> {
    /// The best partner of every body.
    fn everybody(&self, out: &mut dyn Write) -> io::Result<()> {
        let report = self.report;
        let mut best: BTreeMap<(&str, &str), Vec<&PairRow>> = BTreeMap::new();
        for pair in &report.partners {
            for body in pair.partner.both() {
                best.entry(body).or_default().push(pair);
            }
        }
        // Pairs come most in common first, so that the first of each body is its best.
        let mut rows: Vec<_> = best.iter().collect();
        rows.sort_by_key(|(body, pairs)| (Reverse(pairs[0].partner.shared), **body));
        if rows.is_empty() {
            return Ok(());
        }
        section(out, "Possible partners")?;
        let cells = rows.iter().take(BODIES).map(|((id, name), pairs)| {
            let first = pairs[0];
            let mut cells = vec![(*name).to_owned(), first.partner.other_than(id).to_owned()];
            cells.extend(self.likeness(first));
            cells.push(match pairs.len() - 1 {
                0 => String::new(),
                more => format!("+{more}"),
            });
            cells
        });
        let mut columns = vec![("Organisation", Align::Left), ("Best partner", Align::Left)];
        columns.extend(LIKENESS_COLUMNS);
        columns.push(("Others", Align::Right));
        write_table(out, self.width, &columns, cells.collect())?;
        if rows.len() > BODIES {
            writeln!(out, " and {}", count_of(rows.len() - BODIES, "more organisation"))?;
        }
        if let Some(alone) = self.words.alone() {
            self.paragraph(out, &self.words.and_wider(alone))?;
        }
        self.paragraph(out, LIKENESS)
    }

    /// All partners of one body.
    fn partners_of(&self, out: &mut dyn Write, of: &str) -> io::Result<()> {
        if self.report.partners.is_empty() {
            return Ok(());
        }
        section(out, &format!("Partners of {}", clean(self.words.name(of))))?;
        let cells = self.report.partners.iter().map(|pair| {
            let mut cells = vec![pair.partner.other_than(of).to_owned()];
            cells.extend(self.likeness(pair));
            cells.push(pair.windows.first().map_or_else(String::new, |window| window.to.to_string()));
            let named = if self.width < WIDE { 1 } else { NAMED };
            let labels = pair.functions.iter().take(named).map(|function| function.label.clone());
            cells.push(labels.collect::<Vec<_>>().join("; "));
            cells
        });
        let mut columns = vec![("Partner", Align::Left)];
        columns.extend(LIKENESS_COLUMNS);
        columns.extend([("Contracts", Align::Fixed), ("Most on", Align::Left)]);
        write_table(out, self.width, &columns, cells.collect())
    }

    fn likeness(&self, pair: &PairRow) -> [String; 5] {
        let share = |share: f64| format!("{:.0}%", share * 100.0);
        let partner = &pair.partner;
        [
            short(partner.shared, &self.report.currency),
            format!("{:.2}", partner.cosine),
            share(partner.containment),
            share(partner.balance),
            partner.model.to_string(),
        ]
    }

    fn groups(&self, out: &mut dyn Write) -> io::Result<()> {
        let groups: Vec<&GroupRow> = self.report.groups.iter().filter(|group| group.members.len() > 2).collect();
        if groups.is_empty() {
            return Ok(());
        }
        section(out, &format!("Groups of up to {}", self.report.rules.group_size))?;
        let cells = groups.iter().take(ROWS).map(|group| {
            vec![
                group.names.join(", "),
                short(group.prize, &self.report.currency),
                group.model.to_string(),
                group.largest_name.clone(),
            ]
        });
        let columns =
            [("Members", Align::Left), ("Duplicated", Align::Right), ("How", Align::Fixed), ("Largest", Align::Left)];
        write_table(out, self.width, &columns, cells.collect())?;
        more(out, groups.len(), "group")
    }

    fn products(&self, out: &mut dyn Write, of: Option<&str>) -> io::Result<()> {
        let bought = |product: &&ProductRow| {
            of.is_none_or(|of| product.contracts.iter().any(|contract| contract.organisation == of))
        };
        let products: Vec<&ProductRow> = self.report.products.iter().filter(bought).collect();
        if products.is_empty() {
            return Ok(());
        }
        section(out, "Products that several organisations buy")?;
        let cells = products.iter().take(ROWS).map(|product| {
            vec![
                product.name.to_string(),
                product.contracts.len().to_string(),
                short(product.cost, &self.report.currency),
                product.vendors.join(", "),
                ends_in_words(product),
                product
                    .window
                    .as_ref()
                    .map_or_else(|| "–".to_owned(), |window| format!("{} by {}", window.bodies, window.to)),
            ]
        });
        let columns = [
            ("Product", Align::Left),
            ("Organisations", Align::Right),
            ("A year", Align::Right),
            ("Suppliers", Align::Left),
            ("Contracts end", Align::Left),
            ("Together", Align::Fixed),
        ];
        write_table(out, self.width, &columns, cells.collect())?;
        more(out, products.len(), "product")?;
        self.paragraph(out, TOGETHER)
    }

    fn parts(&self, out: &mut dyn Write, most: usize) -> io::Result<()> {
        let parts = &self.report.parts;
        if parts.is_empty() {
            return Ok(());
        }
        section(out, "Functions that one shared component could serve")?;
        let cells = parts.iter().take(most).map(|part| {
            let scores = std::iter::once(part.score).chain(part.marks.all()).map(|mark| format!("{:.0}", mark * 100.0));
            std::iter::once(part.label.clone()).chain(scores).chain([self.today(part)]).collect()
        });
        let mut columns = vec![("Function", Align::Left), ("Score", Align::Right)];
        columns.extend(MARK_TITLES.map(|title| (title, Align::Right)));
        columns.push(("Who has it today", Align::Left));
        write_table(out, self.width, &columns, cells.collect())?;
        if parts.len() > most {
            writeln!(out, " and {} (--parts)", count_of(parts.len() - most, "more function"))?;
        }
        self.paragraph(out, &marks())
    }

    fn today(&self, part: &PartRow) -> String {
        let mut text = format!("{} ({})", part.largest.name, short(part.largest.cost, &self.report.currency));
        if let Some(product) = part.product.as_ref().filter(|product| product.bodies >= 2) {
            text += &format!("; {} in {} organisations", product.name, product.bodies);
        }
        text
    }

    fn paragraph(&self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        out.write_all(wrap(&clean(text), usize::from(self.width), "").as_bytes())
    }

    fn coverage(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out)?;
        self.paragraph(out, &self.report.coverage.line(&self.report.currency))
    }
}

const LIKENESS_COLUMNS: [(&str, Align); 5] = [
    ("Both spend", Align::Right),
    ("Similar", Align::Right),
    ("Shareable", Align::Right),
    ("Size", Align::Right),
    ("How", Align::Fixed),
];

fn section(out: &mut dyn Write, title: &str) -> io::Result<()> {
    writeln!(out, "\n{title}")
}

fn more(out: &mut dyn Write, rows: usize, what: &str) -> io::Result<()> {
    match rows.saturating_sub(ROWS) {
        0 => Ok(()),
        1 => writeln!(out, " and 1 more {what}"),
        more => writeln!(out, " and {} more {what}s", thousands(more as u64)),
    }
}

/// Up to three dates, or the first and the last.
fn ends_in_words(product: &ProductRow) -> String {
    let ends: BTreeSet<Day> = product.ends().collect();
    let all: Vec<String> = ends.iter().map(Day::to_string).collect();
    match &all[..] {
        [] => "–".to_owned(),
        [first, .., last] if all.len() > NAMED => format!("{first} to {last}"),
        _ => all.join(", "),
    }
}

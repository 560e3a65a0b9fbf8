//! Partners for people: whom to talk to first and why, then everybody's best partner, groups, what could be bought
//! together, and what could be a standard part.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::json::pretty;
use super::place::{clean, wrap};
use super::table::{Align, write_table};
use crate::money::thousands;
use crate::overlap::MARKS;
use crate::report::{GroupRow, PairRow, PartRow, PartnersReport, ProductRow, Report, headline, short};

/// Rows of a table that a person reads; the rest is counted in one line.
const BODIES: usize = 20;
const ROWS: usize = 5;

/// Functions and contracts that a sentence names.
const NAMED: usize = 3;

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
    let page =
        Page { width, report, names: report.organisations.iter().map(|body| (&*body.id, &*body.name)).collect() };
    if report.organisations.is_empty() {
        page.paragraph(out, "Nobody can be compared: nothing was found that could be counted.")?;
        return page.coverage(out);
    }
    if parts_only {
        page.parts(out, usize::MAX)?;
        return page.coverage(out);
    }
    page.opening(out, of)?;
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

/// Of an audit: whom to talk to first, in a sentence.
pub(super) fn write_pointer(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    let Some(first) = report.partners.first() else { return Ok(()) };
    let name = |id: &str| {
        let row = report.organisations.binary_search_by(|body| body.id.as_str().cmp(id));
        clean(row.map_or(id, |place| &report.organisations[place].name))
    };
    let text = format!(
        "Whom to talk to first: {} and {}, each of which spends {} on work that the other does too. `dupaudit partners` \
         names everybody's partners.",
        name(&first.a),
        name(&first.b),
        headline(first.shared, &report.currency),
    );
    out.write_all(wrap(&text, usize::from(width), "").as_bytes())
}

struct Page<'a> {
    width: u16,
    report: &'a PartnersReport,
    names: BTreeMap<&'a str, &'a str>,
}

impl Page<'_> {
    fn opening(&self, out: &mut dyn Write, of: Option<&str>) -> io::Result<()> {
        let report = self.report;
        let bodies = match report.organisations.len() {
            1 => "1 organisation".to_owned(),
            many => format!("{} organisations", thousands(many as u64)),
        };
        writeln!(out, "Partners: {bodies}, {}, {}\n", clean(&report.period), report.currency)?;
        let Some(first) = report.partners.first() else {
            if report.organisations.len() == 1 {
                return self.paragraph(out, "Partners take the returns of others: one organisation was read.");
            }
            let none = of.map_or_else(
                || "No two bodies here are alike enough to be partners".to_owned(),
                |of| format!("{} has no partner that is alike enough", self.name(of)),
            );
            let wider = if report.rules.same_type { "; --any-type looks beyond bodies of one type" } else { "" };
            self.paragraph(out, &format!("{none}{wider}."))?;
            let nearest = report.nearest.iter().map(|row| {
                let other = if Some(row.a.as_str()) == of { &row.b } else { &row.a };
                format!(
                    "{} (each spends {} on what the other does too; cosine {:.2}, and {:.2} is needed)",
                    self.name(other),
                    short(row.shared, &report.currency),
                    row.cosine,
                    report.rules.cosine,
                )
            });
            let nearest: Vec<String> = nearest.collect();
            if nearest.is_empty() {
                return Ok(());
            }
            return self.paragraph(out, &format!("It has most in common with {}.", and(nearest)));
        };
        self.paragraph(out, &format!("Talk first: {}", self.why(first)))?;
        self.paragraph(
            out,
            "That is spent twice even when each has put its own house in order. It is not a saving: `dupaudit audit` says \
             what of it might come true, and at what cost.",
        )
    }

    /// Who, how much, on what, when, and how.
    fn why(&self, pair: &PairRow) -> String {
        let (partner, currency) = (&pair.partner, self.report.currency.as_str());
        let more = pair.functions.len().saturating_sub(NAMED);
        let named = pair.functions.iter().take(NAMED);
        let named = named.map(|one| format!("{} ({})", one.label, short(one.shared, currency)));
        let more = (more > 0).then(|| format!("{} more function{}", more, if more == 1 { "" } else { "s" }));
        let mut text = format!(
            "{} and {}. Each spends {} a year on work that the other does too: {}.",
            self.name(&partner.a),
            self.name(&partner.b),
            short(partner.shared, currency),
            and(named.chain(more)),
        );
        let model = match (partner.model, &partner.host) {
            ("joint", _) => " A joint service fits, as ".to_owned(),
            (_, Some(host)) => format!(" One service run by {} fits, as ", self.name(host)),
            _ => " One platform for all fits, as ".to_owned(),
        };
        text += &format!("{model}{}. Their aims are alike (cosine {:.2}).", partner.why, partner.cosine);
        if let Some(window) = pair.windows.iter().max_by_key(|window| (window.shared, std::cmp::Reverse(&window.to))) {
            text += &format!(
                " Contracts that end together: {} with {} ({}, {} to {}){}.",
                window.a_product,
                window.b_product,
                window.label,
                window.from,
                window.to,
                match pair.windows.len() - 1 {
                    0 => String::new(),
                    more => format!(", and for {more} more function{}", if more == 1 { "" } else { "s" }),
                },
            );
        }
        if !pair.products.is_empty() {
            let names = pair.products.iter().take(NAMED).map(|product| product.name.clone());
            text += &format!(" Both already use {}.", and(names));
        }
        text
    }

    /// The best partner of every body.
    fn everybody(&self, out: &mut dyn Write) -> io::Result<()> {
        let report = self.report;
        let mut best: BTreeMap<&str, Vec<&PairRow>> = BTreeMap::new();
        for pair in &report.partners {
            for body in [&pair.partner.a, &pair.partner.b] {
                best.entry(body).or_default().push(pair);
            }
        }
        // Pairs come most in common first, so that the first of each body is its best.
        let mut rows: Vec<(&str, &Vec<&PairRow>)> = best.iter().map(|(body, pairs)| (*body, pairs)).collect();
        rows.sort_by(|a, b| b.1[0].partner.shared.cmp(&a.1[0].partner.shared).then_with(|| a.0.cmp(b.0)));
        if rows.is_empty() {
            return Ok(());
        }
        section(out, "Whom each could talk to")?;
        let cells = rows.iter().take(BODIES).map(|(body, pairs)| {
            let first = pairs[0];
            let mut cells = vec![self.name(body).to_owned(), self.name(other(first, body)).to_owned()];
            cells.extend(self.likeness(first));
            cells.push(match pairs.len() - 1 {
                0 => String::new(),
                more => format!("+{more}"),
            });
            cells
        });
        let mut columns = vec![("Organisation", Align::Left), ("Best partner", Align::Left)];
        columns.extend(LIKENESS);
        columns.push(("More", Align::Right));
        write_table(out, self.width, &columns, cells.collect())?;
        if rows.len() > BODIES {
            writeln!(out, " and {} more organisations", thousands((rows.len() - BODIES) as u64))?;
        }
        let alone: Vec<String> = report
            .organisations
            .iter()
            .filter(|body| !best.contains_key(&*body.id))
            .map(|body| body.name.clone())
            .collect();
        if !alone.is_empty() {
            let wider = if report.rules.same_type { "; --any-type looks beyond bodies of one type" } else { "" };
            let shown = if alone.len() > BODIES { vec![thousands(alone.len() as u64)] } else { alone };
            self.paragraph(out, &format!("Nobody alike enough: {}{wider}.", and(shown)))?;
        }
        self.paragraph(
            out,
            "Alike: cosine of what they do, whatever the size. Within: what both spend, of what the smaller could share. Size: \
             the smaller as a part of the larger.",
        )
    }

    /// All partners of one body.
    fn partners_of(&self, out: &mut dyn Write, of: &str) -> io::Result<()> {
        if self.report.partners.is_empty() {
            return Ok(());
        }
        section(out, &format!("Partners of {}", clean(self.name(of))))?;
        let cells = self.report.partners.iter().map(|pair| {
            let mut cells = vec![self.name(other(pair, of)).to_owned()];
            cells.extend(self.likeness(pair));
            cells.push(pair.windows.first().map_or_else(String::new, |window| window.to.clone()));
            let named = if self.width < WIDE { 1 } else { NAMED };
            let labels = pair.functions.iter().take(named).map(|function| function.label.clone());
            cells.push(labels.collect::<Vec<_>>().join("; "));
            cells
        });
        let mut columns = vec![("Partner", Align::Left)];
        columns.extend(LIKENESS);
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
            partner.model.to_owned(),
        ]
    }

    fn groups(&self, out: &mut dyn Write) -> io::Result<()> {
        let groups: Vec<&GroupRow> = self.report.groups.iter().filter(|group| group.members.len() > 2).collect();
        if groups.is_empty() {
            return Ok(());
        }
        section(out, &format!("Groups of up to {}", self.report.rules.group_size))?;
        let cells = groups.iter().take(ROWS).map(|group| {
            let names = group.members.iter().map(|id| self.name(id).to_owned());
            vec![
                names.collect::<Vec<_>>().join(", "),
                short(group.prize, &self.report.currency),
                group.model.to_owned(),
                self.name(&group.largest).to_owned(),
            ]
        });
        let columns = [
            ("Members", Align::Left),
            ("Spent twice", Align::Right),
            ("Model", Align::Fixed),
            ("Largest", Align::Left),
        ];
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
        section(out, "Buy together: products that several pay for")?;
        let cells = products.iter().take(ROWS).map(|product| {
            let ends: BTreeSet<&String> =
                product.contracts.iter().filter_map(|contract| contract.contract_end.as_ref()).collect();
            vec![
                product.name.clone(),
                product.contracts.len().to_string(),
                short(product.cost, &self.report.currency),
                product.vendors.join(", "),
                ends_in_words(&ends),
                product
                    .window
                    .as_ref()
                    .map_or_else(|| "–".to_owned(), |window| format!("{} by {}", window.bodies, window.to)),
            ]
        });
        let columns = [
            ("Product", Align::Left),
            ("Bodies", Align::Right),
            ("A year", Align::Right),
            ("Vendors", Align::Left),
            ("Contracts end", Align::Left),
            ("Together", Align::Fixed),
        ];
        write_table(out, self.width, &columns, cells.collect())?;
        more(out, products.len(), "product")?;
        self.paragraph(
            out,
            "Together: how many contracts end within twelve months of one another, and by when. The whole licence counts, \
             whatever function it serves.",
        )
    }

    fn parts(&self, out: &mut dyn Write, most: usize) -> io::Result<()> {
        let parts = &self.report.parts;
        if parts.is_empty() {
            return Ok(());
        }
        section(out, "Standard parts: what one component could do for all")?;
        let cells =
            parts.iter().take(most).map(|part| {
                let mut cells = vec![part.label.clone(), format!("{:.0}", part.score * 100.0)];
                cells.extend(MARKS.iter().map(|(name, _)| {
                    part.marks.get(name).map_or_else(String::new, |mark| format!("{:.0}", mark * 100.0))
                }));
                cells.push(self.today(part));
                cells
            });
        let mut columns = vec![("Function", Align::Left), ("Score", Align::Right)];
        let titles = ["Reach", "Cost", "Words", "Unit", "Systems", "Volume"];
        columns.extend(titles.map(|title| (title, Align::Right)));
        columns.push(("Who has it today", Align::Left));
        write_table(out, self.width, &columns, cells.collect())?;
        if parts.len() > most {
            writeln!(out, " and {} more functions (--parts)", parts.len() - most)?;
        }
        let marks = titles.iter().zip(MARKS).map(|(title, (_, about))| format!("{title}: {about}."));
        let marks = marks.collect::<Vec<_>>().join(" ");
        self.paragraph(
            out,
            &format!("The score is the mean of six marks out of 100; what is not declared counts as nothing. {marks}"),
        )
    }

    fn today(&self, part: &PartRow) -> String {
        let currency = self.report.currency.as_str();
        let largest = &part.largest;
        let name = self.names.get(&*largest.organisation).copied().unwrap_or(&largest.organisation);
        let mut text = format!("{name} ({})", short(largest.cost, currency));
        if let Some(product) = part.product.as_ref().filter(|product| product.bodies >= 2) {
            text += &format!("; {} in {} bodies", product.name, product.bodies);
        }
        text
    }

    fn name<'n>(&'n self, id: &'n str) -> &'n str {
        self.names.get(id).copied().unwrap_or(id)
    }

    fn paragraph(&self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        out.write_all(wrap(&clean(text), usize::from(self.width), "").as_bytes())
    }

    fn coverage(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out)?;
        self.paragraph(out, &self.report.coverage.line(&self.report.currency))
    }
}

const LIKENESS: [(&str, Align); 5] = [
    ("Both spend", Align::Right),
    ("Alike", Align::Right),
    ("Within", Align::Right),
    ("Size", Align::Right),
    ("Model", Align::Fixed),
];

fn section(out: &mut dyn Write, title: &str) -> io::Result<()> {
    writeln!(out, "\n{}", title.to_uppercase())
}

fn more(out: &mut dyn Write, rows: usize, what: &str) -> io::Result<()> {
    match rows.saturating_sub(ROWS) {
        0 => Ok(()),
        1 => writeln!(out, " and 1 more {what}"),
        more => writeln!(out, " and {} more {what}s", thousands(more as u64)),
    }
}

fn other<'p>(pair: &'p PairRow, body: &str) -> &'p str {
    if pair.partner.a == body { &pair.partner.b } else { &pair.partner.a }
}

/// Up to three dates, or the first and the last.
fn ends_in_words(ends: &BTreeSet<&String>) -> String {
    let all: Vec<&str> = ends.iter().map(|end| end.as_str()).collect();
    match &all[..] {
        [] => "–".to_owned(),
        [first, .., last] if all.len() > NAMED => format!("{first} to {last}"),
        _ => all.join(", "),
    }
}

/// `a`, `a and b`, `a, b and c`.
fn and(parts: impl IntoIterator<Item = String>) -> String {
    let mut parts: Vec<String> = parts.into_iter().collect();
    match parts.pop() {
        None => String::new(),
        Some(last) if parts.is_empty() => last,
        Some(last) => format!("{} and {last}", parts.join(", ")),
    }
}

//! Who pays and who gains, for people.

use std::io::{self, Write};

use super::place::{clean, wrap};
use super::table::{Align, write_table};
use crate::money::{Money, agree, and_list, count_of};
use crate::report::{PaysRow, Report, SavingsReport, short};

/// So many organisations a reader sees: those that gain most, and those that lose most.
const MOST: usize = 12;

/// So many losers are named.
const NAMED: usize = 5;

/// The organisations of a case, each with its part.
pub(super) struct Payers<'r> {
    rows: Vec<(&'r str, &'r PaysRow)>,
    currency: &'r str,
}

impl<'r> Payers<'r> {
    /// Those of an audit. None where nothing is shared out.
    pub(super) fn of(report: &'r Report) -> Option<Self> {
        let rows = report.organisations.iter().map(|row| (row.name.as_str(), &row.pays));
        Self::new(rows.collect(), &report.currency, report.savings.npv)
    }

    /// Those of another scenario.
    pub(super) fn again(report: &'r SavingsReport) -> Option<Self> {
        let rows = report.organisations.iter().map(|row| (row.name.as_str(), &row.pays));
        Self::new(rows.collect(), &report.currency, report.savings.npv)
    }

    fn new(mut rows: Vec<(&'r str, &'r PaysRow)>, currency: &'r str, npv: Option<Money>) -> Option<Self> {
        if npv.is_none() || rows.len() < 2 {
            return None;
        }
        rows.sort_by_key(|(_, pays)| std::cmp::Reverse(pays.npv));
        Some(Self { rows, currency })
    }

    fn has_hosts(&self) -> bool {
        self.rows.iter().any(|(_, pays)| pays.host_npv.is_some())
    }

    /// Who loses, and on which reading.
    pub(super) fn said(&self) -> Vec<String> {
        let pro_rata = self.losers(&|pays| pays.npv);
        let mut said = vec![match pro_rata {
            None => "If each pays for its own part, no organisation loses.".to_owned(),
            Some(losers) => format!("If each pays for its own part, {losers} over the years of the case."),
        }];
        if self.has_hosts() {
            said.push(match self.losers(&|pays| pays.host_npv) {
                None => "If the largest runs each function for all, no organisation loses.".to_owned(),
                Some(losers) => format!("If the largest runs each function for all, {losers}."),
            });
        } else {
            said.push(
                "The effect of a host for each function is not known. No function has the volume, population, \
                 dwellings or headcount of all its organisations."
                    .to_owned(),
            );
        }
        said
    }

    /// `Ashby and Boroughton lose`, those that lose most first; None: nobody does.
    fn losers(&self, value: &dyn Fn(&PaysRow) -> Option<Money>) -> Option<String> {
        let valued = self.rows.iter().filter_map(|(name, pays)| Some((value(pays)?, *name)));
        let mut losers: Vec<(Money, &str)> = valued.filter(|(value, _)| *value < Money::ZERO).collect();
        losers.sort_unstable();
        let names: Vec<&str> = losers.into_iter().map(|(_, name)| name).collect();
        let verb = agree(names.len(), "loses", "lose");
        let named = &names[..names.len().min(NAMED)];
        if named.is_empty() {
            return None;
        }
        Some(match names.len().checked_sub(NAMED) {
            Some(more) if more > 0 => format!("{} and {} lose", named.join(", "), count_of(more, "other organisation")),
            _ => format!("{} {verb}", and_list(named)),
        })
    }

    /// The rows of a table: those that gain most, then those that lose most.
    fn shown(&self) -> Vec<&(&'r str, &'r PaysRow)> {
        if self.rows.len() <= MOST {
            return self.rows.iter().collect();
        }
        let (first, rest) = self.rows.split_at(MOST / 2);
        first.iter().chain(&rest[rest.len() - MOST / 2..]).collect()
    }

    /// Headings, and the cells of each row.
    pub(super) fn table(&self) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let mut heads = vec!["Organisation", "Target", "Estimated", "Cash", "One-off", "NPV"];
        if self.has_hosts() {
            heads.extend(["NPV, hosts", "Host of"]);
        }
        let money =
            |amount: Option<Money>| amount.map_or_else(|| "?".to_owned(), |amount| short(amount, self.currency));
        let cells = |(name, pays): &&(&str, &PaysRow)| {
            let amounts =
                [Some(pays.gross_annual), Some(pays.realised_annual), pays.cash_releasing, pays.one_off, pays.npv];
            let mut cells = vec![(*name).to_owned()];
            cells.extend(amounts.map(money));
            if self.has_hosts() {
                cells.push(money(pays.host_npv));
                cells.push(pays.host_of.map_or_else(String::new, |count| count.to_string()));
            }
            cells
        };
        (heads, self.shown().iter().map(cells).collect())
    }

    /// How to read the columns.
    pub(super) fn legend(&self) -> String {
        let mut legend =
            "Target, estimated and cash-releasing: a year in full effect. NPV: each organisation's part of the net present value; \
                          the parts add up to it."
                .to_owned();
        if self.has_hosts() {
            legend += " Hosts: the largest organisation by volume, else by population, dwellings or headcount, runs each function, and \
                       the others pay it by that size. The table `payers` has the cost that they would keep.";
        }
        legend
    }
}

/// Writes the section.
///
/// # Errors
/// The writer refuses.
pub(super) fn write_payers(out: &mut dyn Write, width: u16, payers: Option<&Payers<'_>>) -> io::Result<()> {
    let Some(payers) = payers else { return Ok(()) };
    let paragraph =
        |out: &mut dyn Write, text: &str| out.write_all(wrap(&clean(text), usize::from(width), "").as_bytes());
    writeln!(out, "\nWho pays and who gains")?;
    paragraph(out, &payers.said().join(" "))?;
    writeln!(out)?;
    let (heads, cells) = payers.table();
    let columns: Vec<(&str, Align)> =
        (0..).zip(heads).map(|(place, head)| (head, if place == 0 { Align::Left } else { Align::Right })).collect();
    write_table(out, width, &columns, cells)?;
    paragraph(out, &payers.legend())
}

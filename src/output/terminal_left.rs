//! What left the comparison, and on whose word.

use std::io::{self, Write};

use super::place::wrap;
use super::table::{Align, write_table};
use crate::money::{Money, plural};
use crate::overlap::Standing;
use crate::report::{Report, short};

/// Exceptions that a person reads; JSON has them all.
const SHOWN: usize = 8;

/// Writes the money that left every comparison set, by reason, and the declared exceptions.
///
/// # Errors
/// The writer refuses.
pub(super) fn write_left(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    let currency = report.currency.as_str();
    let reasons = report.excluded().reasons();
    let said: Vec<String> = reasons
        .iter()
        .filter(|(amount, _)| amount.is_positive())
        .map(|(amount, why)| format!("{} {why}", short(*amount, currency)))
        .collect();
    if said.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nNot compared")?;
    if !said.is_empty() {
        let text = format!("Cost in scope that is not compared: {}.", said.join("; "));
        out.write_all(wrap(&text, usize::from(width), "").as_bytes())?;
    }
    // Of an expired or unused one a finding tells.
    let mut exceptions: Vec<_> = report.exceptions.iter().filter(|row| row.standing == Standing::Holds).collect();
    exceptions.sort_by(|a, b| {
        b.amount.cmp(&a.amount).then_with(|| (&a.organisation, a.line).cmp(&(&b.organisation, b.line)))
    });
    let rows: Vec<Vec<String>> = exceptions
        .iter()
        .take(SHOWN)
        .map(|row| {
            vec![
                format!("{}: {}", row.organisation, row.about),
                row.reason.word().replace('-', " "),
                row.until.map_or_else(|| "no end".to_owned(), |day| day.to_string()),
                short(row.amount, currency),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let columns =
        [("Exception", Align::Left), ("Reason", Align::Left), ("Until", Align::Fixed), ("Amount", Align::Right)];
    write_table(out, width, &columns, rows)?;
    if exceptions.len() > SHOWN {
        let rest: Money = exceptions[SHOWN..].iter().map(|row| row.amount).sum();
        let more = exceptions.len() - SHOWN;
        writeln!(out, " and {more} {} with {}", plural(more, "more exception"), short(rest, currency))?;
    }
    Ok(())
}

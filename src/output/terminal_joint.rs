//! What bodies already run together.

use std::io::{self, Write};

use super::place::wrap;
use super::table::{Align, write_table};
use crate::money::{Money, agree, count_of};
use crate::report::{Report, short};

/// Functions that a person reads; JSON has them all.
const SHOWN: usize = 8;

/// How much is run together already, and what that keeps out of the duplicated cost.
pub(super) fn said(report: &Report) -> Option<String> {
    let rows = report.shared.iter().filter(|row| row.in_effect);
    let (count, cost) = (rows.clone().count(), rows.map(|row| row.cost).sum::<Money>());
    let currency = report.currency.as_str();
    (count > 0).then(|| {
        format!(
            "Several organisations already share {} that {} counted once ({} of staff and other cost). Without \
             sharing, {} more would be duplicated.",
            count_of(count, "service"),
            agree(count, "is", "are"),
            short(cost, currency),
            short(report.totals.already_shared, currency),
        )
    })
}

/// Writes who runs what together.
///
/// # Errors
/// The writer refuses.
pub(super) fn write_joint(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    if report.shared.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nAlready shared")?;
    if let Some(said) = said(report) {
        out.write_all(wrap(&said, usize::from(width), "").as_bytes())?;
    }
    let currency = report.currency.as_str();
    let mut rows: Vec<_> = report.shared.iter().collect();
    rows.sort_by(|a, b| {
        b.cost.cmp(&a.cost).then_with(|| (&a.function, &a.organisations).cmp(&(&b.function, &b.organisations)))
    });
    let cells = rows.iter().take(SHOWN).map(|row| {
        let since = row.since.map_or_else(|| "always".to_owned(), |day| day.to_string());
        vec![
            format!("{}: {}", row.function, row.organisations.join(", ")),
            if row.in_effect { since } else { format!("from {since}") },
            short(row.cost, currency),
            if row.in_effect { short(row.duplicated, currency) } else { "–".to_owned() },
        ]
    });
    let columns =
        [("Function", Align::Left), ("Since", Align::Fixed), ("Cost", Align::Right), ("Duplicated", Align::Right)];
    write_table(out, width, &columns, cells.collect())?;
    if rows.len() > SHOWN {
        writeln!(out, " and {}", count_of(rows.len() - SHOWN, "more function"))?;
    }
    Ok(())
}

//! What goes with a reorganisation, and who ends in one.

use std::io::{self, Write};

use super::place::{clean, wrap};
use crate::money::{agree, count_of};
use crate::report::{Report, short};

/// Reorganisations that a person reads; JSON has them all.
const SHOWN: usize = 6;

/// A sentence for each reorganisation, and one for organisations that end in none.
pub(super) fn said(report: &Report) -> Vec<String> {
    let mut said: Vec<String> = (report.reorganisations.iter().take(SHOWN))
        .map(|row| {
            format!(
                "{} become one with {} by {}: {} of the duplicated cost ends with that. It is not a saving.",
                count_of(row.organisations.len(), "organisation"),
                row.successors.iter().map(|id| report.name_of(id)).collect::<Vec<_>>().join(", "),
                row.until,
                short(row.duplicated, &report.currency),
            )
        })
        .collect();
    if report.reorganisations.len() > SHOWN {
        said.push(format!("{} are in `reorganisations`.", count_of(report.reorganisations.len() - SHOWN, "more")));
    }
    let alone: Vec<_> =
        report.organisations.iter().filter(|row| row.until.is_some() && row.successor.is_none()).collect();
    if let Some(last) = alone.iter().filter_map(|row| row.until).max() {
        said.push(format!(
            "{} {} by {last} and {} no successor: it is not known how much duplicated cost ends with them.",
            count_of(alone.len(), "organisation"),
            agree(alone.len(), "ends", "end"),
            agree(alone.len(), "names", "name"),
        ));
    }
    said
}

/// Writes them.
///
/// # Errors
/// The writer refuses.
pub(super) fn write_reorganised(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    let said = said(report);
    if !said.is_empty() {
        writeln!(out, "\nEnds with the reorganisation")?;
    }
    said.iter().try_for_each(|text| out.write_all(wrap(&clean(text), usize::from(width), "").as_bytes()))
}

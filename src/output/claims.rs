//! What was claimed for the public sector beside what these bodies show, and what they say of a sector.

use std::io::{self, Write};

use super::place::{clean, wrap};
use super::table::{Align, write_table};
use crate::report::{Report, headline, short};

/// Of each sector, the range of what is duplicated in all.
pub(super) fn sectors(report: &Report) -> Vec<String> {
    let all = report.sector.iter().filter(|row| row.function.is_none());
    all.map(|row| {
        let about = |amount| headline(amount, &report.currency);
        format!(
            "{}{} organisations of type {} would spend {} on what is compared, scaled by {} from {} audited. {} \
             would be duplicated: in 8 of 10 simulations {} to {}. No total includes it.",
            if row.illustration { "Illustration: " } else { "" },
            row.bodies,
            row.kind,
            about(row.cost),
            row.scaled_by,
            row.audited,
            about(row.duplicated),
            about(row.p10),
            about(row.p90),
        )
    })
    .collect()
}

/// Writes both.
///
/// # Errors
/// The writer refuses.
pub(super) fn write_claims(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    if report.claims.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nPublished claims, and what these organisations show")?;
    let money = |amount| short(amount, &report.currency);
    let rows = report.claims.iter().map(|row| {
        vec![
            row.about.to_owned(),
            money(row.claimed),
            money(row.gross_here),
            money(row.likely_here),
            row.sector_gross.map_or_else(|| "?".to_owned(), money),
        ]
    });
    let columns = [
        ("Claim", Align::Left),
        ("Claimed", Align::Right),
        ("Target here", Align::Right),
        ("Estimated here", Align::Right),
        ("Target, sector", Align::Right),
    ];
    write_table(out, width, &columns, rows.collect())?;
    let mut said = "Claimed: the yearly saving for the whole sector, as published. Target here: the target saving \
        of these organisations on the same function, or on all functions if the claim is about all."
        .to_owned();
    if report.sector.is_empty() {
        said += " `--sector TYPE=N` scales 15 audited organisations of a type or more to their sector (?).";
    }
    out.write_all(wrap(&said, usize::from(width), "").as_bytes())?;
    for case in &report.cases {
        let said = format!(
            "{}: the case claims {} of the cost, {} here. {} of that cost is duplicated between these organisations: doing the work once can \
             save no more.",
            case.about,
            format_args!("{:.1}%", case.claimed_share * 100.0),
            money(case.claimed),
            money(case.allowed),
        );
        out.write_all(wrap(&clean(&said), usize::from(width), "").as_bytes())?;
    }
    sectors(report).iter().try_for_each(|said| out.write_all(wrap(&clean(said), usize::from(width), "").as_bytes()))
}

//! The public value index for people, where a return declares an outcome: with its parts, by id.

use std::io::{self, Write};

use super::place::{clean, wrap};
use super::table::{Align, write_table};
use crate::money::{count_of, plural};
use crate::report::Level;
use crate::report::{Report, ValueIndexRow, headline, short};

/// Rows that a person reads.
const ROWS: usize = 12;

/// Writes the index, or why there is none; nothing where nobody declares an outcome.
pub(super) fn value_index(out: &mut dyn Write, width: u16, report: &Report) -> io::Result<()> {
    let rows = &report.value_index.rows;
    let paragraph =
        |out: &mut dyn Write, text: &str| out.write_all(wrap(&clean(text), usize::from(width), "").as_bytes());
    if !rows.iter().any(|row| row.outcome_rank.is_some()) {
        return Ok(());
    }
    writeln!(out, "\nPublic value index")?;
    let shown: Vec<&ValueIndexRow> = rows.iter().filter(|row| row.level != Level::Organisation).collect();
    let bodies: Vec<&ValueIndexRow> = rows.iter().filter(|row| row.level == Level::Organisation).collect();
    let part = |share: f64| format!("{share:.2}");
    let table = bodies.iter().take(ROWS).chain(&shown).map(|row| {
        let name =
            if row.level == Level::Organisation { name(report, &row.id) } else { format!("{} {}", row.level, row.id) };
        let name = if row.level == Level::All {
            format!("all {} {}", row.bodies, plural(row.bodies, "organisation"))
        } else {
            name
        };
        vec![
            name,
            part(row.frontline_share),
            part(row.unduplicated_share),
            row.outcome_rank.map_or_else(|| "–".to_owned(), part),
            row.index.map_or_else(|| "–".to_owned(), |index| format!("{index:.1}")),
            row.cautions.iter().map(|caution| &caution[..3]).collect::<Vec<_>>().join(" "),
        ]
    });
    let columns = [
        ("By id, never by rank", Align::Left),
        ("Front line", Align::Right),
        ("Unduplicated", Align::Right),
        ("Outcomes", Align::Right),
        ("Index", Align::Right),
        ("Caution", Align::Fixed),
    ];
    write_table(out, width, &columns, table.collect())?;
    if bodies.len() > ROWS {
        let more = bodies.len() - ROWS;
        writeln!(out, "And {more} {} more: --table value_index.", plural(more, "organisation"))?;
    }
    paragraph(out, report.value_index.about)?;
    if let Some(said) = cautions(rows) {
        paragraph(out, &said)?;
    }
    front_line(report).map_or(Ok(()), |text| paragraph(out, &text))
}

/// What the released money would pay for.
pub(super) fn front_line(report: &Report) -> Option<String> {
    let row = report.value_index.front_line.as_ref()?;
    Some(format!(
        "For illustration: the estimated {} a year of cash-releasing saving would pay for about {} at the front \
         line, at {} each ({}).",
        headline(row.released, &report.currency),
        count_of(row.posts.unsigned_abs(), "post"),
        short(row.post_cost, &report.currency),
        row.source,
    ))
}

/// What the cautions of a table mean.
pub(super) fn cautions(rows: &[ValueIndexRow]) -> Option<String> {
    let mut said: Vec<&str> = rows.iter().flat_map(|row| &row.cautions).map(String::as_str).collect();
    said.sort_unstable();
    said.dedup();
    (!said.is_empty()).then(|| format!("{}.", said.join("; ")))
}

fn name(report: &Report, id: &str) -> String {
    report.name_of(id).to_owned()
}

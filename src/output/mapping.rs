//! Every item with its function, for people.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::place::{clean, wrap};
use crate::report::{MappedRow, short};

/// The fewest columns in which an item stands beside its function; with fewer it stands below.
const BESIDE: usize = 20;

/// Writes the items, the costliest first: money, how sure, function and item in columns, and below them where the item
/// stands and why it was mapped so. Codes and ids are words: no line ends within one.
///
/// # Errors
/// The writer refuses.
pub fn write_map(out: &mut dyn Write, width: u16, items: &[MappedRow]) -> io::Result<()> {
    let width = usize::from(width);
    if items.is_empty() {
        return writeln!(out, "No items are declared, so there is nothing to map.");
    }
    let lines: Vec<Line<'_>> = items.iter().map(Line::of).collect();
    let widest =
        |head: &str, of: fn(&Line<'_>) -> usize| lines.iter().map(of).max().unwrap_or_default().max(head.width());
    let (cost, function) = (widest("Cost", |line| line.cost.width()), widest("Function", |line| line.function.width()));
    // Two columns between columns, and four for how sure.
    let (below, beside) = (cost + 3, cost + function + 11);
    let item_below = width < beside + BESIDE;
    let head = format!(
        " {:>cost$}  Conf  {:<function$}  \
        {}",
        "Cost",
        "Function",
        if item_below { "" } else { "Item" }
    );
    writeln!(out, "{}", head.trim_end())?;
    writeln!(out, "{}", "─".repeat(width))?;
    let mut open = false;
    for line in lines {
        let start =
            format!(" {}{}  {:4}  {}", " ".repeat(cost - line.cost.width()), line.cost, line.sure, line.function);
        if item_below {
            writeln!(out, "{start}")?;
            out.write_all(wrap(&line.item, width, &" ".repeat(below)).as_bytes())?;
        } else {
            let item = wrap(&line.item, width, &" ".repeat(beside));
            writeln!(out, "{start}{}{}", " ".repeat(beside - start.width()), &item.trim_end()[beside..])?;
        }
        let why = if line.row.reason.is_empty() { line.place } else { format!("{}: {}", line.place, line.row.reason) };
        out.write_all(wrap(&why, width, &" ".repeat(below)).as_bytes())?;
        open |= line.row.function.is_none() && !line.row.alternatives.is_empty();
    }
    if open {
        writeln!(out, "\nConf: confidence. A function in brackets is only the nearest: the item has no function.")?;
    }
    Ok(())
}

/// An item as it is shown.
struct Line<'a> {
    row: &'a MappedRow,
    cost: String,
    sure: String,
    function: String,
    item: String,
    place: String,
}

impl<'a> Line<'a> {
    fn of(row: &'a MappedRow) -> Self {
        let nearest = || row.alternatives.first().map_or_else(|| "–".to_owned(), |other| format!("({})", other.code));
        let unit = row.unit_name.as_deref().or(row.unit.as_deref());
        Self {
            row,
            cost: short(row.cost, &row.currency),
            sure: if row.function.is_some() { format!("{:.2}", row.confidence) } else { String::new() },
            function: row.function.clone().unwrap_or_else(nearest),
            item: clean(&unit.map_or_else(|| row.text.clone(), |unit| format!("{}, in {unit}", row.text))),
            place: clean(&row.place()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::Source;
    use crate::money::Money;
    use crate::returns::Kind;

    #[test]
    fn no_line_ends_within_a_code_or_an_id() {
        let row = |id: &str, code: &str| MappedRow {
            organisation: "E07000001".to_owned(),
            kind: Kind::Process,
            id: id.to_owned(),
            text: "Revenues, benefits and the collection of everything else that a council is owed".to_owned(),
            unit: None,
            unit_name: Some("Customer and community services of the northern district".to_owned()),
            cost: Money(12_345_678_900),
            currency: "GBP".to_owned(),
            source: Source::Mapper,
            function: Some(code.to_owned()),
            label: None,
            functions: Vec::new(),
            confidence: 0.95,
            reason: "unit 'revenues' is a name for Revenues and benefits; 'collection' agrees".to_owned(),
            alternatives: Vec::new(),
            comparable: true,
        };
        let rows = [
            row("a", "revenues.council-tax"),
            row("revenues-benefits-and-the-collection-of-everything-else", "frontline.energy-and-infrastructure"),
        ];
        for width in 60..=140 {
            let mut out = Vec::new();
            write_map(&mut out, width, &rows).expect("text");
            let text = String::from_utf8(out).expect("UTF-8");
            let words: Vec<&str> = text.split_whitespace().collect();
            for row in &rows {
                assert!(words.contains(&row.function.as_deref().expect("a code")), "{text}");
                assert!(words.contains(&format!("{}:", row.place()).as_str()), "{text}");
            }
            // The longest id with what stands before it is a line of its own.
            assert!(text.lines().all(|line| line.width() <= usize::from(width).max(90)), "{width}: {text}");
        }
    }
}

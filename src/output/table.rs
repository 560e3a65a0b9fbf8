//! Tables that fit a width: text wraps, numbers stand at the right.

use std::io::{self, Write};

use comfy_table::presets::NOTHING;

use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, Width};

use super::place::clean;

/// On which side a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text: wraps.
    Left,
    /// Numbers: never wraps.
    Right,
    /// Bars and codes: stands left, never wraps.
    Fixed,
}

/// The least width of a column of text, where every word may be broken.
const TEXT: usize = 10;

/// The head of a column.
pub type Column<'a> = (&'a str, Align);

/// Writes a table of at most `width` columns, with a line under its heads.
///
/// # Errors
/// The writer refuses.
pub fn write_table(out: &mut dyn Write, width: u16, columns: &[Column<'_>], rows: Vec<Vec<String>>) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(NOTHING.header_separator(LineStyle::none().fill('─').junction('─')));
    fill(out, table, width, 1, columns, rows)
}

/// Writes a short table without that line, its columns close together.
///
/// # Errors
/// The writer refuses.
pub(super) fn write_short_table(
    out: &mut dyn Write,
    width: u16,
    columns: &[Column<'_>],
    rows: Vec<Vec<String>>,
) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(NOTHING);
    fill(out, table, width, 0, columns, rows)
}

fn fill(
    out: &mut dyn Write,
    mut table: Table,
    width: u16,
    gap: usize,
    columns: &[Column<'_>],
    rows: Vec<Vec<String>>,
) -> io::Result<()> {
    // The space behind the last column is not written.
    let width = width.saturating_add(1);
    table.set_content_arrangement(ContentArrangement::Dynamic).force_no_tty().set_width(width);
    let rows: Vec<Vec<String>> = rows.into_iter().map(|row| row.iter().map(|cell| clean(cell)).collect()).collect();
    let gaps = gap * columns.len().saturating_sub(1);
    let room = Room::of(usize::from(width).saturating_sub(gaps), columns, &rows);
    let align = |text: String, align: Align| {
        Cell::new(text).set_alignment(if align == Align::Right { CellAlignment::Right } else { CellAlignment::Left })
    };
    table.set_header(
        room.heads.into_iter().zip(columns).map(|(head, (_, side))| align(head, *side)).collect::<Vec<_>>(),
    );
    for row in rows {
        table.add_row(row.into_iter().zip(columns).map(|(text, (_, side))| align(text, *side)).collect::<Vec<_>>());
    }
    for (index, (least, (_, side))) in room.least.into_iter().zip(columns).enumerate() {
        if let Some(column) = table.column_mut(index) {
            column.set_constraint(match side {
                Align::Left => ColumnConstraint::LowerBoundary(Width::Fixed(u16::try_from(least).unwrap_or(u16::MAX))),
                Align::Right | Align::Fixed => ColumnConstraint::ContentWidth,
            });
        }
    }
    for line in table.lines() {
        let line: String = line.chars().take(usize::from(width) - 1).collect();
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// How the columns share a width, so that no word is broken where all have room.
struct Room {
    /// Heads, over several lines where there is little room.
    heads: Vec<String>,
    /// The least width of each column.
    least: Vec<usize>,
}

impl Room {
    /// Spaces beside the text of a column.
    const SPACES: usize = 2;

    fn of(width: usize, columns: &[Column<'_>], rows: &[Vec<String>]) -> Self {
        let count = |text: &str| text.chars().count();
        let word = |text: &str| text.split_whitespace().map(count).max().unwrap_or_default();
        let most = |place: usize, of: &dyn Fn(&str) -> usize| {
            rows.iter().filter_map(|row| row.get(place)).map(|cell| of(cell)).max().unwrap_or_default()
        };
        let least = |heads_wrap: bool| -> Vec<usize> {
            let needs = columns.iter().enumerate().map(|(place, (head, side))| {
                Self::SPACES
                    + match side {
                        Align::Left => most(place, &word).max(word(head)),
                        Align::Right | Align::Fixed => {
                            most(place, &count).max(if heads_wrap { word(head) } else { count(head) })
                        }
                    }
            });
            needs.collect()
        };
        let fits = |least: &[usize]| least.iter().sum::<usize>() <= width;
        let heads_wrap = !fits(&least(false));
        let mut least = least(heads_wrap);
        if fits(&least) {
            let wider: Vec<usize> = least.iter().map(|least| (*least).max(TEXT)).collect();
            if fits(&wider) {
                least = wider;
            }
        } else {
            // Words must be broken somewhere: no column of text becomes a thread.
            least = vec![TEXT; columns.len()];
        }
        let head = |(head, side): &Column<'_>| match side {
            Align::Right | Align::Fixed if heads_wrap => head.replace(' ', "\n"),
            _ => (*head).to_owned(),
        };
        Self { heads: columns.iter().map(head).collect(), least }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_broken_where_there_is_room() {
        let columns = [("Organisation", Align::Left), ("Best partner", Align::Left), ("Both spend", Align::Right)];
        let rows =
            vec![vec!["Ostlebury District Council".to_owned(), "Hawsmouth Borough".to_owned(), "£3.53m".to_owned()]];
        for (width, whole) in [(60, true), (36, true), (20, false)] {
            let mut out = Vec::new();
            write_table(&mut out, width, &columns, rows.clone()).unwrap();
            let text = String::from_utf8(out).unwrap();
            let words: Vec<&str> = text.split_whitespace().collect();
            let found = ["Organisation", "Ostlebury", "Hawsmouth", "£3.53m"].iter().all(|word| words.contains(word));
            assert_eq!(found, whole, "{width}:\n{text}");
            assert!(!whole || text.lines().all(|line| line.chars().count() <= usize::from(width)), "{text}");
        }
    }
}

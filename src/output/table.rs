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

/// The head of a column.
pub type Column<'a> = (&'a str, Align);

/// Writes a table of at most `width` columns, with a line under its heads.
///
/// # Errors
/// The writer refuses.
pub fn write_table(out: &mut dyn Write, width: u16, columns: &[Column<'_>], rows: Vec<Vec<String>>) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(NOTHING.header_separator(LineStyle::none().fill('─').junction('─')));
    fill(out, table, width, columns, rows)
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
    fill(out, table, width, columns, rows)
}

fn fill(
    out: &mut dyn Write,
    mut table: Table,
    width: u16,
    columns: &[Column<'_>],
    rows: Vec<Vec<String>>,
) -> io::Result<()> {
    table.set_content_arrangement(ContentArrangement::Dynamic).force_no_tty().set_width(width);
    let align = |text: String, align: Align| {
        Cell::new(clean(&text)).set_alignment(if align == Align::Right {
            CellAlignment::Right
        } else {
            CellAlignment::Left
        })
    };
    table.set_header(columns.iter().map(|(title, side)| align((*title).to_owned(), *side)).collect::<Vec<_>>());
    for row in rows {
        table.add_row(row.into_iter().zip(columns).map(|(text, (_, side))| align(text, *side)).collect::<Vec<_>>());
    }
    for (index, (_, side)) in columns.iter().enumerate() {
        if let Some(column) = table.column_mut(index) {
            column.set_constraint(match side {
                Align::Left => ColumnConstraint::LowerBoundary(Width::Fixed(10)),
                Align::Right | Align::Fixed => ColumnConstraint::ContentWidth,
            });
        }
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

//! What people read, as blocks: built once from a result, and rendered as text or as Markdown. A page renders them too.

use std::io::{self, Write};

use super::brief::literal;
use super::place::{clean, wrap};
use super::table::{Align, Column, write_short_table};
use crate::money::Money;

/// A part of a document.
pub(super) enum Block {
    /// Opens a section.
    Heading(String),
    /// Sentences.
    Paragraph(String),
    /// Nothing, so that what follows stands apart.
    Space,
    /// Key figures, one below the other.
    Figures(Vec<Figure>),
    /// A short table.
    Table(ShortTable),
    /// What to do, in order.
    Steps(Vec<String>),
}

/// A key figure.
pub(super) struct Figure {
    /// What it is called.
    pub(super) name: String,
    /// The amount to the penny, where it is one.
    pub(super) amount: Option<Money>,
    /// The figure as it is said; empty where the note says all.
    pub(super) value: String,
    /// What it is.
    pub(super) note: String,
}

/// A table that a person takes in at once.
pub(super) struct ShortTable {
    /// Its columns.
    pub(super) columns: Vec<Column<'static>>,
    /// Its rows.
    pub(super) rows: Vec<Vec<String>>,
    /// How many of the columns a narrow terminal shows.
    pub(super) narrow: usize,
}

/// From this width on a table shows every column.
const WIDE: u16 = 100;

/// Columns in front of the note of a key figure.
const FIGURE: usize = 35;

/// Writes blocks in at most `width` columns.
///
/// # Errors
/// The writer refuses.
pub(super) fn write_text(out: &mut dyn Write, width: u16, blocks: &[Block]) -> io::Result<()> {
    let columns = usize::from(width);
    for block in blocks {
        match block {
            Block::Heading(title) => writeln!(out, "\n{}", clean(title))?,
            Block::Paragraph(text) => out.write_all(wrap(&clean(text), columns, " ").as_bytes())?,
            Block::Space => writeln!(out)?,
            Block::Figures(figures) => figures.iter().try_for_each(|figure| write_figure(out, columns, figure))?,
            Block::Table(table) => {
                let shown = if width < WIDE { table.narrow } else { table.columns.len() };
                write_short_table(out, width, &table.columns[..shown], table.rows.clone())?;
            }
            Block::Steps(steps) => {
                for (number, step) in (1..).zip(steps) {
                    writeln!(out, " {number}. {}", wrap(&clean(step), columns, "    ").trim())?;
                }
            }
        }
    }
    Ok(())
}

fn write_figure(out: &mut dyn Write, width: usize, figure: &Figure) -> io::Result<()> {
    let first = format!(" {:<17}{:>15}  ", figure.name, figure.value);
    let note = wrap(&clean(&figure.note), width.saturating_sub(FIGURE).max(20), "");
    for (place, line) in note.lines().enumerate() {
        let line = format!("{}{line}", if place == 0 { first.clone() } else { " ".repeat(FIGURE) });
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Writes blocks as Markdown, sections one level below the title.
///
/// # Errors
/// The writer refuses.
pub(super) fn write_markdown(out: &mut dyn Write, blocks: &[Block]) -> io::Result<()> {
    for block in blocks {
        match block {
            Block::Heading(title) => writeln!(out, "## {}\n", literal(title))?,
            Block::Paragraph(text) => writeln!(out, "{}\n", literal(text))?,
            Block::Space => {}
            Block::Figures(figures) => {
                let columns = [("Figure", Align::Left), ("Amount", Align::Right), ("What it is", Align::Left)];
                let rows = figures.iter().map(|one| vec![one.name.clone(), one.value.clone(), one.note.clone()]);
                markdown_table(out, &columns, &rows.collect::<Vec<_>>())?;
            }
            Block::Table(table) => markdown_table(out, &table.columns, &table.rows)?,
            Block::Steps(steps) => {
                for (number, step) in (1..).zip(steps) {
                    writeln!(out, "{number}. {}", literal(step))?;
                }
                writeln!(out)?;
            }
        }
    }
    Ok(())
}

fn markdown_table(out: &mut dyn Write, columns: &[Column<'_>], rows: &[Vec<String>]) -> io::Result<()> {
    let heads: Vec<&str> = columns.iter().map(|(head, _)| *head).collect();
    let sides = columns.iter().map(|(_, side)| if *side == Align::Right { "---:|" } else { "---|" });
    writeln!(out, "| {} |\n|{}", heads.join(" | "), sides.collect::<String>())?;
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| literal(cell)).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    writeln!(out)
}

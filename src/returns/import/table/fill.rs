//! Cells that are empty because the one above them speaks for them: merged down a column, or printed once for a group.

use std::collections::BTreeMap;

use super::column::Column;
use super::figure::is_nothing;
use super::grid::{Cell, Grid};
use super::meaning::{Meaning, TableKind};
use super::open::Merged;
use super::versions::alike;

/// By column: for each row below the headings the row whose cell speaks for it.
#[derive(Debug, Default)]
pub(super) struct Filled {
    first_row: usize,
    columns: BTreeMap<usize, Vec<u32>>,
}

impl Filled {
    /// Finds them in the columns of units, bodies, years and, of a ledger, of services.
    pub(super) fn of(grid: &Grid, first_row: usize, kind: TableKind, columns: &[Column], merged: &[Merged]) -> Self {
        let mut filled = Self { first_row, columns: BTreeMap::new() };
        let has_lines = columns.iter().any(|column| column.meaning == Meaning::Line);
        for column in columns {
            let is_group = match column.meaning {
                Meaning::Unit | Meaning::Organisation | Meaning::OrganisationId | Meaning::Year | Meaning::Version => {
                    true
                }
                Meaning::Name => kind == TableKind::Costs && has_lines,
                _ => false,
            };
            let is_word = is_group
                || matches!(column.meaning, Meaning::Name | Meaning::Grade | Meaning::Vendor | Meaning::Product);
            let ranges: Vec<&Merged> = merged.iter().filter(|merged| is_word && merged.holds(column.index)).collect();
            let is_printed_once = is_group && ranges.is_empty() && is_printed_once(grid, first_row, columns, column);
            if ranges.is_empty() && !is_printed_once {
                continue;
            }
            let mut rows: Vec<u32> =
                (first_row..grid.len()).map(|row| u32::try_from(row).unwrap_or_default()).collect();
            for merged in ranges {
                for row in merged.first_row.max(first_row)..=merged.last_row {
                    if let Some(place) = rows.get_mut(row - first_row) {
                        *place = u32::try_from(merged.first_row).unwrap_or_default();
                    }
                }
            }
            if is_printed_once {
                let mut above = None;
                for place in &mut rows {
                    let row = grid.row(*place as usize);
                    let is_empty = row.cell(column.index).text.is_empty();
                    match above {
                        Some(above) if is_empty => *place = above,
                        // A row that holds nothing else begins a group as well.
                        _ if !is_empty => above = Some(*place),
                        _ => {}
                    }
                }
            }
            filled.columns.insert(column.index, rows);
        }
        filled
    }

    /// The row whose cell speaks for a row in a column, where that is another.
    pub(super) fn source(&self, row: usize, column: usize) -> Option<usize> {
        let source = *self.columns.get(&column)?.get(row.checked_sub(self.first_row)?)? as usize;
        (source != row).then_some(source)
    }
}

/// Whether what stands in a column stands once for all rows of a group: it never says the same twice running, and rows that
/// leave it empty say something else.
fn is_printed_once(grid: &Grid, first_row: usize, columns: &[Column], column: &Column) -> bool {
    // Where a service is not said the directorate is: then there is none, and not the one above.
    let wider = |other: &&Column| other.meaning == column.meaning && other.rank > column.rank;
    let is_wider_said =
        |row: &super::grid::Row<'_>| columns.iter().filter(wider).any(|other| !is_nothing(row.cell(other.index).text));
    let (mut last, mut empty, mut groups) = (String::new(), 0, 0);
    for row in (first_row..grid.len()).map(|row| grid.row(row)) {
        let cell: Cell<'_> = row.cell(column.index);
        let text = alike(cell.text);
        let is_item = columns.iter().any(|other| other.meaning.is_figure() && !is_nothing(row.cell(other.index).text));
        match (cell.text.is_empty(), is_item) {
            (true, true) if groups == 0 || is_wider_said(&row) => return false,
            (true, true) => empty += 1,
            (true, false) => {}
            (false, _) if text == last => return false,
            (false, _) => {
                last = text;
                groups += 1;
            }
        }
    }
    // Of many groups few would have several rows if it were so. Whose money it is nobody guesses.
    let is_body = matches!(column.meaning, Meaning::Organisation | Meaning::OrganisationId);
    empty > 0 && groups > 0 && empty * if is_body { 1 } else { 2 } >= groups
}

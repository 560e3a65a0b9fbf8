//! Unit costs beside each other.

use super::organisations::OnlyTable;
use super::table::{Cell, Column, Row, Table};
use super::view::View;
use super::{ROWS, Section, left_out};
use crate::report::BenchmarkRow;

/// The section.
pub(super) fn section(view: &View<'_>) -> askama::Result<Option<Section>> {
    let mut rows: Vec<&BenchmarkRow> = view.report.benchmarks.iter().collect();
    if rows.is_empty() {
        return Ok(None);
    }
    rows.sort_by(|a, b| {
        let gap = |row: &BenchmarkRow| row.gap.unwrap_or_default();
        gap(b).cmp(&gap(a)).then_with(|| (&a.function, &a.organisation).cmp(&(&b.function, &b.organisation)))
    });
    let cells = |row: &&BenchmarkRow| {
        Row::new(vec![
            Cell::text(view.label(&row.function)),
            Cell::text(view.name(&row.organisation)),
            Cell::text(if row.stands_in { format!("{} (stands in)", row.measure) } else { row.measure.clone() }),
            view.money(row.cost),
            Cell::decimal(Some(row.volume), 0),
            Cell::decimal(row.unit_cost, 2),
            Cell::decimal(row.median, 2),
            Cell::decimal(row.frontier, 2),
            view.known(row.gap),
            if row.cautions.is_empty() { Cell::text("") } else { Cell::Text(row.cautions.join(", ")) },
        ])
    };
    let table = Table {
        id: "benchmarks-table",
        caption: "Unit costs, the largest gaps to the lower quartile first".to_owned(),
        columns: vec![
            Column::text("Function", ""),
            Column::text("Organisation", ""),
            Column::text("Unit", "what the volume counts; stands in: taken for a volume that nobody declared"),
            view.money_column("Cost", "a year"),
            Column::number("Volume", "units a year"),
            view.money_column("Unit cost", "cost by volume"),
            view.money_column("Median", "of the peers"),
            view.money_column("Quartile", "the lower quartile of the peers"),
            view.money_column("Gap", "what is spent above the lower quartile"),
            Column::text("Caution", "why the body is not compared"),
        ],
        rows: rows.iter().take(ROWS).map(cells).collect(),
        note: left_out(ROWS, rows.len(), "unit costs"),
    };
    let lead = "A benchmark raises a question and answers none: a higher unit cost may buy more. Figures with a caution must not be used \
                for a decision."
        .to_owned();
    Section::of("benchmarks", "Unit costs compared", &OnlyTable { lead, table })
}

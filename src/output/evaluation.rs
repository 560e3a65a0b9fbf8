//! How good mappings are, for people and machines.

use std::io::{self, Write};

use serde::Serialize;

use super::table::{Align, write_table};
use crate::mapping::Evaluation;
use crate::money::plural;
use crate::report::Origin;
use crate::taxonomy::{FunctionId, Taxonomy};

/// Writes the measures, then how well confidence keeps its promise, then the groups.
///
/// # Errors
/// The writer refuses.
pub fn write_evaluation(
    out: &mut dyn Write,
    width: u16,
    evaluation: &Evaluation,
    taxonomy: &Taxonomy,
) -> io::Result<()> {
    let percent = |share: f64| format!("{:.1}%", share * 100.0);
    let mut measures = vec![
        ("Right", percent(evaluation.accuracy), "of all items; no answer is right where the label is `none`"),
        ("Right among the first three", percent(evaluation.first_three), "answer and alternatives"),
        ("Leaf answered", percent(evaluation.leaves), ""),
        ("  of them right", percent(evaluation.precision), ""),
        ("Group answered", percent(evaluation.groups), ""),
        ("  of them right", percent(evaluation.group_precision), ""),
        (
            "Coverage at 90%",
            percent(evaluation.coverage_at_90),
            "items that can be given a leaf, nine in ten of them right",
        ),
        (
            "Calibration error",
            percent(evaluation.calibration_error),
            "mean distance of confidence from the share \
            that is right",
        ),
        ("Brier score", format!("{:.3}", evaluation.brier), "mean square of the same; 0 is best"),
    ];
    if let Some(by_cost) = evaluation.by_cost {
        measures.insert(1, ("  in pounds", percent(by_cost), "the same, each item with its cost"));
    }
    let rows = measures.into_iter().map(|(name, value, note)| vec![name.to_owned(), value, note.to_owned()]);
    let items = format!("{} {}", evaluation.items, plural(evaluation.items, "item"));
    write_table(out, width, &[(&items, Align::Left), ("", Align::Right), ("", Align::Left)], rows.collect())?;
    writeln!(out)?;
    let rows = evaluation.reliability.iter().map(|row| {
        vec![
            format!(
                "0.{} to {}",
                row.tenth,
                if row.tenth == 9 { "1".to_owned() } else { format!("0.{}", row.tenth + 1) }
            ),
            row.items.to_string(),
            percent(row.confidence),
            percent(row.right),
        ]
    });
    let columns =
        [("Confidence", Align::Fixed), ("Leaves", Align::Right), ("Promised", Align::Right), ("Right", Align::Right)];
    write_table(out, width, &columns, rows.collect())?;
    writeln!(out)?;
    let rows = evaluation.by_group.iter().map(|(group, row)| {
        #[allow(clippy::cast_precision_loss)]
        let share = |part: usize| percent(part as f64 / row.items.max(1) as f64);
        vec![code(*group, taxonomy).to_owned(), row.items.to_string(), share(row.unclaimed), share(row.right)]
    });
    let columns =
        [("Group", Align::Fixed), ("Items", Align::Right), ("Not claimed", Align::Right), ("Right", Align::Right)];
    write_table(out, width, &columns, rows.collect())
}

/// How well labels were met, `dupaudit.evaluation/1`.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Whole<'a> {
    schema: &'static str,
    #[serde(flatten)]
    origin: &'a Origin,
    /// A hash of the file of labels.
    labels_sha256: &'a str,
    items: usize,
    leaf: f64,
    rolled_up: f64,
    accuracy: f64,
    /// The same in pounds, where the labels say what the items cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    accuracy_by_cost: Option<f64>,
    precision: f64,
    rolled_up_right: f64,
    top3: f64,
    coverage_at_90: f64,
    brier: f64,
    calibration_error: f64,
    reliability: Vec<Class>,
    groups: Vec<Group<'a>>,
}

#[derive(Serialize, schemars::JsonSchema)]
struct Class {
    from: f64,
    leaves: usize,
    confidence: f64,
    right: f64,
}

#[derive(Serialize, schemars::JsonSchema)]
struct Group<'a> {
    code: &'a str,
    items: usize,
    abstained: usize,
    right: usize,
}

/// Writes the same as `dupaudit.evaluation/1`.
///
/// # Errors
/// The writer refuses.
pub fn write_evaluation_json(
    out: &mut dyn Write,
    origin: &Origin,
    labels_sha256: &str,
    evaluation: &Evaluation,
    taxonomy: &Taxonomy,
) -> io::Result<()> {
    #[allow(clippy::cast_precision_loss)]
    let class = |row: &crate::mapping::Reliability| Class {
        from: row.tenth as f64 / 10.0,
        leaves: row.items,
        confidence: row.confidence,
        right: row.right,
    };
    let whole = Whole {
        schema: "dupaudit.evaluation/1",
        origin,
        labels_sha256,
        items: evaluation.items,
        leaf: evaluation.leaves,
        rolled_up: evaluation.groups,
        accuracy: evaluation.accuracy,
        accuracy_by_cost: evaluation.by_cost,
        precision: evaluation.precision,
        rolled_up_right: evaluation.group_precision,
        top3: evaluation.first_three,
        coverage_at_90: evaluation.coverage_at_90,
        brier: evaluation.brier,
        calibration_error: evaluation.calibration_error,
        reliability: evaluation.reliability.iter().map(class).collect(),
        groups: evaluation
            .by_group
            .iter()
            .map(|(group, row)| Group {
                code: code(*group, taxonomy),
                items: row.items,
                abstained: row.unclaimed,
                right: row.right,
            })
            .collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

fn code(group: Option<FunctionId>, taxonomy: &Taxonomy) -> &str {
    group.map_or("none", |id| taxonomy.get(id).code.as_str())
}

//! DOT, for Graphviz.

use std::io::{self, Write};

use crate::money::{Money, plural};
use crate::output::place::clean;
use crate::report::NodeKind;
use crate::report::{GraphRows, short};

/// Writes nodes and edges; lines are the thicker the more they carry.
///
/// # Errors
/// The writer refuses.
pub fn write_dot(out: &mut dyn Write, graph: &GraphRows) -> io::Result<()> {
    writeln!(out, "digraph dupaudit {{")?;
    let about = format!(
        "{} of {}, {}: {} left out. {}",
        graph.view,
        graph.period,
        graph.currency,
        format_args!("{} {}", graph.left_out.edges, plural(graph.left_out.edges, "edge")),
        graph.coverage.line(&graph.currency)
    );
    writeln!(out, "  graph [label={}, rankdir=LR, overlap=false];", quoted(&about))?;
    writeln!(out, "  node [fontname=\"sans-serif\", style=filled, fillcolor=white];")?;
    for node in &graph.nodes {
        let shape = match node.kind {
            NodeKind::Organisation => "box",
            NodeKind::Function => "ellipse",
            NodeKind::Product => "component",
            NodeKind::Item => "note",
        };
        writeln!(
            out,
            "  {} [label={}, tooltip={}, shape={shape}, kind={}, group={}, cost={}, duplicated={}];",
            quoted(&node.id),
            quoted(&node.label),
            quoted(&short(node.cost, &graph.currency)),
            quoted(node.kind.word()),
            quoted(&node.group),
            node.cost.plain(),
            node.duplicated.plain(),
        )?;
    }
    let most = graph.edges.iter().map(|edge| edge.cost).max().unwrap_or_default();
    for edge in &graph.edges {
        let mut more = String::new();
        if let Some(duplicated) = edge.duplicated {
            more += &format!(", duplicated={}", duplicated.plain());
        }
        if let Some(confidence) = edge.confidence {
            more += &format!(", confidence={confidence}");
        }
        writeln!(
            out,
            "  {} -> {} [kind={}, cost={}{more}, penwidth={}];",
            quoted(&edge.source),
            quoted(&edge.target),
            quoted(edge.kind.word()),
            edge.cost.plain(),
            pen(edge.cost, most),
        )?;
    }
    writeln!(out, "}}")
}

/// Half a point to eight, in tenths.
fn pen(cost: Money, most: Money) -> String {
    let tenths = 5 + i128::from(cost.0.max(0)) * 75 / i128::from(most.0.max(1));
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// A quoted string. Backslashes are doubled, because labels give letters after one a meaning; it is never an HTML label,
/// which stands between angle brackets and not between quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", clean(text).replace('\\', "\\\\").replace('"', "\\\""))
}

//! What is in a graph, for people.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::money::count_of;
use crate::output::place::{clean, wrap};
use crate::output::table::{Align, write_table};
use crate::report::{GraphEdge, GraphRows, short};
use crate::report::{GraphView, Way};

/// Edges that a person reads; files have all.
const EDGES: usize = 15;

/// Writes what the graph holds, and its heaviest edges.
///
/// # Errors
/// The writer refuses.
pub fn write_graph(out: &mut dyn Write, width: u16, graph: &GraphRows) -> io::Result<()> {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for node in &graph.nodes {
        *kinds.entry(node.kind.word()).or_default() += 1;
    }
    let nodes: Vec<String> = kinds.iter().map(|(kind, count)| count_of(*count, kind)).collect();
    let period = if graph.period.is_empty() { String::new() } else { format!(", {}", clean(&graph.period)) };
    let about = format!(
        "Graph of {}{period}, {}: {} and {}.",
        graph.view,
        graph.currency,
        if nodes.is_empty() { "no nodes".to_owned() } else { nodes.join(", ") },
        if graph.edges.is_empty() { "no edges".to_owned() } else { count_of(graph.edges.len(), "edge") }
    );
    out.write_all(wrap(&about, usize::from(width), "").as_bytes())?;
    if graph.edges.is_empty() && graph.left_out.edges == 0 {
        writeln!(out, "Nothing is declared that could be tied to anything.")?;
    }
    let left_out = &graph.left_out;
    if left_out.edges + left_out.nodes > 0 {
        let text = format!(
            "Left out: {} with {} ({} duplicated), and {}.",
            count_of(left_out.edges, "edge"),
            short(left_out.cost, &graph.currency),
            short(left_out.duplicated, &graph.currency),
            count_of(left_out.nodes, "node")
        );
        out.write_all(wrap(&text, usize::from(width), "").as_bytes())?;
    }
    let label: BTreeMap<&str, &str> = graph.nodes.iter().map(|node| (node.id.as_str(), node.label.as_str())).collect();
    let weight = |edge: &GraphEdge| edge.duplicated.unwrap_or(edge.cost);
    let mut edges: Vec<&GraphEdge> =
        graph.edges.iter().filter(|edge| graph.view != GraphView::Items || edge.kind == Way::MapsTo).collect();
    edges.sort_by(|a, b| weight(b).cmp(&weight(a)).then(b.cost.cmp(&a.cost)));
    if !edges.is_empty() {
        writeln!(out)?;
        let name = |id: &str| label.get(id).map_or_else(|| id.to_owned(), |label| (*label).to_owned());
        let rows = edges.iter().take(EDGES).map(|edge| {
            vec![
                name(&edge.source),
                edge.kind.word().replace('-', " "),
                name(&edge.target),
                short(edge.cost, &graph.currency),
                edge.duplicated.map_or_else(String::new, |amount| short(amount, &graph.currency)),
                edge.confidence.map_or_else(String::new, |sure| format!("{sure:.2}")),
            ]
        });
        let columns = [
            ("From", Align::Left),
            ("", Align::Fixed),
            ("To", Align::Left),
            ("Cost", Align::Right),
            ("Duplicated", Align::Right),
            ("Confidence", Align::Right),
        ];
        write_table(out, width, &columns, rows.collect())?;
        if edges.len() > EDGES {
            let rest = format!("and {} more; -o graph.graphml, .dot, .json or .svg has all", edges.len() - EDGES);
            out.write_all(wrap(&rest, usize::from(width), " ").as_bytes())?;
        }
    }
    writeln!(out)?;
    out.write_all(wrap(&graph.coverage.line(&graph.currency), usize::from(width), "").as_bytes())
}

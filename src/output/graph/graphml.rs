//! GraphML with typed attributes, as Gephi, yEd, Cytoscape and networkx read it.

use std::io::{self, Write};

use super::xml;
use crate::report::GraphRows;

/// Name, whose, and type of each attribute.
const KEYS: [(&str, &str, &str); 14] = [
    ("view", "graph", "string"),
    ("currency", "graph", "string"),
    ("period", "graph", "string"),
    ("basis", "graph", "string"),
    ("coverage", "graph", "string"),
    ("kind", "all", "string"),
    ("label", "node", "string"),
    ("group", "node", "string"),
    ("cost", "all", "double"),
    ("duplicated", "all", "double"),
    ("confidence", "edge", "double"),
    ("weight", "edge", "double"),
    ("left_out_edges", "graph", "long"),
    ("left_out_cost", "graph", "double"),
];

/// Writes nodes and edges. An amount that cannot be said has no element.
///
/// # Errors
/// The writer refuses.
pub fn write_graphml(out: &mut dyn Write, graph: &GraphRows) -> io::Result<()> {
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        out,
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">"
    )?;
    for (name, whose, kind) in KEYS {
        writeln!(out, r#"  <key id="{name}" for="{whose}" attr.name="{name}" attr.type="{kind}"/>"#)?;
    }
    writeln!(out, r#"  <graph id="dupaudit" edgedefault="directed">"#)?;
    let left_out = &graph.left_out;
    for (key, value) in [
        ("view", graph.view.to_string()),
        ("currency", graph.currency.clone()),
        ("period", graph.period.clone()),
        ("basis", graph.basis.to_string()),
        ("coverage", graph.coverage.line(&graph.currency)),
        ("left_out_edges", left_out.edges.to_string()),
        ("left_out_cost", left_out.cost.plain()),
    ] {
        data(out, 4, key, &value)?;
    }
    for node in &graph.nodes {
        writeln!(out, r#"    <node id="{}">"#, xml(&node.id))?;
        for (key, value) in [("kind", node.kind.word()), ("label", &node.label), ("group", &node.group)] {
            data(out, 6, key, value)?;
        }
        data(out, 6, "cost", &node.cost.plain())?;
        data(out, 6, "duplicated", &node.duplicated.plain())?;
        writeln!(out, "    </node>")?;
    }
    for edge in &graph.edges {
        writeln!(out, r#"    <edge source="{}" target="{}">"#, xml(&edge.source), xml(&edge.target))?;
        data(out, 6, "kind", edge.kind.word())?;
        data(out, 6, "cost", &edge.cost.plain())?;
        data(out, 6, "weight", &edge.weight.plain())?;
        if let Some(duplicated) = edge.duplicated {
            data(out, 6, "duplicated", &duplicated.plain())?;
        }
        if let Some(confidence) = edge.confidence {
            data(out, 6, "confidence", &confidence.to_string())?;
        }
        writeln!(out, "    </edge>")?;
    }
    writeln!(out, "  </graph>\n</graphml>")
}

fn data(out: &mut dyn Write, indent: usize, key: &str, value: &str) -> io::Result<()> {
    writeln!(out, r#"{:indent$}<data key="{key}">{}</data>"#, "", xml(value))
}

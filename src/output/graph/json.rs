//! The graph for machines, `dupaudit.graph/1`.

use std::io::{self, Write};

use crate::output::json::pretty;
use crate::report::GraphRows;

/// Writes nodes and edges.
///
/// # Errors
/// The writer refuses.
pub fn write_graph_json(out: &mut dyn Write, graph: &GraphRows) -> io::Result<()> {
    pretty(out, graph)
}

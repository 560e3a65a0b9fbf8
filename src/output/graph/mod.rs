//! The overlap graph, one file a format.

mod dot;
mod graphml;
mod json;
mod svg;
mod text;

pub use dot::write_dot;
pub use graphml::write_graphml;
pub use json::write_graph_json;
pub use svg::write_picture;
pub use text::write_graph;

use super::place::clean;

/// A text as XML shows it, in content and in attributes: no mark-up, and no character that XML does not have.
fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\u{FFFE}' | '\u{FFFF}' => safe.push('\u{FFFD}'),
            letter => safe.push(letter),
        }
    }
    safe
}

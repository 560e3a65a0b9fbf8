//! Every item with its function, for people.

use std::io::{self, Write};

use serde::Serialize;

use super::table::{Align, write_table};
use crate::money::Money;
use crate::report::short;

/// One item with its mapping, `dupaudit.map/1`.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct MappedRow {
    pub organisation: String,
    pub kind: &'static str,
    pub id: String,
    pub text: String,
    pub cost: Money,
    pub source: &'static str,
    pub function: Option<String>,
    pub functions: Vec<MappedFunction>,
    pub confidence: f64,
    pub reason: String,
    pub alternatives: Vec<Alternative>,
    pub comparable: bool,
}

/// One function of an item.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct MappedFunction {
    pub code: String,
    pub share: f64,
    pub confidence: f64,
}

/// What else an item might be.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct Alternative {
    pub code: String,
    pub confidence: f64,
}

/// Writes the mappings as a table: what needs a person's eye first, then the rest, each by cost.
///
/// # Errors
/// The writer refuses.
pub fn write_map(out: &mut dyn Write, width: u16, currency: &str, items: &[MappedRow]) -> io::Result<()> {
    if items.is_empty() {
        return writeln!(out, "No items are declared, so that there is nothing to map.");
    }
    let mut sorted: Vec<&MappedRow> = items.iter().collect();
    sorted.sort_by(|a, b| {
        let doubtful = |row: &MappedRow| row.function.is_some();
        doubtful(a)
            .cmp(&doubtful(b))
            .then(b.cost.cmp(&a.cost))
            .then_with(|| (&a.organisation, a.kind, &a.id).cmp(&(&b.organisation, b.kind, &b.id)))
    });
    let rows = sorted
        .into_iter()
        .map(|row| {
            let others: Vec<&str> = row.alternatives.iter().map(|other| other.code.as_str()).collect();
            let function = match &row.function {
                Some(code) => code.clone(),
                None if others.is_empty() => "–".to_owned(),
                None => format!("– ({}?)", others[0]),
            };
            vec![
                row.text.clone(),
                function,
                if row.function.is_some() { format!("{:.2}", row.confidence) } else { String::new() },
                row.reason.clone(),
                short(row.cost, currency),
                format!("{}/{}/{}", row.organisation, row.kind, row.id),
            ]
        })
        .collect();
    let columns = [
        ("Item", Align::Left),
        ("Function", Align::Left),
        ("Sure", Align::Right),
        ("Why", Align::Left),
        ("Cost", Align::Right),
        ("Where", Align::Left),
    ];
    write_table(out, width, &columns, rows)
}

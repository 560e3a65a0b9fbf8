//! What every written table carries, so that tables of several results can be put one below the other: which result it is
//! of, and of which period.

use std::borrow::Cow;
use std::io;

use sha2::{Digest, Sha256};

use super::{Cell, Column, Each, Reference, Table, Tabulated, column};

/// A table with the id and the period of its result behind its own columns.
pub struct Stamped<'t, S>(pub &'t dyn Table<S>);

impl<S: Tabulated> Table<S> for Stamped<'_, S> {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn title(&self) -> &'static str {
        self.0.title()
    }

    fn about(&self) -> &'static str {
        self.0.about()
    }

    fn columns(&self) -> Vec<Column> {
        let mut columns = self.0.columns();
        columns.push(
            column::<String>(
                "audit_id",
                "Result id",
                "Which result the row is of: results of the same input have the same id.",
            )
            .wide(14),
        );
        columns.push(
            column::<String>("audit_period", "Result period", "The twelve months that the result is of.").wide(14),
        );
        columns
    }

    fn key(&self) -> usize {
        self.0.key()
    }

    fn references(&self) -> &'static [Reference] {
        self.0.references()
    }

    fn rows(&self, result: &S, each: Each<'_>) -> io::Result<()> {
        let (id, period) = (result.audit_id(), result.period());
        self.0.rows(result, &mut |cells| {
            let mut all = Vec::with_capacity(cells.len() + 2);
            all.extend(cells.iter().cloned());
            all.extend([Cell::Text(Cow::Borrowed(&id)), Cell::Text(Cow::Borrowed(period))]);
            each(&all)
        })
    }
}

/// A short id of a result, made of what tells it from others.
pub fn id_of<'p>(parts: impl IntoIterator<Item = &'p str>) -> String {
    let hash = Sha256::digest(parts.into_iter().collect::<Vec<_>>().join("\n"));
    hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

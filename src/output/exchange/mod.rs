//! Facts as files: written for other programs, and read back. One file a format, and one each for a folder of tables and
//! for a stream of returns.

mod csv;
mod folder;
mod lines;
mod manifest;
mod parquet;
mod stream;

use std::path::Path;

use clap::ValueEnum;

pub use folder::write_folder;
pub use manifest::Made;
pub use stream::{write_end, write_return};

use crate::finding::{Code, Finding};
use crate::ledger::Gathered;
use crate::ledger::exchange::FactTable;
use crate::table::Cell;
use crate::taxonomy::Taxonomy;

/// The name of this format, with its version.
pub const SCHEMA: &str = "dupaudit.facts/1";

/// How the tables of facts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum FactsFormat {
    /// One Parquet file a table, for databases, clusters and data frames.
    #[default]
    Parquet,
    /// One CSV file a table.
    Csv,
    /// One file a table with one JSON object a line.
    Ndjson,
}

impl FactsFormat {
    fn ending(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }

    /// The file of a table.
    fn file(self, table: &FactTable) -> String {
        format!("{}.{}", table.name, self.ending())
    }
}

/// Takes the cells of a row that is read back, or says what is wrong with them.
type Taker<'t> = &'t mut (dyn FnMut(&mut [Cell<'_>]) -> Result<(), String> + Send);

/// Why facts cannot be used.
#[derive(Debug)]
enum Trouble {
    /// They are whole, and this run cannot take them: another version, another list of functions.
    Foreign(String),
    /// They are damaged, or were changed.
    Damaged(String),
}

/// What is wrong with a table: in which row, from 1, where that is known.
#[derive(Debug)]
struct Problem {
    row: Option<u64>,
    what: String,
}

#[allow(clippy::needless_pass_by_value)] // errors are handed over by `map_err`
impl Problem {
    fn of(what: impl ToString) -> Self {
        Self { row: None, what: what.to_string() }
    }

    fn at(row: u64, what: impl ToString) -> Self {
        Self { row: Some(row), what: what.to_string() }
    }

    fn other_columns(table: &FactTable) -> Self {
        Self::of(format!("the columns do not fit the table `{}`", table.name))
    }

    fn in_file(&self, file: &str) -> Trouble {
        Trouble::Damaged(match self.row {
            Some(row) => format!("{file}, row {row}: {}", self.what),
            None => format!("{file}: {}", self.what),
        })
    }
}

/// Reads the facts of a folder of tables, a folder of streams, or one file with a stream. Facts that are damaged are a
/// finding, and nothing of them is taken.
///
/// # Errors
/// There are none at the path, or they are of another version or another list of functions.
pub fn read_facts(path: &Path, taxonomy: &Taxonomy) -> anyhow::Result<Gathered> {
    let name = path.to_string_lossy().replace('\\', "/");
    if !path.exists() && path.as_os_str() != stream::STANDARD_INPUT {
        anyhow::bail!("{name} does not exist");
    }
    let read = if path.join(folder::MANIFEST).exists() {
        folder::read_folder(path, taxonomy)
    } else {
        stream::read_streams(path, taxonomy)
    };
    match read {
        Ok(gathered) => Ok(gathered),
        Err(Trouble::Foreign(why)) => anyhow::bail!("{name}: {why}"),
        Err(Trouble::Damaged(what)) => {
            let message = format!("the facts cannot be used, and none of them are: {what}");
            let mut finding = Finding::new(Code::UnreadableFile, message)
                .help("write them again with `dupaudit facts`, and do not change the files; or leave them out");
            finding.path = Some(name.into());
            let mut gathered = Gathered { findings: vec![finding], ..Gathered::default() };
            gathered.coverage.files_found = 1;
            gathered.coverage.files_rejected = 1;
            gathered.coverage.unread = true;
            Ok(gathered)
        }
    }
}

#[cfg(test)]
mod tests;

//! Facts as a stream: one line a return, each a JSON object with the rows of its tables, and a line at the end of every
//! run. Lines of several runs may be put together in any order: what counts is that every run's end is among them, with as
//! many returns as the ends say.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::runner::json_without_commands;
use super::lines::{Lines, object, take};
use super::manifest::{Made, is_ours};
use super::{Problem, SCHEMA, Trouble};
use crate::ledger::Gathered;
use crate::ledger::exchange::{Facts, tables};
use crate::source::{note_read, sha256};
use crate::table::Table;
use crate::taxonomy::Taxonomy;

/// The path of standard input.
pub(super) const STANDARD_INPUT: &str = "-";

/// So many lines are in memory at a time.
const AT_ONCE: usize = 64;

/// What stands between a line and the hash of what is before it.
const SEAL: &str = ",\"sha256\":\"";

/// Writes the facts of one return.
///
/// # Errors
/// The writer refuses.
pub fn write_return(out: &mut dyn Write, part: &Gathered, taxonomy: &Taxonomy, made: &Made) -> io::Result<()> {
    write(out, "return", None, part, taxonomy, made)
}

/// Writes the end of a run: what it read beside the returns, and how many of those there are.
///
/// # Errors
/// The writer refuses.
pub fn write_end(
    out: &mut dyn Write,
    returns: u64,
    part: &Gathered,
    taxonomy: &Taxonomy,
    made: &Made,
) -> io::Result<()> {
    write(out, "end", Some(returns), part, taxonomy, made)
}

fn write(
    out: &mut dyn Write,
    kind: &str,
    returns: Option<u64>,
    part: &Gathered,
    taxonomy: &Taxonomy,
    made: &Made,
) -> io::Result<()> {
    let mut line = format!("{{\"schema\":\"{SCHEMA}\",\"made\":").into_bytes();
    serde_json::to_writer(&mut line, made)?;
    write!(line, ",\"part\":\"{kind}\"")?;
    if let Some(returns) = returns {
        write!(line, ",\"returns\":{returns}")?;
    }
    line.extend(b",\"tables\":");
    let facts = Facts { gathered: part, taxonomy };
    for (place, table) in tables().enumerate() {
        write!(line, "{}\"{}\":[", if place == 0 { '{' } else { ',' }, table.name)?;
        let mut first = true;
        table.rows(&facts, &mut |cells| {
            if !std::mem::take(&mut first) {
                line.push(b',');
            }
            object(&mut line, table.columns, cells)
        })?;
        line.push(b']');
    }
    line.push(b'}');
    // Lines go to standard output, and are sealed as they are written.
    let mut line = json_without_commands(line);
    let seal = sha256(&line);
    write!(line, "{SEAL}{seal}\"}}")?;
    line.push(b'\n');
    out.write_all(&line)
}

/// One line.
#[derive(Deserialize)]
struct Line {
    made: Made,
    part: String,
    returns: Option<u64>,
    tables: Map<String, Value>,
}

/// What lines amount to.
#[derive(Default)]
struct Sum {
    gathered: Gathered,
    returns: u64,
    promised: u64,
    ends: u64,
}

/// Reads the streams of a folder, or the one of a file or of standard input, which is `-`.
pub(super) fn read_streams(path: &Path, taxonomy: &Taxonomy) -> Result<Gathered, Trouble> {
    let files = files(path).map_err(|error| Trouble::Damaged(format!("could not be read: {error}")))?;
    let mut sum = Sum::default();
    for file in &files {
        let name = file.strip_prefix(path).ok().filter(|name| !name.as_os_str().is_empty()).unwrap_or(file);
        let name = name.to_string_lossy().replace('\\', "/");
        let open: Box<dyn Read> = if file.as_os_str() == STANDARD_INPUT {
            Box::new(io::stdin())
        } else {
            note_read(file);
            Box::new(File::open(file).map_err(|error| Problem::of(error).in_file(&name))?)
        };
        let mut lines = Lines(BufReader::with_capacity(1 << 18, open)).zip(1_u64..);
        loop {
            let some: Vec<_> = lines.by_ref().take(AT_ONCE).collect();
            if some.is_empty() {
                break;
            }
            // One after the other they would take as many times as long; the order stays.
            let parts: Vec<_> = some.into_par_iter().map(|(line, row)| (row, read_line(line, taxonomy))).collect();
            for (row, part) in parts {
                match part {
                    Ok((part, promised)) => sum.add(part, promised),
                    Err(Trouble::Damaged(what)) => return Err(Problem::at(row, what).in_file(&name)),
                    Err(foreign) => return Err(foreign),
                }
            }
        }
    }
    if sum.ends == 0 {
        return Err(Trouble::Damaged(if sum.returns == 0 {
            "there are neither tables with a manifest nor lines of facts".to_owned()
        } else {
            "the end is missing: the stream was cut off".to_owned()
        }));
    }
    if sum.returns != sum.promised {
        let (found, promised) = (sum.returns, sum.promised);
        return Err(Trouble::Damaged(format!(
            "there are {found} returns, and {promised} were written: lines are missing or double"
        )));
    }
    Ok(sum.gathered)
}

impl Sum {
    fn add(&mut self, part: Gathered, promised: Option<u64>) {
        match promised {
            Some(promised) => {
                self.promised = self.promised.saturating_add(promised);
                self.ends += 1;
            }
            None => self.returns += 1,
        }
        self.gathered.join(part);
        // One entry a line would be many.
        self.gathered.made_with.dedup();
    }
}

/// The files of a folder in their order. Hidden ones and markers of other programs (`_SUCCESS`) are none.
fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if path.is_file() || path.as_os_str() == STANDARD_INPUT {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let is_aside = entry.file_name().as_encoded_bytes().starts_with(b".")
            || entry.file_name().as_encoded_bytes().starts_with(b"_");
        if !is_aside && entry.path().is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

/// The facts of a line and, of an end, how many returns it speaks of.
fn read_line(line: io::Result<Vec<u8>>, taxonomy: &Taxonomy) -> Result<(Gathered, Option<u64>), Trouble> {
    let damaged = |what: String| Trouble::Damaged(what);
    let line = line.map_err(|error| damaged(error.to_string()))?;
    let text = std::str::from_utf8(&line).map_err(|error| damaged(error.to_string()))?;
    let version = text.strip_prefix("{\"schema\":\"").and_then(|rest| rest.split('"').next());
    is_ours(version)?;
    let sealed = text.rsplit_once(SEAL).and_then(|(body, seal)| Some((body, seal.strip_suffix("\"}")?)));
    if sealed.is_none_or(|(body, seal)| sha256(body) != seal) {
        return Err(damaged("the line was changed or cut off: it does not have the hash it states".to_owned()));
    }
    let mut line: Line = serde_json::from_str(text).map_err(|error| damaged(error.to_string()))?;
    let gathered = line.made.facts(taxonomy, |table, each| {
        let Some(Value::Array(rows)) = line.tables.remove(table.name) else {
            return Err(damaged(format!("the table `{}` is missing", table.name)));
        };
        for (row, number) in rows.into_iter().zip(1..) {
            let taken = match row {
                Value::Object(row) => take(table, row, each),
                _ => Err("an object is expected".to_owned()),
            };
            taken.map_err(|what| damaged(format!("table {}, row {number}: {what}", table.name)))?;
        }
        Ok(())
    })?;
    match (line.part.as_str(), line.returns) {
        ("return", None) if gathered.facts.len() == 1 => Ok((gathered, None)),
        ("end", Some(returns)) if gathered.facts.is_empty() => Ok((gathered, Some(returns))),
        _ => Err(damaged("the line is neither one return nor an end".to_owned())),
    }
}

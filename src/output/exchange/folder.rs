//! Facts as a folder: one file a table, and a manifest with a hash of each.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use clap::ValueEnum;
use sha2::{Digest, Sha256};

use super::manifest::{FolderManifest, Made, TableFile};
use super::{FactsFormat, Trouble, csv, lines, parquet};
use crate::ledger::Gathered;
use crate::ledger::exchange::{Facts, tables};
use crate::output::Folder;
use crate::output::csv::{exact, write_styled};
use crate::source::note_read;
use crate::table::Cell;
use crate::taxonomy::Taxonomy;

/// The file that describes the others.
pub(super) const MANIFEST: &str = "manifest.json";

/// Writes every table into a folder, which is opened for its files, and then the manifest.
///
/// # Errors
/// A file cannot be written.
pub fn write_folder(
    path: &Path,
    format: FactsFormat,
    gathered: &Gathered,
    taxonomy: &Taxonomy,
    made: &Made,
) -> anyhow::Result<()> {
    let names = tables().map(|table| format.file(table)).chain([MANIFEST.to_owned()]);
    let mut folder = Folder::open(path, names.collect())?;
    let facts = Facts { gathered, taxonomy };
    let written: RefCell<Vec<TableFile>> = RefCell::default();
    folder.fill(&|out: &mut dyn Write, name: &str| {
        let Some(table) = tables().find(|table| format.file(table) == name) else {
            let manifest = FolderManifest::new(made.clone(), format.ending(), written.take());
            serde_json::to_writer_pretty(&mut *out, &manifest)?;
            return out.write_all(b"\n");
        };
        let mut hashed = Hashed { out, hash: Sha256::new() };
        let rows = match format {
            FactsFormat::Parquet => parquet::write(&mut hashed, table, &facts),
            FactsFormat::Csv => write_styled(&mut hashed, table, &facts, exact, false),
            FactsFormat::Ndjson => lines::write(&mut hashed, table, &facts),
        }?;
        written.borrow_mut().push(TableFile::new(table, name.to_owned(), rows, hashed.hex()));
        Ok(())
    })?;
    folder.put()
}

/// What is written, and its hash.
struct Hashed<W> {
    out: W,
    hash: Sha256,
}

impl<W> Hashed<W> {
    fn hex(self) -> String {
        self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Reads a folder back. Every file must be the one that was written.
pub(super) fn read_folder(path: &Path, taxonomy: &Taxonomy) -> Result<Gathered, Trouble> {
    let failed = |name: &str, error: &io::Error| Trouble::Damaged(format!("{name} could not be read: {error}"));
    note_read(&path.join(MANIFEST));
    let text = fs::read_to_string(path.join(MANIFEST)).map_err(|error| failed(MANIFEST, &error))?;
    let manifest = FolderManifest::parse(&text)?;
    let format = FactsFormat::from_str(&manifest.format, false).map_err(Trouble::Damaged)?;
    let mut listed = manifest.tables.iter();
    manifest.made.facts(taxonomy, |table, each| {
        // A name from the manifest is a path into the file system.
        let name = format.file(table);
        let Some(listed) = listed.next().filter(|listed| listed.name == table.name && listed.file == name) else {
            return Err(Trouble::Damaged(format!("the manifest does not name `{name}` where it is expected")));
        };
        note_read(&path.join(&name));
        let open = || File::open(path.join(&name)).map_err(|error| failed(&name, &error));
        let mut hashed = Hashed { out: io::sink(), hash: Sha256::new() };
        io::copy(&mut open()?, &mut hashed).map_err(|error| failed(&name, &error))?;
        if hashed.hex() != listed.sha256 {
            return Err(Trouble::Damaged(format!("{name} was changed or cut off: its hash differs from the manifest")));
        }
        let mut rows = 0;
        let mut each = |cells: &mut [Cell<'_>]| {
            rows += 1;
            each(cells)
        };
        let read = match format {
            FactsFormat::Parquet => parquet::read,
            FactsFormat::Csv => csv::read,
            FactsFormat::Ndjson => lines::read,
        };
        read(open()?, table, &mut each).map_err(|problem| problem.in_file(&name))?;
        if rows != listed.rows {
            return Err(Trouble::Damaged(format!("{name} has {rows} rows, and the manifest has {}", listed.rows)));
        }
        Ok(())
    })
}

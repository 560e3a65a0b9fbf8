//! Facts as a folder: one file a table, and a manifest with a hash of each.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use clap::ValueEnum;
use sha2::{Digest, Sha256};

use super::manifest::{FolderManifest, Made, TableFile};
use super::{FactsFormat, Problem, Trouble, csv, lines, parquet};
use crate::ledger::Gathered;
use crate::ledger::exchange::{Builder, Each, TABLES, Table, rows};
use crate::output::Folder;
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
    let file = |table: &Table| format!("{}.{}", table.name, format.ending());
    let names = TABLES.iter().map(file).chain([MANIFEST.to_owned()]);
    let mut folder = Folder::open(path, names.collect())?;
    let written: RefCell<Vec<TableFile>> = RefCell::default();
    folder.fill(&|out: &mut dyn Write, name: &str| {
        let Some(table) = TABLES.iter().find(|table| file(table) == name) else {
            let manifest = FolderManifest::new(made.clone(), format.ending(), written.take());
            serde_json::to_writer_pretty(&mut *out, &manifest)?;
            return out.write_all(b"\n");
        };
        let mut hashed = Hashed { out, hash: Sha256::new() };
        let mut count = 0;
        let mut source = |each: Each<'_>| {
            rows(gathered, taxonomy, table, &mut |cells| {
                count += 1;
                each(cells)
            })
        };
        match format {
            FactsFormat::Parquet => parquet::write(&mut hashed, table, &mut source),
            FactsFormat::Csv => csv::write(&mut hashed, table, &mut source),
            FactsFormat::Ndjson => lines::write(&mut hashed, table, &mut source),
        }?;
        let sha256 = hex(hashed.hash);
        written.borrow_mut().push(TableFile::new(table, name.to_owned(), count, sha256));
        Ok(())
    })?;
    folder.put()
}

/// What is written, and its hash.
struct Hashed<'a> {
    out: &'a mut dyn Write,
    hash: Sha256,
}

impl Write for Hashed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads a folder back. Every file must be the one that was written.
pub(super) fn read_folder(path: &Path, taxonomy: &Taxonomy) -> Result<Gathered, Trouble> {
    let failed = |name: &str, error: &io::Error| Trouble::Damaged(format!("{name} could not be read: {error}"));
    let text = fs::read_to_string(path.join(MANIFEST)).map_err(|error| failed(MANIFEST, &error))?;
    let manifest = FolderManifest::parse(&text)?;
    let format = FactsFormat::from_str(&manifest.format, false).map_err(Trouble::Damaged)?;
    manifest.made.suits(taxonomy)?;
    let mut builder = Builder::new(taxonomy);
    for (table, listed) in TABLES.iter().zip(&manifest.tables) {
        // A name from the manifest is a path into the file system.
        let name = format!("{}.{}", table.name, format.ending());
        if listed.name != table.name || listed.file != name {
            return Err(Trouble::Damaged(format!("the manifest names `{}` where `{}` is expected", listed.file, name)));
        }
        let open = || File::open(path.join(&name)).map_err(|error| failed(&name, &error));
        if hash(open()?).map_err(|error| failed(&name, &error))? != listed.sha256 {
            return Err(Trouble::Damaged(format!(
                "{name} was changed or cut off: it has another hash than the manifest says"
            )));
        }
        let mut count = 0;
        let mut each = |cells| {
            count += 1;
            builder.take(table, cells)
        };
        let read = match format {
            FactsFormat::Parquet => parquet::read(open()?, table, &mut each),
            FactsFormat::Csv => csv::read(open()?, table, &mut each),
            FactsFormat::Ndjson => lines::read(BufReader::new(open()?), table, &mut each),
        };
        read.map_err(|problem| problem.in_file(&name))?;
        if count != listed.rows {
            return Err(Trouble::Damaged(format!("{name} has {count} rows, and the manifest says {}", listed.rows)));
        }
        builder.end_of_table();
    }
    let mut gathered = builder.finish().map_err(|what| Problem::of(what).in_file("organisations"))?;
    manifest.made.mark(&mut gathered);
    Ok(gathered)
}

fn hash(mut file: impl Read) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(hash)),
            length => hash.update(&buffer[..length]),
        }
    }
}

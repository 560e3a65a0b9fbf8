//! The files that a run reads, so that it overwrites none of them.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::DOCUMENT_LIMIT;

static READ: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Says that a file is read.
pub fn note_read(path: &Path) {
    READ.lock().unwrap_or_else(PoisonError::into_inner).insert(real(path));
}

/// Whether a file was read, by whatever name.
pub fn was_read(path: &Path) -> bool {
    READ.lock().unwrap_or_else(PoisonError::into_inner).contains(&real(path))
}

/// Reads a file of text that is no larger than a document may be, without a byte order mark at its beginning.
///
/// # Errors
/// It cannot be read, is too large, or is not UTF-8.
pub fn read_text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(DOCUMENT_LIMIT as u64 + 1).read_to_string(&mut text)?;
    if text.len() > DOCUMENT_LIMIT {
        return Err(io::Error::other("it is larger than 16 MiB"));
    }
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    Ok(text)
}

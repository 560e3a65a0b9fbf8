//! The files that a run reads, so that it overwrites none of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

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

//! A folder as a result: every file is written before the first is put in its place.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::place::Target;
use crate::source::was_read;

/// The list of what a run wrote, so that the next one can take away what it no longer writes.
const LIST: &str = ".dupaudit-files";

/// A folder to be filled.
pub struct Folder {
    path: PathBuf,
    files: Vec<(String, Target)>,
    list: Target,
}

impl Folder {
    /// Makes the folder where there is none, and opens every file in it.
    ///
    /// # Errors
    /// It cannot be made or written to, or is a file.
    pub fn open(path: &Path, names: Vec<String>) -> anyhow::Result<Self> {
        if path.exists() && !path.is_dir() {
            bail!("{} is a file; name a folder", path.display());
        }
        fs::create_dir_all(path).with_context(|| format!("{} cannot be made", path.display()))?;
        let open = |name: String| Ok((name.clone(), Target::open(&path.join(name))?));
        let files = names.into_iter().map(open).collect::<anyhow::Result<_>>()?;
        Ok(Self { path: path.to_owned(), files, list: Target::open(&path.join(LIST))? })
    }

    /// Writes every file, then puts all of them in their places. A run that stops before leaves the old files whole; what an
    /// earlier run wrote and this one does not is taken away.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn fill(&mut self, content: &impl Fn(&mut dyn Write, &str) -> io::Result<()>) -> anyhow::Result<()> {
        for (name, target) in &mut self.files {
            target.fill(|out| content(out, name))?;
        }
        let names: Vec<&str> = self.files.iter().map(|(name, _)| name.as_str()).collect();
        self.list.fill(|out| writeln!(out, "{}", names.join("\n")))
    }

    /// Puts the written files in their places.
    ///
    /// # Errors
    /// One cannot be put there.
    pub fn put(self) -> anyhow::Result<()> {
        let earlier = fs::read_to_string(self.path.join(LIST)).unwrap_or_default();
        let is_plain = |name: &str| !name.contains(['/', '\\']) && Path::new(name).extension().is_some();
        for name in earlier.lines().filter(|name| is_plain(name)) {
            if self.files.iter().all(|(known, _)| known != name) {
                let stale = self.path.join(name);
                if stale.is_file() && !was_read(&stale) {
                    fs::remove_file(&stale).with_context(|| format!("{} cannot be removed", stale.display()))?;
                }
            }
        }
        for (_, target) in self.files {
            target.put()?;
        }
        self.list.put()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, names: &[&str], text: &str) -> anyhow::Result<()> {
        let mut folder = Folder::open(folder, names.iter().map(|name| (*name).to_owned()).collect())?;
        folder
            .fill(&|out, name| if name == "bad.csv" { Err(io::Error::other("full")) } else { write!(out, "{text}") })?;
        folder.put()
    }

    #[test]
    fn all_or_nothing_and_nothing_stale() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().join("new/tables");
        let read = |name: &str| fs::read_to_string(folder.join(name)).ok();
        write(&folder, &["a.csv", "b.csv"], "1").unwrap();
        fs::write(folder.join("mine.csv"), "mine").unwrap();
        assert!(write(&folder, &["a.csv", "bad.csv"], "2").is_err());
        assert_eq!(
            (read("a.csv").as_deref(), read("b.csv").as_deref()),
            (Some("1"), Some("1")),
            "the old files are whole"
        );
        write(&folder, &["a.csv"], "3").unwrap();
        assert_eq!((read("a.csv").as_deref(), read("b.csv")), (Some("3"), None), "what is stale is gone");
        assert_eq!(read("mine.csv").as_deref(), Some("mine"), "what others wrote stays");
        let left = fs::read_dir(&folder).unwrap().count();
        assert_eq!(left, 3, "a.csv, mine.csv and the list");
    }
}

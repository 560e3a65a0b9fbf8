//! Where a result goes: standard output, or a file that is written beside its place and then renamed.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, bail};
use tempfile::NamedTempFile;
use unicode_width::UnicodeWidthStr;

use super::runner::without_commands;
use crate::source::was_read;

/// A file to be written, tested for writability before the long part of a run.
pub struct Target {
    path: PathBuf,
    place: Place,
    /// Whether it may replace what the run has read, as what it is made of.
    over: bool,
    _claimed: Claimed,
}

enum Place {
    /// Written beside its place, and then renamed.
    Beside(Passing),
    /// A device or a pipe: it is written to and never replaced.
    Direct(File),
}

impl Target {
    /// Opens a temporary file beside `path`.
    ///
    /// # Errors
    /// The folder does not exist or cannot be written to, or the path is a folder.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        Self::opened(path, false)
    }

    /// The same for a file that is read, and written again with what was added to it.
    ///
    /// # Errors
    /// The same.
    pub fn over(path: &Path) -> anyhow::Result<Self> {
        Self::opened(path, true)
    }

    fn opened(path: &Path, over: bool) -> anyhow::Result<Self> {
        let claimed = Claimed::of(path)?;
        if path.is_dir() {
            bail!("{} is a folder; name a file", path.display());
        }
        let failed = || format!("{} cannot be written", path.display());
        if path.exists() && !path.is_file() {
            let file = OpenOptions::new().write(true).open(path).with_context(failed)?;
            return Ok(Self { path: path.to_owned(), place: Place::Direct(file), over, _claimed: claimed });
        }
        // A link stays, and what it leads to is replaced.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            bail!("{} cannot be written: there is no folder {}", path.display(), folder.display());
        }
        let file = Passing::made(|| NamedTempFile::new_in(folder)).with_context(failed)?;
        Ok(Self { path, place: Place::Beside(file), over, _claimed: claimed })
    }

    /// Writes the whole file and puts it in its place; an interrupted run leaves the old file as it was.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(mut self, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
        self.fill(content)?;
        self.put()
    }

    /// Writes the whole file, and leaves it beside its place.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn fill(&mut self, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
        let failed = || format!("{} cannot be written", self.path.display());
        let file: &mut File = match &mut self.place {
            Place::Beside(file) => file.file.as_file_mut(),
            Place::Direct(file) => file,
        };
        let mut buffered = BufWriter::new(file);
        content(&mut buffered).and_then(|()| buffered.flush()).with_context(failed)
    }

    /// Puts a written file in its place.
    ///
    /// # Errors
    /// It cannot be put there.
    pub fn put(self) -> anyhow::Result<()> {
        let failed = || format!("{} cannot be written", self.path.display());
        if let Place::Beside(file) = self.place {
            if !self.over && was_read(&self.path) {
                bail!("{} is not overwritten: this run reads it", self.path.display());
            }
            readable(&file.file).with_context(failed)?;
            file.put(&self.path).with_context(failed)?;
        }
        Ok(())
    }
}

/// The outputs that are open, so that none is written twice.
static CLAIMED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// An output as long as it is open.
struct Claimed(PathBuf);

impl Claimed {
    fn of(path: &Path) -> anyhow::Result<Self> {
        let name = path.file_name().unwrap_or_default();
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let real = path.canonicalize().or_else(|_| folder.canonicalize().map(|folder| folder.join(name)));
        let real = real.unwrap_or_else(|_| path.to_owned());
        let is_new = CLAIMED.lock().unwrap_or_else(PoisonError::into_inner).insert(real.clone());
        if !is_new && !real.starts_with("/dev") {
            bail!("{} is named twice as an output", path.display());
        }
        Ok(Self(real))
    }
}

impl Drop for Claimed {
    fn drop(&mut self) {
        CLAIMED.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

/// The temporary files that there are.
static PASSING: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn passing() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    PASSING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A temporary file that goes with the run, however that ends.
pub(super) struct Passing {
    pub(super) file: NamedTempFile,
    listed: Listed,
}

/// A place in the list of them.
struct Listed(PathBuf);

impl Passing {
    /// Makes one.
    ///
    /// # Errors
    /// What `make` fails with.
    pub(super) fn made(make: impl FnOnce() -> io::Result<NamedTempFile>) -> io::Result<Self> {
        // Held meanwhile, so that none is there that is not listed.
        let mut list = passing();
        let file = make()?;
        list.insert(file.path().to_owned());
        drop(list);
        let listed = Listed(file.path().to_owned());
        Ok(Self { file, listed })
    }

    /// Makes it the file at `path`.
    fn put(self, path: &Path) -> io::Result<()> {
        let Self { file, listed } = self;
        // Held meanwhile, so that it is taken away before or not at all.
        let list = passing();
        let put = file.persist(path);
        drop(list);
        drop(listed);
        put.map(drop).map_err(|error| error.error)
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        passing().remove(&self.0);
    }
}

/// Puts a new text in place of a file, whole or not at all, with these permissions.
///
/// # Errors
/// It cannot be written or put there.
pub fn replace_file(path: &Path, bytes: &[u8], permissions: Permissions) -> io::Result<()> {
    let mut passing = Passing::made(|| NamedTempFile::new_in(path.parent().unwrap_or(Path::new("."))))?;
    passing.file.write_all(bytes)?;
    passing.file.as_file().set_permissions(permissions)?;
    passing.put(path)
}

/// Takes every temporary file away. The process must end then: whoever wants to make or to place another one waits.
pub fn abandon() {
    let passing = passing();
    for path in &*passing {
        // What cannot be removed stays; there is nobody to be told.
        drop(std::fs::remove_file(path));
    }
    std::mem::forget(passing);
}

/// Temporary files are private; results are for everybody who may read the folder.
#[cfg(unix)]
fn readable(file: &NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &NamedTempFile) -> io::Result<()> {
    Ok(())
}

/// A text from a return, made harmless for a terminal and for the log of a build server: no escape sequences, no line
/// breaks, no marks that turn the direction of reading, and no `::` or `##[`, with which a line could be a command.
pub fn clean(text: &str) -> String {
    let mut before = '\0';
    let text = text
        .chars()
        .map(|letter| {
            before = match letter {
                '\n' | '\r' | '\t' => ' ',
                ':' if before == ':' => '\u{FFFD}',
                letter if letter.is_control() => '\u{FFFD}',
                '\u{061C}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}' => '\u{FFFD}',
                letter => letter,
            };
            before
        })
        .collect();
    without_commands(text)
}

/// A paragraph in lines of at most `width` columns, each with `indent` before it.
pub fn wrap(text: &str, width: usize, indent: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.width();
        if column > 0 && column + 1 + length > width {
            out.push('\n');
            column = 0;
        }
        if column == 0 {
            out.push_str(indent);
            column = indent.width();
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::{clean, wrap};

    #[test]
    fn nothing_commands_a_terminal_or_a_build_server() {
        assert_eq!(clean("\u{1b}[2J\u{202e}a\tb\n"), "\u{fffd}[2J\u{fffd}a b ");
        for text in ["::error::", ":::error::", "a:\u{7}::error::"] {
            assert!(!clean(text).contains("::"), "{text}");
        }
    }

    #[test]
    fn lines_are_as_wide_as_they_look() {
        assert_eq!(wrap("aa bb cc", 5, ""), "aa bb\ncc\n");
        // Two columns a letter, and none for a mark that combines.
        assert_eq!(wrap("北京 上海", 8, ""), "北京\n上海\n");
        assert_eq!(wrap("e\u{301}e\u{301} e\u{301}", 4, ""), "e\u{301}e\u{301} e\u{301}\n");
    }
}

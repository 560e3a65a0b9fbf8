//! `check --fix`: mends what is certain, in the files themselves; `--diff` shows it first.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rayon::prelude::*;
use similar::{Algorithm, TextDiff};

use super::options::{Reading, Session};
use crate::output::{Hash, Neutral, clean, replace_file};
use crate::progress::say;
use crate::returns::{Fixed, Input, find, fix};
use crate::taxonomy::Taxonomy;

/// The largest file that is mended: it is read as a whole.
pub(super) const LARGEST: u64 = 256 << 20;

/// Whether files are mended.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Fixing {
    /// Fix certain mistakes in the files: keys, codes, ids and words with one wrong letter, and figures and dates
    /// in another form. Comments, order and layout stay
    #[arg(long)]
    fix: bool,
    /// Show the fixes of --fix as a unified diff, and write nothing
    #[arg(long, conflicts_with_all = ["format", "output"])]
    pub(super) diff: bool,
}

impl Fixing {
    /// Mends the files, or shows the mends. The findings that remain are those of reading them again.
    pub(super) fn run(&self, reading: &Reading, session: &Session) -> anyhow::Result<()> {
        if !self.fix && !self.diff {
            return Ok(());
        }
        let inputs = find(&reading.paths(), &session.search()?)?.inputs;
        if inputs.iter().any(|input| input.path.is_none()) {
            bail!("--fix cannot change standard input: name the file");
        }
        let paths = reading.paths();
        let own = |input: &&Input| self.diff || !input.path.as_deref().is_some_and(|path| is_linked(path, &paths));
        let (own, linked): (Vec<&Input>, Vec<&Input>) = inputs.iter().partition(own);
        for input in linked {
            say(&clean(&format!("{} is behind a link, and is not fixed", input.name)));
        }
        let mended: Vec<_> = own.par_iter().filter_map(|input| mended(input, &session.taxonomy)).collect();
        let mut stdout = Neutral::new(io::stdout().lock(), Hash::Hidden);
        for (input, path, before, Fixed { bytes, edits }) in mended {
            if self.diff {
                diff(&mut stdout, &input.name, &before, &bytes)?;
            } else {
                replace(path, &bytes).with_context(|| format!("{} cannot be fixed", input.name))?;
            }
            for edit in edits {
                say(&clean(&format!(
                    "{}[{}] {}:{} `{}` → `{}`",
                    if self.diff { "fixable" } else { "fixed" },
                    edit.code,
                    input.name,
                    edit.line,
                    edit.found,
                    edit.meant
                )));
            }
        }
        stdout.flush()?;
        Ok(())
    }
}

/// A file that can be mended, as it is and as it would be.
type Mended<'i> = (&'i Input, &'i Path, Vec<u8>, Fixed);

/// What would be mended in a file. What cannot be read is left to the check that follows: it says so.
fn mended<'i>(input: &'i Input, taxonomy: &Taxonomy) -> Option<Mended<'i>> {
    let path = input.path.as_deref()?;
    if fs::metadata(path).is_ok_and(|file| file.len() > LARGEST) {
        say(&clean(&format!("{} is larger than 256 MiB and is not fixed", input.name)));
        return None;
    }
    let bytes = fs::read(path).ok()?;
    let fixed = fix(&bytes, input.framing(), taxonomy)?;
    Some((input, path, bytes, fixed))
}

/// Whether a file is reached through a link, below the folder that was named: it belongs to somewhere else.
pub(super) fn is_linked(path: &Path, named: &[PathBuf]) -> bool {
    let is_above = |above: &&PathBuf| path != above.as_path() && path.starts_with(above);
    let root = named.iter().filter(is_above).max_by_key(|above| above.components().count());
    let root = root.map_or_else(|| path.parent().unwrap_or(Path::new("")), PathBuf::as_path);
    path.ancestors().take_while(|part| *part != root).any(Path::is_symlink)
}

/// Puts the new text in place of the old one, whole or not at all. The permissions stay.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let path = fs::canonicalize(path)?;
    let permissions = fs::metadata(&path)?.permissions();
    if permissions.readonly() {
        bail!("the file is read-only");
    }
    Ok(replace_file(&path, bytes, permissions)?)
}

/// A unified diff that `patch` and `git apply` take, byte by byte; on a terminal the text is made harmless.
pub(super) fn diff(out: &mut dyn Write, name: &str, before: &[u8], after: &[u8]) -> io::Result<()> {
    let name = clean(name);
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(before, after);
    let mut unified = diff.unified_diff();
    let unified = unified.header(&format!("a/{name}"), &format!("b/{name}")).context_radius(2);
    if !io::stdout().is_terminal() {
        return unified.to_writer(out);
    }
    let mut text = Vec::new();
    unified.to_writer(&mut text)?;
    String::from_utf8_lossy(&text).lines().try_for_each(|line| writeln!(out, "{}", clean(line)))
}

//! Which files could hold returns.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;
use walkdir::WalkDir;

use super::ignored::Ignored;
use super::own::Own;
use crate::finding::{Code, Finding};
use crate::source::Framing;

/// What standard input is called.
pub const STANDARD_INPUT: &str = "<stdin>";

/// A file, or standard input, that could hold returns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Input {
    /// As the user would name it.
    pub name: Arc<str>,
    /// Where it is. None is standard input.
    pub path: Option<PathBuf>,
}

impl Input {
    /// How the file is divided into documents.
    pub fn framing(&self) -> Framing {
        let Some(path) = &self.path else { return Framing::Shown };
        match extension(path).as_str() {
            "json" => Framing::Json,
            "ndjson" | "jsonl" => Framing::Lines,
            _ => Framing::Yaml,
        }
    }
}

/// How files are looked for.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// What the settings name as no returns.
    pub ignored: Option<Ignored>,
    /// Whether links are followed that lead out of the folder they lie in.
    pub follow_links: bool,
}

/// Why a file was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Its name, or that of a folder above it, begins with a dot.
    Hidden,
    /// Its name ends as no return does.
    Ending,
    /// The settings name it under `ignore:`.
    Ignored,
    /// It is a file of ours that is no return.
    Own(Own),
}

impl Why {
    /// In a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Ending => "another ending",
            Self::Ignored => "ignored by the settings",
            Self::Own(own) => own.word(),
        }
    }
}

/// A file, or a document of one, that was not read as a return.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotRead {
    /// As the user would name it; a folder ends in `/`.
    pub path: Arc<str>,
    /// The line on which the document begins, where others of the file were read.
    pub line: Option<u32>,
    /// Why.
    pub why: Why,
}

/// A path that the user named, and the inputs found there, by their places in [`Found::inputs`].
#[derive(Debug, Clone)]
pub struct Named {
    /// As the user wrote it.
    pub path: Arc<str>,
    /// What was found there.
    pub inputs: Vec<usize>,
}

/// What a search gave.
#[derive(Debug, Default)]
pub struct Found {
    /// Files to read, in the order of their names, each once.
    pub inputs: Vec<Input>,
    /// Folders and links that could not be followed.
    pub findings: Vec<Finding>,
    /// Files that were passed over.
    pub not_read: Vec<NotRead>,
    /// The paths that were searched.
    pub named: Vec<Named>,
    /// The patterns by which files were passed over.
    pub patterns: BTreeSet<String>,
}

/// The endings of returns.
const ENDINGS: [&str; 5] = ["yaml", "yml", "json", "ndjson", "jsonl"];

/// Folders that hold no files of people, but the history of them.
const HISTORIES: [&str; 3] = [".git", ".hg", ".svn"];

/// Finds the files below `paths`: folders are searched; a file named outright is always taken, `-` is standard input.
///
/// # Errors
/// A named path does not exist.
pub fn find(paths: &[PathBuf], search: &Search) -> anyhow::Result<Found> {
    let mut looking = Looking { search, found: Found::default(), files: BTreeMap::new() };
    let mut named = Vec::new();
    for path in paths {
        let files = if path.as_os_str() == "-" {
            vec![looking.take(Input { name: STANDARD_INPUT.into(), path: None })]
        } else if path.is_dir() {
            looking.folder(path)
        } else if path.exists() {
            vec![looking.take(input(path))]
        } else {
            bail!("{} does not exist", path.display());
        };
        named.push((name(path), files));
    }
    let Looking { mut found, files, .. } = looking;
    let mut inputs: Vec<(Input, Option<PathBuf>)> = files.into_iter().map(|(file, input)| (input, file)).collect();
    inputs.sort();
    let places: BTreeMap<&Option<PathBuf>, usize> =
        inputs.iter().enumerate().map(|(place, (_, file))| (file, place)).collect();
    let of = |files: Vec<Option<PathBuf>>| files.iter().map(|file| places[file]).collect();
    found.named = named.into_iter().map(|(path, files)| Named { path, inputs: of(files) }).collect();
    found.inputs = inputs.into_iter().map(|(input, _)| input).collect();
    found.not_read.sort();
    found.not_read.dedup();
    Ok(found)
}

struct Looking<'a> {
    search: &'a Search,
    found: Found,
    /// By what a file is called once links and dots are gone, so that each is read once; none is standard input.
    files: BTreeMap<Option<PathBuf>, Input>,
}

impl Looking<'_> {
    /// Takes a file, of several names the first one.
    fn take(&mut self, input: Input) -> Option<PathBuf> {
        let file = input.path.as_ref().map(|path| fs::canonicalize(path).unwrap_or_else(|_| path.clone()));
        let known = self.files.entry(file.clone()).or_insert_with(|| input.clone());
        if input < *known {
            *known = input;
        }
        file
    }

    fn folder(&mut self, folder: &Path) -> Vec<Option<PathBuf>> {
        let root = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let mut files = Vec::new();
        let mut entries = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.unreadable(folder, &error);
                    continue;
                }
            };
            let (path, is_folder) = (entry.path(), entry.file_type().is_dir());
            let relative = path.strip_prefix(folder).unwrap_or(path);
            let may_be_return = ENDINGS.contains(&extension(path).as_str());
            let leaves = entry.path_is_symlink()
                && !self.search.follow_links
                && fs::canonicalize(path).is_ok_and(|target| !target.starts_with(&root));
            if is_hidden(relative) {
                let is_top = relative.parent().is_none_or(|above| !is_hidden(above));
                if is_folder && (leaves || HISTORIES.iter().any(|name| relative.ends_with(name))) {
                    entries.skip_current_dir();
                }
                if is_top || !is_folder && may_be_return {
                    self.pass(path, is_folder, Why::Hidden);
                }
            } else if leaves && (is_folder || may_be_return) {
                if is_folder {
                    entries.skip_current_dir();
                }
                self.refuse(
                    path,
                    "is a link that leaves the folder",
                    "take the file itself into the folder, or give --follow-links",
                );
            } else if is_folder {
            } else if !may_be_return {
                self.pass(path, false, Why::Ending);
            } else if !entry.file_type().is_file() {
                // Reading a pipe or a device that lies in a folder could wait for ever.
                self.refuse(
                    path,
                    "is not a file",
                    "take it out of the folder, or name it outright if it is to be read",
                );
            } else if let Some(pattern) = self.search.ignored.as_ref().and_then(|ignored| ignored.pattern(path)) {
                self.found.patterns.insert(pattern.to_owned());
                self.pass(path, false, Why::Ignored);
            } else {
                files.push(self.take(input(path)));
            }
        }
        files
    }

    fn pass(&mut self, path: &Path, is_folder: bool, why: Why) {
        let name = name(path);
        let path = if is_folder { format!("{name}/").into() } else { name };
        self.found.not_read.push(NotRead { path, line: None, why });
    }

    fn refuse(&mut self, path: &Path, what: &str, help: &str) {
        let name = name(path);
        let mut finding = Finding::new(Code::UnreadableFile, format!("{name} {what}")).help(help);
        finding.path = Some(name);
        self.found.findings.push(finding);
    }

    fn unreadable(&mut self, folder: &Path, error: &walkdir::Error) {
        let path = error.path().unwrap_or(folder);
        if is_hidden(path.strip_prefix(folder).unwrap_or(path)) {
            return self.pass(path, false, Why::Hidden);
        }
        if error.loop_ancestor().is_some() {
            let help = "remove the link, or name it under `ignore:`";
            return self.refuse(path, "is a link back to a folder above it", help);
        }
        let cause = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
        self.refuse(path, &format!("could not be read: {cause}"), "check that it exists and that you may read it");
    }
}

/// Whether a name on the way begins with a dot.
fn is_hidden(relative: &Path) -> bool {
    relative.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."))
}

fn input(path: &Path) -> Input {
    Input { name: name(path), path: Some(path.to_owned()) }
}

/// One way to write a path, so that messages are the same on every system.
fn name(path: &Path) -> Arc<str> {
    let name = path.to_string_lossy().replace('\\', "/");
    name.strip_prefix("./").unwrap_or(&name).into()
}

fn extension(path: &Path) -> String {
    path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default()
}

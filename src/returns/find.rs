//! Which files could hold returns.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;
use globset::GlobSet;
use walkdir::WalkDir;

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

/// What a search gave.
#[derive(Debug, Default)]
pub struct Found {
    /// Files to read, in the order of their names.
    pub inputs: Vec<Input>,
    /// Folders and links that could not be followed.
    pub findings: Vec<Finding>,
    /// Files that `ignore` names.
    pub ignored: usize,
}

/// Finds the files below `paths`: folders are searched, hidden entries passed over; a file named outright is always
/// taken, `-` is standard input.
///
/// # Errors
/// A named path does not exist.
pub fn find(paths: &[PathBuf], ignore: &GlobSet) -> anyhow::Result<Found> {
    let mut found = Found::default();
    for path in paths {
        if path.as_os_str() == "-" {
            found.inputs.push(Input { name: STANDARD_INPUT.into(), path: None });
        } else if path.is_dir() {
            search(path, ignore, &mut found);
        } else if path.exists() {
            found.inputs.push(input(path));
        } else {
            bail!("{} does not exist", path.display());
        }
    }
    found.inputs.sort();
    found.inputs.dedup();
    Ok(found)
}

fn search(folder: &Path, ignore: &GlobSet, found: &mut Found) {
    let hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
    let entries = WalkDir::new(folder)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !hidden(entry.file_name()));
    for entry in entries {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) if !matches!(extension(entry.path()).as_str(), "yaml" | "yml" | "json" | "ndjson") => {}
            // Reading a pipe or a device that lies in a folder could wait for ever.
            Ok(entry) if !entry.file_type().is_file() => {
                let name = input(entry.path()).name;
                let mut finding = Finding::new(Code::UnreadableFile, format!("{name} is no file"))
                    .help("take it out of the folder, or name it outright if it is to be read");
                finding.path = Some(name);
                found.findings.push(finding);
            }
            Ok(entry) => {
                let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path());
                if ignore.is_match(relative) || ignore.is_match(entry.path()) {
                    found.ignored += 1;
                } else {
                    found.inputs.push(input(entry.path()));
                }
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_string_lossy().into_owned();
                let (what, help) = if error.loop_ancestor().is_some() {
                    ("is a link back to a folder above it".to_owned(), "remove the link, or name it under `ignore:`")
                } else {
                    let cause = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    (format!("could not be read: {cause}"), "check that it exists and that you may read it")
                };
                let mut finding = Finding::new(Code::UnreadableFile, format!("{path} {what}")).help(help);
                finding.path = Some(path.into());
                found.findings.push(finding);
            }
        }
    }
}

fn input(path: &Path) -> Input {
    // One way to write a path, so that messages are the same on every system.
    let name = path.to_string_lossy().replace('\\', "/");
    Input { name: name.strip_prefix("./").unwrap_or(&name).into(), path: Some(path.to_owned()) }
}

fn extension(path: &Path) -> String {
    path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default()
}

//! Files that the settings name as no returns, by patterns as in a `.gitignore` file.

use std::env;
use std::path::{Path, PathBuf, absolute};

use anyhow::Context;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Patterns of files that are not returns. They are meant from the folder of the settings; for files outside of it, as when
/// the settings of another branch are used, from the current folder.
#[derive(Debug, Clone)]
pub struct Ignored {
    matcher: Gitignore,
    folders: Vec<PathBuf>,
}

impl Ignored {
    /// The patterns of settings in `folder`.
    ///
    /// # Errors
    /// One of them is no pattern.
    pub fn new(patterns: &[String], folder: &Path) -> anyhow::Result<Self> {
        // Patterns are compared with paths from one of the folders.
        let mut builder = GitignoreBuilder::new("");
        for pattern in patterns {
            let added = builder.add_line(None, pattern);
            added.with_context(|| format!("settings: `ignore: {pattern}` is not a pattern"))?;
        }
        let folders = [absolute(folder).ok().map(|path| tidied(&path)), env::current_dir().ok()];
        Ok(Self { matcher: builder.build()?, folders: folders.into_iter().flatten().collect() })
    }

    /// The pattern that says that a file is no return.
    pub(super) fn pattern(&self, path: &Path) -> Option<&str> {
        let path = tidied(&absolute(path).ok()?);
        let below = self.folders.iter().find_map(|folder| path.strip_prefix(folder).ok())?;
        match self.matcher.matched_path_or_any_parents(below, false) {
            ignore::Match::Ignore(glob) => Some(glob.original()),
            _ => None,
        }
    }
}

/// A path without `.` and, as far as the words go, without `..`.
fn tidied(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => drop(tidy.pop()),
            std::path::Component::CurDir => {}
            part => tidy.push(part),
        }
    }
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_meant_as_in_gitignore_from_the_folder_of_the_settings() {
        let here = env::current_dir().expect("a folder");
        let patterns = ["drafts/", "/top.yaml", "*.old.yaml", "!keep.old.yaml", "a/**/b.yaml"].map(str::to_owned);
        let ignored = Ignored::new(&patterns, &here.join("sub/../council")).expect("patterns");
        let pattern = |path: &str| ignored.pattern(&here.join("council").join(path)).map(str::to_owned);
        assert_eq!(pattern("2025/drafts/x.yaml").as_deref(), Some("drafts/"));
        assert_eq!(pattern("top.yaml").as_deref(), Some("/top.yaml"));
        assert_eq!(pattern("deep/top.yaml"), None);
        assert_eq!(pattern("deep/x.old.yaml").as_deref(), Some("*.old.yaml"));
        assert_eq!(pattern("keep.old.yaml"), None);
        assert_eq!(pattern("a/x/y/b.yaml").as_deref(), Some("a/**/b.yaml"));
        let elsewhere = Ignored::new(&patterns, Path::new("/settings/of/another/branch")).expect("patterns");
        assert_eq!(elsewhere.pattern(Path::new("./drafts/x.yaml")), Some("drafts/"));
        assert_eq!(elsewhere.pattern(Path::new("/somewhere/else/drafts/x.yaml")), None);
    }
}

//! The closed set of formats of each command: help and completions show just what the command can write.

use std::path::Path;

use clap::ValueEnum;

/// A format that a result can be written in.
pub trait Format: ValueEnum + Copy + PartialEq + Send + Sync + 'static {
    /// The ending of a file that names it, without the dot; none where only `FORMAT=PATH` does.
    fn ending(self) -> Option<&'static str>;

    /// The format that a file's ending names.
    fn of_path(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_lowercase();
        Self::value_variants().iter().copied().find(|format| format.ending() == Some(ending.as_str()))
    }
}

/// How most results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlainFormat {
    /// For people, in a terminal or a text file.
    Text,
    /// For machines.
    Json,
}

impl Format for PlainFormat {
    fn ending(self) -> Option<&'static str> {
        Some(match self {
            Self::Text => "txt",
            Self::Json => "json",
        })
    }
}

/// How an audit is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AuditFormat {
    /// For people, in a terminal or a text file.
    Text,
    /// For machines, as DESIGN.md section 8 describes.
    Json,
    /// A brief of one page, in Markdown.
    Markdown,
}

impl Format for AuditFormat {
    fn ending(self) -> Option<&'static str> {
        Some(match self {
            Self::Text => "txt",
            Self::Json => "json",
            Self::Markdown => "md",
        })
    }
}

/// How a check is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people, in a terminal or a text file: each finding with the line it is about.
    Text,
    /// One line a finding: `path:line:column: severity[code] message`.
    Concise,
    /// For machines.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// JUnit XML, for the test report of a pipeline.
    Junit,
    /// A summary in Markdown, for the page of a pipeline's run.
    Markdown,
    /// A page for the person who owns the return.
    Html,
}

impl Format for CheckFormat {
    fn ending(self) -> Option<&'static str> {
        match self {
            Self::Text => Some("txt"),
            Self::Json => Some("json"),
            Self::Sarif => Some("sarif"),
            Self::Junit => Some("xml"),
            Self::Markdown => Some("md"),
            Self::Html => Some("html"),
            Self::Concise | Self::Github => None,
        }
    }
}

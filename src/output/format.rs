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
    /// For people, in a terminal or a text file.
    Text,
    /// For machines.
    Json,
}

impl Format for CheckFormat {
    fn ending(self) -> Option<&'static str> {
        Some(match self {
            Self::Text => "txt",
            Self::Json => "json",
        })
    }
}

/// How the rules are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RulesFormat {
    /// A table for people.
    Text,
    /// For machines.
    Json,
    /// The page of the documentation.
    Markdown,
}

impl Format for RulesFormat {
    fn ending(self) -> Option<&'static str> {
        Some(match self {
            Self::Text => "txt",
            Self::Json => "json",
            Self::Markdown => "md",
        })
    }
}

//! The closed set of formats of each command: help and completions show just what the command can write.

use std::path::Path;

use clap::ValueEnum;

use crate::report::tables::{COMPARE_TABLES, MAP_TABLES, OPTIONS_TABLES, PARTNERS_TABLES, TABLES};

/// A format that a result can be written in.
pub trait Format: ValueEnum + Copy + PartialEq + Send + Sync + 'static {
    /// The ending of a file that names it, without the dot; none where only `FORMAT=PATH` does.
    fn ending(self) -> Option<&'static str>;

    /// Other endings that name it as well.
    fn also(self) -> &'static [&'static str] {
        &[]
    }

    /// Whether it is no text, so that a terminal cannot show it.
    fn is_binary(self) -> bool {
        false
    }

    /// The names of the files that a folder gets. None: the result is no folder.
    fn files() -> Vec<String> {
        Vec::new()
    }

    /// The format that a file's ending names.
    fn of_path(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_lowercase();
        let named =
            |format: &Self| format.ending() == Some(ending.as_str()) || format.also().contains(&ending.as_str());
        Self::value_variants().iter().copied().find(named)
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
    /// For other programs. `dupaudit schema report` prints the format.
    Json,
    /// A brief of one page, in Markdown; with --table, that table.
    Markdown,
    /// A page for a browser and for paper, in one file.
    Html,
    /// One table; see --table.
    Csv,
    /// A workbook with every table, charts, and the phases as formulas.
    Xlsx,
    /// A database with every table, keys and views.
    Sqlite,
}

impl Format for AuditFormat {
    fn ending(self) -> Option<&'static str> {
        Some(match self {
            Self::Text => "txt",
            Self::Json => "json",
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Sqlite => "sqlite",
        })
    }

    fn also(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &["db", "sqlite3"],
            Self::Markdown => &["markdown"],
            _ => &[],
        }
    }

    fn is_binary(self) -> bool {
        matches!(self, Self::Xlsx | Self::Sqlite)
    }

    fn files() -> Vec<String> {
        TABLES.iter().map(|table| format!("{}.csv", table.name())).collect()
    }
}

impl AuditFormat {
    /// Whether it shows every item.
    pub fn has_items(self) -> bool {
        matches!(self, Self::Html | Self::Xlsx | Self::Sqlite)
    }

    /// Whether it shows the one table that is asked for.
    pub fn has_table(self) -> bool {
        matches!(self, Self::Csv | Self::Markdown)
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
    /// The code quality report of GitLab.
    Gitlab,
    /// Issues of Azure Pipelines.
    Azure,
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
            Self::Concise | Self::Github | Self::Gitlab | Self::Azure => None,
        }
    }
}

impl CheckFormat {
    /// Whether it lists findings one by one. The others show some of each code and count the rest.
    pub fn lists_findings(self) -> bool {
        matches!(self, Self::Concise | Self::Json | Self::Sarif | Self::Gitlab | Self::Azure | Self::Junit)
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

/// The formats of a result that is tables.
macro_rules! tables_format {
    ($(#[$about:meta])* $name:ident, $tables:ident $(, $(#[$page_about:meta])* $page:ident = $ending:literal)?) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
        pub enum $name {
            /// For people, in a terminal or a text file.
            Text,
            /// For machines.
            Json,
            $($(#[$page_about])* $page,)?
            /// One table; see --table.
            Csv,
            /// A workbook with every table.
            Xlsx,
        }

        impl Format for $name {
            fn ending(self) -> Option<&'static str> {
                Some(match self {
                    Self::Text => "txt",
                    Self::Json => "json",
                    $(Self::$page => $ending,)?
                    Self::Csv => "csv",
                    Self::Xlsx => "xlsx",
                })
            }

            fn is_binary(self) -> bool {
                self == Self::Xlsx
            }

            fn files() -> Vec<String> {
                $tables.iter().map(|table| format!("{}.csv", table.name())).collect()
            }
        }
    };
}

tables_format!(
    /// How a comparison of two rounds is written.
    CompareFormat, COMPARE_TABLES,
    /// A page for a browser and for paper, in one file.
    Html = "html"
);

tables_format!(
    /// How partners are written.
    PartnersFormat, PARTNERS_TABLES,
    /// A page for a browser and for paper, in one file.
    Html = "html"
);

/// How options of a reorganisation are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OptionsFormat {
    /// For people, in a terminal or a text file.
    Text,
    /// For machines.
    Json,
    /// A page for a browser and for paper, in one file.
    Html,
    /// One table; see --table.
    Csv,
    /// A workbook with a sheet for each option, then every table.
    Xlsx,
    /// A database with every table and its keys.
    Sqlite,
}

impl Format for OptionsFormat {
    fn ending(self) -> Option<&'static str> {
        Some(match self {
            Self::Text => "txt",
            Self::Json => "json",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Sqlite => "sqlite",
        })
    }

    fn also(self) -> &'static [&'static str] {
        if self == Self::Sqlite { &["db", "sqlite3"] } else { &[] }
    }

    fn is_binary(self) -> bool {
        matches!(self, Self::Xlsx | Self::Sqlite)
    }

    fn files() -> Vec<String> {
        OPTIONS_TABLES.iter().map(|table| format!("{}.csv", table.name())).collect()
    }
}

tables_format!(
    /// How mapped items are written.
    MapFormat, MAP_TABLES
);

/// How an estimate, a delivery model or published cases are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SavingsFormat {
    /// For people, in a terminal or a text file.
    Text,
    /// For machines.
    Json,
    /// A page for a browser and for paper, in one file.
    Html,
    /// A workbook with every table.
    Xlsx,
}

impl Format for SavingsFormat {
    fn ending(self) -> Option<&'static str> {
        Some(match self {
            Self::Text => "txt",
            Self::Json => "json",
            Self::Html => "html",
            Self::Xlsx => "xlsx",
        })
    }

    fn is_binary(self) -> bool {
        self == Self::Xlsx
    }
}

/// How a graph is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// A summary for people.
    Text,
    /// Nodes and edges, for other programs.
    Json,
    /// For programs that analyse networks.
    Graphml,
    /// For Graphviz.
    Dot,
    /// A picture.
    Svg,
}

impl Format for GraphFormat {
    fn ending(self) -> Option<&'static str> {
        Some(match self {
            Self::Text => "txt",
            Self::Json => "json",
            Self::Graphml => "graphml",
            Self::Dot => "dot",
            Self::Svg => "svg",
        })
    }
}

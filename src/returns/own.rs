//! Files of ours that are no returns, and documents that only say that they are one.

use super::import::Instructions;
use crate::settings::Settings;
use crate::source::{Content, Node};
use crate::taxonomy;

/// How the `$id` of each of our JSON Schemas begins.
pub(super) const SCHEMAS: &str = "https://dupaudit.invalid/schema/";

/// A file of ours that is no return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Own {
    /// What holds for every run in a folder.
    Settings,
    /// Recorded decisions on mappings.
    Decisions,
    /// A list of functions.
    Taxonomy,
    /// Known findings.
    Baseline,
    /// How tables are read.
    Import,
    /// Options of a reorganisation.
    Options,
    /// What a command wrote.
    Result,
    /// A JSON Schema, which editors find beside the returns.
    Schema,
}

impl Own {
    /// In a few words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Decisions => "decisions",
            Self::Taxonomy => "a list of functions",
            Self::Baseline => "a baseline",
            Self::Import => "the mapping of an import",
            Self::Options => "options of a reorganisation",
            Self::Result => "a result",
            Self::Schema => "a JSON Schema",
        }
    }

    /// What a document says it is. None says that it is a return, or nothing.
    pub(super) fn claimed(tree: &Node) -> Option<Self> {
        let says = |key: &str| tree.get(key).map(|node| node.text().unwrap_or_default());
        if let Some(version) = says("dupaudit") {
            return Some(match version.split_once('/')?.0 {
                "settings" => Self::Settings,
                "decisions" => Self::Decisions,
                "taxonomy" => Self::Taxonomy,
                "baseline" => Self::Baseline,
                "import" => Self::Import,
                "options" => Self::Options,
                _ => return None,
            });
        }
        if says("schema").is_some_and(|schema| schema.starts_with("dupaudit.")) {
            return Some(Self::Result);
        }
        says("$id").filter(|id| id.starts_with(SCHEMAS)).map(|_| Self::Schema)
    }

    /// Whether a document is what it says. Of decisions, baselines and options only that it is no return: who reads them knows more.
    ///
    /// # Errors
    /// Why not.
    pub(super) fn confirm(self, tree: &Node, text: &str) -> Result<(), String> {
        // The mapping of an import may say whose tables it is about.
        if let Some(key) = key_of_a_return(tree).filter(|_| self != Self::Import) {
            return Err(format!("it has the key `{key}` of a return"));
        }
        let broken = |error: anyhow::Error| format!("{error:#}");
        match self {
            Self::Settings => Settings::parse(text).map(drop).map_err(broken),
            Self::Taxonomy => taxonomy::parse(text)
                .map(drop)
                .map_err(|problems| problems.first().map_or_else(String::new, ToString::to_string)),
            Self::Import => Instructions::read("", text).map(drop).map_err(broken),
            Self::Result => {
                let tool = tree.get("tool").or_else(|| tree.get("made")?.get("tool"));
                let name = tool.and_then(|tool| tool.get("name")).and_then(Node::text);
                name.map(drop).ok_or_else(|| "it does not name the program that made it".to_owned())
            }
            Self::Schema => {
                let describes = ["properties", "$defs", "oneOf", "anyOf"].iter().any(|key| tree.get(key).is_some());
                if describes { Ok(()) } else { Err("it describes nothing".to_owned()) }
            }
            Self::Decisions | Self::Baseline | Self::Options => Ok(()),
        }
    }
}

/// A key of a document that only a return has, holding what it holds there.
fn key_of_a_return(tree: &Node) -> Option<&'static str> {
    const LISTS: [&str; 9] =
        ["processes", "roles", "systems", "units", "recharges", "sales", "shared", "outcomes", "transfers"];
    let is_mapping = |node: &Node| matches!(node.content, Content::Mapping(_));
    if tree.get("organisation").is_some_and(is_mapping) {
        return Some("organisation");
    }
    let is_list =
        |key: &&&str| tree.get(key).is_some_and(|node| matches!(&node.content, Content::List(all) if !all.is_empty()));
    LISTS.iter().find(is_list).copied()
}

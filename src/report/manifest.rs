//! What a result was made with and of: enough to tell two runs apart by their results alone.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ledger::{Gathered, MadeWith};
use crate::mapping::Mapper;
use crate::source::sha256;
use crate::table::{Figure, figures, id_of, rows};
use crate::taxonomy::Taxonomy;

/// The keys `tool`, `taxonomy` and `inputs`, which every result in JSON has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Manifest {
    /// What made it.
    pub tool: Tool,
    /// The list of functions.
    pub taxonomy: TaxonomyRow,
    /// Hashes of what went in.
    pub inputs: Inputs,
}

/// What made a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Tool {
    /// `dupaudit`.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

impl Tool {
    /// This one.
    pub fn this() -> Self {
        Self { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") }
    }

    /// Its version.
    pub fn figure(self) -> Figure {
        Figure::new("tool.version", self.version, "The version of dupaudit that made it.")
    }
}

rows! {
    /// The list of functions of a result.
    @[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
    pub struct TaxonomyRow {
        pub id: String => "List", "The list of functions.";
        pub version: String => "Version", "Its version.";
        pub sha256: String => "Hash", "Its hash.";
    }

    /// Hashes of what went in.
    @[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
    @[allow(clippy::struct_field_names)]
    pub struct Inputs {
        pub returns_sha256: String => "Returns", "A hash of all returns.";
        pub decisions_sha256: Option<String> => "Decisions", "A hash of the decisions.";
        pub settings_sha256: Option<String> => "Settings", "A hash of the settings.";
        @[serde(default)]
        pub mapper_sha256: Option<String> => "Mapper", "A hash of what mapped the items.";
    }
}

impl From<&Taxonomy> for TaxonomyRow {
    fn from(taxonomy: &Taxonomy) -> Self {
        Self { id: taxonomy.id.clone(), version: taxonomy.version.clone(), sha256: taxonomy.sha256.clone() }
    }
}

impl Manifest {
    /// A short id of a result that was made so, by what else tells it from others.
    pub fn id<'p>(&'p self, more: impl IntoIterator<Item = &'p str>) -> String {
        let inputs = &self.inputs;
        let hashes = [&inputs.decisions_sha256, &inputs.settings_sha256];
        let parts = [self.tool.version, &self.taxonomy.sha256, &inputs.returns_sha256];
        id_of(parts.into_iter().chain(hashes.map(|hash| hash.as_deref().unwrap_or_default())).chain(more))
    }

    /// What went into a result: the same figures for every one that has read returns.
    pub fn figures(&self) -> Vec<Figure> {
        let mut all = vec![self.tool.figure()];
        all.extend(figures("taxonomy.", &self.taxonomy));
        all.extend(figures("inputs.", &self.inputs));
        all
    }

    /// Of a run that read returns, or facts: those say by what they were mapped.
    pub fn new(taxonomy: &Taxonomy, mapper: &Mapper<'_>, gathered: &Gathered, settings_sha256: Option<&str>) -> Self {
        let made_with =
            if gathered.made_with.is_empty() { vec![MadeWith::from(mapper)] } else { gathered.made_with.clone() };
        Self {
            tool: Tool::this(),
            taxonomy: taxonomy.into(),
            inputs: Inputs {
                returns_sha256: gathered.returns_sha256(),
                decisions_sha256: together(made_with.iter().filter_map(|made| made.decisions_sha256.as_deref())),
                settings_sha256: settings_sha256.map(str::to_owned),
                mapper_sha256: together(made_with.iter().map(|made| made.mapper_sha256.as_str())),
            },
        }
    }
}

/// The keys of a [`Manifest`] in a result that may need no returns: a rule, a published case, an import. What did not go in
/// is null, so that nobody takes its absence for a hash that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Origin {
    /// What made it.
    pub tool: Tool,
    /// The list of functions.
    pub taxonomy: Option<TaxonomyRow>,
    /// Hashes of what went in.
    pub inputs: OriginInputs,
}

/// Hashes of what went in, as far as it did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[allow(clippy::struct_field_names)] // the names are those of the JSON
pub struct OriginInputs {
    /// Of all documents, whatever their order and names.
    pub returns_sha256: Option<String>,
    /// Of the decisions.
    pub decisions_sha256: Option<String>,
    /// Of the settings file.
    pub settings_sha256: Option<String>,
    /// Of the model that mapped, or of the vocabulary where there is no model.
    pub mapper_sha256: Option<String>,
}

impl Origin {
    /// Of what the tool knows by itself.
    pub fn tool() -> Self {
        Self { tool: Tool::this(), taxonomy: None, inputs: OriginInputs::default() }
    }

    /// Of what was mapped without returns.
    pub fn mapped(taxonomy: &Taxonomy, mapper: &Mapper<'_>, settings_sha256: Option<&str>) -> Self {
        let made_with = MadeWith::from(mapper);
        Self {
            tool: Tool::this(),
            taxonomy: Some(taxonomy.into()),
            inputs: OriginInputs {
                returns_sha256: None,
                decisions_sha256: made_with.decisions_sha256,
                settings_sha256: settings_sha256.map(str::to_owned),
                mapper_sha256: Some(made_with.mapper_sha256),
            },
        }
    }
}

impl From<&Manifest> for Origin {
    fn from(manifest: &Manifest) -> Self {
        let Inputs { returns_sha256, decisions_sha256, settings_sha256, mapper_sha256 } = manifest.inputs.clone();
        let returns_sha256 = Some(returns_sha256);
        Self {
            tool: manifest.tool,
            taxonomy: Some(manifest.taxonomy.clone()),
            inputs: OriginInputs { returns_sha256, decisions_sha256, settings_sha256, mapper_sha256 },
        }
    }
}

/// One hash for all: itself where they are the same.
pub fn together<'a>(hashes: impl Iterator<Item = &'a str>) -> Option<String> {
    let hashes: BTreeSet<&str> = hashes.collect();
    match hashes.len() {
        0 | 1 => hashes.first().map(|hash| (*hash).to_owned()),
        _ => Some(sha256(hashes.into_iter().collect::<Vec<_>>().join("\n"))),
    }
}

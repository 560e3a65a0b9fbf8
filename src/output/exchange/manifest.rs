//! What facts say of themselves: version, list of functions, what they were made of, and a seal over it.

use serde::{Deserialize, Serialize};

use super::{Problem, SCHEMA, Taker, Trouble};
use crate::ledger::exchange::{Builder, FactTable, tables};
use crate::ledger::{Gathered, MadeWith};
use crate::report::{Inputs, Manifest, TaxonomyRow};
use crate::source::sha256;
use crate::table::Kind;
use crate::taxonomy::Taxonomy;

/// What made facts, of what.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Made {
    /// What wrote them.
    tool: Tool,
    /// The list of functions.
    taxonomy: TaxonomyRow,
    /// Hashes of what went in.
    inputs: Inputs,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Tool {
    name: String,
    version: String,
}

impl From<&Manifest> for Made {
    fn from(manifest: &Manifest) -> Self {
        Self {
            tool: Tool { name: manifest.tool.name.to_owned(), version: manifest.tool.version.to_owned() },
            taxonomy: manifest.taxonomy.clone(),
            inputs: manifest.inputs.clone(),
        }
    }
}

impl Made {
    /// The facts that these were, if this run can take them: `read` hands over the rows of one table. It is the way back
    /// from every format.
    pub(super) fn facts(
        &self,
        taxonomy: &Taxonomy,
        mut read: impl FnMut(&'static FactTable, Taker<'_>) -> Result<(), Trouble>,
    ) -> Result<Gathered, Trouble> {
        self.suits(taxonomy)?;
        let mut builder = Builder::new(taxonomy);
        for table in tables() {
            read(table, &mut |cells| builder.take(table, cells))?;
            builder.end_of_table();
        }
        let mut gathered = builder.finish().map_err(|what| Problem::of(what).in_file("organisations"))?;
        gathered.made_with = vec![MadeWith {
            decisions_sha256: self.inputs.decisions_sha256.clone(),
            mapper_sha256: self.inputs.mapper_sha256.clone().unwrap_or_default(),
        }];
        Ok(gathered)
    }

    fn suits(&self, taxonomy: &Taxonomy) -> Result<(), Trouble> {
        if self.taxonomy.id == taxonomy.id && self.taxonomy.sha256 == taxonomy.sha256 {
            return Ok(());
        }
        let start = |hash: &str| hash.chars().take(8).collect::<String>();
        Err(Trouble::Foreign(format!(
            "the facts are on the list `{}` {} ({}…), this run is on `{}` {} ({}…): name theirs with --taxonomy, or write \
             them again",
            self.taxonomy.id,
            self.taxonomy.version,
            start(&self.taxonomy.sha256),
            taxonomy.id,
            taxonomy.version,
            start(&taxonomy.sha256),
        )))
    }
}

/// Whether a text says that it is facts, and of a version that is read here.
pub(super) fn is_ours(schema: Option<&str>) -> Result<(), Trouble> {
    match schema {
        Some(SCHEMA) => Ok(()),
        Some(other) if other.starts_with("dupaudit.facts/") => Err(Trouble::Foreign(format!(
            "the facts are of the version `{}`, and this tool reads `{SCHEMA}`: write them again with this tool",
            other.chars().take(40).collect::<String>()
        ))),
        _ => Err(Trouble::Damaged(format!("this is not `{SCHEMA}`"))),
    }
}

/// The description of a folder of tables.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FolderManifest {
    /// `dupaudit.facts/1`.
    schema: String,
    pub(super) made: Made,
    /// The format of the files: parquet, csv or ndjson.
    pub(super) format: String,
    pub(super) tables: Vec<TableFile>,
    /// A hash of everything above.
    pub(super) sha256: String,
}

/// One table in its file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TableFile {
    pub(super) name: String,
    pub(super) file: String,
    pub(super) rows: u64,
    pub(super) sha256: String,
    about: String,
    columns: Vec<ColumnNote>,
}

/// What a column means, for those who read the tables without this tool.
#[derive(Debug, Serialize, Deserialize)]
struct ColumnNote {
    name: String,
    r#type: String,
    optional: bool,
    about: String,
}

impl TableFile {
    pub(super) fn new(table: &FactTable, file: String, rows: u64, sha256: String) -> Self {
        let columns = table.columns.iter().map(|column| ColumnNote {
            name: column.key.to_owned(),
            r#type: match column.kind {
                Kind::Count => "int64",
                Kind::Flag => "boolean",
                _ => "text",
            }
            .to_owned(),
            optional: column.optional,
            about: column.about.to_owned(),
        });
        Self {
            name: table.name.to_owned(),
            file,
            rows,
            sha256,
            about: table.about.to_owned(),
            columns: columns.collect(),
        }
    }
}

impl FolderManifest {
    pub(super) fn new(made: Made, format: &str, tables: Vec<TableFile>) -> Self {
        let mut manifest =
            Self { schema: SCHEMA.to_owned(), made, format: format.to_owned(), tables, sha256: String::new() };
        manifest.sha256 = manifest.seal();
        manifest
    }

    /// A hash of everything but the hash itself.
    fn seal(&self) -> String {
        let parts = (&self.made, &self.format, &self.tables);
        sha256(serde_json::to_vec(&parts).unwrap_or_default())
    }

    /// Reads a manifest, if nobody changed it.
    pub(super) fn parse(text: &str) -> Result<Self, Trouble> {
        let value: serde_json::Value = serde_json::from_str(text)
            .map_err(|error| Trouble::Damaged(format!("the manifest is not JSON: {error}")))?;
        is_ours(value.get("schema").and_then(serde_json::Value::as_str))?;
        let manifest: Self = serde_json::from_value(value)
            .map_err(|error| Trouble::Damaged(format!("the manifest lacks something: {error}")))?;
        if manifest.seal() != manifest.sha256 {
            return Err(Trouble::Damaged("the manifest was changed: it does not have the hash it states".to_owned()));
        }
        if manifest.tables.len() != tables().count() {
            return Err(Trouble::Damaged("the manifest does not name every table".to_owned()));
        }
        Ok(manifest)
    }
}

//! The settings file `dupaudit.yaml`: what holds for every run in a folder and below.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_yaml::Value;

use crate::source::{sha256, words_of};

/// The name of the file that is looked for.
pub const FILE: &str = "dupaudit.yaml";

/// Settings as written. What they mean is decided where they are used.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "settings, which begin with `dupaudit: settings/1`")]
pub struct Settings {
    /// `settings/1`.
    pub dupaudit: String,
    /// The list of functions: a name or a file.
    pub taxonomy: Option<String>,
    /// The file of recorded decisions.
    pub decisions: Option<PathBuf>,
    /// Patterns of files that are not returns.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// The currency to audit, where returns differ.
    pub currency: Option<String>,
    /// The period to audit, where returns differ.
    pub period: Option<String>,
    /// `all`, `excess` or `hhi`.
    pub basis: Option<String>,
    /// Below this a provider is not counted.
    pub provider_floor: Option<String>,
    /// `error`, `warning`, `note` or `never`.
    pub fail_on: Option<String>,
    /// Severities by code of finding.
    #[serde(default)]
    pub rules: BTreeMap<String, String>,
    /// Parameters of the estimate.
    #[serde(default)]
    pub scenario: BTreeMap<String, Value>,
    /// Who takes no part in the search for partners.
    #[serde(default)]
    pub partners: PartnerSettings,
    /// Where they were read from.
    #[serde(skip)]
    pub path: Option<PathBuf>,
    /// A hash of the file.
    #[serde(skip)]
    pub sha256: Option<String>,
}

/// Who takes no part in the search for partners.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "`exclude` and `apart`")]
pub struct PartnerSettings {
    /// Ids of bodies that take no part.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// Ids of bodies that must not be put together, two by two.
    #[serde(default)]
    pub apart: Vec<Vec<String>>,
}

impl Settings {
    /// Reads the named file, or the first one found from the working directory upwards, or none.
    ///
    /// # Errors
    /// The file cannot be read, or is not as settings are written.
    pub fn find(named: Option<&Path>) -> anyhow::Result<Self> {
        let path = match named {
            Some(path) => Some(path.to_owned()),
            None => {
                let here = std::env::current_dir().context("the working directory cannot be read")?;
                here.ancestors().map(|folder| folder.join(FILE)).find(|path| path.is_file())
            }
        };
        match path {
            Some(path) => Self::read(&path),
            None => Ok(Self::default()),
        }
    }

    fn read(path: &Path) -> anyhow::Result<Self> {
        let name = path.display();
        let text = fs::read_to_string(path).with_context(|| format!("the settings {name} could not be read"))?;
        let mut settings: Self = serde_yaml::from_str(&text).map_err(|error| {
            let place = error.location().map_or_else(String::new, |at| format!(":{}:{}", at.line(), at.column()));
            anyhow::anyhow!("the settings {name}{place} cannot be used: {}", words_of(&error))
        })?;
        if settings.dupaudit != "settings/1" {
            bail!("{name} is no settings file: write `dupaudit: settings/1` at its top");
        }
        // Paths in the file are meant from where it stands.
        let folder = path.parent().unwrap_or(Path::new(""));
        settings.decisions = settings.decisions.map(|decisions| folder.join(decisions));
        if let Some(taxonomy) = settings.taxonomy.as_mut().filter(|taxonomy| folder.join(taxonomy).is_file()) {
            *taxonomy = folder.join(&*taxonomy).to_string_lossy().into_owned();
        }
        settings.sha256 = Some(sha256(&text));
        settings.path = Some(path.to_owned());
        Ok(settings)
    }
}

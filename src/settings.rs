//! The settings file `dupaudit.yaml`: what holds for every run in a folder and below.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use serde_yaml::Value;

use crate::finding::{Code, always_error};
use crate::source::{from_yaml, note_read, read_text, sha256};

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
    /// Files that are not returns: patterns as in .gitignore, from the folder of this file.
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
    /// Whether `check` demands functions, totals and volumes.
    #[serde(default)]
    pub strict: bool,
    /// Ids of bodies whose returns must be there.
    #[serde(default)]
    pub require: Vec<String>,
    /// How many returns must be there.
    pub min_returns: Option<usize>,
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

/// What settings did to a result, for everybody who reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct SettingsUsed {
    /// The file.
    pub path: String,
    /// A hash of it.
    pub sha256: String,
    /// From which severity on findings fail, where it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_on: Option<String>,
    /// Rules that it turns off.
    pub rules_off: Vec<String>,
    /// Rules that weigh less than they do by themselves.
    pub rules_lowered: Vec<String>,
    /// Files that it names under `ignore:`.
    pub ignored: Vec<String>,
}

impl SettingsUsed {
    /// In a sentence.
    pub fn line(&self) -> String {
        const SHOWN: usize = 5;
        let mut line = format!("Settings: {} (SHA-256 {})", printable(&self.path), &self.sha256[..12]);
        let says = self.fail_on.as_ref().map(|severity| vec![severity.clone()]).unwrap_or_default();
        for (what, names) in [
            ("fail on", &says),
            ("rules off", &self.rules_off),
            ("rules lowered", &self.rules_lowered),
            ("files ignored", &self.ignored),
        ] {
            if !names.is_empty() {
                let shown: Vec<String> = names.iter().take(SHOWN).map(|name| printable(name)).collect();
                let more = names.len().saturating_sub(SHOWN);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                line += &format!("; {what}: {}{more}", shown.join(", "));
            }
        }
        line
    }
}

/// A name on one line.
fn printable(name: &str) -> String {
    name.chars().map(|letter| if letter.is_control() { '\u{FFFD}' } else { letter }).collect()
}

impl Settings {
    /// What they did to a result, where there are some. `ignored` are the files that they kept from being read.
    pub fn used(&self, ignored: Vec<String>) -> Option<SettingsUsed> {
        let severity = |code: &str| Code::find(code).filter(|code| !always_error(*code)).map(Code::severity);
        let is_lower = |code: &str, level: &str| {
            let levels = ["note", "warning", "error"];
            let place = |word: &str| levels.iter().position(|known| *known == word);
            severity(code).is_some_and(|usual| level != "off" && place(level) < place(usual.word()))
        };
        let rules = || self.rules.iter().map(|(code, level)| (code.as_str(), level.as_str()));
        let off = rules().filter(|(code, level)| *level == "off" && severity(code).is_some());
        Some(SettingsUsed {
            path: self.path.as_ref()?.to_string_lossy().into_owned(),
            sha256: self.sha256.clone()?,
            fail_on: self.fail_on.clone(),
            rules_off: off.map(|(code, _)| code.to_owned()).collect(),
            rules_lowered: rules()
                .filter(|(code, level)| is_lower(code, level))
                .map(|(code, _)| code.to_owned())
                .collect(),
            ignored,
        })
    }

    /// Reads the named file, or the first one found from the working directory upwards, or none where that is `isolated`.
    ///
    /// # Errors
    /// The file cannot be read, or is not as settings are written.
    pub fn find(named: Option<&Path>, isolated: bool) -> anyhow::Result<Self> {
        let path = match named {
            Some(path) => Some(path.to_owned()),
            None if isolated => None,
            None => {
                let here = std::env::current_dir().context("the working directory cannot be read")?;
                let mut above = here.ancestors().map(|folder| folder.join(FILE)).enumerate();
                // As a person would write it from here, so that results are the same wherever the folder lies.
                let found = above.find(|(_, path)| path.is_file());
                found.map(|(steps, _)| Path::new(&"../".repeat(steps)).join(FILE))
            }
        };
        match path {
            Some(path) => Self::read(&path),
            None => Ok(Self::default()),
        }
    }

    fn read(path: &Path) -> anyhow::Result<Self> {
        let name = path.display();
        note_read(path);
        let text = read_text(path).with_context(|| format!("the settings {name} could not be read"))?;
        let mut settings = Self::parse(&text).with_context(|| format!("the settings {name} cannot be used"))?;
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

    /// The folder of the file. None where there is no file.
    pub fn folder(&self) -> Option<&Path> {
        let folder = self.path.as_deref().map(|path| path.parent().unwrap_or(Path::new("")))?;
        Some(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
    }

    /// Reads the text of a file. What paths in it are meant from is not known here.
    ///
    /// # Errors
    /// What is wrong, with line and column.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let settings: Self = from_yaml(text)?;
        if settings.dupaudit != "settings/1" {
            bail!("1:1: it begins with `dupaudit: {}`; write `dupaudit: settings/1` at its top", settings.dupaudit);
        }
        Ok(settings)
    }
}

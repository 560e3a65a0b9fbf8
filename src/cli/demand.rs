//! `check --require` and `--min-returns`: which bodies must be there, whatever is found.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, bail};

use crate::finding::{Code, Finding};
use crate::ledger::Gathered;
use crate::settings::Settings;
use crate::source::{folded, note_read, read_text, tidy};

/// Which returns must be there.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Demanding {
    /// Organisations that must have a return: a file with one id a line, or ids separated by commas. Can be repeated
    #[arg(long, value_name = "LIST")]
    require: Vec<String>,
    /// Fail if fewer returns than this are accepted
    #[arg(long, value_name = "N")]
    min_returns: Option<usize>,
}

/// What is demanded.
pub(super) struct Demands {
    bodies: Vec<String>,
    returns: usize,
}

impl Demanding {
    /// Reads the lists. What settings demand is demanded as well.
    pub(super) fn open(&self, settings: &Settings) -> anyhow::Result<Demands> {
        let mut bodies = settings.require.clone();
        for list in &self.require {
            let found = ids(list)?;
            if found.is_empty() {
                bail!("--require {list}: there is no id in it");
            }
            bodies.extend(found);
        }
        let returns = self.min_returns.unwrap_or_default().max(settings.min_returns.unwrap_or_default());
        Ok(Demands { bodies, returns })
    }
}

/// The ids of a list: of a file the first column, or those between commas.
fn ids(list: &str) -> anyhow::Result<Vec<String>> {
    let path = Path::new(list);
    let is_path = list.contains(['/', '\\']) || path.extension().is_some_and(|ending| ending.len() >= 3);
    if path.is_file() {
        note_read(path);
        let text = read_text(path).with_context(|| format!("--require {list} could not be read"))?;
        let first = |line: &str| {
            let line = line.trim_start_matches('\u{FEFF}').trim();
            let line = line.strip_prefix("- ").unwrap_or(line);
            let id = line.split([',', ';', '\t', '#']).next().unwrap_or_default();
            tidy(id.trim().trim_matches(['"', '\''])).into_owned()
        };
        return Ok(text.lines().map(first).filter(|id| !id.is_empty()).collect());
    }
    if is_path {
        bail!("--require {list} does not exist");
    }
    Ok(list.split(',').map(|id| tidy(id).into_owned()).filter(|id| !id.is_empty()).collect())
}

impl Demands {
    /// What is demanded and not there.
    pub(super) fn missing(&self, gathered: &Gathered) -> Vec<Finding> {
        let all = gathered.facts.iter().chain(&gathered.suppliers);
        let there: BTreeSet<String> = all.map(|facts| folded(&facts.organisation.id)).collect();
        let mut asked = BTreeSet::new();
        let missing = self.bodies.iter().filter(|id| !there.contains(&folded(id)) && asked.insert(folded(id)));
        let mut findings: Vec<Finding> =
            missing.map(|id| missing_return(gathered, id, "the list of those that must be there names it")).collect();
        if there.len() < self.returns {
            let message = format!("{} accepted, and {} must be there", returns(there.len()), self.returns);
            findings.push(
                Finding::new(Code::TooFewReturns, message).help("find out which are missing; `--require` names them"),
            );
        }
        findings
    }
}

fn returns(count: usize) -> String {
    if count == 1 { "1 return was".to_owned() } else { format!("{count} returns were") }
}

/// A body without an accepted return, and why it should have one.
pub(super) fn missing_return(gathered: &Gathered, id: &str, why: &str) -> Finding {
    let own = |finding: &&Finding| finding.organisation.as_deref().is_some_and(|other| folded(other) == folded(id));
    let rejected = gathered.findings.iter().filter(own).any(|finding| finding.code.rejects());
    let what = if rejected { "no return that is accepted" } else { "no return" };
    Finding::new(Code::MissingReturn, format!("`{id}` has {what}: {why}"))
        .help(if rejected {
            "fix what rejects it"
        } else {
            "find its return, or remove it from the list if it no \
            longer has to send one"
        })
        .organisation(id)
}

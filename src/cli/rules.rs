//! `rules`: every kind of finding, for people, for other tools, and as the page of the documentation.

use super::Exit;
use super::outputs::{Outputs, Writing};
use crate::finding::rules;
use crate::output::{RulesFormat, write_rules, write_rules_json, write_rules_page};

/// What follows a list of the rules.
pub(super) const ONE_RULE: &str = "`dupaudit explain CODE` shows one rule in full.";

/// Arguments of `rules`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    writing: Writing<RulesFormat>,
}

/// Writes every rule.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let rules = rules();
    Outputs::open(&args.writing)?.then(ONE_RULE).write(|out, format, width| match format {
        RulesFormat::Text => write_rules(out, width, &rules),
        RulesFormat::Json => write_rules_json(out, &rules),
        RulesFormat::Markdown => write_rules_page(out, &rules),
    })?;
    Ok(Exit::Done)
}

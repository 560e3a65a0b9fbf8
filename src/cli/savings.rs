//! `savings`: the same audit under other scenarios, from its JSON, without reading returns again.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::Exit;
use super::options::{Outputs, Writing, pairs};
use crate::output::{PlainFormat, write_savings, write_savings_json};
use crate::report::Saved;

/// Arguments of `savings`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The JSON of an audit (`dupaudit audit -o report.json`); `-` is standard input
    report: PathBuf,
    /// manifesto, optimistic, central or prudent; what was set in the audit stays set
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
    /// Any key of the scenario, as in settings; may be given several times
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// The presets side by side, and nothing else
    #[arg(long)]
    compare: bool,
    /// Do not end with 4 when the audit was incomplete
    #[arg(long)]
    allow_incomplete: bool,
    #[command(flatten)]
    writing: Writing<PlainFormat>,
}

/// Estimates another scenario.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let name = args.report.display();
    let text = read(&args.report).with_context(|| format!("{name} could not be read"))?;
    let saved = match Saved::read(&text) {
        Ok(saved) => saved,
        Err(error) => bail!("{name} {error}"),
    };
    let mut keys = args.set.clone();
    keys.extend(args.preset.as_ref().map(|preset| format!("preset={preset}")));
    let scenario = saved.scenario(&pairs(&keys)?)?;
    let outputs = Outputs::open(&args.writing)?;
    let report = saved.under(&scenario);
    outputs.write(|out, format, width| match format {
        PlainFormat::Json => write_savings_json(out, &report),
        PlainFormat::Text => write_savings(out, width, &report, args.compare),
    })?;
    Ok(if saved.complete || args.allow_incomplete { Exit::Done } else { Exit::Incomplete })
}

fn read(path: &Path) -> std::io::Result<String> {
    if path.as_os_str() != "-" {
        return fs::read_to_string(path);
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    Ok(text)
}

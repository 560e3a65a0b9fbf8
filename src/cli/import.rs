//! `import`: returns made from tables that bodies already have.

mod ask;
mod table;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use super::Exit;
use super::outputs::text_width;
use crate::output::{
    Hash, ImportSummary, ImportedFrom, Neutral, PlainFormat, Target, write_findings, write_import, write_import_json,
};
use crate::report::FindingRow;
use crate::returns::import::{file_name, organograms, write_yaml};
use crate::source::note_read;

/// Arguments of `import`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    source: Source,
    /// Format of the account of the import on standard output
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    format: PlainFormat,
}

#[derive(Debug, clap::Subcommand)]
enum Source {
    /// UK organograms of staff roles and salaries, senior and junior
    Organogram {
        /// The CSV files of one snapshot
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The folder for the returns, one for each organisation
        #[arg(long, short, value_name = "FOLDER")]
        output: PathBuf,
        /// The date of the snapshot, if the files do not give it
        #[arg(long, value_name = "DATE")]
        period: Option<String>,
        /// The type of every organisation in the files
        #[arg(long = "type", value_name = "TYPE")]
        kind: Option<String>,
    },
    /// Payroll extracts, ledgers, contracts registers and lists of services, as CSV, XLSX, XLS or ODS
    Table(table::Args),
}

/// Runs an import.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let (files, output, period, kind) = match &args.source {
        Source::Table(table) => return table::run(table, args.format),
        Source::Organogram { files, output, period, kind } => (files, output, period, kind),
    };
    let files: Vec<(Arc<str>, Vec<u8>)> = files
        .iter()
        .map(|path| {
            note_read(path);
            let bytes = fs::read(path).with_context(|| format!("{} could not be read", path.display()))?;
            Ok((path.to_string_lossy().into(), bytes))
        })
        .collect::<anyhow::Result<_>>()?;
    let imported = organograms(&files, period.as_deref(), kind.as_deref())?;
    if imported.returns.is_empty() {
        bail!("no row names an organisation: there is nothing to import");
    }
    fs::create_dir_all(output).with_context(|| format!("{} cannot be made", output.display()))?;
    let mut places = BTreeMap::new();
    for draft in &imported.returns {
        one_place(&mut places, &draft.id, &output.join(file_name(&draft.id)))?;
    }
    for draft in &imported.returns {
        let text = write_yaml(draft);
        Target::open(&output.join(file_name(&draft.id)))?.write(|out| out.write_all(text.as_bytes()))?;
    }
    let mut summary = ImportSummary::of(&imported.returns);
    summary.rows = imported.rows;
    summary.rows_in_items = imported.rows - imported.skipped - imported.vacant;
    summary.rows_vacant = imported.vacant;
    summary.rows_left_out = imported.skipped;
    // Every return is written anew.
    summary.items_added = summary.roles;
    let findings: Vec<FindingRow> = imported.findings.iter().map(FindingRow::from).collect();
    let from = ImportedFrom::new(files.iter().map(|(_, bytes)| bytes.as_slice()), None, &[]);
    report(&from, &summary, &findings, &output.display().to_string(), args.format)?;
    Ok(Exit::Done)
}

/// Where the return of a body will stand: no other may stand there, in whatever case its name is written.
fn one_place(places: &mut BTreeMap<String, String>, id: &str, path: &Path) -> anyhow::Result<()> {
    match places.insert(path.to_string_lossy().to_lowercase(), id.to_owned()) {
        Some(other) => {
            bail!("the returns of `{other}` and `{id}` would both be {}: give one another id", path.display())
        }
        None => Ok(()),
    }
}

/// The account of an import on standard output.
fn report(
    from: &ImportedFrom,
    summary: &ImportSummary,
    findings: &[FindingRow],
    output: &str,
    format: PlainFormat,
) -> anyhow::Result<()> {
    let hash = if format == PlainFormat::Json { Hash::Json } else { Hash::Hidden };
    let mut out = Neutral::new(BufWriter::new(io::stdout().lock()), hash);
    match format {
        PlainFormat::Json => write_import_json(&mut out, from, summary, findings)?,
        PlainFormat::Text => {
            write_findings(&mut out, text_width(), findings, 3)?;
            write_import(&mut out, text_width().into(), summary, findings.len(), output)?;
        }
    }
    out.flush()?;
    Ok(())
}

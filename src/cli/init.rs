//! `init`: a return to be filled in, or the last one moved on to the next period.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::Exit;
use crate::finding::nearest;
use crate::money::{agree, thousands};
use crate::output::{Target, clean};
use crate::progress::say;
use crate::returns::{SCHEMA_FILE, body_types, next_period, schema, skeleton};
use crate::source::{Framing, note_read, placed};
use crate::taxonomy;

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("what").required(true)))]
pub(super) struct Args {
    /// The type of organisation, such as district-council. Its usual functions are comments
    #[arg(long = "type", value_name = "TYPE", group = "what")]
    kind: Option<String>,
    /// Last year's return. It moves on by twelve months, and its figures become comments
    #[arg(long, value_name = "FILE", group = "what")]
    from: Option<PathBuf>,
    /// The file to create, with the schema for editors in the same folder [default: standard output, without the
    /// schema]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Overwrite existing files
    #[arg(long, requires = "output")]
    force: bool,
}

/// Begins a return.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    if let Some(path) = args.output.as_deref().filter(|path| path.exists() && !args.force) {
        bail!("{} is there already; --force overwrites it", path.display());
    }
    let text = match &args.from {
        Some(from) => moved(from)?,
        None => begun(args.kind.as_deref().unwrap_or_default(), args.output.is_some())?,
    };
    let Some(path) = &args.output else {
        io::stdout().lock().write_all(text.as_bytes())?;
        return Ok(Exit::Done);
    };
    Target::open(path)?.write(|out| out.write_all(text.as_bytes()))?;
    say(&format!("Created {}. Run `dupaudit check {}` to see what to fill in.", path.display(), path.display()));
    beside(path, args.force)?;
    Ok(Exit::Done)
}

/// A skeleton for a type of body.
fn begun(kind: &str, schema: bool) -> anyhow::Result<String> {
    let Some(body) = body_types().iter().find(|body| body.kind == kind) else {
        let known: Vec<&str> = body_types().iter().map(|body| body.kind.as_str()).collect();
        let meant = nearest(kind, known.iter().copied());
        let meant = meant.map_or_else(|| "; there".to_owned(), |meant| format!(": did you mean `{meant}`? There"));
        bail!("there is no type `{kind}`{meant} are {}", known.join(", "));
    };
    Ok(skeleton(body, &taxonomy::load(taxonomy::DEFAULT)?, schema))
}

/// The schema beside a return, for editors that read the line at its top without a network.
fn beside(path: &Path, force: bool) -> anyhow::Result<()> {
    let schema_path = path.with_file_name(SCHEMA_FILE);
    if schema_path.exists() && !force {
        say(&format!("Kept {}, which is there already.", schema_path.display()));
        return Ok(());
    }
    Target::open(&schema_path)?.write(|out| {
        serde_json::to_writer_pretty(&mut *out, schema())?;
        writeln!(out)
    })?;
    say(&format!("Created {}, so your editor can suggest keys.", schema_path.display()));
    Ok(())
}

/// Every return of a file moved on; what lies between them stays.
fn moved(path: &Path) -> anyhow::Result<String> {
    let name = path.display();
    if path
        .extension()
        .is_some_and(|ending| ["json", "ndjson", "jsonl"].iter().any(|json| ending.eq_ignore_ascii_case(json)))
    {
        bail!("{name} is JSON, which has no comments for the figures of the last period: name a YAML file");
    }
    note_read(path);
    let bytes = fs::read(path).with_context(|| format!("{name} could not be read"))?;
    let (mut out, mut copied, mut returns) = (Vec::new(), 0, 0);
    for placed in placed(&bytes, Framing::Yaml) {
        let Ok((document, range)) = placed else {
            bail!(
                "{name} could not be read. Run `dupaudit check` to see \
            why"
            )
        };
        let moved = next_period(&document)
            .map_err(|refusal| anyhow::anyhow!("{}", clean(&format!("{name}:{} {}", refusal.line, refusal.why))))?;
        out.extend_from_slice(&bytes[copied..range.start]);
        out.extend_from_slice(moved.text.as_bytes());
        copied = range.end;
        returns += 1;
        say(&clean(&format!(
            "{}: {}; {} {} to be filled in again, each with last year's in a comment",
            moved.organisation,
            moved.period,
            thousands(moved.figures as u64),
            agree(moved.figures, "figure is", "figures are")
        )));
        for dropped in &moved.dropped {
            say(&clean(&format!("dropped: {dropped}")));
        }
    }
    if returns == 0 {
        bail!("{name} holds no return");
    }
    out.extend_from_slice(&bytes[copied..]);
    String::from_utf8(out).with_context(|| format!("{name} is no UTF-8"))
}

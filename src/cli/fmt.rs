//! `fmt`: one layout for returns, so that what changed in a file is what a diff of it shows.

use std::fs;
use std::io::{self, Read, Write};
use std::path::PathBuf;

use anyhow::{Context, bail};
use rayon::prelude::*;

use super::Exit;
use super::fix::{LARGEST, diff, is_linked, replace};
use super::options::search;
use crate::money::{count_of, plural, thousands};
use crate::output::{Hash, Neutral, clean};
use crate::progress::say;
use crate::returns::{Input, Layout, Refusal, find, lay_out};
use crate::settings::Settings;

/// Arguments of `fmt`.
#[derive(Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools)] // each is a flag of its own
pub(super) struct Args {
    /// Files and folders with returns; `-` formats standard input to standard output
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// Write nothing; list the files that would change and exit with 1
    #[arg(long)]
    check: bool,
    /// Write nothing; show what would change as a unified diff
    #[arg(long)]
    diff: bool,
    /// The settings file [default: dupaudit.yaml, in this folder or one above it]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Use no settings file
    #[arg(long, conflicts_with = "config")]
    isolated: bool,
    /// Follow links that lead out of their folder
    #[arg(long)]
    follow_links: bool,
}

/// Lays out files.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    if args.paths.iter().any(|path| path.as_os_str() == "-") {
        return standard_input(args);
    }
    let found =
        find(&args.paths, &search(&Settings::find(args.config.as_deref(), args.isolated)?, args.follow_links)?)?;
    for finding in &found.findings {
        say(&clean(&finding.message));
    }
    let laid: Vec<(&Input, Outcome)> = found.inputs.par_iter().map(|input| (input, lay(input))).collect();
    let (mut same, mut changed, mut other, mut refused) = (0, 0, 0, found.findings.len());
    let mut stdout = Neutral::new(io::stdout().lock(), Hash::Hidden);
    for (input, outcome) in &laid {
        let name = clean(&input.name);
        match outcome {
            Ok((_, Layout::Same)) => same += 1,
            Ok((_, Layout::Other)) => other += 1,
            Ok((before, Layout::Changed(after))) => {
                changed += 1;
                if args.diff {
                    diff(&mut stdout, &input.name, before, after)?;
                } else if input.path.as_deref().is_some_and(|path| !args.check && is_linked(path, &args.paths)) {
                    (changed, refused) = (changed - 1, refused + 1);
                    say(&format!("not changed: {name} is behind a link"));
                } else if !args.check {
                    let path = input.path.as_deref().unwrap_or_else(|| std::path::Path::new(""));
                    replace(path, after).with_context(|| format!("{name} cannot be laid out"))?;
                }
                if args.check {
                    say(&format!("would change: {name}"));
                }
            }
            Ok((_, Layout::Refused(Refusal { line, why }))) => {
                refused += 1;
                say(&clean(&format!("not changed: {}:{line} {why}", input.name)));
            }
            Err(error) => {
                refused += 1;
                say(&clean(&format!("not changed: {} {error:#}", input.name)));
            }
        }
    }
    stdout.flush()?;
    let writes = !args.check && !args.diff;
    say(&format!(
        "Coverage: {} of {} with returns read: {} {}, {} as they should be, {} refused; {} {} passed over",
        thousands(same + changed),
        count_of(same + changed + refused as u64, "file"),
        thousands(changed),
        if writes { "laid out" } else { "would change" },
        thousands(same),
        thousands(refused as u64),
        thousands(other),
        plural(other, "other"),
    ));
    Ok(match (refused, same + changed) {
        (1.., _) => Exit::Incomplete,
        (0, 0) => Exit::NothingFound,
        _ if changed > 0 && args.check => Exit::Findings,
        _ => Exit::Done,
    })
}

/// A file as it is and what became of it, or why it could not be read.
type Outcome = anyhow::Result<(Vec<u8>, Layout)>;

fn lay(input: &Input) -> Outcome {
    let path = input.path.as_deref().context("is not a file")?;
    if fs::metadata(path).is_ok_and(|file| file.len() > LARGEST) {
        bail!("is larger than 256 MiB");
    }
    let bytes = fs::read(path).context("could not be read")?;
    let layout = lay_out(&bytes, input.framing());
    Ok((bytes, layout))
}

/// For editors: what comes in goes out, laid out. What is refused goes out as it is, and the exit code says so.
fn standard_input(args: &Args) -> anyhow::Result<Exit> {
    if args.paths.len() > 1 {
        bail!("standard input is laid out alone: name either `-` or files");
    }
    let mut bytes = Vec::new();
    io::stdin().lock().take(LARGEST).read_to_end(&mut bytes)?;
    let layout = lay_out(&bytes, crate::source::Framing::Yaml);
    let mut stdout = io::stdout().lock();
    let exit = match &layout {
        Layout::Refused(Refusal { line, why }) => {
            say(&clean(&format!("not changed: <stdin>:{line} {why}")));
            Exit::Incomplete
        }
        Layout::Other => Exit::NothingFound,
        Layout::Changed(_) if args.check => Exit::Findings,
        Layout::Changed(_) | Layout::Same => Exit::Done,
    };
    match &layout {
        Layout::Changed(after) if args.diff => {
            let mut stdout = Neutral::new(stdout, Hash::Hidden);
            diff(&mut stdout, "<stdin>", &bytes, after)?;
            stdout.flush()?;
        }
        _ if args.check || args.diff => {}
        Layout::Changed(after) => stdout.write_all(after)?,
        _ => stdout.write_all(&bytes)?,
    }
    Ok(exit)
}

//! `schema`: JSON Schemas made from the types.

use std::io::{self, Write};

use super::Exit;
use crate::returns;

/// Arguments of `schema`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Of what
    what: What,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum What {
    /// The format of returns, version 1.
    Return,
}

/// Prints a schema.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let What::Return = args.what;
    let mut stdout = io::stdout().lock();
    serde_json::to_writer_pretty(&mut stdout, returns::schema()).map_err(io::Error::from)?;
    writeln!(stdout)?;
    Ok(Exit::Done)
}

//! `import`: returns made from tables that bodies already have.

use super::Exit;

/// Arguments of `import`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

/// Runs an import.
pub(super) fn run(_: &Args) -> anyhow::Result<Exit> {
    Ok(Exit::Done)
}

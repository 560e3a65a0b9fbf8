//! `completions` and `man`, made from the same definitions as the help.

use std::io::{self, Write};

use super::Exit;

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub(super) struct CompletionArgs {
    /// For which shell
    shell: clap_complete::Shell,
}

/// Prints a completion script.
pub(super) fn completions(args: &CompletionArgs, mut command: clap::Command) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "dupaudit", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(Exit::Done)
}

/// Prints the manual page.
pub(super) fn man(command: clap::Command) -> anyhow::Result<Exit> {
    clap_mangen::Man::new(command).render(&mut io::stdout().lock())?;
    Ok(Exit::Done)
}

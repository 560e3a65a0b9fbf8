//! `completions` and `man`, made from the same definitions as the help.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;

use super::Exit;
use crate::output::Target;

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub(super) struct CompletionArgs {
    /// For which shell
    shell: clap_complete::Shell,
}

/// Arguments of `man`.
#[derive(Debug, clap::Args)]
pub(super) struct ManArgs {
    /// A folder for a page for every command [default: the main page, on standard output]
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
}

/// Prints a completion script.
pub(super) fn completions(args: &CompletionArgs, mut command: clap::Command) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "dupaudit", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(Exit::Done)
}

/// Prints the manual page, or writes one for every command.
pub(super) fn man(args: &ManArgs, mut command: clap::Command) -> anyhow::Result<Exit> {
    let Some(folder) = &args.output else {
        clap_mangen::Man::new(command).render(&mut io::stdout().lock())?;
        return Ok(Exit::Done);
    };
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    // Only then do the commands know their whole names.
    command.build();
    let mut pages = Vec::new();
    collect(command, &mut pages)?;
    for (name, page) in pages {
        Target::open(&folder.join(name))?.write(|out| out.write_all(&page))?;
    }
    Ok(Exit::Done)
}

/// The pages of a command and of those below it.
fn collect(command: clap::Command, pages: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        collect(below.clone(), pages)?;
    }
    let page = clap_mangen::Man::new(command);
    let mut text = Vec::new();
    page.render(&mut text)?;
    pages.push((page.get_filename(), text));
    Ok(())
}

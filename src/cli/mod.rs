//! One file a command. Each takes its arguments and hands out an exit code.

mod adopt;
mod against;
mod audit;
mod check;
mod compare;
mod demand;
mod explain;
mod facts;
mod fix;
mod fmt;
mod graph;
mod import;
mod init;
mod map;
mod measuring;
mod options;
mod outputs;
mod partners;
mod reorganise;
mod review;
mod rules;
mod savings;
mod schema;
mod shell;
mod taxonomy;

use std::process::ExitCode;

use std::sync::LazyLock;

use clap::{CommandFactory, Parser, Subcommand};

use crate::progress::{be_quiet, end_on_interrupt, say};

/// Find work that public bodies pay for more than once, and estimate what sharing it would save.
#[derive(Debug, Parser)]
#[command(name = "dupaudit", version, about, after_help = AFTER, after_long_help = LONG.as_str(), disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    /// No progress bar
    #[arg(long, short, global = true)]
    quiet: bool,
}

const AFTER: &str = "For developers:
  rules        List every rule, what it means and how to fix it
  schema       Print a JSON Schema
  completions  Print a shell completion script
  man          Print the manual pages

Exit codes: 0 success · 1 findings at or above --fail-on · 2 could not run · 3 no returns \
    found · 4 incomplete: a file could not be read or a return was rejected";

/// Keys of the settings file.
const SETTINGS: &str = "Keys of the settings file, `dupaudit.yaml` (options win over it):
  dupaudit        `settings/1`
  taxonomy        The function list: a name or a file
  decisions       A file of recorded mapping decisions
  ignore          Patterns of files that are not returns
  currency        The currency to audit, if returns differ
  period          The twelve months to audit, if returns differ
  basis           How duplicated cost is counted: all, excess or hhi
  provider_floor  The least cost of a unit or product that is compared
  fail_on         From which severity a run fails: error, warning, note or never
  strict          Whether `check` demands functions, totals and volumes
  require         Ids of organisations whose returns must be there
  min_returns     How many returns must be there
  rules           Another severity for a rule, or off
  scenario        Assumptions of the estimate, such as preset, target and realisation
  partners        `exclude`: ids that take no part; `apart`: pairs that must not share";

/// What the long help ends with.
static LONG: LazyLock<String> = LazyLock::new(|| match AFTER.split_once("\n\nExit codes") {
    Some((developers, codes)) => format!("{developers}\n\n{SETTINGS}\n\nExit codes{codes}"),
    None => AFTER.to_owned(),
});

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure duplication in a set of returns and estimate savings
    // What an audit writes is a report, and that is what people call the command.
    #[command(alias = "report")]
    Audit(Box<audit::Args>),
    /// Check returns for errors
    Check(check::Args),
    /// Show the function of every item, and why
    Map(map::Args),
    /// Draw or export the network of organisations, items and functions
    Graph(graph::Args),
    /// Estimate savings under other assumptions, from a saved audit
    Savings(savings::Args),
    /// Find organisations that could share services or buy together
    Partners(partners::Args),
    /// Compare options of a reorganisation: which organisations become one, and which are divided
    Options(Box<reorganise::Args>),
    /// Compare two sets of returns with each other and with the plan
    Compare(Box<compare::Args>),
    /// Explain an item, an organisation, a figure, a rule or a term
    Explain(explain::Args),
    /// Export processed returns as fact tables
    Facts(facts::Args),
    /// List every rule, what it means and how to fix it
    #[command(hide = true)]
    Rules(rules::Args),
    /// Start a new return, or next year's from last year's
    Init(init::Args),
    /// Format return files, keeping comments
    Fmt(fmt::Args),
    /// Create returns from payroll, ledger and contract tables
    Import(import::Args),
    /// List, search and check function lists
    Taxonomy(taxonomy::Args),
    /// Print a JSON Schema
    #[command(hide = true)]
    Schema(schema::Args),
    /// Print a shell completion script
    #[command(hide = true)]
    Completions(shell::CompletionArgs),
    /// Print the manual pages
    #[command(hide = true)]
    Man(shell::ManArgs),
}

/// How a run ended. The same for every command and format; in this order one goes before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// It could not run: usage, a missing path, settings, a taxonomy, several currencies, an output that cannot be written.
    CouldNotRun,
    /// Something was not read, or a return was rejected: the result does not cover it.
    Incomplete,
    /// Nothing was found that could be a return.
    NothingFound,
    /// Findings at or above `--fail-on`.
    Findings,
    /// Done.
    Done,
}

impl Exit {
    /// The number of it.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
            Self::CouldNotRun => 2,
            Self::NothingFound => 3,
            Self::Incomplete => 4,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Runs the command line of the process.
pub fn main() -> Exit {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are results and go to standard output; clap knows which is which.
            let exit = if error.use_stderr() { Exit::CouldNotRun } else { Exit::Done };
            drop(error.print());
            return exit;
        }
    };
    end_on_interrupt();
    if cli.quiet {
        be_quiet();
    }
    match run(cli.command) {
        Ok(exit) => exit,
        Err(error) if is_broken_pipe(&error) => Exit::Done,
        Err(error) => {
            say(&format!("error: {error:#}"));
            Exit::CouldNotRun
        }
    }
}

fn run(command: Command) -> anyhow::Result<Exit> {
    match command {
        Command::Audit(args) => audit::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Map(args) => map::run(&args),
        Command::Graph(args) => graph::run(&args),
        Command::Savings(args) => savings::run(&args),
        Command::Partners(args) => partners::run(&args),
        Command::Options(args) => reorganise::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Facts(args) => facts::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Fmt(args) => fmt::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Taxonomy(args) => taxonomy::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => shell::completions(&args, Cli::command()),
        Command::Man(args) => shell::man(&args, Cli::command()),
    }
}

/// Who reads our output has had enough of it: that is no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        io == Some(std::io::ErrorKind::BrokenPipe)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    #[test]
    fn no_two_arguments_are_in_each_others_way() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_long_help_names_every_key_of_the_settings() {
        let error = serde_json::from_str::<Settings>(r#"{"other": 1}"#).unwrap_err().to_string();
        let keys: Vec<&str> = error.split('`').skip(3).step_by(2).collect();
        assert!(keys.len() > 10, "{error}");
        for key in &keys {
            assert!(SETTINGS.contains(&format!("\n  {key} ")), "{key}");
        }
        assert_eq!(SETTINGS.lines().count() - 1, keys.len());
        assert!(LONG.contains(SETTINGS));
    }
}

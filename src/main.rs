//! The command line: parse, run, say what went wrong, return a code.

use std::process::ExitCode;

fn main() -> ExitCode {
    dupaudit::cli::main().into()
}

//! The command line: parse, run, say what went wrong, return a code.

use std::process::ExitCode;

/// A return is many small texts that live for a moment, on every core at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    dupaudit::cli::main().into()
}

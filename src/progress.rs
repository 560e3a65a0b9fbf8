//! Bars and messages, on standard error only, and the end of a run that is interrupted.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::abandon;

/// The exit code of a run that was interrupted, as shells have it.
const INTERRUPTED: i32 = 130;

/// Says how far a long run is. Draws nothing off a terminal, in CI, or when told to be quiet.
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar over `total` steps of `what`.
    pub fn new(total: u64, what: &'static str, quiet: bool) -> Self {
        let shown = !quiet && io::stderr().is_terminal() && std::env::var_os("CI").is_none();
        let target = if shown { ProgressDrawTarget::stderr_with_hz(10) } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(total), target).with_message(what);
        let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }

    /// One step further.
    pub fn step(&self) {
        self.0.inc(1);
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

/// Ends the process at once on Ctrl-C, and says so. Results stand beside their places until they are whole, so that taking
/// away what stands there leaves no half file.
pub fn end_on_interrupt() {
    let end = || {
        abandon();
        say("\ninterrupted: nothing is left half written");
        #[allow(clippy::exit)] // nobody can be told to stop while everything waits for the rest
        std::process::exit(INTERRUPTED);
    };
    // Where signals cannot be had, Ctrl-C ends the process as it does any other.
    drop(ctrlc::set_handler(end));
}

/// A message for the person who started the run.
pub fn say(message: &str) {
    // Nobody is left to be told when standard error is closed.
    drop(writeln!(io::stderr(), "{message}"));
}

//! What is read and by which rules, shared by commands: arguments over settings over defaults, checked before the work begins.

use std::num::NonZero;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::ValueEnum;

use super::Exit;
use super::outputs::text_width;
use crate::finding::{Code, Finding, Level, Levels, Severity, always_error, nearest};
use crate::ledger::{Coverage, Gathered, Strictness, gather};
use crate::mapping::{Decisions, Mapper};
use crate::money::MilliFte;
use crate::output::exchange::read_facts;
use crate::output::{clean, write_findings};
use crate::progress::{Progress, say};
use crate::report::{FindingRow, Manifest, Redaction, redact};
use crate::returns::{Found, Ignored, NotRead, Search, Why, common_list, find};
use crate::settings::{Settings, SettingsUsed};
use crate::taxonomy::{self, Taxonomy};
use crate::words::{listed, words};

/// Which returns are read, and how.
#[derive(Debug, clap::Args)]
pub(super) struct Reading {
    /// Files and folders with returns; `-` is standard input [default: . unless there are --facts]
    pub(super) paths: Vec<PathBuf>,
    /// Fact tables from `dupaudit facts`, with returns or instead of them: a folder, a file of lines, or `-` for
    /// lines on standard input. Can be repeated
    #[arg(long, value_name = "DIR", help_heading = "Fact tables and other organisations")]
    pub(super) facts: Vec<PathBuf>,
    /// The function list: a name or a file
    #[arg(long, value_name = "NAME|PATH")]
    pub(super) taxonomy: Option<String>,
    /// A file of recorded mapping decisions. Can be repeated
    #[arg(long, value_name = "FILE")]
    pub(super) decisions: Vec<PathBuf>,
    /// The settings file [default: dupaudit.yaml, in this folder or one above it]
    #[arg(long, value_name = "FILE", conflicts_with = "isolated", hide_short_help = true)]
    pub(super) config: Option<PathBuf>,
    /// Use no settings file
    #[arg(long, hide_short_help = true)]
    pub(super) isolated: bool,
    /// Exit with code 1 if there are findings at this severity or above
    #[arg(long, value_name = "SEVERITY")]
    pub(super) fail_on: Option<FailOn>,
    /// Exit with 0, not 4, if a file could not be read or a return was rejected
    #[arg(long, hide_short_help = true)]
    pub(super) allow_incomplete: bool,
    /// Follow links that lead out of their folder
    #[arg(long, hide_short_help = true)]
    pub(super) follow_links: bool,
    /// The number of threads [default: one for each core]
    #[arg(long, value_name = "N", hide_short_help = true)]
    pub(super) jobs: Option<usize>,
    #[command(flatten)]
    pub(super) withholding: Withholding,
}

impl Reading {
    /// Whether returns or facts were named.
    pub(super) fn is_given(&self) -> bool {
        !self.paths.is_empty() || !self.facts.is_empty()
    }

    /// Where returns are looked for.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        if self.paths.is_empty() && self.facts.is_empty() { vec![PathBuf::from(".")] } else { self.paths.clone() }
    }
}

/// What may not leave the house.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Redaction")]
pub(super) struct Withholding {
    /// Replace the names of units and of roles with few staff with codes, average the pay of those roles, and
    /// remove the text and location of findings
    #[arg(long)]
    pub(super) redact: bool,
    /// Redact roles with fewer full-time equivalents than this
    #[arg(long, value_name = "FTE", default_value = "5", hide_short_help = true, requires = "redact", value_parser = fte)]
    redact_below: MilliFte,
    /// The secret that names are hashed with. Results with one secret have the same codes [default: made from the
    /// returns]
    #[arg(long, value_name = "TEXT", env = "DUPAUDIT_REDACT_SALT", hide_env_values = true, hide_short_help = true)]
    redact_salt: Option<String>,
}

impl Withholding {
    /// Whether names are hashed with a salt of the user's.
    pub(super) fn has_salt(&self) -> bool {
        self.redact_salt.is_some()
    }
}

fn fte(text: &str) -> Result<MilliFte, String> {
    MilliFte::parse(text).map_err(|error| error.to_string())
}

words! {
    /// From which severity on findings matter to the exit code.
    #[derive(ValueEnum)]
    pub(super) enum FailOn {
        /// Errors.
        Error = "error",
        /// Warnings and errors.
        Warning = "warning",
        /// Everything.
        Note = "note",
        /// Nothing.
        Never = "never",
    }
}

/// What a command works with.
pub(super) struct Session {
    pub(super) settings: Settings,
    pub(super) taxonomy: Taxonomy,
    pub(super) levels: Levels,
    pub(super) fail_on: FailOn,
    allow_incomplete: bool,
    follow_links: bool,
}

/// The list that all returns name, if it comes with the tool; else the default.
fn list_of_returns(reading: &Reading, settings: &Settings) -> anyhow::Result<Taxonomy> {
    // Whatever cannot be found is said when it is read.
    let found = search(settings, reading.follow_links).and_then(|search| find(&reading.paths(), &search));
    let list = found.ok().and_then(|found| common_list(&found.inputs));
    let known = list.filter(|list| taxonomy::BUILT_IN.iter().any(|(id, _)| id == list));
    taxonomy::load(known.as_deref().unwrap_or(taxonomy::DEFAULT))
}

impl Session {
    /// Finds the settings, the list of functions, and everything else that must be right before reading begins.
    pub(super) fn open(reading: &Reading) -> anyhow::Result<Self> {
        if let Some(jobs) = reading.jobs {
            if jobs == 0 {
                bail!("--jobs takes a number above 0");
            }
            // More threads than cores only take memory. Set once: a second session in one process keeps the first number.
            let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
            drop(rayon::ThreadPoolBuilder::new().num_threads(jobs.min(cores)).build_global());
        }
        let settings = Settings::find(reading.config.as_deref(), reading.isolated)?;
        let fail_on = match (reading.fail_on, settings.fail_on.as_deref()) {
            (Some(fail_on), _) => fail_on,
            (None, None) => FailOn::Error,
            (None, Some(word)) => FailOn::find(word)
                .with_context(|| format!("settings: `fail_on: {word}`; write {}", listed::<FailOn>()))?,
        };
        let levels = levels(&settings)?;
        let taxonomy = match reading.taxonomy.as_deref().or(settings.taxonomy.as_deref()) {
            Some(name) => taxonomy::load(name)?,
            None => list_of_returns(reading, &settings)?,
        };
        let (allow_incomplete, follow_links) = (reading.allow_incomplete, reading.follow_links);
        Ok(Self { settings, taxonomy, levels, fail_on, allow_incomplete, follow_links })
    }

    /// What maps the items: the list of functions, and what people decided. The file of a review counts as well, as soon
    /// as there is one.
    pub(super) fn mapper(&self, reading: &Reading, review: Option<&Path>) -> anyhow::Result<Mapper<'_>> {
        let same = |a: &Path, b: &Path| match (std::path::absolute(a), std::path::absolute(b)) {
            (Ok(a), Ok(b)) => a == b,
            _ => a == b,
        };
        let named = &reading.decisions;
        let named = if named.is_empty() { self.settings.decisions.as_slice() } else { named.as_slice() };
        let mut files: Vec<PathBuf> = Vec::new();
        for file in named.iter().map(PathBuf::as_path).chain(review) {
            let is_to_be_begun = review.is_some_and(|review| same(review, file)) && !file.exists();
            if !is_to_be_begun && !files.iter().any(|known| same(known, file)) {
                files.push(file.to_owned());
            }
        }
        Ok(Mapper::new(&self.taxonomy).with_decisions(Decisions::read(&files, &self.taxonomy)?))
    }

    /// Reads every return below the paths.
    pub(super) fn gather(&self, reading: &Reading, mapper: &Mapper<'_>) -> anyhow::Result<Gathered> {
        self.gather_strictly(reading, mapper, false)
    }

    /// Reads every return below the paths and demands, if it is `strict`, declared functions, totals and volumes.
    pub(super) fn gather_strictly(
        &self,
        reading: &Reading,
        mapper: &Mapper<'_>,
        strict: bool,
    ) -> anyhow::Result<Gathered> {
        let is_input = |path: &PathBuf| path.as_os_str() == "-";
        if reading.facts.iter().any(is_input) && reading.paths.iter().any(is_input) {
            bail!("standard input holds either returns or facts: name a file for one of the two");
        }
        if strict && !reading.facts.is_empty() {
            bail!("--strict looks at returns: give it where their facts are written, not with --facts");
        }
        if reading.facts.is_empty() {
            return self.gather_from(&reading.paths(), reading, mapper, strict);
        }
        let mut gathered = if reading.paths.is_empty() {
            if !reading.decisions.is_empty() {
                bail!("facts are mapped already: give --decisions where they are written, not with --facts");
            }
            Gathered::default()
        } else {
            let mut gathered = self.read(&reading.paths, mapper, strict)?;
            gathered.made_with.push(mapper.into());
            gathered
        };
        for path in &reading.facts {
            gathered.join(read_facts(path, &self.taxonomy)?);
        }
        gathered.reconcile();
        Ok(Self::withhold(gathered, &reading.withholding))
    }

    /// Reads every return below some other paths.
    pub(super) fn gather_from(
        &self,
        paths: &[PathBuf],
        reading: &Reading,
        mapper: &Mapper<'_>,
        strict: bool,
    ) -> anyhow::Result<Gathered> {
        Ok(Self::withhold(self.read(paths, mapper, strict)?, &reading.withholding))
    }

    fn read(&self, paths: &[PathBuf], mapper: &Mapper<'_>, strict: bool) -> anyhow::Result<Gathered> {
        let strictness = if strict { Strictness::Strict } else { Strictness::Usual };
        let found = find(paths, &self.search()?)?;
        self.tell_idle_patterns(paths, &found);
        let progress = Progress::new(found.inputs.len() as u64, "reading");
        let mut gathered = gather(found, &self.taxonomy, mapper, strictness, &|| progress.step());
        gathered.findings.extend(mapper.decisions().findings());
        gathered.coverage.settings = self.used(&gathered.not_read);
        progress.finish();
        Ok(gathered)
    }

    /// Names the patterns of the settings that match nothing, where all that they are meant for was searched.
    fn tell_idle_patterns(&self, paths: &[PathBuf], found: &Found) {
        let real = |path: &Path| path.canonicalize().ok();
        let Some(folder) = self.settings.folder().and_then(real) else { return };
        if !paths.iter().filter_map(|path| real(path)).any(|path| folder.starts_with(path)) {
            return;
        }
        let is_idle = |pattern: &&String| !pattern.starts_with(['!', '#']) && !found.patterns.contains(*pattern);
        for pattern in self.settings.ignore.iter().filter(is_idle) {
            say(&clean(&format!("note: settings: `ignore: {pattern}` matches no file that could be a return")));
        }
    }

    /// What the settings did to a result in which this was not read.
    pub(super) fn used(&self, not_read: &[NotRead]) -> Option<&'static SettingsUsed> {
        let ignored = not_read.iter().filter(|file| file.why == Why::Ignored);
        let used = self.settings.used(ignored.map(|file| file.path.to_string()).collect())?;
        // There is one for each reading, and coverage is copied into every result.
        Some(Box::leak(Box::new(used)))
    }

    /// Takes out what may not leave the house, where that is wanted.
    pub(super) fn withhold(mut gathered: Gathered, withholding: &Withholding) -> Gathered {
        let Withholding { redact: wanted, redact_below, redact_salt } = withholding;
        if *wanted {
            redact(&mut gathered, &Redaction { below: *redact_below, salt: redact_salt.clone() });
        }
        gathered
    }

    /// Completes what was gathered, with findings as the rules of the settings want them.
    pub(super) fn settle(&self, gathered: &mut Gathered) {
        gathered.settle();
        self.levels.settle(&mut gathered.findings);
    }

    /// What a result is made with and of.
    pub(super) fn manifest(&self, gathered: &Gathered, mapper: &Mapper<'_>) -> Manifest {
        Manifest::new(&self.taxonomy, mapper, gathered, self.settings.sha256.as_deref())
    }

    /// How files are looked for.
    pub(super) fn search(&self) -> anyhow::Result<Search> {
        search(&self.settings, self.follow_links)
    }

    /// From which severity on findings fail. None is never.
    pub(super) fn bar(&self) -> Option<Severity> {
        match self.fail_on {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Note => Some(Severity::Note),
            FailOn::Never => None,
        }
    }

    /// The exit code of what was read and found.
    pub(super) fn exit<F: Weighed>(&self, coverage: &Coverage, findings: &[F]) -> Exit {
        if coverage.is_incomplete() && !self.allow_incomplete {
            return Exit::Incomplete;
        }
        if coverage.is_nothing() {
            return Exit::NothingFound;
        }
        let Some(least) = self.bar() else { return Exit::Done };
        if findings.iter().any(|finding| finding.fails(least)) { Exit::Findings } else { Exit::Done }
    }
}

/// What may fail a run.
pub(super) trait Weighed {
    fn fails(&self, least: Severity) -> bool;
}

impl Weighed for Finding {
    fn fails(&self, least: Severity) -> bool {
        self.severity >= least
    }
}

impl Weighed for FindingRow {
    fn fails(&self, least: Severity) -> bool {
        FindingRow::fails(self, least)
    }
}

/// The rule of a code.
pub(super) fn rule(word: &str) -> Result<Code, String> {
    Code::find(word).ok_or_else(|| match nearest(word, Code::ALL.iter().map(|known| known.word())) {
        Some(meant) => format!("there is no rule `{word}`; did you mean `{meant}`?"),
        None => format!("there is no rule `{word}`; `dupaudit explain rules` lists them"),
    })
}

/// What the settings make of each rule.
fn levels(settings: &Settings) -> anyhow::Result<Levels> {
    let code = |word: &String| rule(word).map_err(|error| anyhow::anyhow!("settings: {error}"));
    let codes = settings.rules.keys().map(code).collect::<anyhow::Result<Vec<Code>>>()?;
    let level = |(code, (word, level)): (Code, (&String, &String))| match Level::find(level) {
        Some(level) => Ok((code, level)),
        None => bail!("settings: rule `{word}: {level}`; write {}", listed::<Level>()),
    };
    let levels = codes.into_iter().zip(&settings.rules).map(level).collect::<anyhow::Result<Vec<_>>>()?;
    for (code, _) in levels.iter().filter(|(code, level)| *level != Level::Error && always_error(*code)) {
        say(&format!("note: settings: `{code}` keeps a return out of every figure, and stays an error"));
    }
    Ok(Levels(levels.into_iter().collect()))
}

/// Tells people what could not be read or counted, whatever the format of the output.
pub(super) fn tell_errors(findings: &[Finding]) -> anyhow::Result<()> {
    let mut text = Vec::new();
    write_findings(&mut text, text_width(), &errors(findings), 3)?;
    if !text.is_empty() {
        say(String::from_utf8_lossy(&text).trim_end());
    }
    Ok(())
}

/// The errors among findings, for people.
pub(super) fn errors(findings: &[Finding]) -> Vec<FindingRow> {
    findings.iter().filter(|finding| finding.severity == Severity::Error).map(FindingRow::from).collect()
}

/// How files are looked for: without those that settings name as no returns.
pub(super) fn search(settings: &Settings, follow_links: bool) -> anyhow::Result<Search> {
    let folder = settings.folder();
    let ignored = folder.filter(|_| !settings.ignore.is_empty());
    Ok(Search { ignored: ignored.map(|folder| Ignored::new(&settings.ignore, folder)).transpose()?, follow_links })
}

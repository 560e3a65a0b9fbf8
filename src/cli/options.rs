//! Options that commands share: arguments over settings over defaults, checked before the work begins.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{ColorChoice, ValueEnum};
use globset::{Glob, GlobSet, GlobSetBuilder};
use serde_yaml::Value;

use super::Exit;
use crate::finding::{Code, Severity, Stage, nearest};
use crate::ledger::{Coverage, Gathered, Strictness, gather};
use crate::mapping::{Decisions, Mapper};
use crate::money::MilliFte;
use crate::output::exchange::read_facts;
use crate::output::{Folder, Format, Look, Target};
use crate::progress::Progress;
use crate::report::{FindingRow, Manifest, Redaction, redact};
use crate::returns::find;
use crate::settings::Settings;
use crate::taxonomy::{self, Taxonomy};

/// Which returns are read, and how.
#[derive(Debug, clap::Args)]
pub(super) struct Reading {
    /// Files and folders with returns; `-` is standard input [default: . unless there are --facts]
    pub(super) paths: Vec<PathBuf>,
    /// Facts that `dupaudit facts` wrote, a folder or a stream, beside returns or instead of them; may be given several times
    #[arg(long, value_name = "DIR")]
    pub(super) facts: Vec<PathBuf>,
    /// The list of functions: a name or a file
    #[arg(long, value_name = "NAME|PATH")]
    pub(super) taxonomy: Option<String>,
    /// Recorded decisions on mappings; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(super) decisions: Vec<PathBuf>,
    /// Settings; otherwise dupaudit.yaml, found upwards from here
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// From which severity on findings make the exit code 1
    #[arg(long, value_name = "SEVERITY")]
    pub(super) fail_on: Option<FailOn>,
    /// Do not end with 4 when something was not read or was rejected
    #[arg(long)]
    pub(super) allow_incomplete: bool,
    /// Threads; otherwise every core
    #[arg(long, value_name = "N")]
    pub(super) jobs: Option<usize>,
    #[command(flatten)]
    pub(super) withholding: Withholding,
}

impl Reading {
    /// Where returns are looked for.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        if self.paths.is_empty() && self.facts.is_empty() { vec![PathBuf::from(".")] } else { self.paths.clone() }
    }
}

/// What may not leave the house.
#[derive(Debug, clap::Args)]
pub(super) struct Withholding {
    /// Hash the names of small posts and of units, average the pay of small posts, leave out places and wording of findings
    #[arg(long)]
    pub(super) redact: bool,
    /// Roles with less staff are small posts
    #[arg(long, value_name = "FTE", default_value = "5", requires = "redact", value_parser = fte)]
    redact_below: MilliFte,
    /// What names are hashed with, to know them again in another result; otherwise made of the returns
    #[arg(long, value_name = "TEXT", env = "DUPAUDIT_REDACT_SALT", hide_env_values = true)]
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

/// Where the result goes.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Writing<F: Format> {
    /// Format of standard output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: F,
    /// Write the result to a file as well: its ending names the format, or say FORMAT=PATH; may be given several times
    #[arg(long, short, value_name = "PATH")]
    pub(super) output: Vec<String>,
    /// Columns of text; otherwise those of the terminal, or 100
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(60..=500))]
    pub(super) width: Option<u16>,
    /// Whether text has colours; by itself on a terminal, unless `NO_COLOR` is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorChoice,
}

/// From which severity on findings matter to the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Errors.
    Error,
    /// Warnings and errors.
    Warning,
    /// Everything.
    Note,
    /// Nothing.
    Never,
}

/// What a command works with.
pub(super) struct Session {
    pub(super) settings: Settings,
    pub(super) taxonomy: Taxonomy,
    pub(super) fail_on: FailOn,
    allow_incomplete: bool,
}

impl Session {
    /// Finds the settings, the list of functions, and everything else that must be right before reading begins.
    pub(super) fn open(reading: &Reading) -> anyhow::Result<Self> {
        if let Some(jobs) = reading.jobs {
            if jobs == 0 {
                bail!("--jobs takes a number above 0");
            }
            // Set once: a second session in one process keeps the first number.
            drop(rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global());
        }
        let settings = Settings::find(reading.config.as_deref())?;
        let name = reading.taxonomy.as_deref().or(settings.taxonomy.as_deref()).unwrap_or(taxonomy::DEFAULT);
        let fail_on = match (reading.fail_on, settings.fail_on.as_deref()) {
            (Some(fail_on), _) => fail_on,
            (None, None) => FailOn::Error,
            (None, Some(word)) => FailOn::from_str(word, false)
                .map_err(|_| anyhow::anyhow!("settings: `fail_on: {word}`; write error, warning, note or never"))?,
        };
        for code in settings.rules.keys() {
            if !Code::ALL.iter().any(|known| known.text() == code) {
                match nearest(code, Code::ALL.iter().map(|known| known.text())) {
                    Some(meant) => bail!("settings: there is no rule `{code}`; did you mean `{meant}`?"),
                    None => bail!("settings: there is no rule `{code}`"),
                }
            }
        }
        for (code, level) in &settings.rules {
            if !["off", "note", "warning", "error"].contains(&level.as_str()) {
                bail!("settings: rule `{code}: {level}`; write off, note, warning or error");
            }
        }
        let taxonomy = taxonomy::load(name)?;
        Ok(Self { settings, taxonomy, fail_on, allow_incomplete: reading.allow_incomplete })
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
        let found = find(paths, &self.ignore()?)?;
        let progress = Progress::new(found.inputs.len() as u64, "reading");
        let mut gathered = gather(found, &self.taxonomy, mapper, strictness, &|| progress.step());
        gathered.findings.extend(mapper.decisions().findings());
        progress.finish();
        Ok(gathered)
    }

    /// Takes out what may not leave the house, where that is wanted.
    pub(super) fn withhold(mut gathered: Gathered, withholding: &Withholding) -> Gathered {
        let Withholding { redact: wanted, redact_below, redact_salt } = withholding;
        if *wanted {
            redact(&mut gathered, &Redaction { below: *redact_below, salt: redact_salt.clone() });
        }
        gathered
    }

    /// What a result is made with and of.
    pub(super) fn manifest(&self, gathered: &Gathered, mapper: &Mapper<'_>) -> Manifest {
        Manifest::new(&self.taxonomy, mapper, gathered, self.settings.sha256.as_deref())
    }

    pub(super) fn ignore(&self) -> anyhow::Result<GlobSet> {
        ignored(&self.settings)
    }

    /// Findings as the rules of the settings want them: some are off, some weigh more or less. What rejects a return
    /// stays an error; what only `--strict` makes an error does not.
    pub(super) fn by_rules(&self, findings: Vec<FindingRow>) -> Vec<FindingRow> {
        if self.settings.rules.is_empty() {
            return findings;
        }
        let level = |finding: &FindingRow| self.settings.rules.get(finding.code).map(String::as_str);
        // What only --strict makes an error rejects nothing, and can be turned off like any warning.
        let stays = |finding: &FindingRow| {
            let always = |code: Code| code.severity() == Severity::Error && code.stage() != Stage::Strict;
            finding.severity == "error" && Code::find(finding.code).is_none_or(always)
        };
        findings
            .into_iter()
            .filter(|finding| stays(finding) || level(finding) != Some("off"))
            .map(|finding| match level(&finding) {
                Some("note") if !stays(&finding) => FindingRow { severity: "note", ..finding },
                Some("warning") if !stays(&finding) => FindingRow { severity: "warning", ..finding },
                Some("error") => FindingRow { severity: "error", ..finding },
                _ => finding,
            })
            .collect()
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

    /// The exit code of what was read and found. A rejected return makes an audit incomplete; a check has only found it.
    pub(super) fn exit(&self, coverage: &Coverage, findings: &[FindingRow], rejected_is_incomplete: bool) -> Exit {
        let incomplete = coverage.unread || rejected_is_incomplete && coverage.returns_rejected > 0;
        if incomplete && !self.allow_incomplete {
            return Exit::Incomplete;
        }
        if coverage.returns + coverage.returns_rejected == 0 && !coverage.unread {
            return Exit::NothingFound;
        }
        let Some(least) = self.bar() else { return Exit::Done };
        let counts = |finding: &FindingRow| {
            [Severity::Note, Severity::Warning, Severity::Error]
                .iter()
                .any(|severity| *severity >= least && severity.word() == finding.severity)
        };
        if findings.iter().any(counts) { Exit::Findings } else { Exit::Done }
    }
}

/// The files that settings name as no returns.
pub(super) fn ignored(settings: &Settings) -> anyhow::Result<GlobSet> {
    let mut set = GlobSetBuilder::new();
    for pattern in &settings.ignore {
        set.add(Glob::new(pattern).with_context(|| format!("settings: `ignore: {pattern}` is no pattern"))?);
    }
    Ok(set.build()?)
}

/// The outputs of a run, opened before the long part of it.
pub(super) struct Outputs<F: Format> {
    stdout: F,
    files: Vec<(F, Target)>,
    folders: Vec<Folder>,
    look: Look,
}

impl<F: Format> Outputs<F> {
    /// Opens every file and folder.
    pub(super) fn open(writing: &Writing<F>) -> anyhow::Result<Self> {
        if writing.format.is_binary() && io::stdout().is_terminal() {
            bail!("this format is no text that a terminal can show: write it to a file with -o, or redirect it");
        }
        let (mut files, mut folders, mut paths) = (Vec::new(), Vec::new(), Vec::new());
        for spec in &writing.output {
            let (format, path) = named::<F>(spec)?;
            if paths.contains(&path) {
                bail!("{} is named twice as an output", path.display());
            }
            paths.push(path);
            match format {
                Some(format) => files.push((format, Target::open(path)?)),
                None => folders.push(Folder::open(path, F::files())?),
            }
        }
        let terminal = || terminal_size::terminal_size().map(|(width, _)| width.0);
        let width = writing.width.or_else(terminal).unwrap_or(100).clamp(60, 500);
        Ok(Self { stdout: writing.format, files, folders, look: Look { width, colour: wants_colour(writing.color) } })
    }

    /// Columns of text on standard output.
    pub(super) fn width(&self) -> usize {
        usize::from(self.look.width)
    }

    /// Whether one of the outputs is of such a format; `folder` says so of folders.
    pub(super) fn any(&self, wanted: impl Fn(F) -> bool, folder: bool) -> bool {
        wanted(self.stdout)
            || self.files.iter().any(|(format, _)| wanted(*format))
            || folder && !self.folders.is_empty()
    }

    /// Writes a result everywhere it is wanted.
    pub(super) fn write(self, content: impl Fn(&mut dyn Write, F, u16) -> io::Result<()>) -> anyhow::Result<()> {
        self.write_with(content, |_, _| Ok(()))
    }

    /// The same, with what each file of a folder gets.
    pub(super) fn write_with(
        self,
        content: impl Fn(&mut dyn Write, F, u16) -> io::Result<()>,
        part: impl Fn(&mut dyn Write, &str) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        self.write_all(|out, format, look| content(out, format, look.width), part)
    }

    /// The same for a result that has a look. Colours are for standard output only.
    pub(super) fn write_styled(
        self,
        content: impl Fn(&mut dyn Write, F, Look) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        self.write_all(content, |_, _| Ok(()))
    }

    /// Nothing is put in its place before everything is written.
    fn write_all(
        mut self,
        content: impl Fn(&mut dyn Write, F, Look) -> io::Result<()>,
        part: impl Fn(&mut dyn Write, &str) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        for (format, target) in &mut self.files {
            target.fill(|out| content(out, *format, Look { width: 100, colour: false }))?;
        }
        for folder in &mut self.folders {
            folder.fill(&part)?;
        }
        for (_, target) in self.files {
            target.put()?;
        }
        for folder in self.folders {
            folder.put()?;
        }
        let mut stdout = BufWriter::new(io::stdout().lock());
        match content(&mut stdout, self.stdout, self.look).and_then(|()| stdout.flush()) {
            // Who reads has had enough. That says nothing of the result, so the exit code stays that of the result.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => Ok(written?),
        }
    }
}

/// Whether standard output takes colours.
fn wants_colour(choice: ColorChoice) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
    }
}

/// What an output is: `PATH`, whose ending names the format, `FORMAT=PATH`, or a folder, which has none.
fn named<F: Format>(spec: &str) -> anyhow::Result<(Option<F>, &Path)> {
    if let Some((name, path)) = spec.split_once('=')
        && let Ok(format) = F::from_str(name, true)
    {
        return Ok((Some(format), Path::new(path)));
    }
    let path = Path::new(spec);
    if !F::files().is_empty() && (spec.ends_with(std::path::is_separator) || path.is_dir()) {
        return Ok((None, path));
    }
    if let Some(format) = F::of_path(path) {
        return Ok((Some(format), path));
    }
    let endings = F::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let names: Vec<String> = endings.map(|value| value.get_name().to_owned()).collect();
    bail!("the ending of {spec} names no format: write FORMAT={spec} with one of {}", names.join(", "));
}

/// `KEY=VALUE` pairs, values as in settings.
pub(super) fn pairs(given: &[String]) -> anyhow::Result<BTreeMap<String, Value>> {
    given
        .iter()
        .map(|pair| {
            let (key, value) = pair.split_once('=').with_context(|| format!("--set takes KEY=VALUE, not `{pair}`"))?;
            let value = serde_yaml::from_str(value).with_context(|| format!("--set {key}: `{value}` is no value"))?;
            Ok((key.to_owned(), value))
        })
        .collect()
}

//! Where a result goes: standard output, files and folders, each in its format.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, bail};
use clap::{ColorChoice, ValueEnum};
use serde_yaml::Value;

use crate::output::{Folder, Format, Hash, Look, Neutral, Target};
use crate::progress::say;

/// The byte order mark of UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Where the result goes.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Output")]
pub(super) struct Writing<F: Format> {
    /// Format of standard output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: F,
    /// Also write the result to a file. The file extension sets the format, or use FORMAT=PATH. Can be repeated
    #[arg(long, short, value_name = "PATH")]
    pub(super) output: Vec<String>,
    /// Begin CSV with a byte order mark: Excel then reads £ and accents right
    #[arg(long, hide_short_help = true)]
    pub(super) bom: bool,
    /// The width of text in columns [default: the terminal's, or 100]
    #[arg(long, value_name = "N", hide_short_help = true, value_parser = clap::value_parser!(u16).range(60..=500))]
    pub(super) width: Option<u16>,
    /// Use colours in text; auto does so on a terminal, unless `NO_COLOR` is set
    #[arg(long, value_name = "WHEN", default_value = "auto", hide_short_help = true)]
    pub(super) color: ColorChoice,
}

/// The outputs of a run, opened before the long part of it.
pub(super) struct Outputs<F: Format> {
    stdout: F,
    files: Vec<(F, Target)>,
    folders: Vec<Folder>,
    look: Look,
    /// Whether CSV begins with a byte order mark.
    bom: bool,
    /// What could not be opened: the others are written all the same.
    failed: Vec<anyhow::Error>,
    /// The command that most people run next: the last line of text on standard output.
    next: Option<&'static str>,
}

impl<F: Format> Outputs<F> {
    /// Opens every file and folder.
    pub(super) fn open(writing: &Writing<F>) -> anyhow::Result<Self> {
        if writing.format.is_binary() && io::stdout().is_terminal() {
            bail!("a terminal cannot show this format: write it to a file with -o, or redirect it");
        }
        let (mut files, mut folders, mut paths, mut failed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for spec in &writing.output {
            let (format, path) = named::<F>(spec)?;
            if path.as_os_str() == "-" {
                bail!("-o {spec}: standard output takes --format; -o writes files");
            }
            if paths.contains(&path) {
                bail!("{} is named twice as an output", path.display());
            }
            paths.push(path);
            match format {
                Some(format) => match Target::open(path) {
                    Ok(target) => files.push((format, target)),
                    Err(error) => failed.push(error),
                },
                None => match Folder::open(path, F::files()) {
                    Ok(folder) => folders.push(folder),
                    Err(error) => failed.push(error),
                },
            }
        }
        let is_csv = |format: F| format.to_possible_value().is_some_and(|format| format.get_name() == "csv");
        if writing.bom
            && !is_csv(writing.format)
            && !files.iter().any(|(format, _)| is_csv(*format))
            && folders.is_empty()
        {
            bail!("--bom is for CSV: add --format csv, or -o FILE.csv");
        }
        let width = writing.width.map_or_else(text_width, |width| width.clamp(60, 500));
        let look = Look { width, colour: wants_colour(writing.color) };
        Ok(Self { stdout: writing.format, files, folders, look, bom: writing.bom, failed, next: None })
    }

    /// The same, with the command that most people run next.
    #[must_use]
    pub(super) fn then(mut self, next: &'static str) -> Self {
        self.next = Some(next);
        self
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

    /// The same without files of some formats, where there is nothing to show in them. What is there already stays.
    #[must_use]
    pub(super) fn without(mut self, unwanted: impl Fn(F) -> bool) -> Self {
        self.files.retain(|(format, _)| !unwanted(*format));
        self
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

    /// Standard output, on which text from returns commands no build server.
    fn standard_output(format: F) -> Box<dyn Write> {
        let stdout = BufWriter::new(io::stdout().lock());
        let value = format.to_possible_value();
        let hash = match value.as_ref().map_or("", |value| value.get_name()) {
            // Its findings are such commands; their text is neutral.
            "azure" => return Box::new(stdout),
            _ if format.is_binary() => return Box::new(stdout),
            "json" | "sarif" | "gitlab" => Hash::Json,
            "html" | "svg" | "graphml" | "junit" => Hash::Markup,
            _ => Hash::Hidden,
        };
        Box::new(Neutral::new(stdout, hash))
    }

    /// An output is put in its place once it is whole. One that fails keeps no other from being written.
    fn write_all(
        self,
        content: impl Fn(&mut dyn Write, F, Look) -> io::Result<()>,
        part: impl Fn(&mut dyn Write, &str) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        let mut failed = self.failed;
        let is_csv = |format: F| format.to_possible_value().is_some_and(|format| format.get_name() == "csv");
        let mark = |out: &mut dyn Write, csv: bool| if self.bom && csv { out.write_all(BOM) } else { Ok(()) };
        for (format, mut target) in self.files {
            let filled = target.fill(|out| {
                mark(out, is_csv(format))?;
                content(out, format, Look { width: 100, colour: false })
            });
            failed.extend(filled.and_then(|()| target.put()).err());
        }
        for mut folder in self.folders {
            failed.extend(
                folder
                    .fill(&|out: &mut dyn Write, name: &str| {
                        mark(out, name.strip_suffix(".csv").is_some())?;
                        part(out, name)
                    })
                    .and_then(|()| folder.put())
                    .err(),
            );
        }
        let mut stdout = Self::standard_output(self.stdout);
        let is_text = self.stdout.to_possible_value().is_some_and(|format| format.get_name() == "text");
        let next = self.next.filter(|_| is_text);
        let last = |out: &mut dyn Write| next.map_or(Ok(()), |next| writeln!(out, "\nNext: {next}"));
        let content = |out: &mut dyn Write| {
            mark(out, is_csv(self.stdout))?;
            content(out, self.stdout, self.look).and_then(|()| last(out))
        };
        match content(&mut stdout).and_then(|()| stdout.flush()) {
            // Who reads has had enough. That says nothing of the result, so the exit code stays that of the result.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            written => failed.extend(written.err().map(anyhow::Error::from)),
        }
        let mut failed = failed.into_iter();
        let Some(last) = failed.next_back() else { return Ok(()) };
        failed.for_each(|error| say(&format!("error: {error:#}")));
        Err(last)
    }
}

/// Columns of text where nobody says how many: the terminal's, or 100.
pub(super) fn text_width() -> u16 {
    terminal_size::terminal_size().map_or(100, |(width, _)| width.0).clamp(60, 500)
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
            let value = serde_yaml::from_str(value).with_context(|| {
                format!(
                    "--set {key}: `{value}` is not a \
                value"
                )
            })?;
            Ok((key.to_owned(), value))
        })
        .collect()
}

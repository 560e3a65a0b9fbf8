//! `taxonomy`: what lists of functions there are and what stands in them.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::Exit;
use super::outputs::text_width;
use crate::finding::nearest;
use crate::mapping::{Mapper, Texts};
use crate::money::{agree, plural};
use crate::output::{Align, wrap, write_table};
use crate::source::read_text;
use crate::taxonomy::{self, BUILT_IN, Function, Taxonomy};

/// Arguments of `taxonomy`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
    /// The list of functions: a name or a file
    #[arg(long, global = true, value_name = "NAME|PATH", default_value = taxonomy::DEFAULT)]
    taxonomy: String,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// The lists that come with the tool, and the functions of the chosen one
    List,
    /// List the types of organisations, their synonyms, and their functions by law
    Types,
    /// Show everything about one function
    Show {
        /// Its code
        code: String,
    },
    /// The functions that a text could mean
    Search {
        /// The text
        #[arg(required = true)]
        text: Vec<String>,
    },
    /// Check a function list file
    Check {
        /// The file
        file: PathBuf,
    },
}

/// Looks at lists of functions.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let mut out = BufWriter::new(io::stdout().lock());
    let exit = match &args.command {
        Command::List => list(&mut out, &taxonomy::load(&args.taxonomy)?)?,
        Command::Types => types(&mut out, &taxonomy::load(&args.taxonomy)?)?,
        Command::Show { code } => show(&mut out, &taxonomy::load(&args.taxonomy)?, code)?,
        Command::Search { text } => search(&mut out, &taxonomy::load(&args.taxonomy)?, &text.join(" "))?,
        Command::Check { file } => check(&mut out, file)?,
    };
    out.flush()?;
    Ok(exit)
}

fn list(out: &mut dyn Write, taxonomy: &Taxonomy) -> anyhow::Result<Exit> {
    for (id, _) in BUILT_IN {
        let built_in = taxonomy::load(id)?;
        writeln!(out, "{} {built_in}", if built_in.id == taxonomy.id { "*" } else { " " })?;
    }
    writeln!(out)?;
    let rows = taxonomy
        .iter()
        .map(|(_, function)| vec![function.code.clone(), function.label.clone(), kind(function)])
        .collect();
    write_table(out, text_width(), &[("Code", Align::Fixed), ("Function", Align::Left), ("Kind", Align::Left)], rows)?;
    Ok(Exit::Done)
}

fn types(out: &mut dyn Write, taxonomy: &Taxonomy) -> anyhow::Result<Exit> {
    for word in taxonomy.types.words() {
        writeln!(out, "{word}")?;
        let synonyms: Vec<&str> = taxonomy.types.synonyms(word).filter(|synonym| *synonym != word).collect();
        let has = taxonomy.iter().filter(|(_, function)| function.is_duty_of(Some(word)));
        let duties: Vec<&str> = has.map(|(_, function)| function.code.as_str()).collect();
        for (title, words) in [("also", synonyms), ("has by law", duties)].iter().filter(|(_, words)| !words.is_empty())
        {
            write!(out, "{}", wrap(&format!("{title}: {}", words.join(" · ")), 96, "  "))?;
        }
    }
    Ok(Exit::Done)
}

/// Category and scope, or that it is a group.
fn kind(function: &Function) -> String {
    match function.category {
        Some(category) => format!("{}, {}", category.word(), function.scope.word().replace('_', " ")),
        None if function.is_leaf => "uncategorised".to_owned(),
        None => "group".to_owned(),
    }
}

fn show(out: &mut dyn Write, taxonomy: &Taxonomy, code: &str) -> anyhow::Result<Exit> {
    let Some(id) = taxonomy.find(code) else {
        match nearest(code, taxonomy.iter().map(|(_, function)| function.code.as_str())) {
            Some(meant) => bail!("`{code}` is not a function of {}; did you mean `{meant}`?", taxonomy.id),
            None => bail!("`{code}` is not a function of {}; `dupaudit taxonomy list` shows them all", taxonomy.id),
        }
    };
    let function = taxonomy.get(id);
    writeln!(out, "{}: {} ({})", function.code, function.label, kind(function))?;
    write!(out, "{}", wrap(&function.definition, 96, "  "))?;
    let words = &function.vocabulary;
    let abbreviations: Vec<String> =
        words.abbreviations.iter().map(|(short, long)| format!("{short} ({long})")).collect();
    let crosswalk: Vec<String> =
        function.crosswalk.iter().map(|(list, codes)| format!("{list} {}", codes.join(" "))).collect();
    let statute = function.statute.iter().map(|statute| format!("{} ({statute})", function.duty.join(", ")));
    let duty: Vec<String> = if function.statute.is_some() { statute.collect() } else { function.duty.clone() };
    let volume: Vec<String> = function.volume_unit.iter().cloned().collect();
    for (title, texts) in [
        ("Names", &words.synonyms),
        ("Job titles", &words.titles),
        ("Teams", &words.units),
        ("Products and suppliers", &words.products),
        ("Short forms", &abbreviations),
        ("Counts against it", &words.excludes),
        ("Examples", &words.examples),
        ("Volume in", &volume),
        ("By law of", &duty),
        ("Elsewhere", &crosswalk),
    ] {
        if !texts.is_empty() {
            writeln!(out, "{title}:")?;
            write!(out, "{}", wrap(&texts.join(" · "), 96, "  "))?;
        }
    }
    Ok(Exit::Done)
}

fn search(out: &mut dyn Write, taxonomy: &Taxonomy, text: &str) -> anyhow::Result<Exit> {
    let found = Mapper::new(taxonomy).search(&Texts { name: text, ..Texts::default() });
    if found.is_empty() {
        writeln!(out, "no function knows a word of `{}`", crate::output::clean(text))?;
        return Ok(Exit::NothingFound);
    }
    let rows = found
        .into_iter()
        .map(|id| taxonomy.get(id))
        .map(|function| vec![function.code.clone(), function.label.clone(), kind(function)]);
    write_table(
        out,
        text_width(),
        &[("Code", Align::Fixed), ("Function", Align::Left), ("Kind", Align::Left)],
        rows.collect(),
    )?;
    Ok(Exit::Done)
}

fn check(out: &mut dyn Write, file: &Path) -> anyhow::Result<Exit> {
    let text = read_text(file).with_context(|| format!("{} could not be read", file.display()))?;
    match taxonomy::parse(&text) {
        Ok(taxonomy) => {
            let leaves = taxonomy.iter().filter(|(_, function)| function.is_leaf).count();
            writeln!(
                out,
                "{taxonomy}: {} {}, {leaves} of them {}",
                taxonomy.len(),
                plural(taxonomy.len(), "function"),
                plural(leaves, "leaf")
            )?;
            let thin: Vec<&str> = taxonomy
                .iter()
                .filter(|(_, function)| {
                    function.is_leaf && function.vocabulary.synonyms.len() + function.vocabulary.titles.len() < 5
                })
                .map(|(_, function)| function.code.as_str())
                .collect();
            if !thin.is_empty() {
                let message = format!(
                    "{} {} fewer than five synonyms and titles, so few texts will be recognised: {}",
                    thin.len(),
                    agree(thin.len(), "leaf has", "leaves have"),
                    thin.join(", ")
                );
                write!(out, "{}", wrap(&message, 96, ""))?;
            }
            if let Err(error) = taxonomy::load(&file.to_string_lossy()) {
                writeln!(out, "error {error:#}")?;
                return Ok(Exit::Findings);
            }
            Ok(Exit::Done)
        }
        Err(problems) => {
            for problem in problems {
                writeln!(out, "error {}:{problem}", file.display())?;
            }
            Ok(Exit::Findings)
        }
    }
}

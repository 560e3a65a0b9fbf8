//! `import table`: which files, whose they are, and where the returns go.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use super::ask::{Walked, walk};
use super::{one_place, report};
use crate::cli::Exit;
use crate::cli::measuring::{currency_code, months};
use crate::cli::outputs::text_width;
use crate::finding::{Code, Finding, Severity};
use crate::money::Money;
use crate::output::{
    Hash, ImportSummary, ImportedFrom, LargestRow, Neutral, PlainFormat, Target, write_guess, write_items,
};
use crate::progress::say;
use crate::report::FindingRow;
use crate::returns::import::{
    Draft, Instructions, Named, TableFile, TableKind, Unlisted, Updated, Wanted, as_name, file_name, identifier,
    tables, update, write_yaml,
};
use crate::returns::{Input, Loaded, Return, load, read_documents};
use crate::source::{note_read, read_text};

/// What columns can mean, for `--help`.
const AFTER_HELP: &str = "Every row below the headings becomes an item or a finding, or is counted as left out. The \
    meaning of each column is shown on standard error and kept in the mapping file. The next import follows that file.

A column can mean: organisation, organisation-id, id, name (or title), unit, line (the subjective of a ledger), grade, profession, \
category, function, product, vendor, status, description, fte, hours, posts, cost, pay, on-costs, full-time-pay, pay-from, pay-to, \
basis (a column with words such as `hourly`), full-time, other, income, flow (a column with words such as `Expense` and `Revenue`), value (of a whole contract), start, end, years, volume, \
volume-unit, year, version, date, currency, scale, private, ignore. With options: {is: cost, times: 1000, decimal: comma}, {is: pay, \
per: month}, {is: end, day: first}, {is: value, years: 4}. A table can also have `rows: {Year: 2024, Version: \
Budget}` if only those rows count. `headings: none` names the columns `column A`, `column B`. `vacant: count` keeps \
posts that are marked as vacant.

Limits: 256 MiB a file, unpacked as well; 1,048,576 rows, 512 columns, 20 million cells.";

/// Arguments of `import table`.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Args {
    /// The tables: CSV, XLSX, XLS, ODS, or a ZIP of them
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The folder for the returns, or a .yaml file for one organisation
    #[arg(long, short, value_name = "PATH")]
    output: PathBuf,
    /// What the rows are, if the headings do not show it: roles, systems, processes or costs
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<TableKind>,
    /// The mapping file, which is made if it is not there [default: import.yaml in the folder, or NAME.import.yaml]
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// The twelve months, such as 2025-26
    #[arg(long, value_parser = months)]
    period: Option<String>,
    /// The currency of every amount
    #[arg(long, value_name = "CODE", value_parser = currency_code)]
    currency: Option<String>,
    /// The id of the organisation, if no column holds it
    #[arg(long, value_name = "ID", value_parser = name)]
    organisation: Option<String>,
    /// Its name
    #[arg(long, requires = "organisation", value_parser = name)]
    name: Option<String>,
    /// The type of the organisations in the tables
    #[arg(long = "type", value_name = "TYPE", value_parser = name)]
    body_type: Option<String>,
    /// The sheet of a workbook
    #[arg(long)]
    sheet: Option<String>,
    /// Keep this column although it looks like personal data. Can be repeated
    #[arg(long, value_name = "COLUMN")]
    keep: Vec<String>,
    /// Follow the tables in everything: remove items that they no longer list, and take their names, units and
    /// grades. Without it, nothing is removed
    #[arg(long)]
    replace: bool,
    /// Show the first items, the totals and what is left out, and write nothing
    #[arg(long, conflicts_with = "ask")]
    dry_run: bool,
    /// Go through the columns at the terminal, one key each, and keep the answers in the mapping file
    #[arg(long)]
    ask: bool,
}

fn kind(word: &str) -> Result<TableKind, String> {
    TableKind::find(word).ok_or_else(|| "there are roles, systems, processes and costs".to_owned())
}

fn name(text: &str) -> Result<String, String> {
    as_name(text).ok_or_else(|| "it shows nothing".to_owned())
}

/// Runs the import.
#[allow(clippy::too_many_lines)] // one step after another
pub(super) fn run(args: &Args, format: PlainFormat) -> anyhow::Result<Exit> {
    let files = args.files.iter().map(|path| read(path)).collect::<anyhow::Result<Vec<_>>>()?;
    for (place, file) in files.iter().enumerate() {
        if let Some(same) = files[..place].iter().find(|other| other.bytes == file.bytes) {
            bail!("{} and {} are the same: every row would count twice", same.path, file.path);
        }
    }
    let is_file = args.output.extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
    let mapping = args.mapping.clone().unwrap_or_else(|| {
        if is_file { args.output.with_extension("import.yaml") } else { args.output.join("import.yaml") }
    });
    let mut told_text = match read_text(&mapping) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(error).with_context(|| format!("{} could not be read", mapping.display())),
    };
    let mut told = match &told_text {
        Some(text) => Instructions::read(&mapping.to_string_lossy(), text)?,
        None => Instructions::default(),
    };
    if let Some(text) = &mut told.period {
        *text = months(text).map_err(|wrong| anyhow::anyhow!("{}: the period {wrong}", mapping.display()))?;
    }
    let currency = args.currency.clone().or(told.currency.clone()).map(|text| {
        currency_code(&text).map_err(|wrong| anyhow::anyhow!("{}: the currency `{text}` {wrong}", mapping.display()))
    });
    let existing = Existing::in_place(&args.output, is_file)?;
    let wanted = Wanted {
        kind: args.kind,
        period: args.period.clone(),
        currency: currency.transpose()?,
        organisation: args.organisation.as_ref().map(|id| Named {
            id: id.clone(),
            name: args.name.clone(),
            kind: args.body_type.clone(),
        }),
        sheet: args.sheet.clone(),
        keep: args.keep.clone(),
    };
    let has_roles = |id: &str| existing.returns.get(id).is_some_and(|(_, has_roles)| *has_roles);
    let mut imported = tables(&files, &wanted, &told, &has_roles)?;
    if args.ask {
        if asked(&mut imported.instructions, imported.added.len())? {
            keep(&mapping, &imported.instructions.write())?;
            let text = imported.instructions.without_comments().write();
            told = Instructions::read(&mapping.to_string_lossy(), &text)?;
            told_text = Some(text);
            imported = tables(&files, &wanted, &told, &has_roles)?;
        } else {
            say(&format!(
                "{} has a meaning for every column: remove a table from it to be asked again",
                mapping.display()
            ));
        }
    }
    if let Some(body_type) = &args.body_type {
        for draft in &mut imported.drafts {
            draft.kind.get_or_insert_with(|| body_type.clone());
        }
    }
    for guess in &imported.guesses {
        write_guess(&mut std::io::stderr(), text_width(), guess).or_else(|error| match error.kind() {
            // Nobody is left to be told when standard error is closed.
            std::io::ErrorKind::BrokenPipe => Ok(()),
            _ => Err(error),
        })?;
    }
    if is_file && imported.drafts.len() > 1 {
        bail!("the tables hold {} organisations: name a folder with -o, not a file", imported.drafts.len());
    }
    let mut summary = ImportSummary::of(&imported.drafts);
    let money = |pence: i128| Money(i64::try_from(pence).unwrap_or(i64::MAX));
    (summary.income, summary.below_nothing) = (money(imported.income), money(imported.below_nothing));
    let (mut texts, mut before) = (Vec::new(), Vec::new());
    let unlisted = if args.replace { Unlisted::TakeOut } else { Unlisted::Keep };
    let mut places = BTreeMap::new();
    for draft in &imported.drafts {
        let path = existing.path(draft, &args.output, is_file, &mapping)?;
        one_place(&mut places, &draft.id, &path)?;
        texts.push(written(draft, path, unlisted, &mut summary, &mut imported.findings, &mut before)?);
    }
    let is_mapping_due = !texts.is_empty() || !imported.added.is_empty();
    if is_mapping_due && !args.dry_run {
        let folder = if is_file { args.output.parent().unwrap_or(Path::new("")) } else { args.output.as_path() };
        if !folder.as_os_str().is_empty() {
            fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        }
        for (path, text) in &texts {
            Target::over(path)?.write(|out| out.write_all(text.as_bytes()))?;
        }
        if let Some(folder) = mapping.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        }
        keep_mapping(&mapping, told_text.as_deref(), &imported.instructions, &imported.added)?;
    }
    let account = &imported.account;
    (summary.rows, summary.rows_in_items, summary.rows_totals) = (account.rows, account.in_items, account.totals);
    (summary.rows_headings, summary.rows_blank) = (account.headings, account.blank);
    (summary.rows_vacant, summary.rows_left_out) = (account.vacant, account.left_out);
    summary.posts = account.posts;
    summary.largest = imported.largest.iter().filter_map(LargestRow::of).collect();
    summary.is_dry_run = args.dry_run;
    let findings: Vec<FindingRow> = imported.findings.iter().map(FindingRow::from).collect();
    if args.dry_run && format == PlainFormat::Text {
        let mut out = Neutral::new(std::io::stdout().lock(), Hash::Hidden);
        write_items(&mut out, text_width(), &imported.drafts)?;
        out.flush()?;
    }
    let from = ImportedFrom::new(files.iter().map(|file| file.bytes.as_slice()), told_text.as_deref(), &before);
    report(&from, &summary, &findings, &args.output.display().to_string(), format)?;
    let is_whole = imported.guesses.len() >= imported.files && imported.unclear == 0;
    if !is_whole && imported.unread < imported.files && !args.dry_run && format == PlainFormat::Text {
        say(&format!("Correct {} and run again:\n  {}", mapping.display(), command()));
    } else if args.dry_run {
        say("Nothing was written, as --dry-run asks.");
    }
    Ok(match (!is_whole, imported.drafts.is_empty()) {
        (true, true) if imported.unread == 0 => Exit::NothingFound,
        (true, _) => Exit::Incomplete,
        (false, true) => Exit::NothingFound,
        (false, false) => Exit::Done,
    })
}

/// The command as it was typed.
fn command() -> String {
    let is_plain = |word: &str| {
        !word.is_empty() && word.chars().all(|letter| letter.is_alphanumeric() || "-_./:=,".contains(letter))
    };
    let quoted = |word: String| if is_plain(&word) { word } else { format!("'{}'", word.replace('\'', "'\\''")) };
    let words = std::env::args_os().skip(1).map(|word| quoted(word.to_string_lossy().into_owned()));
    format!("dupaudit {}", words.filter(|word| word != "--ask").collect::<Vec<_>>().join(" "))
}

/// Asks about the columns of tables that are not in the mapping file. False where there are none.
fn asked(instructions: &mut Instructions, added: usize) -> anyhow::Result<bool> {
    use std::io::IsTerminal;
    let questions = instructions.questions(added);
    if questions.is_empty() {
        return Ok(false);
    }
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        bail!("--ask needs a terminal to ask at; without one correct the mapping file by hand");
    }
    let terminal = console::Term::stdout();
    let mut keys = || terminal.read_key_raw();
    if walk(instructions, &questions, &mut keys, &mut terminal.clone())? == Walked::Stopped {
        say("the other columns stay as they were read");
    }
    Ok(true)
}

/// Writes the mapping file.
fn keep(path: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    Target::over(path)?.write(|out| out.write_all(text.as_bytes()))
}

/// A file, no more of it than is imported.
fn read(path: &Path) -> anyhow::Result<TableFile> {
    use std::io::Read;
    // One byte more than the limit, so that the excess is seen.
    const MOST: u64 = (256 << 20) + 1;
    let mut bytes = Vec::new();
    note_read(path);
    let file = fs::File::open(path).with_context(|| format!("{} could not be read", path.display()))?;
    file.take(MOST).read_to_end(&mut bytes).with_context(|| format!("{} could not be read", path.display()))?;
    Ok(TableFile { path: Arc::from(path.to_string_lossy()), bytes })
}

/// The returns that are there already.
struct Existing {
    /// By id: the file, and whether roles with a cost stand in it.
    returns: BTreeMap<String, (PathBuf, bool)>,
}

impl Existing {
    /// Those of the output: a file, or the files of a folder and not of those below it.
    fn in_place(output: &Path, is_file: bool) -> anyhow::Result<Self> {
        let mut paths = Vec::new();
        if is_file {
            paths.extend(Some(output.to_owned()).filter(|path| path.exists()));
        } else if output.is_dir() {
            let listed = fs::read_dir(output).with_context(|| format!("{} could not be read", output.display()))?;
            for entry in listed {
                let path = entry?.path();
                let is_yaml = path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
                paths.extend(Some(path).filter(|path| is_yaml && path.is_file()));
            }
        }
        paths.sort();
        let mut returns = BTreeMap::new();
        for path in paths {
            let input = Input { path: Some(path.clone()), name: Arc::from(path.to_string_lossy()) };
            for document in read_documents(&input).flatten() {
                if let Loaded::Return(declared) = load(&document) {
                    let Return { organisation, roles, .. } = *declared;
                    let has_roles = roles.iter().any(|role| role.cost.is_some_and(crate::money::Money::is_positive));
                    returns.entry(organisation.id).or_insert_with(|| (path.clone(), has_roles));
                }
            }
        }
        Ok(Self { returns })
    }

    /// Where the return of a draft is, or will be.
    fn path(&self, draft: &Draft, output: &Path, is_file: bool, mapping: &Path) -> anyhow::Result<PathBuf> {
        if is_file {
            return Ok(output.to_owned());
        }
        let path = match self.returns.get(&draft.id) {
            Some((path, _)) => path.clone(),
            None => output.join(file_name(&identifier(&draft.id))),
        };
        if path == mapping {
            bail!("the return of `{}` would overwrite the mapping file: name another with --mapping", draft.id);
        }
        Ok(path)
    }
}

/// The text of a return: a new one, or the one that is there brought up to date.
fn written(
    draft: &Draft,
    path: PathBuf,
    unlisted: Unlisted,
    summary: &mut ImportSummary,
    findings: &mut Vec<Finding>,
    before: &mut Vec<String>,
) -> anyhow::Result<(PathBuf, String)> {
    if !path.exists() {
        summary.items_added += draft.items.len();
        return Ok((path, write_yaml(draft)));
    }
    let text = read_text(&path).with_context(|| format!("{} could not be read", path.display()))?;
    let updated = update(&text, draft, unlisted)
        .map_err(|why| anyhow::anyhow!("{} is not changed: {why}. Import to another place with -o", path.display()))?;
    summary.items_added += updated.added;
    summary.items_changed += updated.changed;
    if unlisted == Unlisted::TakeOut {
        summary.items_taken_out += updated.missing.len();
        summary.cost_taken_out.0 = summary.cost_taken_out.0.saturating_add(updated.missing_cost.0);
    } else {
        summary.items_not_listed += updated.missing.len();
        summary.cost_not_listed.0 = summary.cost_not_listed.0.saturating_add(updated.missing_cost.0);
    }
    let told = renamed(&updated).into_iter().chain(no_longer_listed(&updated, unlisted, summary));
    findings.extend(told.map(|mut finding| {
        finding.organisation = Some(draft.id.clone());
        finding.path = Some(Arc::from(path.to_string_lossy()));
        finding
    }));
    before.push(text);
    Ok((path, updated.text))
}

/// One finding for all items that have another name in the tables, and got it.
fn renamed(updated: &Updated) -> Option<Finding> {
    let first = updated.renamed.first()?;
    let message = format!(
        "{} of its items had another name than these tables have for the same unit and figures, and got theirs: {}",
        updated.renamed.len(),
        listed(&updated.renamed)
    );
    let help = "the ids stay; where one of them is something else that costs the same, change it by hand";
    Some(Finding::new(Code::NoLongerListed, message).help(help).item(first))
}

/// One part in so many of what the tables cost is much to stand beside them.
const MANY: i64 = 20;

/// One finding for all items that no table has. Where they stay and others are new, they may be the same under another name.
fn no_longer_listed(updated: &Updated, unlisted: Unlisted, summary: &ImportSummary) -> Option<Finding> {
    let first = updated.missing.first()?;
    let Updated { added, missing, missing_cost, .. } = updated;
    let (count, cost, ids) = (missing.len(), missing_cost.exact(&summary.currency), listed(missing));
    let about = format!("{count} of its items ({cost}) are in none of these tables, and");
    if unlisted == Unlisted::TakeOut {
        let finding = Finding::new(Code::NoLongerListed, format!("{about} were taken out: {ids}"));
        return Some(
            finding.help("what was added by hand, or comes from another table, must be put in again").item(first),
        );
    }
    // A few added by hand are usual; many, or some beside new ones, are what an earlier import called otherwise.
    let is_doubtful = *added > 0 || missing_cost.0.saturating_mul(MANY) > summary.cost.0;
    let new = match added {
        0 => String::new(),
        added => format!("; {added} in the tables are new, so {cost} may count twice"),
    };
    let help = "an item under two names counts twice: import again with --replace to remove all items that the \
        tables do not list, or delete the old ones. Leave items that you added, or that come from another table";
    let mut finding =
        Finding::new(Code::NoLongerListed, format!("{about} are kept: {ids}{new}")).help(help).item(first);
    if is_doubtful {
        finding.severity = Severity::Warning;
    }
    Some(finding)
}

/// The first ids, and how many more there are.
fn listed(ids: &[String]) -> String {
    const SHOWN: usize = 10;
    let names: Vec<String> = ids.iter().take(SHOWN).map(|id| format!("`{id}`")).collect();
    let more = ids.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    names.join(", ") + &more
}

/// Writes the mapping file, or adds to it what it does not have yet, and leaves the rest of it as a person wrote it.
fn keep_mapping(path: &Path, told: Option<&str>, whole: &Instructions, added: &[String]) -> anyhow::Result<()> {
    let text = match told {
        None => whole.write(),
        Some(_) if added.is_empty() => return Ok(()),
        Some(text) => {
            let mut longer = text.to_owned();
            if !longer.ends_with('\n') {
                longer.push('\n');
            }
            if !text.lines().any(|line| line.starts_with("tables:")) {
                longer.push_str("tables:\n");
            }
            longer.extend(added.iter().map(String::as_str));
            // Only where `tables` stands last and in lines can something be added at the end.
            let tables = |of: &Instructions| {
                Instructions { tables: of.without_comments().tables, ..Instructions::default() }.write()
            };
            let is_whole = Instructions::read("", &longer).is_ok_and(|read| tables(&read) == tables(whole));
            if !is_whole {
                say(&format!("note: nothing can be added at the end of {}: move `tables` there", path.display()));
                return Ok(());
            }
            longer
        }
    };
    Target::open(path)?.write(|out| out.write_all(text.as_bytes()))
}

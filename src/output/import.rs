//! The account of an import: how tables were understood, and what became of every row.

use std::io::{self, Write};

use serde::Serialize;

use super::json::pretty;
use super::place::{clean, wrap};
use super::table::{Align, write_table};
use crate::money::{MilliFte, Money, count_of, thousands};
use crate::report::{FindingRow, Origin, together};
use crate::returns::Kind;
use crate::returns::import::{Draft, Guess, LargestRow as Largest};
use crate::source::sha256;

/// What an import read and made.
#[derive(Debug, Clone, Default, Serialize, schemars::JsonSchema)]
pub struct ImportSummary {
    /// Rows read, below the headings.
    pub rows: usize,
    /// Of them: in items.
    pub rows_in_items: usize,
    /// Totals, left out.
    pub rows_totals: usize,
    /// Repeated headings, left out.
    pub rows_headings: usize,
    /// Empty.
    pub rows_blank: usize,
    /// Posts that are marked as vacant, left out with a finding.
    pub rows_vacant: usize,
    /// Left out with a finding.
    pub rows_left_out: usize,
    /// Items made.
    pub roles: usize,
    /// Items made.
    pub systems: usize,
    /// Items made.
    pub processes: usize,
    /// Items that were in no return before.
    pub items_added: usize,
    /// Items of returns that were there, with a figure or a name that changed.
    pub items_changed: usize,
    /// Items of returns that were there and that the tables do not list: taken out, where that was asked for.
    pub items_taken_out: usize,
    /// Items that stay and are in none of the tables.
    pub items_not_listed: usize,
    /// What those cost: it is in the returns beside the cost of the tables.
    pub cost_not_listed: Money,
    /// What the returns said that those cost.
    pub cost_taken_out: Money,
    /// What comes in for the items of the tables.
    pub income: Money,
    /// What items of the tables come to that are below nothing, and are kept without a cost.
    pub below_nothing: Money,
    /// The three largest rows, first the largest.
    pub largest: Vec<LargestRow>,
    /// Whether nothing was written, as it was asked for.
    pub is_dry_run: bool,
    /// Posts whose full-time equivalents are not known, in thousandths.
    #[serde(skip)]
    pub posts: i64,
    /// Organisations they belong to.
    pub organisations: usize,
    /// Cost of all items, in pence.
    #[serde(skip)]
    pub cost: Money,
    /// Staff of all items.
    #[serde(skip)]
    pub fte: MilliFte,
    /// The currency of the cost.
    #[serde(skip)]
    pub currency: String,
}

/// A row of a table that is much of the money.
#[derive(Debug, Clone, Default, Serialize, schemars::JsonSchema)]
pub struct LargestRow {
    /// The file.
    pub path: String,
    /// The line in it.
    pub line: u64,
    /// What the row is called.
    pub name: String,
    /// What it costs.
    pub cost: Money,
}

impl LargestRow {
    /// A row as an import found it; none where it costs more than an amount may.
    pub fn of(row: &Largest) -> Option<Self> {
        let cost = i64::try_from(row.pence).ok().map(Money)?;
        Some(Self { path: row.path.to_string(), line: row.line, name: row.name.clone(), cost })
    }
}

impl ImportSummary {
    /// What was made, before it is said of which rows.
    pub fn of(drafts: &[Draft]) -> Self {
        let mut summary = Self { organisations: drafts.len(), currency: "GBP".to_owned(), ..Self::default() };
        for draft in drafts {
            if let Some(currency) = &draft.currency {
                summary.currency.clone_from(currency);
            }
            for item in &draft.items {
                match item.kind {
                    Kind::Role => summary.roles += 1,
                    Kind::System => summary.systems += 1,
                    Kind::Process => summary.processes += 1,
                }
                for (key, figure) in &item.figures {
                    match *key {
                        "cost" | "total" | "other" => {
                            let more = Money::parse(figure).unwrap_or_default();
                            summary.cost = Money(summary.cost.0.saturating_add(more.0));
                        }
                        "fte" => summary.fte.0 += MilliFte::parse(figure).unwrap_or_default().0,
                        _ => {}
                    }
                }
            }
        }
        summary
    }
}

/// What an import was made of. Its tables and its mapping file are no inputs of any other result.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ImportedFrom {
    /// The tool, and hashes of the returns that were there and were brought up to date.
    #[serde(flatten)]
    pub origin: Origin,
    /// Of all tables, whatever their order and names.
    pub tables_sha256: Option<String>,
    /// Of the mapping file as it was found; null: there was none.
    pub mapping_sha256: Option<String>,
}

impl ImportedFrom {
    /// From tables and the texts of returns.
    pub fn new<'a>(tables: impl Iterator<Item = &'a [u8]>, mapping: Option<&str>, returns: &[String]) -> Self {
        let hashes: Vec<String> = tables.map(sha256).collect();
        let texts: Vec<String> = returns.iter().map(sha256).collect();
        let mut origin = Origin::tool();
        origin.inputs.returns_sha256 = together(texts.iter().map(String::as_str));
        Self { origin, tables_sha256: together(hashes.iter().map(String::as_str)), mapping_sha256: mapping.map(sha256) }
    }
}

/// The account of an import.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Import<'a> {
    schema: &'static str,
    #[serde(flatten)]
    from: &'a ImportedFrom,
    /// Rows that are in no item.
    rows_skipped: usize,
    /// Cost of all items.
    cost: Money,
    /// Staff of all items, three decimals.
    #[schemars(with = "f64")]
    fte: serde_json::Value,
    /// Posts whose full-time equivalents are not known.
    #[schemars(with = "f64")]
    posts: serde_json::Value,
    #[serde(flatten)]
    summary: &'a ImportSummary,
    findings: &'a [FindingRow],
}

/// Writes the account of an import.
///
/// # Errors
/// The writer refuses.
pub fn write_import_json(
    out: &mut dyn Write,
    from: &ImportedFrom,
    summary: &ImportSummary,
    findings: &[FindingRow],
) -> io::Result<()> {
    let rows_skipped = summary.rows - summary.rows_in_items;
    let thousandths = |milli: i64| {
        let text = format!("{}.{:03}", milli / 1000, milli % 1000);
        text.parse().map_or(serde_json::Value::Null, serde_json::Value::Number)
    };
    let (fte, posts) = (thousandths(summary.fte.0), thousandths(summary.posts));
    let import =
        Import { schema: "dupaudit.import/1", from, rows_skipped, cost: summary.cost, fte, posts, summary, findings };
    pretty(out, &import)
}

/// Writes the account of an import for people: every row, and what was made.
///
/// # Errors
/// The writer refuses.
pub fn write_import(
    out: &mut dyn Write,
    width: usize,
    summary: &ImportSummary,
    findings: usize,
    output: &str,
) -> io::Result<()> {
    let items: Vec<String> = [(summary.roles, "role"), (summary.systems, "system"), (summary.processes, "process")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| count_of(count, what))
        .collect();
    let items = if items.is_empty() { "no item".to_owned() } else { items.join(" and ") };
    let mut text = format!("{}: {} in {items}", count_of(summary.rows, "row"), number(summary.rows_in_items));
    for (count, what) in [
        (summary.rows_totals, "total"),
        (summary.rows_headings, "repeated heading"),
        (summary.rows_blank, "empty row"),
        (summary.rows_vacant, "vacant post"),
    ] {
        if count > 0 {
            text.push_str(&format!(", {} left out", count_of(count, what)));
        }
    }
    if summary.rows_left_out > 0 {
        text.push_str(&format!(", {} left out with a finding", number(summary.rows_left_out)));
    }
    text.push_str(&format!(", {}.", count_of(findings, "finding")));
    out.write_all(wrap(&text, width, "").as_bytes())?;
    if summary.organisations == 0 {
        return writeln!(out, "Nothing was imported.");
    }
    let place = if summary.is_dry_run { String::new() } else { format!(" in {}", clean(output)) };
    let mut made = format!("{}{place}", count_of(summary.organisations, "organisation"));
    if summary.cost.is_positive() {
        made.push_str(&format!(", {}", summary.cost.exact(&summary.currency)));
    }
    if summary.fte.0 > 0 {
        let fte = format!(
            "{}.{:03}",
            number(usize::try_from(summary.fte.0 / 1000).unwrap_or_default()),
            summary.fte.0 % 1000
        );
        made.push_str(&format!(", {} FTE", fte.trim_end_matches('0').trim_end_matches('.')));
    }
    if summary.posts > 0 {
        let posts = format!(
            "{}.{:03}",
            number(usize::try_from(summary.posts / 1000).unwrap_or_default()),
            summary.posts % 1000
        );
        let posts = posts.trim_end_matches('0').trim_end_matches('.');
        made.push_str(&format!(", {posts} {} whose FTE is not known", if posts == "1" { "post" } else { "posts" }));
    }
    if summary.items_added + summary.items_changed < summary.roles + summary.systems + summary.processes {
        let unchanged =
            summary.roles + summary.systems + summary.processes - summary.items_added - summary.items_changed;
        made.push_str(&format!(
            "; items: {} new, {} changed, {} as before",
            number(summary.items_added),
            number(summary.items_changed),
            number(unchanged)
        ));
    }
    if summary.items_not_listed > 0 {
        let cost = summary.cost_not_listed.exact(&summary.currency);
        made.push_str(&format!(
            "; and {} that the tables do not have ({cost})",
            count_of(summary.items_not_listed, "item")
        ));
    }
    if summary.items_taken_out > 0 {
        let cost = summary.cost_taken_out.exact(&summary.currency);
        made.push_str(&format!("; {} taken out ({cost})", count_of(summary.items_taken_out, "item")));
    }
    out.write_all(wrap(&(made + "."), width, "").as_bytes())?;
    let largest = summary.largest.iter().map(|row| {
        let cost = row.cost.exact(&summary.currency);
        format!("{cost} for {} ({}:{})", clean(&row.name), clean(&row.path), row.line)
    });
    let largest: Vec<String> = largest.collect();
    if !largest.is_empty() {
        out.write_all(wrap(&format!("Largest rows: {}.", largest.join("; ")), width, "").as_bytes())?;
    }
    Ok(())
}

/// Writes the first items that an import makes, for people.
///
/// # Errors
/// The writer refuses.
pub fn write_items(out: &mut dyn Write, width: u16, drafts: &[Draft]) -> io::Result<()> {
    const SHOWN: usize = 20;
    let all = || drafts.iter().flat_map(|draft| draft.items.iter().map(move |item| (draft, item)));
    let columns = [
        ("Organisation", Align::Left),
        ("Kind", Align::Fixed),
        ("Name", Align::Left),
        ("Unit", Align::Left),
        ("FTE", Align::Right),
        ("Cost", Align::Right),
    ];
    let row = |(draft, item): (&Draft, &crate::returns::import::DraftItem)| {
        let figure =
            |keys: &[&str]| item.figures.iter().find(|(key, _)| keys.contains(key)).map(|(_, text)| text.clone());
        let unit = item.text("unit").and_then(|unit| draft.units.get(unit)).cloned();
        vec![
            draft.name.clone(),
            item.kind.word().to_owned(),
            item.name.clone(),
            unit.unwrap_or_default(),
            figure(&["fte"]).unwrap_or_default(),
            figure(&["cost", "total", "other"]).unwrap_or_default(),
        ]
    };
    let count = all().count();
    if count == 0 {
        return Ok(());
    }
    write_table(out, width, &columns, all().take(SHOWN).map(row).collect())?;
    if count > SHOWN {
        writeln!(out, "… and {}", count_of(count - SHOWN, "more item"))?;
    }
    writeln!(out)
}

/// Writes how a file was understood.
///
/// # Errors
/// The writer refuses.
pub fn write_guess(out: &mut dyn Write, width: u16, guess: &Guess) -> io::Result<()> {
    let sheet = guess.sheet.as_ref().map_or_else(String::new, |sheet| format!(", sheet `{}`", clean(sheet)));
    let told = if guess.is_told { "from the mapping file" } else { "as the headings suggest" };
    writeln!(
        out,
        "{}{sheet}: {} {told}, headings in line {}, {} below",
        clean(&guess.path),
        guess.kind.word(),
        guess.line,
        count_of(guess.rows, "row")
    )?;
    let columns = [("Column", Align::Left), ("Read as", Align::Fixed), ("Example", Align::Left), ("", Align::Left)];
    let row = |column: &crate::returns::import::GuessedColumn| {
        vec![column.heading.clone(), column.meaning.to_owned(), column.example.clone(), column.note.clone()]
    };
    write_table(out, width, &columns, guess.columns.iter().map(row).collect())?;
    writeln!(out)
}

fn number(count: usize) -> String {
    thousands(count as u64)
}

//! The review as a table: for those without a terminal, and for colleagues with a spreadsheet.

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;

use super::{Answer, Doubt, Record, Reviewer, functions};
use crate::mapping::decision_file::Verdict;
use crate::money::Share;
use crate::returns::{Kind, Shares};
use crate::taxonomy::{FunctionId, Taxonomy};

const COLUMNS: [&str; 16] = [
    "kind",
    "text",
    "unit",
    "organisation",
    "items",
    "organisations",
    "cost",
    "first",
    "label",
    "confidence",
    "second",
    "third",
    "elsewhere",
    "answer",
    "comparable",
    "why",
];

/// A row as filled in. The other columns are for the reader.
#[derive(Deserialize)]
struct Row {
    kind: String,
    text: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    first: String,
    #[serde(default)]
    second: String,
    #[serde(default)]
    third: String,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    comparable: String,
    #[serde(default)]
    why: String,
}

/// Writes the doubtful labels with an empty column for the answers.
///
/// # Errors
/// The writer refuses.
pub(super) fn write(out: &mut dyn Write, doubts: &[Doubt], taxonomy: &Taxonomy, blind: bool) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(COLUMNS)?;
    let code = |function: &FunctionId| taxonomy.get(*function).code.clone();
    for doubt in doubts {
        let other = |place: usize| doubt.others.get(place).map(|(function, _)| code(function)).unwrap_or_default();
        let (unit, organisation) = doubt.within.clone().unwrap_or_default();
        let label = doubt.first.first().map(|(function, _)| taxonomy.get(*function).label.clone());
        let row = [
            doubt.kind.word().to_owned(),
            doubt.text.clone(),
            unit,
            organisation,
            doubt.items.to_string(),
            doubt.organisations.to_string(),
            doubt.cost.to_string().replace(',', ""),
            write_shares(&doubt.first, taxonomy),
            label.unwrap_or_default(),
            if blind { String::new() } else { format!("{:.2}", doubt.confidence.as_f64()) },
            other(0),
            other(1),
            doubt.elsewhere.map(|elsewhere| elsewhere.say(taxonomy)).unwrap_or_default(),
            String::new(),
            String::new(),
            String::new(),
        ];
        table.write_record(row.iter().map(|cell| harmless(cell)))?;
    }
    table.flush()
}

/// Records every row that has an answer, and says how many there were.
///
/// # Errors
/// The table cannot be read, or an answer in it cannot be understood; nothing is recorded then.
pub(super) fn read(
    path: &Path,
    taxonomy: &Taxonomy,
    reviewer: &Reviewer,
    record: &mut Record,
) -> anyhow::Result<usize> {
    let name = path.display();
    let mut table = csv::Reader::from_path(path).with_context(|| format!("{name} could not be read"))?;
    let headers = table.headers().with_context(|| format!("{name} could not be read"))?.clone();
    let mut count = 0;
    for result in table.records() {
        let cells = result.with_context(|| format!("{name} could not be read"))?;
        let line = cells.position().map_or(0, csv::Position::line);
        let row: Row = cells.deserialize(Some(&headers)).with_context(|| format!("{name}:{line}"))?;
        let Some(answer) = row.answer(taxonomy).with_context(|| format!("{name}:{line}"))? else { continue };
        let kind = row.kind().with_context(|| format!("{name}:{line}"))?;
        let within = (!row.organisation.is_empty()).then(|| (plain(&row.unit), plain(&row.organisation)));
        record.add(&reviewer.entry(kind, &plain(&row.text), within.as_ref(), answer))?;
        count += 1;
    }
    Ok(count)
}

impl Row {
    fn kind(&self) -> anyhow::Result<Kind> {
        [Kind::Process, Kind::Role, Kind::System]
            .into_iter()
            .find(|kind| kind.word() == self.kind.trim())
            .with_context(|| format!("`{}` is not a kind of item", self.kind))
    }

    /// What the row says; nothing if it was left empty.
    fn answer(&self, taxonomy: &Taxonomy) -> anyhow::Result<Option<Answer>> {
        let comparable = match self.comparable.trim().to_lowercase().as_str() {
            "" | "yes" | "y" | "true" => true,
            "no" | "n" | "false" => false,
            other => bail!("`comparable` is yes or no, not `{other}`"),
        };
        let verdict = match self.answer.trim() {
            "" if comparable => return Ok(None),
            "" => Verdict::AsMapped,
            "none" | "n" => Verdict::None,
            "a" | "1" => read_shares(&self.first, taxonomy)?,
            "2" => read_shares(&self.second, taxonomy)?,
            "3" => read_shares(&self.third, taxonomy)?,
            code => read_shares(code, taxonomy)?,
        };
        let why = match self.why.trim() {
            "" => "review: table".to_owned(),
            why => plain(why),
        };
        Ok(Some(Answer { verdict, comparable, why }))
    }
}

/// A code, or several with shares: `hr.payroll 0.5 + hr.pensions 0.5`.
fn write_shares(functions: &[(FunctionId, Share)], taxonomy: &Taxonomy) -> String {
    let one = |(function, share): &(FunctionId, Share)| match *share {
        Share::WHOLE => taxonomy.get(*function).code.clone(),
        share => format!("{} {}", taxonomy.get(*function).code, share.as_f64()),
    };
    functions.iter().map(one).collect::<Vec<_>>().join(" + ")
}

fn read_shares(text: &str, taxonomy: &Taxonomy) -> anyhow::Result<Verdict> {
    let mut shares = Vec::new();
    for part in plain(text).split(" + ") {
        let (code, share) = part.trim().rsplit_once(' ').unwrap_or((part.trim(), "1"));
        let share = Share::parse(share).map_err(|_| anyhow::anyhow!("`{share}` is not a share"))?;
        let Some(function) = taxonomy.find(code) else {
            bail!("`{code}` is not a function of {}; write a code, a, 2, 3 or none", taxonomy.id)
        };
        shares.push((function, share));
    }
    if Shares(shares.iter().map(|(function, share)| (taxonomy.get(*function).code.clone(), *share)).collect()).sum()
        > u64::from(Share::WHOLE.0)
    {
        bail!("the shares of `{text}` add up to more than 1");
    }
    Ok(functions(&shares, taxonomy))
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

/// The text of a cell that was made harmless.
fn plain(cell: &str) -> String {
    let bare = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r']));
    bare.unwrap_or(cell).to_owned()
}

//! Labelled items: what a person would have answered.

use std::path::Path;

use anyhow::{Context, bail};

use super::Texts;
use crate::finding::nearest;
use crate::money::{Money, parse_decimal};
use crate::returns::Kind;
use crate::source::{note_read, sha256};
use crate::taxonomy::{FunctionId, Taxonomy};

/// One labelled item.
#[derive(Debug, Clone)]
pub struct Label {
    kind: Option<Kind>,
    text: String,
    unit: String,
    organisation: String,
    description: String,
    /// How much it counts beside others. Below 1 it is made up: learned from, and no measure of anything.
    pub(super) weight: f32,
    /// What it costs.
    pub(super) cost: Money,
    /// Which answers are right.
    pub accepted: Accepted,
}

/// The right answers for an item, the best first; `None` says that its texts say nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted(pub Vec<Option<FunctionId>>);

/// The labels of a file.
#[derive(Debug, Clone)]
pub struct Labels {
    /// In the order of the file.
    pub labels: Vec<Label>,
    /// SHA-256 of the file.
    pub sha256: String,
}

impl Labels {
    /// Reads a CSV file with the columns `text` and `code`, and where there are any `kind`, `unit`, `organisation`,
    /// `description`, `also` (codes that are right as well, with `|` between them), `weight` (above 0 and up to 1, of items
    /// that are made up) and `cost`. The code `none` says that the texts say nothing. Other columns are not looked at.
    ///
    /// # Errors
    /// The file cannot be read, a column is missing, or a code or kind does not exist.
    pub fn read(path: &Path, taxonomy: &Taxonomy) -> anyhow::Result<Self> {
        note_read(path);
        let bytes = std::fs::read(path).with_context(|| format!("{} could not be read", path.display()))?;
        let labels = rows(&bytes, taxonomy).with_context(|| format!("{} cannot be used", path.display()))?;
        Ok(Self { labels, sha256: sha256(&bytes) })
    }
}

fn rows(bytes: &[u8], taxonomy: &Taxonomy) -> anyhow::Result<Vec<Label>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let heads = reader.headers()?.clone();
    let column = |name: &str| heads.iter().position(|head| head.trim() == name);
    let needed = |name: &str| column(name).with_context(|| format!("there is no column `{name}`"));
    let (text, code) = (needed("text")?, needed("code")?);
    let [kind, unit, organisation, description, also, weight, cost] =
        ["kind", "unit", "organisation", "description", "also", "weight", "cost"].map(column);
    let mut labels = Vec::new();
    for row in reader.records() {
        let row = row?;
        let line = row.position().map_or(0, csv::Position::line);
        let cell = |column: Option<usize>| column.and_then(|at| row.get(at)).unwrap_or_default().trim();
        let codes = std::iter::once(cell(Some(code))).chain(cell(also).split('|').filter(|code| !code.is_empty()));
        let accepted = codes.map(|code| answer(code, taxonomy)).collect::<anyhow::Result<_>>();
        let label = Label {
            kind: kind_of(cell(kind)).with_context(|| format!("line {line}"))?,
            text: cell(Some(text)).to_owned(),
            unit: cell(unit).to_owned(),
            organisation: cell(organisation).to_owned(),
            description: cell(description).to_owned(),
            weight: weight_of(cell(weight)).with_context(|| format!("line {line}"))?,
            cost: cost_of(cell(cost)).with_context(|| format!("line {line}"))?,
            accepted: Accepted(accepted.with_context(|| format!("line {line}"))?),
        };
        labels.push(label);
    }
    Ok(labels)
}

fn answer(code: &str, taxonomy: &Taxonomy) -> anyhow::Result<Option<FunctionId>> {
    if code == "none" {
        return Ok(None);
    }
    let Some(id) = taxonomy.find(code) else {
        match nearest(code, taxonomy.iter().map(|(_, function)| function.code.as_str())) {
            Some(meant) => bail!("`{code}` is no function of {}; did you mean `{meant}`?", taxonomy.id),
            None => bail!("`{code}` is no function of {}", taxonomy.id),
        }
    };
    Ok(Some(id))
}

fn cost_of(text: &str) -> anyhow::Result<Money> {
    if text.is_empty() {
        return Ok(Money::ZERO);
    }
    let pence = parse_decimal(text, 2).ok().and_then(|pence| i64::try_from(pence).ok()).filter(|pence| *pence >= 0);
    pence.map(Money).with_context(|| format!("`cost: {text}`; write an amount such as 1200 or 1200.50"))
}

fn weight_of(text: &str) -> anyhow::Result<f32> {
    if text.is_empty() {
        return Ok(1.0);
    }
    let weight: Option<f32> = text.parse().ok().filter(|weight| *weight > 0.0 && *weight <= 1.0);
    weight.with_context(|| format!("`weight: {text}`; write a number above 0 and up to 1"))
}

fn kind_of(word: &str) -> anyhow::Result<Option<Kind>> {
    Ok(match word {
        "" => None,
        "process" => Some(Kind::Process),
        "role" => Some(Kind::Role),
        "system" => Some(Kind::System),
        _ => bail!("`kind: {word}`; write process, role or system, or leave it empty"),
    })
}

impl Label {
    /// A label of one's own making.
    pub(super) fn new(kind: Kind, text: &str, function: FunctionId) -> Self {
        Self {
            kind: Some(kind),
            text: text.to_owned(),
            unit: String::new(),
            organisation: String::new(),
            weight: 1.0,
            cost: Money::ZERO,
            description: String::new(),
            accepted: Accepted(vec![Some(function)]),
        }
    }

    /// The same with a unit.
    pub(super) fn in_unit(self, unit: &str) -> Self {
        Self { unit: unit.to_owned(), ..self }
    }

    /// The same with a description.
    pub(super) fn described(self, description: &str) -> Self {
        Self { description: description.to_owned(), ..self }
    }

    /// What the mapper sees of it.
    pub fn texts(&self) -> Texts<'_> {
        Texts {
            name: &self.text,
            unit: &self.unit,
            organisation: &self.organisation,
            description: &self.description,
            kind: self.kind,
            ..Texts::default()
        }
    }
}

impl Accepted {
    /// Whether an answer is right: one of those named, or below a group that is named.
    pub fn holds(&self, answer: Option<FunctionId>, taxonomy: &Taxonomy) -> bool {
        self.0.iter().any(|accepted| match (accepted, answer) {
            (None, None) => true,
            (Some(accepted), Some(answer)) => taxonomy.is_within(answer, *accepted),
            _ => false,
        })
    }

    /// Whether a topmost group holds one of the right answers.
    pub fn holds_group(&self, group: FunctionId, taxonomy: &Taxonomy) -> bool {
        self.0.iter().flatten().any(|accepted| taxonomy.group(*accepted) == group)
    }
}

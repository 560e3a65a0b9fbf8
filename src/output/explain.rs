//! Explanations for people: the figure, the way it went, and why.

use std::io::{self, Write};

use serde::Serialize;

use super::json::pretty;
use super::place::{clean, wrap};
use super::table::{Align, write_table};
use super::terminal::of_basis;
use crate::ledger::Layer;
use crate::mapping::Source;
use crate::money::{MilliFte, Money};
use crate::report::{FunctionExplained, ItemExplained, Line, Origin};

/// An explanation: of an item, a function or a finding.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Explained<'a, T> {
    schema: &'static str,
    target: &'static str,
    #[serde(flatten)]
    origin: &'a Origin,
    #[serde(flatten)]
    content: &'a T,
}

/// Writes an explanation of one kind, `dupaudit.explain/1`.
///
/// # Errors
/// The writer refuses.
pub fn write_explained_json(
    out: &mut dyn Write,
    target: &'static str,
    origin: &Origin,
    content: &impl Serialize,
) -> io::Result<()> {
    pretty(out, &Explained { schema: "dupaudit.explain/1", target, origin, content })
}

/// Writes where the pounds of an item went.
///
/// # Errors
/// The writer refuses.
pub fn write_explained_item(out: &mut dyn Write, width: u16, item: &ItemExplained) -> io::Result<()> {
    writeln!(out, "{}/{}/{}: {}", clean(&item.organisation), item.kind, clean(&item.id), clean(&item.text))?;
    let unit = if item.unit == "-" { "no unit".to_owned() } else { format!("unit {}", clean(&item.unit)) };
    let staff = if item.fte == MilliFte::default() { String::new() } else { format!(", {} FTE", item.fte) };
    writeln!(out, "{}:{}:{}, {unit}{staff}", clean(&item.path), item.line, item.column)?;
    let functions: Vec<String> = item
        .functions
        .iter()
        .map(|claim| match claim.share {
            Some(share) if share < 1.0 => format!("{:.0}% {} ({:.2})", share * 100.0, claim.code, claim.confidence),
            _ => format!("{} ({:.2})", claim.code, claim.confidence),
        })
        .collect();
    let functions = if functions.is_empty() { "nothing".to_owned() } else { functions.join(", ") };
    let reason = if item.reason.is_empty() { String::new() } else { format!(". {}", clean(&item.reason)) };
    // A declaration is its own reason.
    let reason = if item.source == Source::Declared { String::new() } else { reason };
    paragraph(out, width, &format!("Mapped to {functions}, by {}{reason}", by(item.source)))?;
    if !item.alternatives.is_empty() {
        for claim in &item.alternatives {
            let reason = claim.reason.as_deref().map_or_else(String::new, |reason| format!(": {}", clean(reason)));
            paragraph(out, width, &format!("Could also be {} ({:.2}){reason}", claim.code, claim.confidence))?;
        }
    }
    writeln!(out)?;
    let counted = format!(
        "Its own cost is {}, and {} is duplicated ({}).",
        item.cost.exact(&item.currency),
        amount_or_none(item.duplicated, &item.currency),
        item.basis.name()
    );
    paragraph(out, width, &counted)?;
    lines(out, width, &item.lines, false)?;
    if !item.linked.is_empty() {
        writeln!(out)?;
        let sum: Money = item.linked.iter().map(|line| line.amount).sum();
        let duplicated: Money = item.linked.iter().map(|line| line.duplicated).sum();
        let linked = format!(
            "Roles and systems add {} to this process, and {} is duplicated.",
            sum.exact(&item.currency),
            amount_or_none(duplicated, &item.currency),
        );
        paragraph(out, width, &linked)?;
        lines(out, width, &item.linked, true)?;
    }
    Ok(())
}

/// An amount, or `none` of it.
fn amount_or_none(amount: Money, currency: &str) -> String {
    if amount == Money::ZERO { "none".to_owned() } else { amount.exact(currency) }
}

fn by(source: Source) -> &'static str {
    match source {
        Source::Declared => "the organisation itself",
        Source::Decision => "a recorded decision",
        Source::Mapper => "its text",
        Source::None => "nobody",
    }
}

fn lines(out: &mut dyn Write, width: u16, lines: &[Line], others: bool) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
    let rows = lines
        .iter()
        .map(|line| {
            vec![
                line.amount.to_string(),
                if others { line.item.clone() } else { text(&line.process) },
                text(&line.function),
                text(&line.unit),
                line.duplicated.to_string(),
                line.why.clone(),
            ]
        })
        .collect();
    let columns = [
        ("Amount", Align::Right),
        (if others { "Of" } else { "By process" }, Align::Left),
        ("To", Align::Left),
        ("Unit", Align::Left),
        ("Duplicated", Align::Right),
        ("Why", Align::Left),
    ];
    write_table(out, width, &columns, rows)
}

/// Writes who provides a function, and what is counted of it.
///
/// # Errors
/// The writer refuses.
pub fn write_explained_function(out: &mut dyn Write, width: u16, function: &FunctionExplained) -> io::Result<()> {
    writeln!(out, "{}: {}", clean(&function.code), clean(&function.label))?;
    if !function.definition.is_empty() {
        paragraph(out, width, &clean(&function.definition))?;
    }
    if let Some(category) = function.category {
        writeln!(out, "{category}, compared within: {}", function.scope.word().replace('_', " "))?;
    }
    writeln!(out)?;
    let exact = |amount: Money| amount.exact(&function.currency);
    match &function.duplicated {
        Some(bases) => {
            let (basis, floor) = (function.basis, function.provider_floor);
            let duplicated = of_basis(bases, basis);
            let of_which = if bases.all == Money::ZERO {
                "and nothing is duplicated".to_owned()
            } else {
                format!(
                    "and {} is duplicated (basis: {basis}; all {}, hhi {}, excess {})",
                    exact(duplicated),
                    exact(bases.all),
                    exact(bases.hhi),
                    exact(bases.excess)
                )
            };
            let text = format!(
                "{} is spent on it, {of_which}. Units and products that cost less than {} are left out.",
                exact(function.cost),
                exact(floor)
            );
            paragraph(out, width, &text)?;
        }
        None if function.below.is_empty() => {
            paragraph(out, width, "No organisation has administrative or managerial cost on it.")?;
        }
        None => paragraph(out, width, &format!("{} is spent below it.", exact(function.cost)))?,
    }
    let excluded = &function.excluded;
    let left = excluded.reasons().map(|(amount, why)| (amount, format!("is left out {why}")));
    let outside = "is paid for it to organisations outside the audit, and is not duplicated".to_owned();
    for (amount, why) in left.into_iter().chain([(function.bought_outside, outside)]) {
        if amount.is_positive() {
            paragraph(out, width, &format!("{} {why}.", exact(amount)))?;
        }
    }
    if let Some(grade) = function.grade {
        let frontier = function.duplicated.as_ref().and_then(|bases| bases.frontier);
        let gap = frontier.map_or_else(
            || "no best quartile".to_owned(),
            |gap| {
                format!(
                    "{} above the best \
            quartile",
                    exact(gap)
                )
            },
        );
        paragraph(out, width, &format!("Benchmark of unit costs: grade {grade}, {gap}."))?;
    }
    providers(out, width, function)?;
    if !function.out_of_scope.is_empty() {
        writeln!(out, "\nOut of scope")?;
        let rows = function.out_of_scope.iter();
        let rows =
            rows.map(|row| vec![row.organisation.clone(), row.category.word().replace('_', " "), row.cost.to_string()]);
        let columns = [("Organisation", Align::Left), ("Category", Align::Left), ("Cost", Align::Right)];
        write_table(out, width, &columns, rows.collect())?;
    }
    if !function.below.is_empty() {
        writeln!(out)?;
        let rows = function
            .below
            .iter()
            .map(|row| vec![row.code.clone(), row.label.clone(), row.cost.to_string(), row.duplicated.to_string()]);
        let columns =
            [("Function", Align::Left), ("Label", Align::Left), ("Cost", Align::Right), ("Duplicated", Align::Right)];
        write_table(out, width, &columns, rows.collect())?;
    }
    Ok(())
}

fn providers(out: &mut dyn Write, width: u16, function: &FunctionExplained) -> io::Result<()> {
    let same = |a: &crate::report::ProviderLine, b: &crate::report::ProviderLine| {
        (&a.comparison, a.layer) == (&b.comparison, b.layer)
    };
    for group in function.providers.chunk_by(same) {
        writeln!(out, "\n{}, compared: {}", layer(group[0].layer), clean(&group[0].comparison))?;
        let rows = group.iter().map(|row| {
            vec![
                format!("{} ({})", row.name, row.organisation),
                match &row.unit_name {
                    Some(name) => format!("{name} ({})", row.provider),
                    None if row.provider == "-" => "no unit".to_owned(),
                    None => row.provider.clone(),
                },
                row.cost.to_string(),
                row.why.clone(),
            ]
        });
        let columns = [
            ("Organisation", Align::Left),
            (if group[0].layer == Layer::Staff { "Unit" } else { "Product" }, Align::Left),
            ("Cost", Align::Right),
            ("Counted", Align::Left),
        ];
        write_table(out, width, &columns, rows.collect())?;
    }
    Ok(())
}

fn layer(layer: Layer) -> &'static str {
    match layer {
        Layer::Staff => "Staff",
        Layer::Systems => "Systems",
    }
}

fn paragraph(out: &mut dyn Write, width: u16, text: &str) -> io::Result<()> {
    out.write_all(wrap(text, usize::from(width), "").as_bytes())
}

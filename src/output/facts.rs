//! Facts with their sources, for people and for machines.

use std::io::{self, Write};

use serde::Serialize;

use super::json::pretty;
use super::place::wrap;
use super::table::{Align, write_table};
use crate::report::Origin;
use crate::savings::Fact;

/// Facts with their sources.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Parameters<'a> {
    schema: &'static str,
    #[serde(flatten)]
    origin: Origin,
    facts: &'a [&'a Fact],
}

/// Writes facts as JSON, `dupaudit.parameters/1`.
///
/// # Errors
/// The writer refuses.
pub fn write_facts_json(out: &mut dyn Write, facts: &[&Fact]) -> io::Result<()> {
    pretty(out, &Parameters { schema: "dupaudit.parameters/1", origin: Origin::tool(), facts })
}

/// Writes facts: one in full, several as a table.
///
/// # Errors
/// The writer refuses.
pub fn write_facts(out: &mut dyn Write, width: u16, facts: &[&Fact]) -> io::Result<()> {
    if let [fact] = facts {
        return one(out, width, fact);
    }
    let year = |fact: &Fact| fact.year.map_or_else(|| "–".to_owned(), |year| year.to_string());
    let rows = facts.iter().map(|fact| {
        vec![fact.name.clone(), value(fact), year(fact), fact.grade.word().to_owned(), fact.source.clone()]
    });
    let columns = [
        ("Name", Align::Left),
        ("Value", Align::Left),
        ("Year", Align::Fixed),
        ("Grade", Align::Fixed),
        ("Source", Align::Left),
    ];
    write_table(out, width, &columns, rows.collect())
}

fn one(out: &mut dyn Write, width: u16, fact: &Fact) -> io::Result<()> {
    let keeps =
        fact.shelf_life.zip(fact.year).map(|(life, year)| format!("until {}", i32::from(year) + i32::from(life)));
    let lines = [
        ("Unit", Some(fact.unit.clone())),
        ("About", fact.about.clone()),
        ("Source", Some(fact.source.clone())),
        ("Publisher", fact.publisher.clone()),
        ("Year", fact.year.map(|year| year.to_string())),
        ("Prices of", fact.price_base.clone()),
        ("Cohort", fact.cohort.clone()),
        ("Grade", Some(fact.grade.word().to_owned())),
        ("Keeps", keeps),
    ];
    writeln!(out, "{} = {}", fact.name, value(fact))?;
    for (name, text) in lines {
        if let Some(text) = text {
            out.write_all(wrap(&format!("{name}: {text}"), usize::from(width), "").as_bytes())?;
        }
    }
    Ok(())
}

/// A value on one line, as settings write it.
fn value(fact: &Fact) -> String {
    serde_json::to_string(&fact.value).unwrap_or_default().trim_matches('"').to_owned()
}

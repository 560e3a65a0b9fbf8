//! The parameters of a scenario one by one: how each is written, what it is measured in, and where its default comes from.

use std::collections::BTreeMap;

use serde_yaml::Value;

use super::discount::Discount;
use super::facts::{Fact, group};
use super::scenario::{Scenario, ScenarioError, SetBy, SetupLine, Shape, unknown};
use crate::money::{Money, ONE, Share, parse_decimal};

/// One parameter as it is reported.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its key in settings.
    pub key: &'static str,
    /// Its value.
    pub value: serde_json::Value,
    /// The unit of the value.
    pub unit: &'static str,
    /// Where the default comes from.
    pub source: &'static str,
    /// The year of the source, where it has one.
    pub vintage: Option<String>,
    /// Who set it: `default`, `preset`, `settings` or `command line`.
    pub set_by: SetBy,
}

/// The facts that are keys of a scenario, in the order of their file.
fn keys() -> impl Iterator<Item = &'static Fact> {
    group("parameter")
}

/// Where the cost of an exit comes from in another currency.
const EXIT_COST_HERE: &str = "derived: 1.26 times the mean cost of a full-time equivalent in scope, as in GBP";

/// No programme's fixed cost is higher: with it, every sum of a nation still fits.
const MOST_FIXED: Money = Money(1_000_000_000_000);

/// Nobody's exit costs more: with it, every sum of a nation still fits.
const MOST_EXIT: Money = Money(10_000_000_000);

impl Scenario {
    /// Every parameter with value, unit, source and vintage.
    pub fn parameters(&self) -> Vec<Parameter> {
        let value = |key: &str| -> serde_json::Value {
            match key {
                "preset" => self.preset.clone().into(),
                "target" => self.target.as_f64().into(),
                "years" => self.years.into(),
                "shape" => match &self.shape {
                    Shape::List(steps) => steps.iter().map(|step| step.as_f64()).collect(),
                    name => name.to_string().into(),
                },
                "start" => self.start.into(),
                "horizon" => self.horizon.into(),
                "realisation" => self.realisation.as_f64().into(),
                "realisation_range" => {
                    self.realisation_ends().unwrap_or([self.realisation; 2]).iter().map(|end| end.as_f64()).collect()
                }
                "optimism_bias" => self.optimism_bias.as_f64().into(),
                "attrition" => self.attrition.as_f64().into(),
                "exit_cost" => self.exit_cost.to_json(),
                "setup_ratio" => millionths(self.setup_ratio).into(),
                "setup_fixed" => self.setup_fixed.to_json(),
                "setup_lines" => self
                    .setup_lines
                    .iter()
                    .map(|(line, part)| (line.word().to_owned(), serde_json::Value::from(part.as_f64())))
                    .collect(),
                "pension_strain" => self.pension_strain.map(Share::as_f64).into(),
                "setup_profile" => self.setup_profile.iter().map(|part| part.as_f64()).collect(),
                "dual_run" => self.dual_run.as_f64().into(),
                "system_lag" => self.system_lag.into(),
                "waves" => {
                    self.waves.iter().map(|(key, years)| (key.clone(), serde_json::Value::from(*years))).collect()
                }
                "discount" => self.discount.to_json(),
                "deflator" => self.deflator.as_f64().into(),
                "whole_posts" => self.whole_posts.into(),
                "unspecified_cashable" => self.unspecified_cashable.into(),
                "simulations" => self.simulations.into(),
                _ => self.seed.into(),
            }
        };
        keys()
            .map(|fact| Parameter {
                key: &fact.name,
                value: value(&fact.name),
                unit: &fact.unit,
                source: if self.is_derived(&fact.name) { EXIT_COST_HERE } else { &fact.source },
                vintage: fact.year.filter(|_| !self.is_derived(&fact.name)).map(|year| year.to_string()),
                set_by: self.set_by.get(fact.name.as_str()).copied().unwrap_or(SetBy::Default),
            })
            .collect()
    }

    fn is_derived(&self, key: &str) -> bool {
        self.set_by.get(key) == Some(&SetBy::Derived)
    }

    /// Every parameter as its file has it.
    pub(super) fn defaults() -> Self {
        let mut scenario = Self::blank();
        for fact in keys().filter(|fact| !fact.value.is_null()) {
            if let Err(error) = scenario.set(&fact.name, &fact.value, SetBy::Default) {
                panic!("the fact `{}` is not a parameter: {error}", fact.name);
            }
        }
        scenario.set_by.clear();
        scenario
    }

    pub(super) fn set(&mut self, key: &str, value: &Value, who: SetBy) -> Result<(), ScenarioError> {
        let Some(known) = keys().map(|fact| fact.name.as_str()).find(|known| *known == key) else {
            let keys: Vec<&str> = keys().map(|fact| fact.name.as_str()).collect();
            return Err(unknown("scenario key", key, &keys));
        };
        let wrong = |expected: &str| ScenarioError(format!("`{key}` takes {expected}"));
        let rate = || share_of(value).ok_or_else(|| wrong("a share such as 0.40"));
        let count = |most: u32| {
            number(value).filter(|count| *count <= most).ok_or_else(|| wrong(&format!("a whole number up to {most}")))
        };
        let ratio =
            || rate().ok().filter(|ratio| ratio.0 <= 10 * ONE).ok_or_else(|| wrong("a number between 0 and 10"));
        let yes = || value.as_bool().ok_or_else(|| wrong("true or false"));
        match key {
            "preset" => {}
            "target" => {
                self.target = rate()
                    .ok()
                    .filter(|target| *target <= Share::WHOLE)
                    .ok_or_else(|| wrong("a share between 0 and 1"))?;
            }
            "years" => {
                self.years = count(50)
                    .ok()
                    .filter(|years| *years > 0)
                    .ok_or_else(|| wrong("a whole number between 1 and 50"))?;
            }
            "shape" => {
                self.shape = shape(value)
                    .ok_or_else(|| wrong("linear, front-loaded, s-curve, or a list of cumulative shares"))?;
            }
            "start" => self.start = Some(year(value).ok_or_else(|| wrong("a year such as 2026-27"))?),
            "horizon" => self.horizon = count(100)?,
            "realisation" => {
                self.realisation = rate()
                    .ok()
                    .filter(|share| *share <= Share::WHOLE)
                    .ok_or_else(|| wrong("a share between 0 and 1"))?;
            }
            "realisation_range" => {
                self.realisation_range = shares(value)
                    .and_then(|ends| <[Share; 2]>::try_from(ends).ok())
                    .filter(|[low, high]| low <= high && *high <= Share::WHOLE)
                    .ok_or_else(|| wrong("two shares such as [0.26, 0.77]"))?;
            }
            "optimism_bias" => self.optimism_bias = ratio()?,
            "attrition" => {
                self.attrition = rate()
                    .ok()
                    .filter(|share| *share <= Share::WHOLE)
                    .ok_or_else(|| wrong("a share between 0 and 1"))?;
            }
            "exit_cost" => {
                self.exit_cost = Money::parse(&text(value))
                    .ok()
                    .filter(|cost| (Money::ZERO..=MOST_EXIT).contains(cost))
                    .ok_or_else(|| wrong("an amount up to 100 million"))?;
            }
            "pension_strain" => {
                let part = rate().ok().filter(|part| *part <= Share::WHOLE);
                self.pension_strain = Some(part.ok_or_else(|| wrong("a share between 0 and 1"))?);
            }
            "setup_fixed" => {
                self.setup_fixed = Money::parse_short(&text(value))
                    .ok()
                    .filter(|cost| (Money::ZERO..=MOST_FIXED).contains(cost))
                    .ok_or_else(|| wrong("an amount up to 10 billion"))?;
            }
            "setup_lines" => {
                self.setup_lines = setup_lines(value).ok_or_else(|| {
                    let lines: Vec<&str> = SetupLine::ALL.iter().map(|line| line.word()).collect();
                    wrong(&format!("the part of each line, which add up to 1: {}", lines.join(", ")))
                })?;
            }
            "setup_ratio" => self.setup_ratio = i64::from(ratio()?.0),
            "setup_profile" => {
                self.setup_profile =
                    shares(value).filter(|parts| sums_to_one(parts)).ok_or_else(|| wrong("shares that add up to 1"))?;
            }
            "dual_run" => self.dual_run = ratio()?,
            "system_lag" => self.system_lag = count(50)?,
            "waves" => {
                self.waves = waves(value)
                    .ok_or_else(|| wrong("years of delay by function, group or category, such as {hr: 1}"))?;
            }
            "discount" => {
                self.discount = discount(value).ok_or_else(|| {
                    wrong("green-book, a rate such as 0.03, or rates up to years such as {30: 0.035}")
                })?;
            }
            "deflator" => {
                self.deflator =
                    rate().ok().filter(|rise| *rise <= Share::WHOLE).ok_or_else(|| wrong("a share between 0 and 1"))?;
            }
            "whole_posts" => self.whole_posts = yes()?,
            "unspecified_cashable" => self.unspecified_cashable = yes()?,
            "simulations" => self.simulations = count(100_000)?,
            _ => self.seed = text(value).parse().map_err(|_| wrong("a whole number"))?,
        }
        self.set_by.insert(known, who);
        Ok(())
    }
}

pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// A share that may be above one whole, such as an optimism bias of 200%.
pub(super) fn share_of(value: &Value) -> Option<Share> {
    let text = text(value);
    let (text, scale) = text.trim().strip_suffix('%').map_or((text.trim(), 6), |percent| (percent, 4));
    u32::try_from(parse_decimal(text, scale).ok()?).ok().map(Share)
}

pub(super) fn number(value: &Value) -> Option<u32> {
    text(value).parse().ok()
}

fn shares(value: &Value) -> Option<Vec<Share>> {
    value.as_sequence()?.iter().map(share_of).collect()
}

fn sums_to_one(parts: &[Share]) -> bool {
    parts.iter().map(|part| u64::from(part.0)).sum::<u64>() == u64::from(Share::WHOLE.0)
}

fn setup_lines(value: &Value) -> Option<BTreeMap<SetupLine, Share>> {
    let line = |(key, part): (&Value, &Value)| {
        let line = SetupLine::ALL.into_iter().find(|line| line.word() == text(key))?;
        Some((line, share_of(part)?))
    };
    let lines: BTreeMap<SetupLine, Share> = value.as_mapping()?.iter().map(line).collect::<Option<_>>()?;
    sums_to_one(&lines.values().copied().collect::<Vec<_>>()).then_some(lines)
}

fn shape(value: &Value) -> Option<Shape> {
    match value.as_str() {
        Some("linear") => Some(Shape::Linear),
        Some("front-loaded") => Some(Shape::FrontLoaded),
        Some("s-curve") => Some(Shape::SCurve),
        Some(_) => None,
        None => shares(value).filter(|steps| !steps.is_empty() && steps.len() <= 50).map(Shape::List),
    }
}

fn year(value: &Value) -> Option<i16> {
    let text = text(value);
    text.get(..4)?.parse().ok().filter(|year| (1900..=2200).contains(year))
}

fn waves(value: &Value) -> Option<BTreeMap<String, u32>> {
    value
        .as_mapping()?
        .iter()
        .map(|(key, years)| Some((text(key), number(years).filter(|years| *years <= 50)?)))
        .collect()
}

#[allow(clippy::cast_precision_loss)]
fn millionths(value: i64) -> f64 {
    value as f64 / 1e6
}

/// The Green Book's table, one rate for every year, or a table of one's own.
fn discount(value: &Value) -> Option<Discount> {
    if value.as_str() == Some("green-book") {
        return Some(Discount::default());
    }
    let sound = |rate: &Share| *rate <= Share::WHOLE;
    if let Some(table) = value.as_mapping() {
        let bands = table.iter().map(|(year, rate)| Some((number(year)?, share_of(rate).filter(sound)?)));
        return Discount::table(bands.collect::<Option<_>>()?);
    }
    share_of(value).filter(sound).map(Discount::flat)
}

//! The parameters of a savings estimate, each with its unit and its source.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde_yaml::Value;

use super::schedule::Schedule;
use crate::finding::nearest;
use crate::money::{Money, Share, parse_decimal};

/// How the reduction grows to its target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// The same step every year.
    Linear,
    /// Fast at first.
    FrontLoaded,
    /// Slow, fast, slow.
    SCurve,
    /// Cumulative shares from the first year on, ending at the target.
    List(Vec<Share>),
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Linear => f.write_str("linear"),
            Self::FrontLoaded => f.write_str("front-loaded"),
            Self::SCurve => f.write_str("s-curve"),
            Self::List(steps) => {
                let steps: Vec<String> = steps.iter().map(|step| step.as_f64().to_string()).collect();
                write!(f, "[{}]", steps.join(", "))
            }
        }
    }
}

/// Why a scenario cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioError(pub String);

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ScenarioError {}

/// The parameters of an estimate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// The preset it starts from.
    pub preset: String,
    /// The share of the duplicated cost to be taken out.
    pub target: Share,
    /// Years until then.
    pub years: u32,
    /// How it grows.
    pub shape: Shape,
    /// The calendar year in which year 1 begins. None: the year after the period.
    pub start: Option<i16>,
    /// Years looked at.
    pub horizon: u32,
    /// The part of a planned saving that comes true.
    pub realisation: Share,
    /// What is added to every cost estimate: may be above one whole.
    pub optimism_bias: Share,
    /// The part of posts that are given up by people leaving anyway.
    pub attrition: Share,
    /// Cost of one exit.
    pub exit_cost: Money,
    /// Set-up cost per planned annual saving, in millionths.
    pub setup_ratio: i64,
    /// When set-up cost falls due, from year 0.
    pub setup_profile: Vec<Share>,
    /// Years for which old and new run side by side.
    pub dual_run: Share,
    /// Years by which systems save later, where no contract end is known.
    pub system_lag: u32,
    /// Years of delay by function, group or category.
    pub waves: BTreeMap<String, u32>,
    /// Whether only whole posts release cash.
    pub whole_posts: bool,
    /// Whether cost of unknown kind counts as cashable.
    pub unspecified_cashable: bool,
    /// Draws of the range.
    pub simulations: u32,
    /// Seed of the draws.
    pub seed: u64,
    set_by: BTreeMap<&'static str, &'static str>,
}

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
    pub vintage: Option<&'static str>,
    /// Who set it: `default`, `preset`, `settings` or `command line`.
    pub set_by: &'static str,
}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            preset: "central".to_owned(),
            target: Share(400_000),
            years: 5,
            shape: Shape::SCurve,
            start: None,
            horizon: 10,
            realisation: Share(500_000),
            optimism_bias: Share(560_000),
            attrition: Share(500_000),
            exit_cost: Money(6_305_900),
            setup_ratio: 1_250_000,
            setup_profile: vec![Share(300_000), Share(500_000), Share(200_000)],
            dual_run: Share(250_000),
            system_lag: 1,
            waves: BTreeMap::new(),
            whole_posts: true,
            unspecified_cashable: false,
            simulations: 1000,
            seed: 20_180_328,
            set_by: BTreeMap::new(),
        }
    }
}

/// Key, unit, source and vintage of every parameter (MODEL.md section 10).
const ABOUT: [(&str, &str, &str, Option<&str>); 19] = [
    ("preset", "name", "MODEL.md section 4", None),
    (
        "target",
        "share of the duplicated cost",
        "Manifesto for Better Public Services: an assumption, not a finding",
        Some("2018"),
    ),
    ("years", "years", "judgement", None),
    (
        "shape",
        "name or cumulative shares",
        "judgement; benefits of the Surrey reorganisation were phased 10/40/40/10",
        Some("2025"),
    ),
    ("start", "year", "the year after the period", None),
    ("horizon", "years", "BuyIT guide: the next decade", Some("2006")),
    (
        "realisation",
        "share of the planned saving",
        "NAO, The Efficiency Programme: 26% fair, and half of the 51% uncertain",
        Some("2007"),
    ),
    (
        "optimism_bias",
        "share added to costs",
        "NAO, Efficiency and reform through shared service centres: 0.9bn planned, 1.4bn spent",
        Some("2012"),
    ),
    (
        "attrition",
        "share of posts",
        "Institute for Government, civil service leavers 7.5% a year, halved for mismatch",
        Some("2024"),
    ),
    ("exit_cost", "currency per post", "NAO, government exits: 536m for 8,500", Some("2025")),
    (
        "setup_ratio",
        "times the planned annual saving",
        "NAO, Shared service centres: 159m for 128m a year",
        Some("2016"),
    ),
    ("setup_profile", "shares of set-up cost from year 0", "Runnymede and Surrey reorganisation", Some("2025")),
    (
        "dual_run",
        "years of each new tranche",
        "judgement; NAO names the cost of keeping old systems running",
        Some("2016"),
    ),
    ("system_lag", "years", "judgement; a declared contract end is used instead", None),
    ("waves", "years of delay by function, group or category", "none unless set", None),
    ("whole_posts", "yes or no", "cash is released when a whole post goes", None),
    ("unspecified_cashable", "yes or no", "cost of unknown kind releases no cash", None),
    ("simulations", "draws", "judgement", None),
    ("seed", "number", "the day of the manifesto", None),
];

impl Scenario {
    /// The presets by name.
    pub const PRESETS: [&str; 4] = ["manifesto", "optimistic", "central", "prudent"];

    /// A preset.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn preset(name: &str) -> Result<Self, ScenarioError> {
        let mut scenario = Self { preset: name.to_owned(), ..Self::default() };
        let keys: &[&'static str] = match name {
            "central" => &[],
            "manifesto" => {
                scenario.realisation = Share::WHOLE;
                scenario.system_lag = 0;
                scenario.exit_cost = Money::ZERO;
                scenario.setup_ratio = 0;
                scenario.dual_run = Share(0);
                scenario.optimism_bias = Share(0);
                scenario.whole_posts = false;
                scenario.unspecified_cashable = true;
                &[
                    "realisation",
                    "system_lag",
                    "exit_cost",
                    "setup_ratio",
                    "dual_run",
                    "optimism_bias",
                    "whole_posts",
                    "unspecified_cashable",
                ]
            }
            "optimistic" => {
                scenario.realisation = Share(770_000);
                scenario.optimism_bias = Share(100_000);
                &["realisation", "optimism_bias"]
            }
            "prudent" => {
                scenario.realisation = Share(260_000);
                scenario.optimism_bias = Share(2_000_000);
                &["realisation", "optimism_bias"]
            }
            _ => return Err(unknown("preset", name, &Self::PRESETS)),
        };
        scenario.set_by = keys.iter().map(|key| (*key, "preset")).collect();
        Ok(scenario)
    }

    /// A preset, changed by keys: first those of settings, then those of the command line.
    ///
    /// # Errors
    /// An unknown key, or a value that its key does not take.
    pub fn from_keys(
        settings: &BTreeMap<String, Value>,
        command_line: &BTreeMap<String, Value>,
    ) -> Result<Self, ScenarioError> {
        let preset = command_line.get("preset").or(settings.get("preset"));
        let mut scenario = match preset {
            Some(name) => Self::preset(name.as_str().unwrap_or_default())?,
            None => Self::default(),
        };
        for (keys, who) in [(settings, "settings"), (command_line, "command line")] {
            for (key, value) in keys {
                scenario.set(key, value, who)?;
            }
        }
        scenario.check()?;
        Ok(scenario)
    }

    /// The schedule of its shape.
    pub fn schedule(&self) -> Schedule {
        Schedule::new(&self.shape, self.years, self.target)
    }

    /// The calendar year in which year 1 begins, for returns of a period that begins in `base`.
    pub fn first_year(&self, base: i16) -> i16 {
        self.start.unwrap_or(base.saturating_add(1))
    }

    /// Whether a key was set by a person.
    pub fn is_set(&self, key: &str) -> bool {
        matches!(self.set_by.get(key), Some(&("settings" | "command line")))
    }

    /// Years by which a system saves later than the phase line: until the first scenario year after its contract ends.
    pub fn lag(&self, contract_end: Option<Date>, base: i16) -> u32 {
        let Some(end) = contract_end.filter(|_| self.preset != "manifesto") else { return self.system_lag };
        // Financial years begin on 1 April: the year after the one in which the contract ends.
        let next = end.year() + i16::from((end.month(), end.day()) >= (4, 1));
        u32::try_from(i32::from(next) - i32::from(self.first_year(base))).unwrap_or(0)
    }

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
                "optimism_bias" => self.optimism_bias.as_f64().into(),
                "attrition" => self.attrition.as_f64().into(),
                "exit_cost" => self.exit_cost.to_json(),
                "setup_ratio" => millionths(self.setup_ratio).into(),
                "setup_profile" => self.setup_profile.iter().map(|part| part.as_f64()).collect(),
                "dual_run" => self.dual_run.as_f64().into(),
                "system_lag" => self.system_lag.into(),
                "waves" => {
                    self.waves.iter().map(|(key, years)| (key.clone(), serde_json::Value::from(*years))).collect()
                }
                "whole_posts" => self.whole_posts.into(),
                "unspecified_cashable" => self.unspecified_cashable.into(),
                "simulations" => self.simulations.into(),
                _ => self.seed.into(),
            }
        };
        ABOUT
            .iter()
            .map(|(key, unit, source, vintage)| Parameter {
                key,
                value: value(key),
                unit,
                source,
                vintage: *vintage,
                set_by: self.set_by.get(key).copied().unwrap_or("default"),
            })
            .collect()
    }

    fn set(&mut self, key: &str, value: &Value, who: &'static str) -> Result<(), ScenarioError> {
        let keys = ABOUT.map(|(key, ..)| key);
        let Some(known) = keys.iter().find(|known| **known == key) else {
            return Err(unknown("scenario key", key, &keys));
        };
        let wrong = |expected: &str| ScenarioError(format!("`{key}` takes {expected}"));
        let rate = || share_of(value).ok_or_else(|| wrong("a share such as 0.40"));
        let count = |most: u32| {
            number(value).filter(|count| *count <= most).ok_or_else(|| wrong(&format!("a whole number up to {most}")))
        };
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
            "optimism_bias" => self.optimism_bias = rate()?,
            "attrition" => {
                self.attrition = rate()
                    .ok()
                    .filter(|share| *share <= Share::WHOLE)
                    .ok_or_else(|| wrong("a share between 0 and 1"))?;
            }
            "exit_cost" => {
                self.exit_cost = Money::parse(&text(value))
                    .ok()
                    .filter(|cost| *cost >= Money::ZERO)
                    .ok_or_else(|| wrong("an amount"))?;
            }
            "setup_ratio" => self.setup_ratio = i64::from(rate()?.0),
            "setup_profile" => {
                self.setup_profile =
                    shares(value).filter(|parts| sums_to_one(parts)).ok_or_else(|| wrong("shares that add up to 1"))?;
            }
            "dual_run" => self.dual_run = rate()?,
            "system_lag" => self.system_lag = count(50)?,
            "waves" => {
                self.waves = waves(value)
                    .ok_or_else(|| wrong("years of delay by function, group or category, such as {hr: 1}"))?;
            }
            "whole_posts" => self.whole_posts = yes()?,
            "unspecified_cashable" => self.unspecified_cashable = yes()?,
            "simulations" => self.simulations = count(100_000)?,
            _ => self.seed = text(value).parse().map_err(|_| wrong("a whole number"))?,
        }
        self.set_by.insert(known, who);
        Ok(())
    }

    /// Keys that must fit each other.
    fn check(&self) -> Result<(), ScenarioError> {
        let Shape::List(steps) = &self.shape else { return Ok(()) };
        if steps.windows(2).any(|pair| pair[1] < pair[0]) {
            return Err(ScenarioError("`shape`: the cumulative shares must not fall".to_owned()));
        }
        if steps.last() != Some(&self.target) {
            let target = self.target.as_f64();
            return Err(ScenarioError(format!("`shape`: the cumulative shares must end at the target, {target}")));
        }
        Ok(())
    }
}

fn unknown(what: &str, given: &str, valid: &[&str]) -> ScenarioError {
    ScenarioError(match nearest(given, valid.iter().copied()) {
        Some(meant) => format!("`{given}` is no {what}; did you mean `{meant}`?"),
        None => format!("`{given}` is no {what}; there are {}", valid.join(", ")),
    })
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// A share that may be above one whole, such as an optimism bias of 200%.
fn share_of(value: &Value) -> Option<Share> {
    let text = text(value);
    let (text, scale) = text.trim().strip_suffix('%').map_or((text.trim(), 6), |percent| (percent, 4));
    u32::try_from(parse_decimal(text, scale).ok()?).ok().map(Share)
}

fn number(value: &Value) -> Option<u32> {
    text(value).parse().ok()
}

fn shares(value: &Value) -> Option<Vec<Share>> {
    value.as_sequence()?.iter().map(share_of).collect()
}

fn sums_to_one(parts: &[Share]) -> bool {
    parts.iter().map(|part| u64::from(part.0)).sum::<u64>() == u64::from(Share::WHOLE.0)
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

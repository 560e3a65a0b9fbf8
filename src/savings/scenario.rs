//! The parameters of a savings estimate, each with its unit and its source.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use jiff::civil::Date;
use serde_yaml::Value;

use super::discount::Discount;
use super::facts::find_fact;
use super::schedule::Schedule;
use crate::finding::nearest;
use crate::ledger::{Pool, SpendCategory};
use crate::money::{Money, ONE, Share};
use crate::words::words;

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

words! {
    /// What set-up is spent on.
    pub enum SetupLine: listed {
        /// Moving, joining and replacing systems.
        It = "it",
        /// The people who plan and run the change.
        Programme = "programme",
        /// Closing what is no longer needed.
        Closure = "closure",
        /// Ending contracts early.
        Contracts = "contracts",
    }
}

words! {
    /// Who set a parameter.
    pub enum SetBy {
        /// Nobody.
        Default = "default",
        /// The chosen preset.
        Preset = "preset",
        /// The chosen delivery model.
        Model = "model",
        /// This tool, from the audit: of what is published in another currency only.
        Derived = "derived",
        /// The settings.
        Settings = "settings",
        /// The command line.
        CommandLine = "command line",
        /// One of the latter two: of what no scenario holds.
        Person = "settings or command line",
    }
}

impl SetBy {
    /// Whether a person set a parameter of the scenario.
    pub fn is_person(self) -> bool {
        matches!(self, Self::Settings | Self::CommandLine)
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
    /// The calendar year in which year 1 begins. None: the second year after the period, so that year 0 is the one after it.
    pub start: Option<i16>,
    /// Years looked at.
    pub horizon: u32,
    /// The part of a planned saving that comes true.
    pub realisation: Share,
    /// What is added to every cost estimate: may be above one whole.
    pub optimism_bias: Share,
    /// The part of posts that are given up by people leaving anyway.
    pub attrition: Share,
    /// Between which ends the realisation is drawn for the range; the realisation itself is the likeliest.
    pub realisation_range: [Share; 2],
    /// Cost of one exit.
    pub exit_cost: Money,
    /// Set-up cost per planned annual saving, in millionths.
    pub setup_ratio: i64,
    /// Set-up cost that does not depend on the saving, before optimism bias.
    pub setup_fixed: Money,
    /// What set-up is spent on: the part of each line, which add up to one.
    pub setup_lines: BTreeMap<SetupLine, Share>,
    /// When set-up cost falls due, from year 0.
    pub setup_profile: Vec<Share>,
    /// The part of an exit's cost that pays for a pension drawn early. None: the source of the cost does not say.
    pub pension_strain: Option<Share>,
    /// Years for which old and new run side by side.
    pub dual_run: Share,
    /// Years by which systems save later, where no contract end is known.
    pub system_lag: u32,
    /// Years of delay by function, group or category.
    pub waves: BTreeMap<String, u32>,
    /// What later years are worth.
    pub discount: Discount,
    /// By how much prices rise a year, for amounts in the prices of their year. Nothing is ever discounted with it.
    pub deflator: Share,
    /// Whether only whole posts release cash.
    pub whole_posts: bool,
    /// Whether cost of unknown kind counts as cashable.
    pub unspecified_cashable: bool,
    /// Draws of the range.
    pub simulations: u32,
    /// Seed of the draws.
    pub seed: u64,
    /// What an exit costs in the currency of the audit, where that is not the one in which it was published.
    pub exit_cost_here: Option<Money>,
    pub(super) set_by: BTreeMap<&'static str, SetBy>,
    /// What a person set, in the order in which it holds.
    pub(super) given: Vec<(String, Value, SetBy)>,
}

/// From this realisation on none is drawn.
const NEARLY_ALL: Share = Share(950_000);

/// The preset of plain gross arithmetic.
const MANIFESTO: &str = "manifesto";

impl Default for Scenario {
    fn default() -> Self {
        static DEFAULT: OnceLock<Scenario> = OnceLock::new();
        DEFAULT.get_or_init(Self::defaults).clone()
    }
}

impl Scenario {
    /// The presets by name.
    pub const PRESETS: [&str; 5] = [MANIFESTO, "optimistic", "central", "prudent", "local-government"];

    /// A preset.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn preset(name: &str) -> Result<Self, ScenarioError> {
        let Some(changes) = find_fact(&format!("preset.{name}")) else {
            return Err(unknown("preset", name, &Self::PRESETS));
        };
        let mut scenario = Self { preset: name.to_owned(), ..Self::default() };
        for (key, value) in changes.read::<BTreeMap<String, Value>>() {
            scenario.set(&key, &value, SetBy::Preset)?;
        }
        Ok(scenario)
    }

    /// Nothing: what [`Self::default`] fills in.
    pub(super) fn blank() -> Self {
        Self {
            preset: "central".to_owned(),
            target: Share(0),
            years: 1,
            shape: Shape::SCurve,
            start: None,
            horizon: 0,
            realisation: Share(0),
            realisation_range: [Share(0); 2],
            optimism_bias: Share(0),
            attrition: Share(0),
            exit_cost: Money::ZERO,
            setup_ratio: 0,
            setup_fixed: Money::ZERO,
            setup_lines: BTreeMap::new(),
            setup_profile: Vec::new(),
            pension_strain: None,
            dual_run: Share(0),
            system_lag: 0,
            waves: BTreeMap::new(),
            discount: Discount::default(),
            deflator: Share(0),
            whole_posts: false,
            unspecified_cashable: false,
            simulations: 0,
            seed: 0,
            exit_cost_here: None,
            set_by: BTreeMap::new(),
            given: Vec::new(),
        }
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
        let name = match preset {
            Some(name) => name.as_str().unwrap_or_default(),
            None => "central",
        };
        let given = [(settings, SetBy::Settings), (command_line, SetBy::CommandLine)];
        let given = given.into_iter().flat_map(|(keys, who)| keys.iter().map(move |(key, value)| (key, value, who)));
        Self::changed(name, given.map(|(key, value, who)| (key.clone(), value.clone(), who)).collect())
    }

    /// Another preset with the same keys set by a person.
    ///
    /// # Errors
    /// There is none of that name, or the keys do not fit it.
    pub fn under(&self, preset: &str) -> Result<Self, ScenarioError> {
        Ok(Self::changed(preset, self.given.clone())?.with_exit_cost(self.exit_cost_here))
    }

    fn changed(preset: &str, given: Vec<(String, Value, SetBy)>) -> Result<Self, ScenarioError> {
        let mut scenario = Self::preset(preset)?;
        for (key, value, who) in &given {
            scenario.set(key, value, *who)?;
        }
        scenario.check()?;
        scenario.given = given;
        Ok(scenario)
    }

    /// With what an exit costs in another currency than that of its source, where nobody set it. None: not known, or the
    /// same currency.
    #[must_use]
    pub fn with_exit_cost(mut self, here: Option<Money>) -> Self {
        self.exit_cost_here = here;
        if let Some(cost) = here.filter(|_| !self.is_set("exit_cost") && self.exit_cost != Money::ZERO) {
            self.exit_cost = cost;
            self.set_by.insert("exit_cost", SetBy::Derived);
        }
        self
    }

    /// The keys that a person set, as they were written.
    pub fn given(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.given.iter().map(|(key, value, _)| (key.as_str(), value))
    }

    /// The schedule of its shape.
    pub fn schedule(&self) -> Schedule {
        Schedule::new(&self.shape, self.years, self.target)
    }

    /// The calendar year in which year 1 begins, for returns of a period that begins in `base`.
    pub fn first_year(&self, base: i16) -> i16 {
        self.start.unwrap_or(base.saturating_add(2))
    }

    /// The same, where year 1 begins in a calendar year.
    #[must_use]
    pub fn starting(&self, year: i16) -> Self {
        Self { start: Some(year), ..self.clone() }
    }

    /// The same without what setting up costs whatever is saved.
    #[must_use]
    pub fn without_fixed(&self) -> Self {
        Self { setup_fixed: Money::ZERO, ..self.clone() }
    }

    /// The last day of the horizon, for returns of a period that begins in `base`. Financial years begin on 1 April.
    pub fn last_day(&self, base: i16) -> Option<Date> {
        let last = i32::from(self.first_year(base)) + i32::try_from(self.horizon).unwrap_or(0);
        Date::new(i16::try_from(last).ok()?, 3, 31).ok()
    }

    /// By how many years a year of the case is later than the period, whose prices are those of all amounts.
    pub fn years_after(&self, base: i16, year: u32) -> u32 {
        let first = i64::from(self.first_year(base)) - 1 - i64::from(base);
        u32::try_from((first + i64::from(year)).max(0)).unwrap_or(0)
    }

    /// Years of delay of a function, given its code and those of the groups above it, nearest first: a leaf's own beats its
    /// group's, and that its category's.
    pub fn wave<'c>(&self, mut codes: impl Iterator<Item = &'c str>, category: SpendCategory) -> u32 {
        if self.waves.is_empty() {
            return 0;
        }
        let own = codes.find_map(|code| self.waves.get(code));
        own.or_else(|| self.waves.get(category.word())).copied().unwrap_or(0)
    }

    /// Whether a key was set by a person.
    pub fn is_set(&self, key: &str) -> bool {
        self.set_by.get(key).is_some_and(|who| who.is_person())
    }

    /// Whether it is the manifesto's plain arithmetic: no lag, no draw of the realisation, and nothing that cannot be said.
    pub fn is_manifesto(&self) -> bool {
        self.preset == MANIFESTO
    }

    /// Between which ends the realisation is drawn: those that a person set, else those of the facts, which go with it. None
    /// where nearly all is taken to come true: then that is an assumption, and nothing is drawn.
    pub fn realisation_ends(&self) -> Option<[Share; 2]> {
        if self.is_manifesto() || self.realisation >= NEARLY_ALL {
            return None;
        }
        if self.is_set("realisation_range") {
            return Some(self.realisation_range);
        }
        let usual = u64::from(Self::default().realisation.0.max(1));
        let scaled = |end: Share| u64::from(end.0) * u64::from(self.realisation.0) / usual;
        Some(self.realisation_range.map(|end| Share(u32::try_from(scaled(end)).unwrap_or(ONE).min(ONE))))
    }

    /// Years by which a pool saves later than the phase line. Systems wait until the first scenario year after their
    /// contract ends; `base` is the calendar year in which the period of the returns begins.
    pub fn lag(&self, pool: Pool, contract_end: Option<Date>, base: i16) -> u32 {
        if pool != Pool::Systems {
            return 0;
        }
        let Some(end) = contract_end.filter(|_| !self.is_manifesto()) else { return self.system_lag };
        // Financial years begin on 1 April: the year after the one in which the contract ends.
        let next = end.year() + i16::from((end.month(), end.day()) >= (4, 1));
        u32::try_from(i32::from(next) - i32::from(self.first_year(base))).unwrap_or(0)
    }

    /// Whether everything starts when it does in another scenario, so that [`Base::tranches`](super::Base::tranches) are the
    /// same.
    pub fn delays_like(&self, other: &Self) -> bool {
        let delays = |one: &Self| (one.is_manifesto(), one.system_lag, one.start);
        delays(self) == delays(other) && self.waves == other.waves
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

/// A name that there is none of, with the nearest that there is.
pub(super) fn unknown(what: &str, given: &str, valid: &[&str]) -> ScenarioError {
    ScenarioError(match nearest(given, valid.iter().copied()) {
        Some(meant) => format!("`{given}` is not a {what}; did you mean `{meant}`?"),
        None => format!("`{given}` is not a {what}; use one of {}", valid.join(", ")),
    })
}

//! What an option is worth: the saving of joining, phased from the vesting day on, less what division and the change itself cost.

use jiff::civil::Date;

use super::measured::{Measured, Rules, Today};
use super::plan::Planned;
use crate::ledger::ReturnFacts;
use crate::money::{Money, Share};
use crate::savings::{
    Base, Case, Cells, Conclusion, Divided, Drawn, Pay, Range, Scenario, Spread, Stake, Tranche, appraise, base_year,
    carries, draws, estimate, functions_of, lineage, stakes,
};

/// What is the same for all options.
pub struct Basis<'a> {
    /// Today's organisations.
    pub facts: &'a [ReturnFacts],
    /// What is measured of them.
    pub today: &'a Today,
    /// How.
    pub rules: Rules<'a>,
    /// The assumptions. Year 1 begins with the first vesting day, unless a person says otherwise.
    pub scenario: &'a Scenario,
    /// The currency of every amount.
    pub currency: &'a str,
    /// The twelve months of the returns.
    pub period: &'a str,
    /// The draws of today's duplicated cost.
    spread: Spread,
    pay: Pay,
}

impl<'a> Basis<'a> {
    /// Draws today's duplicated cost.
    pub fn new(
        facts: &'a [ReturnFacts],
        today: &'a Today,
        rules: Rules<'a>,
        scenario: &'a Scenario,
        currency: &'a str,
        period: &'a str,
    ) -> Self {
        let cells = Cells::new(
            facts,
            &today.overlap.left,
            facts.len(),
            rules.taxonomy,
            (rules.basis, rules.floor),
            scenario.simulations,
        );
        let spread = Spread::of(&cells, &cells.doubts(), today.duplicated(rules.basis), scenario);
        Self { facts, today, rules, scenario, currency, period, spread, pay: Pay::of(facts) }
    }

    /// The calendar year in which the period begins.
    pub fn year(&self) -> i16 {
        base_year(self.period)
    }
}

/// The financial year that begins on a day or is the first to begin after it. Financial years begin on 1 April.
pub fn first_year(vesting: Date) -> i16 {
    vesting.year() + i16::from((vesting.month(), vesting.day()) > (4, 1))
}

/// What an option is worth.
#[derive(Debug, Clone)]
pub struct Worth {
    /// The case of what joining saves, all successors together.
    pub case: Case,
    /// What division costs.
    pub divided: Divided,
    /// Both of each successor.
    pub successors: Vec<(Case, Divided)>,
    /// Years after year 1 in which it begins.
    pub delay: u32,
    /// The saving of a year at full run.
    pub range: Range,
    /// Why it cannot be said, where it cannot.
    pub reason: Option<String>,
    /// The net present value of each draw. None where it cannot be said.
    pub draws: Option<Vec<Money>>,
    /// What they come to.
    pub drawn: Option<Drawn>,
    /// What a reader may conclude.
    pub conclusion: Conclusion,
    /// What the case is made of, for other scenarios.
    base: Base,
    added: Vec<Money>,
}

impl Worth {
    /// Of a measured option.
    pub fn of(basis: &Basis<'_>, option: &Planned, measured: &Measured) -> Self {
        let base = base(basis, option, measured);
        let mut added = vec![Money::ZERO; option.successors.len()];
        for (row, amount) in measured.joined.attribution.iter().zip(&measured.added) {
            added[measured.parts.successor[row.organisation as usize] as usize] += *amount;
        }
        let mut worth = Self {
            case: Case::default(),
            divided: Divided::default(),
            successors: Vec::new(),
            delay: delay(basis, option),
            range: Range::of(&base.spread, basis.scenario),
            reason: None,
            draws: None,
            drawn: None,
            conclusion: Conclusion::NothingFound,
            base,
            added,
        };
        let tranches = worth.under(basis.scenario);
        let found = estimate(&worth.base, &tranches, basis.scenario);
        worth.reason = found.reason;
        if worth.reason.is_none() {
            worth.draw(basis, &tranches, measured);
        }
        let moved = worth.base.spread.full + worth.divided.a_year;
        worth.conclusion = Conclusion::of(moved, worth.drawn.as_ref(), worth.base.is_doubtful());
        worth
    }

    /// The net present value. None where it cannot be said.
    pub fn npv(&self) -> Option<Money> {
        self.reason.is_none().then(|| self.case.npv - self.divided.worth())
    }

    /// What a year is worth in year 0.
    pub fn present_value(&self, year: usize) -> Money {
        self.case.lines.get(year).map_or(Money::ZERO, |line| line.present_value) - self.divided.present_value(year)
    }

    /// The net present value under another scenario, where division costs so much of what it is taken to cost.
    pub fn npv_under(&self, scenario: &Scenario, division: Share) -> Money {
        let mut other = self.clone();
        other.under(scenario);
        other.case.npv - other.divided.worth().times(division)
    }

    /// The cases of each successor, and of all.
    fn under(&mut self, scenario: &Scenario) -> Vec<Tranche> {
        // Systems wait for the end of their contracts from the day on which this option begins.
        let first = later(scenario.first_year(self.base.year), self.delay);
        let mut tranches = self.base.tranches(&scenario.starting(first));
        for tranche in &mut tranches {
            tranche.wave += self.delay;
        }
        let alone = scenario.without_fixed();
        let successor = |place: usize| {
            let own: Vec<Tranche> = tranches.iter().filter(|one| one.organisation as usize == place).cloned().collect();
            (appraise(&own, &alone), Divided::of(self.added[place], self.delay, &alone))
        };
        self.successors = (0..self.added.len()).map(successor).collect();
        self.case = Case::together(self.successors.iter().map(|(case, _)| case));
        if self.base.spread.full.is_positive() || self.added.iter().any(|added| added.is_positive()) {
            self.case = std::mem::take(&mut self.case).with_fixed(&appraise(&tranches, scenario));
        }
        self.divided = Divided::together(self.successors.iter().map(|(_, divided)| divided));
        tranches
    }

    fn draw(&mut self, basis: &Basis<'_>, tranches: &[Tranche], measured: &Measured) {
        let saved = draws(tranches, basis.scenario, &self.base.spread, &self.case);
        let parts = added_spread(basis, measured).parts(basis.scenario);
        let parts: Vec<f64> = parts.into_iter().map(|part| part.max(0.0)).collect();
        let costs = self.divided.draws(basis.scenario, &parts);
        let values: Vec<Money> = saved.iter().zip(&costs).map(|(saved, cost)| *saved - *cost).collect();
        self.drawn = Some(Drawn::of(values.clone()));
        self.draws = Some(values);
    }
}

fn later(year: i16, by: u32) -> i16 {
    year.saturating_add(i16::try_from(by).unwrap_or(i16::MAX))
}

/// By how many years an option begins later than year 1.
fn delay(basis: &Basis<'_>, option: &Planned) -> u32 {
    let first = basis.scenario.first_year(basis.year());
    u32::try_from(i32::from(first_year(option.vesting)) - i32::from(first)).unwrap_or(0)
}

fn cells(basis: &Basis<'_>, measured: &Measured, groups: Option<&[u32]>) -> Cells {
    let Rules { taxonomy, basis: counts, floor } = basis.rules;
    let parts = &measured.parts.facts;
    Cells::in_groups(
        parts,
        &measured.joined.left,
        parts.len(),
        taxonomy,
        (counts, floor),
        basis.scenario.simulations,
        groups,
    )
}

/// What joining can remove, cut as finely as a scenario can tell apart, and how sure that is.
fn base(basis: &Basis<'_>, option: &Planned, measured: &Measured) -> Base {
    let Rules { taxonomy, basis: counts, .. } = basis.rules;
    let (joined, parts) = (&measured.joined, &measured.parts);
    let functions = functions_of(joined);
    let stake = |((stake, row), removed): ((Stake, Money), &Money)| Stake {
        organisation: parts.successor[stake.organisation as usize],
        ..stake.without(row - *removed)
    };
    let duplicated = joined.attribution.iter().map(|row| row.duplicated);
    let stakes: Vec<Stake> =
        stakes(joined, &functions, &basis.pay).into_iter().zip(duplicated).zip(&measured.removed).map(stake).collect();
    let each: Vec<u32> = (0..).take(parts.facts.len()).collect();
    let spread_of = |cells: &Cells, full: Money| Spread::of(cells, &cells.doubts(), full, basis.scenario);
    let within = cells(basis, measured, Some(&parts.successor));
    let own = cells(basis, measured, Some(&each));
    let full = joined.duplicated.get(counts);
    let spread = spread_of(&within, full).less(&spread_of(&own, measured.alone.duplicated.get(counts)));
    let carried = carries(&parts.facts, taxonomy, joined, (&within, &within.doubts()), full);
    Base {
        currency: basis.currency.to_owned(),
        year: basis.year(),
        organisations: u32::try_from(option.successors.len()).unwrap_or(u32::MAX),
        functions: functions.iter().map(|function| lineage(*function, taxonomy)).collect(),
        stakes,
        compared: joined.duplicated.all,
        reorganisation: Money::ZERO,
        spread,
        carried: carried.first().map(|most| most.carries).unwrap_or_default(),
    }
}

/// How sure is what division adds: draw by draw, the parts less the organisations as they are.
fn added_spread(basis: &Basis<'_>, measured: &Measured) -> Spread {
    let divided = cells(basis, measured, None);
    let full = measured.divided.duplicated.get(basis.rules.basis);
    Spread::of(&divided, &divided.doubts(), full, basis.scenario).less(&basis.spread)
}

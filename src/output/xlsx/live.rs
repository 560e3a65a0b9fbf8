//! The phases worked out as the sheet's formulas do, so that every formula is stored with its value and readers that do not
//! calculate show it as well.
//!
//! The report rounds each organisation's part to the penny; a sheet can only round the sums. The two differ by pence.

use std::collections::{BTreeMap, BTreeSet};

use super::book::pounds;
use crate::ledger::Pool;
use crate::report::Report;
use crate::savings::Reckoned;

/// What the formulas start from.
pub(super) struct Basis {
    /// Duplicated cost by years until it starts to save: of roles, of other cost and systems, of unknown kind.
    pub(super) by_shift: BTreeMap<u32, [f64; 3]>,
    /// Duplicated cost by the years of delay of its wave.
    pub(super) by_wave: BTreeMap<u32, f64>,
    /// Organisations with roles or cost of unknown kind: which, and what each wave has, in the order of `waves`.
    pub(super) posts: Vec<(usize, Vec<Staff>)>,
    /// Years of delay of the waves that have roles.
    pub(super) waves: Vec<u32>,
}

/// Cost and staff of roles, and staff that cost of unknown kind may pay: the fewest, those that leave, and the most.
pub(super) type Staff = [f64; 5];

impl Basis {
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn of(report: &Report) -> Self {
        let mut by_shift: BTreeMap<u32, [i64; 3]> = BTreeMap::new();
        let mut by_wave: BTreeMap<u32, i64> = BTreeMap::new();
        let mut roles: BTreeMap<u32, BTreeMap<u32, [i64; 5]>> = BTreeMap::new();
        for tranche in &report.savings.workings.tranches {
            let mut pay = 0;
            for amount in &tranche.pools {
                let known = (amount.duplicated - amount.unknown).0;
                let kinds = by_shift.entry(tranche.wave + amount.lag).or_default();
                kinds[usize::from(amount.pool != Pool::Roles)] += known;
                kinds[2] += amount.unknown.0;
                *by_wave.entry(tranche.wave).or_default() += amount.duplicated.0;
                pay += if amount.pool == Pool::Roles { known } else { 0 };
            }
            let Reckoned { fewest, likely, most } = tranche.reckoned;
            if pay > 0 || tranche.milli_fte > 0 || most > 0 {
                let part = roles.entry(tranche.organisation).or_default().entry(tranche.wave).or_default();
                *part = [pay, tranche.milli_fte, fewest, likely, most];
            }
        }
        let waves: BTreeSet<u32> = roles.values().flat_map(BTreeMap::keys).copied().collect();
        let part = |by: &BTreeMap<u32, [i64; 5]>, wave: &u32| {
            let [pay, staff @ ..] = by.get(wave).copied().unwrap_or_default();
            let [known, fewest, likely, most] = staff.map(|milli| milli as f64 / 1000.0);
            [pay as f64 / 100.0, known, fewest, likely, most]
        };
        let row = |(organisation, by): (u32, BTreeMap<u32, [i64; 5]>)| {
            (organisation as usize, waves.iter().map(|wave| part(&by, wave)).collect())
        };
        Self {
            by_shift: by_shift
                .into_iter()
                .map(|(shift, kinds)| (shift, kinds.map(|pence| pence as f64 / 100.0)))
                .collect(),
            by_wave: by_wave.into_iter().map(|(wave, pence)| (wave, pence as f64 / 100.0)).collect(),
            posts: roles.into_iter().map(row).collect(),
            waves: waves.into_iter().collect(),
        }
    }
}

/// The parameters as numbers.
pub(super) struct Parameters {
    pub(super) target: f64,
    pub(super) years: f64,
    /// A name, or None for a list of shares.
    pub(super) shape: Option<String>,
    pub(super) realisation: f64,
    pub(super) optimism_bias: f64,
    pub(super) attrition: f64,
    pub(super) exit_cost: f64,
    pub(super) setup_ratio: f64,
    pub(super) setup_profile: Vec<f64>,
    pub(super) dual_run: f64,
    pub(super) whole_posts: bool,
    pub(super) unspecified_cashable: bool,
}

impl Parameters {
    pub(super) fn of(report: &Report) -> Self {
        let value = |key: &str| report.scenario.get(key).map(|parameter| &parameter.value);
        let number = |key: &str| value(key).and_then(serde_json::Value::as_f64).unwrap_or_default();
        let yes = |key: &str| value(key).and_then(serde_json::Value::as_bool).unwrap_or_default();
        let profile = value("setup_profile").and_then(serde_json::Value::as_array);
        Self {
            target: number("target"),
            years: number("years"),
            shape: value("shape").and_then(serde_json::Value::as_str).map(str::to_owned),
            realisation: number("realisation"),
            optimism_bias: number("optimism_bias"),
            attrition: number("attrition"),
            exit_cost: number("exit_cost"),
            setup_ratio: number("setup_ratio"),
            setup_profile: profile.into_iter().flatten().filter_map(serde_json::Value::as_f64).collect(),
            dual_run: number("dual_run"),
            whole_posts: yes("whole_posts"),
            unspecified_cashable: yes("unspecified_cashable"),
        }
    }

    /// How far the target is reached in a year, 0 to 1.
    fn progress(&self, year: f64, listed: f64) -> f64 {
        let part = if self.years > 0.0 { (year / self.years).min(1.0) } else { 1.0 };
        match self.shape.as_deref() {
            Some("linear") => part,
            Some("front-loaded") => part * (2.0 - part),
            Some(_) => part * part * (3.0 - 2.0 * part),
            None => listed,
        }
    }
}

/// One year as the sheet has it.
#[derive(Debug, Clone, Default)]
pub(super) struct Year {
    pub(super) progress: f64,
    pub(super) phase: f64,
    pub(super) gross: f64,
    pub(super) realised: f64,
    pub(super) posts: f64,
    pub(super) roles_cash: f64,
    pub(super) cashable: f64,
    pub(super) released: f64,
    pub(super) exits: f64,
    pub(super) setup: f64,
    pub(super) dual: f64,
    pub(super) net: f64,
    pub(super) cumulative: f64,
    pub(super) rate: f64,
    pub(super) factor: f64,
    pub(super) present: f64,
    pub(super) is_back: bool,
}

/// What lies that close below a whole post is one: as in the formulas.
pub(super) const NEARLY: f64 = 1e-9;

/// Every year.
pub(super) fn years(report: &Report, basis: &Basis, with: &Parameters) -> Vec<Year> {
    let progress = report.savings.years.iter().map(|row| {
        let listed = if with.target > 0.0 { row.cumulative / with.target } else { 0.0 };
        with.progress(f64::from(row.year), listed)
    });
    let progress: Vec<f64> = progress.collect();
    let mut years: Vec<Year> = Vec::new();
    for (place, reached) in progress.iter().enumerate() {
        let phase = |shift: u32| with.target * place.checked_sub(shift as usize).map_or(0.0, |place| progress[place]);
        let mut year = Year { progress: *reached, phase: phase(0), ..Year::default() };
        let mut cash = 0.0;
        for (shift, [roles, other, unspecified]) in &basis.by_shift {
            year.gross += (roles + other + unspecified) * phase(*shift);
            cash += (other + if with.unspecified_cashable { *unspecified } else { 0.0 }) * phase(*shift);
        }
        for (_, waves) in &basis.posts {
            let sum = |place: usize| {
                let parts = basis.waves.iter().zip(waves).map(|(wave, amounts)| amounts[place] * phase(*wave));
                parts.sum::<f64>() * with.realisation
            };
            let [released, posts, fewest, likely, most] = [0, 1, 2, 3, 4].map(sum);
            let leaving = posts + likely;
            year.posts += if with.whole_posts { whole(leaving) } else { leaving };
            year.roles_cash +=
                released * if with.whole_posts { cash_part(posts, posts + fewest, posts + most) } else { 1.0 };
        }
        for (wave, amount) in &basis.by_wave {
            let part = (place.checked_sub(*wave as usize)).and_then(|since| with.setup_profile.get(since));
            year.setup += amount * part.copied().unwrap_or_default();
        }
        let before = years.last().cloned().unwrap_or(Year { factor: 1.0, ..Year::default() });
        year.gross = penny(year.gross);
        year.realised = penny(year.gross * with.realisation);
        year.cashable = penny(cash * with.realisation + year.roles_cash);
        year.released = penny(year.realised - year.cashable);
        year.exits = penny((year.posts - before.posts).max(0.0) * (1.0 - with.attrition) * with.exit_cost);
        year.setup = penny(year.setup * with.target * with.setup_ratio * (1.0 + with.optimism_bias));
        year.dual = penny((year.gross - before.gross).max(0.0) * with.dual_run * (1.0 + with.optimism_bias));
        year.net = penny(year.cashable - year.exits - year.setup - year.dual);
        year.cumulative = penny(before.cumulative + year.net);
        year.rate =
            place.checked_sub(1).and_then(|place| report.savings.workings.rates.get(place)).copied().unwrap_or(0.0);
        year.factor = before.factor / (1.0 + year.rate);
        year.present = penny(year.net * year.factor);
        years.push(year);
    }
    let mut is_back = true;
    for year in years.iter_mut().rev() {
        is_back &= year.cumulative >= 0.0;
        year.is_back = is_back;
    }
    years
}

fn whole(posts: f64) -> f64 {
    (posts + NEARLY).floor()
}

/// The part of the saving on posts that releases cash, where there may be more of them between both ends.
fn cash_part(posts: f64, fewest: f64, most: f64) -> f64 {
    let part = |whole: f64, of: f64| if of > 0.0 { whole / of } else { 0.0 };
    let alone = part(whole(posts), posts);
    let below = whole(fewest);
    if most <= posts {
        return alone;
    }
    alone.min(if whole(most) > below { below / (below + 1.0) } else { part(whole(most), most) })
}

fn penny(amount: f64) -> f64 {
    (amount * 100.0).round() / 100.0
}

/// By how much the years differ from those of the report, at most.
pub(super) fn largest_difference(report: &Report, years: &[Year]) -> f64 {
    let pairs = report.savings.years.iter().zip(years);
    pairs
        .flat_map(|(row, year)| {
            let case = &row.case;
            let said = [(case.cashable, year.cashable), (case.net, year.net), (case.present_value, year.present)];
            let always = [(Some(row.gross), year.gross), (Some(row.realised), year.realised)];
            said.into_iter().chain(always)
        })
        .filter_map(|(amount, live)| Some((pounds(amount?) - live).abs()))
        .fold(0.0, f64::max)
}

//! What a scenario makes of the duplicated cost: the case, whether it can be said, its range, and what would turn it.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::appraisal::{Case, Releases, Tranche, appraise};
use super::base::{Base, Stake};
use super::drawn::{Drawn, Released};
use super::range::Range;
use super::scenario::{Scenario, Shape};
use super::verdict::Conclusion;
use crate::ledger::Pool;
use crate::money::{Money, ONE, Share, and_list};
use crate::table::rows;

/// Where the net present value is nothing, everything else as it is. None: nowhere within the bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Switching {
    /// The share of the duplicated cost to be taken out, between 0 and 1.
    pub target: Option<Share>,
    /// The part that comes true, between 0 and 1.
    pub realisation: Option<Share>,
    /// Set-up cost per planned annual saving, in millionths, between 0 and 10.
    pub setup_ratio: Option<i64>,
}

rows! {
    /// What a tenth more of one parameter does to the net present value; the largest change stands first.
    @[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct Sensitivity("sensitivity", "Sensitivity", 1) {
        pub key: &'static str => "Parameter".wide(22), "Its key in settings.";
        pub npv_change: Money => "Change of value", "Change of the net present value.";
    }
}

/// An estimate.
#[derive(Debug, Clone)]
pub struct Estimate {
    /// The business case.
    pub case: Case,
    /// Why it cannot be said, where it cannot.
    pub reason: Option<String>,
    /// The range of the saving of a year at full run.
    pub range: Range,
    /// That of the net present value. None where it cannot be said.
    pub drawn: Option<Drawn>,
    /// What each of its draws releases.
    pub released: Option<Released>,
    /// What a reader may conclude.
    pub conclusion: Conclusion,
}

impl Estimate {
    /// What comes true of the planned saving of a year.
    pub fn realised_annual(&self, scenario: &Scenario) -> Money {
        self.case.planned_annual.times(scenario.realisation)
    }
}

/// Estimates a scenario, given [`Base::tranches`] of it.
pub fn estimate(base: &Base, tranches: &[Tranche], scenario: &Scenario) -> Estimate {
    let case = appraise(tranches, scenario);
    let reason = cannot_be_said(base, scenario, &base.stakes);
    let is_said = reason.is_none() && case.base != Money::ZERO;
    let released = is_said.then(|| Released::of(tranches, scenario, &base.spread, 0));
    let drawn = released.as_ref().map(|released| Drawn::of(released.values(scenario, &case)));
    let conclusion = Conclusion::of(case.base, drawn.as_ref(), base.is_doubtful());
    Estimate { case, reason, range: Range::of(&base.spread, scenario), drawn, released, conclusion }
}

/// The net present value of each organisation's own case. None: cannot be said.
pub fn by_organisation(base: &Base, tranches: &[Tranche], scenario: &Scenario) -> Vec<Option<Money>> {
    let own: Vec<&[Tranche]> = {
        let mut rest = tranches;
        let cut = (0..base.organisations).map(|organisation| {
            let (own, others) = rest.split_at(rest.partition_point(|tranche| tranche.organisation <= organisation));
            rest = others;
            own
        });
        cut.collect()
    };
    (base.by_organisation().into_par_iter().zip(own))
        .map(|(stakes, tranches)| {
            let said = cannot_be_said(base, scenario, stakes).is_none();
            said.then(|| appraise(tranches, scenario).npv)
        })
        .collect()
}

/// An amount without its pence.
fn whole_pounds(amount: Money, currency: &str) -> String {
    Money(amount.0 / 100 * 100).exact(currency).trim_end_matches(".00").to_owned()
}

/// Why the business case of these stakes cannot be said, if it cannot (docs/model.md section 4).
fn cannot_be_said<'s>(base: &Base, scenario: &Scenario, stakes: impl IntoIterator<Item = &'s Stake>) -> Option<String> {
    if scenario.is_manifesto() {
        return None;
    }
    let (mut whole, mut unknown) = (Money::ZERO, [Money::ZERO; 3]);
    let pools = [Pool::Unspecified, Pool::Roles, Pool::Other];
    for stake in stakes {
        whole += stake.duplicated;
        for (sum, _) in unknown.iter_mut().zip(pools).filter(|(_, pool)| *pool == stake.pool) {
            *sum += stake.unknown;
        }
    }
    if unknown.iter().copied().sum::<Money>().0 * 2 > whole.0 {
        let whats = ["has no breakdown", "is in roles without FTE", "is other cost of no known type"];
        let parts = unknown.into_iter().zip(whats).filter(|(amount, _)| amount.is_positive());
        let money = |amount| whole_pounds(amount, &base.currency);
        let parts: Vec<(Money, &str)> = parts.collect();
        let what = match &parts[..] {
            [(amount, what)] if *amount == whole => format!("all of the {} duplicated {what}", money(whole)),
            parts => {
                let parts: Vec<String> =
                    parts.iter().map(|(amount, what)| format!("{} {what}", money(*amount))).collect();
                format!("of {} duplicated, {}", money(whole), and_list(&parts))
            }
        };
        return Some(format!("{what}. So the posts and budgets that would fall are not known"));
    }
    let is_known = base.currency == "GBP" || scenario.is_set("exit_cost") || scenario.exit_cost_here.is_some();
    (!is_known && scenario.exit_cost != Money::ZERO).then(|| {
        format!("no role has staff, so the cost of an exit is known in GBP only; set `exit_cost` in {}", base.currency)
    })
}

/// What would turn the case: by bisection, everything else as in the scenario.
pub fn switching(tranches: &[Tranche], scenario: &Scenario) -> Switching {
    let one = i64::from(ONE);
    let rate = |value: i64| Share(u32::try_from(value).unwrap_or(ONE));
    let worth = |changed: &Scenario| appraise(tranches, changed).npv;
    let releases = Releases::of(tranches, scenario);
    // A single step above nothing is not looked at: there everything is nothing.
    let (target, realisation) = rayon::join(
        || root(one / 100, one, |value| worth(&aimed(scenario, rate(value)))),
        || root(0, one, |value| worth(&Scenario { realisation: rate(value), ..scenario.clone() })),
    );
    let setup_ratio = root(0, 10 * one, |value| {
        let changed = Scenario { setup_ratio: value, ..scenario.clone() };
        releases.case(&changed).npv
    });
    Switching { target: target.map(rate), realisation: realisation.map(rate), setup_ratio }
}

/// What a tenth more of each rate and price does to the net present value, the largest change first.
pub fn sensitivities(tranches: &[Tranche], scenario: &Scenario, npv: Money) -> Vec<Sensitivity> {
    let releases = Releases::of(tranches, scenario);
    // Only the first two change how much is released.
    let cases = a_tenth_more(scenario).into_iter().enumerate().map(|(place, (key, changed))| {
        (key, if place < 2 { appraise(tranches, &changed) } else { releases.case(&changed) })
    });
    let mut found: Vec<Sensitivity> =
        cases.map(|(key, case)| Sensitivity { key, npv_change: case.npv - npv }).collect();
    found.sort_by_key(|found| (std::cmp::Reverse(found.npv_change.0.abs()), found.key));
    found
}

/// The scenario with one rate or price a tenth higher each time: target and realisation, then what costs.
pub fn a_tenth_more(scenario: &Scenario) -> [(&'static str, Scenario); 7] {
    let more = |share: Share| Share(share.0 + share.0 / 10);
    let capped = |share: Share| more(share).min(Share::WHOLE);
    let same = || scenario.clone();
    [
        ("target", aimed(scenario, capped(scenario.target))),
        ("realisation", Scenario { realisation: capped(scenario.realisation), ..same() }),
        ("optimism_bias", Scenario { optimism_bias: more(scenario.optimism_bias), ..same() }),
        ("setup_ratio", Scenario { setup_ratio: scenario.setup_ratio + scenario.setup_ratio / 10, ..same() }),
        ("exit_cost", Scenario { exit_cost: Money(scenario.exit_cost.0 + scenario.exit_cost.0 / 10), ..same() }),
        ("attrition", Scenario { attrition: capped(scenario.attrition), ..same() }),
        ("dual_run", Scenario { dual_run: more(scenario.dual_run), ..same() }),
    ]
}

/// The scenario with another target; a list of shares is stretched to it.
pub(super) fn aimed(scenario: &Scenario, target: Share) -> Scenario {
    let shape = match &scenario.shape {
        Shape::List(steps) => {
            let from = u64::from(scenario.target.0.max(1));
            let stretched =
                |step: &Share| Share(u32::try_from(u64::from(step.0) * u64::from(target.0) / from).unwrap_or(target.0));
            Shape::List(steps.iter().map(stretched).collect())
        }
        other => other.clone(),
    };
    Scenario { target, shape, ..scenario.clone() }
}

/// Where an amount changes its sign between two values, to a thousandth of one whole. None: it does not.
fn root(low: i64, high: i64, amount: impl Fn(i64) -> Money) -> Option<i64> {
    const FINE: i64 = ONE as i64 / 1000;
    let sign = |value: i64| amount(value) >= Money::ZERO;
    let (mut low, mut high) = (low, high);
    let below = sign(low);
    if below == sign(high) {
        return None;
    }
    while high - low > FINE {
        let middle = low.midpoint(high);
        if sign(middle) == below { low = middle } else { high = middle }
    }
    Some((high + FINE / 2) / FINE * FINE)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::{Date, date};
    use serde_yaml::Value;

    use super::super::base::Stake;
    use super::super::range::Spread;
    use super::*;
    use crate::ledger::SpendCategory;

    fn stake(organisation: u32, pool: Pool, pounds: i64) -> Stake {
        Stake {
            organisation,
            function: 0,
            pool,
            category: SpendCategory::Administrative,
            contract_end: None,
            duplicated: Money(pounds * 100),
            unknown: if pool == Pool::Unspecified { Money(pounds * 100) } else { Money::ZERO },
            milli_fte: if pool == Pool::Roles { pounds / 40 } else { 0 },
            reckoned: 0,
        }
    }

    fn base(stakes: Vec<Stake>) -> Base {
        let full = stakes.iter().map(|stake| stake.duplicated).sum();
        Base {
            currency: "GBP".to_owned(),
            year: 2025,
            organisations: 2,
            functions: vec![vec!["hr.payroll".to_owned(), "hr".to_owned()], vec!["revenues.council-tax".to_owned()]],
            stakes,
            compared: full,
            reorganisation: Money::ZERO,
            carried: Money::ZERO,
            spread: Spread { full, percentiles: [full; 3], mean: full, analytic: [full; 3], ..Spread::default() },
        }
    }

    fn scenario(keys: &[(&str, &str)]) -> Scenario {
        let keys = keys.iter().map(|(key, value)| ((*key).to_owned(), serde_yaml::from_str::<Value>(value).unwrap()));
        Scenario::from_keys(&BTreeMap::new(), &keys.collect()).unwrap()
    }

    fn estimate(base: &Base, scenario: &Scenario) -> Estimate {
        super::estimate(base, &base.tranches(scenario), scenario)
    }

    fn by_organisation(base: &Base, scenario: &Scenario) -> Vec<Option<Money>> {
        super::by_organisation(base, &base.tranches(scenario), scenario)
    }

    fn switching(base: &Base, scenario: &Scenario) -> Switching {
        super::switching(&base.tranches(scenario), scenario)
    }

    fn gross(base: &Base, scenario: &Scenario) -> Vec<i64> {
        appraise(&base.tranches(scenario), scenario).lines.iter().map(|line| line.gross.0 / 100).collect()
    }

    /// Returns of 2025-26, so that year 1 begins on 1 April 2027 and a linear 40% over two years saves 20, then 40.
    #[test]
    fn systems_save_from_the_first_year_after_their_contract() {
        let two_years = scenario(&[("years", "2"), ("shape", "linear"), ("horizon", "5")]);
        let ending = |end: Option<Date>| {
            gross(&base(vec![Stake { contract_end: end, ..stake(0, Pool::Systems, 100) }]), &two_years)
        };
        assert_eq!(ending(None), [0, 0, 20, 40, 40, 40], "a lag of one year where nothing is known");
        assert_eq!(ending(Some(date(2020, 1, 1))), [0, 20, 40, 40, 40, 40], "past: at once");
        assert_eq!(ending(Some(date(2027, 3, 31))), [0, 20, 40, 40, 40, 40], "the day before year 1");
        assert_eq!(ending(Some(date(2027, 4, 1))), [0, 0, 20, 40, 40, 40], "a year that has begun is lost");
        assert_eq!(ending(Some(date(2029, 12, 31))), [0, 0, 0, 0, 20, 40]);
        let later = scenario(&[("years", "2"), ("shape", "linear"), ("horizon", "5"), ("start", "2028-29")]);
        let late = base(vec![Stake { contract_end: Some(date(2028, 12, 31)), ..stake(0, Pool::Systems, 100) }]);
        assert_eq!(gross(&late, &later), [0, 0, 20, 40, 40, 40], "a later start waits less");
        let manifesto = scenario(&[("preset", "manifesto"), ("years", "2"), ("shape", "linear"), ("horizon", "3")]);
        assert_eq!(gross(&late, &manifesto), [0, 20, 40, 40], "the manifesto waits for nobody");
    }

    #[test]
    fn a_leafs_wave_beats_its_groups_and_that_its_categorys() {
        let linear = |waves: &str| {
            scenario(&[("years", "1"), ("shape", "linear"), ("horizon", "4"), ("waves", waves), ("system_lag", "0")])
        };
        let stakes = base(vec![stake(0, Pool::Other, 100), Stake { function: 1, ..stake(0, Pool::Other, 10) }]);
        assert_eq!(gross(&stakes, &linear("{administrative: 3}")), [0, 0, 0, 0, 44]);
        assert_eq!(gross(&stakes, &linear("{administrative: 3, hr: 1}")), [0, 0, 40, 40, 44]);
        assert_eq!(gross(&stakes, &linear("{administrative: 3, hr: 1, hr.payroll: 0}")), [0, 40, 40, 40, 44]);
        let case = appraise(&stakes.tranches(&linear("{hr: 2}")), &linear("{hr: 2}"));
        let setup: Vec<i64> = case.lines.iter().map(|line| line.setup.0).collect();
        // 4 a year planned at once and 40 two years later, 1.25 times, with 56% on top; 30%, 50% and 20%.
        assert_eq!(setup, [234, 390, 156 + 2340, 3900, 1560]);
    }

    #[test]
    fn a_case_that_rests_on_the_unknown_cannot_be_said() {
        let central = Scenario::default();
        let thin = base(vec![stake(0, Pool::Unspecified, 51), stake(1, Pool::Other, 49)]);
        let found = estimate(&thin, &central);
        assert_eq!(found.conclusion, Conclusion::CannotBeSaid);
        assert!(found.reason.is_some_and(|reason| reason.starts_with("of £100 duplicated, £51")));
        let alone = by_organisation(&thin, &central);
        assert!(alone[0].is_none() && alone[1].is_some(), "the second organisation's own case can be said");
        let half = base(vec![stake(0, Pool::Unspecified, 50), stake(1, Pool::Other, 50)]);
        assert_eq!(estimate(&half, &central).reason, None, "half is not more than half");
        let unstaffed = Stake { unknown: Money(5_100), milli_fte: 0, ..stake(0, Pool::Roles, 100) };
        assert!(estimate(&base(vec![unstaffed]), &central).reason.is_some());
        assert_eq!(estimate(&thin, &scenario(&[("preset", "manifesto")])).reason, None);
    }

    #[test]
    fn in_another_currency_the_cost_of_an_exit_must_be_given() {
        let crowns = Base { currency: "SEK".to_owned(), ..base(vec![stake(0, Pool::Other, 1000)]) };
        assert!(estimate(&crowns, &Scenario::default()).reason.is_some_and(|reason| reason.contains("SEK")));
        assert_eq!(by_organisation(&crowns, &Scenario::default()), [None, None]);
        assert_eq!(estimate(&crowns, &scenario(&[("exit_cost", "700_000")])).reason, None);
    }

    #[test]
    fn the_switching_value_is_where_the_sign_turns() {
        let central = scenario(&[("whole_posts", "false")]);
        let stakes = base(vec![stake(0, Pool::Roles, 600_000), stake(0, Pool::Other, 400_000)]);
        let found = switching(&stakes, &central);
        let rate = found.realisation.expect("a realisation at which it pays");
        let worth = |rate: u32| estimate(&stakes, &Scenario { realisation: Share(rate), ..central.clone() }).case.npv;
        assert!(worth(rate.0 - 1_000) < Money::ZERO && worth(rate.0 + 1_000) > Money::ZERO, "{rate:?}");
        let ratio = found.setup_ratio.expect("a set-up cost at which it no longer pays");
        let worth = |ratio: i64| estimate(&stakes, &Scenario { setup_ratio: ratio, ..central.clone() }).case.npv;
        assert!(worth(ratio - 1_000) > Money::ZERO && worth(ratio + 1_000) < Money::ZERO, "{ratio}");
        let costly = scenario(&[("optimism_bias", "10"), ("setup_ratio", "10")]);
        assert_eq!(switching(&stakes, &costly).realisation, None, "nowhere between 0 and 1");
    }
}

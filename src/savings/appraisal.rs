//! The business case of docs/model.md section 4: gross, realised, cashable, what it costs, and what remains.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use num_bigint::BigInt;
use rayon::prelude::*;

use super::exact::ratio_half_even;
use super::scenario::Scenario;
use super::schedule::Schedule;
use crate::ledger::Pool;
use crate::money::{Money, ONE, divide_half_even, share_out};

/// One organisation's duplicated cost that starts in one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tranche {
    /// Whose, so that whole posts are counted per organisation.
    pub organisation: u32,
    /// Years of delay of the wave.
    pub wave: u32,
    /// Amounts by pool and by years of lag.
    pub pools: Vec<Amount>,
    /// Duplicated staff, in thousandths.
    pub milli_fte: i64,
    /// Staff that may be behind what is of unknown kind.
    pub reckoned: Reckoned,
}

/// Duplicated cost of one pool that starts to save in one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// What kind of cost.
    pub pool: Pool,
    /// Years by which it saves later than its wave.
    pub lag: u32,
    /// How much.
    pub duplicated: Money,
    /// Of it: what nobody says the kind of.
    pub unknown: Money,
}

impl Amount {
    /// Of a known kind, but for the pool that is known from totals only.
    pub fn new(pool: Pool, lag: u32, duplicated: Money) -> Self {
        Self { pool, lag, duplicated, unknown: if pool == Pool::Unspecified { duplicated } else { Money::ZERO } }
    }

    /// What releases cash where it is saved.
    pub(super) fn known(&self, scenario: &Scenario) -> Money {
        if scenario.unspecified_cashable { self.duplicated } else { self.duplicated - self.unknown }
    }
}

/// Staff that cost of unknown kind may pay, in thousandths. Nothing where no such cost is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reckoned {
    /// Where it is all pay, and pay is as high as is likely.
    pub fewest: i64,
    /// At the median cost of a post: so many leave.
    pub likely: i64,
    /// Where pay is as low as is likely.
    pub most: i64,
}

impl Reckoned {
    /// Of an amount that would pay so many at the median, between the bounds of likely pay.
    pub fn of(unknown: Money, likely: i64, bounds: Option<&RangeInclusive<Money>>) -> Self {
        let staff = |pay: Money| divide_half_even(i128::from(unknown.0) * 1000, i128::from(pay.0.max(1)));
        let (fewest, most) = bounds.map_or((likely, likely), |pay| (staff(*pay.end()), staff(*pay.start())));
        Self { fewest: fewest.min(likely), likely, most: most.max(likely) }
    }
}

/// One year of a case, in pence of the baseline year.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Line {
    /// The target share of the duplicated cost.
    pub gross: Money,
    /// The part of it that comes true.
    pub realised: Money,
    /// The part of that by which budgets fall.
    pub cashable: Money,
    /// Cost of people leaving.
    pub exits: Money,
    /// Cost of setting up, optimism bias included.
    pub setup: Money,
    /// Of it: what does not depend on the saving.
    pub setup_fixed: Money,
    /// Cost of running old and new side by side, optimism bias included.
    pub dual_running: Money,
    /// Cashable less all three.
    pub net: Money,
    /// Net up to and including this year.
    pub cumulative_net: Money,
    /// What a pound of this year is worth in year 0.
    pub discount_factor: f64,
    /// Net in year-0 worth.
    pub present_value: Money,
}

impl Line {
    /// Time released, kind unknown: realised, and no budget falls by it.
    pub fn non_cashable(&self) -> Money {
        self.realised - self.cashable
    }
}

/// A business case.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Case {
    /// The duplicated cost it starts from.
    pub base: Money,
    /// The gross saving of a year at full run, as planned.
    pub planned_annual: Money,
    /// Year 0 to the horizon.
    pub lines: Vec<Line>,
    /// Net present value of the cashable part.
    pub npv: Money,
    /// Net present value, released time included.
    pub npv_including_time_released: Money,
    /// First year from which the cumulative net never falls below nothing again. None: not within the horizon.
    pub payback_year: Option<u32>,
}

impl Case {
    /// First year from which the sum of present values never falls below nothing again. None: not within the horizon.
    pub fn payback_year_discounted(&self) -> Option<u32> {
        let (mut sum, mut found) = (Money::ZERO, None);
        for (year, line) in (0..).zip(&self.lines) {
            sum += line.present_value;
            found = if sum < Money::ZERO { None } else { found.or(Some(year).filter(|year| *year > 0)) };
        }
        found
    }

    /// How far the cumulative net falls below nothing at most, and the first year in which it is there.
    pub fn trough(&self) -> Option<(Money, u32)> {
        let lines = (0..).zip(&self.lines).map(|(year, line)| (line.cumulative_net.min(Money::ZERO), year));
        lines.min()
    }

    /// Years at whose end the cumulative net is below nothing.
    pub fn years_below(&self) -> u32 {
        let below = self.lines.iter().filter(|line| line.cumulative_net < Money::ZERO).count();
        u32::try_from(below).unwrap_or(u32::MAX)
    }
}

/// Works out the case of a set of tranches. Those of one organisation stand together.
pub fn appraise(tranches: &[Tranche], scenario: &Scenario) -> Case {
    Releases::of(tranches, scenario).case(scenario)
}

/// What a plan releases year by year, before it is said what that costs.
pub(super) struct Releases {
    by_wave: BTreeMap<u32, Money>,
    years: Vec<Released>,
}

impl Releases {
    /// Those of a set of tranches. Those of one organisation stand together.
    pub(super) fn of(tranches: &[Tranche], scenario: &Scenario) -> Self {
        let schedule = scenario.schedule();
        let posts = Posts::of(&schedule);
        let nothing = || vec![Released::default(); scenario.horizon as usize + 1];
        let years = tranches
            .par_chunk_by(|a, b| a.organisation == b.organisation)
            .fold(nothing, |mut released, tranches| {
                let mut posts_before = 0;
                for (year, sum) in (0..).zip(&mut released) {
                    let part = organisation_year(tranches, scenario, &schedule, &posts, year);
                    sum.add(Released { posts: (part.posts - posts_before).max(0), ..part });
                    posts_before = posts_before.max(part.posts);
                }
                released
            })
            .reduce(nothing, |mut some, others| {
                some.iter_mut().zip(others).for_each(|(sum, part)| sum.add(part));
                some
            });
        let mut by_wave: BTreeMap<u32, Money> = BTreeMap::new();
        for tranche in tranches {
            *by_wave.entry(tranche.wave).or_default() += tranche.pools.iter().map(|amount| amount.duplicated).sum();
        }
        Self { by_wave, years }
    }

    /// The same, so many years later.
    pub(super) fn late(&self, years: u32) -> Self {
        let mut late = vec![Released::default(); (years as usize).min(self.years.len())];
        late.extend(self.years.iter().take(self.years.len() - late.len()));
        Self { by_wave: self.by_wave.clone(), years: late }
    }

    /// The case of a scenario in which as much is released: it differs, if at all, in what that costs.
    pub(super) fn case(&self, scenario: &Scenario) -> Case {
        let schedule = scenario.schedule();
        let (setup, posts) = (setup_by_year(&self.by_wave, scenario, &schedule), Posts::of(&schedule));
        let mut case =
            Case { base: self.by_wave.values().copied().sum(), planned_annual: setup.planned, ..Case::default() };
        let uplift = ONE + scenario.optimism_bias.0;
        let (mut gross_before, mut cumulative) = (Money::ZERO, Money::ZERO);
        for (year, part) in (0..).zip(&self.years) {
            let year_of = |amounts: &BTreeMap<u32, Money>| amounts.get(&year).copied().unwrap_or_default();
            let mut line = Line {
                gross: part.gross,
                realised: part.realised,
                cashable: part.cashable,
                exits: posts.times(part.posts, i64::from(ONE - scenario.attrition.0.min(ONE)), scenario.exit_cost),
                setup: uplifted(year_of(&setup.by_year) + year_of(&setup.fixed), ONE, uplift),
                setup_fixed: uplifted(year_of(&setup.fixed), ONE, uplift),
                dual_running: uplifted((part.gross - gross_before).max(Money::ZERO), scenario.dual_run.0, uplift),
                discount_factor: scenario.discount.factor(year),
                ..Line::default()
            };
            gross_before = line.gross;
            line.net = line.cashable - line.exits - line.setup - line.dual_running;
            cumulative += line.net;
            line.cumulative_net = cumulative;
            line.present_value = worth(line.net, line.discount_factor);
            case.npv += line.present_value;
            case.npv_including_time_released += worth(line.net + line.non_cashable(), line.discount_factor);
            case.payback_year =
                if cumulative < Money::ZERO { None } else { case.payback_year.or(Some(year).filter(|year| *year > 0)) };
            case.lines.push(line);
        }
        case
    }
}

/// What is released in a year. Posts are exact: see [`Posts`].
#[derive(Debug, Clone, Copy, Default)]
struct Released {
    gross: Money,
    realised: Money,
    cashable: Money,
    posts: i128,
}

impl Released {
    fn add(&mut self, part: Self) {
        self.gross += part.gross;
        self.realised += part.realised;
        self.cashable += part.cashable;
        self.posts += part.posts;
    }
}

/// In what posts are counted: realisation (ppm) times the schedule's share times thousandths of a post.
struct Posts {
    one: i128,
}

impl Posts {
    fn of(schedule: &Schedule) -> Self {
        Self { one: i128::from(ONE) * schedule.denominator() * 1000 }
    }

    /// The posts at or below.
    fn whole(&self, posts: i128) -> i128 {
        posts - posts.rem_euclid(self.one)
    }

    /// What of a saving on posts releases cash: the whole posts' part of it. What is of unknown kind may be posts as well, between
    /// both ends, and of all that may be the number counts that leaves most of a post over.
    fn cash_of_whole(&self, saving: Money, posts: i128, [fewest, most]: [i128; 2]) -> Money {
        let part = |whole: i128, of: i128| if of > 0 { portion(saving, whole, of) } else { Money::ZERO };
        let alone = part(self.whole(posts), posts);
        if most == posts {
            return alone;
        }
        // Just below a whole number least of the posts are whole; else where there are most.
        let below = self.whole(fewest);
        let worst = if below + self.one <= most { part(below, below + self.one) } else { part(self.whole(most), most) };
        alone.min(worst)
    }

    /// So many posts, of them a share in ppm, at a price each.
    fn times(&self, posts: i128, share: i64, price: Money) -> Money {
        ratio_half_even(
            &[BigInt::from(posts), BigInt::from(share), BigInt::from(price.0)],
            &[BigInt::from(self.one), BigInt::from(ONE)],
        )
    }
}

/// One organisation's part of a year.
fn organisation_year(
    tranches: &[Tranche],
    scenario: &Scenario,
    schedule: &Schedule,
    posts: &Posts,
    year: u32,
) -> Released {
    let mut part = Released::default();
    let mut realised_roles = Money::ZERO;
    // Of declared staff, and what of unknown kind adds at the fewest, likely, and at the most.
    let (mut known, mut reckoned) = (0, [0_i128; 3]);
    for tranche in tranches {
        let since = i64::from(year) - i64::from(tranche.wave);
        for amount in &tranche.pools {
            let gross = schedule.of(amount.duplicated, since - i64::from(amount.lag));
            let realised = gross.times(scenario.realisation);
            part.gross += gross;
            part.realised += realised;
            let known = match amount.known(scenario) {
                all if all == amount.duplicated => realised,
                some => portion(realised, i128::from(some.0), i128::from(amount.duplicated.0)),
            };
            *(if amount.pool == Pool::Roles { &mut realised_roles } else { &mut part.cashable }) += known;
        }
        let released = i128::from(scenario.realisation.0) * schedule.at(since);
        known += released * i128::from(tranche.milli_fte);
        let Reckoned { fewest, likely, most } = tranche.reckoned;
        for (sum, staff) in reckoned.iter_mut().zip([fewest, likely, most]) {
            *sum += released * i128::from(staff);
        }
    }
    let [fewest, likely, most] = reckoned;
    part.posts = known + likely;
    if scenario.whole_posts {
        part.posts = posts.whole(part.posts);
        part.cashable += posts.cash_of_whole(realised_roles, known, [known + fewest, known + most]);
    } else {
        part.cashable += realised_roles;
    }
    part
}

/// An amount times `part / whole`, half-even.
fn portion(amount: Money, part: i128, whole: i128) -> Money {
    match i128::from(amount.0).checked_mul(part) {
        Some(product) => Money(divide_half_even(product, whole)),
        None => ratio_half_even(&[BigInt::from(amount.0), BigInt::from(part)], &[BigInt::from(whole)]),
    }
}

/// An amount times two shares in ppm, rounded once.
pub(super) fn uplifted(amount: Money, share: u32, uplift: u32) -> Money {
    let one = i128::from(ONE);
    Money(divide_half_even(i128::from(amount.0) * i128::from(share) * i128::from(uplift), one * one))
}

/// What setting up costs, before optimism bias.
struct Setup {
    planned: Money,
    by_year: BTreeMap<u32, Money>,
    /// What does not depend on the saving.
    fixed: BTreeMap<u32, Money>,
}

fn setup_by_year(by_wave: &BTreeMap<u32, Money>, scenario: &Scenario, schedule: &Schedule) -> Setup {
    let mut setup = Setup { planned: Money::ZERO, by_year: BTreeMap::new(), fixed: BTreeMap::new() };
    let weights: Vec<i64> = scenario.setup_profile.iter().map(|share| i64::from(share.0)).collect();
    if let Some(first) = by_wave.keys().next() {
        setup.fixed = (*first..).zip(share_out(scenario.setup_fixed, &weights)).collect();
    }
    for (wave, base) in by_wave {
        let planned = schedule.full(*base);
        setup.planned += planned;
        let cost = Money(divide_half_even(i128::from(planned.0) * i128::from(scenario.setup_ratio), i128::from(ONE)));
        for (year, part) in (*wave..).zip(share_out(cost, &weights)) {
            *setup.by_year.entry(year).or_default() += part;
        }
    }
    setup
}

/// A float product and one rounding, half-even, as docs/model.md section 12 asks for.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
pub(super) fn worth(amount: Money, factor: f64) -> Money {
    Money((amount.0 as f64 * factor).round_ties_even() as i64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Share;
    use crate::savings::Shape;

    fn tranche() -> impl Strategy<Value = Tranche> {
        let pools = prop::collection::vec((0..4_usize, 0..4_u32, 0..1_000_000_000_i64), 0..5);
        (0..4_u32, 0..4_u32, pools, 0..40_000_i64).prop_map(|(organisation, wave, pools, milli_fte)| Tranche {
            organisation,
            wave,
            pools: pools
                .into_iter()
                .map(|(pool, lag, pence)| Amount::new(Pool::ALL[pool], lag, Money(pence)))
                .collect(),
            milli_fte,
            reckoned: Reckoned { fewest: milli_fte / 3, likely: milli_fte / 2, most: milli_fte },
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn a_schedule_starts_at_nothing_never_falls_and_ends_at_the_target(
            years in 1..50_u32, target in 0..=1_000_000_u32, which in 0..4_usize, pence in 0..1_000_000_000_000_i64
        ) {
            let list = Shape::List(vec![Share(target / 3), Share(target / 2), Share(target)]);
            let shape = [Shape::Linear, Shape::FrontLoaded, Shape::SCurve, list][which].clone();
            let schedule = Schedule::new(&shape, years, Share(target));
            prop_assert_eq!(schedule.ppm(0), Share(0));
            prop_assert_eq!(schedule.full(Money(pence)), Money(pence).times(Share(target)));
            for year in 0..=50 {
                prop_assert!(schedule.at(year) <= schedule.at(year + 1));
            }
        }

        #[test]
        fn cashable_is_no_more_than_realised_than_gross_than_duplicated(
            tranches in prop::collection::vec(tranche(), 1..8), preset in 0..4_usize
        ) {
            let scenario = Scenario::preset(Scenario::PRESETS[preset]).unwrap();
            let case = appraise(&tranches, &scenario);
            for line in &case.lines {
                prop_assert!(Money::ZERO <= line.cashable && line.cashable <= line.realised);
                prop_assert!(line.realised <= line.gross && line.gross <= case.base);
                prop_assert!(!scenario.is_manifesto() || line.net == line.gross);
            }
            for pair in case.lines.windows(2) {
                prop_assert!(pair[1].gross >= pair[0].gross);
                prop_assert!(0.0 < pair[1].discount_factor && pair[1].discount_factor < pair[0].discount_factor);
            }
        }
    }

    /// A national audit's posts and pounds: beyond 128 bits, and still exact.
    #[test]
    fn whole_posts_of_a_nation_are_exact() {
        assert_eq!(portion(Money(9_000_000_000_000_000), i128::MAX / 4, i128::MAX / 2), Money(4_500_000_000_000_000));
        assert_eq!(portion(Money(5), 1, 2), Money(2), "a half goes to the even neighbour");
    }
}

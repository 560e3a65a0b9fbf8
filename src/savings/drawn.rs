//! The net present value of each draw: what comes true, which mappings hold, what it costs (docs/model.md section 16.11).

use rayon::prelude::*;

use super::appraisal::{Case, Line, Reckoned, Tranche};
use super::draw::{Draw, Triangle, fnv1a64, percentiles};
use super::range::{Spread, float, pence, triangle};
use super::scenario::Scenario;
use crate::ledger::Pool;
use crate::money::{Money, ONE};

/// Of the cost of setting up and running side by side: lowest, likeliest and highest, as parts of what is expected.
pub(super) const COST: Triangle = Triangle { low: 0.71, mode: 1.0, high: 1.92 };

/// The same of the cost of an exit.
const EXIT: Triangle = Triangle { low: 0.5, mode: 1.0, high: 1.5 };

/// So many draws where none of the duplicated cost are wanted.
const DRAWS: u32 = 1000;

/// Draws that are worked out side by side: what is the same for all is read once.
const LANES: usize = 8;

/// What the draws of a net present value come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drawn {
    /// At 10%, 50% and 90%.
    pub percentiles: [Money; 3],
    /// The part of the draws in which it is above nothing.
    pub positive: f64,
}

/// One organisation's posts over years in which as many are released.
#[derive(Debug, Clone, Copy)]
struct Posts {
    /// Posts where everything comes true.
    count: f64,
    /// What one of them saves over these years, discounted.
    saved: f64,
    /// What a pound for each exit comes to, discounted: what leaves now would else leave later, or never.
    exits: f64,
}

/// The same of an organisation of which some cost is of unknown kind, so that it cannot be told which posts are whole.
#[derive(Debug, Clone, Copy)]
struct Unsure {
    known: Posts,
    /// Posts with those that the cost of unknown kind may pay: the fewest, those that leave, and the most.
    with: [f64; 3],
}

/// What a plan releases, as sums that a draw stretches.
#[derive(Debug, Clone, Default)]
struct Stretched {
    /// Saved where everything comes true, but for posts; discounted.
    saved: f64,
    /// Of posts that need not be whole: a pound for each exit, discounted.
    exits: f64,
    posts: Vec<Posts>,
    unsure: Vec<Unsure>,
}

/// What a draw takes of a plan.
#[derive(Debug, Clone, Copy)]
struct Taken {
    /// Of what is planned with every mapping: what comes true.
    rate: f64,
    /// The cost of an exit, as a part of what is expected.
    exit: f64,
    /// What set-up and dual running cost, as a part of what is expected.
    cost: f64,
    /// Of what is planned with every mapping: what is duplicated.
    part: f64,
}

/// What a draw of a plan releases over the horizon, discounted.
#[derive(Debug, Clone, Copy)]
struct Outcome {
    /// Pence saved.
    saved: f64,
    /// What a pound for each exit comes to.
    exits: f64,
}

/// What each draw of a plan releases, whatever that costs: a plan that is only dearer releases the same.
#[derive(Debug, Clone)]
pub struct Released {
    /// Where everything is as expected.
    expected: Outcome,
    draws: Vec<(Taken, Outcome)>,
}

impl Drawn {
    /// Of the value of each draw.
    pub fn of(values: Vec<Money>) -> Self {
        let above = values.iter().filter(|value| value.is_positive()).count();
        #[allow(clippy::cast_precision_loss)]
        let positive = above as f64 / values.len() as f64;
        Self { percentiles: percentiles(values), positive }
    }
}

/// The net present value of each draw. A draw of one number and seed is the same luck in every case.
pub fn draws(tranches: &[Tranche], scenario: &Scenario, spread: &Spread, case: &Case) -> Vec<Money> {
    Released::of(tranches, scenario, spread, 0).values(scenario, case)
}

/// How often a case is drawn.
pub(super) fn times(spread: &Spread, scenario: &Scenario) -> u32 {
    match (spread.simulated.len(), scenario.simulations) {
        (0, 0) => DRAWS,
        (0, wanted) => wanted,
        (drawn, _) => u32::try_from(drawn).unwrap_or(u32::MAX),
    }
}

impl Released {
    /// Of a plan of which the savings come so many years `late`.
    pub(super) fn of(tranches: &[Tranche], scenario: &Scenario, spread: &Spread, late: u32) -> Self {
        let plan = Stretched::of(tranches, scenario, late);
        let draws: Vec<Taken> = {
            let realisation = triangle(scenario);
            let keys = ["param:realisation", "param:exit-cost", "param:cost"].map(|key| fnv1a64([key]));
            let taken = |number| {
                let draw = Draw::new(scenario.seed, number);
                let [rate, exit, cost] = keys.map(|key| draw.uniform(key));
                let part = spread.drawn(draw, number) / float(spread.full).max(1.0);
                Taken { rate: realisation.at(rate) * part, exit: EXIT.at(exit), cost: COST.at(cost), part }
            };
            (0..times(spread, scenario)).map(taken).collect()
        };
        let outcomes = draws.par_chunks(LANES).flat_map_iter(|some| {
            let rates = std::array::from_fn(|lane| some.get(lane).map_or(0.0, |taken| taken.rate));
            some.iter().copied().zip(plan.outcomes(&rates))
        });
        let draws = outcomes.collect();
        Self { expected: plan.outcomes(&[scenario.realisation.as_f64(); LANES])[0], draws }
    }

    /// The net present value of each draw of a case that releases this.
    pub(super) fn values(&self, scenario: &Scenario, case: &Case) -> Vec<Money> {
        let discounted = |of: fn(&Line) -> Money| -> f64 {
            case.lines.iter().map(|line| float(of(line)) * line.discount_factor).sum()
        };
        let costs = discounted(|line| line.setup + line.dual_running - line.setup_fixed);
        let fixed = discounted(|line| line.setup_fixed);
        let exit_cost = float(scenario.exit_cost) * f64::from(ONE - scenario.attrition.0.min(ONE)) / f64::from(ONE);
        let value = |taken: &Taken, outcome: &Outcome| {
            outcome.saved - outcome.exits * taken.exit * exit_cost - taken.cost * (taken.part * costs + fixed)
        };
        let expected = Taken { rate: scenario.realisation.as_f64(), exit: 1.0, cost: 1.0, part: 1.0 };
        // What the case is worth more for its lines are whole pence: so the case is one of its draws.
        let rounding = float(case.npv) - value(&expected, &self.expected);
        self.draws.iter().map(|(taken, outcome)| pence(value(taken, outcome) + rounding)).collect()
    }
}

impl Stretched {
    #[allow(clippy::cast_precision_loss)]
    fn of(tranches: &[Tranche], scenario: &Scenario, late: u32) -> Self {
        let schedule = scenario.schedule();
        let whole = schedule.denominator() as f64;
        let factors: Vec<f64> = (0..=scenario.horizon).map(|year| scenario.discount.factor(year)).collect();
        let share = |year: u32, delay: u32| schedule.at(i64::from(year) - i64::from(delay + late)) as f64 / whole;
        // By years of delay: what a pound of duplicated cost saves over the horizon.
        let mut worth: Vec<f64> = Vec::new();
        let mut worth_of = |delay: u32| {
            while worth.len() <= delay as usize {
                let delay = u32::try_from(worth.len()).unwrap_or(u32::MAX);
                worth.push((0_u32..).zip(&factors).map(|(year, factor)| factor * share(year, delay)).sum());
            }
            worth[delay as usize]
        };
        let mut plan = Self::default();
        for own in tranches.chunk_by(|a, b| a.organisation == b.organisation) {
            for tranche in own {
                let counted = tranche.pools.iter().filter(|amount| amount.pool != Pool::Roles || !scenario.whole_posts);
                for amount in counted {
                    plan.saved += float(amount.known(scenario)) * worth_of(tranche.wave + amount.lag);
                }
            }
            let mut before: Option<(f64, f64, [f64; 3])> = None;
            for (year, factor) in (0_u32..).zip(&factors).skip(1) {
                let sum =
                    |of: &dyn Fn(&Tranche) -> f64| own.iter().map(|one| of(one) * share(year, one.wave)).sum::<f64>();
                let posts = sum(&|one| one.milli_fte as f64 / 1000.0);
                let pay = sum(&|one| {
                    let roles = one.pools.iter().filter(|amount| amount.pool == Pool::Roles);
                    roles.map(|pay| float(pay.known(scenario))).sum()
                });
                let staff: [fn(&Reckoned) -> i64; 3] = [|one| one.fewest, |one| one.likely, |one| one.most];
                let with = staff.map(|staff| posts + sum(&|one| staff(&one.reckoned) as f64 / 1000.0));
                let [_, leaving, most] = with;
                if most <= 0.0 {
                    continue;
                }
                // Who leaves in this year does not leave in the next.
                let exits = factor - factors.get(year as usize + 1).copied().unwrap_or_default();
                if !scenario.whole_posts {
                    plan.exits += leaving * exits;
                    continue;
                }
                let saved = if posts > 0.0 { pay / posts * factor } else { 0.0 };
                let is_sure = most <= posts;
                let last =
                    if is_sure { plan.posts.last_mut() } else { plan.unsure.last_mut().map(|last| &mut last.known) };
                let here = Posts { count: posts, saved, exits };
                match last.filter(|_| before == Some((posts, pay, with))) {
                    Some(same) => {
                        same.saved += saved;
                        same.exits += exits;
                    }
                    None if is_sure => plan.posts.push(here),
                    None => plan.unsure.push(Unsure { known: here, with }),
                }
                before = Some((posts, pay, with));
            }
        }
        plan
    }

    /// What the plan releases in draws side by side, each with its rate of what comes true.
    fn outcomes(&self, rates: &[f64; LANES]) -> [Outcome; LANES] {
        let mut saved = rates.map(|rate| rate * self.saved);
        let mut exits = rates.map(|rate| rate * self.exits);
        for posts in &self.posts {
            for lane in 0..LANES {
                let whole = floor(posts.count * rates[lane]);
                saved[lane] += whole * posts.saved;
                exits[lane] += whole * posts.exits;
            }
        }
        for Unsure { known, with: [fewest, leaving, most] } in &self.unsure {
            for lane in 0..LANES {
                let rate = rates[lane];
                let cash = cash_of_whole(known.count * rate, fewest * rate, most * rate);
                saved[lane] += cash * known.saved;
                exits[lane] += floor(leaving * rate) * known.exits;
            }
        }
        std::array::from_fn(|lane| Outcome { saved: saved[lane], exits: exits[lane] })
    }
}

/// Of so many posts those that release cash, where there may be more of them between both ends: as many as where most of a post
/// is left over.
fn cash_of_whole(posts: f64, fewest: f64, most: f64) -> f64 {
    let (below, whole) = (floor(fewest), floor(most));
    let (cash, of) = if whole > below { (below, below + 1.0) } else { (whole, most.max(f64::MIN_POSITIVE)) };
    floor(posts).min(posts * (cash / of))
}

/// The whole part of a number of posts, without a call for each: every processor adds faster.
fn floor(posts: f64) -> f64 {
    const WHOLE: f64 = 4_503_599_627_370_496.0; // 2^52
    // Of what a rounding error keeps just below a whole post, the post.
    let near = posts + 1e-9;
    let rounded = (near + WHOLE) - WHOLE;
    if rounded > near { rounded - 1.0 } else { rounded }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::appraisal::{Amount, Reckoned, appraise};
    use super::*;

    fn example(name: &str) -> Value {
        let path = format!("{}/tests/worked/{name}.json", env!("CARGO_MANIFEST_DIR"));
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    fn tranches(input: &Value, scenario: &Scenario) -> Vec<Tranche> {
        let list = input.as_array().unwrap().iter().map(|one| Tranche {
            organisation: 0,
            wave: u32::try_from(one["wave"].as_i64().unwrap_or_default()).unwrap(),
            pools: [Pool::Roles, Pool::Systems, Pool::Other]
                .map(|pool| {
                    Amount::new(pool, scenario.lag(pool, None, 2025), Money(one[pool.word()].as_i64().unwrap()))
                })
                .to_vec(),
            milli_fte: one["mfte"].as_i64().unwrap(),
            reckoned: Reckoned::default(),
        });
        list.collect()
    }

    /// Drawn and worked out, to the penny of another implementation of the rules. And of a plan that rests on no mapping the
    /// case lies inside its range under every preset.
    #[test]
    fn draws_are_those_of_the_worked_example() {
        let (input, expected) = (example("04_business_case"), example("14_draws"));
        for (name, expected) in expected["expected"].as_object().unwrap() {
            let (which, preset) = name.split_once('.').unwrap();
            let scenario = Scenario::preset(preset).unwrap();
            let tranches = tranches(&input["input"][which], &scenario);
            let case = appraise(&tranches, &scenario);
            let agrees = |scenario: &Scenario, spread: &Spread, expected: &Value| {
                let drawn = Drawn::of(draws(&tranches, scenario, spread, &case));
                for (found, expected) in drawn.percentiles.iter().zip(expected["npv"].as_array().unwrap()) {
                    // A nation's pence have as many digits as a float.
                    let away = (found.0 - expected.as_i64().unwrap()).abs();
                    assert!(away <= case.base.0 / 1_000_000_000_000, "{name}: {found:?} and {expected}");
                }
                let positive = expected["positive"].as_f64().unwrap() / f64::from(scenario.simulations);
                assert!((drawn.positive - positive).abs() < 1e-9, "{name}");
                drawn
            };
            let full = case.base;
            let sure = Spread { full, simulated: vec![full; 1000], ..Spread::default() };
            let found = agrees(&scenario, &sure, expected);
            assert!(
                (found.percentiles[0]..=found.percentiles[2]).contains(&case.npv),
                "{name}: {found:?}, {:?}",
                case.npv
            );
            let mean = Money(full.0 * 4 / 5);
            let worked_out = Spread { full, mean, deviation: Money(full.0 / 10), ..Spread::default() };
            agrees(&Scenario { simulations: 200, ..scenario.clone() }, &worked_out, &expected["analytic"]);
        }
    }

    #[test]
    fn posts_are_whole_from_below() {
        for (posts, whole) in [(0.0, 0.0), (0.999, 0.0), (1.0, 1.0), (2.999_999_999_99, 3.0), (1e9 + 0.5, 1e9)] {
            assert!((floor(posts) - whole).abs() < 1e-9, "{posts}");
        }
    }
}

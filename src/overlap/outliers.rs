//! Bodies whose cost of a function is far from the others' (docs/model.md section 16). Each is named with the pounds it carries;
//! none leaves the comparison.

use std::collections::BTreeMap;

use super::benchmark::{CUT, FEWEST, robust_scores};
use super::unit_costs::{Volumes, driver, volumes};
use crate::ledger::ReturnFacts;
use crate::money::Money;
use crate::returns::Quantity;
use crate::taxonomy::{FunctionId, Taxonomy};
use crate::words::words;

/// So many times the median, or less than one part in so many, a cost must be besides.
const TIMES: f64 = 3.0;

words! {
    /// What the cost of a function is measured against.
    pub enum Driver {
        /// How much of the function the body did.
        Volume = "volume",
        /// Its inhabitants.
        Population = "population",
        /// Its dwellings.
        Dwellings = "dwellings",
        /// Its staff.
        Headcount = "headcount",
        /// What it spends on other administrative and managerial work.
        CostInScope = "cost in scope",
    }
}

/// A body whose cost of a function is far from the others'.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlier {
    /// Which: an index into the facts.
    pub organisation: u32,
    /// On which function.
    pub function: FunctionId,
    /// What was measured against.
    pub driver: Driver,
    /// What it spends on the function and is compared.
    pub cost: Money,
    /// Cost for each of the driver, times the median of the set.
    pub ratio: f64,
    /// Of what is duplicated on the chosen basis: what would not be without its pounds.
    pub carries: Money,
}

impl Outlier {
    /// The costliest item behind it: its place in the return.
    pub fn costliest_item(&self, facts: &ReturnFacts) -> Option<u32> {
        let mut items: BTreeMap<u32, Money> = BTreeMap::new();
        for cost in facts.costs.iter().filter(|cost| cost.function == self.function && cost.category.in_scope()) {
            *items.entry(cost.item).or_default() += cost.amount;
        }
        items.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map(|(item, _)| *item)
    }
}

/// How large a body is by a driver, which may depend on what it spends on the function.
type Size<'s> = dyn Fn(u32, Money) -> Option<f64> + 's;

/// What the bodies of an audit are measured against.
pub(super) struct Drivers {
    volumes: BTreeMap<FunctionId, Volumes>,
    /// Population, dwellings and headcount of each body.
    declared: Vec<[Option<Quantity>; 3]>,
    /// What each body spends on administrative and managerial work.
    in_scope: Vec<Money>,
    /// The type of each body.
    types: Vec<Option<String>>,
}

impl Drivers {
    pub(super) fn of(facts: &[ReturnFacts], taxonomy: &Taxonomy) -> Self {
        let names = [&["population"][..], &["dwellings"], &["headcount"]];
        let in_scope = |facts: &ReturnFacts| {
            facts.costs.iter().filter(|cost| cost.category.in_scope()).map(|cost| cost.amount).sum()
        };
        Self {
            volumes: volumes(facts, taxonomy),
            declared: facts.iter().map(|facts| names.map(|names| driver(&facts.organisation, names))).collect(),
            in_scope: facts.iter().map(in_scope).collect(),
            types: facts.iter().map(|facts| facts.organisation.kind.clone()).collect(),
        }
    }

    /// How large bodies are, by the first driver that all of them declare: the volume, else population, dwellings or headcount.
    /// The residents of a county are those of its districts too, so residents and dwellings are for bodies of one type only.
    pub(super) fn sizes(&self, function: FunctionId, bodies: &[u32]) -> Option<(Driver, Vec<i64>)> {
        let volumes = self.volumes.get(&function);
        let one_type = bodies.windows(2).all(|two| self.types[two[0] as usize] == self.types[two[1] as usize]);
        let drivers = [Driver::Population, Driver::Dwellings, Driver::Headcount].into_iter().enumerate();
        let declared = drivers.filter(|(_, driver)| one_type || *driver == Driver::Headcount);
        let volume = |body: u32| volumes.and_then(|volumes| volumes.get(&body)).copied();
        let all = |of: &dyn Fn(u32) -> Option<Quantity>| -> Option<Vec<i64>> {
            bodies.iter().map(|body| of(*body).map(|size| size.0).filter(|size| *size > 0)).collect()
        };
        let by_volume = all(&volume).map(|sizes| (Driver::Volume, sizes));
        let mut by_driver =
            declared.filter_map(|(place, driver)| Some((driver, all(&|body| self.declared[body as usize][place])?)));
        by_volume.or_else(|| by_driver.next())
    }

    /// The outliers of one comparison set, of which `spent` says what each body spends on the function.
    pub(super) fn outliers(&self, function: FunctionId, spent: &BTreeMap<u32, Money>) -> Vec<Outlier> {
        if spent.len() < FEWEST {
            return Vec::new();
        }
        let volumes = self.volumes.get(&function);
        let volume = |body: u32, _: Money| volumes.and_then(|volumes| volumes.get(&body)).map(|volume| volume.as_f64());
        let declared =
            |which: usize| move |body: u32, _: Money| self.declared[body as usize][which].map(Quantity::as_f64);
        let (population, dwellings, headcount) = (declared(0), declared(1), declared(2));
        let rest = |body: u32, cost: Money| Some(pounds(self.in_scope[body as usize] - cost));
        let candidates: [(Driver, &Size<'_>); 5] = [
            (Driver::Volume, &volume),
            (Driver::Population, &population),
            (Driver::Dwellings, &dwellings),
            (Driver::Headcount, &headcount),
            (Driver::CostInScope, &rest),
        ];
        let per_driver = |of: &Size<'_>| -> Vec<(u32, Money, f64)> {
            let costs = spent.iter().filter(|(_, cost)| cost.is_positive());
            let known =
                costs.filter_map(|(body, cost)| Some((*body, *cost, of(*body, *cost).filter(|size| *size > 0.0)?)));
            known.map(|(body, cost, size)| (body, cost, (pounds(cost) / size).ln())).collect()
        };
        let mut measured = candidates.iter().map(|(driver, of)| (*driver, per_driver(of)));
        let Some((driver, bodies)) = measured.find(|(_, bodies)| bodies.len() >= FEWEST) else { return Vec::new() };
        let logs: Vec<f64> = bodies.iter().map(|(.., log)| *log).collect();
        let (middle, scores) = robust_scores(&logs);
        let scored = bodies.into_iter().zip(scores);
        let far = scored.filter(|((.., log), score)| *score > CUT && (log - middle).abs() > TIMES.ln());
        far.map(|((organisation, cost, log), _)| Outlier {
            organisation,
            function,
            driver,
            cost,
            ratio: (log - middle).exp(),
            carries: Money::ZERO,
        })
        .collect()
    }
}

#[allow(clippy::cast_precision_loss)]
fn pounds(amount: Money) -> f64 {
    amount.0 as f64 / 100.0
}

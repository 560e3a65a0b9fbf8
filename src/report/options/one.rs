//! One option as rows.

use std::collections::{BTreeMap, BTreeSet};

use super::assemble::Options;
use super::parts::{ContractRow, CubeRow, ItsCostRow, ItsFunctionRow, Kept, MemberRow, SharedThenRow, SuccessorRow};
use super::rows::{ChoiceRow, DuplicatedRow, ItsYearRow};
use crate::ledger::{Layer, ReturnFacts};
use crate::money::{Money, ONE, divide_half_even};
use crate::overlap::{Attribution, Overlap};
use crate::reorganisation::{Measure, Measured, Planned, Worth, driver, is_county};
use crate::report::day::Day;
use crate::savings::{OneOff, lines_in_value};
use crate::taxonomy::FunctionId;

/// An option with what was found of it.
pub(super) struct One<'a> {
    pub(super) options: &'a Options<'a>,
    pub(super) planned: &'a Planned,
    pub(super) measured: &'a Measured,
    pub(super) worth: &'a Worth,
}

impl One<'_> {
    pub(super) fn row(&self) -> ChoiceRow {
        let (worth, said) = (self.worth, |amount: Money| self.worth.reason.is_none().then_some(amount));
        let lines = &worth.case.lines;
        let [exits, setup, dual_running]: [Money; 3] = [
            lines.iter().map(|line| line.exits).sum(),
            lines.iter().map(|line| line.setup).sum(),
            lines.iter().map(|line| line.dual_running).sum(),
        ];
        let setup_division: Money = worth.divided.setup.iter().copied().sum();
        let [p10, p50, p90] = worth.range.percentiles;
        let percentile = |place: usize| worth.drawn.map(|drawn| drawn.percentiles[place]);
        let payback =
            worth.case.pays_back(&worth.divided).filter(|_| worth.reason.is_none() && worth.case.base.is_positive());
        let shared = self.shared();
        let cut = shared.iter().filter(|row| row.then == Kept::Cut).count();
        let (contracts, run_on, unknown) = self.contracts();
        ChoiceRow {
            id: self.planned.id.clone(),
            name: self.planned.name.clone(),
            about: self.planned.about.clone(),
            vesting: Day(self.planned.vesting),
            bodies: self.planned.successors.len(),
            duplicated: self.duplicated(),
            gross_annual: worth.case.planned_annual,
            realised_annual: worth.case.planned_annual.times(self.options.basis.scenario.realisation),
            p10,
            p50,
            p90,
            division_annual: worth.divided.a_year,
            one_off: said(exits + setup + setup_division + dual_running),
            exits: said(exits),
            setup: said(setup),
            setup_division: said(setup_division),
            dual_running: said(dual_running),
            npv: worth.npv(),
            npv_p10: percentile(0),
            npv_p50: percentile(1),
            npv_p90: percentile(2),
            npv_positive: worth.drawn.map(|drawn| drawn.positive),
            payback_year: payback,
            payback_label: payback.map(|year| self.options.label(year)),
            conclusion: worth.conclusion,
            reason: worth.reason.clone(),
            shared_kept: shared.len() - cut,
            shared_cut: cut,
            contracts_end: contracts.len(),
            contracts_run_on: run_on,
            contracts_unknown: unknown,
            successors: self.successors(),
            members: self.members(),
            functions: self.functions(),
            years: self.years(),
            costs: self.costs(),
            shared,
            contracts,
        }
    }

    fn duplicated(&self) -> DuplicatedRow {
        let rules = self.options.basis.rules;
        let today = self.options.basis.today.duplicated(rules.basis);
        let (added_by_division, removed) = (self.measured.added_by_division(), self.measured.removed());
        let within = self.measured.joined.duplicated.get(rules.basis);
        DuplicatedRow {
            today,
            added_by_division,
            removed,
            remaining: today + added_by_division - removed,
            within,
            between: self.measured.divided.duplicated.get(rules.basis) - within,
            within_members: self.measured.alone.duplicated.get(rules.basis),
        }
    }

    /// Places of parts by successor.
    fn parts(&self, successor: usize) -> impl Iterator<Item = usize> {
        let of = self.measured.parts.successor.iter().enumerate();
        of.filter(move |(_, place)| **place as usize == successor).map(|(part, _)| part)
    }

    fn successors(&self) -> Vec<SuccessorRow> {
        let (parts, joined) = (&self.measured.parts, &self.measured.joined);
        let mut sums: Vec<[Money; 3]> = vec![[Money::ZERO; 3]; self.planned.successors.len()];
        for ((row, removed), added) in joined.attribution.iter().zip(&self.measured.removed).zip(&self.measured.added) {
            let sum = &mut sums[parts.successor[row.organisation as usize] as usize];
            sum[0] += row.duplicated;
            sum[1] += *removed;
            sum[2] += *added;
        }
        sums.into_iter().enumerate().map(|(place, sums)| self.successor(place, sums)).collect()
    }

    fn successor(&self, place: usize, [duplicated, removed, added_by_division]: [Money; 3]) -> SuccessorRow {
        let (parts, joined) = (&self.measured.parts, &self.measured.joined);
        let said = |amount: Money| self.worth.reason.is_none().then_some(amount);
        let successor = &self.planned.successors[place];
        let (case, divided) = &self.worth.successors[place];
        let own = || self.parts(place);
        let realised_annual = case.planned_annual.times(self.options.basis.scenario.realisation);
        let one_off = case.lines.iter().map(|line| line.exits + line.setup + line.dual_running).sum::<Money>()
            + divided.setup.iter().copied().sum();
        let [residents, dwellings] = [Measure::Population, Measure::Dwellings].map(|measure| self.size(place, measure));
        let net = realised_annual - divided.a_year;
        SuccessorRow {
            option: self.planned.id.clone(),
            id: successor.id.clone(),
            name: successor.name.clone(),
            organisations: successor.members.len(),
            unchanged: successor.is_unchanged,
            cost: own().map(|part| parts.facts[part].organisation.total).sum(),
            in_scope: own().map(|part| joined.organisations[part].in_scope).sum(),
            duplicated,
            removed,
            added_by_division,
            gross_annual: case.planned_annual,
            realised_annual,
            division_annual: divided.a_year,
            one_off: said(one_off),
            npv: said(case.npv - divided.worth()),
            residents: residents.map(units),
            dwellings: dwellings.map(units),
            net_a_resident: residents.and_then(|size| each(net, size)).and_then(said),
            net_a_dwelling: dwellings.and_then(|size| each(net, size)).and_then(said),
        }
    }

    /// What the members of a successor declare of a measure, in millionths. Those of a county are its districts' as well, and count
    /// where it is alone. None where one declares nothing.
    fn size(&self, successor: usize, measure: Measure) -> Option<i64> {
        let facts = self.options.basis.facts;
        let mut sum = 0_i128;
        let mut any = false;
        let only_counties =
            self.parts(successor).all(|part| is_county(&facts[self.measured.parts.body[part] as usize]));
        for part in self.parts(successor) {
            let body = &facts[self.measured.parts.body[part] as usize];
            if only_counties || !is_county(body) {
                let share = share(&self.measured.parts.facts[part], body);
                sum += i128::from(driver(body, measure)?) * i128::from(share) / i128::from(ONE);
                any = true;
            }
        }
        i64::try_from(sum).ok().filter(|_| any)
    }

    fn members(&self) -> Vec<MemberRow> {
        let parts = &self.measured.parts;
        let facts = self.options.basis.facts;
        let mut rows: Vec<MemberRow> = (0..parts.facts.len())
            .map(|place| {
                let body = &facts[parts.body[place] as usize];
                MemberRow {
                    option: self.planned.id.clone(),
                    successor: self.planned.successors[parts.successor[place] as usize].id.clone(),
                    organisation: body.organisation.id.clone(),
                    name: body.organisation.name.clone(),
                    share: units(share(&parts.facts[place], body)),
                    cost: parts.facts[place].organisation.total,
                    in_scope: self.measured.joined.organisations[place].in_scope,
                }
            })
            .collect();
        rows.sort_by(|a, b| (&a.successor, &a.organisation).cmp(&(&b.successor, &b.organisation)));
        rows
    }

    fn functions(&self) -> Vec<ItsFunctionRow> {
        let by_function = |overlap: &Overlap| -> BTreeMap<FunctionId, (Money, Money)> {
            let rows = overlap.functions.iter();
            rows.map(|measure| (measure.function, (measure.cost, measure.within + measure.between))).collect()
        };
        let today = by_function(&self.options.basis.today.overlap);
        let mut removed: BTreeMap<FunctionId, Money> = BTreeMap::new();
        for (row, amount) in self.measured.joined.attribution.iter().zip(&self.measured.removed) {
            *removed.entry(row.function).or_default() += *amount;
        }
        let taxonomy = self.options.basis.rules.taxonomy;
        let row = |(function, (cost, now)): (&FunctionId, &(Money, Money))| {
            let added =
                |layer: Layer| self.measured.added_by_function.get(&(*function, layer)).copied().unwrap_or_default();
            let added_by_division = added(Layer::Staff) + added(Layer::Systems);
            let removed = removed.get(function).copied().unwrap_or_default();
            ItsFunctionRow {
                option: self.planned.id.clone(),
                code: taxonomy.get(*function).code.clone(),
                label: taxonomy.get(*function).label.clone(),
                cost: *cost,
                today: *now,
                added_by_division,
                removed,
                remaining: *now + added_by_division - removed,
            }
        };
        today.iter().map(row).collect()
    }

    fn years(&self) -> Vec<ItsYearRow> {
        let said = |amount: Money| self.worth.reason.is_none().then_some(amount);
        let mut cumulative = Money::ZERO;
        let lines = (0_u32..).zip(&self.worth.case.lines);
        lines
            .map(|(year, line)| {
                let place = year as usize;
                let of = |years: &[Money]| years.get(place).copied().unwrap_or_default();
                let (division, setup_division) = (of(&self.worth.divided.running), of(&self.worth.divided.setup));
                let net = line.net - division - setup_division;
                cumulative += net;
                ItsYearRow {
                    option: self.planned.id.clone(),
                    year,
                    label: self.options.label(year),
                    gross: line.gross,
                    realised: line.realised,
                    cashable: said(line.cashable),
                    division,
                    exits: said(line.exits),
                    setup: said(line.setup),
                    setup_division: said(setup_division),
                    dual_running: said(line.dual_running),
                    net: said(net),
                    cumulative_net: said(cumulative),
                    present_value: said(self.worth.present_value(place)),
                }
            })
            .collect()
    }

    /// The lines of the one-off cost: those of every case, and the set-up of what is divided.
    fn costs(&self) -> Vec<ItsCostRow> {
        if self.worth.reason.is_some() {
            return Vec::new();
        }
        let row = |line: OneOff, about, amount| ItsCostRow { option: self.planned.id.clone(), line, about, amount };
        let lines = lines_in_value(&self.worth.case, self.options.basis.scenario);
        let division = self.worth.divided.setup.iter().copied().sum();
        let division = row(OneOff::Division, "setting up what is divided", Some(division));
        lines.into_iter().map(|line| row(line.line, line.about, line.amount)).chain([division]).collect()
    }

    fn shared(&self) -> Vec<SharedThenRow> {
        let taxonomy = self.options.basis.rules.taxonomy;
        let facts = self.options.basis.facts;
        let rows = self.measured.shared.iter().map(|shared| SharedThenRow {
            option: self.planned.id.clone(),
            function: taxonomy.get(shared.function).code.clone(),
            label: taxonomy.get(shared.function).label.clone(),
            organisations: shared.bodies.iter().map(|body| facts[*body as usize].organisation.id.clone()).collect(),
            successors: (shared.successors.iter())
                .map(|place| self.planned.successors[*place as usize].id.clone())
                .collect(),
            then: if shared.is_cut { Kept::Cut } else { Kept::Kept },
        });
        rows.collect()
    }

    /// Contracts that end by the vesting day; how many run on, and of how many no end is known.
    fn contracts(&self) -> (Vec<ContractRow>, usize, usize) {
        let (mut rows, mut run_on, mut unknown) = (Vec::new(), 0, 0);
        for (body, facts) in (0_u32..).zip(self.options.basis.facts) {
            let mut costs = vec![Money::ZERO; facts.products.len()];
            for cost in &facts.costs {
                if let Some(product) = cost.product {
                    costs[product.index()] += cost.amount;
                }
            }
            for (product, cost) in facts.products.iter().zip(costs) {
                match product.contract_end {
                    Some(end) if end <= self.planned.vesting => rows.push(ContractRow {
                        option: self.planned.id.clone(),
                        contract_end: Day(end),
                        organisation: facts.organisation.id.clone(),
                        name: facts.organisation.name.clone(),
                        product: product.name.clone(),
                        vendor: product.vendor.clone(),
                        cost,
                        successors: self.successors_of(body),
                    }),
                    Some(_) => run_on += 1,
                    None => unknown += 1,
                }
            }
        }
        rows.sort_by(|a, b| {
            (a.contract_end, &a.organisation, &a.product).cmp(&(b.contract_end, &b.organisation, &b.product))
        });
        (rows, run_on, unknown)
    }

    fn successors_of(&self, body: u32) -> Vec<String> {
        let parts = &self.measured.parts;
        let places: BTreeSet<u32> =
            parts.body.iter().zip(&parts.successor).filter(|(of, _)| **of == body).map(|(_, place)| *place).collect();
        places.into_iter().map(|place| self.planned.successors[place as usize].id.clone()).collect()
    }

    pub(super) fn cube(&self, rows: &mut Vec<CubeRow>) {
        let taxonomy = self.options.basis.rules.taxonomy;
        let parts = &self.measured.parts;
        let amounts = self.measured.divided.attribution.iter().zip(&self.measured.removed).zip(&self.measured.added);
        rows.extend(amounts.map(|((row, removed), added)| {
            let place = row.organisation as usize;
            CubeRow {
                added_by_division: *added,
                removed: *removed,
                ..cube_row(
                    &self.planned.id,
                    &self.planned.successors[parts.successor[place] as usize].id,
                    &self.options.basis.facts[parts.body[place] as usize],
                    &taxonomy.get(row.function).code,
                    row,
                )
            }
        }));
    }
}

/// A cost as an option finds it.
pub(super) fn cube_row(
    option: &str,
    successor: &str,
    body: &ReturnFacts,
    function: &str,
    row: &Attribution,
) -> CubeRow {
    CubeRow {
        option: option.to_owned(),
        successor: successor.to_owned(),
        organisation: body.organisation.id.clone(),
        function: function.to_owned(),
        layer: row.pool.layer(),
        pool: row.pool,
        category: row.category,
        contract_end: row.contract_end.map(Day),
        cost: row.cost,
        duplicated: row.duplicated,
        added_by_division: Money::ZERO,
        removed: Money::ZERO,
    }
}

/// The part of an organisation that its part holds, in parts of a million; all of one that spends nothing.
fn share(part: &ReturnFacts, whole: &ReturnFacts) -> i64 {
    let total = i128::from(whole.organisation.total.0);
    if total == 0 {
        i64::from(ONE)
    } else {
        divide_half_even(i128::from(part.organisation.total.0) * i128::from(ONE), total)
    }
}

/// Millionths as a number.
#[allow(clippy::cast_precision_loss)]
fn units(millionths: i64) -> f64 {
    millionths as f64 / f64::from(ONE)
}

/// An amount for each of so many, in millionths.
fn each(amount: Money, size: i64) -> Option<Money> {
    (size > 0).then(|| Money(divide_half_even(i128::from(amount.0) * i128::from(ONE), i128::from(size))))
}

//! What stands beside the headline: the same without outliers, and without what is passed on to those who pay.

use std::collections::BTreeMap;

use super::assemble::Audit;
use crate::ledger::Layer;
use crate::money::{Money, divide_half_even};
use crate::overlap::{Attribution, Overlap, measure_without_outliers};
use crate::savings::{Base, Pay, Stake, appraise, functions_of, lineage, npv_kept, stakes};
use crate::taxonomy::FunctionId;

/// The figures beside those of the headline.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Beside {
    /// The net present value without outliers, where they matter.
    pub(super) npv_without_outliers: Option<Money>,
    /// Of the duplicated cost: what others pay for by cost recovery or recharge, so that they have its savings.
    pub(super) passed_on: Money,
    /// The net present value without those savings, where there are any.
    pub(super) npv_without_passed_on: Option<Money>,
}

/// Works them out. `has_npv` says whether there is a net present value at all.
pub(super) fn beside(audit: &Audit<'_>, base: &Base, ends: &[Money], has_npv: bool) -> Beside {
    let passed_on = passed_on(audit, ends);
    let mut found = Beside { passed_on, ..Beside::default() };
    if has_npv && passed_on.is_positive() {
        let case = appraise(&base.tranches(audit.scenario), audit.scenario);
        found.npv_without_passed_on = Some(npv_kept(&case, passed_on));
    }
    if has_npv && audit.overlap.outliers_matter() {
        let (all, _) = audit.compared();
        let without = measure_without_outliers(all, audit.taxonomy, audit.basis, audit.floor, audit.overlap);
        let functions = functions_of(&without);
        let stakes = stakes(&without, &functions, &Pay::of(audit.facts));
        let stakes = without_reorganisation(stakes, &without, audit.overlap, ends);
        let functions = functions.iter().map(|function| lineage(*function, audit.taxonomy)).collect();
        let other = Base { functions, stakes, ..base.clone() };
        found.npv_without_outliers = Some(appraise(&other.tranches(audit.scenario), audit.scenario).npv);
    }
    found
}

/// Other stakes without the same share of each body and function that comes with the reorganisation.
fn without_reorganisation(stakes: Vec<Stake>, of: &Overlap, all: &Overlap, ends: &[Money]) -> Vec<Stake> {
    let mut shares: BTreeMap<(u32, FunctionId), (Money, Money)> = BTreeMap::new();
    let staff = |row: &Attribution| row.pool.layer() == Layer::Staff;
    for (row, ends) in all.attribution.iter().zip(ends).filter(|(row, _)| staff(row)) {
        let share = shares.entry((row.organisation, row.function)).or_default();
        share.0 += *ends;
        share.1 += row.duplicated;
    }
    let less = |(stake, row): (Stake, &Attribution)| match shares.get(&(row.organisation, row.function)) {
        Some((ends, of)) if staff(row) && ends.is_positive() => {
            let part = i128::from(stake.duplicated.0) * i128::from(ends.0);
            stake.without(Money(divide_half_even(part, i128::from(of.0))))
        }
        _ => stake,
    };
    stakes.into_iter().zip(&of.attribution).map(less).collect()
}

/// The share of each body's duplicated cost of a function that income pays which follows the cost.
fn passed_on(audit: &Audit<'_>, ends: &[Money]) -> Money {
    let mut duplicated: BTreeMap<(u32, FunctionId), Money> = BTreeMap::new();
    for (row, ends) in audit.overlap.attribution.iter().zip(ends) {
        *duplicated.entry((row.organisation, row.function)).or_default() += row.duplicated - *ends;
    }
    let mut sum = Money::ZERO;
    for (number, facts) in (0_u32..).zip(audit.facts) {
        let mut paid: BTreeMap<FunctionId, Money> = BTreeMap::new();
        for income in facts.income.iter().filter(|income| income.kind.follows_cost()) {
            if let Some(function) = income.function {
                *paid.entry(function).or_default() += income.amount;
            }
        }
        for (function, paid) in paid {
            let cost = facts.costs.iter().filter(|cost| cost.function == function);
            let cost: Money = cost.map(|cost| cost.amount).sum();
            let counted = duplicated.get(&(number, function)).copied().unwrap_or_default();
            if cost.is_positive() {
                let part = i128::from(counted.0) * i128::from(paid.min(cost).0);
                sum += Money(divide_half_even(part, i128::from(cost.0)));
            }
        }
    }
    sum
}

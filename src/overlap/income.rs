//! Income beside cost: what comes in for each function, and from whom. Duplicated cost stays gross (docs/model.md section 16).

use std::collections::{BTreeMap, BTreeSet};

use super::measure::Overlap;
use crate::finding::{Code, Finding};
use crate::ledger::ReturnFacts;
use crate::money::Money;
use crate::returns::Kind;
use crate::source::Route;
use crate::taxonomy::{FunctionId, Taxonomy};

/// What comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Income {
    /// From anybody.
    pub all: Money,
    /// Of it: from outside the audit. What a body of the audit pays is another's cost.
    pub outside: Money,
}

/// The income of each body, in the order of the facts, and of each function over all bodies.
pub fn income(facts: &[ReturnFacts]) -> (Vec<Income>, BTreeMap<FunctionId, Income>) {
    let inside: BTreeSet<&str> = facts.iter().map(|facts| facts.organisation.id.as_str()).collect();
    let mut functions: BTreeMap<FunctionId, Income> = BTreeMap::new();
    let mut bodies = vec![Income::default(); facts.len()];
    for (facts, body) in facts.iter().zip(&mut bodies) {
        for income in &facts.income {
            let is_inside = income.from.as_deref().is_some_and(|from| inside.contains(from));
            let outside = if is_inside { Money::ZERO } else { income.amount };
            let function = income.function.map(|function| functions.entry(function).or_default());
            for sum in [Some(&mut *body), function].into_iter().flatten() {
                sum.all += income.amount;
                sum.outside += outside;
            }
        }
    }
    (bodies, functions)
}

/// Lines of which income pays more than half, on functions that hold more than a hundredth of the duplicated cost: the body
/// itself would keep little of a saving.
pub(super) fn mostly_paid(facts: &ReturnFacts, taxonomy: &Taxonomy, overlap: &Overlap) -> Vec<Finding> {
    let mut paid: BTreeMap<FunctionId, (Money, u32)> = BTreeMap::new();
    for income in &facts.income {
        if let (Some(function), Some(item)) = (income.function, income.item) {
            paid.entry(function).or_insert((Money::ZERO, item)).0 += income.amount;
        }
    }
    let duplicated = overlap.within + overlap.between;
    let holds = |function: FunctionId| {
        let place = overlap.functions.binary_search_by_key(&function, |measure| measure.function).ok()?;
        let measure = &overlap.functions[place];
        Some((measure.within + measure.between).0 * 100 > duplicated.0)
    };
    let mostly = paid.into_iter().filter_map(|(function, (income, item))| {
        let cost = facts.costs.iter().filter(|cost| cost.function == function && cost.category.in_scope());
        let cost: Money = cost.map(|cost| cost.amount).sum();
        let is_most = income.0 * 2 > cost.0 && cost.is_positive() && holds(function)?;
        is_most.then_some((function, income, cost, item))
    });
    let finding = |(function, income, cost, item): (FunctionId, Money, Money, u32)| {
        let currency = &facts.organisation.currency;
        let message = format!(
            "income pays {} of the {} that `{}` spends on `{}`",
            income.exact(currency),
            cost.exact(currency),
            facts.organisation.id,
            taxonomy.get(function).code,
        );
        let item = &facts.items[item as usize];
        let finding = Finding::new(Code::MostlyPaidByIncome, message)
            .help("read the net cost of the function together with its duplicated cost, which is before income")
            .amount(income.0)
            .item(&*item.id);
        Finding {
            route: Some(Route::item(Kind::Process.list(), item.index as usize).key("income")),
            ..super::doubts::at_return(facts, finding)
        }
    };
    mostly.map(finding).collect()
}

//! What a post costs, so that exits behind cost of unknown kind can be reckoned (docs/model.md section 16.9).

use std::collections::BTreeMap;

use crate::ledger::{Pool, ReturnFacts};
use crate::money::{Fte, Money, divide_half_even, likely_pay};
use crate::taxonomy::FunctionId;

/// In GBP, where no role of the audit has staff: what exits cost over 1.26, the ratio by which they are known in other currencies.
pub(super) const USUAL: Money = Money(5_004_700);

/// The median cost of a full-time equivalent on each function, and over all of an audit.
#[derive(Debug, Clone, Default)]
pub struct Pay {
    by_function: BTreeMap<FunctionId, Money>,
    all: Option<Money>,
    mean: Option<Money>,
}

impl Pay {
    /// That of the roles in scope that have both cost and staff. What is beyond the bounds of likely pay counts as the bound.
    pub fn of(facts: &[ReturnFacts]) -> Self {
        let mut each: BTreeMap<FunctionId, Vec<Money>> = BTreeMap::new();
        let (mut pay_of_all, mut staff_of_all) = (0_i128, 0_i128);
        for one in facts {
            let likely = likely_pay(&one.organisation.currency);
            let roles = one.costs.iter().filter(|cost| cost.pool == Pool::Roles && cost.category.in_scope());
            for cost in roles.filter(|cost| cost.fte.0 > 0 && cost.amount.is_positive()) {
                pay_of_all += i128::from(cost.amount.0);
                staff_of_all += cost.fte.0;
                let pay = Money(divide_half_even(i128::from(cost.amount.0) * 1000 * Fte::PER_MILLI, cost.fte.0));
                let pay = likely.as_ref().map_or(pay, |likely| pay.clamp(*likely.start(), *likely.end()));
                each.entry(cost.function).or_default().push(pay);
            }
        }
        let mut all: Vec<Money> = each.values().flatten().copied().collect();
        let by_function = each.into_iter().filter_map(|(function, mut pay)| Some((function, median(&mut pay)?)));
        // In thousandths of a thousandth of a post: pence times the parts of one are beyond 128 bits for a nation.
        let staff = staff_of_all / (Fte::PER_MILLI / 1000);
        let mean = (staff > 0).then(|| Money(divide_half_even(pay_of_all * 1_000_000, staff)));
        Self { by_function: by_function.collect(), all: median(&mut all), mean }
    }

    /// What an exit costs in another currency than GBP. None in GBP, and where no role has staff.
    pub fn exit_cost(&self, currency: &str) -> Option<Money> {
        let mean = self.mean.filter(|_| currency != "GBP")?;
        Some(Money(divide_half_even(i128::from(mean.0) * 126, 100)))
    }

    /// Staff in thousandths that so much on a function would pay: at the median of the function, else of the audit.
    pub fn staff(&self, function: FunctionId, amount: Money) -> i64 {
        let pay = self.by_function.get(&function).copied().or(self.all).unwrap_or(USUAL);
        divide_half_even(i128::from(amount.0) * 1000, i128::from(pay.0.max(1)))
    }
}

/// The median by nearest rank.
fn median(pay: &mut [Money]) -> Option<Money> {
    let middle = pay.len().checked_sub(1)? / 2;
    Some(*pay.select_nth_unstable(middle).1)
}

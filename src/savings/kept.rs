//! What of a case the bodies keep themselves, where others pay for a part of the duplicated cost (docs/model.md section 16.5).

use super::appraisal::{Case, worth};
use crate::money::{Money, divide_half_even};

/// The net present value without the budgets that fall for others. `passed_on` is the part of the duplicated cost whose savings
/// others have; every year it falls by the same share.
pub fn npv_kept(case: &Case, passed_on: Money) -> Money {
    if !case.base.is_positive() {
        return case.npv;
    }
    let kept = case.lines.iter().map(|line| {
        let passed = i128::from(line.cashable.0) * i128::from(passed_on.0);
        let passed = Money(divide_half_even(passed, i128::from(case.base.0)));
        worth(line.net - passed, line.discount_factor)
    });
    kept.sum()
}

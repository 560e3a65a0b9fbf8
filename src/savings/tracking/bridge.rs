//! The difference between two rounds, cut into price, volume, perimeter and efficiency. Exact in pence.

use std::iter::Sum;
use std::ops::AddAssign;

use super::deflator::Deflator;
use crate::money::{Money, divide_half_even};
use crate::returns::Quantity;

/// What one body spent on one function in two rounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    /// Administrative and managerial cost of the first round.
    pub before: Money,
    /// Of the second.
    pub after: Money,
    /// How much was done in either, where both say it.
    pub volumes: Option<[Quantity; 2]>,
    /// What moved in, less what moved out, as the body declares it.
    pub perimeter: Money,
    /// What the body says moved out, and the other does not confirm.
    pub disputed: Money,
    /// What counted as duplicated in the first round.
    pub duplicated_before: Money,
    /// In the second.
    pub duplicated_after: Money,
    /// Of the fall of the duplicated cost: because work moved between bodies, in the prices of the first round.
    pub by_transfers: Money,
    /// Because bodies say that they run it together, in the prices of the second round.
    pub by_sharing: Money,
    /// The least plan that a percentage is taken of.
    pub least: Money,
    /// The reduction that the plan wanted by the second round.
    pub planned: Money,
    /// The same where systems wait for their contracts, as they do in the business case.
    pub planned_with_lags: Money,
}

/// From one round to the other: `after = before + price + volume + perimeter - efficiency`, whatever is added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub struct Bridge {
    pub before: Money,
    /// What dearer prices cost.
    pub price: Money,
    /// What more work cost; nothing where a volume is unknown.
    pub volume: Money,
    /// What moved in or out.
    pub perimeter: Money,
    /// The rest: the measured reduction. Below nothing, a rise.
    pub efficiency: Money,
    /// Of the efficiency: what a body says moved out, and the other does not confirm. No reduction.
    pub disputed: Money,
    pub after: Money,
    pub duplicated_before: Money,
    pub duplicated_after: Money,
    /// By how much the duplicated cost fell, in the prices of the first round, without what follows.
    pub stock_reduction: Money,
    /// By how much it fell because work moved between bodies.
    pub by_transfers: Money,
    /// By how much it fell because bodies say that they run it together.
    pub by_sharing: Money,
    /// The least plan that a percentage is taken of.
    pub least: Money,
    pub planned: Money,
    /// The same where systems wait for their contracts.
    pub planned_with_lags: Money,
    /// Whether some volume is unknown.
    pub volume_unknown: bool,
}

/// A volume that grew or shrank more than so many times is another unit or a slip, and counts as unknown.
const MOST_GROWTH: i128 = 10;

impl Bridge {
    /// Of one cell.
    pub fn of(cell: &Cell, deflator: Deflator) -> Self {
        let real = deflator.real(cell.after);
        let volume = cell.volumes.and_then(|volumes| growth(cell.before, volumes));
        let added = volume.unwrap_or_default() + cell.perimeter;
        let (by_transfers, by_sharing) = (cell.by_transfers, deflator.real(cell.by_sharing));
        let fell = cell.duplicated_before - deflator.real(cell.duplicated_after);
        Self {
            before: cell.before,
            price: cell.after - real,
            volume: volume.unwrap_or_default(),
            perimeter: cell.perimeter,
            efficiency: cell.before + added - real,
            after: cell.after,
            duplicated_before: cell.duplicated_before,
            duplicated_after: cell.duplicated_after,
            stock_reduction: fell - by_transfers - by_sharing,
            by_transfers,
            by_sharing,
            least: cell.least,
            disputed: cell.disputed,
            planned: cell.planned,
            planned_with_lags: cell.planned_with_lags,
            volume_unknown: volume.is_none(),
        }
    }
}

/// What the growth of a volume costs, half-even.
fn growth(before: Money, [then, now]: [Quantity; 2]) -> Option<Money> {
    let (then, now) = (i128::from(then.0), i128::from(now.0));
    let usable = then > 0 && now > 0 && now <= then * MOST_GROWTH && then <= now * MOST_GROWTH;
    usable.then(|| Money(divide_half_even(i128::from(before.0) * (now - then), then)))
}

impl AddAssign for Bridge {
    fn add_assign(&mut self, other: Self) {
        self.before += other.before;
        self.price += other.price;
        self.volume += other.volume;
        self.perimeter += other.perimeter;
        self.efficiency += other.efficiency;
        self.disputed += other.disputed;
        self.after += other.after;
        self.duplicated_before += other.duplicated_before;
        self.duplicated_after += other.duplicated_after;
        self.stock_reduction += other.stock_reduction;
        self.by_transfers += other.by_transfers;
        self.by_sharing += other.by_sharing;
        self.least = self.least.max(other.least);
        self.planned += other.planned;
        self.planned_with_lags += other.planned_with_lags;
        self.volume_unknown |= other.volume_unknown;
    }
}

impl Sum for Bridge {
    fn sum<I: Iterator<Item = Self>>(bridges: I) -> Self {
        let mut sum = Self::default();
        bridges.for_each(|bridge| sum += bridge);
        sum
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cell() -> impl Strategy<Value = Cell> {
        let amount = || (0..=Money::LARGEST.0).prop_map(Money);
        let volume = prop_oneof![0..=5_i64, 0..=i64::MAX];
        (amount(), amount(), proptest::option::of([volume.clone(), volume]), amount(), amount(), amount()).prop_map(
            |(before, after, volumes, perimeter, duplicated_before, duplicated_after)| Cell {
                before,
                after,
                volumes: volumes.map(|volumes| volumes.map(Quantity)),
                perimeter: perimeter - before,
                duplicated_before,
                duplicated_after,
                ..Cell::default()
            },
        )
    }

    proptest! {
        #[test]
        fn the_bridge_is_exact_whatever_is_added_up(
            cells in proptest::collection::vec(cell(), 1..6),
            ppm in 100_000_i128..=10_000_000,
        ) {
            let deflator = Deflator::from_ppm(ppm).expect("within bounds");
            let sum: Bridge = cells.iter().map(|cell| Bridge::of(cell, deflator)).sum();
            let bridge = |b: &Bridge| b.before + b.price + b.volume + b.perimeter - b.efficiency;
            for cell in &cells {
                let one = Bridge::of(cell, deflator);
                prop_assert_eq!(bridge(&one), one.after);
                prop_assert_eq!(one.before, cell.before);
                prop_assert!(one.volume.0.abs() <= cell.before.0 * 10);
            }
            prop_assert_eq!(bridge(&sum), sum.after);
            prop_assert_eq!(sum.after, cells.iter().map(|cell| cell.after).sum::<Money>());
        }
    }

    #[test]
    fn a_volume_in_another_unit_counts_as_unknown() {
        let grows = |then, now| growth(Money(100), [Quantity(then), Quantity(now)]);
        assert_eq!(grows(40, 50), Some(Money(25)));
        assert_eq!(grows(43_000, 43), None, "thousands");
        assert_eq!(grows(0, 5), None);
        assert_eq!(grows(5, 0), None);
    }
}

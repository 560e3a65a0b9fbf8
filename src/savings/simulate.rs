//! The duplicated cost where only some mappings hold, draw by draw.

use std::array;

use rayon::prelude::*;

use super::cells::{Cells, ComparisonSet, Doubts, Measured, Provider};
use super::draw::Draw;
use super::keys::Key;
use crate::money::Money;
use crate::overlap::{Basis, counts, home};

/// So many draws are looked at side by side: what is the same for all is read once, and a processor adds up several of
/// them at a time.
const LANES: usize = 16;

/// In which of the draws side by side a mapping holds: a bit for each.
type Holds = u16;

/// Pence in each of the draws side by side.
type Pence = [i64; LANES];

/// For each four bits: a whole word of ones for each that is set. Half the time of shifting them out one by one.
const MASKS: [[i64; 4]; 16] = {
    let mut masks = [[0; 4]; 16];
    let mut bits = 0;
    while bits < 16 {
        let mut lane = 0;
        while lane < 4 {
            masks[bits][lane] = if bits >> lane & 1 == 1 { -1 } else { 0 };
            lane += 1;
        }
        bits += 1;
    }
    masks
};

impl Cells {
    /// The duplicated cost of each draw.
    pub(super) fn simulate(&self, seed: u64, draws: u32) -> Vec<Money> {
        let firsts: Vec<u32> = (0..draws).step_by(LANES).collect();
        let blocks = firsts.into_par_iter().map_init(Vec::new, |holds, first| {
            let draws: Vec<Draw> = (first..).take(LANES).map(|number| Draw::new(seed, number)).collect();
            holds.clear();
            holds.push(Holds::MAX);
            holds.extend(self.fates.iter().map(|fate| {
                let lucky = draws.iter().map(|draw| draw.uniform(fate.hash));
                let lucky = lucky.map(|number| Holds::from(fate.from <= number && number < fate.to));
                lucky.enumerate().fold(0, |holds, (lane, lucky)| holds | lucky << lane)
            }));
            self.duplicated(holds)
        });
        let mut amounts: Vec<Money> = blocks.flat_map_iter(|amounts| amounts.map(Money)).collect();
        amounts.truncate(draws as usize);
        amounts
    }

    /// What each of the labels carries that put most into the duplicated cost: as many as fit into one look at the cells.
    pub(super) fn carried(&self, doubts: &Doubts) -> Vec<(Key, Money)> {
        let mut most: Vec<usize> = (0..doubts.each.len()).collect();
        most.sort_by(|a, b| doubts.each[*b].duplicated.total_cmp(&doubts.each[*a].duplicated).then(a.cmp(b)));
        most.truncate(LANES - 1);
        // In the last of the lanes all of them hold.
        let mut holds = vec![Holds::MAX; self.keys.len() + 1];
        holds.resize(self.fates.len() + 1, 0);
        for (lane, place) in most.iter().enumerate() {
            holds[place + 1] &= !(1 << lane);
        }
        let without = self.duplicated(&holds);
        let carried =
            most.into_iter().zip(without).map(|(place, left)| (self.keys[place].0, Money(without[LANES - 1] - left)));
        carried.collect()
    }

    /// The duplicated cost of the draws side by side, in each of which only some keys hold.
    fn duplicated(&self, holds: &[Holds]) -> Pence {
        let mut sum = [0; LANES];
        let mut costs = Vec::new();
        for set in &self.sets {
            let of_set = match set.measured {
                Measured::All => self.of_all(set, holds, &mut costs),
                Measured::Some => array::from_fn(|lane| self.of_ours(set, holds, lane).0),
                Measured::None => continue,
            };
            add(&mut sum, &of_set);
        }
        sum
    }

    /// What of a set is duplicated where all its organisations are measured.
    fn of_all(&self, set: &ComparisonSet, holds: &[Holds], costs: &mut Vec<Pence>) -> Pence {
        let mut tally = Tally::new(self.basis, self.floor);
        for providers in &self.organisations[set.organisations.clone()] {
            let providers = &self.providers[providers.clone()];
            match providers.iter().position(|provider| provider.unplaced) {
                Some(nowhere) if providers.len() > 1 => {
                    costs.clear();
                    costs.extend(providers.iter().map(|provider| self.spent(provider, holds)));
                    find_homes(costs, nowhere);
                    for costs in &*costs {
                        tally.add(costs);
                    }
                }
                _ => {
                    for provider in providers {
                        tally.add(&self.spent(provider, holds));
                    }
                }
            }
        }
        tally.duplicated()
    }

    /// What a provider spends.
    fn spent(&self, provider: &Provider, holds: &[Holds]) -> Pence {
        let mut spent = [0; LANES];
        for part in &self.parts[provider.parts.clone()] {
            let holds = holds[part.key as usize];
            for (four, spent) in spent.as_chunks_mut::<4>().0.iter_mut().enumerate() {
                let mask = &MASKS[usize::from(holds >> (4 * four) & 0xF)];
                spent.iter_mut().zip(mask).for_each(|(spent, mask)| *spent += mask & part.amount.0);
            }
        }
        spent
    }

    /// What of a set is attributed to ours in one of the draws.
    fn of_ours(&self, set: &ComparisonSet, holds: &[Holds], lane: usize) -> Money {
        let organisations = self.organisations[set.organisations.clone()].iter().map(|providers| {
            let mut costs = Vec::new();
            self.standing(providers, |part| holds[part.key as usize] >> lane & 1 == 1, &mut costs);
            costs.retain(|cost| counts(*cost, self.floor));
            costs
        });
        let ours = &self.ours[set.organisations.clone()];
        let ours = |place: usize, amount| if ours[place] { amount } else { Money::ZERO };
        self.basis.amount_of(&organisations.collect::<Vec<_>>(), Some(&ours))
    }
}

/// Pounds without a unit join the largest named one, which is another in each draw.
fn find_homes(costs: &mut [Pence], nowhere: usize) {
    for lane in 0..LANES {
        let named = costs.iter().map(|costs| Money(costs[lane])).enumerate().filter(|(place, _)| *place != nowhere);
        if let Some(home) = home(named) {
            let unplaced = std::mem::take(&mut costs[nowhere][lane]);
            costs[home][lane] += unplaced;
        }
    }
}

fn add(sum: &mut Pence, amounts: &Pence) {
    sum.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += amount);
}

/// [`Basis::amount`] of the providers of a set, without a list of them: all three measures follow from three sums.
struct Tally {
    basis: Basis,
    /// The least that makes a provider.
    floor: i64,
    total: Pence,
    largest: Pence,
    squares: [i128; LANES],
}

impl Tally {
    fn new(basis: Basis, floor: Money) -> Self {
        Self { basis, floor: floor.0.max(1), total: [0; LANES], largest: [0; LANES], squares: [0; LANES] }
    }

    fn add(&mut self, costs: &Pence) {
        let counted: Pence = array::from_fn(|lane| if costs[lane] >= self.floor { costs[lane] } else { 0 });
        add(&mut self.total, &counted);
        self.largest.iter_mut().zip(&counted).for_each(|(largest, cost)| *largest = (*largest).max(*cost));
        if self.basis == Basis::Hhi {
            let squares = counted.map(|cost| i128::from(cost) * i128::from(cost));
            self.squares.iter_mut().zip(squares).for_each(|(sum, square)| *sum += square);
        }
    }

    fn duplicated(&self) -> Pence {
        array::from_fn(|lane| {
            let (total, beside) = (self.total[lane], self.total[lane] - self.largest[lane]);
            match self.basis {
                // Beside the largest there is another.
                Basis::All if beside > 0 => total,
                Basis::All | Basis::Hhi if beside == 0 => 0,
                Basis::All | Basis::Excess => beside,
                Basis::Hhi => {
                    let whole = i128::from(total);
                    i64::try_from((whole * whole - self.squares[lane]) / whole).unwrap_or(total)
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    impl Cells {
        /// The duplicated cost where only these keys hold; the first holds always.
        pub(in super::super) fn duplicated_where(&self, holds: &[bool]) -> Money {
            let holds: Vec<Holds> = holds.iter().map(|holds| if *holds { Holds::MAX } else { 0 }).collect();
            Money(self.duplicated(&holds)[0])
        }
    }

    proptest! {
        #[test]
        fn a_tally_is_the_amount_of_those_that_count(
            costs in prop::collection::vec(0_i64..3_000_000_000_000, 0..6), floor in 0_i64..2_000_000
        ) {
            for basis in Basis::ALL {
                let mut tally = Tally::new(basis, Money(floor));
                for cost in &costs {
                    tally.add(&[*cost; LANES]);
                }
                let kept: Vec<Money> =
                    costs.iter().copied().map(Money).filter(|cost| counts(*cost, Money(floor))).collect();
                prop_assert_eq!(Money(tally.duplicated()[LANES - 1]), basis.amount(&kept));
            }
        }
    }
}

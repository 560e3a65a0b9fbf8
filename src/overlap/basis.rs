//! The measures of duplicated cost (docs/model.md section 1), exact in pence.

use std::str::FromStr;

use crate::money::{Money, share_out};
use crate::words::{listed, words};

words! {
    /// How duplicated cost is measured.
    #[derive(Default)]
    pub enum Basis {
        /// Everything, where two or more spend: the manifesto's reading, a ceiling.
        All = "all",
        /// All but the largest provider.
        #[default]
        Excess = "excess",
        /// By the effective number of providers.
        Hhi = "hhi",
    }
}

impl Basis {
    /// What it counts, in words.
    pub fn about(self) -> &'static str {
        match self {
            Self::All => "all cost, if 2 or more units or products do the work",
            Self::Excess => "the total less the largest unit or product of each function",
            Self::Hhi => "adjusted for concentration: small units and products count for less",
        }
    }

    /// What it is called, as the glossary has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "everything",
            Self::Excess => "all but the largest",
            Self::Hhi => "adjusted for concentration",
        }
    }

    /// The duplicated part of what providers of one function and layer spend.
    pub fn amount(self, costs: &[Money]) -> Money {
        let total: Money = costs.iter().copied().sum();
        if costs.len() < 2 || total == Money::ZERO {
            return Money::ZERO;
        }
        match self {
            Self::All => total,
            Self::Excess => total - costs.iter().copied().max().unwrap_or_default(),
            Self::Hhi => {
                let whole = i128::from(total.0);
                let squares: i128 = costs.iter().map(|cost| i128::from(cost.0) * i128::from(cost.0)).sum();
                // The floor keeps what is between organisations at or above nothing.
                Money(i64::try_from((whole * whole - squares) / whole).expect("a part is no larger than the whole"))
            }
        }
    }
}

impl FromStr for Basis {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        Self::find(word).ok_or_else(|| format!("`{word}` is not a basis: write {}", listed::<Self>()))
    }
}

/// The duplicated cost of one function, layer and comparison set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Duplicated {
    /// Over all providers.
    pub total: Money,
    /// Over the providers of each organisation alone.
    pub within: Vec<Money>,
    /// The rest of the total.
    pub between: Money,
    /// Each organisation's part: its own, and what is between by what it would keep.
    pub attributed: Vec<Money>,
}

/// Our part of what is attributed to a side, which is told by its place.
pub type Ours<'o> = dyn Fn(usize, Money) -> Money + 'o;

impl Basis {
    /// What is attributed to our part of each side of a comparison set; without `ours`, all of it.
    pub fn amount_of(self, sides: &[Vec<Money>], ours: Option<&Ours<'_>>) -> Money {
        let Some(ours) = ours else { return self.amount(&sides.concat()) };
        let attributed = duplicated(self, sides).attributed.into_iter().enumerate();
        attributed.map(|(place, amount)| ours(place, amount)).sum()
    }
}

/// Measures one comparison set: the provider costs of each organisation, organisations in the order of their ids.
pub fn duplicated(basis: Basis, organisations: &[Vec<Money>]) -> Duplicated {
    let flat: Vec<Money> = organisations.iter().flatten().copied().collect();
    let total = basis.amount(&flat);
    let within: Vec<Money> = organisations.iter().map(|costs| basis.amount(costs)).collect();
    let between = total - within.iter().copied().sum();
    let retained: Vec<i64> = organisations
        .iter()
        .zip(&within)
        .map(|(costs, within)| (costs.iter().copied().sum::<Money>() - *within).0)
        .collect();
    let attributed = within.iter().zip(share_out(between, &retained)).map(|(own, share)| *own + share).collect();
    Duplicated { total, within, between, attributed }
}

/// How many equal providers would be as concentrated as these.
#[allow(clippy::cast_precision_loss)]
pub fn effective_providers(costs: &[Money]) -> Option<f64> {
    let total: i128 = costs.iter().map(|cost| i128::from(cost.0)).sum();
    let squares: i128 = costs.iter().map(|cost| i128::from(cost.0) * i128::from(cost.0)).sum();
    (squares > 0).then(|| (total * total) as f64 / squares as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Up to five bodies with up to four providers each, from a penny to a hundred million pounds.
    fn bodies() -> impl Strategy<Value = Vec<Vec<Money>>> {
        prop::collection::vec(prop::collection::vec((1_i64..10_000_000_000).prop_map(Money), 1..5), 1..6)
    }

    fn total(costs: &[Money]) -> Money {
        costs.iter().copied().sum()
    }

    proptest! {
        #[test]
        fn bases_are_in_order_and_one_provider_is_no_duplicate(bodies in bodies()) {
            let flat = bodies.concat();
            let [all, excess, hhi] = Basis::ALL.map(|basis| basis.amount(&flat));
            prop_assert!(total(&flat) >= all && all >= hhi && hhi >= excess && excess >= Money::ZERO);
            for basis in Basis::ALL {
                prop_assert_eq!(basis.amount(&flat[..1]), Money::ZERO);
            }
        }

        #[test]
        fn within_and_between_add_up_and_no_body_has_more_than_it_spends(bodies in bodies()) {
            for basis in Basis::ALL {
                let found = duplicated(basis, &bodies);
                prop_assert!(found.between >= Money::ZERO);
                prop_assert_eq!(total(&found.within) + found.between, found.total);
                prop_assert_eq!(total(&found.attributed), found.total);
                for ((costs, within), attributed) in bodies.iter().zip(&found.within).zip(&found.attributed) {
                    prop_assert!(Money::ZERO <= *within && within <= attributed && *attributed <= total(costs));
                }
            }
        }

        #[test]
        fn more_cost_or_one_more_provider_never_lowers_it(bodies in bodies(), more in 1_i64..10_000_000_000, at in any::<prop::sample::Index>()) {
            let flat = bodies.concat();
            let mut dearer = flat.clone();
            dearer[at.index(flat.len())] += Money(more);
            let mut joined = flat.clone();
            joined.push(Money(more));
            for basis in Basis::ALL {
                prop_assert!(basis.amount(&dearer) >= basis.amount(&flat));
                prop_assert!(basis.amount(&joined) >= basis.amount(&flat));
            }
        }

        #[test]
        fn merging_two_providers_never_raises_it(bodies in bodies()) {
            let flat = bodies.concat();
            prop_assume!(flat.len() >= 2);
            let mut merged = flat[1..].to_vec();
            merged[0] += flat[0];
            for basis in Basis::ALL {
                prop_assert!(basis.amount(&merged) <= basis.amount(&flat));
            }
        }

        #[test]
        fn it_scales_with_the_costs_and_forgets_their_order(bodies in bodies(), times in 2_i64..1000) {
            let flat = bodies.concat();
            let scaled: Vec<Money> = flat.iter().map(|cost| Money(cost.0 * times)).collect();
            let backwards: Vec<Money> = flat.iter().rev().copied().collect();
            for basis in Basis::ALL {
                let off = basis.amount(&scaled).0 - basis.amount(&flat).0 * times;
                let most = if basis == Basis::Hhi { times } else { 1 };
                prop_assert!((0..most).contains(&off));
                prop_assert_eq!(basis.amount(&backwards), basis.amount(&flat));
            }
        }
    }
}

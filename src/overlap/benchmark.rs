//! Unit costs of peers, with caution (docs/model.md section 3): who is flagged neither sets the frontier nor has a gap.

use std::cmp::Ordering;

use crate::money::{Money, Share, divide_half_even};
use crate::returns::Quantity;
use crate::words::words;

/// Beyond this many robust standard deviations a unit cost is an outlier (Iglewicz and Hoaglin).
pub(super) const CUT: f64 = 3.5;

/// Clean peers below which nothing is compared, and below which there is no quartile.
pub(super) const FEWEST: usize = 5;
const FEWEST_FOR_QUARTILE: usize = 8;

/// The lower quartile.
pub const QUARTILE: Share = Share(250_000);

/// What a body spends on a function, and how much of it it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// Both layers.
    pub cost: Money,
    /// None, or nothing: not declared.
    pub volume: Option<Quantity>,
}

/// Why a peer is not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Caution {
    /// C01: no volume.
    VolumeMissing,
    /// C02: a volume, and no cost.
    ZeroCost,
    /// C03: a unit cost far from the others'.
    Outlier,
    /// C04: off by about a thousand.
    Thousands,
}

impl Caution {
    /// The number by which the model calls it.
    pub fn code(self) -> &'static str {
        match self {
            Self::VolumeMissing => "C01",
            Self::ZeroCost => "C02",
            Self::Outlier => "C03",
            Self::Thousands => "C04",
        }
    }

    /// What it says of a body.
    pub fn about(self) -> &'static str {
        match self {
            Self::VolumeMissing => "no volume is declared",
            Self::ZeroCost => "a volume is declared, and no cost",
            Self::Outlier => "the unit cost is far from the others'",
            Self::Thousands => "amounts may be in pounds where others have thousands, or the other way round",
        }
    }
}

words! {
    /// How far a benchmark carries.
    pub enum Grade {
        /// Eight clean peers or more, and 90% of the cost.
        A = "A",
        /// Eight clean peers or more.
        B = "B",
        /// Five to seven: a median, no quartile.
        C = "C",
        /// Fewer: nothing.
        D = "D",
    }
}

/// The comparison of peers. Peers are given, and named here, by their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Benchmark {
    /// Of each peer: why it is not compared.
    pub cautions: Vec<Vec<Caution>>,
    /// How many are compared.
    pub clean: usize,
    /// The peer in the middle, where there are enough for one.
    pub median: Option<usize>,
    /// The peer whose unit cost is the frontier, where there are enough for one.
    pub frontier: Option<usize>,
    /// Of each peer: what it spends above the frontier. None for those not compared.
    pub gaps: Vec<Option<Money>>,
    /// How far it carries.
    pub grade: Grade,
}

/// Compares peers, which are in the order of their ids. The frontier is the unit cost at `quantile`, by nearest rank.
pub fn benchmark(peers: &[Peer], quantile: Share) -> Benchmark {
    let mut cautions: Vec<Vec<Caution>> = peers.iter().map(first_caution).collect();
    let compared: Vec<usize> = (0..peers.len()).filter(|peer| cautions[*peer].is_empty()).collect();
    if compared.len() >= FEWEST {
        flag_outliers(peers, &compared, &mut cautions);
    }
    let mut clean: Vec<usize> = compared.into_iter().filter(|peer| cautions[*peer].is_empty()).collect();
    clean.sort_by(|a, b| by_unit_cost(&peers[*a], &peers[*b]).then(a.cmp(b)));
    let enough = |least: usize| clean.len() >= least;
    let frontier = if enough(FEWEST_FOR_QUARTILE) { nearest_rank(&clean, quantile) } else { None };
    let mut gaps = vec![None; peers.len()];
    if let Some(best) = frontier {
        for peer in &clean {
            gaps[*peer] = Some(gap(&peers[*peer], &peers[best]));
        }
    }
    let cost = |of: &mut dyn Iterator<Item = &Peer>| of.map(|peer| i128::from(peer.cost.0)).sum::<i128>();
    let known = cost(&mut clean.iter().map(|peer| &peers[*peer]));
    let grade = if !enough(FEWEST) {
        Grade::D
    } else if !enough(FEWEST_FOR_QUARTILE) {
        Grade::C
    } else if known * 10 >= cost(&mut peers.iter()) * 9 {
        Grade::A
    } else {
        Grade::B
    };
    let median = if enough(FEWEST) { nearest_rank(&clean, Share(500_000)) } else { None };
    Benchmark { clean: clean.len(), cautions, median, frontier, gaps, grade }
}

fn first_caution(peer: &Peer) -> Vec<Caution> {
    match peer.volume {
        None => vec![Caution::VolumeMissing],
        Some(volume) if volume.0 <= 0 => vec![Caution::VolumeMissing],
        Some(_) if peer.cost == Money::ZERO => vec![Caution::ZeroCost],
        Some(_) => Vec::new(),
    }
}

/// How far each of some logarithms is from their middle: the middle, and robust standard scores. A share of bodies that return
/// nonsense does not move what is usual.
pub(super) fn robust_scores(logs: &[f64]) -> (f64, Vec<f64>) {
    let middle = median(logs);
    let away: Vec<f64> = logs.iter().map(|log| (log - middle).abs()).collect();
    let (spread, mean) = (median(&away), away.iter().sum::<f64>() / f64::from(u32::try_from(away.len()).unwrap_or(1)));
    let score = |away: &f64| match (spread > 0.0, mean > 0.0) {
        (true, _) => 0.6745 * away / spread,
        // More than half are equal: by the mean of the deviations instead.
        (false, true) => away / (1.253_314 * mean),
        (false, false) => 0.0,
    };
    (middle, away.iter().map(score).collect())
}

fn flag_outliers(peers: &[Peer], compared: &[usize], cautions: &mut [Vec<Caution>]) {
    let logs: Vec<f64> = compared.iter().map(|peer| unit_cost(&peers[*peer]).ln()).collect();
    let (middle, scores) = robust_scores(&logs);
    for (peer, (log, score)) in compared.iter().zip(logs.iter().zip(scores)) {
        if score > CUT {
            cautions[*peer].push(Caution::Outlier);
            let times = (log - middle).abs();
            if times > 300_f64.ln() && times < 3000_f64.ln() {
                cautions[*peer].push(Caution::Thousands);
            }
        }
    }
}

/// Pounds a unit, for logarithms and for printing.
#[allow(clippy::cast_precision_loss)]
pub fn unit_cost(peer: &Peer) -> f64 {
    peer.cost.0 as f64 / 100.0 / peer.volume.map_or(f64::NAN, Quantity::as_f64)
}

/// Exact: cost by cost times the other's volume.
fn by_unit_cost(a: &Peer, b: &Peer) -> Ordering {
    let volume = |peer: &Peer| i128::from(peer.volume.map_or(0, |volume| volume.0));
    (i128::from(a.cost.0) * volume(b)).cmp(&(i128::from(b.cost.0) * volume(a)))
}

/// What a peer spends above its volume at the unit cost of the best, half-even to the penny.
fn gap(peer: &Peer, best: &Peer) -> Money {
    let (Some(own), Some(volume)) = (peer.volume, best.volume) else { return Money::ZERO };
    let above = i128::from(peer.cost.0) * i128::from(volume.0) - i128::from(own.0) * i128::from(best.cost.0);
    if above <= 0 { Money::ZERO } else { Money(divide_half_even(above, i128::from(volume.0))) }
}

fn nearest_rank(sorted: &[usize], quantile: Share) -> Option<usize> {
    let rank = (sorted.len() as u64 * u64::from(quantile.0)).div_ceil(u64::from(crate::money::ONE));
    sorted.get(usize::try_from(rank).unwrap_or(usize::MAX).saturating_sub(1)).copied()
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[half] } else { f64::midpoint(sorted[half - 1], sorted[half]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peers(costs: &[(i64, i64)]) -> Vec<Peer> {
        let quantity = |volume: i64| Quantity(volume * 1_000_000);
        costs.iter().map(|(cost, volume)| Peer { cost: Money(*cost), volume: Some(quantity(*volume)) }).collect()
    }

    #[test]
    fn five_to_seven_peers_have_a_middle_and_no_frontier() {
        let found = benchmark(&peers(&[(100, 1), (200, 1), (300, 1), (400, 1), (500, 1)]), QUARTILE);
        assert_eq!((found.grade, found.median, found.frontier), (Grade::C, Some(2), None));
        assert!(found.gaps.iter().all(Option::is_none));
    }

    #[test]
    fn where_most_are_equal_one_far_away_is_still_seen() {
        let mut costs = vec![(1_000, 10); 11];
        costs.push((1_000_000, 10));
        costs.push((0, 10));
        let found = benchmark(&peers(&costs), QUARTILE);
        assert_eq!(found.cautions[11], [Caution::Outlier, Caution::Thousands]);
        assert_eq!(found.cautions[12], [Caution::ZeroCost]);
        assert_eq!((found.clean, found.grade), (11, Grade::B), "the outlier has most of the cost");
        assert_eq!(found.gaps[0], Some(Money::ZERO));
    }
}

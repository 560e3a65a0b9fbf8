//! From scores to chances: how sure the model may be of its best answer.

use super::Guess;
use super::maths::{ln, logistic};

/// What speaks for and against the best class being right.
const LEAF: usize = 15;
/// The same for the best group.
const GROUP: usize = 12;

/// Numbers of a [`Calibration`].
pub(super) const CALIBRATION: usize = LEAF + GROUP + 2;

/// Two logistic formulas: the chance that the best class is right, and that the best group is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Calibration {
    /// The constant, then a weight for each of [`Evidence::leaf`].
    leaf: [f64; LEAF + 1],
    /// The same for [`Evidence::group`].
    group: [f64; GROUP + 1],
}

/// What the formulas look at.
#[derive(Debug, Clone)]
pub(super) struct Evidence {
    leaf: [f64; LEAF],
    group: [f64; GROUP],
}

impl Evidence {
    /// Of a guess.
    pub(super) fn of(guess: &Guess) -> Self {
        let [first, second, third, _] = guess.best.map(|(_, chance)| f64::from(chance));
        let group_of_first = f64::from(guess.group_of_first);
        let (group, gap) = (f64::from(guess.group.1), f64::from(guess.group_gap));
        let none = f64::from(guess.none);
        let odds = log_odds(first);
        let given: [f64; 5] = guess.given.map(|given| f64::from(u8::from(given)));
        let known = guess.known.map(f64::from);
        let mut leaf = [0.0; LEAF];
        let lead = ln(first.max(1e-30) / second.max(1e-30));
        leaf[..7].copy_from_slice(&[odds, lead, second, third, log_odds(group_of_first), none, odds * odds / 10.0]);
        leaf[7..12].copy_from_slice(&given);
        leaf[12..].copy_from_slice(&known);
        let mut of_group = [0.0; GROUP];
        of_group[..4].copy_from_slice(&[log_odds(group), gap, none, odds]);
        of_group[4..9].copy_from_slice(&given);
        of_group[9..].copy_from_slice(&known);
        Self { leaf, group: of_group }
    }
}

impl Calibration {
    /// Knows nothing: used while a model is learned.
    pub(super) fn empty() -> Self {
        Self { leaf: [0.0; LEAF + 1], group: [0.0; GROUP + 1] }
    }

    /// Takes the numbers from a model.
    pub(super) fn read(number: impl Fn(usize) -> f64) -> Self {
        Self { leaf: std::array::from_fn(&number), group: std::array::from_fn(|at| number(LEAF + 1 + at)) }
    }

    /// Appends the numbers to a model.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        for number in self.leaf.iter().chain(&self.group) {
            out.extend_from_slice(&number.to_le_bytes());
        }
    }

    /// The chance that the best class is right.
    pub(super) fn of_leaf(&self, evidence: &Evidence) -> f64 {
        chance(&self.leaf, &evidence.leaf)
    }

    /// The chance that the best group is right.
    pub(super) fn of_group(&self, evidence: &Evidence) -> f64 {
        chance(&self.group, &evidence.group)
    }

    /// Fits both formulas to guesses of which is known whether the best class and the best group were right.
    pub(super) fn fit(guesses: &[(Evidence, bool, bool)]) -> Self {
        let leaf: Vec<_> = guesses.iter().map(|(evidence, right, _)| (evidence.leaf, *right)).collect();
        let group: Vec<_> = guesses.iter().map(|(evidence, _, right)| (evidence.group, *right)).collect();
        let mut fitted = Self::empty();
        fitted.leaf.copy_from_slice(&fit(&leaf));
        fitted.group.copy_from_slice(&fit(&group));
        fitted
    }
}

fn chance(formula: &[f64], evidence: &[f64]) -> f64 {
    let sum: f64 = formula[1..].iter().zip(evidence).map(|(weight, value)| weight * value).sum();
    logistic(formula[0] + sum)
}

/// The logarithm of the odds of a chance, kept off the ends.
fn log_odds(chance: f64) -> f64 {
    let chance = chance.clamp(1e-6, 1.0 - 1e-6);
    ln(chance / (1.0 - chance))
}

/// Logistic regression with a ridge of 1 on standardised values, by Newton's steps.
fn fit<const N: usize>(rows: &[([f64; N], bool)]) -> Vec<f64> {
    #[allow(clippy::cast_precision_loss)]
    let count = rows.len().max(1) as f64;
    let mean: Vec<f64> = (0..N).map(|at| rows.iter().map(|(row, _)| row[at]).sum::<f64>() / count).collect();
    let spread: Vec<f64> = (0..N)
        .map(|at| (rows.iter().map(|(row, _)| (row[at] - mean[at]) * (row[at] - mean[at])).sum::<f64>() / count).sqrt())
        .map(|spread| spread + 1e-9)
        .collect();
    let size = N + 1;
    let mut weights = vec![0.0; size];
    for _ in 0..30 {
        let mut slope = vec![0.0; size];
        let mut bend = vec![vec![0.0; size]; size];
        for at in 1..size {
            slope[at] = weights[at];
            bend[at][at] = 1.0;
        }
        let mut values = vec![1.0; size];
        for (row, right) in rows {
            for at in 0..N {
                values[at + 1] = (row[at] - mean[at]) / spread[at];
            }
            let sum: f64 = weights.iter().zip(&values).map(|(weight, value)| weight * value).sum();
            let chance = logistic(sum);
            let error = chance - f64::from(u8::from(*right));
            let doubt = chance * (1.0 - chance);
            for (at, value) in values.iter().enumerate() {
                slope[at] += error * value;
                for (sum, other) in bend[at].iter_mut().zip(&values) {
                    *sum += doubt * value * other;
                }
            }
        }
        for (at, row) in bend.iter_mut().enumerate() {
            row[at] += 1e-9;
        }
        for (weight, step) in weights.iter_mut().zip(solve(bend, slope)) {
            *weight -= step;
        }
    }
    // Back to values as they come.
    for at in 0..N {
        weights[at + 1] /= spread[at];
        weights[0] -= weights[at + 1] * mean[at];
    }
    weights
}

/// Solves a system of linear equations with a positive definite matrix, by elimination.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for column in 0..size {
        let pivot = matrix[column].clone();
        for row in column + 1..size {
            let factor = matrix[row][column] / pivot[column];
            for (value, above) in matrix[row].iter_mut().zip(&pivot) {
                *value -= factor * above;
            }
            right[row] -= factor * right[column];
        }
    }
    for row in (0..size).rev() {
        let known: f64 = (row + 1..size).map(|at| matrix[row][at] * right[at]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_formula_is_found_again() {
        // Each point counts as often as its chance says, so that the fit has only one answer.
        let mut rows = Vec::new();
        for step in -20..=20 {
            let value = f64::from(step) / 10.0;
            let right = logistic(0.5 + 1.5 * value) * 1000.0;
            rows.extend((0..1000).map(|at| ([value], f64::from(at) < right)));
        }
        let found = fit(&rows);
        assert!((found[0] - 0.5).abs() < 0.02 && (found[1] - 1.5).abs() < 0.02, "{found:?}");
    }
}

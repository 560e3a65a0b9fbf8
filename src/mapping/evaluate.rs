//! How good mappings are, measured on labelled items.

use std::collections::BTreeMap;

use super::Mapping;
use super::labels::Label;
use crate::money::Share;
use crate::taxonomy::{FunctionId, Taxonomy};

/// How good the mappings of labelled items are. Shares of all items unless said otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// How many items.
    pub items: usize,
    /// A leaf was answered.
    pub leaves: f64,
    /// Only a group was answered.
    pub groups: f64,
    /// The answer is right; no answer is right where the label is `none`.
    pub accuracy: f64,
    /// Of the leaves answered, the share that is right.
    pub precision: f64,
    /// Of the groups answered, the share that holds the label.
    pub group_precision: f64,
    /// The same in pounds, where the labels say what the items cost.
    pub by_cost: Option<f64>,
    /// A right answer stands among the answer and the alternatives, the first three.
    pub first_three: f64,
    /// How many items can be given a leaf, the surest first, before less than 90% of them are right.
    pub coverage_at_90: f64,
    /// The mean square between confidence and what came true, of the leaves answered.
    pub brier: f64,
    /// The mean distance between confidence and what came true, in ten classes of confidence, of the leaves answered.
    pub calibration_error: f64,
    /// The classes of confidence that occur.
    pub reliability: Vec<Reliability>,
    /// By the topmost group of the label, in the order of the codes; `None` for labels that say `none`.
    pub by_group: Vec<(Option<FunctionId>, GroupRow)>,
}

/// How often leaves of one class of confidence were right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reliability {
    /// The class: from this tenth to the next.
    pub tenth: usize,
    /// How many leaves.
    pub items: usize,
    /// Their mean confidence.
    pub confidence: f64,
    /// The share that is right.
    pub right: f64,
}

/// How good the mappings of one group are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GroupRow {
    /// How many items are labelled with it.
    pub items: usize,
    /// Of them: nothing was claimed.
    pub unclaimed: usize,
    /// Of them: the answer is right.
    pub right: usize,
}

impl Evaluation {
    /// Compares answers with labels.
    #[allow(clippy::cast_precision_loss)]
    pub fn of<'a>(answers: impl Iterator<Item = (&'a Label, &'a Mapping)>, taxonomy: &Taxonomy) -> Self {
        let mut graded: Vec<(Share, bool)> = Vec::new();
        let mut by_group: BTreeMap<Option<FunctionId>, GroupRow> = BTreeMap::new();
        let (mut items, mut right, mut first_three, mut groups, mut groups_right) = (0, 0, 0, 0, 0);
        let (mut pounds, mut pounds_right) = (0_i128, 0_i128);
        for (label, mapping) in answers {
            let accepted = &label.accepted;
            let claim = mapping.largest();
            let answer = claim.map(|claim| claim.function);
            let hit = accepted.holds(answer, taxonomy);
            items += 1;
            right += usize::from(hit);
            let cost = i128::from(label.cost.0);
            pounds += cost;
            pounds_right += if hit { cost } else { 0 };
            let ranked = answer.into_iter().chain(mapping.alternatives.iter().map(|(function, _)| *function)).take(3);
            let near = answer.is_none() && hit;
            first_three +=
                usize::from(near || ranked.into_iter().any(|function| accepted.holds(Some(function), taxonomy)));
            match claim {
                Some(claim) if taxonomy.get(claim.function).is_leaf => graded.push((claim.confidence, hit)),
                Some(claim) => {
                    groups += 1;
                    groups_right += usize::from(accepted.holds_group(claim.function, taxonomy));
                }
                None => {}
            }
            let row = by_group.entry(accepted.0.first().copied().flatten().map(|id| taxonomy.group(id))).or_default();
            row.items += 1;
            row.unclaimed += usize::from(answer.is_none());
            row.right += usize::from(hit);
        }
        let share = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
        let reliability = reliability(&graded);
        let hits = graded.iter().filter(|(_, hit)| *hit).count();
        let off = |row: &Reliability| (row.confidence - row.right).abs() * share(row.items, graded.len());
        let square = |(sure, hit): &(Share, bool)| (sure.as_f64() - f64::from(u8::from(*hit))).powi(2);
        Self {
            items,
            leaves: share(graded.len(), items),
            groups: share(groups, items),
            accuracy: share(right, items),
            by_cost: (pounds > 0).then(|| pounds_right as f64 / pounds as f64),
            precision: share(hits, graded.len()),
            group_precision: share(groups_right, groups),
            first_three: share(first_three, items),
            coverage_at_90: share(covered(&mut graded.clone()), items),
            brier: graded.iter().map(square).fold(0.0, |sum, more| sum + more) / graded.len().max(1) as f64,
            // Folded from 0: the sum of nothing is -0.
            calibration_error: reliability.iter().map(off).fold(0.0, |sum, more| sum + more),
            reliability,
            by_group: by_group.into_iter().collect(),
        }
    }
}

#[allow(clippy::cast_precision_loss)]
fn reliability(graded: &[(Share, bool)]) -> Vec<Reliability> {
    let mut classes = [(0_usize, 0.0, 0_usize); 10];
    for (sure, hit) in graded {
        let class = &mut classes[(sure.0 / 100_000).min(9) as usize];
        class.0 += 1;
        class.1 += sure.as_f64();
        class.2 += usize::from(*hit);
    }
    classes
        .into_iter()
        .enumerate()
        .filter(|(_, (items, ..))| *items > 0)
        .map(|(tenth, (items, sum, hits))| {
            let count = items as f64;
            Reliability { tenth, items, confidence: sum / count, right: hits as f64 / count }
        })
        .collect()
}

/// How many of the surest keep nine in ten right. Those of one confidence are answered together or not at all.
fn covered(graded: &mut [(Share, bool)]) -> usize {
    graded.sort_by_key(|(sure, _)| std::cmp::Reverse(*sure));
    let (mut covered, mut hits) = (0, 0);
    for (at, (sure, hit)) in graded.iter().enumerate() {
        hits += usize::from(*hit);
        let last_of_its_kind = graded.get(at + 1).is_none_or(|(next, _)| next < sure);
        if last_of_its_kind && hits * 10 >= (at + 1) * 9 {
            covered = at + 1;
        }
    }
    covered
}

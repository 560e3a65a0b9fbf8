//! Bodies that may meet, as dense rows in the order of their size.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rayon::prelude::*;

use super::Rules;
use super::alike::{Alike, shareable};
use super::profile::{Dimension, Meeting, Profile};
use super::search::{Pair, are_partners};
use crate::money::ONE;

/// Whether two bodies agree on an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kin {
    /// They do.
    Same,
    /// They do not.
    Other,
    /// They may or may not: nothing depends on it.
    Either,
}

impl Kin {
    fn fits(self, agree: bool) -> bool {
        match self {
            Self::Same => agree,
            Self::Other => !agree,
            Self::Either => true,
        }
    }
}

/// How many amounts are handled at once: two of the widest registers that every x86-64 has, and four of ARM's.
const LANES: usize = 8;

/// How many bodies go through the others together: their rough rows stay in the first cache.
const CHUNK: usize = 64;

/// What floats may be wrong by, generously. Amounts up to 90 trillion pounds are exact in them, and ratios nearly so.
const SLACK: f64 = 1e-6;

/// Bodies that may meet in one way, largest first.
pub(super) struct Block<'a> {
    profiles: &'a [Profile<'a>],
    kin: (Kin, Kin),
    bodies: Vec<Body>,
    rows: Vec<[f64; LANES]>,
    width: usize,
}

/// One body of a block.
struct Body {
    /// Its index into the profiles.
    number: u32,
    is_host: bool,
    /// What it may share.
    total: f64,
    /// The length of its row, as a vector.
    norm: f64,
}

/// Amounts in steps, rounded up: a quarter of the room, and two rows are compared in a quarter of the time.
struct Rough {
    step: f64,
}

/// The best partners of one body so far, best first.
struct Best {
    pairs: Vec<Pair>,
    /// Less in common than this is not among them.
    least: f64,
}

impl<'a> Block<'a> {
    pub(super) fn new(profiles: &'a [Profile<'a>], hosts: &[bool], members: Vec<u32>, kin: (Kin, Kin)) -> Self {
        // Bodies that may or may not agree have nothing on which it matters, so that either answer does.
        let meeting = Meeting { family: kin.0 == Kin::Same, region: kin.1 == Kin::Same };
        let spent = |number: u32| shareable(&profiles[number as usize], meeting);
        let columns: BTreeSet<Dimension> = members.iter().flat_map(|number| spent(*number)).map(|one| one.on).collect();
        let columns: Vec<Dimension> = columns.into_iter().collect();
        let width = columns.len().div_ceil(LANES);
        let total = |number: u32| spent(number).map(|one| one.amount.0).sum::<i64>();
        let mut members: Vec<(i64, u32)> = members.into_iter().map(|number| (total(number), number)).collect();
        members.retain(|(total, _)| *total > 0);
        members.sort_by_key(|(total, number)| (Reverse(*total), *number));
        let mut rows = vec![[0.0; LANES]; members.len() * width];
        let mut bodies = Vec::with_capacity(members.len());
        for (place, (total, number)) in members.into_iter().enumerate() {
            let row = &mut rows[place * width..(place + 1) * width];
            for one in spent(number) {
                if let Ok(column) = columns.binary_search(&one.on) {
                    row[column / LANES][column % LANES] = float(one.amount.0);
                }
            }
            let norm = dot(row, row).sqrt();
            bodies.push(Body { number, is_host: hosts[number as usize], total: float(total), norm });
        }
        Self { profiles, kin, bodies, rows, width }
    }

    /// The best partners of every body.
    pub(super) fn search(&self, rules: &Rules) -> Vec<(u32, Vec<Pair>)> {
        let chunks: Vec<usize> = (0..self.bodies.len()).step_by(CHUNK).collect();
        chunks.into_par_iter().flat_map_iter(|start| self.search_chunk(start, rules)).collect()
    }

    fn search_chunk(&self, start: usize, rules: &Rules) -> Vec<(u32, Vec<Pair>)> {
        let chunk = &self.bodies[start..self.bodies.len().min(start + CHUNK)];
        let mut best: Vec<Best> = chunk.iter().map(|_| Best { pairs: Vec::new(), least: 1.0 }).collect();
        let rows = &self.rows[start * self.width..(start + chunk.len()) * self.width];
        let rough = Rough::of(rows);
        let mine: Vec<Vec<i16>> = rows.chunks(self.width).map(|row| rough.steps(row).collect()).collect();
        let mut theirs: Vec<i16> = Vec::with_capacity(self.width * LANES);
        for (place, other) in self.bodies.iter().enumerate() {
            theirs.clear();
            for (number, one) in chunk.iter().enumerate() {
                let best = &mut best[number];
                if place == start + number
                    || !may_be_partners(one, other, rules)
                    || one.total.min(other.total) < best.least
                {
                    continue;
                }
                if theirs.is_empty() {
                    theirs.extend(rough.steps(self.row(place)));
                }
                let is_enough = |shared: f64| shared >= best.least && near(one, other, shared, rules);
                // Most pairs end here.
                if !is_enough(rough.at_most(&mine[number], &theirs)) {
                    continue;
                }
                let rows = [start + number, place].map(|place| self.row(place));
                if is_enough(common(rows[0], rows[1]))
                    && dot(rows[0], rows[1]) >= (rules.cosine.as_f64() - SLACK) * one.norm * other.norm
                {
                    best.add(self.pair(one, other, rules), rules.top);
                }
            }
        }
        chunk.iter().zip(best).map(|(body, best)| (body.number, best.pairs)).collect()
    }

    /// Two bodies compared in whole pence, if they are partners.
    fn pair(&self, one: &Body, other: &Body, rules: &Rules) -> Option<Pair> {
        let (a, b) = (one.number.min(other.number), one.number.max(other.number));
        let (first, second) = (&self.profiles[a as usize], &self.profiles[b as usize]);
        let meeting = first.meets(second);
        let meet = self.kin.0.fits(meeting.family) && self.kin.1.fits(meeting.region);
        // Bounds in floats know nothing of what bodies already run together: those are compared one by one.
        if !meet || first.runs_with(second) || !rules.allow(first.organisation, second.organisation) {
            return None;
        }
        let alike = Alike::of(first, second);
        are_partners(&alike, rules, one.is_host || other.is_host).then_some(Pair { a, b, alike })
    }

    fn row(&self, place: usize) -> &[[f64; LANES]] {
        &self.rows[place * self.width..(place + 1) * self.width]
    }
}

impl Rough {
    /// Steps in which every amount of some rows can be told.
    fn of(rows: &[[f64; LANES]]) -> Self {
        let largest = rows.iter().flatten().copied().fold(1.0, f64::max);
        Self { step: (largest / f64::from(i16::MAX - 1)).ceil() }
    }

    /// A row in steps. What is more than any amount of those rows is cut off: it would never be the smaller one.
    fn steps(&self, row: &[[f64; LANES]]) -> impl Iterator<Item = i16> {
        let (steps, most) = (1.0 / self.step, f64::from(i16::MAX));
        row.iter().flatten().map(move |amount| {
            let above = amount * steps + if *amount > 0.0 { 1.0 + SLACK } else { 0.0 };
            #[allow(clippy::cast_possible_truncation)] // no more than `most`, and rounded up already
            let whole = if above < most { above } else { most } as i16;
            whole
        })
    }

    /// What two rows have in common, at most.
    fn at_most(&self, one: &[i16], other: &[i16]) -> f64 {
        f64::from(one.iter().zip(other).map(|(one, other)| i32::from(*one.min(other))).sum::<i32>()) * self.step
    }
}

impl Best {
    fn add(&mut self, pair: Option<Pair>, most: usize) {
        let Some(pair) = pair else { return };
        let place = self.pairs.partition_point(|known| known.order() < pair.order());
        self.pairs.insert(place, pair);
        self.pairs.truncate(most);
        if let Some(last) = self.pairs.last().filter(|_| self.pairs.len() == most) {
            self.least = float(last.alike.shared.0);
        }
    }
}

/// Whether sizes allow two bodies to be partners: peers are of a size, and a guest needs a host.
fn may_be_partners(one: &Body, other: &Body, rules: &Rules) -> bool {
    let (less, more) = if one.total < other.total { (one.total, other.total) } else { (other.total, one.total) };
    one.is_host || other.is_host || less >= (rules.jaccard.as_f64() - SLACK) * more
}

/// Whether what both spend is near enough to one of the two bounds to be looked at in whole pence.
fn near(one: &Body, other: &Body, shared: f64, rules: &Rules) -> bool {
    let (sum, less) = (one.total + other.total, one.total.min(other.total));
    shared >= (rules.jaccard.as_f64() - SLACK) * (sum - shared)
        || (one.is_host || other.is_host) && shared >= (rules.containment.as_f64() - SLACK) * less
}

/// What two rows have in common: the smaller amount of each column, summed.
fn common(one: &[[f64; LANES]], other: &[[f64; LANES]]) -> f64 {
    let mut sums = [0.0; LANES];
    for (one, other) in one.iter().zip(other) {
        for lane in 0..LANES {
            // Not `f64::min`, which must mind numbers that are none and so costs a third more.
            sums[lane] += if one[lane] < other[lane] { one[lane] } else { other[lane] };
        }
    }
    sums.iter().sum()
}

fn dot(one: &[[f64; LANES]], other: &[[f64; LANES]]) -> f64 {
    let mut sums = [0.0; LANES];
    for (one, other) in one.iter().zip(other) {
        for lane in 0..LANES {
            sums[lane] += one[lane] * other[lane];
        }
    }
    sums.iter().sum()
}

/// Pence as a float: exact up to 90 trillion pounds.
#[allow(clippy::cast_precision_loss)]
fn float(pence: i64) -> f64 {
    pence as f64
}

const _: () = assert!(ONE == 1_000_000, "the slack is one part per million");

//! The model file: a head, and tables that are read in place.
//!
//! All numbers are little-endian. `magic`, then the counts (u32 each): classes, slots, buckets, bytes of text;
//! then the calibration (f64 each), the text (who it is for and the codes of the classes, one a line), the shift of each
//! bucket of keys (u16), the place of each slot's row (u32, and one more for the end), and the rows: the lower half of the
//! key, scale and rarity (the upper half of an f32 each), and the weights. These are one signed byte a class where that is shorter, else pairs of
//! class and weight.
//!
//! A key has one slot only: that of its bucket's shift, chosen when the model is written so that no two keys meet. So a
//! look-up takes two small steps, and the third brings the weights with it.

#![allow(clippy::cast_possible_truncation)] // Halves of hashes; lengths are checked by `narrow`.

use std::borrow::Cow;

use super::calibrate::{CALIBRATION, Calibration};
use crate::source::sha256;

const MAGIC: &[u8; 16] = b"dupaudit/model/2";
const HEAD: usize = 16 + 4 * 4 + CALIBRATION * 8;
/// Bytes of a row before its weights.
const ROW: usize = 8;
/// Keys in a bucket, on average. More of them make the shifts hard to find, fewer make many shifts.
const BUCKET: usize = 4;

/// The tables of a model.
pub(super) struct Tables {
    bytes: Cow<'static, [u8]>,
    /// How many classes there are; the last is "none".
    pub(super) classes: usize,
    /// How many places for features there are; some are empty.
    slots: usize,
    pub(super) calibration: Calibration,
    text: usize,
    shifts: usize,
    buckets: usize,
    places: usize,
    rows: usize,
}

/// What a model was learned from, and for which functions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The id of the list of functions.
    pub taxonomy: String,
    /// SHA-256 of its file.
    pub taxonomy_sha256: String,
    /// SHA-256 of each file of labels.
    pub labels_sha256: Vec<String>,
    /// The codes of the leaves.
    pub codes: Vec<String>,
}

/// A feature of a model: where its row begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Row {
    start: u32,
    end: u32,
}

impl Row {
    /// A number that differs between most rows.
    pub(super) fn mark(self) -> u32 {
        self.start
    }
}

/// One row to be written.
pub(super) struct NewRow {
    pub(super) key: u64,
    /// How telling the feature is.
    pub(super) rarity: f32,
    /// What one step of a weight stands for.
    pub(super) scale: f32,
    /// Weights by class, 0 for none.
    pub(super) weights: Vec<(u16, i8)>,
}

impl Tables {
    /// Looks at the head of a model.
    ///
    /// # Errors
    /// It is no model, or not whole.
    pub(super) fn read(bytes: Cow<'static, [u8]>) -> Result<Self, &'static str> {
        if !bytes.starts_with(MAGIC) {
            return Err("is no model of this version of dupaudit");
        }
        let whole = "is not whole";
        if bytes.len() < HEAD {
            return Err(whole);
        }
        let count = |at: usize| u32_at(&bytes, 16 + 4 * at) as usize;
        let (classes, slots, buckets) = (count(0), count(1), count(2));
        let text = HEAD;
        let shifts = text + count(3);
        let places = shifts + 2 * buckets;
        let rows = places + 4 * (slots + 1);
        if rows > bytes.len() || classes == 0 || classes > usize::from(u16::MAX) || slots * buckets == 0 {
            return Err(whole);
        }
        if bytes.len() - rows != u32_at(&bytes, places + 4 * slots) as usize {
            return Err(whole);
        }
        let calibration = Calibration::read(|at| f64_at(&bytes, 32 + 8 * at));
        Ok(Self { bytes, classes, slots, calibration, text, shifts, buckets, places, rows })
    }

    /// The hash of the whole file.
    pub(super) fn sha256(&self) -> String {
        sha256(&self.bytes)
    }

    /// What the model was learned from. `None` where the text is damaged.
    pub(super) fn origin(&self) -> Option<Origin> {
        let text = std::str::from_utf8(&self.bytes[self.text..self.shifts]).ok()?;
        let mut lines = text.lines().map(str::to_owned);
        let (taxonomy, taxonomy_sha256) = (lines.next()?, lines.next()?);
        let labels_sha256 = lines.next()?.split(' ').map(str::to_owned).collect();
        let codes: Vec<String> = lines.collect();
        (codes.len() + 1 == self.classes).then_some(Origin { taxonomy, taxonomy_sha256, labels_sha256, codes })
    }

    /// Where the row of a feature would be. Whether it is there, [`Tables::holds`] says: asked apart, the answers for many
    /// features do not wait for each other.
    #[inline]
    pub(super) fn place(&self, key: u64) -> Row {
        let shift = u16_at(&self.bytes, self.shifts + 2 * bucket(key, self.buckets));
        let at = self.places + 4 * slot(key, shift, self.slots);
        Row { start: u32_at(&self.bytes, at), end: u32_at(&self.bytes, at + 4) }
    }

    /// Whether a feature has the row that is at its place.
    #[inline]
    pub(super) fn holds(&self, row: Row, key: u64) -> bool {
        (row.end > row.start) & (u32_at(&self.bytes, self.rows + row.start as usize) == low(key))
    }

    /// The row of a feature, if the model knows it.
    pub(super) fn find(&self, key: u64) -> Option<Row> {
        let row = self.place(key);
        self.holds(row, key).then_some(row)
    }

    /// How telling a feature is.
    #[inline]
    pub(super) fn rarity(&self, row: Row) -> f32 {
        half(&self.bytes, self.rows + row.start as usize + 6)
    }

    /// Adds `value` times the weights of a feature. It is quickest when there is room for 256 scores.
    #[inline]
    pub(super) fn add(&self, row: Row, value: f32, scores: &mut [f32]) {
        let at = self.rows + row.start as usize;
        let value = value * half(&self.bytes, at + 4);
        let weights = self.bytes.get(at + ROW..self.rows + row.end as usize).unwrap_or_default();
        if weights.len() == self.classes {
            for (score, weight) in scores.iter_mut().zip(weights) {
                *score += value * f32::from(weight.cast_signed());
            }
        } else if self.classes <= 256 {
            let Some(scores) = scores.first_chunk_mut::<256>() else { return };
            for [class, weight] in weights.as_chunks().0 {
                scores[usize::from(*class)] += value * f32::from(weight.cast_signed());
            }
        } else {
            for [low, high, weight] in weights.as_chunks().0 {
                if let Some(score) = scores.get_mut(usize::from(u16::from_le_bytes([*low, *high]))) {
                    *score += value * f32::from(weight.cast_signed());
                }
            }
        }
    }
}

/// Writes a model.
pub(super) fn write(origin: &Origin, calibration: &Calibration, rows: &[NewRow]) -> Vec<u8> {
    let classes = origin.codes.len() + 1;
    let (shifts, slots) = place(rows);
    let mut table = Vec::new();
    let mut places = Vec::with_capacity(slots.len() + 1);
    for row in &slots {
        places.push(narrow(table.len()));
        if let Some(row) = row.map(|row| &rows[row]) {
            table.extend_from_slice(&low(row.key).to_le_bytes());
            for number in [row.scale, row.rarity] {
                // Rounded to the upper half: three digits are enough of either.
                let upper = (number.to_bits() + 0x8000) >> 16;
                table.extend_from_slice(&(upper as u16).to_le_bytes());
            }
            push_weights(&mut table, classes, &row.weights);
        }
    }
    places.push(narrow(table.len()));
    let labels = origin.labels_sha256.join(" ");
    let text =
        [&[origin.taxonomy.clone(), origin.taxonomy_sha256.clone(), labels], &origin.codes[..]].concat().join("\n");
    let mut bytes = MAGIC.to_vec();
    for count in [classes, slots.len(), shifts.len(), text.len()] {
        bytes.extend_from_slice(&narrow(count).to_le_bytes());
    }
    calibration.write(&mut bytes);
    bytes.extend_from_slice(text.as_bytes());
    bytes.extend(shifts.into_iter().flat_map(u16::to_le_bytes));
    bytes.extend(places.into_iter().flat_map(u32::to_le_bytes));
    bytes.extend_from_slice(&table);
    bytes
}

/// Gives every row a slot of its own: the shift of each bucket, and the row in each slot.
fn place(rows: &[NewRow]) -> (Vec<u16>, Vec<Option<usize>>) {
    let buckets = rows.len() / BUCKET + 1;
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); buckets];
    for (row, new) in rows.iter().enumerate() {
        members[bucket(new.key, buckets)].push(row);
    }
    // The fullest first, while there is room.
    let mut order: Vec<usize> = (0..buckets).collect();
    order.sort_by_key(|bucket| std::cmp::Reverse(members[*bucket].len()));
    let mut slots = rows.len() + rows.len() / 32 + 1;
    loop {
        let mut shifts = vec![0; buckets];
        let mut places: Vec<Option<usize>> = vec![None; slots];
        let done = order.iter().all(|bucket| {
            (0..=u16::MAX).any(|shift| {
                let taken = members[*bucket].iter().enumerate().find_map(|(count, row)| {
                    let place = &mut places[slot(rows[*row].key, shift, slots)];
                    let is_taken = place.is_some();
                    place.get_or_insert(*row);
                    is_taken.then_some(count)
                });
                // What was put before the clash goes again.
                for row in &members[*bucket][..taken.unwrap_or(0)] {
                    places[slot(rows[*row].key, shift, slots)] = None;
                }
                shifts[*bucket] = shift;
                taken.is_none()
            })
        });
        if done {
            return (shifts, places);
        }
        slots += slots / 32 + 1;
    }
}

/// The bucket of a key, by its upper half.
#[inline]
fn bucket(key: u64, buckets: usize) -> usize {
    (((key >> 32) * buckets as u64) >> 32) as usize
}

/// The slot of a key when its bucket is shifted.
#[inline]
fn slot(key: u64, shift: u16, slots: usize) -> usize {
    let mixed = (key ^ (u64::from(shift) << 21)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (((mixed >> 32) * slots as u64) >> 32) as usize
}

/// The weights of one row in the shorter of the two forms.
fn push_weights(out: &mut Vec<u8>, classes: usize, weights: &[(u16, i8)]) {
    let each = if classes <= 256 { 2 } else { 3 };
    if weights.len() * each >= classes {
        let start = out.len();
        out.resize(start + classes, 0);
        for (class, weight) in weights {
            out[start + usize::from(*class)] = weight.cast_unsigned();
        }
        return;
    }
    for (class, weight) in weights {
        out.extend_from_slice(&class.to_le_bytes()[..each - 1]);
        out.push(weight.cast_unsigned());
    }
}

/// The part of a key that stands in its slot.
fn low(key: u64) -> u32 {
    key as u32
}

fn narrow(value: usize) -> u32 {
    u32::try_from(value).expect("a model stays far below 4 GB: it has three bytes a weight")
}

#[inline]
fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).and_then(|bytes| bytes.try_into().ok()).map_or(0, u16::from_le_bytes)
}

/// A number of which the upper half is written.
#[inline]
fn half(bytes: &[u8], at: usize) -> f32 {
    f32::from_bits(u32::from(u16_at(bytes, at)) << 16)
}

#[inline]
fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes)
}

fn f64_at(bytes: &[u8], at: usize) -> f64 {
    bytes.get(at..at + 8).and_then(|bytes| bytes.try_into().ok()).map_or(0.0, f64::from_le_bytes)
}

//! The model file: a head, and tables that are read in place.
//!
//! All numbers are little-endian. `magic`, then the counts (u32 each): classes, rows, bytes of weights, bytes of text;
//! then the calibration (f64 each), the text (who it is for and the codes of the classes, one a line), the first row of
//! each bucket of keys (u32, 65,537 of them), the rows (16 bytes each, one more than there are), and the weights.
//! A key's upper 16 bits are its bucket, the next 32 stand in the row. A row's weights are one signed byte a class where
//! that is shorter, else pairs of class and weight.

use std::borrow::Cow;

use super::calibrate::{CALIBRATION, Calibration};

const MAGIC: &[u8; 16] = b"dupaudit/model/1";
const HEAD: usize = 16 + 4 * 4 + CALIBRATION * 8;
const BUCKETS: usize = 1 << 16;
const ROW: usize = 16;

/// The tables of a model.
pub(super) struct Tables {
    bytes: Cow<'static, [u8]>,
    /// How many classes there are; the last is "none".
    pub(super) classes: usize,
    /// How many features there are.
    pub(super) rows: usize,
    pub(super) calibration: Calibration,
    text: usize,
    buckets: usize,
    table: usize,
    weights: usize,
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

/// A feature of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row(u32);

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
        let (classes, rows, weight_bytes, text_bytes) = (count(0), count(1), count(2), count(3));
        let text = HEAD;
        let buckets = text + text_bytes;
        let table = buckets + 4 * (BUCKETS + 1);
        let weights = table + ROW * (rows + 1);
        if bytes.len() != weights + weight_bytes || classes == 0 || classes > usize::from(u16::MAX) {
            return Err(whole);
        }
        let calibration = Calibration::read(|at| f64_at(&bytes, 32 + 8 * at));
        Ok(Self { classes, rows, calibration, text, buckets, table, weights, bytes })
    }

    /// What the model was learned from. `None` where the text is damaged.
    pub(super) fn origin(&self) -> Option<Origin> {
        let text = std::str::from_utf8(&self.bytes[self.text..self.buckets]).ok()?;
        let mut lines = text.lines().map(str::to_owned);
        let (taxonomy, taxonomy_sha256) = (lines.next()?, lines.next()?);
        let labels_sha256 = lines.next()?.split(' ').map(str::to_owned).collect();
        let codes: Vec<String> = lines.collect();
        (codes.len() + 1 == self.classes).then_some(Origin { taxonomy, taxonomy_sha256, labels_sha256, codes })
    }

    /// The row of a feature, if the model knows it.
    #[inline]
    pub(super) fn find(&self, key: u64) -> Option<Row> {
        let at = self.buckets + 4 * (key >> 48) as usize;
        let (first, end) = (u32_at(&self.bytes, at), u32_at(&self.bytes, at + 4));
        let low = low(key);
        (first..end.min(u32::try_from(self.rows).unwrap_or(u32::MAX)))
            .find(|row| u32_at(&self.bytes, self.table + ROW * *row as usize) == low)
            .map(Row)
    }

    /// How telling a feature is.
    #[inline]
    pub(super) fn rarity(&self, row: Row) -> f32 {
        f32::from_bits(u32_at(&self.bytes, self.table + ROW * row.0 as usize + 12))
    }

    /// Adds `value` times the weights of a feature.
    #[inline]
    pub(super) fn add(&self, row: Row, value: f32, scores: &mut [f32]) {
        let at = self.table + ROW * row.0 as usize;
        let value = value * f32::from_bits(u32_at(&self.bytes, at + 8));
        let (start, end) = (u32_at(&self.bytes, at + 4) as usize, u32_at(&self.bytes, at + 4 + ROW) as usize);
        let weights = self.bytes.get(self.weights + start..self.weights + end).unwrap_or_default();
        if weights.len() == self.classes {
            for (score, weight) in scores.iter_mut().zip(weights) {
                *score += value * f32::from(weight.cast_signed());
            }
        } else if self.classes <= 256 {
            for entry in weights.as_chunks::<2>().0 {
                if let Some(score) = scores.get_mut(usize::from(entry[0])) {
                    *score += value * f32::from(entry[1].cast_signed());
                }
            }
        } else {
            for entry in weights.as_chunks::<3>().0 {
                if let Some(score) = scores.get_mut(usize::from(u16::from_le_bytes([entry[0], entry[1]]))) {
                    *score += value * f32::from(entry[2].cast_signed());
                }
            }
        }
    }
}

/// Writes a model.
pub(super) fn write(origin: &Origin, calibration: &Calibration, mut rows: Vec<NewRow>) -> Vec<u8> {
    let classes = origin.codes.len() + 1;
    rows.sort_by_key(|row| row.key);
    let mut weights = Vec::new();
    let mut table = Vec::with_capacity(ROW * (rows.len() + 1));
    let mut buckets = vec![0_u32; BUCKETS + 1];
    let mut push_row = |key: u32, start: usize, scale: f32, rarity: f32| {
        for number in [key, narrow(start), scale.to_bits(), rarity.to_bits()] {
            table.extend_from_slice(&number.to_le_bytes());
        }
    };
    for row in &rows {
        push_row(low(row.key), weights.len(), row.scale, row.rarity);
        buckets[(row.key >> 48) as usize + 1] += 1;
        push_weights(&mut weights, classes, &row.weights);
    }
    push_row(0, weights.len(), 0.0, 0.0);
    for at in 1..=BUCKETS {
        buckets[at] += buckets[at - 1];
    }
    let labels = origin.labels_sha256.join(" ");
    let text =
        [&[origin.taxonomy.clone(), origin.taxonomy_sha256.clone(), labels], &origin.codes[..]].concat().join("\n");
    let mut bytes = MAGIC.to_vec();
    for count in [classes, rows.len(), weights.len(), text.len()] {
        bytes.extend_from_slice(&narrow(count).to_le_bytes());
    }
    calibration.write(&mut bytes);
    bytes.extend_from_slice(text.as_bytes());
    for first in buckets {
        bytes.extend_from_slice(&first.to_le_bytes());
    }
    bytes.extend_from_slice(&table);
    bytes.extend_from_slice(&weights);
    bytes
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

/// The part of a key that stands in its row.
#[allow(clippy::cast_possible_truncation)]
fn low(key: u64) -> u32 {
    (key >> 16) as u32
}

fn narrow(value: usize) -> u32 {
    u32::try_from(value).expect("a model stays far below 4 GB: it has three bytes a weight")
}

#[inline]
fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes)
}

fn f64_at(bytes: &[u8], at: usize) -> f64 {
    bytes.get(at..at + 8).and_then(|bytes| bytes.try_into().ok()).map_or(0.0, f64::from_le_bytes)
}

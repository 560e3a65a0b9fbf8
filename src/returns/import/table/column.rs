//! How a column is read.

use super::currency::Sign;
use super::day::DayOrder;
use super::figure::{Mark, ONE};
use super::grid::{Cell, Grid};
use super::heading::{self, Basis, Heading};
use super::meaning::Meaning;

/// Why a column is not read that is of another year than the import.
pub(super) const OTHER_YEAR: &str = "of another year";

/// How a column is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// What stands above it.
    pub(super) heading: String,
    /// Its place from 0.
    pub(super) index: usize,
    /// What it means.
    pub(super) meaning: Meaning,
    /// By what its figures are multiplied, in units of 10^-9.
    pub(super) times: i128,
    /// Which sign stands before the decimals, where a person says so.
    pub(super) decimal: Option<Mark>,
    /// Which number of a date is the day, where a person says so.
    pub(super) day: Option<DayOrder>,
    /// For how many years a contract's value is, in units of 10^-9, where a person says so.
    pub(super) years: Option<i128>,
    /// For which time its pay is, where that is not a year.
    pub(super) basis: Option<Basis>,
    /// The currency that its heading names.
    pub(super) sign: Option<Sign>,
    /// Whether its figures are shares.
    pub(super) is_share: bool,
    /// Of several that mean the same: which is asked first.
    pub(super) rank: usize,
    /// Why it is read so, where that needs a word.
    pub(super) note: Option<&'static str>,
    /// What it would mean as well if no other column did.
    pub(super) rival: Option<Meaning>,
}

impl Column {
    /// A column that means something, without anything special but what its heading says for certain.
    pub(super) fn new(heading: &str, index: usize, meaning: Meaning) -> Self {
        let of = Heading::of(heading);
        Self {
            heading: heading.to_owned(),
            index,
            meaning,
            times: ONE,
            decimal: None,
            day: None,
            years: None,
            basis: None,
            sign: of.currency,
            is_share: of.is_share,
            rank: index,
            note: None,
            rival: None,
        }
    }
}

/// The headings of columns, for people.
pub(super) fn quoted(columns: &[&Column]) -> String {
    columns.iter().map(|column| format!("`{}`", column.heading)).collect::<Vec<_>>().join(", ")
}

/// The cells of a column below its heading.
pub(super) fn cells(grid: &Grid, first_row: usize, column: usize) -> impl Iterator<Item = Cell<'_>> {
    (first_row..grid.len()).map(move |row| grid.row(row).cell(column))
}

/// The category of work that a text names.
pub(super) fn category(text: &str) -> Option<&'static str> {
    ["administrative", "managerial", "frontline"]
        .into_iter()
        .find(|word| text.to_lowercase().replace(['-', ' '], "") == *word)
}

/// By what the amounts of a row are multiplied, by a cell that says nothing else: `£000`, `£`, `£m`.
pub(super) fn scale_of(text: &str) -> Option<i128> {
    heading::scale(text).or_else(|| {
        let bare = text.trim().to_lowercase();
        let is_one =
            matches!(bare.as_str(), "£" | "$" | "€" | "gbp" | "pounds" | "pound" | "units" | "actual" | "1" | "whole");
        is_one.then_some(1)
    })
}

/// Whether a post is full-time, where a text says it.
pub(super) fn full_time(text: &str) -> Option<bool> {
    match text.to_lowercase().replace(['-', ' ', '/'], "").as_str() {
        "fulltime" | "full" | "ft" | "f" | "regularfulltime" | "fulltimeregular" | "permanentfulltime"
        | "fulltimepermanent" => Some(true),
        "parttime" | "part" | "pt" | "p" | "regularparttime" | "parttimeregular" | "permanentparttime"
        | "parttimepermanent" | "casual" | "seasonal" | "temporaryparttime" => Some(false),
        _ => None,
    }
}

//! Where rows stand in a table, printed short.

use crate::money::plural;
use crate::source::Position;

/// Ranges that a message shows; the rest is counted.
const SHOWN: usize = 12;

/// Line numbers, printed as ranges: `3, 5-7`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Lines {
    /// How many.
    pub(super) count: usize,
    ranges: Vec<(u64, u64)>,
}

impl Lines {
    pub(super) fn add(&mut self, line: u64) {
        self.count += 1;
        match self.ranges.last_mut() {
            Some((_, last)) if *last + 1 == line => *last = line,
            _ => self.ranges.push((line, line)),
        }
    }

    /// Each of them.
    pub(super) fn each(&self) -> impl Iterator<Item = u64> + '_ {
        self.ranges.iter().flat_map(|(first, last)| *first..=*last)
    }

    /// Where the first of them begins.
    pub(super) fn position(&self) -> Position {
        let first = self.ranges.first().and_then(|(first, _)| u32::try_from(*first).ok());
        Position { line: first.unwrap_or(1), column: 1 }
    }
}

impl std::fmt::Display for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, (first, last)) in self.ranges.iter().take(SHOWN).enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            if first == last {
                write!(f, "{comma}{first}")?;
            } else {
                write!(f, "{comma}{first}-{last}")?;
            }
        }
        match self.ranges.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, " and {more} {}", plural(more, "more place")),
        }
    }
}

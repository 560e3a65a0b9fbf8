//! Rows that say again, together, what the rows above them say.

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// One of its own.
    Row,
    /// A total.
    Total,
    /// Called a total, and not what the rows above add up to.
    TotalThatDiffers {
        /// The first column in which it is not.
        column: usize,
        /// What they add up to there.
        above: i128,
    },
    /// What the rows above add up to, with a name of its own.
    LikeTotal,
}

/// By how much a printed total may be out: a pound, or a hundredth of staff times ten rows.
const ROUNDED: i128 = super::figure::ONE;

/// Rows that must be added up before a row with a name of its own is suspected.
const SUSPICIOUS: usize = 3;

/// Sums of the figures above a row.
#[derive(Debug)]
pub(super) struct Sums {
    /// Since the last total.
    block: Vec<i128>,
    /// Since the first row.
    all: Vec<i128>,
    /// Rows since the last total.
    rows: usize,
    /// Rows that are no totals.
    all_rows: usize,
    /// Which columns of words all of them have filled.
    filled: Vec<bool>,
}

impl Sums {
    /// Over so many columns of figures and of words.
    pub(super) fn new(figures: usize, words: usize) -> Self {
        Self { block: vec![0; figures], all: vec![0; figures], rows: 0, all_rows: 0, filled: vec![true; words] }
    }

    /// Adds a row that is no total.
    pub(super) fn add(&mut self, figures: &[Option<i128>], words: &[&str]) {
        for (column, figure) in figures.iter().enumerate() {
            self.block[column] += figure.unwrap_or(0);
            self.all[column] += figure.unwrap_or(0);
        }
        for (filled, word) in self.filled.iter_mut().zip(words) {
            *filled &= !word.is_empty();
        }
        self.rows += 1;
        self.all_rows += 1;
    }

    /// What a row is, by its figures, its words and all of its texts. Only the first text makes a row a total whatever it
    /// adds up to: behind it, `total` may be part of a description.
    pub(super) fn judge<'a>(
        &mut self,
        figures: &[Option<i128>],
        words: &[&str],
        mut texts: impl Iterator<Item = &'a str>,
    ) -> Verdict {
        let has_figures = figures.iter().any(Option::is_some);
        let first = texts.next().unwrap_or_default();
        let says = match says_total(first) {
            Says::Nothing if texts.any(|text| says_total(text) != Says::Nothing) => Says::Perhaps,
            says => says,
        };
        if !has_figures {
            // `Total` with nothing beside it.
            return if says == Says::Surely { Verdict::Total } else { Verdict::Row };
        }
        let equals = |sums: &[i128], most: i128| {
            let mut pairs = figures.iter().zip(sums).filter_map(|(figure, sum)| figure.map(|figure| (figure, *sum)));
            pairs.all(|(figure, sum)| (figure - sum).abs() <= most)
        };
        let is_sum = |most| self.rows > 0 && equals(&self.block, most) || equals(&self.all, most);
        let others = words.iter().filter(|word| !word.is_empty() && **word != first).count();
        let lacks_words = self.filled.iter().zip(words).any(|(filled, word)| *filled && word.is_empty());
        let verdict = match says {
            Says::Surely | Says::Perhaps if is_sum(ROUNDED) => Verdict::Total,
            Says::Surely => self.differs(figures),
            Says::Perhaps if others == 0 && lacks_words => self.differs(figures),
            Says::Perhaps | Says::Nothing => {
                let is_more_than_nothing = figures.iter().flatten().any(|figure| *figure != 0);
                let is_exact = self.rows > 1 && equals(&self.block, 0) || self.all_rows > 1 && equals(&self.all, 0);
                let exact = is_more_than_nothing && is_exact;
                match exact {
                    true if lacks_words => Verdict::Total,
                    true if self.rows >= SUSPICIOUS => Verdict::LikeTotal,
                    _ => Verdict::Row,
                }
            }
        };
        if matches!(verdict, Verdict::Total | Verdict::TotalThatDiffers { .. }) {
            self.block.iter_mut().for_each(|sum| *sum = 0);
            self.rows = 0;
        }
        verdict
    }

    /// Where a total differs from the nearer of what stands since the last total, and since the first row.
    fn differs(&self, figures: &[Option<i128>]) -> Verdict {
        let sums = figures.iter().zip(self.block.iter().zip(&self.all)).enumerate();
        let mut apart = sums.filter_map(|(column, (figure, (block, all)))| {
            let nearer =
                if self.rows > 0 && (block - (*figure)?).abs() <= (all - (*figure)?).abs() { block } else { all };
            Some((column, *nearer, ((*figure)? - nearer).abs() > ROUNDED))
        });
        let first = apart.clone().next();
        // Each column may fit one of the two, and not the same.
        let (column, above, _) = apart.find(|(.., differs)| *differs).or(first).unwrap_or_default();
        Verdict::TotalThatDiffers { column, above }
    }
}

/// Whether a text calls a row a total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Surely,
    /// `Total Facilities Manager` is a post.
    Perhaps,
    Nothing,
}

fn says_total(text: &str) -> Says {
    let lower = text.to_lowercase();
    let lower = lower.trim_matches(|letter: char| !letter.is_alphanumeric());
    let words: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let total = |word: &&str| matches!(*word, "total" | "totals" | "subtotal" | "subtotals");
    match words.as_slice() {
        [one] if total(one) || *one == "sum" => Says::Surely,
        ["sub" | "grand" | "overall" | "net" | "gross" | "report" | "page" | "column", last] if total(last) => {
            Says::Surely
        }
        [first, "for" | "of", ..] if total(first) => Says::Surely,
        [first, ..] if total(first) => Says::Perhaps,
        ["sub" | "grand", second, ..] if total(second) => Says::Surely,
        [.., last] if total(last) => Says::Perhaps,
        _ => Says::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::super::figure::ONE;
    use super::*;

    fn judged(rows: &[(&str, &str, i128)]) -> Vec<Verdict> {
        let mut sums = Sums::new(1, 2);
        let judge = |(name, unit, amount): &(&str, &str, i128)| {
            let first = if name.is_empty() { unit } else { name };
            let verdict = sums.judge(&[Some(amount * 1000 * ONE)], &[name, unit], [*first, *unit].into_iter());
            if matches!(verdict, Verdict::Row | Verdict::LikeTotal) {
                sums.add(&[Some(amount * 1000 * ONE)], &[name, unit]);
            }
            verdict
        };
        rows.iter().map(judge).collect()
    }

    #[test]
    fn totals_are_known_by_name_and_by_sum() {
        use Verdict::{LikeTotal, Row, Total, TotalThatDiffers};
        let staff = [
            ("Clerk", "HR", 5),
            ("Head", "HR", 9),
            ("", "HR", 14),
            ("Clerk", "IT", 3),
            ("Sub-total", "", 3),
            ("Grand total", "", 17),
        ];
        assert_eq!(judged(&staff), [Row, Row, Total, Row, Total, Total]);
        assert_eq!(
            judged(&[("Clerk", "HR", 5), ("Total", "", 6)]),
            [Row, TotalThatDiffers { column: 0, above: 5000 * ONE }]
        );
        assert_eq!(judged(&[("Clerk", "HR", 5), ("Total Facilities Manager", "FM", 9)]), [Row, Row]);
        assert_eq!(
            judged(&[("A", "HR", 5), ("B", "HR", 6), ("C", "HR", 7), ("D", "HR", 18)]),
            [Row, Row, Row, LikeTotal]
        );
        assert_eq!(judged(&[("A", "Pay", 5), ("A", "Services", 6), ("A", "Total A", 11)]), [Row, Row, Total]);
        assert_eq!(judged(&[("A", "Pay", 5), ("A", "Total facilities", 6)]), [Row, Row]);
        assert_eq!(judged(&[("HR total", "HR", 0), ("Total for HR", "HR", 0)]), [Total, Total]);
    }
}

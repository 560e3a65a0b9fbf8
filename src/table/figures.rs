//! A row on its side: one figure a row, for results that are one of a kind.

use super::{Cell, Row, rows};
use crate::money::Money;

rows! {
    /// One figure of the whole: an amount, a number or a word.
    pub struct Figure("figures", "Figures", 1) {
        /// Its stable name: the path of the key in the JSON.
        pub key: String => "Figure".wide(34);
        /// Where it is money.
        pub amount: Option<Money> => "Amount";
        /// Where it is a number.
        pub number: Option<f64> => "Number";
        /// Where it is neither.
        pub word: Option<String> => "Word".wide(40);
        /// What it means.
        pub about: &'static str => "Meaning".wide(70);
    }
}

/// The columns of one row as figures, below a prefix of their names.
pub fn figures(prefix: &str, row: &impl Row) -> Vec<Figure> {
    fn made<R: Row>(prefix: &str, row: &R) -> Vec<Figure> {
        let mut cells = Vec::new();
        row.cells(&mut cells);
        (R::columns().into_iter().zip(cells))
            .map(|(column, cell)| {
                let blank = Figure {
                    key: format!("{prefix}{}", column.key),
                    amount: None,
                    number: None,
                    word: None,
                    about: column.about,
                };
                match cell {
                    Cell::Empty => blank,
                    Cell::Money(amount) => Figure { amount: Some(amount), ..blank },
                    Cell::Number(number) => Figure { number: Some(number), ..blank },
                    #[allow(clippy::cast_precision_loss)]
                    Cell::Count(count) => Figure { number: Some(count as f64), ..blank },
                    Cell::Text(text) => Figure { word: Some(text.into_owned()), ..blank },
                    Cell::Date(day) => Figure { word: Some(day.to_string()), ..blank },
                    Cell::Flag(flag) => Figure { word: Some(if flag { "yes" } else { "no" }.to_owned()), ..blank },
                }
            })
            .collect()
    }
    made(prefix, row)
}

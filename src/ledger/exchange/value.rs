//! What a cell of a table of facts can hold, and how values become cells and are had back from them.

use jiff::civil::Date;

use crate::money::{MilliFte, Money, ONE, Share};
use crate::returns::Quantity;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words, codes, ids, and days as ISO 8601.
    Text,
    /// A whole number of the unit that the column's name ends in.
    Number,
    /// Yes or no.
    Flag,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// Of [`Kind::Text`].
    Text(String),
    /// Of [`Kind::Number`].
    Number(i64),
    /// Of [`Kind::Flag`].
    Flag(bool),
}

/// What a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its stable name. It ends in the unit of a number: pence, millionths (`ppm`, `millionths`), thousandths of a post
    /// (`mfte`).
    pub key: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may hold nothing.
    pub optional: bool,
    /// What it means.
    pub about: &'static str,
}

/// A type that fills one column.
pub(super) trait Value: Sized {
    const KIND: Kind;
    const OPTIONAL: bool = false;

    fn cell(self) -> Cell;

    /// The value of a cell, or what is wrong with it, as in "`amount_pence` {…}".
    fn of(cell: Cell) -> Result<Self, String>;
}

impl Value for String {
    const KIND: Kind = Kind::Text;

    fn cell(self) -> Cell {
        Cell::Text(self)
    }

    fn of(cell: Cell) -> Result<Self, String> {
        match cell {
            Cell::Text(text) => Ok(text),
            other => Err(unexpected(&other, "text")),
        }
    }
}

impl Value for i64 {
    const KIND: Kind = Kind::Number;

    fn cell(self) -> Cell {
        Cell::Number(self)
    }

    fn of(cell: Cell) -> Result<Self, String> {
        match cell {
            Cell::Number(number) => Ok(number),
            other => Err(unexpected(&other, "a whole number")),
        }
    }
}

impl Value for bool {
    const KIND: Kind = Kind::Flag;

    fn cell(self) -> Cell {
        Cell::Flag(self)
    }

    fn of(cell: Cell) -> Result<Self, String> {
        match cell {
            Cell::Flag(flag) => Ok(flag),
            other => Err(unexpected(&other, "true or false")),
        }
    }
}

impl<T: Value> Value for Option<T> {
    const KIND: Kind = T::KIND;
    const OPTIONAL: bool = true;

    fn cell(self) -> Cell {
        self.map_or(Cell::Null, T::cell)
    }

    fn of(cell: Cell) -> Result<Self, String> {
        if cell == Cell::Null { Ok(None) } else { T::of(cell).map(Some) }
    }
}

/// A number between two bounds.
fn within(cell: Cell, least: i64, most: i64) -> Result<i64, String> {
    let number = i64::of(cell)?;
    if (least..=most).contains(&number) { Ok(number) } else { Err(format!("is {number}, beyond {least} to {most}")) }
}

/// Types that are a number between bounds.
macro_rules! numbers {
    ($($type:ty: $least:expr, $most:expr, $from:expr, $to:expr;)+) => {$(
        impl Value for $type {
            const KIND: Kind = Kind::Number;

            fn cell(self) -> Cell {
                let to: fn(Self) -> i64 = $to;
                Cell::Number(to(self))
            }

            fn of(cell: Cell) -> Result<Self, String> {
                let from: fn(i64) -> Self = $from;
                within(cell, $least, $most).map(from)
            }
        }
    )+};
}

// The most is so little that sums over a nation fit, as they do for returns.
numbers! {
    Money: 0, i64::MAX / 4, Money, |amount| amount.0;
    MilliFte: 0, MilliFte::LARGEST.0 * 1000, MilliFte, |fte| fte.0;
    Share: 0, i64::from(ONE), |ppm| Share(u32::try_from(ppm).unwrap_or(ONE)), |share| i64::from(share.0);
    Quantity: i64::MIN, i64::MAX, Quantity, |quantity| quantity.0;
    u32: 0, i64::from(u32::MAX), |number| u32::try_from(number).unwrap_or(u32::MAX), i64::from;
    usize: 0, i64::from(u32::MAX), |number| usize::try_from(number).unwrap_or(usize::MAX),
        |count| i64::try_from(count).unwrap_or(i64::MAX);
}

impl Value for Date {
    const KIND: Kind = Kind::Text;

    fn cell(self) -> Cell {
        Cell::Text(self.to_string())
    }

    fn of(cell: Cell) -> Result<Self, String> {
        let text = String::of(cell)?;
        text.parse().map_err(|_| format!("is `{}`; a day such as 2027-03-31 is expected", start(&text)))
    }
}

fn unexpected(cell: &Cell, expected: &str) -> String {
    match cell {
        Cell::Null => format!("is empty; {expected} is expected"),
        Cell::Text(text) => format!("is `{}`; {expected} is expected", start(text)),
        Cell::Number(number) => format!("is {number}; {expected} is expected"),
        Cell::Flag(flag) => format!("is {flag}; {expected} is expected"),
    }
}

/// As much of a hostile text as a message takes.
pub(super) fn start(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

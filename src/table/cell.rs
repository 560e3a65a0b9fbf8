//! What a cell holds, and how a value becomes one.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::Date;

use crate::money::{MilliFte, Money, Share};
use crate::words::Words;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words or an identifier; never a number, whatever it looks like.
    Text,
    /// An amount in the currency of the result.
    Money,
    /// A part of one whole, 0 to 1.
    Share,
    /// A number with at most this many decimals.
    Number(u8),
    /// A whole number.
    Count,
    /// A day.
    Date,
    /// Yes or no.
    Flag,
}

impl Kind {
    /// The word for it in the data dictionary.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Money => "money",
            Self::Share => "share",
            Self::Number(_) => "number",
            Self::Count => "count",
            Self::Date => "date",
            Self::Flag => "flag",
        }
    }
}

/// One value. The text of returns is in here as it was declared: each format makes it harmless for its readers.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Cell<'a> {
    /// Nothing, or what cannot be said.
    #[default]
    Empty,
    /// Of [`Kind::Text`].
    Text(Cow<'a, str>),
    /// Of [`Kind::Money`].
    Money(Money),
    /// Of [`Kind::Share`] or [`Kind::Number`].
    Number(f64),
    /// Of [`Kind::Count`].
    Count(i64),
    /// Of [`Kind::Date`].
    Date(Date),
    /// Of [`Kind::Flag`].
    Flag(bool),
}

impl Cell<'_> {
    /// The same value, held by itself.
    pub fn into_owned(self) -> Cell<'static> {
        match self {
            Self::Empty => Cell::Empty,
            Self::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Self::Money(amount) => Cell::Money(amount),
            Self::Number(number) => Cell::Number(number),
            Self::Count(count) => Cell::Count(count),
            Self::Date(day) => Cell::Date(day),
            Self::Flag(flag) => Cell::Flag(flag),
        }
    }

    /// As programs read it: plain decimals (`1234.50`), days as ISO 8601, flags `true` and `false`, and nothing as nothing.
    pub fn plain(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Money(amount) => Cow::Owned(amount.plain()),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Count(count) => Cow::Owned(count.to_string()),
            Self::Date(day) => Cow::Owned(day.to_string()),
            Self::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        }
    }
}

/// A type that fills one column.
pub trait Value {
    /// What the column holds.
    const KIND: Kind;
    /// Whether it may hold nothing, as a number does that is not finite.
    const OPTIONAL: bool = matches!(Self::KIND, Kind::Number(_));
    /// In what it is measured; of money, the currency of the result.
    const UNIT: &'static str = match Self::KIND {
        Kind::Share => "share of one whole",
        Kind::Date => "day",
        Kind::Flag => "yes or no",
        _ => "",
    };

    /// The value as a cell.
    fn cell(&self) -> Cell<'_>;
}

macro_rules! texts {
    ($($type:ty),+) => {$(
        impl Value for $type {
            const KIND: Kind = Kind::Text;
            fn cell(&self) -> Cell<'_> {
                Cell::Text(Cow::Borrowed(self))
            }
        }
    )+};
}

texts!(String, &str, &String, Arc<str>, Box<str>);

macro_rules! values {
    ($($type:ty: $kind:expr, |$value:ident| $cell:expr;)+) => {$(
        impl Value for $type {
            const KIND: Kind = $kind;
            fn cell(&self) -> Cell<'_> {
                let $value = *self;
                $cell
            }
        }

        impl From<$type> for Cell<'_> {
            fn from($value: $type) -> Self {
                $cell
            }
        }
    )+};
}

values! {
    Money: Kind::Money, |amount| Cell::Money(amount);
    Share: Kind::Share, |share| Cell::Number(share.as_f64());
    f64: Kind::Number(6), |number| if number.is_finite() { Cell::Number(number) } else { Cell::Empty };
    bool: Kind::Flag, |flag| Cell::Flag(flag);
    Date: Kind::Date, |day| Cell::Date(day);
    usize: Kind::Count, |count| Cell::Count(i64::try_from(count).unwrap_or(i64::MAX));
    u64: Kind::Count, |count| Cell::Count(i64::try_from(count).unwrap_or(i64::MAX));
    u32: Kind::Count, |count| Cell::Count(count.into());
    i64: Kind::Count, |count| Cell::Count(count);
    // A year of a source is a name: nobody adds it up.
    i16: Kind::Text, |year| Cell::Text(Cow::Owned(year.to_string()));
}

impl Value for MilliFte {
    const KIND: Kind = Kind::Number(3);
    const UNIT: &'static str = "full-time equivalents";

    fn cell(&self) -> Cell<'_> {
        (*self).into()
    }
}

impl From<MilliFte> for Cell<'_> {
    #[allow(clippy::cast_precision_loss)]
    fn from(staff: MilliFte) -> Self {
        Self::Number(staff.0 as f64 / 1000.0)
    }
}

impl<T: Words> Value for T {
    const KIND: Kind = Kind::Text;

    fn cell(&self) -> Cell<'_> {
        self.word().into()
    }
}

impl<T: Value> Value for Option<T> {
    const KIND: Kind = T::KIND;
    const OPTIONAL: bool = true;
    const UNIT: &'static str = T::UNIT;

    fn cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Empty, T::cell)
    }
}

impl<T: Words> From<T> for Cell<'_> {
    fn from(value: T) -> Self {
        value.word().into()
    }
}

/// Several words in one cell.
impl<T: AsRef<str>> Value for Vec<T> {
    const KIND: Kind = Kind::Text;
    const OPTIONAL: bool = true;

    fn cell(&self) -> Cell<'_> {
        if self.is_empty() {
            return Cell::Empty;
        }
        self.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("; ").into()
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a, T> From<Option<T>> for Cell<'a>
where
    Cell<'a>: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Self::from)
    }
}

//! What the cells of facts are made of, and how it is had back from them exactly.

use std::borrow::Cow;

use jiff::civil::Date;
use serde_json::Value;

use super::back::Here;
use super::tables::Scope;
use crate::ledger::facts::{ItemFact, ProductId};
use crate::money::{MilliFte, Money, ONE, Share};
use crate::returns::Quantity;
use crate::source::{Route, Step};
use crate::table::{Cell, Kind};
use crate::taxonomy::FunctionId;
use crate::words::{Words, listed};

/// A type of column.
pub(super) trait Exact {
    /// What a cell is made of.
    type Of<'a>;
    /// What is had back from it.
    type Back;
    /// What the column holds.
    const KIND: Kind;
    /// Whether it may hold nothing.
    const OPTIONAL: bool = false;

    fn cell<'a>(value: Self::Of<'a>, scope: Scope<'a>) -> Cell<'a>;

    /// The value of a cell, or what is wrong with it, as in "`amount_pence` {…}".
    fn back(cell: Cell<'_>, here: &Here<'_>) -> Result<Self::Back, String>;
}

/// Words that the facts hold.
pub(super) enum Text {}

/// An item, by its place in the return. Other tables call it by kind and id.
pub(super) enum Item {}

/// A unit, by its place in the return.
pub(super) enum Unit {}

/// A function on which cost can be.
pub(super) enum Leaf {}

/// Column types: what a cell is made of and what is had back, then how.
macro_rules! columns {
    ($(
        $type:ty: $of:ty => $back:ty {
            ($value:pat_param, $scope:pat_param) => $cell:expr;
            ($from:ident, $here:pat_param) => $had:expr;
        }
    )+) => {$(
        impl Exact for $type {
            type Of<'a> = $of;
            type Back = $back;
            const KIND: Kind = Kind::Text;

            #[allow(clippy::elidable_lifetime_names)] // some types have it in what they are made of
            fn cell<'a>($value: $of, $scope: Scope<'a>) -> Cell<'a> {
                Cell::from($cell)
            }

            fn back(cell: Cell<'_>, $here: &Here<'_>) -> Result<$back, String> {
                let $from = text(cell)?;
                $had
            }
        }
    )+};
}

columns! {
    Text: &'a str => String {
        (text, _) => text;
        (text, _) => Ok(text.into_owned());
    }
    String: String => String {
        (text, _) => text;
        (text, _) => Ok(text.into_owned());
    }
    Route: &'a Self => Self {
        (route, _) => steps_of(route);
        (text, _) => route_of(&text).ok_or_else(|| format!("is `{}`; a list in JSON is expected", start(&text)));
    }
    FunctionId: Self => Self {
        (function, scope) => &scope.taxonomy.get(function).code;
        (code, here) => {
            let found = here.taxonomy.find(&code);
            found.ok_or_else(|| format!("is `{}`, which `{}` does not have", start(&code), here.taxonomy.id))
        };
    }
    Leaf: FunctionId => FunctionId {
        (function, scope) => &scope.taxonomy.get(function).code;
        (code, here) => {
            let function = FunctionId::back(Cell::Text(code), here)?;
            let known = here.taxonomy.get(function);
            if known.is_leaf && known.category.is_some() {
                Ok(function)
            } else {
                Err(format!("is `{}`, on which no cost can be", known.code))
            }
        };
    }
    Item: u32 => u32 {
        (item, scope) => scope.facts.map(|facts| name(&facts.items[item as usize]));
        (name, here) => here.item(&name).ok_or_else(|| missing(&name));
    }
    Unit: u32 => u32 {
        (unit, scope) => scope.facts.map(|facts| &facts.units[unit as usize]);
        (id, here) => here.units.get(&*id).copied().ok_or_else(|| missing(&id));
    }
    ProductId: Self => Self {
        (product, scope) => scope.facts.map(|facts| &facts.products[product.index()].key);
        (key, here) => here.products.get(&*key).copied().map(Self::new).ok_or_else(|| missing(&key));
    }
}

impl<T: Words> Exact for T {
    type Of<'a> = Self;
    type Back = Self;
    const KIND: Kind = Kind::Text;

    fn cell(value: Self, _: Scope<'_>) -> Cell<'_> {
        value.word().into()
    }

    fn back(cell: Cell<'_>, _: &Here<'_>) -> Result<Self, String> {
        let text = text(cell)?;
        let found = T::ALL.iter().copied().find(|value| value.word() == text);
        found.ok_or_else(|| match T::ALL.len() {
            0..12 => format!("is `{}`; {} is expected", start(&text), listed::<T>()),
            _ => format!("is `{}`, which is none", start(&text)),
        })
    }
}

impl<T: Exact> Exact for Option<T> {
    type Of<'a> = Option<T::Of<'a>>;
    type Back = Option<T::Back>;
    const KIND: Kind = T::KIND;
    const OPTIONAL: bool = true;

    fn cell<'a>(value: Self::Of<'a>, scope: Scope<'a>) -> Cell<'a> {
        value.map_or(Cell::Empty, |value| T::cell(value, scope))
    }

    fn back(cell: Cell<'_>, here: &Here<'_>) -> Result<Self::Back, String> {
        if cell == Cell::Empty { Ok(None) } else { T::back(cell, here).map(Some) }
    }
}

impl Exact for Date {
    type Of<'a> = Self;
    type Back = Self;
    const KIND: Kind = Kind::Date;

    fn cell(value: Self, _: Scope<'_>) -> Cell<'_> {
        Cell::Date(value)
    }

    fn back(cell: Cell<'_>, _: &Here<'_>) -> Result<Self, String> {
        if let Cell::Date(day) = cell {
            return Ok(day);
        }
        let text = text(cell)?;
        text.parse().map_err(|_| format!("is `{}`; a day such as 2027-03-31 is expected", start(&text)))
    }
}

impl Exact for bool {
    type Of<'a> = Self;
    type Back = Self;
    const KIND: Kind = Kind::Flag;

    fn cell(value: Self, _: Scope<'_>) -> Cell<'_> {
        value.into()
    }

    fn back(cell: Cell<'_>, _: &Here<'_>) -> Result<Self, String> {
        match cell {
            Cell::Flag(flag) => Ok(flag),
            other => Err(unexpected(&other, "true or false")),
        }
    }
}

/// Types that are a whole number between bounds.
macro_rules! numbers {
    ($($type:ty: $least:expr, $most:expr, |$whole:pat_param| $from:expr, |$value:pat_param| $to:expr;)+) => {$(
        impl Exact for $type {
            type Of<'a> = Self;
            type Back = Self;
            const KIND: Kind = Kind::Count;

            fn cell($value: Self, _: Scope<'_>) -> Cell<'_> {
                Cell::Count($to)
            }

            fn back(cell: Cell<'_>, _: &Here<'_>) -> Result<Self, String> {
                let $whole = within(&cell, $least, $most)?;
                Ok($from)
            }
        }
    )+};
}

// The most is so little that sums over a nation fit, as they do for returns.
numbers! {
    i64: i64::MIN, i64::MAX, |whole| whole, |whole| whole;
    Money: 0, i64::MAX / 4, |pence| Self(pence), |amount| amount.0;
    MilliFte: 0, Self::LARGEST.0 * 1000, |fte| Self(fte), |fte| fte.0;
    Share: 0, i64::from(ONE), |ppm| Self(u32::try_from(ppm).unwrap_or(ONE)), |share| i64::from(share.0);
    Quantity: i64::MIN, i64::MAX, |millionths| Self(millionths), |quantity| quantity.0;
    u32: 0, i64::from(u32::MAX), |whole| Self::try_from(whole).unwrap_or(Self::MAX), |whole| i64::from(whole);
    usize: 0, i64::from(u32::MAX), |whole| Self::try_from(whole).unwrap_or(Self::MAX),
        |count| i64::try_from(count).unwrap_or(i64::MAX);
}

fn within(cell: &Cell<'_>, least: i64, most: i64) -> Result<i64, String> {
    match cell {
        Cell::Count(whole) if (least..=most).contains(whole) => Ok(*whole),
        Cell::Count(whole) => Err(format!("is {whole}, beyond {least} to {most}")),
        other => Err(unexpected(other, "a whole number")),
    }
}

/// The text of a cell.
pub(super) fn text(cell: Cell<'_>) -> Result<Cow<'_, str>, String> {
    match cell {
        Cell::Text(text) => Ok(text),
        other => Err(unexpected(&other, "text")),
    }
}

fn unexpected(cell: &Cell<'_>, expected: &str) -> String {
    match cell {
        Cell::Empty => format!("is empty; {expected} is expected"),
        Cell::Text(text) => format!("is `{}`; {expected} is expected", start(text)),
        other => format!("is {}; {expected} is expected", other.plain()),
    }
}

fn missing(name: &str) -> String {
    format!("is `{}`, which the organisation does not have", start(name))
}

/// As much of a hostile text as a message takes.
pub(super) fn start(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What other tables call an item.
pub(super) fn name(item: &ItemFact) -> String {
    format!("{}/{}", item.kind.word(), item.id)
}

/// A way as a list, so that keys with dots in them come back whole.
fn steps_of(route: &Route) -> String {
    let steps = route.steps().iter().map(|step| match step {
        Step::Key(key) => Value::from(key.as_str()),
        Step::Index(index) => Value::from(*index),
    });
    steps.collect::<Value>().to_string()
}

fn route_of(text: &str) -> Option<Route> {
    let steps: Vec<Value> = serde_json::from_str(text).ok()?;
    steps.into_iter().try_fold(Route::root(), |route, step| match step {
        Value::String(key) => Some(route.key(key)),
        other => Some(route.index(usize::try_from(other.as_u64()?).ok()?)),
    })
}

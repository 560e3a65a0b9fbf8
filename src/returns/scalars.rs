//! The values of a return, each read from its text: no amount passes through a float on its way in.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::money::{MilliFte, Money, ONE, SIGNS, Share, parse_decimal, share_out};

/// A scalar with a text form of its own. The `format` of its JSON Schema is its name there.
pub(super) trait FromText: Sized {
    /// Its name in the schema.
    const FORMAT: &'static str;
    /// What it looks like, for messages: `an amount such as 1250.50`.
    const EXPECTED: &'static str;

    /// How its number is described in results.
    const NUMBER: &'static str = "";

    /// Reads it, or says in what way the text is not one: `has more than 2 decimals`.
    fn from_text(text: &str) -> Result<Self, String>;
}

impl FromText for Money {
    const FORMAT: &'static str = "amount";
    const EXPECTED: &'static str = "an amount such as 1250.50 or \"£1,250.50\"";
    fn from_text(text: &str) -> Result<Self, String> {
        if let Some(place) = SIGNS.iter().position(|sign| text.contains(*sign)) {
            SIGNS_READ.set(SIGNS_READ.get() | 1 << place);
        }
        Self::parse(text).map_err(|error| error.to_string())
    }
}

thread_local! {
    /// Which of the [`SIGNS`] stood before amounts: of an amount itself that is not known any more.
    static SIGNS_READ: Cell<u8> = const { Cell::new(0) };
}

/// The signs of currencies before the amounts that this thread has read since it was last asked.
pub(super) fn signs_read() -> Vec<char> {
    let read = SIGNS_READ.replace(0);
    SIGNS.iter().enumerate().filter(|(place, _)| read & (1 << place) != 0).map(|(_, sign)| *sign).collect()
}

impl FromText for Share {
    const FORMAT: &'static str = "share";
    const EXPECTED: &'static str = "a share between 0 and 1, such as 0.25";
    fn from_text(text: &str) -> Result<Self, String> {
        Self::parse(text).map_err(|error| error.to_string())
    }
}

impl FromText for MilliFte {
    const FORMAT: &'static str = "fte";
    const EXPECTED: &'static str = "full-time equivalents such as 11.4, not below 0";
    const NUMBER: &'static str = "double";
    fn from_text(text: &str) -> Result<Self, String> {
        Self::parse(text).map_err(|error| error.to_string())
    }
}

/// A count or a measured value, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(pub i64);

impl Quantity {
    /// As a number, for output.
    #[allow(clippy::cast_precision_loss)]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl FromText for Quantity {
    const FORMAT: &'static str = "quantity";
    const EXPECTED: &'static str = "a number such as 43000 or 0.957";
    fn from_text(text: &str) -> Result<Self, String> {
        let millionths = parse_decimal(text.trim(), 6).map_err(|error| error.to_string())?;
        i64::try_from(millionths).map(Self).map_err(|_| "is out of range".to_owned())
    }
}

/// Over how many years a cost is spread: at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Years(pub u32);

impl FromText for Years {
    const FORMAT: &'static str = "years";
    const EXPECTED: &'static str = "a whole number of years from 1 to 100, such as 4";
    fn from_text(text: &str) -> Result<Self, String> {
        let years = text.trim().parse().ok().filter(|years| (1..=100).contains(years));
        years.map(Self).ok_or_else(|| "is no number of years".to_owned())
    }
}

/// The share of a post that the law demands: a yes or a no, or a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statutory(pub Share);

impl FromText for Statutory {
    const FORMAT: &'static str = "statutory";
    const EXPECTED: &'static str = "true, false, or a share between 0 and 1, such as 0.25";
    fn from_text(text: &str) -> Result<Self, String> {
        match text.trim() {
            "true" | "yes" => Ok(Self(Share::WHOLE)),
            "false" | "no" => Ok(Self(Share(0))),
            share => Share::from_text(share).map(Self),
        }
    }
}

/// The version of the return format: there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version;

impl FromText for Version {
    const FORMAT: &'static str = "version";
    const EXPECTED: &'static str = "the version of the return format, which is 1";
    fn from_text(text: &str) -> Result<Self, String> {
        if text.trim() == "1" { Ok(Self) } else { Err("is a version that this tool does not read".to_owned()) }
    }
}

/// Twelve months: `2025-26`, `2025`, or the date of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period(pub String);

impl Period {
    /// The calendar year in which it begins.
    pub fn year(&self) -> i16 {
        self.0.get(..4).and_then(|year| year.parse().ok()).unwrap_or_default()
    }

    /// Its first day; of a snapshot its only one.
    pub fn first_day(&self) -> Option<Date> {
        match self.0.len() {
            4 => Date::new(self.year(), 1, 1).ok(),
            7 => Date::new(self.year(), 4, 1).ok(),
            _ => self.0.parse().ok(),
        }
    }

    /// Its last day; of a snapshot its only one.
    pub fn last_day(&self) -> Option<Date> {
        match self.0.len() {
            4 => Date::new(self.year(), 12, 31).ok(),
            7 => Date::new(self.year().checked_add(1)?, 3, 31).ok(),
            _ => self.0.parse().ok(),
        }
    }
}

impl FromText for Period {
    const FORMAT: &'static str = "period";
    const EXPECTED: &'static str = "a period such as 2025-26, 2025 or 2025-09-30";
    fn from_text(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let good = match text.len() {
            4 => digits(text),
            7 => {
                // Seven bytes need not be seven letters.
                let (first, last) = text.split_at_checked(4).unwrap_or_default();
                let last = last.strip_prefix(['-', '/']).unwrap_or_default();
                let follows = |year: u32| last.parse() == Ok((year + 1) % 100);
                digits(first) && digits(last) && first.parse().is_ok_and(follows)
            }
            _ => text.parse::<Date>().is_ok(),
        };
        if good { Ok(Self(text.replace('/', "-"))) } else { Err("is no period".to_owned()) }
    }
}

impl FromText for Date {
    const FORMAT: &'static str = "date";
    const EXPECTED: &'static str = "a date such as 2027-03-31";
    fn from_text(text: &str) -> Result<Self, String> {
        text.trim().parse().map_err(|_| "is no date".to_owned())
    }
}

/// Reads a scalar of a schema's format, to say what is wrong with it.
pub(super) fn check_format(format: &str, text: &str) -> Option<Result<(), (String, &'static str)>> {
    fn check<T: FromText>(text: &str) -> Result<(), (String, &'static str)> {
        T::from_text(text).map(drop).map_err(|wrong| (wrong, T::EXPECTED))
    }
    Some(match format {
        Money::FORMAT => check::<Money>(text),
        Share::FORMAT => check::<Share>(text),
        MilliFte::FORMAT => check::<MilliFte>(text),
        Quantity::FORMAT => check::<Quantity>(text),
        Version::FORMAT => check::<Version>(text),
        Years::FORMAT => check::<Years>(text),
        Statutory::FORMAT => check::<Statutory>(text),
        Period::FORMAT => check::<Period>(text),
        Date::FORMAT => check::<Date>(text),
        _ => return None,
    })
}

struct TextVisitor<T>(PhantomData<T>);

impl<T: FromText> Visitor<'_> for TextVisitor<T> {
    type Value = T;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        T::from_text(text).map_err(|wrong| E::custom(format_args!("`{text}` {wrong}; expected {}", T::EXPECTED)))
    }
}

macro_rules! scalar {
    ($($type:ty: $schema:tt;)+) => {$(
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                // Asking for text gives the scalar as written, whatever YAML would make of it.
                deserializer.deserialize_str(TextVisitor(PhantomData))
            }
        }

        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                <Self as FromText>::FORMAT.into()
            }
            fn inline_schema() -> bool {
                true
            }
            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                // In results they are numbers, whatever a return may write for them.
                match <Self as FromText>::NUMBER {
                    _ if !generator.contract().is_serialize() => json_schema!($schema),
                    "" => json_schema!({"type": "number"}),
                    format => json_schema!({"type": "number", "format": format}),
                }
            }
        }
    )+};
}

scalar! {
    Money: {"type": ["number", "string"], "format": "amount", "minimum": -1_000_000_000_000_i64, "maximum": 1_000_000_000_000_i64, "pattern": "^\\s*(\\+|-?\\s*[£$€]?\\s*)(([0-9]+(_[0-9]+)*|[0-9]{1,3}(,[0-9]{3})+)(\\.[0-9]{0,2})?|\\.[0-9]{1,2})\\s*$"};
    Share: {"type": ["number", "string"], "format": "share", "minimum": 0, "maximum": 1, "pattern": "^\\s*\\+?(0+(\\.[0-9]{0,9})?|\\.[0-9]{1,9}|0*1(\\.0{0,9})?)\\s*$"};
    MilliFte: {"type": ["number", "string"], "format": "fte", "minimum": 0, "maximum": 1_000_000, "pattern": "^\\s*\\+?([0-9]+(_[0-9]+)*|[0-9]{1,3}(,[0-9]{3})+)?(\\.[0-9]{0,9})?\\s*$"};
    Quantity: {"type": ["number", "string"], "format": "quantity", "pattern": "^\\s*[-+]?([0-9]+(_[0-9]+)*|[0-9]{1,3}(,[0-9]{3})+)?(\\.[0-9]{0,6})?\\s*$"};
    Version: {"enum": [1, "1"], "format": "version"};
    Years: {"type": ["integer", "string"], "format": "years", "minimum": 1, "maximum": 100, "pattern": "^\\s*0*([1-9][0-9]?|100)\\s*$"};
    Statutory: {"type": ["boolean", "number", "string"], "format": "statutory", "minimum": 0, "maximum": 1, "pattern": "^\\s*(true|false|yes|no|\\+?(0+(\\.[0-9]{0,9})?|\\.[0-9]{1,9}|0*1(\\.0{0,9})?))\\s*$"};
    Period: {"type": ["string", "integer"], "format": "period", "minimum": 1000, "maximum": 9999, "pattern": "^[0-9]{4}([-/][0-9]{2}|-[0-9]{2}-[0-9]{2})?$"};
}

/// A date, where there is one.
pub(super) fn optional_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    struct Wrapper(Date);
    impl<'de> Deserialize<'de> for Wrapper {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_str(TextVisitor(PhantomData)).map(Self)
        }
    }
    Ok(Option::<Wrapper>::deserialize(deserializer)?.map(|wrapper| wrapper.0))
}

/// Text, where there is some: an empty value is none.
pub(super) fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.filter(|text| !text.trim().is_empty()))
}

/// What drives volumes. One that is left empty is not said, like any other figure.
pub(super) fn drivers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, Quantity>, D::Error> {
    let said = Option::<BTreeMap<String, Option<Quantity>>>::deserialize(deserializer)?.unwrap_or_default();
    Ok(said.into_iter().filter_map(|(driver, quantity)| Some((driver, quantity?))).collect())
}

/// A list that may be left empty: `roles:` with nothing behind it is no roles.
#[derive(Debug, Clone)]
pub struct List<T>(Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for List<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> DerefMut for List<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        Self(items)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Option::deserialize(deserializer)?.unwrap_or_default()))
    }
}

impl<T: JsonSchema> JsonSchema for List<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("list-of-{}", T::schema_name()).into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["array", "null"], "items": generator.subschema_for::<T>()})
    }
}

/// Names with shares: written as a mapping, as a list that is split evenly, or as one name for the whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shares(pub Vec<(String, Share)>);

impl Shares {
    /// The sum in parts per million, which may be above one whole as declared.
    pub fn sum(&self) -> u64 {
        self.0.iter().map(|(_, share)| u64::from(share.0)).sum()
    }
}

/// Even shares of one whole, exact: the leftover millionths go to the first in the order of the names.
fn evenly(mut names: Vec<String>) -> Shares {
    names.sort();
    let parts = share_out(Money(i64::from(ONE)), &vec![1; names.len()]);
    let share = |part: Money| Share(u32::try_from(part.0).unwrap_or(ONE));
    Shares(names.into_iter().zip(parts.into_iter().map(share)).collect())
}

impl<'de> Deserialize<'de> for Shares {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SharesVisitor)
    }
}

struct SharesVisitor;

impl<'de> Visitor<'de> for SharesVisitor {
    type Value = Shares;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("names with shares such as {ct: 0.9}, a list of names, or one name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Shares, E> {
        Ok(Shares(vec![(name.to_owned(), Share::WHOLE)]))
    }

    fn visit_u64<E: Error>(self, name: u64) -> Result<Shares, E> {
        self.visit_str(&name.to_string())
    }

    fn visit_i64<E: Error>(self, name: i64) -> Result<Shares, E> {
        self.visit_str(&name.to_string())
    }

    fn visit_unit<E: Error>(self) -> Result<Shares, E> {
        Ok(Shares::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Shares, A::Error> {
        let mut names = Vec::new();
        while let Some(name) = list.next_element::<String>()? {
            names.push(name);
        }
        Ok(evenly(names))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shares, A::Error> {
        let mut shares: Vec<(String, Share)> = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            shares.push((name, map.next_value()?));
        }
        shares.sort();
        match shares.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            Some(pair) => Err(A::Error::custom(format_args!("`{}` stands twice", pair[0].0))),
            None => Ok(Shares(shares)),
        }
    }
}

impl JsonSchema for Shares {
    fn schema_name() -> Cow<'static, str> {
        "shares".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Names with shares such as {ct: 0.9}, a list of names (split evenly), or one name",
            "anyOf": [
                {"type": "object", "additionalProperties": generator.subschema_for::<Share>()},
                {"type": "array", "uniqueItems": true, "items": {"type": ["string", "number"]}},
                {"type": ["string", "number", "null"]},
            ],
        })
    }
}

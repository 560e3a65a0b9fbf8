//! The values of a return, each read from its text: no amount passes through a float on its way in.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use jiff::ToSpan;
use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::money::{MilliFte, Money, ONE, SIGNS, Share, currency, parse_decimal, share_out};

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
        years.map(Self).ok_or_else(|| "is not a number of years".to_owned())
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

/// A currency, by its code in ISO 4217.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Currency(pub &'static str);

impl Default for Currency {
    fn default() -> Self {
        Self("GBP")
    }
}

impl FromText for Currency {
    const FORMAT: &'static str = "currency";
    const EXPECTED: &'static str = "a code of ISO 4217 such as GBP or EUR";
    fn from_text(text: &str) -> Result<Self, String> {
        // Left empty, it is not said.
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        currency(text).map(Self).map_err(Into::into)
    }
}

/// Twelve months: `2025-26`, `2025`, `FY2026`, two days, or the day of a snapshot. The same months are the same text, once
/// it is known when a financial year begins.
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
            _ => self.0.split('/').next()?.parse().ok(),
        }
    }

    /// Its last day; of a snapshot its only one.
    pub fn last_day(&self) -> Option<Date> {
        match self.0.len() {
            4 => Date::new(self.year(), 12, 31).ok(),
            7 => Date::new(self.year().checked_add(1)?, 3, 31).ok(),
            _ => self.0.split('/').next_back()?.parse().ok(),
        }
    }

    /// The same months a year later, and None at the end of time.
    pub fn next(&self) -> Option<Self> {
        let year = |year: i16| year.checked_add(1).filter(|year| *year <= 9998);
        if let Some(ends) = self.ends_in() {
            return Some(Self(format!("FY{:04}", year(ends)?)));
        }
        let begins = year(self.year())?;
        let later = |day: Option<Date>| day?.checked_add(1.year()).ok();
        Some(Self(match self.0.len() {
            4 => format!("{begins:04}"),
            7 => format!("{begins:04}-{:02}", (begins + 1) % 100),
            // The last day of February stays the last day.
            10 => later(self.first_day())?.to_string(),
            _ => twelve_months(later(self.first_day())?)?.0,
        }))
    }

    /// The year in which it ends, where it is told by that only and not yet known when it begins.
    pub(super) fn ends_in(&self) -> Option<i16> {
        self.0.strip_prefix("FY")?.parse().ok()
    }

    /// A financial year by its months, where the return says on which day it begins.
    pub(super) fn beginning(&self, starts: YearStart) -> Option<Self> {
        let YearStart { month, day } = starts;
        let year = match self.ends_in() {
            Some(ends) if (month, day) == (1, 1) => ends,
            Some(ends) => ends.checked_sub(1)?,
            None if self.0.len() == 7 => self.year(),
            None => return Some(self.clone()),
        };
        twelve_months(Date::new(year, month, day).ok()?)
    }
}

/// The twelve months from a day on, as they are written.
fn twelve_months(first: Date) -> Option<Period> {
    let last = first.checked_add(1.year()).ok()?.yesterday().ok()?;
    Some(Period(match (first.month(), first.day()) {
        (1, 1) => format!("{:04}", first.year()),
        (4, 1) => format!("{:04}-{:02}", first.year(), last.year() % 100),
        _ => format!("{first}/{last}"),
    }))
}

impl FromText for Period {
    const FORMAT: &'static str = "period";
    const EXPECTED: &'static str = "a period such as 2025-26, 2025, FY2026, 2025-10-01/2026-09-30 or 2025-09-30";
    fn from_text(text: &str) -> Result<Self, String> {
        let text = text.trim().to_uppercase();
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let no_period = || Err("is not a period".to_owned());
        let (is_financial, bare) = match text.strip_prefix("FY") {
            Some(bare) => (true, bare.trim_start()),
            None => (false, text.as_str()),
        };
        if let Some((first, last)) = bare.split_once('/')
            && let (Ok(first), Ok(last)) = (first.trim().parse::<Date>(), last.trim().parse::<Date>())
        {
            let whole = twelve_months(first).filter(|whole| whole.last_day() == Some(last));
            return whole.ok_or_else(|| "is not twelve months".to_owned());
        }
        match bare.split_once(['-', '/']) {
            None if digits(bare) && bare.len() == 4 => {
                Ok(Self(if is_financial { format!("FY{bare}") } else { bare.to_owned() }))
            }
            None if digits(bare) && bare.len() == 2 && is_financial => Ok(Self(format!("FY20{bare}"))),
            Some((first, last)) if digits(first) && digits(last) && (first.len(), last.len()) == (4, 2) => {
                let follows = |year: u32| last.parse() == Ok((year + 1) % 100);
                if first.parse().is_ok_and(follows) {
                    Ok(Self(format!("{first}-{last}")))
                } else {
                    Err("is not twelve months".to_owned())
                }
            }
            _ if !is_financial && bare.parse::<Date>().is_ok() => Ok(Self(bare.to_owned())),
            _ => no_period(),
        }
    }
}

/// The day on which a financial year begins: `10-01`, `October` or `6 April`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearStart {
    month: i8,
    day: i8,
}

impl FromText for YearStart {
    const FORMAT: &'static str = "year-start";
    const EXPECTED: &'static str = "the day on which the financial year begins, such as 10-01 or October";
    fn from_text(text: &str) -> Result<Self, String> {
        const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let lower = text.to_lowercase();
        let words: Vec<&str> =
            lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let number = |word: &str| word.trim_end_matches(char::is_alphabetic).parse::<i8>().ok();
        let named = |word: &str| (1_i8..).zip(MONTHS).find(|(_, name)| word.starts_with(name)).map(|(month, _)| month);
        let (month, day) = match words[..] {
            [month] => (named(month).or(number(month)), Some(1)),
            [month, day] if number(month).is_none() => (named(month), number(day)),
            [day, month] if named(month).is_some() => (named(month), number(day)),
            [month, day] => (number(month), number(day)),
            _ => (None, None),
        };
        // In a year without a leap day, so that every year has it.
        let real = month.zip(day).filter(|(month, day)| Date::new(2025, *month, *day).is_ok());
        real.map(|(month, day)| Self { month, day }).ok_or_else(|| "is not a day of every year".to_owned())
    }
}

impl FromText for Date {
    const FORMAT: &'static str = "date";
    const EXPECTED: &'static str = "a date such as 2027-03-31";
    fn from_text(text: &str) -> Result<Self, String> {
        text.trim().parse().map_err(|_| "is not a date".to_owned())
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
        Currency::FORMAT => check::<Currency>(text),
        Period::FORMAT => check::<Period>(text),
        YearStart::FORMAT => check::<YearStart>(text),
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
    Currency: {"type": ["string", "null"], "format": "currency", "pattern": "^\\s*([A-Za-z]{3})?\\s*$"};
    Period: {"type": ["string", "integer"], "format": "period", "minimum": 1000, "maximum": 9999, "pattern": "^\\s*(([Ff][Yy]\\s*)?[0-9]{4}([-/][0-9]{2})?|[Ff][Yy]\\s*[0-9]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}(\\s*/\\s*[0-9]{4}-[0-9]{2}-[0-9]{2})?)\\s*$"};
    YearStart: {"type": ["string", "integer"], "format": "year-start", "minimum": 1, "maximum": 12};
}

/// A currency, where one is said.
pub(super) fn some_currency<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Currency, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
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
            Some(pair) => Err(A::Error::custom(format_args!("`{}` is used twice", pair[0].0))),
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

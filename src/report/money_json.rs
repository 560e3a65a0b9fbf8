//! Amounts back from JSON, from their text.

use serde::{Deserialize, Deserializer, de::Error};

use crate::money::Money;

/// An amount.
pub(super) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Money, D::Error> {
    let number = serde_json::Number::deserialize(from)?;
    Money::parse(&number.to_string()).map_err(|error| D::Error::custom(format!("`{number}` {error}")))
}

/// An amount that may not be there.
pub(super) fn read_option<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Money>, D::Error> {
    let number = Option::<serde_json::Number>::deserialize(from)?;
    let amount = |number: serde_json::Number| {
        Money::parse(&number.to_string()).map_err(|error| D::Error::custom(format!("`{number}` {error}")))
    };
    number.map(amount).transpose()
}

/// Several amounts.
pub(super) fn read_all<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Money>, D::Error> {
    let numbers = Vec::<serde_json::Number>::deserialize(from)?;
    let amount = |number: &serde_json::Number| {
        Money::parse(&number.to_string()).map_err(|error| D::Error::custom(format!("`{number}` {error}")))
    };
    numbers.iter().map(amount).collect()
}

//! The keys of the format in their order, taken from the types, and how each part of a return is written.

use serde::Deserialize;
use serde::de::value::Error;
use serde::de::{Deserializer, Error as _, Visitor};
use serde::forward_to_deserialize_any;

use crate::returns::model::{
    Accounting, Exception, Organisation, Outcome, Process, Recharge, Return, Role, System, Transfer, Unit,
};

/// A part of a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::returns) enum Shape {
    Return,
    Organisation,
    Accounting,
    Unit,
    Process,
    Role,
    System,
    Recharge,
    Outcome,
    Transfer,
    Exception,
    /// Names of the return's own, in its own order.
    Free,
}

impl Shape {
    /// What stands under a key.
    pub(super) fn of(self, key: &str) -> Self {
        match (self, key) {
            (Self::Return, "organisation") => Self::Organisation,
            (Self::Return, "accounting") => Self::Accounting,
            (Self::Return, "units") => Self::Unit,
            (Self::Return, "processes") => Self::Process,
            (Self::Return, "roles") => Self::Role,
            (Self::Return, "systems") => Self::System,
            (Self::Return, "recharges") => Self::Recharge,
            (Self::Return, "outcomes") => Self::Outcome,
            (Self::Return, "transfers") => Self::Transfer,
            (Self::Return, "exceptions") => Self::Exception,
            _ => Self::Free,
        }
    }

    /// Its keys, in the order of the format.
    pub(super) fn order(self) -> &'static [&'static str] {
        match self {
            Self::Return => fields::<Return>(),
            Self::Organisation => fields::<Organisation>(),
            Self::Accounting => fields::<Accounting>(),
            Self::Unit => fields::<Unit>(),
            Self::Process => fields::<Process>(),
            Self::Role => fields::<Role>(),
            Self::System => fields::<System>(),
            Self::Recharge => fields::<Recharge>(),
            Self::Outcome => fields::<Outcome>(),
            Self::Transfer => fields::<Transfer>(),
            Self::Exception => fields::<Exception>(),
            Self::Free => &[],
        }
    }

    /// Whether a mapping of this part has a line for each key, however short it is.
    pub(super) fn is_tall(self) -> bool {
        matches!(self, Self::Return | Self::Organisation | Self::Process | Self::Role | Self::System)
    }
}

/// Whether a key of a part holds a figure of the period: an amount, staff, a volume, something measured.
pub(in crate::returns) fn is_figure(shape: Shape, key: &str) -> bool {
    is_counted(shape, key) || matches!(key, "fte" | "failure_demand")
}

/// Whether a figure is written with its thousands apart.
pub(super) fn is_counted(shape: Shape, key: &str) -> bool {
    match shape {
        Shape::Organisation => key == "total",
        Shape::Process => matches!(key, "total" | "other" | "volume"),
        Shape::Role | Shape::System => key == "cost",
        Shape::Recharge => key == "amount",
        Shape::Outcome => key == "value",
        Shape::Transfer => matches!(key, "in" | "out"),
        _ => false,
    }
}

/// The names of a type's fields as they are written.
fn fields<T: Deserialize<'static>>() -> &'static [&'static str] {
    let mut names: &'static [&'static str] = &[];
    drop(T::deserialize(Names(&mut names)));
    names
}

/// Reads nothing, and notes which fields are asked for.
struct Names<'n>(&'n mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Names<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("there is nothing to read"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        *self.0 = fields;
        Err(Error::custom("there is nothing to read"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_knows_its_keys() {
        for (shape, first, last) in [
            (Shape::Return, "dupaudit", "exceptions"),
            (Shape::Organisation, "id", "drivers"),
            (Shape::Role, "id", "profession"),
            (Shape::Transfer, "function", "with"),
        ] {
            let order = shape.order();
            assert_eq!((order.first(), order.last()), (Some(&first), Some(&last)), "{shape:?}");
        }
    }
}

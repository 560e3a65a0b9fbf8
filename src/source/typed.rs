//! YAML read into types, within the limits of a document.

use std::fmt;

use serde::de::DeserializeOwned;

use super::{Position, check_limits, words_of};

/// Why a text does not read as what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// Where, as far as that is known.
    pub position: Option<Position>,
    /// What is wrong there.
    pub message: String,
}

/// `line:column: ` and what is wrong there.
impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = self.position {
            write!(f, "{}:{}: ", at.line, at.column)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Misread {}

/// Reads a text of YAML, unless it goes beyond the limits of a document.
///
/// # Errors
/// What is wrong, with line and column.
pub fn from_yaml<T: DeserializeOwned>(text: &str) -> Result<T, Misread> {
    check_limits(text).map_err(|error| Misread { position: Some(error.position()), message: error.to_string() })?;
    serde_yaml::from_str(text).map_err(|error| {
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        let position = error.location().map(|at| Position { line: number(at.line()), column: number(at.column()) });
        Misread { position, message: words_of(&error) }
    })
}

//! What a finding is recognised by in another run, when lines, files, orders and names have changed.

use serde::{Serialize, Serializer};

use super::{Code, Finding};
use crate::source::{sha256, tidy};

/// Findings that speak of a return as a whole: the item they point at is only the costliest, which changes with every
/// figure.
const OF_THE_WHOLE: [Code; 4] =
    [Code::Unmapped, Code::MissingVolume, Code::UnpricedStaff, Code::FrontlineOnAdministrative];

/// A finding without what changes while its cause stays: no line, no place in a list, no file, no figure.
///
/// Two findings with the same fingerprint are told apart by nothing but their number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint {
    /// The organisation it concerns. Empty where it concerns none, or one without an id.
    pub organisation: String,
    /// The file, where there is no organisation: what has no id belongs to its file.
    pub file: String,
    /// The text of its code.
    pub code: String,
    /// The value it concerns, by keys and ids: `roles[ct-officer].unit=rev`. Empty for the return as a whole.
    pub at: String,
}

impl Fingerprint {
    pub(super) fn of(finding: &Finding) -> Self {
        let organisation = finding.organisation.as_deref().map(tidy).unwrap_or_default().into_owned();
        let file = finding.path.as_deref().filter(|_| organisation.is_empty()).unwrap_or_default().to_owned();
        let at = match (&finding.named, &finding.item) {
            _ if OF_THE_WHOLE.contains(&finding.code) => String::new(),
            (Some(named), _) => named.clone(),
            (None, Some(item)) => item.clone(),
            (None, None) => String::new(),
        };
        Self { organisation, file, code: finding.code.word().to_owned(), at }
    }

    /// The same in sixteen hexadecimal digits, for formats that take a token.
    pub fn token(&self) -> String {
        let mut token = sha256(format!("{}{}\n{}\n{}", self.organisation, self.file, self.code, self.at));
        token.truncate(16);
        token
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.token())
    }
}

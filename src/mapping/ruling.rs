//! One recorded ruling: what it says in functions of the taxonomy at hand, and how well it fits an item.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::AtomicU8;

use jiff::civil::Date;

use super::decision_file::{Entry, Verdict};
use super::{Claim, Mapping, Source};
use crate::money::Share;
use crate::source::Position;
use crate::taxonomy::Taxonomy;

/// How much of its confidence a ruling keeps for the same words in another unit or organisation.
const ELSEWHERE: f64 = 0.9;

/// One entry, ready to be applied.
pub(super) struct Ruling {
    pub(super) unit: Option<String>,
    pub(super) organisation: Option<String>,
    pub(super) verdict: Ruled,
    pub(super) comparable: bool,
    pub(super) until: Option<Date>,
    /// Whether another ruling on exactly the same items says something else.
    pub(super) contradicted: bool,
    /// Who, when and why.
    pub(super) grounds: String,
    pub(super) path: Arc<str>,
    pub(super) position: Position,
    /// The item in words, for findings.
    pub(super) what: String,
    pub(super) marks: AtomicU8,
}

/// What a ruling says, in functions of the taxonomy at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ruled {
    /// These functions; none of them where the list is empty.
    Functions(Vec<Claim>),
    /// Whatever the mapper says.
    AsMapped,
}

/// What a ruling says of one item.
pub(super) struct Found<'d> {
    pub(super) ruled: &'d Ruled,
    pub(super) comparable: bool,
    /// Which ruling, for [`Decisions::grounds`].
    pub(super) number: NonZeroU32,
    pub(super) elsewhere: bool,
}

/// How well a ruling fits an item, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Exact,
    Organisation,
    Unit,
    General,
    OtherUnit,
    OtherOrganisation,
}

impl Ruling {
    pub(super) fn level(&self, units: &[String; 2], organisation: &str) -> Level {
        let same_unit = self.unit.as_deref().map(|own| units.iter().any(|unit| unit == own));
        let same_organisation = self.organisation.as_deref().map(|own| own == organisation);
        match (same_organisation, same_unit) {
            (Some(false), _) => Level::OtherOrganisation,
            (_, Some(false)) => Level::OtherUnit,
            (Some(true), Some(true)) => Level::Exact,
            (Some(true), None) => Level::Organisation,
            (None, Some(true)) => Level::Unit,
            (None, None) => Level::General,
        }
    }

    pub(super) fn says_what(&self, other: &Self) -> bool {
        self.verdict == other.verdict && self.comparable == other.comparable
    }

    pub(super) fn place(&self) -> String {
        format!("{}:{}:{}", self.path, self.position.line, self.position.column)
    }
}

impl Found<'_> {
    /// The mapping that the ruling makes; none where it leaves the functions to the mapper.
    pub(super) fn mapping(&self) -> Option<Mapping> {
        let Ruled::Functions(claims) = self.ruled else { return None };
        let keep = |share: Share| if self.elsewhere { Share::from_f64(share.as_f64() * ELSEWHERE) } else { share };
        Some(Mapping {
            source: Source::Decision,
            claims: claims.iter().map(|claim| Claim { confidence: keep(claim.confidence), ..*claim }).collect(),
            alternatives: Box::default(),
            comparable: self.comparable,
            decision: Some(self.number),
        })
    }
}

/// The claims of an entry, or the code that the taxonomy does not have.
pub(super) fn resolve(entry: &Entry, taxonomy: &Taxonomy) -> Result<Ruled, String> {
    let shares = match &entry.verdict {
        Verdict::AsMapped => return Ok(Ruled::AsMapped),
        Verdict::None => return Ok(Ruled::Functions(Vec::new())),
        Verdict::Functions(shares) => shares,
    };
    let mut claims = shares
        .0
        .iter()
        .map(|(code, share)| {
            let function = taxonomy.find(code).ok_or_else(|| code.clone())?;
            Ok(Claim { function, share: *share, confidence: entry.confidence })
        })
        .collect::<Result<Vec<_>, String>>()?;
    claims.sort_by_key(|claim| claim.function);
    Ok(Ruled::Functions(claims))
}

/// An entry's items, in words.
pub(super) fn describe(entry: &Entry) -> String {
    let mut what = format!("the {} `{}`", entry.kind, entry.text);
    if let Some(unit) = &entry.unit {
        what.push_str(&format!(" of the unit `{unit}`"));
    }
    if let Some(organisation) = &entry.organisation {
        what.push_str(&format!(" of `{organisation}`"));
    }
    what
}

/// Who ruled, when and why.
pub(super) fn grounds(entry: &Entry) -> String {
    let mut grounds = format!("decided by {} on {}", entry.by, entry.on);
    if !entry.why.is_empty() {
        grounds.push_str(": ");
        grounds.push_str(&entry.why);
    }
    grounds
}

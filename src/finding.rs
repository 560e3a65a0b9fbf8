//! What a reader should know or mend: a code, how bad it is, where, and what to do.

mod fingerprint;
mod surely;

use std::fmt;
use std::sync::Arc;

use crate::source::{Position, Route};

pub use fingerprint::Fingerprint;
pub use surely::surely;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Stands beside a figure it affects.
    Warning,
    /// Rejects the return, or the file.
    Error,
}

impl Severity {
    /// The word for it in every format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

macro_rules! codes {
    ($($name:ident $text:literal $severity:ident $about:literal;)+) => {
        /// Every kind of finding there is. The text of a code never changes once published.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $about] $name,)+ }

        impl Code {
            /// Every code, in the order of their texts' first publication.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The stable kebab-case text.
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// How much it matters unless settings say otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }

            /// What it finds, in a sentence.
            pub fn about(self) -> &'static str {
                match self { $(Self::$name => $about,)+ }
            }
        }
    };
}

codes! {
    UnreadableFile "unreadable-file" Error "The file could not be read.";
    NotUtf8 "not-utf8" Error "The text is not UTF-8.";
    DocumentTooLarge "document-too-large" Error "A document is larger than 16 MiB.";
    InvalidSyntax "invalid-syntax" Error "The text is neither YAML nor JSON.";
    TooDeep "too-deep" Error "A document is nested deeper than 64 levels.";
    AliasExpansion "alias-expansion" Error "YAML aliases make more of a document than a document may be.";
    NotAReturn "not-a-return" Error "A YAML or JSON file that does not say it is a return.";
    UnsupportedVersion "unsupported-version" Error "The return is written in a version that this tool does not read.";
    UnknownKey "unknown-key" Error "A key that returns do not have.";
    DuplicateKey "duplicate-key" Error "A key that stands twice in one mapping.";
    MissingKey "missing-key" Error "A key without which the entry cannot be used.";
    WrongType "wrong-type" Error "A value of another kind than the key takes.";
    InvalidValue "invalid-value" Error "A value that cannot be read as what the key takes.";
    NegativeAmount "negative-amount" Error "An amount below nothing.";
    SharesAboveOne "shares-above-one" Error "Shares that add up to more than one whole.";
    DuplicateId "duplicate-id" Error "Two entries of one list with the same id.";
    DuplicateOrganisation "duplicate-organisation" Error "Two returns of the same organisation.";
    UnknownProcess "unknown-process" Error "A link to a process that the return does not declare.";
    UnknownUnit "unknown-unit" Error "A unit that the return does not declare.";
    UnknownFunction "unknown-function" Error "A function code that the taxonomy does not have.";
    ItemisedAboveTotal "itemised-above-total" Error "The items cost more than the declared total.";
    ItemisedSlightlyAboveTotal "itemised-slightly-above-total" Warning "The items cost up to 0.5% more than the declared total, which is raised to fit.";
    StaffDifferFromTotal "staff-differ-from-total" Warning "The staff of the roles differ from the declared number by more than 2%.";
    LittleMapped "little-mapped" Warning "Less than 80% of the declared total is mapped to functions.";
    ProcessCapped "process-capped" Warning "The parts of a process cost more than its declared total; the excess is kept apart.";
    OtherAboveTotal "other-above-total" Warning "The other cost of a process is more than its total.";
    GapsExceedRemainder "gaps-exceed-remainder" Warning "The process totals speak of more money than the declared total leaves.";
    NoControlTotal "no-control-total" Note "The organisation declares no total, so that what is missing cannot be seen.";
    MostlyUnspecified "mostly-unspecified" Warning "More than half of an organisation's duplicated cost is known from process totals only.";
    UnpricedStaff "unpriced-staff" Note "Roles with staff but without cost.";
    Unmapped "unmapped" Note "Items that say too little to be mapped.";
    NoComparison "no-comparison" Note "An organisation that lacks the attribute by which a function is compared.";
    StaleDecision "stale-decision" Warning "A decision for a function that the taxonomy does not have; it is not applied.";
    ExpiredDecision "expired-decision" Warning "A decision that held until before the period of a return; it is not applied.";
    ContradictingDecisions "contradicting-decisions" Warning "Decisions on the same items that say different things; none is applied.";
    UnusedDecision "unused-decision" Note "A decision that no item needed.";
    OtherPeriod "other-period" Warning "A return of another period than the audit's.";
    OtherCurrency "other-currency" Warning "A return in another currency than the audit's.";
    AboveReferenceClass "above-reference-class" Warning "The planned saving is above what published programmes planned.";
    UnpricedRows "unpriced-rows" Warning "Imported rows without usable pay; their staff are kept.";
    RepeatedRows "repeated-rows" Warning "Imported rows that the source may hold more than once.";
    SkippedRows "skipped-rows" Warning "Imported rows that hold neither post nor staff.";
    FrontlineOnAdministrative "declared-frontline-on-administrative" Warning "Roles declared frontline whose work is on administrative functions: their cost leaves the scope.";
    UnlikelyCostPerFte "unlikely-cost-per-fte" Warning "A role that costs less than GBP 15,000 or more than GBP 250,000 a full-time equivalent.";
    MissingVolume "missing-volume" Note "Functions with cost whose volume is not declared, so that unit costs cannot be compared.";
    RetiredSystemCosts "retired-system-costs" Warning "A system that is retired and still costs.";
    UnlikeAccounts "unlike-accounts" Warning "A return whose figures were drawn up in another way than most: it leaves every comparison.";
    UndeclaredAccounts "undeclared-accounts" Note "Returns that do not say how their figures were drawn up; they stay in the comparison.";
    ExpiredException "expired-exception" Warning "An exception whose last day is before the end of the period: its pounds are compared again.";
    UnusedException "unused-exception" Note "An exception that keeps nothing out of the comparison.";
    UnlikelyUnitCost "unlikely-unit-cost" Warning "A unit cost that says nothing, or is far from the others': the body is not benchmarked on the function.";
    BeyondBestPractice "beyond-best-practice" Note "The target asks for more than the gap to the best quarter of unit costs: best practice alone does not reach it.";
    StaleBaseline "stale-baseline" Note "An entry of the baseline whose finding is gone: left there, it would hide the finding's return.";
    LargeChange "large-change" Note "A cost that changed by more than half, and by more than 10,000, since the returns it is compared with.";
    VolumeUnknown "volume-unknown" Note "Functions without a usable volume in both rounds: what more or less work cost counts as nothing.";
    AbovePlan "above-plan" Warning "More than 125% of what was planned: look for cuts of service, or for cost that was only called something else.";
    CutsNotConsolidation "cuts-not-consolidation" Warning "Spending fell and duplication did not: cuts, not consolidation.";
    CostShunting "cost-shunting" Warning "The share of cost without a function or on the front line rose by more than two points: work may have been moved there.";
    ImplausibleTransfer "implausible-transfer" Warning "A transfer that cannot be placed: on a group of functions, or beyond ten times what was spent on its function.";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// One finding. Plain data: no printing, no rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which kind.
    pub code: Code,
    /// How much it matters here.
    pub severity: Severity,
    /// What was found, with the values found.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The file as the user named it.
    pub path: Option<Arc<str>>,
    /// Where in the file.
    pub position: Option<Position>,
    /// The way to the value.
    pub route: Option<Route>,
    /// The organisation it concerns.
    pub organisation: Option<String>,
    /// The item it concerns.
    pub item: Option<String>,
    /// The way to the value with ids in place of numbers, which stays when entries move: `roles[ct-officer].cost`.
    pub named: Option<String>,
    /// What surely belongs there instead.
    pub mend: Option<Mend>,
}

/// A text found in a return, and the one that was surely meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mend {
    /// As found, without quotes.
    pub found: String,
    /// As meant.
    pub meant: String,
}

impl Finding {
    /// A finding with its default severity and without a place.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            help: None,
            path: None,
            position: None,
            route: None,
            organisation: None,
            item: None,
            named: None,
            mend: None,
        }
    }

    /// Says what surely belongs in place of the text found, where that is sure.
    #[must_use]
    pub fn mend(mut self, found: &str, meant: Option<impl Into<String>>) -> Self {
        self.mend = meant.map(|meant| Mend { found: found.to_owned(), meant: meant.into() });
        self
    }

    /// What stays the same of it when the return is reordered, moved or renamed.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self)
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says where in its document.
    #[must_use]
    pub fn at(mut self, route: Route) -> Self {
        self.route = Some(route);
        self
    }

    /// Says where in its file, when the place is known already.
    #[must_use]
    pub fn position(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }

    /// Says whom it concerns.
    #[must_use]
    pub fn organisation(mut self, id: impl Into<String>) -> Self {
        self.organisation = Some(id.into());
        self
    }

    /// Says which item it concerns.
    #[must_use]
    pub fn item(mut self, id: impl Into<String>) -> Self {
        self.item = Some(id.into());
        self
    }

    /// `file:line:column`, as far as known.
    pub fn place(&self) -> Option<String> {
        let path = self.path.as_deref()?;
        Some(match self.position {
            Some(at) => format!("{path}:{}:{}", at.line, at.column),
            None => path.to_owned(),
        })
    }

    /// The order in which findings are listed: worst first, then by place, then by words.
    pub fn order(&self, other: &Self) -> std::cmp::Ordering {
        let key = |finding: &Self| {
            (std::cmp::Reverse(finding.severity), finding.path.clone(), finding.position, finding.code)
        };
        key(self).cmp(&key(other)).then_with(|| self.message.cmp(&other.message))
    }
}

/// The valid name nearest to `given`, where one is near enough to be what was meant.
pub fn nearest<'a>(given: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase();
    valid
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&given, &name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness >= 0.8)
        .max_by(|(a, x), (b, y)| a.total_cmp(b).then_with(|| y.cmp(x)))
        .map(|(_, name)| name)
}
